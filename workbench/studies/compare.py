"""Two ways of making a drop, played with the same draws: differences and a claim's verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbench.analysis.baseline import stage_times
from workbench.analysis.breakdown import Breakdown, breakdown
from workbench.analysis.claims import (
    LEAD_TIME_12_TO_3_WEEKS,
    Claim,
    ClaimResult,
    door_to_door_claim,
    lead_time_claim,
)
from workbench.analysis.costing import suppliers
from workbench.analysis.intervals import Interval, paired_interval
from workbench.studies.beliefs import demand_of
from workbench.studies.economics import Here, economics_here, offshore_stages
from workbench.studies.played import play
from workbench.studies.prepare import prepare
from workbench.studies.run import finished

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from workbench.analysis.flow import LeadTimes
    from workbench.model import Drop, Factory


class Difference(NamedTuple):
    """One figure both ways.

    Parameters
    ----------
    name, label, unit : str
        What it is.
    first, second : float
        Mean of either side.
    difference : Interval
        First less second, paired by replication.
    """

    name: str
    label: str
    unit: str
    first: float
    second: float
    difference: Interval


@dataclass(frozen=True)
class Side:
    """One of the two ways.

    Parameters
    ----------
    name : str
        How it is called.
    lead_times : float[n]
        Of every piece [d].
    breakdown : Breakdown
        Where the time goes.
    """

    name: str
    lead_times: NDArray[np.float64]
    breakdown: Breakdown

    @property
    def p50(self) -> float:
        """Median lead time [d]."""
        return float(np.quantile(self.lead_times, 0.5, method="inverted_cdf"))

    @property
    def p90(self) -> float:
        """Nine of ten pieces are ready within this [d]."""
        return float(np.quantile(self.lead_times, 0.9, method="inverted_cdf"))


@dataclass(frozen=True)
class Comparison:
    """Two ways of making a drop.

    Parameters
    ----------
    first, second : Side
        The two.
    differences : tuple of Difference
        Lead time, makespan, cost, margin.
    claim : ClaimResult
        Whether lead time falls as claimed from second to first, and what caused it.
    replications : int
        Played of each.
    wider : ClaimResult or None
        The same claim door to door: against all stages of the twin's offshore run. Another scope
        may turn the verdict. None without an offshore baseline.
    """

    first: Side
    second: Side
    differences: tuple[Difference, ...]
    claim: ClaimResult
    replications: int
    wider: ClaimResult | None = None

    def difference(self, name: str) -> Difference:
        """Return the difference of that name."""
        return next(entry for entry in self.differences if entry.name == name)


def compare(
    factory: Factory,
    variant: str | Factory,
    drop: Drop | str | None = None,
    *,
    replications: int = 200,
    seed: int = 0,
    claim: Claim = LEAD_TIME_12_TO_3_WEEKS,
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Comparison:
    """Play a twin and a variant of it with the same draws of chance.

    Parameters
    ----------
    factory : Factory
        The first way.
    variant : str or Factory
        The second: the name of a variant, or another twin.
    drop : Drop or str, optional
        What is made; the first drop by default.
    replications, seed : int
        Of both.
    claim : Claim
        About the fall of lead time from the second way to the first.
    listener : callable, optional
        Called with (replications played, replications wanted), both sides counted.
    stop : callable, optional
        Ends the work when it returns true.
    """
    second = factory.with_variant(variant) if isinstance(variant, str) else variant
    names = (factory.name, variant if isinstance(variant, str) else variant.name)
    sides, runs = [], []
    for number, (name, twin) in enumerate(zip(names, (factory, second), strict=True)):

        def told(done: int, wanted: int, before: int = number * replications) -> None:
            if listener is not None:
                listener(before + done, 2 * wanted)

        side, times, here = _played(name, twin, drop, replications, seed, told, stop)
        sides.append(side)
        runs.append((times, here))
    (times_a, here_a), (times_b, here_b) = runs
    lead_a, lead_b = (times.per_replication(times.days) for times in (times_a, times_b))
    currency = factory.currency
    return Comparison(
        sides[0],
        sides[1],
        (
            _difference("lead_time", "Lead time, mean", "days", lead_a, lead_b),
            _difference(
                "makespan",
                "The whole drop",
                "days",
                times_a.makespan() / 1440.0,
                times_b.makespan() / 1440.0,
            ),
            _difference("cost", "Cost per piece", currency, here_a.each, here_b.each),
            _difference("margin", "Margin of the drop", currency, here_a.profit, here_b.profit),
        ),
        lead_time_claim(lead_a, lead_b, sides[0].breakdown.steps, sides[1].breakdown.steps, claim),
        len(lead_a),
        _door_to_door(factory, lead_a, seed),
    )


def _door_to_door(factory: Factory, lead: NDArray[np.float64], seed: int) -> ClaimResult | None:
    """Return the claim against all stages of the twin's offshore run; None without one."""
    if factory.baseline is None:
        return None
    stages = offshore_stages(factory.baseline)
    if not stages:
        return None
    laws = [(law, cycles) for _, law, cycles in stages]
    times = stage_times(laws, seed=seed, replications=len(lead))
    means = {name: float(times[:, i].mean()) for i, (name, _, _) in enumerate(stages)}
    return door_to_door_claim(lead, times.sum(axis=1), means)


def _played(
    name: str,
    twin: Factory,
    drop: Drop | str | None,
    replications: int,
    seed: int,
    listener: Callable[[int, int], None],
    stop: Callable[[], bool] | None,
) -> tuple[Side, LeadTimes, Here]:
    setup = prepare(twin, drop, stop=stop, floor=False)
    spec = setup.spec()
    log = play(spec, seed=seed, replications=replications, listener=listener, stop=stop)
    times = finished(log, twin, spec)
    played = len(np.unique(log["replication"]))
    demand = demand_of(setup.drop, setup.pieces, seed=seed, replications=played)
    here = economics_here(setup, log, spec, demand, seed=seed, stop=stop)
    split = breakdown(log, spec, suppliers=suppliers(twin, spec), replications=played)
    return Side(name, times.days, split), times, here


def _difference(
    name: str, label: str, unit: str, first: NDArray[np.float64], second: NDArray[np.float64]
) -> Difference:
    return Difference(
        name, label, unit, float(first.mean()), float(second.mean()), paired_interval(first, second)
    )
