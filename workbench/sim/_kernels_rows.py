"""Rows of the event log, written by the compiled engine column by column as in ``log.COLUMNS``.

When the room for rows is used up the kernels go on counting them: whoever plays finds out how
much room the replication needs, and plays it again.
"""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at

# Kinds of rows and outcomes; the same numbers as in ``log``.
RELEASE, OPERATION, CHANGEOVER, MOVE, FINISHED, SCRAP = range(6)
DOWN, UNLOAD, BLOCKED, TRIP, DELIVERY, ISSUE, ROUTE, LANE = range(6, 14)
GOOD, REDO, SCRAPPED, WASTED, REMADE, INTERRUPTED, REJECTED, FAILED, PLANNED = range(9)


@hot
def begin_row(si, wi, wf, ri, rf, kind, outcome, job):
    """Start a row about a job; return its number, -1 if there is no room."""
    row = wi[at.W_ROWS]
    wi[at.W_ROWS] = row + 1
    if row >= wi[at.W_MOST_ROWS]:
        return -1
    return fill_row(si, wi, wf, ri, rf, row + wi[at.W_FIRST_ROW], kind, outcome, job)


@inner
def fill_row(si, wi, wf, ri, rf, row, kind, outcome, job):
    """Write what all rows about a job (-1: none) have in common."""
    ints = row * at.ROW_INTEGERS
    floats = row * at.ROW_FLOATS
    ri[ints + 0] = kind
    ri[ints + 1] = outcome
    ri[ints + 2] = wi[at.W_REPLICATION]
    ri[ints + 3] = job
    for column in range(4, 16):
        ri[ints + column] = -1
    due = math.inf
    node = 0
    if job >= 0:
        number = si[si[at.I_JOB_SOURCE] + job]
        state = wi[at.I_JOB] + job * at.J_WIDTH
        ri[ints + 4] = number
        ri[ints + 5] = job - si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_FIRST]
        ri[ints + 6] = wi[state + at.J_PRODUCT]
        node = max(wi[state + at.J_NODE], 0)
        due = wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_DUE]
    ri[ints + 12] = node
    now = wf[at.WF_NOW]
    rf[floats + 0] = now
    rf[floats + 1] = now
    rf[floats + 2] = now
    rf[floats + 3] = now
    rf[floats + 4] = due
    rf[floats + 5] = 1.0
    rf[floats + 6] = 0.0
    rf[floats + 7] = 0.0
    rf[floats + 8] = 0.0
    return row


@inner
def row_of_run(si, wi, wf, ri, rf, kind, outcome, run, node):
    """Start a row about a member of a run at a station; return its number, -1 without room."""
    link = wi[at.I_NODE] + node * at.N_WIDTH
    row = begin_row(si, wi, wf, ri, rf, kind, outcome, wi[link + at.N_JOB])
    if row < 0:
        return row
    operation = wi[link + at.N_OPERATION]
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    record = wi[at.I_RUN] + run * at.U_WIDTH
    station = wi[record + at.U_STATION]
    ints = row * at.ROW_INTEGERS
    ri[ints + 7] = si[spot + at.O_LOT]
    ri[ints + 8] = wi[record + at.U_BATCH]
    ri[ints + 9] = operation
    ri[ints + 10] = station
    ri[ints + 11] = wi[record + at.U_MACHINE]
    if station >= 0:
        ri[ints + 12] = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_NODE]
    ri[ints + 14] = si[spot + at.O_FAMILY]
    rf[row * at.ROW_FLOATS + 1] = wf[wi[at.F_NODE] + node * at.NF_WIDTH + at.NF_JOINED]
    return row


# --------------------------------------------------------------------------- figures added up
@inner
def tally_job(si, wi, wf, kind, outcome, job):
    """Count that a job enters, is done or is lost."""
    tally = wi[at.F_TALLY]
    record = wi[at.F_JOB] + job * at.JF_WIDTH
    now = wf[at.WF_NOW]
    wf[tally + at.T_ROWS] += 1.0
    if kind == RELEASE:
        wf[tally + at.T_BEGIN] = min(wf[tally + at.T_BEGIN], wf[record + at.JF_ARRIVED])
        if outcome == REMADE:
            wf[tally + at.T_REMADE] += 1.0
        else:
            wf[tally + at.T_RELEASED] += 1.0
    elif kind == FINISHED:
        wf[record + at.JF_DONE] = now
        late = now - wf[record + at.JF_DUE]
        wf[tally + at.T_DONE] += 1.0
        wf[tally + at.T_END] = now
        wf[tally + at.T_LAST] = now
        wf[tally + at.T_LEAD] += now - wf[record + at.JF_ARRIVED]
        if late <= 0.0:
            wf[tally + at.T_ON_TIME] += 1.0
        else:
            wf[tally + at.T_TARDY] += late
    else:
        wf[tally + at.T_SCRAPPED] += 1.0
        if outcome == REJECTED:
            wf[tally + at.T_REJECTED] += 1.0


@hot
def tally_work(si, wi, wf, run, operation, pool, enqueued, work, attended, energy, outcome):
    """Add the work of a member of a run to its station and its person's pool.

    ``pool`` is -1 if nobody attends, ``outcome`` -1 for a changeover.
    """
    tally = wi[at.F_TALLY]
    station = wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_STATION]
    counts = outcome >= 0 and outcome != INTERRUPTED
    wf[tally + at.T_ROWS] += 1.0
    wf[tally + at.T_ENERGY] += energy
    if station >= 0:
        spot = tally + at.T_HEAD + station * at.TS_WIDTH
        wf[spot + at.TS_BUSY] += work
        wf[spot + at.TS_ENERGY] += energy
        if outcome < 0:
            wf[spot + at.TS_CHANGING] += work
            wf[spot + at.TS_CHANGES] += 1.0
        elif counts:
            wf[spot + at.TS_EXECUTIONS] += 1.0
            wf[spot + at.TS_WAITED] += wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_START] - enqueued
            if outcome == SCRAPPED:
                wf[spot + at.TS_SCRAPPED] += 1.0
            elif outcome == REDO:
                wf[spot + at.TS_REDONE] += 1.0
    pools = tally + at.T_HEAD + si[at.SI_STATIONS] * at.TS_WIDTH
    if pool >= 0:
        spot = pools + pool * at.TQ_WIDTH
        wf[spot + at.TQ_ATTENDED] += attended
        if counts:
            wf[spot + at.TQ_EXECUTIONS] += 1.0
    if counts:
        wf[pools + si[at.SI_POOLS] * at.TQ_WIDTH + operation] += 1.0
        wf[tally + at.T_END] = wf[at.WF_NOW]


@inner
def tally_other(si, wi, wf, station, figure, minutes, pool, attended):
    """Count a row about no job's work: minutes of a station, and of a person's pool."""
    tally = wi[at.F_TALLY]
    wf[tally + at.T_ROWS] += 1.0
    if station >= 0 and figure >= 0:
        wf[tally + at.T_HEAD + station * at.TS_WIDTH + figure] += minutes
    if pool >= 0:
        pools = tally + at.T_HEAD + si[at.SI_STATIONS] * at.TS_WIDTH
        wf[pools + pool * at.TQ_WIDTH + at.TQ_ATTENDED] += attended


# --------------------------------------------------------------------------------------- rows
@hot
def job_row(si, wi, wf, ri, rf, kind, outcome, job):
    """Write that a job as a whole enters, is done or is lost."""
    if wi[at.W_TALLYING] != 0:
        tally_job(si, wi, wf, kind, outcome, job)
    row = begin_row(si, wi, wf, ri, rf, kind, outcome, job)
    if row >= 0:
        record = wi[at.F_JOB] + job * at.JF_WIDTH
        rf[row * at.ROW_FLOATS + 1] = wf[record + at.JF_ARRIVED]
        rf[row * at.ROW_FLOATS + 2] = (
            wf[at.WF_NOW] if kind == RELEASE else wf[record + at.JF_ADMITTED]
        )


@hot
def numbered(si, pool, person):
    """Return the number in the event log of a person of a pool, -1 of nobody."""
    if person < 0:
        return -1
    return si[si[at.I_POOL] + pool * at.P_WIDTH + at.P_FIRST] + person


@inner
def operation_row(si, wi, wf, ri, rf, run, node, outcome, size, share, energy, work, attended):
    """Write that a member of a run has ended or is interrupted.

    ``energy`` is its own; it takes ``share`` of ``work`` and ``attended``.
    """
    operation = wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_OPERATION]
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    record = wi[at.I_RUN] + run * at.U_WIDTH
    enqueued = wf[wi[at.F_NODE] + node * at.NF_WIDTH + at.NF_JOINED]
    work = work * share
    attended = attended * share
    if wi[at.W_TALLYING] != 0:
        by = wi[record + at.U_WHO_POOL]
        tally_work(si, wi, wf, run, operation, by, enqueued, work, attended, energy, outcome)
    if wi[at.W_ROWS] >= wi[at.W_MOST_ROWS]:
        wi[at.W_ROWS] += 1
        return
    row = row_of_run(si, wi, wf, ri, rf, OPERATION, outcome, run, node)
    if row < 0:
        return
    ri[row * at.ROW_INTEGERS + 13] = wi[record + at.U_WHO]
    rf[row * at.ROW_FLOATS + 2] = wf[moments + at.UF_START]
    rf[row * at.ROW_FLOATS + 5] = size
    rf[row * at.ROW_FLOATS + 6] = work
    rf[row * at.ROW_FLOATS + 7] = attended
    rf[row * at.ROW_FLOATS + 8] = energy


@inner
def changeover_row(si, sf, wi, wf, ri, rf, run, minutes, outcome):
    """Write that the changeover of a run is complete or interrupted."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    node = wi[record + at.U_HEAD]
    pool = wi[record + at.U_POOL]
    person = numbered(si, pool, wi[record + at.U_PERSON])
    station = wi[record + at.U_STATION]
    energy = minutes * sf[si[at.F_STATION] + station * at.SF_WIDTH + at.SF_SETUP_POWER]
    attended = minutes if person >= 0 else 0.0
    if wi[at.W_TALLYING] != 0:
        by = pool if person >= 0 else -1
        tally_work(si, wi, wf, run, 0, by, 0.0, minutes, attended, energy, -1)
    row = row_of_run(si, wi, wf, ri, rf, CHANGEOVER, outcome, run, node)
    if row < 0:
        return
    ri[row * at.ROW_INTEGERS + 13] = person
    ri[row * at.ROW_INTEGERS + 15] = wi[record + at.U_ORIGIN]
    rf[row * at.ROW_FLOATS + 2] = wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_GRANTED]
    rf[row * at.ROW_FLOATS + 6] = minutes
    rf[row * at.ROW_FLOATS + 7] = attended
    rf[row * at.ROW_FLOATS + 8] = energy


@inner
def unload_row(si, wi, wf, ri, rf, run, minutes, outcome):
    """Write that an unloading that asked for somebody is done or interrupted."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    pool = wi[record + at.U_POOL]
    if wi[at.W_TALLYING] != 0:
        tally_other(si, wi, wf, -1, -1, 0.0, pool, minutes)
    row = row_of_run(si, wi, wf, ri, rf, UNLOAD, outcome, run, wi[record + at.U_HEAD])
    if row >= 0:
        ri[row * at.ROW_INTEGERS + 13] = numbered(si, pool, wi[record + at.U_PERSON])
        rf[row * at.ROW_FLOATS + 1] = wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_OVER]
        rf[row * at.ROW_FLOATS + 2] = wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_GRANTED]
        rf[row * at.ROW_FLOATS + 7] = minutes


@inner
def blocked_row(si, wi, wf, ri, rf, run):
    """Write that a machine is rid of what had no room to go to."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    since = wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_SINCE]
    if wi[at.W_TALLYING] != 0:
        minutes = wf[at.WF_NOW] - since
        tally_other(si, wi, wf, wi[record + at.U_STATION], at.TS_BLOCKED, minutes, -1, 0.0)
    row = row_of_run(si, wi, wf, ri, rf, BLOCKED, GOOD, run, wi[record + at.U_HEAD])
    if row >= 0:
        ri[row * at.ROW_INTEGERS + 13] = numbered(
            si, wi[record + at.U_POOL], wi[record + at.U_PERSON]
        )
        rf[row * at.ROW_FLOATS + 1] = since
        rf[row * at.ROW_FLOATS + 2] = since


@inner
def down_row(si, wi, wf, ri, rf, run, outcome, minutes):
    """Write that a repair or maintenance has ended."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    station = wi[record + at.U_STATION]
    pool = wi[record + at.U_POOL]
    person = numbered(si, pool, wi[record + at.U_PERSON])
    attended = minutes if person >= 0 else 0.0
    if wi[at.W_TALLYING] != 0:
        lasted = wf[at.WF_NOW] - wf[moments + at.UF_SINCE]
        by = pool if person >= 0 else -1
        tally_other(si, wi, wf, station, at.TS_DOWN, lasted, by, attended)
    row = begin_row(si, wi, wf, ri, rf, DOWN, outcome, -1)
    if row < 0:
        return
    ri[row * at.ROW_INTEGERS + 10] = station
    ri[row * at.ROW_INTEGERS + 11] = wi[record + at.U_MACHINE]
    ri[row * at.ROW_INTEGERS + 12] = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_NODE]
    ri[row * at.ROW_INTEGERS + 13] = person
    rf[row * at.ROW_FLOATS + 1] = wf[moments + at.UF_SINCE]
    rf[row * at.ROW_FLOATS + 2] = wf[moments + at.UF_START]
    rf[row * at.ROW_FLOATS + 6] = minutes
    rf[row * at.ROW_FLOATS + 7] = attended


@inner
def move_row(si, wi, wf, ri, rf, job, behind, ahead, enqueued, start, cart, person):
    """Write that a job has arrived after a walk or a ride."""
    if wi[at.W_TALLYING] != 0:
        wf[wi[at.F_TALLY] + at.T_ROWS] += 1.0
        wf[wi[at.F_TALLY] + at.T_MOVES] += 1.0
        wf[wi[at.F_TALLY] + at.T_WALKED] += wf[at.WF_NOW] - start
    row = begin_row(si, wi, wf, ri, rf, MOVE, GOOD, job)
    if row < 0:
        return
    table = si[at.I_OPERATION]
    station = si[table + ahead * at.O_WIDTH + at.O_STATION]
    ri[row * at.ROW_INTEGERS + 7] = si[table + behind * at.O_WIDTH + at.O_LOT]
    ri[row * at.ROW_INTEGERS + 9] = ahead
    ri[row * at.ROW_INTEGERS + 10] = station
    ri[row * at.ROW_INTEGERS + 11] = cart
    ri[row * at.ROW_INTEGERS + 12] = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_NODE]
    ri[row * at.ROW_INTEGERS + 13] = person
    ri[row * at.ROW_INTEGERS + 15] = si[table + behind * at.O_WIDTH + at.O_STATION]
    rf[row * at.ROW_FLOATS + 1] = enqueued
    rf[row * at.ROW_FLOATS + 2] = start


@inner
def material_row(si, wi, wf, ri, rf, kind, material, quantity, enqueued, job, operation):
    """Write that material comes, or is taken for an operation of a job."""
    if wi[at.W_TALLYING] != 0:
        wf[wi[at.F_TALLY] + at.T_ROWS] += 1.0
    row = begin_row(si, wi, wf, ri, rf, kind, GOOD, job)
    if row < 0:
        return
    if operation >= 0:
        spot = si[at.I_OPERATION] + operation * at.O_WIDTH
        station = si[spot + at.O_STATION]
        ri[row * at.ROW_INTEGERS + 7] = si[spot + at.O_LOT]
        ri[row * at.ROW_INTEGERS + 9] = operation
        ri[row * at.ROW_INTEGERS + 10] = station
        if station >= 0:
            node = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_NODE]
            ri[row * at.ROW_INTEGERS + 12] = node
    ri[row * at.ROW_INTEGERS + 14] = material
    rf[row * at.ROW_FLOATS + 1] = enqueued
    rf[row * at.ROW_FLOATS + 5] = quantity


@inner
def route_row(si, wi, wf, ri, rf, job):
    """Write that a job comes on the floor of its node."""
    if wi[at.W_TALLYING] != 0:
        wf[wi[at.F_TALLY] + at.T_ROWS] += 1.0
    row = begin_row(si, wi, wf, ri, rf, ROUTE, GOOD, job)
    if row >= 0:
        ri[row * at.ROW_INTEGERS + 15] = wi[wi[at.I_JOB] + job * at.J_WIDTH + at.J_FROM]
        rf[row * at.ROW_FLOATS + 1] = wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ROUTED]


@inner
def lane_row(si, wi, wf, ri, rf, job):
    """Write that a job has come over a lane."""
    if wi[at.W_TALLYING] != 0:
        wf[wi[at.F_TALLY] + at.T_ROWS] += 1.0
    row = begin_row(si, wi, wf, ri, rf, LANE, GOOD, job)
    if row >= 0:
        left = wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_LANE]
        ri[row * at.ROW_INTEGERS + 15] = wi[wi[at.I_JOB] + job * at.J_WIDTH + at.J_FROM]
        rf[row * at.ROW_FLOATS + 1] = left
        rf[row * at.ROW_FLOATS + 2] = left


@inner
def outage_row(si, wi, wf, ri, rf, node):
    """Write that a node is back."""
    if wi[at.W_TALLYING] != 0:
        wf[wi[at.F_TALLY] + at.T_ROWS] += 1.0
    row = begin_row(si, wi, wf, ri, rf, DOWN, FAILED, -1)
    if row >= 0:
        since = wf[wi[at.F_FLOOR] + node]
        ri[row * at.ROW_INTEGERS + 12] = node
        rf[row * at.ROW_FLOATS + 1] = since
        rf[row * at.ROW_FLOATS + 2] = since


@inner
def trip_row(si, wi, wf, ri, rf, run, cart):
    """Write that a cart is free again."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    minutes = wf[moments + at.UF_WORK]
    pool = wi[record + at.U_POOL]
    person = wi[record + at.U_PERSON]
    attended = minutes if person >= 0 else 0.0
    if wi[at.W_TALLYING] != 0:
        tally_other(si, wi, wf, -1, -1, 0.0, pool, attended)
    row = begin_row(si, wi, wf, ri, rf, TRIP, GOOD, -1)
    if row < 0:
        return
    station = wi[record + at.U_TO]
    ri[row * at.ROW_INTEGERS + 10] = station
    ri[row * at.ROW_INTEGERS + 11] = cart
    ri[row * at.ROW_INTEGERS + 12] = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_NODE]
    ri[row * at.ROW_INTEGERS + 13] = numbered(si, pool, person)
    ri[row * at.ROW_INTEGERS + 15] = wi[record + at.U_ORIGIN]
    rf[row * at.ROW_FLOATS + 1] = wf[moments + at.UF_SINCE]
    rf[row * at.ROW_FLOATS + 2] = wf[moments + at.UF_START]
    rf[row * at.ROW_FLOATS + 5] = float(wi[record + at.U_PARTS])
    rf[row * at.ROW_FLOATS + 6] = minutes
    rf[row * at.ROW_FLOATS + 7] = attended
