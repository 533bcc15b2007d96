"""How sure a figure is: intervals over replications.

Pieces of one replication share its queues and breakdowns, so they are never counted as independent:
every interval here is built on whole replications.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtri, stdtrit

from workbench.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Interval(NamedTuple):
    """An estimate with the ends of its confidence interval."""

    value: float
    low: float
    high: float


def mean_interval(values: ArrayLike, level: float = 0.95) -> Interval:
    """Return the mean of independent replications with Student's interval.

    Parameters
    ----------
    values : float[replications]
        One number for each replication.
    level : float, default 0.95
        Confidence.

    Returns
    -------
    Interval
        With one replication the ends are infinite: nothing is known of the spread.
    """
    sample = _sample(values)
    mean = float(sample.mean())
    if len(sample) == 1:
        return Interval(mean, -math.inf, math.inf)
    error = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    half = float(stdtrit(len(sample) - 1, 0.5 + level / 2.0)) * error
    return Interval(mean, mean - half, mean + half)


def paired_interval(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Interval:
    """Return the mean of ``first - second`` with an interval that uses their common draws."""
    left, right = _sample(first), _sample(second)
    if len(left) != len(right):
        raise SpecError(
            f"{len(left)} and {len(right)} replications cannot be paired",
            advice="play both sides with the same replications and seed",
        )
    return mean_interval(left - right, level)


def quantile_interval(
    values: ArrayLike, share: float, replication: ArrayLike | None = None, level: float = 0.95
) -> Interval:
    """Return a quantile with an interval free of any assumption on the distribution.

    Woodruff (1952, doi:10.1080/01621459.1952.10483443): the share of values below the quantile is
    a mean over replications; its interval is carried back through the ordered values. With one
    value in each replication this is the interval of order statistics.

    Parameters
    ----------
    values : float[n]
        All values.
    share : float
        Which quantile, between 0 and 1.
    replication : int[n], optional
        Which replication each value belongs to; each its own when not given.
    level : float, default 0.95
        Confidence.
    """
    sample = _sample(values)
    value = float(np.quantile(sample, share, method="inverted_cdf"))
    below = (sample <= value).astype(np.float64)
    if replication is None:
        spread = math.sqrt(share * (1.0 - share) / len(sample))
        groups = len(sample)
    else:
        _, index = np.unique(np.asarray(replication), return_inverse=True)
        groups = int(index.max()) + 1
        # ratio estimator over replications of unequal size
        count = np.bincount(index)
        excess = np.bincount(index, weights=below) - below.mean() * count
        spread = math.sqrt(float((excess**2).sum()) * groups / max(groups - 1, 1)) / len(sample)
        if spread == 0.0:
            spread = math.sqrt(share * (1.0 - share) / len(sample))
    if groups == 1:
        return Interval(value, float(sample.min()), float(sample.max()))
    half = float(ndtri(0.5 + level / 2.0)) * spread
    ordered = np.sort(sample)
    size = len(ordered)
    low = ordered[min(size - 1, max(0, math.floor(size * (share - half)) - 1))]
    high = ordered[max(0, min(size - 1, math.ceil(size * (share + half))))]
    return Interval(value, min(value, float(low)), max(value, float(high)))


def share_interval(hits: int, trials: int, level: float = 0.95) -> Interval:
    """Return a share of independent trials with Wilson's interval (1927, doi:10.2307/2276774)."""
    if trials < 1 or not 0 <= hits <= trials:
        raise SpecError(f"{hits} of {trials} is not a share", advice="count at least one trial")
    z = float(ndtri(0.5 + level / 2.0))
    share = hits / trials
    scale = 1.0 + z * z / trials
    centre = (share + z * z / (2.0 * trials)) / scale
    half = z / scale * math.sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials * trials))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


def clustered_share(hits: ArrayLike, replication: ArrayLike, level: float = 0.95) -> Interval:
    """Return the share of hits among pieces, with an interval over whole replications.

    Parameters
    ----------
    hits : bool[n]
        One for each piece.
    replication : int[n]
        Which replication each piece belongs to.
    level : float, default 0.95
        Confidence.

    Returns
    -------
    Interval
        Wilson's with the effective number of pieces: their number divided by the design effect
        (Kish 1965), never fewer than the replications when all pieces agree.
    """
    sample = _sample(np.asarray(hits, dtype=np.float64))
    _, index = np.unique(np.asarray(replication), return_inverse=True)
    groups = int(index.max()) + 1
    share = float(sample.mean())
    count = np.bincount(index)
    excess = np.bincount(index, weights=sample) - share * count
    spread = float((excess**2).sum()) * groups / max(groups - 1, 1) / len(sample) ** 2
    alike = share * (1.0 - share) / len(sample)
    effective = float(groups) if spread <= 0.0 or groups == 1 else len(sample) * alike / spread
    effective = max(1.0, min(effective, float(len(sample))))
    z = float(ndtri(0.5 + level / 2.0))
    scale = 1.0 + z * z / effective
    centre = (share + z * z / (2.0 * effective)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / effective + z * z / (4 * effective**2))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


def _sample(values: ArrayLike) -> NDArray[np.float64]:
    sample = np.asarray(values, dtype=np.float64).ravel()
    if not len(sample):
        raise SpecError("there is no value to summarise", advice="play at least one replication")
    return sample
