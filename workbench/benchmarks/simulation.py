"""Simulation engines side by side: processor time of the same models, in one run."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import numpy as np

from workbench.analysis.intervals import mean_interval
from workbench.benchmarks import models
from workbench.sim.journal import Journal
from workbench.sim.log import DONE
from workbench.sim.play import play
from workbench.sim.simpy_engine import Engine
from workbench.sim.tables import Tables
from workbench.sim.tallies import of_log, tally

_NO_LOG = "simpy (ours), no log"

Runner = Callable[[int, int], list[float]]


class Contender(NamedTuple):
    """An engine on a model.

    Attributes
    ----------
    engine : str
        Its name.
    needs : str
        Package it needs; empty for our own.
    run : callable
        ``run(first, replications)`` plays and returns the model's figure of each replication.
    replications : int
        Of a round: enough to be measured, few enough to wait for.
    """

    engine: str
    needs: str
    run: Runner
    replications: int
    share: float = 1.0


def simulation(*, rounds: int = 3, customers: int = 100_000, slow: bool = True) -> dict[str, Any]:
    """Return processor time, events per second and figures of each engine on each model.

    Engines take turns within a round, so that what else the machine does falls on all of them;
    ratios are those of the medians over the rounds.

    Parameters
    ----------
    rounds : int
        Turns of each engine.
    customers : int
        In the queue; the network has a fifth as many, slow peers a fiftieth.
    slow : bool
        Whether to play the slow peers too.
    """
    few = customers // 5
    # arrivals, and the end of each visit to a queue
    visits = sum(rate * len(way) for rate, way in models.paths()) / sum(models.ARRIVALS)
    return {
        "conditions": conditions(),
        "models": {
            "drop50": _model(_drop50(), rounds, _events_drop50()),
            "mm1": _model(_mm1(customers, slow), rounds, 2.0 * customers),
            "jackson": _model(_jackson(few, slow), rounds, few * (1.0 + visits)),
        },
        "thousand_drops": thousand_drops(),
    }


def conditions() -> dict[str, str]:
    """Return versions and machine, as a figure needs them beside it."""
    found = {"date": time.strftime("%Y-%m-%d"), "python": platform.python_version()}
    found["machine"] = f"{platform.machine()} {platform.system()}"
    for package in ("microfactory-workbench", "numpy", "numba", "simpy", "salabim", "ciw"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def thousand_drops() -> dict[str, float]:
    """Return the processor time of 1000 replications of the drop, compiled code read already."""
    spec = models.drop50()
    tally(spec, replications=10, threads=1)
    best = min(_cpu(lambda: tally(spec, replications=1000, threads=1))[0] for _ in range(5))
    with_log = min(_cpu(lambda: play(spec, replications=1000, threads=1))[0] for _ in range(3))
    return {"figures_cpu_seconds": best, "event_log_cpu_seconds": with_log}


def _drop50() -> list[Contender]:
    from workbench.benchmarks import stock_simpy

    spec = models.drop50()
    return [
        Contender("compiled", "", lambda f, n: _makespans(spec, f, n), 2000),
        Contender("simpy (ours)", "", lambda f, n: _ours(spec, f, n), 30),
        Contender(_NO_LOG, "", lambda f, n: [x for x, _ in _without_log(spec, f, n)], 30),
        Contender("SimPy", "simpy", lambda f, n: _each(stock_simpy.drop50, f, n), 30),
    ]


def _mm1(customers: int, slow: bool) -> list[Contender]:
    from workbench.benchmarks import other_peers, stock_simpy

    spec, short, few = models.mm1(customers), models.mm1(customers // 5), customers // 50

    def stock(replication: int) -> float:
        return stock_simpy.mm1(customers, replication)

    found = [
        Contender("compiled", "", lambda f, n: _times(spec, f, n), 5),
        Contender("simpy (ours)", "", lambda f, n: _readable(short, f, n), 1, 0.2),
        Contender(_NO_LOG, "", lambda f, n: [x for _, x in _without_log(short, f, n)], 1, 0.2),
        Contender("SimPy", "simpy", lambda f, n: _each(stock, f, n), 1),
    ]
    if slow:
        for name, needs in (("Ciw", "ciw"), ("salabim", "salabim")):
            run = getattr(other_peers, f"{needs}_mm1")
            found.append(Contender(name, needs, _of_size(run, few), 1, 0.02))
    return found


def _jackson(customers: int, slow: bool) -> list[Contender]:
    from workbench.benchmarks import other_peers, stock_simpy

    spec = models.jackson(customers)
    found = [
        Contender("compiled", "", lambda f, n: _times(spec, f, n), 10),
        Contender("simpy (ours)", "", lambda f, n: _readable(spec, f, n), 1),
        Contender(_NO_LOG, "", lambda f, n: [x for _, x in _without_log(spec, f, n)], 1),
        Contender("SimPy", "simpy", _of_size(stock_simpy.jackson, customers), 1),
    ]
    if slow:
        run = _of_size(other_peers.ciw_jackson, customers // 10)
        found.append(Contender("Ciw", "ciw", run, 1, 0.1))
    return found


def _of_size(run: Callable[[int, int], float], customers: int) -> Runner:
    return lambda first, count: [run(customers, first + i) for i in range(count)]


def _model(contenders: list[Contender], rounds: int, events: float) -> dict[str, Any]:
    present = [entry for entry in contenders if _installed(entry.needs)]
    seconds: dict[str, list[float]] = {entry.engine: [] for entry in present}
    values: dict[str, list[float]] = {entry.engine: [] for entry in present}
    for entry in present:
        entry.run(10**6, 1)  # compile, import, warm up
    for turn in range(rounds):
        for entry in present:
            begun = time.process_time()
            found = entry.run(turn * entry.replications, entry.replications)
            cpu = time.process_time() - begun
            seconds[entry.engine].append(cpu / entry.replications / entry.share)
            values[entry.engine] += found
    medians = {engine: float(np.median(times)) for engine, times in seconds.items()}
    engines = {}
    for engine, cpu in medians.items():
        mean = mean_interval(values[engine])
        engines[engine] = {
            "cpu_seconds": cpu,
            "events_per_second": events / cpu,
            "faster_than_simpy": medians["SimPy"] / cpu if "SimPy" in medians else None,
            "mean": mean.value,
            "ci95": [mean.low, mean.high] if len(values[engine]) > 1 else None,
        }
    missing = [entry.engine for entry in contenders if entry not in present]
    return {"events": events, "engines": engines, "missing": missing}


def _events_drop50() -> float:
    """Return the events of one replication: releases, and beginnings and ends of operations."""
    sums = tally(models.drop50(), replications=50)
    return float((sums.released + 2.0 * sums.operations.sum(axis=1)).mean())


def _cpu(call: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    found = call()
    return time.process_time() - begun, found


def _installed(package: str) -> bool:
    from importlib.util import find_spec

    return not package or find_spec(package) is not None


def _each(run: Callable[[int], float], first: int, count: int) -> list[float]:
    return [run(first + i) for i in range(count)]


def _makespans(spec: Any, first: int, count: int) -> list[float]:
    return [float(x) for x in tally(spec, first=first, replications=count, threads=1).makespan]


def _times(spec: Any, first: int, count: int) -> list[float]:
    sums = tally(spec, first=first, replications=count, threads=1)
    return [float(x) for x in sums.mean_lead_time]


def _ours(spec: Any, first: int, count: int) -> list[float]:
    log = play(spec, first=first, replications=count, engine="simpy")
    return [float(x) for x in of_log(log, spec).makespan]


def _without_log(spec: Any, first: int, count: int) -> list[tuple[float, float]]:
    """Return makespan and mean lead time as stock SimPy finds them: noted when a job is done."""
    tables = Tables(spec)
    found = []
    for replication in range(first, first + count):
        engine = Engine(tables, 0, replication)
        notes = engine.journal = _Notes(engine)
        engine.finish()
        found.append((notes.last - notes.begin, notes.total / max(notes.done, 1)))
    return found


class _Notes(Journal):
    """Notes what a model of stock SimPy notes, instead of writing rows."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.begin, self.last, self.total, self.done = math.inf, -math.inf, 0.0, 0

    def job(self, kind: int, outcome: int, job: int) -> None:
        arrived = self.engine.jobs.arrived[job]
        if kind == DONE:
            self.last = self.engine.clock._now
            self.total += self.last - arrived
            self.done += 1
        elif arrived < self.begin:
            self.begin = arrived

    def operation(self, *_: Any) -> None:
        """Write nothing."""


def _readable(spec: Any, first: int, count: int) -> list[float]:
    log = play(spec, first=first, replications=count, engine="simpy")
    return [float(x) for x in of_log(log, spec).mean_lead_time]
