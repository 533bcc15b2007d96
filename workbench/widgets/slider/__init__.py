"""A labelled slider whose number can also be typed."""

from __future__ import annotations

import math
from typing import Any

import traitlets

from workbench.errors import SpecError
from workbench.widgets._part import Part, script, short, style


class Slider(Part):
    """A labelled slider; the value arrives when the hand rests (150 ms), not at every pixel.

    >>> Slider(label="Pieces", value=12, minimum=1, maximum=60)
    Slider(label='Pieces', value=12.0)
    """

    _esm = script("slider", "slider")
    _css = style("slider", "slider")
    shown = ("label", "value")
    writable = ("value",)

    label = traitlets.Unicode("").tag(sync=True)
    value = traitlets.Float(0.0).tag(sync=True)
    minimum = traitlets.Float(0.0).tag(sync=True)
    maximum = traitlets.Float(100.0).tag(sync=True)
    step = traitlets.Float(1.0).tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    """Shown behind the number ("d", "%"); a currency's code ("EUR") shows as its sign."""
    note = traitlets.Unicode("").tag(sync=True)
    """A line below, such as "estimate" or where the value comes from."""
    disabled = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **keywords: Any) -> None:
        low, high = keywords.get("minimum", 0.0), keywords.get("maximum", 100.0)
        if not low < high:
            raise SpecError(
                f"the slider '{keywords.get('label', '')}' runs from {low} to {high}",
                advice="give a minimum below the maximum",
            )
        # The limits first: the value is held against them.
        first: dict[str, Any] = {
            name: keywords[name] for name in ("minimum", "maximum", "step") if name in keywords
        }
        value = float(keywords.pop("value", low))
        super().__init__(**{**keywords, **first})
        self.value = value

    @traitlets.validate("value")
    def _validate_value(self, proposal: Any) -> float:
        value = float(proposal["value"])
        if not math.isfinite(value):
            raise traitlets.TraitError("value must be a number")
        return min(max(value, self.minimum), self.maximum)

    @traitlets.validate("minimum", "maximum")
    def _validate_limits(self, proposal: Any) -> float:
        if not math.isfinite(proposal["value"]):
            raise traitlets.TraitError(f"{proposal['trait'].name} must be a number")
        return float(proposal["value"])

    @traitlets.validate("step")
    def _validate_step(self, proposal: Any) -> float:
        if not 0 < proposal["value"] < math.inf:
            raise traitlets.TraitError("step must be a number above 0")
        return float(proposal["value"])

    @traitlets.validate("label", "unit", "note")
    def _validate_texts(self, proposal: Any) -> str:
        return short(proposal["value"], 200, proposal["trait"].name)
