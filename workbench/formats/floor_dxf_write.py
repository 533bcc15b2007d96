"""Write a floor as plain DXF, R12, in mm: a layer for each kind, a closed line for each body."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from workbench.formats import floor_layers as layers
from workbench.formats.dxf_write import _at, _group, _number, _plain, _save, _section
from workbench.model.building import Wall
from workbench.model.floor import Floor, Footprint
from workbench.model.pattern import Point
from workbench.model.rings import vertex, vertices

Pose = tuple[float, float, float]
_COLOURS = dict(zip(layers.LAYERS, (7, 8, 3, 8, 94, 140, 5, 6), strict=True))
_TEXT = 120.0  # height of a name [mm]


def floor_to_dxf(
    floor: Floor,
    footprints: Mapping[str, Footprint],
    placements: Mapping[str, Pose],
    path: str | Path | None = None,
) -> str:
    """Return a floor with its stations as DXF in mm, and write it when a path is given.

    Parameters
    ----------
    floor : Floor
        The building.
    footprints : mapping
        Station → the room it takes.
    placements : mapping
        Station → (x, y [mm], rotation [degrees]).
    """
    rows = _closed(layers.OUTLINE, floor.boundary)
    for wall in floor.walls:
        rows += _closed(layers.WALLS, wall_body(wall))
        said = layers.labelled(
            wall.name, thickness=f"{float(wall.thickness):g}", material=wall.material
        )
        rows += _name(layers.WALLS, said, wall.along(wall.length / 2))
    for door in floor.doors:
        start, end = floor.opening(door)
        rows += _line(layers.DOORS, start, end)
        hinge = door.hinge if door.swing else ""
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        rows += _name(
            layers.DOORS, layers.labelled(door.name, swing=door.swing, hinge=hinge), middle
        )
    for column in floor.columns:
        rows += _closed(layers.COLUMNS, column.polygon)
        rows += _name(layers.COLUMNS, column.name, vertex(column.at))
    for way in floor.exits:
        said = layers.labelled(
            way.name,
            width=f"{float(way.width):g}",
            swing=way.swing,
            hinge=way.hinge,
        )
        rows += _point(layers.EXITS, vertex(way.at)) + _name(layers.EXITS, said, vertex(way.at))
    for zone in floor.zones:
        ring = vertices(zone.outline)
        rows += _closed(layers.ZONES, ring)
        rows += _name(layers.ZONES, layers.labelled(zone.name, kind=zone.kind), ring[0])
    for utility in floor.utilities:
        line = utility.line
        if len(line) == 1:
            rows += _point(layers.UTILITIES, line[0])
        else:
            rows += _open(layers.UTILITIES, line)
        rows += _name(layers.UTILITIES, layers.labelled(utility.name, kind=utility.kind), line[0])
    for name, (x, y, turn) in placements.items():
        c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        ring = tuple((x + c * p - s * q, y + s * p + c * q) for p, q in footprints[name].polygon)
        rows += _closed(layers.STATIONS, ring)
        rows += _name(layers.STATIONS, layers.labelled(name, turn=f"{turn % 360:g}"), (x, y))
    return _save(_document(rows), path)


def wall_body(wall: Wall) -> tuple[Point, ...]:
    """Return the corners of a wall, the two at its start first and last [mm]."""
    (x0, y0), (x1, y1) = vertex(wall.start), vertex(wall.end)
    half = float(wall.thickness) / 2 / wall.length
    nx, ny = -(y1 - y0) * half, (x1 - x0) * half
    return (x0 - nx, y0 - ny), (x1 - nx, y1 - ny), (x1 + nx, y1 + ny), (x0 + nx, y0 + ny)


def _closed(layer: str, points: Iterable[Point]) -> list[str]:
    return _polyline(layer, points, closed=True)


def _open(layer: str, points: Iterable[Point]) -> list[str]:
    return _polyline(layer, points, closed=False)


def _polyline(layer: str, points: Iterable[Point], *, closed: bool) -> list[str]:
    head = (0, "POLYLINE", 8, layer, 66, 1, 70, int(closed), 10, "0.0", 20, "0.0", 30, "0.0")
    rows = _group(*head)
    for point in points:
        rows += _group(0, "VERTEX", 8, layer, *_at(point))
    return rows + _group(0, "SEQEND", 8, layer)


def _line(layer: str, start: Point, end: Point) -> list[str]:
    far = (11, _number(end[0]), 21, _number(end[1]), 31, "0.0")
    return _group(0, "LINE", 8, layer, *_at(start), *far)


def _point(layer: str, point: Point) -> list[str]:
    return _group(0, "POINT", 8, layer, *_at(point))


def _name(layer: str, text: str, point: Point) -> list[str]:
    return _group(0, "TEXT", 8, layer, *_at(point), 40, _TEXT, 1, _plain(text))


def _document(entities: list[str]) -> str:
    table = _group(0, "TABLE", 2, "LAYER", 70, len(layers.LAYERS))
    for layer in layers.LAYERS:
        table += _group(0, "LAYER", 2, layer, 70, 0, 62, _COLOURS[layer], 6, "CONTINUOUS")
    table += _group(0, "ENDTAB")
    rows = [
        *_section("HEADER", _group(9, "$ACADVER", 1, "AC1009", 9, "$INSUNITS", 70, 4)),
        *_section("TABLES", table),
        *_section("BLOCKS", []),
        *_section("ENTITIES", entities),
        "0\nEOF",
    ]
    return "\n".join(rows) + "\n"
