"""Where a factory stands: the floor with its building, its rules, and where stations stand.

A floor plan has x to the right and y up; angles are counter-clockwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.errors import SpecError, nearest
from workbench.model._measures import Length
from workbench.model._noun import noun
from workbench.model.building import (
    UTILITIES,
    Column,
    Door,
    Exit,
    Point,
    Utility,
    Wall,
    WallMaterial,
    Zone,
)
from workbench.model.floor_rules import Agent, Carried, FloorRule, Relation
from workbench.model.footprint import SIDES, TRAITS, Clearance, Footprint, Moving, Side
from workbench.model.rings import Vertex, check_ring, ring_area, vertex, vertices

__all__ = [
    "SIDES",
    "TRAITS",
    "UTILITIES",
    "Agent",
    "Carried",
    "Clearance",
    "Column",
    "Door",
    "Exit",
    "Floor",
    "FloorRule",
    "Footprint",
    "Moving",
    "Placement",
    "Relation",
    "Side",
    "Utility",
    "Wall",
    "Zone",
]


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
    outer_wall : str
        What stands along the outline: ``combustible`` or ``noncombustible``; a wall that does not
        say counts as combustible.
    walls, doors, columns, exits, zones, utilities
        What the building brings.
    agents : tuple of Agent
        Who walks, beside or in place of those that are shipped.
    carried : tuple of Carried
        Which work is not carried by hand, one piece at a time.
    relations : tuple of Relation
        What should be near what, and what should not.
    rules : tuple of FloorRule
        Rules of this place, beside those that are shipped; one of the same name changes it.
    placements : tuple of Placement
        Where the stations stand.
    """

    size: tuple[Length, Length] | None = None
    outline: tuple[Point, ...] = ()
    outer_wall: WallMaterial = ""
    walls: tuple[Wall, ...] = ()
    doors: tuple[Door, ...] = ()
    columns: tuple[Column, ...] = ()
    exits: tuple[Exit, ...] = ()
    zones: tuple[Zone, ...] = ()
    utilities: tuple[Utility, ...] = ()
    agents: tuple[Agent, ...] = ()
    carried: tuple[Carried, ...] = ()
    relations: tuple[Relation, ...] = ()
    rules: tuple[FloorRule, ...] = ()
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
        for kind in _NAMED:
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

    def strangers(self, stations: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return (key, name) of stations in relations and trips that are not among ``stations``.

        A variant may take a station away that the base still relates to others; so this is worth
        saying, and no reason to refuse a twin.
        """
        known = set(stations)
        named = [("carried", name) for each in self.carried for name in (each.origin, each.to)]
        named += [("relations", name) for each in self.relations for name in each.between]
        return tuple(dict.fromkeys((key, name) for key, name in named if name not in known))

    def opening(self, door: Door) -> tuple[Vertex, Vertex]:
        """Return the two ends of a door's opening on its wall's centre line [mm]."""
        wall = self.wall(door.wall)
        middle, half = float(door.at), float(door.width) / 2
        return wall.along(middle - half), wall.along(middle + half)


_NAMED = (
    "walls", "doors", "columns", "exits", "zones", "utilities", "agents", "rules", "placements",
)  # fmt: skip


def _check_names(kind: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise SpecError(
                f"'{name}' is given twice", where=f"floor.{kind}", advice="give each its own name"
            )
