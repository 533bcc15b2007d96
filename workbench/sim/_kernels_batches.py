"""Which waiting tasks form the next batch of a station, in the compiled engine."""

from __future__ import annotations

from workbench._jit import inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_open import fits
from workbench.sim._kernels_places import shortest_changeover
from workbench.sim._kernels_rules import batch_key, evaluate, forget, in_order

SLACK = 1e-9  # sizes add up in binary; ten shares of 0.1 fill a load
NONE, NONE_FITS = -1, -2


@inner
def batch_minutes(si, sf, wi, number, first, link, group):
    """Return the minutes of a batch: changeover, load, expected time and unload."""
    nodes = wi[at.I_NODE]
    operation = wi[nodes + first * at.N_WIDTH + at.N_OPERATION]
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    facts = si[at.F_OPERATION] + operation * at.OF_WIDTH
    change = shortest_changeover(si, sf, wi, number, si[spot + at.O_FAMILY])
    load = sf[facts + at.OF_LOAD]
    expected = sf[facts + at.OF_EXPECTED]
    unload = sf[facts + at.OF_UNLOAD]
    if si[spot + at.O_PER_BATCH] == 0:
        load = 0.0
        expected = 0.0
        unload = 0.0
        node = first
        while node >= 0:
            record = nodes + node * at.N_WIDTH
            operation = wi[record + at.N_OPERATION]
            dense = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_DENSE]
            if dense == group and wi[record + at.N_RUN] >= 0:
                facts = si[at.F_OPERATION] + operation * at.OF_WIDTH
                load += sf[facts + at.OF_LOAD]
                expected += sf[facts + at.OF_EXPECTED]
                unload += sf[facts + at.OF_UNLOAD]
            node = wi[record + link]
    return change + load + expected + unload


@inner
def fill(si, sf, wi, wf, number, head, link):
    """Let each family fill its batch with what waits from ``head`` on; return the first family."""
    now = wf[at.WF_NOW]
    limits = si[at.F_STATION] + number * at.SF_WIDTH
    most = sf[limits + at.SF_MAX] * (1.0 + SLACK)
    members = si[si[at.I_STATION] + number * at.S_WIDTH + at.S_MOST]
    wait = sf[limits + at.SF_WAIT]
    stamp = wi[at.W_STAMP] + 1
    wi[at.W_STAMP] = stamp
    nodes = wi[at.I_NODE]
    groups = wi[at.I_GROUP]
    sums = wi[at.F_GROUP]
    first_group = -1
    last_group = -1
    node = head
    while node >= 0:
        spot = nodes + node * at.N_WIDTH
        operation = wi[spot + at.N_OPERATION]
        group = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_DENSE]
        record = groups + group * at.G_WIDTH
        if wi[record + at.G_STAMP] != stamp:
            wi[record + at.G_STAMP] = stamp
            wi[record + at.G_NEXT] = -1
            wi[record + at.G_FIRST] = -1
            wi[record + at.G_FULL] = 0
            wi[record + at.G_LATE] = 0
            wi[record + at.G_MEMBERS] = 0
            wf[sums + group] = 0.0
            if last_group >= 0:
                wi[groups + last_group * at.G_WIDTH + at.G_NEXT] = group
            else:
                first_group = group
            last_group = group
        size = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_SIZE]
        if wf[sums + group] + size <= most and (
            members <= 0 or wi[record + at.G_MEMBERS] < members
        ):
            wf[sums + group] += size
            wi[record + at.G_MEMBERS] += 1
            wi[spot + at.N_RUN] = stamp
            if wi[record + at.G_FIRST] < 0:
                wi[record + at.G_FIRST] = node
        else:
            wi[record + at.G_FULL] = 1
            wi[spot + at.N_RUN] = -1
        if now >= wf[wi[at.F_NODE] + node * at.NF_WIDTH + at.NF_JOINED] + wait:
            wi[record + at.G_LATE] = 1
        node = wi[spot + link]
    return first_group


@inner
def ready_batch(si, sf, wi, wf, number):
    """Return the first member of the batch that starts now.

    ``NONE`` if none may, ``NONE_FITS`` if none that may is done by the end of the shift. Members
    are the tasks of its group whose ``N_RUN`` holds a number, from it on along ``N_ALSO`` at a
    station whose rule changes, else along the queue.
    """
    station = si[at.I_STATION] + number * at.S_WIDTH
    least = sf[si[at.F_STATION] + number * at.SF_WIDTH + at.SF_MIN] * (1.0 - SLACK)
    dynamic = si[station + at.S_DYNAMIC] != 0
    closing = si[station + at.S_CLOSING] == at.FIT
    link = at.N_NEXT
    head = wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_HEAD]
    scale = 0.0
    if dynamic:
        scale = evaluate(si, sf, wi, wf, number, True)
        head = in_order(wi, wf, number)
        link = at.N_ALSO
    group = fill(si, sf, wi, wf, number, head, link)
    groups = wi[at.I_GROUP]
    sums = wi[at.F_GROUP]
    chosen = NONE
    best_1 = 0.0
    best_2 = 0.0
    best_3 = 0.0
    best_4 = 0.0
    while group >= 0:
        record = groups + group * at.G_WIDTH
        first = wi[record + at.G_FIRST]
        total = wf[sums + group]
        ready = (
            wi[record + at.G_FULL] != 0 or wi[record + at.G_LATE] != 0 or total >= least
        ) and first >= 0
        if ready and closing:
            minutes = batch_minutes(si, sf, wi, number, first, link, group)
            if not fits(si, sf, number, wf[at.WF_NOW], minutes):
                ready = False
                if chosen == NONE:
                    chosen = NONE_FITS
        if ready:
            if not dynamic:
                return first
            spot = wi[at.F_NODE] + first * at.NF_WIDTH
            key_1 = batch_key(
                si,
                sf,
                wi,
                wf,
                si[station + at.S_RULE],
                number,
                wf[spot + at.NF_KEY],
                first,
                link,
                group,
                total,
                scale,
            )
            key_2 = 0.0
            key_3 = 0.0
            key_4 = 0.0
            for k in range(3):
                rule = si[station + at.S_THEN + k]
                if rule < 0:
                    break
                key = batch_key(
                    si,
                    sf,
                    wi,
                    wf,
                    rule,
                    number,
                    wf[spot + at.NF_KEY_2 + k],
                    first,
                    link,
                    group,
                    total,
                    scale,
                )
                if k == 0:
                    key_2 = key
                elif k == 1:
                    key_3 = key
                else:
                    key_4 = key
            if chosen < 0 or goes_first(key_1, key_2, key_3, key_4, best_1, best_2, best_3, best_4):
                chosen = first
                best_1 = key_1
                best_2 = key_2
                best_3 = key_3
                best_4 = key_4
        group = wi[record + at.G_NEXT]
    if dynamic:
        forget(wi, wf, number)
    return chosen


@inner
def goes_first(a1, a2, a3, a4, b1, b2, b3, b4):
    """Tell whether four keys come before four others."""
    if a1 != b1:
        return a1 < b1
    if a2 != b2:
        return a2 < b2
    if a3 != b3:
        return a3 < b3
    return a4 < b4


@inner
def ready_task(si, sf, wi, wf, number):
    """Return the task that goes next at a station whose rule changes or that fits work in."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    dynamic = si[station + at.S_DYNAMIC] != 0
    closing = si[station + at.S_CLOSING] == at.FIT
    nodes = wi[at.I_NODE]
    if dynamic:
        evaluate(si, sf, wi, wf, number, False)
        node = in_order(wi, wf, number)
    else:
        node = wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_HEAD]
    chosen = NONE if node < 0 else NONE_FITS
    while node >= 0:
        record = nodes + node * at.N_WIDTH
        ready = True
        if closing:
            operation = wi[record + at.N_OPERATION]
            facts = si[at.F_OPERATION] + operation * at.OF_WIDTH
            family = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_FAMILY]
            minutes = shortest_changeover(si, sf, wi, number, family)
            minutes = (
                minutes
                + sf[facts + at.OF_LOAD]
                + sf[facts + at.OF_EXPECTED]
                + sf[facts + at.OF_UNLOAD]
            )
            ready = fits(si, sf, number, wf[at.WF_NOW], minutes)
        if ready:
            chosen = node
            break
        node = wi[record + at.N_ALSO] if dynamic else wi[record + at.N_NEXT]
    if dynamic:
        forget(wi, wf, number)
    return chosen
