"""Jobs in the compiled engine: the gate, the way from operation to operation, losses, the end."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim._kernels_heap import CARRIED, RELEASED, STATION, enter
from workbench.sim._kernels_layout import (
    D_REMAKE,
    D_ROOT,
    D_ROOTS,
    D_WIDTH,
    F_JOB,
    F_MOMENT,
    F_MOVE,
    F_OPERATION,
    F_RUN,
    F_SOURCE,
    F_STATION,
    F_WALK,
    I_JOB,
    I_JOB_SOURCE,
    I_MISSING,
    I_MOVE,
    I_NODE,
    I_OPERATION,
    I_ORDER,
    I_PLACE,
    I_PRODUCT,
    I_RUN,
    I_SOURCE,
    I_STATION,
    I_VISITS,
    J_ACTIVE,
    J_LOST,
    J_NEXT,
    J_STATE,
    J_WIDTH,
    JF_ADMITTED,
    JF_ARRIVED,
    JF_DUE,
    JF_WIDTH,
    L_HEAD,
    L_WIDTH,
    N_JOB,
    N_NEXT,
    N_OPERATION,
    N_WIDTH,
    O_AFTER,
    O_AFTERS,
    O_JOIN,
    O_JOINS,
    O_PER_BATCH,
    O_POOL,
    O_REPEATS,
    O_STATION,
    O_STEP,
    O_VISIT,
    O_WIDTH,
    OF_BAD,
    OF_ENERGY,
    OF_SCRAP,
    OF_SIZE,
    OF_WIDTH,
    OUTSIDE,
    PRESENT,
    R_PRODUCT,
    R_WIDTH,
    RF_DUE,
    RF_WIDTH,
    S_BATCH,
    S_RULE,
    S_WIDTH,
    SF_POWER,
    SF_WAIT,
    SF_WIDTH,
    SI_JOIN_COUNT,
    SI_STATIONS,
    SI_VISIT_COUNT,
    SI_WIP,
    U_GONE,
    U_HEAD,
    U_MACHINE,
    U_MEMBERS,
    U_PERSON,
    U_STATION,
    U_WIDTH,
    UF_WIDTH,
    UF_WORK,
    V_AHEAD,
    V_BEHIND,
    V_IDENTITY,
    V_JOB,
    V_NEXT,
    V_WIDTH,
    W_GATE_HEAD,
    W_GATE_TAIL,
    W_INSIDE,
    W_MOST_MOVES,
    W_MOVE_FREE,
    W_MOVE_TOP,
    W_NEXT_MOVE,
    W_NEXT_RELEASE,
    W_RELEASES,
    W_YIELD,
    WAITING,
    WF_NOW,
)
from workbench.sim._kernels_places import free_machine, free_person, station_may_decide
from workbench.sim._kernels_queues import drop_node, join, leave, new_node
from workbench.sim._kernels_rows import (
    FINISHED,
    GOOD,
    REDO,
    RELEASE,
    REMADE,
    SCRAP,
    SCRAPPED,
    WASTED,
    job_row,
    move_row,
    operation_row,
    person_of,
)
from workbench.sim._kernels_runs import (
    add_member,
    addressed,
    drop_run,
    entity_of,
    grant,
    key_of,
    new_run,
)


# ------------------------------------------------------------------------- into the factory
@hot
def enqueue(si, sf, wi, wf, table, job, operation):
    """Let a job ask for an operation whose predecessors are all there."""
    now = wf[WF_NOW]
    number = si[si[I_OPERATION] + operation * O_WIDTH + O_STATION]
    if number < 0:
        run = new_run(wi, wf, -1, -1, 0.0)
        add_member(wi, run, new_node(wi, wf, job, operation, 0.0, now))
        grant(si, sf, wi, wf, table, run)
        return
    station = si[I_STATION] + number * S_WIDTH
    key = key_of(si, sf, wi, wf, si[station + S_RULE], job, operation)
    join(wi, wf, wi[I_PLACE] + number * L_WIDTH, new_node(wi, wf, job, operation, key, now))
    if si[station + S_BATCH] != 0:
        wait = sf[si[F_STATION] + number * SF_WIDTH + SF_WAIT]
        if wait < math.inf:
            enter(wi, wf, now + wait, STATION, number)
    station_may_decide(si, wi, number)


@inner
def enter_factory(si, sf, wi, wf, table, ri, rf, job, outcome):
    """Let a job in, or begin it again: it asks for its first operations."""
    number = si[si[I_JOB_SOURCE] + job]
    if outcome != REMADE:
        wi[wi[I_JOB] + job * J_WIDTH + J_STATE] = PRESENT
        wf[wi[F_JOB] + job * JF_WIDTH + JF_ADMITTED] = wf[WF_NOW]
    job_row(si, wi, wf, ri, rf, RELEASE, outcome, job)
    product = si[I_PRODUCT] + si[si[I_SOURCE] + number * R_WIDTH + R_PRODUCT] * D_WIDTH
    roots = si[product + D_ROOTS]
    wi[wi[I_JOB] + job * J_WIDTH + J_ACTIVE] = roots
    first = si[product + D_ROOT]
    for i in range(roots):
        enqueue(si, sf, wi, wf, table, job, si[first + i])


@hot
def released(si, sf, wi, wf, table, ri, rf):
    """Let all jobs of this moment come to the gate, and enter the next release."""
    now = wf[WF_NOW]
    moments = wi[F_MOMENT]
    count = wi[W_RELEASES]
    limit = si[SI_WIP]
    i = wi[W_NEXT_RELEASE]
    while i < count and wf[moments + i] == now:
        job = wi[wi[I_ORDER] + i]
        i += 1
        record = wi[F_JOB] + job * JF_WIDTH
        source = si[si[I_JOB_SOURCE] + job]
        wf[record + JF_DUE] = now + sf[si[F_SOURCE] + source * RF_WIDTH + RF_DUE]
        wf[record + JF_ARRIVED] = now
        wf[record + JF_ADMITTED] = math.nan
        state = wi[I_JOB] + job * J_WIDTH
        if limit > 0 and wi[W_INSIDE] >= limit:
            wi[state + J_STATE] = WAITING
            wi[state + J_NEXT] = -1
            tail = wi[W_GATE_TAIL]
            if tail >= 0:
                wi[wi[I_JOB] + tail * J_WIDTH + J_NEXT] = job
            else:
                wi[W_GATE_HEAD] = job
            wi[W_GATE_TAIL] = job
        else:
            wi[W_INSIDE] += 1
            enter_factory(si, sf, wi, wf, table, ri, rf, job, GOOD)
    wi[W_NEXT_RELEASE] = i
    if i < count:
        enter(wi, wf, wf[moments + i], RELEASED, 0)


@hot
def leave_factory(si, sf, wi, wf, table, ri, rf, job):
    """Let a job go whose last part has come to rest: complete, lost, or to be made again."""
    state = wi[I_JOB] + job * J_WIDTH
    if wi[state + J_LOST] != 0:
        joins = si[SI_JOIN_COUNT]
        first = wi[I_MISSING] + job * joins
        for i in range(joins):
            wi[first + i] = 0
        wi[state + J_LOST] = 0
        job_row(si, wi, wf, ri, rf, SCRAP, SCRAPPED, job)
        source = si[I_SOURCE] + si[si[I_JOB_SOURCE] + job] * R_WIDTH
        if si[si[I_PRODUCT] + si[source + R_PRODUCT] * D_WIDTH + D_REMAKE] != 0:
            enter_factory(si, sf, wi, wf, table, ri, rf, job, REMADE)
            return
    else:
        job_row(si, wi, wf, ri, rf, FINISHED, GOOD, job)
    wi[W_INSIDE] -= 1
    wi[state + J_STATE] = OUTSIDE
    following = wi[W_GATE_HEAD]
    if following >= 0:
        after = wi[wi[I_JOB] + following * J_WIDTH + J_NEXT]
        wi[W_GATE_HEAD] = after
        if after < 0:
            wi[W_GATE_TAIL] = -1
        wi[W_INSIDE] += 1
        enter_factory(si, sf, wi, wf, table, ri, rf, following, GOOD)


# ------------------------------------------------------------------ from operation to operation
@inner
def reach(si, sf, wi, wf, table, job, operation):
    """One predecessor's part is there; the last one lets the operation ask for its station."""
    state = wi[I_JOB] + job * J_WIDTH
    if wi[state + J_LOST] != 0:
        wi[state + J_ACTIVE] -= 1
        return
    at = si[I_OPERATION] + operation * O_WIDTH
    needed = si[at + O_JOINS]
    if needed > 1:
        place = wi[I_MISSING] + job * si[SI_JOIN_COUNT] + si[at + O_JOIN]
        left = (wi[place] if wi[place] > 0 else needed) - 1
        wi[place] = left
        if left > 0:
            wi[state + J_ACTIVE] -= 1
            return
    enqueue(si, sf, wi, wf, table, job, operation)


@inner
def set_off(wi, wf, job, behind, ahead, minutes):
    """Begin a walk."""
    move = wi[W_MOVE_FREE]
    if move >= 0:
        wi[W_MOVE_FREE] = wi[wi[I_MOVE] + move * V_WIDTH + V_NEXT]
    else:
        move = wi[W_MOVE_TOP]
        if move >= wi[W_MOST_MOVES]:
            raise MemoryError
        wi[W_MOVE_TOP] = move + 1
    record = wi[I_MOVE] + move * V_WIDTH
    wi[record + V_IDENTITY] = wi[W_NEXT_MOVE]
    wi[W_NEXT_MOVE] += 1
    wi[record + V_JOB] = job
    wi[record + V_BEHIND] = behind
    wi[record + V_AHEAD] = ahead
    wf[wi[F_MOVE] + move] = wf[WF_NOW]
    enter(wi, wf, wf[WF_NOW] + minutes, CARRIED, move)


@inner
def carried(si, sf, wi, wf, table, ri, rf, move):
    """Let a job arrive where its next operation is done."""
    record = wi[I_MOVE] + move * V_WIDTH
    job = wi[record + V_JOB]
    ahead = wi[record + V_AHEAD]
    wi[record + V_IDENTITY] = -1
    wi[record + V_NEXT] = wi[W_MOVE_FREE]
    wi[W_MOVE_FREE] = move
    move_row(si, wi, wf, ri, rf, job, wi[record + V_BEHIND], ahead, wf[wi[F_MOVE] + move])
    reach(si, sf, wi, wf, table, job, ahead)
    if wi[wi[I_JOB] + job * J_WIDTH + J_ACTIVE] == 0:
        leave_factory(si, sf, wi, wf, table, ri, rf, job)


@inner
def withdraw(si, wi, job):
    """Take the other lots of a lost job out of the queues; what runs or moves comes to rest."""
    state = wi[I_JOB] + job * J_WIDTH
    if wi[state + J_ACTIVE] == 0:
        return
    nodes = wi[I_NODE]
    for number in range(si[SI_STATIONS]):
        place = wi[I_PLACE] + number * L_WIDTH
        node = wi[place + L_HEAD]
        while node >= 0:
            following = wi[nodes + node * N_WIDTH + N_NEXT]
            if wi[nodes + node * N_WIDTH + N_JOB] == job:
                leave(wi, place, node)
                drop_node(wi, node)
                wi[state + J_ACTIVE] -= 1
            node = following


@hot
def judged(si, sf, wi, job, operation):
    """Return the outcome of an operation that a job has completed, and count the visit."""
    at = si[I_OPERATION] + operation * O_WIDTH
    if si[at + O_REPEATS] == 0:
        return GOOD
    place = wi[I_VISITS] + job * si[SI_VISIT_COUNT] + si[at + O_VISIT]
    visit = wi[place]
    wi[place] = visit + 1
    if wi[wi[I_JOB] + job * J_WIDTH + J_LOST] != 0:
        return WASTED
    chances = si[F_OPERATION] + operation * OF_WIDTH
    bad = sf[chances + OF_BAD]
    if bad <= 0.0:
        return GOOD
    u = addressed(wi[W_YIELD], entity_of(si, job), si[at + O_STEP] + visit)
    if u < sf[chances + OF_SCRAP]:
        return SCRAPPED
    return REDO if u < bad else GOOD


@hot
def send_on(si, sf, wi, wf, table, ri, rf, job, operation, outcome):
    """Send a job from an operation to the next ones, back to it, or out."""
    state = wi[I_JOB] + job * J_WIDTH
    if outcome == GOOD:
        at = si[I_OPERATION] + operation * O_WIDTH
        count = si[at + O_AFTERS]
        wi[state + J_ACTIVE] += count - 1
        here = si[at + O_STATION]
        for i in range(count):
            successor = si[si[at + O_AFTER] + i]
            there = si[si[I_OPERATION] + successor * O_WIDTH + O_STATION]
            minutes = 0.0
            if here >= 0 and there >= 0:
                minutes = sf[si[F_WALK] + here * si[SI_STATIONS] + there]
            if minutes > 0.0:
                set_off(wi, wf, job, operation, successor, minutes)
            else:
                reach(si, sf, wi, wf, table, job, successor)
    elif outcome == REDO:
        enqueue(si, sf, wi, wf, table, job, operation)
    else:
        wi[state + J_ACTIVE] -= 1
        if outcome == SCRAPPED:
            wi[state + J_LOST] = 1
            withdraw(si, wi, job)
    if wi[state + J_ACTIVE] == 0:
        leave_factory(si, sf, wi, wf, table, ri, rf, job)


@hot
def ended(si, sf, wi, wf, table, ri, rf, run):
    """Complete a run: judge each member, send it on, then free person and machine."""
    nodes = wi[I_NODE]
    record = wi[I_RUN] + run * U_WIDTH
    head = wi[record + U_HEAD]
    members = wi[record + U_MEMBERS]
    number = wi[record + U_STATION]
    first = wi[nodes + head * N_WIDTH + N_OPERATION]
    per_batch = si[si[I_OPERATION] + first * O_WIDTH + O_PER_BATCH] != 0
    person = person_of(si, wi, run)
    pool = si[si[I_OPERATION] + first * O_WIDTH + O_POOL] if person >= 0 else -1
    energy = 0.0
    if number >= 0:
        power = sf[si[F_STATION] + number * SF_WIDTH + SF_POWER]
        energy = wf[wi[F_RUN] + run * UF_WIDTH + UF_WORK] * power
    if per_batch:
        energy += sf[si[F_OPERATION] + first * OF_WIDTH + OF_ENERGY]
    total = 0.0
    if members > 1:
        node = head
        while node >= 0:
            operation = wi[nodes + node * N_WIDTH + N_OPERATION]
            total += sf[si[F_OPERATION] + operation * OF_WIDTH + OF_SIZE]
            node = wi[nodes + node * N_WIDTH + N_NEXT]
    node = head
    while node >= 0:
        following = wi[nodes + node * N_WIDTH + N_NEXT]
        job = wi[nodes + node * N_WIDTH + N_JOB]
        operation = wi[nodes + node * N_WIDTH + N_OPERATION]
        facts = si[F_OPERATION] + operation * OF_WIDTH
        size = sf[facts + OF_SIZE]
        share = 1.0
        if members > 1:
            share = size / total if total > 0.0 else 1.0 / members
        own = 0.0 if per_batch else sf[facts + OF_ENERGY]
        outcome = judged(si, sf, wi, job, operation)
        operation_row(
            si,
            sf,
            wi,
            wf,
            ri,
            rf,
            run,
            node,
            outcome,
            size,
            share,
            energy * share + own,
            person,
            pool,
        )
        drop_node(wi, node)
        send_on(si, sf, wi, wf, table, ri, rf, job, operation, outcome)
        node = following
    if wi[record + U_PERSON] >= 0 and wi[record + U_GONE] == 0:
        free_person(si, wi, pool, wi[record + U_PERSON])
    machine = wi[record + U_MACHINE]
    drop_run(wi, run)
    if number >= 0:
        free_machine(si, wi, number, machine)
