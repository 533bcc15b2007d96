"""Compiled ways of a floor on which stations are moved: only what is asked for is looked at.

Who sees whom is found out when a way asks for it and kept from one arrangement to the next, with
the piece that hides whoever is hidden: a pair stays hidden while that piece stands still, and a
pair that sees each other is tested against the moved pieces alone.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench._jit import kernel
from workbench.layout._kernels import DEPTH, bends_round, blocks, covers

# What is known of two nodes, when no piece hides one from the other: they see each other, no taut
# way passes both, or nobody has looked.
SEEN, SLACK, UNKNOWN = -1, -2, -3


class Graph(NamedTuple):
    """Everything that one disc walks round, in the frames of the owners.

    Parameters
    ----------
    at, closed, start, owner   Grown pieces: corners [N, 2] [mm], closed sides [N], first corner of
                               each piece, its owner.
    end_at, end_owner          Where ways begin and end [A, 2]: stands of stations, then exits,
                               which belong to owner 0. [mm]
    corner_at, corner_owner    Corners to bend round [C, 3, 2]. [mm]
    """

    at: Any
    closed: Any
    start: Any
    owner: Any
    end_at: Any
    end_owner: Any
    corner_at: Any
    corner_owner: Any


class Graphs(NamedTuple):
    """Several graphs one after the other: the fields of `Graph`, and where each begins.

    Parameters
    ----------
    point_from, piece_from, end_from, corner_from, node_from, pair_from : int[G + 1]
        First row of each graph; ``start`` has one row more for each graph before.
    radius : float[G]   Of the discs. [mm]
    """

    at: Any
    closed: Any
    start: Any
    owner: Any
    end_at: Any
    end_owner: Any
    corner_at: Any
    corner_owner: Any
    point_from: Any
    piece_from: Any
    end_from: Any
    corner_from: Any
    node_from: Any
    pair_from: Any
    radius: Any


class Seen(NamedTuple):
    """What is kept of a graph between two arrangements.

    Parameters
    ----------
    points, margin, box   Grown pieces on the floor, as `workbench.layout._kernels.bound` writes.
    nodes : float[V, 2]   Ends, then corners, on the floor. [mm]
    corners : float[C, 3, 2]
        Corners with the one before and the one after. [mm]
    cover : int[V]        Piece that covers the node; -1 for none.
    hider : int[V, V]     Piece that hides one from the other, or what is known; only i < j counts.
    """

    points: Any
    margin: Any
    box: Any
    nodes: Any
    corners: Any
    cover: Any
    hider: Any


class Trial(NamedTuple):
    """A move that is only tried: who sees whom is worked out where a way asks, and not kept.

    Parameters
    ----------
    base : int[V, V]   Who saw whom before the move, as ``hider`` of `Seen`; gains what holds there.
    stamp : int[V, V]  When an entry of ``hider`` was written; it holds when that is ``now``.
    now : int          The move; 0 when nothing is tried, and ``hider`` itself is what is known.
    dirty : bool[V]    Nodes that were moved.
    gone : bool[P]     Pieces that were moved.
    several : int[M]   The same as a list.
    """

    base: Any
    stamp: Any
    now: Any
    dirty: Any
    gone: Any
    several: Any


@kernel
def untried(seen):  # type: ignore[no-untyped-def]
    """Return what says that no move is tried."""
    none = np.empty(0, np.bool_)
    return Trial(seen.hider, np.empty((0, 0), np.int32), 0, none, none, np.empty(0, np.int64))


@kernel
def graph_of(graphs, g):  # type: ignore[no-untyped-def]
    """Return one of several graphs."""
    n0, n1 = graphs.point_from[g], graphs.point_from[g + 1]
    p0, p1 = graphs.piece_from[g], graphs.piece_from[g + 1]
    e0, e1 = graphs.end_from[g], graphs.end_from[g + 1]
    c0, c1 = graphs.corner_from[g], graphs.corner_from[g + 1]
    return Graph(
        graphs.at[n0:n1], graphs.closed[n0:n1], graphs.start[p0 + g : p1 + g + 1],
        graphs.owner[p0:p1], graphs.end_at[e0:e1], graphs.end_owner[e0:e1],
        graphs.corner_at[c0:c1], graphs.corner_owner[c0:c1],
    )  # fmt: skip


@kernel
def seen_of(graphs, seen, g):  # type: ignore[no-untyped-def]
    """Return what is kept of one of several graphs."""
    n0, n1 = graphs.point_from[g], graphs.point_from[g + 1]
    p0, p1 = graphs.piece_from[g], graphs.piece_from[g + 1]
    c0, c1 = graphs.corner_from[g], graphs.corner_from[g + 1]
    v0, v1 = graphs.node_from[g], graphs.node_from[g + 1]
    w0, w1 = graphs.pair_from[g], graphs.pair_from[g + 1]
    v = v1 - v0
    return Seen(
        seen.points[n0:n1], seen.margin[n0:n1], seen.box[p0:p1], seen.nodes[v0:v1],
        seen.corners[c0:c1], seen.cover[v0:v1], seen.hider[w0:w1].reshape((v, v)),
    )  # fmt: skip


@kernel
def unseen(graphs):  # type: ignore[no-untyped-def]
    """Return room for what is kept of several graphs."""
    nodes, pairs = graphs.node_from[-1], graphs.pair_from[-1]
    return Seen(
        np.empty(graphs.at.shape), np.empty(graphs.at.shape[0]),
        np.empty((graphs.owner.shape[0], 4)), np.empty((nodes, 2)),
        np.empty(graphs.corner_at.shape), np.full(nodes, -1), np.full(pairs, UNKNOWN, np.int16),
    )  # fmt: skip


@kernel
def _length(x, y):  # type: ignore[no-untyped-def]
    """Return the length of a vector; many times faster than `math.hypot`, and floors are small."""
    return math.sqrt(x * x + y * y)


@kernel
def _cover(x, y, several, points, margin, start, box):  # type: ignore[no-untyped-def]
    """Return the first of several pieces that covers a point; -1 for none."""
    for n in range(several.shape[0]):
        k = several[n]
        if covers(k, x, y, points, margin, start, box):
            return k
    return -1


@kernel
def stand(graph, seen, poses, moved, several, dirty):  # type: ignore[no-untyped-def]
    """Stand what was moved at its new place; return how many pieces that are.

    Parameters
    ----------
    graph : Graph
    seen : Seen            Written, all but who sees whom; must hold what was before the move.
    poses : float[O, 4]    x, y [mm], cosine and sine of every owner, after the move.
    moved : bool[O]        Who stands elsewhere; all of them at first.
    several : int[P]       Written: the pieces that were moved, first.
    dirty : bool[V]        Written: the nodes that were moved.
    """
    # Taken out of the tuples once: each access in a loop would count references.
    points, margin, box, nodes = seen.points, seen.margin, seen.box, seen.nodes
    corners, cover = seen.corners, seen.cover
    start, owner, at, closed = graph.start, graph.owner, graph.at, graph.closed
    end_at, end_owner = graph.end_at, graph.end_owner
    corner_at, corner_owner = graph.corner_at, graph.corner_owner
    a, v = end_at.shape[0], nodes.shape[0]
    pieces = start.shape[0] - 1
    everything = np.arange(pieces)
    count = 0
    for k in range(pieces):
        o = owner[k]
        if not moved[o]:
            continue
        several[count] = k
        count += 1
        x, y, c, s = poses[o, 0], poses[o, 1], poses[o, 2], poses[o, 3]
        box[k, 0], box[k, 1], box[k, 2], box[k, 3] = np.inf, np.inf, -np.inf, -np.inf
        for i in range(start[k], start[k + 1]):
            points[i, 0] = x + c * at[i, 0] - s * at[i, 1]
            points[i, 1] = y + s * at[i, 0] + c * at[i, 1]
            box[k, 0] = min(box[k, 0], points[i, 0])
            box[k, 1] = min(box[k, 1], points[i, 1])
            box[k, 2] = max(box[k, 2], points[i, 0])
            box[k, 3] = max(box[k, 3], points[i, 1])
            j = i + 1 if i + 1 < start[k + 1] else start[k]
            size = math.hypot(at[j, 0] - at[i, 0], at[j, 1] - at[i, 1])
            margin[i] = -DEPTH * size if closed[i] else DEPTH * size
    dirty[:v] = False
    for i in range(v):
        o = end_owner[i] if i < a else corner_owner[i - a]
        if moved[o]:
            x, y, c, s = poses[o, 0], poses[o, 1], poses[o, 2], poses[o, 3]
            if i < a:
                px, py = end_at[i, 0], end_at[i, 1]
                nodes[i, 0], nodes[i, 1] = x + c * px - s * py, y + s * px + c * py
            else:
                for n in range(3):
                    px, py = corner_at[i - a, n, 0], corner_at[i - a, n, 1]
                    corners[i - a, n, 0] = x + c * px - s * py
                    corners[i - a, n, 1] = y + s * px + c * py
                nodes[i, 0], nodes[i, 1] = corners[i - a, 0, 0], corners[i - a, 0, 1]
            dirty[i] = True
        if dirty[i] or (cover[i] >= 0 and moved[owner[cover[i]]]):
            cover[i] = _cover(nodes[i, 0], nodes[i, 1], everything, points, margin, start, box)
        elif cover[i] < 0:
            cover[i] = _cover(nodes[i, 0], nodes[i, 1], several[:count], points, margin, start, box)
    return count


@kernel
def shift(graph, seen, poses, moved):  # type: ignore[no-untyped-def]
    """Stand what was moved at its new place, and forget what may have changed by that.

    Parameters
    ----------
    graph : Graph
    seen : Seen            Written; must hold what was known before the move.
    poses : float[O, 4]    x, y [mm], cosine and sine of every owner, after the move.
    moved : bool[O]        Who stands elsewhere; all of them at first.
    """
    v, pieces = seen.nodes.shape[0], graph.start.shape[0] - 1
    several, dirty = np.empty(pieces, np.int64), np.empty(v, np.bool_)
    count = stand(graph, seen, poses, moved, several, dirty)
    points, margin, box, nodes = seen.points, seen.margin, seen.box, seen.nodes
    hider, start, owner = seen.hider, graph.start, graph.owner
    # What each piece that hides something means: to forget what it hid, or to keep it.
    gone = np.zeros(pieces + 1, np.bool_)
    gone[:pieces] = moved[owner]
    for i in range(v):
        row = hider[i]
        if dirty[i]:
            row[i + 1 :] = UNKNOWN
            continue
        for j in range(i + 1, v):
            before = row[j]
            if before == UNKNOWN or (before == SLACK and not dirty[j]):
                continue
            if dirty[j] or (before >= 0 and gone[before]):
                row[j] = UNKNOWN
            elif before == SEEN:
                ix, iy, jx, jy = nodes[i, 0], nodes[i, 1], nodes[j, 0], nodes[j, 1]
                for n in range(count):
                    if blocks(several[n], ix, iy, jx, jy, points, margin, start, box):
                        row[j] = several[n]
                        break


@kernel
def _look(i, j, a, nodes, corners, points, margin, start, box):  # type: ignore[no-untyped-def]
    """Return what is to be known of two nodes: `SEEN`, `SLACK`, or the piece between them."""
    ix, iy, jx, jy = nodes[i, 0], nodes[i, 1], nodes[j, 0], nodes[j, 1]
    if (i >= a and not bends_round(corners, i - a, jx, jy)) or (
        j >= a and not bends_round(corners, j - a, ix, iy)
    ):
        return SLACK
    for k in range(start.shape[0] - 1):
        if blocks(k, ix, iy, jx, jy, points, margin, start, box):
            return k
    return SEEN


@kernel
def _news(  # type: ignore[no-untyped-def]
    i, j, base, dirty, gone, several, a, nodes, corners, points, margin, start, box
):
    """Return what is to be known of two nodes after a move, from what was known before it."""
    known = UNKNOWN if dirty[i] or dirty[j] else base[i, j]
    if known >= 0 and gone[known]:
        known = UNKNOWN
    elif known == SEEN:
        for n in range(several.shape[0]):
            if blocks(
                several[n], nodes[i, 0], nodes[i, 1], nodes[j, 0], nodes[j, 1],
                points, margin, start, box,
            ):  # fmt: skip
                return several[n]
    if known == UNKNOWN:
        known = _look(i, j, a, nodes, corners, points, margin, start, box)
        # What stands still hid them before the move too.
        if not (dirty[i] or dirty[j]) and (known == SLACK or (known >= 0 and not gone[known])):
            base[i, j] = known
    return known


@kernel
def copy(a, b):  # type: ignore[no-untyped-def]
    """Write what is kept of a graph in ``a`` to ``b``."""
    copy_stand(a, b)
    b.hider[:] = a.hider


@kernel
def copy_stand(a, b):  # type: ignore[no-untyped-def]
    """Write what is kept of a graph in ``a`` to ``b``, all but who sees whom."""
    b.points[:] = a.points
    b.margin[:] = a.margin
    b.box[:] = a.box
    b.nodes[:] = a.nodes
    b.corners[:] = a.corners
    b.cover[:] = a.cover


@kernel
def _may_see(i, j, hider, base, stamp, now, dirty, gone):  # type: ignore[no-untyped-def]
    """Whether two nodes see each other for all that is known without looking."""
    if now == 0 or stamp[i, j] == now:
        known = hider[i, j]
    elif dirty[i] or dirty[j]:
        return True
    else:
        known = base[i, j]
        if known >= 0 and gone[known]:
            return True
    return known < 0 and known != SLACK


@kernel
def way(graph, seen, trial, source, target, before):  # type: ignore[no-untyped-def]
    """Return the length of the shortest way between two owners' ends, and its last node.

    A* (Nilsson and others 1968), with the straight line to the target as the estimate. A node
    is reached from whoever may see it, and whether that is so is asked only when its turn has
    come (Cohen, Phillips and Likhachev 2014): most nodes never have one.

    Parameters
    ----------
    graph, seen
    trial : Trial          The move that is tried, or `untried`.
    source, target : int   Owners of ends.
    before : int[V]        Written: the node before each node.

    Returns
    -------
    float, int
        [mm]; inf and -1 where there is no way.
    """
    points, margin, box, nodes = seen.points, seen.margin, seen.box, seen.nodes
    corners, cover, hider, start = seen.corners, seen.cover, seen.hider, graph.start
    end_owner = graph.end_owner
    base, stamp, now = trial.base, trial.stamp, trial.now
    dirty, gone, several = trial.dirty, trial.gone, trial.several
    a, v = end_owner.shape[0], nodes.shape[0]
    far, rest, done = np.full(v, np.inf), np.full(v, np.inf), cover >= 0
    before[:] = -1
    for i in range(v):
        if i < a and end_owner[i] != source and end_owner[i] != target:
            done[i] = True  # nobody passes through the stand of another
        if done[i]:
            continue
        for j in range(a):
            if end_owner[j] == target:
                rest[i] = min(
                    rest[i], _length(nodes[i, 0] - nodes[j, 0], nodes[i, 1] - nodes[j, 1])
                )
        if i < a and end_owner[i] == source:
            far[i] = 0.0
    done_at = np.empty(v, np.int64)
    reached = 0
    while True:
        best, near = np.inf, -1
        for i in range(v):
            if not done[i] and far[i] + rest[i] < best:
                best, near = far[i] + rest[i], i
        if near < 0:
            return np.inf, -1
        if before[near] >= 0:
            p, q = min(before[near], near), max(before[near], near)
            if now > 0 and stamp[p, q] != now:
                stamp[p, q] = now
                hider[p, q] = _news(
                    p, q, base, dirty, gone, several, a, nodes, corners, points, margin, start, box
                )
            if hider[p, q] == UNKNOWN:
                hider[p, q] = _look(p, q, a, nodes, corners, points, margin, start, box)
            if hider[p, q] != SEEN:
                # From the next best of those who may see it.
                far[near], before[near] = np.inf, -1
                for n in range(reached):
                    i = done_at[n]
                    through = far[i] + _length(
                        nodes[i, 0] - nodes[near, 0], nodes[i, 1] - nodes[near, 1]
                    )
                    if through < far[near] and _may_see(
                        min(i, near), max(i, near), hider, base, stamp, now, dirty, gone
                    ):
                        far[near], before[near] = through, i
                continue
        done[near] = True
        if near < a and end_owner[near] == target:
            return far[near], near
        done_at[reached] = near
        reached += 1
        x, y, here = nodes[near, 0], nodes[near, 1], far[near]
        for i in range(v):
            if done[i]:
                continue
            through = here + _length(nodes[i, 0] - x, nodes[i, 1] - y)
            if through < far[i] and _may_see(
                min(i, near), max(i, near), hider, base, stamp, now, dirty, gone
            ):
                far[i], before[i] = through, near


@kernel
def outwards(graph, seen, most, fixed, wanted):  # type: ignore[no-untyped-def]
    """Return how many of the wanted owners have no way to an exit that is at most so long.

    Dijkstra 1959, from all exits (owner 0) at once, until all who are wanted are reached.

    Parameters
    ----------
    graph, seen
    most : float           [mm]
    fixed : int            Owners of the building.
    wanted : bool[O]       Who must get out; written.
    """
    points, margin, box, nodes = seen.points, seen.margin, seen.box, seen.nodes
    corners, cover, hider, start = seen.corners, seen.cover, seen.hider, graph.start
    end_owner = graph.end_owner
    a, v = end_owner.shape[0], nodes.shape[0]
    far, done = np.full(v, np.inf), cover >= 0
    left = 0
    for o in range(fixed, wanted.shape[0]):
        if wanted[o]:
            left += 1
    for i in range(a):
        if end_owner[i] == 0:
            far[i] = 0.0
    while left > 0:
        best, near = np.inf, -1
        for i in range(v):
            if not done[i] and far[i] < best:
                best, near = far[i], i
        if near < 0 or best > most:
            break
        done[near] = True
        if near < a and end_owner[near] >= fixed:
            if wanted[end_owner[near]]:
                wanted[end_owner[near]] = False
                left -= 1
            continue
        x, y = nodes[near, 0], nodes[near, 1]
        for i in range(v):
            if done[i] or (i < a and not wanted[end_owner[i]]):
                continue
            through = best + _length(nodes[i, 0] - x, nodes[i, 1] - y)
            if through < far[i]:
                p, q = min(i, near), max(i, near)
                known = hider[p, q]
                if known == UNKNOWN:
                    known = _look(p, q, a, nodes, corners, points, margin, start, box)
                    hider[p, q] = known
                if known == SEEN:
                    far[i] = through
    return left
