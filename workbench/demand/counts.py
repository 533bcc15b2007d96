"""The negative binomial: how many orders come when their rate itself is uncertain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Mass left out beyond the table of probabilities: far below what a simulation can see.
_TAIL = 1e-13
_LARGEST = 2_000_000


@dataclass(frozen=True)
class NegativeBinomial:
    """Counts whose Poisson rate follows a gamma distribution.

    Parameters
    ----------
    mean : float
        Expected count, at least 0. [pieces]
    shape : float
        Shape of the gamma distribution of the rate: ``1 / cv**2``. Infinity gives a Poisson count.
    """

    mean: float
    shape: float

    def __post_init__(self) -> None:
        """Refuse what is not a distribution."""
        if not (self.mean >= 0.0 and math.isfinite(self.mean)):
            raise SpecError(f"expected demand is {self.mean:g}", advice="give a mean of at least 0")
        if not self.shape > 0.0:
            raise SpecError(f"shape of demand is {self.shape:g}", advice="give a positive shape")

    @property
    def variance(self) -> float:
        """Variance of the count: Poisson noise plus the doubt about its rate, in pieces²."""
        return self.mean + self.mean * self.mean / self.shape

    @property
    def sd(self) -> float:
        """Standard deviation of the count, in pieces."""
        return math.sqrt(self.variance)

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        """Probability of 0, 1, 2, … orders, up to a tail of 1e-13. Shape [n]."""
        size = int(self.mean + 12.0 * self.sd + 40.0)
        while size <= _LARGEST:
            chances = self._chances(size)
            if 1.0 - float(chances.sum()) < _TAIL or float(chances[-1]) < 1e-18:
                return chances
            size *= 2
        raise SpecError(
            f"demand of {self.mean:g} ± {self.sd:g} pieces is too wide to tabulate",
            advice="give a smaller mean or coefficient of variation",
        )

    def quantile(self, u: ArrayLike) -> NDArray[np.int64]:
        """Return the smallest count not exceeded with probability ``u``.

        Parameters
        ----------
        u : float[...]
            Uniform numbers in [0, 1).

        Returns
        -------
        int64[...]
            Counts; they rise with ``u`` and with the mean, which is what makes common random
            numbers work. [pieces]
        """
        total = np.cumsum(self.probabilities)
        found = np.searchsorted(total, np.asarray(u, dtype=np.float64), side="right")
        return np.minimum(found, len(total) - 1).astype(np.int64)

    def share_below(self, count: int) -> float:
        """Return the probability of at most ``count`` orders."""
        return float(self.probabilities[: max(0, count + 1)].sum())

    def expected_sales(self, quantity: float) -> float:
        """Return the expected number sold when ``quantity`` pieces can be sold."""
        chances = self.probabilities
        counts = np.arange(len(chances))
        sold = float(np.dot(chances, np.minimum(counts, quantity)))
        return sold + (1.0 - float(chances.sum())) * quantity

    def _chances(self, size: int) -> NDArray[np.float64]:
        counts = np.arange(size, dtype=np.float64)
        if self.mean == 0.0:
            return (counts == 0.0).astype(np.float64)
        # ratio p(k) / p(k-1); summed as logarithms so that a large mean does not underflow
        with np.errstate(divide="ignore"):
            if math.isinf(self.shape):
                steps = np.log(self.mean / counts[1:])
                first = -self.mean
            else:
                more = self.mean / (self.mean + self.shape)
                steps = np.log((counts[1:] - 1.0 + self.shape) / counts[1:]) + math.log(more)
                first = -self.shape * math.log1p(self.mean / self.shape)
        return np.exp(first + np.concatenate(([0.0], np.cumsum(steps))))
