"""What pieces may be laid on beside one endless roll: rolls, remnants, offcuts, kiln shelves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.model.mending import mended
from workbench.model.pattern import Point
from workbench.nesting.rules import Zone, read_shape, read_zones, write_shape, write_zones

KINDS = ("roll", "remnant", "shelf")


@dataclass(frozen=True)
class Sheet:
    """One sort of stock: a roll of some width, or a sheet with an outline.

    Parameters
    ----------
    id : int or str
        What placements refer to.
    outline : tuple of (x, y)
        Of a sheet; empty for a roll. [mm]
    holes : tuple of polygons
        Openings of the sheet, and the posts of a shelf. [mm]
    width : float
        Of a roll. [mm]
    length : float
        What is left on a roll; infinite when it can be bought by the metre. [mm]
    zones : tuple of Zone
        Defects and parts of lower quality.
    cost : float
        What using it costs: money for a sheet, money per metre of a roll.
    stock : int
        How many there are.
    edge : float
        Least distance of a piece to the outline. [mm]
    kind : "roll", "remnant" or "shelf"
    shade : str
        The dye lot of its cloth; pieces of one garment are cut from one.
    """

    id: int | str
    outline: tuple[Point, ...] = ()
    holes: tuple[tuple[Point, ...], ...] = ()
    width: float = 0.0
    length: float = math.inf
    zones: tuple[Zone, ...] = ()
    cost: float = 0.0
    stock: int = 1
    edge: float = 0.0
    kind: str = "remnant"
    shade: str = ""

    def __post_init__(self) -> None:
        """Refuse stock that nothing can lie on."""
        if self.kind not in KINDS:
            raise SpecError(
                f"the kind is {self.kind!r}", where=self.label, advice=f"one of {', '.join(KINDS)}"
            )
        if self.stock < 1 or not self.cost >= 0 or not 0 <= self.edge < math.inf:
            raise SpecError(
                "stock, cost or edge is out of range",
                where=self.label,
                advice="give stock ≥ 1, cost ≥ 0 and edge ≥ 0",
            )
        if self.kind == "roll":
            if not (self.width - 2 * self.edge > 0 and self.width < math.inf and self.length > 0):
                raise SpecError(
                    f"the roll is {self.width:g} mm wide and {self.length:g} mm long",
                    where=self.label,
                    advice="give a width above twice the edge, and a length above 0",
                )
            return
        outline, _ = mended(self.outline, "outline")
        polygon = Polygon(outline, self.holes) if len(outline) > 2 else Polygon()
        if not polygon.is_valid:
            # Holes that reach over the edge or over each other: what is left when they are cut out.
            polygon = _largest(_cut(outline, self.holes))
        if polygon.is_empty or polygon.area <= 0:
            raise SpecError(
                "the outline of the sheet is not a simple polygon with an area",
                where=self.label,
                advice="list its corners in walking order, holes inside",
            )
        object.__setattr__(self, "outline", _points(polygon.exterior))
        object.__setattr__(self, "holes", tuple(map(_points, polygon.interiors)))

    @property
    def label(self) -> str:
        """How messages name it."""
        return f"{self.kind} '{self.id}'"

    @property
    def is_roll(self) -> bool:
        """Whether it has a width and is used from its start on."""
        return self.kind == "roll"

    @property
    def area(self) -> float:
        """Area without holes and defects, in mm²; infinite for an endless roll."""
        if self.is_roll:
            return self.width * self.length
        whole = Polygon(self.outline, self.holes)
        flaws = [Polygon(zone.outline) for zone in self.zones if zone.quality <= 0]
        return float((whole.difference(shapely.union_all(flaws)) if flaws else whole).area)

    def charged(self, length: float) -> tuple[float, float]:
        """Return area [mm²] and cost [money] of using it up to ``length`` [mm]."""
        if self.is_roll:
            return self.width * length, self.cost * length / 1000.0
        return self.area, self.cost

    @property
    def extent(self) -> tuple[float, float]:
        """Length along x and width along y of its box, in mm."""
        if self.is_roll:
            return self.length, self.width
        low_x, low_y, high_x, high_y = Polygon(self.outline).bounds
        return high_x - low_x, high_y - low_y

    def surface(self, least: int | None = None, *, length: float | None = None) -> Any:
        """Return where a piece of some ``min_quality`` may lie, as a shapely geometry.

        Parameters
        ----------
        least : int, optional
            The piece's ``min_quality``; None keeps off every zone.
        length : float, optional
            How much of a roll; needed for an endless one. [mm]
        """
        if self.is_roll:
            end = min(self.length, self.length if length is None else length)
            whole = shapely.box(0.0, self.edge, end, self.width - self.edge)
        else:
            whole = Polygon(self.outline, self.holes)
            if self.edge:
                whole = whole.buffer(-self.edge, join_style="mitre")
        barred = [Polygon(zone.outline) for zone in self.zones if zone.refuses(least)]
        return whole.difference(shapely.union_all(barred)) if barred else whole

    def in_quadrant(self) -> tuple[Sheet, Point]:
        """Return the sheet moved so that its box begins at (0, 0), and how far it was moved."""
        if self.is_roll:
            return self, (0.0, 0.0)
        low = np.asarray(self.outline).min(axis=0)
        dx, dy = -float(low[0]), -float(low[1])

        def move(ring: tuple[Point, ...]) -> tuple[Point, ...]:
            return tuple((x + dx, y + dy) for x, y in ring)

        moved = replace(
            self,
            outline=move(self.outline),
            holes=tuple(map(move, self.holes)),
            zones=tuple(replace(zone, outline=move(zone.outline)) for zone in self.zones),
        )
        return moved, (dx, dy)

    @classmethod
    def from_document(cls, document: Any, number: int) -> Sheet:
        """Read a sheet from plain data: jagua's ``bins`` entries, or a roll with a width."""
        if not isinstance(document, Mapping):
            raise SpecError("a sheet is not a record", where=f"sheet {number}", advice="give one")
        id = document.get("id", number)
        where = f"sheet '{id}'"

        def figure(key: str, default: float) -> float:
            value = document.get(key, default)
            if value is None:
                return default
            if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
                raise SpecError(f"{key} is {value!r}", where=where, advice="give a number")
            return float(value)

        zones = read_zones(document.get("zones"), where)
        zones += read_zones(document.get("defects"), where, quality=0)
        facts: dict[str, Any] = {
            "cost": figure("cost", 0.0),
            "stock": int(figure("stock", 1)),
            "edge": figure("edge", 0.0),
            "zones": zones,
            "shade": str(document.get("shade") or ""),
        }
        if "shape" in document:
            outline, holes = read_shape(document["shape"], where)
            posts = tuple(
                read_shape(post, f"{where}, post {k}")[0]
                for k, post in enumerate(document.get("posts") or [])
            )
            kind = str(document.get("kind", "shelf" if posts else "remnant"))
            return cls(id, outline, (*holes, *posts), kind=kind, **facts)
        return cls(
            id,
            width=figure("width", 0.0),
            length=figure("length", math.inf),
            kind="roll",
            **facts,
        )

    def to_document(self) -> dict[str, Any]:
        """Return the sheet as plain data, in the format ``from_document`` reads."""
        document: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind,
            "cost": self.cost,
            "stock": self.stock,
            "zones": write_zones(self.zones),
        }
        if self.edge:
            document["edge"] = self.edge
        if self.shade:
            document["shade"] = self.shade
        if self.is_roll:
            document["width"] = self.width
            if math.isfinite(self.length):
                document["length"] = self.length
        else:
            document["shape"] = write_shape(self.outline, self.holes)
        return document


def _cut(outline: tuple[Point, ...], holes: tuple[tuple[Point, ...], ...]) -> Any:
    whole = shapely.make_valid(Polygon(outline)) if len(outline) > 2 else Polygon()
    gone = [shapely.make_valid(Polygon(hole)) for hole in holes if len(hole) > 2]
    return whole.difference(shapely.union_all(gone)) if gone else whole


def _largest(shape: Any) -> Any:
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area, default=Polygon())


def _points(ring: Any) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in ring.coords[:-1])
