"""What is interrupted, by a failure, the end of a shift or somebody more urgent, and goes on."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from workbench.sim import log as rows
from workbench.sim.runs import ASKS, SETTER, SETTING, UNLOADER, UNLOADS, WORKS, Run

if TYPE_CHECKING:
    from workbench.sim.simpy_engine import Engine


class Interruptions:
    """Stops runs, writes down what was done of them, and lets them go on."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def interrupt(self, run: Run) -> None:
        """Stop a run; what is left of it stays in it."""
        engine = self.engine
        work = engine.work
        engine.clock.take_back(run.identity)
        now = engine.clock._now
        both = engine.tables.working[run.station][run.pool]
        if run.stage == SETTING:
            self._changeover(run, both)
            run.stage = SETTER
        elif run.stage == UNLOADS:
            done = work.minutes(both, run.begin, now, run.unload)
            if done > 0.0:
                engine.journal.unload(run, done, rows.INTERRUPTED)
            run.unload -= done
            run.stage = UNLOADER
        elif run.stage == WORKS:
            if run.change > 0.0:
                self._changeover(run, both)
            else:
                done, attended = self._work_done(run)
                if done > 0.0:
                    energy = done * engine.tables.power[run.station] if run.station >= 0 else 0.0
                    shares = engine.journal.shares(run)
                    for member, share in zip(run.members, shares, strict=True):
                        engine.journal.operation(
                            run, member, rows.INTERRUPTED, done * share, attended * share,
                            energy * share,
                        )  # fmt: skip
            run.stage = ASKS
        else:
            work.withdraw(run)
        work.give_back(run)

    def _changeover(self, run: Run, both: int) -> None:
        engine = self.engine
        done = engine.work.minutes(both, run.begin, engine.clock._now, run.change)
        if done > 0.0:
            engine.journal.changeover(run, done, rows.INTERRUPTED)
        run.change -= done

    def _work_done(self, run: Run) -> tuple[float, float]:
        """Take what is done off what is left; return its minutes, and the attended ones."""
        engine = self.engine
        work, tables, now = engine.work, engine.tables, engine.clock._now
        alone = tables.working[run.station][-1]
        both = alone
        if run.who >= 0:
            pool = tables.person_pool[run.who]
            both = tables.working[run.station][pool]
        load = work.minutes(both, run.start, now, run.load)
        first = work.minutes(both, run.loaded, now, run.first)
        rest = work.minutes(alone, run.apart, now, run.rest)
        run.load -= load
        run.first -= first
        run.rest -= rest
        done = load + first + rest
        if work.wears[run.station]:
            engine.stations[run.station].machines[run.machine].use -= done
        return done, load + first if run.who >= 0 else 0.0

    def anew(self, run: Run) -> None:
        """Let load and work of a run begin anew, the same in full."""
        tables = self.engine.tables
        operation = run.members[0][-2] % tables.operations
        run.load = self.engine.stations[run.station].handling(run.members)[0]
        needed = bool(tables.able[operation]) and (tables.attend[operation] > 0.0 or run.load > 0.0)
        run.first = run.drawn * (tables.attend[operation] if needed else 0.0)
        run.rest = run.drawn - run.first

    def spoil(self, run: Run) -> None:
        """Lose a run and its jobs."""
        engine = self.engine
        tables, jobs = engine.tables, engine.jobs
        engine.clock.take_back(run.identity)
        done, attended = self._work_done(run)
        energy = done * tables.power[run.station]
        for member, share in zip(run.members, engine.journal.shares(run), strict=True):
            task = member[-2]
            job, operation = divmod(task, tables.operations)
            outcome, _ = jobs.outcome(task, job, operation, spoilt=True)
            engine.journal.operation(
                run, member, outcome, done * share, attended * share, energy * share
            )
            jobs.send_on(job, operation, outcome, 0, run)
        engine.work.give_back(run)
        del engine.work.runs[run.identity]

    def resume(self, run: Run) -> None:
        """Let an interrupted run go on with what is left."""
        run.suspended = False
        if run.stage == SETTER:
            self.engine.work.ask_setter(run, self.engine.stations[run.station].setup_pool)
        elif run.stage == UNLOADER:
            self.engine.work.ask_unloader(run)
        else:
            self.engine.work.ask(run)

    def cut(self, number: int) -> None:
        """Begin work anew because its shift ends, once."""
        run = self.engine.work.runs[number]
        self.interrupt(run)
        run.cut = True
        self.anew(run)
        self.resume(run)

    def preempt(self, run: Run) -> None:
        """Put the task of a run back into its queue, with what is left of it."""
        engine = self.engine
        station = engine.stations[run.station]
        self.interrupt(run)
        left = (run.load, run.first, run.rest, run.drawn) if run.drawn == run.drawn else ()
        insort(station.queue, (*run.members[0][:-1], left))
        engine.work.remove(run)
