"""Nodes of the compiled engine fail and come back; jobs land from their lanes."""

from __future__ import annotations

import math

from workbench._jit import inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_breaks import come_up, go_down, seldom
from workbench.sim._kernels_gate import backlog_in, follow_up
from workbench.sim._kernels_heap import NODE_FAILS, RETURNED, enter
from workbench.sim._kernels_network import (
    backlog_leaves,
    choose,
    floor_leaves,
    floor_of,
    join_backlog,
    take_lane,
)
from workbench.sim._kernels_rows import lane_row, outage_row


@inner
def node_fails(si, sf, wi, wf, ri, rf, node, moment, number):
    """Let a node fail until a moment: its machines are down, jobs leave it for other nodes."""
    enter(wi, wf, moment, RETURNED, number)
    spot = floor_of(wi, node)
    wi[spot + at.FL_DOWN] += 1
    if wi[spot + at.FL_DOWN] > 1:
        return
    wf[wi[at.F_FLOOR] + node] = wf[at.WF_NOW]
    for s in range(si[at.SI_STATIONS]):
        station = si[at.I_STATION] + s * at.S_WIDTH
        if si[station + at.S_NODE] == node:
            for machine in range(si[station + at.S_MACHINES]):
                go_down(si, sf, wi, wf, ri, rf, s, machine, at.IS_OUT, at.RESUME)
    backlog_leaves(si, sf, wi, wf, node)
    floor_leaves(si, sf, wi, wf, ri, rf, node)


@inner
def outage_drawn(si, sf, wi, table, node, returns):
    """Draw the minutes to the next random failure of a node, or to its return from this one."""
    spot = si[at.I_NODE_OF] + node * at.K_WIDTH
    facts = si[at.F_NODE_OF] + node * at.KF_WIDTH
    failures = wi[floor_of(wi, node) + at.FL_FAILURES]
    key = si[spot + at.K_KEY]
    if returns:
        code = si[spot + at.K_BACK_CODE]
        return seldom(sf, table, code, facts + at.KF_BACK_0, wi[at.W_RETURN], key, failures)
    return seldom(sf, table, si[spot + at.K_CODE], facts + at.KF_0, wi[at.W_OUTAGE], key, failures)


@inner
def returned(si, sf, wi, wf, table, ri, rf, number):
    """End an outage; the last one that lasts brings the node back."""
    node = number >> 1
    spot = floor_of(wi, node)
    if number & 1 != 0:
        wi[spot + at.FL_FAILURES] += 1
        minutes = outage_drawn(si, sf, wi, table, node, False)
        enter(wi, wf, wf[at.WF_NOW] + minutes, NODE_FAILS, node)
    wi[spot + at.FL_DOWN] -= 1
    if wi[spot + at.FL_DOWN] > 0:
        return
    outage_row(si, wi, wf, ri, rf, node)
    wf[wi[at.F_FLOOR] + node] = math.nan
    for s in range(si[at.SI_STATIONS]):
        station = si[at.I_STATION] + s * at.S_WIDTH
        if si[station + at.S_NODE] == node:
            for machine in range(si[station + at.S_MACHINES]):
                come_up(si, sf, wi, wf, table, s, machine, at.IS_OUT)
    backlog_in(si, sf, wi, wf, table, ri, rf, node)
    follow_up(si, sf, wi, wf, table, ri, rf)
    for other in range(si[at.SI_NODES]):
        if wi[floor_of(wi, other) + at.FL_DOWN] > 0:
            backlog_leaves(si, sf, wi, wf, other)


@inner
def landed(si, sf, wi, wf, table, ri, rf, job):
    """Let a job come over a lane to the backlog of its node, or on to another node."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    node = wi[state + at.J_NODE]
    wi[floor_of(wi, node) + at.FL_COMING] -= 1
    lane_row(si, wi, wf, ri, rf, job)
    wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ROUTED] = wf[at.WF_NOW]
    if wi[floor_of(wi, node) + at.FL_DOWN] != 0:
        option = choose(si, sf, wi, job, node)
        if option >= 0:
            take_lane(si, sf, wi, wf, job, node, option)
            return
    join_backlog(wi, wf, job, node)
    backlog_in(si, sf, wi, wf, table, ri, rf, node)
    follow_up(si, sf, wi, wf, table, ri, rf)
