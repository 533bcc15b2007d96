"""What an app's notebook calls: open a desk on the twin and scenario that the address names."""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs

from ipywidgets import HTML

from workbench.errors import WorkbenchError
from workbench.model import Scenario
from workbench.serve.shown import allowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipywidgets import Widget


class Desk(Protocol):
    """What can be opened: a desk's class."""

    def __call__(
        self, twin: str, scenario: Scenario | None = None, *, costs: bool = True
    ) -> Widget:
        """Return the desk on ``twin``, with or without the costs."""


def open_desk(desk: Desk, query: str | None = None) -> Widget:
    """Return ``desk`` on what the page's address names, or a page that says what is wrong with it.

    Parameters
    ----------
    desk : Desk
        Called with the twin's name and the scenario.
    query : str, optional
        ``"twin=rug_studio"`` or ``"scenario=…"``, and ``"costs=hidden"``; by default what the
        visitor's address holds. Without a twin, the first one is opened.

    Returns
    -------
    ipywidgets.Widget
    """
    try:
        fields = parse_qs(os.environ.get("QUERY_STRING", "") if query is None else query)
        twin, scenario = wanted(fields)
        return desk(twin, scenario=scenario, costs=fields.get("costs") != ["hidden"])
    except WorkbenchError as error:
        return Refusal(error)


def wanted(fields: Mapping[str, list[str]]) -> tuple[str, Scenario | None]:
    """Return the twin and the scenario that an address asks for."""
    link = fields.get("scenario", [""])[0]
    scenario = Scenario.from_link(link) if link else None
    twin = scenario.twin if scenario else fields.get("twin", [""])[0]
    return allowed(twin, scenario)


class Refusal(HTML):
    """A message in place of a desk: what is wrong, and what to do."""

    def __init__(self, error: WorkbenchError) -> None:
        what = error.what[:1].upper() + error.what[1:]
        advice = error.advice[:1].upper() + error.advice[1:]
        place = f'<p class="wb-note">{escape(error.where)}</p>' if error.where else ""
        super().__init__(
            '<section class="wb wb-failure" role="alert">'
            f"<h2>{escape(what)}.</h2><p>{escape(advice)}{'.' if advice else ''}</p>{place}"
            '<p><a class="wb-button" href="../">All apps</a></p></section>',
            # As wide as the page, so that the message stands in its middle.
            layout={"width": "100%"},
        )
        self.error = error

    def __repr__(self) -> str:
        """Return the message."""
        return f"Refusal({str(self.error)!r})"
