"""Figures a reader looks at first: value, unit, interval, difference, definition on demand."""

from __future__ import annotations

from typing import Any

import traitlets

from workbench.widgets._part import Part, records, script, short, style

_KEYS = {
    "name": 60,
    "label": 80,
    "value": 40,
    "unit": 30,
    "interval": 60,
    "delta": 80,
    "tone": 8,
    "definition": 800,
}
_TONES = ("", "good", "warn", "bad", "flat")


class KpiStrip(Part):
    """A strip of figures, each with its unit, interval, difference and definition.

    >>> KpiStrip(cards=[{"name": "lead", "label": "Lead time", "value": "18.6", "unit": "days"}])
    KpiStrip(Lead time 18.6 days)
    """

    _esm = script("kpi", "kpi")
    _css = style("kpi", "kpi")

    cards = traitlets.List(default_value=[]).tag(sync=True)
    """Records with name, label, value, unit, interval, delta, tone and definition; 12 at most."""
    pending = traitlets.Bool(False).tag(sync=True)
    """True while the figures belong to settings that have changed since."""
    placeholders = traitlets.Int(6, min=0, max=12).tag(sync=True)
    """How many empty cards stand while there is no figure yet."""

    @traitlets.validate("cards")
    def _validate_cards(self, proposal: Any) -> list[dict[str, str]]:
        cards = records(proposal["value"], _KEYS, 12, "cards")
        for card in cards:
            if card["tone"] not in _TONES:
                raise traitlets.TraitError(f"tone of '{card['label']}' must be one of {_TONES}")
        return cards

    def __repr__(self) -> str:
        """Return label, value and unit of each figure."""
        inner = "; ".join(f"{c['label']} {c['value']} {c['unit']}".strip() for c in self.cards)
        return f"{type(self).__name__}({inner})"


class KpiCard(KpiStrip):
    """One figure on its own.

    >>> KpiCard("Lead time", "18.6", "days", interval="18.1 – 19.0")
    KpiCard(Lead time 18.6 days)
    """

    def __init__(self, label: str = "", value: str = "", unit: str = "", **card: str) -> None:
        texts = {"label": label, "value": value, "unit": unit, **card}
        super().__init__(
            cards=[{key: short(text, 800, key) for key, text in texts.items()}], placeholders=1
        )
