"""Single-ply cutting of a marker: the knife's way, its corners, notches and lifts.

A plotter cutter slows down at sharp corners and lifts between pieces, so time is
``length / speed + corners · t_c + notches · t_n + pieces · t_p``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.errors import SpecError
from workbench.model.pattern import Pattern, PatternPiece

# A knife follows a bend below this without lifting or turning on the spot. [degrees]
SHARP = 30.0


@dataclass(frozen=True)
class Cutter:
    """A single-ply cutter.

    Parameters
    ----------
    speed : float
        Along the cut line. [mm/min]
    corner, notch, piece : float
        Added for each sharp corner, each notch, each piece (travel, lift, label). [min]
    spread : float
        Loading and spreading for each metre of cloth. [min/m]
    setup : float
        For each marker. [min]
    """

    speed: float = 30_000.0
    corner: float = 0.01
    notch: float = 0.008
    piece: float = 0.05
    spread: float = 0.1
    setup: float = 1.5

    def __post_init__(self) -> None:
        """Refuse a knife that stands still."""
        if not self.speed > 0.0:
            raise SpecError(
                f"a cutter of {self.speed:g} mm/min", where="speed", advice="give more than 0"
            )
        for name in ("corner", "notch", "piece", "spread", "setup"):
            if getattr(self, name) < 0.0:
                raise SpecError(f"{name} is negative", where=name, advice="give 0 or more")


@dataclass(frozen=True)
class CutWork:
    """What there is to cut.

    Parameters
    ----------
    length : float
        Round all pieces. [mm]
    corners, notches, pieces : float
        How many.
    """

    length: float
    corners: float
    notches: float
    pieces: float

    def __add__(self, other: CutWork) -> CutWork:
        """Return both together."""
        return CutWork(
            self.length + other.length,
            self.corners + other.corners,
            self.notches + other.notches,
            self.pieces + other.pieces,
        )

    def times(self, count: float) -> CutWork:
        """Return the same work ``count`` times."""
        return CutWork(
            self.length * count, self.corners * count, self.notches * count, self.pieces * count
        )


NOTHING = CutWork(0.0, 0.0, 0.0, 0.0)


def corners(outline: Sequence[tuple[float, float]], *, sharp: float = SHARP) -> int:
    """Return at how many points an outline turns by more than ``sharp`` degrees."""
    ring = [*outline, outline[0], outline[1]]
    headings = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(ring) if a != b]
    turns = (
        abs((after - before + math.pi) % (2 * math.pi) - math.pi)
        for before, after in pairwise(headings)
    )
    return sum(turn > math.radians(sharp) for turn in turns)


def cut_piece(piece: PatternPiece) -> CutWork:
    """Return what there is to cut for one copy of a piece, holes included."""
    whole = piece.unfolded()
    count = sum(corners(ring) for ring in (whole.outline, *whole.holes))
    return CutWork(piece.perimeter, count, len(whole.notches), 1.0)


def cut_garment(pattern: Pattern, size: str) -> CutWork:
    """Return what there is to cut for one garment."""
    total = NOTHING
    for piece in pattern.size(size):
        total += cut_piece(piece).times(piece.quantity)
    return total


def cut_order(pattern: Pattern, quantities: Mapping[str, int]) -> CutWork:
    """Return what there is to cut for some garments."""
    total = NOTHING
    for size, count in quantities.items():
        if count < 0:
            raise SpecError(f"{count} of size {size}", where="quantities", advice="give ≥ 0")
        total += cut_garment(pattern, size).times(count)
    return total


def cutting_time(work: CutWork, cutter: Cutter, *, cloth: float = 0.0, markers: int = 1) -> float:
    """Return how long it takes to cut [min].

    Parameters
    ----------
    work : CutWork
        What there is to cut.
    cutter : Cutter
        With what.
    cloth : float
        Length of cloth that is spread for it. [mm]
    markers : int
        In how many markers; one for each order when it is made to measure.
    """
    return (
        work.length / cutter.speed
        + work.corners * cutter.corner
        + work.notches * cutter.notch
        + work.pieces * cutter.piece
        + cloth / 1000.0 * cutter.spread
        + markers * cutter.setup
    )


def plies_time(times: Iterable[float]) -> float:
    """Return how long markers take that are cut one after the other [min]."""
    return math.fsum(times)
