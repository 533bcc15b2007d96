"""One walk of the search: from a start to ever shorter strips.

The strip is cut a little shorter than the best layout, overlapping pieces are moved by guided
local search until none overlaps, and the result is compacted by a linear programme. A walk that
cannot separate its layout lets the programme look for the shortest valid layout nearby: often it
is shorter than the best, though longer than the cut.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from workbench.nesting.board import Board, Floats, Ints, Layout
from workbench.nesting.canvas import Canvas
from workbench.nesting.compact import Compactor
from workbench.nesting.escape import EXCHANGES, DeadEnd, exchanged, shuffled, two_large
from workbench.nesting.recombine import kinds_of, recombine

# Settings, each measured on the classic instances; a wide plateau surrounds all of them.
PATIENCE = (80, 3)  # rounds without a gain that make a strike; strikes that end an attempt
PRESS_PATIENCE = (60, 2)
ESCAPE_PATIENCE = (20, 1)
# A success that took at most so many evaluations a piece is easy: the next cut may be bolder.
EASY, BOLD_STEP, BOLD_PATIENCE = 800, 0.06, (40, 1)
FIRST_STEP, GAIN, LOSS, LEAST_STEP = 0.02, 1.5, 0.5, 0.003  # of the strip's length
# Steps tried in turn when the least one fails: a cut that is too deep for small repairs.
LADDER = (0.003, 0.008, 0.02)
PRESS_STEP, PRESS_LEAST = 0.001, 1e-5
START_TRIES = 400
HISTORY = 8
SHUFFLE = 0.3  # of the disturbed cuts shuffle a stretch of the strip, the others swap two pieces
SLIDES = 3  # programmes after a success, while each gains
SLIDE_REACH = 0.2  # of the median extent of a piece
RESCUES = 6  # programmes for a layout that could not be separated
RESCUE_REACH = 0.1
# Overlap, in extents of a piece, and length, of the best, that no programme was seen to mend.
HOPELESS, LONGER = 0.4, 1.008
SMALL_GAIN = 2e-4
# Children of two layouts, of which the one that overlaps least is separated: at the length of the
# better parent and a little more, and longer by as much after each failure.
CHILDREN, CHILD_SLACK = 60, 0.01
CHILD_PRICE = 40  # evaluations for each piece of a child that is weighed


class Walk(Canvas):
    """One search, a function of the board, the seed and its number.

    Parameters
    ----------
    board : Board
    seed, number : int
    copies : int64[n], optional   Which copies lie; all unless given.
    """

    def __init__(self, board: Board, seed: int, number: int, copies: Ints | None = None) -> None:
        # Every other walk keeps to the common unit of the shapes, where there is one.
        self.on_grid = board.grid is not None and number % 2 == 1
        lattice = board.lattice if board.grid is None or not self.on_grid else board.grid
        super().__init__(board, seed, number, board.copies if copies is None else copies, lattice)
        n = self.count
        # Asked between two steps of work: when it says so, the best layout is all that is wanted.
        self.halt: Callable[[], bool] = _never
        self.compactor = (
            None if board.parts is None else Compactor(board.parts, board.window, self.lattice)
        )
        self.least_length = board.least_length(self.copies)
        self.step = FIRST_STEP
        self.pressing = False
        self.unborn = False
        self.failures = 0
        self.dead_end: DeadEnd | None = None
        self.history: deque[Layout] = deque(maxlen=HISTORY)
        self.best = Layout(self.copies, self.place[:n].copy(), self.pose[:n].copy(), np.inf)

    @property
    def key(self) -> tuple[float, float]:
        """Order of walks: the shorter strip first."""
        return (0.0, self.best.length)

    @property
    def finished(self) -> bool:
        """Whether nothing shorter can exist, so that no budget is of use."""
        return self.best.length <= self.least_length * (1 + 1e-9)

    def construct(self) -> None:
        """Drop all pieces in, large ones first, each at the leftmost place that was found."""
        self._fill_in(np.arange(self.count), 0.0)
        self.adopt(self.layout())

    def _fill_in(self, pieces: Ints, end: float) -> None:
        """Drop pieces in among those that lie up to ``end``."""
        ones = np.ones_like(self.weight)
        spans = self.board.window[:, 0] + self.board.window[:, 2]
        for k in pieces.tolist():
            options = self.choices[k, 1 : 1 + self.choices[k, 0]]
            limit = min(self.board.length, end + float(spans[options].max()))
            if self.halt() or not self.drop(k, limit, START_TRIES, ones):
                self.put_behind(k)
            end = max(end, float(self.place[k, 0] + self.board.window[self.pose[k], 2]))

    def adopt(self, layout: Layout) -> None:
        """Take a valid layout of the same copies as the best, and go on from it."""
        n = self.count
        self.place[:n] = layout.place
        self.pose[:n] = layout.pose
        self.settle()
        self.best = layout
        self.history.append(layout)
        self.trying = False

    def begin_from(self, layout: Layout, step: float = LEAST_STEP) -> None:
        """Start from a valid layout of some of the copies; the others are dropped in.

        Parameters
        ----------
        layout : Layout
        step : float      First cut, a share of the length; deep where there is much to gain.
        """
        lying = np.searchsorted(self.copies, layout.copies)
        self.place[lying] = layout.place
        self.pose[lying] = layout.pose
        self.box[lying] = self.board.hull[layout.pose] + np.tile(layout.place, 2)
        missing = np.setdiff1d(np.arange(self.count), lying)
        self._fill_in(missing, layout.length)
        self.adopt(self.layout())
        self.best = self.compacted(self.best)
        self.history.append(self.best)
        self.step = FIRST_STEP if len(missing) else step

    def begin_between(self, heads: Sequence[Layout], tails: Sequence[Layout]) -> None:
        """Start from the head of one valid layout of these copies and the tail of another.

        What overlaps is separated when the walk runs.
        """
        n = self.count
        self.length = min(layout.length for layout in heads) * (1.0 + CHILD_SLACK)

        def overlap(place: Floats, pose: Ints) -> float:
            self.lay(place, pose)
            return self.settle()

        self.lay(
            *recombine(
                kinds_of(self.board, self.copies),
                self.sizes,
                heads,
                tails,
                self.length,
                CHILDREN,
                self.draw,
                overlap,
            )
        )
        self.tally[0] += CHILDREN * CHILD_PRICE * n
        self.begin_attempt()
        self.unborn = True

    def begin_around(self, layout: Layout) -> None:
        """Start from a valid layout of some of the copies; put the others anywhere among them.

        The strip is as long as all of them need at the density of the layout's left half, and what
        overlaps is separated when the walk runs.
        """
        n = self.count
        lying = np.searchsorted(self.copies, layout.copies)
        areas = self.board.areas[self.board.item_of[self.copies]]
        left = lying[layout.place[:, 0] < 0.5 * layout.length]
        if len(lying) == n or not len(left):
            self.begin_from(layout, FIRST_STEP)
            return
        dense = float(areas[left].sum()) / (0.5 * layout.length)
        self.length = max(float(areas.sum()) / dense * (1.0 + CHILD_SLACK), self.least_length)
        place, pose = self.place[:n].copy(), self.choices[:, 1].copy()
        place[:, 0] = [self.draw() * self.length for _ in range(n)]
        place[:, 1] = [self.draw() * float(self.board.window[v, 3]) for v in pose]
        place[lying] = layout.place
        pose[lying] = layout.pose
        self.lay(place, pose)
        self.begin_attempt()
        self.unborn = True

    def _grow_up(self, goal: int) -> None:
        """Separate a child, on a longer strip after each failure."""
        while self.unborn and not self.halt():
            outcome = self.one_strike(goal, *BOLD_PATIENCE)
            if outcome == self.kernels.PAUSED:
                return
            if outcome == self.kernels.SEPARATED:
                self.unborn = self.trying = False
                self.best = self.compacted(self.layout())
                self.history.append(self.best)
            else:
                self.length *= 1.0 + CHILD_SLACK
                self.lay(self.best_place[: self.count], self.best_pose[: self.count])
                self.begin_attempt()
            self.tally[0] += 1

    def run(self, evaluations: int, *, pressing: bool) -> None:
        """Search for so many evaluations more, up to the end of a round."""
        goal = self.evaluations + evaluations
        if self.unborn:
            self._grow_up(goal)
            if self.unborn:
                return
        elif self.best.length == np.inf:
            self.construct()
            self.best = self.compacted(self.best)
            self.history.append(self.best)
        if pressing and not self.pressing:
            self.pressing = True
            self.trying = False
            self.step = PRESS_STEP
            if self.on_grid:
                self._leave_grid()
        while self.evaluations < goal and not self.halt():
            if self.finished:
                return
            if not self.trying:
                self._cut()
            outcome = self.separate(goal, self._patience())
            if outcome == self.kernels.PAUSED:
                return
            self.trying = False
            if outcome == self.kernels.SEPARATED:
                self._succeed()
            else:
                self._fail()
            # An attempt that took no evaluation at all must not spin for ever.
            self.tally[0] += 1

    def _leave_grid(self) -> None:
        self.on_grid = False
        self.lattice = self.board.lattice
        if self.compactor is not None:
            self.compactor.lattice = self.lattice
        if self.best.length < np.inf:
            self.best = self.compacted(self.best)
            self.history.append(self.best)

    def _patience(self) -> tuple[int, int]:
        if self.pressing:
            return PRESS_PATIENCE
        if self.dead_end is not None:
            return ESCAPE_PATIENCE
        return BOLD_PATIENCE if self.step > FIRST_STEP else PATIENCE

    def separate(self, goal: int, patience: tuple[int, int]) -> int:
        """Separate until it works, the attempt is given up, or the budget is spent.

        Parameters
        ----------
        goal : int              Pause at so many evaluations.
        patience : (int, int)   Rounds without a gain that make a strike; strikes that end it.
        """
        while True:
            strikes = int(self.tally[2]) + 1
            outcome = self.one_strike(goal, patience[0], strikes)
            if outcome != self.kernels.STUCK:
                return outcome
            if self._rescue():
                return int(self.kernels.SEPARATED)
            if strikes >= patience[1]:
                return outcome

    def compacted(self, layout: Layout) -> Layout:
        """Return a valid layout as short as the programme makes it, at least as short as it was."""
        place = self.place.copy()
        pose = self.pose.copy()
        place[: self.count] = layout.place
        pose[: self.count] = layout.pose
        for _ in range(SLIDES):
            if self.halt():
                break
            moved = self._slide(place, pose, SLIDE_REACH)
            if moved is None:
                break
            place = moved[0]
            length = self._valid_length(place, pose)
            gain = 1.0 - length / layout.length
            if gain <= 0.0:
                break
            layout = Layout(layout.copies, place[: self.count].copy(), layout.pose.copy(), length)
            if gain < SMALL_GAIN:
                break
        return layout

    def _slide(self, place: Floats, pose: Ints, reach: float) -> tuple[Floats, float] | None:
        if self.compactor is None:
            return None
        moved = self.compactor.slide(place, pose, self.count, reach * self.board.step)
        self.tally[0] += self.compactor.price
        return moved

    def _valid_length(self, place: Floats, pose: Ints) -> float:
        """Return the length of places taken over, infinite when anything overlaps."""
        self.place[:] = place
        self.pose[:] = pose
        if self.settle() > 0.0:
            return float(np.inf)
        n = self.count
        length = self.board.end(place[:n], pose[:n])
        return length if length <= self.board.length * (1 + 1e-12) else float(np.inf)

    def _rescue(self) -> bool:
        """Look for a valid layout near that of least overlap, shorter than the best one."""
        if self.record[0] == self.rescued:
            return False  # from the same layout as last time
        self.rescued = float(self.record[0])
        before, turned = self.place.copy(), self.pose.copy()
        place, pose = self.best_place.copy(), self.best_pose.copy()
        n = self.count
        last = HOPELESS * self.board.step
        tiny = 1e-5 * self.board.step
        for _ in range(RESCUES):
            if self.halt():
                break
            moved = self._slide(place, pose, RESCUE_REACH)
            if moved is None:
                break
            place, left = moved
            length = self.board.end(place[:n], pose[:n])
            if length > LONGER * self.best.length or left > max(0.8 * last, tiny):
                break
            if left <= tiny:
                if self._valid_length(place, pose) < self.best.length * (1 - 1e-6):
                    return True
                if last <= tiny:
                    break
            last = left
        self.place[:] = before
        self.pose[:] = turned
        self.settle()
        return False

    def _cut(self) -> None:
        """Shorten the strip from the best layout on: what lies right of the cut moves left."""
        if self.dead_end is not None and not self.pressing:
            self._escape(self.dead_end)
            return
        best = self.best
        n = self.count
        self.length = max(best.length * (1.0 - self.step), self.least_length)
        shift = best.length - self.length
        # Exploring cuts in the middle (a random place costs 0.8 points), pressing anywhere.
        at = self.draw() if self.pressing else 0.5
        if self.pressing or self.failures % 2 == 0 or not self.failures:
            self.place[:n] = best.place
            self.pose[:n] = best.pose
            self.place[:n][best.place[:, 0] > at * best.length, 0] -= shift
        if self.failures and not self.pressing:
            if self.draw() < SHUFFLE:
                self.place[:n] = shuffled(self.place[:n], self.length, self.draw)
            else:
                self._exchange()
        self.clamp()
        self.begin_attempt()

    def _escape(self, end: DeadEnd) -> None:
        """Change a little of the layout of a dead end, to separate it again."""
        end.left -= 1
        self.length = end.length
        self.lay(end.place, end.pose)
        if self.draw() < EXCHANGES:
            self._exchange()
            self.clamp()
        else:
            self.recreate()
        self.begin_attempt()

    def _exchange(self) -> None:
        """Let two large pieces that differ change places, with what lies inside them."""
        n = self.count
        pair = two_large(self.board.item_of[self.copies], self.sizes, self.draw)
        if pair is not None:
            self.place[:n] = exchanged(
                self.place[:n], self.pose[:n], *pair, self.board.outlines, self.board.cores
            )

    def _succeed(self) -> None:
        self.dead_end = None
        layout = self.layout()
        spent = self.evaluations - self.begun
        if layout.length < self.best.length:
            # Where a cut costs less than a programme, the next cut gains more.
            dear = self.compactor is not None and spent < self.compactor.price
            self.best = layout if dear else self.compacted(layout)
            self.history.append(self.best)
        self.failures = 0
        if not self.pressing:
            # A loose layout is cut boldly as long as that costs little.
            easy = spent <= EASY * self.count
            self.step = min(BOLD_STEP if easy else FIRST_STEP, self.step * GAIN)

    def _fail(self) -> None:
        self.place[:] = self.best_place
        self.pose[:] = self.best_pose
        if self.pressing:
            self.step = max(PRESS_LEAST, self.step * 0.7)
            return
        if self._is_dead_end():
            return
        self.step = max(LEAST_STEP, self.step * LOSS)
        if self.step <= LEAST_STEP or self.failures:
            self.failures += 1
            self.step = LADDER[self.failures % len(LADDER)]

    def _is_dead_end(self) -> bool:
        """Note how the least cut, or a change after it, failed; say whether to try another."""
        overlap, n = float(self.record[0]), self.count
        end = self.dead_end
        if end is None:
            if self.step > LEAST_STEP * (1 + 1e-9):
                return False
            self.failures += 1
            end = self.dead_end = DeadEnd(
                self.best_place[:n].copy(), self.best_pose[:n].copy(), self.length, overlap
            )
        elif overlap < end.overlap:
            end.place, end.pose = self.best_place[:n].copy(), self.best_pose[:n].copy()
            end.overlap = overlap
        if not end.left:
            self.dead_end = None
        return self.dead_end is not None


def _never() -> bool:
    return False
