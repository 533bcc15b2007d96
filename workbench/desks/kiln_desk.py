"""The kiln board: load, plan, book and pay a kiln that several share."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench import views
from workbench.analysis import words as said
from workbench.desks import kiln_figures as figures
from workbench.desks.board import Board, Dial
from workbench.desks.charts import ChartCard
from workbench.desks.desk import option
from workbench.desks.kiln_bookings import KilnBookings
from workbench.desks.kiln_calendar import calendar
from workbench.desks.kiln_drawing import loading
from workbench.desks.kiln_text import KilnWords
from workbench.desks.text import spoken
from workbench.errors import SpecError
from workbench.widgets import Choice, ComparisonTable, Section

if TYPE_CHECKING:
    from workbench.model import Factory

_RULES = ("week", "due", "order")
_MOST_DIALS = 24


class KilnDesk(Board):
    """The week of a shared kiln: what is fired when, how it stands, whose slot, whose bill.

    Examples
    --------
    >>> from workbench.widgets.embed import extension
    >>> extension()                      # in the notebook's first cell
    >>> KilnDesk("ceramics_coop")        # doctest: +SKIP
    """

    task = "workbench.desks.kiln_work:kiln_board"
    title = "app_kiln"
    words_type = KilnWords

    def check(self, factory: Factory) -> None:
        """Refuse a twin without members."""
        if not any(member.brings for member in factory.members):
            raise SpecError(
                "this twin shares no kiln",
                where="members",
                advice="say what its members bring, as the twin ceramics_coop does",
            )

    # controls ----------------------------------------------------------------------------------

    def dials(self, factory: Factory) -> list[Dial]:
        """Return a slider for each lot, then one for each member's slots."""
        found = []
        for member in factory.members:
            group = self.words("group_brings", member=member.label or spoken(member.name))
            for lot in member.brings:
                product = next((p.label for p in factory.products if p.name == lot.product), "")
                label = lot.label or f"{product or spoken(lot.product)}, {spoken(lot.program)}"
                high = max(40.0, 3.0 * lot.pieces)
                path = f"members.{member.name}.brings.{lot.name}.pieces"
                found.append(Dial(path, label, lot.pieces, 0, high, group=group))
        for member in factory.members:
            if member.slots:
                path = f"members.{member.name}.slots"
                label = member.label or spoken(member.name)
                group = self.words("group_slots")
                found.append(Dial(path, label, member.slots, 0, 7, step=0.2, group=group))
        return found[:_MOST_DIALS]

    def above(self) -> list[ipywidgets.Widget]:
        """Return the rule of the plan."""
        return [self._rule]

    def follow(self, factory: Factory) -> None:
        """Show the rule of the scenario."""
        coop = factory.cooperative
        self._rule.value = coop.plan if coop is not None else "week"
        self._bookings.follow(factory)

    # cards -------------------------------------------------------------------------------------

    def charts(self) -> list[Section]:
        """Return the plan, the load, the firing, the hours, the rules, the bill and the slots."""
        w = self.words
        self._rule = Choice(
            label=w("plan_rule"),
            options=[{"value": r, "label": w(f"rule_{r}"), "hint": ""} for r in _RULES],
        )
        self._rule.observe(lambda change: self.set("cooperative.plan", change["new"]), "value")
        self._hours = Choice(
            options=[{"value": v, "label": w(f"plan_{v}"), "hint": ""} for v in ("now", "cheap")]
        )
        self._hours.add_class("wb-across")
        self._hours.observe(lambda _: self.redraw(), "value")
        self._chosen = Choice(label=w("firing"), options=[])
        self._chosen.observe(lambda _: self._show_firing(), "value")
        self._plan = ChartCard(
            w("plan_card"),
            lambda a, palette, narrow: views.timeline(
                self._bars(a), palette=palette, narrow=narrow
            ),
            lambda a: (a["firings"], self._hours.value),
            lambda a: w("tell_plan", count=len(a["firings"]),
                        time=said.moment(a["figures"]["makespan"])),
            legend=self._legend,
            classes="wide",
        )  # fmt: skip
        self._plan.children = (self._plan.children[0], self._hours, *self._plan.children[1:])
        self._drawing = ipywidgets.HTML()
        self._load = Section(w("load_card"), self._chosen, self._drawing, classes="wide wb-load")
        self._curve = ChartCard(w("curve_card"), self._draw_curve, self._firing_data, self._tell)
        self._start = ChartCard(w("hours_card"), self._draw_hours, self._firing_data, self._tell)
        self._table = ComparisonTable(caption=w("compare_card"))
        self._rules = Section(w("compare_card"), self._table)
        self._bill = ChartCard(
            w("bill_card"),
            lambda a, palette, narrow: views.shared_bill(
                self._shares(a), names=(w("fair_share"), w("fair_fee")),
                currency=said.SIGNS.get(a["currency"], f"{a['currency']} "),
                palette=palette, narrow=narrow,
            ),
            lambda a: (a["bill"],),
            lambda a: " ".join(
                w("tell_bill", name=name, share=f"{share:.2f}", fee=f"{fee:.2f}")
                for name, share, fee in self._shares(a)
            ),
            legend=lambda _: [(w("fair_share"), 0), (w("fair_fee"), 6)],
            note=w("bill_note"),
        )  # fmt: skip
        self._slot_table = ComparisonTable(caption=w("slots_card"))
        self._slots = Section(w("slots_card"), self._slot_table, note=w("slots_note"))
        self._bookings = KilnBookings(w, self._shown, self._book, costs=self.costs)
        self._week = ipywidgets.HTML()
        self._booked = Section(
            w("booked_card"), self._week, *self._bookings.widgets, note=w("booked_note"),
            classes="wide wb-booked",
        )  # fmt: skip
        return [self._plan, self._load, self._booked, self._curve, self._start, self._bill,
                self._rules, self._slots]  # fmt: skip

    def cards(self, answer: Mapping[str, Any]) -> list[dict[str, str]]:
        """Return the figures; without costs those that tell none."""
        hidden = frozenset() if self.costs else figures.MONEY
        return [c for c in figures.cards(answer, self.words) if c["name"] not in hidden]

    def headline(self, answer: Mapping[str, Any]) -> tuple[str, str, str]:
        """Return the week in a sentence."""
        return figures.headline(answer, self.words, costs=self.costs)

    def called(self) -> str:
        """Return firings and pieces."""
        if self.answer is None:
            return self.words("app_kiln")
        f = self.answer["figures"]
        return self.words("title_saved", count=f"{f['count']:.0f}", pieces=f"{f['pieces']:.0f}")

    def fill(self, answer: Mapping[str, Any]) -> None:
        """Fill the tables, and show one firing on its shelves."""
        w = self.words
        self._table.rows = []
        self._table.columns, self._table.rows = figures.compared(answer, w, costs=self.costs)
        self._slot_table.columns = w("slots_columns").split(",")
        self._slot_table.rows = figures.slots(answer)
        self._slots.layout.display = "" if answer["asked"] else "none"
        self._week.value = calendar(answer, w)
        self._bookings.fill(answer)
        self._bill.layout.display = "" if self.costs and answer["bill"] else "none"
        self._start.layout.display = "" if self.costs else "none"
        self._rules.layout.display = "" if len(answer["compared"]) > 1 else "none"
        options = [
            {
                "value": str(k),
                "label": f"{k + 1}. {figures.named(answer, 'programs', each['program'])}",
                "hint": w("firing_hint", program=each["program"], when=said.moment(each["start"])),
            }
            for k, each in enumerate(answer["firings"][:40])
        ]
        kept = self._chosen.value if int(self._chosen.value or 0) < len(options) else "0"
        option(self._chosen, options, (kept or "0") if options else "")
        self._chosen.layout.display = "" if len(options) > 1 else "none"
        self._show_firing()

    def _shown(self) -> Factory:
        return self.scenario.factory()

    def _book(self, bookings: dict[str, dict[str, Any]]) -> None:
        self.set("cooperative.bookings", bookings)

    # one firing --------------------------------------------------------------------------------

    def _firing(self, answer: Mapping[str, Any]) -> dict[str, Any] | None:
        at = int(self._chosen.value or 0)
        firings = answer["firings"]
        return firings[at] if at < len(firings) else None

    def _show_firing(self) -> None:
        if self.answer is None:
            return
        firing = self._firing(self.answer)
        self._drawing.value = (
            loading(firing, self.answer["shelf"], self.answer, self.words) if firing else ""
        )
        self.redraw()

    def _firing_data(self, answer: Mapping[str, Any]) -> tuple[Any, ...]:
        firing = self._firing(answer)
        return (firing and answer["programs"][firing["program"]],)

    def _draw_curve(self, answer: Mapping[str, Any], palette: Any, narrow: bool) -> Any:
        firing = self._firing(answer)
        if firing is None:
            return views.firing_curve((), (), 0.0, palette=palette)
        facts = answer["programs"][firing["program"]]
        self._curve.title = figures.named(answer, "programs", firing["program"])
        return views.firing_curve(
            facts["times"], facts["heat"], facts["heating"], open_at=facts["open_at"],
            palette=palette, narrow=narrow,
        )  # fmt: skip

    def _draw_hours(self, answer: Mapping[str, Any], palette: Any, narrow: bool) -> Any:
        firing, currency = self._firing(answer), answer["currency"]
        sign = said.SIGNS.get(currency, f"{currency} ")
        if firing is None:
            return views.start_cost((), palette=palette)
        hours = answer["programs"][firing["program"]]["starts"]
        best = min(hours, key=lambda h: (round(h[1], 9), h[0]))
        worst = max(hours, key=lambda h: (round(h[1], 9), -h[0]))
        even = worst[1] - best[1] < 0.005
        self._start.note = self.words("hours_flat") if even else self.words(
            "hours_note",
            best=said.moment(best[0]).split()[1], cheap=figures.money(best[1], currency),
            worst=said.moment(worst[0]).split()[1], dear=figures.money(worst[1], currency),
        )  # fmt: skip
        return views.start_cost(
            [(a, b) for a, b in hours], currency=sign, palette=palette, narrow=narrow
        )

    def _tell(self, answer: Mapping[str, Any]) -> str:
        firing = self._firing(answer)
        if firing is None:
            return ""
        facts = answer["programs"][firing["program"]]
        return self.words(
            "tell_curve", program=figures.named(answer, "programs", firing["program"]),
            peak=f"{facts['peak']:.0f}", heating=figures.lasting(facts["heating"]),
            whole=figures.lasting(facts["heating"] + facts["cooling"]),
        )  # fmt: skip

    # all of them -------------------------------------------------------------------------------

    def _bars(self, answer: Mapping[str, Any]) -> list[Any]:
        cheap = self._hours.value == "cheap"
        return [
            SimpleNamespace(
                station="Kiln",
                machine=firing["kiln"],
                start=firing["cheap" if cheap else "start"],
                end=firing["cheap_end" if cheap else "end"],
                family=firing["program"],
                label=figures.named(answer, "programs", firing["program"]),
            )
            for firing in answer["firings"]
        ]

    def _legend(self, answer: Mapping[str, Any]) -> list[tuple[str, int]]:
        programs = list(dict.fromkeys(firing["program"] for firing in answer["firings"]))
        return [
            (figures.named(answer, "programs", name), views.family_paint(k))
            for k, name in enumerate(programs)
        ]

    def _shares(self, answer: Mapping[str, Any]) -> list[tuple[str, float, float]]:
        return [
            (figures.named(answer, "members", row["member"]), row["share"], row["fee"])
            for row in answer["bill"]
        ]
