"""What a dye house asks its workers: the lots in each order, with water and heat, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.model import Factory, Scenario
    from workbench.studies.dye_week import DyeHouse, DyeWeek

Stop = Callable[[], bool]


def dye_board(scenario: Scenario, *, stop: Stop | None = None) -> dict[str, Any]:
    """Return what a drop asks of the vat, in each order of its lots.

    Parameters
    ----------
    scenario : Scenario
        The twin and the drop.
    stop : callable, optional
        Ends the work when it returns true.

    Returns
    -------
    dict
        ``orders`` (figures and lots of each order), ``recipes`` (the baths of each colour for one
        full vat), ``names``.
    """
    from workbench.errors import InfeasibleError
    from workbench.studies.dye_week import ORDERS, dye_house, dye_week

    factory = scenario.factory()
    house = dye_house(factory, scenario.drop)
    weeks = {}
    for order in ORDERS if house.lots else ():
        if stop is not None and stop():
            raise InfeasibleError("the plan was stopped")
        weeks[order] = dye_week(house, order)
    return {
        "currency": factory.currency,
        "mass": house.mass,
        "station": factory.station(house.station).label or house.station,
        "names": _names(factory),
        "orders": {order: _order(week) for order, week in weeks.items()},
        "recipes": _recipes(house),
    }


def _names(factory: Factory) -> dict[str, dict[str, str]]:
    return {"recipes": {r.name: r.label for r in factory.recipes}}


def _order(week: DyeWeek) -> dict[str, Any]:
    plan, moment, lots = week.plan, 0.0, []
    gaps = (0.0, *plan.run.changeovers)
    for batch, load, gap in zip(plan.run.batches, plan.loads, gaps, strict=True):
        begun = moment + gap
        lots.append(
            {
                "colour": batch.colour,
                "mass": batch.mass,
                "changeover": gap,
                "start": begun,
                "end": begun + load.time,
                "water": load.water,
                "heat": load.heat,
            }
        )
        moment = begun + load.time
    whole = sum(load.water for load in plan.loads)
    return {
        "lots": lots,
        "time": week.time,
        "expected": plan.expected_time,
        "changeovers": week.changeover_time,
        "washes": plan.washes,
        "water": plan.water,
        "wash_water": plan.wash_water,
        "drained": plan.dyeings * sum(load.waste_water for load in plan.loads),
        "evaporated": plan.dyeings * sum(load.evaporated for load in plan.loads),
        "carried": plan.dyeings * sum(load.carried for load in plan.loads),
        "again": (plan.dyeings - 1.0) * whole,
        "heat": plan.heat,
        "chemicals": dict(week.chemicals),
        "cost": dict(week.cost),
        "dyeings": plan.dyeings,
    }


def _recipes(house: DyeHouse) -> list[dict[str, Any]]:
    """Return the baths of each recipe for one full vat, with the colours it dyes."""
    from workbench.processes.dye_bath import dye_load, liquor_ratio, most_goods, redo

    colours: dict[str, list[str]] = {}
    for colour, recipe in house.recipes.items():
        colours.setdefault(recipe.name, []).append(colour)
    found = []
    for name, dyed in colours.items():
        recipe = house.recipes[dyed[0]]
        mass = most_goods(recipe, house.vat)
        load = dye_load(recipe, house.vat, mass)
        found.append(
            {
                "recipe": name,
                "colours": dyed,
                "mass": mass,
                "redo": redo(recipe),
                "time": load.time,
                "baths": [
                    {
                        "name": bath.name,
                        "temperature": None
                        if bath.temperature is None
                        else float(bath.temperature),
                        "liquor": liquor_ratio(recipe, bath),
                        "water": run.fresh,
                        "heat": run.heat,
                        "time": run.time,
                        "chemicals": dict(run.chemicals),
                    }
                    for bath, run in zip(recipe.baths, load.baths, strict=True)
                ],
            }
        )
    return found
