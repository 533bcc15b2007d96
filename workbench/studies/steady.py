"""What a stream of orders settles to: warm-up deleted, an interval that minds the dependence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench import plan
from workbench.analysis.batch_means import BATCHES, batch_means
from workbench.analysis.intervals import Interval, mean_interval
from workbench.analysis.warmup import mser
from workbench.errors import InfeasibleError, SpecError
from workbench.studies.played import tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.model import Factory


@dataclass(frozen=True)
class Steady:
    """The mean lead time of a twin whose orders keep coming.

    Parameters
    ----------
    interval : Interval
        Of the mean lead time once the beginning is forgotten. [min]
    warm_up : int
        Orders left out at the beginning of each run.
    settled : bool
        False when the run is too short to tell where it settles.
    independent : bool
        Whether the batches (of one run) are independent enough for the interval to be trusted;
        replications always are.
    orders, replications : int
        Orders of each run, runs.
    method : str
        ``"batch means"`` or ``"replications"``.
    """

    interval: Interval
    warm_up: int
    settled: bool
    independent: bool
    orders: int
    replications: int
    method: str

    @property
    def is_sound(self) -> bool:
        """Whether the interval may be read as one."""
        return self.settled and self.independent


def steady(
    factory: Factory,
    *,
    replications: int = 1,
    batches: int = BATCHES,
    seed: int = 0,
    level: float = 0.95,
    stop: Callable[[], bool] | None = None,
) -> Steady:
    """Return what the lead time of a twin's streams of orders settles to.

    The warm-up is found by MSER-5, on the mean over replications order by order. One long run
    gets its interval from batch means; several get Student's over their means (replication and
    deletion), which costs a warm-up each and needs no batches.

    Parameters
    ----------
    factory : Factory
        A twin with streams of orders; its own ``report.warm_up`` is not used.
    replications : int
        Runs.
    batches : int
        Of one long run.
    seed : int
        Of the draws.
    level : float
        Confidence.
    stop : callable, optional
        Ends the work when it returns true.

    Raises
    ------
    SpecError
        The twin has no stream of orders, or too few orders to tell anything.
    InfeasibleError
        It was stopped, or some orders were never finished.

    Examples
    --------
    >>> steady(load_twin("queue")).interval                            # doctest: +SKIP
    Interval(value=4.97, low=4.83, high=5.11)
    """
    if not factory.orders:
        raise SpecError(
            f"{factory.name} has no stream of orders",
            where="orders",
            advice="a drop comes to an end and has no steady state; use until() for it",
        )
    if replications < 1:
        raise SpecError("must be at least 1", where="replications")
    spec = plan.lower(factory)
    sums = tally(spec, seed=seed, replications=replications, stop=stop)
    if len(sums) < replications:
        raise InfeasibleError("the run was stopped")
    runs = [_in_order(sums.came[row], sums.finished[row]) for row in range(replications)]
    orders = min(len(run) for run in runs)
    table = np.array([run[:orders] for run in runs])
    if np.isnan(table).any():
        raise InfeasibleError(
            "some orders were never finished",
            advice="a lost order has no lead time, and work that comes faster than it can be done "
            "never settles",
        )
    cut = mser(table.mean(axis=0))
    kept = table[:, cut.observations :]
    if replications > 1:
        found, independent = mean_interval(kept.mean(axis=1), level), True
    else:
        means = batch_means(kept[0], batches, level)
        found, independent = means.interval, means.independent
    method = "replications" if replications > 1 else "batch means"
    return Steady(found, cut.observations, cut.settled, independent, orders, replications, method)


def _in_order(came: np.ndarray, finished: np.ndarray) -> np.ndarray:
    """Return the lead times of a run's orders as they came; undefined for one never finished."""
    there = np.flatnonzero(np.isfinite(came))
    order = there[np.argsort(came[there], kind="stable")]
    return np.asarray(finished[order] - came[order])
