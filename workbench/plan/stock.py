"""Materials that are counted: what operations take of them, what is there, what comes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.model.factory import Factory
from workbench.model.material import Material
from workbench.model.product import Operation, Product, Use, amount_per_piece
from workbench.plan.measures import Measures
from workbench.plan.reliability import law
from workbench.plan.shops import Shop
from workbench.plan.tables import Tables, key
from workbench.units import kind_of


def needs(
    shop: Shop, product: Product, operation: Operation, measures: Measures
) -> dict[int, float]:
    """Return how much of each counted material a piece takes at an operation.

    Consumables are taken by their operation; materials of the product by the operation that says
    so, else by its first one.
    """
    found: dict[int, float] = {}
    here = f"products.{product.name}"
    uses = [(use, f"{here}.routing.{operation.name}.consumables") for use in operation.consumables]
    uses += [(use, f"{here}.materials") for use in _taken(product, operation)]
    for use, where in uses:
        material = shop.factory.material(use.material)
        if material.is_counted:
            number = shop.first_material + shop.materials.index(material.name)
            amount = _amount(use, product, material, f"{where}.{use.material}")
            found[number] = found.get(number, 0.0) + amount
    cloth = _cloth(shop.factory, product, operation, measures)
    if cloth is not None:
        number = shop.first_material + shop.materials.index(product.cloth)
        found[number] = found.get(number, 0.0) + cloth
    return dict(sorted(found.items()))


def _taken(product: Product, operation: Operation) -> list[Use]:
    """Return the product's materials that an operation takes."""
    first = _first(product)
    claimed = {name for each in product.routing for name in each.takes}
    return [
        use
        for use in product.materials
        if use.material in operation.takes or (operation is first and use.material not in claimed)
    ]


def _first(product: Product) -> Operation:
    return next(each for each in product.routing if product.begins(each))


def _amount(use: Use, product: Product, material: Material, where: str) -> float:
    if use.amount.kind.partition("/")[0] != kind_of(material.unit):
        raise SpecError(
            f"'{use.amount.text}' does not measure '{material.name}', which is counted in "
            f"{material.unit}",
            where=where,
            advice=f"give it in {material.unit}",
        )
    return amount_per_piece(use, product, where)


def _cloth(
    factory: Factory, product: Product, operation: Operation, measures: Measures
) -> float | None:
    """Return how much cloth the first operation takes, in the unit it is counted in."""
    if not product.cloth or operation is not _first(product):
        return None
    cloth = factory.material(product.cloth)
    if not cloth.is_counted or any(use.material == cloth.name for use in product.materials):
        return None
    kind, area = kind_of(cloth.unit), measures.cloth_area
    known = {"length": measures.cloth_length, "area": area}
    if area is not None and cloth.weight is not None:
        known["mass"] = area * float(cloth.weight)
    amount = known.get(kind)
    if amount is None:
        raise SpecError(
            f"how much cloth a piece takes is not known in {cloth.unit}",
            where=f"products.{product.name}.cloth",
            advice="give the product its pattern, or list the cloth in its materials",
        )
    return amount


def material_arrays(shops: Iterable[Shop], tables: Tables) -> dict[str, Any]:
    """Return stock, deliveries and orders of the counted materials."""
    rows: list[dict[str, Any]] = []
    times: list[float] = []
    amounts: list[float] = []
    starts = [0]
    for shop in shops:
        for name in shop.materials:
            material = shop.factory.material(name)
            code, parameters = law(material.delay, tables)
            again = material.reorder
            rows.append(
                {
                    "material_stock": float(material.stock or 0.0),
                    "delay_code": code,
                    "delay_parameters": parameters,
                    "reorder_level": -1.0 if again is None else float(again.at),
                    "reorder_quantity": 0.0 if again is None else float(again.amount),
                    "material_key": key(f"{shop.prefix}{name}", 31),
                }
            )
            times += [float(each.at) for each in material.deliveries]
            amounts += [float(each.amount) for each in material.deliveries]
            starts.append(len(times))
    if not rows:
        return {}
    return {
        **{name: np.array([row[name] for row in rows]) for name in rows[0]},
        "delivery_start": np.array(starts),
        "delivery_time": np.array(times, np.float64),
        "delivery_quantity": np.array(amounts, np.float64),
    }
