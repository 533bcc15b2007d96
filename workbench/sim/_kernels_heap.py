"""The calendar of the compiled engine: a binary heap ordered by (moment, priority, sequence)."""

from __future__ import annotations

from workbench._jit import hot, inner
from workbench.sim._kernels_layout import (
    E_ORDER,
    E_WHAT,
    E_WIDTH,
    F_HEAP,
    I_HEAP,
    KINDS,
    W_ENTRIES,
    W_MOST_ENTRIES,
    W_SEQUENCE,
)

# What an entry is about; the same numbers as in ``clock``.
ENDED, LEFT, SET, RELEASED, CARRIED, STATION, POOL = range(7)


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
    count = wi[W_ENTRIES]
    if count >= wi[W_MOST_ENTRIES]:
        raise MemoryError
    wi[W_ENTRIES] = count + 1
    sequence = wi[W_SEQUENCE]
    wi[W_SEQUENCE] = sequence + 1
    # Within a moment, what ends goes before what arrives, and that before who looks again.
    priority = 0 if kind < RELEASED else (1 if kind < STATION else 2)
    order = (priority << 56) + sequence
    ints = wi[I_HEAP]
    floats = wi[F_HEAP]
    hole = count
    while hole > 0:
        parent = (hole - 1) >> 1
        above = wf[floats + parent]
        if above < moment:
            break
        place = ints + parent * E_WIDTH
        if above == moment and wi[place + E_ORDER] < order:
            break
        wf[floats + hole] = above
        target = ints + hole * E_WIDTH
        wi[target + E_ORDER] = wi[place + E_ORDER]
        wi[target + E_WHAT] = wi[place + E_WHAT]
        hole = parent
    wf[floats + hole] = moment
    target = ints + hole * E_WIDTH
    wi[target + E_ORDER] = order
    wi[target + E_WHAT] = number * KINDS + kind


@hot
def take(wi, wf):
    """Take the first entry out and return what it is: ``number × KINDS + kind``."""
    count = wi[W_ENTRIES] - 1
    wi[W_ENTRIES] = count
    ints = wi[I_HEAP]
    floats = wi[F_HEAP]
    what = wi[ints + E_WHAT]
    if count == 0:
        return what
    moment = wf[floats + count]
    last = ints + count * E_WIDTH
    order = wi[last + E_ORDER]
    hole = 0
    child = 1
    while child < count:
        least = wf[floats + child]
        place = ints + child * E_WIDTH
        if child + 1 < count:
            other = wf[floats + child + 1]
            if other < least or (
                other == least and wi[place + E_WIDTH + E_ORDER] < wi[place + E_ORDER]
            ):
                child += 1
                least = other
                place += E_WIDTH
        if moment < least or (moment == least and order < wi[place + E_ORDER]):
            break
        wf[floats + hole] = least
        target = ints + hole * E_WIDTH
        wi[target + E_ORDER] = wi[place + E_ORDER]
        wi[target + E_WHAT] = wi[place + E_WHAT]
        hole = child
        child = 2 * hole + 1
    wf[floats + hole] = moment
    target = ints + hole * E_WIDTH
    wi[target + E_ORDER] = order
    wi[target + E_WHAT] = wi[last + E_WHAT]
    return what
