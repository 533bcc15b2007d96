"""The inner loops of the search: look a pair up, weigh a place, move a piece, separate a layout.

All state lives in arrays that the caller owns, so a search can pause between any two iterations
and go on with the same numbers, however the pauses fall.
"""

from __future__ import annotations

import numpy as np

from workbench._jit import kernel

PAUSED = 0
SEPARATED = 1
STUCK = 2

# Rows of ``tally``: evaluations so far, iterations since a gain, strikes.
EVALUATIONS = 0
IDLE = 1
STRIKES = 2


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


@kernel
def overlap(code, dx, dy, grids, cells, lists, losses):
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
        value = overlap(
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
                value = overlap(
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


@kernel
def descend(
    i,
    v,
    x,
    y,
    value,
    step,
    least,
    length,
    state,
    tally,
    place,
    box,
    pose,
    weight,
    hull,
    window,
    lattice,
    codes,
    grids,
    cells,
    lists,
    losses,
):
    """Coordinate descent from (x, y) along x, y and the diagonals; return (value, x, y).

    A better step is made 1.1 times longer, a worse one halved, until it is below ``least``.

    Parameters
    ----------
    value : float             Weighted overlap at the start.
    step, least : float       First and last step. [mm]
    length : float            Of the strip. [mm]
    state : int64[2]          The chain's stream.
    tally : int64[3]          Evaluations are counted in row 0.
    window : float64[V, 4]    Least x and y, distance from the end, largest y of a pose's places.
    lattice : float64[V, 4]   Period and offset along x and y; a period of 0 is free. [mm]
    """
    low_x = window[v, 0]
    low_y = window[v, 1]
    high_x = length - window[v, 2]
    high_y = window[v, 3]
    held = lattice[v, 0] > 0.0 or lattice[v, 2] > 0.0
    axis = int(draw(state) * 4.0)
    along = step
    across = step
    while value > 0.0 and (along > least or across > least):
        sx = 0.0
        sy = 0.0
        if axis == 0:
            sx = along
        elif axis == 1:
            sy = across
        elif axis == 2:
            sx = along
            sy = across
        else:
            sx = along
            sy = -across
        best = value
        best_x = x
        best_y = y
        for side in range(2):
            sign = 1.0 if side == 0 else -1.0
            nx = min(max(x + sign * sx, low_x), high_x)
            ny = min(max(y + sign * sy, low_y), high_y)
            if held:
                nx = lattice_point(nx, low_x, high_x, lattice[v, 0], lattice[v, 1])
                ny = lattice_point(ny, low_y, high_y, lattice[v, 2], lattice[v, 3])
                if nx == x and ny == y:
                    continue
            tally[0] += 1
            trial = weigh(
                i, v, nx, ny, best, place, box, pose, weight, hull,
                codes, grids, cells, lists, losses,
            )  # fmt: skip
            if trial < best:
                best = trial
                best_x = nx
                best_y = ny
        better = best < value
        if axis == 0:
            along *= 1.1 if better else 0.5
        elif axis == 1:
            across *= 1.1 if better else 0.5
        else:
            factor = 1.1 if better else 0.7071067811865476
            along *= factor
            across *= factor
        if better:
            value = best
            x = best_x
            y = best_y
        else:
            axis = int(draw(state) * 4.0)
    return value, x, y


@kernel
def move(
    i,
    length,
    samples,
    state,
    tally,
    kept,
    place,
    box,
    pose,
    weight,
    raw,
    hull,
    window,
    lattice,
    choices,
    codes,
    grids,
    cells,
    lists,
    losses,
):
    """Move piece ``i`` to where its weighted overlap is least of all places tried.

    Tried are its own place, samples in its own box and in the whole strip; the best three are
    improved by descent, the best of them again with small steps.

    Parameters
    ----------
    samples : int64[2]         Samples in its own box, in the strip.
    kept : float64[3, 4]       Scratch: value, x, y, pose.
    raw : float64[n, n]        Overlap of each pair, row and column ``i`` rewritten.
    choices : int64[n, 1 + P]  Number of allowed poses of each piece, then the poses.
    """
    n = place.shape[0]
    v = pose[i]
    least = min(hull[v, 2] - hull[v, 0], hull[v, 3] - hull[v, 1])
    current = 0.0
    for j in range(n):
        current += weight[i, j] * raw[i, j]
    kept[0, 0] = current
    kept[0, 1] = place[i, 0]
    kept[0, 2] = place[i, 1]
    kept[0, 3] = v
    kept[1, 0] = np.inf
    kept[2, 0] = np.inf
    own = samples[0]
    for s in range(own + samples[1]):
        w = choices[i, 1 + int(draw(state) * choices[i, 0])]
        low_x = window[w, 0]
        low_y = window[w, 1]
        high_x = length - window[w, 2]
        high_y = window[w, 3]
        if high_x < low_x or high_y < low_y:
            continue
        if s < own:
            x = place[i, 0] + (draw(state) - 0.5) * (hull[v, 2] - hull[v, 0])
            y = place[i, 1] + (draw(state) - 0.5) * (hull[v, 3] - hull[v, 1])
            x = min(max(x, low_x), high_x)
            y = min(max(y, low_y), high_y)
        else:
            x = low_x + draw(state) * (high_x - low_x)
            y = low_y + draw(state) * (high_y - low_y)
        if lattice[w, 0] > 0.0 or lattice[w, 2] > 0.0:
            x = lattice_point(x, low_x, high_x, lattice[w, 0], lattice[w, 1])
            y = lattice_point(y, low_y, high_y, lattice[w, 2], lattice[w, 3])
        tally[0] += 1
        value = weigh(
            i, w, x, y, kept[2, 0], place, box, pose, weight, hull,
            codes, grids, cells, lists, losses,
        )  # fmt: skip
        if value < kept[2, 0]:
            spot = 2
            while spot > 0 and value < kept[spot - 1, 0]:
                for k in range(4):
                    kept[spot, k] = kept[spot - 1, k]
                spot -= 1
            kept[spot, 0] = value
            kept[spot, 1] = x
            kept[spot, 2] = y
            kept[spot, 3] = w
    best = 0
    for s in range(3):
        if kept[s, 0] < np.inf:
            value, x, y = descend(
                i, int(kept[s, 3]), kept[s, 1], kept[s, 2], kept[s, 0],
                0.25 * least, 0.02 * least, length, state, tally, place, box, pose,
                weight, hull, window, lattice, codes, grids, cells, lists, losses,
            )  # fmt: skip
            kept[s, 0] = value
            kept[s, 1] = x
            kept[s, 2] = y
            if value < kept[best, 0]:
                best = s
    value, x, y = descend(
        i, int(kept[best, 3]), kept[best, 1], kept[best, 2], kept[best, 0],
        0.01 * least, 0.001 * least, length, state, tally, place, box, pose,
        weight, hull, window, lattice, codes, grids, cells, lists, losses,
    )  # fmt: skip
    if value > current:
        return
    v = int(kept[best, 3])
    pose[i] = v
    place[i, 0] = x
    place[i, 1] = y
    for k in range(4):
        box[i, k] = place[i, k % 2] + hull[v, k]
    for j in range(n):
        amount = 0.0
        if j != i and not (
            box[j, 0] >= box[i, 2]
            or box[j, 2] <= box[i, 0]
            or box[j, 1] >= box[i, 3]
            or box[j, 3] <= box[i, 1]
        ):
            amount = overlap(
                codes[v, pose[j]], place[j, 0] - x, place[j, 1] - y,
                grids, cells, lists, losses,
            )  # fmt: skip
        raw[i, j] = amount
        raw[j, i] = amount


@kernel
def separate(
    length,
    limit,
    patience,
    samples,
    growth,
    state,
    tally,
    record,
    kept,
    queue,
    place,
    box,
    pose,
    weight,
    raw,
    best_place,
    best_pose,
    hull,
    window,
    lattice,
    choices,
    codes,
    grids,
    cells,
    lists,
    losses,
):
    """Move overlapping pieces until none overlaps, no headway is made, or the budget is spent.

    Guided local search: after each round the weight of each overlapping pair grows with its
    overlap, those of all others decay towards 1.

    Parameters
    ----------
    length : float              Of the strip. [mm]
    limit : int                 Pause at the first end of a round at or above so many evaluations.
    patience : int64[2]         Rounds without a gain that make a strike; strikes that end it.
    growth : float64[3]         Least growth, growth by overlap, decay of a weight in one round.
    tally : int64[3]            Evaluations, idle rounds, strikes.
    record : float64[2]         Least overlap seen; overlap at the last reset of the strikes.
    queue : int64[n]            Scratch.
    best_place, best_pose       The layout of least overlap, written.

    Returns PAUSED, SEPARATED or STUCK.
    """
    n = queue.shape[0]
    everything = place.shape[0]
    total = 0.0
    for i in range(n):
        for j in range(i + 1, everything):
            total += raw[i, j]
    while True:
        if total == 0.0:
            return 1
        if tally[2] >= patience[1]:
            return 2
        if tally[0] >= limit:
            return 0
        count = 0
        for i in range(n):
            for j in range(everything):
                if raw[i, j] > 0.0:
                    queue[count] = i
                    count += 1
                    break
        for k in range(count - 1, 0, -1):
            other = int(draw(state) * (k + 1))
            queue[k], queue[other] = queue[other], queue[k]
        for k in range(count):
            i = queue[k]
            clear = True
            for j in range(everything):
                if raw[i, j] > 0.0:
                    clear = False
                    break
            if not clear:
                move(
                    i, length, samples, state, tally, kept, place, box, pose, weight, raw,
                    hull, window, lattice, choices, codes, grids, cells, lists, losses,
                )  # fmt: skip
        total = 0.0
        worst = 0.0
        for i in range(n):
            for j in range(i + 1, everything):
                total += raw[i, j]
                worst = max(worst, raw[i, j])
        for i in range(n):
            for j in range(i + 1, everything):
                if raw[i, j] > 0.0:
                    grown = weight[i, j] * (growth[0] + growth[1] * raw[i, j] / worst)
                    weight[i, j] = min(grown, 1e9)
                else:
                    weight[i, j] = max(1.0, weight[i, j] * growth[2])
                weight[j, i] = weight[i, j]
        if total < record[0]:
            if total < 0.98 * record[1]:
                tally[2] = 0
                record[1] = total
            tally[1] = 0
            record[0] = total
            best_place[:] = place
            best_pose[:] = pose
        else:
            tally[1] += 1
            if tally[1] >= patience[0]:
                tally[1] = 0
                tally[2] += 1
                place[:] = best_place
                pose[:] = best_pose
                total = settle(
                    n, place, box, pose, raw, hull, codes,
                    grids, cells, lists, losses,
                )  # fmt: skip


@kernel
def drop_in(
    i,
    limit,
    tries,
    state,
    tally,
    place,
    box,
    pose,
    ones,
    hull,
    window,
    lattice,
    choices,
    codes,
    grids,
    cells,
    lists,
    losses,
):
    """Put piece ``i`` at the leftmost free place of many tried; return whether there was one.

    Parameters
    ----------
    limit : float          Largest x that the piece may reach. [mm]
    tries : int            Random places tried.
    box : float64[n, 4]    Of pieces that do not lie yet: nowhere (low above high).
    ones : float64[n, n]   All ones, for ``weigh``.
    """
    best_x = np.inf
    best_y = 0.0
    best_v = -1
    best_end = np.inf
    for _ in range(tries):
        w = choices[i, 1 + int(draw(state) * choices[i, 0])]
        low_x = window[w, 0]
        low_y = window[w, 1]
        high_x = limit - window[w, 2]
        high_y = window[w, 3]
        if high_y < low_y or high_x < low_x:
            continue
        # Squared draws look left first.
        draw_x = draw(state)
        x = low_x + draw_x * draw_x * (high_x - low_x)
        y = low_y + draw(state) * (high_y - low_y)
        x = lattice_point(x, low_x, high_x, lattice[w, 0], lattice[w, 1])
        y = lattice_point(y, low_y, high_y, lattice[w, 2], lattice[w, 3])
        if x + window[w, 2] >= best_end or x > high_x or y > high_y:
            continue
        tally[0] += 1
        if weigh(
            i, w, x, y, 1e-300, place, box, pose, ones, hull,
            codes, grids, cells, lists, losses,
        ) > 0.0:  # fmt: skip
            continue
        step = 0.5 * (hull[w, 2] - hull[w, 0])
        small = 0.002 * step
        while step > small:
            # Left if it can, else down.
            nx = lattice_point(x - step, low_x, high_x, lattice[w, 0], lattice[w, 1])
            tally[0] += 1
            if nx < x and weigh(
                i, w, nx, y, 1e-300, place, box, pose, ones, hull,
                codes, grids, cells, lists, losses,
            ) == 0.0:  # fmt: skip
                x = nx
                continue
            ny = lattice_point(y - step, low_y, high_y, lattice[w, 2], lattice[w, 3])
            tally[0] += 1
            if ny < y and weigh(
                i, w, x, ny, 1e-300, place, box, pose, ones, hull,
                codes, grids, cells, lists, losses,
            ) == 0.0:  # fmt: skip
                y = ny
                continue
            step *= 0.5
        if x + window[w, 2] < best_end:
            best_end = x + window[w, 2]
            best_x = x
            best_y = y
            best_v = w
    if best_v < 0:
        return False
    pose[i] = best_v
    place[i, 0] = best_x
    place[i, 1] = best_y
    for k in range(4):
        box[i, k] = place[i, k % 2] + hull[best_v, k]
    return True
