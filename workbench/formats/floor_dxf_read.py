"""Read a floor from DXF: outline, walls, doors and stations by layer, in the drawing's own unit."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from workbench.errors import SpecError
from workbench.formats import floor_layers as layers
from workbench.formats.dxf_read import _load, _text, _vertices
from workbench.formats.source import Source, read_bytes
from workbench.layout.drawing import CLOSED, DrawingError, door_in, outline_faults
from workbench.layout.findings import Finding
from workbench.model.building import Wall
from workbench.model.documents import read_noun
from workbench.model.floor import Footprint
from workbench.model.pattern import Point
from workbench.model.rings import ring_area

# Curves become chords no further off than this. [mm]
FLATNESS = 0.5
# A station whose shape differs by less is the twin's own. [mm]
SAME = 1.0
MOST_LINES = 20_000
_THICKNESS = 100.0  # of a wall drawn as one line [mm]
_EXIT = 900.0  # clear width of an exit that does not say [mm]


@dataclass(frozen=True)
class FloorDrawing:
    """What a drawing holds.

    Parameters
    ----------
    floor : dict
        As ``floor`` in twin.yaml, without placements.
    footprints : dict
        Station → footprint as in twin.yaml, where the drawing shows another shape than the twin.
    placements : dict
        Station → (x, y [mm], rotation [degrees]).
    notes : tuple of str
        What was left out, and why.
    """

    floor: dict[str, Any]
    footprints: dict[str, dict[str, Any]] = field(default_factory=dict)
    placements: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class UnitError(SpecError):
    """The drawing does not say in which unit it is; ask, and read it again with ``unit``."""


@dataclass
class _Drawn:
    """What one layer holds, in mm."""

    rings: list[tuple[list[Point], str, float]] = field(default_factory=list)
    lines: list[list[Point]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    texts: list[tuple[str, Point]] = field(default_factory=list)


def read_floor_dxf(
    source: Source,
    *,
    name: str = "",
    unit: str = "",
    stations: Mapping[str, Footprint] | None = None,
) -> FloorDrawing:
    """Return the floor in a DXF file.

    Parameters
    ----------
    source : path or bytes
    name : str
        How messages name the file.
    unit : str
        mm, cm, m, in or ft; by default what the file's header says.
    stations : mapping, optional
        The twin's stations with their footprints, to be found again in the drawing.

    Raises
    ------
    UnitError
        When neither the file nor the caller says the unit.
    DrawingError
        When the outline is missing or not closed, or a door lies in no wall; its findings say
        where.
    """
    data, label = read_bytes(source, name)
    document = _load(data, label)
    scale = _scale(data, document, unit, label)
    drawn, unknown = _layers(document, scale, label)
    floor: dict[str, Any] = {"outline": _points(_outline(drawn[layers.OUTLINE], label, unknown))}
    walls = _walls(drawn[layers.WALLS])
    parts = {
        "walls": walls,
        "doors": _doors(drawn[layers.DOORS], walls),
        "columns": _columns(drawn[layers.COLUMNS]),
        "exits": _exits(drawn[layers.EXITS]),
        "zones": _zones(drawn[layers.ZONES]),
        "utilities": _utilities(drawn[layers.UTILITIES]),
    }
    floor |= {key: value for key, value in parts.items() if value}
    footprints, placements, notes = _stations(drawn[layers.STATIONS], stations or {})
    return FloorDrawing(floor, footprints, placements, tuple(notes))


def _scale(data: bytes, document: Any, unit: str, label: str) -> float:
    if unit:
        if unit not in layers.UNITS:
            raise SpecError(
                f"'{unit}' is no unit of a drawing",
                where=label,
                advice=f"one of {', '.join(layers.UNITS)}",
            )
        return layers.UNITS[unit]
    # The library fills in a default, so the file itself is asked whether it says anything.
    said = int(document.header.get("$INSUNITS", 0)) if b"$INSUNITS" in data else 0
    if said not in layers.UNIT_CODES:
        raise UnitError(
            "the drawing does not say in which unit it is",
            where=f"{label}, $INSUNITS",
            advice=f"choose the unit: {', '.join(layers.UNITS)}",
        )
    return layers.UNIT_CODES[said]


def _layers(document: Any, scale: float, label: str) -> tuple[dict[str, _Drawn], list[str]]:
    found: dict[str, _Drawn] = defaultdict(_Drawn)
    unknown: dict[str, None] = {}
    for count, entity in enumerate(document.modelspace()):
        if count > MOST_LINES:
            raise SpecError(
                f"the drawing has more than {MOST_LINES} lines",
                where=label,
                advice="export the floor alone, without hatches and furniture",
            )
        layer = str(entity.dxf.get("layer", "0"))
        kind = layers.kind_of(layer)
        if not kind:
            unknown[layer] = None
            continue
        _take(found[kind], entity, scale, kind)
    for drawn in found.values():
        _join(drawn)
    return found, list(unknown)


def _take(drawn: _Drawn, entity: Any, scale: float, kind: str) -> None:
    from ezdxf.lldxf.const import DXFError

    what = entity.dxftype()
    try:
        if what in {"TEXT", "MTEXT"}:
            at = entity.dxf.insert
            drawn.texts.append((_text(entity), (at.x * scale, at.y * scale)))
        elif what == "POINT":
            at = entity.dxf.location
            drawn.points.append((at.x * scale, at.y * scale))
        elif what == "INSERT" and kind == layers.STATIONS:
            # A block is a station drawn once and put down with a turn; its largest line counts.
            rings = _Drawn()
            for part in entity.virtual_entities():
                _take(rings, part, scale, kind)
            _join(rings)
            if rings.rings:
                largest = max((ring for ring, _, _ in rings.rings), key=lambda r: abs(ring_area(r)))
                drawn.rings.append((largest, entity.dxf.name, float(entity.dxf.rotation)))
        elif what in {"LINE", "POLYLINE", "LWPOLYLINE", "ARC", "CIRCLE", "SPLINE", "ELLIPSE"}:
            line = [(x * scale, y * scale) for x, y in _vertices(entity, FLATNESS / scale)]
            if not all(math.isfinite(v) for point in line for v in point):
                return
            if getattr(entity, "is_closed", False) or what == "CIRCLE":
                drawn.rings.append((_opened(line), "", math.nan))
            else:
                drawn.lines.append(line)
    except (DXFError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        return  # an entity without geometry draws nothing


def _opened(ring: list[Point]) -> list[Point]:
    return ring[:-1] if len(ring) > 3 and math.dist(ring[0], ring[-1]) <= CLOSED else ring


def _join(drawn: _Drawn) -> None:
    """Join lines end to end; those that come back to their beginning are rings."""
    loose = [list(line) for line in drawn.lines if len(line) > 1]
    drawn.lines = []
    while loose:
        chain = loose.pop(0)
        grown = True
        while grown and math.dist(chain[0], chain[-1]) > CLOSED:
            grown = False
            for k, line in enumerate(loose):
                turned = _continued(chain, line)
                if turned:
                    chain = turned
                    del loose[k]
                    grown = True
                    break
        if len(chain) > 3 and math.dist(chain[0], chain[-1]) <= CLOSED:
            drawn.rings.append((chain[:-1], "", math.nan))
        else:
            drawn.lines.append(chain)


def _continued(chain: list[Point], line: list[Point]) -> list[Point]:
    if math.dist(chain[-1], line[0]) <= CLOSED:
        return [*chain, *line[1:]]
    if math.dist(chain[-1], line[-1]) <= CLOSED:
        return [*chain, *line[-2::-1]]
    if math.dist(chain[0], line[-1]) <= CLOSED:
        return [*line[:-1], *chain]
    if math.dist(chain[0], line[0]) <= CLOSED:
        return [*line[:0:-1], *chain]
    return []


def _outline(drawn: _Drawn, label: str, unknown: list[str]) -> list[Point]:
    if drawn.rings:
        ring = max((ring for ring, _, _ in drawn.rings), key=lambda r: abs(ring_area(tuple(r))))
        faults = outline_faults((*ring, ring[0]))
        if faults:
            raise DrawingError(faults)
        return ring
    if drawn.lines:
        longest = max(drawn.lines, key=lambda line: sum(map(math.dist, line, line[1:])))
        raise DrawingError(outline_faults(tuple(longest)))
    there = f"its layers are {', '.join(unknown[:8])}" if unknown else "nothing is drawn in it"
    raise DrawingError(
        (
            Finding(
                "drawing",
                "error",
                f"the drawing {label} has no outline: {there}",
                ("outline",),
                advice="draw the floor's outline as a closed line on the layer OUTLINE",
            ),
        )
    )


def _points(ring: Iterable[Point]) -> list[list[str]]:
    return [[_length(x), _length(y)] for x, y in ring]


def _length(value: float) -> str:
    return f"{round(value, 3):.12g} mm"


def _named(
    drawn: _Drawn, shapes: list[list[Point]], prefix: str
) -> list[tuple[str, dict[str, str]]]:
    """Return for each shape the text that stands in it or nearest to it, or a name by number."""
    from shapely.geometry import LineString, Point, Polygon

    taken: set[int] = set()
    names: list[tuple[str, dict[str, str]]] = []
    used: set[str] = set()
    bodies = [
        Polygon(s) if len(s) > 2 else LineString(s) if len(s) > 1 else Point(s[0]) for s in shapes
    ]
    for number, body in enumerate(bodies, start=1):
        near = [
            (body.distance(Point(at)), body.centroid.distance(Point(at)), k)
            for k, (_, at) in enumerate(drawn.texts)
            if k not in taken
        ]
        best = min(near, default=(math.inf, 0.0, -1))
        name, said = layers.understood("")
        if best[0] <= 50.0:
            name, said = layers.understood(drawn.texts[best[2]][0])
            taken.add(best[2])
        name = name or f"{prefix}_{number}"
        while name in used:
            name = _next(name)
        used.add(name)
        names.append((name, said))
    return names


def _next(name: str) -> str:
    found = re.fullmatch(r"(.*?)_(\d+)", name)
    return f"{found[1]}_{int(found[2]) + 1}" if found else f"{name}_2"


def _walls(drawn: _Drawn) -> dict[str, dict[str, Any]]:
    rings = [ring for ring, _, _ in drawn.rings]
    shapes = rings + drawn.lines
    walls: dict[str, dict[str, Any]] = {}
    for index, (name, said) in enumerate(_named(drawn, shapes, "wall")):
        material = said.get("material", "")
        runs = _runs(shapes[index], said, closed=index < len(rings))
        for number, (start, end, thick) in enumerate(runs, start=1):
            key = name if number == 1 else f"{name}_{number}"
            walls[key] = {
                "start": [_length(v) for v in start],
                "end": [_length(v) for v in end],
                "thickness": _length(thick),
                **({"material": material} if material else {}),
            }
    return walls


def _runs(
    shape: list[Point], said: dict[str, str], *, closed: bool
) -> list[tuple[Point, Point, float]]:
    """Return centre lines with thickness: of a rectangle its longer way, of a line its parts."""
    thick = _float(said.get("thickness"), _THICKNESS)
    if closed and len(shape) == 4:
        a, b, c, d = shape
        along, across = math.dist(a, b), math.dist(b, c)
        if "thickness" in said:
            straight = abs(across - thick) <= abs(along - thick) or along == across
        else:
            straight = along >= across
        if not straight:
            a, b, c, d = b, c, d, a
            across = along
        return [(_mid(a, d), _mid(b, c), across)]
    ring = [*shape, shape[0]] if closed else shape
    return [(p, q, thick) for p, q in pairwise(ring) if math.dist(p, q) > 1.0]


def _mid(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _float(text: str | None, default: float) -> float:
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def _doors(drawn: _Drawn, walls: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    shapes = [line for line in drawn.lines if len(line) > 1]
    known = {name: read_noun(Wall, body, "walls", name) for name, body in walls.items()}
    doors = {}
    for (name, said), line in zip(_named(drawn, shapes, "door"), shapes, strict=True):
        wall, at, width = door_in(known, line[0], line[-1])
        doors[name] = {
            "wall": wall,
            "at": _length(at),
            "width": _length(width),
            **{key: said[key] for key in ("swing", "hinge") if said.get(key)},
        }
    return doors


def _columns(drawn: _Drawn) -> dict[str, dict[str, Any]]:
    shapes = [ring for ring, _, _ in drawn.rings]
    columns = {}
    for (name, _), ring in zip(_named(drawn, shapes, "column"), shapes, strict=True):
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        columns[name] = {
            "at": [_length((min(xs) + max(xs)) / 2), _length((min(ys) + max(ys)) / 2)],
            "size": [_length(max(xs) - min(xs)), _length(max(ys) - min(ys))],
        }
    return columns


def _exits(drawn: _Drawn) -> dict[str, dict[str, Any]]:
    shapes = [[point] for point in drawn.points] + [line for line in drawn.lines if len(line) > 1]
    exits = {}
    for (name, said), line in zip(_named(drawn, shapes, "exit"), shapes, strict=True):
        drawn_width = math.dist(line[0], line[-1]) if len(line) > 1 else _EXIT
        exits[name] = {
            "at": [_length(v) for v in _mid(line[0], line[-1])],
            "width": _length(_float(said.get("width"), drawn_width)),
            **{key: said[key] for key in ("swing", "hinge") if said.get(key)},
        }
    return exits


def _zones(drawn: _Drawn) -> dict[str, dict[str, Any]]:
    shapes = [ring for ring, _, _ in drawn.rings]
    zones = {}
    for (name, said), ring in zip(_named(drawn, shapes, "zone"), shapes, strict=True):
        kind = {"kind": said["kind"]} if said.get("kind") else {}
        zones[name] = {"outline": _points(ring), **kind}
    return zones


def _utilities(drawn: _Drawn) -> dict[str, dict[str, Any]]:
    shapes = [[point] for point in drawn.points] + [line for line in drawn.lines if len(line) > 1]
    found: dict[str, dict[str, Any]] = {}
    for (name, said), line in zip(_named(drawn, shapes, "utility"), shapes, strict=True):
        kind = said.get("kind") or name.split("_")[0]
        place = {"at": _points(line)[0]} if len(line) == 1 else {"along": _points(line)}
        found[name] = {"kind": kind, **place}
    return found


def _stations(
    drawn: _Drawn, known: Mapping[str, Footprint]
) -> tuple[dict[str, dict[str, Any]], dict[str, tuple[float, float, float]], list[str]]:
    footprints: dict[str, dict[str, Any]] = {}
    placements: dict[str, tuple[float, float, float]] = {}
    notes: list[str] = []
    shapes = [ring for ring, _, _ in drawn.rings]
    named = _named(drawn, shapes, "station")
    for (name, said), (ring, block, angle) in zip(named, drawn.rings, strict=True):
        key = layers.key_of(block) if block else name
        if key not in known:
            notes.append(f"'{key}' is no station of the twin and was left out")
            continue
        own = known[key]
        turn = angle if math.isfinite(angle) else _float(said.get("turn"), math.nan)
        turns = [turn] if math.isfinite(turn) else [0.0, 90.0, 180.0, 270.0, *_edges(ring)]
        placed = next((p for p in (_fits(ring, t, own) for t in turns) if p), None)
        if placed is None:
            placed, local = _centred(ring, turn if math.isfinite(turn) else 0.0)
            footprints[key] = {"outline": _points(local)}
            notes.append(f"'{key}' has another shape in the drawing than in the twin")
        placements[key] = placed
    return footprints, placements, notes


def _edges(ring: list[Point]) -> list[float]:
    """Return the turns that lay a side of a ring along x, in whole hundredths of a degree."""
    sides = zip(ring, [*ring[1:], ring[0]], strict=True)
    angles = [math.degrees(math.atan2(q[1] - p[1], q[0] - p[0])) % 360.0 for p, q in sides]
    return sorted({round(angle, 2) % 360.0 for angle in angles})


def _centred(ring: list[Point], turn: float) -> tuple[tuple[float, float, float], list[Point]]:
    """Return the pose of a shape that is turned, and the shape in its own frame."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    local = [(c * x + s * y, -s * x + c * y) for x, y in ring]
    xs, ys = [x for x, _ in local], [y for _, y in local]
    mx, my = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    pose = (c * mx - s * my, s * mx + c * my, turn % 360.0)
    return pose, [(x - mx, y - my) for x, y in local]


def _fits(ring: list[Point], turn: float, own: Footprint) -> tuple[float, float, float] | None:
    """Return the pose if the shape is the footprint with that turn."""
    pose, local = _centred(ring, turn)
    mine = own.polygon
    if len(local) != len(mine):
        return None
    worst = max(min(math.dist(p, q) for q in mine) for p in local)
    worst = max(worst, *(min(math.dist(p, q) for p in local) for q in mine))
    return pose if worst <= SAME else None
