"""Jobs in the compiled engine: the gate, judgements, what follows, losses, the end."""

from __future__ import annotations

import math

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_breaks import (
    come_up,
    energy_of,
    go_down,
    machine_back,
    person_leaves,
    repair,
    repair_minutes,
    seldom,
    share_of_member,
    size_of,
    stopped,
    total_size,
    use_up,
)
from workbench.sim._kernels_carts import cart_minutes
from workbench.sim._kernels_heap import (
    BACK,
    NODE_FAILS,
    OF_RUNS,
    RELEASED,
    RETURNED,
    enter,
    take_back,
)
from workbench.sim._kernels_network import (
    backlog_leaves,
    choose,
    first_of_backlog,
    floor_leaves,
    floor_of,
    join_backlog,
    may_come_in,
    take_lane,
    takes_more,
)
from workbench.sim._kernels_places import has_room
from workbench.sim._kernels_queues import drop_node, step_out
from workbench.sim._kernels_rooms import drop_members, unblock, withdraw
from workbench.sim._kernels_rows import (
    DELIVERY,
    FINISHED,
    GOOD,
    REDO,
    REJECTED,
    RELEASE,
    REMADE,
    SCRAP,
    SCRAPPED,
    WASTED,
    job_row,
    lane_row,
    material_row,
    move_row,
    operation_row,
    outage_row,
    route_row,
    unload_row,
)
from workbench.sim._kernels_runs import addressed, drop_run, entity_of, follow, handling
from workbench.sim._kernels_supply import supplied
from workbench.sim._kernels_ways import (
    asks,
    enqueue_apart,
    landed_here,
    placed,
    transfer,
    travel,
)
from workbench.streams import draw

SATURATED = 3


# ------------------------------------------------------------------------- into the factory
@hot
def start_product(si, sf, wi, wf, table, ri, rf, job):
    """Let a job ask for its first operations, or for those at which it stands half made."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    product = si[at.I_PRODUCT] + wi[state + at.J_PRODUCT] * at.D_WIDTH
    count = si[product + at.D_ROOTS]
    first = si[product + at.D_ROOT]
    exempt = 0
    if si[at.SI_INITIAL] != 0 and wi[state + at.J_REMADE] == 0:
        half = si[at.I_HALF]
        parts = si[half + job + 1] - si[half + job]
        if parts > 0:
            count = parts
            first = si[at.I_HALF_OPERATION] + si[half + job]
            exempt = 1
            joins = si[at.I_HALF_JOINS]
            for i in range(si[joins + job], si[joins + job + 1]):
                spot = si[at.I_HALF_JOIN] + 2 * i
                place = wi[at.I_MISSING] + job * si[at.SI_JOIN_COUNT] + si[spot]
                wi[place] = si[spot + 1]
    wi[state + at.J_ACTIVE] = count
    for i in range(count):
        if wi[state + at.J_LOST] != 0:
            wi[state + at.J_ACTIVE] -= 1
        else:
            asks(si, sf, wi, wf, table, ri, rf, job, si[first + i], exempt)


@inner
def come_on_floor(si, sf, wi, wf, table, ri, rf, job):
    """Let a job come on the floor of its node."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    wi[state + at.J_STATE] = at.PRESENT
    wi[floor_of(wi, wi[state + at.J_NODE]) + at.FL_FLOOR] += 1
    route_row(si, wi, wf, ri, rf, job)
    start_product(si, sf, wi, wf, table, ri, rf, job)
    rest(si, wi, wf, ri, rf, job)


@inner
def route(si, sf, wi, wf, table, ri, rf, job):
    """Let a job that is let in choose its node."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    option = choose(si, sf, wi, job, -1)
    node = si[option]
    comes = wi[floor_of(wi, node) + at.FL_DOWN] == 0 and takes_more(si, wi, node)
    wi[state + at.J_NODE] = node
    wi[state + at.J_PRODUCT] = si[option + 1]
    wi[state + at.J_FROM] = -1
    wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ROUTED] = wf[at.WF_NOW]
    if comes:
        come_on_floor(si, sf, wi, wf, table, ri, rf, job)
    else:
        join_backlog(wi, wf, job, node)


@hot
def enter_factory(si, sf, wi, wf, table, ri, rf, job, outcome):
    """Let a job in, or begin it again."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    if outcome == REMADE:
        wi[state + at.J_REMADE] = 1
    else:
        wi[state + at.J_STATE] = at.PRESENT
        wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ADMITTED] = wf[at.WF_NOW]
    job_row(si, wi, wf, ri, rf, RELEASE, outcome, job)
    if outcome != REMADE and si[at.SI_NODES] > 0:
        source = si[at.I_SOURCE] + si[si[at.I_JOB_SOURCE] + job] * at.R_WIDTH
        if si[source + at.R_OPTIONS] > 0:
            route(si, sf, wi, wf, table, ri, rf, job)
            return
    start_product(si, sf, wi, wf, table, ri, rf, job)
    rest(si, wi, wf, ri, rf, job)


@inner
def due_date(si, sf, wi, table, job, now):
    """Return the due date of a job released now."""
    number = si[si[at.I_JOB_SOURCE] + job]
    source = si[at.I_SOURCE] + number * at.R_WIDTH
    facts = si[at.F_SOURCE] + number * at.RF_WIDTH
    due = now + sf[facts + at.RF_DUE]
    if si[source + at.R_DUE_DRAWN] == 0:
        return due
    code = si[source + at.R_DUE_CODE]
    if code == 0:
        return due + sf[facts + at.RF_DUE_0]
    u = addressed(wi[at.W_DUE], si[source + at.R_KEY], job - si[source + at.R_FIRST])
    return due + draw(
        code,
        sf[facts + at.RF_DUE_0],
        sf[facts + at.RF_DUE_1],
        sf[facts + at.RF_DUE_2],
        sf[facts + at.RF_DUE_3],
        u,
        table,
    )


@hot
def to_gate(si, sf, wi, wf, table, ri, rf, job):
    """Let a job come to the gate, and in if there is room."""
    now = wf[at.WF_NOW]
    record = wi[at.F_JOB] + job * at.JF_WIDTH
    number = si[si[at.I_JOB_SOURCE] + job]
    wf[record + at.JF_DUE] = due_date(si, sf, wi, table, job, now)
    wf[record + at.JF_ARRIVED] = now
    wf[record + at.JF_ADMITTED] = math.nan
    state = wi[at.I_JOB] + job * at.J_WIDTH
    wi[state + at.J_PRODUCT] = si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_PRODUCT]
    limit = si[at.SI_WIP]
    if limit > 0 and wi[at.W_INSIDE] >= limit:
        wi[state + at.J_STATE] = at.WAITING
        wi[state + at.J_NEXT] = -1
        tail = wi[at.W_GATE_TAIL]
        if tail >= 0:
            wi[wi[at.I_JOB] + tail * at.J_WIDTH + at.J_NEXT] = job
        else:
            wi[at.W_GATE_HEAD] = job
        wi[at.W_GATE_TAIL] = job
    else:
        wi[at.W_INSIDE] += 1
        enter_factory(si, sf, wi, wf, table, ri, rf, job, GOOD)


@hot
def released(si, sf, wi, wf, table, ri, rf):
    """Let all jobs of this moment come to the gate, and enter the next release."""
    now = wf[at.WF_NOW]
    moments = wi[at.F_MOMENT]
    count = wi[at.W_RELEASES]
    i = wi[at.W_NEXT_RELEASE]
    while i < count and wf[moments + i] == now:
        job = wi[wi[at.I_ORDER] + i]
        i += 1
        to_gate(si, sf, wi, wf, table, ri, rf, job)
        follow_up(si, sf, wi, wf, table, ri, rf)
    wi[at.W_NEXT_RELEASE] = i
    if i < count:
        enter(wi, wf, wf[moments + i], RELEASED, 0)


@inner
def followed(si, sf, wi, wf, table, ri, rf, number):
    """Let the next job of a saturated source come."""
    wi[at.W_TO_COME] -= 1
    job = si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_FIRST]
    job += wi[wi[at.I_FOLLOWED] + number] - 1
    to_gate(si, sf, wi, wf, table, ri, rf, job)
    follow_up(si, sf, wi, wf, table, ri, rf)


# ---------------------------------------------------------------------------- out of the factory
@inner
def to_do(wi, what, number):
    """Note what follows when a job has left."""
    end = wi[at.W_TODO_END]
    wi[wi[at.I_TODO] + end] = number * 4 + what
    wi[at.W_TODO_END] = end + 1


@hot
def rest(si, wi, wf, ri, rf, job):
    """Let a job go of which nothing is active."""
    if wi[wi[at.I_JOB] + job * at.J_WIDTH + at.J_ACTIVE] == 0:
        leave_factory(si, wi, wf, ri, rf, job)


@inner
def leave_factory(si, wi, wf, ri, rf, job):
    """Let a job go whose last part has come to rest: complete, lost, or to be made again."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    lost = wi[state + at.J_LOST]
    if lost != 0:
        joins = si[at.SI_JOIN_COUNT]
        first = wi[at.I_MISSING] + job * joins
        for i in range(joins):
            wi[first + i] = 0
        wi[state + at.J_LOST] = 0
        job_row(si, wi, wf, ri, rf, SCRAP, SCRAPPED if lost == 1 else REJECTED, job)
        product = si[at.I_PRODUCT] + wi[state + at.J_PRODUCT] * at.D_WIDTH
        if lost == 1 and si[product + at.D_REMAKE] != 0:
            to_do(wi, at.REMAKE, job)
            return
    else:
        job_row(si, wi, wf, ri, rf, FINISHED, GOOD, job)
    node = wi[state + at.J_NODE]
    if node >= 0:
        wi[floor_of(wi, node) + at.FL_FLOOR] -= 1
        to_do(wi, at.BACKLOG_OF, node)
    wi[at.W_INSIDE] -= 1
    wi[state + at.J_STATE] = at.OUTSIDE
    if wi[at.W_GATE_HEAD] >= 0:
        to_do(wi, at.GATE, 0)
    if wi[state + at.J_BEGUN] == 0:
        source = si[si[at.I_JOB_SOURCE] + job]
        if si[si[at.I_SOURCE] + source * at.R_WIDTH + at.R_KIND] == SATURATED:
            follow(si, wi, wf, source)


@hot
def follow_up(si, sf, wi, wf, table, ri, rf):
    """Do what follows from jobs that have left, first noted first done."""
    if wi[at.W_TODO_END] > 0:
        let_others_in(si, sf, wi, wf, table, ri, rf)


@inner
def enter_apart(si, sf, wi, wf, table, ri, rf, job, outcome):
    """Let a job in, from where that happens seldom enough for a call."""
    enter_factory(si, sf, wi, wf, table, ri, rf, job, outcome)


@inner
def let_others_in(si, sf, wi, wf, table, ri, rf):
    """Begin lost jobs again, and let in those who wait for the place of one that has left."""
    while wi[at.W_TODO] < wi[at.W_TODO_END]:
        what = wi[wi[at.I_TODO] + wi[at.W_TODO]]
        wi[at.W_TODO] += 1
        number = what >> 2
        if what & 3 == at.REMAKE:
            enter_apart(si, sf, wi, wf, table, ri, rf, number, REMADE)
        elif what & 3 == at.BACKLOG_OF:
            backlog_in(si, sf, wi, wf, table, ri, rf, number)
        else:
            following = wi[at.W_GATE_HEAD]
            if following >= 0 and wi[at.W_INSIDE] < si[at.SI_WIP]:
                after = wi[wi[at.I_JOB] + following * at.J_WIDTH + at.J_NEXT]
                wi[at.W_GATE_HEAD] = after
                if after < 0:
                    wi[at.W_GATE_TAIL] = -1
                wi[at.W_INSIDE] += 1
                enter_apart(si, sf, wi, wf, table, ri, rf, following, GOOD)
    wi[at.W_TODO] = 0
    wi[at.W_TODO_END] = 0


@inner
def backlog_in(si, sf, wi, wf, table, ri, rf, node):
    """Let the first of a backlog come on the floor while they may."""
    while may_come_in(si, wi, node):
        come_on_floor(si, sf, wi, wf, table, ri, rf, first_of_backlog(wi, node))


# ------------------------------------------------------------------ from operation to operation
@inner
def carried(si, sf, wi, wf, table, ri, rf, move):
    """Let a job arrive on foot where its next operation is done."""
    record = wi[at.I_MOVE] + move * at.V_WIDTH
    job = wi[record + at.V_JOB]
    behind = wi[record + at.V_BEHIND]
    ahead = wi[record + at.V_AHEAD]
    how = wi[record + at.V_HOW]
    reserved = wi[record + at.V_RESERVED]
    start = wf[wi[at.F_MOVE] + move]
    wi[record + at.V_IDENTITY] = -1
    wi[record + at.V_NEXT] = wi[at.W_MOVE_FREE]
    wi[at.W_MOVE_FREE] = move
    move_row(si, wi, wf, ri, rf, job, behind, ahead, start, start, -1, -1)
    landed_here(si, sf, wi, wf, table, ri, rf, job, ahead, how, reserved)
    rest(si, wi, wf, ri, rf, job)
    follow_up(si, sf, wi, wf, table, ri, rf)


@inner
def unloaded(si, sf, wi, wf, table, ri, rf, run):
    """Let the parts of a trip arrive; tell whether the cart is free now."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    nodes = wi[at.I_NODE]
    fleet = wi[record + at.U_CAUSE]
    spot = si[at.I_FLEET] + fleet * at.C_WIDTH
    cart = si[spot + at.C_FIRST] + wi[record + at.U_MACHINE]
    node = wi[record + at.U_HEAD]
    wi[record + at.U_HEAD] = -1
    wi[record + at.U_TAIL] = -1
    wi[record + at.U_MEMBERS] = 0
    while node >= 0:
        link = nodes + node * at.N_WIDTH
        following = wi[link + at.N_NEXT]
        job = wi[link + at.N_JOB]
        ahead = wi[link + at.N_OPERATION]
        how = wi[link + at.N_HOW]
        reserved = wi[link + at.N_KEPT]
        asked = wf[wi[at.F_NODE] + node * at.NF_WIDTH + at.NF_JOINED]
        move_row(
            si, wi, wf, ri, rf, job, wi[link + at.N_BEHIND], ahead, asked,
            wf[moments + at.UF_START], cart, wi[record + at.U_WHO],
        )  # fmt: skip
        drop_node(wi, node)
        landed_here(si, sf, wi, wf, table, ri, rf, job, ahead, how, reserved)
        rest(si, wi, wf, ri, rf, job)
        follow_up(si, sf, wi, wf, table, ri, rf)
        node = following
    if si[spot + at.C_RETURNS] == 0:
        return True
    minutes = cart_minutes(si, sf, fleet, wi[record + at.U_TO], si[spot + at.C_HOME])
    wf[moments + at.UF_WORK] += minutes
    enter(wi, wf, wf[at.WF_NOW] + minutes, BACK, run)
    return False


@inner
def let_in(si, sf, wi, wf, table, ri, rf, number):
    """Let parts into a station while it has room."""
    place = wi[at.I_PLACE] + number * at.L_WIDTH
    nodes = wi[at.I_NODE]
    while wi[place + at.L_LINED] > 0 and has_room(si, wi, number):
        node = wi[place + at.L_LINE]
        link = nodes + node * at.N_WIDTH
        step_out(wi, node, place + at.L_LINE, place + at.L_LINE_TAIL)
        wi[place + at.L_LINED] -= 1
        job = wi[link + at.N_JOB]
        ahead = wi[link + at.N_OPERATION]
        behind = wi[link + at.N_BEHIND]
        how = wi[link + at.N_HOW]
        run = wi[link + at.N_RUN]
        drop_node(wi, node)
        if behind < 0:
            enqueue_apart(si, sf, wi, wf, number, job, ahead)
        else:
            travel(si, sf, wi, wf, table, ri, rf, job, behind, ahead, how, 1)
        if run >= 0:
            unblock(si, sf, wi, wf, ri, rf, run)
        rest(si, wi, wf, ri, rf, job)
        follow_up(si, sf, wi, wf, table, ri, rf)


@inner
def delivered(si, sf, wi, wf, table, ri, rf, supply):
    """Take material into stock; who waits for it and finds all he needs goes on."""
    record = wi[at.I_SUPPLY] + supply * at.Y_WIDTH
    moments = wi[at.F_SUPPLY] + supply * at.YF_WIDTH
    material = wi[record + at.Y_MATERIAL]
    quantity = wf[moments + at.YF_QUANTITY]
    stock = wi[at.F_STOCK] + material * 2
    wf[stock] += quantity
    if wi[record + at.Y_ORDERED] != 0:
        wf[stock + 1] -= quantity
    promised = wf[moments + at.YF_PROMISED]
    material_row(si, wi, wf, ri, rf, DELIVERY, material, quantity, promised, -1, -1)
    wi[record + at.Y_IDENTITY] = -1
    wi[record + at.Y_NEXT] = wi[at.W_SUPPLY_FREE]
    wi[at.W_SUPPLY_FREE] = supply
    nodes = wi[at.I_NODE]
    last = -1
    until = wi[at.W_NEXT_ASKED]
    while True:
        # What goes on may take others out of the line: look from its begin for the next one.
        node = wi[at.W_SHORT_HEAD]
        while node >= 0 and wi[nodes + node * at.N_WIDTH + at.N_RUN] <= last:
            node = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
        if node < 0 or wi[nodes + node * at.N_WIDTH + at.N_RUN] >= until:
            return
        link = nodes + node * at.N_WIDTH
        last = wi[link + at.N_RUN]
        job = wi[link + at.N_JOB]
        operation = wi[link + at.N_OPERATION]
        asked = wf[wi[at.F_NODE] + node * at.NF_WIDTH + at.NF_JOINED]
        if supplied(si, sf, wi, wf, table, ri, rf, job, operation, asked):
            exempt = wi[link + at.N_KEPT]
            step_out(wi, node, at.W_SHORT_HEAD, at.W_SHORT_TAIL)
            drop_node(wi, node)
            placed(si, sf, wi, wf, table, ri, rf, job, operation, exempt)
            rest(si, wi, wf, ri, rf, job)
            follow_up(si, sf, wi, wf, table, ri, rf)


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
    total = total_size(si, sf, wi, run)
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


@inner
def node_fails(si, sf, wi, wf, ri, rf, node, moment, number):
    """Let a node fail until a moment: its machines are down, jobs leave it for other nodes."""
    enter(wi, wf, moment, RETURNED, number)
    spot = floor_of(wi, node)
    wi[spot + at.FL_DOWN] += 1
    if wi[spot + at.FL_DOWN] > 1:
        return
    wf[wi[at.F_FLOOR] + node] = wf[at.WF_NOW]
    for s in range(si[at.SI_STATIONS]):
        station = si[at.I_STATION] + s * at.S_WIDTH
        if si[station + at.S_NODE] == node:
            for machine in range(si[station + at.S_MACHINES]):
                go_down(si, sf, wi, wf, ri, rf, s, machine, at.IS_OUT, at.RESUME)
    backlog_leaves(si, sf, wi, wf, node)
    floor_leaves(si, sf, wi, wf, ri, rf, node)


@inner
def outage_drawn(si, sf, wi, table, node, returns):
    """Draw the minutes to the next random failure of a node, or to its return from this one."""
    spot = si[at.I_NODE_OF] + node * at.K_WIDTH
    facts = si[at.F_NODE_OF] + node * at.KF_WIDTH
    failures = wi[floor_of(wi, node) + at.FL_FAILURES]
    key = si[spot + at.K_KEY]
    if returns:
        code = si[spot + at.K_BACK_CODE]
        return seldom(sf, table, code, facts + at.KF_BACK_0, wi[at.W_RETURN], key, failures)
    return seldom(sf, table, si[spot + at.K_CODE], facts + at.KF_0, wi[at.W_OUTAGE], key, failures)


@inner
def returned(si, sf, wi, wf, table, ri, rf, number):
    """End an outage; the last one that lasts brings the node back."""
    node = number >> 1
    spot = floor_of(wi, node)
    if number & 1 != 0:
        wi[spot + at.FL_FAILURES] += 1
        minutes = outage_drawn(si, sf, wi, table, node, False)
        enter(wi, wf, wf[at.WF_NOW] + minutes, NODE_FAILS, node)
    wi[spot + at.FL_DOWN] -= 1
    if wi[spot + at.FL_DOWN] > 0:
        return
    outage_row(si, wi, wf, ri, rf, node)
    wf[wi[at.F_FLOOR] + node] = math.nan
    for s in range(si[at.SI_STATIONS]):
        station = si[at.I_STATION] + s * at.S_WIDTH
        if si[station + at.S_NODE] == node:
            for machine in range(si[station + at.S_MACHINES]):
                come_up(si, sf, wi, wf, table, s, machine, at.IS_OUT)
    backlog_in(si, sf, wi, wf, table, ri, rf, node)
    follow_up(si, sf, wi, wf, table, ri, rf)
    for other in range(si[at.SI_NODES]):
        if wi[floor_of(wi, other) + at.FL_DOWN] > 0:
            backlog_leaves(si, sf, wi, wf, other)


@inner
def landed(si, sf, wi, wf, table, ri, rf, job):
    """Let a job come over a lane to the backlog of its node, or on to another node."""
    state = wi[at.I_JOB] + job * at.J_WIDTH
    node = wi[state + at.J_NODE]
    wi[floor_of(wi, node) + at.FL_COMING] -= 1
    lane_row(si, wi, wf, ri, rf, job)
    wf[wi[at.F_JOB] + job * at.JF_WIDTH + at.JF_ROUTED] = wf[at.WF_NOW]
    if wi[floor_of(wi, node) + at.FL_DOWN] != 0:
        option = choose(si, sf, wi, job, node)
        if option >= 0:
            take_lane(si, sf, wi, wf, job, node, option)
            return
    join_backlog(wi, wf, job, node)
    backlog_in(si, sf, wi, wf, table, ri, rf, node)
    follow_up(si, sf, wi, wf, table, ri, rf)
