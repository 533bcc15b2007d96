"""The event loop of the compiled engine, from the first entry to the last."""

from __future__ import annotations

from workbench._jit import inner, kernel
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_arrivals import draw_releases
from workbench.sim._kernels_breaks import cut, person_leaves, planned, repaired
from workbench.sim._kernels_carts import cart_back, load_carts
from workbench.sim._kernels_decide import assign, decide
from workbench.sim._kernels_ends import ended, fails
from workbench.sim._kernels_gate import followed, released
from workbench.sim._kernels_heap import (
    ARRIVED,
    BACK,
    CARRIED,
    CUT,
    DELIVERED,
    ENDED,
    FAILS,
    FOLLOWS,
    LANDED,
    LEFT,
    MOVES,
    NODE_FAILS,
    OUTAGE,
    PLANNED,
    POOL,
    RELEASED,
    REPAIRED,
    RETURNED,
    SET,
    STATION,
    WORKED,
    WORN,
    take,
)
from workbench.sim._kernels_jobs import carried, delivered, let_in, unloaded
from workbench.sim._kernels_outages import landed, node_fails, outage_drawn, returned
from workbench.sim._kernels_people import ask_to_unload, ask_to_work
from workbench.sim._kernels_places import (
    next_fleet,
    next_pool,
    next_room,
    next_station,
    pool_may_decide,
    station_may_decide,
)
from workbench.sim._kernels_pointer import pointer
from workbench.sim._kernels_rooms import deadlocked
from workbench.sim._kernels_rows import GOOD, changeover_row
from workbench.sim._kernels_runs import machine_at
from workbench.sim._kernels_start import address, clear_tally, keep_tally, start

MOST_IN_A_MOMENT = 1_000_000


@inner
def nobody_left(wi):
    """Tell whether nobody is inside, at the gate or to come."""
    return (
        wi[at.W_INSIDE] == 0
        and wi[at.W_NEXT_RELEASE] >= wi[at.W_RELEASES]
        and wi[at.W_TO_COME] == 0
        and wi[at.W_GATE_HEAD] < 0
    )


@inner
def play_seldom(si, sf, wi, wf, table, ri, rf, kind, number):
    """Play an entry of a kind that most factories do not have."""
    if kind == WORKED:
        ask_to_unload(si, sf, wi, wf, number)
    elif kind == REPAIRED:
        repaired(si, sf, wi, wf, table, ri, rf, number)
    elif kind == CUT:
        cut(si, sf, wi, wf, table, ri, rf, number)
    elif kind == WORN:
        fails(si, sf, wi, wf, table, ri, rf, machine_at(si, wi, number))
    elif kind == FAILS:
        fails(si, sf, wi, wf, table, ri, rf, number)
    elif kind == PLANNED:
        planned(si, sf, wi, wf, number)
    elif kind == DELIVERED:
        delivered(si, sf, wi, wf, table, ri, rf, number)
    elif kind == ARRIVED:
        if unloaded(si, sf, wi, wf, table, ri, rf, number):
            cart_back(si, wi, wf, ri, rf, number)
    elif kind == BACK:
        cart_back(si, wi, wf, ri, rf, number)
    elif kind == FOLLOWS:
        followed(si, sf, wi, wf, table, ri, rf, number)
    elif kind == OUTAGE:
        node = si[si[at.I_OUTAGE] + number]
        back = sf[si[at.F_OUTAGE] + 2 * number + 1]
        node_fails(si, sf, wi, wf, ri, rf, node, back, 2 * node)
    elif kind == NODE_FAILS:
        back = wf[at.WF_NOW] + outage_drawn(si, sf, wi, table, number, True)
        node_fails(si, sf, wi, wf, ri, rf, number, back, 2 * number + 1)
    elif kind == RETURNED:
        returned(si, sf, wi, wf, table, ri, rf, number)
    elif kind == LANDED:
        landed(si, sf, wi, wf, table, ri, rf, number)


@inner
def is_set(si, sf, wi, wf, table, ri, rf, run):
    """Complete a changeover: a setter leaves, and the run asks for its own person."""
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    changeover_row(si, sf, wi, wf, ri, rf, run, wf[moments + at.UF_CHANGE], GOOD)
    wf[moments + at.UF_CHANGE] = 0.0
    if wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_STAGE] == at.SETTING:
        person_leaves(si, wi, run)
        ask_to_work(si, sf, wi, wf, table, run)


@inner
def run(si, sf, wi, wf, table, ri, rf, until):
    """Play all that happens up to and including the moment ``until``; return how it ended."""
    early = si[at.SI_EARLY] != 0
    while True:
        count = wi[at.W_ENTRIES]
        heap = wi[at.F_HEAP]
        if count == 0 or wf[heap] > wf[at.WF_NOW]:
            if wi[at.W_AGENDA] > 0:
                if wi[at.W_LETTING] > 0:
                    let_in(si, sf, wi, wf, table, ri, rf, next_room(si, wi))
                    continue
                if wi[at.W_LINED] != 0:
                    wi[at.W_LINED] = 0
                    if deadlocked(si, wi):
                        return at.DEADLOCK
                if wi[at.W_DECIDING] > 0:
                    decide(si, sf, wi, wf, table, ri, rf, next_station(si, wi))
                elif wi[at.W_ASSIGNING] > 0:
                    assign(si, sf, wi, wf, table, next_pool(si, wi))
                else:
                    load_carts(si, sf, wi, wf, next_fleet(si, wi))
                continue
            if wi[at.W_LINED] != 0:
                wi[at.W_LINED] = 0
                if deadlocked(si, wi):
                    return at.DEADLOCK
            if count == wi[at.W_IDLE]:
                if wi[at.W_INSIDE] > 0:
                    return at.STUCK
                if count == 0:
                    return at.DONE
            if early and nobody_left(wi):
                return at.DONE
        moment = wf[heap]
        if moment > until:
            return at.DONE
        if moment > wf[at.WF_NOW]:
            wi[at.W_SAME] = 0
        wi[at.W_SAME] += 1
        wf[at.WF_NOW] = moment
        what = take(wi, wf)
        kind = what & (at.KINDS - 1)
        wi[at.W_QUIET] = 0 if (MOVES >> kind) & 1 != 0 else wi[at.W_QUIET] + 1
        if wi[at.W_SAME] > MOST_IN_A_MOMENT or wi[at.W_QUIET] > MOST_IN_A_MOMENT:
            return at.ENDLESS
        number = what >> at.KIND_BITS
        if kind == ENDED:
            ended(si, sf, wi, wf, table, ri, rf, number)
        elif kind == RELEASED:
            released(si, sf, wi, wf, table, ri, rf)
        elif kind == LEFT:
            person_leaves(si, wi, number)
        elif kind == SET:
            is_set(si, sf, wi, wf, table, ri, rf, number)
        elif kind == CARRIED:
            carried(si, sf, wi, wf, table, ri, rf, number)
        elif kind == STATION:
            station_may_decide(si, wi, number)
        elif kind == POOL:
            pool_may_decide(si, wi, number)
        else:
            play_seldom(si, sf, wi, wf, table, ri, rf, kind, number)


@kernel
def play_block(
    si, sf, wi, wf, table, ri, rf, how, copy_i, copy_f, seed, first, count, until, ends, sums, jobs
):
    """Play replications one after the other into one block of rows.

    One kernel for all ways to begin, because each that holds the loop compiles it again.

    Parameters
    ----------
    si, sf, table : the specification
    wi, wf : the world, room for one replication
    ri, rf : int32[n, 16], float64[n, 9]
        Rows of the event log; 0 of them: none is kept.
    how : int
        ``FRESH``; ``CONTINUED``: from where the world stands (one replication); ``COPIED``: from a
        copy of a state, with its releases and the other draws of each replication.
    copy_i, copy_f : int64[*], float64[*]
        That state.
    seed, first, count : int
        Address of the first replication, and how many.
    until : float
        Last moment played. [min]
    ends : int64[count]
        Written: rows after each replication.
    sums : float64[count, figures]; jobs : float64[count, J, 2]
        Written: figures added up, and when each job came and was done; none of them: not kept.

    Returns
    -------
    int
        Replications that were played; ``wi[at.W_STATUS]`` tells how the next one failed.
    """
    rows = 0
    room = len(ri)
    a, b, c, d, e = pointer(si), pointer(sf), pointer(wi), pointer(wf), pointer(table)
    f, g = pointer(ri), pointer(rf)
    for i in range(count):
        wi[at.W_FIRST_ROW] = rows
        wi[at.W_MOST_ROWS] = room - rows
        if how == at.FRESH:
            start(a, b, c, d, e, seed, first + i)
        else:
            if how == at.COPIED:
                wi[:] = copy_i
                wf[:] = copy_f
                wi[at.W_FIRST_ROW] = rows
                wi[at.W_MOST_ROWS] = room - rows
                draw_releases(a, b, c, d, e, wi[at.W_REPLICATION])
                address(c, seed, first + i)
            wi[at.W_ROWS_BEFORE] += wi[at.W_ROWS]
            wi[at.W_ROWS] = 0
        tallying = len(sums) > 0
        wi[at.W_TALLYING] = 1 if tallying else 0
        if tallying:
            clear_tally(a, c, d)
        wi[at.W_STATUS] = run(a, b, c, d, e, f, g, until)
        if wi[at.W_STATUS] != at.DONE:
            return i
        if room > 0:
            rows += wi[at.W_ROWS]
            if rows > room:
                return i
        ends[i] = rows
        if tallying:
            keep_tally(a, c, d, pointer(sums), pointer(jobs), i)
    return count
