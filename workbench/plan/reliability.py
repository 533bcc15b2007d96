"""Breakdowns and maintenance as the rows of a specification."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from workbench.model.distribution import Distribution
from workbench.model.station import Station
from workbench.plan.durations import Duration
from workbench.plan.shops import Shop
from workbench.plan.tables import Tables
from workbench.sim.codes import BY_CLOCK, BY_USE, NEVER_FAILS, SPOILING

_NOTHING = (0.0, 0.0, 0.0, 0.0)


def law(given: Distribution | None, tables: Tables) -> tuple[int, tuple[float, ...]]:
    """Return code and parameters of a law of chance in minutes; nothing is always 0."""
    if given is None:
        return 0, _NOTHING
    return given.code, tables.parameters(Duration(given.code, given.parameters, given.table))


def failure_row(shop: Shop, station: Station, tables: Tables) -> dict[str, Any]:
    """Return how the machines of a station fail."""
    failing = station.breakdowns
    kind = NEVER_FAILS if failing is None else BY_USE if failing.by == "use" else BY_CLOCK
    code, parameters = law(failing.every if failing else None, tables)
    repair, minutes = law(failing.repair if failing else None, tables)
    return {
        "fail_kind": kind,
        "fail_code": code,
        "fail_parameters": parameters,
        "fail_work": SPOILING.index(failing.work) if failing else 0,
        "repair_code": repair,
        "repair_parameters": minutes,
        "repair_pool": shop.pool(failing.pool) if failing else -1,
    }


def plan_arrays(shops: Iterable[Shop]) -> dict[str, Any]:
    """Return the maintenance plans of all stations."""
    plans: list[tuple[float, float, float, int, int]] = []
    starts = [0]
    for shop in shops:
        for station in shop.factory.stations:
            for work in station.maintenance:
                every = np.inf if work.every is None else float(work.every)
                machine = -1 if work.machine is None else work.machine - 1
                plans.append(
                    (float(work.first), every, float(work.time), machine, shop.pool(work.pool))
                )
            starts.append(len(plans))
        starts += [len(plans)] * len(shop.suppliers)
    names = ("plan_first", "plan_every", "plan_minutes", "plan_machine", "plan_pool")
    columns = list(zip(*plans, strict=True)) or [()] * len(names)
    arrays = {name: np.array(column) for name, column in zip(names, columns, strict=True)}
    return {"plan_start": np.array(starts), **arrays}
