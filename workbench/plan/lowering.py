"""Lowering: from a twin, what is asked of it, a marker and walking paths to a `SimSpec`."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError
from workbench.model.drop import Drop, Orders
from workbench.model.factory import Factory
from workbench.plan import nodes, walking
from workbench.plan.calendars import calendar_arrays, closing, tariff_arrays
from workbench.plan.carts import cart_arrays
from workbench.plan.equipment import changeover_arrays, machine_families, station_rows
from workbench.plan.measures import Measures, measures_of
from workbench.plan.operations import add_product
from workbench.plan.people import pool_columns
from workbench.plan.reliability import plan_arrays
from workbench.plan.shops import Shop
from workbench.plan.sources import add_drop, add_stream
from workbench.plan.stock import material_arrays
from workbench.plan.tables import Tables
from workbench.processes.certification import require
from workbench.sim.spec import Names, SimSpec


def lower(
    factory: Factory,
    drop: Drop | str | None = None,
    *,
    measures: Measures | None = None,
    paths: walking.Ways | None = None,
    pieces: int | None = None,
) -> SimSpec:
    """Return the specification of a run.

    Parameters
    ----------
    factory : Factory
        The twin, variant and settings applied.
    drop : Drop or str, optional
        What is made; without one, and without streams of orders, the first drop.
    measures : Measures, optional
        What one piece of the drop's product measures, from `plan.measure`; by default what its
        pattern says at a usual marker efficiency.
    paths : Paths, optional
        Walking paths from `workbench.layout.walk`; by default those of the twin's floor. The nodes
        of a network always take those of their own floors.
    pieces : int, optional
        How many are made; as many as the drop says by default.

    Returns
    -------
    SimSpec
        Time 0 is a Monday at 00:00. Suppliers stand after the stations; in a network the names of
        a node's stations, people and products begin with the name of the node.

    Raises
    ------
    SpecError
        When the drop is empty, a measure is not known, work is carried where nobody can walk, or
        no node can make what is asked for.
    """
    chosen = _chosen(factory, drop)
    asked: list[Drop | Orders] = [] if chosen is None else [chosen]
    asked += factory.orders
    if chosen is not None and chosen.certificates:
        require(factory, chosen)
    shops = nodes.shops(factory, asked)
    tables = Tables()
    numbers: dict[tuple[int, str], int] = {}
    used: dict[int, set[tuple[str, str]]] = {shop.node: set() for shop in shops}
    for shop in shops:
        for product in shop.products:
            given = measures if chosen and product.name == _named(factory, chosen) else None
            own = given if given is not None else measures_of(shop.factory, product)
            numbers[shop.node, product.name] = len(tables.products)
            used[shop.node] |= add_product(tables, shop, product, own)
    room = _add_sources(tables, factory, shops, numbers, chosen, pieces)
    owed = "" if chosen is None or chosen.gate == "make to stock" else _named(factory, chosen)
    # A piece that somebody has paid for is made anew when it is lost.
    tables.product_remake = [
        int(product.name == owed if product.remake is None else product.remake)
        for shop in shops
        for product in shop.products
    ]
    return _assembled(factory, shops, tables, used, room, paths)


def _chosen(factory: Factory, drop: Drop | str | None) -> Drop | None:
    if isinstance(drop, Drop):
        return drop
    if drop is None and (factory.orders or not factory.drops):
        if not factory.orders:
            raise SpecError(
                f"nothing is asked of the twin '{factory.name}'",
                where="drops",
                advice="give a drop or a stream of orders",
            )
        return None
    return factory.drop(drop or "")


def _named(factory: Factory, asked: Drop | Orders) -> str:
    return nodes.product_name(factory, asked)


def _add_sources(
    tables: Tables,
    factory: Factory,
    shops: tuple[Shop, ...],
    numbers: dict[tuple[int, str], int],
    chosen: Drop | None,
    pieces: int | None,
) -> int:
    """Add the streams of orders, then the drop; return how many pieces they may have."""
    known = factory.network.nodes if factory.network else ()
    by_node = {node.name: number for number, node in enumerate(known)}

    def options(asked: Drop | Orders) -> list[tuple[int, int]]:
        name = _named(factory, asked)
        if factory.network is None:
            return [(-1, numbers[0, name])]
        chain = [by_node[node] for node in nodes.options(factory, asked)]
        return [(number, numbers[number, name]) for number in chain]

    def maker(found: list[tuple[int, int]]) -> Factory:
        own = shops[max(found[0][0], 0)].factory
        # a file of orders lies beside the twin that asks
        return own if own is factory else dataclasses.replace(own, folder=factory.folder)

    room = 0
    for orders in factory.orders:
        found = options(orders)
        made = maker(found).product(orders.product)
        room += add_stream(tables, factory, orders, made, found)
    if chosen is not None:
        found = options(chosen)
        said = dataclasses.replace(chosen, product=_named(factory, chosen))
        room += add_drop(tables, maker(found), said, found, pieces)
    return room


def _assembled(
    factory: Factory,
    shops: tuple[Shop, ...],
    tables: Tables,
    used: dict[int, set[tuple[str, str]]],
    room: int,
    paths: walking.Ways | None,
) -> SimSpec:
    """Return the specification of what the tables hold and the floors have."""
    prepared = machine_families(shops, tables, room)
    changes, matrices = changeover_arrays(shops, tables.families)
    calendars = [(shop, each) for shop in shops for each in closing(shop.factory)]
    stations: list[dict[str, Any]] = []
    pools: dict[str, list[Any]] = {}
    for shop in shops:
        numbered = {each.name: n for n, (whose, each) in enumerate(calendars) if whose is shop}
        stations += station_rows(shop, tables, numbered, matrices, room)
        for name, column in pool_columns(shop.factory, numbered).items():
            pools.setdefault(name, []).extend(column)
    ways = {shop.node: _ways(factory, shop, paths) for shop in shops}
    carts, fleets = cart_arrays(shops, ways, used, len(stations))
    if not stations:
        raise SpecError(
            f"the twin '{factory.name}' has no station", where="stations", advice="add one"
        )
    columns = {name: np.array([row[name] for row in stations]) for name in stations[0]}
    names = Names(
        stations=_all(shops, lambda shop: shop.stations),
        pools=_all(shops, lambda shop: tuple(pool.name for pool in shop.factory.pools)),
        products=tuple(tables.products),
        operations=tuple(tables.labels),
        families=tuple(tables.families),
        sources=tuple(tables.sources),
        calendars=tuple(f"{shop.prefix}{each.name}" for shop, each in calendars),
        materials=_all(shops, lambda shop: shop.materials),
        fleets=tuple(fleets),
        nodes=tuple(node.name for node in factory.network.nodes) if factory.network else (),
    )
    arrays: dict[str, Any] = {
        **columns,
        **{name: np.array(column) for name, column in pools.items()},
        **changes,
        **calendar_arrays(each for _, each in calendars),
        **plan_arrays(shops),
        **material_arrays(shops, tables),
        **nodes.node_arrays(factory, tables),
        **tariff_arrays(factory),
        **carts,
        **tables.arrays(),
        "walk": _walk(shops, ways, used, len(stations)),
        "wip": factory.wip or 0,
        "horizon": float(factory.report.until or np.inf),
    }
    if any(family >= 0 for family in prepared):
        arrays["machine_family"] = np.array(prepared)
    return SimSpec(names=names, **arrays).validate()


def _all(shops: tuple[Shop, ...], of: Any) -> tuple[str, ...]:
    return tuple(itertools.chain.from_iterable(shop.named(of(shop)) for shop in shops))


def _ways(factory: Factory, shop: Shop, paths: walking.Ways | None) -> walking.Ways | None:
    if paths is not None and factory.network is None:
        return paths
    return walking.paths_of(shop.factory)


def _walk(
    shops: tuple[Shop, ...],
    ways: dict[int, walking.Ways | None],
    used: dict[int, set[tuple[str, str]]],
    stations: int,
) -> NDArray[np.float64]:
    """Return the minutes by hand between all stations; nobody walks from node to node."""
    walk = np.zeros((stations, stations))
    for shop in shops:
        part = slice(shop.first_station, shop.first_station + len(shop.stations))
        walk[part, part] = walking.minutes(
            shop.factory, shop.stations, ways[shop.node], used[shop.node]
        )
    return walk
