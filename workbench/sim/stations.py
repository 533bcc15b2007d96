"""Stations: the queue in the order of a rule, the machines, and which work goes to which."""

from __future__ import annotations

import math
from bisect import insort
from typing import TYPE_CHECKING

from workbench.sim.batches import ready_batch
from workbench.sim.codes import LEAST_CHANGEOVER

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting
    from workbench.sim.tables import Tables


class Station:
    """A station with its machines and its queue.

    Attributes
    ----------
    free : list of int
        Machines that do nothing, ascending.
    family : list of int
        Family each machine is set for, -1 if none.
    queue : list of (key, enqueued, task)
        What waits, in the order of the rule; equal keys by moment, then by number of the job.
    begun : int
        Batches begun, the address of the next one's time.
    due, pending : as of a pool
    """

    __slots__ = (
        "batch",
        "begun",
        "by_family",
        "calendar",
        "due",
        "family",
        "free",
        "largest",
        "matrix",
        "number",
        "pending",
        "queue",
        "rule",
        "smallest",
        "tables",
        "wait",
    )

    def __init__(self, number: int, tables: Tables) -> None:
        spec = tables.spec
        self.number = number
        self.tables = tables
        machines = int(spec.station_machines[number])
        self.free = list(range(machines))
        self.family = [int(spec.station_family[number])] * machines
        self.queue: list[Waiting] = []
        self.rule = int(spec.station_rule[number])
        self.calendar = int(spec.station_calendar[number])
        self.matrix = int(spec.station_changeover[number])
        self.batch = bool(spec.station_batch[number])
        self.smallest = float(spec.batch_min[number])
        self.largest = float(spec.batch_max[number])
        self.wait = float(spec.batch_wait[number])
        self.by_family = bool(spec.batch_by_family[number])
        self.begun = 0
        self.due = -math.inf
        self.pending = False

    def give_back(self, machine: int) -> None:
        """Take a machine back."""
        insort(self.free, machine)

    def next_work(self, now: float) -> list[Waiting]:
        """Take what goes next out of the queue: one entry, the members of a batch, or nothing."""
        if self.batch:
            members = ready_batch(self, now)
            for member in members:
                self.queue.remove(member)
            return members
        if self.rule == LEAST_CHANGEOVER and self.matrix >= 0:
            best = min(self.queue, key=lambda entry: (self.shortest_changeover(entry), entry))
            self.queue.remove(best)
            return [best]
        return [self.queue.pop(0)]

    def shortest_changeover(self, entry: Waiting) -> float:
        """Return the minutes to the family of ``entry`` on the free machine nearest to it."""
        family = self.tables.family[entry[2] % self.tables.operations]
        change = self.tables.changeover
        return min(change(self.matrix, self.family[m], family) for m in self.free)

    def take_machine(self, family: int) -> tuple[int, float]:
        """Return the free machine with the shortest changeover, the lowest number first."""
        if self.matrix < 0:
            return self.free.pop(0), 0.0
        change = self.tables.changeover
        minutes, machine = min((change(self.matrix, self.family[m], family), m) for m in self.free)
        self.free.remove(machine)
        return machine, minutes
