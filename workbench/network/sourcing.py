"""Which node takes an order first: the policy of a network."""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbench.errors import SpecError
from workbench.model.factory import Factory
from workbench.model.place import Place
from workbench.network.distances import distance
from workbench.network.members import able, network_of, places


def preference(
    factory: Factory,
    product: str,
    *,
    wanted: Sequence[str] = (),
    origin: Place | None = None,
    where: str = "network",
) -> tuple[str, ...]:
    """Return the nodes for orders of a product, the first choice first.

    Parameters
    ----------
    factory : Factory
        With a network.
    product : str
        What is ordered.
    wanted : sequence of str
        Nodes in the order of preference; by default those that can make it, as ``routing`` says.
    origin : Place, optional
        Where the customers are; the place of the twin by default.
    where : str
        Key path of the orders, for messages.

    Raises
    ------
    SpecError
        When no node can make it, or one that is wanted cannot.
    """
    possible = able(factory, product)
    if not possible:
        raise SpecError(
            f"no node of the network can make '{product}'",
            where=where,
            advice="add it to the products of a node's twin, or to 'makes' of a node",
        )
    for name in wanted:
        if name not in possible:
            raise SpecError(
                f"the node '{name}' cannot make '{product}'",
                where=f"{where}.nodes",
                advice=f"name {' or '.join(possible)}",
            )
    if wanted:
        return tuple(wanted)
    network = network_of(factory)
    if network.routing == "listed" or len(possible) == 1:
        return possible
    start = origin or factory.place
    names = [node.name for node in network.nodes]
    sites = dict(zip(names, places(factory), strict=True))
    far = {name: distance(start, sites[name]) for name in possible}
    lost = [name for name in possible if math.isinf(far[name])]
    if lost:
        known = start.lat is not None and start.lon is not None
        raise SpecError(
            f"how far '{lost[0]}' is from the orders is not known",
            where=f"network.nodes.{lost[0]}.place" if known else f"{where}.place",
            advice="give lat and lon, or 'network: {routing: listed}'",
        )
    return tuple(sorted(possible, key=lambda name: far[name]))
