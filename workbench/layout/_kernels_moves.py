"""Compiled moves of a layout search: how another arrangement is proposed."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench._jit import kernel
from workbench.layout._kernels_fits import turn_of
from workbench.streams import normal_quantile, u01

# Addresses of chance: what a number is for.
_LAYOUT = 300
# At most so many stations move at once.
MOST = 4


class Rules(NamedTuple):
    """How the search moves.

    Parameters
    ----------
    seed, chain : int          Of chance.
    low, high : float[2]       Corners of the floor's bounding box. [mm]
    grid : float               Places are multiples of it. [mm]
    turn : float               Turns are multiples of it; 0 when stations are not turned. [degrees]
    sites : float[K, 3]        The only places there are; none when any place is one.
    free : int[M]              Stations that may be moved.
    hot, cold : float          First and last temperature, as shares of the cost.
    straight : bool            Whether the straight line counts in place of the way.
    """

    seed: Any
    chain: Any
    low: Any
    high: Any
    grid: Any
    turn: Any
    sites: Any
    free: Any
    hot: Any
    cold: Any
    straight: Any


@kernel
def u(rules, step, what):  # type: ignore[no-untyped-def]
    return u01(rules.seed, rules.chain, _LAYOUT, step, what)


@kernel
def pick(u, many):  # type: ignore[no-untyped-def]
    return min(int(u * many), many - 1)


@kernel
def snap(value, grid):  # type: ignore[no-untyped-def]
    return grid * math.floor(value / grid + 0.5) if grid > 0.0 else value


@kernel
def into(rules, out, s):  # type: ignore[no-untyped-def]
    """Keep a station within the floor's bounding box, on the grid."""
    for axis in range(2):
        value = min(max(out[s, axis], rules.low[axis]), rules.high[axis])
        out[s, axis] = snap(value, rules.grid)


@kernel
def _dock(rules, graphs, fixed, work, now, s, step, out):  # type: ignore[no-untyped-def]
    """Put a station where who works at it stands beside who works at another; False for neither."""
    many = work.flow_a.shape[0]
    f = pick(u(rules, step, 3), many)
    for n in range(many):
        e = (f + n) % many
        if work.flow_a[e] == s or work.flow_b[e] == s:
            t = work.flow_b[e] if work.flow_a[e] == s else work.flow_a[e]
            g = work.flow_graph[e]
            first, last = graphs.end_from[g], graphs.end_from[g + 1]
            own = _end(graphs.end_owner, first, last, fixed + s, u(rules, step, 4))
            its = _end(graphs.end_owner, first, last, fixed + t, u(rules, step, 5))
            angle = now[s, 2]
            if rules.turn > 0.0:
                angle = (
                    angle + rules.turn * pick(u(rules, step, 6), int(360.0 / rules.turn + 0.5))
                ) % 360.0
            c, w = turn_of(now[t, 2])
            ix, iy = graphs.end_at[its, 0], graphs.end_at[its, 1]
            x, y = now[t, 0] + c * ix - w * iy, now[t, 1] + w * ix + c * iy
            away = 300.0 * normal_quantile(max(u(rules, step, 7), 1e-12))
            if u(rules, step, 9) < 0.5:
                x += away
            else:
                y += away
            c, w = turn_of(angle)
            ix, iy = graphs.end_at[own, 0], graphs.end_at[own, 1]
            out[s, 0], out[s, 1], out[s, 2] = x - (c * ix - w * iy), y - (w * ix + c * iy), angle
            into(rules, out, s)
            return True
    return False


@kernel
def _end(owners, first, last, owner, u):  # type: ignore[no-untyped-def]
    """Return one of the ends of an owner."""
    count = 0
    for i in range(first, last):
        if owners[i] == owner:
            count += 1
    chosen = pick(u, count)
    for i in range(first, last):
        if owners[i] == owner:
            if chosen == 0:
                return i
            chosen -= 1
    return first


@kernel
def wander(rules, now, s, step, what, reach, out):  # type: ignore[no-untyped-def]
    """Shift a station by about ``reach`` [mm] in both directions."""
    out[s, 0] = now[s, 0] + reach * normal_quantile(max(u(rules, step, what), 1e-12))
    out[s, 1] = now[s, 1] + reach * normal_quantile(max(u(rules, step, what + 1), 1e-12))
    into(rules, out, s)


@kernel
def turned(rules, angle, chance):  # type: ignore[no-untyped-def]
    """Return another angle than this one, when stations are turned at all [degrees]."""
    if rules.turn <= 0.0:
        return angle
    steps = int(360.0 / rules.turn + 0.5)
    return (angle + (1 + pick(chance, max(steps - 1, 1))) * rules.turn) % 360.0


@kernel
def _on_sites(rules, now, s, step, out, which):  # type: ignore[no-untyped-def]
    """Put a station on a site, and whoever stands there on its own."""
    k = pick(u(rules, step, 2), rules.sites.shape[0])
    which[0], count = s, 1
    for n in range(rules.free.shape[0]):
        t = rules.free[n]
        if t != s and now[t, 0] == rules.sites[k, 0] and now[t, 1] == rules.sites[k, 1]:
            which[1], count = t, 2
            out[t] = now[s]
    out[s] = rules.sites[k]
    return count


@kernel
def _exchange(rules, now, step, several, out, which):  # type: ignore[no-untyped-def]
    """Let stations take each other's places in a ring: two, or three; the first is chosen."""
    free = rules.free
    for n in range(1, several):
        first = pick(u(rules, step, 1 + n), free.shape[0])
        for m in range(free.shape[0]):
            t = free[(first + m) % free.shape[0]]
            if t != which[0] and (n == 1 or t != which[1]):
                which[n] = t
                break
    how = u(rules, step, 5)
    for n in range(several):
        a, b = which[n], which[(n + 1) % several]
        out[a, 0], out[a, 1] = now[b, 0], now[b, 1]
        if rules.turn > 0.0 and how < 0.4:
            out[a, 2] = now[b, 2]
        elif rules.turn > 0.0 and how < 0.6:
            steps = int(360.0 / rules.turn + 0.5)
            out[a, 2] = rules.turn * pick(u(rules, step, 6 + n), steps)


@kernel
def _together(rules, now, step, several, reach, out, which):  # type: ignore[no-untyped-def]
    """Move a station with its nearest neighbours: shift them, or turn them about their middle."""
    free = rules.free
    for n in range(1, several):
        best = np.inf
        for m in range(free.shape[0]):
            t = free[m]
            taken = False
            for k in range(n):
                taken = taken or which[k] == t
            away = math.hypot(now[t, 0] - now[which[0], 0], now[t, 1] - now[which[0], 1])
            if not taken and away < best:
                best = away
                which[n] = t
    if rules.turn > 0.0 and u(rules, step, 3) < 0.4:
        x = y = 0.0
        for n in range(several):
            x += now[which[n], 0] / several
            y += now[which[n], 1] / several
        by = turned(rules, 0.0, u(rules, step, 4))
        c, w = turn_of(by)
        for n in range(several):
            s = which[n]
            dx, dy = now[s, 0] - x, now[s, 1] - y
            out[s, 0], out[s, 1] = x + c * dx - w * dy, y + w * dx + c * dy
            out[s, 2] = (now[s, 2] + by) % 360.0
            into(rules, out, s)
        return
    dx = reach * normal_quantile(max(u(rules, step, 5), 1e-12))
    dy = reach * normal_quantile(max(u(rules, step, 6), 1e-12))
    for n in range(several):
        s = which[n]
        out[s, 0], out[s, 1] = now[s, 0] + dx, now[s, 1] + dy
        into(rules, out, s)


@kernel
def propose(rules, graphs, fixed, work, now, step, share, out, which):  # type: ignore[no-untyped-def]
    """Write another arrangement to ``out`` [S, 3].

    Parameters
    ----------
    rules, graphs, fixed, work
    now : float[S, 3]   Where stations stand.
    step : int          Address of chance.
    share : float       How much of the cooling is behind us: later moves are smaller.
    out : float[S, 3]   Written.
    which : int[MOST]   Written: the stations that move.

    Returns
    -------
    int, bool
        How many move; and whether the move is a bold one, for which repair pays.
    """
    out[:] = now
    count = rules.free.shape[0]
    s = rules.free[pick(u(rules, step, 0), count)]
    which[0] = s
    if rules.sites.shape[0] > 0:
        return _on_sites(rules, now, s, step, out, which), False
    kind = u(rules, step, 1)
    reach = 40.0 + 2500.0 * (1.0 - share) ** 2
    if kind < 0.12 and count > 1:
        several = 3 if kind < 0.03 and count > 2 else 2
        _exchange(rules, now, step, several, out, which)
        return several, True
    if kind < 0.16 and count > 1:
        several = min(2 + pick(u(rules, step, 2), MOST - 1), count)
        _together(rules, now, step, several, reach, out, which)
        return several, True
    if kind < 0.20:
        out[s, 0] = rules.low[0] + u(rules, step, 3) * (rules.high[0] - rules.low[0])
        out[s, 1] = rules.low[1] + u(rules, step, 4) * (rules.high[1] - rules.low[1])
    elif kind < 0.32 and work.flow_a.shape[0] > 0:
        # Towards a station with which something is exchanged.
        f = pick(u(rules, step, 3), work.flow_a.shape[0])
        for n in range(work.flow_a.shape[0]):
            e = (f + n) % work.flow_a.shape[0]
            if work.flow_a[e] == s or work.flow_b[e] == s:
                t = work.flow_b[e] if work.flow_a[e] == s else work.flow_a[e]
                part = u(rules, step, 4)
                out[s, 0] = now[s, 0] + part * (now[t, 0] - now[s, 0])
                out[s, 1] = now[s, 1] + part * (now[t, 1] - now[s, 1])
                break
    elif kind < 0.40 and rules.turn > 0.0:
        pass
    elif kind < 0.55 and work.flow_a.shape[0] > 0:
        if _dock(rules, graphs, fixed, work, now, s, step, out):
            return 1, True
    elif kind < 0.70:
        # Along one axis only, as a station slides along a wall.
        axis = pick(u(rules, step, 3), 2)
        out[s, axis] += reach * normal_quantile(max(u(rules, step, 4), 1e-12))
    else:
        wander(rules, now, s, step, 3, reach, out)
    into(rules, out, s)
    if kind < 0.40 or u(rules, step, 5) < 0.1:
        out[s, 2] = turned(rules, now[s, 2], u(rules, step, 6))
    return 1, kind < 0.40
