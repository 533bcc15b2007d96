"""Compiled geometry of walking: where things stand, who sees whom, the shortest way round.

Shapes are convex pieces with counter-clockwise corners: ``points[start[k]:start[k + 1]]``. Each
piece belongs to an owner (a wall, a station, …); each owner has a pose (x, y, cos, sin).
"""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import kernel

# A segment is blocked where it runs deeper than this below a free side … [mm]
DEPTH = 1e-6
# … for more than this length: the rounding at a corner it bends round. [mm]
CHORD = 1e-3
# Pieces that overlap by less than this only touch. [mm]
TOUCH = 1e-3


@kernel
def place(local, owner, poses, out):  # type: ignore[no-untyped-def]
    """Write the points of shapes at the poses of their owners.

    Parameters
    ----------
    local : float[N, 2]   Points in the frame of their owner. [mm]
    owner : int[N]        Owner of each point.
    poses : float[O, 4]   x, y [mm], cosine and sine of the rotation of each owner.
    out : float[N, 2]     Points on the floor. [mm]
    """
    for i in range(local.shape[0]):
        k = owner[i]
        x, y, c, s = poses[k, 0], poses[k, 1], poses[k, 2], poses[k, 3]
        out[i, 0] = x + c * local[i, 0] - s * local[i, 1]
        out[i, 1] = y + s * local[i, 0] + c * local[i, 1]


@kernel
def bound(points, closed, start, box, margin):  # type: ignore[no-untyped-def]
    """Write what the tests on a segment need to know of each piece.

    Parameters
    ----------
    points : float[N, 2]   Corners of all pieces. [mm]
    closed : bool[N]       Whether the side from a corner to the next is shared within its shape.
    start : int[P + 1]     First corner of each piece.
    box : float[P, 4]      Bounding box x0, y0, x1, y1. [mm]
    margin : float[N]      How deep below the side the inside begins, times its length: a side
                           shared with another piece of the shape belongs to the inside. [mm²]
    """
    for k in range(start.shape[0] - 1):
        box[k, 0], box[k, 1], box[k, 2], box[k, 3] = np.inf, np.inf, -np.inf, -np.inf
        for i in range(start[k], start[k + 1]):
            box[k, 0] = min(box[k, 0], points[i, 0])
            box[k, 1] = min(box[k, 1], points[i, 1])
            box[k, 2] = max(box[k, 2], points[i, 0])
            box[k, 3] = max(box[k, 3], points[i, 1])
            j = i + 1 if i + 1 < start[k + 1] else start[k]
            size = math.hypot(points[j, 0] - points[i, 0], points[j, 1] - points[i, 1])
            margin[i] = -DEPTH * size if closed[i] else DEPTH * size


@kernel
def blocks(k, ax, ay, bx, by, points, margin, start, box):  # type: ignore[no-untyped-def]
    """Whether piece ``k`` blocks the segment from (ax, ay) to (bx, by) (Cyrus and Beck 1978)."""
    if ax < bx:
        if bx <= box[k, 0] or ax >= box[k, 2]:
            return False
    elif ax <= box[k, 0] or bx >= box[k, 2]:
        return False
    if ay < by:
        if by <= box[k, 1] or ay >= box[k, 3]:
            return False
    elif ay <= box[k, 1] or by >= box[k, 3]:
        return False
    enter, leave = 0.0, 1.0
    last = start[k + 1] - 1
    px, py = points[last, 0], points[last, 1]
    least = margin[last]
    for i in range(start[k], last + 1):
        qx, qy = points[i, 0], points[i, 1]
        ux, uy = qx - px, qy - py
        da = ux * (ay - py) - uy * (ax - px) - least
        db = ux * (by - py) - uy * (bx - px) - least
        if da <= 0.0:
            if db <= 0.0:
                return False
            enter = max(enter, da / (da - db))
        elif db < 0.0:
            leave = min(leave, da / (da - db))
        if leave <= enter:
            return False
        px, py = qx, qy
        least = margin[i]
    return (leave - enter) * math.hypot(bx - ax, by - ay) > CHORD


@kernel
def covers(k, x, y, points, margin, start, box):  # type: ignore[no-untyped-def]
    """Whether the point (x, y) lies inside piece ``k``, not on a free side of it."""
    if x < box[k, 0] or x > box[k, 2] or y < box[k, 1] or y > box[k, 3]:
        return False
    last = start[k + 1] - 1
    px, py = points[last, 0], points[last, 1]
    least = margin[last]
    for i in range(start[k], last + 1):
        qx, qy = points[i, 0], points[i, 1]
        ux, uy = qx - px, qy - py
        if ux * (y - py) - uy * (x - px) <= least:
            return False
        px, py = qx, qy
        least = margin[i]
    return True


@kernel
def bends_round(corners, i, x, y):  # type: ignore[no-untyped-def]
    """Whether a taut path that passes (x, y) can bend at corner ``i`` of an obstacle.

    It can when the line through both leaves the obstacle's two sides at the corner on one hand.
    """
    cx, cy = corners[i, 0, 0], corners[i, 0, 1]
    dx, dy = x - cx, y - cy
    one = dx * (corners[i, 1, 1] - cy) - dy * (corners[i, 1, 0] - cx)
    two = dx * (corners[i, 2, 1] - cy) - dy * (corners[i, 2, 0] - cx)
    slack = 1e-6 * (abs(dx) + abs(dy))
    return not ((one > slack and two < -slack) or (one < -slack and two > slack))


@kernel
def links(stands, corners, points, margin, start, box, owner, active, out):  # type: ignore[no-untyped-def]
    """Write the length of the straight way between each two nodes, inf where there is none.

    Nodes are the stands (where people stand at a station), then the corners they bend round.

    Parameters
    ----------
    stands : float[A, 2]      Where ways begin and end. [mm]
    corners : float[C, 3, 2]  Corner, the one before and the one after it. [mm]
    points, margin, start     Grown pieces.
    box : float[P, 4]         Their bounding boxes.
    owner : int[P]            Owner of each piece.
    active : bool[O]          Owners that stand in the way; others are looked through.
    out : float[V, V]         Lengths, V = A + C. [mm]
    """
    a, v, pieces = stands.shape[0], stands.shape[0] + corners.shape[0], start.shape[0] - 1
    out[:] = np.inf
    free = np.ones(v, np.bool_)
    for i in range(v):
        x = stands[i, 0] if i < a else corners[i - a, 0, 0]
        y = stands[i, 1] if i < a else corners[i - a, 0, 1]
        for k in range(pieces):
            if active[owner[k]] and covers(k, x, y, points, margin, start, box):
                free[i] = False
                break
    for i in range(v):
        if not free[i]:
            continue
        ix = stands[i, 0] if i < a else corners[i - a, 0, 0]
        iy = stands[i, 1] if i < a else corners[i - a, 0, 1]
        guess = 0
        for j in range(i + 1, v):
            if not free[j]:
                continue
            jx = stands[j, 0] if j < a else corners[j - a, 0, 0]
            jy = stands[j, 1] if j < a else corners[j - a, 0, 1]
            if i >= a and not bends_round(corners, i - a, jx, jy):
                continue
            if j >= a and not bends_round(corners, j - a, ix, iy):
                continue
            # What hid the last node often hides the next one too.
            if active[owner[guess]] and blocks(guess, ix, iy, jx, jy, points, margin, start, box):
                continue
            seen = True
            for k in range(pieces):
                if active[owner[k]] and blocks(k, ix, iy, jx, jy, points, margin, start, box):
                    seen = False
                    guess = k
                    break
            if seen:
                out[i, j] = math.hypot(jx - ix, jy - iy)
                out[j, i] = out[i, j]


@kernel
def shortest(link, a, out, before):  # type: ignore[no-untyped-def]
    """Write the shortest way between each two of the first ``a`` nodes (Dijkstra 1959, dense).

    Parameters
    ----------
    link : float[V, V]    Straight ways, inf where there is none. [mm]
    a : int               How many nodes are ends; nobody passes through the stand of another.
    out : float[a, a]     Lengths of the ways, inf where there is none, symmetric. [mm]
    before : int[a, V]    Node before each node on the way from each end; -1 where there is none.
    """
    v = link.shape[0]
    reach = np.empty(v)
    done = np.empty(v, np.bool_)
    for source in range(a):
        reach[:] = np.inf
        done[:] = False
        before[source, :] = -1
        reach[source] = 0.0
        out[source, source] = 0.0
        left = a - source - 1
        while left > 0:
            best, near = np.inf, -1
            for i in range(v):
                if not done[i] and reach[i] < best:
                    best, near = reach[i], i
            if near < 0:
                break
            done[near] = True
            if near < a and near != source:
                if near > source:
                    left -= 1
                continue
            for i in range(v):
                if not done[i] and best + link[near, i] < reach[i]:
                    reach[i] = best + link[near, i]
                    before[source, i] = near
        for target in range(source + 1, a):
            out[source, target] = reach[target]
            out[target, source] = reach[target]


@kernel
def hindrances(stands, corners, points, margin, start, box, owner, out):  # type: ignore[no-untyped-def]
    """Write who stands in the straight way between each two nodes, or on one of them.

    Parameters
    ----------
    stands, corners, points, margin, start, box, owner   As for `links`.
    out : int[V, V, W]    Sets of owners: owner k is bit k % 62 of word k // 62; all of them where
                          no taut path comes.
    """
    a, v, pieces = stands.shape[0], stands.shape[0] + corners.shape[0], start.shape[0] - 1
    out[:] = 0
    for i in range(v):
        ix = stands[i, 0] if i < a else corners[i - a, 0, 0]
        iy = stands[i, 1] if i < a else corners[i - a, 0, 1]
        for k in range(pieces):
            if covers(k, ix, iy, points, margin, start, box):
                out[i, i, owner[k] // 62] |= 1 << (owner[k] % 62)
    for i in range(v):
        ix = stands[i, 0] if i < a else corners[i - a, 0, 0]
        iy = stands[i, 1] if i < a else corners[i - a, 0, 1]
        for j in range(i + 1, v):
            jx = stands[j, 0] if j < a else corners[j - a, 0, 0]
            jy = stands[j, 1] if j < a else corners[j - a, 0, 1]
            if (i >= a and not bends_round(corners, i - a, jx, jy)) or (
                j >= a and not bends_round(corners, j - a, ix, iy)
            ):
                # No taut path comes this way, whatever is taken away: as if all stood in it.
                for w in range(out.shape[2]):
                    out[i, j, w] = (1 << 62) - 1
                    out[j, i, w] = out[i, j, w]
                continue
            for w in range(out.shape[2]):
                out[i, j, w] = out[i, i, w] | out[j, j, w]
            for k in range(pieces):
                w, bit = owner[k] // 62, 1 << (owner[k] % 62)
                if not out[i, j, w] & bit and blocks(k, ix, iy, jx, jy, points, margin, start, box):
                    out[i, j, w] |= bit
            for w in range(out.shape[2]):
                out[j, i, w] = out[i, j, w]


@kernel
def parts(hindrance, away, out):  # type: ignore[no-untyped-def]
    """Write which nodes can reach each other when some owners are taken away.

    Parameters
    ----------
    hindrance : int[V, V, W]   As written by `hindrances`.
    away : int[W]              The set of owners that are taken away.
    out : int[V]               The same number for nodes that reach each other.
    """
    v = hindrance.shape[0]
    stack = np.empty(v, np.int64)
    out[:] = -1
    label = 0
    for first in range(v):
        if out[first] >= 0:
            continue
        out[first] = label
        stack[0] = first
        depth = 1
        while depth > 0:
            depth -= 1
            i = stack[depth]
            for j in range(v):
                if out[j] >= 0:
                    continue
                clear = True
                for w in range(away.shape[0]):
                    if hindrance[i, j, w] & ~away[w]:
                        clear = False
                        break
                if clear:
                    out[j] = label
                    stack[depth] = j
                    depth += 1
        label += 1


@kernel
def overlap(k, m, points, start, other, other_start):  # type: ignore[no-untyped-def]
    """How deep piece ``k`` and piece ``m`` of ``other`` overlap [mm], 0 when they are apart.

    By the separating axis theorem: the least overlap over the normals of all sides.
    """
    least = np.inf
    for turn in range(2):
        first = start[k] if turn == 0 else other_start[m]
        last = (start[k + 1] if turn == 0 else other_start[m + 1]) - 1
        for i in range(first, last + 1):
            before = last if i == first else i - 1
            if turn == 0:
                px, py, qx, qy = (
                    points[before, 0], points[before, 1], points[i, 0], points[i, 1],
                )  # fmt: skip
            else:
                px, py, qx, qy = (
                    other[before, 0], other[before, 1], other[i, 0], other[i, 1],
                )  # fmt: skip
            size = math.hypot(qx - px, qy - py)
            nx, ny = (py - qy) / size, (qx - px) / size
            # Sides are counter-clockwise: the normal looks inwards, the piece starts at its side.
            deepest = -np.inf
            if turn == 0:
                for j in range(other_start[m], other_start[m + 1]):
                    deepest = max(deepest, (other[j, 0] - px) * nx + (other[j, 1] - py) * ny)
            else:
                for j in range(start[k], start[k + 1]):
                    deepest = max(deepest, (points[j, 0] - px) * nx + (points[j, 1] - py) * ny)
            if deepest <= TOUCH:
                return 0.0
            least = min(least, deepest)
    return least


@kernel
def clashes(  # type: ignore[no-untyped-def]
    points, start, owner, box, other, other_start, other_owner, other_box, out
):
    """Write how deep [mm] each owner's pieces overlap each other owner's to ``out`` [O, O].

    Parameters
    ----------
    points, start, owner, box                       Pieces of the rows' owners.
    other, other_start, other_owner, other_box      Pieces of the columns' owners.
    """
    out[:] = 0.0
    for k in range(start.shape[0] - 1):
        for m in range(other_start.shape[0] - 1):
            a, b = owner[k], other_owner[m]
            if (
                a != b
                and box[k, 0] < other_box[m, 2]
                and other_box[m, 0] < box[k, 2]
                and box[k, 1] < other_box[m, 3]
                and other_box[m, 1] < box[k, 3]
            ):
                depth = overlap(k, m, points, start, other, other_start)
                out[a, b] = max(out[a, b], depth)
