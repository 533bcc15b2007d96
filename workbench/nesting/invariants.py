"""What every marker must hold, judged by shapely on the placements as they are written."""

from __future__ import annotations

from collections import Counter

import numpy as np
import shapely
from shapely.geometry import Polygon, box

from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker

# Overlap, and area outside the strip, that rounding may leave, as a share of the placed area.
AREA_SLACK = 1e-9
# How much a gap may fall short. [mm]
GAP_SLACK = 1e-6


def check_marker(instance: Instance, marker: Marker) -> list[str]:
    """Return what is wrong with a marker, in sentences; nothing means that it is valid."""
    faults = _counts(instance, marker) + _poses(instance, marker)
    if not marker.placements:
        return faults
    polygons = [
        Polygon(
            placement.apply(instance.item(placement.id).piece.outline),
            [placement.apply(hole) for hole in instance.item(placement.id).piece.holes],
        )
        for placement in marker.placements
    ]
    names = [
        f"{instance.item(placement.id).label} (placement {number})"
        for number, placement in enumerate(marker.placements)
    ]
    areas = shapely.area(polygons)
    slack = AREA_SLACK * float(areas.sum())
    strip = box(0.0, instance.edge, marker.length, instance.width - instance.edge)
    outside = shapely.area(shapely.difference(polygons, strip))
    faults += [
        f"{names[k]} lies {outside[k]:.3g} mm² outside the strip"
        for k in np.flatnonzero(outside > slack)
    ]
    tree = shapely.STRtree(polygons)
    left, right = tree.query(polygons, predicate="intersects")
    pairs = left < right
    first = np.asarray(polygons)[left[pairs]]
    second = np.asarray(polygons)[right[pairs]]
    common = shapely.area(shapely.intersection(first, second))
    if common.sum() > slack:
        faults += [
            f"{names[i]} and {names[j]} overlap by {area:.3g} mm²"
            for i, j, area in zip(left[pairs], right[pairs], common, strict=True)
            if area > 0.0
        ]
    if instance.gap > 0.0:
        left, right = tree.query(polygons, predicate="dwithin", distance=instance.gap - GAP_SLACK)
        faults += [
            f"{names[i]} and {names[j]} are closer than the gap of {instance.gap:g} mm"
            for i, j in zip(left, right, strict=True)
            if i < j
        ]
    density = float(areas.sum()) / (marker.length * instance.width)
    if abs(density - marker.density) > 1e-9 or marker.width != instance.width:
        faults.append(f"the density is {density:.9f}, the marker says {marker.density:.9f}")
    return faults


def _counts(instance: Instance, marker: Marker) -> list[str]:
    found = Counter(placement.id for placement in marker.placements)
    found.update(marker.unplaced)
    return [
        f"{item.label} is demanded {item.demand} times, the marker has it {found[item.id]} times"
        for item in instance.items
        if found[item.id] != item.demand
    ]


def _poses(instance: Instance, marker: Marker) -> list[str]:
    faults = []
    for number, placement in enumerate(marker.placements):
        item = instance.item(placement.id)
        allowed = any(
            mirrored == placement.mirrored
            and abs((placement.rotation - angle + 180.0) % 360.0 - 180.0) < 1e-9
            for angle, mirrored in item.poses
        )
        if not allowed:
            faults.append(
                f"{item.label} (placement {number}) is turned by {placement.rotation:g}°"
                f"{' and mirrored' if placement.mirrored else ''}, which its rules do not allow"
            )
    return faults
