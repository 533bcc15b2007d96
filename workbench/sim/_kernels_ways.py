"""How a part goes on in the compiled engine: asked for, let in, carried, sent to what follows."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_heap import CARRIED, STATION, enter
from workbench.sim._kernels_people import grant
from workbench.sim._kernels_places import fleet_may_decide, has_room, station_may_decide
from workbench.sim._kernels_queues import join, line_up, new_node
from workbench.sim._kernels_rooms import give_up, wait_for_room, withdraw
from workbench.sim._kernels_rules import further_keys, key_of
from workbench.sim._kernels_runs import add_member, new_run
from workbench.sim._kernels_supply import run_short, supplied


@inner
def begin_anywhere(si, sf, wi, wf, table, job, operation):
    """Begin an operation at no station."""
    run = new_run(wi, wf, -1, -1, 0.0)
    add_member(wi, run, new_node(wi, wf, job, operation, 0.0, wf[at.WF_NOW]))
    grant(si, sf, wi, wf, table, run)


@hot
def enqueue(si, sf, wi, wf, number, job, operation):
    """Let a part join the queue of a station."""
    now = wf[at.WF_NOW]
    station = si[at.I_STATION] + number * at.S_WIDTH
    if si[station + at.S_DYNAMIC] != 0:
        node = new_node(wi, wf, job, operation, 0.0, now)
    else:
        key = key_of(si, sf, wi, wf, si[station + at.S_RULE], job, operation, now)
        node = new_node(wi, wf, job, operation, key, now)
        if si[station + at.S_THEN] >= 0:
            further_keys(si, sf, wi, wf, station + at.S_THEN, node)
    join(wi, wf, wi[at.I_PLACE] + number * at.L_WIDTH, node)
    if si[station + at.S_BATCH] != 0:
        wait = sf[si[at.F_STATION] + number * at.SF_WIDTH + at.SF_WAIT]
        if wait < math.inf:
            enter(wi, wf, now + wait, STATION, number)
    station_may_decide(si, wi, number)


@inner
def enqueue_apart(si, sf, wi, wf, number, job, operation):
    """Let a part join a queue, from where that happens seldom enough for a call."""
    enqueue(si, sf, wi, wf, number, job, operation)


@inner
def seek_room(si, sf, wi, wf, ri, rf, number, job, operation):
    """Let a part into a station with limited places, to its line, or turn it away."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    if si[station + at.S_REJECTS] != 0:
        if not has_room(si, wi, number):
            state = wi[at.I_JOB] + job * at.J_WIDTH
            wi[state + at.J_LOST] = 2
            wi[state + at.J_ACTIVE] -= 1
            withdraw(si, sf, wi, wf, ri, rf, job)
            return
    elif wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_LINED] > 0 or not has_room(si, wi, number):
        wait_for_room(wi, wf, number, job, -1, operation, at.SENT, -1)
        return
    enqueue_apart(si, sf, wi, wf, number, job, operation)


@hot
def placed(si, sf, wi, wf, table, ri, rf, job, operation, exempt):
    """Let a part ask for its station; ``exempt``: without asking for room."""
    number = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_STATION]
    if number < 0:
        begin_anywhere(si, sf, wi, wf, table, job, operation)
    elif exempt == 0 and si[si[at.I_STATION] + number * at.S_WIDTH + at.S_CAPACITY] >= 0:
        seek_room(si, sf, wi, wf, ri, rf, number, job, operation)
    else:
        enqueue(si, sf, wi, wf, number, job, operation)


@inner
def asks(si, sf, wi, wf, table, ri, rf, job, operation, exempt):
    """Let a part ask for an operation whose predecessors are all there: material, then room."""
    if si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_NEEDS] > 0 and not supplied(
        si, sf, wi, wf, table, ri, rf, job, operation, wf[at.WF_NOW]
    ):
        run_short(wi, wf, job, operation, exempt)
        return
    placed(si, sf, wi, wf, table, ri, rf, job, operation, exempt)


@hot
def come(si, sf, wi, wf, table, ri, rf, job, operation, how, reserved):
    """Let a part arrive where its next operation is done; the last one of a join asks for it."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    if wi[state + at.J_LOST] != 0:
        wi[state + at.J_ACTIVE] -= 1
        return
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    needed = si[spot + at.O_JOINS]
    if needed > 1 and how != at.BRANCHED:
        place = wi[at.I_MISSING] + job * si[at.SI_JOIN_COUNT] + si[spot + at.O_JOIN]
        left = (wi[place] if wi[place] > 0 else needed) - 1
        wi[place] = left
        if left > 0:
            wi[state + at.J_ACTIVE] -= 1
            return
    asks(si, sf, wi, wf, table, ri, rf, job, operation, reserved)


# ------------------------------------------------------------------------------------ on its way
@inner
def set_off(wi, wf, job, behind, ahead, minutes, how, reserved):
    """Begin a walk."""
    move = wi[at.W_MOVE_FREE]
    if move >= 0:
        wi[at.W_MOVE_FREE] = wi[wi[at.I_MOVE] + move * at.V_WIDTH + at.V_NEXT]
    else:
        move = wi[at.W_MOVE_TOP]
        if move >= wi[at.W_MOST_MOVES]:
            raise MemoryError
        wi[at.W_MOVE_TOP] = move + 1
    record = wi[at.I_MOVE] + move * at.V_WIDTH
    wi[record + at.V_IDENTITY] = wi[at.W_NEXT_MOVE]
    wi[at.W_NEXT_MOVE] += 1
    wi[record + at.V_JOB] = job
    wi[record + at.V_BEHIND] = behind
    wi[record + at.V_AHEAD] = ahead
    wi[record + at.V_HOW] = how
    wi[record + at.V_RESERVED] = reserved
    wf[wi[at.F_MOVE] + move] = wf[at.WF_NOW]
    enter(wi, wf, wf[at.WF_NOW] + minutes, CARRIED, move)


@inner
def ask_fleet(si, wi, wf, fleet, job, behind, ahead, how, reserved):
    """Let a part wait for a cart."""
    place = wi[at.I_FLEETS] + fleet * at.H_WIDTH
    node = new_node(wi, wf, job, ahead, 0.0, wf[at.WF_NOW])
    link = wi[at.I_NODE] + node * at.N_WIDTH
    wi[link + at.N_BEHIND] = behind
    wi[link + at.N_HOW] = how
    wi[link + at.N_KEPT] = reserved
    line_up(wi, node, place + at.H_HEAD, place + at.H_TAIL)
    wi[place + at.H_WAITING] += 1
    fleet_may_decide(si, wi, fleet)


@hot
def travel(si, sf, wi, wf, table, ri, rf, job, behind, ahead, how, reserved):
    """Carry a part from one operation to the next, by hand or by cart, or at no distance."""
    here = si[si[at.I_OPERATION] + behind * at.O_WIDTH + at.O_STATION]
    there = si[si[at.I_OPERATION] + ahead * at.O_WIDTH + at.O_STATION]
    if here >= 0 and there >= 0:
        way = here * si[at.SI_STATIONS] + there
        if si[at.SI_FLEETS] > 0 and here != there and si[si[at.I_WALK_FLEET] + way] >= 0:
            wi[wi[at.I_PLACE] + there * at.L_WIDTH + at.L_COMING] += reserved
            ask_fleet(si, wi, wf, si[si[at.I_WALK_FLEET] + way], job, behind, ahead, how, reserved)
            return
        minutes = sf[si[at.F_WALK] + way]
        if minutes > 0.0:
            wi[wi[at.I_PLACE] + there * at.L_WIDTH + at.L_COMING] += reserved
            set_off(wi, wf, job, behind, ahead, minutes, how, reserved)
            return
    come(si, sf, wi, wf, table, ri, rf, job, ahead, how, reserved)


@inner
def landed_here(si, sf, wi, wf, table, ri, rf, job, ahead, how, reserved):
    """Let a part arrive that was carried; it gives up its place if its job is lost."""
    if reserved != 0:
        if wi[wi[at.I_JOB] + job * at.J_WIDTH + at.J_LOST] != 0:
            give_up(si, wi, ahead)
        else:
            number = si[si[at.I_OPERATION] + ahead * at.O_WIDTH + at.O_STATION]
            wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_COMING] -= 1
    come(si, sf, wi, wf, table, ri, rf, job, ahead, how, reserved)


@hot
def transfer(si, sf, wi, wf, table, ri, rf, run, job, behind, ahead, how):
    """Send a part from an operation to the next one, or let it wait for room there."""
    reserved = 0
    spot = si[at.I_OPERATION] + ahead * at.O_WIDTH
    if (
        si[spot + at.O_ROOM] != 0
        and (si[spot + at.O_JOINS] <= 1 or how == at.BRANCHED)
        and si[si[at.I_OPERATION] + behind * at.O_WIDTH + at.O_STATION] >= 0
    ):
        number = si[spot + at.O_STATION]
        if wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_LINED] > 0 or not has_room(
            si, wi, number
        ):
            wait_for_room(wi, wf, number, job, behind, ahead, how, run)
            return
        reserved = 1
    travel(si, sf, wi, wf, table, ri, rf, job, behind, ahead, how, reserved)
