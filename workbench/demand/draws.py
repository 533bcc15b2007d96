"""Draws of demand by address: the same draw for the factory here and for the offshore run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.streams import DEMAND, u01_plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.demand.counts import NegativeBinomial


def uniforms(
    seed: int, replications: int, stream: int, entity: int = 0, step: int = 0, *, first: int = 0
) -> NDArray[np.float64]:
    """Return the uniform number of each replication at one address.

    Parameters
    ----------
    seed, stream, entity, step : int
        The address but for the replication.
    replications : int
        How many numbers.
    first : int, default 0
        Number of the first replication.

    Returns
    -------
    float64[replications]
        Numbers in [0, 1).
    """
    return np.array(
        [u01_plain(seed, first + i, stream, entity, step) for i in range(replications)],
        dtype=np.float64,
    )


def demand_draws(
    demand: NegativeBinomial, *, seed: int, replications: int, entity: int = 0, first: int = 0
) -> NDArray[np.int64]:
    """Return one count of orders for each replication, by inversion.

    Parameters
    ----------
    demand : NegativeBinomial
        What is believed of the demand.
    seed, replications, first : int
        Which draws.
    entity : int, default 0
        Number of the product or drop, so that two of them are independent.

    Returns
    -------
    int64[replications]
        Orders. A higher mean never gives fewer orders in any replication. [pieces]
    """
    return demand.quantile(uniforms(seed, replications, DEMAND, entity, first=first))
