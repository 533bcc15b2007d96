"""Compiled cost of an arrangement: ways that are worked out only where a move can change them.

A way that neither begins nor ends at a moved station stays as it is when nothing moved stands in
it, and when what moved away from its old place cannot make it shorter: whoever went through that
place would go further than the way is now.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench._jit import kernel
from workbench.layout._kernels import blocks
from workbench.layout._kernels_gaps import crosses, gates, room
from workbench.layout._kernels_ways import (
    Trial,
    copy_stand,
    graph_of,
    outwards,
    seen_of,
    stand,
    untried,
    way,
)

# A flow without a way, or a station without a way out, costs this many times the present cost.
BLOCKED = 1e9
# A way of more nodes is not kept, but worked out each time.
_NODES = 24
# What a flow may be to a move: touched by it, perhaps made shorter by it, or at most longer.
_TOUCHED, _LOOSE, _HELD = 0, 1, 2


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


class Known(NamedTuple):
    """The ways of all flows of an arrangement.

    Parameters
    ----------
    far : float[F]     Lengths, inf where there is none. [mm]
    nodes : int[F, N]  From the end backwards, of the flow's graph.
    count : int[F]     How many there are; -1 when there are more than are kept.
    """

    far: Any
    nodes: Any
    count: Any


@kernel
def unknown(work):  # type: ignore[no-untyped-def]
    """Return room for the ways of all flows."""
    many = work.flow_a.shape[0]
    return Known(
        np.full(many, np.inf), np.zeros((many, _NODES), np.int64), np.zeros(many, np.int64)
    )


@kernel
def ends_of(graphs, fixed, stations):  # type: ignore[no-untyped-def]
    """Return the first and the last end (and one more) of each station in each graph [G, S, 2]."""
    out = np.zeros((graphs.radius.shape[0], stations, 2), np.int64)
    for g in range(graphs.radius.shape[0]):
        for i in range(graphs.end_from[g], graphs.end_from[g + 1]):
            s = graphs.end_owner[i] - fixed
            if s >= 0:
                if out[g, s, 1] == 0:
                    out[g, s, 0] = i
                out[g, s, 1] = i + 1
    return out


@kernel
def line(graphs, ends, g, s, t, one, two):  # type: ignore[no-untyped-def]
    """Return the distance between the nearest stands of two stations [mm].

    Parameters
    ----------
    graphs, ends, g   The graph.
    s, t              Stations.
    one, two          Their poses.
    """
    best = np.inf
    for i in range(ends[g, s, 0], ends[g, s, 1]):
        px, py = graphs.end_at[i, 0], graphs.end_at[i, 1]
        ix = one[0] + one[2] * px - one[3] * py
        iy = one[1] + one[3] * px + one[2] * py
        for j in range(ends[g, t, 0], ends[g, t, 1]):
            qx, qy = graphs.end_at[j, 0], graphs.end_at[j, 1]
            dx = two[0] + two[2] * qx - two[3] * qy - ix
            dy = two[1] + two[3] * qx + two[2] * qy - iy
            best = min(best, dx * dx + dy * dy)
    return math.sqrt(best)


@kernel
def straight(graphs, ends, work, fixed, poses):  # type: ignore[no-untyped-def]
    """Return the cost along straight lines between stands, which no way is shorter than."""
    total = 0.0
    for f in range(work.flow_a.shape[0]):
        a, b = work.flow_a[f], work.flow_b[f]
        one, two = poses[fixed + a], poses[fixed + b]
        total += work.flow_weight[f] * line(graphs, ends, work.flow_graph[f], a, b, one, two)
    return total


@kernel
def _gap(graphs, ends, g, s, one, box):  # type: ignore[no-untyped-def]
    """Return how far the nearest stand of a station is from a box [mm]."""
    best = np.inf
    for i in range(ends[g, s, 0], ends[g, s, 1]):
        px, py = graphs.end_at[i, 0], graphs.end_at[i, 1]
        x = one[0] + one[2] * px - one[3] * py
        y = one[1] + one[3] * px + one[2] * py
        dx = max(box[0] - x, 0.0, x - box[2])
        dy = max(box[1] - y, 0.0, y - box[3])
        best = min(best, dx * dx + dy * dy)
    return math.sqrt(best)


@kernel
def at_least(graphs, ends, seen, known, work, fixed, poses, which, count, least, state):  # type: ignore[no-untyped-def]
    """Return what an arrangement costs at least, before any way is worked out.

    Parameters
    ----------
    graphs, ends, work, fixed
    seen, known      What is known of the arrangement before the move.
    poses            After the move.
    which, count     The stations that moved.
    least, state     Written [F]: what each flow costs at least, and what it is to the move.
    """
    total = 0.0
    owner, box = graphs.owner, seen.box
    pieces = np.empty(owner.shape[0], np.int64)
    graph, many = -1, 0
    for f in range(work.flow_a.shape[0]):
        g, a, b = work.flow_graph[f], work.flow_a[f], work.flow_b[f]
        if g != graph:
            graph, many = g, 0
            for k in range(graphs.piece_from[g], graphs.piece_from[g + 1]):
                for n in range(count):
                    if owner[k] == fixed + which[n]:
                        pieces[many] = k
                        many += 1
        state[f] = _HELD if known.far[f] < np.inf else _LOOSE
        for n in range(count):
            if which[n] == a or which[n] == b:
                state[f] = _TOUCHED
        one, two = poses[fixed + a], poses[fixed + b]
        if state[f] == _HELD:
            far = known.far[f]
            for n in range(many):
                at = box[pieces[n]]
                if (
                    _gap(graphs, ends, g, a, one, at) + _gap(graphs, ends, g, b, two, at)
                    < far + 1e-6
                ):
                    state[f] = _LOOSE
                    break
            least[f] = work.flow_weight[f] * far
        if state[f] != _HELD:
            least[f] = work.flow_weight[f] * line(graphs, ends, g, a, b, one, two)
        total += least[f]
    return total


@kernel
def _stays(graph, one, known, f, moved):  # type: ignore[no-untyped-def]
    """Whether a way bends round nothing that moved, and nothing that moved stands in it."""
    count = known.count[f]
    if count < 0:
        return False
    ends = graph.end_owner.shape[0]
    nodes, cover = one.nodes, one.cover
    for n in range(count):
        i = known.nodes[f, n]
        owner = graph.end_owner[i] if i < ends else graph.corner_owner[i - ends]
        if moved[owner] or cover[i] >= 0:
            return False
    points, margin, box, start = one.points, one.margin, one.box, graph.start
    for k in range(graph.owner.shape[0]):
        if moved[graph.owner[k]]:
            for n in range(count - 1):
                i, j = known.nodes[f, n], known.nodes[f, n + 1]
                if blocks(
                    k, nodes[i, 0], nodes[i, 1], nodes[j, 0], nodes[j, 1],
                    points, margin, start, box,
                ):  # fmt: skip
                    return False
    return True


@kernel
def _walk(graph, one, trial, work, fixed, f, before, known):  # type: ignore[no-untyped-def]
    """Work out the way of a flow and write it to ``known``."""
    far, last = way(graph, one, trial, fixed + work.flow_a[f], fixed + work.flow_b[f], before)
    known.far[f] = far
    count = 0
    while last >= 0 and count <= _NODES:
        if count < _NODES:
            known.nodes[f, count] = last
        count += 1
        last = before[last]
    known.count[f] = count if count <= _NODES else -1


@kernel
def walked(graphs, seen, work, fixed, known):  # type: ignore[no-untyped-def]
    """Work out all ways; return the cost of those that are open, and how many flows have none."""
    total, blocked = 0.0, 0
    before = np.empty(graphs.node_from[-1], np.int64)
    for f in range(work.flow_a.shape[0]):
        one = seen_of(graphs, seen, work.flow_graph[f])
        _walk(
            graph_of(graphs, work.flow_graph[f]), one, untried(one), work, fixed, f,
            before[: one.nodes.shape[0]], known,
        )  # fmt: skip
        if known.far[f] == np.inf:
            blocked += 1
        else:
            total += work.flow_weight[f] * known.far[f]
    return total, blocked


@kernel
def walked_again(  # type: ignore[no-untyped-def]
    graphs, seen, other, known, trial, work, fixed, poses, moved, least, state, stamp, now, limit
):
    """Return the cost along the ways after a move, and how many flows have none.

    Parameters
    ----------
    graphs, work, fixed
    seen, known         What is known of the arrangement before the move.
    other, trial        Written: the same after it, as far as it was looked at.
    poses, moved        Where every owner stands after the move [O, 4], and who moved [O].
    least, state        As by `at_least`.
    stamp : int         As ``hider`` of all graphs, for when its entries were written; written.
    now : int           Of this move: 1 or more, and another for each.
    limit : float       Stops with inf as soon as the cost is certain to be above it.
    """
    total, blocked, rest = 0.0, 0, np.sum(least)
    before = np.empty(graphs.node_from[-1], np.int64)
    count = np.full(graphs.radius.shape[0], -1)
    several = np.empty(graphs.owner.shape[0], np.int64)
    dirty, gone = np.empty(graphs.node_from[-1], np.bool_), moved[graphs.owner]
    for turn in range(3):
        for f in range(work.flow_a.shape[0]):
            if state[f] != turn:
                continue
            g = work.flow_graph[f]
            graph, one, old = (
                graph_of(graphs, g),
                seen_of(graphs, other, g),
                seen_of(graphs, seen, g),
            )
            p, v, pair, size = (
                graphs.piece_from[g],
                graphs.node_from[g],
                graphs.pair_from[g],
                one.nodes.shape[0],
            )
            if count[g] < 0:
                copy_stand(old, one)
                count[g] = stand(graph, one, poses, moved, several[p:], dirty[v : v + size])
            if turn == _HELD and _stays(graph, one, known, f, moved):
                trial.far[f] = known.far[f]
                trial.count[f] = known.count[f]
                trial.nodes[f] = known.nodes[f]
            else:
                news = Trial(
                    old.hider, stamp[pair : pair + size * size].reshape((size, size)), now,
                    dirty[v : v + size], gone[p:], several[p : p + count[g]],
                )  # fmt: skip
                _walk(graph, one, news, work, fixed, f, before[:size], trial)
            rest -= least[f]
            if trial.far[f] == np.inf:
                blocked += 1
            else:
                total += work.flow_weight[f] * trial.far[f]
            # Rounding of the sums must not refuse what is just at the limit.
            if (total + rest) * (1.0 - 1e-12) + BLOCKED * blocked > limit:
                return np.inf, blocked
    return total, blocked


@kernel
def moving(work, at):  # type: ignore[no-untyped-def]
    """Return what it costs to move there [money/week]."""
    total = 0.0
    for s in range(at.shape[0]):
        away = math.hypot(at[s, 0] - work.start[s, 0], at[s, 1] - work.start[s, 1])
        turn = abs((at[s, 2] - work.start[s, 2] + 180.0) % 360.0 - 180.0)
        if away > 1e-6 or turn > 1e-6:
            total += work.move_fixed[s] + work.move_rate[s] * away
    return total


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
            graph, one, untried(one), fits.fixed + work.narrow_a[n],
            fits.fixed + work.narrow_b[n], before,
        )  # fmt: skip
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
def faults(graphs, seen, work, fits, poses, body, body_box):  # type: ignore[no-untyped-def]
    """Return how many stations are shut in, and how many ways are too narrow."""
    count = 0
    if work.out_graph >= 0:
        count += _shut_in(graphs, seen, work, fits.fixed, poses.shape[0])
    if work.narrow_a.shape[0] > 0:
        count += _squeezed(graphs, seen, work, fits, poses, body, body_box)
    return count
