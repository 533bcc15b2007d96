"""Compiled fit: how much an arrangement breaks what a rule or another thing on the floor asks.

A violation is the sum of how far [mm] things reach where they must not; 0 when all fits. Only
stations that are moved are measured, against everything else.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench._jit import kernel
from workbench.layout._kernels import overlap
from workbench.layout._kernels_gaps import nearest

# What is due may fall short by this much, as in the report on a floor. [mm]
SLACK = 1e-3
# What overlaps by a rounding error costs at least this much. [mm]
_LEAST = 1.0


class Fits(NamedTuple):
    """What stands on a floor and what it asks, as arrays.

    O owners: the building's first, then S stations. Pieces are convex, sorted by their owner.

    Parameters
    ----------
    fixed : int                    How many owners belong to the building.
    body_at, body_start, body_owner, body_from
        Corners [N, 2] in the owner's frame, first corner of each piece, its owner, and the first
        piece of each owner [O + 1].
    free_at, free_start, free_owner, free_from, free_of
        The same of the floor that stations need free, and of which owners [F, O].
    wall_at, wall_start, wall_least   Walls on the floor, and how far each station keeps [S, W].
    area_at, area_start, area_barred  Areas on the floor, and who may not stand in them [S, A].
    apart, apart_unless : float[S, S] How far stations keep from each other: always, and where no
                                      wall lies between.
    reach_station, reach_from, reach_most
        Stations that need a utility, their lines (rows of ``line_at`` [L, 4]), and how far off.
    line_at : float[L, 4]
    """

    fixed: Any
    body_at: Any
    body_start: Any
    body_owner: Any
    body_from: Any
    free_at: Any
    free_start: Any
    free_owner: Any
    free_from: Any
    free_of: Any
    wall_at: Any
    wall_start: Any
    wall_least: Any
    area_at: Any
    area_start: Any
    area_barred: Any
    apart: Any
    apart_unless: Any
    reach_station: Any
    reach_from: Any
    reach_most: Any
    line_at: Any


@kernel
def turn_of(angle):  # type: ignore[no-untyped-def]
    """Return cosine and sine of an angle [degrees], exact at right angles."""
    quarter = math.floor(angle / 90.0)
    if angle == quarter * 90.0:
        k = int(quarter) % 4
        if k == 0:
            return 1.0, 0.0
        if k == 1:
            return 0.0, 1.0
        if k == 2:
            return -1.0, 0.0
        return 0.0, -1.0
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))


@kernel
def stand_pieces(owner, x, y, c, s, at, start, first, out, box):  # type: ignore[no-untyped-def]
    """Write the pieces of one owner where it stands, and their bounding boxes.

    Parameters
    ----------
    owner, x, y, c, s   Whose pieces, and its pose. [mm]
    at : float[N, 2]    Corners of all pieces in their owners' frames. [mm]
    start, first        First corner of each piece, first piece of each owner.
    out, box            Corners [N, 2] and boxes [P, 4] on the floor. [mm]
    """
    for k in range(first[owner], first[owner + 1]):
        box[k, 0], box[k, 1], box[k, 2], box[k, 3] = np.inf, np.inf, -np.inf, -np.inf
        for i in range(start[k], start[k + 1]):
            out[i, 0] = x + c * at[i, 0] - s * at[i, 1]
            out[i, 1] = y + s * at[i, 0] + c * at[i, 1]
            box[k, 0] = min(box[k, 0], out[i, 0])
            box[k, 1] = min(box[k, 1], out[i, 1])
            box[k, 2] = max(box[k, 2], out[i, 0])
            box[k, 3] = max(box[k, 3], out[i, 1])


@kernel
def _bounds(at, start, k, out):  # type: ignore[no-untyped-def]
    out[0], out[1], out[2], out[3] = np.inf, np.inf, -np.inf, -np.inf
    for i in range(start[k], start[k + 1]):
        out[0] = min(out[0], at[i, 0])
        out[1] = min(out[1], at[i, 1])
        out[2] = max(out[2], at[i, 0])
        out[3] = max(out[3], at[i, 1])


@kernel
def _near(a, b, within):  # type: ignore[no-untyped-def]
    """Whether two boxes are nearer than a distance, or meet."""
    return (
        a[0] < b[2] + within
        and b[0] < a[2] + within
        and a[1] < b[3] + within
        and b[1] < a[3] + within
    )


@kernel
def _walled(pair, line, line_start, fits, spare):  # type: ignore[no-untyped-def]
    """Whether a wall lies between both pairs of nearest points (rows of ``pair``)."""
    for row in range(2):
        line[0, 0], line[0, 1], line[1, 0], line[1, 1] = (
            pair[row, 0], pair[row, 1], pair[row, 2], pair[row, 3],
        )  # fmt: skip
        if math.hypot(line[1, 0] - line[0, 0], line[1, 1] - line[0, 1]) == 0.0:
            return False
        found = False
        for w in range(fits.wall_start.shape[0] - 1):
            if nearest(0, w, line, line_start, fits.wall_at, fits.wall_start, spare) <= 0.0:
                found = True
                break
        if not found:
            return False
    return True


@kernel
def _run(fits, body, s, first, last):  # type: ignore[no-untyped-def]
    """Return the shortest run along the axes from a body to any of some lines [mm]."""
    best = np.inf
    owner = fits.fixed + s
    for r in range(first, last):
        cx, cy, dx, dy = (
            fits.line_at[r, 0], fits.line_at[r, 1], fits.line_at[r, 2], fits.line_at[r, 3],
        )  # fmt: skip
        for k in range(fits.body_from[owner], fits.body_from[owner + 1]):
            begin, end = fits.body_start[k], fits.body_start[k + 1]
            inside = True
            for i in range(begin, end):
                j = i + 1 if i + 1 < end else begin
                ax, ay, bx, by = body[i, 0], body[i, 1], body[j, 0], body[j, 1]
                if (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) < 0.0:
                    inside = False
                best = min(best, _level(cx, cy, ax, ay, bx, by))
                best = min(best, _level(dx, dy, ax, ay, bx, by))
                best = min(best, _level(ax, ay, cx, cy, dx, dy))
                one = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
                two = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
                three = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
                four = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
                if one * two < 0.0 and three * four < 0.0:
                    return 0.0
            if inside:
                return 0.0
    return best


@kernel
def _level(px, py, ax, ay, bx, by):  # type: ignore[no-untyped-def]
    """Return the distance along the axes from a point to a segment [mm]."""
    best = min(abs(px - ax) + abs(py - ay), abs(px - bx) + abs(py - by))
    if (px - ax) * (px - bx) < 0.0:
        share = (px - ax) / (bx - ax)
        best = min(best, abs(ay + share * (by - ay) - py))
    if (py - ay) * (py - by) < 0.0:
        share = (py - ay) / (by - ay)
        best = min(best, abs(ax + share * (bx - ax) - px))
    return best


@kernel
def violation(fits, moved, body, body_box, free, free_box, enough):  # type: ignore[no-untyped-def]
    """Return how much the moved stations break, in all [mm]; 0 when everything fits.

    Parameters
    ----------
    fits : Fits
    moved : bool[O]          Who is measured, against everybody.
    body, body_box, free, free_box   Pieces where they stand, as by `stand_pieces`.
    enough : float           Stops as soon as the sum is above this. [mm]
    """
    total = 0.0
    pair, spare = np.empty((2, 4)), np.empty((2, 4))
    line, line_start = np.empty((2, 2)), np.array([0, 2])
    box = np.empty(4)
    owners = fits.body_from.shape[0] - 1
    for a in range(fits.fixed, owners):
        if not moved[a]:
            continue
        s = a - fits.fixed
        for k in range(fits.body_from[a], fits.body_from[a + 1]):
            # bodies
            for m in range(fits.body_start.shape[0] - 1):
                b = fits.body_owner[m]
                twice = b >= fits.fixed and moved[b] and b < a
                if b == a or twice or not _near(body_box[k], body_box[m], 0.0):
                    continue
                depth = overlap(k, m, body, fits.body_start, body, fits.body_start)
                if depth > 0.0:
                    total += depth + _LEAST
            # the floor that others need free
            for m in range(fits.free_start.shape[0] - 1):
                b = fits.free_owner[m]
                if b == a or not fits.free_of[m, a] or not _near(body_box[k], free_box[m], 0.0):
                    continue
                depth = overlap(k, m, body, fits.body_start, free, fits.free_start)
                if depth > 0.0:
                    total += depth + _LEAST
            # areas that it may not stand in
            for m in range(fits.area_start.shape[0] - 1):
                if fits.area_barred[s, m]:
                    _bounds(fits.area_at, fits.area_start, m, box)
                    if _near(body_box[k], box, 0.0):
                        depth = overlap(k, m, body, fits.body_start, fits.area_at, fits.area_start)
                        if depth > 0.0:
                            total += depth + _LEAST
            # walls
            for m in range(fits.wall_start.shape[0] - 1):
                least = fits.wall_least[s, m]
                if least > 0.0:
                    _bounds(fits.wall_at, fits.wall_start, m, box)
                    if _near(body_box[k], box, least):
                        away = nearest(
                            k, m, body, fits.body_start, fits.wall_at, fits.wall_start, pair
                        )
                        if away < least - SLACK:
                            total += least - away
            if total > enough:
                return total
        # the floor that it needs free
        for k in range(fits.free_from[a], fits.free_from[a + 1]):
            for m in range(fits.body_start.shape[0] - 1):
                b = fits.body_owner[m]
                if (
                    b == a
                    or not fits.free_of[k, b]
                    or (b >= fits.fixed and moved[b])  # counted above, as its body
                    or not _near(free_box[k], body_box[m], 0.0)
                ):
                    continue
                depth = overlap(k, m, free, fits.free_start, body, fits.body_start)
                if depth > 0.0:
                    total += depth + _LEAST
        if total > enough:
            return total
        # stations to keep away from
        for b in range(fits.fixed, owners):
            t = b - fits.fixed
            least = max(fits.apart[s, t], fits.apart_unless[s, t])
            if b == a or least <= 0.0 or (moved[b] and b < a):
                continue
            away = np.inf
            for k in range(fits.body_from[a], fits.body_from[a + 1]):
                for m in range(fits.body_from[b], fits.body_from[b + 1]):
                    if _near(body_box[k], body_box[m], min(least, away)):
                        found = nearest(k, m, body, fits.body_start, body, fits.body_start, spare)
                        if found < away:
                            away = found
                            pair[:] = spare
            if away < fits.apart[s, t] - SLACK:
                total += fits.apart[s, t] - away
            elif away < fits.apart_unless[s, t] - SLACK and not _walled(
                pair, line, line_start, fits, spare
            ):
                total += fits.apart_unless[s, t] - away
        for r in range(fits.reach_station.shape[0]):
            if fits.reach_station[r] == s:
                far = _run(fits, body, s, fits.reach_from[r, 0], fits.reach_from[r, 1])
                if far > fits.reach_most[r] + SLACK:
                    total += min(far, 1e5) - fits.reach_most[r]
        if total > enough:
            return total
    return total
