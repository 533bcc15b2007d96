"""Stations and suppliers as the rows of a specification, and what lies between two families."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from workbench.model.product import Product
from workbench.model.station import NOBODY, Changeover, Station
from workbench.plan.reliability import failure_row
from workbench.plan.rules import numbers
from workbench.plan.shops import Shop
from workbench.plan.tables import Tables, key
from workbench.sim.codes import CLOSINGS, FULL, OWN_PERSON

# A supplier takes what reaches him within a minute as one order, and has room for any number.
COLLECTING = 1.0
ANY_SIZE = 1e12


def station_rows(
    shop: Shop, tables: Tables, calendars: dict[str, int], matrices: dict[int, int], room: int
) -> list[dict[str, Any]]:
    """Return a row for each station of a shop, and after them for each of its suppliers.

    Parameters
    ----------
    shop : Shop
        Whose.
    tables : Tables
        Numbers the families.
    calendars : dict of name to number
        The calendars that close at times.
    matrices : dict of station to number
        The matrix of changeovers of each station that has one.
    room : int
        Pieces that all orders together may have: a supplier has room for each of them.
    """
    rows = [
        _station(shop, station, tables, calendars, matrices) for station in shop.factory.stations
    ]
    blank = _station(shop, Station("supplier"), tables, {}, {})
    supplier = {
        "station_machines": room,
        "station_batch": 1,
        "batch_min": ANY_SIZE,
        "batch_max": ANY_SIZE,
        "batch_wait": COLLECTING,
    }
    rows += [
        {**blank, **supplier, "station_key": key(f"{shop.prefix}{name}", 31)}
        for name in shop.suppliers
    ]
    return rows


def _station(
    shop: Shop,
    station: Station,
    tables: Tables,
    calendars: dict[str, int],
    matrices: dict[int, int],
) -> dict[str, Any]:
    first, then = numbers(station.rules)
    power, buffer, style = station.power, station.buffer, station.style_change
    run = float(power.run) if power else 0.0
    number = shop.first_station + shop.stations.index(station.name) if matrices else -1
    return {
        "station_machines": station.machines,
        "station_calendar": calendars.get(station.calendar, -1),
        "station_rule": first,
        "station_then": then,
        "station_look": station.look_ahead,
        "station_closing": CLOSINGS.index(station.closing),
        "station_capacity": -1 if buffer is None else buffer.capacity,
        "station_full": 0 if buffer is None else FULL.index(buffer.when_full),
        "station_keeps": int(buffer is not None and buffer.keeps_person),
        "station_preempt": int(station.preempts),
        "station_node": shop.node,
        **_batch(station),
        "station_changeover": matrices.get(number, -1),
        "station_setup_pool": _setter(shop, station.changeover),
        "style_pieces": style.pieces if style else 0,
        "style_factor": 1.0 + float(style.slower) if style else 1.0,
        "station_key": key(f"{shop.prefix}{station.name}", 31),
        "station_power": run,
        "station_setup_power": float(power.setup) if power and power.setup is not None else run,
        "station_idle_power": float(power.idle or 0.0) if power else 0.0,
        "station_off_power": float(power.off or 0.0) if power else 0.0,
        **failure_row(shop, station, tables),
    }


def _batch(station: Station) -> dict[str, Any]:
    batch = station.batch
    if batch is None:
        return {
            "station_batch": 0,
            "batch_min": 0.0,
            "batch_max": np.inf,
            "batch_most": 0,
            "batch_wait": np.inf,
            "batch_by_family": 0,
        }
    least = 0.0 if batch.max_wait is None else float(batch.max)
    return {
        "station_batch": 1,
        # at once without a wait, else when it is full
        "batch_min": least if batch.min is None else float(batch.min),
        "batch_max": float(batch.max),
        "batch_most": batch.most or 0,
        "batch_wait": np.inf if batch.max_wait is None else float(batch.max_wait),
        "batch_by_family": int(bool(batch.family)),
    }


def _setter(shop: Shop, change: Changeover | None) -> int:
    if change is None or not change.pool:
        return OWN_PERSON
    return -1 if change.pool == NOBODY else shop.pool(change.pool)


def machine_families(shops: Iterable[Shop], tables: Tables, room: int) -> list[int]:
    """Return the family each machine is set for at the start, -1: none; ``room`` of a supplier."""
    found: list[int] = []
    for shop in shops:
        for station in shop.factory.stations:
            start = station.changeover.start if station.changeover else ()
            names = start * (station.machines if len(start) == 1 else 1)
            found += [tables.family(name) for name in names] or [-1] * station.machines
        found += [-1] * (room * len(shop.suppliers))
    return found


def changeover_arrays(
    shops: Iterable[Shop], families: list[str]
) -> tuple[dict[str, Any], dict[int, int]]:
    """Return the matrices of changeovers, and which station has which."""
    matrices: dict[int, int] = {}
    times: list[Any] = []
    begins: list[Any] = []
    for shop in shops:
        order = _shade_order(shop.products)
        for number, station in enumerate(shop.factory.stations, shop.first_station):
            change = station.changeover
            if change is None or not families:
                continue
            matrices[number] = len(times)
            times.append([[change.between(a, b, order) for b in families] for a in families])
            begins.append([change.begin(family) for family in families])
    size = len(families)
    arrays = {
        "changeover_time": np.array(times, np.float64).reshape(len(times), size, size),
        "changeover_first": np.array(begins, np.float64).reshape(len(times), size),
    }
    return arrays, matrices


def _shade_order(products: Iterable[Product]) -> tuple[str, ...]:
    """Return the colours of all products from light to dark, merged by their place."""
    ranked: dict[str, float] = {}
    for product in products:
        for place, shade in enumerate(product.shades):
            ranked.setdefault(shade, place / max(len(product.shades) - 1, 1))
    return tuple(sorted(ranked, key=lambda shade: ranked[shade]))
