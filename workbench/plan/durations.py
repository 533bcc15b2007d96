"""From what an operation says about its time to the distribution that a run draws from."""

from __future__ import annotations

from typing import NamedTuple

from workbench.errors import SpecError
from workbench.model.distribution import Distribution, Rate
from workbench.model.product import Operation, Product
from workbench.model.station import Station
from workbench.plan.measures import Measures


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
    """

    code: int
    parameters: tuple[float, float, float, float]
    table: tuple[float, ...] = ()
    per_batch: bool = False


# What a time for each m2, kg or piece is multiplied with.
_OF_KIND = {"area": "area", "mass": "weight", "count": "pieces", "length": "cut_length"}


def duration(
    operation: Operation,
    product: Product,
    measures: Measures,
    *,
    lots: int = 1,
    station: Station | None = None,
) -> Duration:
    """Return how long an operation takes for one piece, or for one of its lots.

    Parameters
    ----------
    operation : Operation
        With a time, or a supplier's lead time.
    product : Product
        What is made.
    measures : Measures
        What one piece measures.
    lots : int
        In how many lots the operation splits the piece; each has its share of the work.
    station : Station, optional
        Where; at a batch station a time is that of the whole batch unless it says otherwise.
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
