"""What a snapshot costs, and a what-if from one: drop50, half-way through."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from workbench.benchmarks import models
from workbench.sim.compiled_snapshot import Stepper, forecast
from workbench.sim.compiled_spec import Packed
from workbench.sim.simpy_engine import Engine
from workbench.sim.simpy_snapshot import restore, take
from workbench.sim.snapshot import Snapshot
from workbench.sim.tables import Tables

HALF: Final = 400.0  #: about half of the drop's makespan [min]
WHAT_IFS: Final = 500


def snapshots(*, repetitions: int = 50, seed: int = 1) -> dict[str, Any]:
    """Return size and processor time of snapshots in both engines, and of what-ifs from one.

    A dump ends in bytes, a load in an engine that is ready to go on. What-ifs play to the end and
    write their event log: all with the draws to come of other replications, once of the drop as it
    is, once spread over it and four changes of its kiln.

    Parameters
    ----------
    repetitions : int
        Of each dump and load, and a tenth as many of the what-ifs; medians are given.
    seed : int
        Of the draws.
    """
    spec = models.drop50()
    packed, tables = Packed(spec), Tables(spec)
    stepper = Stepper(packed, seed, 0)
    stepper.run(HALF)
    engine = Engine(tables, seed, 0, array("d"))
    engine.run(HALF)
    block = stepper.take().to_bytes()
    kept = Snapshot.from_bytes(block)
    # a snapshot holds who stands at which machine: their numbers must stay
    kiln = [changed for _, changed in models.changes().values() if {"wait", "batch"} & set(changed)]
    others = [packed, *(Packed(models.drop50(**changed)) for changed in kiln)]
    share = WHAT_IFS // len(others)
    few = max(3, repetitions // 10)

    def what_ifs() -> None:
        forecast(packed, kept, 0, WHAT_IFS)

    def changed() -> None:
        for number, other in enumerate(others):
            count = WHAT_IFS - share * (len(others) - 1) if number == 0 else share
            forecast(other, kept, 0, count)

    return {
        "bytes": len(block),
        "same_bytes": take(engine).to_bytes() == block,
        "compiled": _both(
            lambda: stepper.take().to_bytes(),
            lambda: Stepper.restore(packed, Snapshot.from_bytes(block)),
            repetitions,
        ),
        "simpy": _both(
            lambda: take(engine).to_bytes(),
            lambda: restore(tables, Snapshot.from_bytes(block), array("d")),
            repetitions,
        ),
        "what_ifs": {
            "count": WHAT_IFS,
            "cpu_ms": _median(what_ifs, few),
            "changed_cpu_ms": _median(changed, few),
        },
    }


def _both(dump: Callable[[], Any], load: Callable[[], Any], repetitions: int) -> dict[str, float]:
    found = {"dump_cpu_ms": _median(dump, repetitions), "load_cpu_ms": _median(load, repetitions)}
    return {**found, "both_cpu_ms": found["dump_cpu_ms"] + found["load_cpu_ms"]}


def _median(call: Callable[[], Any], repetitions: int) -> float:
    """Return the median processor time of a call, compiled code read already [ms]."""
    call()
    times = []
    for _ in range(repetitions):
        begun = time.process_time()
        call()
        times.append(1e3 * (time.process_time() - begun))
    return float(np.median(times))
