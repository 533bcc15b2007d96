"""The event loop of the compiled engine, from the draw of all releases to the last entry."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import inner, kernel
from workbench.sim._kernels_heap import (
    CARRIED,
    ENDED,
    LEFT,
    RELEASED,
    SET,
    STATION,
    enter,
    take,
)
from workbench.sim._kernels_jobs import carried, ended, released
from workbench.sim._kernels_layout import (
    COPIED,
    DONE,
    ENDLESS,
    F_HEAP,
    F_JOB,
    F_MOMENT,
    F_PLACE,
    F_RELEASE,
    F_SOURCE,
    F_TALLY,
    FRESH,
    G_STAMP,
    G_WIDTH,
    I_CREW,
    I_GROUP,
    I_JOB,
    I_MACHINE,
    I_MISSING,
    I_NODE,
    I_OPERATION,
    I_ORDER,
    I_PERSON,
    I_PLACE,
    I_POOL,
    I_RUN,
    I_SOURCE,
    I_STATION,
    I_VISITS,
    J_ACTIVE,
    J_LOST,
    J_STATE,
    J_WIDTH,
    JF_ARRIVED,
    JF_DONE,
    JF_WIDTH,
    KINDS,
    L_BEGUN,
    L_FREE,
    L_HEAD,
    L_LOWEST,
    L_PENDING,
    L_QUEUE,
    L_TAIL,
    L_WIDTH,
    M_FAMILY,
    M_FREE,
    M_WIDTH,
    N_OPERATION,
    N_WIDTH,
    O_POOL,
    O_WIDTH,
    OUTSIDE,
    P_FIRST,
    P_PEOPLE,
    P_WIDTH,
    R_CODE,
    R_COUNT,
    R_FIRST,
    R_KEY,
    R_KIND,
    R_RELEASE,
    R_WIDTH,
    RF_0,
    RF_1,
    RF_2,
    RF_3,
    RF_BEGIN,
    RF_END,
    RF_WIDTH,
    S_FAMILY,
    S_FIRST,
    S_MACHINES,
    S_WIDTH,
    SF_HORIZON,
    SI_DENSE,
    SI_JOBS,
    SI_JOIN_COUNT,
    SI_OPERATIONS,
    SI_POOLS,
    SI_SOURCES,
    SI_STATIONS,
    SI_VISIT_COUNT,
    STUCK,
    T_BEGIN,
    T_END,
    T_HEAD,
    T_LAST,
    TQ_WIDTH,
    TS_BATCHES,
    TS_WIDTH,
    U_GONE,
    U_HEAD,
    U_PERSON,
    U_WIDTH,
    W_ASSIGNING,
    W_ASSIGNING_HEAD,
    W_ASSIGNING_TAIL,
    W_BATCH,
    W_DECIDING,
    W_DECIDING_HEAD,
    W_DECIDING_TAIL,
    W_ENTRIES,
    W_FIRST_ROW,
    W_GATE_HEAD,
    W_GATE_TAIL,
    W_INSIDE,
    W_MOST_ROWS,
    W_MOVE_FREE,
    W_MOVE_TOP,
    W_NEXT_BATCH,
    W_NEXT_MOVE,
    W_NEXT_RELEASE,
    W_NEXT_RUN,
    W_NODE_FREE,
    W_NODE_TOP,
    W_RELEASES,
    W_REPLICATION,
    W_ROWS,
    W_ROWS_BEFORE,
    W_RUN_FREE,
    W_RUN_TOP,
    W_SAME,
    W_SEED,
    W_SEQUENCE,
    W_STAMP,
    W_STATUS,
    W_TALLYING,
    W_TIME,
    W_YIELD,
    WF_NOW,
)
from workbench.sim._kernels_places import (
    free_person,
    next_pool,
    next_station,
    pool_may_decide,
    station_may_decide,
)
from workbench.sim._kernels_pointer import pointer
from workbench.sim._kernels_rows import changeover_row
from workbench.sim._kernels_runs import assign, decide
from workbench.streams import _mixed, draw

LISTED, RENEWAL, WINDOW = range(3)
MOST_IN_A_MOMENT = 10_000_000


# ----------------------------------------------------------------------------------- releases
@inner
def goes_first(wi, wf, a, b):
    """Tell whether release ``a`` comes before release ``b``: (moment, job)."""
    moments = wi[F_MOMENT]
    if wf[moments + a] != wf[moments + b]:
        return wf[moments + a] < wf[moments + b]
    return wi[wi[I_ORDER] + a] < wi[wi[I_ORDER] + b]


@inner
def swap(wi, wf, a, b):
    """Exchange two releases."""
    moments = wi[F_MOMENT]
    orders = wi[I_ORDER]
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
    moments = wi[F_MOMENT]
    orders = wi[I_ORDER]
    horizon = sf[SF_HORIZON]
    z = _mixed(np.uint64(0x243F6A8885A308D3), wi[W_SEED])
    z = _mixed(z, replication)
    arrival = _mixed(z, 1)
    n = 0
    for r in range(si[SI_SOURCES]):
        source = si[I_SOURCE] + r * R_WIDTH
        facts = si[F_SOURCE] + r * RF_WIDTH
        count = si[source + R_COUNT]
        first = si[source + R_FIRST]
        kind = si[source + R_KIND]
        prefix = _mixed(arrival, si[source + R_KEY])
        begin = sf[facts + RF_BEGIN]
        end = sf[facts + RF_END]
        if kind == LISTED:
            start = si[F_RELEASE] + si[source + R_RELEASE]
            for i in range(count):
                wf[moments + n] = sf[start + i]
                wi[orders + n] = first + i
                n += 1
        elif kind == RENEWAL:
            code = si[source + R_CODE]
            p0 = sf[facts + RF_0]
            p1 = sf[facts + RF_1]
            p2 = sf[facts + RF_2]
            p3 = sf[facts + RF_3]
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
        else:
            for i in range(count):
                u = float(_mixed(prefix, i) >> np.uint64(11)) * 1.1102230246251565e-16
                wf[moments + n] = begin + (end - begin) * u
                wi[orders + n] = first + i
                n += 1
    wi[W_RELEASES] = n
    sort_releases(wi, wf, n)


# ------------------------------------------------------------------------------------ begin
@inner
def address(wi, seed, replication):
    """Hash the beginnings of the addresses of a replication, all but those of releases."""
    wi[W_REPLICATION] = replication
    z = _mixed(np.uint64(0x243F6A8885A308D3), seed)
    z = _mixed(z, replication)
    wi[W_TIME] = np.int64(_mixed(z, 2))
    wi[W_BATCH] = np.int64(_mixed(z, 3))
    wi[W_YIELD] = np.int64(_mixed(z, 4))


@inner
def clear(si, sf, wi, wf):
    """Empty the factory: nobody inside, every machine and person free, no entry, no row."""
    wf[WF_NOW] = 0.0
    wi[W_SEQUENCE] = 0
    wi[W_ENTRIES] = 0
    wi[W_SAME] = 0
    wi[W_ROWS] = 0
    wi[W_ROWS_BEFORE] = 0
    wi[W_INSIDE] = 0
    wi[W_NEXT_RELEASE] = 0
    wi[W_NEXT_RUN] = 0
    wi[W_NEXT_MOVE] = 0
    wi[W_NEXT_BATCH] = 0
    wi[W_GATE_HEAD] = -1
    wi[W_GATE_TAIL] = -1
    wi[W_NODE_FREE] = -1
    wi[W_NODE_TOP] = 0
    wi[W_RUN_FREE] = -1
    wi[W_RUN_TOP] = 0
    wi[W_MOVE_FREE] = -1
    wi[W_MOVE_TOP] = 0
    wi[W_DECIDING] = 0
    wi[W_DECIDING_HEAD] = 0
    wi[W_DECIDING_TAIL] = 0
    wi[W_ASSIGNING] = 0
    wi[W_ASSIGNING_HEAD] = 0
    wi[W_ASSIGNING_TAIL] = 0
    wi[W_STAMP] = 0
    stations = si[SI_STATIONS]
    for s in range(stations):
        station = si[I_STATION] + s * S_WIDTH
        machines = si[station + S_MACHINES]
        empty(wi, wi[I_PLACE] + s * L_WIDTH, machines)
        first = wi[I_MACHINE] + si[station + S_FIRST] * M_WIDTH
        for m in range(machines):
            wi[first + m * M_WIDTH + M_FREE] = 1
            wi[first + m * M_WIDTH + M_FAMILY] = si[station + S_FAMILY]
        wf[wi[F_PLACE] + s] = -math.inf
    for q in range(si[SI_POOLS]):
        pool = si[I_POOL] + q * P_WIDTH
        people = si[pool + P_PEOPLE]
        empty(wi, wi[I_CREW] + q * L_WIDTH, people)
        for m in range(people):
            wi[wi[I_PERSON] + si[pool + P_FIRST] + m] = 1
        wf[wi[F_PLACE] + stations + q] = -math.inf
    for j in range(si[SI_JOBS]):
        record = wi[I_JOB] + j * J_WIDTH
        wi[record + J_STATE] = OUTSIDE
        wi[record + J_ACTIVE] = 0
        wi[record + J_LOST] = 0
        record = wi[F_JOB] + j * JF_WIDTH
        wf[record + JF_ARRIVED] = math.nan
        wf[record + JF_DONE] = math.nan
    missing = wi[I_MISSING]
    for i in range(si[SI_JOBS] * si[SI_JOIN_COUNT]):
        wi[missing + i] = 0
    visits = wi[I_VISITS]
    for i in range(si[SI_JOBS] * si[SI_VISIT_COUNT]):
        wi[visits + i] = 0
    for g in range(si[SI_DENSE]):
        wi[wi[I_GROUP] + g * G_WIDTH + G_STAMP] = 0


@inner
def tally_width(si):
    """Return how many figures are added up."""
    return T_HEAD + si[SI_STATIONS] * TS_WIDTH + si[SI_POOLS] * TQ_WIDTH + si[SI_OPERATIONS]


@inner
def clear_tally(si, wi, wf):
    """Begin to add up."""
    tally = wi[F_TALLY]
    for i in range(tally_width(si)):
        wf[tally + i] = 0.0
    wf[tally + T_BEGIN] = math.inf
    wf[tally + T_END] = -math.inf
    wf[tally + T_LAST] = -math.inf


@inner
def keep_tally(si, wi, wf, sums, jobs, i):
    """Copy the figures of a replication to where all of them are kept."""
    tally = wi[F_TALLY]
    width = tally_width(si)
    for k in range(width):
        sums[i * width + k] = wf[tally + k]
    for s in range(si[SI_STATIONS]):
        batches = wi[wi[I_PLACE] + s * L_WIDTH + L_BEGUN]
        sums[i * width + T_HEAD + s * TS_WIDTH + TS_BATCHES] = float(batches)
    count = si[SI_JOBS]
    for j in range(count):
        record = wi[F_JOB] + j * JF_WIDTH
        jobs[(i * count + j) * 2] = wf[record + JF_ARRIVED]
        jobs[(i * count + j) * 2 + 1] = wf[record + JF_DONE]


@inner
def empty(wi, place, count):
    """Let nothing wait at a station or pool, with all its machines or people free."""
    wi[place + L_FREE] = count
    wi[place + L_PENDING] = 0
    wi[place + L_HEAD] = -1
    wi[place + L_TAIL] = -1
    wi[place + L_QUEUE] = 0
    wi[place + L_BEGUN] = 0
    wi[place + L_LOWEST] = 0


# ------------------------------------------------------------------------------------- the loop
@inner
def run(si, sf, wi, wf, table, ri, rf, until):
    """Play all that happens up to and including the moment ``until``; return how it ended."""
    while True:
        count = wi[W_ENTRIES]
        heap = wi[F_HEAP]
        if (wi[W_DECIDING] > 0 or wi[W_ASSIGNING] > 0) and (count == 0 or wf[heap] > wf[WF_NOW]):
            if wi[W_DECIDING] > 0:
                decide(si, sf, wi, wf, table, next_station(si, wi))
            else:
                assign(si, sf, wi, wf, table, next_pool(si, wi))
            continue
        if count == 0:
            return DONE if wi[W_INSIDE] == 0 else STUCK
        moment = wf[heap]
        if moment > until:
            return DONE
        if moment > wf[WF_NOW]:
            wi[W_SAME] = 0
        wi[W_SAME] += 1
        if wi[W_SAME] > MOST_IN_A_MOMENT:
            return ENDLESS
        wf[WF_NOW] = moment
        what = take(wi, wf)
        kind = what & (KINDS - 1)
        number = what >> 3
        if kind == ENDED:
            ended(si, sf, wi, wf, table, ri, rf, number)
        elif kind == RELEASED:
            released(si, sf, wi, wf, table, ri, rf)
        elif kind == LEFT:
            record = wi[I_RUN] + number * U_WIDTH
            operation = wi[wi[I_NODE] + wi[record + U_HEAD] * N_WIDTH + N_OPERATION]
            pool = si[si[I_OPERATION] + operation * O_WIDTH + O_POOL]
            free_person(si, wi, pool, wi[record + U_PERSON])
            wi[record + U_GONE] = 1
        elif kind == SET:
            changeover_row(si, sf, wi, wf, ri, rf, number)
        elif kind == CARRIED:
            carried(si, sf, wi, wf, table, ri, rf, number)
        elif kind == STATION:
            station_may_decide(si, wi, number)
        else:
            pool_may_decide(si, wi, number)


@inner
def start(si, sf, wi, wf, table, seed, replication):
    """Begin a replication: an empty factory and its releases."""
    wi[W_SEED] = seed
    address(wi, seed, replication)
    clear(si, sf, wi, wf)
    draw_releases(si, sf, wi, wf, table, replication)
    if wi[W_RELEASES] > 0:
        enter(wi, wf, wf[wi[F_MOMENT]], RELEASED, 0)


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
        Replications that were played; ``wi[W_STATUS]`` tells how the next one failed.
    """
    rows = 0
    room = len(ri)
    a, b, c, d, e = pointer(si), pointer(sf), pointer(wi), pointer(wf), pointer(table)
    f, g = pointer(ri), pointer(rf)
    for i in range(count):
        wi[W_FIRST_ROW] = rows
        wi[W_MOST_ROWS] = room - rows
        if how == FRESH:
            start(a, b, c, d, e, seed, first + i)
        else:
            if how == COPIED:
                wi[:] = copy_i
                wf[:] = copy_f
                wi[W_FIRST_ROW] = rows
                wi[W_MOST_ROWS] = room - rows
                draw_releases(a, b, c, d, e, wi[W_REPLICATION])
                address(c, seed, first + i)
            wi[W_ROWS_BEFORE] += wi[W_ROWS]
            wi[W_ROWS] = 0
        tallying = len(sums) > 0
        wi[W_TALLYING] = 1 if tallying else 0
        if tallying:
            clear_tally(a, c, d)
        wi[W_STATUS] = run(a, b, c, d, e, f, g, until)
        if wi[W_STATUS] != DONE:
            return i
        if room > 0:
            rows += wi[W_ROWS]
            if rows > room:
                return i
        ends[i] = rows
        if tallying:
            keep_tally(a, c, d, pointer(sums), pointer(jobs), i)
    return count
