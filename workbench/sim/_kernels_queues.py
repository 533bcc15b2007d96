"""Waiting lists of the compiled engine: chains of nodes in the order (key, moment, task)."""

from __future__ import annotations

from workbench._jit import hot, inner
from workbench.sim._kernels_layout import (
    F_NODE,
    I_CREW,
    I_NODE,
    I_PLACE,
    L_HEAD,
    L_QUEUE,
    L_TAIL,
    L_WIDTH,
    N_BEFORE,
    N_JOB,
    N_NEXT,
    N_OPERATION,
    N_RUN,
    N_WIDTH,
    NF_JOINED,
    NF_KEY,
    NF_WIDTH,
    W_MOST_NODES,
    W_NODE_FREE,
    W_NODE_TOP,
)


@hot
def new_node(wi, wf, job, operation, key, joined):
    """Return an unused node that now holds a part of a job, its key and when it joined."""
    node = wi[W_NODE_FREE]
    if node >= 0:
        wi[W_NODE_FREE] = wi[wi[I_NODE] + node * N_WIDTH + N_NEXT]
    else:
        node = wi[W_NODE_TOP]
        if node >= wi[W_MOST_NODES]:
            raise MemoryError
        wi[W_NODE_TOP] = node + 1
    at = wi[I_NODE] + node * N_WIDTH
    wi[at + N_JOB] = job
    wi[at + N_OPERATION] = operation
    wi[at + N_NEXT] = -1
    wi[at + N_BEFORE] = -1
    wi[at + N_RUN] = -1
    at = wi[F_NODE] + node * NF_WIDTH
    wf[at + NF_KEY] = key
    wf[at + NF_JOINED] = joined
    return node


@hot
def drop_node(wi, node):
    """Put a node back among the unused ones."""
    wi[wi[I_NODE] + node * N_WIDTH + N_NEXT] = wi[W_NODE_FREE]
    wi[W_NODE_FREE] = node


@inner
def goes_before(wi, wf, one, other):
    """Tell whether node ``one`` goes before node ``other``: (key, moment of joining, task)."""
    a = wi[F_NODE] + one * NF_WIDTH
    b = wi[F_NODE] + other * NF_WIDTH
    if wf[a + NF_KEY] != wf[b + NF_KEY]:
        return wf[a + NF_KEY] < wf[b + NF_KEY]
    if wf[a + NF_JOINED] != wf[b + NF_JOINED]:
        return wf[a + NF_JOINED] < wf[b + NF_JOINED]
    a = wi[I_NODE] + one * N_WIDTH
    b = wi[I_NODE] + other * N_WIDTH
    if wi[a + N_JOB] != wi[b + N_JOB]:
        return wi[a + N_JOB] < wi[b + N_JOB]
    return wi[a + N_OPERATION] < wi[b + N_OPERATION]


@inner
def join(wi, wf, place, node):
    """Insert a node into the list of a station or a pool, looked at from its end.

    Whoever joins last goes last under most rules, so the search mostly ends at once.
    """
    nodes = wi[I_NODE]
    after = wi[place + L_TAIL]
    while after >= 0 and goes_before(wi, wf, node, after):
        after = wi[nodes + after * N_WIDTH + N_BEFORE]
    at = nodes + node * N_WIDTH
    if after >= 0:
        following = wi[nodes + after * N_WIDTH + N_NEXT]
        wi[nodes + after * N_WIDTH + N_NEXT] = node
    else:
        following = wi[place + L_HEAD]
        wi[place + L_HEAD] = node
    if following >= 0:
        wi[nodes + following * N_WIDTH + N_BEFORE] = node
    else:
        wi[place + L_TAIL] = node
    wi[at + N_BEFORE] = after
    wi[at + N_NEXT] = following
    wi[place + L_QUEUE] += 1


@inner
def leave(wi, place, node):
    """Take a node out of the list of a station or a pool."""
    nodes = wi[I_NODE]
    at = nodes + node * N_WIDTH
    before = wi[at + N_BEFORE]
    following = wi[at + N_NEXT]
    if before >= 0:
        wi[nodes + before * N_WIDTH + N_NEXT] = following
    else:
        wi[place + L_HEAD] = following
    if following >= 0:
        wi[nodes + following * N_WIDTH + N_BEFORE] = before
    else:
        wi[place + L_TAIL] = before
    wi[at + N_NEXT] = -1
    wi[at + N_BEFORE] = -1
    wi[place + L_QUEUE] -= 1


@inner
def station_place(wi, number):
    """Return where the state of a station begins."""
    return wi[I_PLACE] + number * L_WIDTH


@inner
def pool_place(wi, number):
    """Return where the state of a pool begins."""
    return wi[I_CREW] + number * L_WIDTH
