"""Finishing modules that several makers share by calendar: press, over-dye, embroider, wash.

A lot goes through the modules it needs, each booked in one diary, so that no module is promised
twice; a module may be moved to another maker between two bookings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.analysis.booking import Diary
from workbench.errors import SpecError

# Whom the time is booked for in which a module is on its way.
MOVING = "(moving)"


@dataclass(frozen=True)
class FinishingJob:
    """A lot to be finished.

    Parameters
    ----------
    name, member : str
        Which, whose.
    modules : tuple of (module, time)
        In order. [min]
    ready : float
        When it may start. [min]
    """

    name: str
    member: str
    modules: tuple[tuple[str, float], ...]
    ready: float = 0.0


@dataclass(frozen=True)
class FinishingPlan:
    """Jobs booked.

    Parameters
    ----------
    diary : Diary
        With the new bookings.
    ends : tuple of (job, float)
        When each is done. [min]
    """

    diary: Diary
    ends: tuple[tuple[str, float], ...]

    def use(self, span: float) -> dict[str, float]:
        """Return the share of ``span`` min in which each module is booked."""
        if not span > 0.0:
            raise SpecError("no span", where="span", advice="give more than 0 min")
        booked = dict.fromkeys(self.diary.resources, 0.0)
        for booking in self.diary.bookings:
            booked[booking.resource] += booking.end - booking.start
        return {name: time / span for name, time in booked.items()}


def book_finishing(
    diary: Diary, jobs: Sequence[FinishingJob], *, moving: float = 0.0
) -> FinishingPlan:
    """Return the jobs booked one after the other, each module at its next free time.

    Parameters
    ----------
    diary : Diary
        The modules, with what is booked already.
    jobs : sequence of FinishingJob
        In the order in which they are booked; see `workbench.analysis.booking.by_priority`.
    moving : float
        Time it takes to bring a module to another maker, kept free before a booking. [min]
    """
    if moving < 0.0:
        raise SpecError(f"a move of {moving:g} min", where="moving", advice="give 0 or more")
    ends = []
    for job in jobs:
        moment = job.ready
        for module, time in job.modules:
            start = diary.next_free(module, moment, time)
            if moving and _holder(diary, module, start) not in ("", job.member):
                start = diary.next_free(module, moment, moving + time)
                diary = diary.book(module, MOVING, start, start + moving)
                start += moving
            diary = diary.book(module, job.member, start, start + time)
            moment = start + time
        ends.append((job.name, moment))
    return FinishingPlan(diary, tuple(ends))


def _holder(diary: Diary, module: str, start: float) -> str:
    """Return who has a module before a moment, empty when nobody had it."""
    own = [b.member for b in diary.of(module) if b.end <= start + 1e-9 and b.member != MOVING]
    return own[-1] if own else ""
