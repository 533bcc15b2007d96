"""How far apart two shapes are, part by convex part: the rows of the compaction programme.

Two convex polygons are disjoint exactly when a line along one of their edges separates them
(separating axes). While the line of the widest gap keeps separating them both may move, so the
choice of lines makes the room around a layout convex (Li and Milenkovic 1995).
"""

from __future__ import annotations

import numpy as np

from workbench._jit import kernel


@kernel
def widest(a, ax, ay, b, bx, by, sign, out):
    """Look along the edge normals of convex ``a`` for the widest gap to ``b``; keep it if wider.

    Parameters
    ----------
    a, b : float64[n, 2], float64[m, 2]   Counter-clockwise, each about its reference point. [mm]
    ax, ay, bx, by : float                Their reference points. [mm]
    sign : float                          1, or −1 when the roles of the two are exchanged.
    out : float64[3]                      Normal x, y from the first to the second; gap. [mm]
    """
    dx = bx - ax
    dy = by - ay
    for k in range(a.shape[0]):
        after = k + 1 if k + 1 < a.shape[0] else 0
        ex = a[after, 0] - a[k, 0]
        ey = a[after, 1] - a[k, 1]
        size = np.sqrt(ex * ex + ey * ey)
        nx = ey / size
        ny = -ex / size
        least = np.inf
        base = nx * (dx - a[k, 0]) + ny * (dy - a[k, 1])
        for m in range(b.shape[0]):
            reach = nx * b[m, 0] + ny * b[m, 1]
            if reach < least:
                least = reach
                if base + least <= out[2]:
                    break
        if base + least > out[2]:
            out[0] = sign * nx
            out[1] = sign * ny
            out[2] = base + least


@kernel
def separations(
    place, pose, count, reach, shown, hull, firsts, ends, starts, points, boxes, rows, ints
):
    """Write a row for each pair of parts that moves of at most ``reach`` could bring together.

    Parameters
    ----------
    place : float64[n, 2], pose : int64[n]   The layout; rows from ``count`` on stand still.
    count : int
    reach : float                            Largest move along an axis. [mm]
    shown : int64[V, V]                      Body that one shape shows another; −1: never meet.
    hull : float64[V, 4]                     Boxes of the shapes. [mm]
    firsts : int64[B + 1]                    First part of each body.
    ends, starts : int64[P]                  First and one past the last point of each part.
    points : float64[*, 2]                   Counter-clockwise. [mm]
    boxes : float64[P, 4]                    Boxes of the parts. [mm]
    rows : float64[R, 3]                     Normal x, y from the first to the second; gap. [mm]
    ints : int64[R, 4]                       The two pieces, the two parts.

    Returns the number of rows, or -1 when they do not fit.
    """
    used = 0
    far = 2.0 * reach
    best = np.empty(3)
    for i in range(count):
        v = pose[i]
        for j in range(i + 1, place.shape[0]):
            w = pose[j]
            one_body = shown[v, w]
            other_body = shown[w, v]
            if one_body < 0 or other_body < 0:
                continue
            span = far if j < count else reach
            dx = place[j, 0] - place[i, 0]
            dy = place[j, 1] - place[i, 1]
            if (
                hull[w, 0] + dx > hull[v, 2] + span
                or hull[w, 2] + dx < hull[v, 0] - span
                or hull[w, 1] + dy > hull[v, 3] + span
                or hull[w, 3] + dy < hull[v, 1] - span
            ):
                continue
            for p in range(firsts[one_body], firsts[one_body + 1]):
                for q in range(firsts[other_body], firsts[other_body + 1]):
                    if (
                        boxes[q, 0] + dx > boxes[p, 2] + span
                        or boxes[q, 2] + dx < boxes[p, 0] - span
                        or boxes[q, 1] + dy > boxes[p, 3] + span
                        or boxes[q, 3] + dy < boxes[p, 1] - span
                    ):
                        continue
                    best[2] = -np.inf
                    one = points[starts[p] : ends[p]]
                    two = points[starts[q] : ends[q]]
                    widest(one, 0.0, 0.0, two, dx, dy, 1.0, best)
                    widest(two, dx, dy, one, 0.0, 0.0, -1.0, best)
                    # A move of both by the reach closes at most so much along the normal.
                    if best[2] > span * (abs(best[0]) + abs(best[1])):
                        continue
                    if used == rows.shape[0]:
                        return -1
                    for k in range(3):
                        rows[used, k] = best[k]
                    ints[used, 0] = i
                    ints[used, 1] = j
                    ints[used, 2] = p
                    ints[used, 3] = q
                    used += 1
    return used
