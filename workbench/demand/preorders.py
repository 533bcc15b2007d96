"""What preorders teach about a drop: a gamma belief about the order rate, updated by counts.

The belief is about the number of orders of the whole window. Seen ``k`` preorders when a share
``f`` of the window has passed, gamma(α, β) becomes gamma(α + k, β + f) (Berk et al. 2007):
a belief of mean 60 and cv 0.6 that has seen 27 preorders at 30 % of the window expects 86.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.demand.counts import NegativeBinomial
from workbench.errors import SpecError


@dataclass(frozen=True)
class DemandBelief:
    """A gamma distribution of the order rate, in orders per whole window.

    Parameters
    ----------
    shape : float
        Alpha, positive.
    rate : float
        Beta, positive: how many windows' worth of evidence stands behind it.
    """

    shape: float
    rate: float

    @classmethod
    def of(cls, mean: float, cv: float) -> DemandBelief:
        """Return the belief with a mean and a coefficient of variation of the rate.

        Parameters
        ----------
        mean : float
            Orders expected over the whole window. [pieces]
        cv : float
            Standard deviation of the rate over its mean; 0 is certainty about the rate, and the
            count is then a Poisson count.
        """
        if not (mean > 0.0 and math.isfinite(mean)):
            raise SpecError(
                f"expected demand is {mean:g}",
                where="preorder.prior.mean",
                advice="give a mean above 0 pieces",
            )
        if not cv >= 0.0:
            raise SpecError(
                f"coefficient of variation is {cv:g}",
                where="preorder.prior.cv",
                advice="give a share of at least 0 %, for instance 60 %",
            )
        # Certainty is written as very much evidence: the update then moves nothing.
        shape = 1.0 / (cv * cv) if cv > 1e-6 else 1e12
        return cls(shape, shape / mean)

    @property
    def mean(self) -> float:
        """Expected orders of the whole window, in pieces."""
        return self.shape / self.rate

    @property
    def cv(self) -> float:
        """Coefficient of variation of the rate."""
        return 1.0 / math.sqrt(self.shape)

    def updated(self, preorders: int, share: float) -> DemandBelief:
        """Return the belief after ``preorders`` were seen in a ``share`` of the window.

        Parameters
        ----------
        preorders : int
            How many were placed so far.
        share : float
            How much of the window has passed, 0 to 1.
        """
        if not 0.0 <= share <= 1.0:
            raise SpecError(
                f"{share:g} of the preorder window cannot have passed",
                advice="give a share from 0 % to 100 %",
            )
        if preorders < 0:
            raise SpecError(f"{preorders} preorders are not possible", advice="give 0 or more")
        if preorders and share == 0.0:
            raise SpecError(
                f"{preorders} preorders cannot have come before the window opened",
                advice="say which share of the window has passed",
            )
        return DemandBelief(self.shape + preorders, self.rate + share)

    def demand(self, share: float = 1.0) -> NegativeBinomial:
        """Return the orders that come in a ``share`` of a window still ahead."""
        return NegativeBinomial(self.mean * share, self.shape)
