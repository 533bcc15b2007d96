"""How many? Unit cost against quantity, here and offshore, and where the two lines cross."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from workbench.analysis.baseline import OffshoreTerms


@dataclass(frozen=True)
class QuoteCurve:
    """Cost of a sold piece for each quantity.

    Parameters
    ----------
    quantity : tuple of int
        Pieces sold.
    here, offshore : tuple of float
        Cost of a sold piece. [money]
    price : float
        The drop's price. [money]
    crossover : float or None
        Quantity at which both cost the same; None when one side is cheaper throughout.
    price_here, price_offshore : tuple of float
        Price needed for the margin asked for. [money]
    fixed, variable : float
        Parts of the cost here: for the drop, and for each piece more, at its size. [money]
    method : str
        How the line was found, to be shown beside it.
    """

    quantity: tuple[int, ...]
    here: tuple[float, ...]
    offshore: tuple[float, ...]
    price: float
    crossover: float | None
    price_here: tuple[float, ...] = ()
    price_offshore: tuple[float, ...] = ()
    fixed: float = 0.0
    variable: float = 0.0
    method: str = ""

    @property
    def cheaper_here_up_to(self) -> float:
        """Quantity up to which making here is cheaper: 0 never, infinite always."""
        if self.crossover is not None:
            return self.crossover
        return math.inf if self.here[-1] <= self.offshore[-1] else 0.0


@dataclass(frozen=True)
class TotalCost:
    """Total cost at some quantities, straight in between and beyond.

    Parameters
    ----------
    quantity : tuple of int
        Rising, from 1. [pieces]
    total : tuple of float
        [money]
    """

    quantity: tuple[int, ...]
    total: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse points a line cannot go through."""
        rising = all(a < b for a, b in zip(self.quantity, self.quantity[1:], strict=False))
        if not self.quantity or len(self.quantity) != len(self.total) or not rising:
            raise SpecError(
                "a cost line needs rising quantities with one total each",
                advice="give for instance (1, 6, 12) and three amounts",
            )

    @property
    def variable(self) -> float:
        """Cost of one piece more, beyond the largest quantity."""
        if len(self.quantity) == 1:
            return self.total[0] / self.quantity[0]
        pieces = self.quantity[-1] - self.quantity[-2]
        return (self.total[-1] - self.total[-2]) / pieces

    @property
    def fixed(self) -> float:
        """What the largest quantity costs beyond its pieces at the variable cost; at least 0."""
        return max(0.0, self.total[-1] - self.variable * self.quantity[-1])

    def at(self, pieces: float) -> float:
        """Return the total cost of a quantity; nothing costs nothing."""
        if pieces <= 0:
            return 0.0
        if pieces > self.quantity[-1]:
            return self.total[-1] + self.variable * (pieces - self.quantity[-1])
        return float(np.interp(pieces, (0, *self.quantity), (0.0, *self.total)))

    def each(self, pieces: NDArray[np.float64] | Sequence[float]) -> NDArray[np.float64]:
        """Return the total cost of each of several quantities."""
        wanted = np.asarray(pieces, dtype=np.float64)
        within = np.interp(wanted, (0, *self.quantity), (0.0, *self.total))
        beyond = self.total[-1] + self.variable * (wanted - self.quantity[-1])
        found = np.where(wanted > self.quantity[-1], beyond, within)
        return np.where(wanted <= 0, 0.0, found)


def offshore_unit_cost(
    terms: OffshoreTerms, pieces: int, *, price: float, unsold: float = 0.0
) -> float:
    """Return what a sold piece costs offshore when ``pieces`` are sold at full price.

    The run is the maker's minimum, or what it takes to have so many of the right sizes; what is
    left over brings markdown and salvage.
    """
    quantity = terms.quantity(pieces, unsold)
    left = quantity - pieces
    cleared = min(left, terms.clears * pieces)
    brought = (1.0 - terms.markdown) * price * cleared + terms.salvage * (left - cleared)
    return (terms.landed * quantity - brought) / pieces


def quote_curve(
    here: TotalCost,
    terms: OffshoreTerms,
    *,
    price: float,
    most: int,
    unsold: float = 0.0,
    margin: float = 0.0,
    extra: float = 0.0,
    method: str = "",
) -> QuoteCurve:
    """Return unit costs from one piece to ``most``.

    Parameters
    ----------
    here : TotalCost
        Of the factory.
    terms : OffshoreTerms
        Of the offshore maker.
    price : float
        The drop's price. [money]
    most : int
        Largest quantity shown.
    unsold : float, default 0
        Share of an offshore run of any size that is not sold at full price.
    margin : float, default 0
        Share of the price that must remain above the cost, for the prices needed.
    extra : float, default 0
        Cost of a piece on both sides: delivery to the customer. [money]
    """
    numbers = np.unique(np.round(np.geomspace(1, max(most, 2), 60)).astype(int))
    quantity = tuple(int(n) for n in numbers)
    local = tuple(here.at(n) / n for n in quantity)
    away = tuple(offshore_unit_cost(terms, n, price=price, unsold=unsold) + extra for n in quantity)
    return QuoteCurve(
        quantity,
        local,
        away,
        price,
        crossing(quantity, local, away),
        tuple(cost / (1.0 - margin) for cost in local),
        tuple(cost / (1.0 - margin) for cost in away),
        here.fixed,
        here.variable,
        method,
    )


def crossing(
    quantity: Sequence[float], first: Sequence[float], second: Sequence[float]
) -> float | None:
    """Return the first quantity from which ``second`` is below ``first``; None when never.

    Also None when ``second`` is below from the start: there is then no crossing to speak of.
    """
    gap = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    if gap[0] <= 0.0:
        return None
    below = np.flatnonzero(gap < 0.0)
    if not len(below):
        return None
    i = int(below[0])
    share = gap[i - 1] / (gap[i - 1] - gap[i])
    return float(quantity[i - 1] + share * (quantity[i] - quantity[i - 1]))
