"""Pack a strip as short, or a sheet as full, as a budget allows: the call that everything else is.

A contest of searches at fixed angles (``contest``) comes first, then what they leave (``finish``).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.nesting import shapes
from workbench.nesting.board import Board, Layout
from workbench.nesting.contest import Contest, PackProgress
from workbench.nesting.finish import better, later, leaned, packed, turned
from workbench.nesting.placement import Placement
from workbench.nesting.problem import Packing, PackItem, Problem, Strip, check_packing
from workbench.nesting.turning import Frame, Turner
from workbench.nesting.walk import Walk

DEFAULT_SECONDS = 10.0


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
    after = later(board, timed=seconds is not None)
    contest = Contest(
        board,
        seed,
        chains,
        threads,
        began,
        None if seconds is None else began + seconds * (1.0 - after),
        None if evaluations is None else math.ceil(evaluations * (1.0 - after) / chains),
        as_test(stop),
    )
    first: Packing | None = None
    if start is not None:
        begun = list(start)
        contest.begin_from(_layout_to_start(board, begun))
        first = packed(board.problem, begun)
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
            share = contest.share() * (1.0 - after)
            listener(PackProgress(packing.seconds, packing.evaluations, share, packing))

    contest.play(hear)
    hear(tell=True)
    found = result(contest.surest())
    for layout in contest.layouts():
        packing = result(layout)
        if not check_packing(board.problem, packing.placements):
            found = packing
            if not contest.stop():
                found = leaned(contest, layout, packing)
                found = turned(contest, found, cpu, (seconds, evaluations), listener)
            break
    # A start that was leant or turned may be better than any layout at the angles played.
    return replace(found, **_what(first)) if first and better(first, found) else found


def _what(packing: Packing) -> dict[str, Any]:
    """Return what a packing is, without what it cost."""
    names = ("placements", "unplaced", "length", "area", "value")
    return {name: getattr(packing, name) for name in names}


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
    tell("Nesting kernels 1/4: pair tables …")
    triangle = PackItem(0, np.array([(0.0, 0.0), (10.0, 0.0), (2.0, 7.0)]), (), 3, (0.0, 180.0))
    board = Board(Problem((triangle,), Strip(15.0)))
    tell("Nesting kernels 2/4: search …")
    walk = Walk(board, 0, 0)
    walk.construct()
    walk.run(100, pressing=False)
    tell("Nesting kernels 3/4: compaction …")
    walk.compacted(walk.best)
    tell("Nesting kernels 4/4: free angles …")
    frame = Frame(board)
    Turner(frame, frame.read(board.placements(walk.best)), 0, 0).run(100)


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
    layout = board.layout_of(placements)
    played = board.placements(layout)
    if not check_packing(board.problem, played):
        return layout
    # What was leant or turned goes back to the nearest angle played; what overlaps then is dropped
    # in anew.
    kept: list[Placement] = []
    for place in sorted(played, key=lambda place: place.x):
        if not check_packing(board.problem, [*kept, place]):
            kept.append(place)
    return board.layout_of(kept)


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
        float(board.areas[board.item_of[layout.copies]].sum()),
        contest.value(layout),
        contest.evaluations,
        time.perf_counter() - contest.began,
        time.process_time() - cpu,
        tuple(trace),
    )
