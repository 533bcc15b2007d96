"""How work flowed: lead times, throughput, work in progress, utilisation, read from the event log.

Lead time runs from release (for a drop with preorders: when the window closes) to done. Jobs that
were lost or not finished have none; they are counted beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbench.analysis.kpi import Bar
from workbench.analysis.runs import machine_runs
from workbench.errors import SpecError
from workbench.sim.calendars import Calendars
from workbench.sim.log import CHANGEOVER, DONE, OPERATION, RELEASE, REMADE, SCRAP
from workbench.sim.tallies import Tallies, of_log

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]

DAY = 1440.0
_JOBS = 1 << 32  # a replication holds fewer jobs than this


@dataclass(frozen=True)
class LeadTimes:
    """One entry for each finished job, ordered by replication and job.

    Parameters
    ----------
    replication, job, source, product : int[n]
        Whose.
    released, done, due : float[n]
        Moments. [min]
    unfinished : int
        Jobs released and neither done nor lost at the end of their run.
    lost : int
        Jobs lost and not made again.
    """

    replication: IntArray
    job: IntArray
    source: IntArray
    product: IntArray
    released: FloatArray
    done: FloatArray
    due: FloatArray
    unfinished: int
    lost: int

    def __len__(self) -> int:
        """Return the number of finished jobs."""
        return len(self.job)

    @property
    def time(self) -> FloatArray:
        """Lead times [min]."""
        return self.done - self.released

    @property
    def days(self) -> FloatArray:
        """Lead times [d]."""
        return self.time / DAY

    @property
    def on_time(self) -> NDArray[np.bool_]:
        """Whether each job met its due date; one without due date does."""
        return self.done <= self.due

    def per_replication(self, values: FloatArray) -> FloatArray:
        """Return the mean of ``values`` [n] in each replication that finished a job."""
        _, index = np.unique(self.replication, return_inverse=True)
        return np.bincount(index, weights=values) / np.bincount(index)

    def makespan(self) -> FloatArray:
        """Return when the last job of each replication was done, from the first release [min]."""
        _, index = np.unique(self.replication, return_inverse=True)
        size = int(index.max(initial=-1)) + 1
        last, first = np.full(size, -np.inf), np.full(size, np.inf)
        np.maximum.at(last, index, self.done)
        np.minimum.at(first, index, self.released)
        return last - first


def lead_times(log: EventLog, *, warm_up_jobs: int = 0, warm_up: float = 0.0) -> LeadTimes:
    """Return the lead time of each finished job.

    Parameters
    ----------
    log : EventLog
        Of any number of replications.
    warm_up_jobs : int, default 0
        First jobs of each replication that are left out.
    warm_up : float, default 0
        Jobs that came before this moment are left out. [min]
    """
    kind = log["kind"]
    released = np.flatnonzero((kind == RELEASE) & (log["outcome"] != REMADE))
    if not len(released):
        raise SpecError("nothing was released", advice="give the drop at least one piece")
    released = released[
        (log["job"][released] >= warm_up_jobs) & (log["enqueued"][released] >= warm_up)
    ]
    done = np.flatnonzero(kind == DONE)
    start_key, done_key = _key(log, released), _key(log, done)
    order = np.argsort(start_key, kind="stable")
    released, start_key = released[order], start_key[order]
    order = np.argsort(done_key, kind="stable")
    done, done_key = done[order], done_key[order]
    kept = np.isin(done_key, start_key)
    done, done_key = done[kept], done_key[kept]
    begun = released[np.searchsorted(start_key, done_key)]
    scrapped = np.unique(_key(log, np.flatnonzero(kind == SCRAP)))
    remade = _key(log, np.flatnonzero((kind == RELEASE) & (log["outcome"] == REMADE)))
    lost = np.setdiff1d(np.intersect1d(scrapped, start_key), np.union1d(done_key, remade))
    return LeadTimes(
        replication=log["replication"][done].astype(np.int64),
        job=log["job"][done].astype(np.int64),
        source=log["source"][done].astype(np.int64),
        product=log["product"][done].astype(np.int64),
        released=log["enqueued"][begun].astype(np.float64),
        done=log["time"][done].astype(np.float64),
        due=log["due"][done].astype(np.float64),
        unfinished=len(start_key) - len(done_key) - len(lost),
        lost=len(lost),
    )


def tallied_lead_times(
    sums: Tallies, spec: SimSpec, *, warm_up_jobs: int = 0, warm_up: float = 0.0
) -> LeadTimes:
    """Return what `lead_times` does, from figures added up without an event log.

    Parameters
    ----------
    sums : Tallies
        Of any number of replications.
    spec : SimSpec
        What was played.
    warm_up_jobs, warm_up
        As there.

    Notes
    -----
    A due date that is drawn stands only in the log; here it is undefined, and no job meets it.
    """
    came, finished = sums.came, sums.finished
    if not np.isfinite(came).any():
        raise SpecError("nothing was released", advice="give the drop at least one piece")
    # jobs are numbered source after source
    source = np.repeat(np.arange(len(spec.source_count)), spec.source_count)
    counted = np.isfinite(came) & (came >= warm_up)
    counted[:, :warm_up_jobs] = False
    done = counted & np.isfinite(finished)
    row, job = np.nonzero(done)
    released = came[done]
    drawn = (spec.source_due_code != 0) | (spec.source_due_parameters != 0.0).any(axis=1)
    promised = np.where(drawn, np.nan, spec.source_due)
    if warm_up_jobs or warm_up > 0.0:
        # who was lost is not told from who is still there: nobody was when all were done
        lost = 0 if (sums.lost == 0).all() else int((counted & ~done).sum())
    else:
        lost = int(sums.lost.sum())
    return LeadTimes(
        replication=sums.replication[row],
        job=job,
        source=source[job],
        product=np.asarray(spec.source_product[source[job]], dtype=np.int64),
        released=released,
        done=finished[done],
        due=released + promised[source[job]],
        unfinished=int(counted.sum()) - len(job) - lost,
        lost=lost,
    )


class Little(NamedTuple):
    """Little's law in each replication: ``wip`` is counted, ``rate × time`` computed."""

    wip: FloatArray
    rate: FloatArray
    time: FloatArray

    @property
    def error(self) -> FloatArray:
        """``|L − λ W| / L``."""
        return np.abs(self.wip - self.rate * self.time) / np.maximum(self.wip, 1e-300)


def little(log: EventLog) -> Little:
    """Return average work in progress, rate and time of each replication.

    The window runs from the first release to the last completion. Work in progress is counted by
    the events in their order; rate and time come from the jobs.
    """
    times = lead_times(log)
    wip, rate, time = [], [], []
    for replication in np.unique(times.replication):
        mine = times.replication == replication
        released, done = times.released[mine], times.done[mine]
        span = float(done.max() - released.min())
        moments = np.concatenate((released, done))
        steps = np.concatenate((np.ones(len(released)), -np.ones(len(done))))
        order = np.argsort(moments, kind="stable")
        inside = np.cumsum(steps[order])[:-1]
        wip.append(float(inside @ np.diff(moments[order])) / span if span > 0 else 0.0)
        rate.append(len(done) / span if span > 0 else 0.0)
        time.append(float((done - released).mean()))
    return Little(np.array(wip), np.array(rate), np.array(time))


def throughput(log: EventLog) -> FloatArray:
    """Return jobs done per day of each replication, from first release to last completion."""
    return little(log).rate * DAY


@dataclass(frozen=True)
class Utilisation:
    """How busy stations and people were, against their own open hours.

    Parameters
    ----------
    names : tuple of str
        Stations, then pools.
    kinds : tuple of str
        ``"station"`` or ``"pool"``.
    busy : float[replications, n]
        Minutes of machines or people at work, changeovers included.
    open : float[replications, n]
        Minutes they were open between first release and last completion, all machines together.
    span : float[replications]
        Minutes from first release to last completion.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    busy: FloatArray
    open: FloatArray
    span: FloatArray

    @property
    def share(self) -> FloatArray:
        """Busy share of the open hours [replications, n]."""
        share = np.divide(self.busy, self.open, out=np.zeros_like(self.busy), where=self.open > 0)
        return np.minimum(share, 1.0)

    @cached_property
    def bottleneck(self) -> int:
        """Number of the busiest of all."""
        return int(np.argmax(self.share.mean(axis=0)))


def utilisation(
    log: EventLog | Tallies, spec: SimSpec, *, suppliers: Collection[str] = ()
) -> Utilisation:
    """Return how busy each station and pool was in each replication.

    A station is open when its own calendar is and the people whom its operations need are there:
    the hours in which work can begin. Work that runs on alone after them may push its share to 1,
    where it is cut off. The stations named as suppliers count as never busy.

    Parameters
    ----------
    log : EventLog or Tallies
        What was played, or its figures added up.
    spec : SimSpec
        What was played.
    suppliers : collection of str
        Stations outside.
    """
    sums = tallied(log, spec)
    begin, end = sums.begin, np.maximum(sums.begin, sums.end)
    calendars = Calendars(spec)
    size = spec.stations + spec.pools
    busy = np.concatenate((sums.busy, sums.attended), axis=1)
    opened = np.zeros((len(sums), size))
    for s, name in enumerate(spec.names.stations):
        if name in suppliers:
            busy[:, s] = 0.0
    for column in range(size):
        if column < spec.stations:
            calendar = startable(spec, calendars, column)
            many = spec.station_machines[column]
        else:
            calendar = spec.pool_calendar[column - spec.stations]
            many = spec.pool_people[column - spec.stations]
        opened[:, column] = many * _open_minutes(calendars, int(calendar), begin, end)
    names = (
        *(spec.names.stations or [f"station {i}" for i in range(spec.stations)]),
        *(spec.names.pools or [f"pool {i}" for i in range(spec.pools)]),
    )
    kinds = ("station",) * spec.stations + ("pool",) * spec.pools
    return Utilisation(names, kinds, busy, opened, end - begin)


def startable(spec: SimSpec, calendars: Calendars, station: int) -> int:
    """Return the calendar of a station together with its people's; of several pools, the first."""
    mine = (spec.operation_station == station) & (spec.operation_pool >= 0)
    mine &= spec.operation_attend > 0.0
    pools = np.unique(spec.operation_pool[mine])
    return calendars.together(station, int(pools[0]) if len(pools) else -1)


def tallied(log: EventLog | Tallies, spec: SimSpec) -> Tallies:
    """Return the figures of a log, added up now if they are not already."""
    return log if isinstance(log, Tallies) else of_log(log, spec)


def _open_minutes(
    calendars: Calendars, calendar: int, begin: FloatArray, end: FloatArray
) -> FloatArray:
    """Return the open minutes of a calendar between pairs of moments."""
    if calendar < 0:
        return np.maximum(0.0, end - begin)
    edges = calendars.open_between(calendar, -calendars.phase, calendars.cycle - calendars.phase)
    # open time passed at each edge of one turn; in between it rises straight or not at all
    moments, passed = [0.0], [0.0]
    for low, high in edges:
        done = passed[-1]
        moments += [low + calendars.phase, high + calendars.phase]
        passed += [done, done + (high - low)]
    moments.append(calendars.cycle)
    passed.append(passed[-1])

    def until(moment: FloatArray) -> FloatArray:
        turn, within = np.divmod(moment + calendars.phase, calendars.cycle)
        return np.asarray(turn * passed[-1] + np.interp(within, moments, passed))

    window = np.maximum(begin, end)
    return np.maximum(0.0, until(window) - until(begin))


def open_minutes(calendars: Calendars, calendar: int, begin: float, end: float) -> float:
    """Return the open minutes of a calendar between two moments."""
    if calendar < 0 or end <= begin:
        return max(0.0, end - begin)
    length = calendars.cycle
    whole = int((end - begin) // length)
    minutes = sum(b - a for a, b in calendars.open_between(calendar, begin, end - whole * length))
    if whole:
        minutes += whole * sum(b - a for a, b in calendars.open_between(calendar, 0.0, length))
    return float(minutes)


def typical_replication(times: LeadTimes) -> int:
    """Return the replication whose makespan is the median one."""
    spans = times.makespan()
    numbers = np.unique(times.replication)
    return int(numbers[int(np.argsort(spans, kind="stable")[(len(spans) - 1) // 2])])


def timeline(
    log: EventLog, replication: int, labels: Mapping[str, str] | None = None
) -> tuple[Bar, ...]:
    """Return what each machine did in a replication; a batch is one bar, changeovers are shown.

    Parameters
    ----------
    log : EventLog
        Of any number of replications.
    replication : int
        Which one.
    labels : mapping of name to label, optional
        How stations and operations are called.
    """
    chosen = log.only(replication=replication)
    names = log.names
    called = labels or {}
    bars: dict[tuple[float, ...], Bar] = {}
    members: dict[tuple[float, ...], list[int]] = {}
    for i in np.flatnonzero(
        ((chosen["kind"] == OPERATION) | (chosen["kind"] == CHANGEOVER)) & (chosen["station"] >= 0)
    ):
        station, machine = int(chosen["station"][i]), int(chosen["machine"][i])
        start, end = float(chosen["start"][i]), float(chosen["end"][i])
        family = int(chosen["family"][i])
        kind = int(chosen["kind"][i])
        key = (kind, station, machine, start, end, float(chosen["batch"][i]))
        members.setdefault(key, []).append(int(chosen["job"][i]) + 1)
        label = group = "changeover"
        if kind == OPERATION:
            name = _label(names.operations, int(chosen["operation"][i]))
            label = group = called.get(name, name)
            if family >= 0:
                group = _label(names.families, family)
                label = f"{label} {group}"
        place = _label(names.stations, station)
        bars[key] = Bar(
            called.get(place, place),
            machine,
            start,
            end,
            label if kind == CHANGEOVER else f"{label}, no. {_numbers(members[key])}",
            group,
        )
    return tuple(sorted(bars.values()))


def people_timeline(
    log: EventLog, spec: SimSpec, replication: int, labels: Mapping[str, str] | None = None
) -> tuple[Bar, ...]:
    """Return what each person did in a replication; one row for each person of a pool.

    Parameters
    ----------
    log : EventLog
        Of any number of replications.
    spec : SimSpec
        What was played.
    replication : int
        Which one.
    labels : mapping of name to label, optional
        How pools, stations and operations are called.
    """
    names, called = log.names, labels or {}
    calendars = Calendars(spec)
    first = np.concatenate(([0], np.cumsum(spec.pool_people)))
    bars = []
    for run in machine_runs(log, replication=replication):
        left = run.attendance(calendars, spec)
        if left <= run.start:
            continue
        pool = int(spec.person_pool[run.person])
        name = _label(names.pools, pool)
        step = "changeover" if run.is_setup else _label(names.operations, run.operation)
        place = _label(names.stations, run.station) if run.station >= 0 else ""
        what = called.get(step, step)
        at = f" at {called.get(place, place)}" if place else ""
        bars.append(
            Bar(
                called.get(name, name),
                run.person - int(first[pool]),
                run.start,
                left,
                f"{what}{at}, no. {run.job + 1}",
                what,
            )
        )
    return tuple(sorted(bars))


def _numbers(jobs: list[int]) -> str:
    listed = sorted(set(jobs))
    return ", ".join(str(job) for job in listed[:4]) + ("…" if len(listed) > 4 else "")


def _label(names: tuple[str, ...], number: int) -> str:
    return names[number] if 0 <= number < len(names) else str(number)


def _key(log: EventLog, rows: NDArray[np.intp]) -> IntArray:
    replication = log["replication"][rows].astype(np.int64)
    return np.asarray(replication * _JOBS + log["job"][rows], dtype=np.int64)
