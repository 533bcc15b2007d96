"""What a drop costs, by activity: each minute and each kilogram at its rate, summing to the cent.

The rule for time that is paid but not worked: people and machines are charged by the minute used,
and a minute costs its hourly price divided by the *practical capacity*, the share of the open time
that can really be worked (80 %: Kaplan & Anderson, Time-Driven Activity-Based Costing, 2004). Idle
time beyond that is not the drop's: it belongs to the capacity nobody booked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

PRACTICAL_CAPACITY = 0.8

MATERIAL = "Material"
LABOUR = "Labour"
MACHINES = "Machines"
ENERGY = "Energy"
CONSUMABLES = "Consumables"
SHIPPING = "Delivery"
OVERHEAD = "Overhead"
CATEGORIES = (MATERIAL, LABOUR, MACHINES, ENERGY, CONSUMABLES, SHIPPING, OVERHEAD)


@dataclass(frozen=True)
class CostItem:
    """One activity's cost.

    Parameters
    ----------
    category : str
        One of ``CATEGORIES``.
    driver : str
        What causes it: a pool, a station, a material.
    amount : float, or float[n] of n replications
        How much of the driver: minutes, kWh, kg, pieces.
    rate : float, or float[n]
        Money for one of them.
    """

    category: str
    driver: str
    amount: Any
    rate: Any

    @property
    def cost(self) -> Any:
        """Amount times rate, in money."""
        return self.amount * self.rate


@dataclass(frozen=True)
class Cost:
    """A cost with its items; categories and total are sums of the very same numbers."""

    items: tuple[CostItem, ...]

    @cached_property
    def total(self) -> float:
        """Everything, in money."""
        return math.fsum(amount for _, amount in self._categories)

    def by_category(self) -> tuple[tuple[str, float], ...]:
        """Return (category, money) in the order of ``CATEGORIES``, without empty ones."""
        return self._categories

    @cached_property
    def _categories(self) -> tuple[tuple[str, float], ...]:
        amounts: dict[str, list[float]] = {}
        for item in self.items:
            amounts.setdefault(item.category, []).append(item.cost)
        order = [*CATEGORIES, *(name for name in amounts if name not in CATEGORIES)]
        return tuple((name, math.fsum(amounts[name])) for name in order if name in amounts)

    def per_piece(self, pieces: float) -> tuple[tuple[str, float], ...]:
        """Return (category, money for one of ``pieces``)."""
        if not pieces > 0:
            raise SpecError("no piece was made to carry the cost", advice="make at least one")
        return tuple((name, amount / pieces) for name, amount in self.by_category())


@dataclass(frozen=True)
class Costs:
    """The cost of each of n replications, item by item.

    Parameters
    ----------
    items : tuple of CostItem
        Amounts (and rates, where they differ) are float[n].
    replications : int
        n.
    """

    items: tuple[CostItem, ...]
    replications: int

    def __len__(self) -> int:
        """Return the number of replications."""
        return self.replications

    def __getitem__(self, replication: int) -> Cost:
        """Return the cost of one replication."""
        if not -self.replications <= replication < self.replications:
            raise IndexError(replication)

        def of(value: Any) -> float:
            return float(np.broadcast_to(value, self.replications)[replication])

        return Cost(
            tuple(
                CostItem(item.category, item.driver, of(item.amount), of(item.rate))
                for item in self.items
            )
        )

    def __iter__(self) -> Iterator[Cost]:
        """Go through the replications."""
        return (self[number] for number in range(self.replications))

    @cached_property
    def total(self) -> FloatArray:
        """Everything, in money [n]."""
        return np.asarray(sum(self.by_category.values(), np.zeros(self.replications)))

    @cached_property
    def by_category(self) -> dict[str, FloatArray]:
        """Money by category [n], in the order of ``CATEGORIES``, without empty ones."""
        amounts: dict[str, FloatArray] = {}
        for item in self.items:
            before = amounts.get(item.category, np.zeros(self.replications))
            amounts[item.category] = before + item.cost
        order = [*CATEGORIES, *(name for name in amounts if name not in CATEGORIES)]
        return {name: amounts[name] for name in order if name in amounts}


def labour(minutes: Mapping[str, Any], wages: Mapping[str, float]) -> list[CostItem]:
    """Return the cost of people.

    Parameters
    ----------
    minutes : mapping of pool to minutes, or to float[n]
        Person minutes attended.
    wages : mapping of pool to money per minute
        Side costs included.
    """
    return [
        CostItem(LABOUR, pool, amount, wages[pool] / PRACTICAL_CAPACITY)
        for pool, amount in minutes.items()
    ]


def machine_rate(
    yearly: float, open_share: float, *, practical: float = PRACTICAL_CAPACITY
) -> float:
    """Return what a minute of a machine costs.

    Parameters
    ----------
    yearly : float
        Capital recovery and maintenance. [money/y]
    open_share : float
        Share of the year in which it can run: 40 h a week is 0.238.
    practical : float
        Share of that time that is really worked.
    """
    if not open_share > 0.0:
        raise SpecError("a station that is never open has no rate", advice="give it a calendar")
    return yearly / (525_600.0 * open_share * practical)


def allocate(pool: float, drivers: Sequence[float]) -> tuple[float, ...]:
    """Return ``pool`` split by drivers in whole cents that add up to it to the cent.

    Parameters
    ----------
    pool : float
        Amount to be shared out; rounded to cents.
    drivers : float[n]
        At least 0 with a positive sum.
    """
    total = math.fsum(drivers)
    if not total > 0.0 or min(drivers) < 0.0:
        raise SpecError(
            "cost cannot be shared by these drivers", advice="give at least one above 0"
        )
    cents = round(pool * 100)
    exact = [cents * driver / total for driver in drivers]
    parts = [math.floor(share) for share in exact]
    # largest remainders take the cents left over; ties go to the first
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: cents - sum(parts)]:
        parts[i] += 1
    return tuple(part / 100 for part in parts)
