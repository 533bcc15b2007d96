"""The layout benchmark: floors, slots and blocks, side by side with the peers in one run."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import quadratic_assignment

from workbench.benchmarks.floors import (
    floor_names,
    floor_twin,
    rerank_floor,
    search_floor,
    straight_line,
)
from workbench.benchmarks.layout_files import BlockInstance, SlotInstance, read_blocks, read_slots
from workbench.errors import SpecError
from workbench.layout import FloorProblem, assign, block_layout, improve, resize_blocks

# Costs recomputed from published layouts; those without one: the best that the literature claims.
BLOCK_BEST = {
    "04O7": 131.69,
    "05O8": 243.13,
    "07vC10Ra": 18520.82,
    "08vC10Rs": 19967.55,
    "12MB12": 123.6667,
    "11Ba12": 8021.0,
    "14AB20-ar03": 5189.31,
    "20SC30": 3352.70,
}
Told = Callable[[str], None]


def floors(
    *,
    seconds: float,
    seed: int = 0,
    names: Iterable[str] = (),
    replications: int = 0,
    straight: float = 0.0,
    told: Told | None = None,
) -> list[dict[str, Any]]:
    """Search the benchmark floors; every layout is judged by the independent verifier.

    Parameters
    ----------
    seconds : float
        Of the processor, for each floor.
    seed : int
        Of the searches.
    names : iterable of str
        Which floors; all by default.
    replications : int
        Of the ranking by lead time; none by default.
    straight : float
        Seconds of the processor for each search of the comparison with the straight line; none by
        default.
    told : callable, optional
        Called with what is done next.
    """
    chosen = tuple(names) or floor_names()
    improve(FloorProblem(floor_twin(chosen[0])), evaluations=500)  # compiled before it is timed
    rows = []
    for name in chosen:
        if told is not None:
            told(name)
        row = search_floor(name, seconds=seconds, seed=seed)
        if straight:
            row["straight_line"] = straight_line(name, seconds=straight, seed=seed)
        if replications:
            row["ranking"] = rerank_floor(
                name, seconds=seconds / 3, seed=seed, replications=replications
            )
        rows.append(row)
    return rows


def ways(*, stations: Iterable[int] = (15, 25, 50), peer: bool = True) -> list[dict[str, Any]]:
    """Measure the ways between all stations of a floor, beside extremitypathfinder.

    The floor is a grid of stations with two walls; processor time of our median of 20, of the
    peer's single run.
    """
    from workbench.benchmarks.peer_paths import all_ways, gridded

    rows = []
    for count in stations:
        problem, places = gridded(count)
        problem.standing(places).ways()
        took = []
        for _ in range(20):
            began = time.process_time()
            here = problem.standing(places)
            own = here.ways().distance
            took.append(time.process_time() - began)
        row: dict[str, Any] = {
            "stations": count,
            "cpu_ms": 1e3 * float(np.median(took)),
            "peer_cpu_ms": None,
            "ratio": None,
            "largest_difference": None,
        }
        if peer:
            began = time.process_time()
            other = all_ways(problem, places)
            spent = time.process_time() - began
            if other is not None:
                both = np.isfinite(other)
                row["peer_cpu_ms"] = 1e3 * spent
                row["ratio"] = spent / float(np.median(took))
                row["largest_difference"] = float(np.abs(own[both] - other[both]).max())
        rows.append(row)
    return rows


def slots(
    data: Path, *, seconds: float = 5.0, seeds: int = 10, told: Told | None = None
) -> list[dict[str, Any]]:
    """Run the quadratic assignment problems of a folder, beside SciPy."""
    rows = []
    for instance in _read(data, "*.dat", read_slots):
        if told is not None:
            told(instance.name)
        assign(instance.first[:2, :2], instance.second[:2, :2], steps=1)
        found = [
            assign(
                instance.first,
                instance.second,
                seconds=seconds,
                seed=seed,
                target=-math.inf if math.isnan(instance.best) else instance.best,
            )
            for seed in range(seeds)
        ]
        costs = [each.cost for each in found]
        rows.append(
            {
                "instance": instance.name,
                "best_known": None if math.isnan(instance.best) else instance.best,
                "mean_gap": _gap(float(np.mean(costs)), instance.best),
                "worst_gap": _gap(max(costs), instance.best),
                "hits": sum(cost <= instance.best for cost in costs),
                "seeds": seeds,
                "cpu_seconds": float(np.median([each.cpu_seconds for each in found])),
                "most_seconds": max(each.seconds for each in found),
                **_scipy(instance),
            }
        )
    return rows


def _scipy(instance: SlotInstance) -> dict[str, Any]:
    """Return what SciPy's two methods find, the better of ten random starts each."""
    rows: dict[str, Any] = {}
    generator = np.random.default_rng(0)
    for method in ("faq", "2opt"):
        began = time.process_time()
        options = {"rng": generator, "P0": "randomized"} if method == "faq" else {"rng": generator}
        costs = [
            quadratic_assignment(
                instance.first, instance.second, method=method, options=options
            ).fun
            for _ in range(10)
        ]
        rows[f"scipy_{method}_gap"] = _gap(float(min(costs)), instance.best)
        rows[f"scipy_{method}_cpu_seconds"] = time.process_time() - began
    return rows


def blocks(
    data: Path, *, seconds: float = 30.0, seed: int = 0, told: Told | None = None
) -> list[dict[str, Any]]:
    """Run the unequal-area instances of a folder."""
    rows = []
    for instance in _read(data, "*.txt", read_blocks):
        if told is not None:
            told(instance.name)
        best = BLOCK_BEST.get(instance.name, instance.header)
        block_layout(instance.departments, steps=10)
        found = block_layout(
            instance.departments,
            seconds=seconds,
            seed=seed,
            target=best * (1.0 + 5e-5),
            processor=True,
        )
        # Departments that are only floor to spare need not be rectangles: with this freedom.
        loose = resize_blocks(instance.departments, found) if found.is_sound else None
        rows.append(
            {
                "instance": instance.name,
                "departments": len(instance.departments.names),
                "best_known": best,
                "cost": found.cost if found.is_sound else None,
                "gap": _gap(found.cost, best) if found.is_sound else None,
                "steps": found.steps,
                "cpu_seconds": found.cpu_seconds,
                "resized_cost": None if loose is None else loose.cost,
                "resized_gap": None if loose is None else _gap(loose.cost, best),
            }
        )
    return rows


def _gap(cost: float, best: float) -> float | None:
    return None if math.isnan(best) else cost / best - 1.0


def _read(data: Path, pattern: str, reader: Callable[[Path], Any]) -> list[Any]:
    if not data.is_dir():
        raise SpecError("there is no such folder", where=str(data), advice="give --data DIR")
    files = sorted(data.rglob(pattern))
    # Other text files may lie beside the instances: only those that are ones are run.
    found: list[SlotInstance | BlockInstance] = []
    for path in files:
        try:
            found.append(reader(path))
        except SpecError:
            continue
    return found
