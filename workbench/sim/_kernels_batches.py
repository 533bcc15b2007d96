"""Which waiting tasks form the next batch of a station, in the compiled engine."""

from __future__ import annotations

from workbench._jit import inner
from workbench.sim._kernels_layout import (
    F_GROUP,
    F_NODE,
    F_OPERATION,
    F_STATION,
    G_FIRST,
    G_FULL,
    G_LATE,
    G_NEXT,
    G_STAMP,
    G_WIDTH,
    I_GROUP,
    I_NODE,
    I_OPERATION,
    I_PLACE,
    I_STATION,
    L_HEAD,
    L_WIDTH,
    N_NEXT,
    N_OPERATION,
    N_RUN,
    N_WIDTH,
    NF_JOINED,
    NF_WIDTH,
    O_DENSE,
    O_FAMILY,
    O_WIDTH,
    OF_SIZE,
    OF_WIDTH,
    S_MATRIX,
    S_RULE,
    S_WIDTH,
    SF_MAX,
    SF_MIN,
    SF_WAIT,
    SF_WIDTH,
    W_STAMP,
    WF_NOW,
)
from workbench.sim._kernels_places import shortest_changeover

LEAST_CHANGEOVER = 4
SLACK = 1e-9  # sizes add up in binary; ten shares of 0.1 fill a load


@inner
def ready_group(si, sf, wi, wf, number):
    """Return the group of the batch that starts now, -1 if none may.

    A group is a family, or all that waits. Its members are the nodes of the queue that are of
    this group and whose ``N_RUN`` holds the stamp of this call.
    """
    now = wf[WF_NOW]
    limits = si[F_STATION] + number * SF_WIDTH
    least = sf[limits + SF_MIN] * (1.0 - SLACK)
    most = sf[limits + SF_MAX] * (1.0 + SLACK)
    wait = sf[limits + SF_WAIT]
    stamp = wi[W_STAMP] + 1
    wi[W_STAMP] = stamp
    nodes = wi[I_NODE]
    groups = wi[I_GROUP]
    sums = wi[F_GROUP]
    first_group = -1
    last_group = -1
    node = wi[wi[I_PLACE] + number * L_WIDTH + L_HEAD]
    while node >= 0:
        at = nodes + node * N_WIDTH
        operation = wi[at + N_OPERATION]
        group = si[si[I_OPERATION] + operation * O_WIDTH + O_DENSE]
        record = groups + group * G_WIDTH
        if wi[record + G_STAMP] != stamp:
            wi[record + G_STAMP] = stamp
            wi[record + G_NEXT] = -1
            wi[record + G_FIRST] = -1
            wi[record + G_FULL] = 0
            wi[record + G_LATE] = 0
            wf[sums + group] = 0.0
            if last_group >= 0:
                wi[groups + last_group * G_WIDTH + G_NEXT] = group
            else:
                first_group = group
            last_group = group
        size = sf[si[F_OPERATION] + operation * OF_WIDTH + OF_SIZE]
        if wf[sums + group] + size <= most:
            wf[sums + group] += size
            wi[at + N_RUN] = stamp
            if wi[record + G_FIRST] < 0:
                wi[record + G_FIRST] = node
        else:
            wi[record + G_FULL] = 1
            wi[at + N_RUN] = -1
        if now >= wf[wi[F_NODE] + node * NF_WIDTH + NF_JOINED] + wait:
            wi[record + G_LATE] = 1
        node = wi[at + N_NEXT]
    station = si[I_STATION] + number * S_WIDTH
    compare = si[station + S_RULE] == LEAST_CHANGEOVER and si[station + S_MATRIX] >= 0
    chosen = -1
    shortest = 0.0
    group = first_group
    while group >= 0:
        record = groups + group * G_WIDTH
        ready = wi[record + G_FULL] != 0 or wi[record + G_LATE] != 0 or wf[sums + group] >= least
        if ready and wi[record + G_FIRST] >= 0:
            if not compare:
                return group
            operation = wi[nodes + wi[record + G_FIRST] * N_WIDTH + N_OPERATION]
            family = si[si[I_OPERATION] + operation * O_WIDTH + O_FAMILY]
            minutes = shortest_changeover(si, sf, wi, number, family)
            if chosen < 0 or minutes < shortest:
                chosen = group
                shortest = minutes
        group = wi[record + G_NEXT]
    return chosen
