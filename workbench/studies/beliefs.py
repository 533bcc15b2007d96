"""What is believed of the demand for a drop: its prior, the preorders counted, the draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.demand import DemandBelief, NegativeBinomial, demand_draws
from workbench.model.defaults import default

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.model import Drop


@dataclass(frozen=True)
class Demand:
    """What customers order.

    Parameters
    ----------
    orders : int[replications]
        In all. [pieces]
    mean, sd : float
        Of the belief they are drawn from; sd 0 when the orders are known.
    known : bool
        Whether the orders are at hand.
    """

    orders: NDArray[np.int64]
    mean: float
    sd: float
    known: bool


def demand_of(drop: Drop, pieces: int, *, seed: int, replications: int) -> Demand:
    """Return draws of what is ordered of a drop.

    Parameters
    ----------
    drop : Drop
        With its preorder's prior and the preorders already placed.
    pieces : int
        What is ordered where there is no prior.
    seed, replications : int
        Of the draws.
    """
    placed, ahead = _belief(drop)
    if ahead is None:
        return Demand(np.full(replications, pieces, dtype=np.int64), float(pieces), 0.0, known=True)
    orders = placed + demand_draws(ahead, seed=seed, replications=replications)
    return Demand(orders, placed + ahead.mean, ahead.sd, known=False)


@dataclass(frozen=True)
class Expected:
    """What is believed of the demand for a drop, before and after the preorders counted so far.

    Parameters
    ----------
    prior, whole : float
        Orders that a whole window was, and is now, expected to bring. [pieces]
    placed, passed : int or None, float
        Preorders counted, and the share of the window in which they came.
    ahead, ahead_sd : float
        Orders still to come, now: mean and standard deviation. [pieces]
    before, before_sd : float
        The same for the same rest of the window, as believed at first. [pieces]
    """

    prior: float
    whole: float
    placed: int | None
    passed: float
    ahead: float
    ahead_sd: float
    before: float
    before_sd: float

    @property
    def total(self) -> float:
        """Orders expected in all: those placed and those still to come."""
        return (self.placed or 0) + self.ahead


def expected_of(drop: Drop) -> Expected | None:
    """Return what is believed of the demand for a drop; None when its orders are known.

    The order rate of the whole window is gamma distributed; ``placed`` orders in the share
    ``passed`` of the window update it, and what is still to come is negative binomial.
    """
    preorder = drop.preorder
    if preorder is None or preorder.prior is None:
        return None
    first = DemandBelief.of(preorder.prior.mean, float(preorder.prior.cv))
    if preorder.placed is None:
        now, passed = first, 0.0
    else:
        passed = float(preorder.passed or preorder.share or default("preorder.share"))
        now = first.updated(preorder.placed, passed)
    ahead, before = now.demand(1.0 - passed), first.demand(1.0 - passed)
    return Expected(
        first.mean, now.mean, preorder.placed, passed, ahead.mean, ahead.sd, before.mean, before.sd
    )


def chance_of(drop: Drop, least: int) -> float:
    """Return the probability that at least ``least`` are ordered, by the belief itself."""
    placed, ahead = _belief(drop)
    if ahead is None or least <= placed:
        return 1.0
    return 1.0 - ahead.share_below(least - placed - 1)


def _belief(drop: Drop) -> tuple[int, NegativeBinomial | None]:
    """Return the preorders placed and what is believed to be ordered beside; None when known."""
    preorder = drop.preorder
    if preorder is None or preorder.prior is None:
        return 0, None
    belief = DemandBelief.of(preorder.prior.mean, float(preorder.prior.cv))
    if preorder.placed is None:
        return 0, belief.demand()
    passed = float(preorder.passed or preorder.share or default("preorder.share"))
    return preorder.placed, belief.updated(preorder.placed, passed).demand(1.0 - passed)
