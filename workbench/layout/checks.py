"""How each kind of rule is measured: one function a kind, each returns what it measured where."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.prepared import prep

from workbench.layout.building import swings, wall_parts, zone_shapes
from workbench.layout.findings import Lines, Spot
from workbench.model.floor import FloorRule

if TYPE_CHECKING:
    from workbench.layout.problem import Arrangement

# How far before a side with controls is looked. [mm]
_LOOK = 10_000.0
# A body that reaches over a line by less than this only touches it. [mm]
TOUCHES = 1e-3


@dataclass(frozen=True)
class Measured:
    """What a rule found at one place.

    Parameters
    ----------
    subjects : tuple of str
        What was measured: stations, walls, doors, zones.
    margin : float
        How much is left, negative when the rule is broken. [mm]
    text : str
        A sentence without a full stop, for when it is broken.
    at : (x, y), optional
        Where. [mm]
    shapes : tuple of Ring
        What to draw. [mm]
    """

    subjects: tuple[str, ...]
    margin: float
    text: str
    at: Spot | None = None
    shapes: Lines = ()


def _having(here: Arrangement, traits: tuple[str, ...]) -> list[int]:
    """Return the numbers of the stations with any of the traits; all for none."""
    footprints = here.problem.footprints
    return [
        number
        for number, name in enumerate(here.names)
        if not traits or set(traits) & set(footprints[name].traits)
    ]


def _between(a: Any, b: Any) -> tuple[float, Spot, Lines]:
    """Return how far two shapes are apart, the middle of that and the line to draw."""
    line = tuple(
        (float(x), float(y)) for x, y in shapely.get_coordinates(shapely.shortest_line(a, b))
    )
    away = math.dist(*line)
    middle = ((line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2)
    return away, middle, (line,)


def _depth(body: Any, other: Any) -> float:
    """Return how deep a body reaches into another shape [mm], at least a tenth of a millimetre."""
    common = body.intersection(other)
    points = shapely.points(shapely.get_coordinates(common))
    edge = other.boundary if hasattr(other, "boundary") else other
    return max(float(shapely.distance(points, edge).max(initial=0.0)), 0.1)


def _m(length: float) -> str:
    return f"{length / 1000:.2f} m"


def _control_strip(here: Arrangement, number: int) -> tuple[Any, Any] | None:
    """Return the side of a station with its controls, and the floor before it; None without."""
    name = here.names[number]
    footprint = here.problem.footprints[name]
    w, d = (value / 2 for value in footprint.size)
    sides = {
        "front": ((-w, -d), (w, -d), (0.0, -1.0)),
        "back": ((w, d), (-w, d), (0.0, 1.0)),
        "left": ((-w, d), (-w, -d), (-1.0, 0.0)),
        "right": ((w, -d), (w, d), (1.0, 0.0)),
    }
    if not footprint.control:
        return None
    a, b, (nx, ny) = sides[footprint.control]
    # What only touches the strip from beside does not stand before it.
    ux, uy = ny * TOUCHES, -nx * TOUCHES
    ux, uy = (ux, uy) if ux * (b[0] - a[0]) + uy * (b[1] - a[1]) > 0.0 else (-ux, -uy)
    a, b = (a[0] + ux, a[1] + uy), (b[0] - ux, b[1] - uy)
    far = tuple((x + _LOOK * nx, y + _LOOK * ny) for x, y in (b, a))
    return LineString(here.at(name, (a, b))), Polygon(here.at(name, (a, b, *far)))


def wall_distance(here: Arrangement, rule: FloorRule) -> Iterable[Measured]:
    """Measure how far stations are from walls of a material, or from anything before a side."""
    least = float(rule.distance or 0.0)
    walls = [
        part
        for part in wall_parts(here.problem.floor)
        if not rule.wall or part.may_burn == (rule.wall == "combustible")
    ]
    for number in _having(here, rule.of):
        name, body = here.names[number], here.solids[number]
        if not rule.side:
            for part in walls:
                away, at, lines = _between(body, part.shape)
                kind = "combustible " if rule.wall == "combustible" else ""
                text = f"{name} stands {_m(away)} from the {kind}{part.name}"
                yield Measured((name, part.name), away - least, text, at, lines)
            continue
        strip = _control_strip(here, number)
        if strip is not None:
            yield from _before(here, number, strip, least)


def _before(
    here: Arrangement, number: int, strip: tuple[Any, Any], least: float
) -> Iterable[Measured]:
    """Measure what stands before the side with the controls."""
    side, floor = strip
    name = here.names[number]
    others = [(part.name, part.shape) for part in wall_parts(here.problem.floor)]
    others += [(f"column '{c.name}'", Polygon(c.polygon)) for c in here.problem.floor.columns]
    others += [(n, here.solids[k]) for k, n in enumerate(here.names) if k != number]
    for other, shape in others:
        common = floor.intersection(shape)
        if common.is_empty or (common.area == 0.0 and common.length <= TOUCHES):
            continue
        away, at, lines = _between(side, common)
        text = f"{other} stands {_m(away)} before the controls of {name}"
        yield Measured((name, other), away - least, text, at, lines)


def separation(here: Arrangement, rule: FloorRule) -> Iterable[Measured]:
    """Measure how far stations of one trait are from those of another, or an X relation apart."""
    for a, b, least in separated(here, rule):
        away, at, lines = _between(here.solids[a], here.solids[b])
        one, two = here.names[a], here.names[b]
        if rule.side:
            strip = _control_strip(here, a)
            if strip is None:
                continue
            common = strip[1].intersection(here.solids[b])
            if common.is_empty or common.area == 0.0:
                continue
            away, at, lines = _between(strip[0], common)
        if away < least and rule.unless == "wall" and _walled(here, lines[0]):
            continue
        yield Measured((one, two), away - least, f"{one} stands {_m(away)} from {two}", at, lines)


def separated(here: Arrangement, rule: FloorRule) -> Iterable[tuple[int, int, float]]:
    """Return the pairs of stations that a rule of separation is about, with the distance [mm]."""
    least = float(rule.distance or 0.0)
    if not rule.of and not rule.against:
        for relation in here.problem.floor.relations:
            if relation.rating == "X" and set(relation.between) <= set(here.names):
                a, b = (here.names.index(name) for name in relation.between)
                yield a, b, least if relation.distance is None else float(relation.distance)
        return
    ones, others = _having(here, rule.of), _having(here, rule.against)
    seen: set[tuple[int, int]] = set()
    for a in ones:
        for b in others:
            pair = (a, b) if rule.side else (min(a, b), max(a, b))
            if a != b and pair not in seen:
                seen.add(pair)
                yield a, b, least


def _walled(here: Arrangement, line: tuple[Spot, ...]) -> bool:
    """Whether a wall lies between two points."""
    between = LineString(line)
    return any(part.shape.intersects(between) for part in wall_parts(here.problem.floor))


def zone(here: Arrangement, rule: FloorRule) -> Iterable[Measured]:
    """Measure how far stations are from the zones they may not stand in."""
    for number in _having(here, rule.of):
        name, body = here.names[number], here.solids[number]
        for label, kind, shape in zone_shapes(here.problem.floor):
            if kind not in rule.against:
                continue
            away = float(shapely.distance(body, shape))
            if away > 0.0 or body.intersection(shape).area <= TOUCHES:
                yield Measured((name, label), away, "")
                continue
            common = body.intersection(shape)
            at = shapely.point_on_surface(common)
            text = f"{name} stands in the {kind} zone '{label}'"
            yield Measured((name, label), -_depth(body, shape), text, (at.x, at.y), _rings(common))


def _rings(shape: Any) -> Lines:
    return tuple(
        tuple((float(x), float(y)) for x, y in part.exterior.coords[:-1])
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
    )


def aisle(here: Arrangement, rule: FloorRule) -> Iterable[Measured]:
    """Measure how wide the ways of work are where they are narrowest."""
    problem = here.problem
    special = {here.names[number] for number in _having(here, rule.of)}
    seen = set()
    for flow in problem.flows:
        pair = (flow.origin, flow.to, flow.agent)
        if pair in seen or not {flow.origin, flow.to} <= set(here.names):
            continue
        seen.add(pair)
        if rule.of and not special & {flow.origin, flow.to}:
            continue
        if rule.agent and rule.agent != flow.agent:
            continue
        own = 2.0 * problem.radius_of(flow.agent)
        least = own if rule.distance is None else float(rule.distance)
        width = here.widths.get(pair)
        if width is None:
            text = f"a {flow.agent.replace('_', ' ')} finds no way from {flow.origin} to {flow.to}"
            yield Measured((flow.origin, flow.to), -least, text, _middle(here, flow.to))
            continue
        text = f"the way from {flow.origin} to {flow.to} is {_m(width.width)} wide"
        at = _mean(width.at)
        yield Measured(
            (flow.origin, flow.to), width.width - least, text, at, (width.at,) if width.at else ()
        )


def egress_width(here: Arrangement, rule: FloorRule) -> Iterable[Measured]:
    """Measure whether a way out of a width leads from every station."""
    least = float(rule.distance or 0.0)
    wide, person = here.ways_out(least / 2), here.problem.radius_of()
    exits = {each.name: float(each.width) for each in here.problem.floor.exits}
    reached = [out for out in wide if math.isfinite(out.length)]
    widths = here.narrows(least / 2).widths(
        [out.path for out in reached], [(out.stand,) for out in reached]
    )
    for out, width in zip(reached, widths, strict=True):
        clear = min(width.width, exits[out.exit])
        text = f"the way out from {out.station} is {_m(clear)} wide"
        at, shapes = _mean(width.at), (out.path, width.at) if width.at else (out.path,)
        yield Measured((out.station, out.exit), clear - least, text, at or out.path[-1], shapes)
    sealed = [out for out in wide if not math.isfinite(out.length)]
    narrow = {out.station: out for out in here.ways_out(person)} if sealed else {}
    for out in sealed:
        other = narrow[out.station]
        if not math.isfinite(other.length):
            text = f"there is no way out from {out.station}"
            yield Measured((out.station,), -least, text, _middle(here, out.station))
            continue
        (width,) = here.narrows(person).widths([other.path], [(other.stand,)])
        clear = min(width.width, exits[other.exit], least - 2 * TOUCHES)
        text = f"the way out from {out.station} is only {_m(clear)} wide"
        shapes = (other.path, width.at) if width.at else (other.path,)
        at = _mean(width.at) or other.path[-1]
        yield Measured((out.station, other.exit), clear - least, text, at, shapes)


def egress_length(here: Arrangement, rule: FloorRule) -> Iterable[Measured]:
    """Measure how far the nearest exit is from every station."""
    most = float(rule.distance or 0.0)
    for out in here.ways_out(here.problem.radius_of()):
        text = f"the nearest exit is {_m(out.length)} from {out.station}"
        if not math.isfinite(out.length):
            continue  # the rule on the width of the way out says so
        yield Measured((out.station, out.exit), most - out.length, text, out.path[0], (out.path,))


def utility_reach(here: Arrangement, rule: FloorRule) -> Iterable[Measured]:
    """Measure how far each station is from the utilities that it needs."""
    most = float(rule.distance or 0.0)
    if not here.problem.floor.utilities:
        return  # a floor that draws no utilities says nothing of how far they are
    for run in here.runs:
        if rule.utility and run.kind != rule.utility:
            continue
        middle = _middle(here, run.station)
        if not math.isfinite(run.length):
            text = f"{run.station} needs {run.kind}, and the floor has none"
            yield Measured((run.station,), -most, text, middle)
            continue
        text = f"{run.station} is {_m(run.length)} from {run.kind} '{run.to}'"
        yield Measured(
            (run.station, run.to), most - run.length, text, middle, (run.line,) if run.line else ()
        )


def door_swing(here: Arrangement, _: FloorRule) -> Iterable[Measured]:
    """Measure how far everything is from the floor that doors need."""
    columns = [(f"column '{c.name}'", Polygon(c.polygon)) for c in here.problem.floor.columns]
    bodies = [*zip(here.names, here.solids, strict=True), *columns]
    for swing in swings(here.problem.floor):
        shape = Polygon(swing.ring)
        near = prep(shape)
        for name, body in bodies:
            if not near.intersects(body) or shape.intersection(body).area <= TOUCHES:
                yield Measured((name, swing.name), float(shapely.distance(body, shape)), "")
                continue
            text = f"{name} stands where {swing.name} opens"
            yield Measured((name, swing.name), -_depth(body, shape), text, swing.at, (swing.ring,))


def clearance(here: Arrangement, _: FloorRule) -> Iterable[Measured]:
    """Measure what stands in the floor that each station asks for, envelopes included."""
    floor = here.problem.floor
    outline = Polygon(floor.boundary)
    fixed = [(part.name, part.shape) for part in wall_parts(floor)]
    fixed += [(f"column '{c.name}'", Polygon(c.polygon)) for c in floor.columns]
    shapes = np.empty(len(here.names) + len(fixed), object)
    shapes[:] = [*here.solids, *(shape for _, shape in fixed)]
    names = [*here.names, *(name for name, _ in fixed)]
    for number, name in enumerate(here.names):
        footprint = here.problem.footprints[name]
        body = here.body(name)
        for ring in (body.cleared, body.swept):
            if not ring:
                continue
            free = Polygon(here.at(name, ring))
            away = shapely.distance(free, shapes)
            away[number] = np.inf
            worst = int(np.argmin(away))
            if away[worst] > 0.0:
                yield Measured((name, names[worst]), float(away[worst]), "")
            for other in np.flatnonzero(away == 0.0).tolist():
                yield _intruder(name, names[other], free, shapes[other], outline)
        gap = footprint.clearance
        for part in wall_parts(floor):
            asked = gap.combustible if part.may_burn else gap.noncombustible
            if asked is not None:
                apart, at, lines = _between(here.solids[number], part.shape)
                text = f"{name} stands {_m(apart)} from {part.name}"
                yield Measured((name, part.name), apart - float(asked), text, at, lines)


def _intruder(name: str, other: str, free: Any, shape: Any, outline: Any) -> Measured:
    """Return what stands in kept-free floor, or only touches it."""
    common = free.difference(outline) if shape.geom_type.endswith("String") else None
    if common is None:
        common = free.intersection(shape)
    if common.area <= TOUCHES:
        return Measured((name, other), 0.0, "")
    points = shapely.points(shapely.get_coordinates(common))
    depth = max(float(shapely.distance(points, free.exterior).max(initial=0.0)), 0.1)
    if shape.geom_type.endswith("String"):
        depth = max(float(shapely.distance(points, outline).max(initial=0.0)), 0.1)
    at = shapely.point_on_surface(common)
    text = f"{other} stands {_m(depth)} in the floor that {name} needs free"
    return Measured((name, other), -depth, text, (at.x, at.y), _rings(common))


def _mean(ring: tuple[Spot, ...]) -> Spot | None:
    if not ring:
        return None
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def _middle(here: Arrangement, name: str) -> Spot:
    x, y, _ = here.placements[name]
    return x, y


CHECKS: dict[str, Callable[[Arrangement, FloorRule], Iterable[Measured]]] = {
    "wall_distance": wall_distance,
    "separation": separation,
    "zone": zone,
    "aisle": aisle,
    "egress_width": egress_width,
    "egress_length": egress_length,
    "utility_reach": utility_reach,
    "door_swing": door_swing,
    "clearance": clearance,
}
