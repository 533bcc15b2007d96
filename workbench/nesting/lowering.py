"""From an instance and its rules to what the search plays, and the answer back.

The search knows items, one container, obstacles and repeats. Pairs become two items, a fold
becomes a repeat across the cloth, zones and fixed pieces become obstacles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.nesting import problem as contract
from workbench.nesting.instance import Instance
from workbench.nesting.item import Item
from workbench.nesting.placement import Placement, pose_points
from workbench.nesting.rules import MATCH_SLACK, Zone
from workbench.nesting.shapes import all_around
from workbench.nesting.sheet import Sheet

# Poses beyond which the search's tables of pairs get coarse and long to set up.
MOST_POSES = 240
LEAST_TURNS = 4


@dataclass(frozen=True)
class Lowered:
    """A problem of the search, and what its items are in the instance.

    Parameters
    ----------
    problem : Problem
        Its ids count the parts.
    parts : tuple of Item
        The item behind each id.
    shift : (x, y)
        What the search's coordinates lie from the sheet's. [mm]
    sheet : int or str
        What placements on it say.
    """

    problem: contract.Problem
    parts: tuple[Item, ...]
    shift: tuple[float, float]
    sheet: int | str

    def raised(self, placements: Iterable[Placement]) -> tuple[Placement, ...]:
        """Return the search's placements with the instance's ids and coordinates."""
        dx, dy = self.shift
        return tuple(
            replace(
                place,
                id=self.parts[int(place.id)].id,
                x=place.x - dx,
                y=place.y - dy,
                sheet=self.sheet,
            )
            for place in placements
        )

    def lowered(self, placements: Iterable[Placement]) -> tuple[Placement, ...]:
        """Return an instance's placements with the search's ids and coordinates."""
        numbers = {
            (part.id, mirrored): number
            for number, part in enumerate(self.parts)
            for mirrored in self.problem.items[number].mirrors
        }
        dx, dy = self.shift
        return tuple(
            replace(
                place,
                id=numbers[place.id, place.mirrored],
                x=place.x + dx,
                y=place.y + dy,
                sheet=0,
            )
            for place in placements
        )


def demands(instance: Instance) -> dict[tuple[int | str, bool], int]:
    """Return the free copies by (item, mirrored); what may lie either way counts under False."""
    left: dict[tuple[int | str, bool], int] = {}
    for item in instance.items:
        if item.mirror == "pairs":
            for mirrored in (False, True):
                fixed = sum(place.mirrored == mirrored for place in item.fixed)
                left[item.id, mirrored] = item.demand // 2 - fixed
        else:
            left[item.id, False] = item.demand - len(item.fixed)
    return left


def lower_strip(instance: Instance) -> Lowered:
    """Return the problem of an instance on its strip."""
    low, high = instance.clear
    zones = instance.zones
    container = contract.Strip(high - low)
    return _lower(instance, container, zones, (0.0, -low), 0, demands(instance), 0.0)


def lower_sheet(
    instance: Instance,
    sheet: Sheet,
    use: int | str,
    left: Mapping[tuple[int | str, bool], int],
    values: Mapping[int | str, float] | None = None,
) -> Lowered:
    """Return the problem of filling one sheet.

    Parameters
    ----------
    instance : Instance
    sheet : Sheet
    use : int or str
        What placements on it will say.
    left : mapping of (item, mirrored) to int
        Copies that still need a place.
    values : mapping of item to float, optional
        What placing a copy is worth; its area when left out.
    """
    moved, shift = sheet.in_quadrant()
    edge = max(sheet.edge, instance.edge)
    if sheet.is_roll:
        if sheet.length == float("inf"):
            return _lower(
                instance, contract.Strip(sheet.width), sheet.zones, shift, use, left, edge
            )
        ring = np.array([(0, 0), (sheet.length, 0), (sheet.length, sheet.width), (0, sheet.width)])
        container: Any = contract.Sheet(ring)
    else:
        holes = tuple(np.array(hole) for hole in moved.holes)
        container = contract.Sheet(np.array(moved.outline), holes)
    return _lower(instance, container, sheet.zones, shift, use, left, edge, values)


def _lower(
    instance: Instance,
    container: Any,
    zones: tuple[Zone, ...],
    shift: tuple[float, float],
    use: int | str,
    left: Mapping[tuple[int | str, bool], int],
    edge: float,
    values: Mapping[int | str, float] | None = None,
) -> Lowered:
    parts: list[Item] = []
    items: list[contract.PackItem] = []
    left = {key: count for key, count in left.items() if count > 0}
    for item in thinned(instance.item(id) for id in dict.fromkeys(id for id, _ in left)):
        ways = ((False,), (True,)) if item.mirror == "pairs" else (_mirrors(item),)
        for mirrors in ways:
            count = left.get((item.id, mirrors[0] if item.mirror == "pairs" else False), 0)
            if count > 0:
                items.append(_part(instance, item, mirrors, count, len(parts), shift, values))
                parts.append(item)
    obstacles = [
        contract.Obstacle(
            np.array(zone.outline) + np.array(shift),
            bars=None if zone.quality <= 0 else _barred(zone, parts),
            label="a defect" if zone.quality <= 0 else f"a zone of quality {zone.quality}",
        )
        for zone in zones
    ]
    for item in instance.items:
        for place in item.fixed:
            if place.sheet == use:
                obstacles += _fixed(instance, item, place, shift, parts)
    packed = contract.Problem(
        tuple(items), container, tuple(obstacles), instance.gap, edge, instance.name
    )
    return Lowered(packed, tuple(parts), shift, use)


def thinned(items: Iterable[Item]) -> list[Item]:
    """Return items with fewer of their angles where all poses together are too many.

    Every second angle is left out of the items that have most, down to four each; what is left is
    allowed as before. Of rotation at will the tilts grow until they meet again.
    """
    kept = list(items)
    while sum(len(item.poses) for item in kept) > MOST_POSES:
        most = max(len(item.angles) for item in kept)
        if most <= LEAST_TURNS:
            break
        kept = [_halved(item) if len(item.angles) == most else item for item in kept]
    return kept


def _halved(item: Item) -> Item:
    tilt = 2 * item.tilt if all_around(item.angles, item.tilt) else item.tilt
    return replace(item, angles=item.angles[::2], tilt=tilt)


def _mirrors(item: Item) -> tuple[bool, ...]:
    return tuple(dict.fromkeys(mirrored for _, mirrored in item.poses))


def _barred(zone: Zone, parts: list[Item]) -> frozenset[int | str]:
    return frozenset(k for k, part in enumerate(parts) if zone.refuses(part.min_quality))


def _fixed(
    instance: Instance,
    item: Item,
    place: Placement,
    shift: tuple[float, float],
    parts: list[Item],
) -> list[contract.Obstacle]:
    """Return a fixed piece as obstacles; pieces with a larger gap keep it too."""
    outline = place.apply(item.piece.outline) + np.array(shift)
    holes = tuple(place.apply(hole) + np.array(shift) for hole in item.piece.holes)
    by_gap: dict[float, list[int | str]] = {}
    for number, part in enumerate(parts):
        by_gap.setdefault(instance.pair_gap(item, part), []).append(number)
    return [
        contract.Obstacle(outline, holes, gap, frozenset(bars), label=f"fixed {item.label}")
        for gap, bars in by_gap.items()
    ]


def _part(
    instance: Instance,
    item: Item,
    mirrors: tuple[bool, ...],
    count: int,
    number: int,
    shift: tuple[float, float],
    values: Mapping[int | str, float] | None,
) -> contract.PackItem:
    piece = item.piece
    angles, repeat = item.angles, None
    if item.on_fold:
        angles, repeat = _folded(instance, item, mirrors, shift)
    elif item.match and instance.repeat is not None:
        angles = tuple(
            angle for angle in angles if all(_agrees(instance, item, angle, m) for m in mirrors)
        )
        if not angles:
            raise SpecError(
                "its match points cannot all meet the repeat at any of its angles",
                where=item.label,
                advice="check the points, their phases and the repeat, or give one point only",
            )
        first = item.match[0]
        phase = (first.phase[0] + shift[0], first.phase[1] + shift[1])
        repeat = contract.Repeat((instance.repeat.x, instance.repeat.y), first.point, phase)
    return contract.PackItem(
        number,
        np.array(piece.outline),
        tuple(np.array(hole) for hole in piece.holes),
        count,
        angles,
        mirrors,
        # A piece that must meet a repeat or a fold cannot lean: its points would leave them.
        tilt=0.0 if repeat is not None else item.tilt,
        gap=item.gap,
        value=None if values is None else values.get(item.id),
        repeat=repeat,
        label=item.label,
    )


def _agrees(instance: Instance, item: Item, angle: float, mirrored: bool) -> bool:
    """Tell whether all match points meet the repeat when the first one does."""
    if instance.repeat is None:
        return True
    points = pose_points(np.array([m.point for m in item.match]), angle, mirrored)
    first = item.match[0]
    for point, match in zip(points, item.match, strict=True):
        away = (point[0] - points[0][0], point[1] - points[0][1])
        phase = (match.phase[0] - first.phase[0], match.phase[1] - first.phase[1])
        if max(map(abs, instance.repeat.off(away, phase))) > MATCH_SLACK / 2:
            return False
    return True


def _folded(
    instance: Instance, item: Item, mirrors: tuple[bool, ...], shift: tuple[float, float]
) -> tuple[tuple[float, ...], contract.Repeat]:
    """Return the angles that bring the fold line onto a fold, and the repeat that holds it there.

    Across folded cloth the repeat is twice the width, so that only y = 0 is within; across
    tubular cloth it is the width, and both folds are.
    """
    if item.piece.fold is None:
        raise SpecError("it has no fold line", where=item.label, advice="give the fold")
    low, high = instance.has_folds
    outline = Polygon(item.piece.outline).centroid.coords[0]
    kept = []
    for angle in item.angles:
        fits = []
        for mirrored in mirrors:
            (ax, ay), (bx, by) = pose_points(np.array(item.piece.fold), angle, mirrored)
            level = abs(by - ay) <= 1e-6 * max(1.0, abs(bx - ax))
            above = pose_points(np.array([outline]), angle, mirrored)[0][1] > ay
            fits.append(level and (low if above else high))
        if all(fits):
            kept.append(angle)
    if not kept:
        raise SpecError(
            "its fold line lies along a fold of the cloth at none of its angles",
            where=item.label,
            advice="draw the fold along the grain, or allow the angle that brings it there",
        )
    period = instance.width if high else 2 * instance.width
    return tuple(kept), contract.Repeat((0.0, period), item.piece.fold[0], (0.0, shift[1]))
