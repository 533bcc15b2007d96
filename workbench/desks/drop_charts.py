"""The right side of the drop desk: charts, marker, floor, comparison, estimates."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench import views
from workbench.analysis import words as said
from workbench.desks import figures
from workbench.desks.charts import ChartCard
from workbench.desks.details import DetailCard
from workbench.desks.floor import FloorPlaces
from workbench.desks.text import Words, spoken
from workbench.widgets import ComparisonTable, FloorEditor, MarkerView, Section

if TYPE_CHECKING:
    from workbench.model import Drop, Factory, Product, Scenario
    from workbench.views.theme import Palette

Places = dict[str, tuple[float, float, float]]
_LOG = logging.getLogger(__name__)


class DropCharts:
    """The cards beside the controls of a drop.

    Parameters
    ----------
    words : Words
        The desk's language.
    factory, drop : nouns
        The twin and what is asked of it.
    scenario : Scenario
        Where to begin.
    on_places : callable
        Called with the places when a station was moved, undone or redone.
    """

    def __init__(
        self,
        words: Words,
        factory: Factory,
        drop: Drop,
        scenario: Scenario,
        on_places: Callable[[Places], None],
    ) -> None:
        self._words = words
        self._turn = 0
        self._on_places = on_places
        piece = _piece(factory.product_of(drop))
        sign = said.SIGNS.get(factory.currency, f"{factory.currency} ")
        self._lead = ChartCard(
            words("lead_times", piece=piece),
            lambda d, palette, narrow: views.lead_times(
                d.lead_times, d.promise, palette=palette, piece=piece
            ),
            lambda d: (d.lead_times, d.promise),
            lambda d: _tell_lead(d, words),
        )
        self._cost = ChartCard(
            words("cost", piece=piece),
            lambda d, palette, narrow: views.cost_split(
                d.cost_here, d.cost_offshore, currency=sign, palette=palette
            ),
            lambda d: (d.cost_here, d.cost_offshore),
            lambda d: _tell_cost(d, words),
            legend=lambda d: [
                *views.paints(views.categories(d.cost_here, d.cost_offshore)).items(),
            ],
        )
        self._work = ChartCard(
            words("timeline"),
            lambda d, palette, narrow: views.timeline(
                d.timeline, d.shifts, palette=palette, narrow=narrow
            ),
            lambda d: (d.timeline, d.shifts),
            lambda d: _tell_work(d, words),
            classes="wide",
        )
        self._quote = ChartCard(
            words("quote", piece=piece),
            lambda d, palette, narrow: views.quote_curve(
                d.quote, pieces=d.pieces, currency=sign, palette=palette, narrow=narrow
            ),
            lambda d: (d.quote, d.pieces),
            lambda d: _tell_quote(d, words),
        )
        self._busy = ChartCard(
            words("utilisation"),
            lambda d, palette, narrow: views.utilisation(
                d.utilisation, palette=palette, narrow=narrow
            ),
            lambda d: (d.utilisation,),
            lambda d: _tell_busy(d, words),
        )
        self._details = DetailCard(words, piece)
        self._table = ComparisonTable(caption=words("comparison"))
        self._compare = Section(words("comparison"), self._table, note=words("comparison_note"))
        self._marker = MarkerView()
        self._marker_card = Section(words("marker"), self._marker, classes="wide")
        self._estimates = ipywidgets.HTML()
        self._rests = Section(words("estimates"), self._estimates, classes="wide")
        self._missing = ipywidgets.HTML()
        self._missing_card = Section(words("missing"), self._missing, classes="wide wb-missing")
        self._lacks = _lacks(factory, drop)
        self._places = FloorPlaces(scenario)
        self._floor: FloorEditor | None = None
        self._floor_card: Section | None = None
        if factory.floor is not None and factory.floor.placements:
            self._floor = FloorEditor(self._places, on_change=self._placed, tools="few")
            self._floor_card = Section(words("floor"), self._floor)
        floor = [] if self._floor_card is None else [self._floor_card]
        self.box = ipywidgets.VBox(
            [
                *(self._lead, self._cost, self._work, *floor, self._compare, self._quote),
                *(self._busy, self._details, self._marker_card, self._rests, self._missing_card),
            ]
        )
        for name in ("wb-box", "wb-charts"):
            self.box.add_class(name)
        self._arrange(None, costs=True)

    @property
    def pending(self) -> bool:
        """True while the figures belong to earlier settings."""
        return bool(self._table.pending)

    @pending.setter
    def pending(self, pending: bool) -> None:
        self._table.pending = pending

    def retarget(self, scenario: Scenario) -> None:
        """Follow the desk to another scenario."""
        if self._floor is None:
            return
        if dict(scenario.placements) != self._places.places:
            self._places = FloorPlaces(scenario)
            self._floor.replace_session(self._places)
        else:
            self._places.retarget(scenario)
        self._places.load(self._show_floor, lambda _: None)

    def _show_floor(self, state: dict[str, Any]) -> None:
        if self._floor is not None:
            self._floor.show(state)

    def _placed(self, _: Any) -> None:
        self._on_places(self._places.places)

    def show(self, decision: Any, *, dark: bool, narrow: bool, costs: bool) -> None:
        """Show a decision in the palette of the page."""
        palette: Palette = views.palette(dark=dark)
        rows = [
            r for r in decision.comparison if costs or not figures.is_money(r, decision.currency)
        ]
        texts, tones = figures.table(rows)
        w = self._words
        self._table.columns = ["", w("here"), w("offshore"), w("difference")]
        self._table.tones = []
        self._table.rows, self._table.tones = texts, tones
        marker = decision.marker
        if marker is not None:
            self._marker.show(marker, decision.instance)
        estimates = [
            e for e in decision.estimates if costs or not figures.tells_costs(e, decision.currency)
        ]
        self._estimates.value = _estimates(estimates, w)
        self._rests.note = w("estimates_note")
        self._arrange(decision, costs=costs)
        self._turn += 1
        self._draw_next(self._turn, list(self._cards), decision, palette, narrow)

    def show_detail(self, detail: Any, *, dark: bool, narrow: bool) -> None:
        """Show what lies behind the decision, in the palette of the page."""
        try:
            self._details.show(detail, views.palette(dark=dark), narrow=narrow)
        except Exception:  # as above
            self._details.fail(self._words("chart_failed"))
            _LOG.exception("'%s' could not be drawn", self._details.title)

    def _draw_next(
        self, turn: int, cards: list[ChartCard], decision: Any, palette: Palette, narrow: bool
    ) -> None:
        """Draw one chart and come back for the next, so that the page is answered in between."""
        if not cards or turn != self._turn:
            return
        try:
            cards[0].show(decision, palette, narrow=narrow)
        except Exception:  # one chart that cannot be drawn must not take the others with it
            cards[0].fail(self._words("chart_failed"))
            _LOG.exception("'%s' could not be drawn", cards[0].title)
        rest = cards[1:]
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no page is waiting: a script or a test
            self._draw_next(turn, rest, decision, palette, narrow)
        else:
            loop.call_later(0.01, self._draw_next, turn, rest, decision, palette, narrow)

    def _arrange(self, decision: Any, *, costs: bool) -> None:
        """Hide what there is nothing to show for, and what is not to be seen.

        A card is never taken out of the page: it would come back as it was first drawn, and all
        cards after it would be made anew.
        """
        lacks = list(self._lacks) if decision is not None else []
        if decision is not None and decision.marker is None:
            lacks.append("marker")
        self._missing.value = _listed([self._words(f"missing_{what}") for what in lacks])
        unknown = decision is None
        wanted = {
            self._cost: costs,
            self._compare: unknown or bool(decision.comparison),
            self._quote: costs and (unknown or decision.quote is not None),
            self._busy: unknown or bool(decision.utilisation),
            self._marker_card: not unknown and decision.marker is not None,
            self._rests: not unknown and bool(decision.estimates),
            self._missing_card: bool(lacks),
        }
        for card, shown in wanted.items():
            _turn(card, "wb-away", on=not shown)
        _turn(self._lead, "wide", on=not costs)
        pairs = [self._floor_card, self._compare, self._quote, self._busy]
        count = sum(card is not None and wanted.get(card, True) for card in pairs)
        _turn(self._busy, "wide", on=count % 2 == 1)  # or it would stand beside a hole
        self._cards = [
            card
            for card in self.box.children
            if isinstance(card, ChartCard)
            and wanted.get(card, True)
            and not isinstance(card, DetailCard)
        ]


def _turn(card: Section, name: str, *, on: bool) -> None:
    """Give a card a class or take it away, without telling the page what it knows."""
    if on != (name in card._dom_classes):
        (card.add_class if on else card.remove_class)(name)


def _lacks(factory: Factory, drop: Drop) -> list[str]:
    """Return what a twin has not stated, in the order in which it would help."""
    has = {
        "baseline": factory.baseline is not None,
        "floor": factory.floor is not None and bool(factory.floor.placements),
        "preorder": drop.preorder is not None and drop.preorder.prior is not None,
    }
    return [what for what, there in has.items() if not there]


def _listed(texts: list[str]) -> str:
    entries = []
    for text in texts:
        name, _, advice = text.partition(": ")
        entries.append(f"<li><b>{escape(name)}.</b> {escape(advice[:1].upper() + advice[1:])}</li>")
    return f'<ul class="wb-lacks">{"".join(entries)}</ul>'


def _piece(product: Product) -> str:
    """Return what one piece is called within a sentence: ``Rug, 3 m²`` → ``rug``."""
    name = (product.label or spoken(product.name.split("_")[0])).partition(",")[0].strip()
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _tell_lead(decision: Any, words: Words) -> str:
    late = sum(1 for days in decision.lead_times if days > decision.promise)
    share = 100 - 100 * late / max(len(decision.lead_times), 1)
    return words("tell_lead", share=said.number(share), days=f"{decision.promise:.3g}")


def _tell_cost(decision: Any, words: Words) -> str:
    sides = []
    for name, parts in (("here", decision.cost_here), ("offshore", decision.cost_offshore)):
        listed = ", ".join(f"{what} {said.money(n, decision.currency)}" for what, n in parts)
        sides.append(f"{words(name)}: {listed}.")
    return " ".join(sides)


def _tell_work(decision: Any, words: Words) -> str:
    stations = dict.fromkeys(bar.station for bar in decision.timeline)
    return words("tell_work", count=len(decision.timeline), stations=", ".join(stations))


def _tell_quote(decision: Any, words: Words) -> str:
    curve = decision.quote
    if curve is None:
        return words("quote_none")
    if curve.crossover is None:
        return words("tell_quote_never")
    return words("tell_quote", pieces=said.number(curve.crossover))


def _tell_busy(decision: Any, words: Words) -> str:
    return ", ".join(
        words("tell_busy", name=name, share=said.percent(share))
        for name, share in decision.utilisation
    )


def _estimates(estimates: Any, words: Words) -> str:
    entries = []
    for estimate in estimates:
        what = escape(spoken(str(estimate.path).replace(".", " › ")))
        value = escape(getattr(estimate.value, "text", "") or str(estimate.value))
        year = f", {estimate.year}" if getattr(estimate, "year", None) else ""
        source = escape(f"{estimate.source}{year}")
        entries.append(f"<li>{what}: <b>{value}</b> <small>{source}</small></li>")
    shown = "".join(entries)
    count = len(entries)
    return (
        f"<details><summary>{count} {escape(words('estimate'))}{'' if count == 1 else 's'}"
        f'</summary><ul class="wb-estimates">{shown}</ul></details>'
    )
