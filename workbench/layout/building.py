"""What the rules need to know of a building: walls by material, and the floor that doors need."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import LineString, Polygon

from workbench.layout.scene import OUTLINE, inside, wall_sections
from workbench.layout.shapes import Ring
from workbench.model.floor import Door, Exit, Floor
from workbench.model.rings import Vertex, vertex, vertices

# A leaf's arc as a polygon: its chords stay within 0.3 % of the radius. [degrees]
_STEP = 9


@dataclass(frozen=True)
class WallPart:
    """A wall, or what stands along a part of the outline.

    Parameters
    ----------
    name : str
        What messages call it.
    material : str
        ``combustible`` or ``noncombustible``; empty when nobody says.
    shape : shapely geometry
        Where it is. [mm]
    """

    name: str
    material: str
    shape: Any

    @property
    def may_burn(self) -> bool:
        """Whether it counts as combustible: it does unless somebody says that it is not."""
        return self.material != "noncombustible"


@dataclass(frozen=True)
class Swing:
    """The floor that must stay free for a door: its opening, and what the leaf sweeps over.

    Parameters
    ----------
    name : str
        ``door 'x'`` or ``exit 'x'``.
    ring : Ring
        Outline of that floor. [mm]
    at : (x, y)
        Middle of the opening. [mm]
    """

    name: str
    ring: Ring
    at: Vertex


@lru_cache(maxsize=64)
def wall_parts(floor: Floor) -> tuple[WallPart, ...]:
    """Return the walls of a floor, and what of its outline no wall covers."""
    parts = []
    for wall in floor.walls:
        body = shapely.union_all([Polygon(ring) for ring in wall_sections(floor, wall)])
        if not body.is_empty:
            parts.append(WallPart(f"wall '{wall.name}'", wall.material, body))
    edge = LineString([*floor.boundary, floor.boundary[0]])
    along = [part.shape.buffer(1.0) for part in parts]
    bare = edge.difference(shapely.union_all(along)) if along else edge
    if not bare.is_empty:
        parts.append(WallPart(OUTLINE, floor.outer_wall, bare))
    return tuple(parts)


@lru_cache(maxsize=64)
def swings(floor: Floor) -> tuple[Swing, ...]:
    """Return the floor that doors and exits need, where leaves are hung inside the floor."""
    found: list[Swing] = []
    for door in floor.doors:
        found += _of_door(floor, door)
    for each in floor.exits:
        if each.swing == "in":
            found += _of_exit(floor, each)
    return tuple(found)


def _of_door(floor: Floor, door: Door) -> list[Swing]:
    a, b = floor.opening(door)
    half = float(floor.wall(door.wall).thickness) / 2
    name = f"door '{door.name}'"
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    ux, uy = (b[0] - a[0]) / float(door.width), (b[1] - a[1]) / float(door.width)
    opening = tuple(
        (x + side * half * -uy, y + side * half * ux)
        for (x, y), side in ((a, -1), (b, -1), (b, 1), (a, 1))
    )
    found = [Swing(name, opening, middle)]
    for side in {"left": (1,), "right": (-1,), "both": (1, -1)}.get(door.swing, ()):
        off = (-uy * half * side, ux * half * side)
        found += _leaves(name, a, b, off, side, door.hinge, middle)
    return found


def _of_exit(floor: Floor, way: Exit) -> list[Swing]:
    middle = inside(floor.boundary, vertex(way.at), 0.0)
    inner = inside(floor.boundary, vertex(way.at), 1.0)
    nx, ny = inner[0] - middle[0], inner[1] - middle[1]
    half = float(way.width) / 2
    # Seen from inside, looking out, the left end lies a quarter turn counter-clockwise of "out".
    left = (middle[0] + half * ny, middle[1] - half * nx)
    right = (middle[0] - half * ny, middle[1] + half * nx)
    hinge = {"left": "start", "right": "end", "both": "both"}[way.hinge]
    a, b = left, right
    side = 1 if (b[0] - a[0]) * ny - (b[1] - a[1]) * nx > 0 else -1
    return _leaves(f"exit '{way.name}'", a, b, (0.0, 0.0), side, hinge, middle)


def _leaves(
    name: str, a: Vertex, b: Vertex, off: Vertex, side: int, hinge: str, middle: Vertex
) -> list[Swing]:
    """Return the quarter discs of the leaves of an opening a–b that turn to one side of it."""
    width = math.dist(a, b)
    leaf = width / 2 if hinge == "both" else width
    along = math.atan2(b[1] - a[1], b[0] - a[0])
    found = []
    for end in ("start", "end") if hinge == "both" else (hinge,):
        x, y = a if end == "start" else b
        x, y = x + off[0], y + off[1]
        first = along if end == "start" else along + math.pi
        turn = side if end == "start" else -side
        arc = tuple(
            (
                x + leaf * math.cos(first + turn * math.radians(angle)),
                y + leaf * math.sin(first + turn * math.radians(angle)),
            )
            for angle in range(0, 91, _STEP)
        )
        found.append(Swing(name, ((x, y), *arc), middle))
    return found


@lru_cache(maxsize=64)
def zone_shapes(floor: Floor) -> tuple[tuple[str, str, Any], ...]:
    """Return name, kind and polygon of each zone."""
    return tuple((zone.name, zone.kind, Polygon(vertices(zone.outline))) for zone in floor.zones)
