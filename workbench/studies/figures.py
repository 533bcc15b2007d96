"""The figures of a decision: key figures with their difference from offshore, and the table."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal

import numpy as np

from workbench.analysis.cost import PRACTICAL_CAPACITY
from workbench.analysis.intervals import mean_interval, paired_interval
from workbench.analysis.kpi import Kpi, Row, Tone
from workbench.analysis.words import money, number, percent, signed
from workbench.studies.beliefs import expected_of
from workbench.studies.payments import DEPOSIT, SEASON, cash_here, cash_offshore

if TYPE_CHECKING:
    from workbench.analysis.flow import LeadTimes
    from workbench.studies.beliefs import Demand
    from workbench.studies.economics import Here, Offshore
    from workbench.studies.emitted import Emissions
    from workbench.studies.prepare import Setup


def lead_time(kpi: Kpi, away: Offshore | None) -> Kpi:
    """Return the lead time beside that of the offshore run."""
    if away is None or kpi.unit != "days":
        return kpi
    there = float(np.quantile(away.days, 0.9))
    return _relative(kpi, kpi.mean / there - 1.0 if there else 0.0, good_if_less=True)


def punctuality(kpi: Kpi, away: Offshore | None, promise: float) -> Kpi:
    """Return punctuality at the promise beside what the offshore run would reach."""
    definition = f"Promised are {number(promise)} days. {kpi.definition}".strip()
    kpi = dataclasses.replace(kpi, definition=definition)
    if away is None:
        return kpi
    points = kpi.mean - 100.0 * float((away.days <= promise).mean())
    delta = f"{signed(number(points), points)} pts vs offshore"
    return dataclasses.replace(kpi, delta=delta, tone=_tone(points, good_if_less=False))


def cost(setup: Setup, here: Here, away: Offshore | None) -> Kpi:
    """Return the cost of a piece of the full drop."""
    each = here.each
    kpi = Kpi(
        "cost",
        "Cost per piece",
        *mean_interval(each),
        float(np.quantile(each, 0.5)),
        float(np.quantile(each, 0.9)),
        setup.factory.currency,
        "Cost of a piece when the whole drop is made: material with its waste and consumables, "
        f"people and machines by the minute (at {percent(PRACTICAL_CAPACITY)} practical capacity, "
        "so paid waiting up to that share is in), electricity, delivery, returns and overhead. "
        "Against offshore: what a piece sold costs on either side, left-over pieces included.",
    )
    if away is None or not away.run.sold.any() or not here.sold.any():
        return kpi
    return _relative(kpi, here.cost_per_sold / away.cost_per_sold - 1.0, good_if_less=True)


def margin(setup: Setup, here: Here, away: Offshore | None) -> Kpi:
    """Return what the drop earns."""
    currency = setup.factory.currency
    go = setup.drop.preorder.go if setup.drop.preorder is not None else None
    gate = ""
    if go is not None and setup.drop.gate == "preorder gate":
        gate = f" Below {go} orders the drop is called off and earns nothing."
    kpi = Kpi(
        "margin",
        "Margin of the drop",
        *mean_interval(here.profit),
        float(np.quantile(here.profit, 0.5)),
        float(np.quantile(here.profit, 0.9)),
        currency,
        "Expected sales at full price less all cost, over the draws of demand; the price itself "
        f"does not change demand.{gate} Offshore meets the same draws.",
    )
    if away is None:
        return kpi
    gain = paired_interval(here.profit, away.profit)
    more, told = gain.value, gain.low > 0.0 or gain.high < 0.0
    delta = f"{signed(money(more, currency, whole=True), more)} vs offshore"
    # a difference that the runs cannot tell from none is neither good nor bad
    return dataclasses.replace(
        kpi, delta=delta, tone=_tone(more, good_if_less=False) if told else ""
    )


def footprint(setup: Setup, emitted: Emissions) -> Kpi:
    """Return the emissions of a sold piece."""
    parts = ", ".join(
        f"{name.lower()} {number(amount, 1)}" for name, amount in emitted.typical.parts if amount
    )
    kpi = Kpi(
        "footprint",
        f"Footprint per {_piece(setup)} sold",
        *mean_interval(emitted.here),
        float(np.quantile(emitted.here, 0.5)),
        float(np.quantile(emitted.here, 0.9)),
        "kg CO2e",
        f"Of a piece made here, in kg: {parts}. Divided by the share that is sold. Offshore takes "
        "the same materials and electricity, from its own grid; what suppliers add is not counted. "
        "The interval covers the runs, not the factors.",
    )
    if emitted.offshore is None:
        return kpi
    return _relative(kpi, kpi.mean / emitted.offshore.sold - 1.0, good_if_less=True)


def comparison(
    setup: Setup,
    times: LeadTimes,
    here: Here,
    away: Offshore | None,
    emitted: Emissions,
    promise: float,
) -> tuple[Row, ...]:
    """Return the table of both sides on the same draws of demand; empty without a baseline."""
    if away is None:
        return ()
    currency = setup.factory.currency
    days = times.days
    p90, there = (
        float(np.quantile(days, 0.9, method="inverted_cdf")),
        float(np.quantile(away.days, 0.9)),
    )
    unsold = 100.0 * (1.0 - float(here.sold.sum()) / max(float(here.made.sum()), 1e-9))
    unsold = unsold if here.made.any() else 0.0
    away_unsold = 100.0 * away.run.unsold_share
    low = cash_here(setup, here, float(times.makespan().mean()) / 1440.0).lowest
    away_low = cash_offshore(away).lowest
    on_time = 100.0 * float((days <= promise + 1e-9).mean())
    away_on_time = 100.0 * float((away.days <= promise).mean())
    gain = paired_interval(here.profit, away.profit)
    told = gain.low > 0.0 or gain.high < 0.0
    profit, away_profit = float(here.profit.mean()), float(away.profit.mean())
    rows = [
        row(
            "Order size",
            float(setup.pieces),
            float(away.run.quantity),
            "pieces",
            None,
            note=f"the maker's minimum is {away.terms.moq}",
        ),
        row("Lead time, 9 in 10", p90, there, "days", "less", relative=True),
        row("On time at the promise", on_time, away_on_time, "%", "more"),
        row("Unsold share", unsold, away_unsold, "%", "less"),
        row("Cost per piece sold", here.cost_per_sold, away.cost_per_sold, currency, "less", True),
        row("Margin of the drop", profit, away_profit, currency, "more" if told else None),
        row(
            "Lowest cash",
            low,
            away_low,
            currency,
            "more",
            note=f"{_paid(setup)}; offshore: {percent(DEPOSIT)} with the order, the rest at "
            f"shipment, sold over {SEASON:.0f} days",
        ),
    ]
    if emitted.offshore is not None:
        mine = float(emitted.here.mean())
        rows.append(row("CO2e per piece sold", mine, emitted.offshore.sold, "kg", "less", True))
    # without a piece sold there is no cost of one
    return tuple(r for r in rows if np.isfinite(r.here) and np.isfinite(r.offshore))


def _piece(setup: Setup) -> str:
    """Return what one piece is called within a sentence: ``Rug, 3 m²`` → ``rug``."""
    name = (setup.product.label or "piece").partition(",")[0].strip() or "piece"
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _paid(setup: Setup) -> str:
    ahead = setup.drop.preorder is not None and setup.drop.gate != "make to stock"
    return "here customers pay when they order" if ahead else "here customers pay at delivery"


def row(
    label: str,
    here: float,
    offshore: float,
    unit: str,
    wanted: Literal["less", "more"] | None,
    relative: bool = False,
    note: str = "",
) -> Row:
    """Return a line of the comparison; ``wanted`` says which direction is the better one."""
    difference = here - offshore
    better: Literal["here", "offshore", ""] = ""
    if wanted is not None and abs(difference) > 1e-9:
        better = "here" if (difference < 0) == (wanted == "less") else "offshore"
    share = here / offshore - 1.0 if relative and np.isfinite(offshore) and offshore else None
    return Row(label, here, offshore, difference, unit, better, share, note)


def notes(setup: Setup, demand: Demand, away: Offshore | None) -> tuple[str, ...]:
    """Return the rules the figures follow, to be shown where someone asks."""
    if demand.known:
        said = [f"The {setup.pieces} pieces are taken as ordered."]
    else:
        said = [
            f"Demand is drawn with a mean of {demand.mean:.1f} and a standard deviation of "
            f"{demand.sd:.1f} pieces; at most {setup.pieces} are sold here."
        ]
    belief = expected_of(setup.drop)
    if belief is not None and belief.placed is not None:
        said.append(
            f"{belief.placed} placed in {percent(belief.passed)} of the preorder window: a whole "
            f"window is now expected to bring {belief.whole:.1f} orders, {belief.prior:.1f} "
            f"before; still to come are {belief.ahead:.1f} (standard deviation "
            f"{belief.ahead_sd:.1f}), before it was {belief.before:.1f} ({belief.before_sd:.1f})."
        )
    if away is not None:
        said.append(
            f"The offshore run of {away.run.quantity} is ordered before demand is known; "
            f"for 100 pieces sold, {number(100.0 * away.terms.clears)} of those left over sell at "
            f"{percent(-away.terms.markdown)}, the rest brings "
            f"{money(away.terms.salvage, setup.factory.currency)} a piece."
        )
    return tuple(said)


def spoken(name: str) -> str:
    """Return a key as a label: ``spring_capsule`` → ``Spring capsule``."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def _relative(kpi: Kpi, share: float, *, good_if_less: bool) -> Kpi:
    # nothing but nothing itself is 100 % less
    digits = 1 if 0.985 < abs(share) < 1.0 else 0
    delta = f"{signed(percent(share, digits), share)} vs offshore"
    return dataclasses.replace(kpi, delta=delta, tone=_tone(share, good_if_less=good_if_less))


def _tone(change: float, *, good_if_less: bool) -> Tone:
    if abs(change) < 5e-4:
        return ""
    return "good" if (change < 0) == good_if_less else "warn"
