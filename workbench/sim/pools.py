"""People: whom a free one serves first, and when a closed pool looks again."""

from __future__ import annotations

import math
from bisect import insort
from typing import TYPE_CHECKING, Any

from workbench.sim.calendars import NEVER
from workbench.sim.clock import POOL
from workbench.sim.codes import FCFS, FIT
from workbench.sim.rules import rules_of, standing_key
from workbench.sim.runs import ASKS, SETTER, Run, Trip

if TYPE_CHECKING:
    from workbench.sim.simpy_engine import Engine


class Pool:
    """A pool of interchangeable people that grants synchronously.

    Attributes
    ----------
    free : list of int
        People who do nothing, ascending; the lowest number goes first.
    waiting : list of (keys …, asked, task, count, run or trip)
        Who waits for a person, in the order of the rules; the count tells equal ones apart.
    due : float
        Moment for which the pool was last entered to look again; -inf: none. [min]
    pending : bool
        A decision of this pool is already on the agenda.
    """

    __slots__ = ("calendar", "closing", "due", "engine", "first_come", "free", "number", "pending",
                 "rules", "waiting")  # fmt: skip

    def __init__(self, engine: Engine, number: int) -> None:
        spec = engine.tables.spec
        self.engine = engine
        self.number = number
        self.rules = rules_of(int(spec.pool_rule[number]), spec.pool_then[number].tolist())
        self.first_come = self.rules == (FCFS,)
        self.calendar = int(spec.pool_calendar[number])
        self.closing = int(spec.pool_closing[number])
        self.free = list(range(int(spec.pool_people[number])))
        self.waiting: list[tuple[Any, ...]] = []
        self.due = -math.inf
        self.pending = False

    def ask(self, task: int, who: Run | Trip) -> None:
        """Let a run or a trip wait for a person; a repair has a task below 0 and goes first."""
        engine = self.engine
        now = engine.clock._now
        engine.asked += 1
        if self.first_come and task >= 0:
            insort(self.waiting, (now, now, task, engine.asked, who))
        else:
            insort(self.waiting, (*self._keys(task), now, task, engine.asked, who))
        if self.free and not self.pending:
            self.pending = True
            engine.assigning.append(self)

    def _keys(self, task: int) -> tuple[float, ...]:
        """Return the keys with which somebody joins the line."""
        if task < 0:
            return (-math.inf,) * len(self.rules)
        engine = self.engine
        job, operation = divmod(task, engine.tables.operations)
        return tuple(standing_key(engine, rule, job, operation) for rule in self.rules)

    def give_back(self, person: int) -> None:
        """Take a person back."""
        insort(self.free, person)
        if self.waiting and not self.pending:
            self.pending = True
            self.engine.assigning.append(self)

    def call(self) -> None:
        """Put the pool on the agenda if it has something to decide."""
        if self.waiting and self.free and not self.pending:
            self.pending = True
            self.engine.assigning.append(self)

    def looks(self, _: int) -> None:
        """Look again."""
        self.call()

    def withdraw(self, who: Run | Trip) -> None:
        """Take back what a run or a trip asked for."""
        self.waiting = [entry for entry in self.waiting if entry[-1] is not who]

    def decide(self) -> None:
        """Give free people to those who wait for them and can be worked on now."""
        self.pending = False
        engine = self.engine
        if engine.tables.always_open:
            while self.waiting and self.free:
                self._serve(self.waiting.pop(0)[-1])
            return
        now = engine.clock._now
        calendars = engine.tables.calendars
        while self.waiting and self.free:
            earliest = math.inf
            for i, entry in enumerate(self.waiting):
                who = entry[-1]
                station = who.station if isinstance(who, Run) and who.members else -1
                calendar = engine.tables.pair[station][self.number]
                if calendar == NEVER:
                    continue
                opening = calendars.open_from(calendar, now) if calendar >= 0 else now
                if opening <= now and self.closing == FIT and not self._fits(who, now):
                    end = calendars.shift_end(self.calendar, now)
                    opening = calendars.open_from(calendar, end)
                if opening <= now:
                    del self.waiting[i]
                    self._serve(who)
                    break
                earliest = min(earliest, opening)
            else:
                if earliest < math.inf and self.due != earliest:
                    self.due = earliest
                    engine.clock.at(earliest, POOL, self.number)
                return

    def _serve(self, who: Run | Trip) -> None:
        """Give the first free person to somebody who has left the line."""
        person = self.free.pop(0)
        if isinstance(who, Run):
            self.engine.work.granted(who, self.number, person)
        else:
            self.engine.transport.begin(who, self.number, person)

    def _fits(self, who: Run | Trip, now: float) -> bool:
        """Tell whether what a person would have to do is done before his shift ends."""
        if not isinstance(who, Run) or not who.members:
            return True
        engine = self.engine
        calendars = engine.tables.calendars
        if who.stage == SETTER:
            minutes = who.change
        elif who.stage == ASKS:
            minutes = engine.work.expected_attendance(who)
        else:
            minutes = who.unload
        if minutes > calendars.fitting[who.station][self.number]:
            return True
        both = engine.tables.working[who.station][self.number]
        return calendars.done_at(both, now, minutes) <= calendars.shift_end(self.calendar, now)
