"""The floors of a run and, for a network, its nodes, lanes and who takes which orders."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.drop import Drop, Orders
from workbench.model.factory import Factory
from workbench.network import lanes, member, places, preference
from workbench.plan.reliability import law
from workbench.plan.shops import Shop
from workbench.plan.tables import Tables, key


def product_name(factory: Factory, asked: Drop | Orders) -> str:
    """Return which product a drop or a stream is of."""
    if isinstance(asked, Orders) or factory.network is None:
        return asked.product if isinstance(asked, Orders) else factory.product_of(asked).name
    if asked.product or len(factory.products) != 1:
        return asked.product or asked.name
    return factory.product_of(asked).name


def options(factory: Factory, asked: Drop | Orders) -> tuple[str, ...]:
    """Return the nodes that may make what is asked for, the first choice first."""
    where = f"{'drops' if isinstance(asked, Drop) else 'orders'}.{asked.name}"
    name = product_name(factory, asked)
    return preference(factory, name, wanted=asked.nodes, origin=asked.place, where=where)


def shops(factory: Factory, asked: list[Drop | Orders]) -> tuple[Shop, ...]:
    """Return the floors on which what is asked for is made, numbered one after the other."""
    if factory.network is None:
        names = dict.fromkeys(product_name(factory, each) for each in asked)
        return (Shop(factory, tuple(factory.product(name) for name in names)),)
    wanted: dict[str, dict[str, None]] = {node.name: {} for node in factory.network.nodes}
    for each in asked:
        for chosen in options(factory, each):
            wanted[chosen][product_name(factory, each)] = None
    found: list[Shop] = []
    for number, node in enumerate(factory.network.nodes):
        own = member(factory, node.name)
        products = tuple(own.product(name) for name in wanted[node.name])
        shop = Shop(own, products, f"{node.name}/", number)
        found.append(shop.after(found[-1] if found else None))
    return tuple(found)


def node_arrays(factory: Factory, tables: Tables) -> dict[str, Any]:
    """Return the arrays of the nodes; nothing without a network."""
    if factory.network is None:
        return {}
    nodes = factory.network.nodes
    begin: list[float] = []
    end: list[float] = []
    starts = [0]
    rows = []
    for node in nodes:
        begin += [float(each.begin) for each in node.outages]
        end += [float(each.end) for each in node.outages]
        starts.append(len(begin))
        code, parameters = law(node.fails.every if node.fails else None, tables)
        back, minutes = law(node.fails.lasts if node.fails else None, tables)
        rows.append(
            {
                "node_capacity": node.capacity,
                "node_fails": int(node.fails is not None),
                "node_fail_code": code,
                "node_fail_parameters": parameters,
                "node_repair_code": back,
                "node_repair_parameters": minutes,
                "node_key": key(node.name, 31),
            }
        )
    return {
        **{name: np.array([row[name] for row in rows]) for name in rows[0]},
        "outage_start": np.array(starts),
        "outage_begin": np.array(begin, np.float64),
        "outage_end": np.array(end, np.float64),
        "lane": lanes(factory.network, places(factory)).minutes,
    }
