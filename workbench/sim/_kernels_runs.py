"""Runs of the compiled engine: what stations and pools decide, and the moments of a run."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import hot, inner
from workbench.sim._kernels_batches import LEAST_CHANGEOVER, ready_group
from workbench.sim._kernels_calendar import done_at, open_from
from workbench.sim._kernels_heap import ENDED, LEFT, POOL, SET, STATION, enter
from workbench.sim._kernels_layout import (
    F_CLOSED,
    F_JOB,
    F_OPENED,
    F_OPERATION,
    F_PLACE,
    F_RUN,
    F_SOURCE,
    I_CALENDAR,
    I_CREW,
    I_JOB_SOURCE,
    I_MACHINE,
    I_NODE,
    I_OPERATION,
    I_PLACE,
    I_POOL,
    I_RUN,
    I_SOURCE,
    I_STATION,
    I_VISITS,
    JF_DUE,
    JF_WIDTH,
    L_BEGUN,
    L_FREE,
    L_HEAD,
    L_QUEUE,
    L_WIDTH,
    M_FAMILY,
    M_WIDTH,
    N_JOB,
    N_NEXT,
    N_OPERATION,
    N_RUN,
    N_WIDTH,
    O_ALONE,
    O_BOTH,
    O_CODE,
    O_DENSE,
    O_FAMILY,
    O_PER_BATCH,
    O_POOL,
    O_REPEATS,
    O_STEP,
    O_VISIT,
    O_WIDTH,
    OF_0,
    OF_1,
    OF_2,
    OF_3,
    OF_ATTEND,
    OF_EXPECTED,
    OF_WIDTH,
    P_RULE,
    P_WIDTH,
    R_FIRST,
    R_KEY,
    R_WIDTH,
    RF_PRIORITY,
    RF_WIDTH,
    S_BATCH,
    S_CALENDAR,
    S_FIRST,
    S_KEY,
    S_MATRIX,
    S_RULE,
    S_WIDTH,
    SF_CYCLE,
    SF_PHASE,
    SI_STATIONS,
    SI_VISIT_COUNT,
    U_BATCH,
    U_GONE,
    U_HEAD,
    U_IDENTITY,
    U_MACHINE,
    U_MEMBERS,
    U_NEXT,
    U_ORIGIN,
    U_PERSON,
    U_STATION,
    U_TAIL,
    U_WIDTH,
    UF_ATTENDED,
    UF_CHANGE,
    UF_END,
    UF_GRANTED,
    UF_START,
    UF_WIDTH,
    UF_WORK,
    W_BATCH,
    W_MOST_RUNS,
    W_NEXT_BATCH,
    W_NEXT_RUN,
    W_RUN_FREE,
    W_RUN_TOP,
    W_TIME,
    WF_NOW,
)
from workbench.sim._kernels_places import (
    pool_may_decide,
    shortest_changeover,
    take_machine,
    take_person,
)
from workbench.sim._kernels_queues import drop_node, join, leave, new_node
from workbench.streams import _mixed, draw

EDD, SPT, PRIORITY = 1, 2, 3


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
    source = si[I_SOURCE] + si[si[I_JOB_SOURCE] + job] * R_WIDTH
    return (si[source + R_KEY] << 32) + job - si[source + R_FIRST]


@hot
def key_of(si, sf, wi, wf, rule, job, operation):
    """Return what a rule orders by, before the moment and the number of the job."""
    if rule == EDD:
        return wf[wi[F_JOB] + job * JF_WIDTH + JF_DUE]
    if rule == SPT:
        return sf[si[F_OPERATION] + operation * OF_WIDTH + OF_EXPECTED]
    if rule == PRIORITY:
        return sf[si[F_SOURCE] + si[si[I_JOB_SOURCE] + job] * RF_WIDTH + RF_PRIORITY]
    return 0.0


@inner
def opening(si, sf, calendar, moment):
    """Return the first moment from ``moment`` on at which a calendar is open."""
    if calendar < 0:
        return moment
    return open_from(
        calendar,
        moment,
        si,
        sf,
        sf,
        sf[SF_CYCLE],
        sf[SF_PHASE],
        si[I_CALENDAR],
        si[F_OPENED],
        si[F_CLOSED],
    )


@inner
def completion(si, sf, calendar, moment, work):
    """Return when ``work`` minutes of a calendar have passed since ``moment``."""
    if calendar < 0:
        return moment + work
    return done_at(
        calendar,
        moment,
        work,
        si,
        sf,
        sf,
        sf[SF_CYCLE],
        sf[SF_PHASE],
        si[I_CALENDAR],
        si[F_OPENED],
        si[F_CLOSED],
    )


# ------------------------------------------------------------------------------ a run is made
@hot
def new_run(wi, wf, station, machine, change):
    """Return a run without members on a machine (-1: none)."""
    run = wi[W_RUN_FREE]
    if run >= 0:
        wi[W_RUN_FREE] = wi[wi[I_RUN] + run * U_WIDTH + U_NEXT]
    else:
        run = wi[W_RUN_TOP]
        if run >= wi[W_MOST_RUNS]:
            raise MemoryError
        wi[W_RUN_TOP] = run + 1
    record = wi[I_RUN] + run * U_WIDTH
    wi[record + U_IDENTITY] = wi[W_NEXT_RUN]
    wi[W_NEXT_RUN] += 1
    wi[record + U_STATION] = station
    wi[record + U_MACHINE] = machine
    wi[record + U_PERSON] = -1
    wi[record + U_BATCH] = -1
    wi[record + U_ORIGIN] = -1
    wi[record + U_GONE] = 0
    wi[record + U_HEAD] = -1
    wi[record + U_TAIL] = -1
    wi[record + U_MEMBERS] = 0
    moments = wi[F_RUN] + run * UF_WIDTH
    wf[moments + UF_CHANGE] = change
    wf[moments + UF_GRANTED] = math.nan
    wf[moments + UF_START] = math.nan
    wf[moments + UF_END] = math.nan
    wf[moments + UF_WORK] = math.nan
    wf[moments + UF_ATTENDED] = 0.0
    return run


@hot
def drop_run(wi, run):
    """Put a run back among the unused ones."""
    record = wi[I_RUN] + run * U_WIDTH
    wi[record + U_IDENTITY] = -1
    wi[record + U_NEXT] = wi[W_RUN_FREE]
    wi[W_RUN_FREE] = run


@hot
def add_member(wi, run, node):
    """Let a node be the last member of a run."""
    record = wi[I_RUN] + run * U_WIDTH
    nodes = wi[I_NODE]
    wi[nodes + node * N_WIDTH + N_NEXT] = -1
    tail = wi[record + U_TAIL]
    if tail >= 0:
        wi[nodes + tail * N_WIDTH + N_NEXT] = node
    else:
        wi[record + U_HEAD] = node
    wi[record + U_TAIL] = node
    wi[record + U_MEMBERS] += 1


# ------------------------------------------------------------------------------- its moments
@hot
def drawn(si, sf, wi, table, operation, prefix, entity, step):
    """Return a time of an operation at an address."""
    at = si[F_OPERATION] + operation * OF_WIDTH
    code = si[si[I_OPERATION] + operation * O_WIDTH + O_CODE]
    if code == 0:
        return sf[at + OF_0]
    u = addressed(prefix, entity, step)
    if code == 1:
        return -sf[at + OF_0] * math.log1p(-u)
    return draw(code, sf[at + OF_0], sf[at + OF_1], sf[at + OF_2], sf[at + OF_3], u, table)


@hot
def duration(si, sf, wi, wf, table, run):
    """Return the working minutes of a run: one draw, or the sum over a batch's members."""
    record = wi[I_RUN] + run * U_WIDTH
    nodes = wi[I_NODE]
    node = wi[record + U_HEAD]
    if wi[record + U_BATCH] >= 0:
        station = wi[record + U_STATION]
        place = wi[I_PLACE] + station * L_WIDTH
        number = wi[place + L_BEGUN]
        wi[place + L_BEGUN] = number + 1
        first = wi[nodes + node * N_WIDTH + N_OPERATION]
        if si[si[I_OPERATION] + first * O_WIDTH + O_PER_BATCH] != 0:
            key = si[si[I_STATION] + station * S_WIDTH + S_KEY]
            return drawn(si, sf, wi, table, first, wi[W_BATCH], key, number)
    total = 0.0
    while node >= 0:
        job = wi[nodes + node * N_WIDTH + N_JOB]
        operation = wi[nodes + node * N_WIDTH + N_OPERATION]
        at = si[I_OPERATION] + operation * O_WIDTH
        step = si[at + O_STEP]
        if si[at + O_REPEATS] != 0:
            step += wi[wi[I_VISITS] + job * si[SI_VISIT_COUNT] + si[at + O_VISIT]]
        total += drawn(si, sf, wi, table, operation, wi[W_TIME], entity_of(si, job), step)
        node = wi[nodes + node * N_WIDTH + N_NEXT]
    return total


@hot
def begin(si, sf, wi, wf, table, run):
    """Draw the time of a run and enter all its moments."""
    now = wf[WF_NOW]
    record = wi[I_RUN] + run * U_WIDTH
    moments = wi[F_RUN] + run * UF_WIDTH
    operation = wi[wi[I_NODE] + wi[record + U_HEAD] * N_WIDTH + N_OPERATION]
    at = si[I_OPERATION] + operation * O_WIDTH
    work = duration(si, sf, wi, wf, table, run)
    person = wi[record + U_PERSON]
    change = wf[moments + UF_CHANGE]
    alone = si[at + O_ALONE]
    both = alone
    share = 0.0
    if person >= 0:
        both = si[at + O_BOTH]
        share = sf[si[F_OPERATION] + operation * OF_WIDTH + OF_ATTEND]
    if alone < 0 and both < 0:
        start = now + change
        end = start + work
        apart = start + work * share
    else:
        start = opening(si, sf, both, completion(si, sf, both, now, change))
        if share >= 1.0:
            end = completion(si, sf, both, start, work)
            apart = end
        else:
            apart = completion(si, sf, both, start, work * share)
            end = completion(si, sf, alone, apart, work - work * share)
    wf[moments + UF_GRANTED] = now
    wf[moments + UF_START] = start
    wf[moments + UF_END] = end
    wf[moments + UF_WORK] = work
    if person >= 0:
        wf[moments + UF_ATTENDED] = work * share
    if change > 0.0:
        enter(wi, wf, start, SET, run)
    if person >= 0 and share < 1.0:
        enter(wi, wf, apart, LEFT, run)
    enter(wi, wf, end, ENDED, run)


@hot
def grant(si, sf, wi, wf, table, run):
    """Begin a run on its machine, or let it ask for its person first."""
    now = wf[WF_NOW]
    record = wi[I_RUN] + run * U_WIDTH
    link = wi[I_NODE] + wi[record + U_HEAD] * N_WIDTH
    job = wi[link + N_JOB]
    operation = wi[link + N_OPERATION]
    at = si[I_OPERATION] + operation * O_WIDTH
    number = wi[record + U_STATION]
    if number >= 0:
        station = si[I_STATION] + number * S_WIDTH
        machine = wi[I_MACHINE] + (si[station + S_FIRST] + wi[record + U_MACHINE]) * M_WIDTH
        wi[record + U_ORIGIN] = wi[machine + M_FAMILY]
        family = si[at + O_FAMILY]
        if family >= 0:
            wi[machine + M_FAMILY] = family
        if si[station + S_BATCH] != 0:
            wi[record + U_BATCH] = wi[W_NEXT_BATCH]
            wi[W_NEXT_BATCH] += 1
    pool = si[at + O_POOL]
    if pool < 0:
        begin(si, sf, wi, wf, table, run)
        return
    rule = si[si[I_POOL] + pool * P_WIDTH + P_RULE]
    node = new_node(wi, wf, job, operation, key_of(si, sf, wi, wf, rule, job, operation), now)
    wi[wi[I_NODE] + node * N_WIDTH + N_RUN] = run
    join(wi, wf, wi[I_CREW] + pool * L_WIDTH, node)
    pool_may_decide(si, wi, pool)


# ---------------------------------------------------------------------------------- decisions
@hot
def decide(si, sf, wi, wf, table, number):
    """Give free machines of a station to what waits there, while it is open."""
    now = wf[WF_NOW]
    station = si[I_STATION] + number * S_WIDTH
    place = wi[I_PLACE] + number * L_WIDTH
    if wi[place + L_QUEUE] == 0 or wi[place + L_FREE] == 0:
        return
    calendar = si[station + S_CALENDAR]
    if calendar >= 0:
        moment = opening(si, sf, calendar, now)
        if moment > now:
            due = wi[F_PLACE] + number
            if wf[due] != moment:
                wf[due] = moment
                enter(wi, wf, moment, STATION, number)
            return
    nodes = wi[I_NODE]
    matrix = si[station + S_MATRIX]
    while wi[place + L_QUEUE] > 0 and wi[place + L_FREE] > 0:
        group = -1
        first = wi[place + L_HEAD]
        if si[station + S_BATCH] != 0:
            group = ready_group(si, sf, wi, wf, number)
            if group < 0:
                return
            first = first_of(si, wi, place, group)
        elif matrix >= 0 and si[station + S_RULE] == LEAST_CHANGEOVER:
            first = nearest(si, sf, wi, number)
        operation = wi[nodes + first * N_WIDTH + N_OPERATION]
        family = si[si[I_OPERATION] + operation * O_WIDTH + O_FAMILY]
        minutes = shortest_changeover(si, sf, wi, number, family) if matrix >= 0 else 0.0
        machine = take_machine(si, sf, wi, number, family)
        run = new_run(wi, wf, number, machine, minutes)
        if group >= 0:
            take_batch(si, wi, place, group, first, run)
        else:
            leave(wi, place, first)
            add_member(wi, run, first)
        grant(si, sf, wi, wf, table, run)


@inner
def first_of(si, wi, place, group):
    """Return the first member of the batch that ``ready_group`` has found."""
    nodes = wi[I_NODE]
    node = wi[place + L_HEAD]
    while True:
        at = nodes + node * N_WIDTH
        operation = wi[at + N_OPERATION]
        dense = si[si[I_OPERATION] + operation * O_WIDTH + O_DENSE]
        if dense == group and wi[at + N_RUN] >= 0:
            return node
        node = wi[at + N_NEXT]


@inner
def take_batch(si, wi, place, group, first, run):
    """Move the members that ``ready_group`` has found from the queue into a run."""
    nodes = wi[I_NODE]
    node = first
    while node >= 0:
        at = nodes + node * N_WIDTH
        following = wi[at + N_NEXT]
        operation = wi[at + N_OPERATION]
        dense = si[si[I_OPERATION] + operation * O_WIDTH + O_DENSE]
        if dense == group and wi[at + N_RUN] >= 0:
            leave(wi, place, node)
            add_member(wi, run, node)
        node = following


@inner
def nearest(si, sf, wi, number):
    """Return the node of a queue with the shortest changeover, the first of equals."""
    nodes = wi[I_NODE]
    node = wi[wi[I_PLACE] + number * L_WIDTH + L_HEAD]
    best = math.inf
    chosen = node
    while node >= 0:
        operation = wi[nodes + node * N_WIDTH + N_OPERATION]
        family = si[si[I_OPERATION] + operation * O_WIDTH + O_FAMILY]
        minutes = shortest_changeover(si, sf, wi, number, family)
        if minutes < best:
            best = minutes
            chosen = node
        node = wi[nodes + node * N_WIDTH + N_NEXT]
    return chosen


@inner
def assign(si, sf, wi, wf, table, number):
    """Give free people to runs that wait for them and can be worked on now."""
    now = wf[WF_NOW]
    place = wi[I_CREW] + number * L_WIDTH
    nodes = wi[I_NODE]
    while wi[place + L_QUEUE] > 0 and wi[place + L_FREE] > 0:
        earliest = math.inf
        node = wi[place + L_HEAD]
        while node >= 0:
            at = nodes + node * N_WIDTH
            operation = wi[at + N_OPERATION]
            calendar = si[si[I_OPERATION] + operation * O_WIDTH + O_BOTH]
            moment = opening(si, sf, calendar, now)
            if moment <= now:
                break
            earliest = min(earliest, moment)
            node = wi[at + N_NEXT]
        if node < 0:
            due = wi[F_PLACE] + si[SI_STATIONS] + number
            if wf[due] != earliest:
                wf[due] = earliest
                enter(wi, wf, earliest, POOL, number)
            return
        run = wi[nodes + node * N_WIDTH + N_RUN]
        leave(wi, place, node)
        drop_node(wi, node)
        wi[wi[I_RUN] + run * U_WIDTH + U_PERSON] = take_person(si, wi, number)
        begin(si, sf, wi, wf, table, run)
