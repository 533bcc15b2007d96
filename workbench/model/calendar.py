"""When a station is open and when people are there: shifts in a weekly cycle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from workbench.errors import SpecError, nearest
from workbench.model._noun import noun

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 1440.0
WEEK = 7 * DAY
_SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@noun
class Calendar:
    """Open hours that repeat each week.

    Parameters
    ----------
    name : str
        How stations and pools refer to it.
    days : tuple of str
        ``mon-fri``, ``sat``, …; a range may wrap round the week.
    shifts : tuple of str
        ``08:00-12:00``, …; a shift that ends before it begins runs past midnight.
    breaks : tuple of str
        ``10:00-10:15``, … within shifts: nobody works, but the shift is not over.
    """

    name: str
    days: tuple[str, ...] = ("mon-sun",)
    shifts: tuple[str, ...] = ("00:00-24:00",)
    breaks: tuple[str, ...] = ()

    COMMAS: ClassVar[tuple[str, ...]] = ("days",)

    def __post_init__(self) -> None:
        """Read the hours once, so that a fault shows at once."""
        if not self.intervals:
            raise SpecError(
                "the calendar is never open", where=self.name, advice="give days and shifts"
            )

    def _spans(self, hours: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Return hours of each day as intervals of the week [min]."""
        spans: list[tuple[float, float]] = []
        for weekday in _weekdays(self.days):
            for start, end in hours:
                spans.extend(_within_week(weekday * DAY + start, weekday * DAY + end))
        return spans

    def _opened(self) -> tuple[tuple[float, float], ...]:
        return _merged(self._spans([_shift(text) for text in self.shifts]))

    def _pauses(self) -> list[tuple[float, float]]:
        """Return the breaks; one after midnight belongs to the shift that runs past it."""
        shifts = [_shift(text) for text in self.shifts]
        found = []
        for text in self.breaks:
            start, end = _shift(text)
            days = [
                late
                for late in (0.0, DAY)
                if any(low <= start + late and end + late <= high for low, high in shifts)
            ]
            if not days:
                raise SpecError(
                    f"the break '{text}' is not within a shift",
                    where="breaks",
                    advice="give hours within one of the shifts",
                )
            found.append((start + days[0], end + days[0]))
        return self._spans(found)

    @property
    def intervals(self) -> tuple[tuple[float, float], ...]:
        """Open intervals within a week that begins on Monday at 00:00, merged [min]."""
        opened = self._opened()
        for low, high in self._pauses():
            opened = tuple(
                (start, end)
                for first, last in opened
                for start, end in ((first, min(last, low)), (max(first, high), last))
                if start < end
            )
        return opened

    @property
    def pauses(self) -> tuple[bool, ...]:
        """Whether each interval ends within a shift: with a break, or at the turn of the week."""
        shifts, opened = self._opened(), self.intervals
        found = []
        for number, (_, end) in enumerate(opened):
            after = opened[(number + 1) % len(opened)][0]
            after += WEEK if after < end else 0.0
            # where the shift would end that is on at this moment, over the turn of the week
            last = next((high for low, high in shifts if low <= end < high), end)
            if last == WEEK and shifts[0][0] == 0.0:
                last += shifts[0][1]
            found.append(after < last)
        return tuple(found)

    @property
    def open_share(self) -> float:
        """Share of the week that is open."""
        return sum(end - start for start, end in self.intervals) / WEEK


def _weekdays(days: tuple[str, ...]) -> list[int]:
    found: list[int] = []
    for entry in days:
        first, _, last = entry.lower().replace("–", "-").partition("-")
        names = [name.strip()[:3] for name in (first, last or first)]
        for name in names:
            if name not in DAYS:
                raise SpecError(f"'{entry}' is not a day", advice=nearest(name, DAYS))
        start, end = (DAYS.index(name) for name in names)
        found.extend(day % 7 for day in range(start, end + 1 if end >= start else end + 8))
    return sorted(set(found))


def _shift(text: str) -> tuple[float, float]:
    found = _SHIFT.fullmatch(text.strip())
    if not found:
        raise SpecError(f"'{text}' is not a shift", advice="write it like '08:00-12:00'")
    hours = [int(part) for part in found.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if max(start, end) > DAY or hours[1] > 59 or hours[3] > 59 or start == end:
        raise SpecError(f"'{text}' is not a shift", advice="give hours from 00:00 to 24:00")
    return float(start), float(end if end > start else end + DAY)


def _within_week(start: float, end: float) -> list[tuple[float, float]]:
    """Cut an interval that runs past Sunday midnight in two."""
    if start >= WEEK:
        return [(start - WEEK, end - WEEK)]
    if end <= WEEK:
        return [(start, end)]
    return [(start, WEEK), (0.0, end - WEEK)]


def _merged(spans: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
