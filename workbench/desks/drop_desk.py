"""The drop desk: whether to make a drop here, how many, at what price and promise."""

from __future__ import annotations

import dataclasses
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench.analysis import words as said
from workbench.desks import controls as made
from workbench.desks import figures
from workbench.desks.compute import Compute
from workbench.desks.desk import Desk, heading, refuse_other_twin, slider_of
from workbench.desks.details import TASK as DETAIL
from workbench.desks.drop_charts import DropCharts
from workbench.desks.orders import settings_from
from workbench.desks.page import Page
from workbench.desks.saved import SavedScenarios
from workbench.desks.text import spoken
from workbench.errors import SpecError, WorkbenchError
from workbench.model import Scenario, load_twin
from workbench.widgets import (
    Action,
    Choice,
    File,
    KpiStrip,
    Section,
    Slider,
    Upload,
    VerdictCard,
)

if TYPE_CHECKING:
    from workbench.model import Factory
    from workbench.studies import Decision


class DropDesk(Desk):
    """A drop on a twin: controls at the left, answer and charts at the right.

    The whole state is one `Scenario`; setting ``scenario`` moves the controls and has it worked
    out.

    Parameters
    ----------
    twin : str
        Name or path of the twin.
    scenario : Scenario, optional
        Where to begin; the twin's first drop as it stands by default.
    language : str
        Of the desk's own words.
    costs : bool
        False hides costs and margins, for a page shown to a brand.
    compute : Compute, optional
        Where answers come from.

    Examples
    --------
    >>> from workbench.widgets.embed import extension
    >>> extension()                      # in the notebook's first cell
    >>> DropDesk("rug_studio")           # doctest: +SKIP
    """

    title = "app"

    def __init__(
        self,
        twin: str,
        scenario: Scenario | None = None,
        *,
        language: str = "en",
        costs: bool = True,
        compute: Compute | None = None,
    ) -> None:
        super().__init__(language=language, costs=costs)
        self._compute = compute or Compute()
        self._details = Compute(DETAIL)
        self._detail: Any = None
        self._factory = load_twin(twin)
        self._start = scenario or Scenario(twin)
        if not self._factory.drops:
            raise SpecError(
                f"the twin '{twin}' has no drop", where="drops", advice="add one to its twin.yaml"
            )
        drop = self._factory.drop(self._start.drop)
        self._base = dataclasses.replace(Scenario(twin), drop=drop.name)
        self._scenario = dataclasses.replace(self._start, drop=drop.name)
        self._drop = drop
        self._decision: Decision | None = None
        self._kept: Decision | None = None
        self._controls: tuple[made.Control, ...] = ()
        self._sliders: dict[str, Slider] = {}
        self._build()
        self.scenario = self._scenario

    # the state ---------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The whole state of the desk."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        refuse_other_twin(self._base.twin, scenario)
        factory = scenario.factory()  # refuses a scenario that does not fit before anything moves
        factory.drop(scenario.drop)
        self._scenario = scenario
        self._move_controls(factory)
        self._charts.retarget(scenario)
        self._tell_links()
        self._run()

    @property
    def decision(self) -> Decision | None:
        """The last answer, None before the first one."""
        return self._decision

    # building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        w = self.words
        self._head(
            Page(),
            self._reset,
            self._act,
            Action("compare", w("compare"), self._toggle_compare, "toggle", w("compare_hint")),
            Action("costs", w("costs_hide"), self._toggle_costs, "toggle", w("costs_hint")),
            Action("csv", w("download"), self._download, "download", w("download_hint")),
        )
        self._name()
        self._verdict = VerdictCard()
        self._kpis = KpiStrip()
        self._upload = Upload(
            on_file=self._take_orders, label=w("orders_label"), hint=w("orders_hint")
        )
        self._rests = ipywidgets.HTML()
        self._saved = SavedScenarios(
            w, self._base.twin, lambda: self._scenario, self._called, self._reopen
        )
        self._charts = DropCharts(w, self._factory, self._drop, self._scenario, self._moved)
        self._panel = Section(w("group_drop"), classes="wb-panel")
        options = made.variants(self._factory, w)
        self._variant = Choice(label=w("how"), options=options) if options else None
        if self._variant is not None:
            self._variant.observe(lambda change: self._chose(change["new"]), "value")
        self._lay(self._verdict, self._kpis, self._panel, charts=self._charts.box)
        self._page.observe(lambda _: self._draw(), ["dark", "narrow", "seen"])

    def _subtitle(self) -> str:
        return f"{super()._subtitle()} · {self._drop.label or spoken(self._drop.name)}"

    def _fill_panel(self, factory: Factory) -> None:
        """Put the controls of a twin, with its variant, into the panel."""
        w = self.words
        found = made.controls(factory, factory.drop(self._drop.name), w)
        if [c.path for c in found] == [c.path for c in self._controls]:
            return
        for control in found:
            if control.path not in self._sliders:
                slider = slider_of(control)
                slider.observe(
                    lambda change, path=control.path: self._slid(path, change["new"]), "value"
                )
                self._sliders[control.path] = slider
        self._controls = found
        drop = [self._sliders[c.path] for c in found if c.group == "drop"]
        place = [self._sliders[c.path] for c in found if c.group == "place"]
        variant = [] if self._variant is None else [self._variant]
        self._panel.fill(
            *drop,
            heading(w("group_place")),
            *variant,
            *place,
            heading(w("group_orders"), "wb-screen"),
            self._upload,
            heading(w("saved"), "wb-screen"),
            self._saved.widget,
            self._rests,
        )

    # what the reader does ----------------------------------------------------------------------

    def _slid(self, path: str, value: float) -> None:
        if self._moving:
            return
        control = next(c for c in self._controls if c.path == path)
        settings = dict(self._scenario.settings)
        setting = control.setting(value)
        if control.path.endswith((".preorder.placed", ".preorder.passed")):
            settings = made.counted(path, value, settings, self._drop)
        elif control.path.endswith(".pieces"):
            settings = {**settings, **self._pieces(int(setting), settings)}
            self._upload.filled, self._upload.note = False, ""
        else:
            settings[path] = setting
        self._change(settings=settings)

    def _pieces(self, pieces: int, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the settings of a quantity; a drop with sizes keeps its mix."""
        base = f"drops.{self._drop.name}"
        sizes = settings.get(f"{base}.sizes")
        mix = tuple(sizes.items()) if isinstance(sizes, dict) and sizes else self._drop.sizes
        new: dict[str, Any] = {}
        if self._drop.orders:
            new[f"{base}.orders"] = ""  # the twin's order file no longer says how many
        if mix:
            new[f"{base}.sizes"] = made.sizes_for(mix, pieces)
        if self._drop.pieces or not mix:
            new[f"{base}.pieces"] = pieces
        return new

    def _chose(self, variant: str) -> None:
        if self._moving:
            return
        factory = self._factory.with_variant(variant) if variant else self._factory
        wanted = dataclasses.replace(self._scenario, variant=variant or None)
        wanted = made.fitting(wanted, factory)
        self._change(variant=wanted.variant, settings=wanted.settings, placements=wanted.placements)

    def _moved(self, places: dict[str, tuple[float, float, float]]) -> None:
        self._change(placements=places, redraw_floor=False)

    def _take_orders(self, name: str, data: bytes) -> None:
        base = f"drops.{self._drop.name}"
        if not name:
            settings = dict(self._scenario.settings)
            for key in ("pieces", "sizes", "orders"):
                settings.pop(f"{base}.{key}", None)
            self._upload.filled, self._upload.note, self._upload.error = False, "", ""
            self._change(settings=settings)
            return
        try:
            new, pieces, orders = settings_from(name, data, self._factory, self._drop)
            self._change(settings={**self._scenario.settings, **new})
        except WorkbenchError as error:
            self._upload.error = f"{self.words('bad_orders')} {error}"[:2000]
            return
        self._upload.error = ""
        self._upload.note = self.words("orders_taken", name=name[:60], pieces=pieces, orders=orders)
        self._upload.filled = True

    def _reset(self) -> None:
        self._upload.filled, self._upload.note, self._upload.error = False, "", ""
        self.scenario = self._base

    def _called(self) -> str:
        """Return a name for what is on the page: what tells it from others at a glance."""
        factory = self._scenario.factory()
        drop = factory.drop(self._scenario.drop)
        parts = [self.words("saved_title", pieces=said.number(drop.count))]
        if drop.price is not None:
            parts.append(said.money(float(drop.price), factory.currency))
        if self._scenario.variant:
            variant = next(v for v in factory.variants if v.name == self._scenario.variant)
            parts.append(variant.label or spoken(variant.name))
        return " · ".join(parts)

    def _reopen(self, scenario: Scenario) -> None:
        self._upload.filled, self._upload.note, self._upload.error = False, "", ""
        self.scenario = scenario

    def _toggle_costs(self) -> None:
        self.costs = not self.costs
        self._header.set_button("costs", "" if self.costs else "on")
        self._tell_links()
        self._draw()

    def _toggle_compare(self) -> None:
        """Keep the figures as they are, or let them go."""
        self._kept = None if self._kept is not None else self._decision
        self._header.set_button("compare", "on" if self._kept is not None else "")
        self._draw()

    def _download(self) -> File | None:
        if self._decision is None:
            return None
        name = f"{self._base.twin.split('/')[-1]}-{self._drop.name}.csv"
        text = figures.to_csv(self._decision, costs=self.costs)
        return File(name, text, "text/csv;charset=utf-8")

    def _change(self, *, redraw_floor: bool = True, **parts: Any) -> None:
        """Take a change of the scenario, or show why it cannot be."""
        wanted = dataclasses.replace(self._scenario, **parts)
        try:
            factory = wanted.factory()
        except WorkbenchError as error:
            self._compute.cancel()
            self._failed(error)
            return
        self._scenario = wanted
        self._move_controls(factory)
        if redraw_floor:
            self._charts.retarget(wanted)
        self._tell_links()
        self._run()

    def _move_controls(self, factory: Factory) -> None:
        self._moving = True
        variant = self._scenario.variant
        try:
            self._fill_panel(self._factory.with_variant(variant) if variant else self._factory)
            for control in made.at(self._controls, self._scenario.settings, factory):
                slider = self._sliders[control.path]
                value = control.value
                if control.path.endswith(".pieces"):
                    value = float(factory.drop(self._scenario.drop).count)
                slider.minimum = min(control.minimum, value)
                slider.maximum = max(control.maximum, value)
                slider.value = value
            if self._variant is not None:
                self._variant.value = self._scenario.variant or ""
        finally:
            self._moving = False

    def _tell_links(self) -> None:
        super()._tell_links()
        self._saved.follow()

    # working out -------------------------------------------------------------------------------

    def _run(self) -> None:
        self._details.cancel()
        self._pend(True)
        self._busy(self.words("working"), self.words("cancel"))
        self._compute.run(self._scenario, self._done, self._failed, self._progressed)

    def _act(self) -> None:
        if self._status.state == "busy":
            self._compute.cancel()
            self._status.text = self.words("cancelled")
            self._status.action = self.words("retry")
            self._status.state = "stale"
        else:
            self._run()

    def _progressed(self, done: int, total: int) -> None:
        if total > 0 and self._status.state == "busy":
            self._status.progress = done / total

    def _done(self, decision: Decision) -> None:
        self._decision, self._detail = decision, None
        self._status.state = "idle"
        self._pend(False)
        self._draw()
        # the figures stand; what lies behind them may come a moment later
        self._details.run(self._scenario, self._detailed, lambda _: None)

    def _detailed(self, detail: Any) -> None:
        self._detail = detail
        self._draw_detail()

    def _failed(self, error: BaseException) -> None:
        self._show_error(error, self.words("failed"))
        if self._decision is not None:
            detail = self._status.detail.rstrip(".")
            self._status.detail = f"{detail}. {self.words('stale')}".removeprefix(". ")
        self._pend(True)

    def _pend(self, pending: bool) -> None:
        self._verdict.pending = self._kpis.pending = pending and self._decision is not None
        self._charts.pending = pending

    # showing -----------------------------------------------------------------------------------

    def _draw(self) -> None:
        decision = self._decision
        if decision is None:
            return
        w = self.words
        shown = [
            kpi
            for kpi in decision.kpis
            if self.costs or not figures.is_money(kpi, decision.currency)
        ]
        cards = [figures.card(kpi) for kpi in shown[:12]]
        if self._kept is not None and self._kept is not decision:
            kept = {kpi.name: kpi for kpi in self._kept.kpis}
            for card, kpi in zip(cards, shown, strict=False):
                if kpi.name in kept:
                    card.update(figures.against(kpi, kept[kpi.name]))
        self._kpis.cards = cards
        self._verdict.tone = decision.verdict.tone or "warn"
        self._verdict.headline = decision.verdict.headline
        self._verdict.text = decision.verdict.text if self.costs else ""
        self._header.subtitle = self._subtitle()
        runs = w(
            "runs",
            count=said.number(decision.replications),
            seconds=said.number(decision.seconds, 1),
            seed=self._scenario.seed,
        )
        self._rests.value = f'<p class="wb-note">{escape(runs)}</p>'
        self._tell_expected(decision)
        # A page that is still loading asks this thread for all widgets and gives up after 4 s,
        # so nothing slow happens here before it has shown itself.
        if self._page.seen:
            self._charts.show(
                decision, dark=self._page.dark, narrow=self._page.narrow, costs=self.costs
            )

            self._draw_detail()

    def _draw_detail(self) -> None:
        if self._detail is not None and self._page.seen:
            self._charts.show_detail(self._detail, dark=self._page.dark, narrow=self._page.narrow)

    def _tell_expected(self, decision: Decision) -> None:
        """Say below the preorders what they make us expect."""
        slider = self._sliders.get(f"drops.{self._drop.name}.preorder.placed")
        expected = decision.expected
        if slider is None or expected is None:
            return
        key = "placed_none" if expected.placed is None else "placed_all"
        slider.note = self.words(
            key, total=said.number(expected.total), prior=said.number(expected.prior)
        )

    def __repr__(self) -> str:
        """Return twin and drop."""
        return f"DropDesk({self._base.twin!r}, drop={self._drop.name!r})"
