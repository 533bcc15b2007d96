"""Pieces on a surface of any outline: kiln shelves with posts, offcuts with defects.

One question, ``place(surface, pieces)``, asked in one place: pieces are put one by one, each at a
corner of the region where its reference point may stand (the no-fit polygons of what is there
already are cut out of it). Quick rather than tight; what is placed keeps its distances.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry import MultiPoint, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from workbench.errors import SpecError

Points = Sequence[tuple[float, float]]
Array = NDArray[np.float64]
Key = Callable[[float, float], Any]

# By so much a piece is taken smaller where it meets others, so that an exact fit is a fit.
SHRINK = 1e-8
# What that takes off a distance is added to it, for pieces up to a metre. [mm]
TOUCH = 1e-5


@dataclass(frozen=True)
class Laid:
    """A piece on a surface: turned about its origin, then moved.

    Parameters
    ----------
    number : int
        Which of the pieces asked for.
    rotation : float
        Counter-clockwise. [degrees]
    x, y : float
        [mm]
    """

    number: int
    rotation: float
    x: float
    y: float

    def outline(self, points: Points) -> tuple[tuple[float, float], ...]:
        """Return the piece where it lies [mm]."""
        shape = affinity.rotate(Polygon(points), self.rotation, origin=(0, 0))
        moved = affinity.translate(shape, self.x, self.y)
        return tuple((float(x), float(y)) for x, y in moved.exterior.coords[:-1])


def polygon(points: Points, where: str) -> Polygon:
    """Return a shape, or say that the points do not make one."""
    shape = Polygon(points) if len(points) >= 3 else Polygon()
    if shape.is_empty or not shape.is_valid or shape.area <= 0.0:
        raise SpecError(
            "the outline is not a simple polygon",
            where=where,
            advice="give at least three corners in order, without a crossing",
        )
    return shape


def place(
    surface: BaseGeometry,
    pieces: Sequence[Polygon],
    *,
    gap: float = 0.0,
    angles: Sequence[float] = (0.0, 90.0),
) -> tuple[Laid, ...]:
    """Return where pieces lie on a surface, those that find no place left out.

    Two fillings are made, from one side to the other and from the rim inwards; the one that covers
    more is kept. A piece that is not convex keeps others out of its convex hull.

    Parameters
    ----------
    surface : Polygon or MultiPolygon
        What may be covered; posts and defects are already cut out. [mm]
    pieces : sequence of Polygon
        In the order in which places are given away; put the important ones first. [mm]
    gap : float
        Least distance between two pieces. [mm]
    angles : sequence of float
        Turns that are tried. [degrees]
    """
    if gap < 0.0:
        raise SpecError(f"a gap of {gap} mm", where="place", advice="give 0 mm or more")
    if surface.is_empty or not pieces:
        return ()
    centre = surface.centroid
    shapes = _Shapes(surface, pieces, gap, angles)
    sweeps: tuple[Key, ...] = (
        lambda x, y: (round(y, 6), round(x, 6)),
        lambda x, y: (-round(math.hypot(x - centre.x, y - centre.y), 3), round(y, 6)),
    )
    return max(
        (shapes.fill(key) for key in sweeps),
        key=lambda laid: math.fsum(pieces[entry.number].area for entry in laid),
    )


class _Shapes:
    """The distinct shapes among the pieces, each with where its reference point may stand."""

    def __init__(
        self,
        surface: BaseGeometry,
        pieces: Sequence[Polygon],
        gap: float,
        angles: Sequence[float],
    ) -> None:
        self.pieces, self.gap = pieces, apart(gap)
        keys = [piece.wkb for piece in pieces]
        self.kind = [keys.index(key) for key in keys]
        self.poses: dict[int, list[_Pose]] = {}
        edges = _edges(surface)
        for kind in dict.fromkeys(self.kind):
            turned: dict[bytes, tuple[float, Polygon]] = {}
            for angle in angles:
                shape = affinity.rotate(pieces[kind], angle, origin=(0, 0))
                # a square turned by a quarter is the same square, perhaps somewhere else
                at = affinity.translate(shape, -shape.bounds[0], -shape.bounds[1])
                turned.setdefault(at.normalize().wkb, (angle, shape))
            self.poses[kind] = [
                _Pose(angle, shape, surface, edges) for angle, shape in turned.values()
            ]

    def fill(self, key: Key) -> tuple[Laid, ...]:
        """Return one filling, each piece at the allowed place with the least key."""
        free = {
            (kind, k): pose.free
            for kind, poses in self.poses.items()
            for k, pose in enumerate(poses)
        }
        laid = []
        for number, kind in enumerate(self.kind):
            best = None
            for k, pose in enumerate(self.poses[kind]):
                mid_x, mid_y = pose.middle
                for x, y in _corners(free[kind, k]):
                    rank = key(x + mid_x, y + mid_y)
                    if best is None or rank < best[0]:
                        best = (rank, pose, x, y)
            if best is None:
                continue
            _, pose, x, y = best
            laid.append(Laid(number, pose.angle, x, y))
            blocked = pose.hull + np.array([x, y])
            if self.gap:
                # chords lie inside the arc: reach out so far that they do not come too near
                grown = Polygon(blocked).buffer(self.gap / math.cos(math.pi / 16), quad_segs=4)
                blocked = np.asarray(grown.exterior.coords)
            for (other, k), region in free.items():
                if not region.is_empty:
                    shadow = _sum(blocked, -self.poses[other][k].inner)
                    free[other, k] = region.difference(shadow)
        return tuple(laid)


class _Pose:
    """A shape at one angle."""

    def __init__(self, angle: float, shape: Polygon, surface: BaseGeometry, edges: Array) -> None:
        self.angle = angle
        self.hull = np.asarray(shape.convex_hull.exterior.coords)[:-1]
        middle = self.hull.mean(axis=0)
        self.middle = (float(middle[0]), float(middle[1]))
        # a piece that fits exactly would leave no room at all for its reference point
        self.inner = middle + (self.hull - middle) * (1.0 - SHRINK)
        self.free = self._allowed(shape, surface, edges)

    def _allowed(self, shape: Polygon, surface: BaseGeometry, edges: Array) -> BaseGeometry:
        """Return where the reference point may stand on the empty surface."""
        left, low, right, top = surface.bounds
        west, south = self.inner.min(axis=0)
        east, north = self.inner.max(axis=0)
        if right - left < east - west or top - low < north - south:
            return Polygon()
        room = box(left - west, low - south, right - east, top - north)
        crossed = unary_union([_sum(edge, -self.inner) for edge in edges])
        # what remains crosses no edge: it lies wholly inside, or wholly in a hole
        surface = surface.buffer(1e-6)
        parts = []
        for part in _parts(room.difference(crossed)):
            at = part.representative_point()
            if surface.contains(affinity.translate(shape, at.x, at.y)):
                parts.append(part)
        return unary_union(parts) if parts else Polygon()


def _sum(first: Array, second: Array) -> BaseGeometry:
    """Return the Minkowski sum of two convex sets of points."""
    sums = (first[:, None, :] + second[None, :, :]).reshape(-1, 2)
    return MultiPoint(sums).convex_hull


def _edges(surface: BaseGeometry) -> Array:
    """Return the edges of all rings, float64[n, 2, 2]."""
    rings = [
        np.asarray(ring.coords)
        for part in _parts(surface)
        for ring in (part.exterior, *part.interiors)
    ]
    return np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])


def _parts(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a geometry, lines and points left out."""
    if isinstance(shape, Polygon):
        return [] if shape.is_empty else [shape]
    return [part for part in getattr(shape, "geoms", ()) if isinstance(part, Polygon)]


def _corners(region: BaseGeometry) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for part in _parts(region)
        for ring in (part.exterior, *part.interiors)
        for x, y in ring.coords[:-1]
    ]


def spread(points: int, radius: float) -> tuple[tuple[float, float], ...]:
    """Return places evenly on a circle round the origin, the first to the right [mm]."""
    turns = (2.0 * math.pi * k / points for k in range(points))
    return tuple((radius * math.cos(t), radius * math.sin(t)) for t in turns)


def apart(distance: float) -> float:
    """Return a distance with what a piece taken smaller may take off it, 0 for none."""
    return distance + TOUCH if distance > 0.0 else 0.0


def without(surface: Polygon, holes: Sequence[Polygon], clearance: float = 0.0) -> BaseGeometry:
    """Return a surface with holes of some clearance cut out."""
    if not holes:
        return surface
    return surface.difference(
        unary_union([hole.buffer(apart(clearance), join_style="mitre") for hole in holes])
    )
