"""Nodes and lanes in the compiled engine: which node takes a job, floors, backlogs, failures."""

from __future__ import annotations

import math

from workbench._jit import inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_heap import LANDED, enter
from workbench.sim._kernels_rooms import withdraw


@inner
def floor_of(wi, node):
    """Return where the state of a node begins."""
    return wi[at.I_FLOOR] + node * at.FL_WIDTH


@inner
def takes_more(si, wi, node):
    """Tell whether a node has capacity for one more job, those on their way counted."""
    capacity = si[si[at.I_NODE_OF] + node * at.K_WIDTH + at.K_CAPACITY]
    spot = floor_of(wi, node)
    return (
        capacity == 0
        or wi[spot + at.FL_FLOOR] + wi[spot + at.FL_COMING] + wi[spot + at.FL_WAITING] < capacity
    )


@inner
def choose(si, sf, wi, job, behind):
    """Return where the option stands that a job chooses, -1 if it stays at ``behind``.

    ``behind`` is -1 for a job that is let in: it always gets one.
    """
    source = si[at.I_SOURCE] + si[si[at.I_JOB_SOURCE] + job] * at.R_WIDTH
    first = si[source + at.R_OPTION]
    up = -1
    for i in range(si[source + at.R_OPTIONS]):
        spot = first + 2 * i
        node = si[spot]
        if wi[floor_of(wi, node) + at.FL_DOWN] != 0:
            continue
        if behind >= 0 and (
            node == behind or sf[si[at.F_LANE] + behind * si[at.SI_NODES] + node] == math.inf
        ):
            continue
        if takes_more(si, wi, node):
            return spot
        if up < 0:
            up = spot
    if up < 0 and behind < 0:
        return first
    return up


@inner
def join_backlog(wi, wf, job, node):
    """Let a job wait for the floor of a node."""
    spot = floor_of(wi, node)
    state = wi[at.I_JOB] + job * at.J_WIDTH
    wi[state + at.J_STATE] = at.BACKLOG
    wi[state + at.J_NEXT] = -1
    tail = wi[spot + at.FL_TAIL]
    if tail >= 0:
        wi[wi[at.I_JOB] + tail * at.J_WIDTH + at.J_NEXT] = job
    else:
        wi[spot + at.FL_HEAD] = job
    wi[spot + at.FL_TAIL] = job
    wi[spot + at.FL_WAITING] += 1
    wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ROUTED] = wf[at.WF_NOW]


@inner
def first_of_backlog(wi, node):
    """Take the first job out of the backlog of a node."""
    spot = floor_of(wi, node)
    job = wi[spot + at.FL_HEAD]
    after = wi[wi[at.I_JOB] + job * at.J_WIDTH + at.J_NEXT]
    wi[spot + at.FL_HEAD] = after
    if after < 0:
        wi[spot + at.FL_TAIL] = -1
    wi[spot + at.FL_WAITING] -= 1
    return job


@inner
def may_come_in(si, wi, node):
    """Tell whether the first of a backlog may come on the floor of its node."""
    spot = floor_of(wi, node)
    capacity = si[si[at.I_NODE_OF] + node * at.K_WIDTH + at.K_CAPACITY]
    return (
        wi[spot + at.FL_WAITING] > 0
        and wi[spot + at.FL_DOWN] == 0
        and (capacity == 0 or wi[spot + at.FL_FLOOR] < capacity)
    )


@inner
def take_lane(si, sf, wi, wf, job, behind, option):
    """Send a job over a lane to the node of an option."""
    node = si[option]
    state = wi[at.I_JOB] + job * at.J_WIDTH
    wi[state + at.J_STATE] = at.ON_LANE
    wi[state + at.J_FROM] = behind
    wi[state + at.J_NODE] = node
    wi[state + at.J_PRODUCT] = si[option + 1]
    wi[floor_of(wi, node) + at.FL_COMING] += 1
    wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_LANE] = wf[at.WF_NOW]
    minutes = sf[si[at.F_LANE] + behind * si[at.SI_NODES] + node]
    enter(wi, wf, wf[at.WF_NOW] + minutes, LANDED, job)


@inner
def backlog_leaves(si, sf, wi, wf, node):
    """Let those who wait for a failed node go to another one, as far as there is one."""
    count = wi[floor_of(wi, node) + at.FL_WAITING]
    for _ in range(count):
        job = first_of_backlog(wi, node)
        option = choose(si, sf, wi, job, node)
        if option >= 0:
            take_lane(si, sf, wi, wf, job, node, option)
        else:
            since = wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ROUTED]
            join_backlog(wi, wf, job, node)
            wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ROUTED] = since


@inner
def floor_leaves(si, sf, wi, wf, ri, rf, node):
    """Let jobs of which nothing has begun leave the floor of a failed node."""
    for job in range(si[at.SI_JOBS]):
        state = wi[at.I_JOB] + job * at.J_WIDTH
        if (
            wi[state + at.J_STATE] != at.PRESENT
            or wi[state + at.J_NODE] != node
            or wi[state + at.J_BEGUN] != 0
        ):
            continue
        option = choose(si, sf, wi, job, node)
        if option >= 0:
            withdraw(si, sf, wi, wf, ri, rf, job)
            wi[state + at.J_ACTIVE] = 0
            wi[floor_of(wi, node) + at.FL_FLOOR] -= 1
            take_lane(si, sf, wi, wf, job, node, option)
