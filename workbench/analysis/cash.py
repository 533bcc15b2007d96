"""Money over time: what is paid and received when, and how deep the account goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


class Payment(NamedTuple):
    """An amount at a time: received when positive, paid when negative. [d, money]."""

    day: float
    amount: float
    label: str = ""


@dataclass(frozen=True)
class CashLine:
    """The account after each payment, starting from nothing.

    Payments of one moment are taken together: what comes in pays what goes out.
    """

    days: NDArray[np.float64]
    balance: NDArray[np.float64]

    @property
    def lowest(self) -> float:
        """The deepest point, at most 0: the money that must be there beforehand."""
        return min(0.0, float(self.balance.min(initial=0.0)))

    @property
    def lowest_day(self) -> float:
        """When the account is deepest."""
        return float(self.days[int(np.argmin(self.balance))]) if len(self.days) else 0.0

    @property
    def final(self) -> float:
        """What is left at the end."""
        return float(self.balance[-1]) if len(self.balance) else 0.0

    @property
    def back_day(self) -> float:
        """When the account is at zero or above for good; infinite when it never is."""
        below = np.flatnonzero(self.balance < -1e-9)
        if not len(below):
            return 0.0
        after = int(below[-1]) + 1
        return float(self.days[after]) if after < len(self.days) else float("inf")


def cash_line(payments: Iterable[Payment]) -> CashLine:
    """Return the account over time of some payments, in any order."""
    listed = sorted(payments, key=lambda payment: payment.day)
    if not listed:
        return CashLine(np.zeros(0), np.zeros(0))
    days, index = np.unique([payment.day for payment in listed], return_inverse=True)
    amounts = np.bincount(index, weights=[payment.amount for payment in listed])
    return CashLine(days, np.cumsum(amounts))


def spread(amount: float, begin: float, end: float, parts: int, label: str = "") -> list[Payment]:
    """Return ``amount`` in equal payments, each at the end of its part of the time."""
    step = (end - begin) / parts
    return [Payment(begin + (i + 1) * step, amount / parts, label) for i in range(parts)]
