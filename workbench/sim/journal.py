"""The rows that the readable engine writes, one method per kind."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Final

from workbench.sim import log as rows

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting
    from workbench.sim.runs import Part, Run, Supply, Trip
    from workbench.sim.simpy_engine import Engine


# Packing a row takes a third of the time of appending its numbers one by one, and packing floats a
# third of that of packing integers: what never changes of jobs and operations is kept as floats.
_PACK: Final = struct.Struct(f"{rows.WIDTH}d").pack
_OPERATION: Final = float(rows.OPERATION)
# Of a row of a job: what never changes between, and after, the numbers that do.
_JOB: Final = struct.Struct("7d40sd24s5d32s").pack
_NO_WORK: Final = struct.pack("5d", *(-1.0,) * 5)
_NOBODY: Final = struct.pack("3d", *(-1.0,) * 3)
_ONE: Final = struct.pack("4d", 1.0, 0.0, 0.0, 0.0)
_WHOLE: Final = (1.0,)  # of a member that is alone


class Journal:
    """Appends rows of ``log.WIDTH`` numbers to the buffer of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tables = engine.tables
        self.replication = float(engine.replication)
        self._write = engine.buffer.frombytes

    def _add(
        self,
        kind: int,
        outcome: int,
        job: int,
        enqueued: float,
        start: float,
        *,
        lot: int = -1,
        batch: int = -1,
        operation: int = -1,
        station: int = -1,
        machine: int = -1,
        node: int = -1,
        person: int = -1,
        family: int = -1,
        origin: int = -1,
        quantity: float = 1.0,
        work: float = 0.0,
        attended: float = 0.0,
        energy: float = 0.0,
    ) -> None:
        engine, tables = self.engine, self.tables
        now = engine.clock._now
        if node < 0:
            node = max(engine.jobs.node[job], 0) if station < 0 and job >= 0 else 0
            if station >= 0:
                node = tables.node[station]
        source = piece = product = -1
        due = math.inf
        if job >= 0:
            source, piece = tables.job_source[job], tables.job_piece[job]
            product, due = engine.jobs.product[job], engine.jobs.due[job]
        self._write(
            _PACK(
                kind, outcome, engine.replication, job, source, piece, product, lot, batch,
                operation, station, machine, node, person, family, origin, now, enqueued, start,
                now, due, quantity, work, attended, energy,
            )
        )  # fmt: skip

    # ------------------------------------------------------------------------------------- jobs
    def job(self, kind: int, outcome: int, job: int) -> None:
        """Say that a job is let in (again), done or lost."""
        engine = self.engine
        tables, jobs, now = self.tables, engine.jobs, engine.clock._now
        start = now if kind == rows.RELEASE else jobs.admitted[job]
        node = jobs.node[job]
        self._write(
            _JOB(
                kind, outcome, self.replication, *tables.row_of_job[job], jobs.product[job],
                _NO_WORK, 0.0 if node < 0 else node, _NOBODY, now, jobs.arrived[job], start, now,
                jobs.due[job], _ONE,
            )
        )  # fmt: skip

    def route(self, job: int, origin: int) -> None:
        """Say that a job comes on the floor of its node."""
        came = self.engine.network.came[job]
        self._add(rows.ROUTE, rows.GOOD, job, came, self.engine.clock._now, origin=origin)

    def lane(self, job: int, origin: int) -> None:
        """Say that a job has come over a lane."""
        left = self.engine.network.left[job]
        self._add(rows.LANE, rows.GOOD, job, left, left, origin=origin)

    # ------------------------------------------------------------------------------------- runs
    def shares(self, run: Run) -> tuple[float, ...]:
        """Return the share of each member in what a run does, by their sizes."""
        if len(run.members) == 1:
            return _WHOLE
        size = self.engine.tables.size
        sizes = [size[entry[-2] % self.engine.tables.operations] for entry in run.members]
        total = 0.0
        for one in sizes:
            total += one
        if total <= 0.0:
            return (1.0 / len(sizes),) * len(sizes)
        return tuple(one / total for one in sizes)

    def operation(
        self, run: Run, member: Waiting, outcome: int, work: float, attended: float, energy: float
    ) -> None:
        """Say what one member of a run did, by its share of minutes and energy [kWh]."""
        engine, tables = self.engine, self.tables
        job, operation = divmod(member[-2], tables.operations)
        # Written out, as the row of jobs: they are most of a log.
        number, station, node, lot, family, size = tables.row_of_operation[operation]
        if node < 0.0:
            node = max(engine.jobs.node[job], 0)
        now = engine.clock._now
        self._write(
            _PACK(
                _OPERATION, outcome, self.replication, *tables.row_of_job[job],
                engine.jobs.product[job], lot, run.batch, number, station, run.machine, node,
                run.who, family, -1.0, now, member[-3], run.start, now, engine.jobs.due[job],
                size, work, attended, energy,
            )
        )  # fmt: skip

    def _run(
        self, kind: int, run: Run, outcome: int, enqueued: float, start: float, person: int,
        origin: int = -1, work: float = 0.0, attended: float = 0.0, energy: float = 0.0,
    ) -> None:  # fmt: skip
        """Write a row about a run as a whole, in the name of its first member."""
        tables = self.tables
        job, operation = divmod(run.members[0][-2], tables.operations)
        self._add(
            kind, outcome, job, enqueued, start, lot=tables.lot[operation], batch=run.batch,
            operation=operation, station=run.station, machine=run.machine, person=person,
            family=tables.family[operation], origin=origin, work=work, attended=attended,
            energy=energy,
        )  # fmt: skip

    def changeover(self, run: Run, minutes: float, outcome: int) -> None:
        """Say that a machine was set, or how far."""
        person = self.engine.work.flat(run)
        self._run(
            rows.CHANGEOVER, run, outcome, run.members[0][-3], run.begin, person, run.origin,
            minutes, minutes if person >= 0 else 0.0,
            minutes * self.engine.tables.setup_power[run.station],
        )  # fmt: skip

    def unload(self, run: Run, minutes: float, outcome: int) -> None:
        """Say that somebody who came for it unloaded a run."""
        person = self.engine.work.flat(run)
        self._run(rows.UNLOAD, run, outcome, run.over, run.begin, person, attended=minutes)

    def blocked(self, run: Run) -> None:
        """Say that a blocked machine is released."""
        person = self.engine.work.flat(run)
        self._run(rows.BLOCKED, run, rows.GOOD, run.since, run.since, person)

    def repair(self, run: Run) -> None:
        """Say that a machine is repaired or maintained."""
        person = self.engine.work.flat(run)
        self._add(
            rows.DOWN, run.duty, -1, run.since, run.begin, station=run.station,
            machine=run.machine, person=person, work=run.work,
            attended=run.work if person >= 0 else 0.0,
        )  # fmt: skip

    def outage(self, node: int, since: float) -> None:
        """Say that a node is back."""
        self._add(rows.DOWN, rows.FAILED, -1, since, since, node=node)

    # -------------------------------------------------------------------------------- transport
    def move(self, part: Part, start: float, cart: int = -1, person: int = -1) -> None:
        """Say that a part was carried."""
        tables = self.tables
        self._add(
            rows.MOVE, rows.GOOD, part.job, part.asked, start, lot=tables.lot[part.behind],
            operation=part.ahead, station=tables.station[part.ahead], machine=cart,
            person=person, origin=tables.station[part.behind],
        )  # fmt: skip

    def trip(self, trip: Trip, cart: int, person: int) -> None:
        """Say that a cart is free again."""
        self._add(
            rows.TRIP, rows.GOOD, -1, trip.left, trip.picked, station=trip.to, machine=cart,
            person=person, origin=trip.origin, quantity=float(trip.count), work=trip.minutes,
            attended=trip.minutes if person >= 0 else 0.0,
        )  # fmt: skip

    # -------------------------------------------------------------------------------- materials
    def delivery(self, supply: Supply) -> None:
        """Say that material came."""
        self._add(
            rows.DELIVERY, rows.GOOD, -1, supply.promised, self.engine.clock._now,
            family=supply.material, quantity=supply.quantity,
        )  # fmt: skip

    def issue(self, job: int, operation: int, material: int, quantity: float, asked: float) -> None:
        """Say that material was taken."""
        tables = self.tables
        self._add(
            rows.ISSUE, rows.GOOD, job, asked, self.engine.clock._now, lot=tables.lot[operation],
            operation=operation, station=tables.station[operation], family=material,
            quantity=quantity,
        )  # fmt: skip
