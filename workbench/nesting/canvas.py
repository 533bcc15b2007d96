"""A layout in the making: its arrays, and what the kernels do to them.

All that a search holds of one layout is plain arrays of one's own, so several searches run on
threads side by side, each with its own stream of chance.
"""

from __future__ import annotations

import numpy as np

from workbench.nesting.board import Board, Floats, Ints, Layout
from workbench.nesting.escape import to_ruin

# Settings, each measured on the classic instances; a wide plateau surrounds all of them.
SAMPLES = (15, 25)  # places tried in a piece's own box, in the whole strip
RECREATE = (0, 200)  # the same for a piece that is put back
GROWTH = (1.2, 0.4, 0.98)  # weights: least growth, growth by overlap, decay
STRIPS = 32  # of the sieve along each axis
# Addresses of chance above those the simulation uses.
STREAM = 900


class Canvas:
    """Where the copies lie, what overlaps, and how much each overlap weighs.

    Parameters
    ----------
    board : Board
    seed, number : int        Of the stream of chance.
    copies : int64[n]         Which copies lie.
    lattice : float64[V, 4]   Where places may lie, see ``Shapes``.
    """

    def __init__(self, board: Board, seed: int, number: int, copies: Ints, lattice: Floats) -> None:
        from workbench.nesting import _kernels_look, _kernels_near, _kernels_search
        from workbench.streams import u01

        self.kernels = _kernels_search
        self.look = _kernels_look
        self.board = board
        self.copies = copies
        self.lattice = lattice
        n = len(self.copies)
        everything = n + board.obstacles
        self.count = n
        self.state = np.array(
            [1 + int(u01(seed, 0, STREAM, number, k) * 2147483398) for k in range(2)], np.int64
        )
        self.tally = np.zeros(3, np.int64)
        self.record = np.zeros(2)
        self.place = np.zeros((everything, 2))
        self.box = np.empty((everything, 4))
        self.pose = np.zeros(everything, np.int64)
        self.place[n:] = board.shapes.fixed
        self.pose[n:] = board.obstacle_pose
        self.box[:n] = (np.inf, np.inf, -np.inf, -np.inf)
        self.box[n:] = board.hull[self.pose[n:]] + np.tile(self.place[n:], 2)
        self.weight = np.ones((everything, everything))
        self.raw = np.zeros((everything, everything))
        self.best_place = self.place.copy()
        self.best_pose = self.pose.copy()
        self.kept = np.zeros((3, 4))
        self.near = np.zeros((everything, _kernels_near.COLUMNS))
        words = -(-everything // _kernels_near.WORD)
        self.sieve = np.zeros((4, STRIPS, words), np.int64)
        # The strip's width is that of its tallest window; its length changes with every cut.
        top = float((board.window[:, 3] + board.hull[: len(board.window), 3]).max(initial=1.0))
        self.scale = np.array([0.0, STRIPS / top])
        self.queue = np.zeros(n, np.int64)
        self.samples = np.array(SAMPLES, np.int64)
        self.growth = np.array(GROWTH)
        self.choices = np.ascontiguousarray(board.choices[self.copies])
        self.sizes = board.sizes[self.copies]
        self.begun = 0
        self.length = 0.0
        self.rescued = np.inf
        self.trying = False

    @property
    def evaluations(self) -> int:
        """Places weighed so far; a programme counts as those that take as long."""
        return int(self.tally[0])

    def draw(self) -> float:
        """Return the next number of the walk's stream in (0, 1)."""
        value: float = self.look.draw(self.state)
        return value

    def layout(self) -> Layout:
        """Return the current places as a layout."""
        n = self.count
        place, pose = self.place[:n].copy(), self.pose[:n].copy()
        return Layout(self.copies, place, pose, self.board.end(place, pose))

    def lay(self, place: Floats, pose: Ints) -> None:
        """Put all pieces as near as they may lie to these places."""
        self.place[: self.count] = place
        self.pose[: self.count] = pose
        self.clamp()

    def clamp(self) -> None:
        """Bring every piece into the window of its pose, on its lattice; turn what cannot lie."""
        board = self.board
        for k in range(self.count):
            v = int(self.pose[k])
            if board.window[v, 0] + board.window[v, 2] > self.length:
                options = self.choices[k, 1 : 1 + self.choices[k, 0]]
                spans = board.window[options, 0] + board.window[options, 2]
                v = int(options[int(np.argmin(spans))])
                self.pose[k] = v
            low_x, low_y, beyond, high_y = board.window[v]
            self.place[k, 0] = self.look.lattice_point(
                self.place[k, 0], low_x, self.length - beyond, *self.lattice[v, :2]
            )
            self.place[k, 1] = self.look.lattice_point(
                self.place[k, 1], low_y, high_y, *self.lattice[v, 2:]
            )

    def settle(self) -> float:
        """Bring boxes and overlaps up to date with the places; return the overlap."""
        total: float = self.look.settle(
            self.count, self.place, self.box, self.pose, self.raw, self.board.hull,
            *self.board.tables,
        )  # fmt: skip
        return total

    def drop(self, k: int, limit: float, tries: int, ones: Floats) -> bool:
        """Put piece ``k`` at the leftmost free place found; return whether there was one."""
        board = self.board
        found: bool = self.kernels.drop_in(
            k, limit, tries, self.state, self.tally, self.place, self.box, self.pose,
            ones, board.hull, board.window, self.lattice, self.choices, *board.tables,
        )  # fmt: skip
        return found

    def line_up(self) -> None:
        """Put every piece behind the ones before it."""
        for k in range(self.count):
            self.put_behind(k)

    def put_behind(self, k: int) -> None:
        """Put piece ``k`` behind everything; a container that ends leaves no room there."""
        board = self.board
        v = int(self.choices[k, 1])
        reach = float(self.box[:, 2].max()) if len(self.box) else 0.0
        # A hair more than touching, which rounding could turn into an overlap.
        x = max(max(reach, 0.0) * (1 + 1e-9) - board.hull[v, 0], board.window[v, 0])
        self.place[k] = (x, board.window[v, 1])
        for axis in range(2):
            period, offset = self.lattice[v, 2 * axis : 2 * axis + 2]
            if period > 0:
                steps = np.ceil((self.place[k, axis] - offset) / period - 1e-9)
                self.place[k, axis] = offset + steps * period
        self.pose[k] = v
        self.box[k] = board.hull[v] + np.tile(self.place[k], 2)

    def begin_attempt(self) -> None:
        """Set the counters of an attempt to separate the current places."""
        total = self.settle()
        self.begun = self.evaluations
        self.tally[1:] = 0
        self.record[:] = total if total > 0.0 else np.inf
        self.rescued = np.inf
        self.best_place[:] = self.place
        self.best_pose[:] = self.pose
        self.trying = True

    def one_strike(self, goal: int, idle: int, strikes: int) -> int:
        """Run guided local search up to a strike."""
        board = self.board
        outcome: int = self.kernels.separate(
            self.length, goal, np.array((idle, strikes), np.int64), self.samples, self.growth,
            self.state, self.tally, self.record, self.kept, self.near, self.sieve, self.scale,
            self.queue, self.place, self.box, self.pose, self.weight, self.raw,
            self.best_place, self.best_pose,
            board.hull, board.window, self.lattice, self.choices, *board.tables,
        )  # fmt: skip
        return outcome

    def recreate(self) -> None:
        """Take out the pieces around a conflict and put them back where they overlap least."""
        board, n = self.board, self.count
        self.settle()
        self.kernels.recreate(
            to_ruin(self.place[:n], self.sizes, self.raw[:n], self.draw), self.length,
            np.array(RECREATE, np.int64), self.state, self.tally, self.kept, self.near,
            self.sieve, self.scale, self.place, self.box, self.pose, self.weight, self.raw,
            board.hull, board.window, self.lattice, self.choices, *board.tables,
        )  # fmt: skip
