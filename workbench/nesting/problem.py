"""The contract between geometry and search: what is to be packed, where, and what comes back.

Rolls, remnants, shelves and orders are put together above this module and ask ``pack`` about one
container at a time. A problem is data: nothing here searches, and nothing above needs to know how
a collision is found. Lengths are in mm, angles in degrees, outlines counter-clockwise float64
arrays of shape (n, 2) without a repeated last point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Placement

Points = NDArray[np.float64]
Id = int | str


def ring(points: Any, where: str) -> Points:
    """Return an outline as a counter-clockwise array; raise when it is not a simple polygon."""
    array = np.array(points, np.float64).reshape(-1, 2)
    if len(array) > 1 and np.array_equal(array[0], array[-1]):
        array = array[:-1]
    if len(array) < 3 or not np.isfinite(array).all() or not Polygon(array).is_valid:
        raise SpecError(
            "an outline is not a simple polygon",
            where=where,
            advice="give at least three points, in order, without a crossing",
        )
    x, y = array.T
    twice = float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y))
    array = np.ascontiguousarray(array if twice > 0 else array[::-1])
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Repeat:
    """Stripes or checks: where a point of the piece must lie, modulo the repeat of the cloth.

    The match point, carried along when the piece is mirrored, turned and moved, comes to lie at
    ``phase`` plus a whole number of periods. Pieces that share a phase match each other.

    Parameters
    ----------
    period : (x, y)   Length of the repeat along and across the cloth; 0 leaves an axis free. [mm]
    match : (x, y)    The match point, in the coordinates of the piece's outline. [mm]
    phase : (x, y)    Where the repeat begins, in the coordinates of the container. [mm]
    """

    period: tuple[float, float]
    match: tuple[float, float]
    phase: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, eq=False)
class PackItem:
    """A shape, how many of it there are, and the rules of its own.

    Parameters
    ----------
    id : int or str                What placements refer to.
    outline : float64[n, 2]        Counter-clockwise or clockwise. [mm]
    holes : tuple of outlines      Other pieces may lie in them (part-in-part). [mm]
    demand : int                   Copies; identical pieces are exchanged freely in the search.
    angles : tuple of float        Allowed turns after mirroring, counter-clockwise. [degrees]
    mirrors : tuple of bool        Allowed values of "mirrored", x → −x before turning.
    tilt : float                   Each angle may be missed by so much either way. [degrees] Played
                                   are the ends, the middle and, of wide ranges, steps between;
                                   on a strip pieces are leant to any angle at the end (`lean`).
    gap : float                    Least distance to other pieces; of two pieces the larger holds,
                                   and never less than the problem's. [mm]
    edge : float                   Least distance to the container's boundary, never less than the
                                   problem's. In a strip the two long sides; in a sheet every side
                                   and hole. [mm]
    value : float, optional        What placing a copy is worth on a sheet; its area when absent.
    repeat : Repeat, optional
    label : str                    How messages name it.
    """

    id: Id
    outline: Points
    holes: tuple[Points, ...] = ()
    demand: int = 1
    angles: tuple[float, ...] = (0.0,)
    mirrors: tuple[bool, ...] = (False,)
    tilt: float = 0.0
    gap: float = 0.0
    edge: float = 0.0
    value: float | None = None
    repeat: Repeat | None = None
    label: str = ""

    def __post_init__(self) -> None:
        """Normalise the outlines and refuse what cannot be played."""
        name = self.label or str(self.id)
        object.__setattr__(self, "label", name)
        object.__setattr__(self, "outline", ring(self.outline, name))
        object.__setattr__(self, "holes", tuple(ring(hole, name) for hole in self.holes))
        numbers = (*self.angles, self.tilt, self.gap, self.edge, self.worth)
        if not self.angles or not self.mirrors or not all(math.isfinite(n) for n in numbers):
            raise SpecError(
                "its angles, gap, edge or value are not numbers", where=name, advice="give numbers"
            )
        if self.demand < 0 or min(self.tilt, self.gap, self.edge) < 0:
            raise SpecError(
                "a demand, tilt, gap or edge is negative", where=name, advice="give 0 or more"
            )

    @property
    def area(self) -> float:
        """Area of a copy without its holes, in mm²."""
        return float(Polygon(self.outline, self.holes).area)

    @property
    def worth(self) -> float:
        """Value of placing a copy."""
        return self.area if self.value is None else self.value


@dataclass(frozen=True, eq=False)
class Strip:
    """Cloth from a roll: 0 ≤ x ≤ length, 0 ≤ y ≤ width; all pieces are placed, the length is least.

    Parameters
    ----------
    width : float   [mm]
    """

    width: float


@dataclass(frozen=True, eq=False)
class Sheet:
    """A bounded container of any outline: as much value as possible is placed.

    A roll of given length is the rectangle length × width. When everything is placed, the search
    goes on to use as little of the sheet as possible along x, so that the rest is worth keeping.

    Parameters
    ----------
    outline : float64[n, 2]     A remnant, an offcut, a shelf. [mm]
    holes : tuple of outlines   Parts of it that are missing. [mm]
    """

    outline: Points
    holes: tuple[Points, ...] = ()

    def __post_init__(self) -> None:
        """Normalise the outlines."""
        object.__setattr__(self, "outline", ring(self.outline, "sheet"))
        holes = tuple(ring(hole, "a hole of the sheet") for hole in self.holes)
        object.__setattr__(self, "holes", holes)


@dataclass(frozen=True, eq=False)
class Obstacle:
    """Something that pieces keep clear of: a defect, a quality zone, a post, a fixed piece.

    Parameters
    ----------
    outline : float64[n, 2]      In the coordinates of the container. [mm]
    holes : tuple of outlines    Pieces may lie in them: a fixed piece with a hole. [mm]
    clearance : float            Least distance of a piece to it. [mm]
    bars : frozenset of ids      The items that must keep clear; None bars all. Quality zones bar
                                 the items that ask for better cloth than the zone is.
    label : str
    """

    outline: Points
    holes: tuple[Points, ...] = ()
    clearance: float = 0.0
    bars: frozenset[Id] | None = None
    label: str = "obstacle"

    def __post_init__(self) -> None:
        """Normalise the outlines."""
        object.__setattr__(self, "outline", ring(self.outline, self.label))
        holes = tuple(ring(hole, self.label) for hole in self.holes)
        object.__setattr__(self, "holes", holes)

    def stops(self, item: PackItem) -> bool:
        """Return whether an item must keep clear of it."""
        return self.bars is None or item.id in self.bars


@dataclass(frozen=True, eq=False)
class Problem:
    """What ``pack`` answers: items, one container, what lies in it already, distances.

    Played by the search: demand and copies, angles, mirrors, tilts, gaps by pair, edges by item,
    any container outline with holes, obstacles for all or for some items, holes of items, repeats.

    Parameters
    ----------
    items : tuple of PackItem
    container : Strip or Sheet
    obstacles : tuple of Obstacle   Defects, zones, posts and fixed pieces.
    gap : float                     Least distance between any two pieces. [mm]
    edge : float                    Least distance to the container's boundary. [mm]
    name : str
    """

    items: tuple[PackItem, ...]
    container: Strip | Sheet
    obstacles: tuple[Obstacle, ...] = ()
    gap: float = 0.0
    edge: float = 0.0
    name: str = ""
    _by_id: dict[Id, PackItem] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse repeated ids and an unusable container."""
        table = {item.id: item for item in self.items}
        where = f"problem '{self.name}'"
        if len(table) < len(self.items):
            raise SpecError("two items share an id", where=where, advice="give each its own id")
        if self.gap < 0 or self.edge < 0:
            raise SpecError("gap and edge cannot be negative", where=where, advice="give 0 or more")
        if isinstance(self.container, Strip) and not self.container.width > 2 * self.edge:
            raise SpecError(
                f"the width {self.container.width:g} mm leaves nothing beside the edges",
                where=where,
                advice="give a width above twice the edge",
            )
        object.__setattr__(self, "_by_id", table)

    def item(self, id: Id) -> PackItem:
        """Return an item by its id."""
        return self._by_id[id]

    def pair_gap(self, one: PackItem, other: PackItem) -> float:
        """Return the least distance between copies of two items, in mm."""
        return max(self.gap, one.gap, other.gap)

    def edge_gap(self, item: PackItem) -> float:
        """Return the least distance of an item to the container's boundary, in mm."""
        return max(self.edge, item.edge)

    @property
    def pieces(self) -> int:
        """Copies to place."""
        return sum(item.demand for item in self.items)

    @property
    def area(self) -> float:
        """Area of all copies, in mm²."""
        return sum(item.area * item.demand for item in self.items)

    @classmethod
    def of(cls, instance: Instance) -> Problem:
        """Return the strip problem of an instance."""
        items = tuple(
            PackItem(
                item.id,
                np.array(item.piece.outline),
                tuple(np.array(hole) for hole in item.piece.holes),
                item.demand,
                item.angles,
                {"never": (False,), "always": (True,), "either": (False, True)}[item.mirror],
                label=item.label,
            )
            for item in instance.items
        )
        return cls(
            items,
            Strip(instance.width),
            gap=instance.gap,
            edge=instance.edge,
            name=instance.name,
        )


@dataclass(frozen=True, eq=False)
class Packing:
    """What comes back from ``pack``.

    Parameters
    ----------
    placements : tuple of Placement   Placed copies, in the order of the items.
    unplaced : tuple of ids           One entry for each copy left out.
    length : float                    Largest x that a piece reaches. [mm]
    area : float                      Of the placed pieces. [mm²]
    value : float                     Of the placed pieces.
    evaluations : int                 Places weighed.
    seconds, cpu_seconds : float      [s]
    trace : tuple of (seconds, length, value)   Each improvement.
    """

    placements: tuple[Placement, ...]
    unplaced: tuple[Id, ...]
    length: float
    area: float
    value: float
    evaluations: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    trace: tuple[tuple[float, float, float], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every copy found a place."""
        return not self.unplaced


def check_packing(problem: Problem, placements: Iterable[Placement]) -> list[str]:
    """Return what is wrong with placements in a problem, in sentences, judged by shapely.

    Checked are overlap and distances between pieces, to obstacles and to the container, the
    allowed poses and the repeats; demands are the caller's to count.
    """
    placed = list(placements)
    if not placed:
        return []
    items = [problem.item(placement.id) for placement in placed]
    shapes = np.array(
        [
            Polygon(placement.apply(item.outline), [placement.apply(h) for h in item.holes])
            for placement, item in zip(placed, items, strict=True)
        ]
    )
    names = [f"{item.label} (placement {number})" for number, item in enumerate(items)]
    slack = 1e-9 * float(shapely.area(shapes).sum())
    faults = _poses(problem, placed, names)
    faults += _inside(problem, items, shapes, names, slack)
    for obstacle in problem.obstacles:
        body = Polygon(obstacle.outline, obstacle.holes)
        for k in np.flatnonzero(shapely.dwithin(shapes, body, obstacle.clearance)):
            if not obstacle.stops(items[k]):
                continue
            common = shapely.area(shapely.intersection(shapes[k], body))
            near = shapely.distance(shapes[k], body) < obstacle.clearance - 1e-6
            if common > slack or near:
                faults.append(f"{names[k]} is too close to {obstacle.label}")
    tree = shapely.STRtree(shapes)
    widest = max([problem.gap, *(item.gap for item in items)])
    left, right = tree.query(shapes, predicate="dwithin", distance=widest)
    for i, j in zip(left, right, strict=True):
        if i >= j:
            continue
        gap = problem.pair_gap(items[i], items[j])
        common = shapely.area(shapely.intersection(shapes[i], shapes[j]))
        if common > slack:
            faults.append(f"{names[i]} and {names[j]} overlap by {common:.3g} mm²")
        elif gap > 0 and shapely.distance(shapes[i], shapes[j]) < gap - 1e-6:
            faults.append(f"{names[i]} and {names[j]} are closer than the gap of {gap:g} mm")
    return faults


def _poses(problem: Problem, placed: list[Placement], names: list[str]) -> list[str]:
    faults = []
    for placement, name in zip(placed, names, strict=True):
        item = problem.item(placement.id)
        turned = min(abs((placement.rotation - a + 180.0) % 360.0 - 180.0) for a in item.angles)
        if turned > item.tilt + 1e-9 or placement.mirrored not in item.mirrors:
            faults.append(f"{name} lies in a way that its rules do not allow")
        if item.repeat is not None:
            point = placement.apply([item.repeat.match])[0]
            for axis in range(2):
                period = item.repeat.period[axis]
                if period > 0:
                    off = point[axis] - item.repeat.phase[axis]
                    if abs(off - period * round(off / period)) > 1e-6:
                        faults.append(f"{name} misses the repeat by {off % period:.3g} mm")
    return faults


def _inside(
    problem: Problem, items: list[PackItem], shapes: Any, names: list[str], slack: float
) -> list[str]:
    container = problem.container
    faults = []
    for item, shape, name in zip(items, shapes, names, strict=True):
        edge = problem.edge_gap(item)
        low_x, low_y, _, high_y = shape.bounds
        if isinstance(container, Strip):
            deep = max(-low_x, edge - low_y, high_y - (container.width - edge))
            out = deep > 1e-6 if edge > 0 else deep * max(shape.bounds[2] - low_x, high_y) > slack
        else:
            body = Polygon(container.outline, container.holes)
            out = shape.difference(body).area > slack
            out |= edge > 0 and shape.distance(body.boundary) < edge - 1e-6
        if out:
            faults.append(f"{name} is outside the container or too close to its edge")
    return faults
