"""How soon can one piece be with its customer? Its longest chain of steps, nobody in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.critical_path import CriticalPath, critical_path
from workbench.studies.prepare import prepare

if TYPE_CHECKING:
    from workbench.model import Drop, Factory
    from workbench.sim import SimSpec

DELIVERY = "delivery"
QUANTILES = 200


def one_piece(
    factory: Factory, drop: Drop | str | None = None, *, delivery: bool = True
) -> CriticalPath:
    """Return the critical path of a single piece of a drop.

    Mean times, shops that are always open, free machines and people, no batch that waits; carrying
    and, unless it is left out, the delivery included. It answers whether a day is enough at best,
    and which step binds; how long pieces really take is what `simulate` says.

    Parameters
    ----------
    factory : Factory
        The twin, variant and settings applied.
    drop : Drop or str, optional
        What is made; the first drop by default.
    delivery : bool
        Whether the way to the customer counts.
    """
    setup = prepare(factory, drop, floor=False)
    spec = setup.spec(1)
    times: dict[str, float] = {}
    before: dict[str, list[str]] = {}
    names: list[str] = []
    first, last = int(spec.product_start[0]), int(spec.product_start[1])
    labels = spec.names.operations[first:last]
    for place in range(first, last):
        name = label = spec.names.operations[place]
        if labels.count(label) > 1:
            name = f"{label} {int(spec.operation_lot[place]) + 1}"
        names.append(name)
        earlier = range(int(spec.predecessor_start[place]), int(spec.predecessor_start[place + 1]))
        steps = [int(spec.predecessor[k]) - first for k in earlier]
        times[name] = _mean(spec, place)
        before[name] = [names[step] for step in steps]
        for step in steps:
            walk = _walk(spec, first + step, place)
            if walk > 0.0:
                carried = f"to {name} from {names[step]}"
                times[carried] = walk
                before[carried] = [names[step]]
                before[name] = [carried if b == names[step] else b for b in before[name]]
    shipping = setup.drop.shipping
    if delivery and shipping is not None and shipping.time is not None:
        waited_for = {name for earlier in before.values() for name in earlier}
        times[DELIVERY] = shipping.time.mean
        before[DELIVERY] = [name for name in names if name not in waited_for]
    return critical_path(times, before)


def _mean(spec: SimSpec, place: int) -> float:
    """Return the mean time of an operation [min], drawn at even quantiles."""
    from workbench.streams import draw

    a, b, c, d = (float(x) for x in spec.operation_parameters[place])
    code, table = int(spec.operation_code[place]), np.asarray(spec.table, np.float64)
    quantiles = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return float(np.mean([draw(code, a, b, c, d, float(u), table) for u in quantiles]))


def _walk(spec: SimSpec, earlier: int, later: int) -> float:
    one, two = (int(spec.operation_station[place]) for place in (earlier, later))
    return float(spec.walk[one, two]) if min(one, two) >= 0 and spec.walk.size else 0.0
