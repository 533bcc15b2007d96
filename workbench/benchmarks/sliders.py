"""How soon a desk answers: from a slider's message to the key figures sent, in one kernel."""

from __future__ import annotations

import dataclasses
import gc
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from workbench.model import Scenario
from workbench.studies import decide

if TYPE_CHECKING:
    from workbench.model import Drop

TWINS: Final = ("rug_studio", "apparel_microfactory")


def sliders(*, moves: int = 20, replications: int = 1000) -> dict[str, Any]:
    """Return the time to answer each move of two sliders: pieces, and people of the largest pool.

    No move asks what was asked before, so nothing is found ready. Measured is the desk's question
    itself (scenario to figures with their intervals) on the thread that works it out, which is
    all but the sending of about 40 kB.

    Parameters
    ----------
    moves : int
        Of each slider.
    replications : int
        Paired, of each answer.
    """
    gc.collect()
    gc.freeze()  # as the workers of a published app do
    return {
        "replications": replications,
        "sliders": [line for twin in TWINS for line in _twin(twin, moves, replications)],
    }


def _twin(twin: str, moves: int, replications: int) -> list[dict[str, Any]]:
    base = Scenario(twin, replications=replications)
    factory = base.factory()
    drop = factory.drops[0]
    pool = max(factory.pools, key=lambda entry: entry.size)
    path = f"pools.{pool.name}.size"
    start = dataclasses.replace(base, drop=drop.name)
    decide(start)
    pieces = [_pieces(drop, drop.count + i + 1) for i in range(moves)]
    people = [
        {path: 1 + i % (2 * pool.size + 2), **_pieces(drop, drop.count - 1 - i // 8)}
        for i in range(moves)
    ]
    return [
        _line(twin, name, [dataclasses.replace(start, settings=entry) for entry in settings])
        for name, settings in (("pieces", pieces), ("people", people))
    ]


def _pieces(drop: Drop, count: int) -> dict[str, Any]:
    where = f"drops.{drop.name}"
    settings: dict[str, Any] = {f"{where}.pieces": max(1, count)}
    if drop.orders:
        settings[f"{where}.orders"] = ""
    if drop.sizes:
        settings[f"{where}.sizes"] = {}
    return settings


def _line(twin: str, slider: str, scenarios: list[Scenario]) -> dict[str, Any]:
    wall, cpu = [], []
    for scenario in scenarios:
        begun, worked = time.perf_counter(), time.process_time()
        decide(scenario)
        cpu.append(1e3 * (time.process_time() - worked))
        wall.append(1e3 * (time.perf_counter() - begun))
    return {
        "twin": twin,
        "slider": slider,
        "p50": float(np.quantile(wall, 0.5)),
        "p95": float(np.quantile(wall, 0.95)),
        "cpu_p50": float(np.quantile(cpu, 0.5)),
        "cpu_p95": float(np.quantile(cpu, 0.95)),
        "moves": len(scenarios),
    }
