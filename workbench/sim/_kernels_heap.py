"""The calendar of the compiled engine: a binary heap ordered by (moment, priority, sequence)."""

from __future__ import annotations

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at

# What an entry is about; the same numbers as in ``clock``.
ENDED, LEFT, SET, RELEASED, CARRIED, STATION, POOL = range(7)
WORKED, REPAIRED, CUT, WORN, FAILS, PLANNED, DELIVERED, ARRIVED, BACK = range(7, 16)
FOLLOWS, OUTAGE, NODE_FAILS, RETURNED, LANDED = range(16, 21)

# The priority of each kind, two bits each: what is complete, what breaks, who comes, who looks.
PRIORITIES = 0
for _kind, _priority in enumerate((0, 0, 0, 2, 2, 3, 3, 0, 0, 1, 1, 1, 1, 2, 2, 0, 2, 1, 1, 0, 2)):
    PRIORITIES |= _priority << (2 * _kind)

# Kinds that belong to a run, and kinds that alone move nobody, one bit each.
OF_RUNS = sum(1 << _kind for _kind in (ENDED, LEFT, SET, WORKED, REPAIRED, CUT, WORN))
#: Kinds that end a run of jobs or bring a job, a part or material.
MOVES = sum(1 << _kind for _kind in (ENDED, RELEASED, CARRIED, DELIVERED, ARRIVED, FOLLOWS, LANDED))
IDLE = sum(1 << _kind for _kind in (FAILS, PLANNED, OUTAGE, NODE_FAILS))


@inner
def enter(wi, wf, moment, kind, number):
    """Enter something at a moment; the sequence counts the entries as they are made.

    Parameters
    ----------
    wi, wf : int64[*], float64[*]   The world, changed.
    moment : float                  [min]
    kind : int                      What it is about.
    number : int                    Of the run, move, station or pool.
    """
    count = wi[at.W_ENTRIES]
    if count >= wi[at.W_MOST_ENTRIES]:
        raise MemoryError
    wi[at.W_ENTRIES] = count + 1
    sequence = wi[at.W_SEQUENCE]
    wi[at.W_SEQUENCE] = sequence + 1
    priority = (PRIORITIES >> (2 * kind)) & 3
    wi[at.W_IDLE] += (IDLE >> kind) & 1
    order = (priority << 56) + sequence
    ints = wi[at.I_HEAP]
    floats = wi[at.F_HEAP]
    hole = count
    while hole > 0:
        parent = (hole - 1) >> 1
        above = wf[floats + parent]
        if above < moment:
            break
        place = ints + parent * at.E_WIDTH
        if above == moment and wi[place + at.E_ORDER] < order:
            break
        wf[floats + hole] = above
        target = ints + hole * at.E_WIDTH
        wi[target + at.E_ORDER] = wi[place + at.E_ORDER]
        wi[target + at.E_WHAT] = wi[place + at.E_WHAT]
        hole = parent
    wf[floats + hole] = moment
    target = ints + hole * at.E_WIDTH
    wi[target + at.E_ORDER] = order
    wi[target + at.E_WHAT] = number * at.KINDS + kind


@hot
def take(wi, wf):
    """Take the first entry out and return what it is: ``number × at.KINDS + kind``."""
    count = wi[at.W_ENTRIES] - 1
    wi[at.W_ENTRIES] = count
    ints = wi[at.I_HEAP]
    floats = wi[at.F_HEAP]
    what = wi[ints + at.E_WHAT]
    wi[at.W_IDLE] -= (IDLE >> (what & (at.KINDS - 1))) & 1
    if count == 0:
        return what
    moment = wf[floats + count]
    last = ints + count * at.E_WIDTH
    order = wi[last + at.E_ORDER]
    hole = 0
    child = 1
    while child < count:
        least = wf[floats + child]
        place = ints + child * at.E_WIDTH
        if child + 1 < count:
            other = wf[floats + child + 1]
            if other < least or (
                other == least and wi[place + at.E_WIDTH + at.E_ORDER] < wi[place + at.E_ORDER]
            ):
                child += 1
                least = other
                place += at.E_WIDTH
        if moment < least or (moment == least and order < wi[place + at.E_ORDER]):
            break
        wf[floats + hole] = least
        target = ints + hole * at.E_WIDTH
        wi[target + at.E_ORDER] = wi[place + at.E_ORDER]
        wi[target + at.E_WHAT] = wi[place + at.E_WHAT]
        hole = child
        child = 2 * hole + 1
    wf[floats + hole] = moment
    target = ints + hole * at.E_WIDTH
    wi[target + at.E_ORDER] = order
    wi[target + at.E_WHAT] = wi[last + at.E_WHAT]
    return what


@inner
def sink(wi, wf, hole, count):
    """Let the entry at ``hole`` sink to its place in a heap of ``count``."""
    ints = wi[at.I_HEAP]
    floats = wi[at.F_HEAP]
    moment = wf[floats + hole]
    order = wi[ints + hole * at.E_WIDTH + at.E_ORDER]
    what = wi[ints + hole * at.E_WIDTH + at.E_WHAT]
    child = 2 * hole + 1
    while child < count:
        place = ints + child * at.E_WIDTH
        if child + 1 < count and (
            wf[floats + child + 1] < wf[floats + child]
            or (
                wf[floats + child + 1] == wf[floats + child]
                and wi[place + at.E_WIDTH + at.E_ORDER] < wi[place + at.E_ORDER]
            )
        ):
            child += 1
            place += at.E_WIDTH
        if moment < wf[floats + child] or (
            moment == wf[floats + child] and order < wi[place + at.E_ORDER]
        ):
            break
        wf[floats + hole] = wf[floats + child]
        target = ints + hole * at.E_WIDTH
        wi[target + at.E_ORDER] = wi[place + at.E_ORDER]
        wi[target + at.E_WHAT] = wi[place + at.E_WHAT]
        hole = child
        child = 2 * hole + 1
    wf[floats + hole] = moment
    target = ints + hole * at.E_WIDTH
    wi[target + at.E_ORDER] = order
    wi[target + at.E_WHAT] = what


@inner
def take_back(wi, wf, kinds, number):
    """Take back all entries of some kinds (one bit each) about a number."""
    ints = wi[at.I_HEAP]
    floats = wi[at.F_HEAP]
    count = wi[at.W_ENTRIES]
    kept = 0
    for i in range(count):
        what = wi[ints + i * at.E_WIDTH + at.E_WHAT]
        kind = what & (at.KINDS - 1)
        if what >> at.KIND_BITS == number and (kinds >> kind) & 1 != 0:
            wi[at.W_IDLE] -= (IDLE >> kind) & 1
            continue
        if kept != i:
            wf[floats + kept] = wf[floats + i]
            target = ints + kept * at.E_WIDTH
            wi[target + at.E_ORDER] = wi[ints + i * at.E_WIDTH + at.E_ORDER]
            wi[target + at.E_WHAT] = what
        kept += 1
    wi[at.W_ENTRIES] = kept
    if kept < count:
        for hole in range(kept // 2 - 1, -1, -1):
            sink(wi, wf, hole, kept)
