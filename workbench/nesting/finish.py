"""What comes after a search at fixed angles: pieces are leant on a strip, turned on a sheet.

On a strip a linear programme leans all pieces at once (``lean``). On a sheet, where what matters is
one piece more, the search goes on at any angle with edge tests as judge (``turning``).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from workbench.nesting.board import Board, Layout
from workbench.nesting.contest import BEAT, Contest, PackProgress
from workbench.nesting.lean import lean, leans
from workbench.nesting.placement import Placement
from workbench.nesting.problem import Packing, Problem, Strip, check_packing
from workbench.nesting.turning import Frame, Turned, turn, turns

# Shares that are left of a time limit for leaning pieces, and of any budget for turning them.
LEANING, TURNING = 0.03, 0.3


def later(board: Board, *, timed: bool) -> float:
    """Return the share of a budget that is left for what comes after the search."""
    if not isinstance(board.problem.container, Strip):
        return TURNING * turns(board)
    return LEANING * leans(board) if timed else 0.0


def leaned(contest: Contest, layout: Layout, packing: Packing) -> Packing:
    """Return the packing with its pieces leant within their tilt, when that is shorter."""
    problem = contest.board.problem
    placements = lean(contest.board, layout)
    if placements is None or check_packing(problem, placements):
        return packing
    length = max(_end(problem, place) for place in placements)
    step = (round(time.perf_counter() - contest.began, 3), length, packing.value)
    return replace(packing, placements=placements, length=length, trace=(*packing.trace, step))


def turned(
    contest: Contest,
    packing: Packing,
    cpu: float,
    budget: tuple[float | None, int | None],
    listener: Callable[[PackProgress], None] | None,
) -> Packing:
    """Return the packing searched on at any angle, when that is better.

    Parameters
    ----------
    contest : Contest
        Whose layout it is.
    packing : Packing
        Valid.
    cpu : float
        Processor time when the call began. [s]
    budget : (seconds, evaluations)
        Of the whole call.
    listener : callable, optional
    """
    problem = contest.board.problem
    if isinstance(problem.container, Strip) or not turns(contest.board):
        return packing
    seconds, evaluations = budget
    frame = Frame(contest.board)
    begun = packing.evaluations

    def share(spent: int) -> float:
        shares = [0.0]
        if evaluations is not None:
            shares.append((begun + spent) / evaluations)
        if seconds is not None:
            shares.append((time.perf_counter() - contest.began) / max(seconds, 1e-9))
        return min(1.0, max(shares))

    def result(layout: Turned, spent: int) -> Packing:
        placements = frame.written(layout)
        length = max((_end(problem, place) for place in placements), default=0.0)
        left = Counter(item.id for item in problem.items for _ in range(item.demand))
        left.subtract(place.id for place in placements)
        now = (round(time.perf_counter() - contest.began, 3), length, layout.value)
        return Packing(
            placements,
            tuple(left.elements()),
            length,
            sum(problem.item(place.id).area for place in placements),
            layout.value,
            begun + spent,
            time.perf_counter() - contest.began,
            time.process_time() - cpu,
            (*packing.trace, now),
        )

    def hear(layout: Turned, spent: int) -> None:
        if listener is not None:
            now = result(layout, spent)
            if not better(now, packing):
                now = replace(packing, seconds=now.seconds, evaluations=now.evaluations)
            listener(PackProgress(now.seconds, now.evaluations, share(spent), now))

    found, spent = turn(
        frame,
        packing.placements,
        seed=contest.seed,
        chains=contest.chains,
        threads=contest.threads,
        quota=None if evaluations is None else max(0, evaluations - begun) // contest.chains,
        over=lambda: contest.stop() or (seconds is not None and share(0) >= 1.0),
        hear=hear,
        beat=BEAT,
    )
    for layout in found:
        candidate = result(layout, spent)
        if not better(candidate, packing):
            break
        if not check_packing(problem, candidate.placements):
            return candidate
    return replace(
        packing,
        seconds=time.perf_counter() - contest.began,
        cpu_seconds=time.process_time() - cpu,
        evaluations=begun + spent,
    )


def better(one: Packing, other: Packing) -> bool:
    """Return whether a packing is worth more, or as much on less."""
    if abs(one.value - other.value) > 1e-9 * other.value:
        return one.value > other.value
    return one.length < other.length


def _end(problem: Problem, place: Placement) -> float:
    return float(place.apply(problem.item(place.id).outline)[:, 0].max())


def packed(problem: Problem, placements: Sequence[Placement]) -> Packing:
    """Return valid placements as a packing."""
    left = Counter(item.id for item in problem.items for _ in range(item.demand))
    left.subtract(place.id for place in placements)
    items = [problem.item(place.id) for place in placements]
    return Packing(
        tuple(placements),
        tuple(left.elements()),
        max((_end(problem, place) for place in placements), default=0.0),
        sum(item.area for item in items),
        sum(item.worth for item in items),
    )
