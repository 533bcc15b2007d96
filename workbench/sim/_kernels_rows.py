"""Rows of the event log, written by the compiled engine column by column as in ``log.COLUMNS``.

When the room for rows is used up the kernels go on counting them: whoever plays finds out how
much room the replication needs, and plays it again.
"""

from __future__ import annotations

from workbench._jit import hot, inner
from workbench.sim._kernels_layout import (
    F_JOB,
    F_NODE,
    F_RUN,
    F_STATION,
    F_TALLY,
    I_JOB_SOURCE,
    I_NODE,
    I_OPERATION,
    I_POOL,
    I_RUN,
    I_SOURCE,
    JF_ADMITTED,
    JF_ARRIVED,
    JF_DONE,
    JF_DUE,
    JF_WIDTH,
    N_JOB,
    N_OPERATION,
    N_WIDTH,
    NF_JOINED,
    NF_WIDTH,
    O_FAMILY,
    O_LOT,
    O_POOL,
    O_STATION,
    O_WIDTH,
    P_FIRST,
    P_WIDTH,
    R_FIRST,
    R_PRODUCT,
    R_WIDTH,
    ROW_FLOATS,
    ROW_INTEGERS,
    SF_POWER,
    SF_WIDTH,
    SI_POOLS,
    SI_STATIONS,
    T_BEGIN,
    T_DONE,
    T_END,
    T_ENERGY,
    T_HEAD,
    T_LAST,
    T_LEAD,
    T_MOVES,
    T_ON_TIME,
    T_RELEASED,
    T_REMADE,
    T_ROWS,
    T_SCRAPPED,
    T_TARDY,
    T_WALKED,
    TQ_ATTENDED,
    TQ_EXECUTIONS,
    TQ_WIDTH,
    TS_BUSY,
    TS_CHANGES,
    TS_CHANGING,
    TS_ENERGY,
    TS_EXECUTIONS,
    TS_REDONE,
    TS_SCRAPPED,
    TS_WAITED,
    TS_WIDTH,
    U_BATCH,
    U_HEAD,
    U_MACHINE,
    U_ORIGIN,
    U_PERSON,
    U_STATION,
    U_WIDTH,
    UF_ATTENDED,
    UF_CHANGE,
    UF_END,
    UF_GRANTED,
    UF_START,
    UF_WIDTH,
    UF_WORK,
    W_FIRST_ROW,
    W_MOST_ROWS,
    W_REPLICATION,
    W_ROWS,
    W_TALLYING,
    WF_NOW,
)

# Kinds of rows and outcomes; the same numbers as in ``log``.
RELEASE, OPERATION, CHANGEOVER, MOVE, FINISHED, SCRAP = range(6)
GOOD, REDO, SCRAPPED, WASTED, REMADE = range(5)


@inner
def begin_row(si, wi, wf, ri, rf, kind, outcome, job):
    """Start a row about a job; return its number, -1 if there is no room."""
    row = wi[W_ROWS]
    wi[W_ROWS] = row + 1
    if row >= wi[W_MOST_ROWS]:
        return -1
    row += wi[W_FIRST_ROW]
    ints = row * ROW_INTEGERS
    floats = row * ROW_FLOATS
    number = si[si[I_JOB_SOURCE] + job]
    source = si[I_SOURCE] + number * R_WIDTH
    ri[ints + 0] = kind
    ri[ints + 1] = outcome
    ri[ints + 2] = wi[W_REPLICATION]
    ri[ints + 3] = job
    ri[ints + 4] = number
    ri[ints + 5] = job - si[source + R_FIRST]
    ri[ints + 6] = si[source + R_PRODUCT]
    for column in range(7, 16):
        ri[ints + column] = -1
    ri[ints + 12] = 0
    rf[floats + 0] = wf[WF_NOW]
    rf[floats + 3] = wf[WF_NOW]
    rf[floats + 4] = wf[wi[F_JOB] + job * JF_WIDTH + JF_DUE]
    rf[floats + 5] = 1.0
    rf[floats + 6] = 0.0
    rf[floats + 7] = 0.0
    rf[floats + 8] = 0.0
    return row


# --------------------------------------------------------------------------- figures added up
@inner
def tally_job(si, wi, wf, kind, outcome, job):
    """Count that a job enters, is done or is lost."""
    tally = wi[F_TALLY]
    record = wi[F_JOB] + job * JF_WIDTH
    now = wf[WF_NOW]
    wf[tally + T_ROWS] += 1.0
    if kind == RELEASE:
        wf[tally + T_BEGIN] = min(wf[tally + T_BEGIN], wf[record + JF_ARRIVED])
        if outcome == REMADE:
            wf[tally + T_REMADE] += 1.0
        else:
            wf[tally + T_RELEASED] += 1.0
    elif kind == FINISHED:
        wf[record + JF_DONE] = now
        late = now - wf[record + JF_DUE]
        wf[tally + T_DONE] += 1.0
        wf[tally + T_END] = now
        wf[tally + T_LAST] = now
        wf[tally + T_LEAD] += now - wf[record + JF_ARRIVED]
        if late <= 0.0:
            wf[tally + T_ON_TIME] += 1.0
        else:
            wf[tally + T_TARDY] += late
    else:
        wf[tally + T_SCRAPPED] += 1.0


@inner
def tally_work(si, wi, wf, run, operation, pool, enqueued, work, attended, energy, outcome):
    """Add the work of a member of a run to its station and its person's pool.

    ``pool`` is -1 if nobody attends, ``outcome`` -1 for a changeover.
    """
    tally = wi[F_TALLY]
    station = wi[wi[I_RUN] + run * U_WIDTH + U_STATION]
    wf[tally + T_ROWS] += 1.0
    wf[tally + T_ENERGY] += energy
    if station >= 0:
        at = tally + T_HEAD + station * TS_WIDTH
        wf[at + TS_BUSY] += work
        wf[at + TS_ENERGY] += energy
        if outcome < 0:
            wf[at + TS_CHANGING] += work
            wf[at + TS_CHANGES] += 1.0
        else:
            wf[at + TS_EXECUTIONS] += 1.0
            wf[at + TS_WAITED] += wf[wi[F_RUN] + run * UF_WIDTH + UF_START] - enqueued
            if outcome == SCRAPPED:
                wf[at + TS_SCRAPPED] += 1.0
            elif outcome == REDO:
                wf[at + TS_REDONE] += 1.0
    pools = tally + T_HEAD + si[SI_STATIONS] * TS_WIDTH
    if pool >= 0:
        at = pools + pool * TQ_WIDTH
        wf[at + TQ_ATTENDED] += attended
        if outcome >= 0:
            wf[at + TQ_EXECUTIONS] += 1.0
    if outcome >= 0:
        wf[pools + si[SI_POOLS] * TQ_WIDTH + operation] += 1.0
        wf[tally + T_END] = wf[WF_NOW]


# --------------------------------------------------------------------------------------- rows
@hot
def job_row(si, wi, wf, ri, rf, kind, outcome, job):
    """Write that a job as a whole enters, is done or is lost."""
    if wi[W_TALLYING] != 0:
        tally_job(si, wi, wf, kind, outcome, job)
    row = begin_row(si, wi, wf, ri, rf, kind, outcome, job)
    if row >= 0:
        record = wi[F_JOB] + job * JF_WIDTH
        rf[row * ROW_FLOATS + 1] = wf[record + JF_ARRIVED]
        rf[row * ROW_FLOATS + 2] = wf[WF_NOW] if kind == RELEASE else wf[record + JF_ADMITTED]


@hot
def person_of(si, wi, run):
    """Return the number in the event log of the person of a run."""
    record = wi[I_RUN] + run * U_WIDTH
    person = wi[record + U_PERSON]
    if person < 0:
        return -1
    operation = wi[wi[I_NODE] + wi[record + U_HEAD] * N_WIDTH + N_OPERATION]
    pool = si[si[I_OPERATION] + operation * O_WIDTH + O_POOL]
    return si[si[I_POOL] + pool * P_WIDTH + P_FIRST] + person


@hot
def operation_row(si, sf, wi, wf, ri, rf, run, node, outcome, size, share, energy, person, pool):
    """Write that a member of a run has ended."""
    link = wi[I_NODE] + node * N_WIDTH
    operation = wi[link + N_OPERATION]
    moments = wi[F_RUN] + run * UF_WIDTH
    enqueued = wf[wi[F_NODE] + node * NF_WIDTH + NF_JOINED]
    work = wf[moments + UF_WORK] * share
    attended = wf[moments + UF_ATTENDED] * share
    if wi[W_TALLYING] != 0:
        tally_work(si, wi, wf, run, operation, pool, enqueued, work, attended, energy, outcome)
    row = begin_row(si, wi, wf, ri, rf, OPERATION, outcome, wi[link + N_JOB])
    if row < 0:
        return
    at = si[I_OPERATION] + operation * O_WIDTH
    record = wi[I_RUN] + run * U_WIDTH
    ri[row * ROW_INTEGERS + 7] = si[at + O_LOT]
    ri[row * ROW_INTEGERS + 8] = wi[record + U_BATCH]
    ri[row * ROW_INTEGERS + 9] = operation
    ri[row * ROW_INTEGERS + 10] = wi[record + U_STATION]
    ri[row * ROW_INTEGERS + 11] = wi[record + U_MACHINE]
    ri[row * ROW_INTEGERS + 13] = person
    ri[row * ROW_INTEGERS + 14] = si[at + O_FAMILY]
    rf[row * ROW_FLOATS + 0] = wf[moments + UF_END]
    rf[row * ROW_FLOATS + 1] = enqueued
    rf[row * ROW_FLOATS + 2] = wf[moments + UF_START]
    rf[row * ROW_FLOATS + 3] = wf[moments + UF_END]
    rf[row * ROW_FLOATS + 5] = size
    rf[row * ROW_FLOATS + 6] = work
    rf[row * ROW_FLOATS + 7] = attended
    rf[row * ROW_FLOATS + 8] = energy


@inner
def changeover_row(si, sf, wi, wf, ri, rf, run):
    """Write that the changeover of a run is complete."""
    record = wi[I_RUN] + run * U_WIDTH
    node = wi[record + U_HEAD]
    link = wi[I_NODE] + node * N_WIDTH
    operation = wi[link + N_OPERATION]
    moments = wi[F_RUN] + run * UF_WIDTH
    person = person_of(si, wi, run)
    change = wf[moments + UF_CHANGE]
    station = wi[record + U_STATION]
    energy = change * sf[si[F_STATION] + station * SF_WIDTH + SF_POWER]
    if wi[W_TALLYING] != 0:
        pool = si[si[I_OPERATION] + operation * O_WIDTH + O_POOL] if person >= 0 else -1
        tally_work(si, wi, wf, run, operation, pool, 0.0, change, change, energy, -1)
    row = begin_row(si, wi, wf, ri, rf, CHANGEOVER, GOOD, wi[link + N_JOB])
    if row < 0:
        return
    at = si[I_OPERATION] + operation * O_WIDTH
    ri[row * ROW_INTEGERS + 7] = si[at + O_LOT]
    ri[row * ROW_INTEGERS + 8] = wi[record + U_BATCH]
    ri[row * ROW_INTEGERS + 9] = operation
    ri[row * ROW_INTEGERS + 10] = station
    ri[row * ROW_INTEGERS + 11] = wi[record + U_MACHINE]
    ri[row * ROW_INTEGERS + 13] = person
    ri[row * ROW_INTEGERS + 14] = si[at + O_FAMILY]
    ri[row * ROW_INTEGERS + 15] = wi[record + U_ORIGIN]
    rf[row * ROW_FLOATS + 1] = wf[wi[F_NODE] + node * NF_WIDTH + NF_JOINED]
    rf[row * ROW_FLOATS + 2] = wf[moments + UF_GRANTED]
    rf[row * ROW_FLOATS + 6] = change
    rf[row * ROW_FLOATS + 7] = change if person >= 0 else 0.0
    rf[row * ROW_FLOATS + 8] = energy


@inner
def move_row(si, wi, wf, ri, rf, job, behind, ahead, start):
    """Write that a job has arrived after a walk."""
    if wi[W_TALLYING] != 0:
        wf[wi[F_TALLY] + T_ROWS] += 1.0
        wf[wi[F_TALLY] + T_MOVES] += 1.0
        wf[wi[F_TALLY] + T_WALKED] += wf[WF_NOW] - start
    row = begin_row(si, wi, wf, ri, rf, MOVE, GOOD, job)
    if row < 0:
        return
    table = si[I_OPERATION]
    ri[row * ROW_INTEGERS + 7] = si[table + behind * O_WIDTH + O_LOT]
    ri[row * ROW_INTEGERS + 9] = ahead
    ri[row * ROW_INTEGERS + 10] = si[table + ahead * O_WIDTH + O_STATION]
    ri[row * ROW_INTEGERS + 15] = si[table + behind * O_WIDTH + O_STATION]
    rf[row * ROW_FLOATS + 1] = start
    rf[row * ROW_FLOATS + 2] = start
