"""Lean pieces within their tilt: the programme of compaction, with rotations among its unknowns.

The search plays tilts at a few angles. Here every piece with a tilt may turn a little while all of
them slide; the lines that keep two parts apart turn along (to first order), then the turned pieces
are separated exactly by sliding alone. Only what is shorter and free of overlap is kept.
"""

from __future__ import annotations

import numpy as np

from workbench.nesting.board import Board, Floats, Layout
from workbench.nesting.compact import Compactor, Parts
from workbench.nesting.placement import Placement, pose_points
from workbench.nesting.tables import TOUCH

ROUNDS = 8
# Largest turn in a round [rad] and largest move, as a share of the median extent of a piece.
TURN, REACH = 0.01, 0.1
# Points so near to the line, as a share of the reach, are held by it.
NEAR = 1.0


class _Leaning:
    """Pieces of a layout, each with a shape of its own that turns with it."""

    def __init__(self, board: Board, layout: Layout) -> None:
        self.board = board
        self.n = len(layout.copies)
        self.place = np.vstack([layout.place, board.shapes.fixed])
        self.items = [board.problem.items[int(board.item_of[k])] for k in layout.copies]
        self.poses = [
            board.poses[int(board.item_of[k])][int(v)]
            for k, v in zip(layout.copies, layout.pose, strict=True)
        ]
        self.turned = np.zeros(self.n)
        self.low, self.high = np.zeros(self.n), np.zeros(self.n)
        for k, (item, pose) in enumerate(zip(self.items, self.poses, strict=True)):
            aways = [(pose.rotation - a + 180.0) % 360.0 - 180.0 for a in item.angles]
            away = min(aways, key=abs)
            self.low[k] = np.radians(min(0.0, -item.tilt - away))
            self.high[k] = np.radians(max(0.0, item.tilt - away))
        shown = board.shapes.shown
        self.bodies = [board.shapes.bodies[int(shown[v, v])] for v in layout.pose]
        self.outlines = [
            pose_points(item.outline, pose.rotation, pose.mirrored) - pose.centre
            for item, pose in zip(self.items, self.poses, strict=True)
        ]
        self.obstacles = [
            board.shapes.bodies[int(shown[w][shown[w] >= 0][0])] for w in board.obstacle_pose
        ]
        count = self.n + len(self.obstacles)
        # Each shows its own body to everybody; an obstacle only to those it stops.
        self.shown = np.repeat(np.arange(count)[:, None], count, axis=1)
        for j, w in enumerate(board.obstacle_pose):
            for i, v in enumerate(layout.pose):
                if shown[v, w] < 0:
                    self.shown[i, self.n + j] = self.shown[self.n + j, i] = -1

    def points(self, shapes: list[Floats]) -> list[Floats]:
        """Return shapes about their reference points, turned as far as the pieces are now."""
        return [
            pose_points(shape, float(np.degrees(turn)), mirrored=False)
            for shape, turn in zip(shapes, self.turned, strict=True)
        ]

    def compactor(self) -> Compactor:
        """Return the programme of the pieces as they are turned now."""
        bodies = [*self.points(self.bodies), *self.obstacles]
        hull = np.array([(*b.min(axis=0), *b.max(axis=0)) for b in bodies])
        outlines = self.points(self.outlines)
        edge = np.array([self.board.problem.edge_gap(item) for item in self.items])
        room = np.array([(*o.min(axis=0), *o.max(axis=0)) for o in outlines])
        width = self.board.problem.container.width  # type: ignore[union-attr]
        window = np.stack(
            [-room[:, 0], edge - room[:, 1], room[:, 2], width - edge - room[:, 3]], axis=1
        )
        parts = Parts.cut(bodies, self.shown, hull)
        return Compactor(parts, window, np.zeros((self.n, 4)))

    def end(self) -> float:
        """Return the largest x that a piece reaches, in mm."""
        outlines = self.points(self.outlines)
        return max(
            float(o[:, 0].max() + x) for o, x in zip(outlines, self.place[: self.n, 0], strict=True)
        )


def lean(board: Board, layout: Layout) -> tuple[Placement, ...] | None:
    """Return the placements of a shorter layout with pieces leant within their tilt, or None.

    Parameters
    ----------
    board : Board     Of a strip, with one gap for all pieces; others are left as they are.
    layout : Layout   Valid, of all copies.
    """
    if not leans(board):
        return None
    state = _Leaning(board, layout)
    best: tuple[float, Floats, Floats] | None = None
    turn = TURN
    length = layout.length
    for _ in range(ROUNDS):
        before = state.place.copy(), state.turned.copy()
        if not _turn(state, turn):
            break
        reached = _settled(state)
        if reached < length * (1 - 1e-7):
            length = reached
            best = (length, state.place.copy(), state.turned.copy())
        else:
            state.place, state.turned = before
            turn *= 0.3
    if best is None:
        return None
    _, state.place, state.turned = best
    return _placements(state)


def leans(board: Board) -> bool:
    """Return whether there is anything to lean: tilts, on a strip, with one gap for all."""
    problem = board.problem
    gaps = {max(problem.gap, item.gap) for item in problem.items}
    return (
        any(item.tilt > 0 for item in problem.items)
        and hasattr(problem.container, "width")
        and len(gaps) == 1
        and (gaps == {0.0} or not board.obstacles)
        and not any(item.repeat or item.holes for item in problem.items)
    )


def _turn(state: _Leaning, most: float) -> bool:
    """Slide and turn all pieces at once to the shortest strip, to first order."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    n = state.n
    compactor = state.compactor()
    reach = REACH * state.board.step
    pose = np.arange(len(state.place))
    used = compactor.separations(state.place, pose, n, reach)
    rows, ints = compactor.rows[:used], compactor.ints[:used]
    parts = compactor.parts
    # Unknowns: moves of the pieces, turns, the length, then level and turn of each line.
    lines = 3 * n + 1
    data: list[Floats] = []
    row: list[Floats] = []
    column: list[Floats] = []
    right: list[float] = []

    def bound(columns: list[int], factors: list[float], limit: float) -> None:
        row.append(np.full(len(columns), len(right)))
        column.append(np.array(columns))
        data.append(np.array(factors))
        right.append(limit)

    def extend(number: int, body: Floats, piece: int, sign: float) -> None:
        """Hold the points of a part on their side of line ``number``."""
        normal = rows[number, :2]
        across = np.array([-normal[1], normal[0]])
        placed = body + state.place[piece]
        levels = placed @ normal
        edge = levels.max() if sign > 0 else levels.min()
        for k in np.flatnonzero(np.abs(levels - edge) <= NEAR * reach):
            columns, factors = [lines + 2 * number], [-sign]
            columns.append(lines + 2 * number + 1)
            factors.append(sign * float((placed[k] - origin) @ across))
            if piece < n:
                spun = np.array([-body[k, 1], body[k, 0]])
                columns += [2 * piece, 2 * piece + 1, 2 * n + piece]
                factors += [sign * normal[0], sign * normal[1], sign * float(spun @ normal)]
            bound(columns, factors, -sign * float(levels[k]))

    for number in range(used):
        i, j, p, q = ints[number]
        origin = (state.place[i] + state.place[j]) / 2
        extend(number, parts.points[parts.starts[p] : parts.ends[p]], int(i), 1.0)
        extend(number, parts.points[parts.starts[q] : parts.ends[q]], int(j), -1.0)
    width = state.board.problem.container.width  # type: ignore[union-attr]
    for i, outline in enumerate(state.points(state.outlines)):
        edge = state.board.problem.edge_gap(state.items[i])
        x, y = state.place[i]
        for u, v in outline:
            if u + x < 3 * reach:
                bound([2 * i, 2 * n + i], [-1.0, v], u + x)
            bound([2 * i, 2 * n + i, 3 * n], [1.0, -v, -1.0], -u - x)
            if v + y < edge + 3 * reach:
                bound([2 * i + 1, 2 * n + i], [-1.0, -u], v + y - edge)
            if v + y > width - edge - 3 * reach:
                bound([2 * i + 1, 2 * n + i], [1.0, u], width - edge - v - y)
    size = lines + 2 * used
    bounds = np.empty((size, 2))
    bounds[: 2 * n] = (-reach, reach)
    bounds[2 * n : 3 * n, 0] = np.maximum(-most, np.minimum(state.low - state.turned, 0.0))
    bounds[2 * n : 3 * n, 1] = np.minimum(most, np.maximum(state.high - state.turned, 0.0))
    bounds[3 * n] = (0.0, np.inf)
    bounds[lines::2] = (-np.inf, np.inf)
    bounds[lines + 1 :: 2] = (-2 * most, 2 * most)
    cost = np.zeros(size)
    cost[3 * n] = 1.0
    matrix = csr_array(
        (np.concatenate(data), (np.concatenate(row), np.concatenate(column))),
        shape=(len(right), size),
    )
    found = linprog(cost, matrix, np.array(right), bounds=bounds, method="highs")
    if found.x is None:
        return False
    state.place[:n] += found.x[: 2 * n].reshape(-1, 2)
    state.turned += found.x[2 * n : 3 * n]
    return True


def _settled(state: _Leaning) -> float:
    """Slide the turned pieces until nothing overlaps; return the length, infinite if it stays."""
    compactor = state.compactor()
    pose = np.arange(len(state.place))
    reach = REACH * state.board.step
    for _ in range(3):
        moved = compactor.slide(state.place, pose, state.n, reach)
        if moved is None:
            return float(np.inf)
        state.place, left = moved
        if left <= 1e-5 * state.board.step:
            break
    used = compactor.separations(state.place, pose, state.n, 1e-3 * reach)
    inside = (state.place[: state.n, 1] >= compactor.window[:, 1] - 1e-9).all()
    inside &= (state.place[: state.n, 1] <= compactor.window[:, 3] + 1e-9).all()
    inside &= (state.place[: state.n, 0] >= compactor.window[:, 0] - 1e-9).all()
    touching = -TOUCH * state.board.step
    if not inside or (used and compactor.rows[:used, 2].min() < touching):
        return float(np.inf)
    return state.end()


def _placements(state: _Leaning) -> tuple[Placement, ...]:
    made = []
    for k, (item, pose) in enumerate(zip(state.items, state.poses, strict=True)):
        turn = float(state.turned[k])
        centre = pose_points(np.array([pose.centre]), float(np.degrees(turn)), mirrored=False)[0]
        x, y = state.place[k] - centre
        number = int(state.board.problem.items.index(item))
        place = Placement(
            item.id, pose.rotation + float(np.degrees(turn)), pose.mirrored, float(x), float(y)
        )
        made.append((number, place))
    return tuple(place for _, place in sorted(made, key=lambda pair: pair[0]))
