"""Write the compiled engine's state down as a ``Snapshot``, and go on from one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import InfeasibleError
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_engine import play_block
from workbench.sim.clock import ARRIVED, BACK, CARRIED, DELIVERED, OF_RUNS
from workbench.sim.compiled import Block, explain, joined
from workbench.sim.compiled_parts import (
    LEFT_OVER,
    MOMENT_FIELDS,
    PLACES,
    TRIP_MOMENTS,
    Parts,
)
from workbench.sim.compiled_restore import load
from workbench.sim.compiled_spec import NO_TALLY, NOTHING, Packed, World
from workbench.sim.log import FAILED, PLANNED
from workbench.sim.snapshot import MOMENTS, RUN_MOMENTS, Snapshot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]


def _used(identity: IntArray, top: int) -> list[int]:
    """Return the used records in the order in which they were made."""
    used = np.flatnonzero(identity[:top] >= 0)
    found: list[int] = used[np.argsort(identity[used])].tolist()
    return found


def _ints(values: list[Any], width: int = 0) -> IntArray:
    return np.array(values, np.int64).reshape((-1, width) if width else (-1,))


def _floats(values: list[Any], width: int = 0) -> FloatArray:
    return np.array(values, np.float64).reshape((-1, width) if width else (-1,))


def _counted(parts: Parts, counts: IntArray, flag: int, place: int, least: int) -> IntArray:
    """Return (task, count) of the counted operations of the jobs present, by task."""
    found = []
    starts = parts.packed.spec.product_start
    jobs, places = np.nonzero(counts)
    for job, i in zip(jobs.tolist(), places.tolist(), strict=True):
        if parts.job[job, at.J_STATE] == at.OUTSIDE:
            continue
        product = int(parts.job[job, at.J_PRODUCT])
        mine = parts.operation[starts[product] : starts[product + 1]]
        here = np.flatnonzero((mine[:, flag] >= least) & (mine[:, place] == i))
        operation = int(starts[product]) + int(here[0])
        found.append((job * parts.operations + operation, int(counts[job, i])))
    return _ints(sorted(found), 2)


def take(packed: Packed, world: World) -> Snapshot:
    """Return the state of a world that stands between two moments."""
    wi, wf = world.wi, world.wf
    parts = Parts(packed, world)
    under_way = _used(parts.run[:, at.U_IDENTITY], int(wi[at.W_RUN_TOP]))
    runs = [run for run in under_way if parts.run[run, at.U_KIND] != at.RIDES]
    trips = [run for run in under_way if parts.run[run, at.U_KIND] == at.RIDES]
    moves = _used(parts.move[:, at.V_IDENTITY], int(wi[at.W_MOVE_TOP]))
    supplies = _used(parts.supply[:, at.Y_IDENTITY], int(wi[at.W_SUPPLY_TOP]))
    run_place = {run: place for place, run in enumerate(runs)}
    trip_place = {run: place for place, run in enumerate(trips)}
    places: dict[int, dict[int, int]] = dict.fromkeys(OF_RUNS, run_place)
    places[ARRIVED] = places[BACK] = trip_place
    places[CARRIED] = {move: place for place, move in enumerate(moves)}
    places[DELIVERED] = {supply: place for place, supply in enumerate(supplies)}
    count = int(wi[at.W_ENTRIES])
    moment = parts.entry_moment[:count]
    order = np.lexsort((parts.entry[:count, at.E_ORDER], moment))
    entries = []
    for what in parts.entry[order, at.E_WHAT].tolist():
        number, kind = divmod(what, at.KINDS)
        entries.append((kind, places[kind][number] if kind in places else number))
    return Snapshot(
        position=_ints(
            [
                wi[at.W_SEED], wi[at.W_REPLICATION], parts.operations, parts.jobs,
                wi[at.W_NEXT_RELEASE], wi[at.W_INSIDE], wi[at.W_NEXT_BATCH],
                wi[at.W_ROWS_BEFORE] + wi[at.W_ROWS],
            ]
        ),
        moment=wf[at.WF_NOW : at.WF_NOW + 1].copy(),
        calendar_moment=moment[order],
        calendar_entry=_ints(entries, 2),
        **_take_jobs(parts),
        **_take_places(parts),
        **_take_runs(parts, runs),
        **_take_lists(parts, run_place, trip_place),
        **_take_ways(parts, moves, trips),
        supply=np.ascontiguousarray(parts.supply[supplies][:, [at.Y_MATERIAL, at.Y_ORDERED]]),
        supply_moment=np.ascontiguousarray(parts.supply_moment[supplies]),
    )  # fmt: skip


def _take_jobs(parts: Parts) -> dict[str, Any]:
    present = np.flatnonzero(parts.job[:, at.J_STATE] != at.OUTSIDE)
    state = parts.job[present]
    moments = parts.job_moment[present][
        :, [at.JF_DUE, at.JF_ARRIVED, at.JF_ADMITTED, at.JF_ROUTED, at.JF_LANE]
    ]
    moments[state[:, at.J_STATE] != at.ON_LANE, 4] = math.nan
    rows = np.stack(
        (
            present,
            np.array([PLACES[place] for place in state[:, at.J_STATE].tolist()], np.int64),
            *state[:, [at.J_ACTIVE, at.J_LOST, at.J_BEGUN, at.J_PRODUCT, at.J_NODE, at.J_FROM]].T,
        ),
        axis=1,
    )
    backlog = [
        (d, job)
        for d, head in enumerate(parts.floor[:, at.FL_HEAD].tolist())
        for job in parts.queued(head)
    ]
    return {
        "job": np.ascontiguousarray(rows, np.int64),
        "job_moment": np.ascontiguousarray(moments),
        "gate": _ints(parts.queued(int(parts.wi[at.W_GATE_HEAD]))),
        "backlog": _ints(backlog, 2),
        "missing": _counted(parts, parts.missing, at.O_JOINS, at.O_JOIN, 2),
        "visits": _counted(parts, parts.visited, at.O_REPEATS, at.O_VISIT, 1),
        "followed": parts.followed.copy(),
        "lesson": parts.lesson.copy(),
    }


def _take_places(parts: Parts) -> dict[str, Any]:
    machine = parts.machine
    down = machine[:, at.M_DOWN]
    return {
        "machine": np.stack(
            (
                machine[:, at.M_FAMILY],
                machine[:, at.M_PIECES],
                machine[:, at.M_FAILURES],
                (down & at.HAS_FAILED != 0).astype(np.int64),
                (down & at.IS_MAINTAINED != 0).astype(np.int64),
                machine[:, at.M_PLANNED],
            ),
            axis=1,
        ),
        "machine_use": parts.use.copy(),
        "plan_next": parts.turns.copy(),
        "person_free": parts.person.copy(),
        "begun": parts.place[:, at.L_BEGUN].copy(),
        "looks": parts.looks.copy(),
        "stock": parts.stock.copy(),
        "orders": parts.ordered.copy(),
        "cart": np.ascontiguousarray(parts.cart[:, [at.CART_AT, at.CART_FREE]]),
        "node": np.ascontiguousarray(parts.floor[:, [at.FL_DOWN, at.FL_FAILURES]]),
        "node_since": parts.since.copy(),
    }


def _take_runs(parts: Parts, runs: list[int]) -> dict[str, Any]:
    rows, moments, starts = [], [], [0]
    members: list[int] = []
    for run in runs:
        mine = parts.run[run].tolist()
        stage, kind = mine[at.U_STAGE], mine[at.U_KIND]
        repair = kind != at.WORK
        works = stage in (at.WORKING, at.TO_UNLOAD, at.UNLOADING) and not repair
        duty = {at.WORK: 0, at.REPAIRS: FAILED, at.MAINTAINS: PLANNED}[kind]
        rows.append(
            (
                stage, mine[at.U_HALTED], mine[at.U_STATION], mine[at.U_MACHINE],
                mine[at.U_BATCH], mine[at.U_ORIGIN], mine[at.U_POOL], mine[at.U_PERSON],
                mine[at.U_WHO] if works else -1, duty, mine[at.U_RESTARTED],
                mine[at.U_CAUSE] if kind == at.MAINTAINS else -1,
            )
        )  # fmt: skip
        values = dict(
            zip(RUN_MOMENTS, parts.run_moment[run][list(MOMENT_FIELDS)].tolist(), strict=True)
        )
        chain = parts.chain(mine[at.U_HEAD])
        if not repair and mine[at.U_DRAWN] == 0:
            values |= dict.fromkeys(("first", "rest", "drawn"), math.nan)
            if parts.operation[parts.node[chain[0], at.N_OPERATION], at.O_FULL] == 0:
                values |= {"load": 0.0, "unload": 0.0}
        known = MOMENTS[stage, repair]
        moments.append([values[name] if name in known else math.nan for name in RUN_MOMENTS])
        members += chain
        starts.append(len(members))
    return {
        "run": _ints(rows, 12),
        "run_moment": _floats(moments, len(RUN_MOMENTS)),
        "member_start": _ints(starts),
        "member_task": _ints([parts.task(node) for node in members]),
        "member_key": _floats([parts.keys(node) for node in members], 5),
    }


def _take_lists(
    parts: Parts, run_place: dict[int, int], trip_place: dict[int, int]
) -> dict[str, Any]:
    queue, keys = [], []
    for number, head in enumerate(parts.place[:, at.L_HEAD].tolist()):
        for node in parts.chain(head):
            queue.append((number, parts.task(node)))
            left = [math.nan] * 4
            if parts.node[node, at.N_KEPT]:
                left = parts.node_key[node][list(LEFT_OVER)].tolist()
            keys.append([*parts.keys(node), *left])
    waiting, asked = [], []
    for number, head in enumerate(parts.crew[:, at.L_HEAD].tolist()):
        for node in parts.chain(head):
            run = int(parts.node[node, at.N_RUN])
            rides = run in trip_place
            place = trip_place[run] if rides else run_place[run]
            waiting.append((number, parts.task(node), int(rides), place))
            asked.append(parts.keys(node))
    line = []
    for number, head in enumerate(parts.place[:, at.L_LINE].tolist()):
        for node in parts.chain(head):
            mine = parts.node[node].tolist()
            run = mine[at.N_RUN]
            line.append(
                (
                    number, mine[at.N_JOB], mine[at.N_BEHIND], mine[at.N_OPERATION],
                    run_place[run] if run >= 0 else -1, mine[at.N_HOW],
                )
            )  # fmt: skip
    short = parts.chain(int(parts.wi[at.W_SHORT_HEAD]))
    fields = [at.N_JOB, at.N_OPERATION, at.N_KEPT]
    return {
        "queue": _ints(queue, 2),
        "queue_key": _floats(keys, 9),
        "waiting": _ints(waiting, 4),
        "waiting_key": _floats(asked, 5),
        "line": _ints(line, 6),
        "shelf": np.ascontiguousarray(parts.node[short][:, fields]),
        "shelf_asked": parts.node_key[short, at.NF_JOINED],
    }


def _take_ways(parts: Parts, moves: list[int], trips: list[int]) -> dict[str, Any]:
    rides = [
        (fleet, node)
        for fleet, head in enumerate(parts.fleet[:, at.H_HEAD].tolist())
        for node in parts.chain(head)
    ]
    loads = [parts.chain(int(parts.run[trip, at.U_HEAD])) for trip in trips]
    flat = [node for load in loads for node in load]
    walks = [at.V_JOB, at.V_BEHIND, at.V_AHEAD, at.V_RESERVED, at.V_HOW]
    fields = [
        at.U_CAUSE, at.U_MACHINE, at.U_ORIGIN, at.U_TO, at.U_POOL, at.U_PERSON, at.U_PARTS,
    ]  # fmt: skip
    return {
        "move": np.ascontiguousarray(parts.move[moves][:, walks]),
        "move_start": parts.move_start[moves],
        "ride": _ints([(fleet, *parts.part(node)) for fleet, node in rides], 6),
        "ride_asked": parts.node_key[[node for _, node in rides], at.NF_JOINED],
        "trip": np.ascontiguousarray(parts.run[trips][:, fields]),
        "trip_moment": np.ascontiguousarray(parts.run_moment[trips][:, list(TRIP_MOMENTS)]),
        "load_start": _ints([0, *np.cumsum([len(load) for load in loads], dtype=np.int64)]),
        "load": _ints([parts.part(node) for node in flat], 5),
        "load_asked": parts.node_key[flat, at.NF_JOINED],
    }


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
