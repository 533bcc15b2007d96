"""What a dye lot takes: baths, water, heat and chemicals, and where the water goes.

Water in is water out: what is filled in is drained, evaporates, or leaves with the wet goods. Heat
is that of bath and goods from the supply's temperature up, over the vat's efficiency.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import InfeasibleError, SpecError, nearest
from workbench.model.defaults import default
from workbench.model.dyeing import Bath, Recipe, Vat
from workbench.model.station import Changeover
from workbench.processes.dye import DyeBatch, DyeLot, DyeRun, best_order, split

# Specific heats: water 4.186 kJ/(kg K), wool about 1.36 kJ/(kg K). [kWh/(kg K)]
WATER_HEAT = 4.186 / 3600.0
FIBRE_HEAT = 1.36 / 3600.0


@dataclass(frozen=True)
class BathRun:
    """One bath of a lot.

    Parameters
    ----------
    name : str
        Which.
    liquor : float
        How much bath there is. [L]
    fresh : float
        Water that is filled in. [L]
    kept : float
        Liquor that stands from the lot before. [L]
    brought, carried : float
        Water in the goods when they come and when they leave. [L]
    evaporated, drained : float
        [L]
    heat : float
        [kWh]
    time : float
        Heating up included. [min]
    chemicals : mapping of material to float
        [kg], or [L] for what is dosed by volume
    """

    name: str
    liquor: float
    fresh: float
    kept: float
    brought: float
    carried: float
    evaporated: float
    drained: float
    heat: float
    time: float
    chemicals: Mapping[str, float]


@dataclass(frozen=True)
class DyeLoad:
    """A lot in a vat, all baths together.

    Parameters
    ----------
    recipe : str
        Its name.
    mass : float
        Of the goods, dry. [kg]
    baths : tuple of BathRun
        In order.
    """

    recipe: str
    mass: float
    baths: tuple[BathRun, ...]

    @property
    def time(self) -> float:
        """How long the vat is taken [min]."""
        return math.fsum(bath.time for bath in self.baths)

    @property
    def water(self) -> float:
        """Fresh water [L]."""
        return math.fsum(bath.fresh for bath in self.baths)

    @property
    def waste_water(self) -> float:
        """What is drained [L]."""
        return math.fsum(bath.drained for bath in self.baths)

    @property
    def evaporated(self) -> float:
        """What goes up as steam [L]."""
        return math.fsum(bath.evaporated for bath in self.baths)

    @property
    def carried(self) -> float:
        """What leaves with the wet goods [L]."""
        return self.baths[-1].carried

    @property
    def heat(self) -> float:
        """Energy for heating [kWh]."""
        return math.fsum(bath.heat for bath in self.baths)

    @property
    def chemicals(self) -> dict[str, float]:
        """What all baths take of each material [kg or L]."""
        total: dict[str, float] = {}
        for bath in self.baths:
            for material, amount in bath.chemicals.items():
                total[material] = total.get(material, 0.0) + amount
        return total

    @property
    def water_gap(self) -> float:
        """Water in less water out [L]: rounding only."""
        return self.water - self.waste_water - self.evaporated - self.carried

    @property
    def water_per_kg(self) -> float:
        """Fresh water for each kg of goods [L/kg]."""
        return self.water / self.mass

    @property
    def heat_per_kg(self) -> float:
        """Heat for each kg of goods [kWh/kg]."""
        return self.heat / self.mass


def liquor_ratio(recipe: Recipe, bath: Bath | None = None) -> float:
    """Return the liquor ratio of a recipe or of one of its baths [L/kg]."""
    for stated in (None if bath is None else bath.liquor, recipe.liquor):
        if stated is not None:
            return float(stated)
    return float(default("dye.liquor"))


def redo(recipe: Recipe) -> float:
    """Return the share of lots that are dyed again."""
    if recipe.redo is not None:
        return float(recipe.redo)
    return float(default("dye.redo_natural" if recipe.kind == "natural" else "dye.redo"))


def dyeings(recipe: Recipe) -> float:
    """Return how often a lot is dyed on average, 1/(1 − redo)."""
    return 1.0 / (1.0 - redo(recipe))


def dye_load(recipe: Recipe, vat: Vat, mass: float) -> DyeLoad:
    """Return what a lot takes.

    Parameters
    ----------
    recipe : Recipe
        Its baths.
    vat : Vat
        Where.
    mass : float
        Of the goods, dry. [kg]

    Raises
    ------
    InfeasibleError
        When goods or bath are more than the vat takes; the text says how much would fit.
    """
    check_fit(recipe, vat, mass)
    retained = mass * float(default("dye.carried"))
    baths, brought = [], 0.0
    for bath in recipe.baths:
        liquor = mass * liquor_ratio(recipe, bath)
        top = float(vat.supply if bath.temperature is None else bath.temperature)
        rise = max(0.0, top - float(vat.supply))
        evaporated = liquor * float(default("dye.evaporated")) if rise > 0.0 else 0.0
        # no more stands for the next lot than goods and steam leave
        left = max(0.0, liquor - retained - evaporated)
        kept = min(liquor * float(bath.standing or 0.0), left)
        fresh = max(0.0, liquor - kept - brought)
        efficiency = float(
            default("dye.heat_efficiency") if vat.efficiency is None else vat.efficiency
        )
        # a standing bath is taken as still warm
        heat = (fresh * WATER_HEAT + mass * FIBRE_HEAT) * rise / efficiency
        warming = heat / float(vat.heater) * 60.0 if vat.heater is not None else 0.0
        total = fresh + kept + brought
        drained = total - kept - retained - evaporated
        if drained < -1e-9:
            raise SpecError(
                f"bath '{bath.name}' of recipe '{recipe.name}' has less water than its goods hold",
                where=f"recipes.{recipe.name}.baths.{bath.name}.liquor",
                advice="give a higher liquor ratio",
            )
        chemicals = {
            dose.material: _dosed(dose.amount.kind, float(dose.amount), mass, liquor - kept)
            for dose in bath.doses
        }
        baths.append(
            BathRun(
                bath.name,
                total,
                fresh,
                kept,
                brought,
                retained,
                evaporated,
                drained,
                heat,
                float(bath.time) + warming,
                chemicals,
            )
        )
        brought = retained
    return DyeLoad(recipe.name, mass, tuple(baths))


def _dosed(kind: str, amount: float, mass: float, fresh: float) -> float:
    """Return how much of a material a bath takes; a standing bath holds its share already."""
    return amount * (fresh if kind.endswith("/volume") else mass)


def most_goods(recipe: Recipe, vat: Vat) -> float:
    """Return how much a vat takes of a recipe: by goods, and by the largest bath [kg]."""
    if vat.volume is None:
        return float(vat.capacity)
    ratio = max(liquor_ratio(recipe, bath) for bath in recipe.baths)
    return min(float(vat.capacity), float(vat.volume) / ratio)


def check_fit(recipe: Recipe, vat: Vat, mass: float) -> None:
    """Refuse a lot that is more than the vat takes, naming what would fit."""
    if not (math.isfinite(mass) and mass > 0.0):
        raise SpecError(f"a lot of {mass} kg", where="mass", advice="give more than 0 kg")
    most = most_goods(recipe, vat)
    if mass <= most * (1 + 1e-9):
        return
    if mass > float(vat.capacity) * (1 + 1e-9):
        raise InfeasibleError(
            f"{mass:g} kg are over the vat's capacity of {vat.capacity.text}",
            where=f"recipes.{recipe.name}",
            advice=f"dye at most {most:g} kg at a time",
        )
    assert vat.volume is not None
    ratio = max(liquor_ratio(recipe, bath) for bath in recipe.baths)
    raise InfeasibleError(
        f"{mass:g} kg at {ratio:g} L/kg need {mass * ratio:g} L, the vat takes {vat.volume.text}",
        where=f"recipes.{recipe.name}",
        advice=f"dye at most {most:g} kg at a time, or lower the liquor ratio",
    )


def changeover_matrix(
    shades: Sequence[str], changeover: Changeover
) -> tuple[tuple[float, ...], ...]:
    """Return the time from each shade (row) to each other (column), light to dark [min]."""
    order = tuple(shades)
    return tuple(tuple(changeover.between(a, b, order) for b in order) for a in order)


@dataclass(frozen=True)
class DyePlan:
    """Lots put into vats in an order, with all they take.

    Parameters
    ----------
    run : DyeRun
        Batches, changeovers and the whole time, re-dyeing left out.
    loads : tuple of DyeLoad
        One for each batch.
    washes : int
        Washes from a darker to a lighter colour.
    wash_water : float
        [L]
    dyeings : float
        How often a batch is dyed on average.
    """

    run: DyeRun
    loads: tuple[DyeLoad, ...]
    washes: int
    wash_water: float
    dyeings: float

    @property
    def water(self) -> float:
        """Fresh water, washes and expected re-dyeing included [L]."""
        return self.dyeings * math.fsum(load.water for load in self.loads) + self.wash_water

    @property
    def heat(self) -> float:
        """Heat, expected re-dyeing included [kWh]."""
        return self.dyeings * math.fsum(load.heat for load in self.loads)

    @property
    def expected_time(self) -> float:
        """Time with expected re-dyeing, changeovers as planned [min]."""
        return self.run.time + (self.dyeings - 1.0) * math.fsum(load.time for load in self.loads)

    @property
    def chemicals(self) -> dict[str, float]:
        """Chemicals, expected re-dyeing included [kg or L]."""
        total: dict[str, float] = {}
        for load in self.loads:
            for material, amount in load.chemicals.items():
                total[material] = total.get(material, 0.0) + amount * self.dyeings
        return total


def plan_dyeing(
    lots: Sequence[DyeLot],
    recipes: Mapping[str, Recipe] | Recipe,
    vat: Vat,
    changeover: Changeover,
    shades: Sequence[str],
    *,
    order: Sequence[DyeBatch] | None = None,
) -> DyePlan:
    """Return the vats that lots need, in the quickest order or in a given one.

    Parameters
    ----------
    lots : sequence of DyeLot
        What is to be dyed.
    recipes : Recipe, or mapping of colour to Recipe
        How; batches of all recipes are ordered by changeovers alone.
    vat : Vat
        Where.
    changeover : Changeover
        Between two shades.
    shades : sequence of str
        From light to dark.
    order : sequence of DyeBatch, optional
        Batches in an order of your own.
    """
    by_colour = _by_colour(recipes, lots)
    batches: list[DyeBatch] = []
    if order is None:
        for colour in dict.fromkeys(lot.colour for lot in lots):
            own = [lot for lot in lots if lot.colour == colour]
            batches += split(own, most_goods(by_colour[colour], vat))
        run = best_order(batches, 0.0, changeover, shades)
    else:
        from workbench.processes.dye import dye

        run = dye(order, 0.0, changeover, shades)
    loads = tuple(dye_load(by_colour[b.colour], vat, b.mass) for b in run.batches)
    time = math.fsum(load.time for load in loads) + math.fsum(run.changeovers)
    run = DyeRun(run.batches, run.changeovers, time)
    places = {shade: place for place, shade in enumerate(shades)}
    pairs = zip(run.batches, run.batches[1:], strict=False)
    washes = sum(places[b.colour] < places[a.colour] for a, b in pairs)
    wash = washes * float(vat.wash or 0.0)
    mass = math.fsum(b.mass for b in run.batches)
    mean = math.fsum(b.mass * dyeings(by_colour[b.colour]) for b in run.batches) / mass
    return DyePlan(run, loads, washes, wash, mean)


def _by_colour(recipes: Mapping[str, Recipe] | Recipe, lots: Sequence[DyeLot]) -> dict[str, Recipe]:
    colours = dict.fromkeys(lot.colour for lot in lots)
    if isinstance(recipes, Recipe):
        return dict.fromkeys(colours, recipes)
    for colour in colours:
        if colour not in recipes:
            raise SpecError(
                f"there is no recipe for '{colour}'",
                where="recipes",
                advice=nearest(colour, recipes),
            )
    return {colour: recipes[colour] for colour in colours}
