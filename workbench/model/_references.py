"""Do the names in a twin mean something? Stations, pools, materials, products, routings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workbench.errors import SpecError, nearest
from workbench.model import _references_flow as flow
from workbench.model._walk import quantities
from workbench.model.product import Operation, Product, amount_per_piece
from workbench.model.work_time import ByRecipe
from workbench.units import currencies

if TYPE_CHECKING:
    from workbench.model.factory import Factory


def check(factory: Factory) -> None:
    """Raise `SpecError` with the key path of the first name that means nothing."""
    for collection in (
        "stations",
        "pools",
        "calendars",
        "materials",
        "products",
        "programs",
        "recipes",
        "drops",
    ):
        _check_unique([each.name for each in getattr(factory, collection)], collection)
    calendars = [calendar.name for calendar in factory.calendars]
    for kind in ("stations", "pools"):
        for each in getattr(factory, kind):
            _check_known(each.calendar, calendars, "calendar", f"{kind}.{each.name}.calendar")
    for product in factory.products:
        _check_product(factory, product)
    _check_recipes(factory)
    _check_cooperative(factory)
    _check_demand(factory)
    flow.check(factory)
    _check_floor(factory)
    _check_currency(factory)


def _check_recipes(factory: Factory) -> None:
    materials = [material.name for material in factory.materials]
    for recipe in factory.recipes:
        for bath in recipe.baths:
            for dose in bath.doses:
                place = f"recipes.{recipe.name}.baths.{bath.name}.doses.{dose.material}"
                _check_known(dose.material, materials, "material", place)


def _check_product(factory: Factory, product: Product) -> None:
    here = f"products.{product.name}"
    materials = [material.name for material in factory.materials]
    _check_known(product.cloth, materials, "material", f"{here}.cloth")
    for use in product.materials:
        place = f"{here}.materials.{use.material}"
        _check_known(use.material, materials, "material", place)
        amount_per_piece(use, product, place)
    _check_unique([operation.name for operation in product.routing], f"{here}.routing")
    for operation in product.routing:
        _check_operation(factory, product, operation, f"{here}.routing.{operation.name}")
    _check_acyclic(product, f"{here}.routing")


def _check_operation(factory: Factory, product: Product, operation: Operation, here: str) -> None:
    stations = [station.name for station in factory.stations]
    pools = [pool.name for pool in factory.pools]
    names = [other.name for other in product.routing]
    somebody = operation.supplier or operation.pool or operation.skill
    if not operation.station and not somebody and operation.wait is None:
        raise SpecError(
            f"operation '{operation.name}' has no station",
            where=f"{here}.station",
            advice=f"give one ({nearest('', stations)}), supplier and lead_time, or wait",
        )
    _check_known(operation.station, stations, "station", f"{here}.station")
    _check_known(operation.pool, pools, "pool", f"{here}.pool")
    for use in operation.consumables:
        materials = [material.name for material in factory.materials]
        _check_known(use.material, materials, "material", f"{here}.consumables.{use.material}")
        amount_per_piece(use, product, f"{here}.consumables.{use.material}")
    if isinstance(operation.time, ByRecipe):
        recipes = [recipe.name for recipe in factory.recipes]
        for name in (operation.time.recipe, *dict(operation.time.each).values()):
            _check_known(name, recipes, "recipe", f"{here}.time.recipe")
    for name in operation.after or ():
        _check_known(name, names, "operation", f"{here}.after")
    for key in ("per", "join"):
        lot = getattr(operation, key)
        if lot and not product.lot_count(lot):
            raise SpecError(
                f"product '{product.name}' is not split by '{lot}'",
                where=f"{here}.{key}",
                advice=nearest(lot, ["colour", *(name for name, _ in product.lots)]),
            )


def _check_acyclic(product: Product, where: str) -> None:
    """Follow the precedence backwards; a name met again on the way closes a cycle."""
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            cycle = " → ".join((name, *trail[: trail.index(name) + 1]))
            raise SpecError(
                f"the routing runs in a circle: {cycle}",
                where=where,
                advice="take one of these out of 'after'",
            )
        if name not in done:
            for before in product.before(product.operation(name)):
                visit(before, (name, *trail))
            done.add(name)

    for operation in product.routing:
        visit(operation.name, ())


def _check_demand(factory: Factory) -> None:
    products = [product.name for product in factory.products]
    if factory.network is not None:
        return  # what its nodes make is known when they are read
    for drop in factory.drops:
        if drop.product:
            _check_known(drop.product, products, "product", f"drops.{drop.name}.product")
        elif drop.name not in products and len(products) != 1:
            raise SpecError(
                f"drop '{drop.name}' does not say which product it is of",
                where=f"drops.{drop.name}.product",
                advice=nearest(drop.name, products),
            )
    for orders in factory.orders:
        _check_known(orders.product, products, "product", f"orders.{orders.name}.product")


def _check_floor(factory: Factory) -> None:
    if factory.floor is None:
        return
    stations = [station.name for station in factory.stations]
    for placement in factory.floor.placements:
        place = f"floor.placements.{placement.name}"
        _check_known(placement.name, stations, "station", place)
        if factory.station(placement.name).footprint is None:
            raise SpecError(
                f"station '{placement.name}' is placed but has no footprint",
                where=f"stations.{placement.name}.footprint",
                advice="give one, e.g. {shape: [1.2 m, 0.9 m]}",
            )


def _check_currency(factory: Factory) -> None:
    for found in quantities(factory):
        for currency in currencies(found.unit):
            if currency != factory.currency:
                raise SpecError(
                    f"'{found.text}' is not in {factory.currency}, the currency of the twin",
                    where=found.path,
                    advice="convert it, or set 'currency'",
                )


def _check_cooperative(factory: Factory) -> None:
    if factory.cooperative is not None:
        stations = [station.name for station in factory.stations]
        _check_known(factory.cooperative.kiln, stations, "station", "cooperative.kiln")
        members = [member.name for member in factory.members]
        _check_unique([each.name for each in factory.cooperative.bookings], "cooperative.bookings")
        for each in factory.cooperative.bookings:
            here = f"cooperative.bookings.{each.name}.member"
            _check_known(each.member, members, "member", here)
    products = [product.name for product in factory.products]
    for member in factory.members:
        here = f"members.{member.name}.brings"
        _check_unique([lot.name for lot in member.brings], here)
        for lot in member.brings:
            _check_known(lot.product, products, "product", f"{here}.{lot.name}.product")


def _check_known(name: str, valid: Iterable[str], kind: str, where: str) -> None:
    names = list(valid)
    if name and name not in names:
        raise SpecError(f"there is no {kind} '{name}'", where=where, advice=nearest(name, names))


def _check_unique(names: list[str], where: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise SpecError(f"'{name}' is given twice", where=where, advice="rename one of them")
