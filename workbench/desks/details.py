"""The drill-down of a run: five charts behind one choice, worked out after the figures stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import views
from workbench.analysis import words as said
from workbench.desks.charts import ChartCard
from workbench.views.energy import bands
from workbench.views.states import PAINTS as STATE_PAINTS
from workbench.views.time_split import paint
from workbench.widgets import Choice

if TYPE_CHECKING:
    from workbench.desks.text import Words
    from workbench.views.theme import Palette

TASK = "workbench.studies.detail:detail"
_TABS = ("time", "inside", "people", "states", "energy")


class DetailCard(ChartCard):
    """What lies behind the figures of a run.

    Parameters
    ----------
    words : Words
        The desk's language.
    piece : str
        What one piece is called.
    """

    def __init__(self, words: Words, piece: str) -> None:
        self._words, self._piece = words, piece
        self._last: tuple[Any, Palette, bool] | None = None
        self._tab = Choice(
            options=[
                {"value": tab, "label": words(f"detail_{tab}"), "hint": words(f"detail_{tab}_hint")}
                for tab in _TABS
            ]
        )
        self._tab.add_class("wb-across")
        super().__init__(
            words("details"),
            self._drawn,
            self._data_of,
            self._told_of,
            legend=self._legend_of,
            classes="wide wb-details",
        )
        heading, *rest = self.children
        self.children = (heading, self._tab, *rest)
        self._tab.observe(lambda _: self._again(), "value")
        self.note = words(f"detail_{self._tab.value}_note")

    @property
    def tab(self) -> str:
        """Which chart is shown; setting it shows another."""
        return str(self._tab.value)

    @tab.setter
    def tab(self, tab: str) -> None:
        self._tab.value = tab

    def show(self, decision: Any, palette: Palette = views.LIGHT, *, narrow: bool = False) -> None:
        """Draw the chosen chart of a `Detail`."""
        self._last = (decision, palette, narrow)
        super().show(decision, palette, narrow=narrow)

    def _again(self) -> None:
        self.note = self._words(f"detail_{self._tab.value}_note")
        if self._last is not None:
            detail, palette, narrow = self._last
            super().show(detail, palette, narrow=narrow)

    def _drawn(self, detail: Any, palette: Palette, narrow: bool) -> Any:
        look: dict[str, Any] = {"palette": palette, "narrow": narrow}
        if self.tab == "time":
            return views.time_split(detail.breakdown, detail.labels, **look)
        if self.tab == "inside":
            return views.wip(detail.wip, piece=self._piece, **look)
        if self.tab == "people":
            return views.timeline(detail.people, detail.shifts, by="person", **look)
        if self.tab == "states":
            return views.states(detail.states, detail.labels, **look)
        return views.energy(detail.power, detail.labels, **look)

    def _data_of(self, detail: Any) -> tuple[Any, ...]:
        parts = {
            "time": detail.breakdown,
            "inside": detail.wip,
            "people": (detail.people, detail.shifts),
            "states": detail.states,
            "energy": detail.power,
        }
        return self.tab, parts[self.tab]

    def _told_of(self, detail: Any) -> str:
        w = self._words
        if self.tab == "time":
            shares = detail.breakdown.parts
            listed = [
                f"{part} {said.percent(days / detail.breakdown.lead_time)}"
                for part, days in shares.items()
                if days > 0.0
            ]
            return ", ".join(listed)
        if self.tab == "inside":
            most = float(detail.wip.mean.max())
            return w("tell_inside", most=said.number(most), piece=self._piece)
        if self.tab == "people":
            return w("tell_people", count=len({(b.station, b.machine) for b in detail.people}))
        if self.tab == "states":
            worst = next(entry for entry in detail.states if entry.is_bottleneck)
            name = detail.labels.get(worst.name, worst.name)
            return w("tell_states", name=name, share=said.percent(worst.busy))
        power = detail.power
        return w(
            "tell_energy",
            energy=said.number(power.used),
            peak=said.number(power.peak, 1),
            waiting=said.number(power.waited),
        )

    def _legend_of(self, detail: Any) -> list[tuple[str, int]]:
        if self.tab == "time":
            parts = detail.breakdown.parts.items()
            return [(part, paint(part)) for part, days in parts if days > 0.0]
        if self.tab == "states":
            seen = {s for e in detail.states for s, share in e.shares.items() if share > 0.0}
            return [(state, index) for state, index in STATE_PAINTS.items() if state in seen]
        if self.tab == "energy":
            return [(name, paint) for name, paint, _ in bands(detail.power, detail.labels)]
        return []
