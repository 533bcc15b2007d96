"""What lies behind a decision's figures: who worked when, where the time goes, what draws power."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbench.analysis.breakdown import Breakdown, breakdown
from workbench.analysis.costing import default_or, suppliers
from workbench.analysis.flow import people_timeline, timeline, typical_replication
from workbench.analysis.profiles import Power, Wip, power, work_in_progress
from workbench.analysis.states import StateShares, state_shares
from workbench.errors import InfeasibleError
from workbench.sim.calendars import Calendars
from workbench.studies.figures import spoken
from workbench.studies.played import play, tally
from workbench.studies.prepare import prepare
from workbench.studies.run import finished
from workbench.studies.setbacks import label_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.analysis.kpi import Bar
    from workbench.model import Factory, Product, Scenario

# Replications looked at event by event: enough for shares to a per cent.
LOGGED: Final = 20


@dataclass(frozen=True)
class Detail:
    """A drop, looked at closely.

    Parameters
    ----------
    stations, people : tuple of Bar
        What machines and people did in the typical replication. [min after Monday 00:00]
    shifts : tuple of (open, close)
        When anybody is there, over the same time.
    wip : Wip
        Pieces inside, over all replications.
    breakdown : Breakdown
        Where the lead time goes, over `LOGGED` replications.
    states : tuple of StateShares
        What stations and people did all the time, over as many.
    power : Power
        In the typical replication.
    labels : dict of name to label
        How stations, pools and operations are called.
    replications : int
        Played.
    """

    stations: tuple[Bar, ...]
    people: tuple[Bar, ...]
    shifts: tuple[tuple[float, float], ...]
    wip: Wip
    breakdown: Breakdown
    states: tuple[StateShares, ...]
    power: Power
    labels: dict[str, str]
    replications: int


def detail(scenario: Scenario, *, stop: Callable[[], bool] | None = None) -> Detail:
    """Return what lies behind the figures of a scenario.

    Parameters
    ----------
    scenario : Scenario
        As in `decide`; runs played there are not played again in the same process.
    stop : callable, optional
        Ends the work when it returns true.

    Raises
    ------
    InfeasibleError
        When it was stopped, or nothing can be finished.
    """
    setup = prepare(scenario.factory(), scenario.drop, stop=stop, floor=False)
    factory, spec = setup.factory, setup.spec()
    sums = tally(spec, seed=scenario.seed, replications=scenario.replications, stop=stop)
    if stop is not None and stop():
        raise InfeasibleError("the run was stopped")
    outside = suppliers(factory, spec)
    shown = typical_replication(finished(sums, factory, spec))
    one = play(spec, seed=scenario.seed, replications=1, first=shown)
    several = play(spec, seed=scenario.seed, replications=min(LOGGED, scenario.replications))
    labels = labels_of(factory, setup.product)
    calendars = Calendars(spec)
    begin, end = float(one["enqueued"].min()), float(one["time"].max())
    shifts = sorted(
        {
            interval
            for calendar in set(spec.pool_calendar.tolist())
            if calendar >= 0
            for interval in calendars.open_between(calendar, begin, end)
        }
    )
    return Detail(
        timeline(one, shown, labels),
        people_timeline(one, spec, shown, labels),
        tuple(shifts),
        work_in_progress(sums),
        breakdown(several, spec, suppliers=outside, replications=LOGGED),
        state_shares(several, spec, suppliers=outside),
        power(
            one,
            spec,
            shown,
            price=default_or(factory.costs.energy, "costs.energy"),
            suppliers=outside,
        ),
        labels,
        len(sums),
    )


def labels_of(factory: Factory, product: Product) -> dict[str, str]:
    """Return how reports call stations, pools and the steps of a product."""
    names = [*(each.name for each in factory.stations), *(each.name for each in factory.pools)]
    labels = {name: label_of(factory, name) for name in names}
    # a row of a timeline is one person of the pool
    labels |= {pool.name: spoken(pool.name) for pool in factory.pools}
    labels |= {step.supplier: spoken(step.supplier) for step in product.routing if step.supplier}
    return labels | {step.name: step.label or step.name for step in product.routing}
