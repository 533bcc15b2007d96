"""One slice of a search for better layouts, run by a worker; the desk asks for the next one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workbench.desks.floor import session_of
from workbench.desks.floor_work import ghost_of

if TYPE_CHECKING:
    from workbench.layout import Arrangement, FloorSession

Stop = Callable[[], bool]
KEPT = 4
"""Proposals that are offered, each different from the others."""


def search(question: Mapping[str, Any], *, stop: Stop | None = None) -> list[dict[str, Any]]:
    """Return better layouts than the one at hand, best first; every one keeps all rules.

    Parameters
    ----------
    question : mapping
        ``plain`` (Scenario) and ``setup`` (patch of the arrangement), ``known`` (placements found
        by earlier slices), ``seconds`` and ``seed``.
    stop : callable, optional
        Ends the search when it returns true.

    Returns
    -------
    list of dict
        Placements, the stations as an editor draws them, and the differences from the arrangement
        at hand: hours and cost a week, stations moved, cost of moving.
    """
    from workbench.layout import improve

    session: FloorSession = session_of(question["plain"].to_json())
    session.adopt(question["setup"])
    found = improve(
        session.problem,
        session.placements,
        locked=session.locked,
        seconds=float(question["seconds"]),
        seed=int(question["seed"]),
        keep=KEPT + 1,
        known=[
            {name: (float(p[0]), float(p[1]), float(p[2])) for name, p in places.items()}
            for places in question["known"]
        ],
        stop=stop,
    )
    cost = found.start.cost * (1 - 1e-6) if found.start_is_clean else math.inf
    here = session.arrangement()
    better = [each for each in found.layouts if each.cost < cost][:KEPT]
    return [_told(session, here, each.placements) for each in better]


def _told(
    session: FloorSession, here: Arrangement, places: Mapping[str, tuple[float, float, float]]
) -> dict[str, Any]:
    from workbench.layout.scores import score

    there = session.problem.standing(places)
    now, made = score(here), score(there, here.placements)
    return {
        "placements": {name: list(pose) for name, pose in places.items()},
        "stations": ghost_of(session, places),
        "hours": made.hours - now.hours,
        "cost": made.cost - now.cost,
        "moved": len(made.moves),
        "moving": made.moving_cost,
        "currency": session.factory.currency,
    }
