"""What every marker must hold, judged by shapely on the placements as they are written.

Nothing of the search is used here: the rules are read from the instance again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon, box

from workbench.nesting.instance import Instance
from workbench.nesting.item import Item
from workbench.nesting.marker import Marker, Placement
from workbench.nesting.rules import MATCH_SLACK, Zone
from workbench.nesting.shade import has_shades, lot_of, shade_faults

# Overlap, and area outside the strip, that rounding may leave, as a share of the placed area.
AREA_SLACK = 1e-9
# How much a gap may fall short. [mm]
GAP_SLACK = 1e-6


def check_marker(instance: Instance, marker: Marker) -> list[str]:
    """Return what is wrong with a marker, in sentences; nothing means that it is valid.

    Judged are counts and pairs, poses, fixed places, overlap and gaps, the outline of the strip or
    of each sheet with its edge, holes, defects and quality zones, folds, match points (to 0.5 mm
    modulo the repeat), shade lots, the layers of a kiln, and the density.
    """
    faults = _counts(instance, marker) + _poses(instance, marker)
    if not marker.placements:
        return faults
    faults += _matched(instance, marker)
    by_sheet: dict[int | str, list[int]] = defaultdict(list)
    for number, placement in enumerate(marker.placements):
        by_sheet[placement.sheet].append(number)
    whole = 0.0
    slack = AREA_SLACK * _placed_area(instance, marker)
    for sheet, numbers in by_sheet.items():
        shapes = _Shapes(instance, marker, numbers)
        faults += shapes.outside(sheet, slack) + shapes.overlaps(slack) + shapes.too_near()
    faults += _stock(instance, marker, by_sheet) if instance.sheets else []
    faults += _shades(instance, marker) if has_shades(instance) else []
    faults += _layers(instance, marker, by_sheet) if instance.layers else []
    if instance.sheets:
        whole = sum(
            instance.sheet(marker.stock_of(used["id"])).charged(float(used["length"]))[0]
            for used in marker.sheets
        )
    else:
        whole = marker.length * instance.width
    density = _placed_area(instance, marker) / whole if whole else 0.0
    if abs(density - marker.density) > 1e-9 or marker.width != instance.width:
        faults.append(f"the density is {density:.9f}, the marker says {marker.density:.9f}")
    return faults


def judge_placement(
    instance: Instance, marker: Marker, index: int
) -> tuple[tuple[int, ...], bool, tuple[str, ...]]:
    """Return what one placement of a marker does: what it hits, whether it is off the cloth.

    Parameters
    ----------
    instance : Instance
    marker : Marker
    index : int
        The placement.

    Returns
    -------
    (hits, outside, reasons)
        Placements that are overlapped or closer than the gap; whether the piece leaves the cloth;
        and the other rules that are broken, in sentences.
    """
    own = marker.placements[index]
    numbers = [k for k, place in enumerate(marker.placements) if place.sheet == own.sheet]
    shapes = _Shapes(instance, marker, numbers)
    me = numbers.index(index)
    polygon, item = shapes.polygons[me], shapes.items[me]
    slack = AREA_SLACK * _placed_area(instance, marker)
    widest = max([instance.gap, *(each.gap for each in shapes.items)])
    hits = []
    for k in shapes.tree.query(polygon, predicate="dwithin", distance=widest + GAP_SLACK):
        if k == me:
            continue
        gap = instance.pair_gap(item, shapes.items[k])
        common = shapely.area(shapely.intersection(polygon, shapes.polygons[k]))
        if common > slack or (gap and polygon.distance(shapes.polygons[k]) < gap - GAP_SLACK):
            hits.append(numbers[k])
    body, zones, edge = shapes.cloth(own.sheet)
    outside = bool(shapely.area(shapely.difference(polygon, body)) > slack)
    outside |= bool(edge and polygon.distance(body.boundary) < edge - GAP_SLACK)
    alone = replace(marker, placements=(own,), length=marker.length)
    reasons = [
        f"it lies on {'a defect' if zone.quality <= 0 else f'cloth of quality {zone.quality}'}"
        for zone in zones
        if zone.refuses(item.min_quality)
        and polygon.intersection(Polygon(zone.outline)).area > slack
    ]
    if item.on_fold and not _on_fold(instance, item, own):
        reasons.append("it leaves the fold")
    if item.match and any("misses" in fault for fault in _matched(instance, alone)):
        reasons.append("its match point misses the repeat")
    return tuple(sorted(hits)), outside, tuple(reasons)


def _placed_area(instance: Instance, marker: Marker) -> float:
    return sum(instance.laid_area(instance.item(p.id)) for p in marker.placements)


class _Shapes:
    """The pieces of one sheet as shapely polygons."""

    def __init__(self, instance: Instance, marker: Marker, numbers: list[int]) -> None:
        self.instance, self.marker = instance, marker
        placements = [marker.placements[number] for number in numbers]
        self.items = [instance.item(placement.id) for placement in placements]
        self.polygons = np.array(
            [
                Polygon(
                    placement.apply(item.piece.outline),
                    [placement.apply(hole) for hole in item.piece.holes],
                )
                for placement, item in zip(placements, self.items, strict=True)
            ]
        )
        self.names = [
            f"{item.label} (placement {number})"
            for number, item in zip(numbers, self.items, strict=True)
        ]
        self.tree = shapely.STRtree(self.polygons)

    def outside(self, sheet: int | str, slack: float) -> list[str]:
        """Return which pieces leave the cloth or lie where their rules forbid it."""
        body, zones, edge = self.cloth(sheet)
        # The distance to a selvedge is judged like a gap; the cloth itself to the last bit.
        out = shapely.area(shapely.difference(self.polygons, body))
        faults = [
            f"{self.names[k]} lies {out[k]:.3g} mm² outside the {self._called(sheet)}"
            for k in np.flatnonzero(out > slack)
        ]
        if edge:
            near = shapely.distance(self.polygons, shapely.boundary(body))
            faults += [
                f"{self.names[k]} is closer than {edge:g} mm to the edge"
                for k in np.flatnonzero(near < edge - GAP_SLACK)
            ]
        for zone in zones:
            common = shapely.area(shapely.intersection(self.polygons, Polygon(zone.outline)))
            what = "a defect" if zone.quality <= 0 else f"cloth of quality {zone.quality}"
            faults += [
                f"{self.names[k]} lies {common[k]:.3g} mm² on {what}"
                for k in np.flatnonzero(common > slack)
                if zone.refuses(self.items[k].min_quality)
            ]
        return faults

    def _called(self, sheet: int | str) -> str:
        return f"sheet '{sheet}'" if self.instance.sheets else "strip"

    def cloth(self, sheet: int | str) -> tuple[Any, tuple[Zone, ...], float]:
        """Return where pieces may lie, the zones on it, and the distance to its boundary."""
        instance = self.instance
        if not instance.sheets:
            low, high = instance.clear
            return box(0.0, low, self.marker.length, high), instance.zones, 0.0
        stock = instance.sheet(self.marker.stock_of(sheet))
        edge = max(stock.edge, instance.edge)
        if stock.is_roll:
            used = next((s for s in self.marker.sheets if s["id"] == sheet), None)
            end = min(stock.length, float(used["length"]) if used else 0.0)
            return box(0.0, edge, end, stock.width - edge), stock.zones, 0.0
        return Polygon(stock.outline, stock.holes), stock.zones, edge

    def overlaps(self, slack: float) -> list[str]:
        """Return which pieces overlap."""
        left, right = self.tree.query(self.polygons, predicate="intersects")
        pairs = left < right
        left, right = left[pairs], right[pairs]
        common = shapely.area(shapely.intersection(self.polygons[left], self.polygons[right]))
        if common.sum() <= slack:
            return []
        return [
            f"{self.names[i]} and {self.names[j]} overlap by {area:.3g} mm²"
            for i, j, area in zip(left, right, common, strict=True)
            if area > 0.0
        ]

    def too_near(self) -> list[str]:
        """Return which pieces are closer than the gap they keep."""
        widest = max([self.instance.gap, *(item.gap for item in self.items)])
        if widest <= 0.0:
            return []
        left, right = self.tree.query(
            self.polygons, predicate="dwithin", distance=widest - GAP_SLACK
        )
        pairs = left < right
        left, right = left[pairs], right[pairs]
        apart = shapely.distance(self.polygons[left], self.polygons[right])
        faults = []
        for i, j, distance in zip(left, right, apart, strict=True):
            gap = self.instance.pair_gap(self.items[i], self.items[j])
            if distance < gap - GAP_SLACK:
                faults.append(
                    f"{self.names[i]} and {self.names[j]} are closer than the gap of {gap:g} mm"
                )
        return faults


def _counts(instance: Instance, marker: Marker) -> list[str]:
    found = Counter(placement.id for placement in marker.placements)
    found.update(marker.unplaced)
    faults = [
        f"{item.label} is demanded {item.demand} times, the marker has it {found[item.id]} times"
        for item in instance.items
        if found[item.id] != item.demand
    ]
    mirrored = Counter(placement.id for placement in marker.placements if placement.mirrored)
    placed = Counter(placement.id for placement in marker.placements)
    for item in instance.items:
        uneven = 2 * mirrored[item.id] != placed[item.id]
        if item.mirror == "pairs" and placed[item.id] == item.demand and uneven:
            faults.append(
                f"{item.label} is cut in pairs, and {mirrored[item.id]} of {placed[item.id]} are "
                "mirrored"
            )
        faults += [
            f"{item.label} does not lie where it is fixed"
            for place in item.fixed
            if not any(_same(place, other) for other in marker.placements)
        ]
    return faults


def _same(one: Placement, other: Placement) -> bool:
    return (
        one.id == other.id
        and one.sheet == other.sheet
        and one.mirrored == other.mirrored
        and abs((one.rotation - other.rotation + 180.0) % 360.0 - 180.0) < 1e-9
        and max(abs(one.x - other.x), abs(one.y - other.y)) < 1e-9
    )


def _poses(instance: Instance, marker: Marker) -> list[str]:
    faults = []
    for number, placement in enumerate(marker.placements):
        item = instance.item(placement.id)
        if not item.allows(placement.rotation, placement.mirrored):
            faults.append(
                f"{item.label} (placement {number}) is turned by {placement.rotation:g}°"
                f"{' and mirrored' if placement.mirrored else ''}, which its rules do not allow"
            )
        if item.on_fold and not _on_fold(instance, item, placement):
            faults.append(f"{item.label} (placement {number}) does not lie on the fold")
    return faults


def _on_fold(instance: Instance, item: Item, placement: Placement) -> bool:
    if item.piece.fold is None:
        return False
    low, high = instance.has_folds
    sides = [0.0] * low + [instance.width] * high
    ys = placement.apply(item.piece.fold)[:, 1]
    return any(float(np.abs(ys - side).max()) <= GAP_SLACK for side in sides)


def _matched(instance: Instance, marker: Marker) -> list[str]:
    repeat = instance.repeat
    if repeat is None:
        return []
    faults = []
    for number, placement in enumerate(marker.placements):
        item = instance.item(placement.id)
        for match in item.match:
            off = repeat.off(placement.apply([match.point])[0], match.phase)
            if max(map(abs, off)) > MATCH_SLACK:
                faults.append(
                    f"{item.label} (placement {number}) misses the repeat by "
                    f"({off[0]:.2f}, {off[1]:.2f}) mm"
                )
    if not instance.sheets and abs(repeat.ceiling(marker.length) - marker.length) > GAP_SLACK:
        faults.append(f"the length {marker.length:g} mm is not a whole number of repeats")
    return faults


def _stock(instance: Instance, marker: Marker, used: Iterable[int | str]) -> list[str]:
    listed = {sheet["id"] for sheet in marker.sheets}
    faults = [f"sheet '{sheet}' is used and not listed" for sheet in used if sheet not in listed]
    taken = Counter(marker.stock_of(sheet["id"]) for sheet in marker.sheets)
    faults += [
        f"{sheet.label} is used {taken[sheet.id]} times, {sheet.stock} in stock"
        for sheet in instance.sheets
        if taken[sheet.id] > sheet.stock
    ]
    return faults


def _shades(instance: Instance, marker: Marker) -> list[str]:
    lots: dict[str, list[Placement]] = defaultdict(list)
    for placement in marker.placements:
        sheet = instance.sheet(marker.stock_of(placement.sheet))
        lots[lot_of(sheet)].append(placement)
    return shade_faults(instance, lots)


def _layers(instance: Instance, marker: Marker, by_sheet: dict[int | str, list[int]]) -> list[str]:
    """Judge the heights: ware below the next shelf, and all shelves within the kiln."""
    if not instance.layers:
        return []
    inside, thickness = instance.layers
    total, faults = 0.0, []
    for sheet in marker.sheets:
        height = float(sheet.get("height", 0.0))
        total += height + thickness
        for number in by_sheet.get(sheet["id"], ()):
            item = instance.item(marker.placements[number].id)
            if item.height > height + GAP_SLACK:
                faults.append(f"{item.label} is higher than its layer of {height:g} mm")
    if total > inside + GAP_SLACK:
        faults.append(f"the layers take {total:g} mm and the kiln has {inside:g} mm")
    return faults
