"""What machines draw without working, hour by hour: the part of a power profile no row tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.energy import whole_work
from workbench.analysis.flow import startable, tallied
from workbench.analysis.held import first_of_batch
from workbench.analysis.openings import open_time, priced
from workbench.sim.calendars import Calendars
from workbench.sim.log import CHANGEOVER, OPERATION

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from workbench.analysis.openings import Passed
    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]


def standby(
    log: EventLog, spec: SimSpec, edges: FloatArray, *, suppliers: Collection[str] = ()
) -> FloatArray:
    """Return what each station draws idle and switched off, span by span.

    The sum over the spans is what `analysis.energy.energy` counts as idle and off.

    Parameters
    ----------
    log : EventLog
        Of one replication.
    spec : SimSpec
        What was played.
    edges : float64[n + 1]
        Ascending ends of the spans. [min]
    suppliers : collection of str
        Stations outside; their energy is not the factory's.

    Returns
    -------
    float64[stations, n]
        [kWh]
    """
    sums = tallied(log, spec)
    begin, end = float(sums.begin[0]), float(max(sums.begin[0], sums.end[0]))
    calendars = Calendars(spec)
    within = np.clip(edges, begin, end)
    row = np.zeros(len(log), dtype=np.int64)
    once = first_of_batch(log, row)
    drawn = np.zeros((spec.stations, len(edges) - 1))
    names = spec.names.stations
    for s in range(spec.stations):
        if s < len(names) and names[s] in suppliers:
            continue
        if spec.station_idle_power[s] <= 0.0 and spec.station_off_power[s] <= 0.0:
            continue
        calendar = startable(spec, calendars, s)
        on = open_time(spec, calendars, calendar)
        shut = open_time(spec, calendars, calendar, closed=True)
        machines = float(spec.station_machines[s])
        idle = machines * np.diff(on.until(within))
        off = machines * np.diff(shut.until(within))
        for kind in (OPERATION, CHANGEOVER):
            rows = np.flatnonzero((log["station"] == s) & (log["kind"] == kind))
            alone = once[rows]
            first, last = log["start"][rows[alone]], log["end"][rows[alone]]
            idle -= _overlaps(on, edges, first, last).sum(axis=0)
            # a run that goes on when nobody could begin one keeps its machine on, as in `energy`
            beyond = np.maximum(0.0, whole_work(log, row, rows)[alone] - on.between(first, last))
            length = shut.between(first, last)
            share = np.divide(beyond, length, out=np.zeros(len(first)), where=length > 0.0)
            off -= (_overlaps(shut, edges, first, last) * share[:, None]).sum(axis=0)
        drawn[s] = (
            spec.station_idle_power[s] * np.maximum(idle, 0.0)
            + spec.station_off_power[s] * np.maximum(off, 0.0)
        ) / 60.0
    return drawn


def prices(spec: SimSpec, edges: FloatArray, price: float) -> FloatArray:
    """Return the mean price of a kWh in each span, ``price`` where there is no tariff."""
    always = priced(spec, Calendars(spec), -1, price)
    return np.asarray(np.diff(always.until(edges)) / np.diff(edges))


def _overlaps(passed: Passed, edges: FloatArray, first: FloatArray, last: FloatArray) -> FloatArray:
    """Return the minutes of each run within each span; shape runs × spans."""
    clipped = np.clip(edges[None, :], first[:, None], last[:, None])
    return np.asarray(np.diff(passed.until(clipped), axis=1))
