"""Dispatching rules of the compiled engine: what a task is ordered by, when it joins or now."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_places import shortest_changeover
from workbench.sim._kernels_queues import goes_before
from workbench.sim._kernels_shifts import urgency

(
    FCFS,
    EDD,
    SPT,
    PRIORITY,
    LEAST_CHANGEOVER,
    CRITICAL_RATIO,
    ODD,
    WINQ,
    SLACK,
    ATC,
    BATC,
    MOST_COMPLETE,
    WEIGHT,
    LPT,
    LIFO,
    FASFS,
    WSPT,
    SRPT,
    LRPT,
    JOB,
    PT_WINQ_NPT,
) = range(21)


@inner
def source_fact(si, sf, job, fact):
    """Return a float of the source of a job."""
    return sf[si[at.F_SOURCE] + si[si[at.I_JOB_SOURCE] + job] * at.RF_WIDTH + fact]


# ----------------------------------------------------------------- evaluated once, when it joins
@inner
def seldom_key(si, sf, wi, wf, rule, job, operation, joined):
    """Return the key of the rules beyond the first four."""
    facts = si[at.F_OPERATION] + operation * at.OF_WIDTH
    record = wi[at.F_JOB] + job * at.JF_WIDTH
    expected = sf[facts + at.OF_EXPECTED]
    if rule == ODD:
        due = wf[record + at.JF_DUE]
        if due == math.inf:
            return math.inf
        came = wf[record + at.JF_ARRIVED]
        return came + (due - came) * sf[facts + at.OF_PROGRESS]
    if rule == SLACK:
        return wf[record + at.JF_DUE] - sf[facts + at.OF_REMAINING]
    if rule == WEIGHT:
        return -source_fact(si, sf, job, at.RF_WEIGHT)
    if rule == LPT:
        return -expected
    if rule == LIFO:
        return -joined
    if rule == FASFS:
        return wf[record + at.JF_ARRIVED]
    if rule == WSPT:
        weight = source_fact(si, sf, job, at.RF_WEIGHT)
        return expected / weight if weight > 0.0 else math.inf
    if rule == SRPT:
        return sf[facts + at.OF_REMAINING]
    if rule == LRPT:
        return -sf[facts + at.OF_REMAINING]
    if rule == JOB:
        return float(job)
    return 0.0


@hot
def key_of(si, sf, wi, wf, rule, job, operation, joined):
    """Return what a rule orders by that does not change while a task waits; 0 of the others."""
    if rule == FCFS:
        return joined
    if rule == EDD:
        return wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_DUE]
    if rule == SPT:
        return sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_EXPECTED]
    if rule == PRIORITY:
        return sf[si[at.F_SOURCE] + si[si[at.I_JOB_SOURCE] + job] * at.RF_WIDTH + at.RF_PRIORITY]
    return seldom_key(si, sf, wi, wf, rule, job, operation, joined)


@inner
def further_keys(si, sf, wi, wf, rules, node):
    """Write the keys of the rules that break ties; ``rules`` is where they stand in ``si``."""
    link = wi[at.I_NODE] + node * at.N_WIDTH
    spot = wi[at.F_NODE] + node * at.NF_WIDTH
    joined = wf[spot + at.NF_JOINED]
    for k in range(3):
        rule = si[rules + k]
        if rule < 0:
            return
        wf[spot + at.NF_KEY_2 + k] = key_of(
            si, sf, wi, wf, rule, wi[link + at.N_JOB], wi[link + at.N_OPERATION], joined
        )


# ------------------------------------------------------------------- evaluated at each choice
@inner
def expected_of(si, sf, operation):
    """Return the expected minutes of an operation."""
    return sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_EXPECTED]


@inner
def work_in(si, sf, wi, number):
    """Return the expected minutes of what waits at a station, in the order of its queue."""
    nodes = wi[at.I_NODE]
    node = wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_HEAD]
    total = 0.0
    while node >= 0:
        total += expected_of(si, sf, wi[nodes + node * at.N_WIDTH + at.N_OPERATION])
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    return total


@inner
def scale_of(si, sf, wi, number):
    """Return how far ``ATC`` looks: look × mean expected minutes of what waits at a station."""
    count = wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_QUEUE]
    look = sf[si[at.F_STATION] + number * at.SF_WIDTH + at.SF_LOOK]
    return look * (work_in(si, sf, wi, number) / count)


@inner
def work_ahead(si, sf, wi, wf, operation):
    """Return the work before a machine where the next operation is done: under way and waiting."""
    following = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_NEXT]
    number = -1
    if following >= 0:
        number = si[si[at.I_OPERATION] + following * at.O_WIDTH + at.O_STATION]
    if number < 0:
        return 0.0
    station = si[at.I_STATION] + number * at.S_WIDTH
    machines = si[station + at.S_MACHINES]
    first = wi[at.I_MACHINE] + si[station + at.S_FIRST] * at.M_WIDTH
    now = wf[at.WF_NOW]
    total = 0.0
    for m in range(machines):
        run = wi[first + m * at.M_WIDTH + at.M_RUN]
        if run < 0:
            continue
        stage = wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_STAGE]
        end = wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_END]
        if stage in (at.WORKING, at.UNLOADING) and end > now:
            total += end - now
    nodes = wi[at.I_NODE]
    node = wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_HEAD]
    while node >= 0:
        total += expected_of(si, sf, wi[nodes + node * at.N_WIDTH + at.N_OPERATION])
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    return total / machines


@inner
def key_now(si, sf, wi, wf, rule, number, node, scale, batch):
    """Return the key of a waiting task at this moment.

    ``scale`` is that of ``scale_of``; with ``batch`` a rule that compares changeovers counts 0,
    since the task is only put in its place among those that fill a batch.
    """
    link = wi[at.I_NODE] + node * at.N_WIDTH
    job = wi[link + at.N_JOB]
    operation = wi[link + at.N_OPERATION]
    facts = si[at.F_OPERATION] + operation * at.OF_WIDTH
    due = wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_DUE]
    now = wf[at.WF_NOW]
    if rule == LEAST_CHANGEOVER:
        if batch:
            return 0.0
        family = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_FAMILY]
        return shortest_changeover(si, sf, wi, number, family)
    if rule == CRITICAL_RATIO:
        remaining = sf[facts + at.OF_REMAINING]
        return (due - now) / remaining if remaining != 0.0 else due - now
    if rule == WINQ:
        return work_ahead(si, sf, wi, wf, operation)
    if rule == PT_WINQ_NPT:
        following = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_NEXT]
        after = expected_of(si, sf, following) if following >= 0 else 0.0
        ahead = work_ahead(si, sf, wi, wf, operation)
        return 2.0 * sf[facts + at.OF_EXPECTED] + ahead + after
    if rule in (ATC, BATC):
        weight = source_fact(si, sf, job, at.RF_WEIGHT)
        slack = due - now - sf[facts + at.OF_REMAINING]
        return urgency(weight, sf[facts + at.OF_EXPECTED], slack, scale)
    if rule == MOST_COMPLETE:
        return 0.0
    joined = wf[wi[at.F_NODE] + node * at.NF_WIDTH + at.NF_JOINED]
    return key_of(si, sf, wi, wf, rule, job, operation, joined)


@inner
def needs_scale(si, station):
    """Tell whether a rule of a station compares urgencies."""
    for k in range(4):
        rule = si[station + at.S_RULE] if k == 0 else si[station + at.S_THEN + k - 1]
        if rule in (ATC, BATC):
            return True
    return False


@inner
def evaluate(si, sf, wi, wf, number, batch):
    """Write the keys of all that waits at a station with a rule that changes; return the scale."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    nodes = wi[at.I_NODE]
    scale = scale_of(si, sf, wi, number) if needs_scale(si, station) else 0.0
    node = wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_HEAD]
    while node >= 0:
        spot = wi[at.F_NODE] + node * at.NF_WIDTH
        rule = si[station + at.S_RULE]
        wf[spot + at.NF_KEY] = key_now(si, sf, wi, wf, rule, number, node, scale, batch)
        for k in range(3):
            rule = si[station + at.S_THEN + k]
            if rule < 0:
                break
            wf[spot + at.NF_KEY_2 + k] = key_now(si, sf, wi, wf, rule, number, node, scale, batch)
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    return scale


@inner
def forget(wi, wf, number):
    """Set the keys back that ``evaluate`` has written: the queue stands in order of joining."""
    nodes = wi[at.I_NODE]
    node = wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_HEAD]
    while node >= 0:
        spot = wi[at.F_NODE] + node * at.NF_WIDTH
        wf[spot + at.NF_KEY] = 0.0
        for k in range(3):
            wf[spot + at.NF_KEY_2 + k] = 0.0
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]


@inner
def in_order(wi, wf, number):
    """Chain what waits at a station by ``N_ALSO`` in the order of its keys; return the first.

    The queue stands in the order of joining, which often is that of the keys too; if it is not,
    the chain is sorted by merging stretches of 1, 2, 4 … nodes.
    """
    nodes = wi[at.I_NODE]
    first = wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_HEAD]
    ordered = True
    node = first
    while node >= 0:
        following = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
        wi[nodes + node * at.N_WIDTH + at.N_ALSO] = following
        if ordered and following >= 0 and goes_before(wi, wf, following, node):
            ordered = False
        node = following
    stretch = 1
    while not ordered:
        one = first
        first = -1
        last = -1
        merges = 0
        while one >= 0:
            merges += 1
            other = one
            here = 0
            while here < stretch and other >= 0:
                here += 1
                other = wi[nodes + other * at.N_WIDTH + at.N_ALSO]
            there = stretch
            while here > 0 or (there > 0 and other >= 0):
                if here > 0 and (there == 0 or other < 0 or not goes_before(wi, wf, other, one)):
                    node = one
                    one = wi[nodes + one * at.N_WIDTH + at.N_ALSO]
                    here -= 1
                else:
                    node = other
                    other = wi[nodes + other * at.N_WIDTH + at.N_ALSO]
                    there -= 1
                if last >= 0:
                    wi[nodes + last * at.N_WIDTH + at.N_ALSO] = node
                else:
                    first = node
                last = node
            one = other
        wi[nodes + last * at.N_WIDTH + at.N_ALSO] = -1
        ordered = merges <= 1
        stretch *= 2
    return first


@inner
def batch_key(si, sf, wi, wf, rule, number, key, first, link, group, total, scale):
    """Return the key of a batch under one rule; ``key`` is that of its first member.

    Members are the nodes from ``first`` on along ``link`` that are of the group and stamped.
    """
    nodes = wi[at.I_NODE]
    operation = wi[nodes + first * at.N_WIDTH + at.N_OPERATION]
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    if rule == LEAST_CHANGEOVER:
        return shortest_changeover(si, sf, wi, number, si[spot + at.O_FAMILY])
    most = sf[si[at.F_STATION] + number * at.SF_WIDTH + at.SF_MAX]
    fill = total if most == math.inf else total / most
    if rule == MOST_COMPLETE:
        return -fill
    if rule != BATC:
        return key
    now = wf[at.WF_NOW]
    weight = 0.0
    minutes = 0.0
    least = math.inf
    node = first
    while node >= 0:
        record = nodes + node * at.N_WIDTH
        operation = wi[record + at.N_OPERATION]
        dense = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_DENSE]
        if dense == group and wi[record + at.N_RUN] >= 0:
            facts = si[at.F_OPERATION] + operation * at.OF_WIDTH
            job = wi[record + at.N_JOB]
            weight += source_fact(si, sf, job, at.RF_WEIGHT)
            minutes += sf[facts + at.OF_EXPECTED]
            due = wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_DUE]
            least = min(least, due - now - sf[facts + at.OF_REMAINING])
        node = wi[record + link]
    if si[spot + at.O_PER_BATCH] != 0:
        minutes = expected_of(si, sf, wi[nodes + first * at.N_WIDTH + at.N_OPERATION])
    if fill <= 0.0:
        return math.inf
    return urgency(weight, minutes, least, scale) - math.log(fill)
