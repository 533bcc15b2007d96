"""The calendars of a specification, with those of a station and a person at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from workbench.sim._kernels_calendar import done_at, open_from
from workbench.sim._kernels_shifts import open_minutes, shift_end
from workbench.sim.codes import FINISH, FIT

if TYPE_CHECKING:
    from workbench.sim.spec import FloatArray, IntArray, SimSpec

NEVER = -2  #: the calendars of a station and a pool have no common time


class Calendars:
    """Open times of stations, pools and pairs of them.

    Attributes
    ----------
    start, opened, closed : arrays as in ``SimSpec``
        The calendars of the specification, then those of the pairs.
    pair : int64[S+1, Q+1]
        Calendar in which somebody of pool q may begin at station s; index -1 stands for "none";
        -1: always open, -2: never.
    working : int64[S+1, Q+1]
        The same once he has begun: those who ``FINISH`` in overtime pause for breaks only.
    until : float64[*]
        For each interval of the specification the end of its shift, in minutes from the start of
        the cycle the interval stands in; inf where all closings are breaks.
    fitting : float64[S+1, Q+1]
        Greatest minutes that can be fitted into a shift: of the station alone (last column), or
        of a pool from the first common opening in its shift. What takes longer begins anyway.
    """

    def __init__(self, spec: SimSpec) -> None:
        self.cycle = float(spec.cycle)
        self.phase = float(spec.phase)
        self._intervals: list[list[tuple[float, float]]] = [
            [
                (float(spec.calendar_open[i]), float(spec.calendar_close[i]))
                for i in range(spec.calendar_start[k], spec.calendar_start[k + 1])
            ]
            for k in range(len(spec.calendar_start) - 1)
        ]
        breaks = [
            spec.calendar_break[spec.calendar_start[k] : spec.calendar_start[k + 1]].tolist()
            for k in range(len(self._intervals))
        ]
        shifts = [
            _shifts(intervals, closings, self.cycle)
            for intervals, closings in zip(self._intervals, breaks, strict=True)
        ]
        self.until: FloatArray = np.array([end for ends in shifts for end in ends], np.float64)
        stations, pools = spec.station_calendar.tolist(), spec.pool_calendar.tolist()
        self.pair: IntArray = self._pairs(stations, pools)
        self.working: IntArray = self.pair
        stays = [closing == FINISH for closing in spec.station_closing.tolist()]
        remain = [closing == FINISH for closing in spec.pool_closing.tolist()]
        if any(stays) or any(remain):
            self.working = self._pairs(
                [
                    self._overtime(k, breaks) if stay else k
                    for k, stay in zip(stations, stays, strict=True)
                ],
                [
                    self._overtime(k, breaks) if stay else k
                    for k, stay in zip(pools, remain, strict=True)
                ],
            )
        counts = [len(entry) for entry in self._intervals]
        self.start: IntArray = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        flat = [interval for entry in self._intervals for interval in entry]
        self.opened: FloatArray = np.array([a for a, _ in flat], np.float64)
        self.closed: FloatArray = np.array([b for _, b in flat], np.float64)
        self.fitting: FloatArray = self._fitting(spec)

    def _fitting(self, spec: SimSpec) -> FloatArray:
        """Return the greatest minutes that fit into a shift of a station or a pool."""
        fitting: FloatArray = np.full((spec.stations + 1, spec.pools + 1), np.inf)
        for s in range(spec.stations):
            if spec.station_closing[s] == FIT:
                calendar = int(spec.station_calendar[s])
                fitting[s, -1] = self._longest(calendar, calendar, calendar)
        for q in range(spec.pools):
            if spec.pool_closing[q] == FIT:
                for s in range(-1, spec.stations):
                    fitting[s, q] = self._longest(
                        int(spec.pool_calendar[q]), int(self.pair[s, q]), int(self.working[s, q])
                    )
        # A little less, so that rounding never passes over for ever what just fits.
        return fitting * (1.0 - 1e-9)

    def _longest(self, shifts: int, begins: int, works: int) -> float:
        """Return the most minutes of ``works`` in a shift from the first opening of ``begins``."""
        if shifts < 0 or begins == NEVER:
            return math.inf
        most = 0.0
        for i in range(int(self.start[shifts]), int(self.start[shifts + 1])):
            end = self.until[i] - self.phase
            if end == math.inf:
                return math.inf
            first = self.open_from(begins, float(self.opened[i] - self.phase))
            most = max(most, self.minutes(works, first, float(end)))
        return most

    def _pairs(self, stations: list[int], pools: list[int]) -> IntArray:
        """Return the calendar of each station with each pool; the last ones stand for none."""
        known: dict[tuple[int, int], int] = {}
        pair: IntArray = np.full((len(stations) + 1, len(pools) + 1), -1, np.int64)
        for s in range(-1, len(stations)):
            for q in range(-1, len(pools)):
                a = stations[s] if s >= 0 else -1
                b = pools[q] if q >= 0 else -1
                key = (min(a, b), max(a, b))
                if key not in known:
                    known[key] = self._both(*key)
                pair[s, q] = known[key]
        return pair

    def _overtime(self, k: int, breaks: list[list[int]]) -> int:
        """Return the calendar that is closed only in the breaks of calendar ``k``."""
        if k < 0:
            return k
        intervals = self._intervals[k]
        closed: list[tuple[float, float]] = []
        for i, is_break in enumerate(breaks[k]):
            if is_break:
                low = intervals[i][1]
                high = intervals[i + 1][0] if i + 1 < len(intervals) else intervals[0][0]
                if i + 1 < len(intervals):
                    closed.append((low, high))
                else:
                    closed += [(low, self.cycle), (0.0, high)]
        edges = [0.0, *(edge for gap in sorted(closed) for edge in gap), self.cycle]
        found = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        if found == [(0.0, self.cycle)]:
            return -1
        return self._number(found)

    def _number(self, intervals: list[tuple[float, float]]) -> int:
        """Return the number of a calendar with these intervals, made if it is new."""
        if intervals not in self._intervals:
            self._intervals.append(intervals)
        return self._intervals.index(intervals)

    def _both(self, a: int, b: int) -> int:
        """Return the calendar that is open when both are, made if it is new."""
        if a == b or a < 0:
            return b
        common: list[tuple[float, float]] = []
        for low, high in self._intervals[a]:
            for other_low, other_high in self._intervals[b]:
                begin, end = max(low, other_low), min(high, other_high)
                if begin < end:
                    common.append((begin, end))
        if not common:
            return NEVER
        return self._number(common)

    def together(self, station: int, pool: int) -> int:
        """Return the calendar of a person of ``pool`` at ``station`` (-1 for none of them)."""
        return int(self.pair[station, pool])

    def open_from(self, calendar: int, moment: float) -> float:
        """Return the first open moment from ``moment`` on [min]."""
        if calendar < 0:
            return moment
        return open_from(
            calendar, moment, self.start, self.opened, self.closed, self.cycle, self.phase
        )

    def done_at(self, calendar: int, moment: float, work: float) -> float:
        """Return when ``work`` minutes of open time have passed since ``moment`` [min]."""
        if calendar < 0:
            return moment + work
        return done_at(
            calendar, moment, work, self.start, self.opened, self.closed, self.cycle, self.phase
        )

    def minutes(self, calendar: int, begin: float, end: float) -> float:
        """Return the open minutes between two moments [min]."""
        return open_minutes(
            calendar, begin, end, self.start, self.opened, self.closed, self.cycle, self.phase
        )

    def shift_end(self, calendar: int, moment: float) -> float:
        """Return when the shift on at ``moment``, or the next one, ends; of the specification's."""
        return shift_end(
            calendar, moment, self.start, self.closed, self.until, self.cycle, self.phase
        )

    def open_between(self, calendar: int, begin: float, end: float) -> list[tuple[float, float]]:
        """Return the open intervals between two moments [min], for shading and utilisation."""
        if calendar < 0:
            return [(begin, end)] if begin < end else []
        found: list[tuple[float, float]] = []
        turn = int((begin + self.phase) // self.cycle)
        while turn * self.cycle - self.phase < end:
            base = turn * self.cycle - self.phase
            for low, high in self._intervals[calendar]:
                a, b = max(begin, base + low), min(end, base + high)
                if a < b:
                    if found and found[-1][1] == a:
                        a = found.pop()[0]
                    found.append((a, b))
            turn += 1
        return found


def _shifts(intervals: list[tuple[float, float]], breaks: list[int], cycle: float) -> list[float]:
    """Return the end of the shift of each interval."""
    count = len(intervals)
    if all(breaks):
        return [math.inf] * count
    until: list[float] = []
    for i in range(count):
        turn, j = 0.0, i
        while breaks[j]:
            j += 1
            if j == count:
                turn, j = turn + cycle, 0
        until.append(turn + intervals[j][1])
    return until
