"""Shared calendars of a cooperative: kilns, glaze room, finishing; who gets which slot.

Two ways in: `Diary` takes one booking after the other and refuses what overlaps; `share_slots`
hands out a week's slots in turns. In turns, asking for more than one needs never brings more of
what one needs: an extra wish costs a turn, and nothing that was taken from others comes free.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.errors import InfeasibleError, SpecError, nearest


@dataclass(frozen=True)
class Booking:
    """Time on a shared resource.

    Parameters
    ----------
    resource : str
        Kiln, glaze room, finishing bench.
    member : str
        For whom.
    start, end : float
        The end belongs to whoever comes next. [min]
    """

    resource: str
    member: str
    start: float
    end: float

    def overlaps(self, other: Booking) -> bool:
        """Whether both need the resource at one moment."""
        same = self.resource == other.resource
        return same and self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Diary:
    """Bookings of some resources, none of which overlap.

    Parameters
    ----------
    resources : tuple of str
        What may be booked.
    bookings : tuple of Booking
        In order of resource and start.
    """

    resources: tuple[str, ...]
    bookings: tuple[Booking, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a diary that was double-booked elsewhere."""
        for name in self.resources:
            own = self.of(name)
            for first, second in itertools.pairwise(own):
                if first.overlaps(second):
                    raise _taken(second, first)

    def of(self, resource: str) -> tuple[Booking, ...]:
        """Return the bookings of a resource, earliest first."""
        own = (booking for booking in self.bookings if booking.resource == resource)
        return tuple(sorted(own, key=lambda booking: booking.start))

    def book(self, resource: str, member: str, start: float, end: float) -> Diary:
        """Return the diary with one booking more.

        Raises
        ------
        InfeasibleError
            When somebody else has the resource then: he is named, with the next free time.
        """
        if resource not in self.resources:
            raise SpecError(
                f"there is no '{resource}' to book",
                where="resource",
                advice=nearest(resource, self.resources),
            )
        if not (math.isfinite(start) and math.isfinite(end) and start < end):
            raise SpecError(
                f"a booking from {start:g} to {end:g} min",
                where="booking",
                advice="let it end after it starts",
            )
        wanted = Booking(resource, member, start, end)
        for booking in self.bookings:
            if wanted.overlaps(booking):
                free = self.next_free(resource, start, end - start)
                raise _taken(wanted, booking, free)
        ordered = sorted((*self.bookings, wanted), key=lambda b: (b.resource, b.start))
        return replace(self, bookings=tuple(ordered))

    def cancel(self, booking: Booking) -> Diary:
        """Return the diary without a booking."""
        if booking not in self.bookings:
            raise SpecError(
                "there is no such booking", where="booking", advice="look it up with of"
            )
        return replace(self, bookings=tuple(b for b in self.bookings if b != booking))

    def next_free(self, resource: str, start: float, length: float) -> float:
        """Return the first moment from ``start`` on at which ``length`` min are free [min]."""
        moment = start
        for booking in self.of(resource):
            if booking.start >= moment + length:
                break
            moment = max(moment, booking.end)
        return moment


def _taken(wanted: Booking, by: Booking, free: float | None = None) -> InfeasibleError:
    advice = "choose another time" if free is None else f"free from minute {free:g} on"
    return InfeasibleError(
        f"'{wanted.resource}' is taken by {by.member} from {by.start:g} to {by.end:g} min",
        where=f"booking of {wanted.member}",
        advice=advice,
    )


@dataclass(frozen=True)
class Request:
    """What a member asks for.

    Parameters
    ----------
    member : str
        Who.
    slots : tuple of str
        Slots that would do, best first.
    count : int
        How many of them are needed.
    """

    member: str
    slots: tuple[str, ...]
    count: int

    def __post_init__(self) -> None:
        """Refuse a negative count and a slot wished for twice."""
        if self.count < 0 or len(set(self.slots)) < len(self.slots):
            raise SpecError(
                f"'{self.member}' asks for {self.count} slots or for one twice",
                where="requests",
                advice="give 0 or more, each slot once",
            )


def share_slots(
    slots: Sequence[str], requests: Iterable[Request], order: Sequence[str] | None = None
) -> dict[str, str]:
    """Return who gets which slot: one each in turn, the best wish that is still free.

    Nobody waits while a slot that would do is free.

    Parameters
    ----------
    slots : sequence of str
        What there is.
    requests : iterable of Request
        One for each member.
    order : sequence of str, optional
        Who chooses first; from `by_priority`, or as listed.
    """
    asked = {request.member: request for request in requests}
    turn = list(asked) if order is None else [name for name in order if name in asked]
    if set(turn) != set(asked):
        raise SpecError("the order leaves members out", where="order", advice="list all members")
    free = set(slots)
    given: dict[str, str] = {}
    had = dict.fromkeys(asked, 0)
    while turn:
        still = []
        for name in turn:
            request = asked[name]
            wish = next((slot for slot in request.slots if slot in free), None)
            if wish is None or had[name] >= request.count:
                continue
            free.discard(wish)
            given[wish] = name
            had[name] += 1
            still.append(name)
        turn = still
    return given


@dataclass(frozen=True)
class Standing:
    """How long a member has waited.

    Parameters
    ----------
    member : str
        Who.
    priority : float
        Of the membership; more goes first.
    waited : float
        Rounds in which something asked for was not given.
    """

    member: str
    priority: float = 0.0
    waited: float = 0.0


def by_priority(standings: Iterable[Standing], *, ageing: float = 1.0) -> tuple[str, ...]:
    """Return who chooses first: priority plus ``ageing`` for each round waited.

    With ageing above 0 nobody waits for ever: each round unserved counts, and the count is set
    back when he is served.
    """
    if not ageing >= 0.0:
        raise SpecError(f"an ageing of {ageing}", where="ageing", advice="give 0 or more")
    ranked = sorted(standings, key=lambda s: (-(s.priority + ageing * s.waited), s.member))
    return tuple(standing.member for standing in ranked)


def after_round(
    standings: Iterable[Standing], requests: Iterable[Request], given: Mapping[str, str]
) -> tuple[Standing, ...]:
    """Return the standings after a round: who got less than he asked for has waited once more."""
    asked = {request.member: request.count for request in requests}
    got: dict[str, int] = {}
    for member in given.values():
        got[member] = got.get(member, 0) + 1
    return tuple(
        replace(
            standing,
            waited=standing.waited + 1.0
            if got.get(standing.member, 0) < asked.get(standing.member, 0)
            else 0.0,
        )
        for standing in standings
    )
