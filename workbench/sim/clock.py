"""SimPy's environment as a calendar of plain entries instead of processes.

Entries carry two numbers and no generator, so that the calendar can be written down as arrays and
read back; stock processes cannot.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

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

WORKED: Final = 7  #: the work of a run is over, somebody must unload it; number of the run
REPAIRED: Final = 8  #: a repair or maintenance is complete; number of the run
CUT: Final = 9  #: the end of a shift interrupts a run; number of the run
WORN: Final = 10  #: a machine fails by use; number of the run on it
FAILS: Final = 11  #: a machine fails by the clock; number of the machine
PLANNED: Final = 12  #: maintenance is due; number of the plan
DELIVERED: Final = 13  #: material comes; number of the supply under way
ARRIVED: Final = 14  #: a cart comes with its load; number of the trip
BACK: Final = 15  #: a cart is free again; number of the trip
FOLLOWS: Final = 16  #: the next job of a saturated source comes; number of the source
OUTAGE: Final = 17  #: a listed failure of a node begins; its number in the list
NODE_FAILS: Final = 18  #: a node fails at random; number of the node
RETURNED: Final = 19  #: an outage of a node ends; 2 * number of the node, + 1 if a random one
LANDED: Final = 20  #: a job comes over a lane; number of the job

#: Within a moment, what is complete goes before what breaks, that before who comes, and that
#: before who looks again.
PRIORITY: Final = (0, 0, 0, 2, 2, 3, 3, 0, 0, 1, 1, 1, 1, 2, 2, 0, 2, 1, 1, 0, 2)

#: Entries that belong to a run and are taken back with it.
OF_RUNS: Final = frozenset((ENDED, LEFT, SET, WORKED, REPAIRED, CUT, WORN))
#: Entries that alone move nobody: without any other, who is inside is stuck.
IDLE: Final = frozenset((FAILS, PLANNED, OUTAGE, NODE_FAILS))
#: Entries that end a run of jobs, or bring a job, a part or material.
MOVES: Final = frozenset((ENDED, RELEASED, CARRIED, DELIVERED, ARRIVED, FOLLOWS, LANDED))


class Clock(simpy.Environment):
    """A calendar ordered by (moment, priority, sequence).

    SimPy keeps the moment, the heap and the sequence; an entry is a kind and a number instead of
    an event with callbacks, and its kind says what to call.
    """

    # SimPy declares its own events here.
    _queue: list[tuple[float, int, int, int, int]]  # type: ignore[assignment]

    idle = 0  #: entries taken since one moved somebody; a plain calendar does not count

    def __init__(self, moment: float, actions: tuple[Callable[[int], None], ...]) -> None:
        super().__init__(moment)
        self.actions = actions

    @property
    def live(self) -> int:
        """Number of entries that can move somebody."""
        return len(self._queue)

    def at(self, moment: float, kind: int, number: int) -> None:
        """Enter something at an exact moment; SimPy's own delays would round it."""
        heappush(self._queue, (moment, PRIORITY[kind], next(self._eid), kind, number))

    def step(self) -> None:
        """Take the next entry."""
        self._now, _, _, kind, number = heappop(self._queue)
        self.actions[kind](number)

    def take_back(self, run: int) -> None:
        """Take back all entries of a run, as if they had never been."""
        queue = self._queue
        queue[:] = [item for item in queue if item[4] != run or item[3] not in OF_RUNS]
        heapify(queue)

    def entries(self) -> list[tuple[float, int, int]]:
        """Return (moment, kind, number) of all entries, in the order in which they come."""
        return [(moment, kind, number) for moment, _, _, kind, number in sorted(self._queue)]


class CountingClock(Clock):
    """A calendar that tells apart what moves somebody, for factories in which much does not."""

    @property
    def live(self) -> int:
        """Number of entries that can move somebody."""
        return sum(item[3] not in IDLE for item in self._queue)

    def step(self) -> None:
        """Take the next entry."""
        self.idle = 0 if self._queue[0][3] in MOVES else self.idle + 1
        super().step()
