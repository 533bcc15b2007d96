"""A contest of searches: many short ones, the best of which go on, on threads, within a budget.

A budget is divided among chains, and a chain's share among searches: some short ones from different
starts, then the best of all of them for longer, at last one for each chain to the end. What is a
function of evaluations stays one: searches meet only where each has spent its share, so neither
load nor the number of threads changes a result.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.nesting.board import Board, Layout
from workbench.nesting.fill import Fill
from workbench.nesting.problem import Packing, Strip
from workbench.nesting.recombine import half_turned, half_turns
from workbench.nesting.walk import Walk

# Evaluations between two looks at the clock: 10 to 100 ms of work.
CHUNK = 40_000
# A listener hears at least so often while a search runs. [s]
BEAT = 0.12
# Shares of a budget: up to the first new searches are begun, up to each other one a quarter of
# those before goes on, and from the last but one on a single one for each chain.
RANKS = (0.32, 0.52, 0.7, 1.0)
# Share after which a search only presses its best layout shorter.
PRESS = 0.85
# Evaluations of a trial, for each piece.
TRIAL = 25_000
# Evaluations for each piece that a child of two layouts is given; with fewer it is not born.
CHILDHOOD = 10_000
# Numbers of children: above those of starts.
CHILD_NUMBERS = 1_000_000


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
                    self._select(self.ranks[rank - 1], share)
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
        return self.halted() or any(search.finished for search in self.everything)

    def halted(self) -> bool:
        """Whether to end at once: what is under way is of no use any more."""
        return self.stop() or self.broken.is_set()

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
        search.halt = self.halted
        if number < len(self.hints):
            if strip:
                search.begin_around(self.hints[number])
            else:
                search.begin_from(self.hints[number])
        lane.own.append(search)
        self.everything.append(search)
        return search

    def _work(self, thread: int, until: float) -> None:
        """Run the lanes of one thread in turn, so that a deadline finds them equally far."""
        mine = self.lanes[thread :: self.threads]
        try:
            while mine and not self.halted():
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

    def _select(self, since: float, until: float) -> None:
        """Keep the best searches of all lanes and deal them out again, with children of theirs."""
        last = until == 1.0
        found = sorted(
            (search for lane in self.lanes for search in lane.own),
            key=lambda search: search.key,
        )
        each = 1 if last else -(-len(found) // (4 * self.chains))
        for lane in self.lanes:
            lane.own = found[lane.number : each * self.chains : self.chains] or found[:1]
        parents = [search.best for search in found[: self.chains + 1]]
        # One search cannot be in two lanes: a lane without one of its own begins anew.
        seen: set[int] = set()
        for lane in self.lanes:
            lane.own = [search for search in lane.own if id(search) not in seen]
            seen.update(id(search) for search in lane.own)
        if not last and isinstance(self.board.problem.container, Strip):
            self._recombine(parents, until - since)

    def _recombine(self, parents: list[Layout], share: float) -> None:
        """Add to each lane a child of the best layout and of another, where it has the time."""
        if self.chains < 2:  # a lane alone cannot spare what a child takes
            return
        whole = [p for p in parents if p.length < np.inf]
        turns = half_turns(self.board)

        def ways(layout: Layout) -> list[Layout]:
            return [layout] if turns is None else [layout, half_turned(self.board, layout, turns)]

        for lane in self.lanes:
            room = share * self._quota(lane) / (1 + len(lane.own))
            if room < CHILDHOOD * len(self.board.copies) or len(whole) < 2:
                continue
            first, second = whole[0], whole[1 + lane.number % (len(whole) - 1)]
            search = Walk(self.board, self.seed, len(self.everything) + CHILD_NUMBERS)
            search.halt = self.halted
            search.begin_between(ways(first), ways(second))
            lane.spent += search.evaluations
            lane.own.append(search)
            self.everything.append(search)

    def _quota(self, lane: _Lane) -> float:
        """Return the evaluations that a lane has in all, at a time limit as far as can be told."""
        return self.quota if self.quota is not None else lane.spent / max(self.share(lane), 1e-9)

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
