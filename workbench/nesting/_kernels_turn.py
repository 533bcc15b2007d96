"""Separation at free angles: pieces are moved and turned continuously until none overlaps.

What ``_kernels_search`` does with tables for a set of angles, this does with edge tests for all of
them. Angles are radians from a slot's drawn pose; a slot is an item one way up.
"""

from __future__ import annotations

import numpy as np

from workbench._jit import kernel
from workbench.nesting._kernels_edges import overlap
from workbench.nesting._kernels_look import draw

PAUSED = 0
SEPARATED = 1
STUCK = 2


@kernel
def brought(slot, turn, spans, turns, rules):
    """Return the allowed turn that is nearest to one, within the tilt of an angle as it is."""
    tilt = rules[slot, 0]
    if tilt >= np.pi:
        return turn
    best = np.inf
    for k in range(spans[slot, 4], spans[slot, 5]):
        away = (turn - turns[k] + np.pi) % (2.0 * np.pi) - np.pi
        if abs(away) < abs(best):
            best = away
    if abs(best) <= tilt:
        return turn
    return turn - best + (tilt if best > 0.0 else -tilt)


@kernel
def extend(slot, cosine, sine, spans, rim, extent):
    """Write the box of a slot's outline and that of all it shows: low x, low y, high x, high y."""
    for part in range(2):
        low_x = np.inf
        low_y = np.inf
        high_x = -np.inf
        high_y = -np.inf
        for k in range(spans[slot, 2 * part], spans[slot, 2 * part + 1]):
            x = cosine * rim[k, 0] - sine * rim[k, 1]
            y = sine * rim[k, 0] + cosine * rim[k, 1]
            low_x = min(low_x, x)
            low_y = min(low_y, y)
            high_x = max(high_x, x)
            high_y = max(high_y, y)
        extent[4 * part] = low_x
        extent[4 * part + 1] = low_y
        extent[4 * part + 2] = high_x
        extent[4 * part + 3] = high_y


@kernel
def pair(
    i, j, x, y, cosine, sine, place, slot,
    bodies, frames, points, poles, heads, edges, shown, reach,
):  # fmt: skip
    """Return the overlap of piece ``i`` at a pose with piece ``j`` where it lies.

    Parameters
    ----------
    place : float64[n, 5]      x, y [mm], turn [rad], its cosine, its sine.
    slot : int64[n]
    shown : int64[S, S]        Outline that a slot shows another; −1: they never meet.
    """
    p = shown[slot[i], slot[j]]
    q = shown[slot[j], slot[i]]
    if p < 0 or q < 0:
        return 0.0
    dx = place[j, 0] - x
    dy = place[j, 1] - y
    return overlap(
        p, q, cosine * dx + sine * dy, cosine * dy - sine * dx,
        cosine * place[j, 3] + sine * place[j, 4], cosine * place[j, 4] - sine * place[j, 3],
        bodies, frames, points, poles, heads, edges, reach,
    )  # fmt: skip


@kernel
def weigh(
    i, x, y, cosine, sine, extent, bound, place, box, slot, weight,
    bodies, frames, points, poles, heads, edges, shown, reach,
):  # fmt: skip
    """Return the weighted overlap of piece ``i`` at a pose; any number above ``bound`` once over.

    Parameters
    ----------
    extent : float64[8]     Of the piece at this turn, see ``extend``.
    box : float64[n, 4]     Of what each piece shows. [mm]
    """
    total = 0.0
    low_x = x + extent[4]
    low_y = y + extent[5]
    high_x = x + extent[6]
    high_y = y + extent[7]
    for j in range(place.shape[0]):
        if (
            j == i
            or box[j, 0] >= high_x
            or box[j, 2] <= low_x
            or box[j, 1] >= high_y
            or box[j, 3] <= low_y
        ):
            continue
        amount = pair(
            i, j, x, y, cosine, sine, place, slot,
            bodies, frames, points, poles, heads, edges, shown, reach,
        )  # fmt: skip
        total += weight[i, j] * amount
        if total > bound:
            return total
    return total


@kernel
def renew(
    i, place, box, slot, raw, extent, spans, rim,
    bodies, frames, points, poles, heads, edges, shown, reach,
):  # fmt: skip
    """Bring box and overlaps of piece ``i`` up to date with its place."""
    place[i, 3] = np.cos(place[i, 2])
    place[i, 4] = np.sin(place[i, 2])
    extend(slot[i], place[i, 3], place[i, 4], spans, rim, extent)
    for k in range(4):
        box[i, k] = place[i, k % 2] + extent[4 + k]
    for j in range(place.shape[0]):
        amount = 0.0
        if j != i and not (
            box[j, 0] >= box[i, 2]
            or box[j, 2] <= box[i, 0]
            or box[j, 1] >= box[i, 3]
            or box[j, 3] <= box[i, 1]
        ):
            amount = pair(
                i, j, place[i, 0], place[i, 1], place[i, 3], place[i, 4], place, slot,
                bodies, frames, points, poles, heads, edges, shown, reach,
            )  # fmt: skip
        raw[i, j] = amount
        raw[j, i] = amount


@kernel
def settle(
    count, length, place, box, slot, raw, extent, spans, rim, turns, rules,
    bodies, frames, points, poles, heads, edges, shown, reach,
):  # fmt: skip
    """Bring all pieces inside and their overlaps up to date; return whether each has room."""
    raw[:] = 0.0
    roomy = True
    for i in range(place.shape[0]):
        if i < count:
            place[i, 2] = brought(slot[i], place[i, 2], spans, turns, rules)
            extend(slot[i], np.cos(place[i, 2]), np.sin(place[i, 2]), spans, rim, extent)
            low_x = rules[slot[i], 1] - extent[0]
            low_y = rules[slot[i], 2] - extent[1]
            high_x = length - extent[2]
            high_y = rules[slot[i], 3] - extent[3]
            roomy = roomy and high_x >= low_x and high_y >= low_y
            place[i, 0] = max(min(place[i, 0], high_x), low_x)
            place[i, 1] = max(min(place[i, 1], high_y), low_y)
        renew(
            i, place, box, slot, raw, extent, spans, rim,
            bodies, frames, points, poles, heads, edges, shown, reach,
        )  # fmt: skip
    return roomy


@kernel
def descend(
    i, best, step, spin, least, length, state, tally, extent,
    place, box, slot, weight, spans, rim, turns, rules,
    bodies, frames, points, poles, heads, edges, shown, reach,
):  # fmt: skip
    """Coordinate descent along x, y, the diagonals and the turn, in place.

    Parameters
    ----------
    best : float64[4]     Weighted overlap, x, y [mm], turn [rad]; written.
    step : float          First step. [mm]
    spin : float          First step of the turn; 0 leaves it. [rad]
    least : float         Smallest step, as a share of the first.
    """
    s = slot[i]
    along = step
    across = step
    around = spin
    axes = 6.0 if spin > 0.0 else 4.0
    while best[0] > 0.0 and (
        along > least * step or across > least * step or around > least * spin
    ):
        axis = int(draw(state) * axes)
        better = False
        for side in range(2):
            sign = 1.0 if side == 0 else -1.0
            x = best[1]
            y = best[2]
            turn = best[3]
            if axis in (0, 2, 3):
                x += sign * along
            if axis in (1, 2):
                y += sign * across
            elif axis == 3:
                y -= sign * across
            if axis >= 4:
                turn = brought(s, turn + sign * around, spans, turns, rules)
            cosine = np.cos(turn)
            sine = np.sin(turn)
            extend(s, cosine, sine, spans, rim, extent)
            low_x = rules[s, 1] - extent[0]
            low_y = rules[s, 2] - extent[1]
            high_x = length - extent[2]
            high_y = rules[s, 3] - extent[3]
            if high_x < low_x or high_y < low_y:
                continue
            x = min(max(x, low_x), high_x)
            y = min(max(y, low_y), high_y)
            tally[0] += 1
            value = weigh(
                i, x, y, cosine, sine, extent, best[0], place, box, slot, weight,
                bodies, frames, points, poles, heads, edges, shown, reach,
            )  # fmt: skip
            if value < best[0]:
                best[0] = value
                best[1] = x
                best[2] = y
                best[3] = turn
                better = True
                break
        factor = 1.1 if better else 0.5
        if axis >= 4:
            around *= factor
        elif axis == 0:
            along *= factor
        elif axis == 1:
            across *= factor
        else:
            factor = 1.1 if better else 0.7071067811865476
            along *= factor
            across *= factor


@kernel
def move(
    i, length, samples, state, tally, kept, extent, place, box, slot, weight, raw,
    spans, rim, turns, rules, bodies, frames, points, poles, heads, edges, shown, reach,
):  # fmt: skip
    """Move and turn piece ``i`` to where its weighted overlap is least of all poses tried.

    Parameters
    ----------
    samples : int64[2]       Poses tried in its own box, in the whole container.
    kept : float64[3, 4]     Scratch: weighted overlap, x, y, turn.
    """
    s = slot[i]
    current = 0.0
    for j in range(place.shape[0]):
        current += weight[i, j] * raw[i, j]
    kept[0, 0] = current
    for k in range(3):
        kept[0, 1 + k] = place[i, k]
    kept[1, 0] = np.inf
    kept[2, 0] = np.inf
    wide = box[i, 2] - box[i, 0]
    high = box[i, 3] - box[i, 1]
    free = rules[s, 0] > 0.0
    for k in range(samples[0] + samples[1]):
        own = k < samples[0]
        # Near its place a piece keeps its turn, or nearly, as often as not.
        if own and draw(state) < 0.5:
            turn = place[i, 2]
            if free:
                turn = brought(s, turn + 0.2 * (draw(state) - 0.5), spans, turns, rules)
        else:
            first = spans[s, 4]
            turn = turns[first + int(draw(state) * (spans[s, 5] - first))]
            if free:
                turn += (2.0 * draw(state) - 1.0) * rules[s, 0]
        cosine = np.cos(turn)
        sine = np.sin(turn)
        extend(s, cosine, sine, spans, rim, extent)
        low_x = rules[s, 1] - extent[0]
        low_y = rules[s, 2] - extent[1]
        high_x = length - extent[2]
        high_y = rules[s, 3] - extent[3]
        if high_x < low_x or high_y < low_y:
            continue
        if own:
            x = min(max(place[i, 0] + (draw(state) - 0.5) * wide, low_x), high_x)
            y = min(max(place[i, 1] + (draw(state) - 0.5) * high, low_y), high_y)
        else:
            x = low_x + draw(state) * (high_x - low_x)
            y = low_y + draw(state) * (high_y - low_y)
        tally[0] += 1
        value = weigh(
            i, x, y, cosine, sine, extent, kept[2, 0], place, box, slot, weight,
            bodies, frames, points, poles, heads, edges, shown, reach,
        )  # fmt: skip
        if value < kept[2, 0]:
            spot = 2
            while spot > 0 and value < kept[spot - 1, 0]:
                kept[spot] = kept[spot - 1]
                spot -= 1
            kept[spot, 0] = value
            kept[spot, 1] = x
            kept[spot, 2] = y
            kept[spot, 3] = turn
    step = min(wide, high)
    best = 0
    for k in range(3):
        if kept[k, 0] < np.inf:
            descend(
                i, kept[k], 0.25 * step, 0.09 if free else 0.0, 0.08, length, state, tally,
                extent, place, box, slot, weight, spans, rim, turns, rules,
                bodies, frames, points, poles, heads, edges, shown, reach,
            )  # fmt: skip
            if kept[k, 0] < kept[best, 0]:
                best = k
    descend(
        i, kept[best], 0.01 * step, 0.009 if free else 0.0, 0.08, length, state, tally,
        extent, place, box, slot, weight, spans, rim, turns, rules,
        bodies, frames, points, poles, heads, edges, shown, reach,
    )  # fmt: skip
    if kept[best, 0] > current:
        return
    for k in range(3):
        place[i, k] = kept[best, 1 + k]
    renew(
        i, place, box, slot, raw, extent, spans, rim,
        bodies, frames, points, poles, heads, edges, shown, reach,
    )  # fmt: skip


@kernel
def separate(
    length, limit, patience, samples, growth, state, tally, record, kept, extent, queue,
    place, best_place, box, slot, weight, raw, spans, rim, turns, rules,
    bodies, frames, points, poles, heads, edges, shown, reach,
):  # fmt: skip
    """Move overlapping pieces until none overlaps, no headway is made, or the budget is spent.

    Guided local search with the weights of ``_kernels_search.separate``.

    Parameters
    ----------
    length : float              Where the container ends. [mm]
    limit : int                 Pause at the first end of a round at or above so many evaluations.
    patience : int              Rounds without a gain that end it.
    growth : float64[3]         Least growth, growth by overlap, decay of a weight in one round.
    tally : int64[2]            Evaluations, idle rounds.
    record : float64[1]         Least overlap seen.
    queue : int64[n]            Scratch, one for each piece that may move.

    Returns PAUSED, SEPARATED or STUCK.
    """
    n = queue.shape[0]
    everything = place.shape[0]
    while True:
        total = 0.0
        worst = 0.0
        count = 0
        for i in range(n):
            hit = False
            for j in range(everything):
                if raw[i, j] > 0.0:
                    hit = True
                    if j > i:
                        total += raw[i, j]
                        worst = max(worst, raw[i, j])
            if hit:
                queue[count] = i
                count += 1
        if total < record[0] * 0.999:
            record[0] = total
            tally[1] = 0
            best_place[:] = place
        else:
            tally[1] += 1
        if total == 0.0:
            return 1
        if tally[1] > patience:
            return 2
        if tally[0] >= limit:
            tally[1] -= 1
            return 0
        for i in range(n):
            for j in range(i + 1, everything):
                if raw[i, j] > 0.0:
                    grown = weight[i, j] * (growth[0] + growth[1] * raw[i, j] / worst)
                    weight[i, j] = min(grown, 1e9)
                else:
                    weight[i, j] = max(1.0, weight[i, j] * growth[2])
                weight[j, i] = weight[i, j]
        for k in range(count - 1, 0, -1):
            other = int(draw(state) * (k + 1))
            queue[k], queue[other] = queue[other], queue[k]
        for k in range(count):
            i = queue[k]
            clear = True
            for j in range(everything):
                if raw[i, j] > 0.0:
                    clear = False
                    break
            if not clear:
                move(
                    i, length, samples, state, tally, kept, extent, place, box, slot, weight,
                    raw, spans, rim, turns, rules,
                    bodies, frames, points, poles, heads, edges, shown, reach,
                )  # fmt: skip
