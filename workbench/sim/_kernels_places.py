"""Stations and pools of the compiled engine: free machines and people, agenda, changeovers."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim._kernels_layout import (
    F_CHANGE,
    F_FIRST,
    I_AGENDA,
    I_CREW,
    I_MACHINE,
    I_PERSON,
    I_PLACE,
    I_POOL,
    I_ROSTER,
    I_STATION,
    L_FREE,
    L_LOWEST,
    L_PENDING,
    L_QUEUE,
    L_WIDTH,
    M_FAMILY,
    M_FREE,
    M_WIDTH,
    P_FIRST,
    P_WIDTH,
    S_FIRST,
    S_MACHINES,
    S_MATRIX,
    S_WIDTH,
    SI_FAMILIES,
    SI_POOLS,
    SI_STATIONS,
    W_ASSIGNING,
    W_ASSIGNING_HEAD,
    W_ASSIGNING_TAIL,
    W_DECIDING,
    W_DECIDING_HEAD,
    W_DECIDING_TAIL,
)


# --------------------------------------------------------------------------------- the agenda
@hot
def station_may_decide(si, wi, number):
    """Put a station on the agenda if it has work, a free machine, and is not on it yet."""
    place = wi[I_PLACE] + number * L_WIDTH
    if wi[place + L_QUEUE] > 0 and wi[place + L_FREE] > 0 and wi[place + L_PENDING] == 0:
        wi[place + L_PENDING] = 1
        tail = wi[W_DECIDING_TAIL]
        wi[wi[I_AGENDA] + tail] = number
        tail += 1
        wi[W_DECIDING_TAIL] = tail if tail < si[SI_STATIONS] else 0
        wi[W_DECIDING] += 1


@inner
def pool_may_decide(si, wi, number):
    """Put a pool on the agenda if somebody waits, somebody is free, and it is not on it yet."""
    place = wi[I_CREW] + number * L_WIDTH
    if wi[place + L_QUEUE] > 0 and wi[place + L_FREE] > 0 and wi[place + L_PENDING] == 0:
        wi[place + L_PENDING] = 1
        tail = wi[W_ASSIGNING_TAIL]
        wi[wi[I_ROSTER] + tail] = number
        tail += 1
        wi[W_ASSIGNING_TAIL] = tail if tail < si[SI_POOLS] else 0
        wi[W_ASSIGNING] += 1


@hot
def next_station(si, wi):
    """Take the first station from the agenda."""
    head = wi[W_DECIDING_HEAD]
    number = wi[wi[I_AGENDA] + head]
    head += 1
    wi[W_DECIDING_HEAD] = head if head < si[SI_STATIONS] else 0
    wi[W_DECIDING] -= 1
    wi[wi[I_PLACE] + number * L_WIDTH + L_PENDING] = 0
    return number


@inner
def next_pool(si, wi):
    """Take the first pool from the agenda."""
    head = wi[W_ASSIGNING_HEAD]
    number = wi[wi[I_ROSTER] + head]
    head += 1
    wi[W_ASSIGNING_HEAD] = head if head < si[SI_POOLS] else 0
    wi[W_ASSIGNING] -= 1
    wi[wi[I_CREW] + number * L_WIDTH + L_PENDING] = 0
    return number


# ------------------------------------------------------------------------- machines and people
@inner
def changeover(si, sf, matrix, before, family):
    """Return the minutes to set a machine for ``family``; none for work without a family."""
    if matrix < 0 or family < 0:
        return 0.0
    families = si[SI_FAMILIES]
    if before < 0:
        return sf[si[F_FIRST] + matrix * families + family]
    return sf[si[F_CHANGE] + (matrix * families + before) * families + family]


@inner
def shortest_changeover(si, sf, wi, number, family):
    """Return the minutes to ``family`` on the free machine of a station nearest to it."""
    station = si[I_STATION] + number * S_WIDTH
    matrix = si[station + S_MATRIX]
    first = wi[I_MACHINE] + si[station + S_FIRST] * M_WIDTH
    best = math.inf
    for m in range(si[station + S_MACHINES]):
        if wi[first + m * M_WIDTH + M_FREE] != 0:
            minutes = changeover(si, sf, matrix, wi[first + m * M_WIDTH + M_FAMILY], family)
            best = min(best, minutes)
    return best


@inner
def take_machine(si, sf, wi, number, family):
    """Take the free machine with the shortest changeover, the lowest number first.

    Its minutes are asked for before, with ``shortest_changeover`` or 0 without a matrix.
    """
    station = si[I_STATION] + number * S_WIDTH
    place = wi[I_PLACE] + number * L_WIDTH
    first = wi[I_MACHINE] + si[station + S_FIRST] * M_WIDTH
    matrix = si[station + S_MATRIX]
    chosen = wi[place + L_LOWEST]
    while wi[first + chosen * M_WIDTH + M_FREE] == 0:
        chosen += 1
    wi[place + L_LOWEST] = chosen
    if matrix >= 0:
        best = changeover(si, sf, matrix, wi[first + chosen * M_WIDTH + M_FAMILY], family)
        for m in range(chosen + 1, si[station + S_MACHINES]):
            if wi[first + m * M_WIDTH + M_FREE] != 0:
                minutes = changeover(si, sf, matrix, wi[first + m * M_WIDTH + M_FAMILY], family)
                if minutes < best:
                    best = minutes
                    chosen = m
    wi[first + chosen * M_WIDTH + M_FREE] = 0
    wi[place + L_FREE] -= 1
    return chosen


@hot
def free_machine(si, wi, number, machine):
    """Take a machine back; the station may decide."""
    place = wi[I_PLACE] + number * L_WIDTH
    first = si[si[I_STATION] + number * S_WIDTH + S_FIRST]
    wi[wi[I_MACHINE] + (first + machine) * M_WIDTH + M_FREE] = 1
    wi[place + L_FREE] += 1
    wi[place + L_LOWEST] = min(wi[place + L_LOWEST], machine)
    station_may_decide(si, wi, number)


@inner
def take_person(si, wi, number):
    """Take the free person with the lowest number of a pool."""
    place = wi[I_CREW] + number * L_WIDTH
    first = wi[I_PERSON] + si[si[I_POOL] + number * P_WIDTH + P_FIRST]
    chosen = wi[place + L_LOWEST]
    while wi[first + chosen] == 0:
        chosen += 1
    wi[first + chosen] = 0
    wi[place + L_LOWEST] = chosen
    wi[place + L_FREE] -= 1
    return chosen


@inner
def free_person(si, wi, number, person):
    """Take a person back; the pool may decide."""
    place = wi[I_CREW] + number * L_WIDTH
    wi[wi[I_PERSON] + si[si[I_POOL] + number * P_WIDTH + P_FIRST] + person] = 1
    wi[place + L_FREE] += 1
    wi[place + L_LOWEST] = min(wi[place + L_LOWEST], person)
    pool_may_decide(si, wi, number)
