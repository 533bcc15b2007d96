"""Search for a better layout: anytime, and the same for a seed and a number of evaluations."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError, nearest
from workbench.layout import _kernels_search
from workbench.layout._kernels_moves import Rules
from workbench.layout.cooling import (
    COOL,
    HOT,
    TEPID,
    WARM,
    Cooled,
    Cooling,
    Round,
    cool,
    rounds,
)
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
LANES = 2
"""Coolings that run side by side."""
# Of a search with several aims: weeks in which moving shall pay, and what every rule is given
# beyond its due [mm].
_PAYBACK = (52.0, 260.0)
_SLACKS = (50.0, 150.0)
_COLD = 0.0002  # last temperature, as a share of the cost
_BEAT = 0.05  # between two looks at the clock [s]

Stop = Callable[[], bool]
Listener = Callable[[float, Layout | None], None]


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


@dataclass(frozen=True)
class _Share:
    """How much of the budget a round may use: a number of arrangements, or time."""

    until: float
    begun: int
    most: float
    clock: float
    end: float
    now: Callable[[], float]

    def quotas(self, tried: int, coolings: int) -> list[int]:
        """Return the steps of each cooling, when their number is what is given."""
        if self.end < math.inf and self.most == math.inf:
            return []
        left = max(self.begun + self.until * (self.most - self.begun) - tried, 1.0)
        edges = np.rint(np.linspace(0.0, left, coolings + 1))
        return [int(each) for each in np.diff(edges)]

    def steps(self, coolings: int, rate: Sequence[float], before: float) -> int:
        """Return the steps of the next of so many coolings that one lane still has to do."""
        left = self.clock + self.until * (self.end - self.clock) - self.now()
        if self.now is time.process_time:
            left /= LANES
        speed = rate[0] / rate[1] if rate[1] else before
        # A cooling that is cut off was too hot until then: rather short than late.
        return int(max((0.95 if self.until == 1.0 else 1.0) * left * speed / coolings, 1000.0))


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
            HOT, _COLD, straight,
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
        self._elite: list[tuple[float, Floats]] = []
        self._chains = 0
        self._rate = 20_000.0  # arrangements a second and lane, until it is measured
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
        began, cpu, clock = time.perf_counter(), time.process_time(), self.clock()
        end = math.inf if seconds is None else clock + seconds
        most = math.inf if evaluations is None else float(evaluations)

        def over() -> bool:
            self.seconds, self.cpu = time.perf_counter() - began, time.process_time() - cpu
            if listener is not None:
                listener(self.seconds, self._cheapest())
            return self.clock() >= end or (stop is not None and bool(stop()))

        with ThreadPoolExecutor(LANES, thread_name_prefix="layout") as pool:
            if not self.free or over():
                return
            # Without a number of arrangements the contest is planned by what a second holds.
            budget = most
            if end < math.inf:
                budget = min(most, self._calibrate(pool, over, end) * max(end - self.clock(), 0.0))
            begun, clock = self.tried, self.clock()
            for part in rounds(budget):
                if over() or self.tried >= most:
                    return
                share = _Share(part.share, begun, most, clock, end, self.clock)
                self._play(pool, self._coolings(part, aims), share, over)
            # What a busy machine left over.
            while self.tried < most and not over():
                rest = Round(1.0, LANES, COOL)
                share = _Share(1.0, self.tried, most, self.clock(), end, self.clock)
                self._play(pool, self._coolings(rest, False), share, over)
                if most < math.inf:
                    break

    def _calibrate(self, pool: ThreadPoolExecutor, over: Stop, end: float) -> float:
        """Try a few arrangements; return how many a second holds, of the clock and all lanes."""
        for steps in (10, 3000):
            clock, tried = self.clock(), self.tried
            share = _Share(1.0, tried, tried + float(steps), clock, end, self.clock)
            self._play(pool, [self._cooling(HOT, self.begin, False)], share, over)
        rate = (self.tried - tried) / max(self.clock() - clock, 1e-6)
        return rate if self.clock is time.process_time else rate * LANES

    def _cooling(
        self, hot: float, begin: Floats, scatter: bool, chosen: Ground | None = None
    ) -> Cooling:
        self._chains += 1
        return Cooling(chosen or self.ground, self._chains - 1, hot, begin, scatter)

    def _coolings(self, part: Round, aims: bool) -> list[Cooling]:
        """Return the coolings of a round: starts, or the best so far and what differs from it."""
        elite = [each for _, each in self._elite] or [self.begin]
        if part.hot < HOT:
            made = [
                self._cooling(part.hot, elite[k % len(elite)], False) for k in range(part.coolings)
            ]
        else:
            # Of searches that go on from others, some begin with something new.
            again = self.is_continued and self.rules.seed % 3 != 0
            made = [
                self._cooling(WARM if again else HOT, elite[0] if again else self.begin, not again)
                if k or self.is_continued
                else self._cooling(HOT, self.begin, False)
                for k in range(part.coolings)
            ]
        if aims and part.hot == HOT:
            made += [self._cooling(TEPID, self.begin, False, self._other(w, 0.0)) for w in _PAYBACK]
        elif aims and part.hot == WARM:
            made += [
                self._cooling(TEPID, elite[0], False, self._other(math.inf, s)) for s in _SLACKS
            ]
        return made

    def _other(self, weeks: float, slack: float) -> Ground:
        if (weeks, slack) not in self._others:
            self._others[weeks, slack] = ground(
                self.here, weeks=weeks, slack=slack, strict=self.strict
            )
        return self._others[weeks, slack]

    def _play(
        self, pool: ThreadPoolExecutor, coolings: Sequence[Cooling], share: _Share, over: Stop
    ) -> None:
        """Run the coolings of a round side by side, and take over what they found, in order."""
        broken = Event()
        found: list[Cooled | None] = [None] * len(coolings)
        quota = share.quotas(self.tried, len(coolings))

        def lane(number: int) -> None:
            own = range(number, len(coolings), LANES)
            rate = [0.0, 0.0]

            def told(steps: int, spent: float) -> None:
                rate[0] += steps
                rate[1] += spent

            for done, k in enumerate(own):
                if broken.is_set():
                    return
                found[k] = cool(
                    coolings[k],
                    self.rules,
                    lambda: quota[k] if quota else share.steps(len(own) - done, rate, self._rate),  # noqa: B023
                    broken.is_set,
                    told,
                )
            if rate[1]:
                self._rate = rate[0] / rate[1]

        jobs = [pool.submit(lane, n) for n in range(min(LANES, len(coolings)))]
        try:
            while not all(job.done() for job in jobs):
                wait(jobs, _BEAT)
                if over():
                    broken.set()
        finally:
            broken.set()
        for job in jobs:
            job.result()
        for each in found:
            if each is not None:
                self.tried += each.steps
                self.walked += each.walked
                if each.best is not None:
                    self.take(each.best)

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
        self._elite.append((measure, best.copy()))
        self._elite.sort(key=lambda each: each[0])
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
