"""The inner loops of the search: move a piece, separate a layout, put pieces in anew.

All state lives in arrays that the caller owns, so a search can pause between any two iterations
and go on with the same numbers, however the pauses fall.
"""

from __future__ import annotations

import numpy as np

from workbench._jit import inner, kernel
from workbench.nesting._kernels_look import draw, lattice_point, looked_up, settle, weigh
from workbench.nesting._kernels_near import gather, sift, weigh_near, weigh_sieved

PAUSED = 0
SEPARATED = 1
STUCK = 2

# Rows of ``tally``: evaluations so far, iterations since a gain, strikes.
EVALUATIONS = 0
IDLE = 1
STRIKES = 2


@inner
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
    near,
    sieve,
    scale,
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
    near, sieve, scale        See ``gather``; ``near`` is scratch.
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
    reach = 2.0 * step
    here_x = x
    here_y = y
    count = gather(
        i, v, x, y, reach, near, sieve, scale, place, box, pose, weight, hull, codes, grids
    )
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
            if abs(nx - here_x) > reach or abs(ny - here_y) > reach:
                here_x = nx
                here_y = ny
                count = gather(
                    i, v, nx, ny, reach, near, sieve, scale, place, box, pose, weight, hull,
                    codes, grids,
                )  # fmt: skip
            trial = weigh_near(nx, ny, best, near, count, cells, lists, losses)
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


@inner
def move(
    i,
    length,
    samples,
    state,
    tally,
    kept,
    near,
    sieve,
    scale,
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
    sieve, scale               Kept up to date, see ``sift``.
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
        value = weigh_sieved(
            i, w, x, y, kept[2, 0], sieve, scale, place, box, pose, weight, hull,
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
                0.25 * least, 0.02 * least, length, state, tally, near, sieve, scale,
                place, box, pose, weight, hull, window, lattice, codes, grids, cells, lists, losses,
            )  # fmt: skip
            kept[s, 0] = value
            kept[s, 1] = x
            kept[s, 2] = y
            if value < kept[best, 0]:
                best = s
    value, x, y = descend(
        i, int(kept[best, 3]), kept[best, 1], kept[best, 2], kept[best, 0],
        0.01 * least, 0.001 * least, length, state, tally, near, sieve, scale,
        place, box, pose, weight, hull, window, lattice, codes, grids, cells, lists, losses,
    )  # fmt: skip
    if value > current:
        return
    v = int(kept[best, 3])
    pose[i] = v
    place[i, 0] = x
    place[i, 1] = y
    for k in range(4):
        box[i, k] = place[i, k % 2] + hull[v, k]
    sift(i, sieve, scale, box)
    for j in range(n):
        amount = 0.0
        if j != i and not (
            box[j, 0] >= box[i, 2]
            or box[j, 2] <= box[i, 0]
            or box[j, 1] >= box[i, 3]
            or box[j, 3] <= box[i, 1]
        ):
            amount = looked_up(
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
    near,
    sieve,
    scale,
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
    kept, near, queue           Scratch, see ``move``.
    sieve, scale                See ``sift``; strips per mm along y are the caller's.
    best_place, best_pose       The layout of least overlap, written.

    Returns PAUSED, SEPARATED or STUCK.
    """
    n = queue.shape[0]
    everything = place.shape[0]
    scale[0] = sieve.shape[1] / length
    for k in range(everything):
        sift(k, sieve, scale, box)
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
                    i, length, samples, state, tally, kept, near, sieve, scale,
                    place, box, pose, weight, raw,
                    hull, window, lattice, choices, codes, grids, cells, lists, losses,
                )  # fmt: skip
        total = 0.0
        worst = 0.0
        for i in range(n):
            for j in range(i + 1, everything):
                value = raw[i, j]
                if value > 0.0:
                    total += value
                    worst = max(worst, value)
        rate = growth[1] / max(worst, 1e-300)
        # Both halves, row by row: written across rows, one of them would wait for memory.
        for i in range(n):
            for j in range(everything):
                value = raw[i, j]
                held = weight[i, j]
                grown = min(held * (growth[0] + rate * value), 1e9)
                faded = max(held * growth[2], 1.0)
                weight[i, j] = grown if value > 0.0 else faded
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
                for k in range(everything):
                    sift(k, sieve, scale, box)


@kernel
def recreate(
    pieces,
    length,
    samples,
    state,
    tally,
    kept,
    near,
    sieve,
    scale,
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
    """Take pieces out, then put one after the other where it overlaps least of the places tried.

    Parameters
    ----------
    pieces : int64[m]     In the order in which they are put back.
    others                As ``separate`` takes them; boxes and overlaps are up to date.
    """
    n = place.shape[0]
    scale[0] = sieve.shape[1] / length
    for p in range(pieces.shape[0]):
        i = pieces[p]
        box[i, 0] = np.inf
        box[i, 1] = np.inf
        box[i, 2] = -np.inf
        box[i, 3] = -np.inf
        for j in range(n):
            raw[i, j] = 0.0
            raw[j, i] = 0.0
    for k in range(n):
        sift(k, sieve, scale, box)
    for p in range(pieces.shape[0]):
        i = pieces[p]
        # Where it lay counts as worse than any other place.
        raw[i, i] = 1e300
        weight[i, i] = 1.0
        move(
            i, length, samples, state, tally, kept, near, sieve, scale,
            place, box, pose, weight, raw,
            hull, window, lattice, choices, codes, grids, cells, lists, losses,
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
