"""Compiled search for a layout: simulated annealing over places and turns of fixed footprints.

Kirkpatrick, Gelatt and Vecchi 1983. A proposal is refused as soon as it is certain that it will be:
first by what fits (micro-seconds), then by what is known of the ways before them, and only then by
the ways that the move can have changed.
"""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import kernel
from workbench.layout._kernels_cost import (
    BLOCKED,
    at_least,
    ends_of,
    faults,
    moving,
    straight,
    unknown,
    walked,
    walked_again,
)
from workbench.layout._kernels_fits import stand_pieces, turn_of, violation
from workbench.layout._kernels_moves import MOST, pick, propose, snap, turned, u, wander
from workbench.layout._kernels_ways import copy, graph_of, seen_of, shift, unseen

# A bold move that does not fit is mended in so many tries, unless it is hopeless [mm].
_REPAIRS = 12
_HOPELESS = 3000.0


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
            now[s, 0] = snap(
                rules.low[0] + u(rules, -1 - s, 0) * (rules.high[0] - rules.low[0]), rules.grid
            )
            now[s, 1] = snap(
                rules.low[1] + u(rules, -1 - s, 1) * (rules.high[1] - rules.low[1]), rules.grid
            )
            if rules.turn > 0.0:
                turns = int(360.0 / rules.turn + 0.5)
                now[s, 2] = rules.turn * pick(u(rules, -1 - s, 2), turns)
    _put_all(fits, poses, now, body, body_box, free, free_box)
    total = violation(fits, np.ones(owners, np.bool_), body, body_box, free, free_box, np.inf)
    moved = np.zeros(owners, np.bool_)
    tried, which = np.empty(now.shape), np.empty(MOST, np.int64)
    for step in range(steps):
        if total <= 1e-9:
            break
        share = step / steps
        count, _ = propose(
            rules, graphs, fits.fixed, work, now, -1000 - step, min(2.0 * share, 1.0), tried, which
        )
        moved[:] = False
        for n in range(count):
            moved[fits.fixed + which[n]] = True
        before = violation(fits, moved, body, body_box, free, free_box, np.inf)
        if before == 0.0 and u(rules, -1000 - step, 17) < 0.9:
            continue  # what fits is left alone most of the time
        for n in range(count):
            _put(fits, poses, tried, which[n], body, body_box, free, free_box)
        heat = 200.0 * (1.0 - share) + 1e-9
        limit = before - heat * math.log(max(u(rules, -1000 - step, 18), 1e-300))
        after = violation(fits, moved, body, body_box, free, free_box, limit)
        if after <= limit:
            now[:] = tried
            total += after - before
            if total < 1.0:
                total = violation(
                    fits, np.ones(owners, np.bool_), body, body_box, free, free_box, np.inf
                )
        else:
            for n in range(count):
                _put(fits, poses, now, which[n], body, body_box, free, free_box)
    return violation(fits, np.ones(owners, np.bool_), body, body_box, free, free_box, np.inf)


@kernel
def _repair(  # type: ignore[no-untyped-def]
    fits, rules, poses, moved, which, count, step, tried, spare, body, body_box, free, free_box
):
    """Shift and turn what a bold move has moved until it fits; return what is still broken [mm]."""
    broken = violation(fits, moved, body, body_box, free, free_box, _HOPELESS)
    if broken > _HOPELESS:
        return broken
    for n in range(_REPAIRS):
        if broken == 0.0:
            break
        s = which[pick(u(rules, step, 20 + 5 * n), count)]
        spare[0] = tried[s]
        wander(rules, tried, s, step, 21 + 5 * n, 30.0 + 0.7 * min(broken, 800.0), tried)
        if u(rules, step, 23 + 5 * n) < 0.15:
            tried[s, 2] = turned(rules, tried[s, 2], u(rules, step, 24 + 5 * n))
        _put(fits, poses, tried, s, body, body_box, free, free_box)
        after = violation(fits, moved, body, body_box, free, free_box, broken)
        if after <= broken:
            broken = after
        else:
            tried[s] = spare[0]
            _put(fits, poses, tried, s, body, body_box, free, free_box)
    return broken


@kernel
def value(fits, graphs, work, is_straight, at):  # type: ignore[no-untyped-def]
    """Return the cost of an arrangement [money/week], and how many ways it lacks.

    What is missing is a flow without a way, a station without a way out, or a way that is too
    narrow; with ``is_straight`` nothing is.
    """
    owners = fits.body_from.shape[0] - 1
    poses = np.empty((owners, 4))
    body, free = np.empty(fits.body_at.shape), np.empty(fits.free_at.shape)
    body_box = np.empty((fits.body_start.shape[0] - 1, 4))
    free_box = np.empty((fits.free_start.shape[0] - 1, 4))
    _put_all(fits, poses, at, body, body_box, free, free_box)
    if is_straight:
        ends = ends_of(graphs, fits.fixed, at.shape[0])
        return straight(graphs, ends, work, fits.fixed, poses) + moving(work, at), 0
    seen = unseen(graphs)
    moved = np.ones(owners, np.bool_)
    for g in range(graphs.radius.shape[0]):
        shift(graph_of(graphs, g), seen_of(graphs, seen, g), poses, moved)
    cost, blocked = walked(graphs, seen, work, fits.fixed, unknown(work))
    blocked += faults(graphs, seen, work, fits, poses, body, body_box)
    return cost + moving(work, at), blocked


@kernel
def anneal(  # type: ignore[no-untyped-def]
    fits, graphs, work, rules, seen, other, known, trial, now, best, figures, first, last, steps
):
    """Search on from an arrangement in which everything fits.

    Parameters
    ----------
    fits, graphs, work, rules
    seen, other : Seen        What is known of the graphs and room for it, as by `unseen`; written,
                              and kept from one call to the next.
    known, trial : Known      The same of the ways, as by `unknown`.
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
    many, flows = graphs.radius.shape[0], work.flow_a.shape[0]
    ends = ends_of(graphs, fits.fixed, now.shape[0])
    if first == 0 and not rules.straight:
        for g in range(many):
            shift(graph_of(graphs, g), seen_of(graphs, seen, g), poses, moved)
        walked(graphs, seen, work, fits.fixed, known)
    tried, spare, which = np.empty(now.shape), np.empty((1, 3)), np.empty(MOST, np.int64)
    least, state = np.empty(flows), np.empty(flows, np.int64)
    stamp = np.zeros(graphs.pair_from[-1], np.int32)
    # The graphs that are asked for more than the ways of flows.
    judged = np.zeros(many, np.bool_)
    judged[work.narrow_graph] = True
    if work.out_graph >= 0:
        judged[work.out_graph] = True
    for step in range(first, last):
        share = step / steps
        count, bold = propose(rules, graphs, fits.fixed, work, now, step, share, tried, which)
        moved[:] = False
        for n in range(count):
            moved[fits.fixed + which[n]] = True
            _put(fits, poses, tried, which[n], body, body_box, free, free_box)
        taken = False
        if bold:
            broken = _repair(
                fits, rules, poses, moved, which, count, step, tried, spare,
                body, body_box, free, free_box,
            )  # fmt: skip
        else:
            broken = violation(fits, moved, body, body_box, free, free_box, 0.0)
        if broken == 0.0:
            scale = figures[1] if figures[1] < BLOCKED else figures[1] % BLOCKED
            heat = scale * rules.hot * (rules.cold / rules.hot) ** share
            limit = figures[0] - heat * math.log(max(u(rules, step, 8), 1e-300))
            moves = moving(work, tried)
            if rules.straight:
                figures[2] += 1.0
                cost = straight(graphs, ends, work, fits.fixed, poses) + moves
            else:
                cost = moves + at_least(
                    graphs, ends, seen, known, work, fits.fixed, poses, which, count, least, state
                )
                if cost <= limit:
                    figures[2] += 1.0
                    cost, blocked = walked_again(
                        graphs, seen, other, known, trial, work, fits.fixed, poses, moved,
                        least, state, stamp, step - first + 1, limit - moves,
                    )  # fmt: skip
                    cost += moves + BLOCKED * blocked
                if cost <= limit:
                    for g in range(many):
                        if judged[g]:
                            one, two = seen_of(graphs, seen, g), seen_of(graphs, other, g)
                            copy(one, two)
                            shift(graph_of(graphs, g), two, poses, moved)
                    cost += BLOCKED * faults(graphs, other, work, fits, poses, body, body_box)
            if cost <= limit:
                taken = True
                figures[3] += 1.0
                figures[0] = cost
                now[:] = tried
                if not rules.straight:
                    for g in range(many):
                        one = seen_of(graphs, seen, g)
                        if judged[g]:
                            copy(seen_of(graphs, other, g), one)
                        else:
                            shift(graph_of(graphs, g), one, poses, moved)
                    known.far[:] = trial.far
                    known.nodes[:] = trial.nodes
                    known.count[:] = trial.count
                if cost < figures[1]:
                    figures[1] = cost
                    best[:] = now
        if not taken:
            for n in range(count):
                _put(fits, poses, now, which[n], body, body_box, free, free_box)
