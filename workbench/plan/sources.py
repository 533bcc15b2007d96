"""Drops and streams of orders as the sources of a specification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.model.begun import Begun
from workbench.model.distribution import Distribution
from workbench.model.drop import Drop, Orders
from workbench.model.factory import Factory
from workbench.model.product import Product
from workbench.plan import demand
from workbench.plan.reliability import law
from workbench.plan.tables import Tables, key
from workbench.sim.codes import LISTED, RENEWAL, SATURATED, WINDOW
from workbench.units import Quantity

_NOTHING = (0.0, 0.0, 0.0, 0.0)
#: Nodes that may make it, the first choice first, each with the number of the product as made
#: there; of a twin that stands alone the one product, at node -1.
Options = Sequence[tuple[int, int]]


def add_drop(
    tables: Tables, factory: Factory, drop: Drop, options: Options, pieces: int | None
) -> int:
    """Add the releases of a drop that a factory can make; return how many pieces it has."""
    product = options[0][1]
    count = sum(demand.quantities(factory, drop, pieces).values())
    start = demand.opening(factory, factory.product_of(drop))
    drawn = drop.gate == "make to order" and not drop.orders and drop.preorder is not None
    promise = float(drop.promise) if isinstance(drop.promise, Quantity) else np.inf
    window = float(drop.preorder.window) if drawn and drop.preorder else np.inf
    if drawn and drop.begun:
        raise SpecError(
            "pieces that are ordered by chance cannot be half made at the start",
            where=f"drops.{drop.name}.begun",
            advice="give the drop a file of orders, or another policy",
        )
    _add_begun(tables, drop.begun, factory.product_of(drop), product, count, f"drops.{drop.name}")
    _add_source(
        tables,
        drop.name,
        options,
        [] if drawn else demand.release_times(factory, drop, count),
        source_product=product,
        source_kind=WINDOW if drawn else LISTED,
        source_count=count,
        source_begin=start if drawn else 0.0,
        source_end=start + window,
        source_due=promise,
        source_priority=float(drop.priority),
        source_weight=drop.weight,
    )
    return count


def add_stream(
    tables: Tables, factory: Factory, orders: Orders, made: Product, options: Options
) -> int:
    """Add a stream of orders of a product; return how many it may have."""
    product = options[0][1]
    times = [float(moment) for moment in orders.at for _ in range(orders.count or 1)]
    count = len(times) or orders.count or _within_horizon(factory, orders)
    begin = float(orders.begin or 0.0)
    end = np.inf if orders.count else float(factory.horizon or np.inf)
    end = end if orders.until is None else float(orders.until)
    if end < begin:
        raise SpecError(
            "the stream ends before it begins",
            where=f"orders.{orders.name}.until",
            advice="give a later moment",
        )
    code, parameters = law(orders.every, tables)
    _add_begun(tables, orders.begun, made, product, count, f"orders.{orders.name}")
    _add_source(
        tables,
        orders.name,
        options,
        times,
        source_product=product,
        source_kind=SATURATED if orders.saturated else LISTED if orders.at else RENEWAL,
        source_count=count,
        source_begin=begin,
        source_end=end if orders.every is not None else np.inf,
        source_code=code,
        source_parameters=parameters,
        source_priority=float(orders.priority),
        source_weight=orders.weight,
        **_due(tables, orders.due),
    )
    return count


def _due(tables: Tables, due: Distribution | None) -> dict[str, Any]:
    """Return when a job is due after its release: always the same, or drawn."""
    if due is None:
        return {"source_due": np.inf}
    if due.kind == "constant":
        return {"source_due": due.mean}
    code, parameters = law(due, tables)
    return {"source_due": 0.0, "source_due_code": code, "source_due_parameters": parameters}


def _within_horizon(factory: Factory, orders: Orders) -> int:
    """Return a number of orders that a horizon will hardly exceed: mean plus six deviations."""
    where = f"orders.{orders.name}.count"
    if orders.every is None:
        raise SpecError(
            f"the stream '{orders.name}' never ends", where=where, advice="give its count"
        )
    last = orders.until if orders.until is not None else factory.horizon
    if last is None:
        raise SpecError(
            f"the stream '{orders.name}' never ends",
            where=where,
            advice="give count, until, or a horizon of the twin",
        )
    expected = max(float(last) - float(orders.begin or 0.0), 0.0) / orders.every.mean
    return int(expected + 6.0 * expected**0.5) + 1


def _add_begun(
    tables: Tables,
    begun: Iterable[Begun],
    made: Product,
    product: int,
    count: int,
    where: str,
) -> None:
    """Add the pieces that are half made: the first ones of the source, a part for each lot."""
    first_job = sum(tables.source.get("source_count", ()))
    low, high = tables.product_start[product], tables.product_start[product + 1]
    job = first_job
    for half in begun:
        for _ in range(half.pieces):
            for name in half.at:
                made.operation(name)
                parts = [n for n in range(low, high) if tables.labels[n] == name]
                tables.initial_operation.extend(parts)
                tables.initial_job.extend([job] * len(parts))
            job += 1
    if job - first_job > count:
        raise SpecError(
            f"{job - first_job} pieces are half made, but only {count} are asked for",
            where=f"{where}.begun",
            advice="begin fewer, or ask for more",
        )


def _add_source(
    tables: Tables, name: str, options: Options, times: Sequence[float], **row: Any
) -> None:
    usual = {
        "source_code": 0,
        "source_parameters": _NOTHING,
        "source_due_code": 0,
        "source_due_parameters": _NOTHING,
        "source_key": key(name, 31),
    }
    tables.add(tables.source, {**usual, **row})
    tables.close("release_start", "release_time", times)
    routed = [(node, product) for node, product in options if node >= 0]
    tables.option_product.extend(product for _, product in routed)
    tables.close("option_start", "option_node", (node for node, _ in routed))
    tables.sources.append(name)
