"""Look a pair of pieces up in its table, and weigh a place among all pieces of a layout."""

from __future__ import annotations

import numpy as np

from workbench._jit import hot, kernel


@kernel
def draw(state):
    """Return the next number of a chain's own stream in (0, 1).

    L'Ecuyer's combined generator (CACM 31, 1988): period 2.3e18 in plain int64 arithmetic, so that
    compiled and plain Python agree and nothing overflows.

    Parameters
    ----------
    state : int64[2]   Both at least 1; advanced in place.
    """
    state[0] = state[0] * 40014 % 2147483563
    state[1] = state[1] * 40692 % 2147483399
    mixed = state[0] - state[1]
    if mixed < 1:
        mixed += 2147483562
    return mixed * 4.656613057391769e-10


def _overlap(code, dx, dy, grids, cells, lists, losses):
    """Return the overlap measure of two shapes, 0 exactly when they do not overlap.

    Parameters
    ----------
    code : int                    Twice the table's number, plus 1 if it is read backwards.
    dx, dy : float                Displacement of the second shape against the first. [mm]
    grids : float64[T, 6]         Lower corner x, y; cells per mm along x, y; cell width, height.
    cells : int64[T, G, G]        0: free; 1: hit; else 2^24 times the first row of ``lists``, plus
                                  2^8 times the rows, plus 128 and the winding at the corner.
    lists : float64[*, 4]         Segments from (x, y) to (x, y). [mm]
    losses : float32[T, H, H]     Measure on the nodes of a coarser grid.
    """
    if code < 0:
        return 0.0
    table = code >> 1
    if code & 1:
        dx = -dx
        dy = -dy
    size = cells.shape[1]
    u = (dx - grids[table, 0]) * grids[table, 2]
    v = (dy - grids[table, 1]) * grids[table, 3]
    if u <= 0.0 or v <= 0.0 or u >= size or v >= size:
        return 0.0
    column = int(u)
    row = int(v)
    entry = cells[table, row, column]
    if entry == 0:
        return 0.0
    if entry > 1:
        number = (entry & 255) - 128
        begin = entry >> 24
        x0 = grids[table, 0] + column * grids[table, 4]
        y0 = grids[table, 1] + row * grids[table, 5]
        # From the corner up to the height of the point, then across to it.
        for s in range(begin, begin + ((entry >> 8) & 65535)):
            ax = lists[s, 0]
            ay = lists[s, 1]
            bx = lists[s, 2]
            by = lists[s, 3]
            if (ax <= x0) != (bx <= x0):
                cross = ay + (x0 - ax) / (bx - ax) * (by - ay)
                if y0 < cross <= dy:
                    number += 1 if bx > ax else -1
            if (ay <= dy) != (by <= dy):
                cross = ax + (dy - ay) / (by - ay) * (bx - ax)
                if x0 < cross <= dx:
                    number += -1 if by > ay else 1
        if number <= 0:
            return 0.0
    # The grid of losses is half as fine.
    u *= 0.5
    v *= 0.5
    column = int(u)
    row = int(v)
    u -= column
    v -= row
    low = losses[table, row, column] * (1.0 - u) + losses[table, row, column + 1] * u
    high = losses[table, row + 1, column] * (1.0 - u) + losses[table, row + 1, column + 1] * u
    return low * (1.0 - v) + high * v


overlap = kernel(_overlap)
# Copied to where it is called: the search calls it some millions of times a second.
looked_up = hot(_overlap)


@kernel
def weigh(
    i, v, x, y, bound, place, box, pose, weight, hull,
    codes, grids, cells, lists, losses,
):  # fmt: skip
    """Return the weighted overlap of piece ``i`` in pose ``v`` at (x, y), given up above ``bound``.

    Parameters
    ----------
    i, v : int
    x, y, bound : float
    place : float64[n, 2]      Reference points; obstacles come after the pieces. [mm]
    box : float64[n, 4]        Bounding boxes: low x, low y, high x, high y. [mm]
    pose : int64[n]            Which turned or mirrored copy of its shape each piece is.
    weight : float64[n, n]
    hull : float64[V, 4]       Bounding box of each pose about its reference point. [mm]
    codes : int64[V, V]        Which table answers for two poses; −1 when they never meet.
    grids … losses             See ``overlap``.
    """
    low_x = x + hull[v, 0]
    low_y = y + hull[v, 1]
    high_x = x + hull[v, 2]
    high_y = y + hull[v, 3]
    total = 0.0
    for j in range(box.shape[0]):
        if box[j, 0] >= high_x or box[j, 2] <= low_x or box[j, 1] >= high_y or box[j, 3] <= low_y:
            continue
        if j == i:
            continue
        value = looked_up(
            codes[v, pose[j]], place[j, 0] - x, place[j, 1] - y,
            grids, cells, lists, losses,
        )  # fmt: skip
        if value > 0.0:
            total += weight[i, j] * value
            if total >= bound:
                return total
    return total


@kernel
def lattice_point(at, low, high, period, offset):
    """Return the point of a lattice next to ``at`` between two bounds; without one, ``at``.

    Parameters
    ----------
    at, low, high : float     [mm]
    period, offset : float    A period of 0 leaves the axis free. [mm]
    """
    if period <= 0.0:
        return min(max(at, low), high)
    steps = np.floor((at - offset) / period + 0.5)
    steps = min(max(steps, np.ceil((low - offset) / period - 1e-9)),
                np.floor((high - offset) / period + 1e-9))  # fmt: skip
    return offset + steps * period


@kernel
def settle(count, place, box, pose, raw, hull, codes, grids, cells, lists, losses):
    """Recompute all boxes and the overlap of every pair; return the sum over the pairs.

    Parameters
    ----------
    count : int                       Pieces; the rows after them are obstacles.
    place, box, pose, hull, codes …   See ``weigh``; ``box`` is written.
    raw : float64[n, n]               Unweighted overlap of each pair, written.
    """
    n = place.shape[0]
    total = 0.0
    for i in range(n):
        for k in range(4):
            box[i, k] = place[i, k % 2] + hull[pose[i], k]
    for i in range(count):
        raw[i, i] = 0.0
        for j in range(i + 1, n):
            value = 0.0
            if not (
                box[j, 0] >= box[i, 2]
                or box[j, 2] <= box[i, 0]
                or box[j, 1] >= box[i, 3]
                or box[j, 3] <= box[i, 1]
            ):
                value = looked_up(
                    codes[pose[i], pose[j]],
                    place[j, 0] - place[i, 0],
                    place[j, 1] - place[i, 1],
                    grids,
                    cells,
                    lists,
                    losses,
                )
            raw[i, j] = value
            raw[j, i] = value
            total += value
    return total
