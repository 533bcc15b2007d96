"""The offshore run: a least order, long stages, freight, and what is left over at the end.

It meets the same customers as the factory here: ``demand`` holds the same draws. What a run of
``quantity`` earns: sales at full price up to demand; of the rest, some clear at the markdown, in
proportion to what is sold (a larger run finds no more bargain hunters); what still remains brings
the salvage value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError
from workbench.streams import BASELINE, draw, table_of, u01_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from workbench.model.distribution import Distribution

DAY = 1440.0


@dataclass(frozen=True)
class OffshoreTerms:
    """What the offshore maker and the market offer.

    Parameters
    ----------
    moq : int
        Least order. [pieces]
    unit_cost : float
        Price of a piece at the maker's gate. [money]
    freight : float, default 0
        Freight and duty of a piece. [money]
    salvage : float, default 0
        What a piece brings that nobody buys even marked down. [money]
    markdown : float, default 0
        Reduction of the price for pieces left over, as a share.
    clears : float, default 0
        Pieces that find a buyer at the markdown for each piece sold at full price, at most.
    """

    moq: int
    unit_cost: float
    freight: float = 0.0
    salvage: float = 0.0
    markdown: float = 0.0
    clears: float = 0.0

    @property
    def landed(self) -> float:
        """Cost of a piece at the door."""
        return self.unit_cost + self.freight

    def quantity(self, pieces: int, unsold: float = 0.0) -> int:
        """Return the run that is ordered to have ``pieces`` for sale.

        Parameters
        ----------
        pieces : int
            How many are wanted.
        unsold : float, default 0
            Share of the run that is expected not to be sold, where demand itself is taken as known:
            sizes and colours that nobody wanted.
        """
        if not 0.0 <= unsold < 1.0:
            raise SpecError(f"an unsold share of {unsold:.0%}", advice="give 0 % to 99 %")
        return max(self.moq, math.ceil(pieces / (1.0 - unsold) - 1e-9))


@dataclass(frozen=True)
class OffshoreRun:
    """What a run earns in each replication; arrays of shape [replications]."""

    quantity: int
    sold: NDArray[np.float64]
    marked_down: NDArray[np.float64]
    left: NDArray[np.float64]
    revenue: NDArray[np.float64]
    recovered: NDArray[np.float64]
    cost: float
    profit: NDArray[np.float64]

    @property
    def unsold_share(self) -> float:
        """Expected share of the run that is not sold at full price."""
        return 1.0 - float(self.sold.mean()) / self.quantity

    @property
    def reaches_a_user(self) -> float:
        """Expected share of the run that is sold at any price."""
        return float((self.sold + self.marked_down).mean()) / self.quantity

    @property
    def cost_per_sold(self) -> float:
        """Cost of a piece sold at full price, what the rest brought deducted."""
        sold = float(self.sold.mean())
        return (self.cost - float(self.recovered.mean())) / sold if sold > 0.0 else math.inf


def offshore_run(
    terms: OffshoreTerms, quantity: int, demand: ArrayLike, *, price: float
) -> OffshoreRun:
    """Return what an offshore run earns against draws of demand.

    Parameters
    ----------
    terms : OffshoreTerms
        Cost and what left-over pieces bring.
    quantity : int
        Pieces ordered; less than the minimum is refused.
    demand : int[replications]
        The same draws that the factory here meets.
    price : float
        Full price of a piece. [money]
    """
    if quantity < terms.moq:
        raise SpecError(
            f"{quantity} pieces are below the maker's minimum of {terms.moq}",
            where="baseline.moq",
            advice=f"order {terms.moq}",
        )
    wanted = np.asarray(demand, dtype=np.float64)
    sold = np.minimum(wanted, quantity)
    left = quantity - sold
    marked_down = np.minimum(left, terms.clears * sold)
    rest = left - marked_down
    revenue = price * sold
    recovered = (1.0 - terms.markdown) * price * marked_down + terms.salvage * rest
    cost = terms.landed * quantity
    return OffshoreRun(
        quantity, sold, marked_down, rest, revenue, recovered, cost, revenue + recovered - cost
    )


def stage_times(
    stages: Sequence[tuple[Distribution, int]], *, seed: int, replications: int, first: int = 0
) -> NDArray[np.float64]:
    """Return how long each stage of the offshore path takes, drawn by address.

    Parameters
    ----------
    stages : sequence of (Distribution, cycles)
        Law of one cycle and how often it is gone through. [min]
    seed, replications, first : int
        Which draws. Each cycle has its own address, so one cycle less shortens its stage by exactly
        the times of that cycle.

    Returns
    -------
    float64[replications, stages]
        Times. [d]
    """
    return _drawn(tuple(stages), seed, replications, first)


@lru_cache(maxsize=32)
def _drawn(
    stages: tuple[tuple[Distribution, int], ...], seed: int, replications: int, first: int
) -> NDArray[np.float64]:
    """Return the draws of `stage_times`; most questions about a drop leave them as they are."""
    times = np.zeros((replications, len(stages)))
    for column, (law, cycles) in enumerate(stages):
        table = table_of(law.table)
        for row in range(replications):
            for cycle in range(cycles):
                u = u01_plain(seed, first + row, BASELINE, column, cycle)
                times[row, column] += draw(law.code, *law.parameters, u, table)
    times /= DAY
    times.setflags(write=False)
    return times
