"""A replication as it can be watched: where each piece, machine and person is at any moment.

The event log holds what ended; a film holds what lasts: stays of pieces, states of machines, work
of people, each from a moment to a moment, ordered by their begin.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from workbench.analysis.runs import machine_runs
from workbench.errors import SpecError
from workbench.sim.calendars import Calendars
from workbench.sim.log import BLOCKED as HELD
from workbench.sim.log import DONE, GOOD, MOVE, OPERATION, RELEASE, REMADE, TRIP
from workbench.sim.log import DOWN as REPAIR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from workbench.analysis.runs import MachineRun
    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]

# What a piece does. Orders of words and numbers are those of the player's script.
WAITS: Final = 0  #: in the queue of a station
WORKED: Final = 1  #: on a machine, or in somebody's hands
CARRIED: Final = 2
RESTS: Final = 3  #: waits for what it is joined with, or for room
AWAY: Final = 4  #: at a supplier
# What a machine does; a machine without a row is idle.
RUNS: Final = 0
SETS: Final = 1  #: is changed over
PAUSES: Final = 2  #: holds its work over closed hours
BLOCKED: Final = 3
DOWN: Final = 4

_GAP: Final = 45.0  # nothing happens for so long: can be skipped [min]
_MARGIN: Final = 5.0  # of such a gap is shown at either end [min]
_SAME: Final = 1e-6

PIECE_COLUMNS: Final = (
    "start", "stop", "state", "place", "origin", "since", "job", "lot", "family", "machine",
)  # fmt: skip
MACHINE_COLUMNS: Final = ("start", "stop", "state", "station", "machine")
PERSON_COLUMNS: Final = ("start", "stop", "person", "station", "origin")
CART_COLUMNS: Final = ("start", "stop", "cart", "station", "origin", "parts")


@dataclass(frozen=True)
class Film:
    """One replication, to be played.

    Parameters
    ----------
    begin, end : float
        What is shown. [min after Monday 00:00]
    pieces : float[n, 10]
        ``PIECE_COLUMNS``: a stay of a piece at station ``place`` (-1: none). It came from station
        ``origin`` (-1: from nowhere), where it left at ``since``.
    machines : float[n, 5]
        ``MACHINE_COLUMNS``.
    people : float[n, 5]
        ``PERSON_COLUMNS``: somebody works at ``station``, and was at ``origin`` before.
    carts : float[n, 6]
        ``CART_COLUMNS``: a cart goes from ``origin`` to ``station`` with so many parts, and stands
        there until its next row. Before its first row it stands where that begins.
    came, done : float[n]
        Moments at which pieces came in and were done, ascending.
    quiet : float[n, 2]
        Spans in which nothing moves and nobody works.
    shifts : tuple of float[n, 2]
        When the people of each pool are there; empty: always.
    events : int
        Rows of the log it was made from.
    """

    begin: float
    end: float
    pieces: FloatArray
    machines: FloatArray
    people: FloatArray
    carts: FloatArray
    came: FloatArray
    done: FloatArray
    quiet: FloatArray
    shifts: tuple[FloatArray, ...]
    events: int


def film(
    log: EventLog, spec: SimSpec, replication: int, *, suppliers: Collection[str] = ()
) -> Film:
    """Return a replication as a film.

    Parameters
    ----------
    log : EventLog
        With that replication.
    spec : SimSpec
        What was played.
    replication : int
        Which one.
    suppliers : collection of str
        Stations that stand for suppliers: a piece there is away.

    Raises
    ------
    SpecError
        Nothing happened in that replication.
    """
    chosen = log.only(replication=replication)
    if not len(chosen):
        raise SpecError(f"nothing happened in replication {replication}")
    calendars = Calendars(spec)
    outside = {n for n, name in enumerate(spec.names.stations) if name in suppliers}
    first = (chosen["kind"] == RELEASE) & (chosen["outcome"] != REMADE)
    came, done = np.sort(chosen["enqueued"][first]), np.sort(chosen["time"][chosen["kind"] == DONE])
    begin = float(came[0]) if len(came) else float(chosen["time"][0])
    end = float(chosen["time"].max())
    runs = machine_runs(chosen)
    machines = _machines(chosen, runs, spec, calendars, outside)
    people = _people(runs, spec, calendars)
    pieces, carts = _pieces(chosen, spec, outside), _carts(chosen, spec)
    busy = [carts[:, :2], machines[machines[:, 2] <= SETS][:, :2], people[:, :2]]
    busy.append(pieces[pieces[:, 2] == CARRIED][:, :2])
    shifts = tuple(
        np.array(calendars.open_between(int(calendar), begin, end)).reshape(-1, 2)
        if calendar >= 0
        else np.zeros((0, 2))
        for calendar in spec.pool_calendar
    )
    return Film(
        begin,
        end,
        pieces,
        machines,
        people,
        carts,
        came.astype(np.float64),
        done.astype(np.float64),
        quiet_spans(np.concatenate(busy), begin, end),
        shifts,
        len(chosen),
    )


def quiet_spans(busy: FloatArray, begin: float, end: float) -> FloatArray:
    """Return the spans within which none of the busy ones lies, long ones only.

    Parameters
    ----------
    busy : float[n, 2]
        From and to. [min]
    begin, end : float
        Within which. [min]
    """
    found, reached = [], begin
    for start, stop in [*busy[np.argsort(busy[:, 0], kind="stable")].tolist(), [end, end]]:
        if start - reached > _GAP + 2 * _MARGIN:
            found.append((reached + _MARGIN, start - _MARGIN))
        reached = max(reached, stop)
    return np.array(found).reshape(-1, 2)


def _table(rows: Iterable[tuple[float, ...]], columns: tuple[str, ...]) -> FloatArray:
    table = np.array(list(rows), dtype=np.float64).reshape(-1, len(columns))
    return table[np.argsort(table[:, 0], kind="stable")]


def _rows(log: EventLog, kind: int, *columns: str) -> list[tuple[Any, ...]]:
    mask = log["kind"] == kind
    return list(zip(*(log[name][mask].tolist() for name in columns), strict=True))


def _machines(
    log: EventLog, runs: list[MachineRun], spec: SimSpec, calendars: Calendars, outside: set[int]
) -> FloatArray:
    """Return what machines do; between the hours in which a run works it pauses."""
    found: list[tuple[float, ...]] = []
    for run in runs:
        if run.station < 0 or run.machine < 0 or run.stop <= run.start:
            continue
        where = (run.station, run.machine)
        reached = run.start
        for low, high in run.intervals(calendars, spec):
            if low > reached:
                found.append((reached, low, PAUSES, *where))
            found.append((low, high, SETS if run.is_setup else RUNS, *where))
            reached = high
        if run.stop > reached + _SAME:
            found.append((reached, run.stop, PAUSES, *where))
    for kind, state, begins in ((HELD, BLOCKED, "start"), (REPAIR, DOWN, "enqueued")):
        for start, stop, station, machine in _rows(log, kind, begins, "end", "station", "machine"):
            if station >= 0 and machine >= 0 and stop > start:
                found.append((start, stop, state, station, machine))
    return _table((row for row in found if row[3] not in outside), MACHINE_COLUMNS)


def _people(runs: list[MachineRun], spec: SimSpec, calendars: Calendars) -> FloatArray:
    at: dict[int, int] = {}
    rows = []
    for run in runs:
        left = run.attendance(calendars, spec)
        if left <= run.start:
            continue
        where = run.station if run.station >= 0 else at.get(run.person, -1)
        # nobody is at work over a night, although the work is begun
        calendar = calendars.together(run.station, int(spec.person_pool[run.person]))
        for low, high in calendars.open_between(calendar, run.start, left) or [(run.start, left)]:
            rows.append((low, high, run.person, where, at.get(run.person, where)))
            at[run.person] = where
    return _table(rows, PERSON_COLUMNS)


def _carts(log: EventLog, spec: SimSpec) -> FloatArray:
    """Return the legs of each trip: empty to the load, with it, and home if carts return."""
    fleet_of = np.repeat(np.arange(spec.fleets), spec.fleet_carts)
    at: dict[int, int] = {}
    rows: list[tuple[float, ...]] = []
    trips = _rows(log, TRIP, "enqueued", "start", "end", "machine", "origin", "station", "quantity")
    for left, loaded, free, cart, origin, station, parts in sorted(trips):
        fleet = int(fleet_of[cart])
        home = int(spec.fleet_home[fleet])
        arrived = loaded + float(spec.fleet_minutes[fleet, origin, station])
        rows.append((left, loaded, cart, origin, at.get(cart, home), 0))
        rows.append((loaded, arrived, cart, station, origin, parts))
        at[cart] = station
        if spec.fleet_returns[fleet]:
            rows.append((arrived, free, cart, home, station, 0))
            at[cart] = home
    return _table((row for row in rows if row[1] > row[0]), CART_COLUMNS)


class _Stays:
    """The stays of pieces, put together from the rows of their jobs."""

    def __init__(self, log: EventLog, spec: SimSpec, outside: set[int]) -> None:
        self.spec = spec
        self.outside = outside
        self.found: list[tuple[float, ...]] = []
        #: (job, operation) → (arrived, came from, left there at) of what was carried to it
        self.carried: dict[tuple[int, int], list[tuple[float, int, float]]] = defaultdict(list)
        #: (job, operation) → moments at which it was asked for
        self.asked: dict[tuple[int, int], list[float]] = defaultdict(list)
        self.after = _successors(spec)
        self.works = _rows(
            log, OPERATION,
            "job", "operation", "lot", "station", "machine", "family", "enqueued", "start", "end",
            "outcome",
        )  # fmt: skip
        self.moves = _rows(
            log, MOVE, "job", "operation", "lot", "origin", "station", "start", "end"
        )
        #: (job, lot, moment of ending) → family it was worked on as; rows of walks hold none
        self.dyed = {(row[0], row[2], row[8]): row[5] for row in self.works if row[5] >= 0}
        for job, operation, _, origin, _, start, stop in self.moves:
            self.carried[job, operation].append((stop, origin, start))
        for job, operation, *_, enqueued, _, _, _ in self.works:
            self.asked[job, operation].append(enqueued)
        for moments in self.asked.values():
            moments.sort()

    def table(self) -> FloatArray:
        """Return all stays."""
        for job, operation, lot, origin, station, start, stop in self.moves:
            family = self.dyed.get((job, lot, start), -1)
            self._add(start, stop, CARRIED, station, origin, start, job, lot, family, -1)
            self._rest(job, operation, lot, family, stop, station, origin, start)
        reached: dict[tuple[int, int, int, float], float] = {}
        for work in self.works:
            # what was interrupted waits again from then on
            key = (work[0], work[1], work[2], work[6])
            self._work(*work, waits=reached.get(key, work[6]))
            reached[key] = work[8]
        return _table(self.found, PIECE_COLUMNS)

    def _add(self, *row: float) -> None:
        if row[1] > row[0]:
            self.found.append(row)

    def _work(
        self,
        job: int,
        operation: int,
        lot: int,
        station: int,
        machine: int,
        family: int,
        enqueued: float,
        start: float,
        stop: float,
        outcome: int,
        *,
        waits: float,
    ) -> None:
        origin, since = self._came(job, operation, enqueued)
        alone = station < 0 and self.spec.operation_pool[operation] < 0
        away = alone or station in self.outside
        where = -1 if away else station
        of = (where, origin, since, job, lot, family)
        self._add(waits, start, AWAY if away else WAITS, *of, -1)
        self._add(start, stop, AWAY if away else WORKED, *of, machine)
        if outcome != GOOD:
            return
        for later in self.after[operation]:
            leaves = [
                left
                for _, was, left in self.carried[job, later]
                if was == station and left >= stop - _SAME
            ]
            if leaves:  # until there is room where it goes, or a cart
                self._add(stop, min(leaves), RESTS, *of, -1)
            else:
                self._rest(job, later, lot, family, stop, station, origin, since)

    def _came(self, job: int, operation: int, enqueued: float) -> tuple[int, float]:
        """Return where the piece was before, and when it left there."""
        for arrived, origin, left in self.carried[job, operation]:
            if abs(arrived - enqueued) < _SAME:
                return origin, left
        return -1, enqueued

    def _rest(
        self,
        job: int,
        operation: int,
        lot: int,
        family: int,
        moment: float,
        station: int,
        origin: int,
        since: float,
    ) -> None:
        """Let a part of a job rest until the operation is asked for that joins it."""
        later = [asked for asked in self.asked[job, operation] if asked >= moment - _SAME]
        if later and later[0] > moment:
            self._add(moment, later[0], RESTS, station, origin, since, job, lot, family, -1)


def _pieces(log: EventLog, spec: SimSpec, outside: set[int]) -> FloatArray:
    return _Stays(log, spec, outside).table()


def _successors(spec: SimSpec) -> list[list[int]]:
    after: list[list[int]] = [[] for _ in range(spec.operations)]
    for operation in range(spec.operations):
        low, high = spec.predecessor_start[operation : operation + 2]
        for before in spec.predecessor[low:high]:
            after[int(before)].append(operation)
    return after
