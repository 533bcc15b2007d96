"""What changes over a run: work in progress, and the power that machines draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.runs import machine_runs
from workbench.analysis.standby import prices, standby
from workbench.errors import SpecError
from workbench.sim.calendars import Calendars

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec
    from workbench.sim.tallies import Tallies

    FloatArray = NDArray[np.float64]

_BLOCK = 2_000_000  # comparisons at once: 2 MB


@dataclass(frozen=True)
class Wip:
    """Jobs inside over time, over replications.

    Parameters
    ----------
    moments : float[n]
        At which they were counted. [min after Monday 00:00]
    mean, low, high : float[n]
        Mean, and what one replication in ten is below and above. [jobs]
    """

    moments: FloatArray
    mean: FloatArray
    low: FloatArray
    high: FloatArray


def work_in_progress(sums: Tallies, *, points: int = 240) -> Wip:
    """Return how many jobs were released and not yet done, over the time of all replications.

    A job that was lost counts until it was made again and done, or to the end.

    Parameters
    ----------
    sums : Tallies
        Of any number of replications.
    points : int, default 240
        Moments, evenly spread from the first release to the last completion.
    """
    came, finished = sums.came, sums.finished
    if not np.isfinite(came).any():
        raise SpecError("nothing was released", advice="give the drop at least one piece")
    if points < 2:
        raise SpecError("must be at least 2", where="points")
    begin = float(np.nanmin(came))
    end = float(np.nanmax(finished)) if np.isfinite(finished).any() else float(np.nanmax(came))
    moments = np.linspace(begin, max(end, begin + 1e-9), points)
    arrived = np.sort(np.where(np.isfinite(came), came, np.inf), axis=1)
    gone = np.sort(np.where(np.isfinite(finished), finished, np.inf), axis=1)
    inside = np.empty((len(came), points))
    step = max(1, _BLOCK // max(1, came.shape[1]))
    for first in range(0, points, step):
        at = moments[first : first + step]
        for row in range(len(came)):
            inside[row, first : first + step] = np.searchsorted(
                arrived[row], at, side="right"
            ) - np.searchsorted(gone[row], at, side="right")
    low, high = np.quantile(inside, (0.1, 0.9), axis=0)
    return Wip(moments, inside.mean(axis=0), low, high)


@dataclass(frozen=True)
class Power:
    """Mean power of the stations in equal spans of a replication.

    Parameters
    ----------
    begin, span : float
        First moment [min after Monday 00:00], and length of a span [min].
    names : tuple of str
        The stations that took energy.
    load : float[stations, spans]
        At work and set up. [kW]
    waiting : float[spans]
        All stations idle and switched off. [kW]
    price : float[spans]
        Of a kWh in each span. [money/kWh]
    """

    begin: float
    span: float
    names: tuple[str, ...]
    load: FloatArray
    waiting: FloatArray
    price: FloatArray

    @property
    def energy(self) -> FloatArray:
        """Energy of each station at work and set up [kWh]."""
        return np.asarray(self.load.sum(axis=1) * self.span / 60.0)

    @property
    def waited(self) -> float:
        """Energy of all stations idle and switched off [kWh]."""
        return float(self.waiting.sum() * self.span / 60.0)

    @property
    def total(self) -> FloatArray:
        """Mean power of all stations in each span [kW]."""
        return np.asarray(self.load.sum(axis=0) + self.waiting)

    @property
    def used(self) -> float:
        """Energy of all stations, all told [kWh]."""
        return float(self.total.sum() * self.span / 60.0)

    @property
    def peak(self) -> float:
        """Greatest mean power of a span, all stations together [kW]."""
        return float(self.total.max(initial=0.0))


def power(
    log: EventLog,
    spec: SimSpec,
    replication: int,
    *,
    price: float = 0.0,
    suppliers: Collection[str] = (),
    most: int = 240,
) -> Power:
    """Return how much power machines drew in a replication, and at what price.

    The energy of a run is spread evenly over the time in which it works, pauses left out: the sum
    over the profile is the sum over the rows of the log. What machines draw idle and switched off
    is added as `analysis.standby.standby` finds it, up to the last completion.

    Parameters
    ----------
    log : EventLog
        With that replication.
    spec : SimSpec
        What was played.
    replication : int
        Which one.
    price : float
        Of a kWh where there is no tariff. [money/kWh]
    suppliers : collection of str
        Stations whose energy is not the factory's.
    most : int, default 240
        Spans at most; their length is a round number of minutes.
    """
    chosen = log.only(replication=replication)
    outside = {n for n, name in enumerate(spec.names.stations) if name in suppliers}
    if not len(chosen):
        raise SpecError(f"nothing happened in replication {replication}")
    begin, end = float(chosen["enqueued"].min()), float(chosen["time"].max())
    span = next(
        (s for s in (1, 5, 10, 15, 30, 60, 120, 240, 480) if (end - begin) / s <= most - 1),
        1440 * math.ceil((end - begin) / 1440.0 / most),
    )
    begin = math.floor(begin / span) * float(span)
    load = np.zeros((spec.stations, int((end - begin) // span) + 1))
    calendars = Calendars(spec)
    for run in machine_runs(chosen):
        if run.energy <= 0.0 or run.station < 0 or run.station in outside:
            continue
        opened = run.intervals(calendars, spec)
        length = sum(high - low for low, high in opened)
        row = load[run.station]
        if length <= 0.0:  # all at once: within one span
            row[int((run.start - begin) // span)] += run.energy
            continue
        for low, high in opened:
            _spread(row, (low - begin) / span, (high - begin) / span, run.energy * span / length)
    used = np.flatnonzero(load.any(axis=1))
    known = spec.names.stations or tuple(f"station {s}" for s in range(spec.stations))
    names = tuple(known[s] for s in used)
    edges = begin + span * np.arange(load.shape[1] + 1.0)
    waiting = standby(chosen, spec, edges, suppliers=suppliers).sum(axis=0)
    hours = span / 60.0
    return Power(
        begin, float(span), names, load[used] / hours, waiting / hours, prices(spec, edges, price)
    )


def _spread(row: FloatArray, low: float, high: float, rate: float) -> None:
    """Add what was spent at ``rate`` kWh a span from ``low`` to ``high`` [spans]."""
    first, last = int(low), min(int(high), len(row) - 1)
    if first == last:
        row[first] += (high - low) * rate
        return
    row[first] += (first + 1 - low) * rate
    row[first + 1 : last] += rate
    row[last] += (high - last) * rate
