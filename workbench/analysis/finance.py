"""Capital over time: recovery, present value, levelised cost and the points where a case turns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.errors import InfeasibleError, SpecError

if TYPE_CHECKING:
    from collections.abc import Sequence


def capital_recovery(interest: float, years: float) -> float:
    """Return the yearly share of a price that repays it with interest.

    ``CRF = i (1 + i)^n / ((1 + i)^n − 1)``; without interest ``1 / n``.

    Parameters
    ----------
    interest : float
        Yearly rate as a share: 0.1 for 10 %.
    years : float
        Life of the thing.
    """
    if not years > 0.0 or not interest > -1.0:
        raise SpecError(
            f"capital cannot be recovered over {years:g} years at {interest:.1%}",
            advice="give a life above 0 years and an interest above −100 %",
        )
    if abs(interest) < 1e-12:
        return 1.0 / years
    return interest / -math.expm1(-years * math.log1p(interest))


def present_value(flows: Sequence[float], interest: float) -> float:
    """Return the net present value of yearly flows, the first one today."""
    return math.fsum(flow / (1.0 + interest) ** year for year, flow in enumerate(flows))


def payback(flows: Sequence[float]) -> float:
    """Return after how many years the undiscounted sum of the flows is back at zero.

    Within a year money comes evenly. Infinite when it never is.
    """
    balance = 0.0
    for year, flow in enumerate(flows):
        if balance < 0.0 <= balance + flow:
            return year - 1 + -balance / flow
        balance += flow
    return 0.0 if flows and balance >= 0.0 and min(flows) >= 0.0 else math.inf


def levelised_cost(
    capex: float, *, interest: float, years: float, opex: float, volume: float
) -> float:
    """Return the cost of a piece that repays capital and running cost.

    Parameters
    ----------
    capex : float
        Price of the equipment. [money]
    interest, years : float
        For the capital recovery.
    opex : float
        Running cost. [money/y]
    volume : float
        Pieces in a year.
    """
    if not volume > 0.0:
        raise InfeasibleError(
            "no piece carries the capital", advice="give a yearly volume above zero"
        )
    return (capex * capital_recovery(interest, years) + opex) / volume


def break_even_volume(
    capex: float, *, interest: float, years: float, opex: float, contribution: float
) -> int:
    """Return how many pieces a year repay capital and running cost.

    Parameters
    ----------
    contribution : float
        Price less variable cost of a piece. [money]
    """
    if not contribution > 0.0:
        raise InfeasibleError(
            f"a piece contributes {contribution:g}: no volume repays the capital",
            advice="raise the price or lower the variable cost",
        )
    return math.ceil((capex * capital_recovery(interest, years) + opex) / contribution - 1e-9)


def cost_per_sold(cost: float, unsold: float, salvage: float = 0.0) -> float:
    """Return what a sold piece costs when a share ``unsold`` of the run is left over."""
    if not 0.0 <= unsold < 1.0:
        raise SpecError(
            f"an unsold share of {unsold:.0%} leaves nothing sold", advice="give 0 % to 99 %"
        )
    return (cost - salvage * unsold) / (1.0 - unsold)


def break_even_unsold(offshore: float, here: float) -> float:
    """Return the unsold share of the offshore run above which making here is cheaper.

    Without salvage: ``1 − offshore / here``; 0 when here is cheaper anyway.
    """
    return max(0.0, 1.0 - offshore / here)
