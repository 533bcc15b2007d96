"""How long a cutter takes for a marker: along the lines, round the corners, into the notches."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from workbench.model.defaults import default
from workbench.model.pattern import PatternPiece
from workbench.model.rings import ring_length
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker

# A corner at which the line turns more than this is one the knife slows down for. [degrees]
SHARP = 30.0


@dataclass(frozen=True)
class CutWork:
    """What is cut.

    Parameters
    ----------
    length : float   Along outlines and holes. [mm]
    corners : int    Corners that turn by more than 30°.
    notches : int
    drills : int
    pieces : int     Pieces taken off and labelled.
    """

    length: float
    corners: int
    notches: int
    drills: int
    pieces: int

    def time(self, plies: int = 1) -> float:
        """Return the cutting time of a spread, in minutes.

        Parameters
        ----------
        plies : int
            The blade cuts all layers in one pass; only labels are put on each of them.
        """
        return (
            self.length / float(default("cut.single_ply"))
            + self.corners * float(default("cut.corner"))
            + (self.notches + self.drills) * float(default("cut.notch"))
            + plies * self.pieces * float(default("cut.label"))
        )


def cut_work(instance: Instance, marker: Marker) -> CutWork:
    """Return what is cut in a marker; an edge on a fold is none."""
    counted = [_work(instance.item(p.id).piece) for p in marker.placements]
    return CutWork(
        sum(work.length for work in counted),
        sum(work.corners for work in counted),
        sum(work.notches for work in counted),
        sum(work.drills for work in counted),
        len(counted),
    )


def _work(piece: PatternPiece) -> CutWork:
    length = sum(ring_length(ring) for ring in (piece.outline, *piece.holes))
    if piece.fold is not None:
        length -= math.dist(*piece.fold)
    corners = sum(sharp_corners(np.array(ring)) for ring in (piece.outline, *piece.holes))
    return CutWork(length, corners, len(piece.notches), len(piece.drills), 1)


def sharp_corners(ring: np.ndarray) -> int:
    """Return how many corners of an outline turn by more than 30°.

    Parameters
    ----------
    ring : float64[n, 2]   Open outline. [mm]
    """
    edges = np.roll(ring, -1, axis=0) - ring
    ahead = np.arctan2(edges[:, 1], edges[:, 0])
    turn = (ahead - np.roll(ahead, 1) + math.pi) % (2 * math.pi) - math.pi
    return int((np.abs(turn) > math.radians(SHARP)).sum())
