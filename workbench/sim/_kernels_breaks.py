"""Interruptions in the compiled engine: shift ends, failures, repairs, maintenance, preemption."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_begin import in_full
from workbench.sim._kernels_heap import FAILS, OF_RUNS, PLANNED, REPAIRED, enter, take_back
from workbench.sim._kernels_open import completion, passed
from workbench.sim._kernels_people import (
    ask,
    ask_to_set,
    ask_to_unload,
    ask_to_work,
    needs_person,
    unask,
)
from workbench.sim._kernels_places import free_machine, free_person
from workbench.sim._kernels_rows import (
    FAILED,
    INTERRUPTED,
    changeover_row,
    down_row,
    operation_row,
    unload_row,
)
from workbench.sim._kernels_rows import PLANNED as BY_PLAN
from workbench.sim._kernels_runs import (
    addressed,
    drop_run,
    handling,
    machine_at,
    new_run,
    stage_calendar,
)
from workbench.streams import draw


# ----------------------------------------------------------------------- what a run gives back
@hot
def person_leaves(si, wi, run):
    """Give back whom a run holds."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    person = wi[record + at.U_PERSON]
    if person >= 0:
        pool = wi[record + at.U_POOL]
        wi[record + at.U_PERSON] = -1
        wi[record + at.U_POOL] = -1
        free_person(si, wi, pool, person)


@hot
def machine_back(si, sf, wi, wf, number, machine):
    """Take a machine back from a run: it is free, down, or its maintenance is due."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    record = wi[at.I_MACHINE] + (si[station + at.S_FIRST] + machine) * at.M_WIDTH
    wi[record + at.M_RUN] = -1
    if wi[record + at.M_DOWN] != 0:
        return
    if wi[record + at.M_PLANNED] >= 0:
        maintain(si, sf, wi, wf, number, machine, wi[record + at.M_PLANNED])
        return
    free_machine(si, wi, number, machine)


# ------------------------------------------------------------------------------ interruptions
@hot
def energy_of(si, sf, wi, run, minutes):
    """Return the energy of a run that takes so many minutes."""
    station = wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_STATION]
    if station < 0:
        return 0.0
    return minutes * sf[si[at.F_STATION] + station * at.SF_WIDTH + at.SF_POWER]


@inner
def size_of(si, sf, wi, node):
    """Return what a member takes of its batch."""
    operation = wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_OPERATION]
    return sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_SIZE]


@inner
def total_size(si, sf, wi, run):
    """Return the size of a run's batch, added up in the order of its members."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    total = 0.0
    if wi[record + at.U_MEMBERS] > 1:
        node = wi[record + at.U_HEAD]
        while node >= 0:
            total += size_of(si, sf, wi, node)
            node = wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_NEXT]
    return total


@inner
def share_of_member(wi, run, size, total):
    """Return the share of a member of this size in what its run takes."""
    members = wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_MEMBERS]
    if members == 1:
        return 1.0
    return size / total if total > 0.0 else 1.0 / members


@inner
def stopped(si, sf, wi, wf, run):
    """Subtract what is done of load and work; return its minutes, and those attended."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    alone = stage_calendar(si, wi[record + at.U_STATION], -1)
    both = alone
    if wi[record + at.U_WHO] >= 0:
        both = stage_calendar(si, wi[record + at.U_STATION], wi[record + at.U_WHO_POOL])
    load = wf[moments + at.UF_LOAD]
    first = wf[moments + at.UF_FIRST]
    rest = wf[moments + at.UF_REST]
    loading = min(load, passed(si, sf, both, wf[moments + at.UF_START], now))
    leading = min(first, passed(si, sf, both, wf[moments + at.UF_LOADED], now))
    lasting = min(rest, passed(si, sf, alone, wf[moments + at.UF_APART], now))
    wf[moments + at.UF_LOAD] = load - loading
    wf[moments + at.UF_FIRST] = first - leading
    wf[moments + at.UF_REST] = rest - lasting
    minutes = loading + leading + lasting
    use_up(si, wi, wf, run, minutes)
    attended = loading + leading if wi[record + at.U_WHO] >= 0 else 0.0
    return minutes, attended


@inner
def member_rows(si, sf, wi, wf, ri, rf, run, minutes, attended):
    """Write what was done of a run that is interrupted, a row for each member."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    energy = energy_of(si, sf, wi, run, minutes)
    total = total_size(si, sf, wi, run)
    node = wi[record + at.U_HEAD]
    while node >= 0:
        size = size_of(si, sf, wi, node)
        share = share_of_member(wi, run, size, total)
        operation_row(
            si, wi, wf, ri, rf, run, node, INTERRUPTED, size, share, energy * share, minutes,
            attended,
        )  # fmt: skip
        node = wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_NEXT]


@inner
def changes_over(wi, wf, run):
    """Tell whether a changeover by its own person, or by nobody, is under way in a run."""
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    return (
        wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_STAGE] == at.WORKING
        and wf[moments + at.UF_CHANGE] > 0.0
    )


@inner
def interrupt(si, sf, wi, wf, ri, rf, run):
    """Stop a run where it is: rows of what is done, people leave, its entries are taken back."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    stage = wi[record + at.U_STAGE]
    if stage == at.BLOCKED:
        return
    calendar = stage_calendar(si, wi[record + at.U_STATION], wi[record + at.U_POOL])
    begin = wf[moments + at.UF_GRANTED]
    if stage == at.SETTING or changes_over(wi, wf, run):
        change = wf[moments + at.UF_CHANGE]
        minutes = min(change, passed(si, sf, calendar, begin, now))
        if minutes > 0.0:
            changeover_row(si, sf, wi, wf, ri, rf, run, minutes, INTERRUPTED)
        wf[moments + at.UF_CHANGE] = change - minutes
    elif stage == at.UNLOADING:
        unload = wf[moments + at.UF_UNLOAD]
        minutes = min(unload, passed(si, sf, calendar, begin, now))
        if minutes > 0.0:
            unload_row(si, wi, wf, ri, rf, run, minutes, INTERRUPTED)
        wf[moments + at.UF_UNLOAD] = unload - minutes
    elif stage == at.WORKING:
        minutes, attended = stopped(si, sf, wi, wf, run)
        if minutes > 0.0:
            member_rows(si, sf, wi, wf, ri, rf, run, minutes, attended)
    if stage in (at.SETTING, at.WORKING, at.UNLOADING):
        wi[record + at.U_STAGE] = stage - 1
    unask(wi, run)
    person_leaves(si, wi, run)
    take_back(wi, wf, OF_RUNS, run)


@inner
def use_up(si, wi, wf, run, minutes):
    """Count minutes of load and work against the use a machine has left."""
    station = wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_STATION]
    if station < 0 or si[si[at.I_STATION] + station * at.S_WIDTH + at.S_FAILS] != at.BY_USE:
        return
    left = wi[at.F_MACHINE] + machine_at(si, wi, run) * at.MF_WIDTH + at.MF_USE
    wf[left] -= minutes


@inner
def resume(si, sf, wi, wf, table, run):
    """Let a run go on with what is left of it."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    stage = wi[record + at.U_STAGE]
    wi[record + at.U_HALTED] = 0
    if stage == at.TO_SET:
        station = si[at.I_STATION] + wi[record + at.U_STATION] * at.S_WIDTH
        ask_to_set(si, sf, wi, wf, run, si[station + at.S_SETTERS])
    elif stage == at.TO_UNLOAD:
        ask_to_unload(si, sf, wi, wf, run)
    elif stage == at.ASKING:
        ask_to_work(si, sf, wi, wf, table, run)


@inner
def anew(si, sf, wi, wf, run):
    """Let a run begin anew with all its load and work."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    operation = wi[wi[at.I_NODE] + wi[record + at.U_HEAD] * at.N_WIDTH + at.N_OPERATION]
    share = 0.0
    if needs_person(si, sf, operation, handling(si, sf, wi, run, at.OF_LOAD)):
        share = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND]
    in_full(si, sf, wi, wf, run, share)


@inner
def cut(si, sf, wi, wf, table, ri, rf, run):
    """End a shift: work that must be done in one begins anew."""
    interrupt(si, sf, wi, wf, ri, rf, run)
    wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_RESTARTED] = 1
    anew(si, sf, wi, wf, run)
    resume(si, sf, wi, wf, table, run)


# ---------------------------------------------------------------------- failures and repairs
@inner
def time_to_failure(si, sf, wi, wf, table, machine):
    """Draw the minutes until a machine (of all) fails next."""
    number = si[si[at.I_MACHINE_STATION] + machine]
    station = si[at.I_STATION] + number * at.S_WIDTH
    facts = si[at.F_STATION] + number * at.SF_WIDTH
    return seldom(
        sf, table, si[station + at.S_FAIL_CODE], facts + at.SF_FAIL_0, wi[at.W_FAILURE],
        (si[station + at.S_KEY] << 32) + machine - si[station + at.S_FIRST],
        wi[wi[at.I_MACHINE] + machine * at.M_WIDTH + at.M_FAILURES],
    )  # fmt: skip


@inner
def seldom(sf, table, code, parameters, prefix, entity, step):
    """Draw from a distribution whose parameters stand in ``sf``; a constant takes no draw."""
    if code == 0:
        return sf[parameters]
    return draw(
        code,
        sf[parameters],
        sf[parameters + 1],
        sf[parameters + 2],
        sf[parameters + 3],
        addressed(prefix, entity, step),
        table,
    )


@inner
def until_failure(si, sf, wi, wf, table, machine):
    """Draw when a machine fails next, and enter it if it fails by the clock."""
    kind = si[si[at.I_STATION] + si[si[at.I_MACHINE_STATION] + machine] * at.S_WIDTH + at.S_FAILS]
    if kind == at.NEVER_FAILS:
        return
    minutes = time_to_failure(si, sf, wi, wf, table, machine)
    if kind == at.BY_USE:
        wf[wi[at.F_MACHINE] + machine * at.MF_WIDTH + at.MF_USE] = minutes
    else:
        enter(wi, wf, wf[at.WF_NOW] + minutes, FAILS, machine)


@inner
def take_down(si, wi, number, machine):
    """Take a machine out of the free ones of its station, if it is one of them."""
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    first = si[si[at.I_STATION] + number * at.S_WIDTH + at.S_FIRST]
    record = wi[at.I_MACHINE] + (first + machine) * at.M_WIDTH
    if wi[record + at.M_FREE] != 0:
        wi[record + at.M_FREE] = 0
        wi[place + at.L_FREE] -= 1


@inner
def begin_repair(si, sf, wi, wf, run):
    """Begin a repair or maintenance whose person is there, or that needs nobody."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    wi[record + at.U_STAGE] = at.WORKING
    wf[moments + at.UF_GRANTED] = now
    wf[moments + at.UF_START] = now
    end = now + wf[moments + at.UF_WORK]
    if wi[record + at.U_PERSON] >= 0:
        calendar = stage_calendar(si, -1, wi[record + at.U_POOL])
        end = completion(si, sf, calendar, now, wf[moments + at.UF_WORK])
    wf[moments + at.UF_END] = end
    enter(wi, wf, end, REPAIRED, run)


@inner
def repair(si, sf, wi, wf, number, machine, kind, cause, minutes, pool):
    """Let a machine that is down be repaired or maintained."""
    run = new_run(wi, wf, number, machine, 0.0)
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    wi[record + at.U_KIND] = kind
    wi[record + at.U_CAUSE] = cause
    wf[moments + at.UF_SINCE] = wf[at.WF_NOW]
    wf[moments + at.UF_WORK] = minutes
    if pool >= 0:
        ask(si, sf, wi, wf, run, pool, -1)
    else:
        begin_repair(si, sf, wi, wf, run)


@inner
def maintain(si, sf, wi, wf, number, machine, plan):
    """Take a machine down for its maintenance."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    record = wi[at.I_MACHINE] + (si[station + at.S_FIRST] + machine) * at.M_WIDTH
    wi[record + at.M_PLANNED] = -1
    wi[record + at.M_DOWN] |= at.IS_MAINTAINED
    take_down(si, wi, number, machine)
    minutes = sf[si[at.F_PLAN] + plan * at.AF_WIDTH + at.AF_MINUTES]
    pool = si[si[at.I_PLAN] + plan * at.A_WIDTH + at.A_POOL]
    repair(si, sf, wi, wf, number, machine, at.MAINTAINS, plan, minutes, pool)


@inner
def planned(si, sf, wi, wf, plan):
    """Let maintenance be due: enter the next one; machines that are free go down."""
    facts = si[at.F_PLAN] + plan * at.AF_WIDTH
    turn = wi[wi[at.I_TURNS] + plan] + 1
    wi[wi[at.I_TURNS] + plan] = turn
    if sf[facts + at.AF_EVERY] < math.inf:
        moment = sf[facts + at.AF_FIRST] + float(turn) * sf[facts + at.AF_EVERY]
        enter(wi, wf, moment, PLANNED, plan)
    spot = si[at.I_PLAN] + plan * at.A_WIDTH
    number = si[spot + at.A_STATION]
    station = si[at.I_STATION] + number * at.S_WIDTH
    only = si[spot + at.A_MACHINE]
    for machine in range(si[station + at.S_MACHINES]):
        if only >= 0 and machine != only:
            continue
        record = wi[at.I_MACHINE] + (si[station + at.S_FIRST] + machine) * at.M_WIDTH
        if wi[record + at.M_PLANNED] >= 0:
            continue
        if wi[record + at.M_FREE] != 0:
            maintain(si, sf, wi, wf, number, machine, plan)
        else:
            wi[record + at.M_PLANNED] = plan


@inner
def repaired(si, sf, wi, wf, table, ri, rf, run):
    """Complete a repair or maintenance: the machine is up if nothing else keeps it down."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    number = wi[record + at.U_STATION]
    machine = wi[record + at.U_MACHINE]
    failed = wi[record + at.U_KIND] == at.REPAIRS
    minutes = wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_WORK]
    down_row(si, wi, wf, ri, rf, run, FAILED if failed else BY_PLAN, minutes)
    person_leaves(si, wi, run)
    drop_run(wi, run)
    if failed:
        first = si[si[at.I_STATION] + number * at.S_WIDTH + at.S_FIRST]
        until_failure(si, sf, wi, wf, table, first + machine)
    reason = at.HAS_FAILED if failed else at.IS_MAINTAINED
    come_up(si, sf, wi, wf, table, number, machine, reason)


@inner
def come_up(si, sf, wi, wf, table, number, machine, reason):
    """Take away one reason why a machine is down."""
    first = si[si[at.I_STATION] + number * at.S_WIDTH + at.S_FIRST]
    record = wi[at.I_MACHINE] + (first + machine) * at.M_WIDTH
    wi[record + at.M_DOWN] &= ~np.int64(reason)
    if wi[record + at.M_DOWN] != 0:
        return
    if wi[record + at.M_RUN] >= 0:
        resume(si, sf, wi, wf, table, wi[record + at.M_RUN])
    else:
        machine_back(si, sf, wi, wf, number, machine)


@inner
def repair_minutes(si, sf, wi, table, machine):
    """Draw the minutes of the repair of a machine (of all) that fails now."""
    number = si[si[at.I_MACHINE_STATION] + machine]
    station = si[at.I_STATION] + number * at.S_WIDTH
    facts = si[at.F_STATION] + number * at.SF_WIDTH
    return seldom(
        sf, table, si[station + at.S_REPAIR_CODE], facts + at.SF_REPAIR_0, wi[at.W_REPAIR],
        (si[station + at.S_KEY] << 32) + machine - si[station + at.S_FIRST],
        wi[wi[at.I_MACHINE] + machine * at.M_WIDTH + at.M_FAILURES],
    )  # fmt: skip


@inner
def go_down(si, sf, wi, wf, ri, rf, number, machine, reason, again):
    """Take a machine down for one reason (more); what is on it is interrupted.

    Returns the run to spoil if ``again`` is ``SPOIL`` and its work is under way, else -1.
    """
    first = si[si[at.I_STATION] + number * at.S_WIDTH + at.S_FIRST]
    record = wi[at.I_MACHINE] + (first + machine) * at.M_WIDTH
    wi[record + at.M_DOWN] |= reason
    take_down(si, wi, number, machine)
    run = wi[record + at.M_RUN]
    if run < 0:
        return -1
    spot = wi[at.I_RUN] + run * at.U_WIDTH
    stage = wi[spot + at.U_STAGE]
    if stage == at.BLOCKED or wi[spot + at.U_HALTED] != 0:
        return -1
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    under_way = (
        stage == at.WORKING
        and wf[moments + at.UF_CHANGE] <= 0.0
        and wf[at.WF_NOW] >= wf[moments + at.UF_START]
    )
    if under_way and again == at.SPOIL:
        wi[record + at.M_RUN] = -1
        return run
    interrupt(si, sf, wi, wf, ri, rf, run)
    wi[spot + at.U_HALTED] = 1
    if under_way and again == at.AGAIN:
        anew(si, sf, wi, wf, run)
    return -1
