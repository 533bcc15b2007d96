"""Compiled search for a layout: simulated annealing over places and turns of fixed footprints.

Kirkpatrick, Gelatt and Vecchi 1983. A proposal is refused as soon as it is certain that it will be:
first by what fits (micro-seconds), then by the straight line, which no way is shorter than, and
only then by the ways themselves.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench._jit import kernel
from workbench.layout._kernels_fits import stand_pieces, turn_of, violation
from workbench.layout._kernels_gaps import crosses, gates, room
from workbench.layout._kernels_ways import (
    copy,
    graph_of,
    outwards,
    seen_of,
    shift,
    unseen,
    way,
)
from workbench.streams import normal_quantile, u01

# Addresses of chance: what a number is for.
_LAYOUT = 300
# A flow without a way, or a station without a way out, costs this many times the present cost.
_BLOCKED = 1e9


class Work(NamedTuple):
    """What is carried on a floor, and what moving costs.

    Parameters
    ----------
    flow_graph, flow_a, flow_b : int[F]   Who carries (a graph), between which stations; sorted by
                                          graph and origin.
    flow_weight : float[F]                Cost of a week for each mm of the way. [money/mm]
    flow_graphs : int                     The first so many graphs are those of who carries.
    out_graph : int                       Graph of the way out; -1 when nobody asks for one.
    out_most : float                      Greatest length of it. [mm]
    narrow_graph, narrow_a, narrow_b, narrow_least
                                          Ways that must be wider than who carries. [mm]
    start : float[S, 3]                   From where moving counts: x, y [mm], turn [degrees].
    move_fixed, move_rate : float[S]      Of moving: once, and by the mm, spread over the weeks in
                                          which it shall pay. [money/week]
    """

    flow_graph: Any
    flow_a: Any
    flow_b: Any
    flow_weight: Any
    flow_graphs: Any
    out_graph: Any
    out_most: Any
    narrow_graph: Any
    narrow_a: Any
    narrow_b: Any
    narrow_least: Any
    start: Any
    move_fixed: Any
    move_rate: Any


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
def _u(rules, step, what):  # type: ignore[no-untyped-def]
    return u01(rules.seed, rules.chain, _LAYOUT, step, what)


@kernel
def _pick(u, many):  # type: ignore[no-untyped-def]
    return min(int(u * many), many - 1)


@kernel
def _snap(value, grid):  # type: ignore[no-untyped-def]
    return grid * math.floor(value / grid + 0.5) if grid > 0.0 else value


@kernel
def _into(rules, out, s):  # type: ignore[no-untyped-def]
    """Keep a station within the floor's bounding box, on the grid."""
    for axis in range(2):
        value = min(max(out[s, axis], rules.low[axis]), rules.high[axis])
        out[s, axis] = _snap(value, rules.grid)


@kernel
def _dock(rules, graphs, fixed, work, now, s, step, out):  # type: ignore[no-untyped-def]
    """Put a station where who works at it stands beside who works at another; False for neither."""
    many = work.flow_a.shape[0]
    f = _pick(_u(rules, step, 3), many)
    for n in range(many):
        e = (f + n) % many
        if work.flow_a[e] == s or work.flow_b[e] == s:
            t = work.flow_b[e] if work.flow_a[e] == s else work.flow_a[e]
            g = work.flow_graph[e]
            first, last = graphs.end_from[g], graphs.end_from[g + 1]
            own = _end(graphs.end_owner, first, last, fixed + s, _u(rules, step, 4))
            its = _end(graphs.end_owner, first, last, fixed + t, _u(rules, step, 5))
            angle = now[s, 2]
            if rules.turn > 0.0:
                angle = (
                    angle + rules.turn * _pick(_u(rules, step, 6), int(360.0 / rules.turn + 0.5))
                ) % 360.0
            c, w = turn_of(now[t, 2])
            ix, iy = graphs.end_at[its, 0], graphs.end_at[its, 1]
            x, y = now[t, 0] + c * ix - w * iy, now[t, 1] + w * ix + c * iy
            away = 300.0 * normal_quantile(max(_u(rules, step, 7), 1e-12))
            if _u(rules, step, 9) < 0.5:
                x += away
            else:
                y += away
            c, w = turn_of(angle)
            ix, iy = graphs.end_at[own, 0], graphs.end_at[own, 1]
            out[s, 0], out[s, 1], out[s, 2] = x - (c * ix - w * iy), y - (w * ix + c * iy), angle
            _into(rules, out, s)
            return True
    return False


@kernel
def _end(owners, first, last, owner, u):  # type: ignore[no-untyped-def]
    """Return one of the ends of an owner."""
    count = 0
    for i in range(first, last):
        if owners[i] == owner:
            count += 1
    chosen = _pick(u, count)
    for i in range(first, last):
        if owners[i] == owner:
            if chosen == 0:
                return i
            chosen -= 1
    return first


@kernel
def propose(rules, graphs, fixed, work, now, step, share, out):  # type: ignore[no-untyped-def]
    """Write another arrangement to ``out`` [S, 3]; return the one or two stations moved (or -1)."""
    out[:] = now
    count = rules.free.shape[0]
    s = rules.free[_pick(_u(rules, step, 0), count)]
    kind = _u(rules, step, 1)
    if rules.sites.shape[0] > 0:
        k = _pick(_u(rules, step, 2), rules.sites.shape[0])
        other = -1
        for n in range(count):
            t = rules.free[n]
            if t != s and now[t, 0] == rules.sites[k, 0] and now[t, 1] == rules.sites[k, 1]:
                other = t
        out[s] = rules.sites[k]
        if other >= 0:
            out[other] = now[s]
        return s, other
    if kind < 0.12 and count > 1:
        t = rules.free[_pick(_u(rules, step, 2), count)]
        if t != s:
            out[s, 0], out[s, 1] = now[t, 0], now[t, 1]
            out[t, 0], out[t, 1] = now[s, 0], now[s, 1]
            if _u(rules, step, 3) < 0.5 and rules.turn > 0.0:
                out[s, 2], out[t, 2] = now[t, 2], now[s, 2]
            return s, t
    reach_of = 40.0 + 2500.0 * (1.0 - share) ** 2
    if kind < 0.2:
        out[s, 0] = rules.low[0] + _u(rules, step, 3) * (rules.high[0] - rules.low[0])
        out[s, 1] = rules.low[1] + _u(rules, step, 4) * (rules.high[1] - rules.low[1])
    elif kind < 0.35 and work.flow_a.shape[0] > 0:
        # Towards a station with which something is exchanged.
        f = _pick(_u(rules, step, 3), work.flow_a.shape[0])
        for n in range(work.flow_a.shape[0]):
            e = (f + n) % work.flow_a.shape[0]
            if work.flow_a[e] == s or work.flow_b[e] == s:
                t = work.flow_b[e] if work.flow_a[e] == s else work.flow_a[e]
                part = _u(rules, step, 4)
                out[s, 0] = now[s, 0] + part * (now[t, 0] - now[s, 0])
                out[s, 1] = now[s, 1] + part * (now[t, 1] - now[s, 1])
                break
    elif kind < 0.43 and rules.turn > 0.0:
        pass
    elif kind < 0.55 and work.flow_a.shape[0] > 0:
        if _dock(rules, graphs, fixed, work, now, s, step, out):
            return s, -1
    elif kind < 0.68:
        # Along one axis only, as a station slides along a wall.
        axis = _pick(_u(rules, step, 3), 2)
        out[s, axis] += reach_of * normal_quantile(max(_u(rules, step, 4), 1e-12))
    else:
        out[s, 0] += reach_of * normal_quantile(max(_u(rules, step, 3), 1e-12))
        out[s, 1] += reach_of * normal_quantile(max(_u(rules, step, 4), 1e-12))
    _into(rules, out, s)
    if rules.turn > 0.0 and (kind < 0.43 or _u(rules, step, 5) < 0.1):
        steps = int(360.0 / rules.turn + 0.5)
        more = 1 + _pick(_u(rules, step, 6), max(steps - 1, 1))
        out[s, 2] = (now[s, 2] + more * rules.turn) % 360.0
    return s, -1


@kernel
def _put(fits, poses, at, s, body, body_box, free, free_box):  # type: ignore[no-untyped-def]
    """Stand one station at a place."""
    o = fits.fixed + s
    c, w = turn_of(at[s, 2])
    poses[o, 0], poses[o, 1], poses[o, 2], poses[o, 3] = at[s, 0], at[s, 1], c, w
    stand_pieces(
        o, at[s, 0], at[s, 1], c, w, fits.body_at, fits.body_start, fits.body_from, body, body_box
    )
    stand_pieces(
        o, at[s, 0], at[s, 1], c, w, fits.free_at, fits.free_start, fits.free_from, free, free_box
    )


@kernel
def _put_all(fits, poses, at, body, body_box, free, free_box):  # type: ignore[no-untyped-def]
    for o in range(fits.fixed):
        poses[o, 0], poses[o, 1], poses[o, 2], poses[o, 3] = 0.0, 0.0, 1.0, 0.0
        stand_pieces(
            o, 0.0, 0.0, 1.0, 0.0, fits.body_at, fits.body_start, fits.body_from, body, body_box
        )
    for s in range(at.shape[0]):
        _put(fits, poses, at, s, body, body_box, free, free_box)


@kernel
def broken(fits, at):  # type: ignore[no-untyped-def]
    """Return how much an arrangement breaks, in all [mm], ways aside."""
    owners = fits.body_from.shape[0] - 1
    poses = np.empty((owners, 4))
    body, free = np.empty(fits.body_at.shape), np.empty(fits.free_at.shape)
    body_box = np.empty((fits.body_start.shape[0] - 1, 4))
    free_box = np.empty((fits.free_start.shape[0] - 1, 4))
    _put_all(fits, poses, at, body, body_box, free, free_box)
    return violation(fits, np.ones(owners, np.bool_), body, body_box, free, free_box, np.inf)


@kernel
def settle(fits, graphs, work, rules, now, steps, scatter):  # type: ignore[no-untyped-def]
    """Move stations until everything fits, ways aside; return what is still broken [mm].

    Parameters
    ----------
    fits, graphs, work, rules
    now : float[S, 3]    Where stations stand; written.
    steps : int          At most.
    scatter : bool       Whether to begin with every free station at a random place.
    """
    owners = fits.body_from.shape[0] - 1
    poses = np.empty((owners, 4))
    body, free = np.empty(fits.body_at.shape), np.empty(fits.free_at.shape)
    body_box = np.empty((fits.body_start.shape[0] - 1, 4))
    free_box = np.empty((fits.free_start.shape[0] - 1, 4))
    if scatter:
        for n in range(rules.free.shape[0]):
            s = rules.free[n]
            if rules.sites.shape[0] > 0:
                continue
            now[s, 0] = _snap(
                rules.low[0] + _u(rules, -1 - s, 0) * (rules.high[0] - rules.low[0]), rules.grid
            )
            now[s, 1] = _snap(
                rules.low[1] + _u(rules, -1 - s, 1) * (rules.high[1] - rules.low[1]), rules.grid
            )
            if rules.turn > 0.0:
                turns = int(360.0 / rules.turn + 0.5)
                now[s, 2] = rules.turn * _pick(_u(rules, -1 - s, 2), turns)
    _put_all(fits, poses, now, body, body_box, free, free_box)
    total = violation(fits, np.ones(owners, np.bool_), body, body_box, free, free_box, np.inf)
    moved = np.zeros(owners, np.bool_)
    tried = np.empty(now.shape)
    for step in range(steps):
        if total <= 1e-9:
            break
        share = step / steps
        s, t = propose(
            rules, graphs, fits.fixed, work, now, -1000 - step, min(2.0 * share, 1.0), tried
        )
        moved[:] = False
        moved[fits.fixed + s] = True
        if t >= 0:
            moved[fits.fixed + t] = True
        before = violation(fits, moved, body, body_box, free, free_box, np.inf)
        if before == 0.0 and _u(rules, -1000 - step, 7) < 0.9:
            continue  # what fits is left alone most of the time
        _put(fits, poses, tried, s, body, body_box, free, free_box)
        if t >= 0:
            _put(fits, poses, tried, t, body, body_box, free, free_box)
        heat = 200.0 * (1.0 - share) + 1e-9
        limit = before - heat * math.log(max(_u(rules, -1000 - step, 8), 1e-300))
        after = violation(fits, moved, body, body_box, free, free_box, limit)
        if after <= limit:
            now[:] = tried
            total += after - before
            if total < 1.0:
                total = violation(
                    fits, np.ones(owners, np.bool_), body, body_box, free, free_box, np.inf
                )
        else:
            _put(fits, poses, now, s, body, body_box, free, free_box)
            if t >= 0:
                _put(fits, poses, now, t, body, body_box, free, free_box)
    return violation(fits, np.ones(owners, np.bool_), body, body_box, free, free_box, np.inf)


@kernel
def _straight(graphs, work, fixed, poses, out):  # type: ignore[no-untyped-def]
    """Return the cost along straight lines between stands, which no way is shorter than.

    The cost of each flow is written to ``out`` [F].
    """
    total = 0.0
    for f in range(work.flow_a.shape[0]):
        g = work.flow_graph[f]
        best = np.inf
        for i in range(graphs.end_from[g], graphs.end_from[g + 1]):
            o = graphs.end_owner[i]
            if o != fixed + work.flow_a[f]:
                continue
            ix = poses[o, 0] + poses[o, 2] * graphs.end_at[i, 0] - poses[o, 3] * graphs.end_at[i, 1]
            iy = poses[o, 1] + poses[o, 3] * graphs.end_at[i, 0] + poses[o, 2] * graphs.end_at[i, 1]
            for j in range(graphs.end_from[g], graphs.end_from[g + 1]):
                p = graphs.end_owner[j]
                if p != fixed + work.flow_b[f]:
                    continue
                ex, ey = graphs.end_at[j, 0], graphs.end_at[j, 1]
                jx = poses[p, 0] + poses[p, 2] * ex - poses[p, 3] * ey
                jy = poses[p, 1] + poses[p, 3] * ex + poses[p, 2] * ey
                best = min(best, math.hypot(jx - ix, jy - iy))
        out[f] = work.flow_weight[f] * best
        total += out[f]
    return total


@kernel
def _moving(work, at):  # type: ignore[no-untyped-def]
    total = 0.0
    for s in range(at.shape[0]):
        away = math.hypot(at[s, 0] - work.start[s, 0], at[s, 1] - work.start[s, 1])
        turn = abs((at[s, 2] - work.start[s, 2] + 180.0) % 360.0 - 180.0)
        if away > 1e-6 or turn > 1e-6:
            total += work.move_fixed[s] + work.move_rate[s] * away
    return total


@kernel
def _walked(graphs, seen, work, fixed, least, limit):  # type: ignore[no-untyped-def]
    """Return the cost along the ways that are open, and how many flows have none.

    Parameters
    ----------
    least : float[F]   What each flow costs at least: along the straight line. [money/week]
    limit : float      Stops with inf as soon as the cost is certain to be above it.
    """
    total, blocked, rest = 0.0, 0, np.sum(least)
    before = np.empty(graphs.node_from[-1], np.int64)
    for f in range(work.flow_a.shape[0]):
        g = work.flow_graph[f]
        one = seen_of(graphs, seen, g)
        far, _ = way(
            graph_of(graphs, g), one, fixed + work.flow_a[f], fixed + work.flow_b[f],
            before[: one.nodes.shape[0]],
        )  # fmt: skip
        rest -= least[f]
        if far == np.inf:
            blocked += 1
        else:
            total += work.flow_weight[f] * far
        # Rounding of the sums must not refuse what is just at the limit.
        if (total + rest) * (1.0 - 1e-12) + _BLOCKED * blocked > limit:
            return np.inf, blocked
    return total, blocked


@kernel
def _shut_in(graphs, seen, work, fixed, owners):  # type: ignore[no-untyped-def]
    """Return how many stations have no way out that is short and wide enough."""
    g = work.out_graph
    wanted = np.ones(owners, np.bool_)
    wanted[:fixed] = False
    return outwards(graph_of(graphs, g), seen_of(graphs, seen, g), work.out_most, fixed, wanted)


@kernel
def _squeezed(graphs, seen, work, fits, poses, body, body_box):  # type: ignore[no-untyped-def]
    """Return how many ways are narrower somewhere than they must be."""
    pieces = fits.body_start.shape[0] - 1
    gate = np.empty((pieces * (pieces - 1), 5))
    count = 0
    for n in range(work.narrow_a.shape[0]):
        g = work.narrow_graph[n]
        least = work.narrow_least[n]
        many = gates(body, fits.body_start, fits.body_owner, body_box, least - 1e-3, gate)
        graph, one = graph_of(graphs, g), seen_of(graphs, seen, g)
        before = np.empty(one.cover.shape[0], np.int64)
        _, node = way(
            graph, one, fits.fixed + work.narrow_a[n], fits.fixed + work.narrow_b[n], before
        )
        if node < 0:
            count += 1
            continue
        bad = _cramped(graph, graphs.radius[g], node, poses, fits, body) < least - 1e-3
        while before[node] >= 0 and not bad:
            prior = before[node]
            ax, ay, bx, by = (
                one.nodes[node, 0], one.nodes[node, 1], one.nodes[prior, 0], one.nodes[prior, 1],
            )  # fmt: skip
            for k in range(many):
                if crosses(ax, ay, bx, by, gate[k, 1], gate[k, 2], gate[k, 3], gate[k, 4]):
                    bad = True
                    break
            node = prior
        if not bad:
            bad = _cramped(graph, graphs.radius[g], node, poses, fits, body) < least - 1e-3
        if bad:
            count += 1
    return count


@kernel
def _cramped(graph, radius, end, poses, fits, body):  # type: ignore[no-untyped-def]
    """Return how much room there is where somebody stands, from the side of work outwards [mm]."""
    o = graph.end_owner[end]
    px, py = graph.end_at[end, 0], graph.end_at[end, 1]
    away = math.hypot(px, py)
    ux, uy = px / away, py / away
    px, py = px - ux * radius, py - uy * radius
    x, y, c, s = poses[o, 0], poses[o, 1], poses[o, 2], poses[o, 3]
    return room(
        x + c * px - s * py, y + s * px + c * py, c * ux - s * uy, s * ux + c * uy, o,
        body, fits.body_start, fits.body_owner,
    )  # fmt: skip


@kernel
def _faults(graphs, seen, work, fits, poses, body, body_box):  # type: ignore[no-untyped-def]
    count = 0
    if work.out_graph >= 0:
        count += _shut_in(graphs, seen, work, fits.fixed, poses.shape[0])
    if work.narrow_a.shape[0] > 0:
        count += _squeezed(graphs, seen, work, fits, poses, body, body_box)
    return count


@kernel
def value(fits, graphs, work, straight, at):  # type: ignore[no-untyped-def]
    """Return the cost of an arrangement [money/week], and how many ways it lacks.

    What is missing is a flow without a way, a station without a way out, or a way that is too
    narrow; with ``straight`` nothing is.
    """
    owners = fits.body_from.shape[0] - 1
    poses = np.empty((owners, 4))
    body, free = np.empty(fits.body_at.shape), np.empty(fits.free_at.shape)
    body_box = np.empty((fits.body_start.shape[0] - 1, 4))
    free_box = np.empty((fits.free_start.shape[0] - 1, 4))
    _put_all(fits, poses, at, body, body_box, free, free_box)
    least = np.empty(work.flow_a.shape[0])
    lines = _straight(graphs, work, fits.fixed, poses, least)
    if straight:
        return lines + _moving(work, at), 0
    seen = unseen(graphs)
    moved = np.ones(owners, np.bool_)
    for g in range(graphs.radius.shape[0]):
        shift(graph_of(graphs, g), seen_of(graphs, seen, g), poses, moved)
    cost, blocked = _walked(graphs, seen, work, fits.fixed, least, np.inf)
    blocked += _faults(graphs, seen, work, fits, poses, body, body_box)
    return cost + _moving(work, at), blocked


@kernel
def anneal(  # type: ignore[no-untyped-def]
    fits, graphs, work, rules, seen, other, now, best, figures, first, last, steps
):
    """Search on from an arrangement in which everything fits.

    Parameters
    ----------
    fits, graphs, work, rules
    seen, other : Seen        What is known of the graphs and room for it, as by `unseen`; written,
                              and kept from one call to the next.
    now, best : float[S, 3]   Where stations stand, and the best so far; written.
    figures : float[4]        Cost now, best cost [money/week], ways tried so far, moves taken;
                              written. A blocked way adds 1e9 to a cost.
    first, last, steps : int  Which of how many steps of the whole cooling these are.
    """
    owners = fits.body_from.shape[0] - 1
    poses = np.empty((owners, 4))
    body, free = np.empty(fits.body_at.shape), np.empty(fits.free_at.shape)
    body_box = np.empty((fits.body_start.shape[0] - 1, 4))
    free_box = np.empty((fits.free_start.shape[0] - 1, 4))
    _put_all(fits, poses, now, body, body_box, free, free_box)
    moved = np.ones(owners, np.bool_)
    many = graphs.radius.shape[0]
    if first == 0 and not rules.straight:
        for g in range(many):
            shift(graph_of(graphs, g), seen_of(graphs, seen, g), poses, moved)
    tried, least = np.empty(now.shape), np.empty(work.flow_a.shape[0])
    for step in range(first, last):
        share = step / steps
        s, t = propose(rules, graphs, fits.fixed, work, now, step, share, tried)
        moved[:] = False
        moved[fits.fixed + s] = True
        _put(fits, poses, tried, s, body, body_box, free, free_box)
        if t >= 0:
            moved[fits.fixed + t] = True
            _put(fits, poses, tried, t, body, body_box, free, free_box)
        taken = False
        if violation(fits, moved, body, body_box, free, free_box, 0.0) == 0.0:
            scale = figures[1] if figures[1] < _BLOCKED else figures[1] % _BLOCKED
            heat = scale * rules.hot * (rules.cold / rules.hot) ** share
            limit = figures[0] - heat * math.log(max(_u(rules, step, 8), 1e-300))
            moving = _moving(work, tried)
            cost = _straight(graphs, work, fits.fixed, poses, least) + moving
            if rules.straight:
                figures[2] += 1.0
            elif cost <= limit:
                figures[2] += 1.0
                for g in range(work.flow_graphs):
                    one, two = seen_of(graphs, seen, g), seen_of(graphs, other, g)
                    copy(one, two)
                    shift(graph_of(graphs, g), two, poses, moved)
                cost, blocked = _walked(graphs, other, work, fits.fixed, least, limit - moving)
                cost += moving + _BLOCKED * blocked
                if cost <= limit:
                    for g in range(work.flow_graphs, many):
                        one, two = seen_of(graphs, seen, g), seen_of(graphs, other, g)
                        copy(one, two)
                        shift(graph_of(graphs, g), two, poses, moved)
                    cost += _BLOCKED * _faults(graphs, other, work, fits, poses, body, body_box)
            if cost <= limit:
                taken = True
                figures[3] += 1.0
                figures[0] = cost
                now[:] = tried
                if not rules.straight:
                    for g in range(many):
                        copy(seen_of(graphs, other, g), seen_of(graphs, seen, g))
                if cost < figures[1]:
                    figures[1] = cost
                    best[:] = now
        if not taken:
            _put(fits, poses, now, s, body, body_box, free, free_box)
            if t >= 0:
                _put(fits, poses, now, t, body, body_box, free, free_box)
