"""A floor with its stations as arrays that the compiled tests read, and where they stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from workbench.errors import SpecError, nearest
from workbench.layout.shapes import Floats, Hulls, Ring, join, solid, surrounding
from workbench.model.floor import Door, Floor, Footprint, Wall
from workbench.model.rings import vertex

Kind = Literal["outline", "wall", "column", "station"]
Ints: TypeAlias = npt.NDArray[np.int64]
Pose: TypeAlias = tuple[float, float, float]

# A person with a piece in the arms passes where a disc of this radius passes: ISO 7250-1 gives a
# shoulder breadth (bideltoid, P95 of European men) of about 520 mm; 600 mm leaves 40 mm each side.
AGENT_RADIUS = 300.0  # [mm]
OUTLINE = "outer wall"


@dataclass(frozen=True)
class Body:
    """What a station is to somebody who walks round it, in the station's own frame.

    Parameters
    ----------
    ring : Ring
        Outline, counter-clockwise. [mm]
    stands : tuple of (x, y)
        Where people stand to work at it; the nearest one counts. [mm]
    cleared : Ring
        Convex outline of the floor to keep free; empty for none. [mm]
    swept : Ring
        Working envelope, of any shape; empty for none. [mm]
    """

    ring: Ring
    stands: Ring
    cleared: Ring = ()
    swept: Ring = ()

    @classmethod
    def of(cls, footprint: Footprint, radius: float = AGENT_RADIUS) -> Body:
        """Return the body of a footprint: people stand at the middle of its access sides."""
        w, d = footprint.size
        out = {
            "front": (0.0, -d / 2 - radius),
            "back": (0.0, d / 2 + radius),
            "left": (-w / 2 - radius, 0.0),
            "right": (w / 2 + radius, 0.0),
        }
        return cls(
            footprint.polygon,
            tuple(out[side] for side in footprint.access),
            footprint.cleared if any(footprint.clearance.at(side) for side in out) else (),  # type: ignore[arg-type]
            footprint.swept,
        )


@dataclass(frozen=True)
class Pieces:
    """Convex pieces of all owners, with the owner of each corner and of each piece."""

    hulls: Hulls
    corner_owner: Ints
    owner: Ints


@dataclass(frozen=True)
class Scene:
    """Everything on a floor in the frames of its owners; only poses change when a station moves.

    Parameters
    ----------
    names : tuple of str
        Owners: first the building's, then the stations.
    kinds : tuple of Kind
        What each owner is.
    fixed : int
        How many owners belong to the building.
    radius : float
        Radius of the disc that walks. [mm]
    grown, bodies, cleared : Pieces
        Obstacles to a walking disc's centre, the things themselves, the floor they need free.
    corners, corner_owner : float[C, 3, 2], int[C]
        Where paths can bend, see `workbench.layout.shapes.Shape`.
    stands, stand_station : float[A, 2], int[A]
        Where people stand, and the station (0 for the first one) they stand at.
    rings : tuple of tuple of Ring
        Outlines to draw, for each owner.
    exits : float[X, 2]
        Where one stands in each way out. [mm]
    exit_names : tuple of str
        What they are called.
    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    fixed: int
    radius: float
    grown: Pieces
    bodies: Pieces
    cleared: Pieces
    corners: Floats
    corner_owner: Ints
    stands: Floats
    stand_station: Ints
    rings: tuple[tuple[Ring, ...], ...]
    exits: Floats
    exit_names: tuple[str, ...] = ()

    @property
    def stations(self) -> tuple[str, ...]:
        """Names of the stations."""
        return self.names[self.fixed :]

    def station(self, name: str) -> int:
        """Return the number of a station, 0 for the first."""
        if name not in self.stations:
            raise SpecError(
                f"no station '{name}' stands on the floor", advice=nearest(name, self.stations)
            )
        return self.stations.index(name)

    def poses(self, placements: Sequence[Pose]) -> Floats:
        """Return the poses (x, y, cos, sin) of all owners for (x, y, rotation) of the stations."""
        out = np.zeros((len(self.names), 4))
        out[:, 2] = 1.0
        for number, placement in enumerate(placements):
            out[self.fixed + number] = pose(*placement)
        return out


def pose(x: float, y: float, rotation: float) -> tuple[float, float, float, float]:
    """Return x, y [mm] with cosine and sine of a rotation [degrees], exact at right angles."""
    quarter, rest = divmod(rotation, 90.0)
    if rest == 0.0:
        c, s = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter) % 4]
    else:
        c, s = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    return float(x), float(y), c, s


def build(
    outline: Ring,
    building: Mapping[str, tuple[Kind, Sequence[Ring]]],
    stations: Mapping[str, Body],
    radius: float = AGENT_RADIUS,
    exits: Mapping[str, tuple[float, float]] | None = None,
) -> Scene:
    """Return the scene of plain outlines.

    Parameters
    ----------
    outline : Ring
        Corners of the floor. [mm]
    building : mapping
        Name → kind and outlines of walls and columns. [mm]
    stations : mapping
        Name → body, in its own frame.
    radius : float
        Radius of the disc that walks. [mm]
    exits : mapping, optional
        Name → where one stands in that way out. [mm]
    """
    names = (OUTLINE, *building, *stations)
    kinds: list[Kind] = ["outline", *(kind for kind, _ in building.values())]
    fixed = len(kinds)
    kinds.extend("station" for _ in stations)
    rings = [
        (outline,),
        *(tuple(each) for _, each in building.values()),
        *((body.ring,) for body in stations.values()),
    ]
    grown = [
        [surrounding(outline, radius)],
        *([solid(r, radius) for r in each] for each in rings[1:]),
    ]
    bodies = [[surrounding(outline)], *([solid(ring) for ring in each] for each in rings[1:])]
    free = [
        [solid(ring).hulls for ring in (body.cleared, body.swept) if ring]
        for body in stations.values()
    ]
    corners = [(owner, shape.corners) for owner, each in enumerate(grown) for shape in each]
    stands = [
        (number, stand) for number, body in enumerate(stations.values()) for stand in body.stands
    ]
    return Scene(
        names=names,
        kinds=tuple(kinds),
        fixed=fixed,
        radius=radius,
        grown=_pieces([[shape.hulls for shape in each] for each in grown]),
        bodies=_pieces([[shape.hulls for shape in each] for each in bodies]),
        cleared=_pieces([*([] for _ in range(fixed)), *free]),
        corners=np.concatenate([each for _, each in corners]),
        corner_owner=np.repeat(
            [owner for owner, _ in corners], [len(each) for _, each in corners]
        ).astype(np.int64),
        stands=np.array([stand for _, stand in stands], np.float64).reshape(-1, 2),
        stand_station=np.array([number for number, _ in stands], np.int64),
        rings=tuple(rings),
        exits=np.array(list((exits or {}).values()), np.float64).reshape(-1, 2),
        exit_names=tuple(exits or {}),
    )


def scene(floor: Floor, footprints: Mapping[str, Footprint], radius: float = AGENT_RADIUS) -> Scene:
    """Return the scene of a floor and the footprints of the stations that stand on it."""
    building: dict[str, tuple[Kind, Sequence[Ring]]] = {
        f"wall '{wall.name}'": ("wall", wall_sections(floor, wall)) for wall in floor.walls
    }
    for column in floor.columns:
        building[f"column '{column.name}'"] = ("column", [column.polygon])
    bodies = {name: Body.of(footprint, radius) for name, footprint in footprints.items()}
    exits = {each.name: inside(floor.boundary, vertex(each.at), radius) for each in floor.exits}
    return build(floor.boundary, building, bodies, radius, exits)


def inside(outline: Ring, point: tuple[float, float], depth: float) -> tuple[float, float]:
    """Return the point ``depth`` [mm] within the outline, in from its side nearest to ``point``.

    Parameters
    ----------
    outline : Ring
        Corners of the floor, counter-clockwise. [mm]
    point : (x, y)
        On the outline, or near it. [mm]
    """
    best, found = math.inf, point
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        ux, uy = bx - ax, by - ay
        size = math.hypot(ux, uy)
        share = min(1.0, max(0.0, ((point[0] - ax) * ux + (point[1] - ay) * uy) / size**2))
        x, y = ax + share * ux, ay + share * uy
        away = math.dist((x, y), point)
        if away < best - 1e-9:
            best, found = away, (x - depth * uy / size, y + depth * ux / size)
    return found


def wall_sections(floor: Floor, wall: Wall) -> list[Ring]:
    """Return the outlines of what is left of a wall between its doors [mm]."""
    cuts = [0.0]
    doors: list[Door] = sorted((d for d in floor.doors if d.wall == wall.name), key=lambda d: d.at)
    for door in doors:
        cuts += [float(door.at) - float(door.width) / 2, float(door.at) + float(door.width) / 2]
    cuts.append(wall.length)
    (x0, y0), (x1, y1) = wall.along(0.0), wall.along(wall.length)
    half = float(wall.thickness) / 2 / wall.length
    nx, ny = (y0 - y1) * half, (x1 - x0) * half
    sections: list[Ring] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=True):
        if end > start:
            (ax, ay), (bx, by) = wall.along(start), wall.along(end)
            sections.append(
                ((ax - nx, ay - ny), (bx - nx, by - ny), (bx + nx, by + ny), (ax + nx, ay + ny))
            )
    return sections


def _pieces(owners: Sequence[Sequence[Hulls]]) -> Pieces:
    hulls = join([each for own in owners for each in own])
    pieces = [sum(len(each.start) - 1 for each in own) for own in owners]
    owner = np.repeat(np.arange(len(owners)), pieces).astype(np.int64)
    return Pieces(hulls, np.repeat(owner, np.diff(hulls.start)).astype(np.int64), owner)
