"""Cut a polygon into few convex parts: a triangulation whose triangles are joined again."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

Points = NDArray[np.float64]


def convex_parts(outline: Points) -> list[Points]:
    """Return convex polygons that fill a simple polygon without overlap (Hertel and Mehlhorn 1983).

    Parameters
    ----------
    outline : float64[n, 2]   Counter-clockwise. [mm]
    """
    if _convex(outline):
        return [outline]
    where = {tuple(point): number for number, point in enumerate(outline.tolist())}
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(Polygon(outline)))
    parts: dict[int, list[int]] = {}
    sides: dict[tuple[int, int], int] = {}
    for number, triangle in enumerate(triangles):
        corners = [where[tuple(p)] for p in np.asarray(triangle.exterior.coords)[:-1].tolist()]
        a, b, c = outline[corners]
        if (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) < 0:
            corners.reverse()
        parts[number] = corners
        for k in range(3):
            sides[corners[k], corners[(k + 1) % 3]] = number
    shared = [side for side in sides if side[0] < side[1] and side[::-1] in sides]
    # Long diagonals first: they bound the slivers, which are best joined to a neighbour.
    shared.sort(key=lambda s: (-float(np.hypot(*(outline[s[0]] - outline[s[1]]))), s))
    for a, b in shared:
        one, other = sides[a, b], sides[b, a]
        if one == other:
            continue
        joined = _join(parts[one], parts[other], a, b)
        if _convex(outline[joined]):
            parts[one] = joined
            del parts[other]
            for k in range(len(joined)):
                sides[joined[k], joined[(k + 1) % len(joined)]] = one
    return [np.ascontiguousarray(outline[corners]) for corners in parts.values()]


def _join(one: list[int], other: list[int], a: int, b: int) -> list[int]:
    """Return the two polygons, which share the side from a to b (of ``one``), as one."""
    k = one.index(b)
    m = other.index(a)
    # From b round to a, then on round the other from a to b, without repeating a and b.
    return one[k:] + one[:k] + (other[m:] + other[:m])[1:-1]


def _convex(points: Points) -> bool:
    edges = np.roll(points, -1, axis=0) - points
    after = np.roll(edges, -1, axis=0)
    cross = edges[:, 0] * after[:, 1] - edges[:, 1] * after[:, 0]
    sizes = np.hypot(*edges.T) * np.hypot(*after.T)
    return bool((cross >= -1e-12 * sizes).all())
