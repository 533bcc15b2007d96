"""A segmented control: one of a few, all of them in sight."""

from __future__ import annotations

from typing import Any

import traitlets

from workbench.errors import nearest
from workbench.widgets._part import Part, records, script, short, style


class Choice(Part):
    """One of a few, all of them in sight; a choice of six or more becomes a list.

    >>> Choice(label="Dye", options=[{"value": "", "label": "Here"}], value="")
    Choice(label='Dye', value='')
    """

    _esm = script("choice", "choice")
    _css = style("choice", "choice")
    shown = ("label", "value")
    writable = ("value",)

    label = traitlets.Unicode("").tag(sync=True)
    options = traitlets.List(default_value=[]).tag(sync=True)
    """Records with value, label and hint; 40 at most."""
    value = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **keywords: Any) -> None:
        value = keywords.pop("value", None)
        super().__init__(**keywords)
        if value is None and self.options:
            value = self.options[0]["value"]
        self.value = value or ""

    @traitlets.validate("options")
    def _validate_options(self, proposal: Any) -> list[dict[str, str]]:
        return records(proposal["value"], {"value": 100, "label": 80, "hint": 200}, 40, "options")

    @traitlets.validate("value")
    def _validate_value(self, proposal: Any) -> str:
        values = [option["value"] for option in self.options]
        if values and proposal["value"] not in values:
            advice = nearest(proposal["value"], values)
            raise traitlets.TraitError(f"no option has the value {proposal['value']!r}; {advice}")
        return proposal["value"]

    @traitlets.validate("label", "note")
    def _validate_texts(self, proposal: Any) -> str:
        return short(proposal["value"], 200, proposal["trait"].name)
