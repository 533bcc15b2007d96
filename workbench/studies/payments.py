"""When money goes out and comes in, for a drop made here and for the offshore run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.analysis.cash import CashLine, Payment, cash_line, spread
from workbench.analysis.cost import MATERIAL
from workbench.analysis.costing import drop_salvage

if TYPE_CHECKING:
    from workbench.studies.economics import Here, Offshore
    from workbench.studies.prepare import Setup

# Share of an offshore order that is paid when it is placed; the rest when it ships (usual terms).
DEPOSIT = 0.3
# Over how many days an offshore run is sold after its arrival.
SEASON = 56.0


def cash_here(setup: Setup, here: Here, days: float) -> CashLine:
    """Return the account of the drop made here, at its expected sales.

    Preorders are paid when they are placed, over the window before day 0. Material is bought on day
    0; wages and the rest are paid weekly until the last piece is ready. Without preorders the
    pieces are paid for when they are ready.
    """
    drop = setup.drop
    sold = float(here.sold.mean())
    price = float(drop.price or 0.0)
    material = dict(here.categories).get(MATERIAL, 0.0)
    made = float(here.made.mean())
    weeks = max(1, math.ceil(days / 7.0))
    payments = [Payment(0.0, -material * made, "material")]
    payments += spread(material * made - float(here.cost.mean()), 0.0, days, weeks, "making")
    if drop.preorder is not None and drop.gate != "make to stock":
        window = float(drop.preorder.window) / 1440.0
        parts = max(1, math.ceil(window))
        payments += spread(price * sold, -window, 0.0, parts, "preorders")
    else:
        payments.append(Payment(days, price * sold, "sales"))
    if made > sold:
        payments.append(Payment(days + SEASON, drop_salvage(drop) * (made - sold), "left over"))
    return cash_line(payments)


def cash_offshore(offshore: Offshore) -> CashLine:
    """Return the account of the offshore run: a deposit, the rest at shipment, sales afterwards."""
    run = offshore.run
    arrival = float(offshore.days.mean())
    making = offshore.terms.unit_cost * run.quantity
    revenue = float(run.revenue.mean())
    after_sale = offshore.after_sale * float((run.sold + run.marked_down).mean())
    return cash_line(
        [
            Payment(0.0, -DEPOSIT * making, "deposit"),
            Payment(offshore.making, -(1.0 - DEPOSIT) * making, "balance"),
            Payment(arrival, -offshore.terms.freight * run.quantity, "freight"),
            *spread(revenue, arrival, arrival + SEASON, 8, "sales"),
            *spread(-after_sale, arrival, arrival + SEASON, 8, "delivery"),
            Payment(arrival + SEASON, float(run.recovered.mean()), "left over"),
        ]
    )
