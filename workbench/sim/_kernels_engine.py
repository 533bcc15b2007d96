"""The event loop of the compiled engine, from the draw of all releases to the last entry."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import inner, kernel
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_breaks import cut, person_leaves, planned, repaired, until_failure
from workbench.sim._kernels_carts import cart_back, load_carts
from workbench.sim._kernels_decide import assign, decide
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
    enter,
    take,
)
from workbench.sim._kernels_jobs import (
    carried,
    delivered,
    ended,
    fails,
    followed,
    landed,
    let_in,
    node_fails,
    outage_drawn,
    released,
    returned,
    unloaded,
)
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
from workbench.sim._kernels_runs import ask_to_unload, ask_to_work, machine_at
from workbench.sim._kernels_supply import delay, order, under_way
from workbench.streams import _mixed, draw

LISTED, RENEWAL, WINDOW, SATURATED = range(4)
MOST_IN_A_MOMENT = 1_000_000


# ----------------------------------------------------------------------------------- releases
@inner
def goes_first(wi, wf, a, b):
    """Tell whether release ``a`` comes before release ``b``: (moment, job)."""
    moments = wi[at.F_MOMENT]
    if wf[moments + a] != wf[moments + b]:
        return wf[moments + a] < wf[moments + b]
    return wi[wi[at.I_ORDER] + a] < wi[wi[at.I_ORDER] + b]


@inner
def swap(wi, wf, a, b):
    """Exchange two releases."""
    moments = wi[at.F_MOMENT]
    orders = wi[at.I_ORDER]
    moment = wf[moments + a]
    wf[moments + a] = wf[moments + b]
    wf[moments + b] = moment
    job = wi[orders + a]
    wi[orders + a] = wi[orders + b]
    wi[orders + b] = job


@inner
def sort_releases(wi, wf, count):
    """Order the releases by (moment, job): a heap sort in place, skipped where they are ordered."""
    ordered = True
    for i in range(1, count):
        if goes_first(wi, wf, i, i - 1):
            ordered = False
            break
    if ordered:
        return
    start = count // 2
    end = count
    while end > 1:
        if start > 0:
            start -= 1
        else:
            end -= 1
            swap(wi, wf, 0, end)
        hole = start
        while True:
            child = 2 * hole + 1
            if child >= end:
                break
            if child + 1 < end and goes_first(wi, wf, child, child + 1):
                child += 1
            if not goes_first(wi, wf, hole, child):
                break
            swap(wi, wf, hole, child)
            hole = child


@inner
def draw_releases(si, sf, wi, wf, table, replication):
    """Draw the moments of all releases and put them in order."""
    moments = wi[at.F_MOMENT]
    orders = wi[at.I_ORDER]
    horizon = sf[at.SF_HORIZON]
    z = _mixed(np.uint64(0x243F6A8885A308D3), wi[at.W_SEED])
    z = _mixed(z, replication)
    arrival = _mixed(z, 1)
    n = 0
    for r in range(si[at.SI_SOURCES]):
        source = si[at.I_SOURCE] + r * at.R_WIDTH
        facts = si[at.F_SOURCE] + r * at.RF_WIDTH
        count = si[source + at.R_COUNT]
        first = si[source + at.R_FIRST]
        kind = si[source + at.R_KIND]
        prefix = _mixed(arrival, si[source + at.R_KEY])
        begin = sf[facts + at.RF_BEGIN]
        end = sf[facts + at.RF_END]
        if kind == LISTED:
            start = si[at.F_RELEASE] + si[source + at.R_RELEASE]
            for i in range(count):
                wf[moments + n] = sf[start + i]
                wi[orders + n] = first + i
                n += 1
        elif kind == RENEWAL:
            code = si[source + at.R_CODE]
            p0 = sf[facts + at.RF_0]
            p1 = sf[facts + at.RF_1]
            p2 = sf[facts + at.RF_2]
            p3 = sf[facts + at.RF_3]
            moment = begin
            for i in range(count):
                u = float(_mixed(prefix, i) >> np.uint64(11)) * 1.1102230246251565e-16
                if code == 1:
                    moment += -p0 * math.log1p(-u)
                else:
                    moment += draw(code, p0, p1, p2, p3, u, table)
                if moment > end:
                    break
                wf[moments + n] = moment
                wi[orders + n] = first + i
                n += 1
                if moment > horizon:
                    break
        elif kind == WINDOW:
            for i in range(count):
                u = float(_mixed(prefix, i) >> np.uint64(11)) * 1.1102230246251565e-16
                wf[moments + n] = begin + (end - begin) * u
                wi[orders + n] = first + i
                n += 1
    wi[at.W_RELEASES] = n
    sort_releases(wi, wf, n)


# ------------------------------------------------------------------------------------ begin
@inner
def address(wi, seed, replication):
    """Hash the beginnings of the addresses of a replication, all but those of releases."""
    wi[at.W_REPLICATION] = replication
    z = _mixed(np.uint64(0x243F6A8885A308D3), seed)
    z = _mixed(z, replication)
    wi[at.W_TIME] = np.int64(_mixed(z, 2))
    wi[at.W_BATCH] = np.int64(_mixed(z, 3))
    wi[at.W_YIELD] = np.int64(_mixed(z, 4))
    wi[at.W_ROUTE] = np.int64(_mixed(z, 5))
    wi[at.W_FAILURE] = np.int64(_mixed(z, 6))
    wi[at.W_REPAIR] = np.int64(_mixed(z, 7))
    wi[at.W_SUPPLY] = np.int64(_mixed(z, 8))
    wi[at.W_DUE] = np.int64(_mixed(z, 9))
    wi[at.W_OUTAGE] = np.int64(_mixed(z, 10))
    wi[at.W_RETURN] = np.int64(_mixed(z, 11))


@inner
def clear(si, sf, wi, wf):
    """Empty the factory: nobody inside, every machine and person free, no entry, no row."""
    wf[at.WF_NOW] = 0.0
    for field in range(at.W_SEQUENCE, at.W_MOST_ENTRIES):
        if field not in (at.W_STATUS, at.W_FIRST_ROW, at.W_MOST_ROWS):
            wi[field] = 0
    for field in (
        at.W_GATE_HEAD,
        at.W_GATE_TAIL,
        at.W_NODE_FREE,
        at.W_RUN_FREE,
        at.W_MOVE_FREE,
        at.W_SUPPLY_FREE,
        at.W_SHORT_HEAD,
        at.W_SHORT_TAIL,
    ):
        wi[field] = -1
    for field in (at.W_TODO, at.W_TODO_END, at.W_SUPPLY_TOP, at.W_NEXT_SUPPLY, at.W_VISIT):
        wi[field] = 0
    stations = si[at.SI_STATIONS]
    for s in range(stations):
        empty(
            wi,
            wi[at.I_PLACE] + s * at.L_WIDTH,
            si[si[at.I_STATION] + s * at.S_WIDTH + at.S_MACHINES],
        )
        wf[wi[at.F_PLACE] + s] = -math.inf
    for m in range(si[at.SI_MACHINES]):
        record = wi[at.I_MACHINE] + m * at.M_WIDTH
        wi[record + at.M_FREE] = 1
        wi[record + at.M_FAMILY] = si[si[at.I_MACHINE_FAMILY] + m]
        wi[record + at.M_RUN] = -1
        wi[record + at.M_DOWN] = 0
        wi[record + at.M_FAILURES] = 0
        wi[record + at.M_PLANNED] = -1
        wi[record + at.M_PIECES] = 0
        wf[wi[at.F_MACHINE] + m * at.MF_WIDTH + at.MF_USE] = math.nan
    for q in range(si[at.SI_POOLS]):
        pool = si[at.I_POOL] + q * at.P_WIDTH
        people = si[pool + at.P_PEOPLE]
        empty(wi, wi[at.I_CREW] + q * at.L_WIDTH, people)
        for m in range(people):
            wi[wi[at.I_PERSON] + si[pool + at.P_FIRST] + m] = 1
        wf[wi[at.F_PLACE] + stations + q] = -math.inf
    for j in range(si[at.SI_JOBS]):
        record = wi[at.I_JOB] + j * at.J_WIDTH
        wi[record + at.J_STATE] = at.OUTSIDE
        wi[record + at.J_ACTIVE] = 0
        wi[record + at.J_LOST] = 0
        wi[record + at.J_NODE] = -1
        wi[record + at.J_FROM] = -1
        wi[record + at.J_BEGUN] = 0
        wi[record + at.J_REMADE] = 0
        record = wi[at.F_JOB] + j * at.JF_WIDTH
        wf[record + at.JF_ARRIVED] = math.nan
        wf[record + at.JF_DONE] = math.nan
        wf[record + at.JF_ROUTED] = math.nan
        wf[record + at.JF_LANE] = math.nan
    missing = wi[at.I_MISSING]
    for i in range(si[at.SI_JOBS] * si[at.SI_JOIN_COUNT]):
        wi[missing + i] = 0
    visits = wi[at.I_VISITS]
    for i in range(si[at.SI_JOBS] * si[at.SI_VISIT_COUNT]):
        wi[visits + i] = 0
    for g in range(si[at.SI_DENSE]):
        wi[wi[at.I_GROUP] + g * at.G_WIDTH + at.G_STAMP] = 0
    for g in range(si[at.SI_LESSONS]):
        wf[wi[at.F_LEARNT] + g] = sf[si[at.F_LESSON] + g]
    for r in range(si[at.SI_SOURCES]):
        wi[wi[at.I_FOLLOWED] + r] = 0
    clear_extras(si, sf, wi, wf)


@inner
def clear_extras(si, sf, wi, wf):
    """Set stocks, carts, plans and nodes back to where they stand at the start."""
    for u in range(si[at.SI_MATERIALS]):
        wf[wi[at.F_STOCK] + 2 * u] = sf[si[at.F_MATERIAL] + u * at.BF_WIDTH + at.BF_STOCK]
        wf[wi[at.F_STOCK] + 2 * u + 1] = 0.0
        wi[wi[at.I_ORDERED] + u] = 0
    for v in range(si[at.SI_FLEETS]):
        fleet = si[at.I_FLEET] + v * at.C_WIDTH
        place = wi[at.I_FLEETS] + v * at.H_WIDTH
        wi[place + at.H_FREE] = si[fleet + at.C_CARTS]
        wi[place + at.H_PENDING] = 0
        wi[place + at.H_HEAD] = -1
        wi[place + at.H_TAIL] = -1
        wi[place + at.H_WAITING] = 0
        for c in range(si[fleet + at.C_CARTS]):
            cart = wi[at.I_CART] + (si[fleet + at.C_FIRST] + c) * at.CART_WIDTH
            wi[cart + at.CART_FREE] = 1
            wi[cart + at.CART_AT] = si[fleet + at.C_HOME]
    for i in range(si[at.SI_PLANS]):
        wi[wi[at.I_TURNS] + i] = 0
    for d in range(si[at.SI_NODES]):
        floor = wi[at.I_FLOOR] + d * at.FL_WIDTH
        for field in range(at.FL_WIDTH):
            wi[floor + field] = 0
        wi[floor + at.FL_HEAD] = -1
        wi[floor + at.FL_TAIL] = -1
        wf[wi[at.F_FLOOR] + d] = math.nan


@inner
def tally_width(si):
    """Return how many figures are added up."""
    return (
        at.T_HEAD
        + si[at.SI_STATIONS] * at.TS_WIDTH
        + si[at.SI_POOLS] * at.TQ_WIDTH
        + si[at.SI_OPERATIONS]
    )


@inner
def clear_tally(si, wi, wf):
    """Begin to add up."""
    tally = wi[at.F_TALLY]
    for i in range(tally_width(si)):
        wf[tally + i] = 0.0
    wf[tally + at.T_BEGIN] = math.inf
    wf[tally + at.T_END] = -math.inf
    wf[tally + at.T_LAST] = -math.inf


@inner
def keep_tally(si, wi, wf, sums, jobs, i):
    """Copy the figures of a replication to where all of them are kept."""
    tally = wi[at.F_TALLY]
    width = tally_width(si)
    for k in range(width):
        sums[i * width + k] = wf[tally + k]
    for s in range(si[at.SI_STATIONS]):
        batches = wi[wi[at.I_PLACE] + s * at.L_WIDTH + at.L_BEGUN]
        sums[i * width + at.T_HEAD + s * at.TS_WIDTH + at.TS_BATCHES] = float(batches)
    count = si[at.SI_JOBS]
    for j in range(count):
        record = wi[at.F_JOB] + j * at.JF_WIDTH
        jobs[(i * count + j) * 2] = wf[record + at.JF_ARRIVED]
        jobs[(i * count + j) * 2 + 1] = wf[record + at.JF_DONE]


@inner
def empty(wi, place, count):
    """Let nothing wait at a station or pool, with all its machines or people free."""
    wi[place + at.L_FREE] = count
    wi[place + at.L_PENDING] = 0
    wi[place + at.L_HEAD] = -1
    wi[place + at.L_TAIL] = -1
    wi[place + at.L_QUEUE] = 0
    wi[place + at.L_BEGUN] = 0
    wi[place + at.L_LOWEST] = 0
    wi[place + at.L_LINE] = -1
    wi[place + at.L_LINE_TAIL] = -1
    wi[place + at.L_LINED] = 0
    wi[place + at.L_COMING] = 0
    wi[place + at.L_LETTING] = 0


# ------------------------------------------------------------------------------------- the loop
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


@inner
def start(si, sf, wi, wf, table, seed, replication):
    """Begin a replication: an empty factory and its releases."""
    wi[at.W_SEED] = seed
    address(wi, seed, replication)
    clear(si, sf, wi, wf)
    draw_releases(si, sf, wi, wf, table, replication)
    if wi[at.W_RELEASES] > 0:
        enter(wi, wf, wf[wi[at.F_MOMENT]], RELEASED, 0)
    for r in range(si[at.SI_SOURCES]):
        source = si[at.I_SOURCE] + r * at.R_WIDTH
        if si[source + at.R_KIND] == SATURATED and si[source + at.R_COUNT] > 0:
            wi[wi[at.I_FOLLOWED] + r] = 1
            wi[at.W_TO_COME] += si[source + at.R_COUNT]
            enter(wi, wf, sf[si[at.F_SOURCE] + r * at.RF_WIDTH + at.RF_BEGIN], FOLLOWS, r)
    start_extras(si, sf, wi, wf, table)


@inner
def start_extras(si, sf, wi, wf, table):
    """Enter deliveries, failures, maintenance and outages."""
    for u in range(si[at.SI_MATERIALS]):
        spot = si[at.I_MATERIAL] + u * at.B_WIDTH
        for i in range(si[spot + at.B_COUNT]):
            record = si[at.F_DELIVERY] + 2 * (si[spot + at.B_FIRST] + i)
            promised = sf[record]
            supply = under_way(wi, wf, u, 0, sf[record + 1], promised)
            wi[wi[at.I_ORDERED] + u] = i + 1
            enter(wi, wf, promised + delay(si, sf, wi, table, u, i), DELIVERED, supply)
    for u in range(si[at.SI_MATERIALS]):
        order(si, sf, wi, wf, table, u)
    for m in range(si[at.SI_MACHINES]):
        until_failure(si, sf, wi, wf, table, m)
    for i in range(si[at.SI_PLANS]):
        enter(wi, wf, sf[si[at.F_PLAN] + i * at.AF_WIDTH + at.AF_FIRST], PLANNED, i)
    for i in range(si[at.SI_OUTAGES]):
        enter(wi, wf, sf[si[at.F_OUTAGE] + 2 * i], OUTAGE, i)
    for d in range(si[at.SI_NODES]):
        if si[si[at.I_NODE_OF] + d * at.K_WIDTH + at.K_FAILS] != 0:
            minutes = outage_drawn(si, sf, wi, table, d, False)
            enter(wi, wf, wf[at.WF_NOW] + minutes, NODE_FAILS, d)


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
