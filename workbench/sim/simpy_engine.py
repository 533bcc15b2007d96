"""The readable engine: the semantics played one event at a time on SimPy's calendar.

Stock ``simpy.Resource`` grants a waiter only when its release event is processed, and a generator
cannot be written down; so stations and pools are our own, grant synchronously, and everything that
happens is a callback. ``semantics.md`` states the rules that this file follows.
"""

from __future__ import annotations

import math
from array import array
from bisect import insort
from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

from workbench import streams
from workbench.errors import InfeasibleError
from workbench.sim import log as rows
from workbench.sim.clock import CARRIED, ENDED, LEFT, POOL, RELEASED, SET, STATION, Clock, Entry
from workbench.sim.log import WIDTH
from workbench.sim.pools import Pool
from workbench.sim.runs import Move, Run
from workbench.sim.stations import Station

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting
    from workbench.sim.tables import Tables

_NAN: Final = math.nan


class Engine:
    """One replication of a specification.

    Parameters
    ----------
    tables : Tables
        The specification.
    seed, replication : int
        Address of all its draws.
    buffer : array of float
        Rows of the event log are appended here, ``log.WIDTH`` numbers each.

    Attributes
    ----------
    now : float
        Moment reached [min].
    inside : int
        Jobs in the factory.
    """

    def __init__(
        self, tables: Tables, seed: int, replication: int, buffer: array[float] | None = None
    ) -> None:
        spec = tables.spec
        self.tables = tables
        self.seed = seed
        self.replication = replication
        self.buffer = array("d") if buffer is None else buffer
        self.first_row = len(self.buffer) // WIDTH
        actions = (
            self._ended,
            self._left,
            self._set,
            self._released,
            self._carried,
            self._station_looks,
            self._pool_looks,
        )
        self.clock = Clock(0.0, actions)
        self.stations = [Station(s, tables) for s in range(spec.stations)]
        self.pools = [
            Pool(q, int(spec.pool_people[q]), int(spec.pool_rule[q])) for q in range(spec.pools)
        ]
        self.runs: dict[int, Run] = {}
        self.moves: dict[int, Move] = {}
        self.next_run = 0
        self.next_move = 0
        self.next_batch = 0
        self.inside = 0
        self.present: set[int] = set()
        self.gate: deque[tuple[int, float]] = deque()
        jobs = len(tables.job_source)
        self.due = [math.inf] * jobs
        self.arrived = [_NAN] * jobs
        self.admitted = [_NAN] * jobs
        self.active = [0] * jobs
        self.lost = [0] * jobs
        self.missing: dict[int, int] = {}
        self.visits: dict[int, int] = {}
        self.deciding: deque[Station] = deque()
        self.assigning: deque[Pool] = deque()
        self.moments, self.releases = tables.releases(seed, replication)
        self.next_release = 0
        if self.moments:
            self.clock.at(self.moments[0], RELEASED, 0)

    @property
    def now(self) -> float:
        """Moment of the last event [min]."""
        return float(self.clock._now)

    # ------------------------------------------------------------------------------ the loop
    # Decisions come last in their moment: first all stations that were asked to, then all pools,
    # each in the order of asking; what a decision starts and ends in the same moment goes before
    # the next decision.
    def run(self, until: float = math.inf) -> None:
        """Play all that happens up to and including the moment ``until`` [min]."""
        clock, queue = self.clock, self.clock._queue
        step, deciding, assigning = clock.step, self.deciding, self.assigning
        while True:
            if (deciding or assigning) and (not queue or queue[0][0] > clock._now):
                if deciding:
                    self._decide(deciding.popleft())
                else:
                    self._assign(assigning.popleft())
            elif queue and queue[0][0] <= until:
                step()
            else:
                return

    def step(self, until: float = math.inf) -> bool:
        """Play the next moment; tell whether there was one up to ``until``."""
        queue = self.clock._queue
        if not queue or queue[0][0] > until:
            return False
        self.run(queue[0][0])
        return True

    def finish(self) -> None:
        """Play to the horizon; raise ``InfeasibleError`` if jobs are stuck before it."""
        horizon = self.tables.spec.horizon
        self.run(horizon)
        if self.inside and not self.clock._queue:
            raise InfeasibleError(
                f"nothing can happen any more at {self.now:g} min, but {self.inside} "
                f"{'job is' if self.inside == 1 else 'jobs are'} inside: {self._stuck()}",
                where=f"replication {self.replication}",
                advice="give the batch a maximum wait or a smaller minimum",
            )

    def _stuck(self) -> str:
        names = self.tables.spec.names.stations
        found = []
        for station in self.stations:
            if station.queue:
                number = station.number
                label = names[number] if number < len(names) else f"station {number}"
                operations = (entry[2] % self.tables.operations for entry in station.queue)
                size = sum(self.tables.size[n] for n in operations)
                found.append(
                    f"{len(station.queue)} of size {size:g} at {label} "
                    f"(a batch needs {station.smallest:g})"
                )
        return ", ".join(found)

    # -------------------------------------------------------------------------- jobs and gates
    def _released(self, _: Entry) -> None:
        """Let all jobs of this moment come to the gate, and enter the next release."""
        now = self.clock._now
        moments = self.moments
        i = self.next_release
        while i < len(moments) and moments[i] == now:
            job = self.releases[i]
            i += 1
            self.due[job] = now + self.tables.job_allowance[job]
            if self.tables.spec.wip and self.inside >= self.tables.spec.wip:
                self.gate.append((job, now))
            else:
                self.inside += 1
                self._enter(job, now, rows.GOOD)
        self.next_release = i
        if i < len(moments):
            self.clock.at(moments[i], RELEASED, 0)

    def _enter(self, job: int, arrived: float, outcome: int) -> None:
        now = self.clock._now
        if outcome != rows.REMADE:
            self.present.add(job)
            self.arrived[job] = arrived
            self.admitted[job] = now
        self._note(rows.RELEASE, outcome, job, arrived, now)
        roots = self.tables.roots[self.tables.job_product[job]]
        self.active[job] = len(roots)
        for operation in roots:
            self._enqueue(job, operation)

    def _leave(self, job: int) -> None:
        """Let a job go whose last part has come to rest: complete, lost, or to be made again."""
        tables = self.tables
        product = tables.job_product[job]
        arrived = self.arrived[job]
        if self.lost[job]:
            base = job * tables.operations
            for n in range(tables.product_start[product], tables.product_start[product + 1]):
                self.missing.pop(base + n, None)
            self.lost[job] = 0
            self._note(rows.SCRAP, rows.SCRAPPED, job, arrived, self.admitted[job])
            if tables.remake[product]:
                self._enter(job, arrived, rows.REMADE)
                return
        else:
            self._note(rows.DONE, rows.GOOD, job, arrived, self.admitted[job])
        self.inside -= 1
        self.present.discard(job)
        if self.gate:
            following, came = self.gate.popleft()
            self.inside += 1
            self._enter(following, came, rows.GOOD)

    def _note(self, kind: int, outcome: int, job: int, enqueued: float, start: float) -> None:
        """Write a row about a job as a whole."""
        tables = self.tables
        now = self.clock._now
        self.buffer.extend(
            (
                kind, outcome, self.replication, job, tables.job_source[job],
                tables.job_piece[job], tables.job_product[job], -1, -1, -1, -1, -1, 0, -1, -1, -1,
                now, enqueued, start, now, self.due[job], 1.0, 0.0, 0.0, 0.0,
            )
        )  # fmt: skip

    # ------------------------------------------------------------------------------ operations
    def _enqueue(self, job: int, operation: int) -> None:
        """Let a job ask for an operation whose predecessors are all there."""
        tables = self.tables
        now = self.clock._now
        task = job * tables.operations + operation
        number = tables.station[operation]
        if number < 0:
            self._grant([(0.0, now, task)], -1, -1, 0.0)
            return
        station = self.stations[number]
        key = tables.key(station.rule, job, operation, self.due)
        insort(station.queue, (key, now, task))
        if station.batch and station.wait < math.inf:
            self.clock.at(now + station.wait, STATION, number)
        if station.free and not station.pending:
            station.pending = True
            self.deciding.append(station)

    def _decide(self, station: Station) -> None:
        """Give free machines of a station to what waits there, while it is open."""
        station.pending = False
        now = self.clock._now
        if not station.queue or not station.free:
            return
        if station.calendar >= 0:
            opening = self.tables.calendars.open_from(station.calendar, now)
            if opening > now:
                if station.due != opening:
                    station.due = opening
                    self.clock.at(opening, STATION, station.number)
                return
        while station.queue and station.free:
            members = station.next_work(now)
            if not members:
                return
            family = self.tables.family[members[0][2] % self.tables.operations]
            machine, minutes = station.take_machine(family)
            self._grant(members, station.number, machine, minutes)

    def _grant(self, members: list[Waiting], number: int, machine: int, change: float) -> None:
        """Begin a run on its machine, or let it ask for its person first."""
        tables = self.tables
        now = self.clock._now
        task = members[0][2]
        job, operation = divmod(task, tables.operations)
        run = Run(members, number, machine, change)
        if number >= 0:
            station = self.stations[number]
            family = tables.family[operation]
            run.origin = station.family[machine]
            if family >= 0:
                station.family[machine] = family
            if station.batch:
                run.batch = self.next_batch
                self.next_batch += 1
        identity = self.next_run
        self.next_run += 1
        self.runs[identity] = run
        if tables.pool[operation] < 0:
            self._begin(identity, run)
            return
        pool = self.pools[tables.pool[operation]]
        pool.ask(tables.key(pool.rule, job, operation, self.due), now, task, identity)
        if pool.free and not pool.pending:
            pool.pending = True
            self.assigning.append(pool)

    def _assign(self, pool: Pool) -> None:
        """Give free people to runs that wait for them and can be worked on now."""
        pool.pending = False
        now = self.clock._now
        calendars = self.tables.calendars
        while pool.waiting and pool.free:
            earliest = math.inf
            for i, (_, _, _, identity) in enumerate(pool.waiting):
                run = self.runs[identity]
                calendar = self.tables.pair[run.station][pool.number]
                opening = calendars.open_from(calendar, now) if calendar >= 0 else now
                if opening <= now:
                    del pool.waiting[i]
                    run.person = pool.free.pop(0)
                    self._begin(identity, run)
                    break
                earliest = min(earliest, opening)
            else:
                if pool.due != earliest:
                    pool.due = earliest
                    self.clock.at(earliest, POOL, pool.number)
                return

    def _begin(self, identity: int, run: Run) -> None:
        """Draw the time of a run and enter all its moments."""
        tables = self.tables
        now = self.clock._now
        operation = run.members[0][2] % tables.operations
        work = self._duration(run)
        run.work = work
        alone = tables.pair[run.station][-1]
        if run.person < 0:
            both, share = alone, 0.0
        else:
            both, share = tables.pair[run.station][tables.pool[operation]], tables.attend[operation]
        if alone < 0 and both < 0:
            run.start = now + run.change
            run.end = run.start + work
            apart = run.start + work * share
        else:
            calendars = tables.calendars
            run.start = calendars.open_from(both, calendars.done_at(both, now, run.change))
            if share >= 1.0:
                run.end = calendars.done_at(both, run.start, work)
                apart = run.end
            else:
                apart = calendars.done_at(both, run.start, work * share)
                run.end = calendars.done_at(alone, apart, work - work * share)
        run.granted = now
        if run.person >= 0:
            run.attended = work * share
        if run.change > 0.0:
            self.clock.at(run.start, SET, identity)
        if run.person >= 0 and share < 1.0:
            self.clock.at(apart, LEFT, identity)
        self.clock.at(run.end, ENDED, identity)

    def _duration(self, run: Run) -> float:
        """Return the working minutes of a run: one draw, or the sum over a batch's members."""
        tables = self.tables
        if run.batch >= 0:
            station = self.stations[run.station]
            number = station.begun
            station.begun += 1
            first = run.members[0][2] % tables.operations
            if tables.per_batch[first]:
                key = tables.station_key[run.station]
                return self._draw(first, streams.BATCH, key, number)
        total = 0.0
        for _, _, task in run.members:
            job, operation = divmod(task, tables.operations)
            step = tables.step[operation] + self.visits.get(task, 0)
            total += self._draw(operation, streams.TIME, tables.job_entity[job], step)
        return total

    def _draw(self, operation: int, stream: int, entity: int, step: int) -> float:
        tables = self.tables
        code = tables.code[operation]
        p0, p1, p2, p3 = tables.parameters[operation]
        if code == streams.CONSTANT:
            return p0
        return streams.sample(
            code, p0, p1, p2, p3, tables.table, self.seed, self.replication, stream, entity, step
        )

    # --------------------------------------------------------------------------- what happens
    def _set(self, entry: Entry) -> None:
        """Note that a changeover is complete."""
        run = self.runs[entry.number]
        tables = self.tables
        job, operation = divmod(run.members[0][2], tables.operations)
        pool = tables.pool[operation]
        attended = run.change if run.person >= 0 else 0.0
        person = tables.person_first[pool] + run.person if run.person >= 0 else -1
        self.buffer.extend(
            (
                rows.CHANGEOVER, rows.GOOD, self.replication, job, tables.job_source[job],
                tables.job_piece[job], tables.job_product[job], tables.lot[operation], run.batch,
                operation, run.station, run.machine, 0, person, tables.family[operation],
                run.origin, self.clock._now, run.members[0][1], run.granted, self.clock._now,
                self.due[job], 1.0, run.change, attended, run.change * tables.power[run.station],
            )
        )  # fmt: skip

    def _left(self, entry: Entry) -> None:
        """Free the person of a run, who has done what needs one."""
        run = self.runs[entry.number]
        self._free_person(run, run.members[0][2] % self.tables.operations)
        run.gone = True

    def _free_person(self, run: Run, operation: int) -> None:
        pool = self.pools[self.tables.pool[operation]]
        pool.give_back(run.person)
        if pool.waiting and not pool.pending:
            pool.pending = True
            self.assigning.append(pool)

    def _ended(self, entry: Entry) -> None:
        """Complete a run: judge each member, send it on, then free person and machine."""
        run = self.runs.pop(entry.number)
        tables = self.tables
        operations = tables.operations
        first = run.members[0][2] % operations
        person = tables.person_first[tables.pool[first]] + run.person if run.person >= 0 else -1
        energy = run.work * tables.power[run.station] if run.station >= 0 else 0.0
        if tables.per_batch[first]:
            energy += tables.energy[first]
        total = 0.0
        for _, _, task in run.members:
            total += tables.size[task % operations]
        alone = len(run.members) == 1
        for _, enqueued, task in run.members:
            job, operation = divmod(task, operations)
            size = tables.size[operation]
            share = 1.0 if alone else (size / total if total > 0.0 else 1.0 / len(run.members))
            own = 0.0 if tables.per_batch[first] else tables.energy[operation]
            outcome = self._outcome(task, job, operation)
            self.buffer.extend(
                (
                    rows.OPERATION, outcome, self.replication, job, tables.job_source[job],
                    tables.job_piece[job], tables.job_product[job], tables.lot[operation],
                    run.batch, operation, run.station, run.machine, 0, person,
                    tables.family[operation], -1, run.end, enqueued, run.start, run.end,
                    self.due[job], size, run.work * share, run.attended * share,
                    energy * share + own,
                )
            )  # fmt: skip
            self._send_on(task, job, operation, outcome)
        if run.person >= 0 and not run.gone:
            self._free_person(run, first)
        if run.station >= 0:
            station = self.stations[run.station]
            station.give_back(run.machine)
            if station.queue and not station.pending:
                station.pending = True
                self.deciding.append(station)

    def _outcome(self, task: int, job: int, operation: int) -> int:
        tables = self.tables
        if not tables.repeats[operation]:
            return rows.GOOD
        visit = self.visits.get(task, 0)
        self.visits[task] = visit + 1
        if self.lost[job]:
            return rows.WASTED
        bad = tables.bad[operation]
        if bad <= 0.0:
            return rows.GOOD
        u = streams.u01(
            self.seed, self.replication, streams.YIELD, tables.job_entity[job],
            tables.step[operation] + visit,
        )  # fmt: skip
        if u < tables.scrap[operation]:
            return rows.SCRAPPED
        return rows.REDO if u < bad else rows.GOOD

    def _send_on(self, task: int, job: int, operation: int, outcome: int) -> None:
        """Send a job from an operation to the next ones, back to it, or out."""
        tables = self.tables
        if outcome == rows.GOOD:
            following = tables.successors[operation]
            self.active[job] += len(following) - 1
            here = tables.station[operation]
            for successor in following:
                there = tables.station[successor]
                minutes = tables.walk[here][there] if here >= 0 and there >= 0 else 0.0
                if minutes > 0.0:
                    now = self.clock._now
                    self.moves[self.next_move] = Move(job, operation, successor, now)
                    self.clock.at(now + minutes, CARRIED, self.next_move)
                    self.next_move += 1
                else:
                    self._reach(job, successor)
        elif outcome == rows.REDO:
            self._enqueue(job, operation)
        else:
            self.active[job] -= 1
            if outcome == rows.SCRAPPED:
                self.lost[job] = 1
                self._withdraw(job)
        if self.active[job] == 0:
            self._leave(job)

    def _withdraw(self, job: int) -> None:
        """Take the other lots of a lost job out of the queues; what runs or moves comes to rest."""
        operations = self.tables.operations
        if self.active[job] == 0:
            return
        for station in self.stations:
            kept = [entry for entry in station.queue if entry[2] // operations != job]
            self.active[job] -= len(station.queue) - len(kept)
            station.queue = kept

    def _carried(self, entry: Entry) -> None:
        """Let a job arrive where its next operation is done."""
        move = self.moves.pop(entry.number)
        tables = self.tables
        now = self.clock._now
        job = move.job
        self.buffer.extend(
            (
                rows.MOVE, rows.GOOD, self.replication, job, tables.job_source[job],
                tables.job_piece[job], tables.job_product[job], tables.lot[move.behind], -1,
                move.ahead, tables.station[move.ahead], -1, 0, -1, -1,
                tables.station[move.behind], now, move.start, move.start, now, self.due[job],
                1.0, 0.0, 0.0, 0.0,
            )
        )  # fmt: skip
        self._reach(job, move.ahead)
        if self.active[job] == 0:
            self._leave(job)

    def _reach(self, job: int, operation: int) -> None:
        """One predecessor's part is there; the last one lets the operation ask for its station."""
        if self.lost[job]:
            self.active[job] -= 1
            return
        needed = self.tables.joins[operation]
        if needed > 1:
            task = job * self.tables.operations + operation
            left = self.missing.get(task, needed) - 1
            if left:
                self.missing[task] = left
                self.active[job] -= 1
                return
            self.missing.pop(task, None)
        self._enqueue(job, operation)

    def _station_looks(self, entry: Entry) -> None:
        station = self.stations[entry.number]
        if station.queue and station.free and not station.pending:
            station.pending = True
            self.deciding.append(station)

    def _pool_looks(self, entry: Entry) -> None:
        pool = self.pools[entry.number]
        if pool.waiting and pool.free and not pool.pending:
            pool.pending = True
            self.assigning.append(pool)


def rows_of(buffer: array[float]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the rows written into a buffer, float64[n, columns]."""
    return np.frombuffer(buffer, np.float64).reshape(-1, WIDTH)
