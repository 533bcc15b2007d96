"""The booked firings of a shared kiln: who may book when, with whom, and what he pays.

The week's slots are handed out in turns (`kiln_week.hand_out`); bookings and slots live in one
diary. A firing may be booked on a day that is one's own or nobody's, or joined where its program
is the same and the load has room; kilns are never booked twice. Whatever was not handed out is
free for everybody, so no kiln stands idle while somebody could use it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from workbench.analysis.booking import Booking, Diary
from workbench.analysis.words import moment, percent
from workbench.errors import InfeasibleError, SpecError, WorkbenchError, nearest
from workbench.model.calendar import DAY, WEEK
from workbench.model.members import KilnBooking
from workbench.processes.kiln import Firing, fire, wear
from workbench.studies.kiln_week import SharedKiln, hand_out, slot_names

STEP = 30.0
"""Starts that are offered lie on this grid. [min]"""
_OFFERED = 3
_SAME = 1e-6


@dataclass(frozen=True)
class BookedFiring:
    """A firing that was booked, by one member or several.

    Parameters
    ----------
    kiln : int
        In which kiln, from 0.
    program : str
        Which.
    start, hot, end : float
        Switched on, switched off, and cold enough to be opened. [min after Monday 00:00]
    parts : tuple of KilnBooking
        Whose it is, in the order of booking.
    cost : float
        Its electricity at that hour, and the wear of the elements. [money]
    """

    kiln: int
    program: str
    start: float
    hot: float
    end: float
    parts: tuple[KilnBooking, ...]
    cost: float

    @property
    def taken(self) -> float:
        """Share of the load that is booked."""
        return math.fsum(float(part.share) for part in self.parts)

    def pays(self, part: KilnBooking) -> float:
        """Return what a booking costs: the firing by the shares that are booked [money]."""
        return self.cost * float(part.share) / self.taken


@dataclass(frozen=True)
class KilnDiary:
    """Bookings of a week.

    Parameters
    ----------
    shared : SharedKiln
        Kilns and members.
    slots : mapping of slot to member
        Who was handed which day.
    firings : tuple of BookedFiring
        By start.
    refused : tuple of (KilnBooking, str)
        Bookings that no longer hold, as when other slots were handed out, with the reason.
    """

    shared: SharedKiln
    slots: Mapping[str, str]
    firings: tuple[BookedFiring, ...] = ()
    refused: tuple[tuple[KilnBooking, str], ...] = ()
    _fired: dict[str, Firing] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def diary(self) -> Diary:
        """The kilns' bookings, one for each firing; it refuses what overlaps."""
        names = tuple(_kiln(number) for number in range(self.shared.kilns))
        return Diary(
            names,
            tuple(
                Booking(_kiln(each.kiln), each.parts[0].member, each.start, each.end)
                for each in self.firings
            ),
        )

    @property
    def pays(self) -> dict[str, float]:
        """What each member pays for what he booked [money]."""
        found: dict[str, float] = {}
        for firing in self.firings:
            for part in firing.parts:
                found[part.member] = found.get(part.member, 0.0) + firing.pays(part)
        return found

    def firing(self, program: str) -> Firing:
        """Return time and energy of a program in this kiln."""
        if program not in self.shared.programs:
            raise SpecError(
                f"there is no program '{program}'",
                where="program",
                advice=nearest(program, self.shared.programs),
            )
        if program not in self._fired:
            made = fire(self.shared.kiln, self.shared.programs[program], age=self.shared.age)
            self._fired[program] = made
        return self._fired[program]

    def book(self, booking: KilnBooking) -> KilnDiary:
        """Return the diary with one booking more.

        Raises
        ------
        SpecError
            When there is no such member, program or kiln.
        InfeasibleError
            When the kiln is taken, the load is full, the day is somebody else's, or the studio is
            closed: with the next starts that are free.
        """
        made = self.firing(booking.program)
        members = [member.name for member in self.shared.members]
        if booking.member not in members:
            raise SpecError(
                f"there is no member '{booking.member}'",
                where="member",
                advice=nearest(booking.member, members),
            )
        if booking.kiln > self.shared.kilns:
            raise SpecError(
                f"there is no kiln {booking.kiln}",
                where="kiln",
                advice=f"choose one of 1 to {self.shared.kilns}",
            )
        reason = self.objection(booking)
        if reason:
            raise InfeasibleError(reason, where=booking.name, advice=self._offer(booking))
        joined = self._same(booking)
        others = tuple(each for each in self.firings if each is not joined)
        if joined is None:
            start = float(booking.start)
            cost = self.shared.tariff.cost(made, start) + wear(
                self.shared.kiln, self.shared.age
            ).cost  # fmt: skip
            joined = BookedFiring(
                booking.kiln - 1, booking.program, start, start + made.heating,
                start + made.time, (booking,), cost,
            )  # fmt: skip
        else:
            joined = replace(joined, parts=(*joined.parts, booking))
        firings = sorted((*others, joined), key=lambda each: (each.start, each.kiln))
        return replace(self, firings=tuple(firings))

    def objection(self, booking: KilnBooking) -> str:
        """Return why a booking cannot be taken, nothing when it can."""
        start, kiln = float(booking.start), booking.kiln - 1
        joined = self._same(booking)
        if joined is not None:
            left = 1.0 - joined.taken
            if float(booking.share) <= left + _SAME:
                return ""
            return (
                f"the firing of {moment(start)} has {percent(max(left, 0.0))} of its load left, "
                f"not {percent(float(booking.share))}"
            )
        end = start + self.firing(booking.program).time
        wanted = Booking(_kiln(kiln), booking.member, start, end)
        for other in self.diary.bookings:
            if wanted.overlaps(other):
                return (
                    f"{_kiln(kiln, self.shared.kilns)} is taken by {self._called(other.member)} "
                    f"from {moment(other.start)} until it may be opened, {moment(other.end)}"
                )
        opening = self.shared.opening
        if opening and not any(low <= start < high for low, high in opening):
            return f"nobody can start a kiln at {moment(start)}: the studio is closed"
        owner = self.slots.get(self._slot(start, kiln))
        if owner is not None and owner != booking.member:
            return f"{self._slot(start, kiln)} was handed to {self._called(owner)}"
        return ""

    def free(
        self, member: str, program: str, share: float = 1.0, *, after: float = 0.0
    ) -> tuple[tuple[int, float], ...]:
        """Return kilns (from 1) and starts that a member could book: the first of each day.

        Parameters
        ----------
        member, program : str
            Who, and what is to be fired.
        share : float
            Of the load that is needed.
        after : float
            From when on. [min]
        """
        steps = range(math.ceil(after / STEP - _SAME), int(WEEK / STEP))
        starts = {step * STEP for step in steps}
        starts |= {each.start for each in self.firings if each.start >= after}  # to join
        # opened at the next full minute
        starts |= {float(math.ceil(each.end)) for each in self.firings if after <= each.end}
        starts = {start for start in starts if start < WEEK}
        found: list[tuple[int, float]] = []
        days: set[tuple[int, int]] = set()
        for start in sorted(starts):
            for kiln in range(1, self.shared.kilns + 1):
                day = (kiln, int(start // DAY))
                wanted = KilnBooking("wanted", member, program, f"{start} min", kiln, share)  # type: ignore[arg-type]
                if day not in days and not self.objection(wanted):
                    days.add(day)
                    found.append((kiln, start))
        return tuple(found)

    def _offer(self, booking: KilnBooking) -> str:
        share, start = float(booking.share), float(booking.start)
        found = self.free(booking.member, booking.program, share, after=start)
        found = found or self.free(booking.member, booking.program, share)
        if not found:
            return "nothing is free this week: ask somebody to share a load or to give up a day"
        several = self.shared.kilns > 1
        told = [
            moment(at) + (f" in {_kiln(kiln - 1)}" if several else "")
            for kiln, at in found[:_OFFERED]
        ]
        return f"free for {self._called(booking.member)}: {', '.join(told)}"

    def _same(self, booking: KilnBooking) -> BookedFiring | None:
        for each in self.firings:
            same = each.kiln == booking.kiln - 1 and each.program == booking.program
            if same and abs(each.start - float(booking.start)) < _SAME:
                return each
        return None

    def _slot(self, start: float, kiln: int) -> str:
        return slot_names(self.shared.kilns)[int(start // DAY) * self.shared.kilns + kiln]

    def _called(self, member: str) -> str:
        return next((m.label for m in self.shared.members if m.name == member), "") or member


def kiln_diary(shared: SharedKiln, bookings: Iterable[KilnBooking] = ()) -> KilnDiary:
    """Return the diary of a week.

    Parameters
    ----------
    shared : SharedKiln
        Kilns, members and what they ask for.
    bookings : iterable of KilnBooking
        In the order in which they were made; what cannot be taken is told in ``refused``.
    """
    found = KilnDiary(shared, hand_out(shared)[0])
    for booking in bookings:
        try:
            found = found.book(booking)
        except WorkbenchError as error:
            found = replace(found, refused=(*found.refused, (booking, error.what)))
    return found


def _kiln(number: int, of: int = 2) -> str:
    return "the kiln" if of == 1 else f"kiln {number + 1}"
