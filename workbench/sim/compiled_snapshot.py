"""Write the compiled engine's state down as a ``Snapshot``, read one back, and go on from it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import InfeasibleError, SpecError
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_engine import play_block
from workbench.sim.clock import CARRIED, ENDED, LEFT, PRIORITY, SET
from workbench.sim.compiled import Block, explain, joined
from workbench.sim.compiled_spec import NO_TALLY, NOTHING, Packed, World
from workbench.sim.snapshot import Snapshot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]


def table(array: NDArray[Any], begin: int, count: int, width: int) -> NDArray[Any]:
    """Return records of a flat array as [count, width], a view."""
    return array[begin : begin + count * width].reshape(count, width)


class _Parts:
    """The tables of a world as arrays with a row for each record."""

    def __init__(self, packed: Packed, world: World) -> None:
        si, wi, wf = packed.si, world.wi, world.wf
        self.stations, self.pools = int(si[at.SI_STATIONS]), int(si[at.SI_POOLS])
        self.jobs = int(si[at.SI_JOBS])
        self.joins, self.visits = int(si[at.SI_JOIN_COUNT]), int(si[at.SI_VISIT_COUNT])
        entries, nodes = int(wi[at.W_MOST_ENTRIES]), int(wi[at.W_MOST_NODES])
        runs, moves = int(wi[at.W_MOST_RUNS]), int(wi[at.W_MOST_MOVES])
        self.entry = table(wi, wi[at.I_HEAP], entries, at.E_WIDTH)
        self.entry_moment = wf[wi[at.F_HEAP] :][:entries]
        self.node = table(wi, wi[at.I_NODE], nodes, at.N_WIDTH)
        self.node_key = table(wf, wi[at.F_NODE], nodes, at.NF_WIDTH)
        self.run = table(wi, wi[at.I_RUN], runs, at.U_WIDTH)
        self.run_moment = table(wf, wi[at.F_RUN], runs, at.UF_WIDTH)
        self.move = table(wi, wi[at.I_MOVE], moves, at.V_WIDTH)
        self.move_start = wf[wi[at.F_MOVE] :][:moves]
        self.place = table(wi, wi[at.I_PLACE], self.stations, at.L_WIDTH)
        self.crew = table(wi, wi[at.I_CREW], self.pools, at.L_WIDTH)
        self.due = wf[wi[at.F_PLACE] :][: self.stations + self.pools]
        self.machine = table(wi, wi[at.I_MACHINE], int(si[at.SI_MACHINES]), at.M_WIDTH)
        self.person = wi[wi[at.I_PERSON] :][: int(si[at.SI_PEOPLE])]
        self.job = table(wi, wi[at.I_JOB], self.jobs, at.J_WIDTH)
        self.job_moment = table(wf, wi[at.F_JOB], self.jobs, at.JF_WIDTH)
        self.missing = table(wi, wi[at.I_MISSING], self.jobs, self.joins)
        self.visited = table(wi, wi[at.I_VISITS], self.jobs, self.visits)


def _chain(node: IntArray, head: int) -> list[int]:
    """Return the nodes of a list in their order."""
    found = []
    while head >= 0:
        found.append(head)
        head = int(node[head, at.N_NEXT])
    return found


def _used(identity: IntArray, top: int) -> IntArray:
    """Return the used runs or moves in the order in which they were made."""
    used = np.flatnonzero(identity[:top] >= 0)
    return used[np.argsort(identity[used])]


def _counted(packed: Packed, counts: IntArray, flags: int, place: int, least: int) -> IntArray:
    """Return (task, count) of the counted operations of all jobs that have a count, by task."""
    operations = int(packed.si[at.SI_OPERATIONS])
    rows = table(packed.si, packed.si[at.I_OPERATION], operations, at.O_WIDTH)
    found = []
    jobs, places = np.nonzero(counts)
    products = packed.spec.source_product[packed.job_source[jobs]]
    for job, i, product in zip(jobs.tolist(), places.tolist(), products.tolist(), strict=True):
        part = slice(packed.spec.product_start[product], packed.spec.product_start[product + 1])
        mine = (rows[part, flags] >= least) & (rows[part, place] == i)
        operation = int(part.start) + int(np.flatnonzero(mine)[0])
        found.append((job * operations + operation, int(counts[job, i])))
    return np.array(sorted(found), np.int64).reshape(-1, 2)


def take(packed: Packed, world: World) -> Snapshot:
    """Return the state of a world that stands between two moments."""
    wi, wf = world.wi, world.wf
    parts = _Parts(packed, world)
    operations = int(packed.si[at.SI_OPERATIONS])
    runs = _used(parts.run[:, at.U_IDENTITY], int(wi[at.W_RUN_TOP]))
    moves = _used(parts.move[:, at.V_IDENTITY], int(wi[at.W_MOVE_TOP]))
    run_number = np.full(len(parts.run) + 1, -1, np.int64)
    run_number[runs] = np.arange(len(runs))
    move_number = np.full(len(parts.move) + 1, -1, np.int64)
    move_number[moves] = np.arange(len(moves))
    count = int(wi[at.W_ENTRIES])
    moment = parts.entry_moment[:count]
    order = np.lexsort((parts.entry[:count, at.E_ORDER], moment))
    kind = parts.entry[order, at.E_WHAT] % at.KINDS
    number = parts.entry[order, at.E_WHAT] // at.KINDS
    of_runs = (kind == ENDED) | (kind == LEFT) | (kind == SET)
    number = np.where(of_runs, run_number[np.where(of_runs, number, -1)], number)
    walks = kind == CARRIED
    number = np.where(walks, move_number[np.where(walks, number, -1)], number)
    present = np.flatnonzero(parts.job[:, at.J_STATE] != at.OUTSIDE)
    gate = []
    job = int(wi[at.W_GATE_HEAD])
    while job >= 0:
        gate.append(job)
        job = int(parts.job[job, at.J_NEXT])
    members = [_chain(parts.node, int(head)) for head in parts.run[runs, at.U_HEAD]]
    flat = np.array([node for chain in members for node in chain], np.int64)
    queues = [_chain(parts.node, int(head)) for head in parts.place[:, at.L_HEAD]]
    queued = np.array([node for chain in queues for node in chain], np.int64)
    asked = [_chain(parts.node, int(head)) for head in parts.crew[:, at.L_HEAD]]
    asking = np.array([node for chain in asked for node in chain], np.int64)

    def tasks(nodes: IntArray) -> IntArray:
        return parts.node[nodes, at.N_JOB] * operations + parts.node[nodes, at.N_OPERATION]

    return Snapshot(
        position=np.array(
            (
                wi[at.W_SEED],
                wi[at.W_REPLICATION],
                operations,
                parts.jobs,
                wi[at.W_NEXT_RELEASE],
                wi[at.W_INSIDE],
                wi[at.W_NEXT_BATCH],
                wi[at.W_ROWS_BEFORE] + wi[at.W_ROWS],
                int(wi[at.W_DECIDING] + wi[at.W_ASSIGNING] == 0),
            ),
            np.int64,
        ),
        moment=wf[at.WF_NOW : at.WF_NOW + 1].copy(),
        calendar_moment=moment[order],
        calendar_entry=np.stack((kind, number), axis=1),
        job_number=present,
        job_state=np.ascontiguousarray(parts.job[present][:, [at.J_ACTIVE, at.J_LOST]]),
        job_moment=np.ascontiguousarray(parts.job_moment[present, : at.JF_ADMITTED + 1]),
        gate=np.array(gate, np.int64),
        missing=_counted(packed, parts.missing, at.O_JOINS, at.O_JOIN, 2),
        visits=_counted(packed, parts.visited, at.O_REPEATS, at.O_VISIT, 1),
        machine_family=parts.machine[:, at.M_FAMILY].copy(),
        machine_free=parts.machine[:, at.M_FREE].copy(),
        person_free=parts.person.copy(),
        begun=parts.place[:, at.L_BEGUN].copy(),
        due=parts.due.copy(),
        queue_station=np.repeat(np.arange(parts.stations), [len(chain) for chain in queues]),
        queue_task=tasks(queued),
        queue_key=parts.node_key[queued],
        run=np.ascontiguousarray(
            parts.run[runs][
                :,
                [at.U_STATION, at.U_MACHINE, at.U_PERSON, at.U_BATCH, at.U_ORIGIN, at.U_GONE],
            ]
        ),
        run_moment=parts.run_moment[runs],
        member_start=np.cumsum([0, *(len(chain) for chain in members)], dtype=np.int64),
        member_task=tasks(flat),
        member_key=parts.node_key[flat],
        waiting=np.stack(
            (
                np.repeat(np.arange(parts.pools), [len(chain) for chain in asked]),
                tasks(asking),
                run_number[parts.node[asking, at.N_RUN]],
            ),
            axis=1,
        ),
        waiting_key=parts.node_key[asking],
        move=np.ascontiguousarray(parts.move[moves][:, [at.V_JOB, at.V_BEHIND, at.V_AHEAD]]),
        move_start=parts.move_start[moves],
    )


def load(packed: Packed, snapshot: Snapshot, room: int = 64) -> World:
    """Return a world that continues from a snapshot, taken by any engine.

    The specification may differ from the one the snapshot was taken in, as long as it has the
    same operations, jobs, machines and people: a what-if.
    """
    si = packed.si
    position = snapshot.position.tolist()
    needed = max(
        len(snapshot.run),
        len(snapshot.move),
        -(-len(snapshot.calendar_moment) // 2),
        -(-(len(snapshot.member_task) + len(snapshot.queue_task) + len(snapshot.waiting)) // 2),
    )
    world = World(packed, max(room, needed + 8))
    wi, wf = world.wi, world.wf
    parts = _Parts(packed, world)
    operations = int(si[at.SI_OPERATIONS])
    if (
        position[2:4] != [operations, parts.jobs]
        or len(snapshot.due) != parts.stations + parts.pools
        or len(snapshot.machine_free) != len(parts.machine)
        or len(snapshot.person_free) != len(parts.person)
    ):
        raise SpecError(
            "was taken in a specification with other operations, jobs, machines or people",
            where="snapshot",
            advice="continue it in the specification it was taken in",
        )
    wi[at.W_SEED], wi[at.W_REPLICATION] = position[:2]
    wi[at.W_NEXT_RELEASE], wi[at.W_INSIDE], wi[at.W_NEXT_BATCH], wi[at.W_ROWS] = position[4:8]
    for free in (at.W_NODE_FREE, at.W_RUN_FREE, at.W_MOVE_FREE):
        wi[free] = -1
    wi[at.W_GATE_HEAD] = wi[at.W_GATE_TAIL] = -1
    wf[at.WF_NOW] = snapshot.moment[0]
    count = len(snapshot.calendar_moment)
    kind = snapshot.calendar_entry[:, 0]
    wi[at.W_ENTRIES] = wi[at.W_SEQUENCE] = count
    # Entries in their order are a heap already.
    parts.entry_moment[:count] = snapshot.calendar_moment
    parts.entry[:count, at.E_ORDER] = (np.array(PRIORITY)[kind] << 56) + np.arange(count)
    parts.entry[:count, at.E_WHAT] = snapshot.calendar_entry[:, 1] * at.KINDS + kind
    parts.job_moment[:] = math.nan
    jobs = snapshot.job_number
    parts.job[jobs, at.J_STATE] = at.PRESENT
    parts.job[jobs, at.J_ACTIVE] = snapshot.job_state[:, 0]
    parts.job[jobs, at.J_LOST] = snapshot.job_state[:, 1]
    parts.job_moment[jobs, : at.JF_ADMITTED + 1] = snapshot.job_moment
    gate = snapshot.gate
    if len(gate):
        parts.job[gate, at.J_STATE] = at.WAITING
        parts.job[gate, at.J_NEXT] = np.append(gate[1:], -1)
        wi[at.W_GATE_HEAD], wi[at.W_GATE_TAIL] = gate[0], gate[-1]
    rows = table(si, si[at.I_OPERATION], operations, at.O_WIDTH)
    for counted, into, place in (
        (snapshot.missing, parts.missing, at.O_JOIN),
        (snapshot.visits, parts.visited, at.O_VISIT),
    ):
        job, operation = np.divmod(counted[:, 0], operations)
        into[job, rows[operation, place]] = counted[:, 1]
    parts.machine[:, at.M_FAMILY] = snapshot.machine_family
    parts.machine[:, at.M_FREE] = snapshot.machine_free
    parts.person[:] = snapshot.person_free
    parts.place[:, at.L_BEGUN] = snapshot.begun
    parts.due[:] = snapshot.due
    stations = table(si, si[at.I_STATION], parts.stations, at.S_WIDTH)
    pools = table(si, si[at.I_POOL], parts.pools, at.P_WIDTH)
    for idle, owners, first in (
        (snapshot.machine_free, parts.place, stations[:, at.S_FIRST]),
        (snapshot.person_free, parts.crew, pools[:, at.P_FIRST]),
    ):
        if len(owners):
            owners[:, at.L_FREE] = np.add.reduceat(idle, first)
    used = _load_queues(parts, snapshot, operations)
    _load_runs(parts, snapshot, operations, used)
    wi[at.W_NODE_TOP] = used + len(snapshot.member_task)
    wi[at.W_RUN_TOP] = wi[at.W_NEXT_RUN] = len(snapshot.run)
    wi[at.W_MOVE_TOP] = wi[at.W_NEXT_MOVE] = len(snapshot.move)
    return world


def _load_queues(parts: _Parts, snapshot: Snapshot, operations: int) -> int:
    """Chain the tasks that wait for machines and people; return the nodes used."""
    used = 0
    for owners, whose, task, key, run in (
        (parts.place, snapshot.queue_station, snapshot.queue_task, snapshot.queue_key, None),
        (
            parts.crew,
            snapshot.waiting[:, 0],
            snapshot.waiting[:, 1],
            snapshot.waiting_key,
            snapshot.waiting[:, 2],
        ),
    ):
        nodes = np.arange(used, used + len(task))
        block = parts.node[used : used + len(task)]
        block[:, at.N_JOB], block[:, at.N_OPERATION] = np.divmod(task, operations)
        same = np.append(whose[1:] == whose[:-1], False)[: len(task)]
        block[:, at.N_NEXT] = np.where(same, nodes + 1, -1)
        block[:, at.N_BEFORE] = np.where(np.append(False, same)[: len(task)], nodes - 1, -1)
        block[:, at.N_RUN] = -1 if run is None else run
        parts.node_key[used : used + len(task)] = key
        owners[:, at.L_HEAD] = owners[:, at.L_TAIL] = -1
        owners[whose[~same], at.L_TAIL] = nodes[~same]
        begins = ~np.append(False, same)[: len(task)]
        owners[whose[begins], at.L_HEAD] = nodes[begins]
        owners[:, at.L_QUEUE] = np.bincount(whose, minlength=len(owners))
        used += len(task)
    return used


def _load_runs(parts: _Parts, snapshot: Snapshot, operations: int, used: int) -> None:
    """Fill runs, their members and the walks."""
    count, members = len(snapshot.run), len(snapshot.member_task)
    nodes = np.arange(used, used + members)
    block = parts.node[used : used + members]
    block[:, at.N_JOB], block[:, at.N_OPERATION] = np.divmod(snapshot.member_task, operations)
    block[:, at.N_NEXT] = nodes + 1
    block[:, at.N_BEFORE] = -1
    block[:, at.N_RUN] = -1
    ends = snapshot.member_start[1:]
    block[ends - 1, at.N_NEXT] = -1
    parts.node_key[used : used + members] = snapshot.member_key
    runs = parts.run[:count]
    runs[:, at.U_IDENTITY] = np.arange(count)
    runs[:, [at.U_STATION, at.U_MACHINE, at.U_PERSON, at.U_BATCH, at.U_ORIGIN, at.U_GONE]] = (
        snapshot.run
    )
    runs[:, at.U_HEAD] = used + snapshot.member_start[:-1]
    runs[:, at.U_TAIL] = used + ends - 1
    runs[:, at.U_MEMBERS] = np.diff(snapshot.member_start)
    parts.run_moment[:count] = snapshot.run_moment
    walks = parts.move[: len(snapshot.move)]
    walks[:, at.V_IDENTITY] = np.arange(len(walks))
    walks[:, [at.V_JOB, at.V_BEHIND, at.V_AHEAD]] = snapshot.move
    parts.move_start[: len(walks)] = snapshot.move_start


class Stepper:
    """One replication in the compiled engine that stops where it is told to.

    Parameters
    ----------
    packed : Packed
        The specification.
    seed, replication : int
        Address of all its draws.
    """

    def __init__(self, packed: Packed, seed: int, replication: int) -> None:
        self.packed = packed
        self.seed = seed
        self.replication = replication
        self._how = at.FRESH
        self._world = World(packed)
        self._rows = 256

    @classmethod
    def restore(cls, packed: Packed, snapshot: Snapshot) -> Stepper:
        """Return a replication that continues from a snapshot of any engine."""
        stepper = cls(packed, int(snapshot.position[0]), int(snapshot.position[1]))
        stepper._world = load(packed, snapshot)
        stepper._how = at.COPIED
        return stepper

    def run(self, until: float = math.inf) -> Block:
        """Play up to and including a moment; return the rows written since the last stop."""
        packed = self.packed
        before = self._world.wi.copy(), self._world.wf.copy()
        how = self._how
        ends = np.zeros(1, np.int64)
        while True:
            ints = np.empty((self._rows, at.ROW_INTEGERS), np.int32)
            floats = np.empty((self._rows, at.ROW_FLOATS))
            copied = before if how == at.COPIED else NOTHING
            try:
                played = play_block(
                    packed.si, packed.sf, self._world.wi, self._world.wf, packed.table,
                    ints, floats, how, *copied, self.seed, self.replication, 1, until, ends,
                    *NO_TALLY,
                )  # fmt: skip
            except MemoryError:
                self._world = World(packed, 2 * self._world.room)
                if how != at.FRESH:
                    self._world, how = self._larger(before), at.COPIED
                    before = self._world.wi.copy(), self._world.wf.copy()
                continue
            status = int(self._world.wi[at.W_STATUS])
            rows = int(self._world.wi[at.W_ROWS])
            if status == at.ENDLESS:
                explain(packed.spec, self.seed, self.replication, status)
            if rows > self._rows:
                self._rows = 2 * rows
                if how == at.CONTINUED:
                    how = at.COPIED
                continue
            if not played and status != at.STUCK:
                raise InfeasibleError("the replication was not played", where="compiled engine")
            self._how = at.CONTINUED
            return Block(self.replication, np.array([rows]), ints[:rows], floats[:rows])

    def _larger(self, before: tuple[IntArray, FloatArray]) -> World:
        """Return the state before with twice the room."""
        old = World(self.packed, 0)
        old.wi, old.wf = before
        return load(self.packed, take(self.packed, old), self._world.room)

    def finish(self) -> Block:
        """Play to the horizon; raise ``InfeasibleError`` if jobs are stuck before it."""
        block = self.run(self.packed.spec.horizon)
        if int(self._world.wi[at.W_STATUS]) == at.STUCK:
            explain(self.packed.spec, self.seed, self.replication, at.STUCK)
        return block

    @property
    def now(self) -> float:
        """Moment of the last event [min]."""
        return float(self._world.wf[at.WF_NOW])

    def take(self) -> Snapshot:
        """Return the state as it stands."""
        return take(self.packed, self._world)


def forecast(packed: Packed, snapshot: Snapshot, first: int, count: int, room: int = 64) -> Block:
    """Play from a snapshot to the horizon ``count`` times, each with other draws to come.

    What was released keeps its moments; times and outcomes from here on are those of replications
    ``first`` to ``first + count - 1``. The specification may be another one: a what-if.
    """
    state = load(packed, snapshot, room)
    seed = int(snapshot.position[0])
    if not count:
        return joined([])
    ends = np.zeros(count, np.int64)
    each = 8 * packed.spec.jobs + 64
    while True:
        ints = np.empty((each * count, at.ROW_INTEGERS), np.int32)
        floats = np.empty((each * count, at.ROW_FLOATS))
        world = World(packed, state.room)
        try:
            played = play_block(
                packed.si, packed.sf, world.wi, world.wf, packed.table, ints, floats,
                at.COPIED, state.wi, state.wf, seed, first, count, packed.spec.horizon, ends,
                *NO_TALLY,
            )  # fmt: skip
        except MemoryError:
            state = load(packed, snapshot, 2 * state.room)
            continue
        if played == count:
            return Block(first, ends, ints[: ends[-1]], floats[: ends[-1]])
        status = int(world.wi[at.W_STATUS])
        if status != at.DONE:
            explain(packed.spec, seed, first + played, status)
        each *= 2
