"""The main question: whether to make a drop here, how many, at which price and promise."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.cost import PRACTICAL_CAPACITY
from workbench.analysis.costing import delivery_costs, drop_salvage, suppliers
from workbench.analysis.flow import (
    LeadTimes,
    Utilisation,
    timeline,
    typical_replication,
    utilisation,
)
from workbench.analysis.intervals import paired_interval, quantile_interval
from workbench.analysis.quote import QuoteCurve, quote_curve
from workbench.analysis.verdict import Case, Verdict, verdict
from workbench.analysis.words import percent
from workbench.errors import InfeasibleError, SpecError
from workbench.model import Estimate, estimate_of
from workbench.sim.calendars import Calendars
from workbench.studies import figures
from workbench.studies.beliefs import Demand, chance_of, demand_of, expected_of
from workbench.studies.decision import Decision
from workbench.studies.economics import (
    Here,
    Offshore,
    economics_here,
    economics_offshore,
    larger_offer,
)
from workbench.studies.emitted import Emissions, emissions
from workbench.studies.payments import DEPOSIT, SEASON
from workbench.studies.played import play, tally
from workbench.studies.prepare import Setup, prepare
from workbench.studies.run import bottleneck_kpi, finished, time_kpis
from workbench.studies.setbacks import label_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.analysis.kpi import Kpi
    from workbench.model import Scenario
    from workbench.sim import SimSpec
    from workbench.sim.tallies import Tallies

DAY = 1440.0


def decide(
    scenario: Scenario,
    *,
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Decision:
    """Return what a scenario comes to: figures, comparison with offshore, verdict.

    Parameters
    ----------
    scenario : Scenario
        Twin, drop, variant, settings, placements, seed and replications.
    listener : callable, optional
        Called with (replications played, replications wanted).
    stop : callable, optional
        Ends the work when it returns true.

    Raises
    ------
    InfeasibleError
        When it was stopped, or nothing can be finished.
    """
    began = time.perf_counter()
    setup = prepare(scenario.factory(), scenario.drop, stop=stop)
    if setup.drop.price is None:
        raise SpecError(
            f"drop '{setup.drop.name}' has no price",
            where=f"drops.{setup.drop.name}.price",
            advice="give one, e.g. 'price: 120 EUR'",
        )
    spec = setup.spec()
    sums = tally(
        spec,
        seed=scenario.seed,
        replications=scenario.replications,
        listener=listener,
        stop=stop,
    )
    if stop is not None and stop():
        raise InfeasibleError("the run was stopped")
    times = finished(sums, setup.factory, spec)
    promise, quoted = promised(setup, times)
    busy = utilisation(sums, spec, suppliers=suppliers(setup.factory, spec))
    played = len(sums)
    # only one replication is shown event by event
    shown = typical_replication(times)
    log = play(spec, seed=scenario.seed, replications=1, first=shown)
    demand = demand_of(setup.drop, setup.pieces, seed=scenario.seed, replications=played)
    here = economics_here(setup, sums, spec, demand, seed=scenario.seed, stop=stop, busy=busy)
    away = economics_offshore(setup, demand, seed=scenario.seed)
    emitted = emissions(setup, sums, spec, here, away, busy)
    curve = _quote(setup, here, away)
    answer = _verdict(setup, times, busy, demand, here, away, promise, quoted, curve)
    kpis = _kpis(setup, times, busy, here, away, emitted, promise)
    factory, drop = setup.factory, setup.drop
    return Decision(
        scenario=scenario,
        title=drop.label or figures.spoken(drop.name),
        place=f"{factory.name}, {factory.place}".rstrip(", "),
        currency=factory.currency,
        pieces=setup.pieces,
        price=float(drop.price or 0.0),
        promise=promise,
        kpis=kpis,
        lead_times=times.days,
        timeline=timeline(log, shown, _labels(setup)),
        shifts=_shifts(sums, spec, times),
        cost_here=here.categories,
        cost_offshore=() if away is None else away.categories,
        quote=curve,
        comparison=figures.comparison(setup, times, here, away, emitted, promise),
        verdict=answer,
        floor=setup.floor,
        marker=setup.marker,
        estimates=_estimates(setup, emitted, away),
        seconds=time.perf_counter() - began,
        replications=played,
        log_sha256=log.sha256(),
        instance=setup.instance,
        cloth_length=setup.measures.cloth_length or 0.0,
        utilisation=_busy(setup, busy),
        notes=figures.notes(setup, demand, away),
        expected=expected_of(setup.drop),
    )


def promised(setup: Setup, times: LeadTimes) -> tuple[float, bool]:
    """Return the days promised, and whether they were read off the simulation.

    A promise of ``p90`` is the simulated 90th percentile rounded up to whole days.
    """
    wanted = setup.drop.promise
    if isinstance(wanted, str):
        share = int(wanted[1:]) / 100.0
        value = quantile_interval(times.days, share, times.replication).value
        return float(max(1, math.ceil(value - 1e-9))), True
    return float(wanted) / DAY, False


def _kpis(
    setup: Setup,
    times: LeadTimes,
    busy: Utilisation,
    here: Here,
    away: Offshore | None,
    emitted: Emissions,
    promise: float,
) -> tuple[Kpi, ...]:
    lead, _, punctual = time_kpis(times, promise)
    return (
        figures.lead_time(lead, away),
        figures.punctuality(punctual, away, promise),
        figures.cost(setup, here, away),
        figures.margin(setup, here, away),
        figures.footprint(setup, emitted),
        bottleneck_kpi(busy, setup.factory),
    )


def _quote(setup: Setup, here: Here, away: Offshore | None) -> QuoteCurve | None:
    if away is None:
        return None
    points = ", ".join(str(n) for n in here.line.quantity)
    return quote_curve(
        here.line,
        away.terms,
        price=float(setup.drop.price or 0.0),
        most=max(2 * setup.pieces, round(1.5 * away.terms.moq), 20),
        unsold=away.unsold,
        extra=away.after_sale,
        method=(
            f"Here: simulated at {points} pieces, straight lines between and beyond. Offshore: the "
            f"run it takes to sell so many, at least {away.terms.moq}, with what is left over."
        ),
    )


def _verdict(
    setup: Setup,
    times: LeadTimes,
    busy: Utilisation,
    demand: Demand,
    here: Here,
    away: Offshore | None,
    promise: float,
    quoted: bool,
    curve: QuoteCurve | None,
) -> Verdict:
    factory, drop = setup.factory, setup.drop
    p90 = float(np.quantile(times.days, 0.9, method="inverted_cdf"))
    go = drop.preorder.go if drop.preorder is not None else None
    gate = go if drop.gate == "preorder gate" else None
    even = _break_even(setup, here)
    loss = _loss_chance(setup, here, even, gate)
    away_profit = None if away is None else float(away.profit.mean())
    clear = True
    if away is not None:
        gain = paired_interval(here.profit, away.profit)
        clear = gain.low > 0.0 or gain.high < 0.0 or not math.isfinite(gain.low)
    more, more_profit = larger_offer(setup, here, demand)
    belief = expected_of(drop)
    return verdict(
        Case(
            place=_called(factory.name),
            pieces=setup.pieces,
            promise=promise,
            on_time=float((times.days <= promise + 1e-9).mean()),
            profit=float(here.profit.mean()),
            loss_chance=loss,
            offshore_profit=away_profit,
            offshore_run=0 if away is None else away.run.quantity,
            sooner=0.0 if away is None else float(np.quantile(away.days, 0.9)) - p90,
            break_even=even,
            crossover=None if curve is None else curve.cheaper_here_up_to or None,
            demand=demand.mean,
            known=demand.known,
            placed=None if belief is None else belief.placed,
            passed=0.0 if belief is None else belief.passed,
            prior=0.0 if belief is None else belief.prior,
            whole=0.0 if belief is None else belief.whole,
            promise_is_quoted=quoted,
            within=p90,
            clear=clear,
            more=more,
            more_profit=more_profit,
            go=gate,
            go_chance=1.0 if gate is None else chance_of(drop, gate),
            bottleneck=label_of(factory, busy.names[busy.bottleneck]),
            currency=factory.currency,
        )
    )


def _called(name: str) -> str:
    """Return a twin's name within a sentence: ``Rug studio`` → ``the rug studio``."""
    common = " " in name and name.rpartition(" ")[2].islower()
    return f"the {name[:1].lower()}{name[1:]}" if common else name


def _break_even(setup: Setup, here: Here) -> int | None:
    """Return from how many sold pieces on the drop pays; None when not even sold out."""
    price = float(setup.drop.price or 0.0)
    stock = setup.drop.gate == "make to stock"
    after_sale = sum(delivery_costs(setup.drop))
    for sold in range(1, 20 * setup.pieces + 1):
        if stock:
            made = max(setup.pieces, sold)
            left = made - sold
            cost = here.line.at(made) - after_sale * left - drop_salvage(setup.drop) * left
        else:
            cost = here.line.at(sold)
        if price * sold >= cost:
            return sold
    return None


def _loss_chance(setup: Setup, here: Here, even: int | None, gate: int | None) -> float:
    """Return the chance that the drop is made and loses money."""
    if even is None:
        return 1.0
    # Orders below the gate call the drop off: nothing is earned and nothing lost.
    if gate is not None and gate >= even:
        return float((here.profit < 0.0).mean())
    orders = chance_of(setup.drop, 1 if gate is None else gate) - chance_of(setup.drop, even)
    return max(0.0, orders, float((here.profit < 0.0).mean()))


def _labels(setup: Setup) -> dict[str, str]:
    factory = setup.factory
    called = {entry.name: entry.label for entry in factory.stations if entry.label}
    called |= {name: figures.spoken(name) for name in _suppliers(setup) if name not in called}
    return called | {step.name: step.label or step.name for step in setup.product.routing}


def _suppliers(setup: Setup) -> tuple[str, ...]:
    """Return the suppliers in the product's routing."""
    return tuple(step.supplier for step in setup.product.routing if step.supplier)


def _shifts(sums: Tallies, spec: SimSpec, times: LeadTimes) -> tuple[tuple[float, float], ...]:
    """Return the open hours of the people who work most, over the timeline shown."""
    if not sums.attended.any():
        return ()
    pool = int(np.argmax(sums.attended.sum(axis=0)))
    calendar = int(spec.pool_calendar[pool])
    if calendar < 0:
        return ()
    mine = times.replication == typical_replication(times)
    end = float(times.done[mine].max())
    return tuple(Calendars(spec).open_between(calendar, 0.0, end + DAY))


def _busy(setup: Setup, busy: Utilisation) -> tuple[tuple[str, float], ...]:
    shares = busy.share.mean(axis=0)
    worked = busy.busy.sum(axis=0)
    return tuple(
        (label_of(setup.factory, name), float(shares[column]))
        for column, name in enumerate(busy.names)
        if worked[column] > 0.0
    )


def _estimates(setup: Setup, emitted: Emissions, away: Offshore | None) -> tuple[Estimate, ...]:
    """Return the twin's estimates, and those of the rules and emission factors used beside."""
    listed = list(setup.factory.estimates())
    prior = setup.drop.preorder.prior if setup.drop.preorder is not None else None
    if prior is not None:
        belief = "estimate: what is expected before anyone has ordered"
        path = f"drops.{setup.drop.name}.preorder.prior.mean"
        listed.append(Estimate(path, f"{prior.mean:g} pieces", belief, None))
    usual = "estimate: 80 to 85 % is usual (Kaplan and Anderson, 2004)"
    listed.append(Estimate("rule: practical capacity", percent(PRACTICAL_CAPACITY), usual, None))
    if away is not None:
        terms = "estimate: usual terms of trade"
        listed.append(Estimate("rule: deposit offshore", percent(DEPOSIT), terms, None))
        season = "estimate: eight weeks of selling a collection"
        listed.append(Estimate("rule: offshore season", f"{SEASON:g} d", season, None))
    sold_off = setup.drop.salvage is None and (
        setup.drop.gate == "make to stock" or (away is not None and away.baseline.salvage is None)
    )
    salvage = estimate_of("drop.salvage") if sold_off else None
    if salvage is not None and salvage not in listed:
        listed.append(salvage)
    for factor in emitted.used:
        if factor.is_estimate:
            value = f"{factor.value:g} {factor.unit}"
            listed.append(
                Estimate(f"emission factor: {factor.name}", value, factor.source, factor.year)
            )
    return tuple(listed)
