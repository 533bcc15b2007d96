"""SimPy's environment as a calendar of plain entries instead of processes.

Entries carry two numbers and no generator, so that the calendar can be written down as arrays and
read back; stock processes cannot.
"""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING, Any, Final

import simpy

if TYPE_CHECKING:
    from collections.abc import Callable

# What an entry is about. The number of each is the order in a snapshot, not a priority.
ENDED: Final = 0  #: a run is complete; number of the run
LEFT: Final = 1  #: the person of a run may go; number of the run
SET: Final = 2  #: the changeover of a run is complete; number of the run
RELEASED: Final = 3  #: the next jobs come to the gate
CARRIED: Final = 4  #: a job arrives at its next operation; number of the move
STATION: Final = 5  #: a station looks again: it opens, or a batch has waited long enough
POOL: Final = 6  #: a pool looks again: somebody can start

#: Within a moment, what ends goes before what arrives, and that before who looks again.
PRIORITY: Final = (0, 0, 0, 1, 1, 2, 2)


class Entry:
    """What SimPy needs of an event, and nothing else."""

    __slots__ = ("_ok", "callbacks", "kind", "number")

    def __init__(self, kind: int, number: int, action: Callable[[Any], None]) -> None:
        self.kind = kind
        self.number = number
        self.callbacks: list[Callable[[Any], None]] | None = [action]
        self._ok = True


class Clock(simpy.Environment):
    """A calendar ordered by (moment, priority, sequence)."""

    # SimPy declares its own events here; our entries are all it needs of them.
    _queue: list[tuple[float, int, int, Any]]  # type: ignore[assignment]

    def __init__(self, moment: float, actions: tuple[Callable[[Any], None], ...]) -> None:
        super().__init__(moment)
        self._actions = actions

    def at(self, moment: float, kind: int, number: int) -> None:
        """Enter something at an exact moment; SimPy's own delays would round it."""
        entry = Entry(kind, number, self._actions[kind])
        heappush(self._queue, (moment, PRIORITY[kind], next(self._eid), entry))

    def entries(self) -> list[tuple[float, int, int]]:
        """Return (moment, kind, number) of all entries, in the order in which they come."""
        ordered = sorted(self._queue, key=lambda item: item[:3])
        return [(moment, entry.kind, entry.number) for moment, _, _, entry in ordered]
