"""Markers for pen plotters and knives, as HPGL: 40 plotter units to the millimetre.

HPGL/2 reference: one unit is 0.025 mm; ``PU`` moves with the pen up, ``PD`` draws, ``SP`` takes a
pen, ``LB`` writes a label that ends with the character ETX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.nesting import Instance, Marker

UNITS = 40  # per mm
CUT = 1  # the pen, or knife, of cut lines
DRAW = 2  # the pen of everything that is not cut
_END = "\x03"


def marker_to_hpgl(marker: Marker, instance: Instance) -> str:
    """Return the marker as HPGL: names and inner lines first, then holes, then cut lines.

    Parameters
    ----------
    marker : Marker
        Where it lies. The length of the cloth is along the plotter's x.
    instance : Instance
        What was nested.
    """
    drawn: list[str] = []
    cut: list[str] = []
    for placement in marker.placements:
        item = instance.item(placement.id)
        piece = item.piece
        drawn.extend(_stroke(placement.apply(line)) for line in piece.internals)
        outline = placement.apply(piece.outline)
        x = sum(point[0] for point in outline) / len(outline)
        y = sum(point[1] for point in outline) / len(outline)
        drawn.append(f"PU{_units(x)},{_units(y)};LB{_ascii(item.label)}{_END};")
        cut.extend(_stroke(_closed(placement.apply(hole))) for hole in piece.holes)
        cut.append(_stroke(_closed(outline)))
    lines = ["IN;", f"SP{DRAW};", *drawn, f"SP{CUT};", *cut, "PU0,0;", "SP0;"]
    return "\n".join(lines) + "\n"


def _units(value: float) -> int:
    return round(float(value) * UNITS)


def _closed(points: NDArray[np.float64]) -> list[Sequence[float]]:
    return [*points, points[0]]


def _stroke(points: Iterable[Sequence[float]]) -> str:
    corners = [f"{_units(point[0])},{_units(point[1])}" for point in points]
    return f"PU{corners[0]};PD{','.join(corners[1:])};PU;"


def _ascii(text: str) -> str:
    """Return ``text`` without what would end a label early or no plotter can write."""
    return text.encode("ascii", "replace").decode().replace(";", ",").replace(_END, "")
