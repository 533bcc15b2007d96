"""Markers for pen plotters and knives, as HPGL: 40 plotter units to the millimetre.

HPGL/2 reference: one unit is 0.025 mm; ``PU`` moves with the pen up, ``PD`` draws, ``SP`` takes a
pen, ``LB`` writes a label that ends with the character ETX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.formats.marker_scene import Laid, spreads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.model.pattern import Point
    from workbench.nesting import Instance, Marker

UNITS = 40  # per mm
CUT = 1  # the pen, or knife, of cut lines
DRAW = 2  # the pen of everything that is not cut
NOTCH = 4.0  # depth of a notch [mm]
CROSS = 3.0  # reach of the cross at a drill hole [mm]
_END = "\x03"


def marker_to_hpgl(marker: Marker, instance: Instance) -> str:
    """Return the marker as HPGL: names, grain and inner lines first, then what is cut.

    Parameters
    ----------
    marker : Marker
        Where it lies. The length of the cloth is along the plotter's x.
    instance : Instance
        What was nested.
    """
    drawn: list[str] = []
    cut: list[str] = []
    for spread in spreads(marker, instance)[0]:
        drawn.extend(_stroke(_closed(outline)) for _, outline in spread.flaws)
        for laid in spread.pieces:
            drawn += _drawing(laid)
            cut.extend(_stroke(_closed(laid.put(hole))) for hole in laid.piece.holes)
            cut.extend(_stroke(slit) for slit in laid.notch_lines(NOTCH))
            cut.append(_stroke(_closed(laid.put(laid.piece.outline))))
    lines = ["IN;", f"SP{DRAW};", *drawn, f"SP{CUT};", *cut, "PU0,0;", "SP0;"]
    return "\n".join(lines) + "\n"


def _drawing(laid: Laid) -> list[str]:
    rows = [_stroke(laid.put(line)) for line in laid.piece.internals if len(line) > 1]
    rows.append(_stroke(laid.grainline))
    for x, y in laid.put(laid.piece.drills):
        rows.append(_stroke([(x - CROSS, y), (x + CROSS, y)]))
        rows.append(_stroke([(x, y - CROSS), (x, y + CROSS)]))
    x, y = laid.middle
    label = f"piece '{laid.piece.name}'" + (f" size {laid.piece.size}" if laid.piece.size else "")
    rows.append(f"PU{_units(x)},{_units(y)};LB{_ascii(label)}{_END};")
    return rows


def _units(value: float) -> int:
    return round(float(value) * UNITS)


def _closed(points: list[Point]) -> list[Point]:
    return [*points, points[0]]


def _stroke(points: Iterable[Point]) -> str:
    corners = [f"{_units(point[0])},{_units(point[1])}" for point in points]
    return f"PU{corners[0]};PD{','.join(corners[1:])};PU;"


def _ascii(text: str) -> str:
    """Return ``text`` without what would end a label early or no plotter can write."""
    return text.encode("ascii", "replace").decode().replace(";", ",").replace(_END, "")
