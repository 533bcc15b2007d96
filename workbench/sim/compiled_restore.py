"""Read a ``Snapshot`` back into a world of the compiled engine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError
from workbench.sim import _kernels_layout as at
from workbench.sim.clock import ARRIVED, BACK, FOLLOWS, IDLE, PRIORITY
from workbench.sim.codes import SATURATED
from workbench.sim.compiled_parts import (
    KEYS,
    LEFT_OVER,
    MOMENT_FIELDS,
    STATES,
    TRIP_MOMENTS,
    Parts,
)
from workbench.sim.compiled_spec import Packed, World
from workbench.sim.log import FAILED, PLANNED
from workbench.sim.snapshot import INSIDE, ON_LANE, RUN_MOMENTS, Snapshot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    IntArray = NDArray[np.int64]


def load(packed: Packed, snapshot: Snapshot, room: int = 64) -> World:
    """Return a world that continues from a snapshot, taken by any engine.

    The specification may differ from the one the snapshot was taken in, as long as it has the
    same operations, jobs, machines and people: a what-if.
    """
    position = snapshot.position.tolist()
    runs, trips = len(snapshot.run), len(snapshot.trip)
    waiting = sum(
        len(part)
        for part in (
            snapshot.member_task, snapshot.queue, snapshot.waiting, snapshot.line,
            snapshot.shelf, snapshot.ride, snapshot.load,
        )
    )  # fmt: skip
    needed = max(
        runs + trips,
        len(snapshot.move),
        len(snapshot.supply),
        -(-len(snapshot.calendar_moment) // 2),
        -(-waiting // 2),
    )
    world = World(packed, max(room, needed + 8))
    wi, wf = world.wi, world.wf
    parts = Parts(packed, world)
    if (
        position[2:4] != [parts.operations, parts.jobs]
        or len(snapshot.looks) != parts.stations + parts.pools
        or len(snapshot.machine) != len(parts.machine)
        or len(snapshot.person_free) != len(parts.person)
        or len(snapshot.cart) != len(parts.cart)
        or len(snapshot.stock) != len(parts.stock)
        or len(snapshot.node) != len(parts.floor)
        or len(snapshot.plan_next) != len(parts.turns)
        or len(snapshot.followed) != len(parts.followed)
    ):
        raise SpecError(
            "was taken in a specification with other operations, jobs, machines or people",
            where="snapshot",
            advice="continue it in the specification it was taken in",
        )
    wi[at.W_SEED], wi[at.W_REPLICATION] = position[:2]
    wi[at.W_NEXT_RELEASE], wi[at.W_INSIDE], wi[at.W_NEXT_BATCH], wi[at.W_ROWS] = position[4:8]
    for free in (
        at.W_NODE_FREE, at.W_RUN_FREE, at.W_MOVE_FREE, at.W_SUPPLY_FREE, at.W_GATE_HEAD,
        at.W_GATE_TAIL, at.W_SHORT_HEAD, at.W_SHORT_TAIL,
    ):  # fmt: skip
        wi[free] = -1
    wf[at.WF_NOW] = snapshot.moment[0]
    _load_calendar(parts, snapshot, runs)
    _load_jobs(parts, snapshot)
    _load_places(parts, snapshot)
    _load_runs(parts, snapshot)
    _load_lists(parts, snapshot, runs)
    _load_ways(parts, snapshot)
    return world


def _load_calendar(parts: Parts, snapshot: Snapshot, runs: int) -> None:
    """Enter what is to come: entries in their order are a heap already."""
    wi = parts.wi
    count = len(snapshot.calendar_moment)
    kind, number = snapshot.calendar_entry.T
    of_trips = (kind == ARRIVED) | (kind == BACK)
    number = np.where(of_trips, number + runs, number)
    wi[at.W_ENTRIES] = wi[at.W_SEQUENCE] = count
    wi[at.W_IDLE] = int(np.isin(kind, sorted(IDLE)).sum())
    parts.entry_moment[:count] = snapshot.calendar_moment
    parts.entry[:count, at.E_ORDER] = (np.array(PRIORITY)[kind] << 56) + np.arange(count)
    parts.entry[:count, at.E_WHAT] = number * at.KINDS + kind
    spec = parts.packed.spec
    saturated = spec.source_kind == SATURATED
    follows = int((kind == FOLLOWS).sum())
    left = spec.source_count[saturated] - snapshot.followed[saturated]
    wi[at.W_TO_COME] = follows + int(left.sum())


def _load_jobs(parts: Parts, snapshot: Snapshot) -> None:
    wi = parts.wi
    parts.job[:, [at.J_NODE, at.J_FROM]] = -1
    parts.job_moment[:] = math.nan
    jobs = snapshot.job[:, 0]
    mine = parts.job
    mine[jobs, at.J_STATE] = [STATES[place] for place in snapshot.job[:, 1].tolist()]
    for i, field in enumerate(
        (at.J_ACTIVE, at.J_LOST, at.J_BEGUN, at.J_PRODUCT, at.J_NODE, at.J_FROM)
    ):
        mine[jobs, field] = snapshot.job[:, 2 + i]
    for i, field in enumerate((at.JF_DUE, at.JF_ARRIVED, at.JF_ADMITTED, at.JF_ROUTED, at.JF_LANE)):
        parts.job_moment[jobs, field] = snapshot.job_moment[:, i]
    gate = snapshot.gate
    if len(gate):
        mine[gate, at.J_NEXT] = np.append(gate[1:], -1)
        wi[at.W_GATE_HEAD], wi[at.W_GATE_TAIL] = gate[0], gate[-1]
    parts.floor[:, at.FL_HEAD] = parts.floor[:, at.FL_TAIL] = -1
    for node, job in snapshot.backlog.tolist():
        floor = parts.floor[node]
        if floor[at.FL_TAIL] >= 0:
            mine[floor[at.FL_TAIL], at.J_NEXT] = job
        else:
            floor[at.FL_HEAD] = job
        floor[at.FL_TAIL] = job
        floor[at.FL_WAITING] += 1
        mine[job, at.J_NEXT] = -1
    for place, node in snapshot.job[:, [1, 6]].tolist():
        if node >= 0 and place == INSIDE:
            parts.floor[node, at.FL_FLOOR] += 1
        elif node >= 0 and place == ON_LANE:
            parts.floor[node, at.FL_COMING] += 1
    parts.floor[:, at.FL_DOWN], parts.floor[:, at.FL_FAILURES] = snapshot.node.T
    parts.since[:] = snapshot.node_since
    for counted, into, place in (
        (snapshot.missing, parts.missing, at.O_JOIN),
        (snapshot.visits, parts.visited, at.O_VISIT),
    ):
        job, operation = np.divmod(counted[:, 0], parts.operations)
        into[job, parts.operation[operation, place]] = counted[:, 1]
    parts.followed[:] = snapshot.followed
    parts.lesson[:] = snapshot.lesson


def _load_places(parts: Parts, snapshot: Snapshot) -> None:
    spec = parts.packed.spec
    machine = parts.machine
    family, pieces, failures, failed, maintained, planned = snapshot.machine.T
    machine[:, at.M_FAMILY], machine[:, at.M_PIECES] = family, pieces
    machine[:, at.M_FAILURES], machine[:, at.M_PLANNED] = failures, planned
    machine[:, at.M_RUN] = -1
    out: IntArray = np.zeros(len(machine), np.int64)
    if len(snapshot.node):
        nodes = np.repeat(spec.station_node, spec.station_machines)
        out = (snapshot.node[nodes, 0] > 0).astype(np.int64)
    machine[:, at.M_DOWN] = failed * at.HAS_FAILED + maintained * at.IS_MAINTAINED + out * at.IS_OUT
    parts.use[:] = snapshot.machine_use
    parts.turns[:] = snapshot.plan_next
    parts.person[:] = snapshot.person_free
    parts.place[:, at.L_BEGUN] = snapshot.begun
    parts.place[:, [at.L_HEAD, at.L_TAIL, at.L_LINE, at.L_LINE_TAIL]] = -1
    parts.crew[:, [at.L_HEAD, at.L_TAIL]] = -1
    parts.fleet[:, [at.H_HEAD, at.H_TAIL]] = -1
    parts.looks[:] = snapshot.looks
    for q, pool in enumerate(np.split(snapshot.person_free, np.cumsum(spec.pool_people))[:-1]):
        parts.crew[q, at.L_FREE] = pool.sum()
    parts.stock[:] = snapshot.stock
    parts.ordered[:] = snapshot.orders
    parts.cart[:, at.CART_AT], parts.cart[:, at.CART_FREE] = snapshot.cart.T
    for v, carts in enumerate(np.split(snapshot.cart[:, 1], np.cumsum(spec.fleet_carts))[:-1]):
        parts.fleet[v, at.H_FREE] = carts.sum()


def _new_node(parts: Parts, task: int, keys: list[float]) -> int:
    """Take the next unused node for a part, with its keys and its moment of joining."""
    node = int(parts.wi[at.W_NODE_TOP])
    parts.wi[at.W_NODE_TOP] = node + 1
    mine = parts.node[node]
    mine[:] = 0
    mine[[at.N_NEXT, at.N_BEFORE, at.N_RUN, at.N_ALSO]] = -1
    mine[at.N_JOB], mine[at.N_OPERATION] = (
        divmod(task, parts.operations) if task >= 0 else (task, 0)
    )
    parts.node_key[node] = 0.0
    parts.node_key[node, list(KEYS)] = keys[:4]
    parts.node_key[node, at.NF_JOINED] = keys[4]
    return node


def _append(parts: Parts, record: IntArray, head: int, tail: int, node: int) -> None:
    """Append a node to the list whose ends stand in two fields of a record."""
    last = int(record[tail])
    if last >= 0:
        parts.node[last, at.N_NEXT] = node
    else:
        record[head] = node
    parts.node[node, at.N_BEFORE] = last
    record[tail] = node


def _load_runs(parts: Parts, snapshot: Snapshot) -> None:
    """Fill runs and their members, then the trips of carts."""
    spec = parts.packed.spec
    person_pool = spec.person_pool
    first = np.cumsum(spec.station_machines) - spec.station_machines
    starts = snapshot.member_start.tolist()
    tasks, keys = snapshot.member_task.tolist(), snapshot.member_key.tolist()
    for i, numbers in enumerate(snapshot.run.tolist()):
        (
            stage, halted, station, machine, batch, origin, pool, person, who, duty, cut, plan,
        ) = numbers  # fmt: skip
        mine = parts.run[i]
        mine[:] = 0
        mine[at.U_IDENTITY] = i
        mine[at.U_STATION], mine[at.U_MACHINE] = station, machine
        mine[at.U_PERSON], mine[at.U_POOL] = person, pool
        mine[at.U_BATCH], mine[at.U_ORIGIN] = batch, origin
        mine[[at.U_HEAD, at.U_TAIL, at.U_ASKED]] = -1
        mine[at.U_WHO], mine[at.U_WHO_POOL] = who, person_pool[who] if who >= 0 else -1
        mine[at.U_STAGE], mine[at.U_HALTED] = stage, halted
        mine[at.U_KIND] = {0: at.WORK, FAILED: at.REPAIRS, PLANNED: at.MAINTAINS}[duty]
        mine[at.U_RESTARTED], mine[at.U_CAUSE] = cut, plan
        moments = snapshot.run_moment[i]
        parts.run_moment[i, list(MOMENT_FIELDS)] = moments
        if duty:
            # A repair begins its work when it is granted.
            parts.run_moment[i, at.UF_START] = moments[RUN_MOMENTS.index("begin")]
        mine[at.U_DRAWN] = int(not math.isnan(moments[RUN_MOMENTS.index("drawn")]))
        if stage not in (at.TO_SET, at.SETTING, at.ASKING) and not duty:
            mine[at.U_DRAWN] = 1
        for k in range(starts[i], starts[i + 1]):
            _append(parts, mine, at.U_HEAD, at.U_TAIL, _new_node(parts, tasks[k], keys[k]))
            mine[at.U_MEMBERS] += 1
        if station >= 0 and not duty:
            parts.machine[first[station] + machine, at.M_RUN] = i
    free = (parts.machine[:, at.M_RUN] < 0) & (parts.machine[:, at.M_DOWN] == 0)
    parts.machine[:, at.M_FREE] = free
    for s, mine in enumerate(np.split(free, np.cumsum(spec.station_machines))[:-1]):
        parts.place[s, at.L_FREE] = mine.sum()
    runs = len(snapshot.run)
    starts = snapshot.load_start.tolist()
    loads, asked = snapshot.load.tolist(), snapshot.load_asked.tolist()
    for i, numbers in enumerate(snapshot.trip.tolist()):
        fleet, cart, origin, to, pool, person, count = numbers
        mine = parts.run[runs + i]
        mine[:] = 0
        mine[at.U_IDENTITY] = runs + i
        mine[[at.U_STATION, at.U_BATCH, at.U_HEAD, at.U_TAIL, at.U_ASKED]] = -1
        mine[at.U_MACHINE], mine[at.U_CAUSE] = cart, fleet
        mine[at.U_ORIGIN], mine[at.U_TO] = origin, to
        mine[at.U_PERSON], mine[at.U_POOL] = person, pool
        mine[at.U_WHO], mine[at.U_WHO_POOL] = -1, pool
        if person >= 0:
            mine[at.U_WHO] = int(spec.pool_people[:pool].sum()) + person
        mine[at.U_KIND], mine[at.U_PARTS] = at.RIDES, count
        moments = snapshot.trip_moment[i]
        mine[at.U_STAGE] = at.ASKING if math.isnan(moments[0]) else at.WORKING
        parts.run_moment[runs + i, at.UF_CHANGE] = 0.0
        parts.run_moment[runs + i, list(TRIP_MOMENTS)] = moments
        for k in range(starts[i], starts[i + 1]):
            node = _part_node(parts, loads[k], asked[k])
            _append(parts, mine, at.U_HEAD, at.U_TAIL, node)
            mine[at.U_MEMBERS] += 1
    top = runs + len(snapshot.trip)
    parts.wi[at.W_RUN_TOP] = parts.wi[at.W_NEXT_RUN] = top


def _part_node(parts: Parts, part: list[int], asked: float) -> int:
    """Take a node for a part that waits for a cart or rides."""
    job, behind, ahead, reserved, branched = part
    node = _new_node(parts, job * parts.operations + ahead, [0.0, 0.0, 0.0, 0.0, asked])
    mine = parts.node[node]
    mine[at.N_BEHIND], mine[at.N_KEPT], mine[at.N_HOW] = behind, reserved, branched
    if reserved:
        parts.place[parts.operation[ahead, at.O_STATION], at.L_COMING] += 1
    return node


def _load_lists(parts: Parts, snapshot: Snapshot, runs: int) -> None:
    """Chain what waits for machines, people, room and material."""
    for (number, task), keys in zip(
        snapshot.queue.tolist(), snapshot.queue_key.tolist(), strict=True
    ):
        node = _new_node(parts, task, keys)
        if not math.isnan(keys[5]):
            parts.node[node, at.N_KEPT] = 1
            parts.node_key[node, list(LEFT_OVER)] = keys[5:]
        _append(parts, parts.place[number], at.L_HEAD, at.L_TAIL, node)
        parts.place[number, at.L_QUEUE] += 1
    for number, job, behind, ahead, run, branched in snapshot.line.tolist():
        node = _new_node(parts, job * parts.operations + ahead, [0.0] * 5)
        mine = parts.node[node]
        mine[at.N_BEHIND], mine[at.N_RUN], mine[at.N_HOW] = behind, run, branched
        _append(parts, parts.place[number], at.L_LINE, at.L_LINE_TAIL, node)
        parts.place[number, at.L_LINED] += 1
        if run >= 0:
            parts.run[run, at.U_BLOCKED] += 1
    for i, ((job, operation, exempt), asked) in enumerate(
        zip(snapshot.shelf.tolist(), snapshot.shelf_asked.tolist(), strict=True)
    ):
        node = _new_node(parts, job * parts.operations + operation, [0.0] * 4 + [asked])
        parts.node[node, at.N_KEPT], parts.node[node, at.N_RUN] = exempt, i
        _append(parts, parts.wi, at.W_SHORT_HEAD, at.W_SHORT_TAIL, node)
    parts.wi[at.W_NEXT_ASKED] = len(snapshot.shelf)
    asks: dict[int, list[tuple[int, int]]] = {}
    for (number, task, rides, place), keys in zip(
        snapshot.waiting.tolist(), snapshot.waiting_key.tolist(), strict=True
    ):
        node = _new_node(parts, task, keys)
        run = runs + place if rides else place
        parts.node[node, at.N_RUN], parts.node[node, at.N_POOL] = run, number
        _append(parts, parts.crew[number], at.L_HEAD, at.L_TAIL, node)
        parts.crew[number, at.L_QUEUE] += 1
        asks.setdefault(run, []).append((number, node))
    for run, lists in asks.items():
        # Which list is left first makes no difference.
        nodes = [node for _, node in lists]
        parts.run[run, at.U_ASKED] = nodes[0]
        for node, following in zip(nodes, [*nodes[1:], -1], strict=True):
            parts.node[node, at.N_ALSO] = following


def _load_ways(parts: Parts, snapshot: Snapshot) -> None:
    """Fill walks, rides that are asked for, and supplies."""
    wi = parts.wi
    count = len(snapshot.move)
    walks = parts.move[:count]
    walks[:, at.V_IDENTITY] = np.arange(count)
    walks[:, [at.V_JOB, at.V_BEHIND, at.V_AHEAD, at.V_RESERVED, at.V_HOW]] = snapshot.move
    parts.move_start[:count] = snapshot.move_start
    wi[at.W_MOVE_TOP] = wi[at.W_NEXT_MOVE] = count
    for _, _, ahead, reserved, _ in snapshot.move.tolist():
        if reserved:
            parts.place[parts.operation[ahead, at.O_STATION], at.L_COMING] += 1
    for (fleet, *part), asked in zip(
        snapshot.ride.tolist(), snapshot.ride_asked.tolist(), strict=True
    ):
        node = _part_node(parts, part, asked)
        _append(parts, parts.fleet[fleet], at.H_HEAD, at.H_TAIL, node)
        parts.fleet[fleet, at.H_WAITING] += 1
    count = len(snapshot.supply)
    parts.supply[:count, at.Y_IDENTITY] = np.arange(count)
    parts.supply[:count, [at.Y_MATERIAL, at.Y_ORDERED]] = snapshot.supply
    parts.supply_moment[:count] = snapshot.supply_moment
    wi[at.W_SUPPLY_TOP] = wi[at.W_NEXT_SUPPLY] = count
