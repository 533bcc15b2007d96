"""What a drop earns here and offshore, against the same draws of demand.

Rules. Customers order a random number of pieces (the preorder's prior, updated by what has been
ordered); without a prior the orders are those of the drop. Made to order, what is sold here is what
is ordered, up to the pieces offered; a drop with a preorder gate is called off, at no cost, when
fewer than ``go`` are ordered. Offshore, the run must be ordered before demand is known: the maker's
minimum, or the pieces offered when they are more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.baseline import OffshoreRun, OffshoreTerms, offshore_run, stage_times
from workbench.analysis.cost import CONSUMABLES, MATERIAL, SHIPPING, Costs
from workbench.analysis.costing import (
    RETURNS,
    SUPPLIERS,
    delivery_costs,
    drop_costs,
    drop_salvage,
    executions_per_piece,
    piece_mass,
    purchases,
)
from workbench.analysis.flow import tallied
from workbench.analysis.quote import TotalCost
from workbench.model.defaults import default
from workbench.model.distribution import Distribution
from workbench.studies.played import tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from workbench.analysis.costing import Purchase
    from workbench.analysis.flow import Utilisation
    from workbench.model import Baseline
    from workbench.sim import EventLog, SimSpec
    from workbench.sim.tallies import Tallies
    from workbench.studies.beliefs import Demand
    from workbench.studies.prepare import Setup

    FloatArray = NDArray[np.float64]

# Runs of each other quantity: their cost hardly varies, and the line needs only their mean.
_FEW = 4
# Categories that are shown together, here and offshore under the same name.
AFTER_SALE = "Delivery and returns"
_SHOWN = {
    CONSUMABLES: MATERIAL,
    SUPPLIERS: MATERIAL,
    SHIPPING: AFTER_SALE,
    RETURNS: AFTER_SALE,
}


@dataclass(frozen=True)
class Here:
    """What the drop costs and earns here.

    Parameters
    ----------
    bought : tuple of Purchase
        For each piece.
    costs : Costs
        Of the full drop, one for each replication.
    line : TotalCost
        Total cost against quantity.
    made, sold : float[replications]
        Pieces.
    cost, profit : float[replications]
        [money]
    finished : float[replications]
        Pieces of the full drop.
    salvage : float
        What a piece made and not sold brings. [money]
    """

    bought: tuple[Purchase, ...]
    costs: Costs
    line: TotalCost
    made: FloatArray
    sold: FloatArray
    cost: FloatArray
    profit: FloatArray
    finished: FloatArray
    salvage: float = 0.0

    @cached_property
    def each(self) -> FloatArray:
        """Cost of a piece of the full drop in each replication."""
        return self.costs.total / self.finished

    @cached_property
    def categories(self) -> tuple[tuple[str, float], ...]:
        """Cost of a piece of the full drop by category, the mean over the replications.

        What is bought (material, consumables, work done by suppliers) stands together, as do
        delivery and returns.
        """
        means: dict[str, float] = {}
        for name, amounts in self.costs.by_category.items():
            shown = _SHOWN.get(name, name)
            means[shown] = means.get(shown, 0.0) + float((amounts / self.finished).mean())
        return tuple(means.items())

    @property
    def cost_per_sold(self) -> float:
        """Expected cost, less what left-over pieces bring, over expected sales."""
        sold = float(self.sold.sum())
        if not sold:
            return math.inf
        brought = self.salvage * float((self.made - self.sold).sum())
        return (float(self.cost.sum()) - brought) / sold


def economics_here(
    setup: Setup,
    log: EventLog | Tallies,
    spec: SimSpec,
    demand: Demand,
    *,
    seed: int,
    engine: str = "compiled",
    stop: Callable[[], bool] | None = None,
    busy: Utilisation | None = None,
) -> Here:
    """Return what the drop costs and earns here.

    Other quantities than the full drop are simulated at one piece, half the drop and twice the
    drop, a few times each; their cost is taken as straight in between and beyond.
    """
    factory, drop, product = setup.factory, setup.drop, setup.product
    length = setup.measures.cloth_length or 0.0

    def bought_for(some: Tallies, its: SimSpec) -> tuple[Purchase, ...]:
        return purchases(
            factory, product, cloth_length=length, executions=executions_per_piece(some, its)
        )

    sums = tallied(log, spec)
    bought = bought_for(sums, spec)
    costs = drop_costs(factory, drop, product, sums, spec, bought, busy)
    totals = costs.total
    finished = sums.done
    points = {setup.pieces: float(totals.mean() / finished.mean()) * setup.pieces}
    for pieces in sorted({1, setup.pieces // 2, 2 * setup.pieces} - {0, setup.pieces}):
        small = setup.spec(pieces)
        times = _FEW if pieces < setup.pieces else _FEW // 2
        some = tally(small, seed=seed, replications=times, engine=engine, stop=stop)
        if not len(some) or not some.done.all():
            continue
        fewer = drop_costs(factory, drop, product, some, small, bought_for(some, small))
        per_piece = float(fewer.total.sum()) / float(some.done.sum())
        points[pieces] = per_piece * pieces
    quantity = tuple(sorted(points))
    line = TotalCost(quantity, tuple(points[n] for n in quantity))
    return _earned(setup, demand, bought, costs, line, finished)


def _earned(
    setup: Setup,
    demand: Demand,
    bought: tuple[Purchase, ...],
    costs: Costs,
    line: TotalCost,
    finished: FloatArray,
) -> Here:
    drop, pieces = setup.drop, setup.pieces
    price = float(drop.price or 0.0)
    orders = demand.orders[: len(costs)]
    sold = np.minimum(orders, pieces).astype(np.float64)
    if drop.gate == "make to stock":
        made = np.full(len(sold), float(pieces))
    else:
        go = drop.preorder.go if drop.preorder is not None else None
        if go is not None and drop.gate == "preorder gate":
            sold = np.where(orders >= go, sold, 0.0)
        made = sold
    # what a run of chance costs more or less at the full drop, it does in proportion at any size
    luck = costs.total / finished
    luck = luck / luck.mean()
    cost = line.each(made) * luck
    # delivery and returns are paid for what is sold only
    after_sale = sum(delivery_costs(drop))
    cost = cost - after_sale * (made - sold)
    salvage = drop_salvage(drop)
    profit = price * sold + salvage * (made - sold) - cost
    return Here(bought, costs, line, made, sold, cost, profit, finished, salvage)


def larger_offer(setup: Setup, here: Here, demand: Demand) -> tuple[int, float]:
    """Return a larger number of pieces to offer and its expected profit; (0, 0) if none is due.

    Made to order, an offer too small turns customers away: the larger one serves nine of ten draws
    of demand. Its cost follows the cost line beyond the drop.
    """
    wanted = int(np.quantile(demand.orders, 0.9, method="inverted_cdf"))
    if demand.known or setup.drop.gate == "make to stock" or wanted <= setup.pieces:
        return 0, 0.0
    sold = np.minimum(demand.orders, wanted).astype(np.float64)
    go = setup.drop.preorder.go if setup.drop.preorder is not None else None
    if go is not None and setup.drop.gate == "preorder gate":
        sold = np.where(demand.orders >= go, sold, 0.0)
    price = float(setup.drop.price or 0.0)
    return wanted, float((price * sold - here.line.each(sold)).mean())


@dataclass(frozen=True)
class Offshore:
    """What an offshore run costs, earns and takes.

    Parameters
    ----------
    baseline : Baseline
        Of the twin.
    terms : OffshoreTerms
        In numbers.
    unsold : float
        Share of the run expected to be unsold, where demand is known.
    run : OffshoreRun
        Against the draws of demand.
    after_sale : float
        Delivery and returns of a sold piece. [money]
    days : float[replications]
        From the decision to the pieces' arrival. [d]
    making : float
        Mean days until the goods ship.
    """

    baseline: Baseline
    terms: OffshoreTerms
    unsold: float
    run: OffshoreRun
    after_sale: float
    days: FloatArray
    making: float

    @property
    def profit(self) -> FloatArray:
        """What it earns in each replication [money]."""
        return self.run.profit - self.after_sale * (self.run.sold + self.run.marked_down)

    @property
    def cost_per_sold(self) -> float:
        """Cost of a piece sold at full price, delivery included."""
        share = self.run.marked_down.mean() / self.run.sold.mean() if self.run.sold.any() else 0.0
        return self.run.cost_per_sold + self.after_sale * (1.0 + float(share))

    @property
    def categories(self) -> tuple[tuple[str, float], ...]:
        """Cost of a sold piece by category; they add up to ``cost_per_sold``."""
        if not self.run.sold.any():
            return (("Bought offshore", self.terms.unit_cost), ("Freight", self.terms.freight))
        unsold = self.cost_per_sold - self.terms.landed - self.after_sale
        parts = (
            ("Bought offshore", self.terms.unit_cost),
            ("Freight", self.terms.freight),
            ("Unsold", unsold),
            (AFTER_SALE, self.after_sale),
        )
        return tuple((name, amount) for name, amount in parts if abs(amount) > 1e-9)


def economics_offshore(setup: Setup, demand: Demand, *, seed: int) -> Offshore | None:
    """Return what the offshore alternative costs and earns; None when the twin has none."""
    factory, drop = setup.factory, setup.drop
    baseline = factory.baseline
    if baseline is None:
        return None
    mass = piece_mass(setup.product, purchases(factory, setup.product))
    unsold = float(_or_default(baseline.unsold, "baseline.unsold"))
    destroyed = float(_or_default(baseline.destroyed, "baseline.destroyed"))
    salvage = drop_salvage(drop) if baseline.salvage is None else float(baseline.salvage)
    terms = OffshoreTerms(
        moq=baseline.moq,
        unit_cost=float(baseline.unit_cost),
        # were a left-over piece worth more than it costs, any run would pay without a customer
        salvage=min(salvage, float(baseline.unit_cost)),
        markdown=float(_or_default(baseline.markdown, "baseline.markdown")),
        # of a usual run, `unsold` finds no buyer at full price and `destroyed` none at all
        clears=max(0.0, unsold - destroyed) / (1.0 - unsold),
    )
    quantity = terms.quantity(setup.pieces, unsold if demand.known else 0.0)
    terms = OffshoreTerms(
        terms.moq,
        terms.unit_cost,
        _freight(baseline, mass, quantity),
        terms.salvage,
        terms.markdown,
        terms.clears,
    )
    run = offshore_run(terms, quantity, demand.orders, price=float(drop.price or 0.0))
    shipped = len(baseline.stages)
    stages = [(law, cycles) for _, law, cycles in offshore_stages(baseline)]
    times = stage_times(stages, seed=seed, replications=len(demand.orders))
    return Offshore(
        baseline,
        terms,
        unsold,
        run,
        sum(delivery_costs(drop)),
        times.sum(axis=1),
        float(times[:, :shipped].sum(axis=1).mean()),
    )


def offshore_stages(baseline: Baseline) -> list[tuple[str, Distribution, int]]:
    """Return name, law and cycles of each offshore stage, the freight last."""
    stages = [(stage.name, stage.each, stage.cycles) for stage in baseline.stages]
    if baseline.freight is not None:
        time = baseline.freight.time
        if time is None:
            time = Distribution.constant(default(f"freight.{baseline.freight.mode}.time"))
        stages.append(("freight", time, 1))
    return stages


def _or_default(value: float | None, name: str) -> float:
    return float(default(name)) if value is None else float(value)


def _freight(baseline: Baseline, mass: float, quantity: int) -> float:
    """Return the freight of a piece [money]."""
    price = None if baseline.freight is None else baseline.freight.price
    if price is None:
        return 0.0
    per = price.kind.partition("/")[2]
    if per == "mass":
        return float(price) * mass
    return float(price) if per == "count" else float(price) / quantity
