"""What dyeing by a recipe adds to the bill of materials of a piece: chemicals, and water."""

from __future__ import annotations

from workbench.errors import SpecError
from workbench.model.dyeing import Recipe, Vat
from workbench.model.factory import Factory
from workbench.model.product import Operation, Product, amount_per_piece
from workbench.model.work_time import ByRecipe
from workbench.processes.dye_bath import dye_load, most_goods

WATER = "water"


def goods(factory: Factory, product: Product, where: str = "") -> float:
    """Return how much of a piece is dyed: what is bought by the kilogram, or all it weighs [kg]."""
    yarn = [use for use in product.materials if factory.material(use.material).unit == "kg"]
    fibre = [use for use in yarn if factory.material(use.material).role in ("", "fibre")]
    mass = sum(amount_per_piece(use, product, where) for use in fibre)
    if mass > 0.0:
        return mass
    if product.weight is None:
        raise SpecError(
            f"how much of product '{product.name}' is dyed is not known",
            where=where,
            advice="give its weight, or the yarn in its materials",
        )
    return float(product.weight)


def recipe_uses(
    factory: Factory, product: Product, operation: Operation
) -> tuple[tuple[str, float, str], ...]:
    """Return (material, amount, kind of amount) of one dyeing of all lots of a piece.

    Water counts when the twin has a material of that name, bought by the litre.
    """
    if not isinstance(operation.time, ByRecipe):
        return ()
    where = f"products.{product.name}.routing.{operation.name}.time"
    mass = goods(factory, product, where)
    stated = factory.station(operation.station).vat
    colours = product.shades if operation.per in ("colour", "shade") else product.shades[:1]
    total: dict[str, float] = {}
    for colour in colours:
        recipe = factory.recipe(operation.time.of(colour))
        for material, amount in _per_kg(recipe, stated).items():
            total[material] = total.get(material, 0.0) + amount * mass / len(colours)
    kinds = {material.name: material.unit for material in factory.materials}
    return tuple(
        (name, amount, "volume" if kinds[name] in ("L", "l") else "mass")
        for name, amount in total.items()
        if name in kinds
    )


def _per_kg(recipe: Recipe, vat: Vat | None) -> dict[str, float]:
    if vat is None:
        return {}
    mass = most_goods(recipe, vat)
    load = dye_load(recipe, vat, mass)
    amounts = {name: amount / mass for name, amount in load.chemicals.items()}
    amounts[WATER] = amounts.get(WATER, 0.0) + load.water_per_kg
    return amounts
