"""Strip packing side by side with spyrrow (sparrow, Rust): paired runs, one judge."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.nesting import Instance, Marker, Placement, check_marker, nest, prepare
from workbench.nesting.board import Board
from workbench.nesting.problem import Problem
from workbench.nesting.walk import Walk

RESAMPLES = 10_000
OURS, PEER = "workbench", "spyrrow"
# Evaluations of the kernel's micro-benchmark, and how often it is repeated; the best counts.
RATE_EVALUATIONS, RATE_ROUNDS = 400_000, 5


def data_folder(data: Path | None) -> Path:
    """Return the folder with instance files: the one given, or that of WORKBENCH_BENCH_DATA."""
    chosen = data or Path(os.environ.get("WORKBENCH_BENCH_DATA", ""))
    if data is None and "WORKBENCH_BENCH_DATA" not in os.environ:
        raise SpecError(
            "there is no folder of instances",
            where="--data",
            advice="give --data DIR, or set WORKBENCH_BENCH_DATA",
        )
    for folder in (chosen / "nesting", chosen):
        if folder.is_dir() and any(folder.glob("*.json")):
            return folder
    raise SpecError(
        f"{chosen} holds no instances", where="--data", advice="give a folder of *.json files"
    )


def instances(data: Path | None, names: Sequence[str] = ()) -> dict[str, Path]:
    """Return the strip instances of a folder by name, all or those asked for."""
    folder = data_folder(data)
    found = {
        path.stem: path
        for path in sorted(folder.glob("*.json"))
        if "strip_height" in json.loads(path.read_text())
    }
    for name in names:
        if name not in found:
            raise SpecError(
                f"there is no instance '{name}'",
                where=str(folder),
                advice=f"choose from: {', '.join(found)}",
            )
    return {name: found[name] for name in names} if names else found


def nesting(
    data: Path | None = None,
    *,
    names: Sequence[str] = (),
    seconds: float = 10.0,
    seeds: int = 5,
    threads: int = 2,
    peer: bool = True,
    rates: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Return densities of both engines on each instance and seed, and their paired differences.

    The engines take turns, each budget is a run of its own, the clock starts with the call and the
    kernels are loaded before it; start-up is reported apart. Both are judged by `check_marker`.

    Parameters
    ----------
    data : Path, optional        Folder of instances; WORKBENCH_BENCH_DATA unless given.
    names : sequence of str      Instances to run; all strips of the folder unless given.
    seconds : float              Budget of a run, on the clock. [s]
    seeds : int                  Pairs of runs for each instance.
    threads : int                Threads of each engine, and chains of ours.
    peer : bool                  Whether to run spyrrow too.
    rates : bool                 Whether to measure evaluations per second and core.
    tell : callable              Hears a line after each run.
    """
    files = instances(data, names)
    if peer and _version("spyrrow") is None:
        raise SpecError(
            "spyrrow is not installed",
            where="workbench bench nesting",
            advice="install the extra: pip install -c constraints.txt -e '.[bench]', "
            "or leave it out with --no-peer",
        )
    start = start_up()
    prepare()
    runs: list[dict[str, Any]] = []
    for seed in range(1, seeds + 1):
        for name, path in files.items():
            instance = Instance.from_file(path)
            order = [OURS, PEER] if seed % 2 else [PEER, OURS]
            for engine in order if peer else [OURS]:
                run: dict[str, Any] = {"instance": name, "seed": seed, "engine": engine}
                play = _ours if engine == OURS else _peer
                run |= play(instance, seconds, seed, threads)
                runs.append(run)
                tell(
                    f"{name} seed {seed} {engine}: {100 * run['density']:.2f} %, "
                    f"{run['cpu_seconds']:.1f} CPU s"
                )
    document: dict[str, Any] = {
        "seconds": seconds,
        "threads": threads,
        "seeds": seeds,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "versions": {
            package: _version(package) for package in ("spyrrow", "numba", "numpy", "shapely")
        },
        "start_up": start,
        "runs": runs,
        "faults": [run for run in runs if run["faults"]],
        "summary": summary(runs),
        "rates": [],
    }
    if rates:
        document["rates"] = [
            {"instance": name, "evaluations_per_second": rate(Instance.from_file(path))}
            for name, path in files.items()
        ]
    return document


def summary(runs: list[dict[str, Any]], seed: int = 0) -> dict[str, Any]:
    """Return mean densities and paired differences in percentage points, with 95 % intervals.

    Differences are resampled within each instance (bootstrap, percentile), so that the mean over
    instances weighs them alike.
    """
    chance = np.random.default_rng(seed)
    by_key = {(r["instance"], r["seed"], r["engine"]): 100 * r["density"] for r in runs}
    names = list(dict.fromkeys(r["instance"] for r in runs))
    lines = []
    drawn = []
    for name in names:
        ours = [d for (n, _, e), d in by_key.items() if n == name and e == OURS]
        line: dict[str, Any] = {"instance": name, OURS: float(np.mean(ours)), PEER: None}
        pairs: list[tuple[float, float]] = [
            (d, by_key[n, s, PEER])
            for (n, s, e), d in by_key.items()
            if n == name and e == OURS and (n, s, PEER) in by_key
        ]
        if pairs:
            differences = np.array([a - b for a, b in pairs])
            picks = chance.integers(0, len(pairs), (RESAMPLES, len(pairs)))
            means = differences[picks].mean(axis=1)
            drawn.append(means)
            line[PEER] = float(np.mean([b for _, b in pairs]))
            line["difference"] = float(differences.mean())
            line["ci95"] = [float(q) for q in np.percentile(means, (2.5, 97.5))]
        lines.append(line)
    total: dict[str, Any] = {"instances": lines, OURS: float(np.mean([x[OURS] for x in lines]))}
    if drawn:
        means = np.mean(drawn, axis=0)
        total[PEER] = float(np.mean([x[PEER] for x in lines if x[PEER] is not None]))
        total["difference"] = float(np.mean([x["difference"] for x in lines if "difference" in x]))
        total["ci95"] = [float(q) for q in np.percentile(means, (2.5, 97.5))]
    return total


def rate(instance: Instance) -> float:
    """Return evaluations of one item in a layout per second and core, best of several rounds.

    Measured by the thread's processor time in the separation loop on a strip cut ever shorter.
    """
    walk = Walk(Board(Problem.of(instance)), 1, 0)
    walk.run(1, pressing=False)
    walk.length = walk.best.length
    best = 0.0
    for _ in range(RATE_ROUNDS):
        walk.length = max(0.98 * walk.length, walk.least_length)
        walk.clamp()
        walk.begin_attempt()
        before, began = walk.evaluations, time.thread_time()
        walk.one_strike(before + RATE_EVALUATIONS, 10**6, 3)
        best = max(best, (walk.evaluations - before) / (time.thread_time() - began))
    return best


def start_up() -> dict[str, float]:
    """Return the seconds a fresh process takes to import, and to load the compiled kernels.

    Kernels that were never compiled here are compiled first and not counted.
    """
    script = (
        "import time; a = time.perf_counter(); from workbench.nesting import prepare; "
        "b = time.perf_counter(); prepare(); print(b - a, time.perf_counter() - b)"
    )
    prepare()
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    imports, kernels = map(float, done.stdout.split())
    return {"import_seconds": imports, "kernels_seconds": kernels}


def _ours(instance: Instance, seconds: float, seed: int, threads: int) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    marker = nest(instance, seconds=seconds, seed=seed, chains=threads, threads=threads)
    run = _judged(instance, marker, began, cpu)
    return run | {"evaluations": marker.evaluations}


def _peer(instance: Instance, seconds: float, seed: int, threads: int) -> dict[str, Any]:
    import spyrrow

    items = [
        spyrrow.Item(
            str(number),
            [(float(x), float(y)) for x, y in (*item.piece.outline, item.piece.outline[0])],
            demand=item.demand,
            allowed_orientations=list(item.angles),
        )
        for number, item in enumerate(instance.items)
    ]
    question = spyrrow.StripPackingInstance(instance.name, strip_height=instance.width, items=items)
    # It takes whole seconds in total, or phases that may end between them.
    config = spyrrow.StripPackingConfig(
        early_termination=False,
        total_computation_time=max(1, round(seconds)),
        num_workers=threads,
        seed=seed,
        min_items_separation=instance.gap or None,
    )
    began, cpu = time.perf_counter(), time.process_time()
    solution = question.solve(config)
    placements = [
        Placement(
            instance.items[int(placed.id)].id,
            float(placed.rotation),
            False,
            float(placed.translation[0]),
            float(placed.translation[1]),
        )
        for placed in solution.placed_items
    ]
    return _judged(instance, Marker.of(instance, placements, float(solution.width)), began, cpu)


def _judged(instance: Instance, marker: Marker, began: float, cpu: float) -> dict[str, Any]:
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    return {
        "length": marker.length,
        "density": marker.density,
        "seconds": seconds,
        "cpu_seconds": spent,
        "faults": check_marker(instance, marker),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
