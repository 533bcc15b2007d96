"""Energy of machines by state, and what it costs at the hour at which it is used.

A machine draws the power of its work and of its changeovers, as the rows of the log say; while it
is switched on and does nothing, is blocked or fails, its idle power; while nobody could work there,
its off power. It is switched on in the hours in which work can begin: those of the station together
with those of its people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.flow import startable, tallied
from workbench.analysis.held import first_of_batch
from workbench.analysis.openings import open_time, priced
from workbench.sim.calendars import Calendars
from workbench.sim.log import CHANGEOVER, OPERATION

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]

STATES = ("run", "setup", "idle", "off")


@dataclass(frozen=True)
class Energy:
    """Energy and its cost between first release and last completion; n replications, S stations.

    Parameters
    ----------
    used : dict of state to float64[n, S]
        The ``STATES``. [kWh]
    cost : dict of state to float64[n, S]
        [money]
    """

    used: dict[str, FloatArray]
    cost: dict[str, FloatArray]

    @property
    def total(self) -> FloatArray:
        """Energy of each replication [kWh]."""
        return np.asarray(sum(self.used.values())).sum(axis=1)

    @property
    def paid(self) -> FloatArray:
        """Its cost [money]."""
        return np.asarray(sum(self.cost.values())).sum(axis=1)


def energy(
    log: EventLog, spec: SimSpec, price: float, *, suppliers: Collection[str] = ()
) -> Energy:
    """Return the energy of machines by state and its cost.

    Parameters
    ----------
    log : EventLog
        Of any number of replications.
    spec : SimSpec
        What was played; its tariff sets the price of each hour.
    price : float
        Of a kWh where there is no tariff. [money/kWh]
    suppliers : collection of str
        Stations outside; their energy is not the factory's.
    """
    sums = tallied(log, spec)
    numbers, row = np.unique(log["replication"], return_inverse=True)
    begin, end = sums.begin, np.maximum(sums.begin, sums.end)
    calendars = Calendars(spec)
    count = len(numbers)
    shape = (count, spec.stations)
    used = {state: np.zeros(shape) for state in STATES}
    cost = {state: np.zeros(shape) for state in STATES}
    once = first_of_batch(log, row)
    kinds = {"run": OPERATION, "setup": CHANGEOVER}
    for s in range(spec.stations):
        if s < len(spec.names.stations) and spec.names.stations[s] in suppliers:
            continue
        calendar = startable(spec, calendars, s)
        worked = open_time(spec, calendars, int(spec.station_calendar[s]))
        dear = priced(spec, calendars, int(spec.station_calendar[s]), price)
        always = priced(spec, calendars, -1, price)
        on = open_time(spec, calendars, calendar)
        on_price = priced(spec, calendars, calendar, price)
        shut = open_time(spec, calendars, calendar, closed=True)
        shut_price = priced(spec, calendars, calendar, price, closed=True)
        machines = float(spec.station_machines[s])
        minutes = {
            "idle": machines * on.between(begin, end), "off": machines * shut.between(begin, end),
        }  # fmt: skip
        weighted = {
            "idle": machines * on_price.between(begin, end),
            "off": machines * shut_price.between(begin, end),
        }
        for state, kind in kinds.items():
            rows = np.flatnonzero((log["station"] == s) & (log["kind"] == kind))
            first, last = log["start"][rows], log["end"][rows]
            spent = log["energy"][rows]
            length = worked.between(first, last)
            at_once = always.until(first + 1.0) - always.until(first)
            mean = np.divide(dear.between(first, last), length, out=at_once, where=length > 1e-9)
            used[state][:, s] = np.bincount(row[rows], spent, minlength=count)
            cost[state][:, s] = np.bincount(row[rows], spent * mean, minlength=count)
            alone = rows[once[rows]]
            first, last = log["start"][alone], log["end"][alone]
            inside = on.between(first, last)
            # a run that goes on when nobody could begin one; if it pauses, its machine is off
            beyond = np.maximum(0.0, whole_work(log, row, rows)[once[rows]] - inside)
            asleep = shut.between(first, last)
            each = np.divide(
                shut_price.between(first, last), asleep, out=np.zeros(len(alone)), where=asleep > 0
            )
            minutes["idle"] -= np.bincount(row[alone], inside, minlength=count)
            weighted["idle"] -= np.bincount(
                row[alone], on_price.between(first, last), minlength=count
            )
            minutes["off"] -= np.bincount(row[alone], beyond, minlength=count)
            weighted["off"] -= np.bincount(row[alone], beyond * each, minlength=count)
        for state, power in (("idle", spec.station_idle_power), ("off", spec.station_off_power)):
            used[state][:, s] = power[s] / 60.0 * np.maximum(minutes[state], 0.0)
            cost[state][:, s] = power[s] / 60.0 * np.maximum(weighted[state], 0.0)
    return Energy(used, cost)


def whole_work(log: EventLog, row: IntArray, rows: IntArray) -> FloatArray:
    """Return the minutes of work of the run that each row is part of: a batch shares them."""
    batch, work = log["batch"][rows], log["work"][rows]
    alone = -1 - np.arange(len(rows))
    key = np.stack((row[rows], np.where(batch >= 0, batch, alone), log["start"][rows]), axis=1)
    _, group = np.unique(key, axis=0, return_inverse=True)
    return np.asarray(np.bincount(group.ravel(), work)[group.ravel()])


def usual_price(spec: SimSpec, station: int, price: float) -> float:
    """Return the mean price of a kWh over the hours in which work can begin at a station."""
    calendars = Calendars(spec)
    calendar = startable(spec, calendars, station)
    zero, turn = np.zeros(1), np.full(1, spec.cycle)
    opened = float(open_time(spec, calendars, calendar).between(zero, turn)[0])
    paid = float(priced(spec, calendars, calendar, price).between(zero, turn)[0])
    return paid / opened if opened > 0.0 else price
