"""Move and turn pieces continuously: the last part of a search where pieces have room to turn.

The search with tables plays a set of angles. From its best layout on, the strip is cut shorter, or
one more piece put on the sheet, and the overlaps are separated at any allowed angle, with the edge
tests as judge.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from shapely.geometry import MultiPoint

from workbench.nesting.board import Board, Floats, Ints
from workbench.nesting.edges import Edges
from workbench.nesting.placement import Placement, Points, pose_points
from workbench.nesting.problem import PackItem, Sheet, Strip

SAMPLES = (12, 12)  # poses tried in a piece's own box, in the whole container
GROWTH = (1.2, 0.4, 0.98)  # weights: least growth, growth by overlap, decay
PATIENCE = 30  # rounds without a gain that end an attempt
FIRST_STEP, MOST_STEP, LEAST_STEP = 0.01, 0.03, 2e-4  # of the length
GAIN, LOSS = 1.5, 0.6
FAILURES = 4  # in a row before pieces are exchanged
HISTORY = 6
# Evaluations between two looks at the clock.
CHUNK = 5_000
STREAM = 901


@dataclass(frozen=True)
class Turned:
    """A valid layout at any angles.

    Parameters
    ----------
    slots : int64[n]        What lies: items, one way up each.
    place : float64[n, 3]   Reference points [mm] and turns [rad].
    length : float          Largest x that a piece reaches. [mm]
    value : float           Of the pieces.
    """

    slots: Ints
    place: Floats
    length: float
    value: float

    @property
    def key(self) -> tuple[float, float]:
        """Order: more value first, then the shorter."""
        return (-self.value, self.length)


def turns(board: Board) -> bool:
    """Return whether pieces may turn beyond the angles played: tilts, and no repeat to meet."""
    items = board.problem.items
    return any(item.tilt > 0 for item in items) and not any(item.repeat for item in items)


class Frame:
    """A board's pieces as outlines that may turn; shared by all chains, never written."""

    def __init__(self, board: Board) -> None:
        self.board = board
        problem, made = board.problem, board.shapes
        self.numbers: list[tuple[int, bool]] = []
        self.centres: list[Points] = []
        variants: list[int] = []
        back: list[Callable[[Points], Points]] = []
        rim: list[Points] = []
        outlines: list[Points] = []
        for number, poses in enumerate(board.poses):
            for mirrored in (False, True):
                pose = next((p for p in poses.values() if p.mirrored == mirrored), None)
                if pose is None:
                    continue
                drawn = pose_points(problem.items[number].outline, 0.0, mirrored)
                centre = (drawn.min(axis=0) + drawn.max(axis=0)) / 2
                self.numbers.append((number, mirrored))
                self.centres.append(centre)
                variants.append(pose.variant)
                back.append(_back(pose.rotation, pose.centre, centre))
                outlines.append(drawn - centre)
        self.slots = len(variants)
        shapes = np.array([*variants, *board.obstacle_pose.tolist()], np.int64)
        total = len(shapes)
        known: dict[tuple[int, int], int] = {}
        bodies: list[Points] = []
        self.shown = np.full((total, total), -1, np.int64)
        for a in range(total):
            for b in range(total):
                body = int(made.shown[shapes[a], shapes[b]])
                # Obstacles do not meet; drawn as they lie, they need no turning back.
                if body < 0 or (a >= self.slots and b >= self.slots):
                    continue
                if (a, body) not in known:
                    known[a, body] = len(bodies)
                    points = made.bodies[body]
                    bodies.append(back[a](points) if a < self.slots else points)
                self.shown[a, b] = known[a, body]
        self.edges = Edges.of(bodies, board.step)
        self.spans = np.zeros((total, 6), np.int64)
        self.rules = np.zeros((total, 4))
        angles: list[float] = []
        at = 0
        for a in range(total):
            grown = [bodies[k] for k in np.unique(self.shown[a][self.shown[a] >= 0])]
            hulls = [_hull(grown or [np.zeros((1, 2))])]
            hulls.insert(0, _hull([outlines[a]]) if a < self.slots else hulls[0])
            for part, hull in enumerate(hulls):
                rim.append(hull)
                self.spans[a, 2 * part : 2 * part + 2] = (at, at + len(hull))
                at += len(hull)
            self.spans[a, 4] = len(angles)
            if a < self.slots:
                item = problem.items[self.numbers[a][0]]
                angles += [math.radians(angle) for angle in item.angles]
                self.rules[a] = (math.radians(item.tilt), *_room(board, item))
            self.spans[a, 5] = len(angles)
        self.rim = np.vstack(rim)
        self.turns = np.array([*angles, 0.0])
        self.values = np.array([problem.items[n].worth for n, _ in self.numbers])
        hull = board.hull[: made.variants]
        self.reach = 0.01 * float((hull[:, 2:] - hull[:, :2]).max())

    def read(self, placements: Iterable[Placement]) -> Turned:
        """Return placements of the problem as a layout that may turn."""
        items = self.board.problem.items
        known = {(items[n].id, mirrored): k for k, (n, mirrored) in enumerate(self.numbers)}
        slots, place = [], []
        for p in placements:
            # Symmetric pieces have one way up only: what they were laid as is found by the search.
            slot = known[p.id, p.mirrored]
            centre = pose_points(self.centres[slot], p.rotation, mirrored=False)[0]
            slots.append(slot)
            place.append((centre[0] + p.x, centre[1] + p.y, math.radians(p.rotation)))
        return self.layout(np.array(slots, np.int64), np.array(place).reshape(-1, 3))

    def written(self, layout: Turned) -> tuple[Placement, ...]:
        """Return a layout as placements, copies of an item together in the items' order."""
        made = []
        for slot, (x, y, turn) in zip(layout.slots, layout.place, strict=True):
            number, mirrored = self.numbers[slot]
            rotation = math.degrees(turn) % 360.0
            centre = pose_points(self.centres[slot], rotation, mirrored=False)[0]
            id = self.board.problem.items[number].id
            place = Placement(
                id, rotation, mirrored, float(x - centre[0]), float(y - centre[1])
            )  # fmt: skip
            made.append((number, place))
        return tuple(place for _, place in sorted(made, key=lambda pair: pair[0]))

    def layout(self, slots: Ints, place: Floats) -> Turned:
        """Return a layout with its length and value."""
        ends = [0.0]
        for slot, (x, _, turn) in zip(slots, place, strict=True):
            first, last = self.spans[slot, :2]
            hull = self.rim[first:last]
            ends.append(
                float(x + (math.cos(turn) * hull[:, 0] - math.sin(turn) * hull[:, 1]).max())
            )
        return Turned(slots, place, max(ends), float(self.values[slots].sum()))


class Turner:
    """One continuous search, a function of the frame, the start, the seed and its number."""

    def __init__(self, frame: Frame, start: Turned, seed: int, number: int) -> None:
        from workbench.nesting import _kernels_look, _kernels_turn
        from workbench.streams import u01

        self.kernels = _kernels_turn
        self.draw = _kernels_look.draw
        self.frame = frame
        self.best = start
        self.history: deque[Turned] = deque([start], maxlen=HISTORY)
        self.state = np.array(
            [1 + int(u01(seed, 0, STREAM, number, k) * 2147483398) for k in range(2)], np.int64
        )
        self.tally = np.zeros(2, np.int64)
        self.record = np.zeros(1)
        self.kept = np.zeros((3, 4))
        self.extent = np.zeros(8)
        self.step = FIRST_STEP
        self.failures = 0
        self.trying = False
        self.length = 0.0
        self._arrange(start.slots, start.place)

    @property
    def evaluations(self) -> int:
        """Poses weighed so far."""
        return int(self.tally[0])

    def run(self, evaluations: int) -> None:
        """Search for so many evaluations more, up to the end of a round."""
        goal = self.evaluations + evaluations
        while self.evaluations < goal:
            if not self.trying:
                self._begin()
            outcome = self.kernels.separate(
                self.length, goal, PATIENCE, np.array(SAMPLES, np.int64), np.array(GROWTH),
                self.state, self.tally, self.record, self.kept, self.extent, self.queue,
                self.place, self.best_place, self.box, self.slot, self.weight, self.raw,
                *self._rest(),
            )  # fmt: skip
            if outcome == self.kernels.PAUSED:
                return
            self.trying = False
            # An attempt that took no evaluation at all must not spin for ever.
            self.tally[0] += 1
            if outcome == self.kernels.SEPARATED:
                self._succeed()
            else:
                self.step = max(LEAST_STEP, self.step * LOSS)
                self.failures += 1

    def _rest(self) -> tuple[Floats | Ints | float, ...]:
        frame = self.frame
        return (
            frame.spans, frame.rim, frame.turns, frame.rules,
            *frame.edges.arrays, frame.shown, frame.reach,
        )  # fmt: skip

    def _arrange(self, slots: Ints, place: Floats) -> None:
        """Make the arrays of so many pieces."""
        board = self.frame.board
        n = len(slots)
        everything = n + board.obstacles
        self.slot = np.concatenate([slots, np.arange(board.obstacles) + self.frame.slots])
        self.place = np.zeros((everything, 5))
        self.place[:n, :3] = place
        self.place[n:, :2] = board.shapes.fixed
        self.place[:, 3] = 1.0
        self.best_place = self.place.copy()
        self.box = np.full((everything, 4), np.inf)
        self.box[:, 2:] = -np.inf
        self.weight = np.ones((everything, everything))
        self.raw = np.zeros((everything, everything))
        self.queue = np.zeros(n, np.int64)

    def _begin(self) -> None:
        """Set up an attempt: one piece more on a sheet, or all pieces on a shorter one."""
        best, board = self.best, self.frame.board
        waiting = self._waiting()
        if waiting:
            slot = waiting[int(self._draw() ** 2 * len(waiting))]
            _, low_x, low_y, high_y = self.frame.rules[slot]
            first, last = self.frame.spans[slot, 4:]
            spot = (
                low_x + self._draw() * (board.length - low_x),
                low_y + self._draw() * (high_y - low_y),
                self.frame.turns[first + int(self._draw() * (last - first))],
            )
            self._arrange(np.append(best.slots, slot), np.vstack([best.place, spot]))
            self.length = board.length
        else:
            n = len(best.slots)
            if len(self.queue) != n or not np.array_equal(self.slot[:n], best.slots):
                self._arrange(best.slots, best.place)
            self.length = best.length * (1.0 - self.step)
            self.place[:n, :3] = best.place
            at = self._draw() * best.length
            self.place[:n][best.place[:, 0] > at, 0] -= best.length - self.length
            if self.failures >= FAILURES:
                i, j = (int(self._draw() * n) for _ in range(2))
                self.place[[i, j], :2] = self.place[[j, i], :2]
                self.step = FIRST_STEP / 4
                self.failures = 0
        n = len(self.queue)
        self.kernels.settle(
            n, self.length, self.place, self.box, self.slot, self.raw, self.extent, *self._rest()
        )
        self.record[0] = np.inf
        self.tally[1] = 0
        self.trying = True

    def _waiting(self) -> list[int]:
        """Return a slot for each sort of piece that has no place yet, the valuable first."""
        frame = self.frame
        if isinstance(frame.board.problem.container, Strip):
            return []
        lying = np.bincount(
            [frame.numbers[s][0] for s in self.best.slots], minlength=len(frame.board.poses)
        )
        items = frame.board.problem.items
        some = [k for k, (n, _) in enumerate(frame.numbers) if lying[n] < items[n].demand]
        return sorted(some, key=lambda k: (-frame.values[k], k))

    def _succeed(self) -> None:
        n = len(self.queue)
        found = self.frame.layout(self.slot[:n].copy(), self.place[:n, :3].copy())
        if found.key < self.best.key:
            self.best = found
            self.history.append(found)
            self.failures = 0
        self.step = min(MOST_STEP, self.step * GAIN)

    def _draw(self) -> float:
        value: float = self.draw(self.state)
        return value


def turn(
    frame: Frame,
    placements: Iterable[Placement],
    *,
    seed: int,
    chains: int,
    threads: int,
    quota: int | None,
    over: Callable[[], bool],
    hear: Callable[[Turned, int], None],
    beat: float,
) -> tuple[list[Turned], int]:
    """Search on from placements at any angle; return what was found, the best first, and the cost.

    Parameters
    ----------
    frame : Frame
    placements : placements
        Valid, of some or all copies.
    seed, chains, threads : int
    quota : int, optional
        Evaluations of each chain.
    over : callable
        Tells that time is up or the search stopped.
    hear : callable
        Hears the best layout and the evaluations so far, every ``beat`` seconds.

    Returns
    -------
    (layouts, evaluations)
        Among equals the first chain's; a function of start, seed, quota and chains.
    """
    start = frame.read(placements)
    turners = [Turner(frame, start, seed, number) for number in range(chains)]
    broken = threading.Event()

    def play(number: int) -> None:
        mine = turners[number::threads]
        while mine and not over() and not broken.is_set():
            mine = [t for t in mine if quota is None or t.evaluations < quota]
            for turner in mine:
                left = CHUNK if quota is None else min(CHUNK, quota - turner.evaluations)
                turner.run(left)

    def best() -> Turned:
        return min((t.best for t in turners), key=lambda layout: layout.key)

    with ThreadPoolExecutor(threads, thread_name_prefix="turn") as pool:
        jobs = [pool.submit(play, number) for number in range(threads)]
        try:
            for job in jobs:
                while True:
                    try:
                        job.result(beat)
                        break
                    except TimeoutError:
                        hear(best(), sum(t.evaluations for t in turners))
        except BaseException:
            broken.set()
            raise
    known = [layout for t in turners for layout in reversed(t.history)]
    known.sort(key=lambda layout: layout.key)
    return known, sum(t.evaluations for t in turners)


def _back(rotation: float, posed: tuple[float, float], drawn: Points) -> Callable[[Points], Points]:
    """Return how to bring a pose's outlines back to the slot's drawn pose."""

    def bring(points: Points) -> Points:
        return pose_points(points + np.array(posed), -rotation, mirrored=False) - drawn

    return bring


def _hull(outlines: list[Points]) -> Points:
    hull = MultiPoint(np.vstack(outlines)).convex_hull
    return np.asarray(hull.exterior.coords)[:-1] if hull.geom_type == "Polygon" else outlines[0]


def _room(board: Board, item: PackItem) -> tuple[float, float, float]:
    """Return least x, least y and largest y of an item's outline, in mm."""
    container = board.problem.container
    if isinstance(container, Sheet):
        low, high = container.outline.min(axis=0), container.outline.max(axis=0)
        return float(low[0]), float(low[1]), float(high[1])
    edge = board.problem.edge_gap(item)
    return 0.0, edge, container.width - edge
