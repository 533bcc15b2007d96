"""Where a long run settles: how many first observations to leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbench.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Of a run may be deleted at most; a minimum beyond it means that the run is too short
# (White, Cobb and Spratt 2000, "A comparison of five steady-state truncation heuristics").
_MOST = 0.5


class WarmUp(NamedTuple):
    """How much of a run to leave out.

    Attributes
    ----------
    observations : int
        To delete at the beginning.
    settled : bool
        False when the run is too short to tell: the best place to cut lies in its second half.
    statistic : float
        The squared standard error that deleting so many leaves.
    """

    observations: int
    settled: bool
    statistic: float


def mser(values: ArrayLike, batch: int = 5) -> WarmUp:
    """Return the warm-up that leaves the narrowest interval round the mean (MSER-5).

    White (1997, doi:10.1177/003754979706900601) deletes the observations that make
    ``sum((x - mean)^2) / kept^2`` smallest; Spratt (1998) does so on means of five observations.

    Parameters
    ----------
    values : float[n]
        Observations of one run in their order, or their means over replications.
    batch : int, default 5
        Observations in a mean.

    Raises
    ------
    SpecError
        Fewer than two batches.
    """
    sample = np.asarray(values, dtype=np.float64).ravel()
    if batch < 1:
        raise SpecError("a batch holds at least one observation", where="batch")
    count = len(sample) // batch
    if count < 2:
        raise SpecError(
            f"{len(sample)} observations are too few to find a warm-up",
            advice=f"give at least {2 * batch}",
        )
    if not np.isfinite(sample).all():
        raise SpecError("an observation is not a number", advice="leave out unfinished jobs")
    means = sample[: count * batch].reshape(count, batch).mean(axis=1)
    # sums over what is kept after each cut, taken from the end; about the mean for precision
    shifted = means - means.mean()
    kept = np.arange(count, 0, -1)
    total = np.cumsum(shifted[::-1])[::-1]
    squares = np.cumsum((shifted**2)[::-1])[::-1]
    statistic = np.maximum(squares - total**2 / kept, 0.0) / kept.astype(np.float64) ** 2
    # the last few cuts keep so little that they look settled by chance
    usable = max(1, count - 5)
    best = int(np.argmin(statistic[:usable]))
    return WarmUp(best * batch, best <= _MOST * count, float(statistic[best]))
