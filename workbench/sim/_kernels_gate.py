"""Jobs of the compiled engine come into the factory and leave it, and let others in."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_begin import follow
from workbench.sim._kernels_heap import RELEASED, enter
from workbench.sim._kernels_network import (
    choose,
    first_of_backlog,
    floor_of,
    join_backlog,
    may_come_in,
    takes_more,
)
from workbench.sim._kernels_rows import (
    FINISHED,
    GOOD,
    REJECTED,
    RELEASE,
    REMADE,
    SCRAP,
    SCRAPPED,
    job_row,
    route_row,
)
from workbench.sim._kernels_runs import addressed
from workbench.sim._kernels_ways import asks
from workbench.streams import draw

SATURATED = 3


@hot
def start_product(si, sf, wi, wf, table, ri, rf, job):
    """Let a job ask for its first operations, or for those at which it stands half made."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    product = si[at.I_PRODUCT] + wi[state + at.J_PRODUCT] * at.D_WIDTH
    count = si[product + at.D_ROOTS]
    first = si[product + at.D_ROOT]
    exempt = 0
    if si[at.SI_INITIAL] != 0 and wi[state + at.J_REMADE] == 0:
        half = si[at.I_HALF]
        parts = si[half + job + 1] - si[half + job]
        if parts > 0:
            count = parts
            first = si[at.I_HALF_OPERATION] + si[half + job]
            exempt = 1
            joins = si[at.I_HALF_JOINS]
            for i in range(si[joins + job], si[joins + job + 1]):
                spot = si[at.I_HALF_JOIN] + 2 * i
                place = wi[at.I_MISSING] + job * si[at.SI_JOIN_COUNT] + si[spot]
                wi[place] = si[spot + 1]
    wi[state + at.J_ACTIVE] = count
    for i in range(count):
        if wi[state + at.J_LOST] != 0:
            wi[state + at.J_ACTIVE] -= 1
        else:
            asks(si, sf, wi, wf, table, ri, rf, job, si[first + i], exempt)


@inner
def come_on_floor(si, sf, wi, wf, table, ri, rf, job):
    """Let a job come on the floor of its node."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    wi[state + at.J_STATE] = at.PRESENT
    wi[floor_of(wi, wi[state + at.J_NODE]) + at.FL_FLOOR] += 1
    route_row(si, wi, wf, ri, rf, job)
    start_product(si, sf, wi, wf, table, ri, rf, job)
    rest(si, wi, wf, ri, rf, job)


@inner
def route(si, sf, wi, wf, table, ri, rf, job):
    """Let a job that is let in choose its node."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    option = choose(si, sf, wi, job, -1)
    node = si[option]
    comes = wi[floor_of(wi, node) + at.FL_DOWN] == 0 and takes_more(si, wi, node)
    wi[state + at.J_NODE] = node
    wi[state + at.J_PRODUCT] = si[option + 1]
    wi[state + at.J_FROM] = -1
    wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ROUTED] = wf[at.WF_NOW]
    if comes:
        come_on_floor(si, sf, wi, wf, table, ri, rf, job)
    else:
        join_backlog(wi, wf, job, node)


@hot
def enter_factory(si, sf, wi, wf, table, ri, rf, job, outcome):
    """Let a job in, or begin it again."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    if outcome == REMADE:
        wi[state + at.J_REMADE] = 1
    else:
        wi[state + at.J_STATE] = at.PRESENT
        wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ADMITTED] = wf[at.WF_NOW]
    job_row(si, wi, wf, ri, rf, RELEASE, outcome, job)
    if outcome != REMADE and si[at.SI_NODES] > 0:
        source = si[at.I_SOURCE] + si[si[at.I_JOB_SOURCE] + job] * at.R_WIDTH
        if si[source + at.R_OPTIONS] > 0:
            route(si, sf, wi, wf, table, ri, rf, job)
            return
    start_product(si, sf, wi, wf, table, ri, rf, job)
    rest(si, wi, wf, ri, rf, job)


@hot
def due_date(si, sf, wi, table, job, now):
    """Return the due date of a job released now."""
    number = si[si[at.I_JOB_SOURCE] + job]
    source = si[at.I_SOURCE] + number * at.R_WIDTH
    facts = si[at.F_SOURCE] + number * at.RF_WIDTH
    due = now + sf[facts + at.RF_DUE]
    if si[source + at.R_DUE_DRAWN] == 0:
        return due
    code = si[source + at.R_DUE_CODE]
    if code == 0:
        return due + sf[facts + at.RF_DUE_0]
    u = addressed(wi[at.W_DUE], si[source + at.R_KEY], job - si[source + at.R_FIRST])
    return due + draw(
        code,
        sf[facts + at.RF_DUE_0],
        sf[facts + at.RF_DUE_1],
        sf[facts + at.RF_DUE_2],
        sf[facts + at.RF_DUE_3],
        u,
        table,
    )


@hot
def to_gate(si, sf, wi, wf, table, ri, rf, job):
    """Let a job come to the gate, and in if there is room."""
    now = wf[at.WF_NOW]
    record = wi[at.F_JOB] + job * at.JF_WIDTH
    number = si[si[at.I_JOB_SOURCE] + job]
    wf[record + at.JF_DUE] = due_date(si, sf, wi, table, job, now)
    wf[record + at.JF_ARRIVED] = now
    wf[record + at.JF_ADMITTED] = math.nan
    state = wi[at.I_JOB] + job * at.J_WIDTH
    wi[state + at.J_PRODUCT] = si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_PRODUCT]
    limit = si[at.SI_WIP]
    if limit > 0 and wi[at.W_INSIDE] >= limit:
        wi[state + at.J_STATE] = at.WAITING
        wi[state + at.J_NEXT] = -1
        tail = wi[at.W_GATE_TAIL]
        if tail >= 0:
            wi[wi[at.I_JOB] + tail * at.J_WIDTH + at.J_NEXT] = job
        else:
            wi[at.W_GATE_HEAD] = job
        wi[at.W_GATE_TAIL] = job
    else:
        wi[at.W_INSIDE] += 1
        enter_factory(si, sf, wi, wf, table, ri, rf, job, GOOD)


@hot
def released(si, sf, wi, wf, table, ri, rf):
    """Let all jobs of this moment come to the gate, and enter the next release."""
    now = wf[at.WF_NOW]
    moments = wi[at.F_MOMENT]
    count = wi[at.W_RELEASES]
    i = wi[at.W_NEXT_RELEASE]
    while i < count and wf[moments + i] == now:
        job = wi[wi[at.I_ORDER] + i]
        i += 1
        to_gate(si, sf, wi, wf, table, ri, rf, job)
        follow_up(si, sf, wi, wf, table, ri, rf)
    wi[at.W_NEXT_RELEASE] = i
    if i < count:
        enter(wi, wf, wf[moments + i], RELEASED, 0)


@inner
def followed(si, sf, wi, wf, table, ri, rf, number):
    """Let the next job of a saturated source come."""
    wi[at.W_TO_COME] -= 1
    job = si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_FIRST]
    job += wi[wi[at.I_FOLLOWED] + number] - 1
    to_gate(si, sf, wi, wf, table, ri, rf, job)
    follow_up(si, sf, wi, wf, table, ri, rf)


@inner
def to_do(wi, what, number):
    """Note what follows when a job has left."""
    end = wi[at.W_TODO_END]
    wi[wi[at.I_TODO] + end] = number * 4 + what
    wi[at.W_TODO_END] = end + 1


@hot
def rest(si, wi, wf, ri, rf, job):
    """Let a job go of which nothing is active."""
    if wi[wi[at.I_JOB] + job * at.J_WIDTH + at.J_ACTIVE] == 0:
        leave_factory(si, wi, wf, ri, rf, job)


@inner
def leave_factory(si, wi, wf, ri, rf, job):
    """Let a job go whose last part has come to rest: complete, lost, or to be made again."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    lost = wi[state + at.J_LOST]
    if lost != 0:
        joins = si[at.SI_JOIN_COUNT]
        first = wi[at.I_MISSING] + job * joins
        for i in range(joins):
            wi[first + i] = 0
        wi[state + at.J_LOST] = 0
        job_row(si, wi, wf, ri, rf, SCRAP, SCRAPPED if lost == 1 else REJECTED, job)
        product = si[at.I_PRODUCT] + wi[state + at.J_PRODUCT] * at.D_WIDTH
        if lost == 1 and si[product + at.D_REMAKE] != 0:
            to_do(wi, at.REMAKE, job)
            return
    else:
        job_row(si, wi, wf, ri, rf, FINISHED, GOOD, job)
    node = wi[state + at.J_NODE]
    if node >= 0:
        wi[floor_of(wi, node) + at.FL_FLOOR] -= 1
        to_do(wi, at.BACKLOG_OF, node)
    wi[at.W_INSIDE] -= 1
    wi[state + at.J_STATE] = at.OUTSIDE
    if wi[at.W_GATE_HEAD] >= 0:
        to_do(wi, at.GATE, 0)
    if wi[state + at.J_BEGUN] == 0:
        source = si[si[at.I_JOB_SOURCE] + job]
        if si[si[at.I_SOURCE] + source * at.R_WIDTH + at.R_KIND] == SATURATED:
            follow(si, wi, wf, source)


@hot
def follow_up(si, sf, wi, wf, table, ri, rf):
    """Do what follows from jobs that have left, first noted first done."""
    if wi[at.W_TODO_END] > 0:
        let_others_in(si, sf, wi, wf, table, ri, rf)


@inner
def enter_apart(si, sf, wi, wf, table, ri, rf, job, outcome):
    """Let a job in, from where that happens seldom enough for a call."""
    enter_factory(si, sf, wi, wf, table, ri, rf, job, outcome)


@inner
def let_others_in(si, sf, wi, wf, table, ri, rf):
    """Begin lost jobs again, and let in those who wait for the place of one that has left."""
    while wi[at.W_TODO] < wi[at.W_TODO_END]:
        what = wi[wi[at.I_TODO] + wi[at.W_TODO]]
        wi[at.W_TODO] += 1
        number = what >> 2
        if what & 3 == at.REMAKE:
            enter_apart(si, sf, wi, wf, table, ri, rf, number, REMADE)
        elif what & 3 == at.BACKLOG_OF:
            backlog_in(si, sf, wi, wf, table, ri, rf, number)
        else:
            following = wi[at.W_GATE_HEAD]
            if following >= 0 and wi[at.W_INSIDE] < si[at.SI_WIP]:
                after = wi[wi[at.I_JOB] + following * at.J_WIDTH + at.J_NEXT]
                wi[at.W_GATE_HEAD] = after
                if after < 0:
                    wi[at.W_GATE_TAIL] = -1
                wi[at.W_INSIDE] += 1
                enter_apart(si, sf, wi, wf, table, ri, rf, following, GOOD)
    wi[at.W_TODO] = 0
    wi[at.W_TODO_END] = 0


@inner
def backlog_in(si, sf, wi, wf, table, ri, rf, node):
    """Let the first of a backlog come on the floor while they may."""
    while may_come_in(si, wi, node):
        come_on_floor(si, sf, wi, wf, table, ri, rf, first_of_backlog(wi, node))
