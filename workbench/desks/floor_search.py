"""One slice of a search for better layouts, run by a worker; the desk asks for the next one."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from random import Random
from typing import TYPE_CHECKING, Any

from workbench.desks.floor import session_of
from workbench.desks.floor_work import ghost_of

if TYPE_CHECKING:
    from workbench.layout import Arrangement, FloorProblem, FloorSession

Pose = tuple[float, float, float]
Stop = Callable[[], bool]
KEPT = 4
"""Proposals that are offered, each different from the others."""
_APART = 400.0  # mean distance of stations between two proposals [mm]
_GRID = 50.0  # places are on the grid of the editor [mm]


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
    session: FloorSession = session_of(question["plain"].to_json())
    session.adopt(question["setup"])
    problem, start = session.problem, session.placements
    free = [name for name in start if name not in session.locked]
    known = [
        {name: (float(p[0]), float(p[1]), float(p[2])) for name, p in places.items()}
        for places in question["known"]
    ]
    end = time.monotonic() + float(question["seconds"])
    found = [(problem.standing(places).scores.cost, places) for places in known]
    here = problem.standing(start)
    cost = here.scores.cost if here.is_clean else math.inf
    if free:
        begin = min(found, key=lambda pair: pair[0])[1] if found else start
        # Every other slice starts from the layout at hand, so that the proposals differ.
        walk = _Walk(problem, free, Random(int(question["seed"])))
        found += walk.run(start if question["seed"] % 3 == 2 else begin, end, stop)
    better = [pair for pair in found if pair[0] < cost * (1 - 1e-6) or not here.is_clean]
    return [_told(session, here, places) for _, places in _different(better)]


class _Walk:
    """A descent that now and then goes uphill, on the cost along true ways."""

    def __init__(self, problem: FloorProblem, free: list[str], chance: Random) -> None:
        self.problem, self.free, self.chance = problem, free, chance
        ring = problem.floor.boundary
        self.box = (
            min(x for x, _ in ring), min(y for _, y in ring),
            max(x for x, _ in ring), max(y for _, y in ring),
        )  # fmt: skip

    def run(
        self, start: Mapping[str, Pose], end: float, stop: Stop | None
    ) -> list[tuple[float, dict[str, Pose]]]:
        now = dict(start)
        here = self.problem.standing(now)
        value = _penalised(here)
        heat, best = 0.04 * max(value, 1e-9), math.inf
        found: list[tuple[float, dict[str, Pose]]] = []
        span = max(end - time.monotonic(), 1e-3)
        while (left := end - time.monotonic()) > 0 and not (stop is not None and stop()):
            tried = self._step(now, left / span)
            there = self.problem.standing(tried)
            cost = _penalised(there)
            if cost - value > heat * (left / span) * -math.log(1.0 - self.chance.random()):
                continue
            now, value = tried, cost
            # Rules take longer than ways, so only what beats the best so far is judged by them.
            if cost < best and not there.collisions and not there.blocked and there.is_clean:
                best = cost
                found.append((there.scores.cost, dict(now)))
        return found

    def _step(self, now: Mapping[str, Pose], share: float) -> dict[str, Pose]:
        chance, made = self.chance, dict(now)
        name = chance.choice(self.free)
        x, y, turn = now[name]
        kind = chance.random()
        if kind < 0.15 and len(self.free) > 1:
            other = chance.choice([each for each in self.free if each != name])
            made[name], made[other] = (*now[other][:2], turn), (x, y, now[other][2])
        elif kind < 0.3:
            made[name] = (x, y, (turn + 90.0 * chance.choice((1, 2, 3))) % 360.0)
        elif kind < 0.4:
            x0, y0, x1, y1 = self.box
            made[name] = (_grid(chance.uniform(x0, x1)), _grid(chance.uniform(y0, y1)), turn)
        else:
            reach = 150.0 + 2500.0 * share
            made[name] = (_grid(chance.gauss(x, reach)), _grid(chance.gauss(y, reach)), turn)
        return made


def _grid(value: float) -> float:
    return _GRID * round(value / _GRID)


def _penalised(here: Arrangement) -> float:
    """Return the cost of a week with a price on what stands in what, and on blocked ways."""
    cost = math.fsum(
        flow.trips * here.ways(flow.agent).between(flow.origin, flow.to) / 1000.0
        for flow in here.problem.flows
        if flow not in here.blocked
    )
    depth = math.fsum(100.0 + each.depth for each in here.collisions)
    return cost + depth * 0.5 + 5000.0 * len(here.blocked)


def _different(found: list[tuple[float, dict[str, Pose]]]) -> list[tuple[float, dict[str, Pose]]]:
    kept: list[tuple[float, dict[str, Pose]]] = []
    for pair in sorted(found, key=lambda each: each[0]):
        far = all(
            math.fsum(math.dist(pair[1][n][:2], other[n][:2]) for n in other) / len(other) > _APART
            for _, other in kept
        )
        if far:
            kept.append(pair)
    return kept[:KEPT]


def _told(session: FloorSession, here: Arrangement, places: Mapping[str, Pose]) -> dict[str, Any]:
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
