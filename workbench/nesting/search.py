"""Search for a short marker: constructive start, then guided separation on a shrinking strip.

After sparrow (Gardeyn and Wauters 2025, arXiv 2509.13329), with pair tables for exact collision
and a shrink step that adapts. A chain is a function of (instance, seed, its number, evaluations);
threads only schedule chains, so neither load nor the number of threads changes a result.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from workbench.errors import SpecError
from workbench.model.pattern import PatternPiece
from workbench.nesting.chain import Chain, Layout, Problem
from workbench.nesting.instance import Instance, Item
from workbench.nesting.invariants import check_marker
from workbench.nesting.marker import Marker

# Evaluations between two looks at the clock: 10 to 100 ms of work.
CHUNK = 40_000
# A listener hears at least so often while a search runs. [s]
BEAT = 0.15
# Share of a budget after which the search only presses the best marker shorter.
PRESS = 0.8
DEFAULT_SECONDS = 10.0


@dataclass(frozen=True)
class Progress:
    """What a listener is told.

    Parameters
    ----------
    seconds : float        Since the call. [s]
    evaluations : int      Of all chains.
    length : float         Of the best marker. [mm]
    density : float        Of the best marker, 0 … 1.
    share : float          Of the budget, 0 … 1.
    marker : Marker        The best marker so far.
    """

    seconds: float
    evaluations: int
    length: float
    density: float
    share: float
    marker: Marker


Listener = Callable[[Progress], None]


def nest(
    instance: Instance,
    *,
    seconds: float | None = None,
    evaluations: int | None = None,
    seed: int = 0,
    chains: int = 1,
    threads: int = 1,
    listener: Listener | None = None,
    stop: threading.Event | Callable[[], bool] | None = None,
    start: Marker | None = None,
) -> Marker:
    """Place all pieces of an instance on as short a strip as can be found in the budget.

    Parameters
    ----------
    instance : Instance
    seconds : float, optional
        Time limit, once the kernels are loaded. [s] With neither budget, 10 s.
    evaluations : int, optional
        Budget of places weighed, divided among the chains; with it alone the result is the same
        on every machine, load and number of threads.
    seed : int
        Another seed is another search.
    chains : int
        Independent searches of which the best is kept.
    threads : int
        How many chains run at once.
    listener : callable, optional
        Called with a ``Progress`` at least five times a second.
    stop : threading.Event or callable, optional
        When set (true), the search ends within 0.2 s and the best marker so far is returned.
    start : Marker, optional
        A marker of the same instance to begin from instead of constructing one.

    Returns
    -------
    Marker
        Valid: no overlap, nothing outside, gaps kept.

    Raises
    ------
    SpecError
        When a piece fits the width at none of its angles (the text names it), or an argument is
        not what it must be.
    """
    _check_budget(seconds, evaluations, chains, threads)
    if seconds is None and evaluations is None:
        seconds = DEFAULT_SECONDS
    if seconds is not None:
        prepare()
    began, cpu = time.perf_counter(), time.process_time()
    problem = Problem(instance)
    run = _Run(
        problem,
        [Chain(problem, seed, number) for number in range(chains)],
        began,
        None if seconds is None else began + seconds,
        None if evaluations is None else -(-evaluations // chains),
        _as_test(stop),
        threads,
    )
    if start is not None:
        faults = check_marker(instance, start)
        if faults:
            raise SpecError(
                faults[0], where="the marker to start from", advice="start from a valid marker"
            )
        layout = problem.layout_of(start)
        for chain in run.chains:
            chain.begin_from(layout)
    _play(run, listener, cpu)
    return _sound(run, cpu)


@cache
def prepare() -> None:
    """Load the compiled kernels, or compile them once per installation, before a clock runs."""
    triangle = PatternPiece("warm-up", "", ((0.0, 0.0), (10.0, 0.0), (2.0, 7.0)))
    problem = Problem(Instance("warm-up", (Item(0, triangle, 3, (0.0, 180.0)),), 15.0))
    Chain(problem, 0, 0).run(100, pressing=False)


def _check_budget(
    seconds: float | None, evaluations: int | None, chains: int, threads: int
) -> None:
    wrong = [
        (name, value)
        for name, value, good in (
            ("seconds", seconds, seconds is None or seconds >= 0),
            ("evaluations", evaluations, evaluations is None or evaluations >= 1),
            ("chains", chains, chains >= 1),
            ("threads", threads, threads >= 1),
        )
        if not good
    ]
    for name, value in wrong:
        raise SpecError(f"{name} is {value}", where="nest", advice="give a positive number")


def _as_test(stop: threading.Event | Callable[[], bool] | None) -> Callable[[], bool]:
    if stop is None:
        return lambda: False
    return stop.is_set if isinstance(stop, threading.Event) else stop


@dataclass
class _Run:
    """All chains of one call, and the budget they share."""

    problem: Problem
    chains: list[Chain]
    began: float
    deadline: float | None
    evaluations: int | None
    stop: Callable[[], bool]
    threads: int
    broken: threading.Event = field(default_factory=threading.Event)
    trace: list[tuple[float, float, float]] = field(default_factory=list)

    def share(self, chain: Chain) -> float:
        """Return how much of its budget a chain has used; the larger share where two are set."""
        if chain.finished:
            return 1.0
        shares = [0.0]
        if self.evaluations is not None:
            shares.append(chain.evaluations / self.evaluations)
        if self.deadline is not None:
            total = max(self.deadline - self.began, 1e-9)
            shares.append((time.perf_counter() - self.began) / total)
        return max(shares)

    def work(self, number: int) -> None:
        """Run the chains of one thread in turn, so that a deadline finds them equally far."""
        mine = self.chains[number :: self.threads]
        try:
            while mine and not (self.stop() or self.broken.is_set()):
                for chain in mine:
                    self.advance(chain)
                mine = [chain for chain in mine if self.share(chain) < 1.0]
        except BaseException:
            self.broken.set()
            raise

    def advance(self, chain: Chain) -> None:
        """Let a chain run for a slice; where slices end changes nothing but the phases' clock."""
        if self.evaluations is None:
            chain.run(CHUNK, pressing=self.share(chain) > PRESS)
            return
        # Counted in evaluations the phases must fall at the same places whatever the slices.
        press_at = int(PRESS * self.evaluations)
        pressing = chain.evaluations >= press_at
        left = (self.evaluations if pressing else press_at) - chain.evaluations
        chain.run(min(CHUNK, max(left, 1)), pressing=pressing)

    def best(self) -> Layout:
        """Return the shortest layout of all chains, the first chain's among equals."""
        return min((chain.best for chain in self.chains), key=lambda layout: layout.length)

    def marker(self, layout: Layout, cpu: float) -> Marker:
        """Return a layout as a marker, with what the run has cost so far."""
        return Marker.of(
            self.problem.instance,
            self.problem.placements(layout),
            layout.length,
            evaluations=sum(chain.evaluations for chain in self.chains),
            seconds=time.perf_counter() - self.began,
            cpu_seconds=time.process_time() - cpu,
            trace=tuple(self.trace),
        )


def _play(run: _Run, listener: Listener | None, cpu: float) -> None:
    def note(tell: bool) -> None:
        layout = run.best()
        seconds = time.perf_counter() - run.began
        density = run.problem.area / (layout.length * run.problem.width)
        if not run.trace or layout.length < run.trace[-1][1]:
            run.trace.append((round(seconds, 3), layout.length, density))
        if listener is not None and tell:
            marker = run.marker(layout, cpu)
            share = min(1.0, *(run.share(chain) for chain in run.chains))
            listener(Progress(seconds, marker.evaluations, layout.length, density, share, marker))

    note(tell=True)
    if run.share(run.chains[0]) >= 1.0:
        return
    with ThreadPoolExecutor(run.threads, thread_name_prefix="nest") as pool:
        jobs = [pool.submit(run.work, number) for number in range(run.threads)]
        try:
            for job in jobs:
                while not _done(job.exception, BEAT):
                    note(tell=True)
        except BaseException:
            run.broken.set()
            raise
    for job in jobs:
        job.result()
    note(tell=True)


def _done(wait: Callable[[float], object], seconds: float) -> bool:
    try:
        wait(seconds)
    except TimeoutError:
        return False
    return True


def _sound(run: _Run, cpu: float) -> Marker:
    """Return the best marker that shapely accepts; the tables agree with it but for rounding."""
    layouts = sorted(
        (layout for chain in run.chains for layout in chain.history),
        key=lambda layout: layout.length,
    )
    for layout in layouts:
        marker = run.marker(layout, cpu)
        if not check_marker(run.problem.instance, marker):
            return marker
    return run.marker(run.problem.row(), cpu)
