"""The marker desk: a pattern on a cloth with its rules, searched, moved by hand, compared."""

from __future__ import annotations

import dataclasses
from html import escape
from typing import Any

import ipywidgets

from workbench.desks import marker_figures as figures
from workbench.desks.compute import Compute
from workbench.desks.desk import Desk, heading, shown_twins
from workbench.desks.marker_files import MarkerFiles
from workbench.desks.marker_page import MarkerPage
from workbench.desks.marker_question import MarkerQuestion, price_of, wanted
from workbench.desks.marker_rules import MarkerRules
from workbench.desks.marker_text import MarkerWords
from workbench.desks.saved import SavedScenarios
from workbench.desks.text import spoken
from workbench.errors import WorkbenchError
from workbench.model import Scenario, load_twin
from workbench.nesting import Instance, Marker, MarkerSession
from workbench.nesting.cut_order import plan_cut
from workbench.nesting.rules import Zone
from workbench.widgets import (
    Action,
    Choice,
    KpiStrip,
    MarkerView,
    Section,
    Slider,
    Toolbar,
    VerdictCard,
)

TASK = "workbench.desks.marker_work:search"
_TABS = ("waste", "compare", "pieces", "plan")
MOST_PLIES = 30
"""Layers that a straight knife takes; the example of the cut order uses as many."""


class MarkerDesk(Desk):
    """The marker of a pattern: rules of the cloth, a search to watch, moves by hand, every file.

    The whole state but a dropped file is one `Scenario`; setting ``scenario`` shows it.

    Parameters
    ----------
    twin : str
        Name or path of the twin: its product gives the pattern, its material the cloth.
    scenario : Scenario, optional
        Where to begin.
    language : str
        Of the desk's own words.
    costs : bool
        False hides what costs money, for a page shown to a brand.

    Examples
    --------
    >>> from workbench.widgets.embed import extension
    >>> extension()                      # in the notebook's first cell
    >>> MarkerDesk("apparel_microfactory")          # doctest: +SKIP
    """

    title = "app_marker"
    words_type = MarkerWords

    def __init__(
        self,
        twin: str,
        scenario: Scenario | None = None,
        *,
        language: str = "en",
        costs: bool = True,
    ) -> None:
        super().__init__(language=language, costs=costs)
        self._compute = Compute(TASK)
        self._running = False
        self._told: figures.Told | None = None
        self._kept: figures.Told | None = None
        self._session: MarkerSession | None = None
        self._take_scenario(scenario or Scenario(twin))
        self._build()
        self._asked_anew()

    # the state ---------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The state of the desk: twin, cloth and sizes; a dropped file is not in it."""
        settings = self._question.settings(load_twin(self._base.twin), self._base.drop)
        return dataclasses.replace(self._base, settings={**self._base.settings, **settings})

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        self._take_scenario(scenario)
        self._twin.value = scenario.twin if scenario.twin in shown_twins() else ""
        self._asked_anew()

    @property
    def question(self) -> MarkerQuestion:
        """What is asked of the search."""
        return self._question

    @property
    def marker(self) -> Marker | None:
        """The marker on the page."""
        return self._told.marker if self._told else None

    @property
    def view(self) -> MarkerView:
        """The drawing."""
        return self._view

    @property
    def files(self) -> MarkerFiles:
        """Where files go in and out."""
        return self._files

    def _take_scenario(self, scenario: Scenario) -> None:
        from workbench.plan import pattern_of

        factory = scenario.factory()  # refuses what does not fit before anything is shown
        _, product = wanted(factory, scenario.drop)
        pattern = None if product is None else pattern_of(factory, product)
        self._factory, self._base = factory, scenario
        self._price = price_of(factory, product)
        self._question = MarkerQuestion.of(scenario, pattern)

    # building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        w = self.words
        self._head(MarkerPage(), self._reset, self.stop)
        self._name()
        self._files = MarkerFiles(w, self._shown, self._pattern_given, self._instance_given)
        self._verdict, self._kpis = VerdictCard(), KpiStrip(placeholders=8)
        self._view = MarkerView(on_change=self._moved, on_flaw=self._flaw_marked)
        self._rules = MarkerRules(w, lambda: self._question, self._asked)
        self._twin = Choice(label=w("twin"), options=self._twins_listed())
        self._twin.value = self._base.twin if self._base.twin in shown_twins() else ""
        self._twin.observe(lambda change: self._other_twin(change["new"]), "value")
        self._seconds = Slider(
            label=w("seconds"), value=10, minimum=2, maximum=120, step=1, unit="s"
        )
        self._buttons = Toolbar(
            Action("find", w("find"), self.start, "primary", w("find_hint")),
            Action("find_on", w("find_on"), self.go_on, hint=w("find_on_hint")),
            Action("stop", w("stop"), self.stop, hint=w("stop_hint")),
        )
        self._find = ipywidgets.Box([self._buttons, self._seconds])
        self._find.add_class("wb-find")
        self._flaws = Toolbar(Action("clear", w("flaws_clear"), self._flaws_cleared))
        self._keep = Toolbar(Action("keep", w("keep"), self.keep, hint=w("keep_hint")))
        self._saved = SavedScenarios(
            w, self._base.twin, lambda: self.scenario, self._called, self._reopen
        )
        self._tab = Choice(options=[{"value": name, "label": w(name)} for name in _TABS])
        self._tab.add_class("wb-across")
        self._tab.observe(lambda _: self._fill_tab(), "value")
        self._table, self._other = ipywidgets.HTML(), MarkerView()
        self._kept_box = ipywidgets.VBox([self._other])
        self._kept_box.add_class("wb-box")
        self._kept_box.add_class("wb-kept")
        self._tabs = Section("", self._tab, self._table, self._kept_box, classes="wide wb-tabs")
        self._arrange()

    def _arrange(self) -> None:
        w = self.words
        panel = Section(w("group_pattern"), classes="wb-panel")
        self._garments_head, self._cloth_head = heading(w("garments")), heading(w("group_cloth"))
        panel.fill(
            *([self._twin] if len(shown_twins()) > 1 else []),
            self._files.upload, self._files.unit,
            self._garments_head, self._rules.garments,
            self._cloth_head, self._rules.cloth, self._flaws,
            heading(w("group_files")), self._files.downloads,
            heading(w("saved"), "wb-screen"), self._saved.widget,
        )  # fmt: skip
        self._card = Section(
            w("marker_card"), self._find, self._view, self._keep, classes="wide wb-marker-card"
        )
        charts = ipywidgets.VBox([self._card, self._tabs])
        self._lay(self._verdict, self._kpis, panel, charts=charts, name="wb-marker-desk")

    def _twins_listed(self) -> list[dict[str, str]]:
        own = shown_twins()
        names = own if self._base.twin in own else ("", *own)
        return [{"value": name, "label": spoken(name) or "…", "hint": ""} for name in names[:40]]

    # what the reader does ----------------------------------------------------------------------

    def start(self) -> None:
        """Search from nothing."""
        self._search(None)

    def go_on(self) -> None:
        """Search on from the marker as it is."""
        self._search(self.marker)

    def stop(self) -> None:
        """End the search and keep the best marker so far."""
        if self._running:
            self._compute.cancel()
            self._ended()

    def keep(self) -> None:
        """Keep this marker beside the next ones."""
        if self._told is not None:
            self._kept = self._told
            self._other.show(self._kept.marker, self._kept.instance)
            self._tab.value = "compare"
            self._fill_tab()

    def _asked(self, question: MarkerQuestion) -> None:
        """Take another question; the marker of the old one stands until the next is found."""
        self.stop()
        self._question = question
        self._tell()
        if self._told is not None:
            self._view.attend(None)
            self._status.text, self._status.detail = self.words("stale_marker"), ""
            self._status.action, self._status.state = "", "stale"
            self._kpis.pending = True
        self._set_buttons()

    def _asked_anew(self) -> None:
        """Show another question from the start: no marker, no comparison."""
        self.stop()
        self._told = self._kept = self._session = None
        self._view.show(None, None)
        self._view.attend(None)
        self._other.show(None, None)
        w, empty = self.words, self._question.is_empty
        self._name()
        self._rules.follow()
        self._verdict.headline = self._verdict.text = ""
        self._verdict.layout.display = "none"
        own = self._question.given is None
        self._garments_head.layout.display = "" if own and self._question.sizes else "none"
        self._cloth_head.layout.display = "" if own else "none"
        self._kpis.cards, self._kpis.placeholders = [], 0
        self._kpis.pending = False
        self._status.text = w("empty") if empty else w("none_yet")
        self._status.detail = w("empty_detail") if empty else ""
        self._status.action, self._status.state = "", "empty"
        self._tell()
        self._set_buttons()
        self._fill_tab()

    def _pattern_given(self, pattern: Any) -> None:
        self._question = self._question.with_pattern(pattern)
        self._question.instance()  # refuses what cannot be laid before anything is shown
        self._asked_anew()

    def _instance_given(self, instance: Instance, marker: Marker | None) -> None:
        self._question = dataclasses.replace(self._question, given=instance, flaws=())
        self._asked_anew()
        if marker is not None:
            self._show(marker, instance)
            self._rest()

    def _flaw_marked(self, flaw: tuple[float, float, float, float]) -> None:
        x, y, length, width = flaw
        corners = ((x, y), (x + length, y), (x + length, y + width), (x, y + width))
        flaws = (*self._question.flaws, Zone(corners))
        self._asked(dataclasses.replace(self._question, flaws=flaws))
        self._draw_flaws()

    def _flaws_cleared(self) -> None:
        self._asked(dataclasses.replace(self._question, flaws=()))
        self._draw_flaws()

    def _draw_flaws(self) -> None:
        if self._told is not None:
            shown = dataclasses.replace(self._told.instance, zones=self._question.instance().zones)
            self._view.show(self._told.marker, shown)

    def _other_twin(self, twin: str) -> None:
        if self._moving or not twin or twin == self._base.twin:
            return
        try:
            self.scenario = Scenario(twin)
        except WorkbenchError as error:
            self._fail(error)
        else:
            self._saved.widget.shelf = twin

    def _reset(self) -> None:
        self._files.take("", b"")
        self.scenario = Scenario(self._base.twin)

    def _called(self) -> str:
        if self._told is None:
            return self._subtitle()
        share = figures.number(100 * self._told.use.utilisation, 1)
        length = figures.number(self._told.marker.length / 1000)
        return self.words("saved_marker", share=share, length=length)

    def _reopen(self, scenario: Scenario) -> None:
        self.scenario = scenario

    # searching ---------------------------------------------------------------------------------

    def _search(self, start: Marker | None) -> None:
        try:
            instance = self._question.instance()
        except WorkbenchError as error:
            self._fail(error)
            return
        if self._told is None or self._told.instance != instance:
            start = None
        self._running = True
        self._searched = instance
        self._view.attend(None)
        w = self.words
        self._busy(w("searching_first"), w("stop"), 0.0)
        self._kpis.placeholders = 8
        self._set_buttons()
        question = {
            "instance": instance.to_json(),
            "seconds": self._seconds.value,
            "seed": self._base.seed,
            "start": None if start is None else start.to_document(),
        }
        self._compute.run(question, self._found, self._fail, self._heard)

    def _heard(self, done: int, total: int, found: Any = None) -> None:
        if found is None:
            return
        self._status.progress = done / total
        marker = Marker.from_document(found)
        if self._told is None or self._told.marker.placements != marker.placements:
            self._show(marker, self._searched)
        self._status.text = self.words(
            "searching",
            share=figures.number(100 * marker.density, 1),
            length=figures.number(marker.length / 1000),
        )

    def _found(self, found: dict[str, Any]) -> None:
        self._show(Marker.from_document(found), self._searched)
        self._ended()

    def _ended(self) -> None:
        self._running = False
        self._rest()

    def _rest(self) -> None:
        """Let the marker on the page be moved by hand; nothing runs."""
        told = self._told
        self._status.state = "idle" if told is not None else "empty"
        if told is not None:
            self._session = MarkerSession(told.instance, told.marker)
            self._view.attend(self._session)
            self._fill_tab()
        self._set_buttons()

    def _moved(self, marker: Any) -> None:
        if self._told is not None and marker is not None:
            self._show(marker, self._told.instance)
            self._fill_tab()

    def _fail(self, error: BaseException) -> None:
        self._running = False
        self._show_error(error, self.words("failed_marker"))
        self._set_buttons()

    # showing -----------------------------------------------------------------------------------

    def _shown(self) -> tuple[Instance, Marker] | None:
        return None if self._told is None else (self._told.instance, self._told.marker)

    def _show(self, marker: Marker, instance: Instance) -> None:
        w = self.words
        told = figures.Told.of(instance, marker, self._question.garments, self._price)
        self._told = told
        self._view.show(marker, instance)
        head, text, tone = figures.headline(told, w, costs=self.costs)
        self._verdict.headline, self._verdict.text, self._verdict.tone = head, text, tone
        self._verdict.layout.display = ""
        self._kpis.cards = figures.cards(told, w, costs=self.costs)
        self._kpis.pending = False

    def _tell(self) -> None:
        """Keep the address in step with what is asked."""
        self._tell_links()
        self._saved.follow()
        count = len(self._question.flaws)
        self._flaws.layout.display = "" if count else "none"

    def _set_buttons(self) -> None:
        empty, running, some = self._question.is_empty, self._running, self._told is not None
        # The load of a kiln is searched anew: its layers are chosen at the start.
        kiln = bool(self._told and self._told.instance.layers)
        states = {
            "find": empty or running,
            "find_on": empty or running or kiln or not some,
            "stop": not running,
        }
        for name, off in states.items():
            self._buttons.set_button(name, "off" if off else "")
        self._keep.layout.display = "" if some and not running else "none"
        for button in self._files.downloads.buttons:
            self._files.downloads.set_button(button["name"], "" if some else "off")
        self._seconds.disabled = running
        self._tabs.layout.display = "" if some else "none"

    def _fill_tab(self) -> None:
        w, name, told = self.words, self._tab.value, self._told
        self._tabs.title = w(name)
        self._kept_box.layout.display = "" if name == "compare" and self._kept else "none"
        html, note = "", ""
        if name == "plan":
            html, note = self._plan()
        elif told is None:
            pass
        elif name == "waste":
            html = figures.waste_table(told, w, costs=self.costs)
            note = w("waste_note") if told.price.carbon is not None else w("waste_sums")
        elif name == "pieces":
            html, note = figures.pieces_table(told, w), w("pieces_note")
        elif self._kept is None:
            html = f'<p class="wb-note">{escape(w("compare_none"))}</p>'
        else:
            html = figures.compare_table(self._kept, told, w, costs=self.costs)
        self._table.value, self._tabs.note = html, note

    def _plan(self) -> tuple[str, str]:
        w = self.words
        drop, _ = wanted(load_twin(self._base.twin), self._base.drop)
        order = dict(drop.sizes) if drop is not None else {}
        if not sum(order.values()):
            return f'<p class="wb-note">{escape(w("plan_none"))}</p>', ""
        count = sum(order.values())
        markers = -(-count // max(self._question.garments, 1))
        plan = plan_cut(order, plies=MOST_PLIES)
        return figures.plan_table(plan, w), w("plan_note", markers=markers, count=count)

    def __repr__(self) -> str:
        """Return the twin."""
        return f"MarkerDesk({self._base.twin!r})"
