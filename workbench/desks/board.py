"""What the boards share: a scenario, sliders that set key paths, a worker's answer, charts."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench import views
from workbench.desks.charts import ChartCard
from workbench.desks.compute import Compute
from workbench.desks.desk import Desk, heading, refuse_other_twin
from workbench.desks.page import Page
from workbench.desks.saved import SavedScenarios
from workbench.errors import WorkbenchError
from workbench.model import Scenario, load_twin
from workbench.widgets import (
    KpiStrip,
    Section,
    Slider,
    VerdictCard,
)

if TYPE_CHECKING:
    from workbench.model import Factory

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Dial:
    """A slider of a board.

    Parameters
    ----------
    path : str
        Key path that it sets.
    label : str
        What people call it.
    value, minimum, maximum, step : float
        Where it stands, and its range, in ``unit``.
    unit : str
        Shown behind the number.
    written : str
        Unit with which the setting is written; "" for a plain number.
    group : str
        The heading it stands under.
    """

    path: str
    label: str
    value: float
    minimum: float
    maximum: float
    step: float = 1.0
    unit: str = ""
    written: str = ""
    group: str = ""

    def setting(self, value: float) -> str | float:
        """Return what is written into the scenario for ``value``."""
        if self.written:
            return f"{value:g} {self.written}"
        return round(value) if self.step >= 1.0 else round(value, 6)


class BoardPage(Page):
    """The desks' page with what boards need; invisible."""

    _css = Page._css + (Path(__file__).parent / "board.css").read_text(encoding="utf-8")


class Board(Desk):
    """A desk whose answer is one plain record: figures, charts and tables of a week.

    The whole state is one `Scenario`; setting ``scenario`` shows it. A board says in `dials` what
    can be changed, in `task` who answers, and in `cards`, `headline` and `charts` what is shown.

    Parameters
    ----------
    twin : str
        Name or path of the twin.
    scenario : Scenario, optional
        Where to begin; the twin as it stands by default.
    language : str
        Of the board's own words.
    costs : bool
        False hides what costs money, for a page shown to others.
    """

    task = ""

    def __init__(
        self,
        twin: str,
        scenario: Scenario | None = None,
        *,
        language: str = "en",
        costs: bool = True,
    ) -> None:
        super().__init__(language=language, costs=costs)
        self._compute = Compute(self.task)
        self._factory = load_twin(twin)
        self._base = Scenario(twin)
        self._scenario = scenario or self._base
        self._answer: dict[str, Any] | None = None
        self._sliders: dict[str, Slider] = {}
        self._dials: dict[str, Dial] = {}
        self._turn = 0
        self.check(self._factory)
        self._build()
        self.scenario = self._scenario

    # what a board says -------------------------------------------------------------------------

    def check(self, factory: Factory) -> None:
        """Raise when the twin has nothing for this board."""

    def dials(self, factory: Factory) -> list[Dial]:
        """Return the sliders of a twin with the scenario's settings."""
        raise NotImplementedError

    def above(self) -> list[ipywidgets.Widget]:
        """Return further controls that stand above the sliders."""
        return []

    def follow(self, factory: Factory) -> None:
        """Move the further controls to a scenario."""

    def charts(self) -> list[Section]:
        """Return the cards beside the controls."""
        raise NotImplementedError

    def cards(self, answer: Mapping[str, Any]) -> list[dict[str, str]]:
        """Return the figures of an answer."""
        raise NotImplementedError

    def headline(self, answer: Mapping[str, Any]) -> tuple[str, str, str]:
        """Return the answer in a sentence, what it rests on, and its tone."""
        raise NotImplementedError

    def fill(self, answer: Mapping[str, Any]) -> None:
        """Show what is no chart: tables and drawings."""

    def called(self) -> str:
        """Return a name for what is on the page."""
        return self._factory.name

    # the state ---------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The whole state of the board."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        refuse_other_twin(self._base.twin, scenario)
        factory = scenario.factory()  # refuses a scenario that does not fit before anything moves
        self._scenario = scenario
        self._move(factory)
        self._tell_links()
        self._run()

    @property
    def answer(self) -> Mapping[str, Any] | None:
        """What stands on the page, None before the first answer."""
        return self._answer

    def set(self, path: str, value: Any) -> None:
        """Give a key path another value, and have the board worked out anew."""
        if not self._moving:
            self._change({**self._scenario.settings, path: value})

    # building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        w = self.words
        self._head(BoardPage(), self._reset, self._act)
        self._name()
        self._verdict, self._kpis = VerdictCard(), KpiStrip(placeholders=8)
        self._saved = SavedScenarios(
            w, self._base.twin, lambda: self._scenario, self.called, self._reopen
        )
        self._panel = Section(w("group_board"), classes="wb-panel")
        self._chart_box = ipywidgets.VBox(self.charts())
        self._lay(self._verdict, self._kpis, self._panel, charts=self._chart_box, name="wb-board")
        self._page.observe(lambda _: self._draw(), ["dark", "narrow", "seen"])

    def _move(self, factory: Factory) -> None:
        """Put the sliders where the scenario has them."""
        self._moving = True
        try:
            self.follow(factory)
            found = {dial.path: dial for dial in self.dials(factory)}
            for path, dial in found.items():
                if path not in self._sliders:
                    self._sliders[path] = self._slider(dial)
                slider = self._sliders[path]
                slider.minimum = min(dial.minimum, dial.value, slider.minimum)
                slider.maximum = max(dial.maximum, dial.value, slider.maximum)
                slider.value = dial.value
            if list(found) != list(self._dials):
                self._dials = found
                self._arrange()
        finally:
            self._moving = False

    def _slider(self, dial: Dial) -> Slider:
        slider = Slider(
            label=dial.label, value=dial.value, minimum=dial.minimum,
            maximum=max(dial.maximum, dial.minimum + dial.step), step=dial.step, unit=dial.unit,
        )  # fmt: skip
        slider.observe(lambda change: self.set(dial.path, dial.setting(change["new"])), "value")
        return slider

    def _arrange(self) -> None:
        children: list[ipywidgets.Widget] = list(self.above())
        group = ""
        for path, dial in self._dials.items():
            if dial.group != group:
                group = dial.group
                children.append(heading(group))
            children.append(self._sliders[path])
        children += [heading(self.words("saved"), "wb-screen"), self._saved.widget]
        self._panel.fill(*children)

    # what the reader does ----------------------------------------------------------------------

    def _change(self, settings: Mapping[str, Any]) -> None:
        wanted = dataclasses.replace(self._scenario, settings=dict(settings))
        try:
            factory = wanted.factory()
        except WorkbenchError as error:
            self._compute.cancel()
            self._fail(error)
            return
        self._scenario = wanted
        self._move(factory)
        self._tell_links()
        self._run()

    def _reset(self) -> None:
        self.scenario = self._base

    def _reopen(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def _tell_links(self) -> None:
        super()._tell_links()
        self._saved.follow()

    # working out -------------------------------------------------------------------------------

    def _run(self) -> None:
        self._kpis.pending = self._answer is not None
        self._busy(self.words("working_board"), self.words("cancel"))
        self._compute.run(self._scenario, self._done, self._fail)

    def _act(self) -> None:
        if self._status.state == "busy":
            self._compute.cancel()
            self._status.text = self.words("cancelled")
            self._status.action, self._status.state = self.words("retry"), "stale"
        else:
            self._run()

    def _done(self, answer: dict[str, Any]) -> None:
        self._answer = answer
        self._status.state = "idle"
        self._draw()

    def _fail(self, error: BaseException) -> None:
        self._show_error(error, self.words("failed_board"))

    # showing -----------------------------------------------------------------------------------

    def _draw(self) -> None:
        answer = self._answer
        if answer is None:
            return
        self._kpis.pending = False
        self._verdict.headline, self._verdict.text, self._verdict.tone = self.headline(answer)
        self._kpis.cards = self.cards(answer)
        self.fill(answer)
        self.redraw()

    def redraw(self) -> None:
        """Draw the charts again, after another part of the answer was chosen to be shown."""
        # A page that is still loading asks this thread for all widgets, so nothing slow before.
        if self._page.seen and self._answer is not None:
            self._turn += 1
            cards = [each for each in self._chart_box.children if isinstance(each, ChartCard)]
            self._draw_next(self._turn, cards)

    def _draw_next(self, turn: int, cards: list[ChartCard]) -> None:
        if not cards or turn != self._turn:
            return
        palette = views.palette(dark=self._page.dark)
        try:
            cards[0].show(self._answer, palette, narrow=self._page.narrow)
        except Exception:  # one chart that cannot be drawn must not take the others with it
            cards[0].fail(self.words("chart_failed"))
            _LOG.exception("'%s' could not be drawn", cards[0].title)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no page is waiting: a script or a test
            self._draw_next(turn, cards[1:])
        else:
            loop.call_later(0.01, self._draw_next, turn, cards[1:])

    def __repr__(self) -> str:
        """Return the twin."""
        return f"{type(self).__name__}({self._base.twin!r})"
