"""Parts of jobs arrive in the compiled engine: on foot, by cart, into room, for material."""

from __future__ import annotations

from workbench._jit import inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_carts import cart_minutes
from workbench.sim._kernels_gate import follow_up, rest
from workbench.sim._kernels_heap import BACK, enter
from workbench.sim._kernels_places import has_room
from workbench.sim._kernels_queues import drop_node, step_out
from workbench.sim._kernels_rooms import unblock
from workbench.sim._kernels_rows import DELIVERY, material_row, move_row
from workbench.sim._kernels_supply import supplied
from workbench.sim._kernels_ways import enqueue_apart, landed_here, placed, travel


@inner
def carried(si, sf, wi, wf, table, ri, rf, move):
    """Let a job arrive on foot where its next operation is done."""
    record = wi[at.I_MOVE] + move * at.V_WIDTH
    job = wi[record + at.V_JOB]
    behind = wi[record + at.V_BEHIND]
    ahead = wi[record + at.V_AHEAD]
    how = wi[record + at.V_HOW]
    reserved = wi[record + at.V_RESERVED]
    start = wf[wi[at.F_MOVE] + move]
    wi[record + at.V_IDENTITY] = -1
    wi[record + at.V_NEXT] = wi[at.W_MOVE_FREE]
    wi[at.W_MOVE_FREE] = move
    move_row(si, wi, wf, ri, rf, job, behind, ahead, start, start, -1, -1)
    landed_here(si, sf, wi, wf, table, ri, rf, job, ahead, how, reserved)
    rest(si, wi, wf, ri, rf, job)
    follow_up(si, sf, wi, wf, table, ri, rf)


@inner
def unloaded(si, sf, wi, wf, table, ri, rf, run):
    """Let the parts of a trip arrive; tell whether the cart is free now."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    nodes = wi[at.I_NODE]
    fleet = wi[record + at.U_CAUSE]
    spot = si[at.I_FLEET] + fleet * at.C_WIDTH
    cart = si[spot + at.C_FIRST] + wi[record + at.U_MACHINE]
    node = wi[record + at.U_HEAD]
    wi[record + at.U_HEAD] = -1
    wi[record + at.U_TAIL] = -1
    wi[record + at.U_MEMBERS] = 0
    while node >= 0:
        link = nodes + node * at.N_WIDTH
        following = wi[link + at.N_NEXT]
        job = wi[link + at.N_JOB]
        ahead = wi[link + at.N_OPERATION]
        how = wi[link + at.N_HOW]
        reserved = wi[link + at.N_KEPT]
        asked = wf[wi[at.F_NODE] + node * at.NF_WIDTH + at.NF_JOINED]
        move_row(
            si, wi, wf, ri, rf, job, wi[link + at.N_BEHIND], ahead, asked,
            wf[moments + at.UF_START], cart, wi[record + at.U_WHO],
        )  # fmt: skip
        drop_node(wi, node)
        landed_here(si, sf, wi, wf, table, ri, rf, job, ahead, how, reserved)
        rest(si, wi, wf, ri, rf, job)
        follow_up(si, sf, wi, wf, table, ri, rf)
        node = following
    if si[spot + at.C_RETURNS] == 0:
        return True
    minutes = cart_minutes(si, sf, fleet, wi[record + at.U_TO], si[spot + at.C_HOME])
    wf[moments + at.UF_WORK] += minutes
    enter(wi, wf, wf[at.WF_NOW] + minutes, BACK, run)
    return False


@inner
def let_in(si, sf, wi, wf, table, ri, rf, number):
    """Let parts into a station while it has room."""
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    nodes = wi[at.I_NODE]
    while wi[place + at.L_LINED] > 0 and has_room(si, wi, number):
        node = wi[place + at.L_LINE]
        link = nodes + node * at.N_WIDTH
        step_out(wi, node, place + at.L_LINE, place + at.L_LINE_TAIL)
        wi[place + at.L_LINED] -= 1
        job = wi[link + at.N_JOB]
        ahead = wi[link + at.N_OPERATION]
        behind = wi[link + at.N_BEHIND]
        how = wi[link + at.N_HOW]
        run = wi[link + at.N_RUN]
        drop_node(wi, node)
        if behind < 0:
            enqueue_apart(si, sf, wi, wf, number, job, ahead)
        else:
            travel(si, sf, wi, wf, table, ri, rf, job, behind, ahead, how, 1)
        if run >= 0:
            unblock(si, sf, wi, wf, ri, rf, run)
        rest(si, wi, wf, ri, rf, job)
        follow_up(si, sf, wi, wf, table, ri, rf)


@inner
def delivered(si, sf, wi, wf, table, ri, rf, supply):
    """Take material into stock; who waits for it and finds all he needs goes on."""
    record = wi[at.I_SUPPLY] + supply * at.Y_WIDTH
    moments = wi[at.F_SUPPLY] + supply * at.YF_WIDTH
    material = wi[record + at.Y_MATERIAL]
    quantity = wf[moments + at.YF_QUANTITY]
    stock = wi[at.F_STOCK] + material * 2
    wf[stock] += quantity
    if wi[record + at.Y_ORDERED] != 0:
        wf[stock + 1] -= quantity
    promised = wf[moments + at.YF_PROMISED]
    material_row(si, wi, wf, ri, rf, DELIVERY, material, quantity, promised, -1, -1)
    wi[record + at.Y_IDENTITY] = -1
    wi[record + at.Y_NEXT] = wi[at.W_SUPPLY_FREE]
    wi[at.W_SUPPLY_FREE] = supply
    nodes = wi[at.I_NODE]
    last = -1
    until = wi[at.W_NEXT_ASKED]
    while True:
        # What goes on may take others out of the line: look from its begin for the next one.
        node = wi[at.W_SHORT_HEAD]
        while node >= 0 and wi[nodes + node * at.N_WIDTH + at.N_RUN] <= last:
            node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
        if node < 0 or wi[nodes + node * at.N_WIDTH + at.N_RUN] >= until:
            return
        link = nodes + node * at.N_WIDTH
        last = wi[link + at.N_RUN]
        job = wi[link + at.N_JOB]
        operation = wi[link + at.N_OPERATION]
        asked = wf[wi[at.F_NODE] + node * at.NF_WIDTH + at.NF_JOINED]
        if supplied(si, sf, wi, wf, table, ri, rf, job, operation, asked):
            exempt = wi[link + at.N_KEPT]
            step_out(wi, node, at.W_SHORT_HEAD, at.W_SHORT_TAIL)
            drop_node(wi, node)
            placed(si, sf, wi, wf, table, ri, rf, job, operation, exempt)
            rest(si, wi, wf, ri, rf, job)
            follow_up(si, sf, wi, wf, table, ri, rf)
