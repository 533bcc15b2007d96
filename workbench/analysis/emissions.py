"""From a twin and its log to what a piece emits, here and offshore: lines of `footprint`.

Both sides are made of the same materials and take the same electricity, each from its own grid;
what happens at suppliers beside their materials is not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.analysis.costing import piece_mass
from workbench.analysis.footprint import Line, factor_set, freight
from workbench.errors import SpecError
from workbench.model.defaults import default

if TYPE_CHECKING:
    from workbench.analysis.costing import Purchase
    from workbench.analysis.footprint import FactorSet
    from workbench.model.baseline import Baseline
    from workbench.model.drop import Drop
    from workbench.model.factory import Factory
    from workbench.model.product import Product

KILOMETRE = 1e6  # [mm]


def material_lines(
    factory: Factory, bought: tuple[Purchase, ...], factors: FactorSet | None = None
) -> list[Line]:
    """Return the lines of what a piece is made of, waste included.

    Raises
    ------
    SpecError
        When a material has no emission factor, or its weight is not known: never taken as zero.
    """
    known = factors or factor_set()
    lines = []
    for entry in bought:
        name = factory.material(entry.material).footprint
        where = f"materials.{entry.material}.footprint"
        if not name:
            raise SpecError(
                f"material '{entry.material}' has no emission factor",
                where=where,
                advice="name one, such as 'cotton_jersey', or add your supplier's own",
            )
        per = known[name].unit.partition("/")[2]
        amount = entry.mass if per == "kg" else entry.amount
        if amount is None:
            raise SpecError(
                f"what material '{entry.material}' weighs is not known",
                where=f"materials.{entry.material}.weight",
                advice="give its weight, e.g. '180 g/m2'",
            )
        lines.append(Line("Material", name, amount, entry.material))
    return lines


def waste_line(factory: Factory, product: Product, wasted: float) -> list[Line]:
    """Return the line of cut waste going to landfill.

    Parameters
    ----------
    factory, product : nouns
        The cloth's weight.
    wasted : float
        Cloth that is bought and not in the piece. [m2]
    """
    weight = factory.material(product.cloth).weight if product.cloth else None
    if weight is None or wasted <= 0.0:
        return []
    return [Line("Waste", "waste.landfill", wasted * float(weight), "cut waste")]


def energy_line(kilowatt_hours: float, country: str, factors: FactorSet | None = None) -> Line:
    """Return the line of electricity from a country's grid, the world's when it is not said."""
    name = f"grid.{country or 'world'}"
    known = (factors or factor_set()).factors
    if name not in known:
        grids = ", ".join(sorted(key[5:] for key in known if key.startswith("grid.")))
        raise SpecError(
            f"the emissions of the grid of '{country}' are not known",
            where="country of the place or of the baseline",
            advice=f"leave the country out to take the world's mean; known are {grids}",
        )
    return Line("Energy", name, kilowatt_hours, "electricity")


def delivery_lines(drop: Drop, mass: float) -> list[Line]:
    """Return the lines of bringing a piece to its customer by van, and of returns."""
    shipping = drop.shipping
    if shipping is None or shipping.distance is None:
        return []
    trips = (1.0 - float(shipping.local_share or 0.0)) * (1.0 + float(shipping.returns or 0.0))
    line = freight("van", mass * trips, float(shipping.distance) / KILOMETRE)
    return [Line("Delivery", line.factor, line.amount, "delivery")]


def freight_lines(baseline: Baseline, mass: float) -> list[Line]:
    """Return the lines of the offshore freight."""
    if baseline.freight is None:
        return []
    mode = baseline.freight.mode
    distance = baseline.freight.distance
    way = float(default(f"freight.{mode}.distance") if distance is None else distance)
    return [freight(mode, mass, way / KILOMETRE)]


def lines_here(
    factory: Factory,
    drop: Drop,
    product: Product,
    bought: tuple[Purchase, ...],
    *,
    energy: float,
    wasted: float = 0.0,
) -> list[Line]:
    """Return the lines of a piece made here.

    Parameters
    ----------
    energy : float
        Electricity of a piece. [kWh]
    wasted : float, default 0
        Cloth cut away for a piece. [m2]
    """
    return [
        *material_lines(factory, bought),
        *waste_line(factory, product, wasted),
        energy_line(energy, factory.place.country),
        *delivery_lines(drop, piece_mass(product, bought)),
    ]


def lines_offshore(
    factory: Factory,
    drop: Drop,
    product: Product,
    bought: tuple[Purchase, ...],
    baseline: Baseline,
    *,
    energy: float,
    wasted: float = 0.0,
) -> list[Line]:
    """Return the lines of a piece made offshore, by the parameters of `lines_here`."""
    mass = piece_mass(product, bought)
    return [
        *material_lines(factory, bought),
        *waste_line(factory, product, wasted),
        energy_line(energy, baseline.country),
        *freight_lines(baseline, mass),
        *delivery_lines(drop, mass),
    ]
