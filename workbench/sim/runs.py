"""What is under way: runs on machines or by people, and moves between stations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting


class Run:
    """The execution of an operation, by a job alone or by the members of a batch.

    Attributes
    ----------
    members : list of (key, enqueued, task)
        The jobs in it; the first one decides time, person and family.
    station, machine, person, batch : int
        Where, on what, by whom (number in the pool), as which batch; -1: none.
    origin : int
        Family the machine was set for before.
    granted, start, end : float
        Moment from which machine and person are together, begin of the work after a changeover,
        and end. Undefined while it waits for its person. [min]
    change, work, attended : float
        Minutes of changeover, of the operation, and of the operation with the person.
    gone : bool
        The person has left.
    """

    __slots__ = (
        "attended",
        "batch",
        "change",
        "end",
        "gone",
        "granted",
        "machine",
        "members",
        "origin",
        "person",
        "start",
        "station",
        "work",
    )

    def __init__(self, members: list[Waiting], station: int, machine: int, change: float) -> None:
        self.members = members
        self.station = station
        self.machine = machine
        self.change = change
        self.person = -1
        self.batch = -1
        self.origin = -1
        self.granted = math.nan
        self.start = math.nan
        self.end = math.nan
        self.work = math.nan
        self.attended = 0.0
        self.gone = False


class Move(NamedTuple):
    """A job on its way from the station of operation ``behind`` to that of ``ahead``."""

    job: int
    behind: int
    ahead: int
    start: float
