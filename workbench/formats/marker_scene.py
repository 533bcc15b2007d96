"""What the writers of markers draw: each sheet with its outline, its flaws and its pieces.

Several sheets stand one after the other along x, so that one drawing holds them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from workbench.model.pattern import PatternPiece, Point
    from workbench.nesting.instance import Instance
    from workbench.nesting.marker import Marker
    from workbench.nesting.placement import Placement
    from workbench.nesting.sheet import Sheet

# Between two sheets of one drawing. [mm]
BETWEEN = 100.0

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Laid:
    """A piece where it lies in the drawing."""

    piece: PatternPiece
    placement: Placement
    shift: tuple[float, float]

    def put(self, points: Iterable[Point]) -> list[Point]:
        """Return points of the piece where they lie in the drawing, in mm."""
        given = list(points)
        if not given:
            return []
        dx, dy = self.shift
        return [(float(x) + dx, float(y) + dy) for x, y in self.placement.apply(given)]

    @property
    def label(self) -> str:
        """What is written on the piece: its name and size."""
        return f"{self.piece.name} {self.piece.size}".strip()

    @property
    def middle(self) -> Point:
        """A point well inside the piece, for its label."""
        from shapely.geometry import Polygon

        inside = Polygon(self.put(self.piece.outline)).representative_point()
        return float(inside.x), float(inside.y)

    @property
    def grainline(self) -> tuple[Point, Point]:
        """Where the grain arrow is drawn: as given, or through the middle."""
        import math

        if self.piece.grainline:
            start, end = self.put(self.piece.grainline)
            return start, end
        turn = math.radians(self.piece.grain)
        (x0, y0), (x1, y1) = self.put([(0.0, 0.0), (math.cos(turn), math.sin(turn))])
        outline = np.array(self.put(self.piece.outline))
        wide, high = np.ptp(outline, axis=0)
        along = (x1 - x0, y1 - y0)
        reach = 0.3 * (abs(along[0]) * wide + abs(along[1]) * high)
        x, y = self.middle
        return (
            (x - reach * along[0], y - reach * along[1]),
            (x + reach * along[0], y + reach * along[1]),
        )

    def notch_lines(self, depth: float) -> list[tuple[Point, Point]]:
        """Return each notch as a slit from the cut line into the piece.

        Parameters
        ----------
        depth : float
            How long the slits are. [mm]
        """
        from shapely.geometry import Point as Spot
        from shapely.geometry import Polygon

        outline = np.array(self.put(self.piece.outline))
        if not self.piece.notches:
            return []
        body = Polygon(outline)
        following = np.roll(outline, -1, axis=0)
        slits = []
        for x, y in self.put(self.piece.notches):
            along = following - outline
            share = ((np.array([x, y]) - outline) * along).sum(axis=1)
            share = np.clip(share / np.maximum((along**2).sum(axis=1), 1e-12), 0.0, 1.0)
            foot = outline + share[:, None] * along
            nearest = int(np.hypot(*(foot - np.array([x, y])).T).argmin())
            tangent = along[nearest] / max(float(np.hypot(*along[nearest])), 1e-12)
            start = (float(foot[nearest][0]), float(foot[nearest][1]))
            normal = np.array([-tangent[1], tangent[0]])
            sides = [(start[0] + s * depth * normal[0], start[1] + s * depth * normal[1])
                     for s in (1.0, -1.0)]  # fmt: skip
            inward = max(sides, key=lambda end: body.contains(Spot(end)))
            slits.append((start, (float(inward[0]), float(inward[1]))))
        return slits


@dataclass(frozen=True)
class Spread:
    """One sheet of the drawing with what lies on it.

    Parameters
    ----------
    label : str
    outline : list of (x, y)            [mm]
    holes : list of outlines            [mm]
    flaws : list of (quality, outline)  Defects and zones. [mm]
    pieces : list of Laid
    """

    label: str
    outline: list[Point]
    holes: list[list[Point]]
    flaws: list[tuple[int, list[Point]]]
    pieces: list[Laid]


def spreads(marker: Marker, instance: Instance) -> tuple[list[Spread], float, float]:
    """Return the sheets of a marker, and the length and width of the drawing, in mm."""
    if not instance.sheets:
        length, width = marker.length, instance.width
        outline = [(0.0, 0.0), (length, 0.0), (length, width), (0.0, width)]
        flaws = [(zone.quality, list(zone.outline)) for zone in instance.zones]
        pieces = [
            Laid(instance.item(place.id).piece, place, (0.0, 0.0)) for place in marker.placements
        ]
        return [Spread(instance.name, outline, [], flaws, pieces)], length, width
    found = []
    at, widest = 0.0, 0.0
    for used in marker.sheets:
        sheet = instance.sheet(used.get("stock", used["id"]))
        outline, holes = _outline(sheet, float(used["length"]))
        low = np.array(outline).min(axis=0)
        shift = (at - float(low[0]), -float(low[1]))
        flaws = [(zone.quality, _moved(zone.outline, shift)) for zone in sheet.zones]
        pieces = [
            Laid(instance.item(place.id).piece, place, shift)
            for place in marker.placements
            if place.sheet == used["id"]
        ]
        found.append(
            Spread(
                str(used["id"]),
                _moved(outline, shift),
                [_moved(hole, shift) for hole in holes],
                flaws,
                pieces,
            )
        )
        extent = np.ptp(np.array(outline), axis=0)
        at += float(extent[0]) + BETWEEN
        widest = max(widest, float(extent[1]))
    return found, max(at - BETWEEN, 0.0), widest


def _outline(sheet: Sheet, length: float) -> tuple[list[Point], list[list[Point]]]:
    if not sheet.is_roll:
        return list(sheet.outline), [list(hole) for hole in sheet.holes]
    return [(0.0, 0.0), (length, 0.0), (length, sheet.width), (0.0, sheet.width)], []


def _moved(points: Iterable[Point], shift: tuple[float, float]) -> list[Point]:
    return [(float(x) + shift[0], float(y) + shift[1]) for x, y in points]
