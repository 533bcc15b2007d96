"""How sure the mean of one long run is, although its observations depend on each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtri, stdtrit

from workbench.analysis.intervals import Interval
from workbench.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Between 10 and 30 batches are enough (Schmeiser 1982, doi:10.1287/opre.30.3.556).
BATCHES = 20


class BatchMeans(NamedTuple):
    """The mean of a long run.

    Attributes
    ----------
    interval : Interval
        Of the mean.
    batches, size : int
        How the run was cut.
    lag1 : float
        Correlation of neighbouring batches.
    independent : bool
        Whether that correlation is small enough for the interval to be trusted.
    """

    interval: Interval
    batches: int
    size: int
    lag1: float
    independent: bool


def batch_means(values: ArrayLike, batches: int = BATCHES, level: float = 0.95) -> BatchMeans:
    """Return the mean of a run with an interval from means of consecutive batches.

    Batches are independent enough when von Neumann's ratio, a test of their first correlation
    that is exact in small samples up to its normal limit, does not reject at 5 % (Fishman 1978,
    doi:10.1287/mnsc.24.5.510). Observations that fill no batch are left out at the beginning.

    Parameters
    ----------
    values : float[n]
        Observations in their order, warm-up deleted.
    batches : int, default 20
        How many.
    level : float, default 0.95
        Confidence.
    """
    sample = _sample(values, batches)
    size = len(sample) // batches
    means = sample[len(sample) - batches * size :].reshape(batches, size).mean(axis=1)
    centred = means - means.mean()
    spread = float((centred**2).sum())
    # alike to the last digits: rounding is no correlation
    if spread <= 1e-24 * max(1.0, float(means.mean()) ** 2) * batches:
        lag, independent = 0.0, True
    else:
        lag = float((centred[1:] * centred[:-1]).sum()) / spread
        ends = float(centred[0] ** 2 + centred[-1] ** 2)
        ratio = lag + ends / (2.0 * spread)  # 1 - von Neumann's ratio / 2
        limit = float(ndtri(0.95)) * math.sqrt((batches - 2) / (batches**2 - 1))
        independent = ratio <= limit
    error = math.sqrt(spread / (batches - 1) / batches)
    half = float(stdtrit(batches - 1, 0.5 + level / 2.0)) * error
    mean = float(means.mean())
    return BatchMeans(Interval(mean, mean - half, mean + half), batches, size, lag, independent)


def overlapping_batch_means(
    values: ArrayLike, batches: int = BATCHES, level: float = 0.95
) -> Interval:
    """Return the mean of a run with an interval from all batches, overlapping ones too.

    Meketon and Schmeiser (1984, doi:10.1109/WSC.1984.4788186): of the same size of batch, the
    variance is known with a third less uncertainty, as if there were half as many batches again.

    Parameters
    ----------
    values : float[n]
        Observations in their order, warm-up deleted.
    batches : int, default 20
        How many would lie side by side.
    level : float, default 0.95
        Confidence.
    """
    sample = _sample(values, batches)
    count = len(sample)
    size = count // batches
    mean = float(sample.mean())
    total = np.concatenate(([0.0], np.cumsum(sample - mean)))
    means = (total[size:] - total[:-size]) / size
    variance = size * float((means**2).sum()) / ((count - size + 1) * (count - size))
    half = float(stdtrit(1.5 * (batches - 1), 0.5 + level / 2.0)) * math.sqrt(variance)
    return Interval(mean, mean - half, mean + half)


def _sample(values: ArrayLike, batches: int) -> NDArray[np.float64]:
    sample = np.asarray(values, dtype=np.float64).ravel()
    if batches < 3:
        raise SpecError("a spread needs at least three batches", where="batches")
    if len(sample) < 2 * batches:
        raise SpecError(
            f"{len(sample)} observations are too few for {batches} batches",
            advice=f"run for at least {2 * batches} observations",
        )
    return sample
