"""Pair tables: for two shapes, what happens at every displacement of one against the other.

Shape B, moved by d against shape A, overlaps A exactly when the winding number of the convolution
of A with −B at d is positive: for simple polygons it counts the components of the overlap
(Guibas, Ramshaw and Stolfi 1983). A table lays a grid over the displacements: a cell is free, hit,
or keeps the winding number at its corner and the few segments through it, so that a query is exact
and takes constant time.
"""

from __future__ import annotations

import numpy as np

from workbench._jit import kernel

FREE = 0
HIT = 1


@kernel
def convolve(a, rank_a, convex_a, c, rank_c, convex_c, turns, out):
    """Write the convolution of two counter-clockwise polygons and return its segment count.

    Parameters
    ----------
    a, c : float64[n, 2], float64[m, 2]
        The fixed polygon, and the moving one turned by 180° about its reference point. [mm]
    rank_a, rank_c : int64[n], int64[m]
        Rank of each edge's direction among all directions, so that parallel means equal.
    convex_a, convex_c : bool[n], bool[m]
        Whether the outline turns left at a vertex.
    turns : int
        Number of different directions.
    out : float64[2 n m, 4]
        Segments from (x, y) to (x, y). [mm]
    """
    n = a.shape[0]
    m = c.shape[0]
    count = 0
    # Ties between parallel edges: c's directions count as turned by an infinitesimal angle,
    # hence the two opposite half-open intervals.
    for j in range(m):
        low = rank_c[j - 1]
        high = rank_c[j]
        if low == high:
            continue
        if not convex_c[j]:
            low, high = high, low
        span = (high - low) % turns
        for i in range(n):
            offset = (rank_a[i] - low) % turns
            if 0 < offset <= span:
                k = i + 1 if i + 1 < n else 0
                if convex_c[j]:
                    out[count, 0] = a[i, 0] + c[j, 0]
                    out[count, 1] = a[i, 1] + c[j, 1]
                    out[count, 2] = a[k, 0] + c[j, 0]
                    out[count, 3] = a[k, 1] + c[j, 1]
                else:
                    out[count, 0] = a[k, 0] + c[j, 0]
                    out[count, 1] = a[k, 1] + c[j, 1]
                    out[count, 2] = a[i, 0] + c[j, 0]
                    out[count, 3] = a[i, 1] + c[j, 1]
                count += 1
    for i in range(n):
        low = rank_a[i - 1]
        high = rank_a[i]
        if low == high:
            continue
        if not convex_a[i]:
            low, high = high, low
        span = (high - low) % turns
        for j in range(m):
            offset = (rank_c[j] - low) % turns
            if offset < span:
                k = j + 1 if j + 1 < m else 0
                if convex_a[i]:
                    out[count, 0] = a[i, 0] + c[j, 0]
                    out[count, 1] = a[i, 1] + c[j, 1]
                    out[count, 2] = a[i, 0] + c[k, 0]
                    out[count, 3] = a[i, 1] + c[k, 1]
                else:
                    out[count, 0] = a[i, 0] + c[k, 0]
                    out[count, 1] = a[i, 1] + c[k, 1]
                    out[count, 2] = a[i, 0] + c[j, 0]
                    out[count, 3] = a[i, 1] + c[j, 1]
                count += 1
    return count


@kernel
def winding(segments, count, x, y):
    """Return the winding number of a convolution at (x, y); positive means overlap.

    Parameters
    ----------
    segments : float64[>= count, 4]   From ``convolve``. [mm]
    count : int
    x, y : float   Displacement of the moving shape against the fixed one. [mm]
    """
    number = 0
    for s in range(count):
        ay = segments[s, 1]
        by = segments[s, 3]
        if (ay <= y) != (by <= y):
            ax = segments[s, 0]
            cross = ax + (y - ay) / (by - ay) * (segments[s, 2] - ax)
            if cross > x:
                number += 1 if by > ay else -1
    return number


@kernel
def columns(segment, row, grid, size):
    """Return the first and last column of a grid row that a segment may touch, (1, 0) if none.

    Parameters
    ----------
    segment : float64[4]   From (x, y) to (x, y). [mm]
    row : int
    grid : float64[4]      Lower corner x, y and cell width, height. [mm]
    size : int             Cells along each side.
    """
    low = grid[1] + row * grid[3]
    high = low + grid[3]
    slack = 1e-9 * grid[3]
    ax, ay, bx, by = segment[0], segment[1], segment[2], segment[3]
    if ay > by:
        ax, ay, bx, by = bx, by, ax, ay
    if by < low - slack or ay > high + slack:
        return 1, 0
    xa = ax
    xb = bx
    if ay < low - slack:
        xa = ax + (low - slack - ay) / (by - ay) * (bx - ax)
    if by > high + slack:
        xb = ax + (high + slack - ay) / (by - ay) * (bx - ax)
    left = min(xa, xb)
    right = max(xa, xb)
    first = int(np.floor((left - grid[0]) / grid[2] - 1e-9))
    last = int(np.floor((right - grid[0]) / grid[2] + 1e-9))
    return max(first, 0), min(last, size - 1)


@kernel
def tabulate(segments, count, grid, size, cells, heads, lists, fill):
    """Write the cells of one pair table; return the numbers of heads and list rows used.

    Parameters
    ----------
    segments : float64[>= count, 4]   The convolution. [mm]
    count : int
    grid : float64[4]                 Lower corner x, y and cell width, height. [mm]
    size : int
    cells : int32[size, size]         FREE, HIT or 2 + row of ``heads``; [row y, column x].
    heads : int32[size * size, 3]     Winding at the lower left corner, first list row, rows.
    lists : float64[*, 4]             Segments through a cell, in a run for each cell. [mm]
    fill : int32[size, size]          Scratch.

    Returns (heads used, list rows used, list rows needed); nothing is written when too few.
    """
    fill[:] = 0
    needed = 0
    for s in range(count):
        ay = min(segments[s, 1], segments[s, 3])
        by = max(segments[s, 1], segments[s, 3])
        first_row = max(int(np.floor((ay - grid[1]) / grid[3] - 1e-9)), 0)
        last_row = min(int(np.floor((by - grid[1]) / grid[3] + 1e-9)), size - 1)
        for row in range(first_row, last_row + 1):
            first, last = columns(segments[s], row, grid, size)
            for column in range(first, last + 1):
                fill[row, column] += 1
                needed += 1
    if needed > lists.shape[0]:
        return 0, 0, needed
    start = 0
    used = 0
    for row in range(size):
        for column in range(size):
            if fill[row, column] > 0:
                heads[used, 1] = start
                heads[used, 2] = 0
                cells[row, column] = used + 2
                start += fill[row, column]
                used += 1
            else:
                cells[row, column] = FREE
    for s in range(count):
        ay = min(segments[s, 1], segments[s, 3])
        by = max(segments[s, 1], segments[s, 3])
        first_row = max(int(np.floor((ay - grid[1]) / grid[3] - 1e-9)), 0)
        last_row = min(int(np.floor((by - grid[1]) / grid[3] + 1e-9)), size - 1)
        for row in range(first_row, last_row + 1):
            first, last = columns(segments[s], row, grid, size)
            for column in range(first, last + 1):
                head = cells[row, column] - 2
                place = heads[head, 1] + heads[head, 2]
                for k in range(4):
                    lists[place, k] = segments[s, k]
                heads[head, 2] += 1
    for row in range(size):
        y = grid[1] + row * grid[3]
        number = 0  # the grid reaches beyond the convolution, so each row begins outside
        for column in range(size):
            entry = cells[row, column]
            if entry < 2:
                cells[row, column] = HIT if number > 0 else FREE
                continue
            heads[entry - 2, 0] = number
            left = grid[0] + column * grid[2]
            right = grid[0] + (column + 1) * grid[2]
            here = number
            begin = heads[entry - 2, 1]
            for s in range(begin, begin + heads[entry - 2, 2]):
                ay = lists[s, 1]
                by = lists[s, 3]
                if (ay <= y) != (by <= y):
                    cross = lists[s, 0] + (y - ay) / (by - ay) * (lists[s, 2] - lists[s, 0])
                    if left < cross <= right:
                        number += -1 if by > ay else 1
            # Every segment changes the number by one at most: deep inside, no test is needed.
            if here > heads[entry - 2, 2]:
                cells[row, column] = HIT
    return used, start, needed


@kernel
def pole_losses(poles_a, poles_b, reach, scale, grid, size, out):
    """Write how much two shapes overlap, guessed from their poles, on the nodes of a grid.

    The measure is sparrow's (arXiv 2509.13329, algorithm 4): the sum over all pairs of circles of
    depth times the smaller radius, where the depth decays smoothly instead of vanishing.

    Parameters
    ----------
    poles_a, poles_b : float64[p, 3], float64[q, 3]   Centre x, y and radius. [mm]
    reach : float                 Depth below which the decay begins. [mm]
    scale : float                 Factor for the sizes of the two shapes. [mm]
    grid : float64[4]             Lower corner x, y and node distance along x, y. [mm]
    size : int                    Nodes are ``size + 1`` along each side.
    out : float32[size + 1, size + 1]
    """
    for row in range(size + 1):
        dy = grid[1] + row * grid[3]
        for column in range(size + 1):
            dx = grid[0] + column * grid[2]
            total = 0.0
            for p in range(poles_a.shape[0]):
                px = poles_a[p, 0] - dx
                py = poles_a[p, 1] - dy
                radius = poles_a[p, 2]
                for q in range(poles_b.shape[0]):
                    across = px - poles_b[q, 0]
                    along = py - poles_b[q, 1]
                    depth = radius + poles_b[q, 2] - np.sqrt(across * across + along * along)
                    if depth < reach:
                        depth = reach * reach / (2.0 * reach - depth)
                    total += depth * min(radius, poles_b[q, 2])
            out[row, column] = scale * np.sqrt(np.pi * total + reach * reach)
