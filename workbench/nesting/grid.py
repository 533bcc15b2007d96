"""The common unit of right-angled shapes: all corners lie on its grid when one does.

Tiles, boxes and drawings on squared paper touch along edges, and the lengths they reach come in
steps. A search that moves such pieces only by whole units meets every touching place exactly, where
a free one must squeeze through gaps without width. Slanted edges may ask for places between: so
only some walks keep to the grid, and none when it presses its last layout.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.nesting.problem import Problem, Strip
from workbench.nesting.shapes import Shapes

Floats = NDArray[np.float64]

# A grid is coarse enough to help when the median extent of a piece has at most so many units,
COARSE = 12.0
# and so much of the edges' length lies along an axis.
LEAST_STRAIGHT = 0.6
# Of the largest extent: what is nearer to a whole number of units lies on the grid.
EXACT = 1e-9


def common_unit(problem: Problem) -> float | None:
    """Return the length that all corners of all pieces are whole multiples of apart, in mm.

    None when there is none that is coarse, edges are mostly slanted, or a rule sets pieces apart
    (gaps, edges, repeats, turns that are not right angles): they touch nowhere on a grid then.
    """
    items = [item for item in problem.items if item.demand]
    if (
        not items
        or not isinstance(problem.container, Strip)
        or max(problem.gap, problem.edge) > 0.0
        or any(
            item.gap > 0.0
            or item.edge > 0.0
            or item.tilt > 0.0
            or item.repeat is not None
            or any(abs(angle % 90.0) > 1e-9 for angle in item.angles)
            for item in items
        )
    ):
        return None
    straight = whole = 0.0
    extents: list[float] = []
    corners = []
    for item in items:
        low = item.outline.min(axis=0)
        extents += (item.outline.max(axis=0) - low).tolist() * item.demand
        for outline in (item.outline, *item.holes):
            corners.append(np.abs(outline - low).ravel())
            edges = np.abs(np.roll(outline, -1, axis=0) - outline)
            lengths = np.hypot(edges[:, 0], edges[:, 1])
            whole += item.demand * float(lengths.sum())
            straight += item.demand * float(lengths[edges.min(axis=1) < 1e-9].sum())
    if straight < LEAST_STRAIGHT * whole:
        return None
    least = float(np.median(extents)) / COARSE
    unit = _divisor(np.unique(np.concatenate(corners)), least, EXACT * max(extents))
    return None if unit is None or unit < least else unit


def _divisor(numbers: Floats, least: float, exact: float) -> float | None:
    """Return the greatest common divisor of numbers by Euclid's algorithm; None below ``least``."""
    unit = 0.0
    for number in numbers.tolist():
        other = number
        while other > exact:
            left = unit % other
            # Rounding may leave nearly a whole divisor.
            unit, other = other, 0.0 if other - left <= exact else left
        if 0.0 < unit < least:
            return None
    return unit or None


def grid_lattice(problem: Problem, shapes: Shapes) -> Floats | None:
    """Return the lattice of each variant's reference point on the common unit, if there is one.

    Rows as ``lattice`` in ``Shapes``: period and offset along x and y. [mm]
    """
    unit = common_unit(problem)
    if unit is None:
        return None
    lattice = np.empty_like(shapes.lattice)
    lattice[:, 0::2] = unit
    # The low corner of the strip lies on the grid.
    lattice[:, 1::2] = shapes.window[:, :2]
    return lattice
