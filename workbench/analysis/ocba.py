"""Where the next replications tell most about which of several designs is best (OCBA)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def ocba(
    means: ArrayLike, variances: ArrayLike, counts: ArrayLike, budget: int, *, largest: bool = False
) -> NDArray[np.int64]:
    """Return how many more replications to give each design.

    Chen, Lin, Yucesan and Chick (2000, doi:10.1023/A:1008349927281): shares in proportion to
    ``(spread / distance to the best)^2``; the best gets ``s_b sqrt(sum_i n_i^2 / s_i^2)``. A
    design that already has more than its share gets none, and the others share the rest.

    Parameters
    ----------
    means, variances : float[designs]
        Of what has been seen.
    counts : int[designs]
        Replications so far.
    budget : int
        Replications to give.
    largest : bool
        Whether the largest mean is best; else the smallest.

    Returns
    -------
    int64[designs]
        Adding up to ``budget``.
    """
    mean = np.asarray(means, dtype=np.float64)
    variance = np.asarray(variances, dtype=np.float64)
    count = np.asarray(counts, dtype=np.int64)
    if not len(mean) == len(variance) == len(count) >= 2:
        raise SpecError("compare at least two designs, with a mean, variance and count each")
    if budget < 0 or (variance < 0.0).any():
        raise SpecError("a budget and a variance are not negative")
    best = int(np.argmax(mean) if largest else np.argmin(mean))
    others = np.arange(len(mean)) != best
    gap = np.abs(mean - mean[best])
    scale = max(float(gap.max()), math.sqrt(float(variance.max()))) or 1.0
    # a tie with the best would claim everything, and no spread nothing at all
    gap = np.maximum(gap / scale, 1e-6)
    variance = np.maximum(variance / scale / scale, 1e-12)
    ratio = np.zeros(len(mean))
    ratio[others] = variance[others] / gap[others] ** 2
    ratio[best] = math.sqrt(variance[best] * float((ratio[others] ** 2 / variance[others]).sum()))
    target = np.zeros(len(mean))
    sharing = np.ones(len(mean), dtype=bool)
    left = float(count.sum() + budget)
    while True:
        target[sharing] = left * ratio[sharing] / ratio[sharing].sum()
        full = sharing & (target < count)
        if not full.any():
            break
        left -= float(count[full].sum())
        sharing &= ~full
    wanted = np.where(sharing, target - count, 0.0)
    # whole numbers rounded down, what is left over for the best, as in the authors' program
    given = np.floor(wanted + 1e-9).astype(np.int64)
    given[best] += budget - int(given.sum())
    return given
