"""How many to make before demand is known: the newsvendor and its second chance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from workbench.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Order(NamedTuple):
    """An order quantity and what it is expected to earn."""

    quantity: float
    profit: float


def critical_ratio(cost: float, price: float, salvage: float) -> float:
    """Return the share of demand outcomes the best order covers: ``cu / (cu + co)``."""
    short, over = price - cost, cost - salvage
    if short <= 0.0:
        return 0.0
    if over <= 0.0:
        raise SpecError(
            f"a left-over piece brings {salvage:g} and costs {cost:g}: more is always better",
            advice="give a salvage value below the cost",
        )
    return short / (short + over)


def expected_profit(
    quantity: float,
    values: ArrayLike,
    chances: ArrayLike,
    *,
    cost: float,
    price: float,
    salvage: float,
) -> float:
    """Return what an order of ``quantity`` earns on average over demand.

    Parameters
    ----------
    quantity : float
        Pieces made before demand is known.
    values, chances : float[n]
        Demand and its probabilities.
    cost, price, salvage : float
        Of a piece: made, sold, left over. [money]
    """
    demand, weight = _distribution(values, chances)
    sold = float(np.dot(weight, np.minimum(demand, quantity)))
    return price * sold + salvage * (quantity - sold) - cost * quantity


def best_order(
    values: ArrayLike,
    chances: ArrayLike,
    *,
    cost: float,
    price: float,
    salvage: float,
    minimum: int = 0,
) -> Order:
    """Return the smallest order whose demand coverage reaches the critical ratio.

    Parameters
    ----------
    minimum : int, default 0
        The supplier's minimum order. An order of nothing is not considered: a caller compares the
        profit with zero.
    """
    demand, weight = _distribution(values, chances)
    order = np.argsort(demand)
    covered = np.cumsum(weight[order])
    ratio = critical_ratio(cost, price, salvage)
    found = min(int(np.searchsorted(covered, ratio - 1e-12)), len(order) - 1)
    best = max(float(demand[order][found]) if ratio > 0.0 else 0.0, float(minimum))
    terms = {"cost": cost, "price": price, "salvage": salvage}
    return Order(best, expected_profit(best, demand, weight, **terms))


class NormalOrder(NamedTuple):
    """An order against normal demand; ``second`` is what is expected to be ordered again."""

    ratio: float
    quantity: float
    short: float
    profit: float


def best_order_normal(
    mean: float,
    sd: float,
    *,
    cost: float,
    price: float,
    salvage: float,
    again: float | None = None,
    quantity: float | None = None,
) -> NormalOrder:
    """Return the best order against normal demand.

    Parameters
    ----------
    mean, sd : float
        Of demand. [pieces]
    cost, price, salvage : float
        Of a piece. [money]
    again : float, optional
        Cost of a piece of a second order placed once demand is known (quick response); without it
        demand above the order is lost.
    quantity : float, optional
        Value this order instead of the best one.

    Returns
    -------
    NormalOrder
        ``short`` is the expected demand above the order: lost, or ordered again.
    """
    penalty = (again if again is not None else price) - cost
    ratio = critical_ratio(cost, cost + penalty, salvage)
    z = float(ndtri(ratio)) if quantity is None else (quantity - mean) / sd
    order = mean + z * sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    short = sd * (density - z * (1.0 - float(ndtr(z))))
    left = order - mean + short
    profit = (price - cost) * mean - penalty * short - (cost - salvage) * left
    return NormalOrder(ratio, order, short, profit)


def _distribution(
    values: ArrayLike, chances: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    demand = np.asarray(values, dtype=np.float64)
    weight = np.asarray(chances, dtype=np.float64)
    if demand.shape != weight.shape or not len(demand) or not weight.sum() > 0.0:
        raise SpecError(
            "demand needs as many probabilities as values", advice="for instance [15, 16], [.6, .4]"
        )
    return demand, weight / weight.sum()
