"""Search for a better layout: anytime, and the same for a seed and a number of evaluations."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError, nearest
from workbench.layout import _kernels_search, _kernels_ways
from workbench.layout._kernels_search import Rules
from workbench.layout.found import Found, Layout, different, front, layout_of
from workbench.layout.ground import Ground, ground
from workbench.layout.scene import Pose
from workbench.layout.shapes import Floats

if TYPE_CHECKING:
    from workbench.layout.problem import Arrangement, FloorProblem

GRID = 10.0
"""Places are multiples of it. [mm]"""
APART = 400.0
"""Mean distance of stations between two layouts that count as different. [mm]"""
KEPT = 6
# First cooling, in arrangements tried; later ones are longer, so that a long search goes deeper.
_FIRST, _GROWTH, _LONGEST = 40_000, 1.4, 800_000
_HOT, _WARM, _COLD = 0.1, 0.01, 0.0002
_SETTLE = 20_000
_SLICE = 0.1  # between two looks at the clock [s]
# Of the coolings of a search with several aims: in turn cost alone, then with moving, then margin.
_PAYBACK = (52.0, 260.0)  # weeks in which moving shall pay
_SLACKS = (50.0, 150.0)  # what every rule is given beyond its due [mm]

Stop = Callable[[], bool]
Listener = Callable[[float, Layout | None], None]


@dataclass
class _Cooling:
    """One annealing: what it minimises, how it begins and how long it is."""

    ground: Ground
    chain: int
    steps: int
    hot: float
    begin: Floats
    scatter: bool


def improve(
    problem: FloorProblem,
    start: Mapping[str, Pose] | None = None,
    *,
    locked: Sequence[str] = (),
    seconds: float | None = None,
    evaluations: int | None = None,
    seed: int = 0,
    keep: int = KEPT,
    apart: float = APART,
    grid: float = GRID,
    turn: float = 90.0,
    sites: Sequence[Pose] = (),
    known: Sequence[Mapping[str, Pose]] = (),
    aims: bool = True,
    strict: bool = False,
    straight: bool = False,
    processor: bool = False,
    listener: Listener | None = None,
    stop: Stop | None = None,
) -> Found:
    """Search for layouts with less walking that keep all rules and block no flow.

    Every layout that is returned has been judged by the report on the floor, not by the search.

    Parameters
    ----------
    problem : FloorProblem
        The floor, with its flows and rules.
    start : mapping, optional
        Where the stations stand; the twin's own places by default. Moving is counted from here.
    locked : sequence of str
        Stations that stay where they are.
    seconds : float, optional
        How long to search; 10 s when no evaluations are given either. [s]
    evaluations : int, optional
        How many arrangements to try: the same layouts on every machine, however busy.
    seed : int
        Of chance.
    keep : int
        How many layouts to return.
    apart : float
        How far stations stand from where they stand in another layout, on average. [mm]
    grid : float
        Places are multiples of it. [mm]
    turn : float
        Turns are multiples of it; 0 leaves every station as it is turned. [degrees]
    sites : sequence of (x, y, rotation), optional
        The only places there are. [mm, mm, degrees]
    known : sequence of mapping
        Layouts that an earlier search found: the search goes on from the best of them.
    aims : bool
        Whether to look for cheap moves and wide margins too, not for little walking alone.
    strict : bool
        Whether rules that only warn must be kept too.
    straight : bool
        Whether to take the straight line for the way. This is what others do; it is here to be
        compared with, and its layouts may have blocked flows.
    processor : bool
        Whether seconds are those of the processor, for a fair comparison on a busy machine.
    listener : callable, optional
        Called with the seconds so far and the best layout.
    stop : callable, optional
        Ends the search when it returns true.

    Returns
    -------
    Found

    Raises
    ------
    SpecError
        For a station that is not there, a grid or a time that is none.
    """
    places = problem.ordered(start) if start is not None else problem.placements
    _check(places, locked, seconds, evaluations, grid, turn)
    search = _Search(problem, places, tuple(locked), seed, grid, turn, sites, strict, straight)
    search.clock = time.process_time if processor else time.perf_counter
    search.is_continued = bool(known)
    for each in known:
        where = problem.ordered(each)
        if list(where) == list(places):
            search.take(np.array(list(where.values()), np.float64).reshape(-1, 3))
    search.run(
        10.0 if seconds is None and evaluations is None else seconds,
        evaluations,
        aims,
        listener,
        stop,
    )
    return search.answer(keep, apart)


def _check(
    places: Mapping[str, Pose],
    locked: Sequence[str],
    seconds: float | None,
    evaluations: int | None,
    grid: float,
    turn: float,
) -> None:
    for name in locked:
        if name not in places:
            raise SpecError(
                f"station '{name}' does not stand on the floor",
                where="locked",
                advice=nearest(name, places),
            )
    for what, value in (("seconds", seconds), ("evaluations", evaluations)):
        if value is not None and not 0 < value < math.inf:
            raise SpecError(f"{what} is {value:g}", where=what, advice="give more than 0")
    if not 0.0 <= grid < math.inf:
        raise SpecError(f"a grid of {grid:g} mm is none", where="grid", advice="give 0 or more")
    if turn and not (0.0 < turn <= 180.0 and 360.0 % turn == 0.0):
        raise SpecError(
            f"turns of {turn:g}° do not add up to a whole turn",
            where="turn",
            advice="give 90, 45, 30 or 15, or 0 to leave stations as they are turned",
        )


class _Search:
    """The state of one search."""

    def __init__(
        self,
        problem: FloorProblem,
        places: dict[str, Pose],
        locked: tuple[str, ...],
        seed: int,
        grid: float,
        turn: float,
        sites: Sequence[Pose],
        strict: bool,
        straight: bool,
    ) -> None:
        self.problem, self.places = problem, places
        self.here: Arrangement = problem.standing(places)
        self.names = tuple(places)
        self.free = tuple(name for name in places if name not in locked)
        self.strict, self.straight = strict, straight
        self.ground = ground(self.here, strict=strict)
        self.begin = np.array(list(places.values()), np.float64).reshape(-1, 3)
        ring = np.array(problem.floor.boundary)
        self.rules = Rules(
            seed, 0, ring.min(axis=0), ring.max(axis=0), float(grid), float(turn),
            np.array(sites, np.float64).reshape(-1, 3),
            np.array([k for k, name in enumerate(places) if name in self.free], np.int64),
            _HOT, _COLD, straight,
        )  # fmt: skip
        self.start = layout_of(self.here, places)
        self.start_is_clean = self.is_kept(self.here)
        self.pool: dict[bytes, Layout] = {}
        if self.start_is_clean:
            self.pool[self.begin.tobytes()] = self.start
        self.best: tuple[float, Floats] | None = None
        self.tried = self.walked = 0
        self.trace: list[tuple[float, float]] = []
        self._others: dict[tuple[float, float], Ground] = {}
        self._rate = 20_000.0  # arrangements a second, until it is measured
        self.seconds = self.cpu = 0.0
        self.is_continued = False
        self.clock: Callable[[], float] = time.perf_counter

    def is_kept(self, here: Arrangement) -> bool:
        """Whether an arrangement keeps every rule that a place can keep, by the report."""
        if self.straight:
            return not here.collisions
        bad = ("error", "warning") if self.strict else ("error",)
        return (
            not here.collisions
            and not here.blocked
            and not any(
                each.severity in bad and each.rule and each.rule not in self.ground.given_up
                for each in here.report.findings
            )
        )

    def run(
        self,
        seconds: float | None,
        evaluations: int | None,
        aims: bool,
        listener: Listener | None,
        stop: Stop | None,
    ) -> None:
        began, cpu = time.perf_counter(), time.process_time()
        end = math.inf if seconds is None else self.clock() + seconds
        most = math.inf if evaluations is None else evaluations

        def over() -> bool:
            self.seconds, self.cpu = time.perf_counter() - began, time.process_time() - cpu
            if listener is not None:
                listener(self.seconds, self._cheapest())
            return self.tried >= most or self.clock() >= end or (stop is not None and bool(stop()))

        number = 0
        while self.free and not over():
            left = most - self.tried
            if end < math.inf:
                left = min(left, self._rate * (end - self.clock()))
            self._cool(self._next(number, aims, int(max(left, 1000.0))), over, most)
            number += 1
        over()

    def _next(self, number: int, aims: bool, left: int) -> _Cooling:
        """Return what to do next: the start first, then fresh ones and the best in turn."""
        length = int(min(_FIRST * _GROWTH ** (number // 2), _LONGEST))
        # A short rest is added to the last cooling instead of being left for one that is too hot.
        steps = left if left < 1.5 * length else length
        elite = self.begin if self.best is None else self.best[1]
        if aims and number % 5 == 3:
            weeks = _PAYBACK[(number // 5) % 2]
            chosen = self._other(weeks, 0.0)
            return _Cooling(chosen, number, steps, _WARM, self.begin, False)
        if aims and number % 5 == 4:
            chosen = self._other(math.inf, _SLACKS[(number // 5) % 2])
            return _Cooling(chosen, number, steps, _WARM, elite, False)
        if number == 0 and self.best is None:
            return _Cooling(self.ground, number, steps, _HOT, elite, False)
        # Of searches that go on from others, some begin with something new.
        if (number + (self.rules.seed if self.is_continued else 0)) % 3 == 0:
            return _Cooling(self.ground, number, steps, _WARM, elite, False)
        return _Cooling(self.ground, number, steps, _HOT, self.begin, True)

    def _other(self, weeks: float, slack: float) -> Ground:
        if (weeks, slack) not in self._others:
            self._others[weeks, slack] = ground(
                self.here, weeks=weeks, slack=slack, strict=self.strict
            )
        return self._others[weeks, slack]

    def _cool(self, cooling: _Cooling, over: Stop, most: float) -> None:
        chosen = cooling.ground
        rules = self.rules._replace(chain=cooling.chain, hot=cooling.hot)
        now = cooling.begin.copy()
        scatter = cooling.scatter and not len(rules.sites)
        _kernels_search.settle(
            chosen.fits, chosen.graphs, chosen.work, rules, now, _SETTLE, scatter
        )
        if _kernels_search.broken(chosen.fits, now) > 1e-9:
            self.tried += 1000  # an attempt that came to nothing has its price too
            return
        cost, blocked = _kernels_search.value(
            chosen.fits, chosen.graphs, chosen.work, self.straight, now
        )
        cost += 1e9 * blocked
        seen = _kernels_ways.unseen(chosen.graphs)
        other = _kernels_ways.unseen(chosen.graphs)
        best, figures = now.copy(), np.array([cost, cost, 0.0, 0.0])
        at, size = 0, 500
        while at < cooling.steps:
            upto = int(min(at + size, cooling.steps, at + most - self.tried))
            clock = self.clock()
            _kernels_search.anneal(
                chosen.fits, chosen.graphs, chosen.work, rules, seen, other, now, best, figures,
                at, upto, cooling.steps,
            )  # fmt: skip
            spent = max(self.clock() - clock, 1e-6)
            self._rate = 0.5 * self._rate + 0.5 * (upto - at) / spent
            self.tried += upto - at
            at, size = upto, int(min(max(_SLICE * (upto - at) / spent, 100), 4 * size))
            if over() or self.tried >= most:
                break
        self.walked += int(figures[2])
        if figures[1] < 1e9:
            self.take(best)

    def take(self, best: Floats) -> None:
        """Take an arrangement over when it is what the report calls clean."""
        key = best.tobytes()
        if key in self.pool:
            return
        there = self.problem.standing(
            {name: (x, y, a) for name, (x, y, a) in zip(self.names, best.tolist(), strict=True)}
        )
        if not self.is_kept(there):
            return
        made = layout_of(there, self.places)
        self.pool[key] = made
        measure = made.cost
        if self.straight:
            measure = _kernels_search.value(
                self.ground.fits, self.ground.graphs, self.ground.work, True, best
            )[0]
        if self.best is None or measure < self.best[0]:
            self.best = (measure, best.copy())
            self.trace.append((self.seconds, measure))

    def _cheapest(self) -> Layout | None:
        return self.pool[self.best[1].tobytes()] if self.best is not None else None

    def answer(self, keep: int, apart: float) -> Found:
        """Return what was found so far."""
        found = list(self.pool.values())
        layouts = different(found, self.free, apart, keep)
        cheapest = self._cheapest()
        if self.straight and cheapest is not None:
            layouts = (cheapest,)
        return Found(
            layouts,
            front(found),
            self.start,
            self.start_is_clean,
            self.tried,
            self.walked,
            self.seconds,
            self.cpu,
            tuple(self.trace),
            tuple(sorted(self.ground.given_up)),
        )
