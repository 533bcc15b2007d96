"""What stations, pools and fleets of the compiled engine decide when a moment is over."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_batches import NONE_FITS, ready_batch, ready_task
from workbench.sim._kernels_begin import begin_apart
from workbench.sim._kernels_breaks import begin_repair, interrupt, machine_back
from workbench.sim._kernels_carts import begin_trip
from workbench.sim._kernels_heap import POOL, STATION, enter
from workbench.sim._kernels_open import completion, end_of_shift, most_fitting, opening
from workbench.sim._kernels_people import begin_setting, begin_unloading, grant, unask
from workbench.sim._kernels_places import (
    room_gained,
    shortest_changeover,
    take_machine,
    take_person,
)
from workbench.sim._kernels_queues import join, leave
from workbench.sim._kernels_rows import numbered
from workbench.sim._kernels_rules import expected_of, source_fact
from workbench.sim._kernels_runs import (
    add_member,
    common_calendar,
    drop_run,
    handling,
    new_run,
    stage_calendar,
)

NEVER = -2


# ------------------------------------------------------------------------------------ stations
@inner
def look_again(wi, wf, place, kind, number, moment):
    """Enter a station or pool to look again, unless that was done for this moment."""
    due = wi[at.F_PLACE] + place
    if wf[due] != moment:
        wf[due] = moment
        enter(wi, wf, moment, kind, number)


@inner
def make_way(si, sf, wi, wf, ri, rf, number):
    """Interrupt the least urgent run of a station if what waits is more urgent; tell whether."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    first = wi[at.I_MACHINE] + si[station + at.S_FIRST] * at.M_WIDTH
    nodes = wi[at.I_NODE]
    victim = -1
    least = 0.0
    for m in range(si[station + at.S_MACHINES]):
        run = wi[first + m * at.M_WIDTH + at.M_RUN]
        if run < 0 or wi[first + m * at.M_WIDTH + at.M_DOWN] != 0:
            continue
        record = wi[at.I_RUN] + run * at.U_WIDTH
        if wi[record + at.U_STAGE] > at.WORKING:
            continue
        job = wi[nodes + wi[record + at.U_HEAD] * at.N_WIDTH + at.N_JOB]
        priority = source_fact(si, sf, job, at.RF_PRIORITY)
        if victim < 0 or priority >= least:
            victim = run
            least = priority
    if victim < 0:
        return False
    job = wi[nodes + wi[place + at.L_HEAD] * at.N_WIDTH + at.N_JOB]
    if source_fact(si, sf, job, at.RF_PRIORITY) >= least:
        return False
    record = wi[at.I_RUN] + victim * at.U_WIDTH
    moments = wi[at.F_RUN] + victim * at.UF_WIDTH
    interrupt(si, sf, wi, wf, ri, rf, victim)
    node = wi[record + at.U_HEAD]
    if wi[record + at.U_DRAWN] != 0:
        kept = wi[at.F_NODE] + node * at.NF_WIDTH
        wi[nodes + node * at.N_WIDTH + at.N_KEPT] = 1
        wf[kept + at.NF_LOAD] = wf[moments + at.UF_LOAD]
        wf[kept + at.NF_ATTENDED] = wf[moments + at.UF_FIRST]
        wf[kept + at.NF_REST] = wf[moments + at.UF_REST]
        wf[kept + at.NF_DRAWN] = wf[moments + at.UF_DRAWN]
    wi[nodes + node * at.N_WIDTH + at.N_RUN] = -1
    join(wi, wf, place, node)
    machine = wi[record + at.U_MACHINE]
    drop_run(wi, victim)
    machine_back(si, sf, wi, wf, number, machine)
    return True


@hot
def decide(si, sf, wi, wf, table, ri, rf, number):
    """Give free machines of a station to what waits there, while it is open."""
    now = wf[at.WF_NOW]
    station = si[at.I_STATION] + number * at.S_WIDTH
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    preempts = si[station + at.S_PREEMPTS]
    if wi[place + at.L_QUEUE] == 0 or (wi[place + at.L_FREE] == 0 and preempts == 0):
        return
    calendar = si[station + at.S_CALENDAR]
    if calendar >= 0:
        moment = opening(si, sf, calendar, now)
        if moment > now:
            look_again(wi, wf, number, STATION, number, moment)
            return
    nodes = wi[at.I_NODE]
    matrix = si[station + at.S_MATRIX]
    batch = si[station + at.S_BATCH] != 0
    chooses = si[station + at.S_DYNAMIC] != 0 or si[station + at.S_CLOSING] == at.FIT
    while wi[place + at.L_QUEUE] > 0:
        if wi[place + at.L_FREE] == 0:
            if preempts != 0 and make_way(si, sf, wi, wf, ri, rf, number):
                continue
            return
        first = wi[place + at.L_HEAD]
        if batch:
            first = ready_batch(si, sf, wi, wf, number)
        elif chooses:
            first = ready_task(si, sf, wi, wf, number)
        if first < 0:
            if first == NONE_FITS:
                moment = opening(si, sf, calendar, end_of_shift(si, sf, calendar, now))
                look_again(wi, wf, number, STATION, number, moment)
            return
        operation = wi[nodes + first * at.N_WIDTH + at.N_OPERATION]
        spot = si[at.I_OPERATION] + operation * at.O_WIDTH
        family = si[spot + at.O_FAMILY]
        minutes = shortest_changeover(si, sf, wi, number, family) if matrix >= 0 else 0.0
        machine = take_machine(si, sf, wi, number, family)
        run = new_run(wi, wf, number, machine, minutes)
        if batch:
            take_batch(si, wi, number, first, run)
        else:
            leave(wi, place, first)
            add_member(wi, run, first)
        grant(si, sf, wi, wf, table, run)
        room_gained(si, wi, number)


@inner
def take_batch(si, wi, number, first, run):
    """Move the members that ``ready_batch`` has found from the queue into a run."""
    nodes = wi[at.I_NODE]
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    dynamic = si[si[at.I_STATION] + number * at.S_WIDTH + at.S_DYNAMIC] != 0
    operation = wi[nodes + first * at.N_WIDTH + at.N_OPERATION]
    group = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_DENSE]
    node = first
    while node >= 0:
        spot = nodes + node * at.N_WIDTH
        following = wi[spot + at.N_ALSO] if dynamic else wi[spot + at.N_NEXT]
        operation = wi[spot + at.N_OPERATION]
        dense = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_DENSE]
        if dense == group and wi[spot + at.N_RUN] >= 0:
            leave(wi, place, node)
            add_member(wi, run, node)
        node = following


# --------------------------------------------------------------------------------------- pools
@inner
def expected_work(si, sf, wi, run):
    """Return the expected minutes of a run's work: of its batch, or of all its members."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    nodes = wi[at.I_NODE]
    node = wi[record + at.U_HEAD]
    operation = wi[nodes + node * at.N_WIDTH + at.N_OPERATION]
    if si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_PER_BATCH] != 0:
        return expected_of(si, sf, operation)
    total = 0.0
    while node >= 0:
        total += expected_of(si, sf, wi[nodes + node * at.N_WIDTH + at.N_OPERATION])
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    return total


@inner
def attended_minutes(si, sf, wi, wf, run):
    """Return what a person would attend of the stage that a run asks for."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    stage = wi[record + at.U_STAGE]
    if stage == at.TO_SET:
        return wf[moments + at.UF_CHANGE]
    if stage == at.TO_UNLOAD:
        return wf[moments + at.UF_UNLOAD]
    node = wi[record + at.U_HEAD]
    operation = wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_OPERATION]
    attend = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND]
    if wi[record + at.U_DRAWN] != 0:
        load = wf[moments + at.UF_LOAD]
        first = wf[moments + at.UF_FIRST]
    else:
        load = handling(si, sf, wi, run, at.OF_LOAD)
        first = expected_work(si, sf, wi, run) * attend
    minutes = wf[moments + at.UF_CHANGE] + load + first
    if attend >= 1.0 and si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_FULL] != 0:
        minutes += wf[moments + at.UF_UNLOAD]
    return minutes


@inner
def overruns(si, sf, wi, wf, number, run):
    """Tell whether a run is passed over because it would outlast the shift of a pool."""
    pool = si[at.I_POOL] + number * at.P_WIDTH
    mine = si[pool + at.P_CALENDAR]
    if si[pool + at.P_CLOSING] != at.FIT or mine < 0:
        return False
    if wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_KIND] != at.WORK:
        return False
    now = wf[at.WF_NOW]
    minutes = attended_minutes(si, sf, wi, wf, run)
    station = wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_STATION]
    if minutes > most_fitting(si, sf, station, number):
        return False
    both = stage_calendar(si, station, number)
    return completion(si, sf, both, now, minutes) > end_of_shift(si, sf, mine, now)


@inner
def assign(si, sf, wi, wf, table, number):
    """Give free people to runs that wait for them and can be worked on now."""
    now = wf[at.WF_NOW]
    place = wi[at.I_CREW] + number * at.L_WIDTH
    nodes = wi[at.I_NODE]
    fitted = si[si[at.I_POOL] + number * at.P_WIDTH + at.P_CLOSING] == at.FIT
    while wi[place + at.L_QUEUE] > 0 and wi[place + at.L_FREE] > 0:
        earliest = math.inf
        node = wi[place + at.L_HEAD]
        while node >= 0:
            spot = nodes + node * at.N_WIDTH
            run = wi[spot + at.N_RUN]
            record = wi[at.I_RUN] + run * at.U_WIDTH
            station = wi[record + at.U_STATION] if wi[record + at.U_KIND] == at.WORK else -1
            calendar = common_calendar(si, station, number)
            moment = opening(si, sf, calendar, now)
            if calendar == NEVER:
                moment = math.inf
            elif moment <= now:
                if not fitted or not overruns(si, sf, wi, wf, number, run):
                    break
                mine = si[si[at.I_POOL] + number * at.P_WIDTH + at.P_CALENDAR]
                moment = opening(si, sf, calendar, end_of_shift(si, sf, mine, now))
            earliest = min(earliest, moment)
            node = wi[spot + at.N_NEXT]
        if node < 0:
            if earliest < math.inf:
                look_again(wi, wf, si[at.SI_STATIONS] + number, POOL, number, earliest)
            return
        run = wi[nodes + node * at.N_WIDTH + at.N_RUN]
        unask(wi, run)
        record = wi[at.I_RUN] + run * at.U_WIDTH
        person = take_person(si, wi, number)
        wi[record + at.U_PERSON] = person
        wi[record + at.U_POOL] = number
        stage = wi[record + at.U_STAGE]
        if stage == at.TO_SET:
            begin_setting(si, sf, wi, wf, run)
            continue
        if stage == at.ASKING or wi[record + at.U_WHO] < 0:
            wi[record + at.U_WHO] = numbered(si, number, person)
            wi[record + at.U_WHO_POOL] = number
        if wi[record + at.U_KIND] == at.RIDES:
            begin_trip(si, sf, wi, wf, run)
        elif wi[record + at.U_KIND] != at.WORK:
            begin_repair(si, sf, wi, wf, run)
        elif stage == at.TO_UNLOAD:
            begin_unloading(si, sf, wi, wf, run)
        else:
            begin_apart(si, sf, wi, wf, table, run)
