"""Compaction: all pieces slide at once to a shorter strip, by a linear programme.

A search moves one piece at a time; where pieces lean on each other in a chain, none of them can
move alone. Between two convex parts a separating line is kept (``_kernels_axes``), which makes the
room around the layout convex: the shortest strip within it is a linear programme in the
displacements (Li and Milenkovic 1995; Gomes and Oliveira 2006). Repeated, as the lines turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.nesting.convex import convex_parts
from workbench.nesting.shapes import Shapes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Kept between two parts, and the solver's tolerance, as shares of the reach. A row of pieces that
# fills the width exactly has no room for margins: all of its together must stay below what the pair
# tables take for touching (``TOUCH`` in ``tables``).
MARGIN, TOLERANCE = 6e-10, 1e-10
# Outlines with many corners have many parts: with more rows than this the reach is halved, up to so
# many times.
MOST_ROWS, HALVINGS = 6000, 4


@dataclass(frozen=True)
class Parts:
    """Convex parts of all bodies, packed for the kernel (see ``_kernels_axes.separations``)."""

    shown: Ints
    hull: Floats
    firsts: Ints
    ends: Ints
    starts: Ints
    points: Floats
    boxes: Floats

    @property
    def arrays(self) -> tuple[Any, ...]:
        """In the order in which the kernel takes them."""
        return (
            self.shown, self.hull, self.firsts, self.ends, self.starts, self.points, self.boxes,
        )  # fmt: skip

    @classmethod
    def of(cls, shapes: Shapes) -> Parts:
        """Cut the bodies of all shapes into convex parts."""
        return cls.cut(shapes.bodies, shapes.shown, np.ascontiguousarray(shapes.hull))

    @classmethod
    def cut(cls, bodies: list[Floats], shown: Ints, hull: Floats) -> Parts:
        """Cut bodies into convex parts; ``shown`` and ``hull`` as in ``Shapes``."""
        pieces = [convex_parts(body) for body in bodies]
        flat = [part for parts in pieces for part in parts]
        sizes = np.array([len(part) for part in flat], np.int64)
        ends = np.cumsum(sizes)
        firsts = np.concatenate([[0], np.cumsum([len(parts) for parts in pieces])])
        return cls(
            shown,
            hull,
            firsts.astype(np.int64),
            ends,
            ends - sizes,
            np.ascontiguousarray(np.vstack(flat)),
            np.array([(*p.min(axis=0), *p.max(axis=0)) for p in flat]),
        )


class Compactor:
    """The programme of one walk, with its scratch arrays."""

    def __init__(self, parts: Parts, window: Floats, lattice: Floats) -> None:
        self.parts = parts
        self.window = window
        self.lattice = lattice
        self.rows = np.empty((1024, 3))
        self.ints = np.empty((1024, 4), np.int64)
        # Of the last programme, in evaluations; measured: 1.1 ms + 2.5 µs a row + 20 µs a piece.
        self.price = 0

    def separations(self, place: Floats, pose: Ints, count: int, reach: float) -> int:
        """Fill the rows for a layout and return their number."""
        from workbench.nesting import _kernels_axes

        while True:
            arrays = (*self.parts.arrays, self.rows, self.ints)
            used: int = _kernels_axes.separations(place, pose, count, reach, *arrays)
            if used >= 0:
                return used
            self.rows = np.empty((2 * len(self.rows), 3))
            self.ints = np.empty((2 * len(self.ints), 4), np.int64)

    def slide(
        self,
        place: Floats,
        pose: Ints,
        count: int,
        reach: float,
        *,
        drift: float = 1e-3,
        penalty: float = 10.0,
    ) -> tuple[Floats, float] | None:
        """Return the places of the shortest strip within reach, and the overlap left.

        Parameters
        ----------
        place : float64[n, 2], pose : int64[n]   Rows from ``count`` on stand still.
        reach : float     Largest move of a piece along an axis. [mm]
        drift : float     Weight of the mean x beside the length.
        penalty : float   Length worth giving for each mm of overlap.
        """
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        used = self.separations(place, pose, count, reach)
        for _ in range(HALVINGS):
            if used <= MOST_ROWS:
                break
            reach /= 2.0
            used = self.separations(place, pose, count, reach)
        self.price = 7500 + 130 * count
        if used > MOST_ROWS:
            return None
        self.price += 16 * used
        normal, gap = self.rows[:used, :2], self.rows[:used, 2] / reach
        first, second = self.ints[:used, 0], self.ints[:used, 1]
        window = self.window[pose[:count]] / reach
        here = place[:count] / reach
        n = count
        # In units of the reach: n·(move of first − move of second) ≤ gap − margin.
        line = np.arange(used)
        moving = second < count
        # What touches or overlaps is to open up to the margin, at a price.
        over = np.flatnonzero(gap < MARGIN)
        right = gap - MARGIN
        matrix = csr_array(
            (
                np.concatenate(
                    [
                        normal.ravel(),
                        -normal[moving].ravel(),
                        np.ones(n),
                        -np.ones(n),
                        -np.ones(len(over)),
                    ]
                ),
                (
                    np.concatenate(
                        [
                            np.repeat(line, 2),
                            np.repeat(line[moving], 2),
                            used + np.arange(n),
                            used + np.arange(n),
                            over,
                        ]
                    ),
                    np.concatenate(
                        [
                            (2 * first[:, None] + [0, 1]).ravel(),
                            (2 * second[moving, None] + [0, 1]).ravel(),
                            2 * np.arange(n),
                            np.full(n, 2 * n),
                            2 * n + 1 + np.arange(len(over)),
                        ]
                    ),
                ),
            ),
            shape=(used + n, 2 * n + 1 + len(over)),
        )
        bounds = np.empty((2 * n + 1 + len(over), 2))
        bounds[0 : 2 * n : 2, 0] = window[:, 0] - here[:, 0]
        bounds[1 : 2 * n : 2, 0] = window[:, 1] - here[:, 1]
        bounds[0 : 2 * n : 2, 1] = 1.0
        bounds[1 : 2 * n : 2, 1] = window[:, 3] - here[:, 1]
        # A piece may always stay where it is.
        bounds[: 2 * n, 0] = np.clip(bounds[: 2 * n, 0], -1.0, 0.0)
        bounds[: 2 * n, 1] = np.clip(bounds[: 2 * n, 1], 0.0, 1.0)
        # On a lattice it must.
        for axis in range(2):
            bounds[axis : 2 * n : 2][self.lattice[pose[:count], 2 * axis] > 0.0] = 0.0
        bounds[2 * n :] = (0.0, np.inf)
        cost = np.zeros(len(bounds))
        cost[0 : 2 * n : 2] = drift / n
        cost[2 * n] = 1.0
        cost[2 * n + 1 :] = penalty
        right = np.concatenate([right, -here[:, 0] - window[:, 2]])
        found = linprog(
            cost,
            matrix,
            right,
            bounds=bounds,
            method="highs-ds",
            # Not reducing the programme first is up to a third quicker, but ends at corners from
            # which searches find less.
            options={"primal_feasibility_tolerance": TOLERANCE},
        )
        if found.x is None:
            return None
        moved = place.copy()
        moved[:count] += found.x[: 2 * n].reshape(-1, 2) * reach
        return moved, float(found.x[2 * n + 1 :].sum()) * reach
