"""The stages of a run: changeover, asking for a person, load and work, unloading, its end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from workbench import streams
from workbench.sim import log as rows
from workbench.sim._kernels_shifts import learnt
from workbench.sim.clock import CUT, ENDED, LEFT, SET, WORKED, WORN
from workbench.sim.codes import BY_USE, OWN_PERSON, RESTART
from workbench.sim.runs import ASKS, BLOCKED, SETTER, SETTING, UNLOADER, UNLOADS, WORKS, Run

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting
    from workbench.sim.simpy_engine import Engine
    from workbench.sim.stations import Station


_WHOLE: Final = (1.0,)  # share of a member that is alone


class Work:
    """All runs under way."""

    def __init__(self, engine: Engine) -> None:
        spec = engine.tables.spec
        self.engine = engine
        self.tables = engine.tables
        self.runs: dict[int, Run] = {}
        self.next_run = 0
        self.next_batch = 0
        self.lessons: list[float] = spec.lesson_done.tolist()
        self.style: list[tuple[int, float]] = list(
            zip(spec.style_pieces.tolist(), spec.style_factor.tolist(), strict=True)
        )
        self.wears: list[bool] = (spec.fail_kind == BY_USE).tolist()
        self.breaks_off: list[bool] = (
            (spec.fail_kind == BY_USE) | (spec.station_closing == RESTART)
        ).tolist()

    def new(self, members: list[Waiting], station: int, machine: int) -> Run:
        """Return a new run."""
        identity = self.next_run
        self.next_run = identity + 1
        run = self.runs[identity] = Run(identity, members, station, machine)
        return run

    # ------------------------------------------------------------------------- from grant to begin
    def grant(self, members: list[Waiting], station: Station, machine: int, change: float) -> None:
        """Begin a run on its machine."""
        tables = self.tables
        run = self.new(members, station.number, machine)
        here = station.machines[machine]
        here.held = run
        family = tables.family[members[0][-2] % tables.operations]
        run.origin = here.family
        if family >= 0 and family != here.family:
            here.family = family
            here.executions = 0
        if station.batch:
            run.batch = self.next_batch
            self.next_batch += 1
        jobs = self.engine.jobs
        for entry in members:
            job = entry[-2] // tables.operations
            if not jobs.begun[job]:
                jobs.begin(job)
        if change > 0.0:
            run.change = change
        if tables.handles:
            run.load, run.unload = station.handling(members)
        if station.preempts and members[0][-1]:
            run.load, run.first, run.rest, run.drawn = members[0][-1]
        if change > 0.0 and station.setup_pool != OWN_PERSON:
            self.ask_setter(run, station.setup_pool)
        else:
            self.ask(run)

    def ask_setter(self, run: Run, pool: int) -> None:
        """Ask for the person who changes the machine over; nobody begins at once."""
        run.stage = SETTER
        if pool >= 0:
            self.engine.pools[pool].ask(run.members[0][-2], run)
        else:
            self._set_up(run)

    def ask(self, run: Run) -> None:
        """Ask for the person of a run, or begin at once if none is needed (any more)."""
        tables = self.tables
        task = run.members[0][-2]
        operation = task % tables.operations
        run.stage = ASKS
        able = tables.able[operation]
        needed = bool(able) and (tables.attend[operation] > 0.0 or run.load > 0.0)
        if needed and run.drawn == run.drawn:  # its time is drawn: it goes on
            needed = run.change > 0.0 or run.load > 0.0 or run.first > 0.0
        if not needed:
            self._begin(run)
            return
        for pool in able:
            self.engine.pools[pool].ask(task, run)

    def ask_unloader(self, run: Run) -> None:
        """Ask for somebody who unloads the machine."""
        run.stage = UNLOADER
        task = run.members[0][-2]
        for pool in self.engine.tables.able[task % self.engine.tables.operations]:
            self.engine.pools[pool].ask(task, run)

    def asked(self, run: Run) -> list[int]:
        """Return the pools that a waiting run has asked."""
        if not run.members:
            return [self.engine.failures.pool_of(run)]
        if run.stage == SETTER:
            return [self.engine.stations[run.station].setup_pool]
        tables = self.tables
        return tables.able[run.members[0][-2] % tables.operations]

    def withdraw(self, run: Run) -> None:
        """Take back what a run has asked for."""
        for pool in self.asked(run):
            if pool >= 0:
                self.engine.pools[pool].withdraw(run)

    def granted(self, run: Run, pool: int, person: int) -> None:
        """Begin the stage for which a run has got its person."""
        asked = self.asked(run)
        if len(asked) > 1:
            for other in asked:
                if other != pool:
                    self.engine.pools[other].withdraw(run)
        run.pool, run.person = pool, person
        if not run.members:
            self.engine.failures.begin(run)
        elif run.stage == SETTER:
            self._set_up(run)
        elif run.stage == ASKS:
            self._begin(run)
        else:
            self._unload(run)

    def give_back(self, run: Run) -> None:
        """Let the person of a run go."""
        if run.person >= 0:
            pool, person = run.pool, run.person
            run.pool = run.person = -1
            self.engine.pools[pool].give_back(person)

    def flat(self, run: Run) -> int:
        """Return the number of a run's person over all pools, -1 if it holds none."""
        if run.person < 0:
            return -1
        return self.engine.tables.person_first[run.pool] + run.person

    # ---------------------------------------------------------------------------------- the stages
    def _set_up(self, run: Run) -> None:
        """Change the machine over before the run asks for its own person."""
        engine = self.engine
        run.stage = SETTING
        run.begin = engine.clock._now
        both = engine.tables.working[run.station][run.pool]
        run.end = engine.tables.calendars.done_at(both, run.begin, run.change)
        engine.clock.at(run.end, SET, run.identity)

    def set(self, number: int) -> None:
        """Note that a changeover is complete."""
        run = self.runs[number]
        self.engine.journal.changeover(run, run.change, rows.GOOD)
        run.change = 0.0
        if run.stage == SETTING:
            self.give_back(run)
            self.ask(run)

    def _begin(self, run: Run) -> None:
        """Draw the time of a run and enter all moments of its work."""
        engine = self.engine
        tables, clock = self.tables, engine.clock
        now = clock._now
        first = run.members[0][-2] % tables.operations
        attended = run.person >= 0
        share = tables.attend[first] if attended else 0.0
        run.stage, run.begin = WORKS, now
        run.who = tables.person_first[run.pool] + run.person if attended else -1
        if run.station < 0:
            engine.jobs.begin(run.members[0][-2] // tables.operations)
        if run.drawn != run.drawn:
            run.drawn = run.work = work = self._duration(run, first)
            run.first = leads = work * share
            run.rest = work - leads
        else:
            leads = run.first
            run.work = work = leads + run.rest
        alone = both = -1
        if not tables.always_open:
            alone = tables.working[run.station][-1]
            both = tables.working[run.station][run.pool] if attended else alone
        change = run.change
        if alone < 0 and both < 0:
            run.start = start = now + change
            run.loaded = loaded = start + run.load
            run.apart = loaded + leads
            run.over = over = loaded + work
        else:
            calendars = tables.calendars
            run.start = calendars.open_from(both, calendars.done_at(both, now, change))
            run.loaded = calendars.done_at(both, run.start, run.load)
            run.apart = calendars.done_at(both, run.loaded, leads)
            run.over = over = calendars.done_at(alone, run.apart, run.rest)
        stays = attended and share >= 1.0
        asks = False
        run.end = over
        if run.unload > 0.0:
            asks = bool(tables.able[first]) and not stays
            if not asks:
                run.end = tables.calendars.done_at(both, run.over, run.unload)
        if attended:
            run.attended = run.load + leads
            if stays:
                run.attended += run.unload
        else:
            run.attended = 0.0
        if change > 0.0:
            clock.at(run.start, SET, run.identity)
        if attended and not stays:
            clock.at(run.apart, LEFT, run.identity)
        if asks:
            clock.at(run.over, WORKED, run.identity)
        else:
            clock.at(run.end, ENDED, run.identity)
        if run.station >= 0 and self.breaks_off[run.station]:
            self._may_be_cut(run)
            if self.wears[run.station]:
                self._may_wear(run, both, alone)

    def _may_be_cut(self, run: Run) -> None:
        """Enter the end of the shift that interrupts a run, if one does."""
        station = self.engine.stations[run.station]
        if station.closing == RESTART and not run.cut:
            end = self.engine.tables.calendars.shift_end(station.calendar, run.begin)
            if end < run.end:
                self.engine.clock.at(end, CUT, run.identity)

    def _may_wear(self, run: Run, both: int, alone: int) -> None:
        """Enter the failure by use that interrupts a run, if one does."""
        use = self.engine.stations[run.station].machines[run.machine].use
        if run.load + run.work <= use:
            return
        calendars = self.engine.tables.calendars
        if alone < 0 and both < 0:
            moment = run.start + use
        elif use <= run.load:
            moment = calendars.done_at(both, run.start, use)
        elif use <= run.load + run.first:
            moment = calendars.done_at(both, run.loaded, use - run.load)
        else:
            moment = calendars.done_at(alone, run.apart, use - run.load - run.first)
        self.engine.clock.at(moment, WORN, run.identity)

    def expected_attendance(self, run: Run) -> float:
        """Return the minutes a person is expected to be held by a run that asks for him."""
        engine, tables = self.engine, self.tables
        first = run.members[0][-2] % tables.operations
        share = tables.attend[first]
        if run.drawn == run.drawn:
            attended = run.first
        elif run.station < 0:
            attended = tables.expected[first] * share
        else:
            attended = engine.stations[run.station].expected_work(run.members) * share
        minutes = run.change + run.load + attended
        return minutes + run.unload if share >= 1.0 else minutes

    def _duration(self, run: Run, operation: int) -> float:
        """Return the working minutes of a run: one draw, or the sum over a batch's members."""
        engine, tables = self.engine, self.tables
        task = run.members[0][-2]
        if run.batch < 0:
            step = tables.step[operation]
            if tables.repeats[operation]:
                step += engine.jobs.visits.get(task, 0)
            entity = tables.job_entity[task // tables.operations]
            drawn = self._draw(task, operation, streams.TIME, entity, step)
        else:
            drawn = self._duration_of_batch(run, operation)
        if run.station >= 0 and tables.family[operation] >= 0:
            machine = engine.stations[run.station].machines[run.machine]
            pieces, factor = self.style[run.station]
            if machine.executions < pieces:
                drawn *= 1.0 + (factor - 1.0) * (pieces - machine.executions) / pieces
            machine.executions += 1
        return drawn

    def _duration_of_batch(self, run: Run, operation: int) -> float:
        tables, visits = self.tables, self.engine.jobs.visits
        station = self.engine.stations[run.station]
        number = station.begun
        station.begun += 1
        if tables.per_batch[operation]:
            key = tables.station_key[run.station]
            return self._draw(run.members[0][-2], operation, streams.BATCH, key, number)
        drawn = 0.0
        for entry in run.members:
            job, n = divmod(entry[-2], tables.operations)
            step = tables.step[n] + visits.get(entry[-2], 0)
            drawn += self._draw(entry[-2], n, streams.TIME, tables.job_entity[job], step)
        return drawn

    def _draw(self, task: int, operation: int, stream: int, entity: int, step: int) -> float:
        """Return the time of one execution, as learning has it."""
        engine, tables = self.engine, self.tables
        code, p0, p1, p2, p3, lesson, rate, plateau = tables.times[operation]
        minutes = p0
        if code != streams.CONSTANT:
            minutes = streams.sample(
                code, p0, p1, p2, p3, tables.table, engine.seed, engine.replication, stream,
                entity, step,
            )  # fmt: skip
        if rate != 1.0:
            minutes *= learnt(self.lessons[lesson], rate, plateau)
        self.lessons[lesson] += 1.0
        if engine.hooks.times:
            minutes = engine.hooks.checked_minutes(
                engine, task // tables.operations, operation, minutes
            )
        return minutes

    def left(self, number: int) -> None:
        """Free the person of a run, who has done what needs one."""
        self.give_back(self.runs[number])

    def worked(self, number: int) -> None:
        """Ask for somebody to unload what is over."""
        self.ask_unloader(self.runs[number])

    def _unload(self, run: Run) -> None:
        engine = self.engine
        run.stage = UNLOADS
        run.begin = engine.clock._now
        if run.who < 0:
            run.who = self.flat(run)
        both = engine.tables.working[run.station][run.pool]
        run.end = engine.tables.calendars.done_at(both, run.begin, run.unload)
        engine.clock.at(run.end, ENDED, run.identity)

    # ----------------------------------------------------------------------------------- the end
    def ended(self, number: int) -> None:
        """Complete a run: judge each member, send it on, then free person and machine."""
        engine, tables = self.engine, self.tables
        run = self.runs[number]
        if run.stage == UNLOADS:
            engine.journal.unload(run, run.unload, rows.GOOD)
        done = run.load + run.work
        station = run.station
        if station >= 0 and self.wears[station]:
            engine.stations[station].machines[run.machine].use -= done
        whole = done + self.whole_unload(run) if tables.handles else done
        first = run.members[0][-2] % tables.operations
        per_batch = tables.per_batch[first]
        energy = whole * tables.power[station] if station >= 0 else 0.0
        if per_batch:
            energy += tables.energy[first]
        repeats, lost, judges = tables.repeats, engine.jobs.lost, engine.hooks.judges
        journal, send_on = engine.journal, engine.jobs.send_on
        shares = journal.shares(run) if len(run.members) > 1 else _WHOLE
        for i, member in enumerate(run.members):
            share = shares[i]
            task = member[-2]
            job, operation = divmod(task, tables.operations)
            outcome, visit = rows.GOOD, 0
            if repeats[operation] or lost[job] or judges:
                outcome, visit = engine.jobs.outcome(task, job, operation)
            own = 0.0 if per_batch else tables.energy[operation]
            journal.operation(
                run, member, outcome, whole * share, run.attended * share, energy * share + own
            )
            send_on(job, operation, outcome, visit, run)
        if not run.blocked:
            if run.person >= 0:
                self.give_back(run)
            self.remove(run)
            return
        if not engine.stations[station].keeps:
            self.give_back(run)
        run.stage = BLOCKED
        run.since = engine.clock._now

    def whole_unload(self, run: Run) -> float:
        """Return the minutes to unload a run, however much of them is left."""
        tables = self.tables
        if not tables.handles:
            return 0.0
        if run.station < 0:
            return tables.unload[run.members[0][-2] % tables.operations]
        return self.engine.stations[run.station].handling(run.members)[1]

    def remove(self, run: Run) -> None:
        """Take a run away and give its machine back."""
        del self.runs[run.identity]
        if run.station >= 0:
            self.engine.stations[run.station].machine_back(run.machine)

    def part_gone(self, run: Run) -> None:
        """One part that a run held has gone; the last one lets its machine go."""
        run.blocked -= 1
        if run.blocked == 0 and run.stage == BLOCKED:
            self.engine.journal.blocked(run)
            self.give_back(run)
            self.remove(run)

    def without_station(self, job: int, operation: int) -> None:
        """Begin what is done at no station, once its person is there."""
        tables = self.tables
        run = self.new([(self.engine.clock._now, job * tables.operations + operation, ())], -1, -1)
        if tables.handles:
            run.load, run.unload = tables.load[operation], tables.unload[operation]
        self.ask(run)

    def minutes(self, calendar: int, begin: float, end: float, most: float) -> float:
        """Return the minutes of a calendar between two moments, at most those there are."""
        if math.isnan(begin):
            return 0.0
        return min(most, self.engine.tables.calendars.minutes(calendar, begin, end))
