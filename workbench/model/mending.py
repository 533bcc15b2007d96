"""Mend an outline that a drawing program left slightly broken, and say what was done."""

from __future__ import annotations

import math

from workbench.model.rings import Vertex, ring_area

# Two points closer than this are one point: a hundredth of the finest plotter's step. [mm]
SAME_POINT = 1e-4
# A loop that holds less of the outline's area than this is a slip of the pen; more is a question
# of which side was meant, and only the drawer can answer it.
SLIP = 0.01


def mended(ring: tuple[Vertex, ...], what: str) -> tuple[tuple[Vertex, ...], tuple[str, ...]]:
    """Return an outline without repeated points, spikes and small loops, and what was mended.

    Parameters
    ----------
    ring : tuple of (x, y)
        The outline, open or closed. [mm]
    what : str
        How the notes name it: "outline", "hole 2".

    Returns
    -------
    (ring, notes)
        An outline that cannot be mended without a guess comes back as it is: whoever checks it
        then refuses it.
    """
    if len(ring) < 3 or not all(math.isfinite(number) for point in ring for number in point):
        return ring, ()
    kept = _distinct(ring)
    notes = []
    closing = math.dist(ring[0], ring[-1]) <= SAME_POINT
    repeated = len(ring) - int(closing) - len(kept)
    if repeated > 0:
        notes.append(f"{repeated} repeated point{'s' * (repeated > 1)} of the {what} left out")
    spikes = _without_spikes(kept)
    if 3 <= len(spikes) < len(kept):
        count = len(kept) - len(spikes)
        notes.append(f"{count} point{'s' * (count > 1)} of a spike of the {what} left out")
        kept = spikes
    if len(kept) < 3:
        return ring, ()
    simple, note = _without_loops(kept, what)
    return simple, (*notes, *note)


def _distinct(ring: tuple[Vertex, ...]) -> tuple[Vertex, ...]:
    kept: list[Vertex] = []
    for point in ring:
        if not kept or math.dist(point, kept[-1]) > SAME_POINT:
            kept.append((float(point[0]), float(point[1])))
    while len(kept) > 1 and math.dist(kept[0], kept[-1]) <= SAME_POINT:
        kept.pop()
    return tuple(kept)


def _without_spikes(ring: tuple[Vertex, ...]) -> tuple[Vertex, ...]:
    """Leave out points at which the line turns back on itself."""
    points = list(ring)
    found = True
    while found and len(points) > 3:
        found = False
        for k, (x, y) in enumerate(points):
            (ax, ay), (bx, by) = points[k - 1], points[(k + 1) % len(points)]
            to, back = (ax - x, ay - y), (bx - x, by - y)
            reach = math.hypot(*to) * math.hypot(*back)
            cross = to[0] * back[1] - to[1] * back[0]
            if reach and abs(cross) <= 1e-9 * reach and to[0] * back[0] + to[1] * back[1] > 0:
                # The spike's foot may now stand there twice.
                del points[k]
                points = list(_distinct(tuple(points)))
                found = True
                break
    return tuple(points)


def _without_loops(
    ring: tuple[Vertex, ...], what: str
) -> tuple[tuple[Vertex, ...], tuple[str, ...]]:
    """Return a crossing outline without its small loops; a simple one as it is."""
    from shapely import make_valid
    from shapely.geometry import Polygon
    from shapely.geometry.polygon import orient

    polygon = Polygon(ring)
    if polygon.is_valid:
        return ring, ()
    whole = make_valid(polygon)
    parts = [part for part in getattr(whole, "geoms", [whole]) if part.geom_type == "Polygon"]
    parts += [
        part
        for several in getattr(whole, "geoms", ())
        if several.geom_type == "MultiPolygon"
        for part in several.geoms
    ]
    if not parts:
        return ring, ()
    largest = max(parts, key=lambda part: part.area)
    rest = sum(part.area for part in parts) - largest.area
    holes = sum(Polygon(hole).area for hole in largest.interiors)
    if rest + holes > SLIP * largest.area:
        return ring, ()
    simple = tuple((float(x), float(y)) for x, y in orient(largest).exterior.coords[:-1])
    if not Polygon(simple).is_valid:
        return ring, ()
    lost = abs(abs(ring_area(simple)) - polygon.area)
    return simple, (
        f"the {what} crossed itself; loops of {rest + holes:.3g} mm² in all were left out"
        if rest + holes
        else f"the {what} touched itself and was cleaned (area changed by {lost:.3g} mm²)",
    )
