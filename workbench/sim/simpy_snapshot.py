"""Write the readable engine's state down as a ``Snapshot``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.sim.clock import ARRIVED, BACK, CARRIED, DELIVERED, OF_RUNS
from workbench.sim.log import WIDTH
from workbench.sim.runs import UNLOADER, UNLOADS, WORKS, Run
from workbench.sim.simpy_restore import restore
from workbench.sim.snapshot import (
    AT_GATE,
    IN_BACKLOG,
    INSIDE,
    MOMENTS,
    ON_LANE,
    RUN_MOMENTS,
    FloatArray,
    IntArray,
    Snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.sim.batches import Waiting
    from workbench.sim.runs import Part
    from workbench.sim.simpy_engine import Engine

__all__ = ["restore", "take"]

Arrays = dict[str, Any]


def _ints(values: Iterable[Any], width: int = 0) -> IntArray:
    return np.array(list(values), np.int64).reshape((-1, width) if width else (-1,))


def _floats(values: Iterable[Any], width: int = 0) -> FloatArray:
    return np.array(list(values), np.float64).reshape((-1, width) if width else (-1,))


def _places(things: Mapping[int, Any]) -> dict[int, int]:
    """Return the position of each identity."""
    return {identity: place for place, identity in enumerate(things)}


def _keys(entry: Sequence[Any], after: int) -> tuple[float, ...]:
    """Return the four keys of what waits; ``after``: fields behind them."""
    keys = entry[: len(entry) - after]
    return (*keys, *(0.0,) * (4 - len(keys)))


def take(engine: Engine) -> Snapshot:
    """Return the state of ``engine``, which stands between two moments (after ``run(until)``)."""
    tables, jobs, work = engine.tables, engine.jobs, engine.work
    runs = _places(work.runs)
    walks = _places(engine.transport.walks)
    trips = _places(engine.transport.trips)
    supplies = _places(engine.materials.supplies)
    place = {CARRIED: walks, ARRIVED: trips, BACK: trips, DELIVERED: supplies}
    place |= dict.fromkeys(OF_RUNS, runs)
    entries = engine.clock.entries()
    head = (
        engine.seed, engine.replication, tables.operations, len(tables.job_source),
        jobs.next_release, jobs.inside, work.next_batch, len(engine.buffer) // WIDTH
        - engine.first_row,
    )  # fmt: skip
    return Snapshot(
        position=_ints(head),
        moment=_floats((engine.now,)),
        calendar_moment=_floats(moment for moment, _, _ in entries),
        calendar_entry=_ints(
            ((kind, place[kind][n] if kind in place else n) for _, kind, n in entries), 2
        ),
        **_jobs(engine),
        **_machines(engine),
        **_queues(engine),
        **_runs(engine),
        **_waiting(engine, runs, trips),
        **_transport(engine, runs),
        **_materials(engine),
        node=_ints(zip(engine.network.outages, engine.network.failures, strict=True), 2),
        node_since=_floats(engine.network.since),
    )


def _jobs(engine: Engine) -> Arrays:
    jobs, network = engine.jobs, engine.network
    at_gate = set(jobs.gate)
    waiting = {job for backlog in network.backlog for job in backlog}
    numbers = sorted(jobs.present | at_gate)
    rows, moments = [], []
    for job in numbers:
        place = INSIDE
        if job in at_gate:
            place = AT_GATE
        elif job in waiting:
            place = IN_BACKLOG
        elif job in network.left:
            place = ON_LANE
        rows.append(
            (
                job, place, jobs.active[job], jobs.lost[job], jobs.begun[job], jobs.product[job],
                jobs.node[job], network.origin.get(job, -1),
            )
        )  # fmt: skip
        moments.append(
            (
                jobs.due[job], jobs.arrived[job], jobs.admitted[job],
                network.came.get(job, math.nan), network.left.get(job, math.nan),
            )
        )  # fmt: skip
    return {
        "job": _ints(rows, 8),
        "job_moment": _floats(moments, 5),
        "gate": _ints(jobs.gate),
        "backlog": _ints(((d, job) for d, line in enumerate(network.backlog) for job in line), 2),
        "missing": _ints(sorted(jobs.missing.items()), 2),
        "visits": _ints(sorted(jobs.visits.items()), 2),
        "followed": _ints(jobs.followed),
        "lesson": _floats(engine.work.lessons),
    }


def _machines(engine: Engine) -> Arrays:
    spec = engine.tables.spec
    machines = [machine for station in engine.stations for machine in station.machines]
    return {
        "machine": _ints(
            (
                (m.family, m.executions, m.failures, int(m.failed), int(m.maintained), m.plan)
                for m in machines
            ),
            6,
        ),
        "machine_use": _floats(m.use for m in machines),
        "plan_next": _ints(engine.failures.next_plan),
        "person_free": _ints(
            int(person in pool.free)
            for pool in engine.pools
            for person in range(int(spec.pool_people[pool.number]))
        ),
        "begun": _ints(station.begun for station in engine.stations),
        "looks": _floats([*(s.due for s in engine.stations), *(p.due for p in engine.pools)]),
    }


def _queues(engine: Engine) -> Arrays:
    queued = [(station.number, entry) for station in engine.stations for entry in station.queue]
    nothing = (math.nan,) * 4
    return {
        "queue": _ints(((number, entry[-2]) for number, entry in queued), 2),
        "queue_key": _floats(
            ((*_keys(entry, 3), entry[-3], *(entry[-1] or nothing)) for _, entry in queued), 9
        ),
    }


def _member_keys(engine: Engine, run: Run, entry: Waiting) -> tuple[float, ...]:
    if run.station < 0 or engine.stations[run.station].changes:
        return (0.0, 0.0, 0.0, 0.0, entry[-3])
    return (*_keys(entry, 3), entry[-3])


def _runs(engine: Engine) -> Arrays:
    runs = engine.work.runs.values()
    counts = [len(run.members) for run in runs]
    members = [(run, entry) for run in runs for entry in run.members]
    return {
        "run": _ints(
            (
                (
                    r.stage, int(r.suspended), r.station, r.machine, r.batch, r.origin, r.pool,
                    r.person, r.who if r.stage in (WORKS, UNLOADER, UNLOADS) else -1, r.duty,
                    int(r.cut), r.plan,
                )
                for r in runs
            ),
            12,
        ),
        "run_moment": _floats(
            (
                [
                    getattr(r, name) if name in MOMENTS[r.stage, not r.members] else math.nan
                    for name in RUN_MOMENTS
                ]
                for r in runs
            ),
            len(RUN_MOMENTS),
        ),
        "member_start": _ints([0, *np.cumsum(counts, dtype=np.int64)]),
        "member_task": _ints(entry[-2] for _, entry in members),
        "member_key": _floats((_member_keys(engine, run, entry) for run, entry in members), 5),
    }  # fmt: skip


def _waiting(engine: Engine, runs: Mapping[int, int], trips: Mapping[int, int]) -> Arrays:
    rows, keys = [], []
    for pool in engine.pools:
        for entry in pool.waiting:
            who, task, asked = entry[-1], entry[-3], entry[-4]
            is_run = isinstance(who, Run)
            place = runs[who.identity] if is_run else trips[who.identity]
            rows.append((pool.number, task, int(not is_run), place))
            keys.append((*_keys(entry, 4), asked))
    return {"waiting": _ints(rows, 4), "waiting_key": _floats(keys, 5)}


def _part(part: Part) -> tuple[int, ...]:
    return part.job, part.behind, part.ahead, int(part.reserved), int(part.branched)


def _transport(engine: Engine, runs: Mapping[int, int]) -> Arrays:
    transport = engine.transport
    walks, trips = transport.walks.values(), list(transport.trips.values())
    rides = [(fleet.number, part) for fleet in transport.fleets for part in fleet.line]
    loads = [part for trip in trips for part in trip.parts]
    counts = [len(trip.parts) for trip in trips]
    return {
        "move": _ints((_part(part) for part in walks), 5),
        "move_start": _floats(part.asked for part in walks),
        "line": _ints(
            (
                (
                    number, part.job, part.behind, part.ahead,
                    runs[part.run.identity] if part.run else -1, int(part.branched),
                )
                for number, line in enumerate(engine.rooms.lines)
                for part in line
            ),
            6,
        ),
        "cart": _ints(
            (
                (place, int(number in fleet.free))
                for fleet in transport.fleets
                for number, place in enumerate(fleet.place)
            ),
            2,
        ),
        "ride": _ints(((number, *_part(part)) for number, part in rides), 6),
        "ride_asked": _floats(part.asked for _, part in rides),
        "trip": _ints(
            ((t.fleet, t.cart, t.origin, t.to, t.pool, t.person, t.count) for t in trips), 7
        ),
        "trip_moment": _floats(((t.left, t.picked, t.arrives, t.minutes) for t in trips), 4),
        "load_start": _ints([0, *np.cumsum(counts, dtype=np.int64)]),
        "load": _ints((_part(part) for part in loads), 5),
        "load_asked": _floats(part.asked for part in loads),
    }  # fmt: skip


def _materials(engine: Engine) -> Arrays:
    materials = engine.materials
    supplies = materials.supplies.values()
    return {
        "stock": _floats(zip(materials.stock, materials.ordered, strict=True), 2),
        "orders": _ints(materials.orders),
        "supply": _ints(((s.material, int(s.ordered)) for s in supplies), 2),
        "supply_moment": _floats(((s.quantity, s.promised) for s in supplies), 2),
        "shelf": _ints(((w.job, w.operation, int(w.freely)) for w in materials.shelf), 3),
        "shelf_asked": _floats(w.asked for w in materials.shelf),
    }
