"""Compiled search for the assignment of stations to slots (quadratic assignment).

Cost: the sum over all i, j of ``flow[i, j] * distance[where[i], where[j]]``.
"""

from __future__ import annotations

import numpy as np

from workbench._jit import kernel
from workbench.streams import u01

_SLOTS = 310  # addresses of chance


@kernel
def cost(flow, distance, where):  # type: ignore[no-untyped-def]
    """Return the cost of an assignment: station i to slot ``where[i]``."""
    total = 0.0
    for i in range(where.shape[0]):
        for j in range(where.shape[0]):
            total += flow[i, j] * distance[where[i], where[j]]
    return total


@kernel
def exchange(flow, distance, where, r, s):  # type: ignore[no-untyped-def]
    """Return by how much the cost changes when r and s change places, in O(n)."""
    p, q = where[r], where[s]
    total = (flow[r, r] - flow[s, s]) * (distance[q, q] - distance[p, p]) + (
        flow[r, s] - flow[s, r]
    ) * (distance[q, p] - distance[p, q])
    for k in range(where.shape[0]):
        if k not in (r, s):
            w = where[k]
            total += (flow[k, r] - flow[k, s]) * (distance[w, q] - distance[w, p]) + (
                flow[r, k] - flow[s, k]
            ) * (distance[q, w] - distance[p, w])
    return total


@kernel
def _update(flow, distance, where, delta, i, j, u, v):  # type: ignore[no-untyped-def]
    """Return the change for (i, j) after (u, v) changed places, in O(1) (Taillard 1991, eq. 3)."""
    a, b, p, q = where[i], where[j], where[u], where[v]
    return (
        delta[i, j]
        + (flow[u, i] - flow[u, j] + flow[v, j] - flow[v, i])
        * (distance[q, a] - distance[q, b] + distance[p, b] - distance[p, a])
        + (flow[i, u] - flow[j, u] + flow[j, v] - flow[i, v])
        * (distance[a, q] - distance[b, q] + distance[b, p] - distance[a, p])
    )


@kernel
def tabu(flow, distance, where, free, seed, chain, first, steps, state, best):  # type: ignore[no-untyped-def]
    """Robust tabu search (Taillard 1991, doi:10.1016/S0167-8191(05)80147-4) from an assignment.

    Parameters
    ----------
    flow, distance : float[n, n]
    where : int[n]        Slot of each station; written.
    free : bool[n]        Stations that may change places.
    seed, chain : int     Of chance.
    first, steps : int    Number of the first step, for the addresses of chance, and how many.
    state : float[2]      Cost now and best cost; written.
    best : int[n]         The best assignment; written.
    """
    n = where.shape[0]
    delta = np.empty((n, n))
    until = np.zeros((n, n), np.int64)
    for i in range(n):
        for j in range(n):
            until[i, j] = -(n * i + j)
    for i in range(n):
        for j in range(i + 1, n):
            delta[i, j] = exchange(flow, distance, where, i, j)
    now = state[0]
    longest = 8 * n
    aspiration = 5 * n * n
    for step in range(1, steps + 1):
        u, v, least = -1, -1, np.inf
        forced = False
        for i in range(n):
            if not free[i]:
                continue
            for j in range(i + 1, n):
                if not free[j]:
                    continue
                one, two = until[i, where[j]], until[j, where[i]]
                allowed = one < step or two < step
                aspired = (one < step - aspiration and two < step - aspiration) or (
                    now + delta[i, j] < state[1] - 1e-9
                )
                if (aspired and not forced) or (
                    ((aspired and forced) or (not aspired and not forced and allowed))
                    and delta[i, j] < least
                ):
                    u, v, least = i, j, delta[i, j]
                    if aspired:
                        forced = True
        if u < 0:
            continue
        # Taillard's later code draws tenures up to 8 n with their cube: most are short.
        one = u01(seed, chain, _SLOTS, first + step, 0)
        two = u01(seed, chain, _SLOTS, first + step, 1)
        until[u, where[u]] = step + int(longest * one * one * one)
        until[v, where[v]] = step + int(longest * two * two * two)
        now += delta[u, v]
        where[u], where[v] = where[v], where[u]
        if now < state[1] - 1e-9:
            state[1] = now
            best[:] = where
        for i in range(n):
            for j in range(i + 1, n):
                if i not in (u, v) and j not in (u, v):
                    delta[i, j] = _update(flow, distance, where, delta, i, j, u, v)
                else:
                    delta[i, j] = exchange(flow, distance, where, i, j)
    state[0] = now


@kernel
def cross(a, b, seed, chain, out):  # type: ignore[no-untyped-def]
    """Write a child of two assignments: what they agree on stays, the rest comes from either.

    Uniform-like crossover (Tate and Smith 1995): slots left over are dealt at random.
    """
    n = a.shape[0]
    used = np.zeros(n, np.bool_)
    out[:] = -1
    for i in range(n):
        if a[i] == b[i]:
            out[i] = a[i]
            used[a[i]] = True
    for i in range(n):
        if out[i] < 0:
            one, two = (a[i], b[i]) if u01(seed, chain, _SLOTS, i, 2) < 0.5 else (b[i], a[i])
            if not used[one]:
                out[i] = one
                used[one] = True
            elif not used[two]:
                out[i] = two
                used[two] = True
    left = np.empty(n, np.int64)
    count = 0
    for k in range(n):
        if not used[k]:
            left[count] = k
            count += 1
    for i in range(n):
        if out[i] < 0:
            pick = min(int(u01(seed, chain, _SLOTS, i, 3) * count), count - 1)
            out[i] = left[pick]
            count -= 1
            left[pick] = left[count]
