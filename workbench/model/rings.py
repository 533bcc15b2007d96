"""Closed outlines: their plain points, area, length, and the check that one is simple."""

from __future__ import annotations

import math
from collections.abc import Iterable

from workbench.errors import SpecError

Vertex = tuple[float, float]


def vertex(point: tuple[float, float]) -> Vertex:
    """Return a point as two bare numbers [mm]."""
    return float(point[0]), float(point[1])


def vertices(points: tuple[tuple[float, float], ...]) -> tuple[Vertex, ...]:
    """Return an outline as bare numbers, open when it was closed by repeating its start [mm]."""
    ring = tuple(vertex(point) for point in points)
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def ring_area(ring: Iterable[Vertex]) -> float:
    """Return the signed area of a closed ring, positive when counter-clockwise, in mm²."""
    points = list(ring)
    x0, y0 = points[0]
    return 0.5 * sum(
        (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True)
    )


def ring_length(ring: Iterable[Vertex]) -> float:
    """Return the length of a closed ring, in mm."""
    points = list(ring)
    return sum(math.dist(a, b) for a, b in zip(points, [*points[1:], points[0]], strict=True))


def check_ring(ring: tuple[Vertex, ...], where: str) -> None:
    """Refuse an outline that is not a simple polygon with an area.

    Parameters
    ----------
    ring : tuple of (x, y)
        The open outline. [mm]
    where : str
        What messages call it.
    """
    if len(ring) < 3:
        raise SpecError(f"an outline of {len(ring)} points", where=where, advice="give at least 3")
    if any(len({point[axis] for point in ring}) == 1 for axis in (0, 1)):
        raise SpecError("the outline has no area", where=where, advice="check the corners")
    sides = [(ring[i - 1], ring[i]) for i in range(len(ring))]
    for i, first in enumerate(sides):
        for j in range(i + 2, len(sides)):
            if (i, j) != (0, len(sides) - 1) and _cross(*first, *sides[j]):
                raise SpecError(
                    f"the outline crosses itself between {_shown(first)} and {_shown(sides[j])}",
                    where=where,
                    advice="list the corners in walking order",
                )
    if abs(ring_area(ring)) < 1.0:
        raise SpecError("the outline has no area", where=where, advice="check the corners")


def _cross(a: Vertex, b: Vertex, c: Vertex, d: Vertex) -> bool:
    """Whether segments ab and cd touch or cross."""
    turns = [_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)]
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(
        turn == 0
        and min(p[0], q[0]) <= r[0] <= max(p[0], q[0])
        and min(p[1], q[1]) <= r[1] <= max(p[1], q[1])
        for turn, (p, q, r) in zip(turns, ends, strict=True)
    )


def _turn(a: Vertex, b: Vertex, c: Vertex) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _shown(side: tuple[Vertex, Vertex]) -> str:
    return "–".join(f"({x / 1000:g}, {y / 1000:g}) m" for x, y in side)
