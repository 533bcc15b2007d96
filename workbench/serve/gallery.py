"""The cards of the gallery: one per twin with its picture, and the apps that it opens in."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from workbench.errors import WorkbenchError
from workbench.model import Scenario, find_twin, load_twin
from workbench.serve.apps import APPS
from workbench.serve.pictures import blank, picture

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.model import Factory
    from workbench.serve.pictures import Way
    from workbench.studies.executors import Executor

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Door:
    """One app that a twin opens in."""

    app: str
    title: str
    question: str
    glyph: str
    address: str


@dataclass(frozen=True)
class Card:
    """One twin of the gallery; with ``problem`` it says why it cannot be opened."""

    twin: str
    title: str
    sentence: str = ""
    doors: tuple[Door, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    picture: str = ""
    problem: str = ""


class Gallery:
    """The twins that are shown, read again when their file has changed.

    Parameters
    ----------
    twins : tuple of str
        Their names.
    """

    def __init__(self, twins: tuple[str, ...]) -> None:
        self.twins = twins
        self._read: dict[str, tuple[float, Card]] = {}
        self._ways: dict[str, tuple[Way, ...]] = {}

    def learn_ways(self, executor: Executor) -> None:
        """Have the ways on the floors worked out; the pictures show them from then on.

        The gallery does not wait for them: it is looked at while the workers still warm up.
        """
        for twin in self.twins:
            executor.submit(
                "workbench.desks.floor:floor_of",
                Scenario(twin),
                on_done=partial(self._learn, twin),
                quick=True,
            )

    def _learn(self, twin: str, floor: dict[str, Any]) -> None:
        ways = [flow["path"] for flow in floor["flows"]]
        self._ways[twin] = tuple(tuple((x, y) for x, y in way) for way in ways)
        self._read.pop(twin, None)

    def cards(self) -> list[Card]:
        """Return the cards; a twin that does not load gives a card that says so."""
        return [self._of(twin) for twin in self.twins]

    def _of(self, twin: str) -> Card:
        try:
            changed = find_twin(twin).stat().st_mtime
        except (WorkbenchError, OSError):
            changed = 0.0
        kept = self._read.get(twin)
        if kept is None or kept[0] != changed or kept[1].problem:
            kept = changed, _card(twin, self._ways.get(twin, ()))
            self._read[twin] = kept
        return kept[1]


def _card(twin: str, ways: tuple[Way, ...]) -> Card:
    try:
        factory = load_twin(twin)
        return Card(
            twin,
            factory.name,
            _first_sentence(factory.description),
            _doors(twin, factory),
            _facts(factory),
            picture(factory, ways),
        )
    except WorkbenchError as error:
        return Card(twin, _spoken(twin), picture=blank(), problem=_public(error, twin))
    except Exception:
        _LOG.exception("The twin %s does not load", twin)
        text = "It could not be read; the details are in the server's log."
        return Card(twin, _spoken(twin), picture=blank(), problem=text)


def _doors(twin: str, factory: Factory) -> tuple[Door, ...]:
    query = urlencode({"twin": twin})
    return tuple(
        Door(name, app.title, app.question, app.glyph, f"apps/{name}?{query}")
        for name, app in APPS.items()
        if app.fits(factory)
    )


def _facts(factory: Factory) -> tuple[tuple[str, str], ...]:
    people = sum(pool.size for pool in factory.pools)
    place = ", ".join(filter(None, (factory.place.city, factory.place.country)))
    facts = (
        ("Place", place),
        ("Stations", str(len(factory.stations))),
        ("People", f"{people:g}" if people else ""),
    )
    return tuple((name, value) for name, value in facts if value)


def _first_sentence(text: str) -> str:
    flat = " ".join(text.split())
    found = re.match(r".{10,220}?[.!?](?=\s|$)", flat)
    return found.group(0) if found else flat[:220]


def _spoken(twin: str) -> str:
    return twin.replace("_", " ").capitalize()


def _public(error: WorkbenchError, twin: str) -> str:
    """Return the message with the twin's folder left out: visitors need not know the disk."""
    text = str(error)
    try:
        folder: Path | None = find_twin(twin).parent
    except WorkbenchError:
        folder = None
    return text.replace(f"{folder}/", "") if folder else text
