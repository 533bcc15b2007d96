"""Ends of runs in the compiled engine: judgements, what follows, losses, failures."""

from __future__ import annotations

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_breaks import (
    energy_of,
    go_down,
    machine_back,
    person_leaves,
    repair,
    repair_minutes,
    share_of_member,
    size_of,
    stopped,
    total_size,
    use_up,
)
from workbench.sim._kernels_gate import follow_up, rest
from workbench.sim._kernels_heap import OF_RUNS, take_back
from workbench.sim._kernels_rooms import drop_members, withdraw
from workbench.sim._kernels_rows import GOOD, REDO, SCRAPPED, WASTED, operation_row, unload_row
from workbench.sim._kernels_runs import addressed, drop_run, entity_of, handling
from workbench.sim._kernels_ways import asks, transfer


@hot
def judged(si, sf, wi, job, operation, spoilt):
    """Return the outcome of an operation that a job has completed, and count the visit."""
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    lost = wi[wi[at.I_JOB] + job * at.J_WIDTH + at.J_LOST]
    visit = 0
    if si[spot + at.O_REPEATS] != 0:
        place = wi[at.I_VISITS] + job * si[at.SI_VISIT_COUNT] + si[spot + at.O_VISIT]
        visit = wi[place]
        wi[place] = visit + 1
    wi[at.W_VISIT] = visit
    if lost != 0:
        return WASTED
    if spoilt:
        return SCRAPPED
    chances = si[at.F_OPERATION] + operation * at.OF_WIDTH
    bad = sf[chances + at.OF_BAD]
    if bad <= 0.0:
        return GOOD
    u = addressed(wi[at.W_YIELD], entity_of(si, job), si[spot + at.O_STEP] + visit)
    if u < sf[chances + at.OF_SCRAP]:
        return SCRAPPED
    return REDO if u < bad else GOOD


@inner
def branch(si, sf, wi, wf, table, ri, rf, run, job, operation):
    """Send a part to one of several operations, drawn by their shares."""
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    u = addressed(wi[at.W_ROUTE], entity_of(si, job), si[spot + at.O_STEP] + wi[at.W_VISIT])
    shares = si[spot + at.O_SHARE]
    last = si[spot + at.O_BRANCHES] - 1
    chosen = 0
    while chosen < last and u >= sf[shares + chosen]:
        chosen += 1
    ahead = si[si[spot + at.O_BRANCH] + chosen]
    if ahead < 0:
        wi[wi[at.I_JOB] + job * at.J_WIDTH + at.J_ACTIVE] -= 1
    else:
        transfer(si, sf, wi, wf, table, ri, rf, run, job, operation, ahead, at.BRANCHED)


@hot
def send_on(si, sf, wi, wf, table, ri, rf, run, job, operation, outcome):
    """Send a job from an operation to the next ones, back to it, or out."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    if outcome == GOOD:
        spot = si[at.I_OPERATION] + operation * at.O_WIDTH
        if si[spot + at.O_BRANCHES] > 0:
            branch(si, sf, wi, wf, table, ri, rf, run, job, operation)
        else:
            count = si[spot + at.O_AFTERS]
            wi[state + at.J_ACTIVE] += count - 1
            for i in range(count):
                if wi[state + at.J_LOST] != 0:
                    wi[state + at.J_ACTIVE] -= 1
                    continue
                ahead = si[si[spot + at.O_AFTER] + i]
                transfer(si, sf, wi, wf, table, ri, rf, run, job, operation, ahead, at.SENT)
    elif outcome == REDO:
        asks(si, sf, wi, wf, table, ri, rf, job, operation, 1)
    else:
        wi[state + at.J_ACTIVE] -= 1
        if outcome == SCRAPPED:
            wi[state + at.J_LOST] = 1
            withdraw(si, sf, wi, wf, ri, rf, job)
    rest(si, wi, wf, ri, rf, job)
    follow_up(si, sf, wi, wf, table, ri, rf)


@hot
def ended(si, sf, wi, wf, table, ri, rf, run):
    """Complete a run: judge each member, send it on, then free person and machine."""
    nodes = wi[at.I_NODE]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    head = wi[record + at.U_HEAD]
    members = wi[record + at.U_MEMBERS]
    number = wi[record + at.U_STATION]
    first = wi[nodes + head * at.N_WIDTH + at.N_OPERATION]
    full = si[si[at.I_OPERATION] + first * at.O_WIDTH + at.O_FULL] != 0
    per_batch = si[si[at.I_OPERATION] + first * at.O_WIDTH + at.O_PER_BATCH] != 0
    work = wf[moments + at.UF_WORK]
    if full:
        if wi[record + at.U_STAGE] == at.UNLOADING:
            unload_row(si, wi, wf, ri, rf, run, wf[moments + at.UF_UNLOAD], GOOD)
        work = wf[moments + at.UF_LOAD] + work
        use_up(si, wi, wf, run, work)
        work += handling(si, sf, wi, run, at.OF_UNLOAD)
    energy = energy_of(si, sf, wi, run, work)
    if per_batch:
        energy += sf[si[at.F_OPERATION] + first * at.OF_WIDTH + at.OF_ENERGY]
    total = total_size(si, sf, wi, run) if members > 1 else 0.0
    attended = wf[moments + at.UF_ATTENDED]
    node = head
    while node >= 0:
        job = wi[nodes + node * at.N_WIDTH + at.N_JOB]
        operation = wi[nodes + node * at.N_WIDTH + at.N_OPERATION]
        facts = si[at.F_OPERATION] + operation * at.OF_WIDTH
        size = sf[facts + at.OF_SIZE]
        share = 1.0 if members == 1 else share_of_member(wi, run, size, total)
        own = 0.0 if per_batch else sf[facts + at.OF_ENERGY]
        outcome = judged(si, sf, wi, job, operation, False)
        operation_row(
            si, wi, wf, ri, rf, run, node, outcome, size, share, energy * share + own, work,
            attended,
        )  # fmt: skip
        send_on(si, sf, wi, wf, table, ri, rf, run, job, operation, outcome)
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    blocked = wi[record + at.U_BLOCKED] > 0
    if not blocked or si[si[at.I_STATION] + number * at.S_WIDTH + at.S_KEEPS] == 0:
        person_leaves(si, wi, run)
    if blocked:
        wi[record + at.U_STAGE] = at.BLOCKED
        wf[moments + at.UF_SINCE] = wf[at.WF_NOW]
        return
    machine = wi[record + at.U_MACHINE]
    drop_members(wi, run)
    drop_run(wi, run)
    if number >= 0:
        machine_back(si, sf, wi, wf, number, machine)


@inner
def spoil(si, sf, wi, wf, table, ri, rf, run):
    """Lose a run and its jobs; its machine holds nothing."""
    nodes = wi[at.I_NODE]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    take_back(wi, wf, OF_RUNS, run)
    minutes, attended = stopped(si, sf, wi, wf, run)
    energy = energy_of(si, sf, wi, run, minutes)
    total = total_size(si, sf, wi, run)
    node = wi[record + at.U_HEAD]
    while node >= 0:
        job = wi[nodes + node * at.N_WIDTH + at.N_JOB]
        operation = wi[nodes + node * at.N_WIDTH + at.N_OPERATION]
        size = size_of(si, sf, wi, node)
        share = share_of_member(wi, run, size, total)
        outcome = judged(si, sf, wi, job, operation, True)
        operation_row(
            si, wi, wf, ri, rf, run, node, outcome, size, share, energy * share, minutes,
            attended,
        )  # fmt: skip
        send_on(si, sf, wi, wf, table, ri, rf, run, job, operation, outcome)
        node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
    person_leaves(si, wi, run)
    drop_members(wi, run)
    drop_run(wi, run)


@inner
def fails(si, sf, wi, wf, table, ri, rf, machine):
    """Let a machine (of all) fail: what is on it stops or is lost, and its repair begins."""
    number = si[si[at.I_MACHINE_STATION] + machine]
    station = si[at.I_STATION] + number * at.S_WIDTH
    mine = machine - si[station + at.S_FIRST]
    minutes = repair_minutes(si, sf, wi, table, machine)
    run = go_down(
        si, sf, wi, wf, ri, rf, number, mine, at.HAS_FAILED, si[station + at.S_SPOILS]
    )  # fmt: skip
    if run >= 0:
        spoil(si, sf, wi, wf, table, ri, rf, run)
    wi[wi[at.I_MACHINE] + machine * at.M_WIDTH + at.M_FAILURES] += 1
    pool = si[station + at.S_REPAIRERS]
    repair(si, sf, wi, wf, number, mine, at.REPAIRS, -1, minutes, pool)
