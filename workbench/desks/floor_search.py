"""What a floor desk has searched by a worker: better layouts, their lead times, a new site."""

from __future__ import annotations

import dataclasses
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
REPLICATIONS = 100
"""Of each lead time by which proposals are ranked."""


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
        "margin": _finite(there.report.margin),
        "moved": len(made.moves),
        "moving": made.moving_cost,
        "currency": session.factory.currency,
    }


def rank(
    question: Mapping[str, Any],
    *,
    listener: Callable[[int, int], None] | None = None,
    stop: Stop | None = None,
) -> list[dict[str, Any]]:
    """Return the lead times of proposals, and of the arrangement at hand, quickest first.

    Parameters
    ----------
    question : mapping
        ``plain`` (Scenario), ``setup`` (patch of the arrangement) and ``known`` (placements).
    listener : callable, optional
        Called with (plays done, plays wanted).
    stop : callable, optional
        Ends the work when it returns true.

    Returns
    -------
    list of dict
        ``number`` (of the proposal from 0, -1 for the arrangement at hand), its mean ``days``, and
        the ``gain`` against the arrangement at hand with its interval ``low`` and ``high`` [d].
    """
    from workbench.layout.found import layout_of
    from workbench.studies.rerank import rerank

    session: FloorSession = session_of(question["plain"].to_json())
    session.adopt(question["setup"])
    here = session.placements
    known = [here, *({n: tuple(p) for n, p in each.items()} for each in question["known"])]
    layouts = [layout_of(session.problem.standing(each), here) for each in known]
    drop = question["plain"].drop or session.factory.drops[0].name
    factory = dataclasses.replace(session.factory, floor=session.floor)
    ranked = rerank(factory, layouts, drop, replications=REPLICATIONS, listener=listener, stop=stop)
    return [
        {
            "number": row.number - 1,
            "days": row.lead_time,
            "gain": row.gain.value,
            "low": row.gain.low,
            "high": row.gain.high,
        }
        for row in ranked.rows
    ]


def site(question: Mapping[str, Any], *, stop: Stop | None = None) -> dict[str, Any]:
    """Return a proposal for a new site.

    Parameters
    ----------
    question : mapping
        ``plain`` and ``setup`` as for `search`, ``room`` (width and depth in mm, or None for the
        floor as it is), ``allowance`` (share) and ``seconds``.
    stop : callable, optional
        Ends the search when it returns true.
    """
    from workbench.errors import InfeasibleError
    from workbench.layout import plain_room, propose_site
    from workbench.layout.scores import score

    session: FloorSession = session_of(question["plain"].to_json())
    session.adopt(question["setup"])
    room = question["room"]
    made = propose_site(
        session.problem,
        room=room,
        allowance=question["allowance"],
        seconds=question["seconds"],
        stop=stop,
    )
    best = made.found.best
    if best is None:
        raise InfeasibleError(
            "no layout that keeps all rules was found in this time",
            where="site",
            advice="give more time, a larger room or more for aisles",
        )
    there = made.problem.standing(best.placements)
    return {
        "floor": None if room is None else plain_room(*room),
        "outline": [list(point) for point in made.problem.floor.boundary],
        "blocks": [
            [name, *map(float, rect)]
            for name, rect in zip(made.blocks.names, made.blocks.rects, strict=True)
        ],
        "placements": {name: list(pose) for name, pose in best.placements.items()},
        "stations": [
            {"name": name, "polygon": [list(p) for p in there.bodies[name]]}
            for name in best.placements
        ],
        "hours": score(there).hours,
        "margin": _finite(best.margin),
        "need": made.need,
        "room": made.room,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
