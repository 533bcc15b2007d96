"""Which of several moves are worth it, and in which order: every choice of them is tried."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.layout import Arrangement, FloorSession

MOST_MOVES = 6
"""More moves make too many choices to try all of them while somebody waits."""
Names = frozenset[str]


@dataclass(frozen=True)
class Tried:
    """What it comes to when some of the stations have been moved.

    Parameters
    ----------
    cost : float
        Of walking, against none of them moved. [money per week]
    moving : float
        Of moving them. [money]
    is_clean : bool
        Whether nothing collides, every flow has a way and every rule is kept.
    """

    cost: float
    moving: float
    is_clean: bool


def subsets(
    session: FloorSession, setup: Mapping[str, Any], reference: Mapping[str, Any]
) -> dict[Names, Tried]:
    """Return every choice of the stations that were moved, with what it comes to.

    Parameters
    ----------
    session : FloorSession
        Of the floor.
    setup, reference : mapping
        Patches of the arrangement and the one compared with.

    Returns
    -------
    dict
        Empty when nothing or more than six stations were moved, or the building is another one.
    """
    now, then = setup.get("placements", {}), reference.get("placements", {})
    moved = [name for name in now if name in then and now[name] != then[name]]
    drawn = "floor" in setup or "footprints" in setup
    if not 0 < len(moved) <= MOST_MOVES or set(now) != set(then) or drawn:
        return {}
    problem = session.problem
    start = {name: tuple(pose) for name, pose in then.items()}
    price = {n: problem.move_cost(n, start[n], tuple(now[n])) for n in moved}
    before = _cost(problem.standing(start))
    tried = {}
    for count in range(len(moved) + 1):
        for several in combinations(moved, count):
            here = problem.standing({**start, **{n: tuple(now[n]) for n in several}})
            tried[frozenset(several)] = Tried(
                _cost(here) - before, math.fsum(price[n] for n in several), here.is_clean
            )
    return tried


def frontier(tried: Mapping[Names, Tried]) -> list[dict[str, Any]]:
    """Return the best choice of each number of moves; one that keeps all rules when there is one.

    Parameters
    ----------
    tried : mapping
        What `subsets` returns.
    """
    rows = []
    for count in range(1, max(map(len, tried), default=0) + 1):
        choices = [(not t.is_clean, t.cost, t.moving, sorted(few)) for few, t in tried.items()
                   if len(few) == count]  # fmt: skip
        broken, cost, moving, names = min(choices)
        rows.append({"moves": names, "cost": cost, "moving": moving, "clean": not broken})
    return rows


def phases(tried: Mapping[Names, Tried]) -> list[dict[str, Any]]:
    """Return an order of the moves in which every state in between keeps all rules.

    The order has as many phases as possible, so that few stations are moved at a time; among
    those, it saves the most walking on the way.

    Parameters
    ----------
    tried : mapping
        What `subsets` returns.

    Returns
    -------
    list of dict
        For each phase, the stations that are moved together and the cost of walking afterwards.
        Empty when the end breaks a rule.
    """
    whole = max(tried, key=len, default=frozenset())
    if not whole or not tried[whole].is_clean:
        return []
    # From the whole backwards: the best way on from each clean state.
    best: dict[Names, tuple[int, float, Names]] = {whole: (0, 0.0, frozenset())}
    for few in sorted(tried, key=len, reverse=True):
        if few == whole or (few and not tried[few].is_clean):
            continue
        steps = [
            (count - 1, cost + tried[more].cost, more)
            for more, (count, cost, _) in best.items()
            if few < more
        ]
        if steps:
            best[few] = min(steps, key=lambda step: (step[0], step[1], sorted(step[2])))
    rows, at = [], frozenset[str]()
    while at != whole:
        there = best[at][2]
        rows.append({"moves": sorted(there - at), "cost": tried[there].cost})
        at = there
    return rows


def _cost(here: Arrangement) -> float:
    """Return the cost of a week's walking along ways that are open [money]."""
    from workbench.layout.scores import carries

    return math.fsum(each.cost for each in carries(here, widths=False) if each.is_open)
