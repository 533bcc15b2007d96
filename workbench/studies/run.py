"""One run of a twin: play it and say how the work flowed."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from workbench import plan, sim
from workbench.analysis.costing import suppliers
from workbench.analysis.flow import (
    LeadTimes,
    Utilisation,
    lead_times,
    little,
    tallied_lead_times,
    utilisation,
)
from workbench.analysis.intervals import clustered_share, mean_interval, quantile_interval
from workbench.analysis.kpi import Kpi, named, over_runs
from workbench.errors import InfeasibleError
from workbench.sim.tallies import Tallies
from workbench.studies.prepare import prepare
from workbench.studies.setbacks import label_of, setback_kpis
from workbench.studies.spent import spent_kpis

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.model import Drop, Estimate, Factory
    from workbench.sim import EventLog, SimSpec

DAY = 1440.0


@dataclass(frozen=True)
class Run:
    """What a simulation gave.

    Parameters
    ----------
    log : EventLog
        What happened.
    spec : SimSpec
        What was played.
    kpis : tuple of Kpi
        Lead time, throughput, work in progress, utilisation.
    estimates : tuple of Estimate
        What the figures rest on and nobody verified.
    seconds : float
        Time it took.
    """

    log: EventLog
    spec: SimSpec
    kpis: tuple[Kpi, ...]
    estimates: tuple[Estimate, ...]
    seconds: float

    @property
    def makespan(self) -> float:
        """Mean time from the first release to the last completion [min]."""
        return float(lead_times(self.log).makespan().mean())

    def kpi(self, name: str) -> Kpi:
        """Return the key figure of that name."""
        return named(self.kpis, name)

    def __repr__(self) -> str:
        """Return the size of the run."""
        return f"Run({self.log!r})"


def simulate(
    factory: Factory,
    drop: Drop | str | None = None,
    *,
    replications: int = 200,
    seed: int = 0,
    first: int = 0,
    engine: str = "compiled",
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Run:
    """Play a twin and return its event log and key figures.

    Parameters
    ----------
    factory : Factory
        The twin, variant and settings applied.
    drop : Drop or str, optional
        What is made; by default the twin's streams of orders, or else its first drop.
    replications : int
        How many times it is played.
    seed, first : int
        Of the draws; number of the first replication.
    engine : str
        Which engine plays it.
    listener : callable, optional
        Called with (replications played, replications wanted).
    stop : callable, optional
        Ends the run with the replications played so far when it returns true.

    Raises
    ------
    InfeasibleError
        When nothing was finished: stopped at once, or nothing can be done in the horizon.
    """
    began = time.perf_counter()
    if factory.network is not None or (drop is None and factory.orders):
        setup, spec = None, plan.lower(factory, drop)
    else:
        setup = prepare(factory, drop, stop=stop, floor=False)
        spec = setup.spec()
    log = sim.play(
        spec,
        seed=seed,
        replications=replications,
        first=first,
        engine=engine,
        listener=listener,
        stop=stop,
    )
    times = finished(log, factory, spec)
    busy = utilisation(log, spec, suppliers=suppliers(factory, spec))
    # a stream of orders may be a queue at a counter: minutes, where a drop is counted in days
    in_days = drop is not None or not factory.orders
    kpis = (
        *time_kpis(times, in_days=in_days),
        *flow_kpis(log, times, busy, factory),
        *setback_kpis(log, spec, factory),
    )
    if setup is not None and not factory.orders:  # streams beside a drop have costs of their own
        kpis = (*kpis, *spent_kpis(setup, log, spec, busy))
    return Run(log, spec, kpis, factory.estimates(), time.perf_counter() - began)


def finished(log: EventLog | Tallies, factory: Factory, spec: SimSpec) -> LeadTimes:
    """Return the lead times after the report's warm-up, or say why there are none."""
    if not len(log):
        raise InfeasibleError("the run was stopped before anything was played")
    warm_up = factory.report.warm_up
    jobs = int(float(warm_up) * spec.jobs) if warm_up.kind == "share" else 0
    moment = 0.0 if warm_up.kind == "share" else float(warm_up)
    if isinstance(log, Tallies):
        times = tallied_lead_times(log, spec, warm_up_jobs=jobs, warm_up=moment)
    else:
        times = lead_times(log, warm_up_jobs=jobs, warm_up=moment)
    times = _of_the_drop(times, factory, spec)
    if not len(times):
        raise InfeasibleError(
            "no piece was finished",
            advice="every piece was lost, or the people a step needs are never there with its "
            "station: check scrap and calendars",
        )
    return times


def _of_the_drop(times: LeadTimes, factory: Factory, spec: SimSpec) -> LeadTimes:
    """Return the times of the drop's pieces: streams beside it have customers of their own.

    A run of streams alone keeps them all.
    """
    streams = {stream.name for stream in factory.orders}
    mine = np.array([name not in streams for name in spec.names.sources], dtype=bool)
    if mine.all() or not mine.any():
        return times
    kept = mine[times.source]
    columns = ("replication", "job", "source", "product", "released", "done", "due")
    return replace(times, **{name: getattr(times, name)[kept] for name in columns})


def time_kpis(
    times: LeadTimes, promise: float | None = None, *, in_days: bool = True
) -> tuple[Kpi, ...]:
    """Return lead time and punctuality.

    Parameters
    ----------
    times : LeadTimes
        Finished jobs of all replications.
    promise : float, optional
        Days promised; by default each job's own due date.
    in_days : bool
        Whether times are in days; else in minutes.
    """
    days = times.days
    scale, unit = (1.0, "days") if in_days else (DAY, "min")
    values = days * scale
    p50, p90 = (float(q) for q in np.quantile(values, (0.5, 0.9), method="inverted_cdf"))
    ninth = quantile_interval(values, 0.9, times.replication)
    mean = mean_interval(times.per_replication(values))
    kpis = [
        Kpi(
            "lead_time_p90",
            "Lead time, 9 in 10 within",
            *ninth,
            p50,
            p90,
            unit,
            "Nine of ten pieces are ready within this time from release (for a drop with preorders "
            "the close of the window), over all pieces of all runs.",
        ),
        Kpi(
            "lead_time",
            "Lead time, mean",
            float(values.mean()),
            float(values.mean()) + mean.low - mean.value,
            float(values.mean()) + mean.high - mean.value,
            p50,
            p90,
            unit,
            "Mean time of a piece from release to ready, queues and closed hours included.",
        ),
    ]
    due = promise is not None or bool(np.isfinite(times.due).any())
    if due:
        hits = days <= promise + 1e-9 if promise is not None else times.on_time
        value, low, high = clustered_share(hits, times.replication)
        runs = 100.0 * times.per_replication(np.asarray(hits, dtype=np.float64))
        kpis.append(
            Kpi(
                "on_time",
                "On time at the promise",
                100.0 * value,
                100.0 * low,
                100.0 * high,
                float(np.quantile(runs, 0.5)),
                float(np.quantile(runs, 0.9)),
                "%",
                "Share of the finished pieces that are ready within the promised time. "
                + _losses(times),
            )
        )
    return tuple(kpis)


def flow_kpis(
    log: EventLog, times: LeadTimes, busy: Utilisation, factory: Factory
) -> tuple[Kpi, ...]:
    """Return throughput, work in progress and how busy the stations and people were."""
    law = little(log)
    kpis = [
        over_runs(
            "throughput",
            "Finished a day",
            law.rate * DAY,
            "pieces/day",
            "Pieces finished per day, nights and weekends counted, between the first release and "
            "the last completion.",
        ),
        over_runs(
            "wip",
            "Work in progress",
            law.wip,
            "pieces",
            "Pieces released and not yet ready, on average over time between the first release and "
            "the last completion (Little's law holds: it equals throughput times lead time).",
        ),
        over_runs(
            "makespan",
            "The whole drop",
            times.makespan() / DAY,
            "days",
            "From the first release to the last piece ready.",
        ),
        bottleneck_kpi(busy, factory),
    ]
    for column, name in enumerate(busy.names):
        if not busy.busy[:, column].any():
            continue
        kpis.append(
            over_runs(
                f"busy.{name}",
                f"{label_of(factory, name)} busy",
                100.0 * busy.share[:, column],
                "%",
                "Share of the hours in which work can begin there that it works, changeovers "
                "included, between the first release and the last completion.",
            )
        )
    return tuple(kpis)


def bottleneck_kpi(busy: Utilisation, factory: Factory) -> Kpi:
    """Return which station or group of people is the busiest in its open hours."""
    column = busy.bottleneck
    name = busy.names[column]
    shares = 100.0 * busy.share[:, column]
    return Kpi(
        "bottleneck",
        "Bottleneck",
        *mean_interval(shares),
        float(np.quantile(shares, 0.5)),
        float(np.quantile(shares, 0.9)),
        "%",
        "The station or people with the greatest busy share of the hours in which they can work.",
        text=label_of(factory, name),
    )


def _losses(times: LeadTimes) -> str:
    parts = []
    if times.lost:
        parts.append(f"{times.lost} pieces were lost in all runs together")
    if times.unfinished:
        parts.append(f"{times.unfinished} were not finished in the time looked at")
    return f"{' and '.join(parts)}." if parts else ""
