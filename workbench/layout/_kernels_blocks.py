"""Compiled search for a block layout: departments of given areas fill a rectangle.

A slicing tree is a row of departments with a cut between each two neighbours: of several cuts the
one with the lowest rank comes first, and each goes across or along (Wong and Liu 1986). Annealing
goes through layouts whose departments are too slender, at a price that adapts: it rises while too
few layouts are sound and falls while nearly all are. Departments that nothing flows to and that may
have any shape are leaves together: what is cut off such a leaf is always sound.
"""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import kernel
from workbench.streams import u01

_BLOCKS = 320  # addresses of chance
# Looks at the share of sound layouts every so many steps, and what it then aims at.
_WINDOW, _AIM = 500, 0.3
# Kinds of moves, as shares of all up to and with each: exchange two leaves, carry a leaf, turn a
# cut, exchange the ranks of two, both; the rest carries a run of leaves with the cuts inside it.
_SWAP, _LEAF, _TURN, _RANK, _BOTH = 0.2, 0.35, 0.5, 0.65, 0.7
_SHARED = 0.1  # of the moves go to departments without flow, where there are any


@kernel
def slice_up(row, rank, across, area, width, depth, rect, low, high, box):  # type: ignore[no-untyped-def]
    """Write where each leaf lies.

    Parameters
    ----------
    row : int[n]          Leaves in their order.
    rank : int[n - 1]     Which cut comes first.
    across : bool[n - 1]  Whether a cut is at an x (and not at a y).
    area : float[n]
    width, depth : float  Of the whole.
    rect : float[n, 4]    x, y, width, depth of each leaf; written.
    low, high : int[n]    To work in.
    box : float[n, 4]     To work in.
    """
    n = row.shape[0]
    low[0], high[0] = 0, n
    box[0, 0], box[0, 1], box[0, 2], box[0, 3] = 0.0, 0.0, width, depth
    left = 1
    while left > 0:
        left -= 1
        i, j = low[left], high[left]
        x, y, w, d = box[left, 0], box[left, 1], box[left, 2], box[left, 3]
        if j - i == 1:
            k = row[i]
            rect[k, 0], rect[k, 1], rect[k, 2], rect[k, 3] = x, y, w, d
            continue
        cut = i
        one = so_far = area[row[i]]
        for c in range(i + 1, j - 1):
            so_far += area[row[c]]
            if rank[c] < rank[cut]:
                cut, one = c, so_far
        share = one / max(so_far + area[row[j - 1]], 1e-300)
        low[left], high[left] = i, cut + 1
        low[left + 1], high[left + 1] = cut + 1, j
        if across[cut]:
            box[left, 0], box[left, 1], box[left, 2], box[left, 3] = x, y, w * share, d
            box[left + 1, 0], box[left + 1, 1] = x + w * share, y
            box[left + 1, 2], box[left + 1, 3] = w - w * share, d
        else:
            box[left, 0], box[left, 1], box[left, 2], box[left, 3] = x, y, w, d * share
            box[left + 1, 0], box[left + 1, 1] = x, y + d * share
            box[left + 1, 2], box[left + 1, 3] = w, d - d * share
        left += 2


@kernel
def carried(rect, pairs, amount):  # type: ignore[no-untyped-def]
    """Return the sum of flow times the rectilinear distance of middles.

    Parameters
    ----------
    rect : float[n, 4]
    pairs : int[m, 2]    Between which something flows.
    amount : float[m]    How much.
    """
    total = 0.0
    for k in range(pairs.shape[0]):
        i, j = pairs[k, 0], pairs[k, 1]
        x = abs(rect[i, 0] + rect[i, 2] / 2 - rect[j, 0] - rect[j, 2] / 2)
        y = abs(rect[i, 1] + rect[i, 3] / 2 - rect[j, 1] - rect[j, 3] / 2)
        total += amount[k] * (x + y)
    return total


@kernel
def slender(rect, ratio, side):  # type: ignore[no-untyped-def]
    """Return by how much departments are too slender, as a sum of shares; 0 when all are sound.

    Parameters
    ----------
    rect : float[n, 4]
    ratio : float[n]   Greatest ratio of the sides; inf where any is good.
    side : float[n]    Shortest side.
    """
    total = 0.0
    for k in range(rect.shape[0]):
        w, d = rect[k, 2], rect[k, 3]
        long, short = max(w, d), min(w, d)
        if long > ratio[k] * short * (1.0 + 1e-9):
            total += min(long / (ratio[k] * short) - 1.0, 10.0)
        if short < side[k] * (1.0 - 1e-9):
            total += 1.0 - short / side[k]
    return total


@kernel
def anneal(  # type: ignore[no-untyped-def]
    area, pairs, amount, ratio, side, width, depth, spare, shares, row, rank, across, leaf,
    best_row, best_rank, best_across, best_leaf, figures, seed, chain, first, last, steps,
    hot, cold,
):  # fmt: skip
    """Search on from a slicing tree.

    Parameters
    ----------
    area : float[n]             Of the leaves; those of shared leaves are written.
    pairs, amount, ratio, side, width, depth   The question, as above.
    spare : float[m]            Areas of departments that share leaves.
    shares : int                The first leaf that is shared; all behind it are.
    row, rank, across           The tree now; written.
    leaf : int[m]               In which leaf each department of ``spare`` is; written.
    best_row, best_rank, best_across, best_leaf   The best sound tree; written.
    figures : float[4]          Cost now, how slender it is, best sound cost (inf for none), and
                                the price of slenderness as a share of the cost; written.
    seed, chain : int           Of chance.
    first, last, steps : int    Which of how many steps of the cooling these are.
    hot, cold : float           Temperatures as shares of the cost.
    """
    n = row.shape[0]
    rect, box = np.empty((n, 4)), np.empty((n, 4))
    low, high = np.empty(n, np.int64), np.empty(n, np.int64)
    new_row, new_rank, new_across = row.copy(), rank.copy(), across.copy()
    sound = 0
    for step in range(first, last):
        share = step / steps
        kind = u01(seed, chain, _BLOCKS, step, 0)
        one, two = u01(seed, chain, _BLOCKS, step, 1), u01(seed, chain, _BLOCKS, step, 2)
        given = from_leaf = -1
        if spare.shape[0] > 0 and u01(seed, chain, _BLOCKS, step, 5) < _SHARED:
            given = min(int(one * spare.shape[0]), spare.shape[0] - 1)
            from_leaf = leaf[given]
            leaf[given] = shares + min(int(two * (n - shares)), n - shares - 1)
            area[from_leaf] = max(area[from_leaf] - spare[given], 0.0)
            area[leaf[given]] += spare[given]
        else:
            a, b = min(int(one * n), n - 1), min(int(two * n), n - 1)
            third = u01(seed, chain, _BLOCKS, step, 4)
            _change(row, rank, across, new_row, new_rank, new_across, kind, a, b, third)
        slice_up(new_row, new_rank, new_across, area, width, depth, rect, low, high, box)
        cost, bad = carried(rect, pairs, amount), slender(rect, ratio, side)
        scale = min(figures[2], figures[0])
        price = figures[3] * scale
        heat = scale * hot * (cold / hot) ** share
        limit = (
            figures[0]
            + price * figures[1]
            - heat * math.log(max(u01(seed, chain, _BLOCKS, step, 3), 1e-300))
        )
        if cost + price * bad <= limit:
            figures[0], figures[1] = cost, bad
            row[:], rank[:], across[:] = new_row, new_rank, new_across
            if bad == 0.0 and cost < figures[2] - 1e-12:
                figures[2] = cost
                best_row[:], best_rank[:], best_across[:] = row, rank, across
                best_leaf[:] = leaf
        elif given >= 0:
            area[leaf[given]] = max(area[leaf[given]] - spare[given], 0.0)
            area[from_leaf] += spare[given]
            leaf[given] = from_leaf
        else:
            new_row[:], new_rank[:], new_across[:] = row, rank, across
        if figures[1] == 0.0:
            sound += 1
        if (step + 1) % _WINDOW == 0:
            figures[3] *= 1.15 if sound < _AIM * _WINDOW else 0.9
            figures[3] = min(max(figures[3], 1e-4), 10.0)
            sound = 0


@kernel
def _change(row, rank, across, new_row, new_rank, new_across, kind, a, b, third):  # type: ignore[no-untyped-def]
    """Write a neighbour of a tree; ``new_…`` hold the tree itself before."""
    n = row.shape[0]
    c, e = min(a, n - 2), min(b, n - 2)
    if kind < _SWAP:
        new_row[a], new_row[b] = row[b], row[a]
    elif kind < _LEAF:
        if a < b:
            new_row[a:b] = row[a + 1 : b + 1]
        else:
            new_row[b + 1 : a + 1] = row[b:a]
        new_row[b] = row[a]
    elif kind < _TURN:
        new_across[c] = not across[c]
    elif kind < _RANK:
        new_rank[c], new_rank[e] = rank[e], rank[c]
    elif kind < _BOTH:
        new_across[c] = not across[c]
        new_rank[c], new_rank[e] = rank[e], rank[c]
    else:
        start = min(a, b)
        size = min(max(a, b) - start + 1, max(n // 2, 1))
        at = min(int(third * (n - size + 1)), n - size)
        _run(row, new_row, start, size, at)
        _run(rank, new_rank, start, size - 1, at)
        _run(across, new_across, start, size - 1, at)


@kernel
def _run(old, new, start, size, at):  # type: ignore[no-untyped-def]
    """Take a run out of a row and put it in so that it begins at ``at``."""
    source = 0
    for k in range(old.shape[0]):
        if at <= k < at + size:
            new[k] = old[start + k - at]
            continue
        if source == start:
            source += size
        new[k] = old[source]
        source += 1
