"""What all desks share: words, header, status, link, and how their parts stand on the page."""

from __future__ import annotations

import os
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import ipywidgets

from workbench.desks.text import Words
from workbench.errors import SpecError, WorkbenchError
from workbench.model import Scenario, twin_names
from workbench.widgets import Action, Choice, Connection, Header, Slider, Status

if TYPE_CHECKING:
    from workbench.desks.controls import Control
    from workbench.desks.page import Page
    from workbench.model import Factory


class Desk(ipywidgets.VBox):
    """A page for one twin, whose whole state is a `Scenario`.

    Parameters
    ----------
    language : str
        Of the desk's own words.
    costs : bool
        False hides what costs money, for a page shown to others.
    """

    title = ""
    words_type: type[Words] = Words
    _factory: Factory

    def __init__(self, *, language: str = "en", costs: bool = True) -> None:
        self.words, self.costs = self.words_type(language), costs
        self._moving = False
        super().__init__()
        for name in ("wb", "wb-desk"):
            self.add_class(name)

    @property
    def scenario(self) -> Scenario:
        """The whole state of the desk."""
        raise NotImplementedError

    @property
    def link(self) -> str:
        """The state as the query of an address."""
        scenario, hidden = self.scenario, "" if self.costs else "&costs=hidden"
        return f"?twin={scenario.twin}&scenario={scenario.to_link()}{hidden}"

    # building ----------------------------------------------------------------------------------

    def _head(
        self,
        page: Page,
        reset: Callable[[], None],
        act: Callable[[], None],
        *between: Action,
    ) -> None:
        """Make page, header, status and the link to the server."""
        w = self.words
        self._page, self._connection = page, Connection()
        self._header = Header(
            Action("reset", w("reset"), reset, hint=w("reset_hint")),
            *between,
            Action("share", w("share"), None, "share", w("share_hint")),
            title=w(self.title),
            home="/",
        )
        self._status = Status(on_action=act)

    def _lay(self, *top: ipywidgets.Widget, charts: ipywidgets.VBox, name: str = "") -> None:
        """Put the parts on the page: ``top`` and ``charts`` below the status."""
        main = ipywidgets.VBox([self._status, *top, charts])
        for box, classes in ((charts, "wb-box wb-charts"), (main, f"wb-box wb-main {name}")):
            for each in classes.split():
                box.add_class(each)
        self.children = (self._page, self._header, main, self._connection)

    def _subtitle(self) -> str:
        return " · ".join(filter(None, (self._factory.name, self._factory.place.city)))

    def _name(self) -> None:
        """Write into the header whose desk this is."""
        self._header.mark = (self._factory.name[:1] or "W").upper()
        self._header.subtitle = self._subtitle()

    # showing -----------------------------------------------------------------------------------

    def _tell_links(self) -> None:
        link = self.link
        # An address that is too long is none.
        self._header.link = self._connection.link = link if len(link) <= 8000 else ""

    def _busy(self, text: str, action: str = "", progress: float = -1.0) -> None:
        self._status.text, self._status.detail, self._status.action = text, "", action
        self._status.progress, self._status.state = progress, "busy"

    def _show_error(self, error: BaseException, unknown: str) -> None:
        """Show what is wrong, where and what to do; of faults of our own only ``unknown``."""
        text, detail, action = unknown, "", self.words("retry")
        if isinstance(error, WorkbenchError):
            advice = error.advice if error.where else error.advice[:1].upper() + error.advice[1:]
            text, action = error.what, ""
            detail = ": ".join(filter(None, (error.where, advice)))
        text = text[:1].upper() + text[1:]
        self._status.text = text if text.endswith((".", "?", "!")) else f"{text}."
        self._status.detail, self._status.action = detail, action
        self._status.state = "error"


def refuse_other_twin(shown: str, scenario: Scenario) -> None:
    """Raise when a scenario is not of the twin that is shown."""
    if scenario.twin != shown:
        raise SpecError(
            f"the desk shows '{shown}', the scenario is of '{scenario.twin}'",
            advice="open a desk on that twin",
        )


def shown_twins() -> tuple[str, ...]:
    """Return the twins that a server shows; in a notebook, all that are found."""
    shown = os.environ.get("WORKBENCH_SHOWN_TWINS")
    return twin_names() if shown is None else tuple(filter(None, shown.split(":")))


def slider_of(control: Control) -> Slider:
    """Return the slider of a control."""
    return Slider(
        label=control.label,
        value=control.value,
        minimum=control.minimum,
        maximum=control.maximum,
        step=control.step,
        unit=control.unit,
    )


def heading(text: str, classes: str = "") -> ipywidgets.HTML:
    """Return the heading of a group of controls."""
    return ipywidgets.HTML(f'<div class="wb-group {classes}">{escape(text)}</div>')


def option(choice: Choice, options: list[dict[str, str]], value: str) -> None:
    """Give a choice other options and a value, which must be among them at every moment."""
    if options != choice.options:
        choice.options, choice.value = [], ""
        choice.options = options
    choice.value = value
