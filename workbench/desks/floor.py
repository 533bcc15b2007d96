"""What a floor comes to, worked out in the process that computes; a page's session only asks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbench.desks.floor_places import FloorPlaces

if TYPE_CHECKING:
    from workbench.layout import FloorSession
    from workbench.model import Scenario

__all__ = ["FloorPlaces", "floor_of", "floor_state"]

Patch = Mapping[str, Any]


def floor_of(question: Scenario) -> dict[str, Any]:
    """Return the floor's state for a scenario's placements, compared with the twin's own.

    Runs in the process that computes: the compiled kernels live there, not behind the page.
    """
    plain = dataclasses.replace(question, placements={}, seed=0, replications=1)
    session = session_of(plain.to_json())
    standing = {name: list(pose) for name, pose in session.problem.placements.items()}
    moved = {name: list(pose) for name, pose in question.placements.items() if name in standing}
    session.adopt({"placements": {**standing, **moved}}, {"placements": standing})
    record: dict[str, Any] = session.state(quick=True).to_json()
    return record


def floor_state(plain: Scenario, setup: Patch, reference: Patch, quick: bool) -> dict[str, Any]:
    """Return the state of an arrangement that a page's session keeps.

    Parameters
    ----------
    plain : Scenario
        The twin without the arrangement.
    setup, reference : mapping
        The arrangement and the one compared with, as patches of the twin's own.
    quick : bool
        True while something is dragged: without rules, scores, and names of what seals a way.
    """
    session = session_of(plain.to_json())
    session.adopt(setup, reference)
    record: dict[str, Any] = session.state(quick=quick).to_json()
    if not quick:
        record["unplaced"] = [
            {"name": name, "label": _label(session, name)} for name in record["unplaced"]
        ]
    return record


def _label(session: FloorSession, name: str) -> str:
    return next((s.label or s.name for s in session.factory.stations if s.name == name), name)


@lru_cache(maxsize=8)
def session_of(key: str) -> FloorSession:
    """Return the session of a scenario's JSON; the compiled scene is kept between questions."""
    from workbench.layout import FloorSession
    from workbench.model import Scenario

    scenario = Scenario.from_json(key)
    return FloorSession(scenario.factory(), scenario.drop or None)
