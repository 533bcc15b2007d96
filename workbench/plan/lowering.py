"""Lowering: from a twin, what is asked of it, a marker and walking paths to a `SimSpec`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.model.distribution import Distribution
from workbench.model.drop import Drop
from workbench.model.factory import Factory
from workbench.model.product import Operation, Product, Use, amount_per_piece
from workbench.model.station import Station
from workbench.plan import demand, walking
from workbench.plan.durations import Duration, duration
from workbench.plan.equipment import (
    calendar_arrays,
    closing_calendars,
    ints,
    pool_arrays,
    station_arrays,
)
from workbench.plan.measures import Measures, measures_of
from workbench.plan.network import Step, steps
from workbench.sim.codes import LISTED, RENEWAL, WINDOW
from workbench.sim.spec import Names, SimSpec
from workbench.units import Quantity


@dataclass
class _Tables:
    """The lists that become the arrays of the specification, one entry per operation or source."""

    product_start: list[int] = field(default_factory=lambda: [0])
    remake: list[int] = field(default_factory=list)
    predecessor_start: list[int] = field(default_factory=lambda: [0])
    predecessor: list[int] = field(default_factory=list)
    operation: dict[str, list[Any]] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    table: list[float] = field(default_factory=list)
    source: dict[str, list[Any]] = field(default_factory=dict)
    source_names: list[str] = field(default_factory=list)
    release_start: list[int] = field(default_factory=lambda: [0])
    release_time: list[float] = field(default_factory=list)

    def arrays(self) -> dict[str, Any]:
        """Return the arrays of the specification."""
        columns = {**self.operation, **self.source}
        return {
            **{name: np.asarray(values) for name, values in columns.items()},
            "product_remake": ints(self.remake),
            "product_start": ints(self.product_start),
            "predecessor_start": ints(self.predecessor_start),
            "predecessor": ints(self.predecessor),
            "release_start": ints(self.release_start),
            "release_time": np.asarray(self.release_time, np.float64),
            "table": np.asarray(self.table, np.float64),
        }

    def family(self, name: str) -> int:
        """Return the number of a family, -1 for none."""
        if not name:
            return -1
        if name not in self.families:
            self.families.append(name)
        return self.families.index(name)

    def parameters(self, law: Duration) -> tuple[float, float, float, float]:
        """Return the parameters of a law, its values put into the table when it is discrete."""
        if not law.table:
            return law.parameters
        start = float(len(self.table))
        self.table.extend(law.table)
        return (start, law.parameters[1], 0.0, 0.0)


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
        Walking paths from `workbench.layout.walk`; by default those of the twin's floor.
    pieces : int, optional
        How many are made; as many as the drop says by default.

    Returns
    -------
    SimSpec
        Time 0 is a Monday at 00:00. Suppliers stand after the stations.

    Raises
    ------
    SpecError
        When the drop is empty, a measure is not known, or work is carried where nobody can walk.
    """
    chosen = _chosen(factory, drop)
    asked = [] if chosen is None else [factory.product_of(chosen)]
    asked += [factory.product(each.product) for each in factory.orders]
    products = list({product.name: product for product in asked}.values())
    suppliers = _suppliers(products)
    stations = tuple(station.name for station in factory.stations) + suppliers
    tables = _Tables()
    used: set[tuple[str, str]] = set()
    for product in products:
        own = measures if chosen is not None and product is asked[0] else None
        if own is None:
            own = measures_of(factory, product)
        used |= _add_product(tables, factory, product, own, stations)
    room = _add_streams(tables, factory, products)
    if chosen is not None:
        room += _add_drop(tables, factory, chosen, products, pieces)
    ways = paths if paths is not None else walking.paths_of(factory)
    # A piece that somebody has paid for is made anew when it is lost.
    owed = None if chosen is None or chosen.gate == "make to stock" else asked[0]
    tables.remake = [int(product is owed) for product in products]
    calendars = closing_calendars(factory)
    names = Names(
        stations=stations,
        pools=tuple(pool.name for pool in factory.pools),
        products=tuple(product.name for product in products),
        operations=tuple(tables.labels),
        families=tuple(tables.families),
        sources=tuple(tables.source_names),
        calendars=tuple(calendars),
    )
    arrays: dict[str, Any] = {
        **tables.arrays(),
        **station_arrays(factory, suppliers, tables.families, calendars, products, room),
        **pool_arrays(factory, calendars),
        **calendar_arrays(factory, calendars),
        "station_key": [_key(name, 31) for name in stations],
        "walk": walking.minutes(factory, stations, ways, used),
    }
    return SimSpec(names=names, **arrays).validate()


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


def _suppliers(products: Iterable[Product]) -> tuple[str, ...]:
    names = (operation.supplier for product in products for operation in product.routing)
    return tuple(dict.fromkeys(name for name in names if name))


def _add_product(
    tables: _Tables,
    factory: Factory,
    product: Product,
    measures: Measures,
    stations: tuple[str, ...],
) -> set[tuple[str, str]]:
    """Add the steps of a product; return the pairs of stations work is carried between."""
    by_name = {station.name: station for station in factory.stations}
    pools = [pool.name for pool in factory.pools]
    network = steps(product, by_name)
    first, used = tables.product_start[-1], set()
    for step in network:
        operation = step.operation
        station = by_name.get(operation.station)
        law = duration(operation, product, measures, lots=step.lots, station=station)
        where = operation.station or operation.supplier
        row = {
            "operation_station": stations.index(where) if where else -1,
            "operation_pool": pools.index(operation.pool) if operation.pool else -1,
            "operation_attend": _attend(operation, station),
            "operation_code": law.code,
            "operation_parameters": tables.parameters(law),
            "operation_per_batch": int(law.per_batch),
            "operation_size": _size(factory, product, step, station, measures),
            "operation_family": tables.family(step.family),
            "operation_redo": float(operation.redo or 0.0),
            "operation_scrap": float(operation.scrap or 0.0),
            "operation_lot": step.lot,
            "operation_energy": _energy(operation, measures.over(product)) / step.lots,
            "operation_key": _key(f"{product.name}/{operation.name}/{step.lot}", 40),
        }
        for name, value in row.items():
            tables.operation.setdefault(name, []).append(value)
        tables.predecessor.extend(first + place for place in step.before)
        tables.predecessor_start.append(len(tables.predecessor))
        tables.labels.append(operation.name)
        used |= {(network[place].operation.station, operation.station) for place in step.before}
    tables.product_start.append(first + len(network))
    return {pair for pair in used if all(pair) and pair[0] != pair[1]}


def _attend(operation: Operation, station: Station | None) -> float:
    if operation.attend is not None:
        return float(operation.attend)
    if station is not None and station.attended is not None:
        return float(station.attended)
    return 1.0


def _size(
    factory: Factory,
    product: Product,
    step: Step,
    station: Station | None,
    measures: Measures,
) -> float:
    """Return what a step takes of a batch: as stated, or what of the piece has that measure."""
    if station is None or station.batch is None:
        return 1.0
    where = f"products.{product.name}.routing.{step.operation.name}.size"
    limit, stated = station.batch.max, step.operation.size
    if stated is None:
        whole = _whole_size(factory, product, limit.kind, measures, where)
        stated = Quantity(whole / step.lots, {"mass": "kg", "area": "m2"}.get(limit.kind, "pieces"))
        size = float(stated)
    elif stated.kind != limit.kind:
        raise SpecError(
            f"'{stated.text}' does not measure a batch of {limit.text}",
            where=where,
            advice=f"give it like '{limit.text}'",
        )
    else:
        size = float(stated)
    if size > limit * (1 + 1e-9):
        raise SpecError(
            f"'{stated.text}' does not fit into a batch of {limit.text}",
            where=where,
            advice=f"split the piece with 'per', or enlarge stations.{station.name}.batch.max",
        )
    return size


def _whole_size(
    factory: Factory, product: Product, kind: str, measures: Measures, where: str
) -> float:
    """Return what a whole piece takes of a batch, in kg, m2 or pieces."""
    if kind == "count":
        return 1.0
    if kind == "mass":
        bought = [use for use in product.materials if factory.material(use.material).unit == "kg"]
        if bought:
            return _mass(bought, product)
    known = {"mass": measures.over(product).weight, "area": measures.over(product).area}.get(kind)
    if known is None:
        raise SpecError(
            "how much of a batch a piece takes is not known",
            where=where,
            advice="give size, e.g. '2.25 kg' or '5 %'",
        )
    return known


def _mass(uses: list[Use], product: Product) -> float:
    return sum(
        amount_per_piece(use, product, f"products.{product.name}.materials.{use.material}")
        for use in uses
    )


def _energy(operation: Operation, measures: Measures) -> float:
    """Return the energy a piece takes beside the machine's power [kWh]."""
    if operation.energy is None:
        return 0.0
    per = operation.energy.kind.partition("/")[2]
    factors = {"mass": measures.weight, "area": measures.area}
    return float(operation.energy) * float(factors.get(per) or 1.0)


def _add_drop(
    tables: _Tables,
    factory: Factory,
    drop: Drop,
    products: list[Product],
    pieces: int | None,
) -> int:
    """Add the releases of a drop; return how many pieces it has."""
    count = sum(demand.quantities(factory, drop, pieces).values())
    start = demand.opening(factory, factory.product_of(drop))
    drawn = drop.gate == "make to order" and not drop.orders and drop.preorder is not None
    promise = float(drop.promise) if isinstance(drop.promise, Quantity) else np.inf
    if not drawn:
        tables.release_time.extend(demand.release_times(factory, drop, count))
    tables.release_start.append(len(tables.release_time))
    _add_source(
        tables,
        drop.name,
        source_product=products.index(factory.product_of(drop)),
        source_kind=WINDOW if drawn else LISTED,
        source_count=count,
        source_begin=start if drawn else 0.0,
        source_end=start + float(drop.preorder.window) if drawn and drop.preorder else np.inf,
        source_code=0,
        source_parameters=(0.0, 0.0, 0.0, 0.0),
        source_due=promise,
        source_priority=0.0,
    )
    return count


def _add_streams(tables: _Tables, factory: Factory, products: list[Product]) -> int:
    """Add the streams of orders; return how many pieces they may have."""
    pieces = 0
    for orders in factory.orders:
        count = orders.count or _within_horizon(factory, orders.name, orders.every)
        law = Duration(orders.every.code, orders.every.parameters, orders.every.table)
        tables.release_start.append(len(tables.release_time))
        _add_source(
            tables,
            orders.name,
            source_product=[product.name for product in products].index(orders.product),
            source_kind=RENEWAL,
            source_count=count,
            source_begin=0.0,
            source_end=np.inf if orders.count else float(factory.horizon or np.inf),
            source_code=orders.every.code,
            source_parameters=tables.parameters(law),
            source_due=np.inf if orders.due is None else float(orders.due),
            source_priority=float(orders.priority),
        )
        pieces += count
    return pieces


def _within_horizon(factory: Factory, name: str, every: Distribution) -> int:
    """Return a number of orders that a horizon will hardly exceed: mean plus six deviations."""
    if factory.horizon is None:
        raise SpecError(
            f"the stream '{name}' never ends",
            where=f"orders.{name}.count",
            advice="give count, or a horizon of the twin",
        )
    expected = float(factory.horizon) / every.mean
    return int(expected + 6.0 * expected**0.5) + 1


def _add_source(tables: _Tables, name: str, **row: Any) -> None:
    row["source_key"] = _key(name, 31)
    for entry, value in row.items():
        tables.source.setdefault(entry, []).append(value)
    tables.source_names.append(name)


def _key(text: str, bits: int) -> int:
    """Return an address that stays the same when something else is added to the twin."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits)
