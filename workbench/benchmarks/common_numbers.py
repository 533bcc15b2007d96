"""What common random numbers gain: the variance of a difference against independent runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.analysis.pairs import difference
from workbench.benchmarks import models
from workbench.sim.tallies import tally


def common_numbers(replications: int = 20_000, seed: int = 1) -> list[dict[str, Any]]:
    """Return one line for each change to drop50 and each figure.

    ``gain`` is the variance of the difference of independent runs, played with another seed, over
    that of runs with the same draws.

    Parameters
    ----------
    replications : int
        Of each side.
    seed : int
        Of the common draws; the next one is that of the independent runs.
    """
    lines = []
    base = _figures({}, replications, seed)
    for name, (_, changed) in models.changes().items():
        common = _figures(changed, replications, seed)
        other = _figures(changed, replications, seed + 1)
        for figure in base:
            paired = difference(base[figure], common[figure])
            apart = float((other[figure] - base[figure]).var(ddof=1))
            together = float((common[figure] - base[figure]).var(ddof=1))
            lines.append(
                {
                    "change": name,
                    "figure": figure,
                    "difference": paired.interval.value,
                    "ci95": [paired.interval.low, paired.interval.high],
                    "gain": apart / together if together > 0.0 else None,
                    "replications": replications,
                }
            )
    return lines


def _figures(changed: dict[str, Any], replications: int, seed: int) -> dict[str, Any]:
    sums = tally(models.drop50(**changed), seed=seed, replications=replications)
    return {"makespan": sums.makespan, "mean finish": np.nanmean(sums.finished, axis=1)}
