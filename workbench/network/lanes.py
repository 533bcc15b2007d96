"""What it takes to hand an order from one node to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError
from workbench.model.defaults import default
from workbench.model.network import Network
from workbench.model.place import Place
from workbench.network.distances import distance

_MM_PER_KM = 1e6


class Lanes(NamedTuple):
    """Tables from node (row) to node (column); D nodes.

    Attributes
    ----------
    minutes : float64[D, D]
        From door to door; inf where there is no lane. [min]
    cost, emission : float64[D, D]
        Of one order. [money, kg CO2e]
    """

    minutes: NDArray[np.float64]
    cost: NDArray[np.float64]
    emission: NDArray[np.float64]


def lanes(network: Network, places: Sequence[Place]) -> Lanes:
    """Return the lanes of a network: those it lists, and by road those between known places.

    Parameters
    ----------
    network : Network
        Gives lanes and road.
    places : sequence of Place
        Where the nodes are, in their order.

    Raises
    ------
    SpecError
        When a lane is listed twice.
    """
    size = len(network.nodes)
    minutes = np.full((size, size), np.inf)
    cost, emission = np.zeros((size, size)), np.zeros((size, size))
    np.fill_diagonal(minutes, 0.0)
    if network.road is not None:
        _by_road(network, places, Lanes(minutes, cost, emission))
    names = [node.name for node in network.nodes]
    listed: set[tuple[int, int]] = set()
    for number, lane in enumerate(network.lanes):
        a, b = names.index(lane.before), names.index(lane.after)
        for pair in [(a, b), (b, a)] if lane.both else [(a, b)]:
            if pair in listed:
                raise SpecError(
                    f"the lane from '{names[pair[0]]}' to '{names[pair[1]]}' is listed twice",
                    where=f"network.lanes.{number}",
                    advice="leave one out, or say 'both: false'",
                )
            listed.add(pair)
            minutes[pair] = float(lane.time)
            cost[pair] = float(lane.cost or 0.0)
            emission[pair] = float(lane.footprint or 0.0)
    return Lanes(minutes, cost, emission)


def _by_road(network: Network, places: Sequence[Place], table: Lanes) -> None:
    road = network.road
    assert road is not None
    longer = float(road.detour or default("network.detour"))
    for a, start in enumerate(places):
        for b, end in enumerate(places):
            length = distance(start, end) * longer * _MM_PER_KM
            if a == b or not np.isfinite(length):
                continue
            table.minutes[a, b] = length / float(road.speed) + float(road.handling or 0.0)
            table.cost[a, b] = length * float(road.cost or 0.0)
            table.emission[a, b] = length * float(road.footprint or 0.0)
