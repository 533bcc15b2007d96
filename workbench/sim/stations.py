"""Stations: the queue in the order of a rule, the machines, and which work goes to which."""

from __future__ import annotations

import math
from bisect import insort
from typing import TYPE_CHECKING

from workbench.sim.batches import ready_batch
from workbench.sim.clock import STATION
from workbench.sim.codes import BLOCK, DYNAMIC, FCFS, FIT
from workbench.sim.rules import changing_keys, rules_of, standing_key
from workbench.sim.runs import ASKS, SETTER, SETTING, WORKS

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting
    from workbench.sim.runs import Run
    from workbench.sim.simpy_engine import Engine


class Machine:
    """One machine.

    Attributes
    ----------
    family : int
        Family it is set for, -1 if none.
    executions : int
        Executions since that changed, for the loss of style.
    held : Run or None
        What is on it.
    down : int
        Reasons why it is down: a failure, maintenance, an outage of its node.
    failed, maintained : bool
        The first two of them.
    failures : int
        Failures so far.
    use : float
        Minutes of work left to its failure by use. [min]
    plan : int
        Plan of maintenance that is due; -1: none.
    """

    __slots__ = ("down", "executions", "failed", "failures", "family", "held", "maintained", "plan",
                 "use")  # fmt: skip

    def __init__(self, family: int) -> None:
        self.family = family
        self.executions = 0
        self.held: Run | None = None
        self.down = 0
        self.failed = self.maintained = False
        self.failures = 0
        self.use = math.nan
        self.plan = -1


class Station:
    """A station with its machines and its queue.

    Attributes
    ----------
    machines : list of Machine
    free : list of int
        Machines that do nothing and are not down, ascending.
    queue : list of (keys …, joined, task, left)
        What waits, in the order of the rules; of a task that was preempted, what is left of it.
    begun : int
        Batches begun, the address of the next one's time.
    coming : int
        Parts on their way that have reserved a place.
    due, pending : as of a pool
    """

    def __init__(self, engine: Engine, number: int) -> None:
        tables = engine.tables
        spec = tables.spec
        self.engine = engine
        self.tables = tables
        self.number = number
        first, last = tables.machine_first[number], tables.machine_first[number + 1]
        self.machines = [Machine(family) for family in spec.machine_family[first:last].tolist()]
        self.free = list(range(last - first))
        self.queue: list[Waiting] = []
        self.rules = rules_of(int(spec.station_rule[number]), spec.station_then[number].tolist())
        own = engine.hooks.ranks(number)
        self.changes = own or any(rule in DYNAMIC for rule in self.rules)
        self.first_come = not self.changes and self.rules == (FCFS,)
        self.look = float(spec.station_look[number])
        self.calendar = int(spec.station_calendar[number])
        self.closing = int(spec.station_closing[number])
        self.matrix = int(spec.station_changeover[number])
        self.setup_pool = int(spec.station_setup_pool[number])
        self.preempts = bool(spec.station_preempt[number])
        self.capacity = int(spec.station_capacity[number])
        self.blocks = self.capacity >= 0 and int(spec.station_full[number]) == BLOCK
        self.keeps = bool(spec.station_keeps[number])
        self.batch = bool(spec.station_batch[number])
        self.smallest = float(spec.batch_min[number])
        self.largest = float(spec.batch_max[number])
        self.most = int(spec.batch_most[number])
        self.wait = float(spec.batch_wait[number])
        self.by_family = bool(spec.batch_by_family[number])
        self.plain = not (self.changes or self.batch or self.closing == FIT)
        self.begun = 0
        self.coming = 0
        self.due = -math.inf
        self.pending = False

    # --------------------------------------------------------------------------------- the queue
    def keys(self, job: int, operation: int) -> tuple[float, ...]:
        """Return the keys with which a task joins."""
        if self.changes:
            return ()
        return tuple(standing_key(self.engine, rule, job, operation) for rule in self.rules)

    def join(self, job: int, operation: int) -> None:
        """Let a task wait for a machine."""
        clock = self.engine.clock
        now = clock._now
        task = job * self.tables.operations + operation
        if not self.first_come:
            insort(self.queue, (*self.keys(job, operation), now, task, ()))
        elif self.queue:
            insort(self.queue, (now, now, task, ()))
        else:
            self.queue.append((now, now, task, ()))
        if self.batch and self.wait < math.inf:
            clock.at(now + self.wait, STATION, self.number)
        if not self.pending and (self.free or self.preempts):
            self.pending = True
            self.engine.deciding.append(self)

    def call(self) -> None:
        """Put the station on the agenda if it has something to decide."""
        if self.queue and not self.pending and (self.free or self.preempts):
            self.pending = True
            self.engine.deciding.append(self)

    def looks(self, _: int) -> None:
        """Look again: it opens, or a batch has waited long enough."""
        self.call()

    def withdraw(self, job: int) -> int:
        """Take a job out of the queue; return how many parts of it stood there."""
        kept = [entry for entry in self.queue if entry[-2] // self.tables.operations != job]
        gone = len(self.queue) - len(kept)
        if gone:
            self.queue = kept
            self.engine.rooms.look(self)
        return gone

    # ------------------------------------------------------------------------------- the machines
    def machine_back(self, machine: int) -> None:
        """Take a machine back that holds nothing any more."""
        here = self.machines[machine]
        here.held = None
        if here.down:
            return
        if here.plan >= 0:
            self.engine.failures.maintain(self, machine, here.plan)
            return
        insort(self.free, machine)
        if self.queue and not self.pending:
            self.pending = True
            self.engine.deciding.append(self)
        if self.blocks:
            self.engine.rooms.look(self)

    def changeover(self, machine: int, family: int) -> float:
        """Return the minutes to set a machine for ``family``."""
        return self.tables.changeover(self.matrix, self.machines[machine].family, family)

    def shortest_changeover(self, family: int) -> float:
        """Return the minutes to ``family`` on the free machine nearest to it."""
        if self.matrix < 0:
            return 0.0
        return min(self.changeover(machine, family) for machine in self.free)

    # ------------------------------------------------------------------------------ what is decided
    def decide(self) -> None:
        """Give free machines to what waits here, while the station is open."""
        self.pending = False
        now = self.engine.clock._now
        if not self.queue or not (self.free or self.preempts):
            return
        if self.calendar >= 0:
            opening = self.tables.calendars.open_from(self.calendar, now)
            if opening > now:
                self._look_again(opening)
                return
        while self.queue:
            if not self.free:
                if self.preempts and self._preempt():
                    continue
                return
            members = [self.queue.pop(0)] if self.plain else self._next_work(now)
            if not members:
                return
            if self.matrix >= 0:
                family = self.tables.family[members[0][-2] % self.tables.operations]
                minutes, machine = min((self.changeover(m, family), m) for m in self.free)
                self.free.remove(machine)
            else:
                machine, minutes = self.free.pop(0), 0.0
            self.engine.work.grant(members, self, machine, minutes)
            if self.blocks:
                self.engine.rooms.look(self)

    def _look_again(self, moment: float) -> None:
        if self.due != moment:
            self.due = moment
            self.engine.clock.at(moment, STATION, self.number)

    def _next_work(self, now: float) -> list[Waiting]:
        """Take what goes next out of the queue: one task, the members of a batch, or nothing."""
        members: list[Waiting] = []
        passed = False
        if self.batch:
            members, passed = ready_batch(self, now)
        else:
            for entry in self._in_order():
                if self.closing != FIT or self.fits([entry], now):
                    members = [entry]
                    break
                passed = True
        if members:
            gone = {entry[-2:] for entry in members}
            if len(members) == 1:
                self._take(members[0])
            else:
                self.queue = [entry for entry in self.queue if entry[-2:] not in gone]
        elif passed:
            calendars = self.tables.calendars
            end = calendars.shift_end(self.calendar, now)
            self._look_again(calendars.open_from(self.calendar, end))
        return members

    def _take(self, member: Waiting) -> None:
        """Take one task out of the queue."""
        if self.queue[0][-3:] == member[-3:]:
            del self.queue[0]
            return
        for i, entry in enumerate(self.queue):
            if entry[-3:] == member[-3:]:
                del self.queue[i]
                return

    def _in_order(self) -> list[Waiting]:
        """Return what waits, who goes first at the head."""
        if not self.changes:
            return self.queue
        if self.engine.hooks.ranks(self.number):
            return self.engine.hooks.order(self.engine, self)
        return changing_keys(self.engine, self)

    def fits(self, members: list[Waiting], now: float) -> bool:
        """Tell whether a run begun now would be finished before the shift of the station ends."""
        if self.calendar < 0:
            return True
        tables = self.tables
        family = tables.family[members[0][-2] % tables.operations]
        load, unload = self.handling(members)
        minutes = self.shortest_changeover(family) + load + self.expected_work(members) + unload
        calendars = tables.calendars
        if minutes > calendars.fitting[self.number][-1]:
            return True
        end = calendars.shift_end(self.calendar, now)
        return calendars.done_at(self.calendar, now, minutes) <= end

    # ------------------------------------------------------------------------- times of a run here
    def handling(self, members: list[Waiting]) -> tuple[float, float]:
        """Return the minutes to load and to unload a run."""
        tables = self.tables
        if not tables.handles:
            return 0.0, 0.0
        first = members[0][-2] % tables.operations
        if len(members) == 1 or tables.per_batch[first]:
            return tables.load[first], tables.unload[first]
        load = unload = 0.0
        for entry in members:
            load += tables.load[entry[-2] % tables.operations]
            unload += tables.unload[entry[-2] % tables.operations]
        return load, unload

    def expected_work(self, members: list[Waiting]) -> float:
        """Return the expected minutes of work of a run."""
        tables = self.tables
        first = members[0][-2] % tables.operations
        if len(members) == 1 or tables.per_batch[first]:
            return tables.expected[first]
        total = 0.0
        for entry in members:
            total += tables.expected[entry[-2] % tables.operations]
        return total

    # --------------------------------------------------------------------------------- preemption
    def _preempt(self) -> bool:
        """Interrupt the least urgent run if the first task in the queue is more urgent."""
        priority, operations = self.tables.job_priority, self.tables.operations
        victim: tuple[float, int] | None = None
        for number, machine in enumerate(self.machines):
            run = machine.held
            if run and not machine.down and run.stage in (SETTER, SETTING, ASKS, WORKS):
                rank = (priority[run.members[0][-2] // operations], number)
                victim = max(victim, rank) if victim else rank
        urgent = priority[self.queue[0][-2] // operations]
        if victim is None or urgent >= victim[0]:
            return False
        run = self.machines[victim[1]].held
        assert run is not None
        self.engine.interruptions.preempt(run)
        return True
