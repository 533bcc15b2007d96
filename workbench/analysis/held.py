"""What kept machines from working: blocked, down, waiting for somebody, nothing to do.

The states that a drop's run does not show in its utilisation. All in minutes of the station's open
hours, all its machines together, so that they add up to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.flow import tallied
from workbench.analysis.openings import Passed, open_time
from workbench.sim.calendars import Calendars
from workbench.sim.log import BLOCKED, CHANGEOVER, DOWN, INTERRUPTED, OPERATION

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Held:
    """Minutes of machines by state, of n replications and S stations.

    Parameters
    ----------
    open : float64[n, S]
        Open minutes of all machines between the first release and the last completion.
    running, changing : float64[n, S]
        With work on them, from its begin to its end; being changed over.
    blocked, down : float64[n, S]
        Held by work that finds no place; failed, or taken down for maintenance.
    waiting : float64[n, S]
        Free or granted while something waits there: nobody to attend it, or a batch to be filled.
    starved : float64[n, S]
        Free and nothing there.
    """

    open: FloatArray
    running: FloatArray
    changing: FloatArray
    blocked: FloatArray
    down: FloatArray
    waiting: FloatArray
    starved: FloatArray

    def share(self, state: str) -> FloatArray:
        """Return a state's share of the open minutes [n, S]."""
        minutes = getattr(self, state)
        return np.divide(minutes, self.open, out=np.zeros_like(self.open), where=self.open > 0)


def held(log: EventLog, spec: SimSpec) -> Held:
    """Return what the machines of each station did in each replication.

    Parameters
    ----------
    log : EventLog
        Of any number of replications.
    spec : SimSpec
        What was played.
    """
    sums = tallied(log, spec)
    numbers, row = np.unique(log["replication"], return_inverse=True)
    begin, end = sums.begin, np.maximum(sums.begin, sums.end)
    calendars = Calendars(spec)
    found = {name: np.zeros((len(numbers), spec.stations)) for name in Held.__dataclass_fields__}
    first = first_of_batch(log, row)
    for s in range(spec.stations):
        clock = open_time(spec, calendars, int(spec.station_calendar[s]))
        window = clock.until(begin), clock.until(end)
        mine = np.flatnonzero(log["station"] == s)
        spans = _Spans(log, row, clock, window, mine)
        machines = float(spec.station_machines[s])
        running = spans.of(mine[(log["kind"][mine] == OPERATION) & first[mine]])
        changing = spans.of(mine[log["kind"][mine] == CHANGEOVER])
        blocked = spans.of(mine[log["kind"][mine] == BLOCKED])
        down = spans.of(mine[log["kind"][mine] == DOWN], begin="enqueued")
        waits = spans.waits(mine[log["kind"][mine] == OPERATION])
        levels = {
            "running": running, "changing": changing, "blocked": blocked, "down": down
        }  # fmt: skip
        moments, steps = _levels([*levels.values(), waits], window)
        lengths = np.diff(moments[1], append=0.0)
        # the last event of a replication is the end of its window
        lengths[np.diff(moments[0], append=-1) != 0] = 0.0
        free = np.maximum(0.0, machines - steps[:4].sum(axis=0))
        there = np.minimum(free, np.maximum(0.0, steps[4] - steps[1]))

        def total(
            level: FloatArray, at: IntArray = moments[0], by: FloatArray = lengths
        ) -> FloatArray:
            return np.asarray(np.bincount(at, level * by, minlength=len(numbers)), np.float64)

        found["open"][:, s] = machines * (window[1] - window[0])
        for number, name in enumerate(levels):
            found[name][:, s] = total(steps[number])
        found["waiting"][:, s] = total(there)
        found["starved"][:, s] = total(free - there)
    return Held(**found)


def first_of_batch(log: EventLog, row: IntArray) -> NDArray[np.bool_]:
    """Return which rows stand for their batch: a load is on its machine once."""
    batched = np.flatnonzero((log["kind"] == OPERATION) & (log["batch"] >= 0))
    kept = np.ones(len(log), np.bool_)
    kept[batched] = False
    together = np.stack((row[batched], log["batch"][batched], log["start"][batched]), axis=1)
    _, once = np.unique(together, axis=0, return_index=True)
    kept[batched[once]] = True
    return kept


class _Spans:
    """Rows as (replication, from, to) in open minutes, within the window of each replication."""

    def __init__(
        self,
        log: EventLog,
        row: IntArray,
        clock: Passed,
        window: tuple[FloatArray, FloatArray],
        mine: IntArray,
    ) -> None:
        self.log, self.row, self.clock, self.window = log, row, clock, window
        self.mine = mine

    def of(
        self, rows: IntArray, begin: str = "start", end: str = "end"
    ) -> tuple[IntArray, FloatArray, FloatArray]:
        """Return the spans of rows between two of their columns."""
        return self._within(rows, self.log[begin][rows], self.log[end][rows])

    def waits(self, rows: IntArray) -> tuple[IntArray, FloatArray, FloatArray]:
        """Return when work waited: from asking, or from its interruption, to its begin."""
        log = self.log
        asked, start = log["enqueued"][rows].copy(), log["start"][rows]
        order = np.lexsort((start, log["operation"][rows], log["job"][rows], self.row[rows]))
        same = np.ones(max(len(order) - 1, 0), np.bool_)
        for column in (self.row[rows], log["job"][rows], log["operation"][rows]):
            same &= np.diff(column[order]) == 0
        stopped = log["outcome"][rows][order][:-1] == INTERRUPTED
        later = order[1:][same & stopped]
        earlier = order[:-1][same & stopped]
        asked[later] = np.maximum(asked[later], log["end"][rows][earlier])
        return self._within(rows, np.minimum(asked, start), start)

    def _within(
        self, rows: IntArray, begin: FloatArray, end: FloatArray
    ) -> tuple[IntArray, FloatArray, FloatArray]:
        at = self.row[rows]
        low, high = self.window[0][at], self.window[1][at]
        return (
            at,
            np.clip(self.clock.until(begin), low, high),
            np.clip(self.clock.until(end), low, high),
        )


def _levels(
    kinds: list[tuple[IntArray, FloatArray, FloatArray]], window: tuple[FloatArray, FloatArray]
) -> tuple[tuple[IntArray, FloatArray], FloatArray]:
    """Return the moments of all spans, sorted, and how many of each kind are on from there."""
    count = len(window[0])
    numbers = np.arange(count)
    at = [numbers, numbers]
    when = [window[0], window[1]]
    steps = [np.zeros((len(kinds), 2 * count))]
    for kind, (row, begin, end) in enumerate(kinds):
        step = np.zeros((len(kinds), 2 * len(row)))
        step[kind, : len(row)], step[kind, len(row) :] = 1.0, -1.0
        at += [row, row]
        when += [begin, end]
        steps.append(step)
    rows, moments = np.concatenate(at), np.concatenate(when)
    order = np.lexsort((moments, rows))
    return (rows[order], moments[order]), np.cumsum(np.hstack(steps)[:, order], axis=1)
