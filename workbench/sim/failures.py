"""Failures of machines, their repair, and planned maintenance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench import streams
from workbench.sim import log as rows
from workbench.sim.clock import FAILS, PLANNED, REPAIRED
from workbench.sim.codes import AGAIN, BY_CLOCK, BY_USE, RESUME, SPOIL
from workbench.sim.runs import BLOCKED, WORKS, Run

if TYPE_CHECKING:
    from workbench.sim.simpy_engine import Engine
    from workbench.sim.stations import Station


class Failures:
    """What takes machines down, and brings them up again.

    Attributes
    ----------
    next_plan : list of int
        Of each plan of maintenance, how often it was due.
    """

    def __init__(self, engine: Engine) -> None:
        spec = engine.tables.spec
        self.engine = engine
        self.kind: list[int] = spec.fail_kind.tolist()
        self.spoils: list[int] = spec.fail_work.tolist()
        self.next_plan = [0] * len(spec.plan_first)

    def start(self) -> None:
        """Draw the first failures, and enter the plans."""
        clock, spec = self.engine.clock, self.engine.tables.spec
        for station in self.engine.stations:
            for machine in range(len(station.machines)):
                self._next_failure(station, machine)
        for i, first in enumerate(spec.plan_first.tolist()):
            clock.at(first, PLANNED, i)

    def _draw(self, station: Station, machine: int, stream: int) -> float:
        """Return the minutes to the next failure, or those of the repair after it."""
        engine = self.engine
        spec = engine.tables.spec
        number = station.number
        code, parameters = spec.repair_code[number], spec.repair_parameters[number]
        if stream == streams.FAILURE:
            code, parameters = spec.fail_code[number], spec.fail_parameters[number]
        p0, p1, p2, p3 = parameters.tolist()
        if code == streams.CONSTANT:
            return float(p0)
        entity = (int(spec.station_key[number]) << 32) + machine
        return streams.sample(
            int(code), p0, p1, p2, p3, engine.tables.table, engine.seed, engine.replication,
            stream, entity, station.machines[machine].failures,
        )  # fmt: skip

    def _next_failure(self, station: Station, machine: int) -> None:
        clock = self.engine.clock
        kind = self.kind[station.number]
        if kind == BY_CLOCK:
            minutes = self._draw(station, machine, streams.FAILURE)
            number = self.engine.tables.machine_first[station.number] + machine
            clock.at(clock._now + minutes, FAILS, number)
        elif kind == BY_USE:
            station.machines[machine].use = self._draw(station, machine, streams.FAILURE)

    # ---------------------------------------------------------------------------- down and up again
    def fails(self, number: int) -> None:
        """Fail by the clock."""
        tables = self.engine.tables
        station = self.engine.stations[tables.machine_station[number]]
        self._fail(station, number - tables.machine_first[station.number])

    def worn(self, number: int) -> None:
        """Fail by use."""
        run = self.engine.work.runs[number]
        self._fail(self.engine.stations[run.station], run.machine)

    def _fail(self, station: Station, machine: int) -> None:
        here = station.machines[machine]
        here.failed = True
        minutes = self._draw(station, machine, streams.REPAIR)
        self.take_down(station, machine, self.spoils[station.number])
        here.failures += 1
        self._repair(station, machine, rows.FAILED, minutes)

    def take_down(self, station: Station, machine: int, spoils: int = RESUME) -> None:
        """Take a machine down for one reason (more); what is on it is interrupted."""
        engine = self.engine
        here = station.machines[machine]
        here.down += 1
        run = here.held
        if run is None:
            if here.down == 1:
                station.free.remove(machine)
            return
        if run.stage == BLOCKED or run.suspended:
            return
        started = run.stage == WORKS and run.change <= 0.0
        under_way = started and engine.clock._now >= run.start
        if under_way and spoils == SPOIL:
            engine.interruptions.spoil(run)
            here.held = None
            return
        engine.interruptions.interrupt(run)
        run.suspended = True
        if under_way and spoils == AGAIN:
            engine.interruptions.anew(run)

    def bring_up(self, station: Station, machine: int) -> None:
        """Take one reason away; the last one lets the machine go on."""
        here = station.machines[machine]
        here.down -= 1
        if here.down:
            return
        run = here.held
        if run is None:
            station.machine_back(machine)
        elif run.suspended:
            self.engine.interruptions.resume(run)

    def maintain(self, station: Station, machine: int, plan: int) -> None:
        """Take a machine down for maintenance that does nothing and is not among the free."""
        here = station.machines[machine]
        here.plan = -1
        here.maintained = True
        here.down += 1
        minutes = float(self.engine.tables.spec.plan_minutes[plan])
        self._repair(station, machine, rows.PLANNED, minutes, plan)

    def planned(self, number: int) -> None:
        """Maintenance is due; free machines are taken down, others when they come back."""
        engine = self.engine
        spec = engine.tables.spec
        plan = number
        self.next_plan[plan] += 1
        moment = float(spec.plan_first[plan] + self.next_plan[plan] * spec.plan_every[plan])
        if moment < math.inf:
            engine.clock.at(moment, PLANNED, plan)
        station = next(s for s in engine.stations if plan < spec.plan_start[s.number + 1])
        chosen = int(spec.plan_machine[plan])
        for machine in range(len(station.machines)) if chosen < 0 else (chosen,):
            here = station.machines[machine]
            if machine in station.free:
                station.free.remove(machine)
                self.maintain(station, machine, plan)
            elif here.plan < 0:
                here.plan = plan

    # ----------------------------------------------------------------------------------- repairs
    def _repair(
        self, station: Station, machine: int, duty: int, minutes: float, plan: int = -1
    ) -> None:
        """Let a repair or maintenance ask for its person, or begin at once."""
        work = self.engine.work
        run = work.new([], station.number, machine)
        run.duty, run.plan, run.work = duty, plan, minutes
        run.since = self.engine.clock._now
        pool = self.pool_of(run)
        if pool >= 0:
            number = self.engine.tables.machine_first[station.number] + machine
            self.engine.pools[pool].ask(-1 - number, run)
        else:
            self.begin(run)

    def pool_of(self, run: Run) -> int:
        """Return the pool that does a repair or maintenance, -1 for nobody."""
        spec = self.engine.tables.spec
        if run.duty == rows.PLANNED:
            return int(spec.plan_pool[run.plan])
        return int(spec.repair_pool[run.station])

    def begin(self, run: Run) -> None:
        """Begin a repair or maintenance."""
        engine = self.engine
        run.stage = WORKS
        run.begin = engine.clock._now
        calendar = engine.tables.working[-1][run.pool] if run.person >= 0 else -1
        run.end = engine.tables.calendars.done_at(calendar, run.begin, run.work)
        engine.clock.at(run.end, REPAIRED, run.identity)

    def repaired(self, number: int) -> None:
        """End a repair or maintenance."""
        engine = self.engine
        run = engine.work.runs[number]
        station = engine.stations[run.station]
        here = station.machines[run.machine]
        engine.journal.repair(run)
        engine.work.give_back(run)
        del engine.work.runs[run.identity]
        if run.duty == rows.FAILED:
            here.failed = False
            self._next_failure(station, run.machine)
        else:
            here.maintained = False
        self.bring_up(station, run.machine)
