"""Read a ``Snapshot`` back into the readable engine."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError
from workbench.sim.clock import FOLLOWS
from workbench.sim.log import WIDTH
from workbench.sim.materials import Waiter
from workbench.sim.rooms import Blocked
from workbench.sim.runs import Part, Run, Supply, Trip
from workbench.sim.simpy_engine import Engine
from workbench.sim.snapshot import IN_BACKLOG, ON_LANE, RUN_MOMENTS, Snapshot

if TYPE_CHECKING:
    from array import array

    from workbench.sim.batches import Waiting
    from workbench.sim.hooks import Hooks
    from workbench.sim.tables import Tables


def restore(
    tables: Tables,
    snapshot: Snapshot,
    buffer: array[float] | None = None,
    hooks: Hooks | None = None,
) -> Engine:
    """Return an engine that continues from ``snapshot``.

    The specification may differ from the one the snapshot was taken in, as long as it has the
    same operations, jobs, machines and people: a what-if. Rows go to ``buffer``, from the first
    one after the snapshot.
    """
    position = [int(value) for value in snapshot.position]
    engine = Engine(tables, position[0], position[1], buffer, hooks, fresh=False)
    spec = tables.spec
    if (
        position[2:4] != [tables.operations, len(tables.job_source)]
        or len(snapshot.looks) != len(engine.stations) + len(engine.pools)
        or len(snapshot.machine) != int(spec.station_machines.sum())
        or len(snapshot.person_free) != int(spec.pool_people.sum())
        or len(snapshot.cart) != int(spec.fleet_carts.sum())
        or len(snapshot.stock) != spec.materials
        or len(snapshot.node) != spec.nodes
        or len(snapshot.plan_next) != len(spec.plan_first)
        or len(snapshot.followed) != len(spec.source_kind)
    ):
        raise SpecError(
            "was taken in a specification with other operations, jobs, machines or people",
            where="snapshot",
            advice="continue it in the specification it was taken in",
        )
    engine.clock = engine.new_clock(float(snapshot.moment[0]))
    for moment, (kind, number) in zip(
        snapshot.calendar_moment.tolist(), snapshot.calendar_entry.tolist(), strict=True
    ):
        engine.clock.at(moment, kind, number)
    engine.first_row = len(engine.buffer) // WIDTH - position[7]
    _jobs(engine, snapshot, position)
    _runs(engine, snapshot)
    _machines(engine, snapshot)
    _queues(engine, snapshot)
    _transport(engine, snapshot)
    _materials(engine, snapshot)
    _waiting(engine, snapshot)
    return engine


def _jobs(engine: Engine, snapshot: Snapshot, position: list[int]) -> None:
    jobs, network = engine.jobs, engine.network
    jobs.next_release, jobs.inside, engine.work.next_batch = position[4:7]
    jobs.gate = deque(snapshot.gate.tolist())
    outside = set(jobs.gate)
    for (job, place, active, lost, begun, product, node, origin), moments in zip(
        snapshot.job.tolist(), snapshot.job_moment.tolist(), strict=True
    ):
        jobs.active[job], jobs.lost[job], jobs.begun[job] = active, lost, begun
        jobs.product[job], jobs.node[job] = product, node
        jobs.due[job], jobs.arrived[job], jobs.admitted[job] = moments[:3]
        if job not in outside:
            jobs.present.add(job)
        if node >= 0:
            network.origin[job], network.came[job] = origin, moments[3]
            if place == ON_LANE:
                network.left[job] = moments[4]
                network.lanes[node] += 1
            elif place != IN_BACKLOG:
                network.floor[node] += 1
    for node, job in snapshot.backlog.tolist():
        network.backlog[node].append(job)
    jobs.missing = dict(snapshot.missing.tolist())
    jobs.visits = dict(snapshot.visits.tolist())
    jobs.followed = snapshot.followed.tolist()
    waiting = sum(1 for _, kind, _ in engine.clock.entries() if kind == FOLLOWS)
    counts = engine.tables.spec.source_count.tolist()
    jobs.to_follow = waiting + sum(
        count - followed
        for count, followed, saturated in zip(counts, jobs.followed, jobs.saturated, strict=True)
        if saturated
    )
    engine.work.lessons = snapshot.lesson.tolist()
    network.outages, network.failures = (column.tolist() for column in snapshot.node.T)
    network.since = snapshot.node_since.tolist()


def _waiting_of(engine: Engine, station: int, keys: list[float], task: int) -> Waiting:
    """Return what waits or runs as its station holds it."""
    if station < 0:
        return (keys[4], task, ())
    here = engine.stations[station]
    own = () if here.changes else tuple(keys[: len(here.rules)])
    left = tuple(keys[5:9]) if len(keys) > 5 and keys[5] == keys[5] else ()
    return (*own, keys[4], task, left)


def _runs(engine: Engine, snapshot: Snapshot) -> None:
    start = snapshot.member_start.tolist()
    tasks = snapshot.member_task.tolist()
    keys = snapshot.member_key.tolist()
    for i, (numbers, moments) in enumerate(
        zip(snapshot.run.tolist(), snapshot.run_moment.tolist(), strict=True)
    ):
        station = numbers[2]
        members = [
            _waiting_of(engine, station, keys[k], tasks[k]) for k in range(start[i], start[i + 1])
        ]
        run = Run(i, members, station, numbers[3])
        run.stage, run.suspended = numbers[0], bool(numbers[1])
        run.batch, run.origin, run.pool, run.person, run.who, run.duty = numbers[4:10]
        run.cut, run.plan = bool(numbers[10]), numbers[11]
        for name, value in zip(RUN_MOMENTS, moments, strict=True):
            setattr(run, name, value)
        engine.work.runs[i] = run
        if members and station >= 0:
            engine.stations[station].machines[run.machine].held = run
    engine.work.next_run = len(engine.work.runs)


def _machines(engine: Engine, snapshot: Snapshot) -> None:
    facts, use = snapshot.machine.tolist(), snapshot.machine_use.tolist()
    looks = snapshot.looks.tolist()
    first = 0
    for station in engine.stations:
        out = bool(engine.network.outages) and (
            engine.network.outages[engine.tables.node[station.number]] > 0
        )
        station.free = []
        for number, machine in enumerate(station.machines):
            family, executions, failures, failed, maintained, plan = facts[first + number]
            machine.family, machine.executions, machine.failures = family, executions, failures
            machine.failed, machine.maintained, machine.plan = bool(failed), bool(maintained), plan
            machine.use = use[first + number]
            machine.down = failed + maintained + int(out)
            if machine.held is None and not machine.down:
                station.free.append(number)
        first += len(station.machines)
        station.begun = int(snapshot.begun[station.number])
        station.due = looks[station.number]
    engine.failures.next_plan = snapshot.plan_next.tolist()
    first = 0
    for pool in engine.pools:
        last = first + len(pool.free)
        pool.free = np.flatnonzero(snapshot.person_free[first:last]).tolist()
        pool.due = looks[len(engine.stations) + pool.number]
        first = last


def _queues(engine: Engine, snapshot: Snapshot) -> None:
    for (number, task), keys in zip(
        snapshot.queue.tolist(), snapshot.queue_key.tolist(), strict=True
    ):
        engine.stations[number].queue.append(_waiting_of(engine, number, keys, task))
    for number, job, behind, ahead, run, branched in snapshot.line.tolist():
        blocked = engine.work.runs[run] if run >= 0 else None
        engine.rooms.lines[number].append(Blocked(job, behind, ahead, blocked, bool(branched)))
        if blocked:
            blocked.blocked += 1


def _parts(numbers: list[list[int]], asked: list[float]) -> list[Part]:
    return [
        Part(job, behind, ahead, bool(reserved), bool(branched), moment)
        for (job, behind, ahead, reserved, branched), moment in zip(numbers, asked, strict=True)
    ]


def _transport(engine: Engine, snapshot: Snapshot) -> None:
    transport = engine.transport
    walks = _parts(snapshot.move.tolist(), snapshot.move_start.tolist())
    transport.walks = dict(enumerate(walks))
    transport.next_walk = len(walks)
    rides = snapshot.ride.tolist()
    waiting = _parts([ride[1:] for ride in rides], snapshot.ride_asked.tolist())
    for ride, part in zip(rides, waiting, strict=True):
        transport.fleets[ride[0]].line.append(part)
    loads = _parts(snapshot.load.tolist(), snapshot.load_asked.tolist())
    start = snapshot.load_start.tolist()
    for i, (numbers, moments) in enumerate(
        zip(snapshot.trip.tolist(), snapshot.trip_moment.tolist(), strict=True)
    ):
        fleet, cart, origin, to, trip_pool, person, count = numbers
        trip = Trip(i, fleet, cart, origin, to, loads[start[i] : start[i + 1]])
        trip.pool, trip.person, trip.count = trip_pool, person, count
        trip.left, trip.picked, trip.arrives, trip.minutes = moments
        transport.trips[i] = trip
    transport.next_trip = len(transport.trips)
    carts = snapshot.cart.tolist()
    for fleet in transport.fleets:
        mine = carts[fleet.first : fleet.first + len(fleet.place)]
        fleet.place = [place for place, _ in mine]
        fleet.free = [number for number, (_, free) in enumerate(mine) if free]
    for part in [*walks, *waiting, *loads]:
        if part.reserved:
            engine.stations[engine.tables.station[part.ahead]].coming += 1


def _materials(engine: Engine, snapshot: Snapshot) -> None:
    materials = engine.materials
    materials.stock, materials.ordered = (column.tolist() for column in snapshot.stock.T)
    materials.orders = snapshot.orders.tolist()
    for i, ((material, ordered), (quantity, promised)) in enumerate(
        zip(snapshot.supply.tolist(), snapshot.supply_moment.tolist(), strict=True)
    ):
        materials.supplies[i] = Supply(material, bool(ordered), quantity, promised)
    materials.next_supply = len(materials.supplies)
    materials.shelf = [
        Waiter(job, operation, bool(freely), asked)
        for (job, operation, freely), asked in zip(
            snapshot.shelf.tolist(), snapshot.shelf_asked.tolist(), strict=True
        )
    ]


def _waiting(engine: Engine, snapshot: Snapshot) -> None:
    for (number, task, is_trip, place), keys in zip(
        snapshot.waiting.tolist(), snapshot.waiting_key.tolist(), strict=True
    ):
        pool = engine.pools[number]
        who = engine.transport.trips[place] if is_trip else engine.work.runs[place]
        engine.asked += 1
        own = keys[: len(pool.rules)]
        pool.waiting.append((*own, keys[4], task, engine.asked, who))
