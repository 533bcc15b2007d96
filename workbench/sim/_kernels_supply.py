"""Materials of the compiled engine: stock, orders and those who wait for a delivery."""

from __future__ import annotations

from workbench._jit import inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_breaks import seldom
from workbench.sim._kernels_heap import DELIVERED, enter
from workbench.sim._kernels_queues import line_up, new_node
from workbench.sim._kernels_rows import ISSUE, material_row

SLACK = 1e-9


@inner
def under_way(wi, wf, material, ordered, quantity, promised):
    """Return a supply that is under way."""
    supply = wi[at.W_SUPPLY_FREE]
    if supply >= 0:
        wi[at.W_SUPPLY_FREE] = wi[wi[at.I_SUPPLY] + supply * at.Y_WIDTH + at.Y_NEXT]
    else:
        supply = wi[at.W_SUPPLY_TOP]
        if supply >= wi[at.W_MOST_SUPPLIES]:
            raise MemoryError
        wi[at.W_SUPPLY_TOP] = supply + 1
    record = wi[at.I_SUPPLY] + supply * at.Y_WIDTH
    wi[record + at.Y_IDENTITY] = wi[at.W_NEXT_SUPPLY]
    wi[at.W_NEXT_SUPPLY] += 1
    wi[record + at.Y_MATERIAL] = material
    wi[record + at.Y_ORDERED] = ordered
    moments = wi[at.F_SUPPLY] + supply * at.YF_WIDTH
    wf[moments + at.YF_QUANTITY] = quantity
    wf[moments + at.YF_PROMISED] = promised
    return supply


@inner
def delay(si, sf, wi, table, material, number):
    """Draw the delay of a delivery or an order by its number."""
    spot = si[at.I_MATERIAL] + material * at.B_WIDTH
    facts = si[at.F_MATERIAL] + material * at.BF_WIDTH
    return seldom(
        sf, table, si[spot + at.B_CODE], facts + at.BF_0, wi[at.W_SUPPLY], si[spot + at.B_KEY],
        number,
    )  # fmt: skip


@inner
def order(si, sf, wi, wf, table, material):
    """Order material while stock and what is ordered are at or below the level."""
    facts = si[at.F_MATERIAL] + material * at.BF_WIDTH
    level = sf[facts + at.BF_LEVEL]
    if level < 0.0:
        return
    now = wf[at.WF_NOW]
    stock = wi[at.F_STOCK] + material * 2
    while wf[stock] + wf[stock + 1] <= level:
        quantity = sf[facts + at.BF_QUANTITY]
        number = wi[wi[at.I_ORDERED] + material]
        wi[wi[at.I_ORDERED] + material] = number + 1
        supply = under_way(wi, wf, material, 1, quantity, now)
        wf[stock + 1] += quantity
        enter(wi, wf, now + delay(si, sf, wi, table, material, number), DELIVERED, supply)


@inner
def supplied(si, sf, wi, wf, table, ri, rf, job, operation, asked):
    """Take what an operation needs, if all of it is in stock; tell whether it was."""
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    needs = si[spot + at.O_NEEDS]
    for i in range(needs):
        material = si[si[spot + at.O_NEED] + i]
        quantity = sf[si[spot + at.O_AMOUNT] + i]
        if wf[wi[at.F_STOCK] + material * 2] < quantity * (1.0 - SLACK):
            return False
    for i in range(needs):
        material = si[si[spot + at.O_NEED] + i]
        quantity = sf[si[spot + at.O_AMOUNT] + i]
        wf[wi[at.F_STOCK] + material * 2] -= quantity
        material_row(si, wi, wf, ri, rf, ISSUE, material, quantity, asked, job, operation)
    for i in range(needs):
        order(si, sf, wi, wf, table, si[si[spot + at.O_NEED] + i])
    return True


@inner
def run_short(wi, wf, job, operation, exempt):
    """Let a part wait for material."""
    node = new_node(wi, wf, job, operation, 0.0, wf[at.WF_NOW])
    link = wi[at.I_NODE] + node * at.N_WIDTH
    wi[link + at.N_KEPT] = exempt
    wi[link + at.N_RUN] = wi[at.W_NEXT_ASKED]
    wi[at.W_NEXT_ASKED] += 1
    line_up(wi, node, at.W_SHORT_HEAD, at.W_SHORT_TAIL)
