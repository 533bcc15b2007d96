"""Write the readable engine's state down as a ``Snapshot``, and read one back."""

from __future__ import annotations

import math
from array import array
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import SpecError
from workbench.sim.clock import CARRIED, ENDED, LEFT, SET, Clock
from workbench.sim.log import WIDTH
from workbench.sim.runs import Move, Run
from workbench.sim.simpy_engine import Engine
from workbench.sim.snapshot import FloatArray, IntArray, Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.sim.tables import Tables

_OF_RUNS = (ENDED, LEFT, SET)


def _ints(values: Sequence[Any], width: int = 0) -> IntArray:
    return np.array(values, np.int64).reshape((-1, width) if width else (-1,))


def _floats(values: Sequence[Any], width: int = 0) -> FloatArray:
    return np.array(values, np.float64).reshape((-1, width) if width else (-1,))


def take(engine: Engine) -> Snapshot:
    """Return the state of ``engine``, which stands between two moments (after ``run(until)``)."""
    tables = engine.tables
    runs = {identity: i for i, identity in enumerate(engine.runs)}
    moves = {identity: i for i, identity in enumerate(engine.moves)}
    entries = [
        (kind, runs[n] if kind in _OF_RUNS else moves[n] if kind == CARRIED else n)
        for _, kind, n in engine.clock.entries()
    ]
    waiting_outside = [job for job, _ in engine.gate]
    came = dict(engine.gate)
    jobs = sorted(engine.present | came.keys())
    members = [member for run in engine.runs.values() for member in run.members]
    counts = [len(run.members) for run in engine.runs.values()]
    queued = [(station.number, *entry) for station in engine.stations for entry in station.queue]
    asking = [(pool.number, *entry) for pool in engine.pools for entry in pool.waiting]
    return Snapshot(
        position=_ints(
            (
                engine.seed,
                engine.replication,
                tables.operations,
                len(tables.job_source),
                engine.next_release,
                engine.inside,
                engine.next_batch,
                len(engine.buffer) // WIDTH - engine.first_row,
                int(not engine.deciding and not engine.assigning),
            )
        ),
        moment=_floats((engine.now,)),
        calendar_moment=_floats([moment for moment, _, _ in engine.clock.entries()]),
        calendar_entry=_ints(entries, 2),
        job_number=_ints(jobs),
        job_state=_ints([(engine.active[job], engine.lost[job]) for job in jobs], 2),
        job_moment=_floats(
            [
                (
                    engine.due[job],
                    came.get(job, engine.arrived[job]),
                    math.nan if job in came else engine.admitted[job],
                )
                for job in jobs
            ],
            3,
        ),
        gate=_ints(waiting_outside),
        missing=_ints(sorted(engine.missing.items()), 2),
        visits=_ints(sorted(engine.visits.items()), 2),
        machine_family=_ints([f for station in engine.stations for f in station.family]),
        machine_free=_ints(
            [int(m in s.free) for s in engine.stations for m in range(len(s.family))]
        ),
        person_free=_ints(
            [
                int(person in pool.free)
                for pool in engine.pools
                for person in range(int(tables.spec.pool_people[pool.number]))
            ]
        ),
        begun=_ints([station.begun for station in engine.stations]),
        due=_floats([*(s.due for s in engine.stations), *(p.due for p in engine.pools)]),
        queue_station=_ints([number for number, _, _, _ in queued]),
        queue_task=_ints([task for _, _, _, task in queued]),
        queue_key=_floats([(key, joined) for _, key, joined, _ in queued], 2),
        run=_ints(
            [
                (r.station, r.machine, r.person, r.batch, r.origin, int(r.gone))
                for r in engine.runs.values()
            ],
            6,
        ),
        run_moment=_floats(
            [
                (r.change, r.granted, r.start, r.end, r.work, r.attended)
                for r in engine.runs.values()
            ],
            6,
        ),
        member_start=_ints([0, *np.cumsum(counts, dtype=np.int64)]),
        member_task=_ints([task for _, _, task in members]),
        member_key=_floats([(key, joined) for key, joined, _ in members], 2),
        waiting=_ints([(number, task, runs[run]) for number, _, _, task, run in asking], 3),
        waiting_key=_floats([(key, asked) for _, key, asked, _, _ in asking], 2),
        move=_ints([(m.job, m.behind, m.ahead) for m in engine.moves.values()], 3),
        move_start=_floats([m.start for m in engine.moves.values()]),
    )


def restore(tables: Tables, snapshot: Snapshot, buffer: array[float] | None = None) -> Engine:
    """Return an engine that continues from ``snapshot``.

    The specification may differ from the one the snapshot was taken in, as long as it has the
    same operations, jobs, stations and pools: a what-if. Machines and people added are free.
    Rows go to ``buffer``, from the first one after the snapshot.
    """
    position = [int(value) for value in snapshot.position]
    engine = Engine(tables, position[0], position[1], buffer)
    machines = sum(len(station.family) for station in engine.stations)
    if (
        position[2:4] != [tables.operations, len(tables.job_source)]
        or len(snapshot.due) != len(engine.stations) + len(engine.pools)
        or len(snapshot.machine_free) != machines
        or len(snapshot.person_free) != int(tables.spec.pool_people.sum())
    ):
        raise SpecError(
            "was taken in a specification with other operations, jobs, machines or people",
            where="snapshot",
            advice="continue it in the specification it was taken in",
        )
    engine.clock = Clock(float(snapshot.moment[0]), engine.clock._actions)
    for moment, (kind, number) in zip(
        snapshot.calendar_moment.tolist(), snapshot.calendar_entry.tolist(), strict=True
    ):
        engine.clock.at(moment, kind, number)
    engine.next_release, engine.inside, engine.next_batch, written = position[4:8]
    engine.first_row = len(engine.buffer) // WIDTH - written
    _restore_jobs(engine, snapshot)
    _restore_places(engine, snapshot)
    _restore_runs(engine, snapshot)
    return engine


def _restore_jobs(engine: Engine, snapshot: Snapshot) -> None:
    arrivals: dict[int, float] = {}
    gate = snapshot.gate.tolist()
    for job, (active, lost), (due, arrived, admitted) in zip(
        snapshot.job_number.tolist(),
        snapshot.job_state.tolist(),
        snapshot.job_moment.tolist(),
        strict=True,
    ):
        engine.active[job] = active
        engine.lost[job] = lost
        engine.due[job] = due
        engine.arrived[job] = arrived
        engine.admitted[job] = admitted
        arrivals[job] = arrived
    engine.gate = deque((job, arrivals[job]) for job in gate)
    engine.present = set(arrivals) - set(gate)
    engine.missing = dict(snapshot.missing.tolist())
    engine.visits = dict(snapshot.visits.tolist())


def _restore_places(engine: Engine, snapshot: Snapshot) -> None:
    due = snapshot.due.tolist()
    first = 0
    for station in engine.stations:
        last = first + len(station.family)
        station.family = snapshot.machine_family[first:last].tolist()
        station.free = np.flatnonzero(snapshot.machine_free[first:last]).tolist()
        station.begun = int(snapshot.begun[station.number])
        station.due = due[station.number]
        first = last
    first = 0
    for pool in engine.pools:
        last = first + int(engine.tables.spec.pool_people[pool.number])
        pool.free = np.flatnonzero(snapshot.person_free[first:last]).tolist()
        pool.due = due[len(engine.stations) + pool.number]
        first = last
    for number, task, (key, joined) in zip(
        snapshot.queue_station.tolist(),
        snapshot.queue_task.tolist(),
        snapshot.queue_key.tolist(),
        strict=True,
    ):
        engine.stations[number].queue.append((key, joined, task))
    for (number, task, run), (key, asked) in zip(
        snapshot.waiting.tolist(), snapshot.waiting_key.tolist(), strict=True
    ):
        engine.pools[number].waiting.append((key, asked, task, run))


def _restore_runs(engine: Engine, snapshot: Snapshot) -> None:
    start = snapshot.member_start.tolist()
    tasks = snapshot.member_task.tolist()
    keys = snapshot.member_key.tolist()
    for i, (numbers, moments) in enumerate(
        zip(snapshot.run.tolist(), snapshot.run_moment.tolist(), strict=True)
    ):
        members = [(keys[k][0], keys[k][1], tasks[k]) for k in range(start[i], start[i + 1])]
        run = Run(members, numbers[0], numbers[1], moments[0])
        run.person, run.batch, run.origin = numbers[2:5]
        run.gone = bool(numbers[5])
        run.granted, run.start, run.end, run.work, run.attended = moments[1:]
        engine.runs[i] = run
    engine.next_run = len(engine.runs)
    for i, ((job, behind, ahead), moment) in enumerate(
        zip(snapshot.move.tolist(), snapshot.move_start.tolist(), strict=True)
    ):
        engine.moves[i] = Move(job, behind, ahead, moment)
    engine.next_move = len(engine.moves)
