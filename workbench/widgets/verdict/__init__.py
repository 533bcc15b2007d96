"""The answer in one sentence, with what it rests on."""

from __future__ import annotations

from typing import Any

import traitlets

from workbench.widgets._part import Part, script, short, style


class VerdictCard(Part):
    """The answer in one sentence and the reasons in two.

    >>> VerdictCard(headline="Make it here, promise 19 days")
    VerdictCard(headline='Make it here, promise 19 days', tone='good')
    """

    _esm = script("verdict", "verdict")
    _css = style("verdict", "verdict")
    shown = ("headline", "tone")

    headline = traitlets.Unicode("").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    tone = traitlets.Enum(["good", "warn", "bad"], default_value="good").tag(sync=True)
    pending = traitlets.Bool(False).tag(sync=True)
    """True while the answer belongs to settings that have changed since."""

    @traitlets.validate("headline", "text")
    def _validate_texts(self, proposal: Any) -> str:
        return short(proposal["value"], 2000, proposal["trait"].name)
