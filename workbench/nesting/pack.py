"""Play a problem: many short searches, the best of which go on, on threads, within a budget.

A budget is divided among chains, and a chain's share among searches: some short ones from different
starts, then the best of all of them for longer, at last one for each chain to the end. What is a
function of evaluations stays one: searches meet only where each has spent its share, so neither
load nor the number of threads changes a result.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.nesting import shapes
from workbench.nesting.board import Board, Layout
from workbench.nesting.fill import Fill
from workbench.nesting.lean import lean, leans
from workbench.nesting.placement import Placement
from workbench.nesting.problem import Packing, PackItem, Problem, Strip, check_packing
from workbench.nesting.walk import FIRST_STEP, Walk

# Evaluations between two looks at the clock: 10 to 100 ms of work.
CHUNK = 40_000
# A listener hears at least so often while a search runs. [s]
BEAT = 0.15
# Shares of a budget: up to the first new searches are begun, up to each other one a quarter of
# those before goes on, and from the last but one on a single one for each chain.
RANKS = (0.32, 0.52, 0.7, 1.0)
# Share after which a search only presses its best layout shorter.
PRESS = 0.85
# Evaluations of a trial, for each piece.
TRIAL = 25_000
# Share of a time limit that is left for leaning pieces, where some may lean.
LEANING = 0.03
DEFAULT_SECONDS = 10.0


@dataclass(frozen=True)
class PackProgress:
    """What a listener of ``pack`` is told.

    Parameters
    ----------
    seconds : float     Since the call. [s]
    evaluations : int   Of all searches.
    share : float       Of the budget, 0 … 1.
    packing : Packing   The best so far.
    """

    seconds: float
    evaluations: int
    share: float
    packing: Packing


def pack(
    problem: Problem | Board,
    *,
    seconds: float | None = None,
    evaluations: int | None = None,
    seed: int = 0,
    chains: int = 1,
    threads: int = 1,
    listener: Callable[[PackProgress], None] | None = None,
    stop: threading.Event | Callable[[], bool] | None = None,
    start: Iterable[Placement] | None = None,
    hints: Iterable[Iterable[Placement]] = (),
) -> Packing:
    """Pack a strip as short as can be found in the budget, or a sheet as full.

    Parameters
    ----------
    problem : Problem or Board
        A board is a problem with its tables, prepared once for several calls.
    seconds : float, optional
        Time limit, once the kernels are loaded. [s] With neither budget, 10 s.
    evaluations : int, optional
        Budget of places weighed, divided among the chains; with it alone the result is the same
        on every load and number of threads.
    seed : int
        Another seed is another search.
    chains : int
        Searches that share the budget; they exchange the best starts twice.
    threads : int
        How many chains run at once.
    listener : callable, optional
        Called with a ``PackProgress`` at least five times a second.
    stop : threading.Event or callable, optional
        When set (true), the search ends within 0.2 s and the best packing so far is returned.
    start : placements, optional
        A valid packing of any of the copies to begin from; the others are dropped in.
    hints : iterable of placements, optional
        Valid packings of some copies that compete with fresh starts: past answers to questions
        like this one. One that is not valid here is passed over.

    Returns
    -------
    Packing
        Valid by ``check_packing``. On a sheet, copies without a place are in ``unplaced``.

    Raises
    ------
    SpecError
        When a piece fits the strip at none of its angles (the text names it), the start is not
        valid, or an argument is not what it must be.
    """
    check_budget(seconds, evaluations, chains, threads)
    if seconds is None and evaluations is None:
        seconds = DEFAULT_SECONDS
    if seconds is not None:
        prepare()
    began, cpu = time.perf_counter(), time.process_time()
    board = problem if isinstance(problem, Board) else Board(problem)
    if isinstance(board.problem.container, Strip) and board.misfits:
        raise shapes.too_wide(board.problem, board.problem.items[board.misfits[0]])
    if not len(board.copies):
        ids = [item.id for item in board.problem.items for _ in range(item.demand)]
        return Packing((), tuple(ids), 0.0, 0.0, 0.0)
    contest = Contest(
        board,
        seed,
        chains,
        threads,
        began,
        # Leaning comes after the search.
        None if seconds is None else began + seconds * (1.0 - LEANING * leans(board)),
        None if evaluations is None else -(-evaluations // chains),
        as_test(stop),
    )
    if start is not None:
        contest.begin_from(_layout_to_start(board, list(start)))
    else:
        contest.hints = [
            board.layout_of(hint)
            for hint in map(list, hints)
            if hint and not check_packing(board.problem, hint)
        ]
    trace: list[tuple[float, float, float]] = []

    def result(layout: Layout) -> Packing:
        return _packing(contest, layout, trace, cpu)

    def hear(tell: bool) -> None:
        layout = contest.best()
        if layout is None:
            return
        now = (round(time.perf_counter() - began, 3), layout.length, contest.value(layout))
        if not trace or now[1:] != trace[-1][1:]:
            trace.append(now)
        if tell and listener is not None:
            packing = result(layout)
            listener(PackProgress(packing.seconds, packing.evaluations, contest.share(), packing))

    contest.play(hear)
    hear(tell=True)
    for layout in contest.layouts():
        packing = result(layout)
        if not check_packing(board.problem, packing.placements):
            return packing if contest.stop() else _leant(contest, layout, packing)
    return result(contest.surest())


def _leant(contest: Contest, layout: Layout, packing: Packing) -> Packing:
    """Return the packing with its pieces leant within their tilt, when that is shorter."""
    problem = contest.board.problem
    placements = lean(contest.board, layout)
    if placements is None or check_packing(problem, placements):
        return packing
    length = max(
        float(place.apply(problem.item(place.id).outline)[:, 0].max()) for place in placements
    )
    step = (round(time.perf_counter() - contest.began, 3), length, packing.value)
    return replace(packing, placements=placements, length=length, trace=(*packing.trace, step))


@cache
def prepare() -> None:
    """Load the compiled kernels, or compile them once per installation, before a clock runs."""
    warm(lambda _: None)


def warm(tell: Callable[[str], None]) -> None:
    """Load or compile the kernels one group after the other, telling which one is under way.

    Parameters
    ----------
    tell : callable   Hears a line before each group.
    """
    tell("Nesting kernels 1/3: pair tables …")
    triangle = PackItem(0, np.array([(0.0, 0.0), (10.0, 0.0), (2.0, 7.0)]), (), 3, (0.0, 180.0))
    board = Board(Problem((triangle,), Strip(15.0)))
    tell("Nesting kernels 2/3: search …")
    walk = Walk(board, 0, 0)
    walk.construct()
    walk.run(100, pressing=False)
    tell("Nesting kernels 3/3: compaction …")
    walk.compacted(walk.best)


def check_budget(seconds: float | None, evaluations: int | None, chains: int, threads: int) -> None:
    """Refuse budgets, chains and threads that are none."""
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


def as_test(stop: threading.Event | Callable[[], bool] | None) -> Callable[[], bool]:
    """Return how to ask whether to stop."""
    if stop is None:
        return lambda: False
    return stop.is_set if isinstance(stop, threading.Event) else stop


def _layout_to_start(board: Board, placements: Sequence[Placement]) -> Layout:
    where = "the layout to start from"
    faults = check_packing(board.problem, placements)
    if faults:
        raise SpecError(faults[0], where=where, advice="start from a valid layout")
    return board.layout_of(placements)


def _packing(
    contest: Contest, layout: Layout, trace: list[tuple[float, float, float]], cpu: float
) -> Packing:
    board = contest.board
    items = board.problem.items
    lying = np.bincount(board.item_of[layout.copies], minlength=len(items))
    unplaced = tuple(
        item.id
        for item, count in zip(items, lying, strict=True)
        for _ in range(item.demand - count)
    )
    return Packing(
        board.placements(layout),
        unplaced,
        layout.length,
        sum(items[k].area for k in board.item_of[layout.copies].tolist()),
        contest.value(layout),
        contest.evaluations,
        time.perf_counter() - contest.began,
        time.process_time() - cpu,
        tuple(trace),
    )


@dataclass
class _Lane:
    """The searches of one chain, played one slice at a time."""

    number: int
    own: list[Any] = field(default_factory=list)
    spent: int = 0
    turn: int = 0


@dataclass
class Contest:
    """All chains of one call and the budget they share."""

    board: Board
    seed: int
    chains: int
    threads: int
    began: float
    deadline: float | None
    quota: int | None
    stop: Callable[[], bool]
    lanes: list[_Lane] = field(init=False)
    ranks: tuple[float, ...] = RANKS
    everything: list[Any] = field(default_factory=list)
    hints: list[Layout] = field(default_factory=list)
    broken: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Give each chain its lane."""
        self.lanes = [_Lane(number) for number in range(self.chains)]

    @property
    def evaluations(self) -> int:
        """Places weighed by all searches."""
        return sum(search.evaluations for search in self.everything)

    def begin_from(self, layout: Layout) -> None:
        """Let every chain start from one layout; there is nothing to choose between then."""
        for lane in self.lanes:
            self._new(lane).begin_from(layout)
        self.ranks = (1.0,)

    def play(self, hear: Callable[[bool], None]) -> None:
        """Run to the end of the budget, telling about it."""
        with ThreadPoolExecutor(self.threads, thread_name_prefix="nest") as pool:
            for rank, share in enumerate(self.ranks):
                if rank:
                    self._select(last=share == 1.0)
                jobs = [pool.submit(self._work, n, share) for n in range(self.threads)]
                try:
                    for job in jobs:
                        while not _done(job.exception, BEAT):
                            hear(True)
                except BaseException:
                    self.broken.set()
                    raise
                for job in jobs:
                    job.result()
                if self.over:
                    return

    @property
    def over(self) -> bool:
        """Whether to end: stopped, or nothing better can exist."""
        return (
            self.stop()
            or self.broken.is_set()
            or any(search.finished for search in self.everything)
        )

    def share(self, lane: _Lane | None = None) -> float:
        """Return how much of the budget is used; the larger share where two are set."""
        shares = [0.0]
        if self.quota is not None:
            spent = lane.spent if lane else min(lane.spent for lane in self.lanes)
            shares.append(spent / self.quota)
        if self.deadline is not None:
            total = max(self.deadline - self.began, 1e-9)
            shares.append((time.perf_counter() - self.began) / total)
        return min(1.0, max(shares))

    def _new(self, lane: _Lane) -> Any:
        number = lane.number + self.chains * len(lane.own)
        strip = isinstance(self.board.problem.container, Strip)
        search: Any = (Walk if strip else Fill)(self.board, self.seed, number)
        if number < len(self.hints):
            if strip:
                search.begin_from(self.hints[number], FIRST_STEP)
            else:
                search.begin_from(self.hints[number])
        lane.own.append(search)
        self.everything.append(search)
        return search

    def _work(self, thread: int, until: float) -> None:
        """Run the lanes of one thread in turn, so that a deadline finds them equally far."""
        mine = self.lanes[thread :: self.threads]
        try:
            while mine and not (self.stop() or self.broken.is_set()):
                mine = [lane for lane in mine if self._slice(lane, until)]
        except BaseException:
            self.broken.set()
            raise

    def _slice(self, lane: _Lane, until: float) -> bool:
        """Play a slice of a lane; return whether there is more to do."""
        if lane.own and (self.share(lane) >= until or any(s.finished for s in lane.own)):
            return False
        choosing = until < 1.0 and until == self.ranks[0]
        if not lane.own or (choosing and lane.own[-1].evaluations >= self._trial()):
            search = self._new(lane)
        elif choosing:
            search = lane.own[-1]
        else:
            search = lane.own[lane.turn % len(lane.own)]
            lane.turn += 1
        pressing = until == 1.0 and self.share(lane) >= PRESS
        slice_ = CHUNK
        if self.quota is not None:
            # Counted in evaluations the phases must fall at the same places whatever the slices.
            marks = [until] if pressing or until < 1.0 else [PRESS, until]
            left = min(int(mark * self.quota) - lane.spent for mark in marks)
            slice_ = max(1, min(CHUNK, left))
        before = search.evaluations
        search.run(slice_, pressing=pressing)
        lane.spent += search.evaluations - before
        return True

    def _trial(self) -> int:
        return TRIAL * max(1, len(self.board.copies))

    def _select(self, *, last: bool) -> None:
        """Keep the best searches of all lanes and deal them out again."""
        found = sorted(
            (search for lane in self.lanes for search in lane.own),
            key=lambda search: search.key,
        )
        each = 1 if last else -(-len(found) // (4 * self.chains))
        for lane in self.lanes:
            lane.own = found[lane.number : each * self.chains : self.chains] or found[:1]
        # One search cannot be in two lanes: a lane without one of its own begins anew.
        seen: set[int] = set()
        for lane in self.lanes:
            lane.own = [search for search in lane.own if id(search) not in seen]
            seen.update(id(search) for search in lane.own)

    def best(self) -> Layout | None:
        """Return the best layout of all searches, the first one's among equals."""
        begun = [s for s in self.everything if len(s.best.copies) and s.best.length < np.inf]
        return min(begun, key=lambda search: search.key).best if begun else None

    def layouts(self) -> list[Layout]:
        """Return what all searches remember, the best first."""
        known = [
            layout
            for search in self.everything
            for layout in (search.best, *reversed(search.history))
            if layout.length < np.inf
        ]
        return sorted(known, key=lambda layout: (-self.value(layout), layout.length))

    def value(self, layout: Layout) -> float:
        """Return the value of what lies in a layout."""
        return float(self.board.values[layout.copies].sum())

    def surest(self) -> Layout:
        """Return what nothing can be wrong with: a row on a strip, nothing on a sheet."""
        if not isinstance(self.board.problem.container, Strip):
            empty = np.zeros(0, np.int64)
            return Layout(empty, np.zeros((0, 2)), empty, 0.0)
        walk = Walk(self.board, self.seed, 0)
        walk.line_up()
        return walk.layout()


def _done(wait: Callable[[float], object], seconds: float) -> bool:
    try:
        wait(seconds)
    except TimeoutError:
        return False
    return True
