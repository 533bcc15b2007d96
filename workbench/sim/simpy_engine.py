"""The readable engine: the semantics played one event at a time on SimPy's calendar.

Stock ``simpy.Resource`` grants a waiter only when its release event is processed, and a generator
cannot be written down; so stations and pools are our own, grant synchronously, and everything that
happens is a callback. ``semantics.md`` states the rules; each section of it is a file:

=============== ============================== ================= ===============================
section         file                           section           file
=============== ============================== ================= ===============================
2 calendar      ``clock``                      9 full stations   ``rooms``
3 a moment      here                           10, 11 jobs       ``jobs``, ``materials``
4 queues        ``rules``                      12 carts          ``transport``
5 stations      ``stations``, ``batches``      13 nodes          ``network``
6 pools         ``pools``                      15 rows           ``journal``
7 runs          ``work``                       16 snapshot       ``simpy_snapshot``
8 interruptions ``interruptions``, ``failures``
=============== ============================== ================= ===============================
"""

from __future__ import annotations

import math
from array import array
from collections import deque
from heapq import heappop
from typing import TYPE_CHECKING, Final

import numpy as np

from workbench.errors import InfeasibleError
from workbench.sim.clock import Clock, CountingClock
from workbench.sim.failures import Failures
from workbench.sim.hooks import Hooked, Hooks
from workbench.sim.interruptions import Interruptions
from workbench.sim.jobs import Jobs
from workbench.sim.journal import Journal
from workbench.sim.log import WIDTH
from workbench.sim.materials import Materials
from workbench.sim.network import Network
from workbench.sim.pools import Pool
from workbench.sim.rooms import Rooms
from workbench.sim.stations import Station
from workbench.sim.stuck import who_waits
from workbench.sim.transport import Transport
from workbench.sim.work import Work

if TYPE_CHECKING:
    from workbench.sim.tables import Tables

#: Entries of one moment, or that move nobody, that are too many: it would go on for ever.
_ENDLESS: Final = 1_000_000


class Engine:
    """One replication of a specification.

    Parameters
    ----------
    tables : Tables
        The specification.
    seed, replication : int
        Address of all its draws.
    buffer : array of float
        Rows of the event log are appended here, ``log.WIDTH`` numbers each.
    hooks : Hooks, optional
        Own rules and own behaviour.
    fresh : bool
        It begins at the start; else it waits for the state of a snapshot.

    Attributes
    ----------
    now : float
        Moment reached [min].
    over : bool
        Nothing more happens in this replication.
    """

    def __init__(
        self,
        tables: Tables,
        seed: int,
        replication: int,
        buffer: array[float] | None = None,
        hooks: Hooks | None = None,
        *,
        fresh: bool = True,
    ) -> None:
        spec = tables.spec
        self.tables = tables
        self.seed = seed
        self.replication = replication
        self.hooks = Hooked(hooks, spec)
        self.buffer = array("d") if buffer is None else buffer
        self.first_row = len(self.buffer) // WIDTH
        self.asked = 0
        self.over = False
        self.journal = Journal(self)
        self.stations = [Station(self, s) for s in range(spec.stations)]
        self.pools = [Pool(self, q) for q in range(spec.pools)]
        self.rooms = Rooms(self)
        self.work = Work(self)
        self.interruptions = Interruptions(self)
        self.failures = Failures(self)
        self.materials = Materials(self)
        self.transport = Transport(self)
        self.network = Network(self)
        self.jobs = Jobs(self)
        self.deciding: deque[Station] = deque()
        self.assigning: deque[Pool] = deque()
        self._idles = bool(
            (spec.fail_kind > 0).any()
            or len(spec.plan_first)
            or len(spec.outage_begin)
            or spec.node_fails.any()
            or spec.materials
        )
        self.clock = self.new_clock(0.0)
        if fresh:
            self._start()

    def new_clock(self, moment: float) -> Clock:
        """Return a calendar without entries; its actions in the order of the kinds."""
        work, failures = self.work, self.failures
        transport, network = self.transport, self.network
        kind = CountingClock if self._idles else Clock
        return kind(
            moment,
            (
                work.ended, work.left, work.set, self.jobs.released, transport.carried,
                self._station_looks, self._pool_looks, work.worked, failures.repaired,
                self.interruptions.cut, failures.worn, failures.fails, failures.planned,
                self.materials.delivered, transport.arrived, transport.back, self.jobs.follows,
                network.outage, network.fails, network.returned, network.landed,
            ),
        )  # fmt: skip

    def _start(self) -> None:
        """Make the entries of the start, in the order that ``semantics.md`` gives."""
        self.jobs.start()
        self.materials.start()
        self.failures.start()
        self.network.start()

    @property
    def now(self) -> float:
        """Moment of the last event [min]."""
        return float(self.clock._now)

    def _station_looks(self, number: int) -> None:
        self.stations[number].call()

    def _pool_looks(self, number: int) -> None:
        self.pools[number].call()

    # ------------------------------------------------------------------------------ the loop
    # Decisions come last in their moment: rooms, stations, pools, fleets, each in the order of
    # asking; what a decision starts and ends in the same moment goes before the next decision.
    def run(self, until: float = math.inf) -> None:
        """Play all that happens up to and including the moment ``until`` [min].

        Raises
        ------
        InfeasibleError
            Jobs are stuck: nobody can move any more, or stations wait for each other.
        """
        clock, queue = self.clock, self.clock._queue
        step, actions = clock.step, clock.actions
        deciding, assigning = self.deciding, self.assigning
        rooms, room, loading = self.rooms, self.rooms.agenda, self.transport.agenda
        idles = self._idles
        entries = 0
        while not self.over:
            if queue and queue[0][0] <= clock._now:
                step()
                entries += 1
                if entries > _ENDLESS:
                    self._goes_on_for_ever()
            elif room:
                rooms.let_in(room.popleft())
            elif rooms.changed:
                rooms.check()
            elif deciding:
                deciding.popleft().decide()
            elif assigning:
                assigning.popleft().decide()
            elif loading:
                self.transport.decide(loading.popleft())
            elif (idles or not queue) and self._moment_over():
                return
            elif queue and queue[0][0] <= until:
                entries = 1
                if idles:
                    step()
                    continue
                # As the step of a plain calendar, written out: it is every second thing done.
                clock._now, _, _, kind, number = heappop(queue)
                actions[kind](number)
            else:
                return

    def _goes_on_for_ever(self) -> None:
        """Refuse what starts and ends for ever within a moment."""
        raise InfeasibleError(
            f"something starts and ends for ever at {self.now:g} min",
            where=f"replication {self.replication}",
            advice="give what is redone, or fails, a time above 0",
        )

    def _moment_over(self) -> bool:
        """Tell whether nothing more can happen after this moment."""
        jobs = self.jobs
        if self.clock.live == 0 and (jobs.inside or jobs.gate):
            waits, advice = who_waits(self)
            raise InfeasibleError(
                f"nothing can happen any more at {self.now:g} min, but {jobs.inside} "
                f"{'job is' if jobs.inside == 1 else 'jobs are'} inside: {waits}",
                where=f"replication {self.replication}",
                advice=advice,
            )
        if self._idles and jobs.nobody_left():
            self.over = True
        if self.clock.idle > _ENDLESS:
            waits, _ = who_waits(self)
            raise InfeasibleError(
                f"nothing but failures and maintenance goes on at {self.now:g} min, while jobs are "
                f"inside: {waits}",
                where=f"replication {self.replication}",
                advice="give repairs and maintenance less time or more people",
            )
        return self.over

    def step(self, until: float = math.inf) -> bool:
        """Play the next moment; tell whether there was one up to ``until``."""
        queue = self.clock._queue
        if self.over or not queue or queue[0][0] > until:
            return False
        self.run(queue[0][0])
        return True

    def finish(self) -> None:
        """Play to the horizon."""
        self.run(self.tables.spec.horizon)


def rows_of(buffer: array[float]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the rows written into a buffer, float64[n, columns]."""
    return np.frombuffer(buffer, np.float64).reshape(-1, WIDTH)
