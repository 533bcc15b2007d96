"""A product's operations as the rows of a specification."""

from __future__ import annotations

from workbench.errors import SpecError
from workbench.model.product import Operation, Product, Use, amount_per_piece
from workbench.model.station import Station
from workbench.plan.durations import duration
from workbench.plan.measures import Measures
from workbench.plan.network import Step, steps
from workbench.plan.people import able
from workbench.plan.shops import Shop
from workbench.plan.stock import needs
from workbench.plan.tables import Tables, key
from workbench.processes.kiln_loading import share_of_load
from workbench.units import Quantity


def add_product(
    tables: Tables, shop: Shop, product: Product, measures: Measures
) -> set[tuple[str, str]]:
    """Add the steps of a product; return the pairs of stations work is carried between."""
    by_name = {station.name: station for station in shop.factory.stations}
    network = steps(product, by_name)
    first, used = tables.product_start[-1], set()
    for step in network:
        _add_step(tables, shop, product, step, by_name.get(step.operation.station), measures)
        tables.close("predecessor_start", "predecessor", (first + place for place in step.before))
        targets = [place if place < 0 else first + place for place, _ in step.then]
        tables.branch_share.extend(share for _, share in step.then)
        tables.close("branch_start", "branch_to", targets)
        taken = needs(shop, product, step.operation, measures)
        tables.need_quantity.extend(amount / step.lots for amount in taken.values())
        tables.close("need_start", "need_material", taken)
        at = step.operation.station
        used |= {(network[place].operation.station, at) for place in step.before}
        used |= {(at, network[place].operation.station) for place, _ in step.then if place >= 0}
    tables.product_start.append(first + len(network))
    tables.products.append(f"{shop.prefix}{product.name}")
    return {pair for pair in used if all(pair) and pair[0] != pair[1]}


def _add_step(
    tables: Tables,
    shop: Shop,
    product: Product,
    step: Step,
    station: Station | None,
    measures: Measures,
) -> None:
    operation = step.operation
    law = duration(
        operation,
        product,
        measures,
        lots=step.lots,
        station=station,
        factory=shop.factory,
        family=step.family,
    )
    pools = [shop.pool(name) for name in able(shop.factory, operation)]
    address = f"{shop.prefix}{product.name}/{operation.name}"
    tables.add(
        tables.operation,
        {
            "operation_entry": int(step.begins),
            "operation_station": shop.station(operation.station or operation.supplier),
            "operation_pool": pools[0] if pools else -1,
            "operation_attend": _attend(operation, station),
            "operation_load": _or_of_station(operation, station, "load"),
            "operation_unload": _or_of_station(operation, station, "unload"),
            "operation_code": law.code,
            "operation_parameters": tables.parameters(law),
            "operation_per_batch": int(law.per_batch),
            "operation_size": _size(shop, product, step, station, measures),
            "operation_family": tables.family(step.family),
            "operation_redo": float(law.redo if operation.redo is None else operation.redo),
            "operation_scrap": float(law.scrap if operation.scrap is None else operation.scrap),
            "operation_lot": step.lot,
            "operation_energy": law.energy + _energy(operation, measures.over(product)) / step.lots,
            "operation_key": key(f"{address}/{step.lot}", 40),
            **_practice(tables, shop, operation, address, step.lot),
        },
    )
    tables.close("also_start", "also_pool", pools[1:])
    tables.labels.append(operation.name)


def _attend(operation: Operation, station: Station | None) -> float:
    if operation.attend is not None:
        return float(operation.attend)
    if station is not None and station.attended is not None:
        return float(station.attended)
    return 1.0


def _or_of_station(operation: Operation, station: Station | None, name: str) -> float:
    """Return minutes that an operation states, else its station."""
    own = getattr(operation, name)
    if own is None and station is not None:
        own = getattr(station, name)
    return float(own or 0.0)


def _practice(
    tables: Tables, shop: Shop, operation: Operation, address: str, lot: int
) -> dict[str, float]:
    """Return how an operation gets faster; its lots, and those of one lesson, count together."""
    practice = operation.practice
    number = len(tables.labels)
    if practice is None:
        return {
            "operation_rate": 1.0,
            "operation_plateau": 0.0,
            "operation_lesson": number,
            "lesson_done": 0.0,
        }
    name = f"{shop.prefix}{practice.lesson}" if practice.lesson else f"{address}/"
    first = tables.lessons.setdefault(name, number)
    own = practice.done if lot == 0 else 0.0  # what was done before counts once, not per lot
    if first < number:
        tables.operation["lesson_done"][first] += own
    return {
        "operation_rate": float(practice.rate),
        "operation_plateau": float(practice.plateau or 0.0),
        "operation_lesson": first,
        "lesson_done": own if first == number else 0.0,
    }


def _size(
    shop: Shop, product: Product, step: Step, station: Station | None, measures: Measures
) -> float:
    """Return what a step takes of a batch: as stated, or what of the piece has that measure."""
    if station is None or station.batch is None:
        return 1.0
    where = f"products.{product.name}.routing.{step.operation.name}.size"
    limit, stated = station.batch.max, step.operation.size
    if stated is None:
        whole = _whole_size(shop, product, station, measures, where)
        unit = {"mass": "kg", "area": "m2", "share": ""}.get(limit.kind, "pieces")
        stated = Quantity(whole / step.lots, unit)
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
    shop: Shop, product: Product, station: Station, measures: Measures, where: str
) -> float:
    """Return what a whole piece takes of a batch, in kg, m2, pieces or shares of a load."""
    kind = station.batch.max.kind if station.batch is not None else "count"
    if kind == "count":
        return 1.0
    if kind == "share" and product.ware is not None and station.kiln is not None:
        return share_of_load(station.kiln, product.ware, product.name)
    if kind == "mass":
        known_by_mass = [
            use for use in product.materials if shop.factory.material(use.material).unit == "kg"
        ]
        if known_by_mass:
            return _mass(known_by_mass, product)
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
