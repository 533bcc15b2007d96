"""The twelve benchmark floors: read them, search them, and judge what was found."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.benchmarks.floor_verifier import verify
from workbench.layout import FloorProblem, improve
from workbench.model import load_twin

if TYPE_CHECKING:
    from workbench.layout import Found
    from workbench.model import Factory

FOLDER = Path(__file__).with_name("floors")
BEST = FOLDER / "best.json"


def floor_names() -> tuple[str, ...]:
    """Return the names of the floors."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def floor_twin(name: str) -> Factory:
    """Return the twin of a floor."""
    return load_twin(FOLDER / f"{name}.yaml")


def best_known() -> dict[str, dict[str, Any]]:
    """Return the cheapest layouts that long searches found: cost and placements by floor."""
    found: dict[str, dict[str, Any]] = json.loads(BEST.read_text(encoding="utf-8"))
    return found


def search_floor(name: str, *, seconds: float, seed: int) -> dict[str, Any]:
    """Search one floor and return figures, judged by the verifier.

    Parameters
    ----------
    name : str
        Of the floor.
    seconds : float
        Of the processor.
    seed : int
        Of the search.
    """
    problem = FloorProblem(floor_twin(name))
    found = improve(problem, seconds=seconds, seed=seed, aims=False, processor=True)
    known = best_known().get(name, {}).get("cost", math.nan) if BEST.is_file() else math.nan
    if found.best is None:
        return {"floor": name, "is_clean": False, "cost": None}
    judged = verify(problem, found.best.placements)
    return {
        "floor": name,
        "stations": len(found.start.placements),
        "reference": found.start.cost,
        "cost": judged.cost,
        "best_known": known,
        "above_best": judged.cost / known - 1.0 if math.isfinite(known) else None,
        "is_clean": judged.is_clean,
        "blocked": judged.blocked,
        "faults": list(judged.faults),
        "evaluations": found.evaluations,
        "walked": found.walked,
        "cpu_seconds": found.cpu_seconds,
        "placements": {n: list(pose) for n, pose in found.best.placements.items()},
    }


def straight_line(name: str, *, seconds: float, seed: int) -> dict[str, Any]:
    """Compare with the same search on the straight line, in the same processor time.

    What the straight line leaves behind is repaired: the search on ways goes on from there for as
    long again, which is half as much time more than the search on ways was given from the start.
    """
    problem = FloorProblem(floor_twin(name))
    common = {"seconds": seconds, "seed": seed, "aims": False, "processor": True}
    ways = improve(problem, **common)  # type: ignore[arg-type]
    lines = improve(problem, straight=True, **common)  # type: ignore[arg-type]
    if ways.best is None or lines.best is None:
        return {"floor": name, "blocked": None}
    judged = verify(problem, lines.best.placements)
    repaired = improve(problem, lines.best.placements, **common)  # type: ignore[arg-type]
    return {
        "floor": name,
        "ways": verify(problem, ways.best.placements).cost,
        "straight_blocked": judged.blocked,
        "straight_faults": len(judged.faults),
        "straight_cost": judged.cost,
        "repaired": None if repaired.best is None else repaired.best.cost,
    }


def rerank_floor(
    name: str, *, seconds: float, seed: int, replications: int, known: bool = True
) -> dict[str, Any]:
    """Rank the layouts of a search again by simulated lead time, judged on fresh draws."""
    from workbench.studies.rerank import rerank

    twin = floor_twin(name)
    found: Found = improve(
        FloorProblem(twin),
        seconds=seconds,
        seed=seed,
        keep=8,
        apart=200.0,
        aims=False,
        processor=True,
        known=[_poses(best_known()[name])] if known and BEST.is_file() else (),
    )
    began = time.process_time()
    ranked = rerank(twin, found.layouts, replications=replications, seed=seed)
    return {
        "floor": name,
        "layouts": len(found.layouts),
        "chosen": ranked.chosen,
        "lead_time": ranked.rows[0].lead_time,
        "fresh": ranked.fresh.value,
        "ci95": [ranked.fresh.low, ranked.fresh.high],
        "is_quicker": ranked.is_quicker,
        "is_certain": ranked.is_certain,
        "cpu_seconds": time.process_time() - began,
    }


def _poses(entry: dict[str, Any]) -> dict[str, tuple[float, float, float]]:
    return {n: (p[0], p[1], p[2]) for n, p in entry["placements"].items()}
