"""When orders come in a window, and which size each of them asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from workbench.errors import SpecError
from workbench.streams import DEMAND, u01_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

T = TypeVar("T")

_WHEN = 1
_WHAT = 2


def order_times(
    count: int, window: float, *, seed: int, replication: int = 0, start: float = 0.0
) -> NDArray[np.float64]:
    """Return when each order of a window is placed.

    Given their number, the arrivals of a Poisson process are uniform in the window. Order ``i`` has
    its own address, so one order more moves none of the others; the times are not sorted.

    Parameters
    ----------
    count : int
        How many orders.
    window : float
        Length of the window. [min]
    seed, replication : int
        Which draws.
    start : float, default 0
        When the window opens. [min]

    Returns
    -------
    float64[count]
        Times. [min]
    """
    if count < 0 or not window >= 0.0:
        raise SpecError(
            f"{count} orders in a window of {window:g} min are not possible",
            advice="give a count and a window of at least 0",
        )
    numbers = [u01_plain(seed, replication, DEMAND, order, _WHEN) for order in range(count)]
    return start + window * np.array(numbers, dtype=np.float64)


def order_choices(
    count: int, mix: Mapping[T, float], *, seed: int, replication: int = 0
) -> list[T]:
    """Return what each order asks for (a size, a colour), drawn from a mix of weights.

    Parameters
    ----------
    count : int
        How many orders.
    mix : mapping of choice to weight
        Weights of at least 0 that need not add up to one.
    seed, replication : int
        Which draws.
    """
    names = list(mix)
    weights = np.array([mix[name] for name in names], dtype=np.float64)
    if not names or not (weights >= 0.0).all() or not weights.sum() > 0.0:
        raise SpecError(
            "a mix needs weights of at least 0 with a positive sum",
            advice="for instance {S: 1, M: 2, L: 1}",
        )
    edges = np.cumsum(weights) / weights.sum()
    numbers = np.array([u01_plain(seed, replication, DEMAND, i, _WHAT) for i in range(count)])
    found = np.minimum(np.searchsorted(edges, numbers, side="right"), len(names) - 1)
    return [names[int(i)] for i in found]
