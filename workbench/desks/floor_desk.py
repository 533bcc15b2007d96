"""The floor desk: where stations stand, what that costs, and better places for them."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from html import escape
from typing import Any

import ipywidgets

from workbench.desks import floor_figures as figures
from workbench.desks import floor_tables as tables
from workbench.desks.compute import Compute
from workbench.desks.floor_files import FloorFiles
from workbench.desks.floor_find import FindPanel
from workbench.desks.floor_page import FloorPage
from workbench.desks.floor_places import FloorPlaces
from workbench.desks.floor_site import SitePanel
from workbench.desks.floor_text import FloorWords
from workbench.desks.floor_work import REPLICATIONS
from workbench.desks.saved import SavedScenarios
from workbench.desks.text import spoken
from workbench.errors import SpecError, WorkbenchError
from workbench.model import Scenario, load_twin, twin_names
from workbench.widgets import (
    Action,
    Choice,
    Connection,
    FloorEditor,
    Header,
    KpiStrip,
    Section,
    Status,
    VerdictCard,
)

_LEAD, _TABLES = "workbench.desks.floor_work:lead_times", "workbench.desks.floor_work:floor_tables"
_TABS = ("rules", "change", "relations", "ways")


class FloorDesk(ipywidgets.VBox):
    """The floor of a twin: a scaled editor with figures, rules, and a search for better layouts.

    The whole state is one `Scenario`; setting ``scenario`` shows it.

    Parameters
    ----------
    twin : str
        Name or path of the twin.
    scenario : Scenario, optional
        Where to begin; the twin's floor as it stands by default.
    language : str
        Of the desk's own words.
    costs : bool
        False hides what costs money, for a page shown to a brand.

    Examples
    --------
    >>> from workbench.widgets.embed import extension
    >>> extension()                      # in the notebook's first cell
    >>> FloorDesk("rug_studio")          # doctest: +SKIP
    """

    def __init__(
        self,
        twin: str,
        scenario: Scenario | None = None,
        *,
        language: str = "en",
        costs: bool = True,
    ) -> None:
        self._words = FloorWords(language)
        self._costs = costs
        self._lead_compute, self._tables_compute = Compute(_LEAD), Compute(_TABLES)
        self._state: dict[str, Any] = {}
        self._told: dict[str, Any] | None = None
        self._lead: dict[str, float] | None = None
        self._moving = False
        super().__init__()
        for name in ("wb", "wb-desk"):
            self.add_class(name)
        self._take_twin(scenario or Scenario(twin))
        self._build()
        self._reload()

    # the state ---------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The whole state of the desk: the twin, its settings, and where the stations stand."""
        places = self._places
        if not places.is_drawn_anew:
            return dataclasses.replace(self._base, placements=places.places)
        floor = {**places.floor_document()}
        settings = {**self._base.settings, "floor": floor, **places.footprint_settings()}
        return dataclasses.replace(self._base, settings=settings, placements={})

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        self._take_twin(scenario)
        self._twin.value = scenario.twin if scenario.twin in self._twins() else ""
        self._editor.replace_session(self._places)
        self._find.forget()
        self._reload()

    @property
    def state(self) -> Mapping[str, Any]:
        """The last full state of the floor, as JSON holds it."""
        return self._state

    @property
    def places(self) -> FloorPlaces:
        """The arrangement and its history."""
        return self._places

    @property
    def editor(self) -> FloorEditor:
        """The drawing."""
        return self._editor

    @property
    def link(self) -> str:
        """The state as the query of an address."""
        hidden = "" if self._costs else "&costs=hidden"
        return f"?twin={self._base.twin}&scenario={self.scenario.to_link()}{hidden}"

    def _take_twin(self, scenario: Scenario) -> None:
        factory = scenario.factory()  # refuses what does not fit before anything is shown
        self._factory = factory
        self._base = dataclasses.replace(scenario, placements={})
        self._has_floor = factory.floor is not None
        self._places = FloorPlaces(scenario)

    # building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        w = self._words
        self._page, self._connection = FloorPage(), Connection()
        self._files = FloorFiles(w, lambda: self._places, self._draw_in, lambda: self._state,
                                 self._title)  # fmt: skip
        self._header = Header(
            Action("reset", w("reset_floor"), self._reset, hint=w("reset_floor_hint")),
            self._files.pdf,
            Action("share", w("share"), None, "share", w("share_hint")),
            title=w("app_floor"),
            mark=(self._factory.name[:1] or "W").upper(),
            subtitle=self._subtitle(),
            home="/",
        )
        self._status = Status(on_action=self._reload)
        self._verdict, self._kpis = VerdictCard(), KpiStrip(placeholders=8)
        self._editor = FloorEditor(self._places, on_change=self._changed)
        self._find = FindPanel(
            w, lambda: self._places, self._offer, self._accept, lambda: bool(self._factory.drops),
            costs=self._costs,
        )  # fmt: skip
        self._site = SitePanel(w, lambda: self._places, self._move_in)
        self._twin = Choice(label=w("twin"), options=self._twins_listed())
        self._twin.value = self._base.twin if self._base.twin in self._twins() else ""
        self._twin.observe(lambda change: self._other_twin(change["new"]), "value")
        self._agent = Choice(label=w("agent"), options=[])
        self._agent.observe(lambda change: self._other_agent(change["new"]), "value")
        self._saved = SavedScenarios(
            w, self._base.twin, lambda: self.scenario, self._called, self._reopen
        )
        self._tab = Choice(options=[{"value": name, "label": w(name)} for name in _TABS])
        self._tab.add_class("wb-across")
        self._tab.observe(lambda _: self._fill_tab(), "value")
        self._table = ipywidgets.HTML()
        self._tabs = Section("", self._tab, self._table, classes="wide wb-tabs")
        panel = Section(w("group_floor"), classes="wb-panel")
        twin = [self._twin] if len(self._twins()) > 1 else []
        panel.fill(
            *twin, self._agent, _group(w("group_find")), *self._find.widgets,
            _group(w("group_site")), *self._site.widgets,
            _group(w("files")), *self._files.widgets,
            _group(w("saved"), "wb-screen"), self._saved.widget,
        )  # fmt: skip
        self._card = Section(w("floor_card"), self._editor, classes="wide wb-floor-card")
        charts = ipywidgets.VBox([self._card, self._tabs])
        main = ipywidgets.VBox([self._status, self._verdict, self._kpis, panel, charts])
        for box, names in ((charts, "wb-box wb-charts"), (main, "wb-box wb-main wb-floor-desk")):
            for name in names.split():
                box.add_class(name)
        self.children = (self._page, self._header, main, self._connection)

    def _title(self) -> str:
        return " · ".join(filter(None, (self._factory.name, self._factory.place.city)))

    def _subtitle(self) -> str:
        return self._title()

    def _twins(self) -> tuple[str, ...]:
        # The names that a server shows; in a notebook, all that are found.
        shown = os.environ.get("WORKBENCH_SHOWN_TWINS")
        return twin_names() if shown is None else tuple(filter(None, shown.split(":")))

    def _twins_listed(self) -> list[dict[str, str]]:
        own = self._twins()
        names = own if self._base.twin in own else ("", *own)
        return [{"value": name, "label": spoken(name) or "…", "hint": ""} for name in names[:40]]

    # what the reader does ----------------------------------------------------------------------

    def _other_twin(self, twin: str) -> None:
        if not twin or twin == self._base.twin:
            return
        try:
            load_twin(twin)
            self.scenario = Scenario(twin)
        except WorkbenchError as error:
            self._fail(error)
        else:
            self._saved.widget.shelf = twin

    def _other_agent(self, agent: str) -> None:
        if self._moving or not agent or agent == self._places.now.agent:
            return
        self._do(lambda: self._places.take(("apply", {"do": "agent", "agent": agent})))

    def _reset(self) -> None:
        start = {name: list(pose) for name, pose in self._places.base.placements.items()}
        self._do(lambda: self._places.take(("apply", {"do": "place", "placements": start})))

    def _accept(self, placements: Mapping[str, Any]) -> None:
        command = {"do": "place", "placements": dict(placements)}
        self._do(lambda: self._places.take(("apply", command)))

    def _do(self, call: Any) -> None:
        try:
            call()
        except WorkbenchError as error:
            self._fail(error)
        else:
            self._reload()

    def _offer(self, stations: list[dict[str, Any]]) -> None:
        self._editor.ghost = {"stations": stations} if stations else {}

    def _draw_in(self, label: str, commands: list[dict[str, Any]]) -> None:
        """Take a drawing over as one step; what is wrong with it is shown on the floor."""
        if not self._has_floor:
            # A twin without a floor gets this one; from there on it can be arranged.
            document = next(c["floor"] for c in commands if c["do"] == "building")
            standing = {
                name: {"at": [f"{x!r} mm", f"{y!r} mm"], "rotation": turn}
                for c in commands if c["do"] == "place"
                for name, (x, y, turn) in c["placements"].items()
            }  # fmt: skip
            settings = {**self._base.settings, "floor": {**document, "placements": standing}}
            self.scenario = dataclasses.replace(self._base, settings=settings)
            return
        self._editor.marks = []
        try:
            self._places.take_all(label, commands)
        except SpecError as error:
            self._editor.marks = [f.to_json() for f in getattr(error, "findings", ())]
            raise
        self._find.forget()
        self._reload()

    def _move_in(self, label: str, commands: list[dict[str, Any]]) -> None:
        self._places.take_all(label, commands)
        self._find.forget()
        self._reload()

    def _called(self) -> str:
        hours = float(self._state.get("walking_hours") or 0.0)
        return self._words("title_saved", walking=tables.walking(hours))

    def _reopen(self, scenario: Scenario) -> None:
        self.scenario = scenario

    # working out -------------------------------------------------------------------------------

    def _reload(self) -> None:
        w = self._words
        self._tell_links()
        self._header.subtitle = self._subtitle()
        for card in (self._card, self._tabs):
            _turn(card, "wb-away", on=not self._has_floor)
        if not self._has_floor:
            self._status.text, self._status.detail = w("empty"), w("empty_detail")
            self._status.action, self._status.state = "", "empty"
            self._kpis.cards, self._kpis.placeholders, self._verdict.headline = [], 0, ""
            return
        self._kpis.placeholders = 8
        self._status.text, self._status.detail = w("worked"), ""
        self._status.action, self._status.progress, self._status.state = "", -1.0, "busy"
        self._places.load(self._loaded, self._fail)

    def _loaded(self, state: dict[str, Any]) -> None:
        self._editor.show(state)
        self._changed(state)

    def _changed(self, state: dict[str, Any]) -> None:
        """Show what a completed step came to, and have the slower answers worked out."""
        self._status.state = "idle"
        if state.get("is_quick"):
            return
        if self._find.is_running or self._find.proposals:
            self._find.forget()
        if self._site.proposal is not None:
            self._site.refuse()
        self._state, self._lead = state, None
        self._fill_agents(state)
        self._tell_links()
        self._show()
        self._told = None
        self._fill_tab()
        places = self._places
        self._tables_compute.run(places.questioned(), self._tabled, lambda _: None)
        self._ask_lead()

    def _ask_lead(self) -> None:
        places = self._places
        if not self._factory.drops or self._state["blocked"] or places.is_drawn_anew:
            self._lead = {}
            self._show()
            return
        now = dataclasses.replace(self._base, placements=places.places, replications=REPLICATIONS)
        start = dataclasses.replace(now, placements=places.reference_places)
        self._lead_compute.run((now, start), self._leads, self._no_lead)

    def _leads(self, lead: dict[str, float]) -> None:
        self._lead = lead
        self._show()

    def _no_lead(self, _: BaseException) -> None:
        self._lead = {}
        self._show()

    def _tabled(self, told: dict[str, Any]) -> None:
        self._told = told
        self._fill_tab()

    def _fail(self, error: BaseException) -> None:
        known = isinstance(error, WorkbenchError)
        text = error.what if isinstance(error, WorkbenchError) else self._words("failed_floor")
        self._status.text = text[:1].upper() + text[1:] + "."
        advice = error.advice if isinstance(error, WorkbenchError) else ""
        self._status.detail = advice[:1].upper() + advice[1:]
        self._status.action = "" if known else self._words("retry")
        self._status.state = "error"

    # showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        w, state = self._words, self._state
        self._verdict.headline, self._verdict.text, tone = figures.headline(state, w)
        self._verdict.tone = tone
        hidden = set() if self._costs else {"cost", "moving"}
        shown = figures.cards(state, w, self._lead)
        self._kpis.cards = [card for card in shown if card["name"] not in hidden]

    def _fill_tab(self) -> None:
        if not self._state:
            return
        w, name = self._words, self._tab.value
        self._tabs.title = w(name)
        try:
            if name == "rules":
                html, note = tables.rules(self._state, w), w("rules_note")
            elif name == "relations":
                html, note = tables.relations(self._state, w), w("relations_note")
            elif self._told is None:
                html, note = '<div class="wb-skeleton"></div>', ""
            elif name == "change":
                html, note = tables.changes(self._state, self._told, w), w("change_note")
            else:
                html, note = tables.ways(self._state, self._told, w), w("distance_note")
        except (KeyError, ValueError) as error:
            html, note = f'<p class="wb-note bad">{escape(w("chart_failed"))}</p>', str(error)
        self._table.value, self._tabs.note = html, note

    def _fill_agents(self, state: Mapping[str, Any]) -> None:
        options = [
            {"value": name, "label": spoken(name), "hint": ""} for name in state.get("agents", ())
        ]
        self._moving = True
        try:
            if options != self._agent.options:
                self._agent.options = options
            if options:
                self._agent.value = state.get("agent", options[0]["value"])
        finally:
            self._moving = False
        self._agent.layout.display = "" if len(options) > 1 else "none"

    def _tell_links(self) -> None:
        link = self.link
        # An address that is too long is none; a drawn building may be.
        self._header.link = self._connection.link = link if len(link) <= 8000 else ""
        self._saved.follow()

    def __repr__(self) -> str:
        """Return the twin."""
        return f"FloorDesk({self._base.twin!r})"


def _group(text: str, classes: str = "") -> ipywidgets.HTML:
    return ipywidgets.HTML(f'<div class="wb-group {classes}">{escape(text)}</div>')


def _turn(card: Section, name: str, *, on: bool) -> None:
    if on != (name in card._dom_classes):
        (card.add_class if on else card.remove_class)(name)
