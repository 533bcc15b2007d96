"""Where the time of a piece goes: along the chain of steps that decided when it was done.

A piece that forks into lots waits for the slowest of them, so the parts are taken along the one
chain that ends last: walked back from *done*, each step leads to the work that ended when it was
asked for. The parts of a piece add up to its lead time exactly.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.analysis.flow import open_minutes
from workbench.errors import SpecError
from workbench.sim.calendars import Calendars
from workbench.sim.log import BLOCKED as HELD
from workbench.sim.log import DONE, INTERRUPTED, MOVE, OPERATION, RELEASE, REMADE

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

DAY = 1440.0

TOUCH = "work"
QUEUE = "queue"
BATCH = "wait for the batch"
BLOCKED = "blocked"
CLOSED = "closed hours"
TRANSPORT = "carrying"
SUPPLIER = "supplier"
PARTS = (TOUCH, QUEUE, BATCH, BLOCKED, CLOSED, TRANSPORT, SUPPLIER)


@dataclass(frozen=True)
class Breakdown:
    """Mean days of a piece by kind of time and by step.

    Parameters
    ----------
    parts : dict of part to days
        The ``PARTS``; they add up to ``lead_time``.
    steps : dict of operation to days
        Waiting for it and doing it; carrying is counted with the step it leads to.
    lead_time : float
        Mean lead time of the pieces looked at. [d]
    pieces : int
        How many were looked at.
    """

    parts: dict[str, float]
    steps: dict[str, float]
    lead_time: float
    pieces: int

    def share(self, part: str) -> float:
        """Return a part's share of the lead time."""
        return self.parts.get(part, 0.0) / self.lead_time if self.lead_time else 0.0


def breakdown(
    log: EventLog,
    spec: SimSpec,
    *,
    suppliers: Collection[str] = (),
    replications: int = 20,
) -> Breakdown:
    """Return where the time of finished jobs goes.

    Parameters
    ----------
    log : EventLog
        With at least one finished job.
    spec : SimSpec
        What was played.
    suppliers : collection of str
        Names of the stations that stand for suppliers; all time there is theirs.
    replications : int, default 20
        How many of the log's replications are looked at, from the first.
    """
    numbers = np.unique(log["replication"])[:replications]
    chosen = log.where(np.isin(log["replication"], numbers))
    walker = _Walker(chosen, spec, frozenset(suppliers))
    parts: dict[str, float] = dict.fromkeys(PARTS, 0.0)
    steps: dict[str, float] = {}
    total, pieces = 0.0, 0
    for key, (begin, end) in walker.jobs.items():
        walker.walk(key, begin, end, parts, steps)
        total += end - begin
        pieces += 1
    if not pieces:
        raise SpecError("no piece was finished", advice="lengthen the horizon")
    scale = 1.0 / (DAY * pieces)
    return Breakdown(
        {name: minutes * scale for name, minutes in parts.items()},
        {name: minutes * scale for name, minutes in steps.items()},
        total * scale,
        pieces,
    )


class _Walker:
    """The rows of each job, and what a batch did as a whole."""

    def __init__(self, log: EventLog, spec: SimSpec, suppliers: frozenset[str]) -> None:
        self.spec = spec
        self.suppliers = {
            number for number, name in enumerate(spec.names.stations) if name in suppliers
        }
        self.calendars = Calendars(spec)
        self.names = spec.names.operations
        self.jobs: dict[tuple[int, int], tuple[float, float]] = {}
        self.rows: dict[tuple[int, int], dict[float, list[Any]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.ends: dict[tuple[int, int], list[float]] = defaultdict(list)
        self.batch_work: dict[tuple[int, int, int], float] = defaultdict(float)
        self.batch_last: dict[tuple[int, int, int], float] = defaultdict(float)
        #: (replication, station, machine, end of its work) → until when the machine was blocked
        self.held: dict[tuple[int, int, int, float], float] = {}
        #: (replication, job, operation, enqueued) → minutes done before it was interrupted
        self.begun: dict[tuple[int, int, int, float], float] = defaultdict(float)
        released: dict[tuple[int, int], float] = {}
        columns = (
            "kind", "outcome", "replication", "job", "operation", "station", "batch",
            "time", "enqueued", "start", "end", "work", "machine",
        )  # fmt: skip
        for row in zip(*(log[name].tolist() for name in columns), strict=True):
            kind, outcome, replication, job, operation, station, batch = row[:7]
            key = (replication, job)
            if kind == HELD:
                self.held[replication, station, row[12], row[9]] = row[10]
                continue
            if kind == OPERATION and outcome == INTERRUPTED:
                self.begun[replication, job, operation, row[8]] += row[11]
                continue
            if kind == RELEASE and outcome != REMADE:
                released[key] = row[8]
            elif kind == DONE:
                self.jobs[key] = (released[key], row[7])
            elif kind in (OPERATION, MOVE):
                self.rows[key][row[10]].append(row)
                self.ends[key].append(row[10])
                if kind == OPERATION and batch >= 0:
                    load = (replication, station, batch)
                    self.batch_work[load] += row[11]
                    self.batch_last[load] = max(self.batch_last[load], row[8])

    def walk(
        self,
        key: tuple[int, int],
        begin: float,
        end: float,
        parts: dict[str, float],
        steps: dict[str, float],
    ) -> None:
        """Add the minutes between ``begin`` and ``end`` to the parts and steps."""
        moment = end
        step = ""
        while moment > begin:
            row = self._ending(key, moment)
            if row is None:
                # Nothing of the job ended here: it stood idle since its last row (or its release).
                earlier = [e for e in self.ends[key] if e < moment]
                last = max(max(earlier, default=begin), begin)
                stuck = min(moment, self._blocked(key, last)) - last
                parts[BLOCKED] += stuck
                parts[QUEUE] += moment - last - stuck
                steps[step] = steps.get(step, 0.0) + moment - last
                moment = last
                continue
            kind, _, _, _, operation, station = row[:6]
            start = max(begin, row[8] if kind == OPERATION else row[9])
            if kind == MOVE:
                parts[TRANSPORT] += moment - start
            else:
                step = self.names[operation] if operation < len(self.names) else str(operation)
                alone = station < 0 and self.spec.operation_pool[operation] < 0
                if alone or station in self.suppliers:
                    parts[SUPPLIER] += moment - start
                else:
                    self._split(row, begin, parts)
            steps[step] = steps.get(step, 0.0) + moment - start
            moment = start

    def _blocked(self, key: tuple[int, int], moment: float) -> float:
        """Return until when the work that ended at ``moment`` blocked its machine."""
        return max(
            (
                self.held.get((key[0], row[5], row[12], moment), moment)
                for row in self.rows[key].get(moment, ())
                if row[0] == OPERATION
            ),
            default=moment,
        )

    def _ending(self, key: tuple[int, int], moment: float) -> Any:
        """Return the row that ended at ``moment`` and lasted, the latest begun of them."""
        found = [row for row in self.rows[key].get(moment, ()) if min(row[8], row[9]) < moment]
        return max(found, key=lambda row: (row[0] == MOVE, row[9]), default=None)

    def _split(self, row: Any, begin: float, parts: dict[str, float]) -> None:
        """Split waiting for an operation and doing it."""
        _, _, replication, job, operation, station, batch, _, enqueued, start, end, work, _ = row
        begun = self.begun.get((replication, job, operation, enqueued), 0.0)
        enqueued = max(begin, enqueued)
        load = (replication, station, batch)
        if batch >= 0:
            work = self.batch_work[load]
        touched = min(end - start, work)
        parts[TOUCH] += touched
        parts[CLOSED] += end - start - touched
        calendar = self.calendars.together(station, int(self.spec.operation_pool[operation]))
        gathered = min(start, max(enqueued, self.batch_last[load])) if batch >= 0 else enqueued
        for part, low, high in ((BATCH, enqueued, gathered), (QUEUE, gathered, start)):
            opened = open_minutes(self.calendars, calendar, low, high)
            # what was done before it was interrupted lies within the wait for its going on
            worked = min(opened, begun) if part == QUEUE else 0.0
            parts[TOUCH] += worked
            parts[part] += opened - worked
            parts[CLOSED] += high - low - opened
