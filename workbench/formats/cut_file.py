"""Markers for fabric cutters: words of EIA-274-D as ASTM D6672 restricts them ("ISO cut").

One block of words between asterisks: absolute coordinates, all positive, straight lines only.
``N`` begins a piece, ``M15`` lifts the knife, ``M14`` lowers it, ``M43`` drills, ``M31`` writes the
label that follows, ``M00`` ends. There is no notch tool: a notch is a short cut into the piece.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workbench.formats.marker_scene import Laid, spreads

if TYPE_CHECKING:
    from workbench.model.pattern import Point
    from workbench.nesting import Instance, Marker

UNITS = 100  # per mm: G71, metric, two decimals left out
NOTCH = 4.0  # depth of a slit that is seen and sewn over [mm]


def marker_to_cut(marker: Marker, instance: Instance, *, notch: float = NOTCH) -> str:
    """Return the marker as a cut file: notches, drills and holes of a piece before its outline.

    Parameters
    ----------
    marker : Marker
        Where it lies.
    instance : Instance
        What was nested.
    notch : float
        Depth of a notch. [mm]
    """
    words = ["G71", "M15"]
    number = 0
    for spread in spreads(marker, instance)[0]:
        for laid in _in_order(spread.pieces):
            number += 1
            words += _piece(laid, number, notch)
    words += ["M15", "X0Y0", "M00"]
    return "*".join(words) + "*\n"


def _in_order(pieces: list[Laid]) -> list[Laid]:
    # The table feeds along the cloth, so what lies first is cut first.
    return sorted(pieces, key=lambda laid: min(x for x, _ in laid.put(laid.piece.outline)))


def _piece(laid: Laid, number: int, notch: float) -> list[str]:
    words = [f"N{number}", "M31", _label(laid.label), _at(laid.middle)]
    for start, end in laid.notch_lines(notch):
        words += ["M15", _at(start), "M14", _at(end), "M15"]
    for spot in laid.put(laid.piece.drills):
        words += ["M15", _at(spot), "M43"]
    for ring in (*laid.piece.holes, laid.piece.outline):
        words += _line([*laid.put(ring), *laid.put(ring[:1])])
    return words


def _line(points: Iterable[Point]) -> list[str]:
    first, *rest = [_at(point) for point in points]
    return ["M15", first, "M14", *rest, "M15"]


def _at(point: Point) -> str:
    # The strip lies in the first quadrant; rounding may not leave it.
    return f"X{max(0, round(point[0] * UNITS))}Y{max(0, round(point[1] * UNITS))}"


def _label(text: str) -> str:
    return text.encode("ascii", "replace").decode().replace("*", "x") or "PIECE"
