"""The runs behind the rows of a log: a batch is one run, and a run pauses over closed hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.sim.log import CHANGEOVER, OPERATION

if TYPE_CHECKING:
    from workbench.sim.calendars import Calendars
    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

_SAME = 1e-6


@dataclass
class MachineRun:
    """An operation or changeover of a machine or a person; members of a batch together.

    Parameters
    ----------
    is_setup : bool
        Whether it is a changeover.
    station, machine, person : int
        Where and who; -1 for none.
    start, stop : float
        From begin to end, pauses included. [min]
    operation, job : int
        Of its first member; operation -1 for a changeover.
    work, attended : float
        Minutes of the machine and of the person, without pauses.
    energy : float
        [kWh]
    """

    is_setup: bool
    station: int
    machine: int
    person: int
    start: float
    stop: float
    operation: int
    job: int
    work: float = 0.0
    attended: float = 0.0
    energy: float = 0.0

    def attendance(self, calendars: Calendars, spec: SimSpec) -> float:
        """Return until when its person is held: the attended minutes come first [min]."""
        if self.person < 0 or self.attended <= 0.0:
            return self.start
        pool = int(spec.person_pool[self.person])
        calendar = calendars.together(self.station, pool)
        return min(self.stop, calendars.done_at(calendar, self.start, self.attended))

    def intervals(self, calendars: Calendars, spec: SimSpec) -> list[tuple[float, float]]:
        """Return when it really works: attended while the person is there, then by itself.

        Never longer than its work: a load that waits to be taken out only pauses.
        """
        if self.work >= self.stop - self.start - _SAME:
            return [(self.start, self.stop)]
        found: list[tuple[float, float]] = []
        left = self.attendance(calendars, spec)
        if left > self.start:
            pool = int(spec.person_pool[self.person])
            found += calendars.open_between(
                calendars.together(self.station, pool), self.start, left
            )
        if self.stop > left + _SAME and self.work > self.attended + _SAME:
            found += calendars.open_between(calendars.together(self.station, -1), left, self.stop)
        return _at_most(found, self.work) or [(self.start, self.stop)]


def _at_most(intervals: list[tuple[float, float]], minutes: float) -> list[tuple[float, float]]:
    """Return the intervals up to where they have lasted so many minutes."""
    found = []
    left = minutes
    for low, high in intervals:
        if left <= 0.0:
            break
        found.append((low, min(high, low + left)))
        left -= high - low
    return found


def machine_runs(log: EventLog, *, replication: int | None = None) -> list[MachineRun]:
    """Return the runs of stations and people, ordered by their begin.

    Parameters
    ----------
    log : EventLog
        Of one replication, or of any number.
    replication : int, optional
        Which one is looked at.
    """
    chosen = log if replication is None else log.only(replication=replication)
    columns = (
        "kind", "replication", "station", "machine", "person", "start", "end", "operation", "job",
        "work", "attended", "energy",
    )  # fmt: skip
    mask = (chosen["kind"] == OPERATION) | (chosen["kind"] == CHANGEOVER)
    mask &= (chosen["station"] >= 0) | (chosen["person"] >= 0)
    runs: dict[tuple[Any, ...], MachineRun] = {}
    for row in zip(*(chosen[name][mask].tolist() for name in columns), strict=True):
        kind, _, station, machine, person, start, stop, operation, job, *amounts = row
        key = row[:7]
        run = runs.get(key)
        if run is None:
            setup = kind == CHANGEOVER
            of = -1 if setup else operation
            run = runs[key] = MachineRun(setup, station, machine, person, start, stop, of, job)
        run.work += amounts[0]
        run.attended += amounts[1]
        run.energy += amounts[2]
    return sorted(runs.values(), key=lambda run: (run.start, run.stop, run.station, run.machine))
