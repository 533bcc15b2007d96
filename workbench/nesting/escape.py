"""Ways out of a dead end: what is changed in a layout that could not be separated.

Small changes keep most of what was gained: pieces around a conflict are taken out and put back one
by one (ruin and recreate; Schrimpf et al. 2000), or two large pieces change places and take along
what lies inside them. They are tried at the length of the dead end, each from the layout that
overlaps least so far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbench.nesting.board import Floats, Ints

# Changes tried before the strip is cut to another length.
TRIES = 20
# Of them so many exchange two pieces, the others ruin and recreate.
EXCHANGES = 0.2
# Share of the pieces taken out at once.
LEAST_RUIN, MOST_RUIN = 0.04, 0.12
LARGE = 0.75  # pieces that make up this share of the hull area may change places
# Order in which pieces are put back: large ones first, by sizes that chance changes so much.
JITTER = 0.3


@dataclass
class DeadEnd:
    """The layout of least overlap found at a length, and how many changes to try yet.

    Parameters
    ----------
    place : float64[n, 2]   [mm]
    pose : int64[n]
    length : float          [mm]
    overlap : float
    left : int
    """

    place: Floats
    pose: Ints
    length: float
    overlap: float
    left: int = TRIES


def inside(outline: Floats, points: Floats) -> np.ndarray:
    """Return which points (float64[m, 2]) lie inside an outline (float64[n, 2])."""
    x, y = points.T[:, :, None]
    (ax, ay), (bx, by) = outline.T, np.roll(outline, -1, axis=0).T
    crosses = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        right = x < ax + (y - ay) / (by - ay) * (bx - ax)
    found: np.ndarray = (crosses & right).sum(axis=1) % 2 == 1
    return found


def exchanged(
    place: Floats, pose: Ints, i: int, j: int, outlines: list[Floats], cores: Floats
) -> Floats:
    """Return the places after two pieces have changed theirs, with what lies inside them.

    A piece whose core the newcomer covers goes to where the newcomer came from, and keeps its
    place against it: small pieces lie in the hollows of a large one as before.

    Parameters
    ----------
    place : float64[n, 2], pose : int64[n]
    i, j : int
    outlines : list of float64[m, 2]   Of each pose, about its reference point. [mm]
    cores : float64[V, 2]              A point well inside each pose's outline. [mm]
    """
    moved = place.copy()
    moved[[i, j]] = place[[j, i]]
    middle = place + cores[pose]
    gone = {i, j}
    for newcomer, host in ((i, j), (j, i)):
        for k in np.flatnonzero(inside(outlines[pose[newcomer]] + place[host], middle)).tolist():
            if k not in gone:
                gone.add(k)
                moved[k] = place[k] + place[newcomer] - place[host]
    return moved


def two_large(kinds: Ints, sizes: Floats, draw: Callable[[], float]) -> tuple[int, int] | None:
    """Return two large pieces of different kinds; None where chance finds none.

    Parameters
    ----------
    kinds : int64[n]     Pieces of one number are alike.
    sizes : float64[n]
    draw : callable      The next number of a stream in (0, 1).
    """
    order = np.argsort(-sizes, kind="stable")
    share = np.cumsum(sizes[order]) / sizes.sum()
    large = order[: max(2, int(np.searchsorted(share, LARGE)) + 1)]
    for _ in range(8):
        i = int(large[int(draw() * len(large))])
        j = int(large[int(draw() * len(large))])
        if kinds[i] != kinds[j]:
            return i, j
    return None


def shuffled(place: Floats, length: float, draw: Callable[[], float]) -> Floats:
    """Return the places after those within a stretch of the strip were dealt out anew."""
    moved = place.copy()
    middle = draw() * length
    half = (0.05 + 0.1 * draw()) * length
    stretch = np.flatnonzero(np.abs(place[:, 0] - middle) <= half)
    for k in range(len(stretch) - 1, 0, -1):
        other = int(draw() * (k + 1))
        i, j = stretch[k], stretch[other]
        moved[[i, j]] = moved[[j, i]]
    return moved


def to_ruin(place: Floats, sizes: Floats, raw: Floats, draw: Callable[[], float]) -> Ints:
    """Return the pieces around one that overlaps, in the order in which to put them back.

    Parameters
    ----------
    place : float64[n, 2]   [mm]
    sizes : float64[n]
    raw : float64[n, ≥ n]   Overlap of each pair.
    draw : callable         The next number of a stream in (0, 1).
    """
    n = len(place)
    conflicts = np.flatnonzero(raw.sum(axis=1) > 0.0)
    if not len(conflicts):
        conflicts = np.arange(n)
    centre = place[conflicts[int(draw() * len(conflicts))]]
    many = round((LEAST_RUIN + (MOST_RUIN - LEAST_RUIN) * draw()) * n)
    distance = np.hypot(*(place - centre).T)
    chosen = np.argsort(distance, kind="stable")[: max(2, many)]
    worth = [float(sizes[k]) * (1.0 + JITTER * (2.0 * draw() - 1.0)) for k in chosen]
    return np.ascontiguousarray(chosen[np.argsort(worth, kind="stable")[::-1]])
