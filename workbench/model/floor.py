"""Where a factory stands: the floor with its walls and doors, and the room a station takes.

A floor plan has x to the right and y up; angles are counter-clockwise. A station's own frame has
its origin at the middle of its footprint and, before it is turned, its front towards −y.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import field_validator

from workbench.errors import SpecError, nearest
from workbench.model._measures import Length, Measure
from workbench.model._noun import noun
from workbench.model.rings import Vertex, check_ring, ring_area, vertex, vertices
from workbench.units import Quantity

Side = Literal["front", "back", "left", "right"]
Coordinate = Annotated[Quantity, Measure(("length",), "1.2 m", low=None)]
Point = tuple[Coordinate, Coordinate]

SIDES: tuple[Side, ...] = ("front", "back", "left", "right")
_NO_LENGTH = Quantity(0.0, "m")
_WALL_THICKNESS = Quantity(0.1, "m")
_DOOR_WIDTH = Quantity(0.9, "m")


@noun
class Wall:
    """A straight wall inside the floor or along its outline.

    Parameters
    ----------
    name : str
        What messages call it.
    start, end : (x, y)
        Ends of its centre line. [mm]
    thickness : Length
        Across the wall. [mm]
    """

    name: str
    start: Point
    end: Point
    thickness: Length = _WALL_THICKNESS

    def __post_init__(self) -> None:
        """Refuse a wall without a length or a thickness."""
        if self.length == 0.0 or self.thickness == 0.0:
            raise SpecError(
                f"wall '{self.name}' has no {'length' if self.length == 0.0 else 'thickness'}",
                advice="give two different ends and a thickness such as '10 cm'",
            )

    @property
    def length(self) -> float:
        """Length of the centre line [mm]."""
        return math.dist(vertex(self.start), vertex(self.end))

    def along(self, distance: float) -> Vertex:
        """Return the point of the centre line at ``distance`` [mm] from the start."""
        (x0, y0), (x1, y1) = vertex(self.start), vertex(self.end)
        share = distance / self.length
        return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


@noun
class Door:
    """An opening in a wall that people walk through.

    Parameters
    ----------
    name : str
        What messages call it.
    wall : str
        Name of the wall it is in.
    at : Length
        Where the middle of the opening is, along the wall from its start. [mm]
    width : Length
        Clear width of the opening. [mm]
    """

    name: str
    wall: str
    at: Length
    width: Length = _DOOR_WIDTH


@noun
class Column:
    """A column, or anything else that is fixed to the ground and cannot be walked through.

    Parameters
    ----------
    name : str
        What messages call it.
    at : (x, y)
        Its middle. [mm]
    size : (width, depth)
        Along x and along y. [mm]
    """

    name: str
    at: Point
    size: tuple[Length, Length]

    def __post_init__(self) -> None:
        """Refuse a column without a size."""
        if min(self.size) <= 0.0:
            raise SpecError(
                f"column '{self.name}' has no size", advice="give a width and a depth above zero"
            )

    @property
    def polygon(self) -> tuple[Vertex, ...]:
        """Its corners, counter-clockwise [mm]."""
        (x, y), (w, d) = vertex(self.at), vertex(self.size)
        return tuple((x + sx * w / 2, y + sy * d / 2) for sx, sy in _CORNERS)


@noun
class Exit:
    """A way out of the floor.

    Parameters
    ----------
    name : str
        What messages call it.
    at : (x, y)
        Middle of the opening, on the outline. [mm]
    width : Length
        Clear width. [mm]
    """

    name: str
    at: Point
    width: Length = _DOOR_WIDTH


@noun
class Zone:
    """A part of the floor with a use of its own: clean, wet, hot, loud.

    Parameters
    ----------
    name : str
        What messages call it.
    outline : tuple of (x, y)
        At least three corners. [mm]
    kind : str
        What it is for.
    """

    name: str
    outline: tuple[Point, ...]
    kind: str = ""

    def __post_init__(self) -> None:
        """Refuse an outline that is not a simple polygon."""
        check_ring(vertices(self.outline), f"zone '{self.name}'")


@noun
class Clearance:
    """How much free floor a station needs at each side.

    Parameters
    ----------
    front, back, left, right : Length, optional
        At that side. [mm]
    other : Length
        At the sides not given. [mm]
    """

    front: Length | None = None
    back: Length | None = None
    left: Length | None = None
    right: Length | None = None
    other: Length = _NO_LENGTH

    def at(self, side: Side) -> float:
        """Return the clearance at one side [mm]."""
        own = {"front": self.front, "back": self.back, "left": self.left, "right": self.right}
        chosen = own[side]
        return float(self.other if chosen is None else chosen)


@noun
class Footprint:
    """The room that a station takes on the floor.

    Parameters
    ----------
    shape : (width, depth), optional
        A rectangle; give this or ``outline``. [mm]
    outline : tuple of (x, y), optional
        Another shape, in the station's own frame, front towards −y; it is moved so that the
        middle of its bounding box is the origin. [mm]
    clearance : Clearance
        Free floor needed at each side.
    needs : tuple of str
        Utilities: water, drain, power, gas, extraction, air.
    access : tuple of Side
        The sides from which people work at it; the nearest one counts.
    """

    shape: tuple[Length, Length] | None = None
    outline: tuple[Point, ...] = ()
    clearance: Clearance = Clearance()
    needs: tuple[str, ...] = ()
    access: tuple[Side, ...] = ("front",)

    @field_validator("access", "needs", mode="before")
    @classmethod
    def _as_tuple(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    def __post_init__(self) -> None:
        """Refuse a shape without an area and a station nobody can reach."""
        if (self.shape is None) == (not self.outline):
            raise SpecError(
                "a footprint has either a shape or an outline",
                where="footprint",
                advice="give 'shape: [1.2 m, 0.9 m]', or an outline of corner points",
            )
        check_ring(self._drawn, "footprint")
        if not self.access:
            raise SpecError("a footprint needs an access side", advice="give 'access: front'")

    @property
    def _drawn(self) -> tuple[Vertex, ...]:
        if self.shape is not None:
            w, d = vertex(self.shape)
            return tuple((sx * w / 2, sy * d / 2) for sx, sy in _CORNERS)
        return vertices(self.outline)

    @property
    def polygon(self) -> tuple[Vertex, ...]:
        """Corners in the station's own frame, counter-clockwise, centred [mm]."""
        ring = self._drawn
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        x0, y0 = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        centred = tuple((x - x0, y - y0) for x, y in ring)
        return centred if ring_area(centred) > 0 else centred[::-1]

    @property
    def size(self) -> tuple[float, float]:
        """Width and depth of the bounding box [mm]."""
        ring = self.polygon
        return 2 * max(x for x, _ in ring), 2 * max(y for _, y in ring)

    @property
    def area(self) -> float:
        """Floor taken by the body [mm²]."""
        return ring_area(self.polygon)

    @property
    def cleared(self) -> tuple[Vertex, ...]:
        """Corners of the bounding box with the clearances added, in the station's frame [mm]."""
        w, d = self.size
        gap = self.clearance
        x0, x1 = -w / 2 - gap.at("left"), w / 2 + gap.at("right")
        y0, y1 = -d / 2 - gap.at("front"), d / 2 + gap.at("back")
        return (x0, y0), (x1, y0), (x1, y1), (x0, y1)


@noun
class Placement:
    """Where a station stands.

    Parameters
    ----------
    name : str
        Name of the station.
    at : (x, y)
        Middle of its footprint. [mm]
    rotation : float
        Counter-clockwise turn; at 0 the front looks towards −y. [degrees]
    """

    name: str
    at: Point
    rotation: float = 0.0

    @property
    def station(self) -> str:
        """Name of the station."""
        return self.name

    @property
    def x(self) -> float:
        """Middle of the footprint along x [mm]."""
        return float(self.at[0])

    @property
    def y(self) -> float:
        """Middle of the footprint along y [mm]."""
        return float(self.at[1])


@noun
class Floor:
    """The floor of a factory, with what stands on it.

    Parameters
    ----------
    size : (width, depth), optional
        A rectangular floor from (0, 0); give this or ``outline``. [mm]
    outline : tuple of (x, y), optional
        Corners of a floor of another shape. [mm]
    walls, doors, columns, exits, zones
        What the building brings.
    placements : tuple of Placement
        Where the stations stand.
    """

    size: tuple[Length, Length] | None = None
    outline: tuple[Point, ...] = ()
    walls: tuple[Wall, ...] = ()
    doors: tuple[Door, ...] = ()
    columns: tuple[Column, ...] = ()
    exits: tuple[Exit, ...] = ()
    zones: tuple[Zone, ...] = ()
    placements: tuple[Placement, ...] = ()

    def __post_init__(self) -> None:
        """Check the outline, the names, and that each door lies in its wall."""
        if (self.size is None) == (not self.outline):
            raise SpecError(
                "a floor has either a size or an outline",
                where="floor",
                advice="give 'size: [12 m, 8 m]', or an outline of corner points",
            )
        check_ring(self.boundary, "floor")
        for kind in ("walls", "doors", "columns", "exits", "zones", "placements"):
            _check_names(kind, [each.name for each in getattr(self, kind)])
        for door in self.doors:
            self._check_door(door)

    def _check_door(self, door: Door) -> None:
        wall = self.wall(door.wall, where=f"door '{door.name}'")
        if door.width <= 0.0:
            raise SpecError(f"door '{door.name}' has no width", advice="give one, e.g. '0.9 m'")
        if door.at - door.width / 2 < 0.0 or door.at + door.width / 2 > wall.length:
            raise SpecError(
                f"door '{door.name}' reaches beyond its wall '{wall.name}'",
                where="floor.doors",
                advice=f"the wall is {wall.length / 1000:g} m long; 'at' is the door's middle, "
                "measured from the wall's start",
            )

    @property
    def boundary(self) -> tuple[Vertex, ...]:
        """Corners of the floor, counter-clockwise [mm]."""
        if self.size is not None:
            w, d = vertex(self.size)
            return (0.0, 0.0), (w, 0.0), (w, d), (0.0, d)
        ring = vertices(self.outline)
        return ring if ring_area(ring) > 0 else ring[::-1]

    @property
    def area(self) -> float:
        """Area within the outline [mm²]."""
        return ring_area(self.boundary)

    def wall(self, name: str, *, where: str = "floor.walls") -> Wall:
        """Return the wall of that name."""
        for wall in self.walls:
            if wall.name == name:
                return wall
        raise SpecError(
            f"there is no wall '{name}'",
            where=where,
            advice=nearest(name, (each.name for each in self.walls)),
        )

    def opening(self, door: Door) -> tuple[Vertex, Vertex]:
        """Return the two ends of a door's opening on its wall's centre line [mm]."""
        wall = self.wall(door.wall)
        middle, half = float(door.at), float(door.width) / 2
        return wall.along(middle - half), wall.along(middle + half)


_CORNERS = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))


def _check_names(kind: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise SpecError(
                f"'{name}' is given twice", where=f"floor.{kind}", advice="give each its own name"
            )
