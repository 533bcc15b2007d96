"""Fill a sheet: as much value as possible lies on it, then on as little of it as possible.

Pieces are dropped in by value; then one that has no place yet is put among the others, alone or in
exchange for one of less value, and the overlaps are separated. What cannot be separated is undone.
When everything lies, the search goes on as on a strip, and the rest of the sheet grows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from workbench.nesting.board import Board, Layout
from workbench.nesting.walk import HISTORY, Walk

FIRST_TRIES = 1500  # places tried for each piece at the start
LATER_TRIES = 400  # and for each without a place after a success
IDLE, STRIKES = 40, 2  # rounds without a gain that make a strike; strikes that end an attempt


class Fill:
    """One search for the best filling, a function of the board, the seed and its number.

    Parameters
    ----------
    board : Board
    seed, number : int
    """

    def __init__(self, board: Board, seed: int, number: int) -> None:
        self.board = board
        self.seed = seed
        self.number = number
        self.spent = 0
        self.attempts = 0
        empty = np.zeros(0, np.int64)
        self.best = Layout(empty, np.zeros((0, 2)), empty, 0.0)
        self.history: deque[Layout] = deque([self.best], maxlen=HISTORY)
        # Asked between two steps of work, as of a walk.
        self.halt: Callable[[], bool] = lambda: False
        self.begun = False
        self.walk: Walk | None = None
        self.shortening: Walk | None = None

    @property
    def evaluations(self) -> int:
        """Places weighed so far."""
        now = self.shortening or self.walk
        return self.spent + (now.evaluations if now is not None else 0)

    @property
    def complete(self) -> bool:
        """Whether every copy lies."""
        return len(self.best.copies) == len(self.board.copies)

    @property
    def finished(self) -> bool:
        """Whether nothing better can exist."""
        if not len(self.board.copies):
            return True
        return self.shortening is not None and self.shortening.finished

    @property
    def value(self) -> float:
        """Value of what lies in the best layout."""
        return float(self.board.values[self.best.copies].sum())

    @property
    def key(self) -> tuple[float, float]:
        """Order of fillings: more value first, then less of the sheet."""
        return (-self.value, self.best.length)

    def begin_from(self, layout: Layout) -> None:
        """Start from a valid layout of some copies."""
        self.begun = True
        self._keep(layout)

    def run(self, evaluations: int, *, pressing: bool) -> None:
        """Search for so many evaluations more, up to the end of a round."""
        goal = self.evaluations + evaluations
        if not self.begun:
            self.begun = True
            self._drop_in(self.best, FIRST_TRIES)
        while self.evaluations < goal and not self.finished and not self.halt():
            if self.complete:
                self._shorten(goal - self.evaluations, pressing)
            elif self.walk is None:
                self._begin_attempt()
            else:
                self._continue_attempt(goal)

    def _shorten(self, evaluations: int, pressing: bool) -> None:
        if self.shortening is None:
            self.shortening = Walk(self.board, self.seed, self._next())
            self.shortening.halt = self.halt
            self.shortening.begin_from(self.best)
        self.shortening.run(evaluations, pressing=pressing)
        if self.shortening.best.length < self.best.length:
            self._keep(self.shortening.best)

    def _drop_in(self, layout: Layout, tries: int) -> None:
        """Put what has no place yet where it fits, valuable pieces first."""
        board = self.board
        everything = Walk(board, self.seed, self._next())
        lying = layout.copies
        everything.place[lying] = layout.place
        everything.pose[lying] = layout.pose
        everything.box[lying] = board.hull[layout.pose] + np.tile(layout.place, 2)
        ones = np.ones_like(everything.weight)
        waiting = np.setdiff1d(board.copies, lying)
        waiting = waiting[np.argsort(-board.values[waiting], kind="stable")]
        refused: set[int] = set()
        added = []
        for k in waiting.tolist():
            # A second copy fits no better than the first did.
            if int(board.item_of[k]) in refused:
                continue
            if self.halt():
                break
            if everything.drop(k, board.length, tries, ones):
                added.append(k)
            else:
                refused.add(int(board.item_of[k]))
        self.spent += everything.evaluations + 1
        if added:
            copies = np.sort(np.concatenate([lying, np.array(added, np.int64)]))
            place, pose = everything.place[copies].copy(), everything.pose[copies].copy()
            self._keep(Layout(copies, place, pose, board.end(place, pose)))

    def _begin_attempt(self) -> None:
        """Put a piece that has no place among the others, perhaps in exchange for another."""
        board, best = self.board, self.best
        scout = Walk(board, self.seed, self._next(), best.copies)
        waiting = np.setdiff1d(board.copies, best.copies)
        waiting = waiting[np.argsort(-board.values[waiting], kind="stable")]
        chosen = int(waiting[int(scout.draw() ** 2 * len(waiting))])
        leave: list[int] = []
        cheaper = np.flatnonzero(board.values[best.copies] < board.values[chosen] * (1 - 1e-9))
        if len(cheaper) and scout.draw() < 0.5:
            leave.append(int(cheaper[int(scout.draw() * len(cheaper))]))
        kept = np.setdiff1d(np.arange(len(best.copies)), leave)
        copies = np.append(best.copies[kept], chosen)
        order = np.argsort(copies)
        pose = np.append(best.pose[kept], board.choices[chosen, 1])
        spot = np.array(
            [
                board.window[pose[-1], 0] + scout.draw() * board.length,
                scout.draw() * board.window[pose[-1], 3],
            ]
        )
        if leave and scout.draw() < 0.7:
            spot = best.place[leave[0]]
        place = np.vstack([best.place[kept], spot])
        walk = Walk(board, self.seed, self._next(), copies[order])
        n = walk.count
        walk.place[:n] = place[order]
        walk.pose[:n] = pose[order]
        walk.length = board.length
        walk.clamp()
        walk.begin_attempt()
        walk.halt = self.halt
        self.walk = walk

    def _continue_attempt(self, goal: int) -> None:
        walk = self.walk
        if walk is None:
            return
        room = goal - self.evaluations + walk.evaluations
        outcome = walk.separate(room, (IDLE, STRIKES))
        if outcome == walk.kernels.PAUSED:
            return
        self.spent += walk.evaluations + 1
        self.walk = None
        if outcome == walk.kernels.SEPARATED:
            self._keep(walk.compacted(walk.layout()))
            self._drop_in(self.best, LATER_TRIES)

    def _keep(self, layout: Layout) -> None:
        self.best = layout
        self.history.append(layout)

    def _next(self) -> int:
        """Return the number of the next walk's stream: those of two fillings never meet."""
        self.attempts += 1
        return 1_000_000 * (1 + self.number) + self.attempts
