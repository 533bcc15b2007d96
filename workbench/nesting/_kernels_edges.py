"""Exact collision of outlines at any angle: edge tests through a bucket index of each outline.

The index lies in the outline's own frame: a grid whose cells list the edges in them. It is built
once; a query carries the edges of the other outline into that frame, so that nothing is renewed
when a piece moves or turns. Two outlines collide when an edge meets an edge or one holds the other.
"""

from __future__ import annotations

import numpy as np

from workbench._jit import kernel


@kernel
def bucket(points, low_x, low_y, per_x, per_y, side, heads, edges):
    """Write the cells of an outline's index; return how many rows of ``edges`` are used or needed.

    Parameters
    ----------
    points : float64[n, 2]         Counter-clockwise. [mm]
    low_x, low_y : float           Corner of the grid. [mm]
    per_x, per_y : float           Cells per mm.
    side : int                     Cells along each side.
    heads : int64[side² + 1]       Where the edges of each cell begin in ``edges``; [y, x] in rows.
    edges : int64[*]               Edge k runs from point k to the next; nothing is written when
                                   there are too few rows.
    """
    n = points.shape[0]
    heads[:] = 0
    for turn in range(2):
        for k in range(n):
            m = k + 1 if k + 1 < n else 0
            left = min(points[k, 0], points[m, 0])
            right = max(points[k, 0], points[m, 0])
            low = min(points[k, 1], points[m, 1])
            high = max(points[k, 1], points[m, 1])
            for row in range(
                max(int((low - low_y) * per_y - 1e-9), 0),
                min(int((high - low_y) * per_y + 1e-9), side - 1) + 1,
            ):
                for column in range(
                    max(int((left - low_x) * per_x - 1e-9), 0),
                    min(int((right - low_x) * per_x + 1e-9), side - 1) + 1,
                ):
                    cell = row * side + column
                    if turn == 0:
                        heads[cell + 1] += 1
                    else:
                        edges[heads[cell]] = k
                        heads[cell] += 1
        if turn == 0:
            for cell in range(side * side):
                heads[cell + 1] += heads[cell]
            if heads[side * side] > edges.shape[0]:
                return heads[side * side]
    # Filling moved each head to where the next cell begins.
    for cell in range(side * side, 0, -1):
        heads[cell] = heads[cell - 1]
    heads[0] = 0
    return heads[side * side]


@kernel
def holds(points, first, last, x, y):
    """Return whether an outline holds a point, by the crossings to its right."""
    inside = False
    j = last - 1
    for k in range(first, last):
        if (points[k, 1] > y) != (points[j, 1] > y) and x < points[k, 0] + (y - points[k, 1]) / (
            points[j, 1] - points[k, 1]
        ) * (points[j, 0] - points[k, 0]):
            inside = not inside
        j = k
    return inside


@kernel
def collide(p, q, dx, dy, cosine, sine, bodies, frames, points, heads, edges):
    """Return whether outline q, turned and then moved in the frame of outline p, meets p.

    Parameters
    ----------
    p, q : int
    dx, dy : float                Displacement of q, in p's frame. [mm]
    cosine, sine : float          Of q's turn, in p's frame.
    bodies : int64[B, 6]          First point and the one after the last, the same of its poles,
                                  first head, cells along a side.
    frames : float64[B, 7]        Grid's corner x, y; cells per mm along x, y; far corner x, y;
                                  scale of the loss.
    points : float64[*, 2]        All outlines. [mm]
    heads, edges : int64[*]       All indices, see ``bucket``; heads count from the first edge.
    """
    low_x = frames[p, 0]
    low_y = frames[p, 1]
    per_x = frames[p, 2]
    per_y = frames[p, 3]
    far_x = frames[p, 4]
    far_y = frames[p, 5]
    first = bodies[p, 0]
    end = bodies[p, 1]
    base = bodies[p, 4]
    side = bodies[p, 5]
    k = bodies[q, 1] - 1
    ax = dx + cosine * points[k, 0] - sine * points[k, 1]
    ay = dy + sine * points[k, 0] + cosine * points[k, 1]
    for k in range(bodies[q, 0], bodies[q, 1]):
        bx = dx + cosine * points[k, 0] - sine * points[k, 1]
        by = dy + sine * points[k, 0] + cosine * points[k, 1]
        left = min(ax, bx)
        right = max(ax, bx)
        low = min(ay, by)
        high = max(ay, by)
        if not (right < low_x or left > far_x or high < low_y or low > far_y):
            first_column = max(int((left - low_x) * per_x - 1e-9), 0)
            last_column = min(int((right - low_x) * per_x + 1e-9), side - 1)
            for row in range(
                max(int((low - low_y) * per_y - 1e-9), 0),
                min(int((high - low_y) * per_y + 1e-9), side - 1) + 1,
            ):
                begin = heads[base + row * side + first_column]
                # The cells of a row follow each other, and so do their edges.
                for place in range(begin, heads[base + row * side + last_column + 1]):
                    e = first + edges[place]
                    f = e + 1 if e + 1 < end else first
                    ex = points[e, 0]
                    ey = points[e, 1]
                    fx = points[f, 0]
                    fy = points[f, 1]
                    if (
                        max(ex, fx) < left
                        or min(ex, fx) > right
                        or max(ey, fy) < low
                        or min(ey, fy) > high
                    ):
                        continue
                    one = (bx - ax) * (ey - ay) - (by - ay) * (ex - ax)
                    two = (bx - ax) * (fy - ay) - (by - ay) * (fx - ax)
                    if one * two > 0.0:
                        continue
                    one = (fx - ex) * (ay - ey) - (fy - ey) * (ax - ex)
                    two = (fx - ex) * (by - ey) - (fy - ey) * (bx - ex)
                    if one * two <= 0.0:
                        return True
        ax = bx
        ay = by
    if holds(points, first, end, ax, ay):
        return True
    # A point of p in the frame of q.
    x = points[first, 0] - dx
    y = points[first, 1] - dy
    return holds(points, bodies[q, 0], bodies[q, 1], cosine * x + sine * y, cosine * y - sine * x)


@kernel
def overlap(p, q, dx, dy, cosine, sine, bodies, frames, points, poles, heads, edges, reach):
    """Return the overlap measure of two outlines, 0 exactly when they do not meet.

    The measure is that of the pair tables: depth of the poles in each other, decaying smoothly.

    Parameters
    ----------
    poles : float64[*, 3]   Circles inside the outlines: centre x, y and radius. [mm]
    reach : float           Depth below which the decay begins. [mm]

    The others are those of ``collide``.
    """
    total = 0.0
    sure = False
    for k in range(bodies[q, 2], bodies[q, 3]):
        x = dx + cosine * poles[k, 0] - sine * poles[k, 1]
        y = dy + sine * poles[k, 0] + cosine * poles[k, 1]
        for m in range(bodies[p, 2], bodies[p, 3]):
            across = x - poles[m, 0]
            along = y - poles[m, 1]
            depth = poles[k, 2] + poles[m, 2] - np.sqrt(across * across + along * along)
            if depth > 1e-9 * reach:
                sure = True
            if depth < reach:
                depth = reach * reach / (2.0 * reach - depth)
            total += depth * min(poles[k, 2], poles[m, 2])
    if not sure and not collide(p, q, dx, dy, cosine, sine, bodies, frames, points, heads, edges):
        return 0.0
    return frames[p, 6] * frames[q, 6] * np.sqrt(np.pi * total + reach * reach)
