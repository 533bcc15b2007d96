"""From what an operation says about its time to the distribution that a run draws from."""

from __future__ import annotations

from typing import NamedTuple

from workbench.errors import SpecError
from workbench.model.defaults import default
from workbench.model.distribution import PARAMETERS, Distribution, Rate
from workbench.model.factory import Factory
from workbench.model.product import Operation, Product
from workbench.model.station import Station
from workbench.model.work_time import ByMarker, ByProgram, ByRecipe, BySam
from workbench.plan.measures import Measures
from workbench.processes.cutting import Cutter, CutWork, cutting_time
from workbench.processes.dye_bath import check_fit, dye_load, redo
from workbench.processes.kiln import fire, loss
from workbench.processes.kiln_programs import program_of
from workbench.processes.sewing import style_efficiency


class Duration(NamedTuple):
    """A distribution in minutes.

    Parameters
    ----------
    code : int
        Of `workbench.streams`.
    parameters : tuple of 4 floats
        [min]
    table : tuple of float
        Values and cumulative weights of a discrete one, else empty. [min]
    per_batch : bool
        Whether one draw holds for a whole batch.
    energy : float
        Of one execution, beside the machine's power. [kWh]
    redo, scrap : float
        Chances that come with the way it is done, where the operation itself says nothing.
    """

    code: int
    parameters: tuple[float, float, float, float]
    table: tuple[float, ...] = ()
    per_batch: bool = False
    energy: float = 0.0
    redo: float = 0.0
    scrap: float = 0.0


# What a time for each m2, kg or piece is multiplied with.
_OF_KIND = {"area": "area", "mass": "weight", "count": "pieces", "length": "cut_length"}


def duration(
    operation: Operation,
    product: Product,
    measures: Measures,
    *,
    lots: int = 1,
    station: Station | None = None,
    factory: Factory | None = None,
    family: str = "",
) -> Duration:
    """Return how long an operation takes for one piece, or for one of its lots.

    Parameters
    ----------
    operation : Operation
        With a time, a wait, or a supplier's lead time.
    product : Product
        What is made.
    measures : Measures
        What one piece measures.
    lots : int
        In how many lots the operation splits the piece; each has its share of the work.
    station : Station, optional
        Where; at a batch station a time is that of the whole batch unless it says otherwise.
    factory : Factory, optional
        Whose programs and recipes are meant.
    family : str
        The colour, when recipes are of colours.
    """
    where = f"products.{product.name}.routing.{operation.name}.time"
    if operation.supplier:
        assert operation.lead_time is not None  # checked by Operation
        return _scaled(operation.lead_time, 1.0, per_batch=True)
    time = operation.time
    faster = 1.0 / float(operation.efficiency or 1.0)
    known = measures.over(product)
    if isinstance(time, Rate):
        work = _amount(known, time.of, time.rate.text, where) / lots
        minutes = work / float(time.rate) + float(time.plus or 0.0)
        return Duration(0, (minutes * faster, 0.0, 0.0, 0.0))
    if isinstance(time, ByProgram):
        return firing(time, station, factory, where)
    if isinstance(time, ByRecipe):
        return dyeing(time, station, factory, where, family)
    if isinstance(time, BySam):
        return sewing(time, float(operation.efficiency or default("sew.efficiency")), lots)
    if isinstance(time, ByMarker):
        return cutting(time, known, faster / lots, where)
    if operation.wait is not None:
        return _scaled(operation.wait, 1.0)
    assert isinstance(time, Distribution)  # checked by Operation
    in_batches = station is not None and station.batch is not None
    if time.per == "batch" and not in_batches:
        raise SpecError(
            f"'{time.text}', but station '{operation.station}' does not work in batches",
            where=where,
            advice=f"give stations.{operation.station}.batch, or leave out 'per batch'",
        )
    if time.unit_kind == "time":
        whole = in_batches and time.per in ("", "batch")
        return _scaled(time, faster, per_batch=whole)
    measure = _OF_KIND[time.unit_kind.partition("/")[2]]
    # a length is drawn in mm and an area in m2, as the canonical units of the time are
    factor = _amount(known, measure, time.text, where) / lots
    return _scaled(time, factor * faster)


def firing(
    time: ByProgram, station: Station | None, factory: Factory | None, where: str
) -> Duration:
    """Return the time of a firing: heating, cooling, and loading; its loss and energy with it."""
    if station is None or station.kiln is None:
        raise SpecError(
            f"program '{time.program}' is fired where there is no kiln",
            where=where,
            advice="give the station a kiln, e.g. kiln: {power: 11.52 kW}",
        )
    program = program_of(factory, time.program, f"{where}.program")
    done = fire(station.kiln, program)
    minutes = done.time + float(time.plus or 0.0)
    in_batches = station.batch is not None
    return Duration(
        0, (minutes, 0.0, 0.0, 0.0), (), in_batches, energy=done.energy, scrap=loss(program)
    )


def dyeing(
    time: ByRecipe, station: Station | None, factory: Factory | None, where: str, colour: str
) -> Duration:
    """Return the time of a dye lot, and the heat of a vat made up for all it takes."""
    if station is None or station.vat is None or factory is None:
        raise SpecError(
            f"recipe '{time.recipe}' is run where there is no vat",
            where=where,
            advice="give the station a vat, e.g. vat: {capacity: 10 kg}",
        )
    recipe = factory.recipe(time.of(colour))
    batch = station.batch
    in_kilograms = batch is not None and batch.max.kind == "mass"
    mass = float(batch.max) if batch is not None and in_kilograms else float(station.vat.capacity)
    check_fit(recipe, station.vat, mass)
    load = dye_load(recipe, station.vat, mass)
    minutes = load.time + float(time.plus or 0.0)
    return Duration(
        0,
        (minutes, 0.0, 0.0, 0.0),
        (),
        batch is not None,
        energy=load.heat,
        redo=redo(recipe),
    )


def sewing(time: BySam, efficiency: float, lots: int) -> Duration:
    """Return the time of sewing: standard minutes over efficiency, lowered by style changes."""
    minutes = float(time.sam) / style_efficiency(time.style_changes, base=efficiency) / lots
    if not time.spread:
        return Duration(0, (minutes, 0.0, 0.0, 0.0))
    most = float(time.spread) * minutes
    code = list(PARAMETERS).index("triangular")
    return Duration(code, (minutes - most, minutes, minutes + most, 0.0))


def cutting(time: ByMarker, measures: Measures, share: float, where: str) -> Duration:
    """Return the time of cutting a garment from its marker."""
    length = _amount(measures, "cut_length", f"marker: {time.marker.text}", where)
    work = CutWork(length, measures.corners or 0.0, measures.notches or 0.0, measures.pieces or 1.0)
    cutter = Cutter(
        float(time.marker),
        corner=float(time.corner or 0.0),
        notch=float(time.notch or 0.0),
        piece=float(time.piece or 0.0),
        spread=float(time.spread or 0.0) * 1000.0,
        setup=0.0,
    )
    minutes = cutting_time(work, cutter, cloth=measures.cloth_length or 0.0)
    return Duration(0, ((minutes + float(time.plus or 0.0)) * share, 0.0, 0.0, 0.0))


def _amount(measures: Measures, name: str, text: str, where: str) -> float:
    value = getattr(measures, name)
    if value is None:
        stated = {"area": "the product's area", "weight": "the product's weight"}
        advice = f"give {stated[name]}" if name in stated else "give the product pattern and cloth"
        raise SpecError(
            f"'{text}' needs the {name.replace('_', ' ')} of a piece, which is not known",
            where=where,
            advice=advice,
        )
    return float(value)


def _scaled(law: Distribution, factor: float, *, per_batch: bool = False) -> Duration:
    """Return a law with its values multiplied; every law here is of location and scale."""
    if law.kind == "discrete":
        count = len(law.values)
        table = law.table
        values = tuple(value * factor for value in table[:count])
        return Duration(law.code, law.parameters, (*values, *table[count:]), per_batch)
    first, second, third, fourth = (value * factor for value in law.parameters)
    return Duration(law.code, (first, second, third, fourth), (), per_batch)
