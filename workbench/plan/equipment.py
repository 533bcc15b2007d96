"""Stations, pools and calendars as the arrays of a specification."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.factory import Factory
from workbench.model.product import Product
from workbench.sim.codes import RULES

# A supplier takes what reaches him within a minute as one order, and has room for any number.
COLLECTING = 1.0
ANY_SIZE = 1e12


def station_arrays(
    factory: Factory,
    suppliers: tuple[str, ...],
    families: list[str],
    calendars: list[str],
    products: list[Product],
    room: int,
) -> dict[str, Any]:
    """Return the arrays of the stations, suppliers after them with ``room`` for each piece."""
    stations, extra = factory.stations, len(suppliers)
    batches = [station.batch for station in stations]
    matrices = [station for station in stations if station.changeover is not None and families]
    changes = [station.changeover for station in matrices]
    order = _shade_order(products)
    times = np.zeros((len(matrices), len(families), len(families)))
    for matrix, change in enumerate(changes):
        for row, before in enumerate(families):
            for column, after in enumerate(families):
                if change is not None:
                    times[matrix, row, column] = change.between(before, after, order)
    none: list[Any] = [None] * extra
    return {
        "station_machines": ints([*(s.machines for s in stations), *[room] * extra]),
        "station_calendar": ints(
            [*(_number(s.calendar, calendars) for s in stations), *[-1] * extra]
        ),
        "station_rule": ints([*(RULES.index(s.rule) for s in stations), *[0] * extra]),
        "station_batch": ints([*(int(b is not None) for b in batches), *[1] * extra]),
        "batch_min": np.array([*map(_least, batches), *[ANY_SIZE] * extra], np.float64),
        "batch_max": np.array(
            [*(np.inf if b is None else float(b.max) for b in batches), *[ANY_SIZE] * extra],
            np.float64,
        ),
        "batch_wait": np.array([*map(_wait, batches), *[COLLECTING] * extra], np.float64),
        "batch_by_family": ints([int(b is not None and bool(b.family)) for b in [*batches, *none]]),
        "station_changeover": ints(
            [*(matrices.index(s) if s in matrices else -1 for s in stations), *[-1] * extra]
        ),
        "changeover_time": times,
        "station_power": np.array(
            [*(float(s.power.run) if s.power else 0.0 for s in stations), *[0.0] * extra],
            np.float64,
        ),
    }


def _least(batch: Any) -> float:
    """Return at which size a batch may start: at once without a wait, else when it is full."""
    if batch is None:
        return 0.0
    if batch.min is not None:
        return float(batch.min)
    return 0.0 if batch.max_wait is None else float(batch.max)


def _wait(batch: Any) -> float:
    return np.inf if batch is None or batch.max_wait is None else float(batch.max_wait)


def _shade_order(products: list[Product]) -> tuple[str, ...]:
    """Return the colours of all products from light to dark, merged by their place."""
    ranked: dict[str, float] = {}
    for product in products:
        for place, shade in enumerate(product.shades):
            ranked.setdefault(shade, place / max(len(product.shades) - 1, 1))
    return tuple(sorted(ranked, key=lambda shade: ranked[shade]))


def pool_arrays(factory: Factory, calendars: list[str]) -> dict[str, Any]:
    """Return the arrays of the pools."""
    return {
        "pool_people": ints([pool.size for pool in factory.pools]),
        "pool_calendar": ints([_number(pool.calendar, calendars) for pool in factory.pools]),
    }


def closing_calendars(factory: Factory) -> list[str]:
    """Return the names of the calendars that close at times; always open is no calendar."""
    return [each.name for each in factory.calendars if each.open_share < 1.0]


def _number(name: str, calendars: list[str]) -> int:
    return calendars.index(name) if name in calendars else -1


def calendar_arrays(factory: Factory, calendars: list[str]) -> dict[str, Any]:
    """Return the arrays of the calendars that close at times."""
    intervals = [factory.calendar(name).intervals for name in calendars]
    flat = [interval for each in intervals for interval in each]
    return {
        "calendar_start": ints(np.cumsum([0, *map(len, intervals)])),
        "calendar_open": np.array([start for start, _ in flat], np.float64),
        "calendar_close": np.array([end for _, end in flat], np.float64),
    }


def ints(values: Any) -> Any:
    """Return whole numbers as an array."""
    return np.asarray(values, np.int64)
