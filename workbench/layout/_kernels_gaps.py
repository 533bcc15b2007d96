"""Compiled widths: how far things are apart, and where a way passes between two of them."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import kernel
from workbench.layout._kernels import TOUCH, overlap

# Two nearest pairs of points count as equally near. [mm]
_SAME = 1e-6


@kernel
def _onto(px, py, ax, ay, bx, by):  # type: ignore[no-untyped-def]
    """Return the point of the segment a–b that is nearest to (px, py)."""
    ux, uy = bx - ax, by - ay
    size = ux * ux + uy * uy
    share = 0.0
    if size > 0.0:
        share = min(1.0, max(0.0, ((px - ax) * ux + (py - ay) * uy) / size))
    return ax + share * ux, ay + share * uy


@kernel
def nearest(k, m, points, start, other, other_start, out):  # type: ignore[no-untyped-def]
    """Return how far piece ``k`` is from piece ``m`` of ``other`` and write between which points.

    Parameters
    ----------
    k, m : int
        Convex pieces with counter-clockwise corners.
    points, start, other, other_start
        Their corners, as for `workbench.layout._kernels`. [mm]
    out : float[2, 4]
        Two pairs of nearest points (x, y on k, x, y on m), as far from each other as there are;
        the same pair twice where only one is nearest.

    Returns
    -------
    float
        [mm]; 0 when they overlap.
    """
    best = np.inf
    for turn in range(2):
        if turn == 0:
            i0, i1, j0, j1 = start[k], start[k + 1], other_start[m], other_start[m + 1]
        else:
            i0, i1, j0, j1 = other_start[m], other_start[m + 1], start[k], start[k + 1]
        for i in range(i0, i1):
            px = points[i, 0] if turn == 0 else other[i, 0]
            py = points[i, 1] if turn == 0 else other[i, 1]
            for j in range(j0, j1):
                n = j + 1 if j + 1 < j1 else j0
                if turn == 0:
                    qx, qy = _onto(px, py, other[j, 0], other[j, 1], other[n, 0], other[n, 1])
                else:
                    qx, qy = _onto(px, py, points[j, 0], points[j, 1], points[n, 0], points[n, 1])
                d = math.hypot(px - qx, py - qy)
                if d > best + _SAME:
                    continue
                ax, ay, bx, by = (px, py, qx, qy) if turn == 0 else (qx, qy, px, py)
                if d < best - _SAME:
                    best = d
                    out[0, 0], out[0, 1], out[0, 2], out[0, 3] = ax, ay, bx, by
                    out[1, 0], out[1, 1], out[1, 2], out[1, 3] = ax, ay, bx, by
                else:
                    best = min(best, d)
                    away = math.hypot(ax - out[0, 0], ay - out[0, 1])
                    if away > math.hypot(out[1, 0] - out[0, 0], out[1, 1] - out[0, 1]):
                        out[1, 0], out[1, 1], out[1, 2], out[1, 3] = ax, ay, bx, by
    if overlap(k, m, points, start, other, other_start) > TOUCH:
        return 0.0
    return best


@kernel
def gap(k, m, points, start, other, other_start):  # type: ignore[no-untyped-def]
    """Return how far piece ``k`` is from piece ``m`` of ``other`` [mm], 0 when they overlap."""
    return nearest(k, m, points, start, other, other_start, np.empty((2, 4)))


@kernel
def gaps(points, start, owner, box, out):  # type: ignore[no-untyped-def]
    """Write how far each two owners are apart to ``out`` [O, O]; inf for owners without pieces.

    Parameters
    ----------
    points, start, owner, box   Pieces at their places, as for `workbench.layout._kernels`.
    """
    out[:] = np.inf
    pair = np.empty((2, 4))
    for k in range(start.shape[0] - 1):
        for m in range(k + 1, start.shape[0] - 1):
            a, b = owner[k], owner[m]
            if a == b:
                continue
            dx = max(box[k, 0] - box[m, 2], box[m, 0] - box[k, 2], 0.0)
            dy = max(box[k, 1] - box[m, 3], box[m, 1] - box[k, 3], 0.0)
            if math.hypot(dx, dy) >= out[a, b]:
                continue
            d = nearest(k, m, points, start, points, start, pair)
            if d < out[a, b]:
                out[a, b] = d
                out[b, a] = d


@kernel
def gates(points, start, owner, box, most, out):  # type: ignore[no-untyped-def]
    """Write the narrowest places between each two pieces; return how many there are.

    Parameters
    ----------
    points, start, owner, box   Pieces at their places.
    most : float
        Wider gates are left out. [mm]
    out : float[G, 5]
        Width, then the two ends of the gate; two gates for each pair of pieces must fit.
    """
    count = 0
    pair = np.empty((2, 4))
    for k in range(start.shape[0] - 1):
        for m in range(k + 1, start.shape[0] - 1):
            dx = max(box[k, 0] - box[m, 2], box[m, 0] - box[k, 2], 0.0)
            dy = max(box[k, 1] - box[m, 3], box[m, 1] - box[k, 3], 0.0)
            if math.hypot(dx, dy) >= most:
                continue
            d = nearest(k, m, points, start, points, start, pair)
            if d <= TOUCH or d >= most:
                continue
            for turn in range(2):
                if turn == 1 and math.hypot(
                    pair[1, 0] - pair[0, 0], pair[1, 1] - pair[0, 1]
                ) <= TOUCH and math.hypot(
                    pair[1, 2] - pair[0, 2], pair[1, 3] - pair[0, 3]
                ) <= TOUCH:  # fmt: skip
                    continue
                out[count, 0] = d
                for c in range(4):
                    out[count, 1 + c] = pair[turn, c]
                count += 1
    return count


@kernel
def crosses(ax, ay, bx, by, cx, cy, dx, dy):  # type: ignore[no-untyped-def]
    """Whether segments a–b and c–d meet."""
    one = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    two = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    three = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    four = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    return one * two <= 0.0 and three * four <= 0.0 and not (one == 0.0 and two == 0.0)


@kernel
def narrowest(lines, start, gate, out):  # type: ignore[no-untyped-def]
    """Write the gate that each way passes and that is narrowest; -1 where it passes none.

    Parameters
    ----------
    lines : float[N, 2]   Corners of all ways. [mm]
    start : int[W + 1]    First corner of each way.
    gate : float[G, 5]    As written by `gates`, narrowest first.
    out : int[W]          Numbers of gates.
    """
    for w in range(start.shape[0] - 1):
        out[w] = -1
        for g in range(gate.shape[0]):
            x0, x1 = min(gate[g, 1], gate[g, 3]), max(gate[g, 1], gate[g, 3])
            y0, y1 = min(gate[g, 2], gate[g, 4]), max(gate[g, 2], gate[g, 4])
            found = False
            for i in range(start[w], start[w + 1] - 1):
                ax, ay, bx, by = lines[i, 0], lines[i, 1], lines[i + 1, 0], lines[i + 1, 1]
                if (
                    max(ax, bx) >= x0
                    and min(ax, bx) <= x1
                    and max(ay, by) >= y0
                    and min(ay, by) <= y1
                    and crosses(ax, ay, bx, by, gate[g, 1], gate[g, 2], gate[g, 3], gate[g, 4])
                ):
                    found = True
                    break
            if found:
                out[w] = g
                break


@kernel
def room(x, y, dx, dy, own, points, start, owner):  # type: ignore[no-untyped-def]
    """Return how far one can look from (x, y) along (dx, dy) before another owner's piece [mm]."""
    best = np.inf
    for k in range(start.shape[0] - 1):
        if owner[k] == own:
            continue
        enter, leave = 0.0, best
        last = start[k + 1] - 1
        px, py = points[last, 0], points[last, 1]
        for i in range(start[k], last + 1):
            qx, qy = points[i, 0], points[i, 1]
            ux, uy = qx - px, qy - py
            away = ux * (y - py) - uy * (x - px)
            rate = ux * dy - uy * dx
            px, py = qx, qy
            if rate == 0.0:
                if away <= 0.0:
                    leave = -1.0
            elif rate > 0.0:
                enter = max(enter, -away / rate)
            else:
                leave = min(leave, -away / rate)
            if leave <= enter:
                break
        if leave > enter:
            best = min(best, enter)
    return best


@kernel
def outwards(link, a, exits, out, before):  # type: ignore[no-untyped-def]
    """Write the way from every node to the nearest exit (Dijkstra 1959, from all exits at once).

    Parameters
    ----------
    link : float[V, V]    Straight ways; nodes are ``a`` stands, ``exits`` exits, then corners.
    a, exits : int        How many of each; nobody passes through the stand of another.
    out : float[V]        Lengths, inf where there is no way out. [mm]
    before : int[V]       Next node on the way out; -1 at an exit and where there is no way.
    """
    v = link.shape[0]
    done = np.zeros(v, np.bool_)
    out[:] = np.inf
    before[:] = -1
    for i in range(a, a + exits):
        out[i] = 0.0
    while True:
        best, near = np.inf, -1
        for i in range(v):
            if not done[i] and out[i] < best:
                best, near = out[i], i
        if near < 0:
            break
        done[near] = True
        if near < a:
            continue
        for i in range(v):
            if not done[i] and best + link[near, i] < out[i]:
                out[i] = best + link[near, i]
                before[i] = near
