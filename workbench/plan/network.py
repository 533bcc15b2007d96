"""From a routing to the network of single steps: lots split and merged, supplier steps marked."""

from __future__ import annotations

from typing import NamedTuple

from workbench.errors import SpecError
from workbench.model.product import DONE, Operation, Product
from workbench.model.station import Station
from workbench.model.work_time import ByProgram


class Step(NamedTuple):
    """One operation of one lot of a piece.

    Parameters
    ----------
    operation : Operation
        What is done.
    lot : int
        Which lot; 0 for the piece as a whole.
    lots : int
        In how many lots the operation splits the piece.
    before : tuple of int
        Places of the steps that must be finished.
    family : str
        What it shares with others in a batch or between changeovers; empty: nothing.
    begins : bool
        Whether a piece starts with it.
    then : tuple of (int, float)
        Places of the steps that may come next, -1 for none, each with its chance; empty: those
        that wait for it.
    """

    operation: Operation
    lot: int
    lots: int
    before: tuple[int, ...]
    family: str
    begins: bool = True
    then: tuple[tuple[int, float], ...] = ()


def steps(product: Product, stations: dict[str, Station]) -> tuple[Step, ...]:
    """Return the steps of one piece, each after those it waits for.

    An operation with ``per`` stands here once for each lot. Between two operations split the same
    way, lot follows lot; otherwise each lot waits for all lots before it (a join).
    """
    if not product.routing:
        raise SpecError(
            f"product '{product.name}' has no routing",
            where=f"products.{product.name}.routing",
            advice="list its operations, e.g. '- sew: {station: sewing, time: 18 min}'",
        )
    made: list[Step] = []
    places: dict[str, tuple[int, ...]] = {}
    for operation in _ordered(product):
        lots = product.lot_count(operation.per) if operation.per else 1
        first = len(made)
        for lot in range(lots):
            before: list[int] = []
            for name in product.before(operation):
                previous = places[name]
                same = bool(operation.per) and product.operation(name).per == operation.per
                before.extend(previous[lot : lot + 1] if same else previous)
            family = _family(product, operation, lot, stations.get(operation.station))
            begins = product.begins(operation)
            made.append(Step(operation, lot, lots, tuple(sorted(set(before))), family, begins))
        places[operation.name] = tuple(range(first, first + lots))
    return tuple(step._replace(then=_then(step, places)) for step in made)


def _then(step: Step, places: dict[str, tuple[int, ...]]) -> tuple[tuple[int, float], ...]:
    """Return the steps that may come next by chance: lot follows lot."""
    return tuple(
        (-1 if name == DONE else places[name][step.lot], float(share))
        for name, share in step.operation.then
    )


def _ordered(product: Product) -> list[Operation]:
    """Return the operations so that each comes after those it follows, else as listed."""
    done: dict[str, Operation] = {}

    def visit(operation: Operation) -> None:
        if operation.name not in done:
            for name in product.before(operation):
                visit(product.operation(name))
            done[operation.name] = operation

    for operation in product.routing:
        visit(operation)
    return list(done.values())


def _family(product: Product, operation: Operation, lot: int, station: Station | None) -> str:
    """Return what the step shares with others at its station."""
    if operation.family:
        return operation.family
    if isinstance(operation.time, ByProgram):
        return operation.time.program
    kinds = []
    if station is not None and station.batch is not None:
        kinds.append(station.batch.family)
    if station is not None and station.changeover is not None:
        kinds.append(station.changeover.by)
    if operation.per in ("colour", "shade") or {"colour", "shade"} & set(kinds):
        # what is not split has all colours at once; its first stands for them
        return product.shades[lot] if operation.per in ("colour", "shade") else product.shades[0]
    if operation.per:
        return f"{operation.per} {lot + 1}"
    return product.name if "product" in kinds else ""
