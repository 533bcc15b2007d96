"""What a drop asks of the vat: lots, their order, the water, heat and dyestuff they take.

The simulation plays the vat among everything else; this answers what the dyer asks: which colour
comes next, what a wrong order would cost, and what goes down the drain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import SpecError, nearest
from workbench.model.defaults import default
from workbench.model.dyeing import Recipe, Vat
from workbench.model.factory import Factory
from workbench.model.product import Operation, Product
from workbench.model.station import Changeover, Station
from workbench.model.work_time import ByRecipe
from workbench.processes.dye import DyeBatch, DyeLot, best_order, split, worst_order
from workbench.processes.dye_bath import DyePlan, most_goods, plan_dyeing
from workbench.processes.dye_purchases import WATER, goods
from workbench.units import Quantity

ORDERS = ("best", "given", "grouped", "worst")


@dataclass(frozen=True)
class DyeHouse:
    """A vat and what is to be dyed in it.

    Parameters
    ----------
    station : str
        Of the vat.
    vat : Vat
        What it takes.
    recipes : mapping of colour to Recipe
        How each colour is dyed.
    changeover : Changeover
        Between two shades.
    shades : tuple of str
        From light to dark.
    lots : tuple of DyeLot
        What is to be dyed. [kg]
    prices : mapping of material to float
        Of dyestuff, chemicals and water, where the twin buys them. [money/kg or L]
    energy : float
        [money/kWh]
    """

    station: str
    vat: Vat
    recipes: Mapping[str, Recipe]
    changeover: Changeover
    shades: tuple[str, ...]
    lots: tuple[DyeLot, ...]
    prices: Mapping[str, float]
    energy: float

    @property
    def mass(self) -> float:
        """All that is dyed [kg]."""
        return math.fsum(lot.mass for lot in self.lots)


@dataclass(frozen=True)
class DyeWeek:
    """The lots in one order.

    Parameters
    ----------
    order : str
        ``best``, ``given`` (in the order of the lots), ``grouped`` (the worst of those that keep a
        colour together) or ``worst`` of all.
    plan : DyePlan
        Lots, changeovers, water and heat.
    chemicals : mapping of material to float
        Dyestuff and chemicals, expected re-dyeing included. [kg or L]
    cost : mapping of str to float
        ``heat``, ``water`` and ``chemicals``. [money]
    """

    order: str
    plan: DyePlan
    chemicals: Mapping[str, float]
    cost: Mapping[str, float]

    @property
    def time(self) -> float:
        """From the first lot's start to the last one's end, re-dyeing left out [min]."""
        return self.plan.run.time

    @property
    def changeover_time(self) -> float:
        """Between lots of different colours, all together [min]."""
        return math.fsum(self.plan.run.changeovers)


def dye_house(factory: Factory, drop: str = "") -> DyeHouse:
    """Return the vat of a twin and what a drop asks of it.

    Parameters
    ----------
    factory : Factory
        With a vat, recipes and a product that is dyed by one.
    drop : str
        Whose pieces; the first drop by default.

    Raises
    ------
    SpecError
        When nothing of the drop is dyed by a recipe in a vat here.
    """
    chosen = factory.drop(drop)
    product = factory.product_of(chosen)
    operation, station = _dyed(factory, product)
    assert isinstance(operation.time, ByRecipe)
    assert station.vat is not None
    colours = product.shades
    if not colours:
        raise SpecError(
            f"product '{product.name}' has no colours",
            where=f"products.{product.name}.colours",
            advice="list them from light to dark",
        )
    mass = goods(factory, product) * float(chosen.count)
    price = factory.costs.energy if factory.costs.energy is not None else default("costs.energy")
    return DyeHouse(
        station.name,
        station.vat,
        {colour: factory.recipe(operation.time.of(colour)) for colour in colours},
        station.changeover or Changeover(time=Quantity(0.0, "min")),
        colours,
        tuple(DyeLot(colour, mass / len(colours)) for colour in colours) if mass else (),
        {m.name: float(m.price) for m in factory.materials if m.price is not None},
        float(price),
    )


def dye_week(house: DyeHouse, order: str = "best") -> DyeWeek:
    """Return the lots of a vat in an order.

    Parameters
    ----------
    house : DyeHouse
        The vat and the lots.
    order : str
        One of `ORDERS`.

    Raises
    ------
    InfeasibleError
        When a lot is more than the vat takes.
    """
    if order not in ORDERS:
        raise SpecError(
            f"there is no order '{order}'", where="order", advice=nearest(order, ORDERS)
        )
    batches = _batches(house)
    plan = plan_dyeing(
        house.lots, house.recipes, house.vat, house.changeover, house.shades,
        order=_ordered(house, batches, order),
    )  # fmt: skip
    water = plan.water * house.prices.get(WATER, 0.0)
    chemicals = {name: amount for name, amount in plan.chemicals.items() if name != WATER}
    bought = math.fsum(house.prices.get(name, 0.0) * amount for name, amount in chemicals.items())
    cost = {"heat": plan.heat * house.energy, "water": water, "chemicals": bought}
    return DyeWeek(order, plan, chemicals, cost)


def _batches(house: DyeHouse) -> tuple[DyeBatch, ...]:
    """Return the fillings of the vat, in the order in which the colours are listed."""
    found: list[DyeBatch] = []
    for lot in house.lots:
        if lot.colour not in house.recipes:
            raise SpecError(
                f"there is no recipe for '{lot.colour}'",
                where="recipes",
                advice=nearest(lot.colour, house.recipes),
            )
        found += split([lot], most_goods(house.recipes[lot.colour], house.vat))
    return tuple(found)


def _ordered(house: DyeHouse, batches: Sequence[DyeBatch], order: str) -> tuple[DyeBatch, ...]:
    facts = (batches, 0.0, house.changeover, house.shades)
    if order == "given":
        return tuple(batches)
    if order == "best":
        return best_order(*facts).batches
    return worst_order(*facts, grouped=order == "grouped").batches


def _dyed(factory: Factory, product: Product) -> tuple[Operation, Station]:
    for operation in product.routing:
        if isinstance(operation.time, ByRecipe) and operation.station:
            station = factory.station(operation.station)
            if station.vat is not None:
                return operation, station
    raise SpecError(
        f"no operation of '{product.name}' is dyed by a recipe in a vat here",
        where=f"products.{product.name}.routing",
        advice="give one time: {recipe: NAME}, and its station a vat",
    )
