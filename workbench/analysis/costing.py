"""From a twin and its log to what a drop costs: the drivers of `workbench.analysis.cost`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.cost import (
    CONSUMABLES,
    ENERGY,
    LABOUR,
    MACHINES,
    MATERIAL,
    OVERHEAD,
    SHIPPING,
    CostItem,
    Costs,
    labour,
    machine_rate,
)
from workbench.analysis.energy import energy as energy_of
from workbench.analysis.energy import usual_price
from workbench.analysis.finance import capital_recovery
from workbench.analysis.flow import Utilisation, tallied, utilisation
from workbench.errors import SpecError
from workbench.model.defaults import default
from workbench.model.product import amount_per_piece
from workbench.network import member
from workbench.processes.dye_purchases import recipe_uses
from workbench.sim.tallies import Tallies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from workbench.model.drop import Drop
    from workbench.model.factory import Factory
    from workbench.model.material import Material
    from workbench.model.product import Operation, Product
    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec
    from workbench.units import Quantity

YEAR = 525_600.0
SUPPLIERS = "Suppliers"
RETURNS = "Returns"
# Share of returned clothing that is destroyed: EEA briefing of 4 March 2024.
RETURNS_DESTROYED = 1.0 / 3.0


@dataclass(frozen=True)
class Purchase:
    """What one piece takes of a material.

    Parameters
    ----------
    material : str
        Its name.
    category : str
        ``Material`` or ``Consumables``.
    amount : float
        In the unit of its price.
    price : float
        Of one such unit. [money]
    mass : float or None
        [kg]; None when the twin does not say what it weighs.
    """

    material: str
    category: str
    amount: float
    price: float
    mass: float | None


def purchases(
    factory: Factory,
    product: Product,
    *,
    cloth_length: float = 0.0,
    executions: Mapping[str, float] | None = None,
) -> tuple[Purchase, ...]:
    """Return what one piece of a product is made of, waste included.

    Parameters
    ----------
    factory : Factory
        With its materials.
    product : Product
        What is made.
    cloth_length : float, default 0
        Length of cloth that the marker gives a piece, cut waste included. [mm]
    executions : mapping of operation to times, optional
        How often each operation was executed for a finished piece (rework and lost pieces use
        consumables too); once if not given.
    """
    found = []
    for use in product.materials:
        if use.material == product.cloth and cloth_length > 0.0:
            continue
        where = f"products.{product.name}.materials.{use.material}"
        amount = amount_per_piece(use, product, where)
        kind = use.amount.kind.partition("/")[0]
        found.append(_bought(factory.material(use.material), MATERIAL, amount, kind))
    if product.cloth and cloth_length > 0.0:
        found.append(_bought(factory.material(product.cloth), MATERIAL, cloth_length, "length"))
    for operation in product.routing:
        # A per-colour operation is executed once per lot, its consumables are written per piece.
        lots = product.lot_count(operation.per) or 1
        times = (executions or {}).get(operation.name, float(lots)) / lots
        for use in operation.consumables:
            where = f"products.{product.name}.routing.{operation.name}.consumables.{use.material}"
            amount = times * amount_per_piece(use, product, where)
            kind = use.amount.kind.partition("/")[0]
            found.append(_bought(factory.material(use.material), CONSUMABLES, amount, kind))
        for name, amount, kind in recipe_uses(factory, product, operation):
            found.append(_bought(factory.material(name), CONSUMABLES, amount * times, kind))
    return tuple(found)


def piece_mass(product: Product, bought: tuple[Purchase, ...]) -> float:
    """Return what a finished piece weighs, for its freight [kg]."""
    if product.weight is not None:
        return float(product.weight)
    return sum(entry.mass or 0.0 for entry in bought if entry.category == MATERIAL)


def executions_per_piece(log: EventLog | Tallies, spec: SimSpec) -> dict[str, float]:
    """Return how often each operation was executed for each piece that was finished."""
    sums = tallied(log, spec)
    done = max(1.0, float(sums.done.sum()))
    counts: dict[str, float] = {}
    for number, times in enumerate(sums.operations.sum(axis=0)):
        if times:
            name = spec.names.operations[number] if spec.names.operations else str(number)
            counts[name] = counts.get(name, 0.0) + float(times) / done
    return counts


def drop_costs(
    factory: Factory,
    drop: Drop,
    product: Product,
    log: EventLog | Tallies,
    spec: SimSpec,
    bought: tuple[Purchase, ...],
    busy: Utilisation | None = None,
) -> Costs:
    """Return the cost of the drop in each replication.

    People and machines cost by the minute used, at the rates of `workbench.analysis.cost`. Rent is
    charged in the same way: the drop pays the rooms for the minutes that it fills the bottleneck,
    of the minutes that the bottleneck can really be worked in a year. Overhead is a share of people
    and machines.

    Parameters
    ----------
    factory, drop, product : nouns
        The twin.
    log, spec : EventLog or Tallies, SimSpec
        What was played.
    bought : tuple of Purchase
        For each piece.
    busy : Utilisation, optional
        That of the log, worked out here if not given.

    Returns
    -------
    Costs
        Of each replication, for all its finished pieces.
    """
    sums = tallied(log, spec)
    busy = busy or utilisation(sums, spec, suppliers=suppliers(factory, spec))
    done, energy = sums.done, sums.energy
    wages = {name: _wage(factory, name) for name in spec.names.pools}
    others = suppliers(factory, spec)
    named = [(s, name) for s, name in enumerate(spec.names.stations) if name not in others]
    rates = {name: _machine_rate(factory, name, spec) for _, name in named}
    power = _electricity(factory, log, sums, spec)
    stations = spec.stations
    idle = _idle_energy(factory, spec, busy)
    rent = _rent(factory, spec, busy)
    items = [
        CostItem(entry.category, entry.material, entry.amount * done, entry.price)
        for entry in bought
    ]
    items += labour(dict(zip(spec.names.pools, busy.busy[:, stations:].T, strict=True)), wages)
    items += [
        CostItem(MACHINES, name, busy.busy[:, s], rates[name])
        for s, name in named
        if rates[name] > 0.0
    ]
    items.append(CostItem(ENERGY, "electricity", energy + idle, power))
    items += _per_piece(factory, drop, product, done)
    items.append(_overhead(factory, items))
    if rent > 0.0:
        items.append(CostItem(OVERHEAD, "rent", busy.busy[:, busy.bottleneck], rent))
    return Costs(tuple(items), len(sums))


def suppliers(factory: Factory, spec: SimSpec) -> frozenset[str]:
    """Return the stations of a specification that stand for suppliers."""
    if factory.network is None:
        return frozenset(spec.names.stations) - {station.name for station in factory.stations}
    own = {
        f"{node.name}/{station.name}"
        for node in factory.network.nodes
        for station in member(factory, node.name).stations
    }
    return frozenset(spec.names.stations) - own


def energy_per_piece(
    factory: Factory, log: EventLog | Tallies, spec: SimSpec, busy: Utilisation | None = None
) -> NDArray[np.float64]:
    """Return the electricity of a finished piece in each replication, idle machines included."""
    sums = tallied(log, spec)
    used = sums.energy + _idle_energy(factory, spec, busy or utilisation(sums, spec))
    return np.asarray(used / np.maximum(sums.done, 1.0))


def _idle_energy(factory: Factory, spec: SimSpec, busy: Utilisation) -> NDArray[np.float64]:
    """Return what machines that are switched on draw while they wait, in each replication [kWh].

    They are on in the hours in which work can begin there.
    """
    total = np.zeros(len(busy.span))
    for station in factory.stations:
        if station.power is not None and station.power.idle:
            s = spec.names.stations.index(station.name)
            waiting = np.maximum(busy.open[:, s] - busy.busy[:, s], 0.0)
            total += float(station.power.idle) * waiting / 60.0
    return total


def _electricity(
    factory: Factory, log: EventLog | Tallies, sums: Tallies, spec: SimSpec
) -> NDArray[np.float64]:
    """Return the mean price of a kWh in each replication.

    Under a tariff that of the hours in which it was used; where these are not known, as in figures
    added up without a log, that of the hours in which each station can work.
    """
    price = default_or(factory.costs.energy, "costs.energy")
    flat = np.full(len(sums), price)
    if not len(spec.tariff_start):
        return flat
    if not isinstance(log, Tallies):
        spent = energy_of(log, spec, price, suppliers=suppliers(factory, spec))
        used, paid = spent.total, spent.paid
    else:
        hours = np.array([usual_price(spec, s, price) for s in range(spec.stations)])
        used, paid = sums.station_energy.sum(axis=1), sums.station_energy @ hours
    return np.divide(paid, used, out=flat, where=used > 0.0)


def default_or(value: Quantity | None, name: str) -> float:
    """Return a value of the twin, or the default that stands in for it."""
    return float(default(name)) if value is None else float(value)


def _wage(factory: Factory, pool: str) -> float:
    return default_or(factory.pool(pool).wage, "pool.wage")


def _machine_rate(factory: Factory, name: str, spec: SimSpec) -> float:
    """Return the price of a machine minute at a station, 0 when nothing was bought for it."""
    capex = factory.station(name).capex
    if capex is None:
        return 0.0
    interest = default_or(factory.costs.interest, "costs.interest")
    years = float(capex.life) / YEAR
    price = float(capex.price)
    left = float(capex.salvage or 0.0) / (1.0 + interest) ** years
    yearly = (price - left) * capital_recovery(interest, years)
    yearly += price * default_or(capex.maintenance, "capex.maintenance")
    return machine_rate(yearly, _open_share(factory, name, spec))


def _open_share(factory: Factory, name: str, spec: SimSpec) -> float:
    """Return the share of the week in which a station can work: its own, and its people's."""
    station = spec.names.stations.index(name)
    shares = [factory.calendar(factory.station(name).calendar).open_share]
    attended = spec.operation_station == station
    pools = {int(pool) for pool in spec.operation_pool[attended] if pool >= 0}
    if pools and (spec.operation_attend[attended] > 0.0).any():
        shares.append(
            max(
                factory.calendar(factory.pool(spec.names.pools[pool]).calendar).open_share
                for pool in pools
            )
        )
    return min(shares)


def _per_piece(
    factory: Factory, drop: Drop, product: Product, done: NDArray[np.float64]
) -> list[CostItem]:
    """Return what is paid for each piece beside work: suppliers, delivery, returns."""
    items = []
    for operation in product.routing:
        if operation.price is not None:
            price = supplier_price(factory, product, operation)
            items.append(CostItem(SUPPLIERS, operation.supplier, done, price))
    delivery, returned = delivery_costs(drop)
    if delivery:
        items.append(CostItem(SHIPPING, "parcel", done, delivery))
    if returned:
        items.append(CostItem(RETURNS, "returned pieces", done, returned))
    return items


def supplier_price(factory: Factory, product: Product, operation: Operation) -> float:
    """Return what a supplier asks for a piece [money].

    A price by the kilogram is for the materials that are bought by the kilogram (yarn to be dyed),
    or for the piece's weight when there are none.
    """
    assert operation.price is not None
    per = operation.price.kind.partition("/")[2]
    where = f"products.{product.name}.routing.{operation.name}.price"
    if per == "mass":
        yarn = [use for use in product.materials if factory.material(use.material).unit == "kg"]
        mass = sum(amount_per_piece(use, product, where) for use in yarn)
        measure: float | None = mass or (None if product.weight is None else float(product.weight))
    elif per == "area":
        measure = None if product.area is None else float(product.area)
    else:
        measure = 1.0
    if measure is None:
        raise SpecError(
            f"'{operation.price.text}' needs what a piece measures",
            where=where,
            advice=f"give products.{product.name}.area or .weight, or the price for a piece",
        )
    return float(operation.price) * measure


def delivery_costs(drop: Drop) -> tuple[float, float]:
    """Return what delivery and returns cost for a sold piece, here and offshore alike [money].

    Pieces picked up nearby cost no parcel. A returned piece costs its way back; a third of what
    comes back is destroyed and its price lost, the rest is sold again.
    """
    shipping = drop.shipping
    if shipping is None:
        return 0.0, 0.0
    parcel = float(shipping.cost or 0.0)
    delivery = parcel * (1.0 - float(shipping.local_share or 0.0))
    back = float(shipping.returns or 0.0)
    return delivery, back * (RETURNS_DESTROYED * float(drop.price or 0.0) + delivery)


def drop_salvage(drop: Drop) -> float:
    """Return what an unsold piece brings [money]."""
    if drop.salvage is not None:
        return float(drop.salvage)
    return float(default("drop.salvage")) * float(drop.price or 0.0)


def _overhead(factory: Factory, items: list[CostItem]) -> CostItem:
    share = default_or(factory.costs.overhead, "costs.overhead")
    base = sum(item.cost for item in items if item.category in (LABOUR, MACHINES))
    return CostItem(OVERHEAD, "administration", base, share)


def _rent(factory: Factory, spec: SimSpec, busy: Utilisation) -> float:
    """Return the rent of the rooms for a minute of the bottleneck.

    The drop pays for the rooms while it fills the bottleneck; the rest of the time is free for
    other work.
    """
    area = floor_area(factory)
    column = busy.bottleneck
    name = busy.names[column]
    if column < spec.stations:
        many = int(spec.station_machines[column])
        share = _open_share(factory, name, spec) if area > 0.0 else 0.0
    else:
        many = int(spec.pool_people[column - spec.stations])
        share = factory.calendar(factory.pool(name).calendar).open_share
    if not area > 0.0 or not share > 0.0:
        return 0.0
    yearly = area * default_or(factory.costs.rent, "costs.rent") * YEAR
    return machine_rate(yearly / many, share)


def floor_area(factory: Factory) -> float:
    """Return the area of the floor, 0 without one [m2]."""
    return 0.0 if factory.floor is None else float(factory.floor.area) / 1e6


def _bought(material: Material, category: str, amount: float, kind: str) -> Purchase:
    """Return a purchase in the unit of the material's price."""
    if material.price is None:
        return Purchase(material.name, category, amount, 0.0, _mass(material, amount, kind))
    below = material.price.kind.partition("/")[2]
    if not below:
        below = kind
    return Purchase(
        material.name,
        category,
        _converted(material, amount, kind, below),
        float(material.price),
        _mass(material, amount, kind),
    )


def _mass(material: Material, amount: float, kind: str) -> float | None:
    try:
        return _converted(material, amount, kind, "mass")
    except SpecError:
        return None


def _converted(material: Material, amount: float, kind: str, wanted: str) -> float:
    """Return an amount as length, area or mass of the material, by its width and weight."""
    if kind == wanted:
        return amount
    width = None if material.width is None else float(material.width)
    weight = None if material.weight is None else float(material.weight)
    area: float | None = None
    if kind == "area":
        area = amount
    elif kind == "length" and width is not None:
        area = amount * width * 1e-6
    elif kind == "mass" and weight is not None:
        area = amount / weight
    if area is not None:
        if wanted == "area":
            return area
        if wanted == "mass" and weight is not None:
            return area * weight
        if wanted == "length" and width is not None:
            return area / width * 1e6
    raise SpecError(
        f"material '{material.name}' is used by {kind} and bought by {wanted}",
        where=f"materials.{material.name}",
        advice="give its width and weight, or price and amount in the same unit",
    )
