"""One cooling of a layout search, and how a budget is divided among coolings."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbench.layout import _kernels_cost, _kernels_search, _kernels_ways
from workbench.layout._kernels_moves import Rules
from workbench.layout.ground import Ground
from workbench.layout.shapes import Floats

SETTLE = 20_000
"""Steps in which a random layout must come to fit."""
SLICE = 0.1
"""Between two looks at whether to stop. [s]"""
HOT, WARM, TEPID, COOL = 0.1, 0.02, 0.01, 0.002
"""First temperatures, as shares of the cost: of a start, of the rounds after it, of the last."""
# Fewer steps than this are not worth a start of their own; more starts than that are not tried.
_START, _STARTS = 50_000, 24


@dataclass(frozen=True)
class Cooling:
    """One annealing: what it minimises, how it begins and how long it is.

    Parameters
    ----------
    ground : Ground
        With the aim in it.
    chain : int
        Address of chance.
    hot : float
        First temperature, as a share of the cost.
    begin : float[S, 3]
        Where the stations stand at first.
    scatter : bool
        Whether they are thrown about before.
    """

    ground: Ground
    chain: int
    hot: float
    begin: Floats
    scatter: bool


@dataclass(frozen=True)
class Cooled:
    """What a cooling came to.

    Parameters
    ----------
    best : float[S, 3], optional
        The cheapest layout with all ways; None when there was none.
    steps, walked : int
        Arrangements tried, and those of them whose ways were worked out.
    """

    best: Floats | None
    steps: int
    walked: int


@dataclass(frozen=True)
class Round:
    """A part of the contest.

    Parameters
    ----------
    share : float
        Of the budget when it ends.
    coolings : int
        How many there are.
    hot : float
        Their first temperature.
    """

    share: float
    coolings: int
    hot: float


def rounds(budget: float) -> tuple[Round, ...]:
    """Return the rounds of a contest: many starts, the best quarter goes on, then the best two.

    Parameters
    ----------
    budget : float
        Arrangements that may be tried.
    """
    starts = int(min(max(0.45 * budget / _START, 1), _STARTS))
    second = max(starts // 4, 1)
    return (
        Round(0.45, starts, HOT),
        Round(0.70, second, WARM),
        Round(0.92, min(second, 2), TEPID),
        Round(1.0, min(second, 2), COOL),
    )


def cool(
    cooling: Cooling,
    rules: Rules,
    steps: Callable[[], int],
    over: Callable[[], bool],
    told: Callable[[int, float], None],
) -> Cooled:
    """Anneal once.

    Parameters
    ----------
    cooling, rules
        What, and how moves are made.
    steps : callable
        Says how long, once the stations fit.
    over : callable
        Whether to end at once.
    told : callable
        Called with the steps of a slice and the seconds it took.
    """
    chosen = cooling.ground
    fits, graphs, work = chosen.fits, chosen.graphs, chosen.work
    rules = rules._replace(chain=cooling.chain, hot=cooling.hot)
    now = cooling.begin.copy()
    scatter = cooling.scatter and not len(rules.sites)
    _kernels_search.settle(fits, graphs, work, rules, now, SETTLE, scatter)
    many = steps()
    if _kernels_search.broken(fits, now) > 1e-9:
        return Cooled(None, min(1000, many), 0)  # what came to nothing has its price too
    cost, blocked = _kernels_search.value(fits, graphs, work, rules.straight, now)
    cost += 1e9 * blocked
    seen, other = _kernels_ways.unseen(graphs), _kernels_ways.unseen(graphs)
    known, trial = _kernels_cost.unknown(work), _kernels_cost.unknown(work)
    best, figures = now.copy(), np.array([cost, cost, 0.0, 0.0])
    at, size = 0, 500
    while at < many:
        upto = min(at + size, many)
        clock = time.perf_counter()
        _kernels_search.anneal(
            fits, graphs, work, rules, seen, other, known, trial, now, best, figures,
            at, upto, many,
        )  # fmt: skip
        spent = max(time.perf_counter() - clock, 1e-6)
        told(upto - at, spent)
        at, size = upto, int(min(max(SLICE * (upto - at) / spent, 100), 4 * size))
        if over():
            break
    good = best if figures[1] < 1e9 and math.isfinite(figures[1]) else None
    return Cooled(good, at, int(figures[2]))
