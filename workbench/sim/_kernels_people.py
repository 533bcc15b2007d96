"""Runs of the compiled engine ask for people, from the grant of a machine on."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_begin import begin, begin_apart, begun, prepare
from workbench.sim._kernels_heap import ENDED, SET, enter
from workbench.sim._kernels_open import completion
from workbench.sim._kernels_places import pool_may_decide
from workbench.sim._kernels_queues import drop_node, join, leave, new_node
from workbench.sim._kernels_rules import key_of
from workbench.sim._kernels_runs import machine_at, stage_calendar


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
