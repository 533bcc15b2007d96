"""Runs of the compiled engine: from the grant of a machine to the moments of each stage."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_heap import (
    CUT,
    ENDED,
    FOLLOWS,
    LEFT,
    SET,
    WORKED,
    WORN,
    enter,
)
from workbench.sim._kernels_open import completion, end_of_shift, opening
from workbench.sim._kernels_places import pool_may_decide
from workbench.sim._kernels_queues import drop_node, join, leave, new_node
from workbench.sim._kernels_rules import key_of
from workbench.sim._kernels_shifts import learnt
from workbench.streams import _mixed, draw

SATURATED = 3


@hot
def addressed(prefix, entity, step):
    """Return ``streams.u01`` at an address whose seed, replication and stream are hashed already.

    Parameters
    ----------
    prefix : int        Hash of the first three parts.
    entity, step : int  The other two.
    """
    z = _mixed(prefix, entity)
    z = _mixed(z, step)
    return float(z >> np.uint64(11)) * 1.1102230246251565e-16


@hot
def entity_of(si, job):
    """Return the job's part of an address."""
    source = si[at.I_SOURCE] + si[si[at.I_JOB_SOURCE] + job] * at.R_WIDTH
    return (si[source + at.R_KEY] << 32) + job - si[source + at.R_FIRST]


# ------------------------------------------------------------------------------ a run is made
@hot
def new_run(wi, wf, station, machine, change):
    """Return a run without members on a machine (-1: none)."""
    run = wi[at.W_RUN_FREE]
    if run >= 0:
        wi[at.W_RUN_FREE] = wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_NEXT]
    else:
        run = wi[at.W_RUN_TOP]
        if run >= wi[at.W_MOST_RUNS]:
            raise MemoryError
        wi[at.W_RUN_TOP] = run + 1
    record = wi[at.I_RUN] + run * at.U_WIDTH
    wi[record + at.U_IDENTITY] = wi[at.W_NEXT_RUN]
    wi[at.W_NEXT_RUN] += 1
    wi[record + at.U_STATION] = station
    wi[record + at.U_MACHINE] = machine
    wi[record + at.U_PERSON] = -1
    wi[record + at.U_BATCH] = -1
    wi[record + at.U_ORIGIN] = -1
    wi[record + at.U_HEAD] = -1
    wi[record + at.U_TAIL] = -1
    wi[record + at.U_MEMBERS] = 0
    wi[record + at.U_POOL] = -1
    wi[record + at.U_STAGE] = at.ASKING
    wi[record + at.U_KIND] = at.WORK
    wi[record + at.U_WHO] = -1
    wi[record + at.U_WHO_POOL] = -1
    wi[record + at.U_ASKED] = -1
    wi[record + at.U_BLOCKED] = 0
    wi[record + at.U_HALTED] = 0
    wi[record + at.U_DRAWN] = 0
    wi[record + at.U_RESTARTED] = 0
    wi[record + at.U_CAUSE] = -1
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    wf[moments + at.UF_CHANGE] = change
    wf[moments + at.UF_GRANTED] = math.nan
    wf[moments + at.UF_START] = math.nan
    wf[moments + at.UF_END] = math.nan
    wf[moments + at.UF_WORK] = math.nan
    wf[moments + at.UF_ATTENDED] = 0.0
    return run


@hot
def drop_run(wi, run):
    """Put a run back among the unused ones."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    wi[record + at.U_IDENTITY] = -1
    wi[record + at.U_NEXT] = wi[at.W_RUN_FREE]
    wi[at.W_RUN_FREE] = run


@hot
def add_member(wi, run, node):
    """Let a node be the last member of a run."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    nodes = wi[at.I_NODE]
    wi[nodes + node * at.N_WIDTH + at.N_NEXT] = -1
    tail = wi[record + at.U_TAIL]
    if tail >= 0:
        wi[nodes + tail * at.N_WIDTH + at.N_NEXT] = node
    else:
        wi[record + at.U_HEAD] = node
    wi[record + at.U_TAIL] = node
    wi[record + at.U_MEMBERS] += 1


# ---------------------------------------------------------------------------------- its time
@hot
def drawn(si, sf, wi, table, operation, prefix, entity, step):
    """Return a time of an operation at an address."""
    spot = si[at.F_OPERATION] + operation * at.OF_WIDTH
    code = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_CODE]
    if code == 0:
        return sf[spot + at.OF_0]
    u = addressed(prefix, entity, step)
    if code == 1:
        return -sf[spot + at.OF_0] * math.log1p(-u)
    return draw(
        code,
        sf[spot + at.OF_0],
        sf[spot + at.OF_1],
        sf[spot + at.OF_2],
        sf[spot + at.OF_3],
        u,
        table,
    )


@hot
def practised(si, sf, wi, wf, operation, minutes):
    """Return the minutes of one execution after those before it, and count it."""
    lesson = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_LESSON]
    facts = si[at.F_OPERATION] + operation * at.OF_WIDTH
    rate = sf[facts + at.OF_RATE]
    done = wf[wi[at.F_LEARNT] + lesson]
    wf[wi[at.F_LEARNT] + lesson] = done + 1.0
    if rate == 1.0:
        return minutes
    return minutes * learnt(done, rate, sf[facts + at.OF_PLATEAU])


@hot
def duration(si, sf, wi, wf, table, run):
    """Return the working minutes of a run: one draw, or the sum over a batch's members."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    nodes = wi[at.I_NODE]
    node = wi[record + at.U_HEAD]
    if wi[record + at.U_BATCH] >= 0:
        station = wi[record + at.U_STATION]
        place = wi[at.I_PLACE] + station * at.L_WIDTH
        number = wi[place + at.L_BEGUN]
        wi[place + at.L_BEGUN] = number + 1
        first = wi[nodes + node * at.N_WIDTH + at.N_OPERATION]
        if si[si[at.I_OPERATION] + first * at.O_WIDTH + at.O_PER_BATCH] != 0:
            key = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_KEY]
            minutes = drawn(si, sf, wi, table, first, wi[at.W_BATCH], key, number)
            return practised(si, sf, wi, wf, first, minutes)
    total = 0.0
    while node >= 0:
        job = wi[nodes + node * at.N_WIDTH + at.N_JOB]
        operation = wi[nodes + node * at.N_WIDTH + at.N_OPERATION]
        spot = si[at.I_OPERATION] + operation * at.O_WIDTH
        step = si[spot + at.O_STEP]
        if si[spot + at.O_REPEATS] != 0:
            step += wi[wi[at.I_VISITS] + job * si[at.SI_VISIT_COUNT] + si[spot + at.O_VISIT]]
        minutes = drawn(si, sf, wi, table, operation, wi[at.W_TIME], entity_of(si, job), step)
        total += practised(si, sf, wi, wf, operation, minutes)
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    return total


@inner
def handling(si, sf, wi, run, fact):
    """Return the minutes to load or unload a run: of the batch, or of all its members."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    nodes = wi[at.I_NODE]
    node = wi[record + at.U_HEAD]
    operation = wi[nodes + node * at.N_WIDTH + at.N_OPERATION]
    minutes = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + fact]
    if si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_PER_BATCH] != 0:
        return minutes
    total = 0.0
    while node >= 0:
        operation = wi[nodes + node * at.N_WIDTH + at.N_OPERATION]
        total += sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + fact]
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    return total


@inner
def stage_calendar(si, station, pool):
    """Return the calendar of a stage at a station (-1: none) by a person of a pool (-1: nobody)."""
    pools = si[at.SI_POOLS] + 1
    row = station if station >= 0 else si[at.SI_STATIONS]
    column = pool if pool >= 0 else si[at.SI_POOLS]
    return si[si[at.I_STAGE] + row * pools + column]


@inner
def common_calendar(si, station, pool):
    """Return the calendar in which a station (-1: none) and a pool (-1: none) are both open."""
    pools = si[at.SI_POOLS] + 1
    row = station if station >= 0 else si[at.SI_STATIONS]
    column = pool if pool >= 0 else si[at.SI_POOLS]
    return si[si[at.I_PAIR] + row * pools + column]


@inner
def machine_at(si, wi, run):
    """Return where the machine of a run stands among all machines, as a number."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    station = si[at.I_STATION] + wi[record + at.U_STATION] * at.S_WIDTH
    return si[station + at.S_FIRST] + wi[record + at.U_MACHINE]


# ------------------------------------------------------------------------------- its moments
@hot
def with_style(si, sf, wi, run, operation, work):
    """Return the work after a change of family, and count the execution."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    station = wi[record + at.U_STATION]
    family = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_FAMILY]
    if station < 0 or family < 0:
        return work
    machine = wi[at.I_MACHINE] + machine_at(si, wi, run) * at.M_WIDTH
    done = wi[machine + at.M_PIECES]
    wi[machine + at.M_PIECES] = done + 1
    pieces = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_PIECES]
    if done >= pieces:
        return work
    factor = sf[si[at.F_STATION] + station * at.SF_WIDTH + at.SF_STYLE]
    return work * (1.0 + (factor - 1.0) * float(pieces - done) / float(pieces))


@inner
def share_of(si, sf, wi, run, operation):
    """Return the share of the work that the person of a run attends; 0 if nobody is there."""
    if wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_PERSON] < 0:
        return 0.0
    return sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND]


@inner
def in_full(si, sf, wi, wf, run, share):
    """Let all load and work of a run be left, of which its person attends a share."""
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    work = wf[moments + at.UF_DRAWN]
    first = work * share
    wf[moments + at.UF_LOAD] = handling(si, sf, wi, run, at.OF_LOAD)
    wf[moments + at.UF_FIRST] = first
    wf[moments + at.UF_REST] = work - first


@inner
def prepare(si, sf, wi, wf, run):
    """Note what a run that may be loaded, unloaded or interrupted has before it, when granted."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    node = wi[record + at.U_HEAD]
    wf[moments + at.UF_LOAD] = handling(si, sf, wi, run, at.OF_LOAD)
    wf[moments + at.UF_UNLOAD] = handling(si, sf, wi, run, at.OF_UNLOAD)
    if wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_KEPT] != 0:
        kept = wi[at.F_NODE] + node * at.NF_WIDTH
        wf[moments + at.UF_LOAD] = wf[kept + at.NF_LOAD]
        wf[moments + at.UF_FIRST] = wf[kept + at.NF_ATTENDED]
        wf[moments + at.UF_REST] = wf[kept + at.NF_REST]
        wf[moments + at.UF_DRAWN] = wf[kept + at.NF_DRAWN]
        wi[record + at.U_DRAWN] = 1


@inner
def begin_fully(si, sf, wi, wf, table, run):
    """Begin the working of a run that may be loaded, unloaded or interrupted."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    operation = wi[wi[at.I_NODE] + wi[record + at.U_HEAD] * at.N_WIDTH + at.N_OPERATION]
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    station = wi[record + at.U_STATION]
    if wi[record + at.U_DRAWN] == 0:
        wi[record + at.U_DRAWN] = 1
        work = duration(si, sf, wi, wf, table, run)
        work = with_style(si, sf, wi, run, operation, work)
        first = work * share_of(si, sf, wi, run, operation)
        wf[moments + at.UF_DRAWN] = work
        wf[moments + at.UF_FIRST] = first
        wf[moments + at.UF_REST] = work - first
    else:
        work = wf[moments + at.UF_FIRST] + wf[moments + at.UF_REST]
    wf[moments + at.UF_WORK] = work
    change = wf[moments + at.UF_CHANGE]
    load = wf[moments + at.UF_LOAD]
    first = wf[moments + at.UF_FIRST]
    rest = wf[moments + at.UF_REST]
    unload = wf[moments + at.UF_UNLOAD]
    person = wi[record + at.U_PERSON] >= 0
    alone = stage_calendar(si, station, -1)
    both = alone
    stays = False
    if person:
        both = stage_calendar(si, station, wi[record + at.U_POOL])
        stays = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND] >= 1.0
    start = now + change
    if both >= 0 or alone >= 0:
        start = opening(si, sf, both, completion(si, sf, both, now, change))
    loaded = completion(si, sf, both, start, load)
    apart = completion(si, sf, both, loaded, first)
    if both < 0 and alone < 0:
        over = loaded + work
    elif stays:
        over = completion(si, sf, both, loaded, work)
        apart = over
    else:
        over = completion(si, sf, alone, apart, rest)
    comes = unload > 0.0 and si[spot + at.O_ABLE] >= 0 and not stays
    end = over
    if unload > 0.0 and not comes:
        end = completion(si, sf, both, over, unload)
    wi[record + at.U_STAGE] = at.WORKING
    wf[moments + at.UF_GRANTED] = now
    wf[moments + at.UF_START] = start
    wf[moments + at.UF_LOADED] = loaded
    wf[moments + at.UF_APART] = apart
    wf[moments + at.UF_OVER] = over
    wf[moments + at.UF_END] = end
    attended = 0.0
    if person:
        attended = load + first + unload if stays else load + first
    wf[moments + at.UF_ATTENDED] = attended
    if change > 0.0:
        enter(wi, wf, start, SET, run)
    if person and not stays:
        enter(wi, wf, apart, LEFT, run)
    if comes:
        enter(wi, wf, over, WORKED, run)
    else:
        enter(wi, wf, end, ENDED, run)
    if station < 0:
        return
    facts = si[at.I_STATION] + station * at.S_WIDTH
    if si[facts + at.S_CLOSING] == at.RESTART and wi[record + at.U_RESTARTED] == 0:
        closes = end_of_shift(si, sf, si[facts + at.S_CALENDAR], now)
        if end > closes:
            enter(wi, wf, closes, CUT, run)
    if si[facts + at.S_FAILS] == at.BY_USE:
        left = wf[wi[at.F_MACHINE] + machine_at(si, wi, run) * at.MF_WIDTH + at.MF_USE]
        if load + work > left:
            if both < 0 and alone < 0:
                moment = start + left
            elif left <= load:
                moment = completion(si, sf, both, start, left)
            elif left <= load + first:
                moment = completion(si, sf, both, loaded, left - load)
            else:
                moment = completion(si, sf, alone, apart, left - load - first)
            enter(wi, wf, moment, WORN, run)


@hot
def begin(si, sf, wi, wf, table, run):
    """Draw the time of a run and enter all its moments."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    node = wi[at.I_NODE] + wi[record + at.U_HEAD] * at.N_WIDTH
    operation = wi[node + at.N_OPERATION]
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    if wi[record + at.U_STATION] < 0:
        begun(si, wi, wf, wi[node + at.N_JOB])
    if si[spot + at.O_FULL] != 0:
        begin_fully(si, sf, wi, wf, table, run)
        return
    work = duration(si, sf, wi, wf, table, run)
    work = with_style(si, sf, wi, run, operation, work)
    person = wi[record + at.U_PERSON]
    change = wf[moments + at.UF_CHANGE]
    alone = si[spot + at.O_ALONE]
    both = alone
    share = 0.0
    if person >= 0:
        both = si[spot + at.O_BOTH]
        share = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND]
    first = work * share
    if alone < 0 and both < 0:
        start = now + change
        end = start + work
        apart = start + first
    else:
        start = opening(si, sf, both, completion(si, sf, both, now, change))
        if share >= 1.0:
            end = completion(si, sf, both, start, work)
            apart = end
        else:
            apart = completion(si, sf, both, start, first)
            end = completion(si, sf, alone, apart, work - first)
    wi[record + at.U_STAGE] = at.WORKING
    wi[record + at.U_DRAWN] = 1
    wf[moments + at.UF_GRANTED] = now
    wf[moments + at.UF_START] = start
    wf[moments + at.UF_LOADED] = start
    wf[moments + at.UF_APART] = apart
    wf[moments + at.UF_OVER] = end
    wf[moments + at.UF_END] = end
    wf[moments + at.UF_LOAD] = 0.0
    wf[moments + at.UF_FIRST] = first
    wf[moments + at.UF_REST] = work - first
    wf[moments + at.UF_WORK] = work
    wf[moments + at.UF_UNLOAD] = 0.0
    wf[moments + at.UF_DRAWN] = work
    wf[moments + at.UF_ATTENDED] = first
    if change > 0.0:
        enter(wi, wf, start, SET, run)
    if person >= 0 and share < 1.0:
        enter(wi, wf, apart, LEFT, run)
    enter(wi, wf, end, ENDED, run)


@inner
def begin_apart(si, sf, wi, wf, table, run):
    """Begin a run, from where that happens seldom enough for a call."""
    begin(si, sf, wi, wf, table, run)


# ------------------------------------------------------------------------------- asking people
@hot
def begun(si, wi, wf, job):
    """Note that something of a job has begun; the next job of a saturated source comes."""
    record = wi[at.I_JOB] + job * at.J_WIDTH
    if wi[record + at.J_BEGUN] == 0:
        wi[record + at.J_BEGUN] = 1
        number = si[si[at.I_JOB_SOURCE] + job]
        if si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_KIND] == SATURATED:
            follow(si, wi, wf, number)


@inner
def follow(si, wi, wf, number):
    """Let the next job of a saturated source come, if there is one."""
    come = wi[wi[at.I_FOLLOWED] + number]
    if come < si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_COUNT]:
        wi[wi[at.I_FOLLOWED] + number] = come + 1
        enter(wi, wf, wf[at.WF_NOW], FOLLOWS, number)


@inner
def wait_for(si, sf, wi, wf, run, pool, before):
    """Let a run wait for a person of a pool; return its place in the list."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    now = wf[at.WF_NOW]
    crew = si[at.I_POOL] + pool * at.P_WIDTH
    kind = wi[record + at.U_KIND]
    if kind in (at.WORK, at.RIDES):
        link = wi[at.I_NODE] + wi[record + at.U_HEAD] * at.N_WIDTH
        job = wi[link + at.N_JOB]
        operation = wi[link + at.N_OPERATION]
        key = key_of(si, sf, wi, wf, si[crew + at.P_RULE], job, operation, now)
        node = new_node(wi, wf, job, operation, key, now)
        spot = wi[at.F_NODE] + node * at.NF_WIDTH
        for k in range(3):
            rule = si[crew + at.P_THEN + k]
            if rule < 0:
                break
            wf[spot + at.NF_KEY_2 + k] = key_of(si, sf, wi, wf, rule, job, operation, now)
    else:
        node = new_node(wi, wf, -1 - machine_at(si, wi, run), 0, -math.inf, now)
        spot = wi[at.F_NODE] + node * at.NF_WIDTH
        for k in range(3):
            if si[crew + at.P_THEN + k] < 0:
                break
            wf[spot + at.NF_KEY_2 + k] = -math.inf
    link = wi[at.I_NODE] + node * at.N_WIDTH
    wi[link + at.N_RUN] = run
    wi[link + at.N_POOL] = pool
    wi[link + at.N_ALSO] = -1
    if before >= 0:
        wi[wi[at.I_NODE] + before * at.N_WIDTH + at.N_ALSO] = node
    else:
        wi[record + at.U_ASKED] = node
    join(wi, wf, wi[at.I_CREW] + pool * at.L_WIDTH, node)
    return node


@inner
def ask(si, sf, wi, wf, run, pool, operation):
    """Let a run wait for a person of its pool, and of the further ones able to do its operation."""
    node = wait_for(si, sf, wi, wf, run, pool, -1)
    count = 0
    first = 0
    if operation >= 0:
        spot = si[at.I_OPERATION] + operation * at.O_WIDTH
        count = si[spot + at.O_POOL_COUNT]
        first = si[spot + at.O_POOLS]
        for i in range(count):
            node = wait_for(si, sf, wi, wf, run, si[first + i], node)
    pool_may_decide(si, wi, pool)
    for i in range(count):
        pool_may_decide(si, wi, si[first + i])


@inner
def unask(wi, run):
    """Take a run out of all lists in which it waits for a person."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    node = wi[record + at.U_ASKED]
    while node >= 0:
        link = wi[at.I_NODE] + node * at.N_WIDTH
        following = wi[link + at.N_ALSO]
        leave(wi, wi[at.I_CREW] + wi[link + at.N_POOL] * at.L_WIDTH, node)
        drop_node(wi, node)
        node = following
    wi[record + at.U_ASKED] = -1


@inner
def begin_setting(si, sf, wi, wf, run):
    """Begin a changeover that is a stage of its own."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    calendar = stage_calendar(si, wi[record + at.U_STATION], wi[record + at.U_POOL])
    wi[record + at.U_STAGE] = at.SETTING
    wf[moments + at.UF_GRANTED] = now
    enter(wi, wf, completion(si, sf, calendar, now, wf[moments + at.UF_CHANGE]), SET, run)


@inner
def begin_unloading(si, sf, wi, wf, run):
    """Begin an unloading that somebody had to come for."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    calendar = stage_calendar(si, wi[record + at.U_STATION], wi[record + at.U_POOL])
    wi[record + at.U_STAGE] = at.UNLOADING
    wf[moments + at.UF_GRANTED] = now
    end = completion(si, sf, calendar, now, wf[moments + at.UF_UNLOAD])
    wf[moments + at.UF_END] = end
    enter(wi, wf, end, ENDED, run)


@inner
def ask_to_set(si, sf, wi, wf, run, setters):
    """Let a machine be set by somebody who leaves after it, or by nobody (-1)."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    wi[record + at.U_STAGE] = at.TO_SET
    if setters < 0:
        begin_setting(si, sf, wi, wf, run)
    else:
        ask(si, sf, wi, wf, run, setters, -1)


@inner
def ask_to_unload(si, sf, wi, wf, run):
    """Let a run whose work is over ask for somebody to unload it."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    operation = wi[wi[at.I_NODE] + wi[record + at.U_HEAD] * at.N_WIDTH + at.N_OPERATION]
    wi[record + at.U_STAGE] = at.TO_UNLOAD
    pool = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_ABLE]
    ask(si, sf, wi, wf, run, pool, operation)


@inner
def needs_person(si, sf, operation, load):
    """Tell whether somebody is needed at the begin of a run with so many minutes of load."""
    attend = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND]
    able = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_ABLE]
    return able >= 0 and (attend > 0.0 or load > 0.0)


@inner
def ask_to_work(si, sf, wi, wf, table, run):
    """Begin the work of a run whose machine is set, or let it ask for its person first."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    operation = wi[wi[at.I_NODE] + wi[record + at.U_HEAD] * at.N_WIDTH + at.N_OPERATION]
    load = wf[moments + at.UF_LOAD]
    wi[record + at.U_STAGE] = at.ASKING
    needed = needs_person(si, sf, operation, load)
    if needed and wi[record + at.U_DRAWN] != 0:
        needed = wf[moments + at.UF_CHANGE] > 0.0 or load > 0.0 or wf[moments + at.UF_FIRST] > 0.0
    if needed:
        pool = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_ABLE]
        ask(si, sf, wi, wf, run, pool, operation)
    else:
        wi[record + at.U_WHO] = -1
        wi[record + at.U_WHO_POOL] = -1
        begin_apart(si, sf, wi, wf, table, run)


@hot
def grant(si, sf, wi, wf, table, run):
    """Begin a run on its machine, or let it ask for its person first."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    head = wi[record + at.U_HEAD]
    operation = wi[wi[at.I_NODE] + head * at.N_WIDTH + at.N_OPERATION]
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    number = wi[record + at.U_STATION]
    full = si[spot + at.O_FULL] != 0
    if full:
        prepare(si, sf, wi, wf, run)
    if number >= 0:
        station = si[at.I_STATION] + number * at.S_WIDTH
        machine = (
            wi[at.I_MACHINE] + (si[station + at.S_FIRST] + wi[record + at.U_MACHINE]) * at.M_WIDTH
        )
        before = wi[machine + at.M_FAMILY]
        wi[record + at.U_ORIGIN] = before
        wi[machine + at.M_RUN] = run
        family = si[spot + at.O_FAMILY]
        if family >= 0 and family != before:
            wi[machine + at.M_FAMILY] = family
            wi[machine + at.M_PIECES] = 0
        if si[station + at.S_BATCH] != 0:
            wi[record + at.U_BATCH] = wi[at.W_NEXT_BATCH]
            wi[at.W_NEXT_BATCH] += 1
        node = head
        while node >= 0:
            begun(si, wi, wf, wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_JOB])
            node = wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_NEXT]
        setters = si[station + at.S_SETTERS]
        if setters != -2 and wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_CHANGE] > 0.0:
            ask_to_set(si, sf, wi, wf, run, setters)
            return
    if full:
        ask_to_work(si, sf, wi, wf, table, run)
        return
    pool = si[spot + at.O_POOL]
    if pool < 0:
        begin(si, sf, wi, wf, table, run)
    else:
        ask(si, sf, wi, wf, run, pool, operation)
