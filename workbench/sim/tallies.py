"""Figures of many replications, added up while they are played, without an event log.

Each is what a sum over the rows of the log gives, in the order of the rows and so to the last bit
(``of_log`` is that sum; a test compares them). A thousand replications of a drop of fifty pieces
are 350 000 rows, or a table of 1000 × 40 figures.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import InfeasibleError, SpecError
from workbench.sim.log import (
    BLOCKED,
    CHANGEOVER,
    DONE,
    DOWN,
    INTERRUPTED,
    MOVE,
    OPERATION,
    REDO,
    REJECTED,
    RELEASE,
    REMADE,
    SCRAP,
)
from workbench.sim.log import SCRAPPED as LOST_HERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Tallies:
    """Figures of n replications; S stations, Q pools, N operations, J jobs.

    Parameters
    ----------
    replication : int64[n]
        Their numbers.
    released, done, scrapped, remade, on_time, moves : float64[n]
        Jobs that came in; were done; were lost; were begun again after a loss; were done by their
        due date. Walks.
    begin, end, last : float64[n]
        First arrival, last end of an operation or a job, last job done; inf, -inf, -inf if there
        was none. [min]
    lead, tardy, walked : float64[n]
        Sums over finished jobs of lead time and of what they were late; of minutes walked. [min]
    energy : float64[n]
        Energy of all rows. [kWh]
    rejected : float64[n]
        Jobs turned away; ``scrapped`` counts them too.
    blocked, down : float64[n, S]
        Machine minutes blocked; and from going down to the end of the repair or maintenance. [min]
    busy, changing, waited : float64[n, S]
        Machine minutes at work, changeovers included; those of changeovers; minutes from asking
        for the station to the start of the work, summed over jobs. [min]
    changes, executions, losses, redone, batches : float64[n, S]
        Changeovers (an interrupted one counts each time), operations ended (members of a batch
        counted), jobs lost, operations to do again, batches begun.
    station_energy : float64[n, S]
        Energy of its operations and changeovers. [kWh]
    attended : float64[n, Q]
        Person minutes. [min]
    attendances : float64[n, Q]
        Operations ended that a person of the pool attended.
    operations : float64[n, N]
        How often each operation ended.
    came, finished : float64[n, J]
        When each job came to the gate and was done; undefined if it did not. [min]
    """

    replication: IntArray
    released: FloatArray
    done: FloatArray
    scrapped: FloatArray
    remade: FloatArray
    on_time: FloatArray
    moves: FloatArray
    begin: FloatArray
    end: FloatArray
    last: FloatArray
    lead: FloatArray
    tardy: FloatArray
    walked: FloatArray
    energy: FloatArray
    rejected: FloatArray
    blocked: FloatArray
    down: FloatArray
    busy: FloatArray
    changing: FloatArray
    waited: FloatArray
    changes: FloatArray
    executions: FloatArray
    losses: FloatArray
    redone: FloatArray
    batches: FloatArray
    station_energy: FloatArray
    attended: FloatArray
    attendances: FloatArray
    operations: FloatArray
    came: FloatArray
    finished: FloatArray

    def __len__(self) -> int:
        """Return the number of replications."""
        return len(self.replication)

    @cached_property
    def lead_time(self) -> FloatArray:
        """Lead time of each job, undefined if it was not done [n, J] [min]."""
        return self.finished - self.came

    @property
    def mean_lead_time(self) -> FloatArray:
        """Mean lead time of the finished jobs of each replication, undefined without any [min]."""
        return np.divide(
            self.lead, self.done, out=np.full(len(self), math.nan), where=self.done > 0
        )

    @property
    def makespan(self) -> FloatArray:
        """Minutes from the first arrival to the last job done; -inf if none was."""
        return self.last - self.begin

    @property
    def lost(self) -> FloatArray:
        """Jobs lost and not made again."""
        return self.scrapped - self.remade

    @property
    def unfinished(self) -> FloatArray:
        """Jobs released and neither done nor lost at the end of their run."""
        return self.released - self.done - self.lost

    @classmethod
    def join(cls, parts: list[Tallies]) -> Tallies:
        """Return the replications of several tallies of one specification."""
        return cls(
            **{
                entry.name: np.concatenate([getattr(part, entry.name) for part in parts])
                for entry in fields(cls)
            }
        )


def tally(
    spec: SimSpec,
    *,
    seed: int = 0,
    replications: int = 1,
    first: int = 0,
    threads: int | None = None,
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Tallies:
    """Play replications in the compiled engine and keep their figures only.

    Parameters
    ----------
    spec : SimSpec
        What to play; it is validated first.
    seed, replications, first, threads, listener, stop
        As in ``sim.play``.

    Returns
    -------
    Tallies
        Of the replications played, in their order.
    """
    from workbench.sim.compiled import Player, blocks, processors

    if replications < 1:
        raise SpecError("must be at least 1", where="replications")
    spec.validate()
    player = Player(spec, seed)
    lock = threading.Lock()
    sums: dict[int, tuple[FloatArray, FloatArray]] = {}

    def some(start: int, count: int) -> int:
        found = player.figures(start, count)
        with lock:
            sums[start] = found
        return start

    starts = blocks(
        some,
        first,
        replications,
        threads=threads or processors(),
        listener=listener,
        stop=stop,
    )
    if not starts:
        raise InfeasibleError("the run was stopped before anything was played")
    table = np.concatenate([sums[start][0] for start in starts])
    jobs = np.concatenate([sums[start][1] for start in starts])
    return _of_table(spec, first, table, jobs)


def _of_table(spec: SimSpec, first: int, table: FloatArray, jobs: FloatArray) -> Tallies:
    """Name the columns that the kernels have added up."""
    from workbench.sim import _kernels_layout as at

    n, s, q = len(table), spec.stations, spec.pools
    begin = at.T_HEAD
    stations = table[:, begin : begin + s * at.TS_WIDTH].reshape(n, s, at.TS_WIDTH)
    begin += s * at.TS_WIDTH
    pools = table[:, begin : begin + q * at.TQ_WIDTH].reshape(n, q, at.TQ_WIDTH)
    begin += q * at.TQ_WIDTH
    return Tallies(
        replication=np.arange(first, first + n),
        released=table[:, at.T_RELEASED],
        done=table[:, at.T_DONE],
        scrapped=table[:, at.T_SCRAPPED],
        remade=table[:, at.T_REMADE],
        on_time=table[:, at.T_ON_TIME],
        moves=table[:, at.T_MOVES],
        begin=table[:, at.T_BEGIN],
        end=table[:, at.T_END],
        last=table[:, at.T_LAST],
        lead=table[:, at.T_LEAD],
        tardy=table[:, at.T_TARDY],
        walked=table[:, at.T_WALKED],
        energy=table[:, at.T_ENERGY],
        rejected=table[:, at.T_REJECTED],
        blocked=stations[:, :, at.TS_BLOCKED],
        down=stations[:, :, at.TS_DOWN],
        busy=stations[:, :, at.TS_BUSY],
        changing=stations[:, :, at.TS_CHANGING],
        waited=stations[:, :, at.TS_WAITED],
        changes=stations[:, :, at.TS_CHANGES],
        executions=stations[:, :, at.TS_EXECUTIONS],
        losses=stations[:, :, at.TS_SCRAPPED],
        redone=stations[:, :, at.TS_REDONE],
        batches=stations[:, :, at.TS_BATCHES],
        station_energy=stations[:, :, at.TS_ENERGY],
        attended=pools[:, :, at.TQ_ATTENDED],
        attendances=pools[:, :, at.TQ_EXECUTIONS],
        operations=table[:, begin : begin + spec.operations],
        came=jobs[:, :, 0],
        finished=jobs[:, :, 1],
    )


def of_log(log: EventLog, spec: SimSpec) -> Tallies:
    """Return the figures of the replications in an event log.

    ``batches`` counts those that have ended: equal to those begun once nothing runs any more.
    """
    numbers, row = np.unique(log["replication"], return_inverse=True)
    n = len(numbers)
    kind, outcome, station = log["kind"], log["outcome"], log["station"]
    done, operation = kind == DONE, kind == OPERATION
    first = (kind == RELEASE) & (outcome != REMADE)
    worked = operation | (kind == CHANGEOVER)

    def total(mask: NDArray[np.bool_], values: NDArray[Any] | None = None) -> FloatArray:
        weights = None if values is None else values[mask]
        return np.bincount(row[mask], weights, minlength=n).astype(np.float64)

    def extreme(mask: NDArray[np.bool_], column: str, start: float) -> FloatArray:
        found = np.full(n, start)
        (np.minimum if start > 0 else np.maximum).at(found, row[mask], log[column][mask])
        return found

    def grid(
        size: int, mask: NDArray[np.bool_], place: NDArray[Any], values: NDArray[Any] | None = None
    ) -> FloatArray:
        cells = row[mask] * size + place[mask]
        weights = None if values is None else values[mask]
        found = np.bincount(cells, weights, minlength=n * size).astype(np.float64)
        return found.reshape(n, size)

    at = worked & (station >= 0)
    over = operation & (outcome != INTERRUPTED)
    ended = over & (station >= 0)
    # A ride is attended too, but its minutes stand in the row of the trip.
    by = (kind != MOVE) & (log["person"] >= 0)
    pool = np.full(len(log), -1, np.int64)
    pool[by] = spec.person_pool[log["person"][by]]
    batched = np.flatnonzero(ended & (log["batch"] >= 0))
    _, once = np.unique(row[batched] * (1 << 32) + log["batch"][batched], return_index=True)
    leading = np.zeros(len(log), np.bool_)
    leading[batched[once]] = True
    came, finished = (np.full((n, spec.jobs), math.nan) for _ in range(2))
    came[row[first], log["job"][first]] = log["enqueued"][first]
    finished[row[done], log["job"][done]] = log["time"][done]
    late = log["time"] - log["due"]
    s, q = spec.stations, spec.pools
    return Tallies(
        replication=numbers.astype(np.int64),
        released=total(first),
        done=total(done),
        scrapped=total(kind == SCRAP),
        remade=total((kind == RELEASE) & (outcome == REMADE)),
        on_time=total(done & (late <= 0.0)),
        moves=total(kind == MOVE),
        begin=extreme(kind == RELEASE, "enqueued", math.inf),
        end=extreme(done | over, "time", -math.inf),
        last=extreme(done, "time", -math.inf),
        lead=total(done, log["time"] - log["enqueued"]),
        tardy=total(done & (late > 0.0), late),
        walked=total(kind == MOVE, log["time"] - log["start"]),
        energy=total(np.ones(len(log), np.bool_), log["energy"]),
        rejected=total((kind == SCRAP) & (outcome == REJECTED)),
        blocked=grid(s, kind == BLOCKED, station, log["time"] - log["start"]),
        down=grid(s, (kind == DOWN) & (station >= 0), station, log["time"] - log["enqueued"]),
        busy=grid(s, at, station, log["work"]),
        changing=grid(s, at & ~operation, station, log["work"]),
        waited=grid(s, ended, station, log["start"] - log["enqueued"]),
        changes=grid(s, at & ~operation, station),
        executions=grid(s, ended, station),
        losses=grid(s, ended & (outcome == LOST_HERE), station),
        redone=grid(s, ended & (outcome == REDO), station),
        batches=grid(s, leading, station),
        station_energy=grid(s, at, station, log["energy"]),
        attended=grid(q, by, pool, log["attended"]),
        attendances=grid(q, by & over, pool),
        operations=grid(spec.operations, over, log["operation"]),
        came=came,
        finished=finished,
    )
