"""A problem as the search sees it: arrays of poses, tables and parts, and layouts of its copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.nesting import shapes
from workbench.nesting.compact import Parts
from workbench.nesting.grid import grid_lattice
from workbench.nesting.placement import Placement
from workbench.nesting.problem import Problem
from workbench.nesting.tables import pair_tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The weights of all pairs are kept: 2 × 72 MB in each walk at this number.
MOST_PIECES = 3000


@dataclass(frozen=True)
class Layout:
    """Where copies lie.

    Parameters
    ----------
    copies : int64[n]      Which copies of the board, ascending.
    place : float64[n, 2]  Reference points. [mm]
    pose : int64[n]        Variants.
    length : float         Largest x that a piece reaches. [mm]
    """

    copies: Ints
    place: Floats
    pose: Ints
    length: float


class Board:
    """A problem prepared for the search; shared by all walks, never written.

    Copies are ordered by size, large ones first; ``item_of`` gives the item of each.
    """

    def __init__(self, problem: Problem) -> None:
        if problem.pieces > MOST_PIECES:
            raise SpecError(
                f"{problem.pieces} pieces are too many for one marker",
                where=f"problem '{problem.name}'",
                advice=f"split the order into markers of at most {MOST_PIECES} pieces",
            )
        self.problem = problem
        made = shapes.build(problem)
        self.shapes = made
        self.hull = np.ascontiguousarray(made.hull)
        self.window = made.window
        self.lattice = made.lattice
        self.grid = grid_lattice(problem, made)
        self.obstacles = len(made.fixed)
        self.length = made.length
        # What fits at none of its angles has no copies here: the caller names it.
        copies = [
            number
            for number, item in enumerate(problem.items)
            for _ in range(item.demand)
            if made.poses[number]
        ]
        areas = {
            number: float(Polygon(problem.items[number].outline).convex_hull.area)
            for number in set(copies)
        }
        spread = np.hypot(*(self.hull[:, 2:] - self.hull[:, :2]).T)
        first = {number: made.poses[number][0].variant for number in areas}
        order = sorted(
            range(len(copies)),
            key=lambda k: (-areas[copies[k]] * spread[first[copies[k]]], k),
        )
        self.item_of = np.array([copies[k] for k in order], np.int64)
        self.sizes = np.array([areas[number] for number in self.item_of])
        self.areas = np.array([item.area for item in problem.items])
        self.values = np.array([problem.items[number].worth for number in self.item_of])
        self.poses = [{p.variant: p for p in own} for own in made.poses]
        most = max([1, *(len(own) for own in made.poses)])
        self.choices = np.zeros((len(order), 1 + most), np.int64)
        for k, number in enumerate(self.item_of):
            own = self.poses[number]
            self.choices[k, 0] = len(own)
            self.choices[k, 1 : 1 + len(own)] = list(own)
        # Around an obstacle nothing is turned or moved: its pose comes after the variants.
        self.obstacle_pose = np.arange(made.variants, made.variants + self.obstacles)
        extent = self.hull[: made.variants, 2:] - self.hull[: made.variants, :2]
        self.step = float(np.median(extent[self.choices[:, 1]])) if order else 1.0
        self.outlines = [made.bodies[int(made.shown[v, v])] for v in range(made.variants)]
        middles = [Polygon(body).representative_point() for body in self.outlines]
        self.cores = np.array([(point.x, point.y) for point in middles]).reshape(-1, 2)
        self.tables: tuple[Any, ...] = ()
        self.parts: Parts | None = None
        if order:
            self.tables = pair_tables(made).arrays
            self.parts = Parts.of(made)
        self.copies = np.arange(len(order))

    @property
    def misfits(self) -> list[int]:
        """Items that fit the container at none of their angles."""
        return [k for k, own in enumerate(self.poses) if not own and self.problem.items[k].demand]

    def least_length(self, copies: Ints) -> float:
        """Return a length that no layout of these copies can fall below, in mm."""
        spans = self.window[:, 0] + self.window[:, 2]
        least = [
            float(spans[self.choices[k, 1 : 1 + self.choices[k, 0]]].min()) for k in copies.tolist()
        ]
        container = self.problem.container
        least.append(0.0)
        if hasattr(container, "width"):
            area = sum(self.problem.items[k].area for k in self.item_of[copies].tolist())
            least.append(area / container.width)
        return max(least)

    def end(self, place: Floats, pose: Ints) -> float:
        """Return the largest x that pieces reach, in mm."""
        return float((place[:, 0] + self.window[pose, 2]).max()) if len(pose) else 0.0

    def placements(self, layout: Layout) -> tuple[Placement, ...]:
        """Return the placements of a layout, copies of an item together in the items' order."""
        made = []
        for k, place, pose in zip(layout.copies, layout.place, layout.pose, strict=True):
            number = int(self.item_of[k])
            item = self.problem.items[number]
            chosen = self.poses[number][int(pose)]
            made.append((number, shapes.placement_of(item, chosen, *map(float, place))))
        return tuple(placement for _, placement in sorted(made, key=lambda pair: pair[0]))

    def layout_of(self, placements: Iterable[Placement]) -> Layout:
        """Return the layout of placements; those of items that are not on the board are refused."""
        waiting: dict[int | str, list[int]] = {}
        for k in range(len(self.item_of) - 1, -1, -1):
            item = self.problem.items[int(self.item_of[k])]
            waiting.setdefault(item.id, []).append(k)
        found = []
        for placement in placements:
            if not waiting.get(placement.id):
                raise SpecError(
                    f"the start places more copies of {placement.id!r} than are asked for",
                    where="the layout to start from",
                    advice="start from a layout of the same items",
                )
            k = waiting[placement.id].pop()
            found.append((k, *self.pose_of(int(self.item_of[k]), placement)))
        found.sort(key=lambda entry: entry[0])
        copies = np.array([entry[0] for entry in found], np.int64)
        place = np.array([entry[1] for entry in found], np.float64).reshape(-1, 2)
        pose = np.array([entry[2] for entry in found], np.int64)
        return Layout(copies, place, pose, self.end(place, pose))

    def pose_of(self, number: int, placement: Placement) -> tuple[tuple[float, float], int]:
        """Return the reference point and the nearest variant of a placement of an item."""
        item = self.problem.items[number]
        best: tuple[float, int] | None = None
        for variant, pose in self.poses[number].items():
            if placement.mirrored == pose.mirrored:
                turn = abs((placement.rotation - pose.rotation + 180.0) % 360.0 - 180.0)
                if best is None or turn < best[0]:
                    best = (turn, variant)
        points = placement.apply(item.outline)
        centre = (points.min(axis=0) + points.max(axis=0)) / 2
        here = (float(centre[0]), float(centre[1]))
        if best is not None and (best[0] < 1e-9 or best[0] <= item.tilt):
            return here, best[1]
        # Equal shapes share a pose: find it by what the placement does to the outline.
        body = Polygon(points)
        for variant, pose in self.poses[number].items():
            same = Polygon(shapes.placement_of(item, pose, *here).apply(item.outline))
            if same.symmetric_difference(body).area < 1e-6 * same.area:
                return here, variant
        raise SpecError(
            f"{item.label} is turned by {placement.rotation:g}°, which is not allowed",
            where="the layout to start from",
            advice="use the allowed angles of the piece",
        )
