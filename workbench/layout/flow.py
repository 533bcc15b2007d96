"""What is carried from where to where, from the routings of what is made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from workbench.layout.agents import PERSON, agent_named, agents_of
from workbench.model.defaults import default
from workbench.model.drop import Drop
from workbench.model.factory import Factory
from workbench.model.floor import Floor
from workbench.model.product import Operation, Product
from workbench.model.visits import ways
from workbench.units import week


@dataclass(frozen=True)
class Flow:
    """Trips from one station to another.

    Parameters
    ----------
    origin, to : str
        Stations.
    trips : float
        How often somebody carries something from one to the other. [per week]
    wage : float
        What a minute of whoever carries costs, the mean over the trips. [money/min]
    product : str
        What is carried; empty for all products together.
    agent : str
        Who carries: a person, a cart, …
    """

    origin: str
    to: str
    trips: float
    wage: float = 0.0
    product: str = ""
    agent: str = PERSON


def flows(factory: Factory, drop: str | Drop | None = None) -> tuple[Flow, ...]:
    """Return the trips per week that the routings ask for.

    Each piece (each lot of it, where an operation splits it) is carried once from the station of
    an operation to the station of each operation that follows it. A drop comes round once in its
    preorder window; without one, once in the twin's horizon; without that, every week.

    Parameters
    ----------
    factory : Factory
        The twin.
    drop : str or Drop, optional
        Which drop; all drops and streams of orders by default.

    Returns
    -------
    tuple of Flow
        In the order in which the routings name them.
    """
    trips: defaultdict[tuple[str, str], float] = defaultdict(float)
    paid: defaultdict[tuple[str, str], float] = defaultdict(float)
    agent: dict[tuple[str, str], str] = {}
    for flow in flows_by_product(factory, drop):
        pair = (flow.origin, flow.to)
        trips[pair] += flow.trips
        paid[pair] += flow.trips * flow.wage
        agent[pair] = flow.agent
    return tuple(
        Flow(*pair, count, paid[pair] / count if count else 0.0, agent=agent[pair])
        for pair, count in trips.items()
    )


def flows_by_product(
    factory: Factory, drop: str | Drop | None = None, floor: Floor | None = None
) -> tuple[Flow, ...]:
    """Return the trips per week as `flows` does, each product on its own.

    Parameters
    ----------
    factory : Factory
        The twin.
    drop : str or Drop, optional
        Which drop; all drops and streams of orders by default.
    floor : Floor, optional
        Says who carries what, in place of the twin's own floor.
    """
    made: list[tuple[Product, float]] = []
    if drop is not None:
        chosen = factory.drop(drop) if isinstance(drop, str) else drop
        made.append((factory.product_of(chosen), _weekly(factory, chosen)))
    else:
        made += [(factory.product_of(each), _weekly(factory, each)) for each in factory.drops]
        made += [
            (factory.product(stream.product), stream.per_week(factory.horizon))
            for stream in factory.orders
        ]
    carried = _carried(floor or factory.floor)
    trips: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    paid: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for product, pieces in made:
        for previous, operation, often in ways(product):
            pair = (previous.station, operation.station)
            if not all(pair) or pair[0] == pair[1]:
                continue
            lots = max(_lots(product, previous), _lots(product, operation))
            count = pieces * often * lots / carried.get(pair, (PERSON, 1.0))[1]
            trips[*pair, product.name] += count
            paid[*pair, product.name] += count * _wage(factory, previous, operation)
    return tuple(
        Flow(
            origin,
            to,
            count,
            paid[origin, to, product] / count if count else 0.0,
            product,
            carried.get((origin, to), (PERSON, 1.0))[0],
        )
        for (origin, to, product), count in trips.items()
    )


def _carried(floor: Floor | None) -> dict[tuple[str, str], tuple[str, float]]:
    """Return who carries, and how many pieces at a time, by origin and destination."""
    if floor is None:
        return {}
    agents = agents_of(floor)
    for each in floor.carried:
        agent_named(agents, each.by, "floor.carried")
    return {(each.origin, each.to): (each.by, float(each.pieces or 1.0)) for each in floor.carried}


def _weekly(factory: Factory, drop: Drop) -> float:
    every = drop.preorder.window if drop.preorder else factory.horizon
    weeks = float(every) / float(week) if every else 1.0
    return max(drop.count, 1) / weeks


def _lots(product: Product, operation: Operation) -> int:
    return product.lot_count(operation.per) if operation.per else 1


def _wage(factory: Factory, previous: Operation, operation: Operation) -> float:
    """Return the wage of who fetches the piece, else of who brings it, else the default."""
    for name in (operation.pool, previous.pool):
        if name and (wage := factory.pool(name).wage) is not None:
            return float(wage)
    return float(default("pool.wage"))
