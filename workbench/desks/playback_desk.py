"""The playback desk: a run of a twin, watched on its floor, and what lies behind it."""

from __future__ import annotations

import dataclasses
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy as np

from workbench import views
from workbench.analysis import words as said
from workbench.desks import controls as made
from workbench.desks.charts import ChartCard
from workbench.desks.compute import Compute
from workbench.desks.desk import Desk, heading, shown_twins, slider_of
from workbench.desks.details import TASK as DETAIL
from workbench.desks.details import DetailCard
from workbench.desks.figures import amount
from workbench.desks.page import Page
from workbench.desks.playback_text import PlaybackWords
from workbench.desks.playback_work import REPLICATIONS
from workbench.desks.text import Words, spoken
from workbench.errors import WorkbenchError
from workbench.model import Scenario, load_twin
from workbench.widgets import (
    Choice,
    KpiStrip,
    Playback,
    Section,
    Slider,
)

if TYPE_CHECKING:
    from workbench.studies.detail import Detail
    from workbench.studies.filmed import Filmed

DAY = 1440.0
FILM = "workbench.desks.playback_work:filmed_run"
_RUNS = ("typical", "quick", "slow")


class PlaybackDesk(Desk):
    """A run of a twin on its floor, with controls of the workshop and the charts behind it.

    The whole state is one `Scenario`; setting ``scenario`` shows it.

    Parameters
    ----------
    twin : str
        Name or path of the twin.
    scenario : Scenario, optional
        Where to begin; the twin's first drop as it stands by default.
    language : str
        Of the desk's own words.
    costs : bool
        Nothing here costs money; taken, so that all desks open alike.

    Examples
    --------
    >>> from workbench.widgets.embed import extension
    >>> extension()                      # in the notebook's first cell
    >>> PlaybackDesk("rug_studio")       # doctest: +SKIP
    """

    title = "app_playback"
    words_type = PlaybackWords

    def __init__(
        self,
        twin: str,
        scenario: Scenario | None = None,
        *,
        language: str = "en",
        costs: bool = True,
    ) -> None:
        super().__init__(language=language, costs=costs)
        self._film_compute, self._detail_compute = Compute(FILM), Compute(DETAIL)
        self._filmed: Filmed | None = None
        self._detail: Detail | None = None
        self._controls: tuple[made.Control, ...] = ()
        self._sliders: dict[str, Slider] = {}
        self._build()
        self.scenario = scenario or Scenario(twin)

    # the state ---------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The whole state of the desk."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        wanted = dataclasses.replace(scenario, replications=REPLICATIONS)
        factory = wanted.factory()  # refuses what does not fit before anything is shown
        self._scenario, self._factory = wanted, factory
        self._plain = load_twin(wanted.twin)
        self._fill_panel()
        self._move_controls()
        self._run()

    @property
    def playback(self) -> Playback:
        """The film on its floor."""
        return self._playback

    # building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        w = self.words
        self._head(Page(), self._reset, self._run)
        self._kpis = KpiStrip(placeholders=4)
        self._playback = Playback()
        self._card = Section(w("floor_card"), self._playback, classes="wide")
        self._machines = ChartCard(
            w("machines_card"),
            lambda d, palette, narrow: views.timeline(
                d.stations, d.shifts, palette=palette, narrow=narrow
            ),
            lambda d: (d.stations, d.shifts),
            self._tell_machines,
            classes="wide",
        )
        self._details = DetailCard(w, "piece")
        self._twin = Choice(label=w("twin"), options=[])
        self._twin.observe(lambda change: self._other_twin(change["new"]), "value")
        self._variant = Choice(label=w("how"), options=[])
        self._variant.observe(lambda change: self._chose(change["new"]), "value")
        self._which = Choice(
            label=w("run"),
            options=[
                {"value": run, "label": w(f"run_{run}"), "hint": w(f"run_{run}_hint")}
                for run in _RUNS
            ],
        )
        self._which.observe(lambda _: self._run(), "value")
        self._rests = ipywidgets.HTML()
        self._panel = Section(w("group_run"), classes="wb-panel")
        charts = ipywidgets.VBox([self._card, self._machines, self._details])
        self._lay(self._kpis, self._panel, charts=charts, name="wb-playback-desk")
        self._page.observe(lambda _: self._draw(), ["dark", "narrow", "seen"])

    def _fill_panel(self) -> None:
        """Put the controls of the twin into the panel."""
        w, factory = self.words, self._plain
        if self._scenario.variant:
            factory = factory.with_variant(self._scenario.variant)
        found: tuple[made.Control, ...] = ()
        if factory.drops:
            drop = factory.drop(self._scenario.drop)
            found = tuple(c for c in made.controls(factory, drop, w) if c.group == "place")
        self._moving = True
        try:
            names = shown_twins()
            known = names if self._scenario.twin in names else (self._scenario.twin, *names)
            self._twin.options = [_option(name, spoken(name.split("/")[-1])) for name in known[:40]]
            self._twin.value = self._scenario.twin
            self._variant.options = made.variants(self._plain, w)
            self._variant.value = self._scenario.variant or ""
        finally:
            self._moving = False
        if [c.path for c in found] != [c.path for c in self._controls]:
            self._sliders = {c.path: self._slider(c) for c in found}
        self._controls = found
        twin = [self._twin] if len(known) > 1 else []
        variant = [self._variant] if self._variant.options else []
        place = [heading(w("group_place")), *self._sliders.values()] if self._sliders else []
        self._panel.fill(*twin, *variant, self._which, *place, self._rests)

    def _slider(self, control: made.Control) -> Slider:
        slider = slider_of(control)
        slider.observe(lambda change: self._slid(control, change["new"]), "value")
        return slider

    def _move_controls(self) -> None:
        self._moving = True
        try:
            for control in made.at(self._controls, self._scenario.settings, self._factory):
                slider = self._sliders[control.path]
                slider.minimum, slider.maximum = control.minimum, control.maximum
                slider.value = control.value
        finally:
            self._moving = False

    # what the reader does ----------------------------------------------------------------------

    def _other_twin(self, twin: str) -> None:
        if not self._moving and twin and twin != self._scenario.twin:
            self._take(lambda: Scenario(twin))

    def _chose(self, variant: str) -> None:
        if self._moving:
            return
        factory = self._plain.with_variant(variant) if variant else self._plain
        wanted = dataclasses.replace(self._scenario, variant=variant or None)
        self._take(lambda: made.fitting(wanted, factory))

    def _slid(self, control: made.Control, value: float) -> None:
        if not self._moving:
            settings = {**self._scenario.settings, control.path: control.setting(value)}
            self._take(lambda: dataclasses.replace(self._scenario, settings=settings))

    def _reset(self) -> None:
        self._take(lambda: Scenario(self._scenario.twin))

    def _take(self, scenario: Any) -> None:
        try:
            self.scenario = scenario()
        except WorkbenchError as error:
            self._fail(error)

    # working out -------------------------------------------------------------------------------

    def _run(self) -> None:
        self._tell_links()
        self._name()
        self._busy(self.words("filming"))
        self._kpis.pending = self._filmed is not None
        self._detail_compute.cancel()
        self._film_compute.run((self._scenario, self._which.value), self._done, self._fail)

    def _done(self, filmed: Filmed) -> None:
        self._filmed, self._detail = filmed, None
        self._status.state = "idle"
        self._kpis.pending = False
        self._playback.show(filmed)
        drawn = filmed.scene["drawn"]
        self._card.note = "" if drawn else self.words("plan_drawn")
        self._show()
        if self._factory.drops:
            self._detail_compute.run(self._scenario, self._detailed, lambda _: None)

    def _detailed(self, detail: Detail) -> None:
        self._detail = detail
        self._show()
        self._draw()

    def _fail(self, error: BaseException) -> None:
        self._show_error(error, self.words("failed_film"))
        self._kpis.pending = self._filmed is not None

    # showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        w, filmed = self.words, self._filmed
        if filmed is None:
            return
        cards = [
            _card("makespan", w, *amount(filmed.makespan / DAY, "days")),
            _card("lead_run", w, *amount(filmed.lead_time / DAY, "days")),
            _card("inside", w, said.number(_most_inside(filmed)), _many(filmed.scene["piece"])),
        ]
        busiest = [e for e in self._detail.states if e.is_bottleneck] if self._detail else []
        for entry in busiest:
            name = self._detail.labels.get(entry.name, entry.name) if self._detail else entry.name
            card = _card("busiest", w, name, "")
            cards.append({**card, "interval": f"busy {said.percent(entry.busy)}"})
        self._kpis.cards = cards
        rests = w(
            "run_rests",
            number=filmed.replication + 1,
            count=self._scenario.replications,
            seed=self._scenario.seed,
            events=said.number(filmed.film.events),
        )
        self._rests.value = f'<p class="wb-note">{escape(rests)}</p>'

    def _draw(self) -> None:
        if self._detail is None or not self._page.seen:
            return
        palette = views.palette(dark=self._page.dark)
        for card in (self._machines, self._details):
            card.show(self._detail, palette, narrow=self._page.narrow)

    def _tell_machines(self, detail: Any) -> str:
        stations = dict.fromkeys(bar.station for bar in detail.stations)
        return self.words("tell_machines", count=len(detail.stations), stations=", ".join(stations))

    def __repr__(self) -> str:
        """Return the twin."""
        return f"PlaybackDesk({self._scenario.twin!r})"


def _most_inside(filmed: Filmed) -> int:
    moments = np.concatenate((filmed.film.came, filmed.film.done))
    steps = np.concatenate((np.ones(len(filmed.film.came)), -np.ones(len(filmed.film.done))))
    order = np.lexsort((steps, moments))
    return int(np.cumsum(steps[order]).max(initial=0))


def _card(name: str, words: Words, value: str, unit: str) -> dict[str, str]:
    return {
        "name": name,
        "label": words(name),
        "value": value,
        "unit": unit,
        "definition": words(f"{name}_definition"),
    }


def _many(piece: str) -> str:
    return piece if piece.endswith("s") else f"{piece}s"


def _option(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label or "…", "hint": ""}
