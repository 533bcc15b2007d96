"""What a marker leaves of the cloth: remnants worth keeping, with their outlines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import shapely
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker
from workbench.nesting.sheet import Sheet

# A remnant is worth keeping from here on: a collar and a pocket come out of it. [mm²], [mm]
LEAST_AREA = 40_000.0
LEAST_WIDTH = 120.0


def leftovers(
    instance: Instance,
    marker: Marker,
    *,
    least_area: float = LEAST_AREA,
    least_width: float = LEAST_WIDTH,
) -> tuple[Sheet, ...]:
    """Return the remnants of a marker, largest first.

    Parameters
    ----------
    instance : Instance
    marker : Marker
    least_area : float
        Smaller ones are waste. [mm²]
    least_width : float
        Parts into which no circle of this diameter fits are waste. [mm]

    Returns
    -------
    tuple of Sheet
        Rolls that are cut keep their rest as a roll. Every other remnant has its outline, the
        flaws that lie on it, and the share of its sheet's cost that its area has.
    """
    found: list[Sheet] = []
    for use, stock, whole, pieces in _sheets(instance, marker):
        free = whole.difference(shapely.union_all(pieces)) if pieces else whole
        # What is too narrow for a circle of the least width falls away.
        wide = free.buffer(-least_width / 2).buffer(least_width / 2).intersection(free)
        _, cost = stock.charged(float(whole.bounds[2]))
        for part in _polygons(wide):
            if part.area >= least_area:
                share = cost * part.area / whole.area if whole.area else 0.0
                found.append(_remnant(f"{use}-rest-{len(found) + 1}", part, stock, share))
        rest = stock.length - float(whole.bounds[2]) if stock.is_roll else 0.0
        if stock.is_roll and math.isfinite(rest) and rest * stock.width >= least_area:
            found.append(replace(stock, id=f"{use}-roll", length=rest, stock=1))
    return tuple(sorted(found, key=lambda sheet: -sheet.area))


def _sheets(
    instance: Instance, marker: Marker
) -> Iterable[tuple[int | str, Sheet, Any, list[Any]]]:
    """Yield each sheet used with its surface and the pieces on it, grown by half the gap."""
    strip = Sheet(0, width=instance.width, kind="roll", zones=instance.zones)
    uses: tuple[Mapping[str, Any], ...] = marker.sheets
    if not instance.sheets:
        uses = ({"id": 0, "length": marker.length},)
    for used in uses:
        stock = instance.sheet(marker.stock_of(used["id"])) if instance.sheets else strip
        whole = (
            shapely.box(0.0, 0.0, float(used["length"]), stock.width)
            if stock.is_roll
            else Polygon(stock.outline, stock.holes)
        )
        pieces = [
            Polygon(
                place.apply(instance.item(place.id).piece.outline),
                [place.apply(hole) for hole in instance.item(place.id).piece.holes],
            ).buffer(instance.gap / 2, join_style="mitre")
            for place in marker.placements
            if place.sheet == used["id"] or not instance.sheets
        ]
        yield used["id"], stock, whole, pieces


def _polygons(shape: Any) -> list[Any]:
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _remnant(id: str, part: Any, stock: Sheet, cost: float) -> Sheet:
    # Fewer corners, none of them outside: the outline is drawn on the cloth by hand.
    simple = part.simplify(1.0)
    inner = simple.buffer(-1.0, join_style="mitre")
    kept = max(_polygons(inner), key=lambda each: each.area, default=part)
    kept = kept if part.contains(kept) else part
    ring = orient(kept)
    zones = tuple(zone for zone in stock.zones if Polygon(zone.outline).intersects(kept))
    return Sheet(
        id,
        tuple((float(x), float(y)) for x, y in ring.exterior.coords[:-1]),
        tuple(tuple((float(x), float(y)) for x, y in hole.coords[:-1]) for hole in ring.interiors),
        zones=zones,
        cost=cost,
        edge=stock.edge,
        kind="remnant",
    )
