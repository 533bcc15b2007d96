"""Compiled search for a block layout: departments of given areas fill a rectangle.

A slicing tree is a row of departments with a cut between each two neighbours: of several cuts the
one with the lowest rank comes first, and each goes across or along (Wong and Liu 1986). Annealing
goes through layouts whose departments are too slender, at a price that adapts: it rises while too
few layouts are sound and falls while nearly all are.
"""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import kernel
from workbench.streams import u01

_BLOCKS = 320  # addresses of chance
# Looks at the share of sound layouts every so many steps, and what it then aims at.
_WINDOW, _AIM = 500, 0.4


@kernel
def slice_up(row, rank, across, area, width, depth, rect):  # type: ignore[no-untyped-def]
    """Write where each department lies.

    Parameters
    ----------
    row : int[n]          Departments in the order of the tree's leaves.
    rank : int[n - 1]     Which cut comes first.
    across : bool[n - 1]  Whether a cut is at an x (and not at a y).
    area : float[n]
    width, depth : float  Of the whole.
    rect : float[n, 4]    x, y, width, depth of each department.
    """
    n = row.shape[0]
    low, high = np.empty(n, np.int64), np.empty(n, np.int64)
    box = np.empty((n, 4))
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
        for c in range(i + 1, j - 1):
            if rank[c] < rank[cut]:
                cut = c
        one, whole = 0.0, 0.0
        for c in range(i, j):
            whole += area[row[c]]
            if c <= cut:
                one += area[row[c]]
        share = one / whole
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
def carried(rect, flow, straight):  # type: ignore[no-untyped-def]
    """Return the sum of flow (upper triangle) times the distance of middles."""
    total = 0.0
    n = rect.shape[0]
    for i in range(n):
        for j in range(i + 1, n):
            if flow[i, j] != 0.0:
                x = abs(rect[i, 0] + rect[i, 2] / 2 - rect[j, 0] - rect[j, 2] / 2)
                y = abs(rect[i, 1] + rect[i, 3] / 2 - rect[j, 1] - rect[j, 3] / 2)
                total += flow[i, j] * (math.sqrt(x * x + y * y) if straight else x + y)
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
    area, flow, ratio, side, width, depth, straight, row, rank, across,
    best_row, best_rank, best_across, figures, seed, chain, first, last, steps, hot, cold,
):  # fmt: skip
    """Search on from a slicing tree.

    Parameters
    ----------
    area, flow, ratio, side, width, depth, straight   The question, as above.
    row, rank, across           The tree now; written.
    best_row, best_rank, best_across   The best sound tree; written.
    figures : float[4]          Cost now, how slender it is, best sound cost (inf for none), and
                                the price of slenderness as a share of the cost; written.
    seed, chain : int           Of chance.
    first, last, steps : int    Which of how many steps of the cooling these are.
    hot, cold : float           Temperatures as shares of the cost.
    """
    n = row.shape[0]
    rect = np.empty((n, 4))
    sound = 0
    for step in range(first, last):
        share = step / steps
        kind = u01(seed, chain, _BLOCKS, step, 0)
        a = min(int(u01(seed, chain, _BLOCKS, step, 1) * n), n - 1)
        b = min(int(u01(seed, chain, _BLOCKS, step, 2) * n), n - 1)
        c, e = min(a, n - 2), min(b, n - 2)
        if kind < 0.35:
            row[a], row[b] = row[b], row[a]
        elif kind < 0.55:
            _carry(row, a, b)
        elif kind < 0.75:
            across[c] = not across[c]
        elif kind < 0.9:
            rank[c], rank[e] = rank[e], rank[c]
        else:
            across[c] = not across[c]
            rank[c], rank[e] = rank[e], rank[c]
        slice_up(row, rank, across, area, width, depth, rect)
        cost, bad = carried(rect, flow, straight), slender(rect, ratio, side)
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
            if bad == 0.0 and cost < figures[2] - 1e-12:
                figures[2] = cost
                best_row[:], best_rank[:], best_across[:] = row, rank, across
        elif kind < 0.35:
            row[a], row[b] = row[b], row[a]
        elif kind < 0.55:
            _carry(row, b, a)
        else:
            if kind < 0.75 or kind >= 0.9:
                across[c] = not across[c]
            if kind >= 0.75:
                rank[c], rank[e] = rank[e], rank[c]
        if figures[1] == 0.0:
            sound += 1
        if (step + 1) % _WINDOW == 0:
            figures[3] *= 1.15 if sound < _AIM * _WINDOW else 0.9
            figures[3] = min(max(figures[3], 1e-4), 10.0)
            sound = 0


@kernel
def _carry(row, a, b):  # type: ignore[no-untyped-def]
    """Take one entry out at ``a`` and put it in at ``b``."""
    kept = row[a]
    if a < b:
        for k in range(a, b):
            row[k] = row[k + 1]
    else:
        for k in range(a, b, -1):
            row[k] = row[k - 1]
    row[b] = kept
