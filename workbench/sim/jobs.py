"""Jobs: how they come in, what follows an operation, and how they leave."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

from workbench import streams
from workbench.sim import log as rows
from workbench.sim.clock import FOLLOWS, RELEASED
from workbench.sim.codes import SATURATED

if TYPE_CHECKING:
    from workbench.sim.runs import Run
    from workbench.sim.simpy_engine import Engine

# Why a job is lost.
SCRAPPED: Final = 1
REJECTED: Final = 2

# Who stands in line to come in: the next of the gate, a job made again, a backlog.
_GATE: Final = 0
_AGAIN: Final = 1
_BACKLOG: Final = 2


class Jobs:
    """All jobs of a replication.

    Attributes
    ----------
    due, arrived, admitted : list of float
        Due date, moments at the gate and of letting in, by job. [min]
    active, lost, begun : list of int
        Parts that wait, run or travel; why it is lost (0: it is not); whether a machine was
        granted, or something begun at no station.
    product, node : list of int
        As what it is made, and where (-1: at no node).
    present : set of int
        Jobs inside.
    missing : dict
        Predecessors that the join of a task still waits for, once one is there.
    visits : dict
        How often a task was completed or spoilt.
    gate : deque of int
        Jobs at the gate of a limited work in progress.
    """

    def __init__(self, engine: Engine) -> None:
        tables = engine.tables
        spec = tables.spec
        self.engine = engine
        self.tables = tables
        jobs = len(tables.job_source)
        self.wip = spec.wip
        self.inside = 0
        self.due = [math.inf] * jobs
        self.arrived = [math.nan] * jobs
        self.admitted = [math.nan] * jobs
        self.active = [0] * jobs
        self.lost = [0] * jobs
        self.begun = [0] * jobs
        self.product = list(tables.job_product)
        self.node = [-1] * jobs
        self.present: set[int] = set()
        self.missing: dict[int, int] = {}
        self.visits: dict[int, int] = {}
        self.gate: deque[int] = deque()
        self.doors: deque[tuple[int, int]] = deque()
        self.moments, self.releases = tables.releases(engine.seed, engine.replication)
        self.next_release = 0
        self.saturated: list[bool] = (spec.source_kind == SATURATED).tolist()
        self.source_first = [0] * len(self.saturated)
        for job in range(jobs - 1, -1, -1):
            self.source_first[tables.job_source[job]] = job
        self.followed = [0] * len(self.saturated)
        self.to_follow = sum(
            int(count)
            for count, saturated in zip(spec.source_count, self.saturated, strict=True)
            if saturated
        )

    def start(self) -> None:
        """Enter the first releases."""
        clock = self.engine.clock
        if self.moments:
            clock.at(self.moments[0], RELEASED, 0)
        spec = self.engine.tables.spec
        for r, saturated in enumerate(self.saturated):
            if saturated and spec.source_count[r]:
                self.followed[r] = 1
                clock.at(float(spec.source_begin[r]), FOLLOWS, r)

    def nobody_left(self) -> bool:
        """Tell whether nobody is inside, at the gate or to come."""
        return not (
            self.inside or self.gate or self.next_release < len(self.moments) or self.to_follow > 0
        )

    # --------------------------------------------------------------------------------- coming in
    def released(self, _: int) -> None:
        """Let all jobs of this moment come to the gate, and enter the next release."""
        clock = self.engine.clock
        moments, now = self.moments, clock._now
        number, count = self.next_release, len(moments)
        while number < count and moments[number] == now:
            job = self.releases[number]
            number += 1
            self.next_release = number
            self._come(job)
        if number < count:
            clock.at(moments[number], RELEASED, 0)

    def follows(self, number: int) -> None:
        """Let the next job of a saturated source come."""
        self.to_follow -= 1
        self._come(self.source_first[number] + self.followed[number] - 1)

    def _come(self, job: int) -> None:
        engine = self.engine
        now = engine.clock._now
        self.due[job] = self.tables.due(job, now, engine.seed, engine.replication)
        self.arrived[job] = now
        if self.wip:
            self.gate.append(job)
            self.doors.append((_GATE, 0))
        else:
            self._let_in(job)
        if self.doors:
            self.serve_doors()

    def _let_in(self, job: int) -> None:
        engine = self.engine
        self.inside += 1
        self.present.add(job)
        self.admitted[job] = engine.clock._now
        engine.journal.job(rows.RELEASE, rows.GOOD, job)
        if engine.network.options[engine.tables.job_source[job]]:
            engine.network.let_in(job)
        else:
            self.enter(job)

    def enter(self, job: int, *, again: bool = False) -> None:
        """Let a job ask for its first operations, one half made for those it stands before."""
        engine, tables = self.engine, self.tables
        half_made = None if again else tables.initial.get(job)
        first = half_made or tables.roots[self.product[job]]
        if half_made:
            base = job * tables.operations
            for operation, count in tables.initial_missing[job].items():
                self.missing[base + operation] = count
        self.active[job] += len(first)
        for operation in first:
            if self.lost[job]:
                self.active[job] -= 1
            elif tables.unlimited[operation]:
                engine.stations[tables.station[operation]].join(job, operation)
            else:
                engine.materials.ask(job, operation, freely=bool(half_made))
        if self.active[job] == 0:
            self._leave(job)

    def begin(self, job: int) -> None:
        """Note that a job is begun; a saturated source sends the next one."""
        if not self.begun[job]:
            self.begun[job] = 1
            r = self.engine.tables.job_source[job]
            if self.saturated[r] and self.followed[r] < self.engine.tables.spec.source_count[r]:
                self.followed[r] += 1
                self.engine.clock.at(self.engine.clock._now, FOLLOWS, r)

    # ------------------------------------------------------------------------ after an operation
    def outcome(
        self, task: int, job: int, operation: int, *, spoilt: bool = False
    ) -> tuple[int, int]:
        """Judge an execution; return the outcome and how often it was done before."""
        engine, tables = self.engine, self.tables
        visit = 0
        if tables.repeats[operation]:
            visit = self.visits.get(task, 0)
            self.visits[task] = visit + 1
        if self.lost[job]:
            return rows.WASTED, visit
        if spoilt:
            return rows.SCRAPPED, visit
        found = rows.GOOD
        bad = tables.bad[operation]
        if bad > 0.0:
            u = streams.u01(
                engine.seed, engine.replication, streams.YIELD, tables.job_entity[job],
                tables.step[operation] + visit,
            )  # fmt: skip
            if u < tables.scrap[operation]:
                found = rows.SCRAPPED
            elif u < bad:
                found = rows.REDO
        if engine.hooks.judges:
            found = engine.hooks.checked_outcome(engine, job, operation, found)
        return found, visit

    def send_on(self, job: int, operation: int, outcome: int, visit: int, run: Run) -> None:
        """Send a job from an operation to the next ones, back to it, or out."""
        engine, tables = self.engine, self.tables
        if outcome == rows.GOOD:
            straight = tables.straight[operation]
            if straight >= 0:
                engine.stations[tables.station[straight]].join(job, straight)
                return
            if tables.branches[operation]:
                successor = self._branch(job, operation, visit)
                if successor < 0:
                    self.active[job] -= 1
                else:
                    engine.transport.send(job, operation, successor, run, branched=True)
            else:
                following = tables.successors[operation]
                if len(following) != 1:
                    self.active[job] += len(following) - 1
                for successor in following:
                    engine.transport.send(job, operation, successor, run)
        elif outcome == rows.REDO:
            engine.materials.ask(job, operation, freely=True)
        else:
            self.active[job] -= 1
            if outcome == rows.SCRAPPED:
                self.lose(job, SCRAPPED)
        self.settle(job)

    def _branch(self, job: int, operation: int, visit: int) -> int:
        """Return the operation that chance leads to, -1 for none."""
        engine, tables = self.engine, self.tables
        u = streams.u01(
            engine.seed, engine.replication, streams.ROUTE, tables.job_entity[job],
            tables.step[operation] + visit,
        )  # fmt: skip
        for successor, share in tables.branches[operation]:
            if u < share:
                return successor
        return tables.branches[operation][-1][0]

    def arrive(self, job: int, operation: int, *, reserved: bool, branched: bool) -> None:
        """One part is there; the last predecessor's lets the operation ask for its station."""
        engine, tables = self.engine, self.tables
        if self.lost[job]:
            self.active[job] -= 1
            if reserved:
                engine.rooms.give_up(operation)
            return
        needed = tables.joins[operation]
        if needed > 1 and not branched:
            task = job * tables.operations + operation
            left = self.missing.get(task, needed) - 1
            if left > 0:
                self.missing[task] = left
                self.active[job] -= 1
                return
            self.missing.pop(task, None)
        if reserved:
            engine.rooms.take_place(job, operation)
        else:
            engine.materials.ask(job, operation)

    # -------------------------------------------------------------------------------- going out
    def lose(self, job: int, why: int) -> None:
        """Lose a job: its parts leave all queues and lines; what is under way comes to rest."""
        self.lost[job] = why
        if self.active[job]:
            self.active[job] -= self.withdraw(job)

    def withdraw(self, job: int) -> int:
        """Take the parts of a job out of all queues and lines; return how many they were."""
        engine = self.engine
        gone = 0
        for station in engine.stations:
            gone += station.withdraw(job)
        gone += engine.rooms.withdraw(job)
        gone += engine.materials.withdraw(job)
        return gone + engine.transport.withdraw(job)

    def settle(self, job: int) -> None:
        """Let a job leave of which nothing is active, and others in for it."""
        if self.active[job] == 0:
            self._leave(job)
        if self.doors:
            self.serve_doors()

    def serve_doors(self) -> None:
        """Let in who stands in line to come in, first come first in."""
        while self.doors:
            kind, number = self.doors.popleft()
            if kind == _GATE:
                if self.gate and self.inside < self.wip:
                    self._let_in(self.gate.popleft())
            elif kind == _BACKLOG:
                self.engine.network.admit(number)
            else:
                self.engine.journal.job(rows.RELEASE, rows.REMADE, number)
                self.enter(number, again=True)

    def open_backlog(self, node: int) -> None:
        """Let the first of a backlog come in when what is being dealt with is done."""
        self.doors.append((_BACKLOG, node))

    def _leave(self, job: int) -> None:
        """Let a job go whose last part has come to rest: complete, lost, or to be made again."""
        engine, tables = self.engine, self.tables
        product = self.product[job]
        why = self.lost[job]
        base = job * tables.operations
        if self.missing:
            for n in range(tables.product_start[product], tables.product_start[product + 1]):
                self.missing.pop(base + n, None)
        if why:
            outcome = rows.SCRAPPED if why == SCRAPPED else rows.REJECTED
            engine.journal.job(rows.SCRAP, outcome, job)
            if why == SCRAPPED and tables.remake[product]:
                self.lost[job] = 0
                self.doors.append((_AGAIN, job))
                return
        else:
            engine.journal.job(rows.DONE, rows.GOOD, job)
        if self.visits:
            for n in range(tables.product_start[product], tables.product_start[product + 1]):
                self.visits.pop(base + n, None)
        if not self.begun[job]:
            self.begin(job)
        self.inside -= 1
        self.present.discard(job)
        if self.node[job] >= 0:
            engine.network.leave_floor(job)
            self.open_backlog(self.node[job])
        if self.wip:
            self.doors.append((_GATE, 0))
