"""Stations and pools of the compiled engine: free machines and people, agenda, changeovers."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at


# --------------------------------------------------------------------------------- the agenda
@hot
def station_may_decide(si, wi, number):
    """Put a station on the agenda if it has work, a free machine, and is not on it yet."""
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    if wi[place + at.L_QUEUE] > 0 and wi[place + at.L_PENDING] == 0:
        station = si[at.I_STATION] + number * at.S_WIDTH
        if wi[place + at.L_FREE] > 0 or si[station + at.S_PREEMPTS] != 0:
            wi[place + at.L_PENDING] = 1
            tail = wi[at.W_DECIDING_TAIL]
            wi[wi[at.I_AGENDA] + tail] = number
            tail += 1
            wi[at.W_DECIDING_TAIL] = tail if tail < si[at.SI_STATIONS] else 0
            wi[at.W_DECIDING] += 1
            wi[at.W_AGENDA] += 1


@inner
def pool_may_decide(si, wi, number):
    """Put a pool on the agenda if somebody waits, somebody is free, and it is not on it yet."""
    place = wi[at.I_CREW] + number * at.L_WIDTH
    if wi[place + at.L_QUEUE] > 0 and wi[place + at.L_FREE] > 0 and wi[place + at.L_PENDING] == 0:
        wi[place + at.L_PENDING] = 1
        tail = wi[at.W_ASSIGNING_TAIL]
        wi[wi[at.I_ROSTER] + tail] = number
        tail += 1
        wi[at.W_ASSIGNING_TAIL] = tail if tail < si[at.SI_POOLS] else 0
        wi[at.W_ASSIGNING] += 1
        wi[at.W_AGENDA] += 1


@inner
def fleet_may_decide(si, wi, number):
    """Put a fleet on the agenda if parts wait, a cart is free, and it is not on it yet."""
    place = wi[at.I_FLEETS] + number * at.H_WIDTH
    if wi[place + at.H_WAITING] > 0 and wi[place + at.H_FREE] > 0 and wi[place + at.H_PENDING] == 0:
        wi[place + at.H_PENDING] = 1
        tail = wi[at.W_LOADING_TAIL]
        wi[wi[at.I_CONVOY] + tail] = number
        tail += 1
        wi[at.W_LOADING_TAIL] = tail if tail < si[at.SI_FLEETS] else 0
        wi[at.W_LOADING] += 1
        wi[at.W_AGENDA] += 1


@hot
def next_station(si, wi):
    """Take the first station from the agenda."""
    head = wi[at.W_DECIDING_HEAD]
    number = wi[wi[at.I_AGENDA] + head]
    head += 1
    wi[at.W_DECIDING_HEAD] = head if head < si[at.SI_STATIONS] else 0
    wi[at.W_DECIDING] -= 1
    wi[at.W_AGENDA] -= 1
    wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_PENDING] = 0
    return number


@hot
def next_pool(si, wi):
    """Take the first pool from the agenda."""
    head = wi[at.W_ASSIGNING_HEAD]
    number = wi[wi[at.I_ROSTER] + head]
    head += 1
    wi[at.W_ASSIGNING_HEAD] = head if head < si[at.SI_POOLS] else 0
    wi[at.W_ASSIGNING] -= 1
    wi[at.W_AGENDA] -= 1
    wi[wi[at.I_CREW] + number * at.L_WIDTH + at.L_PENDING] = 0
    return number


@inner
def next_room(si, wi):
    """Take the first room from the agenda."""
    head = wi[at.W_LETTING_HEAD]
    number = wi[wi[at.I_ROOMS] + head]
    head += 1
    wi[at.W_LETTING_HEAD] = head if head < si[at.SI_STATIONS] else 0
    wi[at.W_LETTING] -= 1
    wi[at.W_AGENDA] -= 1
    wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_LETTING] = 0
    return number


@inner
def next_fleet(si, wi):
    """Take the first fleet from the agenda."""
    head = wi[at.W_LOADING_HEAD]
    number = wi[wi[at.I_CONVOY] + head]
    head += 1
    wi[at.W_LOADING_HEAD] = head if head < si[at.SI_FLEETS] else 0
    wi[at.W_LOADING] -= 1
    wi[at.W_AGENDA] -= 1
    wi[wi[at.I_FLEETS] + number * at.H_WIDTH + at.H_PENDING] = 0
    return number


@inner
def has_room(si, wi, number):
    """Tell whether a station with limited places has room for one more."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    places = si[station + at.S_CAPACITY]
    if si[station + at.S_BATCH] == 0:
        places += wi[place + at.L_FREE]
    return wi[place + at.L_QUEUE] + wi[place + at.L_COMING] < places


@hot
def room_gained(si, wi, number):
    """Put the room of a station on the agenda if parts wait for it and it has got room."""
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    if wi[place + at.L_LINED] > 0:
        let_in_later(si, wi, number)


@inner
def let_in_later(si, wi, number):
    """Put the room of a station on the agenda if it has room and is not on it yet."""
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    if wi[place + at.L_LETTING] == 0 and has_room(si, wi, number):
        wi[place + at.L_LETTING] = 1
        tail = wi[at.W_LETTING_TAIL]
        wi[wi[at.I_ROOMS] + tail] = number
        tail += 1
        wi[at.W_LETTING_TAIL] = tail if tail < si[at.SI_STATIONS] else 0
        wi[at.W_LETTING] += 1
        wi[at.W_AGENDA] += 1


# ------------------------------------------------------------------------- machines and people
@inner
def changeover(si, sf, matrix, before, family):
    """Return the minutes to set a machine for ``family``; none for work without a family."""
    if matrix < 0 or family < 0:
        return 0.0
    families = si[at.SI_FAMILIES]
    if before < 0:
        return sf[si[at.F_FIRST] + matrix * families + family]
    return sf[si[at.F_CHANGE] + (matrix * families + before) * families + family]


@inner
def shortest_changeover(si, sf, wi, number, family):
    """Return the minutes to ``family`` on the free machine of a station nearest to it."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    matrix = si[station + at.S_MATRIX]
    first = wi[at.I_MACHINE] + si[station + at.S_FIRST] * at.M_WIDTH
    best = math.inf
    for m in range(si[station + at.S_MACHINES]):
        if wi[first + m * at.M_WIDTH + at.M_FREE] != 0:
            minutes = changeover(si, sf, matrix, wi[first + m * at.M_WIDTH + at.M_FAMILY], family)
            best = min(best, minutes)
    return best


@hot
def take_machine(si, sf, wi, number, family):
    """Take the free machine with the shortest changeover, the lowest number first.

    Its minutes are asked for before, with ``shortest_changeover`` or 0 without a matrix.
    """
    station = si[at.I_STATION] + number * at.S_WIDTH
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    first = wi[at.I_MACHINE] + si[station + at.S_FIRST] * at.M_WIDTH
    matrix = si[station + at.S_MATRIX]
    chosen = wi[place + at.L_LOWEST]
    while wi[first + chosen * at.M_WIDTH + at.M_FREE] == 0:
        chosen += 1
    wi[place + at.L_LOWEST] = chosen
    if matrix >= 0:
        best = changeover(si, sf, matrix, wi[first + chosen * at.M_WIDTH + at.M_FAMILY], family)
        for m in range(chosen + 1, si[station + at.S_MACHINES]):
            if wi[first + m * at.M_WIDTH + at.M_FREE] != 0:
                minutes = changeover(
                    si, sf, matrix, wi[first + m * at.M_WIDTH + at.M_FAMILY], family
                )
                if minutes < best:
                    best = minutes
                    chosen = m
    wi[first + chosen * at.M_WIDTH + at.M_FREE] = 0
    wi[place + at.L_FREE] -= 1
    return chosen


@hot
def free_machine(si, wi, number, machine):
    """Take a machine back; the station may decide."""
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    first = si[si[at.I_STATION] + number * at.S_WIDTH + at.S_FIRST]
    wi[wi[at.I_MACHINE] + (first + machine) * at.M_WIDTH + at.M_FREE] = 1
    wi[place + at.L_FREE] += 1
    wi[place + at.L_LOWEST] = min(wi[place + at.L_LOWEST], machine)
    station_may_decide(si, wi, number)
    room_gained(si, wi, number)


@hot
def take_person(si, wi, number):
    """Take the free person with the lowest number of a pool."""
    place = wi[at.I_CREW] + number * at.L_WIDTH
    first = wi[at.I_PERSON] + si[si[at.I_POOL] + number * at.P_WIDTH + at.P_FIRST]
    chosen = wi[place + at.L_LOWEST]
    while wi[first + chosen] == 0:
        chosen += 1
    wi[first + chosen] = 0
    wi[place + at.L_LOWEST] = chosen
    wi[place + at.L_FREE] -= 1
    return chosen


@hot
def free_person(si, wi, number, person):
    """Take a person back; the pool may decide."""
    place = wi[at.I_CREW] + number * at.L_WIDTH
    wi[wi[at.I_PERSON] + si[si[at.I_POOL] + number * at.P_WIDTH + at.P_FIRST] + person] = 1
    wi[place + at.L_FREE] += 1
    wi[place + at.L_LOWEST] = min(wi[place + at.L_LOWEST], person)
    pool_may_decide(si, wi, number)
