"""What a change does: differences of replications that share their draws of chance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbench.analysis.intervals import Interval, paired_interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Difference(NamedTuple):
    """Mean of ``second - first`` over paired replications.

    Attributes
    ----------
    interval : Interval
        Of the difference.
    gain : float
        Variance of the difference had the draws been independent, over the variance it has: how
        many times more replications the same interval would have taken. ``inf`` when the
        difference is the same in every replication.
    """

    interval: Interval
    gain: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.interval.low > 0.0 or self.interval.high < 0.0


def difference(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Difference:
    """Return what the second does more than the first, replication by replication.

    Parameters
    ----------
    first, second : float[replications]
        Played with the same seed and numbers of replications.
    level : float, default 0.95
        Confidence.
    """
    interval = paired_interval(second, first, level)
    left = np.asarray(first, dtype=np.float64).ravel()
    right = np.asarray(second, dtype=np.float64).ravel()
    if len(left) < 2:
        return Difference(interval, 1.0)
    apart = float(left.var(ddof=1) + right.var(ddof=1))
    together = float((right - left).var(ddof=1))
    if together > 0.0:
        return Difference(interval, apart / together)
    return Difference(interval, math.inf if apart > 0.0 else 1.0)
