"""Find what a piece may meet: a sieve of all pieces, and the neighbours around one place.

Most looks at a place are close to the one before. What may be met there is gathered once, with all
that a look needs side by side in memory; further away the sieve leaves few of many pieces.
"""

from __future__ import annotations

import numpy as np

from workbench._jit import hot, inner
from workbench.nesting._kernels_look import looked_up

# Bits of a word of the sieve: few enough for plain signed arithmetic.
WORD = 32
# A de Bruijn sequence: multiplied by a single bit, its top five bits tell which bit that is
# (Leiserson, Prokop and Randall 1998).
DE_BRUIJN = 0x077CB531
WHICH = np.argsort([((DE_BRUIJN << bit) >> 27) & 31 for bit in range(WORD)])
# Columns of a row of neighbours: place, weight, sign of the displacement, then of its table lower
# corner, cells per mm, cell width and height, and number.
COLUMNS = 11


@hot
def cell_of(at, scale, bins):
    """Return which of ``bins`` strips holds a coordinate; beyond the ends, the nearest."""
    return min(max(int(at * scale), 0), bins - 1)


@inner
def sift(k, sieve, scale, box):
    """Write into the sieve where piece ``k`` lies; a piece that lies nowhere is taken out.

    Parameters
    ----------
    k : int
    sieve : int64[4, B, W]    For each of B strips along x and along y, bit k of its words: does
                              piece k begin before the strip's end; does it end after its start?
    scale : float64[2]        Strips per mm along x and y.
    box : float64[n, 4]       See ``weigh``.
    """
    bins = sieve.shape[1]
    word = k // WORD
    bit = 1 << (k % WORD)
    lies = box[k, 0] <= box[k, 2]
    for axis in range(2):
        low = bins
        high = -1
        if lies:
            low = cell_of(box[k, axis], scale[axis], bins)
            high = cell_of(box[k, axis + 2], scale[axis], bins)
        for strip in range(bins):
            if strip >= low:
                sieve[2 * axis, strip, word] |= bit
            else:
                sieve[2 * axis, strip, word] &= ~bit
            if strip <= high:
                sieve[2 * axis + 1, strip, word] |= bit
            else:
                sieve[2 * axis + 1, strip, word] &= ~bit


@hot
def weigh_sieved(
    i, v, x, y, bound, sieve, scale, place, box, pose, weight, hull,
    codes, grids, cells, lists, losses,
):  # fmt: skip
    """Return what ``weigh`` does, looking only at what the sieve leaves."""
    low_x = x + hull[v, 0]
    low_y = y + hull[v, 1]
    high_x = x + hull[v, 2]
    high_y = y + hull[v, 3]
    bins = sieve.shape[1]
    left = cell_of(low_x, scale[0], bins)
    right = cell_of(high_x, scale[0], bins)
    below = cell_of(low_y, scale[1], bins)
    above = cell_of(high_y, scale[1], bins)
    total = 0.0
    for word in range(sieve.shape[2]):
        rest = (
            sieve[0, right, word]
            & sieve[1, left, word]
            & sieve[2, above, word]
            & sieve[3, below, word]
        )
        while rest:
            bit = rest & -rest
            rest ^= bit
            j = WORD * word + WHICH[((bit * DE_BRUIJN) >> 27) & 31]
            if (
                box[j, 0] >= high_x
                or box[j, 2] <= low_x
                or box[j, 1] >= high_y
                or box[j, 3] <= low_y
            ):
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


@hot
def gather(
    i, v, x, y, reach, near, sieve, scale, place, box, pose, weight, hull, codes, grids,
):  # fmt: skip
    """Write what piece ``i`` in pose ``v`` may meet within ``reach`` of (x, y); return how many.

    Parameters
    ----------
    i, v : int
    x, y, reach : float       [mm]
    near : float64[n, 11]     Rows of neighbours, written; ``COLUMNS`` says what they hold.
    sieve, scale              See ``sift``.
    place … grids             See ``weigh``.
    """
    low_x = x + hull[v, 0] - reach
    low_y = y + hull[v, 1] - reach
    high_x = x + hull[v, 2] + reach
    high_y = y + hull[v, 3] + reach
    bins = sieve.shape[1]
    left = cell_of(low_x, scale[0], bins)
    right = cell_of(high_x, scale[0], bins)
    below = cell_of(low_y, scale[1], bins)
    above = cell_of(high_y, scale[1], bins)
    count = 0
    for word in range(sieve.shape[2]):
        rest = (
            sieve[0, right, word]
            & sieve[1, left, word]
            & sieve[2, above, word]
            & sieve[3, below, word]
        )
        while rest:
            bit = rest & -rest
            rest ^= bit
            j = WORD * word + WHICH[((bit * DE_BRUIJN) >> 27) & 31]
            if (
                box[j, 0] >= high_x
                or box[j, 2] <= low_x
                or box[j, 1] >= high_y
                or box[j, 3] <= low_y
            ):
                continue
            code = codes[v, pose[j]]
            if j == i or code < 0:
                continue
            table = code >> 1
            near[count, 0] = place[j, 0]
            near[count, 1] = place[j, 1]
            near[count, 2] = weight[i, j]
            near[count, 3] = -1.0 if code & 1 else 1.0
            for k in range(6):
                near[count, 4 + k] = grids[table, k]
            near[count, 10] = table
            count += 1
    return count


@hot
def weigh_near(x, y, bound, near, count, cells, lists, losses):
    """Return the weighted overlap at (x, y) with gathered neighbours, given up above ``bound``.

    The same arithmetic as ``overlap``, in the same order, so that both give the same bits.
    """
    size = cells.shape[1]
    total = 0.0
    for k in range(count):
        dx = near[k, 3] * (near[k, 0] - x)
        dy = near[k, 3] * (near[k, 1] - y)
        u = (dx - near[k, 4]) * near[k, 6]
        v = (dy - near[k, 5]) * near[k, 7]
        if u <= 0.0 or v <= 0.0 or u >= size or v >= size:
            continue
        table = int(near[k, 10])
        column = int(u)
        row = int(v)
        entry = cells[table, row, column]
        if entry == 0:
            continue
        if entry > 1:
            number = (entry & 255) - 128
            begin = entry >> 24
            x0 = near[k, 4] + column * near[k, 8]
            y0 = near[k, 5] + row * near[k, 9]
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
                continue
        u *= 0.5
        v *= 0.5
        column = int(u)
        row = int(v)
        u -= column
        v -= row
        low = losses[table, row, column] * (1.0 - u) + losses[table, row, column + 1] * u
        high = losses[table, row + 1, column] * (1.0 - u) + losses[table, row + 1, column + 1] * u
        total += near[k, 2] * (low * (1.0 - v) + high * v)
        if total >= bound:
            return total
    return total
