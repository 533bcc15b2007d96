"""What a piece and a cloth ask of a place, as data: match points, repeats, quality zones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import MultiPoint, Polygon

from workbench.errors import SpecError
from workbench.model.mending import mended
from workbench.model.pattern import Point

# How far match points may be off: what an eye sees on a seam and a spreader can keep. [mm]
MATCH_SLACK = 0.5


@dataclass(frozen=True)
class Repeat:
    """The repeat of a stripe or check: the cloth looks the same after it.

    Parameters
    ----------
    x : float   Along the warp, the length of the marker; 0 when there is none. [mm]
    y : float   Across; 0 when there is none. [mm]
    """

    x: float = 0.0
    y: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a repeat that is none."""
        if not (0 <= self.x < math.inf and 0 <= self.y < math.inf and self.x + self.y > 0):
            raise SpecError(
                f"a repeat of {self.x:g} × {self.y:g} mm",
                where="the cloth",
                advice="give the length of the repeat along x, across y, or both; 0 for none",
            )

    def off(self, point: Sequence[float], phase: Sequence[float]) -> tuple[float, float]:
        """Return how far a point is from the nearest place in the repeat with that phase, in mm."""
        return _off(point[0] - phase[0], self.x), _off(point[1] - phase[1], self.y)

    def ceiling(self, length: float) -> float:
        """Return a length rounded up to whole repeats along the warp, in mm."""
        if not self.x:
            return length
        return self.x * max(1, math.ceil(length / self.x - 1e-9))


def _off(away: float, repeat: float) -> float:
    return away - repeat * round(away / repeat) if repeat else 0.0


@dataclass(frozen=True)
class Match:
    """A point of a piece that must meet the repeat: two pieces of one phase meet at their seam.

    Parameters
    ----------
    point : (x, y)   On the piece as drawn. [mm]
    phase : (x, y)   Where in the repeat it lies. [mm]
    """

    point: Point
    phase: Point = (0.0, 0.0)


@dataclass(frozen=True)
class Zone:
    """A part of a sheet that is worse than the rest.

    Parameters
    ----------
    outline : tuple of (x, y)   On the sheet. [mm]
    quality : int
        0 is a defect, where nothing may lie. A piece lies where the quality is at least its
        ``min_quality``, and one that names none lies on no zone at all.
    """

    outline: tuple[Point, ...]
    quality: int = 0

    def __post_init__(self) -> None:
        """Mend the outline; one that cannot be mended grows to its convex hull, which holds it."""
        outline, _ = mended(self.outline, "zone")
        if len(outline) < 3 or not Polygon(outline).is_valid:
            hull = MultiPoint(outline).convex_hull
            if hull.geom_type != "Polygon":
                raise SpecError("a zone has no area", where="zones", advice="draw its outline")
            outline = tuple((float(x), float(y)) for x, y in hull.exterior.coords[:-1])
        object.__setattr__(self, "outline", outline)

    def refuses(self, least: int | None) -> bool:
        """Tell whether a piece of that ``min_quality`` must keep off the zone."""
        return self.quality <= 0 or least is None or self.quality < least


def read_points(value: Any, where: str, what: str = "an outline") -> tuple[Point, ...]:
    """Return a list of [x, y] as points; refuse anything else."""
    try:
        points = tuple((float(x), float(y)) for x, y in value)
    except (TypeError, ValueError) as error:
        raise SpecError(
            f"{what} is not a list of [x, y]", where=where, advice="give numbers in mm"
        ) from error
    if not all(math.isfinite(number) for point in points for number in point):
        raise SpecError(
            f"{what} has a coordinate that is not a number", where=where, advice="give it in mm"
        )
    return points


def read_shape(shape: Any, where: str) -> tuple[tuple[Point, ...], tuple[tuple[Point, ...], ...]]:
    """Return outline and holes of a shape: simple_polygon, polygon, rectangle or circle."""
    if not isinstance(shape, Mapping):
        raise SpecError("a shape is missing", where=where, advice="give shape.type and .data")
    kind, data = shape.get("type", "simple_polygon"), shape.get("data")
    if kind == "polygon" and isinstance(data, Mapping):
        rings = [data.get("outer"), *(data.get("inner") or [])]
    elif kind == "simple_polygon":
        rings = [data]
    elif kind in ("rectangle", "circle") and isinstance(data, Mapping):
        rings = [_figure(str(kind), data, where)]
    else:
        raise SpecError(
            f"the shape is of type {kind!r}",
            where=where,
            advice="choose one of: simple_polygon, polygon, rectangle, circle",
        )
    read = [read_points(ring, where) for ring in rings]
    return read[0], tuple(read[1:])


# A circle becomes a polygon round it that is nowhere further off than this. [mm]
_ROUND = 0.05


def _figure(kind: str, data: Mapping[str, Any], where: str) -> list[Point]:
    def number(key: str, default: float | None = None) -> float:
        value = data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SpecError(f"{kind}.{key} is {value!r}", where=where, advice="give it in mm")
        return float(value)

    if kind == "rectangle":
        x, y = number("x_min", 0.0), number("y_min", 0.0)
        width, height = number("width"), number("height")
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    return circle(number("x", 0.0), number("y", 0.0), number("radius"))


def circle(x: float, y: float, radius: float) -> list[Point]:
    """Return a polygon round a circle, no corner further off than 0.05 mm.

    Its sides touch the circle, so that what keeps off the polygon keeps off the circle.
    """
    if not 0 < radius < math.inf:
        raise SpecError(f"a radius of {radius:g} mm", where="a circle", advice="give more than 0")
    half = math.acos(radius / (radius + _ROUND))
    count = max(12, math.ceil(math.pi / half))
    reach = radius / math.cos(math.pi / count)
    turn = 2 * math.pi / count
    return [(x + reach * math.cos(turn * k), y + reach * math.sin(turn * k)) for k in range(count)]


def write_shape(
    outline: tuple[Point, ...], holes: tuple[tuple[Point, ...], ...] = ()
) -> dict[str, Any]:
    """Return the shape of an outline with holes as plain data."""
    outer = [list(point) for point in outline]
    if not holes:
        return {"type": "simple_polygon", "data": outer}
    inner = [[list(point) for point in hole] for hole in holes]
    return {"type": "polygon", "data": {"outer": outer, "inner": inner}}


def read_zones(entries: Any, where: str, quality: int | None = None) -> tuple[Zone, ...]:
    """Return the zones of a sheet; with ``quality`` the entries are bare shapes of it."""
    if not isinstance(entries or [], list):
        raise SpecError("zones is not a list", where=where, advice="give a list")
    zones = []
    for number, entry in enumerate(entries or []):
        place = f"{where}, zone {number}"
        shape = entry.get("shape") if isinstance(entry, Mapping) and quality is None else entry
        grade = entry.get("quality", 0) if quality is None else quality
        if isinstance(grade, bool) or not isinstance(grade, int):
            raise SpecError(
                f"the quality is {grade!r}", where=place, advice="give a whole number, 0 for none"
            )
        outline, _ = read_shape(shape, place)
        zones.append(Zone(outline, grade))
    return tuple(zones)


def write_zones(zones: tuple[Zone, ...]) -> list[dict[str, Any]]:
    """Return zones as plain data."""
    return [{"quality": zone.quality, "shape": write_shape(zone.outline)} for zone in zones]
