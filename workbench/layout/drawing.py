"""Faults of a drawing, each with its place, so that an editor can show what it refuses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import LineString, Point, Polygon

from workbench.errors import SpecError
from workbench.layout.findings import Finding, Spot
from workbench.layout.shapes import Ring
from workbench.model.documents import read_noun
from workbench.model.floor import (
    UTILITIES,
    Column,
    Door,
    Exit,
    Floor,
    Utility,
    Wall,
    Zone,
)
from workbench.model.rings import vertex, vertices
from workbench.units import parse

# An outline whose ends are nearer than this was meant to be closed. [mm]
CLOSED = 1.0
# An exit may lie this far off the outline; what is drawn by hand seldom meets it. [mm]
NEAR = 150.0
# Walls that run together for longer than this lie over each other. [mm]
_TOGETHER = 20.0


class DrawingError(SpecError):
    """A drawing with faults; the floor is as it was.

    Parameters
    ----------
    findings : tuple of Finding
        All faults, each with its place.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [each for each in findings if each.severity == "error"]
        first = errors[0]
        more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        super().__init__(
            first.text + more, where=", ".join(first.subjects) or "floor", advice=first.advice
        )
        self.findings = findings


def drawing_faults(document: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return the faults of a floor's document, all of them, none raised.

    Parameters
    ----------
    document : mapping
        As ``floor`` in twin.yaml.
    """
    found: list[Finding] = []
    outline = _outline(document, found)
    walls = [w for w in _each(Wall, document, "walls", found) if isinstance(w, Wall)]
    found += overlapping_walls(walls)
    known = {wall.name: wall for wall in walls}
    for door in _each(Door, document, "doors", found):
        found += _door(door, known, set(document.get("walls") or ()))
    columns = _each(Column, document, "columns", found)
    exits = _each(Exit, document, "exits", found)
    utilities = _each(Utility, document, "utilities", found)
    _each(Zone, document, "zones", found)
    if outline is not None:
        for way in exits:
            found += _exit(way, outline)
        for column in columns:
            found += _off(f"column '{column.name}'", Polygon(column.polygon), outline)
        for utility in utilities:
            line = utility.line
            shape = Point(line[0]) if len(line) == 1 else LineString(line)
            found += _off(f"{utility.kind} '{utility.name}'", shape, outline)
    if not any(each.severity == "error" for each in found):
        try:
            rest = {key: value for key, value in document.items() if key != "placements"}
            read_noun(Floor, rest, "floor")
        except SpecError as error:
            found.append(_fault(error.what, (error.where,), None, (), error.advice))
    return tuple(found)


def outline_faults(points: tuple[Spot, ...]) -> tuple[Finding, ...]:
    """Return the faults of an outline as it was drawn, its end repeated when it is closed.

    Parameters
    ----------
    points : tuple of (x, y)
        Corners in drawing order. [mm]
    """
    if len(points) < 3:
        at = points[0] if points else None
        return (
            _fault(
                "the outline has fewer than three corners",
                ("outline",),
                at,
                (points,),
                "draw at least three",
            ),
        )
    if math.dist(points[0], points[-1]) > CLOSED:
        gap = (points[-1], points[0])
        text = f"the outline is not closed: {math.dist(*gap) / 1000:.2f} m are missing"
        return (_fault(text, ("outline",), _middle(gap), (gap,), "draw the missing side"),)
    ring = points[:-1]
    body = Polygon(ring) if len(ring) >= 3 else Polygon()
    if body.area < 1.0:
        return (
            _fault("the outline has no area", ("outline",), points[0], (points,), "draw a room"),
        )
    return _crossing(ring, "the outline", ("outline",))


def _crossing(ring: Ring, what: str, subjects: tuple[str, ...]) -> tuple[Finding, ...]:
    sides = [LineString(side) for side in pairwise([*ring, ring[0]])]
    for i, one in enumerate(sides):
        for j in range(i + 2, len(sides)):
            if (i, j) != (0, len(sides) - 1) and one.intersects(sides[j]):
                at = one.intersection(sides[j]).representative_point()
                lines = tuple(tuple(side.coords) for side in (one, sides[j]))
                text = f"{what} crosses itself"
                advice = "list the corners in walking order"
                return (_fault(text, subjects, (at.x, at.y), lines, advice),)
    return ()


def _outline(document: Mapping[str, Any], found: list[Finding]) -> Any:
    """Return the floor's polygon, or None and a finding."""
    try:
        if document.get("outline"):
            points = tuple((_length(x), _length(y)) for x, y in document["outline"])
            ring = vertices(points)
            faults = outline_faults((*ring, ring[0]))
            found.extend(faults)
            return None if faults else Polygon(ring)
        rest = {"size": document["size"]} if "size" in document else {}
        return Polygon(read_noun(Floor, rest, "floor").boundary)
    except SpecError as error:
        found.append(_fault(error.what, ("outline",), None, (), error.advice))
    except (TypeError, ValueError, KeyError):
        found.append(
            _fault("the outline is no list of points", ("outline",), None, (), "write [[x, y], …]")
        )
    return None


def _length(value: Any) -> float:
    quantity = parse(value) if isinstance(value, str) else value
    if getattr(quantity, "kind", "") != "length":
        raise SpecError(f"'{value}' is no length", advice="give a unit, e.g. '1.2 m'")
    return float(quantity)


def _each(cls: Any, document: Mapping[str, Any], key: str, found: list[Finding]) -> list[Any]:
    """Return the nouns of a collection that can be read; the others become findings."""
    made = []
    bodies = document.get(key) or {}
    if not isinstance(bodies, Mapping):
        found.append(_fault(f"{key} are no names", (key,), None, (), "write 'name: {…}'"))
        return []
    for name, body in bodies.items():
        try:
            made.append(read_noun(cls, body, f"floor.{key}.{name}", str(name)))
        except SpecError as error:
            shape = _guess(body)
            known = ""
            if cls is Utility and isinstance(body, Mapping) and body.get("kind") not in UTILITIES:
                known = f"there is no utility '{body.get('kind')}'"
            label = f"{key.removesuffix('ies') + 'y' if key == 'utilities' else key[:-1]} '{name}'"
            text = known or f"{label}: {error.what}"
            found.append(
                _fault(text, (label,), _middle(shape), (shape,) * bool(shape), error.advice)
            )
    return made


def _guess(body: Any) -> Ring:
    """Return the points that a faulty document holds, to have something to draw."""
    points = []
    if isinstance(body, Mapping):
        for key in ("start", "end", "at"):
            points += [body[key]] if key in body else []
        for key in ("along", "outline"):
            points += list(body[key]) if isinstance(body.get(key), list | tuple) else []
    read = []
    for point in points:
        try:
            x, y = point
            read.append((_length(x), _length(y)))
        except (SpecError, TypeError, ValueError):
            continue
    return tuple(read)


def overlapping_walls(walls: list[Wall]) -> list[Finding]:
    """Return the walls that lie over each other; walls may meet and cross."""
    found = []
    for i, one in enumerate(walls):
        for two in walls[i + 1 :]:
            a, b = (LineString([vertex(w.start), vertex(w.end)]) for w in (one, two))
            reach = (float(one.thickness) + float(two.thickness)) / 2
            strip = b.buffer(reach - 1e-6, cap_style="flat")
            common = a.intersection(strip)
            (ax, ay), (bx, by) = a.coords
            (cx, cy), (dx, dy) = b.coords
            turn = abs((bx - ax) * (dy - cy) - (by - ay) * (dx - cx)) / (a.length * b.length)
            longest = max((g.length for g in shapely.get_parts(common)), default=0.0)
            # Walls at an angle meet or cross; nearly parallel ones (6°) lie over each other.
            if turn < 0.1 and longest > max(_TOGETHER, reach):
                line = tuple((float(x), float(y)) for x, y in shapely.get_coordinates(common))
                text = f"walls '{one.name}' and '{two.name}' lie over each other for "
                found.append(
                    _fault(
                        f"{text}{longest / 1000:.2f} m",
                        (f"wall '{one.name}'", f"wall '{two.name}'"),
                        _middle(line),
                        (line,),
                        "draw one of them, or move them apart",
                    )
                )
    return found


def _door(door: Door, walls: Mapping[str, Wall], named: set[str]) -> list[Finding]:
    label = f"door '{door.name}'"
    if door.wall not in walls:
        if door.wall in named:
            return []  # the wall's own fault is told already
        text = f"{label} is in no wall: there is no wall '{door.wall}'"
        return [_fault(text, (label,), None, (), "name the wall that it is in")]
    wall = walls[door.wall]
    low, high = float(door.at - door.width / 2), float(door.at + door.width / 2)
    if door.width <= 0.0:
        text = f"{label} has no width"
        return [_fault(text, (label,), wall.along(float(door.at)), (), "give one, e.g. '0.9 m'")]
    if low < 0.0 or high > wall.length:
        line = (wall.along(low), wall.along(high))
        text = f"{label} reaches beyond its wall '{wall.name}'"
        return [
            _fault(
                text,
                (label, f"wall '{wall.name}'"),
                _middle(line),
                (line,),
                "'at' is the middle of the door, from the start of the wall",
            )
        ]
    return []


def door_in(walls: Mapping[str, Wall], start: Spot, end: Spot) -> tuple[str, float, float]:
    """Return wall, middle along it and width [mm] of a door that was drawn from point to point.

    Parameters
    ----------
    walls : mapping
        Name → wall.
    start, end : (x, y)
        Ends of the opening. [mm]

    Raises
    ------
    DrawingError
        When it lies in no wall.
    """
    line = LineString([start, end])
    for name, wall in walls.items():
        axis = LineString([vertex(wall.start), vertex(wall.end)])
        reach = float(wall.thickness) / 2 + CLOSED
        if max(axis.distance(Point(start)), axis.distance(Point(end))) <= reach:
            low, high = sorted((axis.project(Point(start)), axis.project(Point(end))))
            return name, (low + high) / 2, high - low
    middle = line.interpolate(0.5, normalized=True)
    raise DrawingError(
        (
            _fault(
                "a door is in no wall",
                ("door",),
                (middle.x, middle.y),
                ((start, end),),
                "draw the wall through it, or move it into one",
            ),
        )
    )


def _exit(way: Exit, outline: Any) -> list[Finding]:
    at = vertex(way.at)
    away = outline.exterior.distance(Point(at))
    if away <= NEAR:
        return []
    near = outline.exterior.interpolate(outline.exterior.project(Point(at)))
    text = f"exit '{way.name}' lies {away / 1000:.2f} m off the outline"
    line = (at, (near.x, near.y))
    return [_fault(text, (f"exit '{way.name}'",), at, (line,), "put it on the outline")]


def _off(label: str, shape: Any, outline: Any) -> list[Finding]:
    if outline.buffer(NEAR).covers(shape):
        return []
    at = shape.centroid
    points = tuple((float(x), float(y)) for x, y in shapely.get_coordinates(shape))
    text = f"{label} lies outside the floor"
    return [_fault(text, (label,), (at.x, at.y), (points,), "move it onto the floor")]


def _middle(points: Ring) -> Spot | None:
    if not points:
        return None
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _fault(
    text: str, subjects: tuple[str, ...], at: Spot | None, shapes: tuple[Ring, ...], advice: str
) -> Finding:
    return Finding("drawing", "error", text, subjects, at, shapes, advice)
