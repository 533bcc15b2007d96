"""What a building brings: walls, doors, columns, ways out, zones and utilities.

A floor plan has x to the right and y up; angles are counter-clockwise.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from workbench.errors import SpecError
from workbench.model._measures import Length, Measure, Money
from workbench.model._noun import noun
from workbench.model.rings import Vertex, check_ring, vertex, vertices
from workbench.model.sources import Mark
from workbench.units import Quantity

Coordinate = Annotated[Quantity, Measure(("length",), "1.2 m", low=None)]
Point = tuple[Coordinate, Coordinate]
LengthPrice = Annotated[Quantity, Measure(("money/length",), "40 EUR/m")]
WallMaterial = Literal["", "combustible", "noncombustible"]
UtilityKind = Literal["power", "gas", "water", "drain", "extraction", "air"]

UTILITIES: tuple[UtilityKind, ...] = ("power", "gas", "water", "drain", "extraction", "air")
CORNERS = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
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
    material : str
        ``combustible`` (timber, plasterboard on timber) or ``noncombustible`` (brick, concrete);
        a wall that does not say counts as combustible.
    """

    name: str
    start: Point
    end: Point
    thickness: Length = _WALL_THICKNESS
    material: WallMaterial = ""

    def __post_init__(self) -> None:
        """Refuse a wall without a length or a thickness."""
        if self.length == 0.0 or self.thickness == 0.0:
            raise SpecError(
                f"wall '{self.name}' has no {'length' if self.length == 0.0 else 'thickness'}",
                where=_at("floor.walls", self.name, vertex(self.start)),
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
    swing : str
        Side of the wall, seen from its start, to which the leaf opens: ``left``, ``right`` or
        ``both``; without it the opening has no leaf or a sliding one.
    hinge : str
        Where the leaf hangs: at the ``start`` or the ``end`` of the opening, or ``both`` for a
        pair of leaves.
    """

    name: str
    wall: str
    at: Length
    width: Length = _DOOR_WIDTH
    swing: Literal["", "left", "right", "both"] = ""
    hinge: Literal["start", "end", "both"] = "start"


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
                f"column '{self.name}' has no size",
                where=_at("floor.columns", self.name, vertex(self.at)),
                advice="give a width and a depth above zero",
            )

    @property
    def polygon(self) -> tuple[Vertex, ...]:
        """Its corners, counter-clockwise [mm]."""
        (x, y), (w, d) = vertex(self.at), vertex(self.size)
        return tuple((x + sx * w / 2, y + sy * d / 2) for sx, sy in CORNERS)


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
    swing : str
        ``in`` when the leaf opens into the floor and needs room there; ``out`` otherwise.
    hinge : str
        Where the leaf hangs, seen from inside: ``left``, ``right`` or ``both``.
    """

    name: str
    at: Point
    width: Length = _DOOR_WIDTH
    swing: Literal["out", "in"] = "out"
    hinge: Literal["left", "right", "both"] = "left"

    def __post_init__(self) -> None:
        """Refuse an exit nobody passes."""
        if self.width <= 0.0:
            raise SpecError(
                f"exit '{self.name}' has no width",
                where=_at("floor.exits", self.name, vertex(self.at)),
                advice="give one, e.g. '0.9 m'",
            )


@noun
class Zone:
    """A part of the floor with a use of its own: clean, dirty, loud, hot, wet.

    Parameters
    ----------
    name : str
        What messages call it.
    outline : tuple of (x, y)
        At least three corners. [mm]
    kind : str
        What it is for; rules know ``clean``, ``dirty``, ``loud``, ``quiet``, ``hot`` and ``wet``.
    """

    name: str
    outline: tuple[Point, ...]
    kind: str = ""

    def __post_init__(self) -> None:
        """Refuse an outline that is not a simple polygon."""
        check_ring(vertices(self.outline), f"zone '{self.name}'")


@noun
class Utility:
    """Where a station can be connected: a point such as a tap, or a line such as a duct.

    Parameters
    ----------
    name : str
        What messages call it.
    kind : str
        ``power``, ``gas``, ``water``, ``drain``, ``extraction`` or ``air``.
    at : (x, y), optional
        The point; give this or ``along``. [mm]
    along : tuple of (x, y), optional
        Corners of the line. [mm]
    price : Quantity, optional
        What a metre from here to a station costs. [money/length]
    connection : Quantity, optional
        What connecting a station costs, whatever the length. [money]
    """

    name: str
    kind: UtilityKind
    at: Point | None = None
    along: tuple[Point, ...] = ()
    price: LengthPrice | None = None
    connection: Money | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Check that it is somewhere."""
        if (self.at is None) == (not self.along):
            raise SpecError(
                f"utility '{self.name}' is either at a point or along a line",
                where=f"floor.utilities.{self.name}",
                advice="give 'at: [x, y]', or 'along: [[x, y], [x, y]]'",
            )
        if self.along and (len(self.along) < 2 or len(set(vertices(self.along))) < 2):
            raise SpecError(
                f"the line of utility '{self.name}' has no length",
                where=_at("floor.utilities", self.name, vertex(self.along[0])),
                advice="give two different points, or 'at'",
            )

    @property
    def line(self) -> tuple[Vertex, ...]:
        """Its corners; one for a point [mm]."""
        if self.at is not None:
            return (vertex(self.at),)
        return tuple(vertex(point) for point in self.along)


def _at(key: str, name: str, point: Vertex) -> str:
    return f"{key}.{name}, at ({point[0] / 1000:g}, {point[1] / 1000:g}) m"
