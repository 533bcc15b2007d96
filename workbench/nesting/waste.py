"""Where the cloth of a marker goes: into pieces, and by cause into waste. The parts sum exactly."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon, box

from workbench.model.rings import ring_area
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker

CAUSES = ("between", "cut_outs", "edges", "flaws", "repeat", "ends")


@dataclass(frozen=True)
class ClothUse:
    """What became of the cloth, in mm².

    Parameters
    ----------
    bought : float      Whole width times length, ends included; of sheets their whole area.
    pieces : float      In pieces, without their cut-outs.
    between : float     Between pieces.
    cut_outs : float    Cut out of pieces and not used for others.
    edges : float       Beside the selvedges, where nothing may lie.
    flaws : float       Defects and lower quality on which nothing lies.
    repeat : float      Behind the last piece, up to the next whole repeat.
    ends : float        Allowance at the ends of the ply.
    """

    bought: float
    pieces: float
    between: float
    cut_outs: float
    edges: float
    flaws: float
    repeat: float
    ends: float

    @property
    def waste(self) -> float:
        """Cloth that is bought and in no piece, in mm²."""
        return sum(getattr(self, cause) for cause in CAUSES)

    @property
    def utilisation(self) -> float:
        """Share of the cloth bought that is in pieces."""
        return self.pieces / self.bought if self.bought else 0.0

    def length_of(self, cause: str, width: float) -> float:
        """Return what a cause wastes as a length of cloth, in mm."""
        return float(getattr(self, cause)) / width


def cloth_use(instance: Instance, marker: Marker, end_allowance: float = 0.0) -> ClothUse:
    """Return where the cloth of a marker on one strip goes.

    Parameters
    ----------
    instance : Instance
    marker : Marker
    end_allowance : float
        Added to the length for the ends of the ply. [mm]
    """
    pieces = sum(instance.laid_area(instance.item(p.id)) for p in marker.placements)
    outlines = [Polygon(p.apply(instance.item(p.id).piece.outline)) for p in marker.placements]
    covered = sum(abs(ring_area(instance.item(p.id).piece.outline)) for p in marker.placements)
    # Pieces in the cut-outs of others are counted once.
    union = float(shapely.area(shapely.union_all(outlines))) if outlines else 0.0
    cut_outs = union - pieces if covered > pieces * (1 + 1e-12) else 0.0
    if instance.sheets:
        whole = sum(float(sheet["area"]) for sheet in marker.sheets)
        return ClothUse(whole, pieces, whole - pieces - cut_outs, cut_outs, 0.0, 0.0, 0.0, 0.0)
    low, high = instance.clear
    used = max((float(shapely.bounds(each)[2]) for each in outlines), default=0.0)
    width, length = instance.width, marker.length
    flaws = 0.0
    if instance.zones:
        zones = shapely.union_all([Polygon(zone.outline) for zone in instance.zones])
        clear = zones.intersection(box(0.0, low, used, high))
        flaws = float(clear.difference(shapely.union_all(outlines)).area)
    edges = (width - (high - low)) * used
    between = (high - low) * used - flaws - pieces - cut_outs
    return ClothUse(
        width * (length + end_allowance),
        pieces,
        between,
        cut_outs,
        edges,
        flaws,
        width * (length - used),
        width * end_allowance,
    )
