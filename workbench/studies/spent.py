"""What a simulated drop takes: money, electricity and water for a piece, beside its times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.costing import (
    drop_costs,
    energy_per_piece,
    executions_per_piece,
    purchases,
)
from workbench.analysis.flow import tallied
from workbench.analysis.intervals import mean_interval
from workbench.analysis.kpi import Kpi
from workbench.processes.dye_purchases import WATER

if TYPE_CHECKING:
    from workbench.analysis.flow import Utilisation
    from workbench.sim import EventLog, SimSpec
    from workbench.studies.prepare import Setup


def spent_kpis(setup: Setup, log: EventLog, spec: SimSpec, busy: Utilisation) -> tuple[Kpi, ...]:
    """Return cost, electricity and water for a finished piece.

    Without anything that has a price there is no cost, and without a recipe no water.
    """
    factory, drop, product = setup.factory, setup.drop, setup.product
    bought = purchases(
        factory,
        product,
        cloth_length=setup.measures.cloth_length or 0.0,
        executions=executions_per_piece(log, spec),
    )
    costs = drop_costs(factory, drop, product, log, spec, bought, busy)
    done = np.maximum(tallied(log, spec).done, 1.0)
    found = [
        _kpi(
            "cost_per_piece",
            "Cost per piece",
            np.array([cost.total for cost in costs]) / done,
            factory.currency,
            "Everything the drop costs over its finished pieces: material, people, machines, "
            "energy, delivery, overhead.",
        ),
        _kpi(
            "energy_per_piece",
            "Electricity per piece",
            energy_per_piece(factory, log, spec, busy),
            "kWh",
            "Of all machines over the finished pieces, idle ones included.",
        ),
    ]
    water = sum(entry.amount for entry in bought if entry.material == WATER)
    if water:
        found.append(
            _kpi(
                "water_per_piece",
                "Water per piece",
                np.full(len(done), water),
                "L",
                "Fresh water of all baths and rinses, lots that are dyed again included.",
            )
        )
    return tuple(found)


def _kpi(name: str, label: str, values: object, unit: str, definition: str) -> Kpi:
    runs = np.asarray(values, dtype=np.float64)
    p50, p90 = (float(q) for q in np.quantile(runs, (0.5, 0.9)))
    return Kpi(name, label, *mean_interval(runs), p50, p90, unit, definition)
