"""One figure of each replication of a scenario, as many replications as asked for.

What `until`, `best_of` and `sensitivity` draw from. Replications have the same numbers in every
scenario, so two scenarios meet the same chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench import plan
from workbench.analysis.costing import (
    drop_costs,
    energy_per_piece,
    executions_per_piece,
    purchases,
    suppliers,
)
from workbench.analysis.flow import utilisation
from workbench.errors import InfeasibleError, SpecError, nearest
from workbench.studies.played import tally
from workbench.studies.prepare import prepare
from workbench.studies.run import finished

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from workbench.model import Factory, Scenario
    from workbench.sim import SimSpec
    from workbench.sim.tallies import Tallies
    from workbench.studies.prepare import Setup

    FloatArray = NDArray[np.float64]

DAY = 1440.0


@dataclass(frozen=True)
class Case:
    """What was played.

    Parameters
    ----------
    factory : Factory
        Variant and settings applied.
    spec : SimSpec
        Its arrays.
    setup : Setup or None
        The drop; None when the twin's streams of orders are played alone.
    """

    factory: Factory
    spec: SimSpec
    setup: Setup | None

    @property
    def drop(self) -> Setup:
        """The drop, or an error when there is none."""
        if self.setup is None:
            raise SpecError(
                "only a drop has this figure",
                where="figure",
                advice="ask for lead_time, or give the twin a drop",
            )
        return self.setup


@dataclass(frozen=True)
class Outcome:
    """A figure that a scenario has in each replication.

    Parameters
    ----------
    name, label, unit : str
        What it is.
    larger : bool
        Whether more of it is better.
    of : callable
        ``of(case, tallies)`` returns float[replications].
    """

    name: str
    label: str
    unit: str
    larger: bool
    of: Callable[[Case, Tallies], FloatArray]


def _lead_time(case: Case, sums: Tallies) -> FloatArray:
    times = finished(sums, case.factory, case.spec)
    return times.per_replication(times.days if case.setup is not None else times.time)


def _makespan(case: Case, sums: Tallies) -> FloatArray:
    return np.asarray(sums.makespan / (DAY if case.setup is not None else 1.0))


def _on_time(case: Case, sums: Tallies) -> FloatArray:
    return np.asarray(100.0 * sums.on_time / np.maximum(sums.done, 1.0))


def _cost(case: Case, sums: Tallies) -> FloatArray:
    setup, spec = case.drop, case.spec
    bought = purchases(
        setup.factory,
        setup.product,
        cloth_length=setup.measures.cloth_length or 0.0,
        executions=executions_per_piece(sums, spec),
    )
    busy = utilisation(sums, spec, suppliers=suppliers(setup.factory, spec))
    costs = drop_costs(setup.factory, setup.drop, setup.product, sums, spec, bought, busy)
    return np.asarray(costs.total / np.maximum(sums.done, 1.0))


def _energy(case: Case, sums: Tallies) -> FloatArray:
    return energy_per_piece(case.factory, sums, case.spec)


OUTCOMES = {
    entry.name: entry
    for entry in (
        Outcome("lead_time", "Lead time, mean", "days", False, _lead_time),
        Outcome("makespan", "The whole drop", "days", False, _makespan),
        Outcome("on_time", "On time", "%", True, _on_time),
        Outcome("cost", "Cost per piece", "money", False, _cost),
        Outcome("energy", "Electricity per piece", "kWh", False, _energy),
    )
}


def outcome(name: str) -> Outcome:
    """Return the outcome of that name, or advise the nearest."""
    if name not in OUTCOMES:
        raise SpecError(
            f"there is no figure '{name}'", where="figure", advice=nearest(name, OUTCOMES)
        )
    return OUTCOMES[name]


class Source:
    """Draws the outcome of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Its seed counts, its number of replications does not.
    figure : Outcome
        What is drawn.
    stop : callable, optional
        Ends the work when it returns true.
    """

    def __init__(
        self, scenario: Scenario, figure: Outcome, stop: Callable[[], bool] | None = None
    ) -> None:
        self.figure = figure
        self.seed = scenario.seed
        factory = scenario.factory()
        if scenario.drop or factory.drops:
            setup = prepare(factory, scenario.drop, stop=stop, floor=False)
            self.case = Case(setup.factory, setup.spec(), setup)
        else:
            self.case = Case(factory, plan.lower(factory), None)
        self._stop = stop

    @property
    def unit(self) -> str:
        """Unit of the figure: the twin's currency for money, minutes for streams of orders."""
        unit = self.figure.unit
        if unit == "money":
            return self.case.factory.currency
        return "min" if unit == "days" and self.case.setup is None else unit

    def draw(self, first: int, count: int) -> FloatArray:
        """Return the figure of replications ``first`` to ``first + count - 1``.

        Raises
        ------
        InfeasibleError
            It was stopped, or no piece was finished in some replication.
        """
        spec = self.case.spec
        sums = tally(spec, seed=self.seed, replications=count, first=first, stop=self._stop)
        if len(sums) < count:
            raise InfeasibleError("the run was stopped")
        if not sums.done.all():
            raise InfeasibleError(
                "no piece was finished in some replications",
                advice="check scrap and calendars, or look further ahead",
            )
        values = self.figure.of(self.case, sums)
        if len(values) < count:
            raise InfeasibleError(
                "every piece of some replication came before the warm-up was over",
                where="report.warm_up",
                advice="shorten the warm-up, or let the orders run longer",
            )
        return values
