"""Turn outlines into the convex pieces and the corners that walking paths are made of.

A person is a disc that walks by its centre, so every obstacle is grown by the disc's radius with
mitred corners. The grown shape is cut into convex pieces, which a compiled test can clip a
segment against; a path turns only at its convex corners.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

Ring: TypeAlias = tuple[tuple[float, float], ...]
Floats: TypeAlias = npt.NDArray[np.float64]

# A mitre longer than this many radii is cut off, so that a needle does not grow a spike.
_MITRE = 2.0


@dataclass(frozen=True)
class Hulls:
    """Convex pieces, counter-clockwise, one after the other.

    Parameters
    ----------
    points : float[N, 2]
        Corners of all pieces. [mm]
    closed : bool[N]
        Whether the side that starts at the corner is shared with another piece of the same shape,
        so that nobody walks along it.
    start : int[P + 1]
        First corner of each piece; the last entry is N.
    """

    points: Floats
    closed: npt.NDArray[np.bool_]
    start: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """An outline cut into convex pieces, with the corners that a taut path can bend round.

    Parameters
    ----------
    hulls : Hulls
        The convex pieces.
    corners : float[C, 3, 2]
        Convex corners of the outline: the corner, the one before and the one after it. [mm]
    """

    hulls: Hulls
    corners: Floats


@lru_cache(maxsize=4096)
def solid(ring: Ring, radius: float = 0.0) -> Shape:
    """Return the polygon ``ring`` grown by ``radius`` [mm] with mitred corners, cut up.

    A shape does not depend on where it stands, so each footprint is grown once and for all.
    """
    body = Polygon(ring)
    if radius > 0.0:
        body = body.buffer(radius, join_style="mitre", mitre_limit=_MITRE)
    return _shape(body)


@lru_cache(maxsize=64)
def surrounding(ring: Ring, radius: float = 0.0) -> Shape:
    """Return everything near the floor ``ring`` that is not it, grown inwards by ``radius`` [mm].

    "Near" reaches a kilometre beyond the outline, so that a station dragged off the floor still
    stands in something that can be named.
    """
    floor = Polygon(ring)
    x0, y0, x1, y1 = floor.bounds
    margin = max(x1 - x0, y1 - y0) + 1e6
    frame = shapely.box(x0 - margin, y0 - margin, x1 + margin, y1 + margin)
    inside = floor.buffer(-radius, join_style="mitre", mitre_limit=_MITRE) if radius else floor
    outside = frame.difference(inside)
    shape = _shape(outside)
    within = shape.corners[:, 0]
    far = (
        (within[:, 0] <= x0 - margin)
        | (within[:, 0] >= x1 + margin)
        | (within[:, 1] <= y0 - margin)
        | (within[:, 1] >= y1 + margin)
    )
    return Shape(shape.hulls, shape.corners[~far])


def join(hulls: list[Hulls]) -> Hulls:
    """Return the pieces of several shapes one after the other."""
    if not hulls:
        return Hulls(np.empty((0, 2)), np.empty(0, np.bool_), np.zeros(1, np.int64))
    offsets = np.cumsum([0, *(len(each.points) for each in hulls)])
    starts = [each.start[:-1] + offset for each, offset in zip(hulls, offsets, strict=False)]
    return Hulls(
        np.concatenate([each.points for each in hulls]),
        np.concatenate([each.closed for each in hulls]),
        np.append(np.concatenate(starts), offsets[-1]).astype(np.int64),
    )


def _shape(body: shapely.Geometry) -> Shape:
    parts = [orient(part) for part in shapely.get_parts(body) if not part.is_empty]
    pieces: list[list[tuple[float, float]]] = []
    corners: list[Floats] = []
    for part in parts:
        rings = [_corners(ring.coords[:-1]) for ring in (part.exterior, *part.interiors)]
        corners.extend(_bends(ring) for ring in rings)
        pieces.extend(_convex_pieces(Polygon(rings[0], rings[1:])))
    sides = {side for piece in pieces for side in _sides(piece)}
    points = [point for piece in pieces for point in piece]
    closed = [(b, a) in sides for piece in pieces for a, b in _sides(piece)]
    start = np.cumsum([0, *(len(piece) for piece in pieces)])
    return Shape(
        Hulls(
            np.array(points, np.float64).reshape(-1, 2),
            np.array(closed, np.bool_),
            start.astype(np.int64),
        ),
        np.concatenate(corners) if corners else np.empty((0, 3, 2)),
    )


def _sides(
    piece: list[tuple[float, float]],
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return [(piece[i], piece[(i + 1) % len(piece)]) for i in range(len(piece))]


def _corners(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the ring without points that lie on a straight line between their neighbours."""
    kept = list(ring)
    at = 0
    while at < len(kept) and len(kept) > 3:
        before, here, after = kept[at - 1], kept[at], kept[(at + 1) % len(kept)]
        reach = np.hypot(after[0] - before[0], after[1] - before[1])
        if abs(_turn(before, here, after)) <= 1e-9 * max(reach, 1.0):
            del kept[at]
            at = max(at - 1, 0)
        else:
            at += 1
    return kept


def _bends(ring: list[tuple[float, float]]) -> Floats:
    """Return the corners of a ring, solid on its left, where a path can bend."""
    found = [
        (here, before, after)
        for before, here, after in zip(
            [ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True
        )
        if _turn(before, here, after) > 0.0
    ]
    return np.array(found, np.float64).reshape(-1, 3, 2)


def _convex_pieces(body: Polygon) -> list[list[tuple[float, float]]]:
    """Return a cut of a polygon into convex pieces (Hertel and Mehlhorn 1983)."""
    ring = list(body.exterior.coords[:-1])
    if not body.interiors and _is_convex(ring):
        return [ring]
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(body))
    pieces = {
        number: list(orient(triangle).exterior.coords[:-1])
        for number, triangle in enumerate(triangles)
    }
    owner = {side: number for number, piece in pieces.items() for side in _sides(piece)}
    for a, b in sorted(owner):
        if a < b and (b, a) in owner and owner[a, b] != owner[b, a]:
            left, right = owner[a, b], owner[b, a]
            merged = _merged(pieces[left], pieces[right], a, b)
            if _is_convex(merged):
                pieces[left] = merged
                for side in _sides(pieces.pop(right)):
                    owner[side] = left
    return list(pieces.values())


def _merged(
    left: list[tuple[float, float]],
    right: list[tuple[float, float]],
    a: tuple[float, float],
    b: tuple[float, float],
) -> list[tuple[float, float]]:
    """Return two counter-clockwise pieces joined over their common side, a to b in ``left``."""
    i, j = left.index(b), right.index(a)
    return [*left[i:], *left[:i], *(right[j + k - len(right)] for k in range(1, len(right) - 1))]


def _is_convex(ring: list[tuple[float, float]]) -> bool:
    return all(
        _turn(ring[i - 2], ring[i - 1], ring[i])
        >= -1e-9 * np.hypot(ring[i][0] - ring[i - 2][0], ring[i][1] - ring[i - 2][1])
        for i in range(len(ring))
    )


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
