"""One chain of the search: a layout, its weights and its own stream of chance, as plain arrays."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.nesting import shapes
from workbench.nesting.instance import Instance, Item
from workbench.nesting.marker import Marker, Placement

# Settings, each measured on the classic instances; a wide plateau surrounds all of them.
SAMPLES = (15, 25)  # places tried in a piece's own box, in the whole strip
GROWTH = (1.2, 0.4, 0.98)  # weights: least growth, growth by overlap, decay
PATIENCE = (80, 3)  # rounds without a gain that make a strike; strikes that end an attempt
PRESS_PATIENCE = (60, 2)
FIRST_STEP, GAIN, LOSS, LEAST_STEP = 0.02, 1.5, 0.5, 0.001  # of the strip's length
PRESS_STEP, PRESS_LEAST = 0.001, 1e-5
START_TRIES = 400
LARGE = 0.75  # pieces that make up this share of the hull area may be swapped
HISTORY = 8
# The weights of all pairs are kept: 2 × 72 MB in each chain at this number.
MOST_PIECES = 3000
# Addresses of chance above those the simulation uses.
STREAM = 900


@dataclass(frozen=True)
class Layout:
    """Where every piece lies: reference points [mm], index of the pose's variant, strip length."""

    place: NDArray[np.float64]
    pose: NDArray[np.int64]
    length: float


class Problem:
    """An instance as the search sees it; shared by all chains, never written."""

    def __init__(self, instance: Instance) -> None:
        if instance.pieces > MOST_PIECES:
            raise SpecError(
                f"{instance.pieces} pieces are too many for one marker",
                where=f"instance '{instance.name}'",
                advice=f"split the order into markers of at most {MOST_PIECES} pieces",
            )
        self.instance = instance
        self.width = instance.width
        self.area = instance.area
        variants = shapes.pose_variants(instance)
        tables = shapes.pair_tables(variants)
        self.hull = np.ascontiguousarray(variants.hull_box)
        # The kernels know a strip 0 … width; an edge is room that every piece needs beside it.
        room = variants.room.copy()
        room[:, 1] -= instance.edge
        room[:, 3] += instance.edge
        self.room = room
        self.tables = tables.arrays
        hull_area = np.array([Polygon(hull).convex_hull.area for hull in variants.hulls])
        spread = np.hypot(*(self.hull[:, 2:] - self.hull[:, :2]).T)
        copies = [
            (number, item) for number, item in enumerate(instance.items) for _ in range(item.demand)
        ]
        first = [variants.poses[number][0].variant for number, _ in copies]
        # Large pieces first: the constructive start drops them in in this order.
        order = sorted(
            range(len(copies)), key=lambda k: (-hull_area[first[k]] * spread[first[k]], k)
        )
        self.items: list[Item] = [copies[k][1] for k in order]
        self.poses = [{p.variant: p for p in variants.poses[copies[k][0]]} for k in order]
        self.sizes = np.array([hull_area[first[k]] for k in order])
        most = max(len(poses) for poses in self.poses)
        self.choices = np.zeros((len(order), 1 + most), np.int64)
        for k, poses in enumerate(self.poses):
            self.choices[k, 0] = len(poses)
            self.choices[k, 1 : 1 + len(poses)] = list(poses)
        # No strip can be shorter than its longest piece lying at its shortest.
        lengths = self.room[:, 2] - self.room[:, 0]
        self.least_length = max(float(min(lengths[v] for v in poses)) for poses in self.poses)
        self.least_length = max(self.least_length, self.area / self.width)

    def placements(self, layout: Layout) -> tuple[Placement, ...]:
        """Return the placements of a layout, copies of an item together in the items' order."""
        made = [
            shapes.placement_of(self.items[k], self.poses[k][int(layout.pose[k])], *layout.place[k])
            for k in range(len(self.items))
        ]
        rank = {item.id: number for number, item in enumerate(self.instance.items)}
        return tuple(sorted(made, key=lambda placement: rank[placement.id]))

    def layout_of(self, marker: Marker) -> Layout:
        """Return the layout of a marker of this instance."""
        waiting: dict[int | str, list[Placement]] = {}
        for placement in marker.placements:
            waiting.setdefault(placement.id, []).append(placement)
        place = np.empty((len(self.items), 2))
        pose = np.empty(len(self.items), np.int64)
        for k, item in enumerate(self.items):
            if not waiting.get(item.id):
                raise SpecError(
                    f"{item.label} is missing",
                    where="the marker to start from",
                    advice="start from a marker of the same instance",
                )
            placement = waiting[item.id].pop(0)
            place[k], pose[k] = self.pose_of(k, placement)
        return Layout(place, pose, self.end(place, pose))

    def pose_of(self, k: int, placement: Placement) -> tuple[tuple[float, float], int]:
        """Return the reference point and variant of a placement of piece ``k``."""
        for variant, pose in self.poses[k].items():
            turn = (placement.rotation - pose.rotation + 180.0) % 360.0 - 180.0
            if abs(turn) < 1e-9 and placement.mirrored == pose.mirrored:
                return (placement.x + pose.centre[0], placement.y + pose.centre[1]), variant
        # Equal shapes share a pose: find it by what the placement does to the outline.
        points = placement.apply(self.items[k].piece.outline)
        centre = (points.min(axis=0) + points.max(axis=0)) / 2
        for variant, pose in self.poses[k].items():
            same = shapes.placement_of(self.items[k], pose, float(centre[0]), float(centre[1]))
            other = Polygon(same.apply(self.items[k].piece.outline))
            if other.symmetric_difference(Polygon(points)).area < 1e-6 * other.area:
                return (float(centre[0]), float(centre[1])), variant
        raise SpecError(
            f"{self.items[k].label} is turned by {placement.rotation:g}°, which is not allowed",
            where="marker",
            advice="use the allowed angles of the piece",
        )

    def row(self) -> Layout:
        """Return all pieces one behind the other: the layout that nothing can be wrong with."""
        pose = self.choices[:, 1].copy()
        # A hair more than touching, which rounding could turn into an overlap.
        steps = (self.hull[pose, 2] - self.hull[pose, 0]) * (1.0 + 1e-9)
        room = self.room[pose]
        x = np.cumsum(steps) - steps - self.hull[pose, 0]
        place = np.stack([x - x[0] - room[0, 0], -room[:, 1]], axis=1)
        return Layout(place, pose, self.end(place, pose))

    def end(self, place: NDArray[np.float64], pose: NDArray[np.int64]) -> float:
        """Return the length of the strip that a layout needs, in mm."""
        return float((place[:, 0] + self.room[pose, 2]).max())


class Chain:
    """One search, a function of the problem, the seed and its number.

    ``run`` advances it; ``best`` is its shortest layout, ``history`` the last few of them.
    """

    def __init__(self, problem: Problem, seed: int, number: int) -> None:
        from workbench.nesting import _kernels_search
        from workbench.streams import u01

        self.kernels = _kernels_search
        self.problem = problem
        n = len(problem.items)
        self.state = np.array(
            [1 + int(u01(seed, 0, STREAM, number, k) * 2147483398) for k in range(2)], np.int64
        )
        self.tally = np.zeros(3, np.int64)
        self.record = np.zeros(2)
        self.place = np.zeros((n, 2))
        self.box = np.zeros((n, 4))
        self.pose = np.zeros(n, np.int64)
        self.weight = np.ones((n, n))
        self.raw = np.zeros((n, n))
        self.best_place = np.zeros((n, 2))
        self.best_pose = np.zeros(n, np.int64)
        self.kept = np.zeros((3, 4))
        self.queue = np.zeros(n, np.int64)
        self.samples = np.array(SAMPLES, np.int64)
        self.growth = np.array(GROWTH)
        self.step = FIRST_STEP
        self.pressing = False
        self.trying = False
        self.failures = 0
        self.length = 0.0
        self.history: deque[Layout] = deque(maxlen=HISTORY)
        self.best = self._construct()
        self.history.append(self.best)

    @property
    def evaluations(self) -> int:
        """Places weighed so far."""
        return int(self.tally[0])

    @property
    def finished(self) -> bool:
        """Whether nothing shorter can exist, so that no budget is of use."""
        return self.best.length <= self.problem.least_length * (1 + 1e-9)

    def begin_from(self, layout: Layout) -> None:
        """Go on from a given layout, which must be valid."""
        self.place[:] = layout.place
        self.pose[:] = layout.pose
        self.best = layout
        self.history.clear()
        self.history.append(layout)
        self.step = 10 * LEAST_STEP
        self.trying = False

    def run(self, evaluations: int, *, pressing: bool) -> None:
        """Search for so many evaluations more, up to the end of a round."""
        goal = self.evaluations + evaluations
        if pressing and not self.pressing:
            self.pressing = True
            self.trying = False
            self.step = PRESS_STEP
        while self.evaluations < goal:
            if self.finished:
                return
            if not self.trying:
                self._cut()
            outcome = self._separate(goal)
            if outcome == self.kernels.PAUSED:
                return
            self.trying = False
            if outcome == self.kernels.SEPARATED:
                self._succeed()
            else:
                self._fail()
            # An attempt that took no evaluation at all must not spin for ever.
            self.tally[0] += 1

    def _args(self) -> tuple[Any, ...]:
        return (self.problem.hull, self.problem.room, self.problem.choices, *self.problem.tables)

    def _settle(self) -> float:
        total: float = self.kernels.settle(
            self.place, self.box, self.pose, self.raw, self.problem.hull, *self.problem.tables
        )
        return total

    def _separate(self, goal: int) -> int:
        patience = PRESS_PATIENCE if self.pressing else PATIENCE
        outcome: int = self.kernels.separate(
            self.length,
            self.problem.width,
            goal,
            np.array(patience, np.int64),
            self.samples,
            self.growth,
            self.state,
            self.tally,
            self.record,
            self.kept,
            self.queue,
            self.place,
            self.box,
            self.pose,
            self.weight,
            self.raw,
            self.best_place,
            self.best_pose,
            *self._args(),
        )
        return outcome

    def _construct(self) -> Layout:
        problem = self.problem
        ones = np.ones((len(problem.items), len(problem.items)))
        end = 0.0
        for k in range(len(problem.items)):
            end = self.kernels.drop_in(
                k,
                end,
                problem.width,
                START_TRIES,
                self.state,
                self.tally,
                k,
                self.place,
                self.box,
                self.pose,
                ones,
                *self._args(),
            )
        return Layout(self.place.copy(), self.pose.copy(), problem.end(self.place, self.pose))

    def _cut(self) -> None:
        """Shorten the strip from the best layout on: what lies right of the cut moves left."""
        best = self.best
        self.length = max(best.length * (1.0 - self.step), self.problem.least_length)
        shift = best.length - self.length
        # Exploring cuts in the middle (a random place costs 0.8 points), pressing anywhere.
        at = self._draw() if self.pressing else 0.5
        if self.pressing or self.failures % 2 == 0 or not self.failures:
            self.place[:] = best.place
            self.pose[:] = best.pose
            self.place[best.place[:, 0] > at * best.length, 0] -= shift
        if self.failures and not self.pressing:
            self._swap()
        self._clamp()
        total = self._settle()
        self.tally[1:] = 0
        self.record[:] = total if total > 0.0 else np.inf
        self.best_place[:] = self.place
        self.best_pose[:] = self.pose
        self.trying = True

    def _clamp(self) -> None:
        room = self.problem.room[self.pose]
        self._fit_poses(room)
        room = self.problem.room[self.pose]
        high_x = self.length - room[:, 2]
        high_y = self.problem.width - room[:, 3]
        self.place[:, 0] = np.maximum(np.minimum(self.place[:, 0], high_x), -room[:, 0])
        self.place[:, 1] = np.maximum(np.minimum(self.place[:, 1], high_y), -room[:, 1])

    def _fit_poses(self, room: NDArray[np.float64]) -> None:
        """Turn a piece that has become longer than the strip to a pose that is not."""
        for k in np.flatnonzero(room[:, 2] - room[:, 0] > self.length):
            options = self.problem.choices[k, 1 : 1 + self.problem.choices[k, 0]]
            lengths = self.problem.room[options, 2] - self.problem.room[options, 0]
            self.pose[k] = options[int(np.argmin(lengths))]

    def _swap(self) -> None:
        """Exchange two large pieces that differ: the way out of a dead end."""
        sizes = self.problem.sizes
        order = np.argsort(-sizes, kind="stable")
        share = np.cumsum(sizes[order]) / sizes.sum()
        large = order[: max(2, int(np.searchsorted(share, LARGE)) + 1)]
        for _ in range(8):
            i = int(large[int(self._draw() * len(large))])
            j = int(large[int(self._draw() * len(large))])
            if i != j and self.problem.items[i] is not self.problem.items[j]:
                self.place[[i, j]] = self.place[[j, i]]
                return

    def _draw(self) -> float:
        value: float = self.kernels.draw(self.state)
        return value

    def _succeed(self) -> None:
        length = self.problem.end(self.place, self.pose)
        if length < self.best.length:
            self.best = Layout(self.place.copy(), self.pose.copy(), length)
            self.history.append(self.best)
        self.failures = 0
        if self.pressing:
            return
        self.step = min(FIRST_STEP, self.step * GAIN)

    def _fail(self) -> None:
        self.place[:] = self.best_place
        self.pose[:] = self.best_pose
        if self.pressing:
            self.step = max(PRESS_LEAST, self.step * 0.7)
            return
        self.step = max(LEAST_STEP, self.step * LOSS)
        if self.step <= LEAST_STEP:
            self.failures += 1
