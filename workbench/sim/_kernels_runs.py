"""Runs of the compiled engine: their records, their minutes and their calendars."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_shifts import learnt
from workbench.streams import _mixed, draw


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


@hot
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
