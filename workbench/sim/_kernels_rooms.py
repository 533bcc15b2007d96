"""Full stations in the compiled engine: who waits for room, what it blocks, and deadlocks."""

from __future__ import annotations

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_breaks import machine_back, person_leaves
from workbench.sim._kernels_places import has_room, room_gained
from workbench.sim._kernels_queues import drop_node, leave, line_up, new_node, step_out
from workbench.sim._kernels_rows import blocked_row
from workbench.sim._kernels_runs import drop_run


@inner
def wait_for_room(wi, wf, number, job, behind, ahead, how, run):
    """Let a part wait for room at a station; it may block the run it comes from."""
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    node = new_node(wi, wf, job, ahead, 0.0, wf[at.WF_NOW])
    link = wi[at.I_NODE] + node * at.N_WIDTH
    wi[link + at.N_BEHIND] = behind
    wi[link + at.N_HOW] = how
    wi[link + at.N_RUN] = run
    line_up(wi, node, place + at.L_LINE, place + at.L_LINE_TAIL)
    wi[place + at.L_LINED] += 1
    wi[at.W_LINED] = 1
    if run >= 0:
        wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_BLOCKED] += 1


@inner
def unblock(si, sf, wi, wf, ri, rf, run):
    """Let one part go that blocked a run; the last one lets its machine go."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    left = wi[record + at.U_BLOCKED] - 1
    wi[record + at.U_BLOCKED] = left
    # A run that is still sending its members on looks itself whether it is blocked.
    if left > 0 or wi[record + at.U_STAGE] != at.BLOCKED:
        return
    blocked_row(si, wi, wf, ri, rf, run)
    person_leaves(si, wi, run)
    number = wi[record + at.U_STATION]
    machine = wi[record + at.U_MACHINE]
    drop_members(wi, run)
    drop_run(wi, run)
    machine_back(si, sf, wi, wf, number, machine)


@hot
def drop_members(wi, run):
    """Put the members of a run back among the unused nodes."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    node = wi[record + at.U_HEAD]
    while node >= 0:
        following = wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_NEXT]
        drop_node(wi, node)
        node = following
    wi[record + at.U_HEAD] = -1
    wi[record + at.U_TAIL] = -1


@inner
def withdraw(si, sf, wi, wf, ri, rf, job):
    """Take the other parts of a job out of all queues and lines; the rest comes to rest."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    if wi[state + at.J_ACTIVE] == 0:
        return
    nodes = wi[at.I_NODE]
    for number in range(si[at.SI_STATIONS]):
        place = wi[at.I_PLACE] + number * at.L_WIDTH
        node = wi[place + at.L_HEAD]
        while node >= 0:
            following = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
            if wi[nodes + node * at.N_WIDTH + at.N_JOB] == job:
                leave(wi, place, node)
                drop_node(wi, node)
                wi[state + at.J_ACTIVE] -= 1
                room_gained(si, wi, number)
            node = following
    if si[at.SI_ROOMS] != 0:
        for number in range(si[at.SI_STATIONS]):
            place = wi[at.I_PLACE] + number * at.L_WIDTH
            node = wi[place + at.L_LINE]
            while node >= 0:
                following = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
                if wi[nodes + node * at.N_WIDTH + at.N_JOB] == job:
                    step_out(wi, node, place + at.L_LINE, place + at.L_LINE_TAIL)
                    wi[place + at.L_LINED] -= 1
                    wi[state + at.J_ACTIVE] -= 1
                    run = wi[nodes + node * at.N_WIDTH + at.N_RUN]
                    drop_node(wi, node)
                    if run >= 0:
                        unblock(si, sf, wi, wf, ri, rf, run)
                node = following
    if si[at.SI_MATERIALS] > 0:
        node = wi[at.W_SHORT_HEAD]
        while node >= 0:
            following = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
            if wi[nodes + node * at.N_WIDTH + at.N_JOB] == job:
                step_out(wi, node, at.W_SHORT_HEAD, at.W_SHORT_TAIL)
                drop_node(wi, node)
                wi[state + at.J_ACTIVE] -= 1
            node = following
    for fleet in range(si[at.SI_FLEETS]):
        place = wi[at.I_FLEETS] + fleet * at.H_WIDTH
        node = wi[place + at.H_HEAD]
        while node >= 0:
            link = nodes + node * at.N_WIDTH
            following = wi[link + at.N_NEXT]
            if wi[link + at.N_JOB] == job:
                step_out(wi, node, place + at.H_HEAD, place + at.H_TAIL)
                wi[place + at.H_WAITING] -= 1
                wi[state + at.J_ACTIVE] -= 1
                reserved = wi[link + at.N_KEPT]
                ahead = wi[link + at.N_OPERATION]
                drop_node(wi, node)
                if reserved != 0:
                    give_up(si, wi, ahead)
            node = following


@inner
def give_up(si, wi, ahead):
    """Give up the place that was reserved for a part on its way to an operation."""
    number = si[si[at.I_OPERATION] + ahead * at.O_WIDTH + at.O_STATION]
    wi[wi[at.I_PLACE] + number * at.L_WIDTH + at.L_COMING] -= 1
    room_gained(si, wi, number)


# ------------------------------------------------------------------------------------ deadlock
@inner
def held_up(si, wi, number):
    """Tell whether a station has no room and all its machines hold blocked runs."""
    station = si[at.I_STATION] + number * at.S_WIDTH
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    if wi[place + at.L_LINED] == 0 or has_room(si, wi, number):
        return False
    first = wi[at.I_MACHINE] + si[station + at.S_FIRST] * at.M_WIDTH
    for m in range(si[station + at.S_MACHINES]):
        run = wi[first + m * at.M_WIDTH + at.M_RUN]
        if run < 0 or wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_STAGE] != at.BLOCKED:
            return False
    return True


@inner
def waits_for_stuck(si, wi, run):
    """Tell whether a part of a run waits for a station that may be stuck."""
    nodes = wi[at.I_NODE]
    for number in range(si[at.SI_STATIONS]):
        place = wi[at.I_PLACE] + number * at.L_WIDTH
        if wi[place + at.L_STUCK] == 0:
            continue
        node = wi[place + at.L_LINE]
        while node >= 0:
            if wi[nodes + node * at.N_WIDTH + at.N_RUN] == run:
                return True
            node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    return False


@inner
def deadlocked(si, wi):
    """Tell whether stations wait for room at each other for ever: the largest such set."""
    left = 0
    for number in range(si[at.SI_STATIONS]):
        place = wi[at.I_PLACE] + number * at.L_WIDTH
        wi[place + at.L_STUCK] = 1 if held_up(si, wi, number) else 0
        left += wi[place + at.L_STUCK]
    while left > 0:
        before = left
        for number in range(si[at.SI_STATIONS]):
            place = wi[at.I_PLACE] + number * at.L_WIDTH
            if wi[place + at.L_STUCK] == 0:
                continue
            station = si[at.I_STATION] + number * at.S_WIDTH
            first = wi[at.I_MACHINE] + si[station + at.S_FIRST] * at.M_WIDTH
            for m in range(si[station + at.S_MACHINES]):
                if not waits_for_stuck(si, wi, wi[first + m * at.M_WIDTH + at.M_RUN]):
                    wi[place + at.L_STUCK] = 0
                    left -= 1
                    break
        if left == before:
            return True
    return False
