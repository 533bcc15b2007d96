"""The calendars of a specification, with those of a station and a person at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.sim._kernels_calendar import done_at, open_from

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
        Calendar in which somebody of pool q works at station s; index -1 stands for "none";
        -1: always open, -2: never.
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
        known: dict[tuple[int, int], int] = {}
        self.pair: IntArray = np.full((spec.stations + 1, spec.pools + 1), -1, np.int64)
        for s in range(-1, spec.stations):
            for q in range(-1, spec.pools):
                a = int(spec.station_calendar[s]) if s >= 0 else -1
                b = int(spec.pool_calendar[q]) if q >= 0 else -1
                key = (min(a, b), max(a, b))
                if key not in known:
                    known[key] = self._both(*key)
                self.pair[s, q] = known[key]
        counts = [len(entry) for entry in self._intervals]
        self.start: IntArray = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        flat = [interval for entry in self._intervals for interval in entry]
        self.opened: FloatArray = np.array([a for a, _ in flat], np.float64)
        self.closed: FloatArray = np.array([b for _, b in flat], np.float64)

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
        if common in self._intervals:
            return self._intervals.index(common)
        self._intervals.append(common)
        return len(self._intervals) - 1

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
