"""Fleets of carts: which ways are theirs, and how long they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError
from workbench.model.carts import Carts
from workbench.model.defaults import default
from workbench.model.factory import Factory
from workbench.plan.shops import Shop
from workbench.plan.walking import Ways

FloatArray = NDArray[np.float64]


def cart_arrays(
    shops: Iterable[Shop],
    ways: Mapping[int, Ways | None],
    used: Mapping[int, set[tuple[str, str]]],
    stations: int,
) -> tuple[dict[str, Any], list[str]]:
    """Return the arrays of all fleets and their names; nothing without carts.

    Parameters
    ----------
    shops : iterable of Shop
        Whose.
    ways : mapping of node to Ways or None
        The paths on each floor.
    used : mapping of node to pairs of stations
        Between which work is carried.
    stations : int
        How many the specification has.
    """
    rows: list[dict[str, Any]] = []
    minutes: list[FloatArray] = []
    names: list[str] = []
    fleet = np.full((stations, stations), -1)
    for shop in shops:
        for carts in shop.factory.transport.carts:
            table = np.full((stations, stations), np.inf)
            low, high = shop.first_station, shop.first_station + len(shop.stations)
            table[low:high, low:high] = _minutes(
                shop.factory, carts, ways[shop.node], shop.stations
            )
            np.fill_diagonal(table, 0.0)
            served = carts.serves or shop.stations
            for origin, to in sorted(used[shop.node]):
                a, b = shop.station(origin), shop.station(to)
                if {origin, to} <= set(served) and fleet[a, b] < 0:
                    _check_known(table[a, b], carts, origin, to)
                    _check_known(table[shop.station(carts.home), a], carts, carts.home, origin)
                    fleet[a, b] = len(rows)
            rows.append(
                {
                    "fleet_carts": carts.number,
                    "fleet_capacity": carts.capacity,
                    "fleet_home": shop.station(carts.home),
                    "fleet_returns": int(carts.returns),
                    "fleet_pool": shop.pool(carts.pool),
                }
            )
            minutes.append(table)
            names.append(f"{shop.prefix}{carts.name}")
    if not rows:
        return {}, []
    arrays = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return {**arrays, "walk_fleet": fleet, "fleet_minutes": np.array(minutes)}, names


def _minutes(
    factory: Factory, carts: Carts, ways: Ways | None, stations: tuple[str, ...]
) -> FloatArray:
    """Return the minutes of a cart between stations: as listed, else along the floor.

    Where neither says it, a cart goes by other stations, on the quickest of those ways.
    """
    size = len(stations)
    table = np.full((size, size), np.inf)
    np.fill_diagonal(table, 0.0)
    if ways is not None:
        speed = float(carts.speed or factory.transport.speed or default("transport.speed"))
        handling = factory.transport.handling
        lift = float(default("transport.handling") if handling is None else handling)
        rows = {name: row for row, name in enumerate(ways.names)}
        for i, origin in enumerate(stations):
            for j, to in enumerate(stations):
                if i != j and origin in rows and to in rows:
                    path = float(ways.distance[rows[origin], rows[to]])
                    table[i, j] = path / speed + lift
    for way in carts.ways:
        a, b = stations.index(way.before), stations.index(way.after)
        table[a, b] = float(way.time)
    for way in carts.ways:
        a, b = stations.index(way.before), stations.index(way.after)
        if way.both and not any((o.before, o.after) == (way.after, way.before) for o in carts.ways):
            table[b, a] = float(way.time)
    if ways is None:
        for k in range(size):
            table = np.minimum(table, table[:, k : k + 1] + table[k : k + 1, :])
    return table


def _check_known(time: float, carts: Carts, origin: str, to: str) -> None:
    if not np.isfinite(time):
        raise SpecError(
            f"how long '{carts.name}' take from '{origin}' to '{to}' is not known",
            where=f"transport.carts.{carts.name}.ways",
            advice=f"add {{from: {origin}, to: {to}, time: 2 min}}, or leave one out of serves",
        )
