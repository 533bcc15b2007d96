"""Waiting lists of the compiled engine: chains of nodes in the order (key, moment, task)."""

from __future__ import annotations

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at


@hot
def new_node(wi, wf, job, operation, key, joined):
    """Return an unused node that now holds a part of a job, its key and when it joined."""
    node = wi[at.W_NODE_FREE]
    if node >= 0:
        wi[at.W_NODE_FREE] = wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_NEXT]
    else:
        node = wi[at.W_NODE_TOP]
        if node >= wi[at.W_MOST_NODES]:
            raise MemoryError
        wi[at.W_NODE_TOP] = node + 1
    spot = wi[at.I_NODE] + node * at.N_WIDTH
    wi[spot + at.N_JOB] = job
    wi[spot + at.N_OPERATION] = operation
    wi[spot + at.N_NEXT] = -1
    wi[spot + at.N_BEFORE] = -1
    wi[spot + at.N_RUN] = -1
    wi[spot + at.N_KEPT] = 0
    spot = wi[at.F_NODE] + node * at.NF_WIDTH
    wf[spot + at.NF_KEY] = key
    wf[spot + at.NF_JOINED] = joined
    wf[spot + at.NF_KEY_2] = 0.0
    wf[spot + at.NF_KEY_3] = 0.0
    wf[spot + at.NF_KEY_4] = 0.0
    return node


@hot
def drop_node(wi, node):
    """Put a node back among the unused ones."""
    wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_NEXT] = wi[at.W_NODE_FREE]
    wi[at.W_NODE_FREE] = node


@hot
def goes_before(wi, wf, one, other):
    """Tell whether node ``one`` goes before node ``other``: (keys, moment of joining, task)."""
    a = wi[at.F_NODE] + one * at.NF_WIDTH
    b = wi[at.F_NODE] + other * at.NF_WIDTH
    if wf[a + at.NF_KEY] != wf[b + at.NF_KEY]:
        return wf[a + at.NF_KEY] < wf[b + at.NF_KEY]
    for k in range(at.NF_KEY_2, at.NF_KEY_4 + 1):
        if wf[a + k] != wf[b + k]:
            return wf[a + k] < wf[b + k]
    if wf[a + at.NF_JOINED] != wf[b + at.NF_JOINED]:
        return wf[a + at.NF_JOINED] < wf[b + at.NF_JOINED]
    a = wi[at.I_NODE] + one * at.N_WIDTH
    b = wi[at.I_NODE] + other * at.N_WIDTH
    if wi[a + at.N_JOB] != wi[b + at.N_JOB]:
        return wi[a + at.N_JOB] < wi[b + at.N_JOB]
    return wi[a + at.N_OPERATION] < wi[b + at.N_OPERATION]


@inner
def join(wi, wf, place, node):
    """Insert a node into the list of a station or a pool, looked for from its end.

    Whoever joins last goes last under most rules, so the search mostly ends at once.
    """
    nodes = wi[at.I_NODE]
    after = wi[place + at.L_TAIL]
    while after >= 0 and goes_before(wi, wf, node, after):
        after = wi[nodes + after * at.N_WIDTH + at.N_BEFORE]
    spot = nodes + node * at.N_WIDTH
    if after >= 0:
        following = wi[nodes + after * at.N_WIDTH + at.N_NEXT]
        wi[nodes + after * at.N_WIDTH + at.N_NEXT] = node
    else:
        following = wi[place + at.L_HEAD]
        wi[place + at.L_HEAD] = node
    if following >= 0:
        wi[nodes + following * at.N_WIDTH + at.N_BEFORE] = node
    else:
        wi[place + at.L_TAIL] = node
    wi[spot + at.N_BEFORE] = after
    wi[spot + at.N_NEXT] = following
    wi[place + at.L_QUEUE] += 1


@hot
def leave(wi, place, node):
    """Take a node out of the list of a station or a pool."""
    nodes = wi[at.I_NODE]
    spot = nodes + node * at.N_WIDTH
    before = wi[spot + at.N_BEFORE]
    following = wi[spot + at.N_NEXT]
    if before >= 0:
        wi[nodes + before * at.N_WIDTH + at.N_NEXT] = following
    else:
        wi[place + at.L_HEAD] = following
    if following >= 0:
        wi[nodes + following * at.N_WIDTH + at.N_BEFORE] = before
    else:
        wi[place + at.L_TAIL] = before
    wi[spot + at.N_NEXT] = -1
    wi[spot + at.N_BEFORE] = -1
    wi[place + at.L_QUEUE] -= 1


@inner
def station_place(wi, number):
    """Return where the state of a station begins."""
    return wi[at.I_PLACE] + number * at.L_WIDTH


@inner
def pool_place(wi, number):
    """Return where the state of a pool begins."""
    return wi[at.I_CREW] + number * at.L_WIDTH


# ------------------------------------------------------------------- lines: first come, first in
@inner
def line_up(wi, node, head, tail):
    """Append a node to the line whose ends stand at two places of ``wi``."""
    nodes = wi[at.I_NODE]
    last = wi[tail]
    wi[nodes + node * at.N_WIDTH + at.N_NEXT] = -1
    wi[nodes + node * at.N_WIDTH + at.N_BEFORE] = last
    if last >= 0:
        wi[nodes + last * at.N_WIDTH + at.N_NEXT] = node
    else:
        wi[head] = node
    wi[tail] = node


@inner
def step_out(wi, node, head, tail):
    """Take a node out of a line."""
    nodes = wi[at.I_NODE]
    spot = nodes + node * at.N_WIDTH
    before = wi[spot + at.N_BEFORE]
    following = wi[spot + at.N_NEXT]
    if before >= 0:
        wi[nodes + before * at.N_WIDTH + at.N_NEXT] = following
    else:
        wi[head] = following
    if following >= 0:
        wi[nodes + following * at.N_WIDTH + at.N_BEFORE] = before
    else:
        wi[tail] = before
    wi[spot + at.N_NEXT] = -1
    wi[spot + at.N_BEFORE] = -1
