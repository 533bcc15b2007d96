"""What the browser needs to draw a marker: shapes once, then only where they lie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from workbench.model.pattern import Point
    from workbench.nesting.instance import Instance
    from workbench.nesting.marker import Marker

MOST = 5000
"""The greatest number of pieces that is drawn."""
_BETWEEN = 100.0
"""Between two sheets. [mm]"""


def shapes_of(instance: Instance) -> list[dict[str, Any]]:
    """Return a record for each item of an instance, corners rounded to 0.01 mm."""
    return [
        {
            "name": item.piece.name[:80],
            "size": str(item.piece.size)[:30],
            "outline": _flat(item.piece.outline),
            "holes": [_flat(hole) for hole in item.piece.holes],
            "internals": [_flat(line) for line in item.piece.internals],
            "notches": _flat(item.piece.notches),
            "drills": _flat(item.piece.drills),
            "match": _flat([match.point for match in item.match]),
            "grain": float(item.piece.grain),
            "demand": item.demand,
            "fixed": len(item.fixed),
            "turns": len(item.angles) > 1,
        }
        for item in instance.items
    ]


def places_of(marker: Marker, instance: Instance) -> NDArray[np.float64]:
    """Return a row for each placement: shape, x, y, angle, mirrored, cloth."""
    shape = {item.id: number for number, item in enumerate(instance.items)}
    cloth = {used["id"]: number for number, used in enumerate(marker.sheets)}
    rows = [
        (
            shape[place.id], place.x, place.y, place.rotation, float(place.mirrored),
            cloth.get(place.sheet, 0) if instance.sheets else 0,
        )
        for place in marker.placements[:MOST]
    ]  # fmt: skip
    return np.array(rows, np.float64).reshape(-1, 6)


def cloths_of(marker: Marker, instance: Instance) -> list[dict[str, Any]]:
    """Return what the pieces lie on, one sheet behind the other along x."""
    if not instance.sheets:
        low, high = instance.clear
        length, width = float(marker.length), float(instance.width)
        box = [0.0, 0.0, length, 0.0, length, width, 0.0, width]
        repeat = instance.repeat
        return [
            {
                "label": "",
                "outline": box,
                "holes": [],
                "flaws": [_flaw(zone.quality, zone.outline) for zone in instance.zones],
                "edges": [float(low), float(width - high)],
                "repeat": [repeat.x, repeat.y] if repeat else [0.0, 0.0],
                "at": [0.0, 0.0],
                "size": [length, width],
            }
        ]
    cloths, at = [], 0.0
    for used in marker.sheets:
        sheet = instance.sheet(marker.stock_of(used["id"]))
        length, width = float(used["length"]), sheet.width
        outline = [(0.0, 0.0), (length, 0.0), (length, width), (0.0, width)]
        if not sheet.is_roll:
            outline = list(sheet.outline)
        low, size = np.array(outline).min(axis=0), np.ptp(np.array(outline), axis=0)
        cloths.append(
            {
                "label": f"{sheet.label[:60]}"
                + (f", {float(used['height']):g} mm high" if used.get("height") else ""),
                "outline": _flat(outline),
                "holes": [_flat(hole) for hole in sheet.holes],
                "flaws": [_flaw(zone.quality, zone.outline) for zone in sheet.zones],
                "edges": [0.0, 0.0],
                "repeat": [0.0, 0.0],
                "at": [at - float(low[0]), -float(low[1])],
                "size": [float(size[0]), float(size[1])],
            }
        )
        at += float(size[0]) + _BETWEEN
    return cloths


def _flaw(quality: int, outline: Iterable[Point]) -> dict[str, Any]:
    return {"quality": quality, "outline": _flat(outline)}


def _flat(points: Iterable[Point]) -> list[float]:
    return [round(float(number), 2) for point in points for number in point]
