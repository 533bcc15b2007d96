"""Booking a firing on the kiln board: a form, the bookings that stand, and files of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from workbench.analysis import words as said
from workbench.desks.desk import option
from workbench.desks.text import Words, spoken
from workbench.errors import SpecError, WorkbenchError
from workbench.formats.ical import Appointment, to_ical
from workbench.studies.kiln_diary import KilnDiary, kiln_diary
from workbench.studies.kiln_week import shared_kiln
from workbench.widgets import Action, Choice, ComparisonTable, File, Slider, Toolbar, Upload

if TYPE_CHECKING:
    from workbench.model import Factory, KilnBooking

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = 1440.0
_MOST = 40
Bookings = dict[str, dict[str, Any]]


class KilnBookings:
    """A form that books, moves and cancels; what it makes goes through ``change``.

    Parameters
    ----------
    words : Words
        The desk's.
    factory : callable
        Returns the twin as the page has it.
    change : callable
        Called with all bookings, as the twin's file writes them.
    """

    def __init__(
        self,
        words: Words,
        factory: Callable[[], Factory],
        change: Callable[[Bookings], None],
        *,
        costs: bool,
    ) -> None:
        w = self._words = words
        self._factory, self._change, self._costs = factory, change, costs
        self._warned = False
        self.member = Choice(label=w("book_member"), options=[])
        self.program = Choice(label=w("book_program"), options=[])
        self.kiln = Choice(label=w("book_kiln"), options=[])
        self.day = Choice(label=w("book_day"), options=[_entry(d, d) for d in _DAYS])
        hours = [_entry("", w("book_earliest"))]
        hours += [_entry(str(h), f"{h:02d}:00") for h in range(24)]
        self.hour = Choice(label=w("book_hour"), options=hours, value="")
        self.share = Slider(
            label=w("book_share"), value=100, minimum=10, maximum=100, step=10, unit="%"
        )
        self.chosen = Choice(label=w("book_chosen"), options=[])
        self.buttons = Toolbar(
            Action("book", w("book"), self.book, "primary", w("book_hint")),
            Action("move", w("book_move"), self.move, hint=w("book_move_hint")),
            Action("cancel", w("book_cancel"), self.cancel, hint=w("book_cancel_hint")),
        )
        self.files = Toolbar(
            Action("json", w("book_json"), self.as_json, "download", w("book_json_hint")),
            Action("ics", w("book_ics"), self.as_ics, "download", w("book_ics_hint")),
        )
        self.upload = Upload(
            self.take, label=w("book_upload"), hint=w("book_upload_hint"), accept=".json"
        )
        self.message = ipywidgets.HTML()
        self.table = ComparisonTable(caption=w("booked_card"))
        form = ipywidgets.HBox(
            [self.member, self.program, self.share, self.kiln, self.day, self.hour]
        )
        form.add_class("wb-form")
        standing = ipywidgets.HBox([self.chosen, self.buttons])
        standing.add_class("wb-form")
        files = ipywidgets.HBox([self.files, self.upload])
        files.add_class("wb-form")
        self.widgets = (form, standing, self.message, self.table, files)

    # what stands -------------------------------------------------------------------------------

    def follow(self, factory: Factory) -> None:
        """Offer the members, programs and bookings of a twin."""
        try:
            shared = shared_kiln(factory)
        except WorkbenchError:  # the board itself says what is wrong
            return
        members = [_entry(m.name, m.label or spoken(m.name)) for m in factory.members]
        programs = [_entry(n, p.label or spoken(n)) for n, p in shared.programs.items()]
        kilns = [_entry(str(k + 1), str(k + 1)) for k in range(shared.kilns)]
        for choice, options in (
            (self.member, members), (self.program, programs), (self.kiln, kilns),
        ):  # fmt: skip
            values = [each["value"] for each in options[:_MOST]]
            kept = choice.value if choice.value in values else (values or [""])[0]
            option(choice, options[:_MOST], kept)
        self.kiln.layout.display = "" if shared.kilns > 1 else "none"
        coop = factory.cooperative
        booked = list(coop.bookings) if coop is not None else []
        called = {m["value"]: m["label"] for m in members}
        options = [
            _entry(each.name, f"{said.moment(float(each.start))} {called[each.member]}")
            for each in booked[:_MOST]
        ]
        names = [each["value"] for each in options]
        kept = self.chosen.value if self.chosen.value in names else (names or [""])[-1]
        option(self.chosen, options, kept)
        self.chosen.layout.display = "" if options else "none"
        for name in ("move", "cancel"):
            self.buttons.set_button(name, "" if options else "off")
        for name in ("json", "ics"):
            self.files.set_button(name, "" if options else "off")

    def fill(self, answer: Mapping[str, Any]) -> None:
        """Show what each has booked, and what no longer holds."""
        w, names = self._words, answer["names"]["members"]
        rows = []
        for name in names:
            own = [
                (firing, part)
                for firing in answer["booked"]
                for part in firing["parts"]
                if part["member"] == name
            ]
            if own:
                pays = sum(part["pays"] for _, part in own)
                when = " · ".join(said.moment(firing["start"]) for firing, _ in own)
                row = [names[name] or spoken(name), when]
                rows.append([*row, said.money(pays, answer["currency"])] if self._costs else row)
        self.table.rows = []
        self.table.columns = w("booked_columns" if self._costs else "booked_free").split(",")
        self.table.rows = rows
        self.table.layout.display = "" if rows else "none"
        refused = [
            w("book_refused", name=names.get(member) or spoken(member), start=said.moment(start),
              why=why)
            for member, start, why in answer["refused"]
        ]  # fmt: skip
        if refused:
            self._say(" ".join(refused), bad=True)
        elif self._warned or not (answer["booked"] or self.message.value):
            self._say(w("booked_again" if answer["booked"] else "book_none"))
        self._warned = bool(refused)

    # what the reader does ----------------------------------------------------------------------

    def book(self) -> None:
        """Book what the form says."""
        bookings = self._bookings()
        name = next(f"b{n}" for n in range(1, len(bookings) + 2) if f"b{n}" not in bookings)
        self._try(bookings, name)

    def move(self) -> None:
        """Give the chosen booking the place that the form says."""
        bookings = self._bookings()
        old = bookings.pop(self.chosen.value, None)
        if old is not None:
            self._try(bookings, self.chosen.value)

    def cancel(self) -> None:
        """Give the chosen booking back."""
        bookings = self._bookings()
        old = bookings.pop(self.chosen.value, None)
        if old is not None:
            self._say(self._words("book_cancelled"))
            self._change(bookings)

    def take(self, name: str, data: bytes) -> None:
        """Read bookings from a file; all of them are taken, or none."""
        self.upload.error = self.upload.note = ""
        if not name:
            return
        try:
            document = json.loads(data)
            bookings = document["bookings"]
            if not isinstance(bookings, dict):
                raise TypeError("bookings")
        except (ValueError, KeyError, TypeError, RecursionError):
            self.upload.error = self._words("book_unread", name=name)
            return
        try:
            diary = self._diary(bookings)
            if diary.refused:
                booking, why = diary.refused[0]
                raise SpecError(why, where=booking.name)
        except WorkbenchError as error:
            self.upload.error = str(error)
            return
        self.upload.note = self._words("book_read", count=len(bookings), name=name)
        self._change(bookings)

    def as_json(self) -> File:
        """Return the bookings as the board reads them again, and a twin's file holds them."""
        text = json.dumps({"bookings": self._bookings()}, indent=2, ensure_ascii=False)
        return File("kiln-bookings.json", text, "application/json")

    def as_ics(self) -> File:
        """Return the bookings of the coming week as a calendar."""
        now = datetime.now()
        coming = now.replace(hour=0, minute=0, second=0, microsecond=0)
        monday = coming + timedelta(days=(7 - now.weekday()) % 7)
        return File("kiln-bookings.ics", self.calendar(monday, now), "text/calendar;charset=utf-8")

    def calendar(self, monday: datetime, made: datetime) -> str:
        """Return the bookings as an iCalendar text.

        Parameters
        ----------
        monday : datetime
            The first midnight of the week.
        made : datetime
            When it is written.
        """
        factory = self._factory()
        diary = self._diary(self._bookings())
        called = {m.name: m.label or spoken(m.name) for m in factory.members}
        return to_ical(
            (
                Appointment(
                    f"{part.name}-{monday:%Y%m%d}@{spoken(factory.name).replace(' ', '-').lower()}",
                    monday + timedelta(minutes=firing.start),
                    monday + timedelta(minutes=firing.end),
                    f"{called[part.member]}: {self._called(firing.program)}",
                    self._words(
                        "book_note", share=f"{100 * float(part.share):.0f}",
                        end=said.moment(firing.end),
                    ),
                )
                for firing in diary.firings
                for part in firing.parts
            ),
            made=made,
        )  # fmt: skip

    # checking ----------------------------------------------------------------------------------

    def _bookings(self) -> Bookings:
        coop = self._factory().to_document().get("cooperative") or {}
        return {name: dict(each) for name, each in (coop.get("bookings") or {}).items()}

    def _diary(self, bookings: Bookings) -> KilnDiary:
        factory, read = self._read(bookings)
        return kiln_diary(shared_kiln(factory), read)

    def _read(self, bookings: Bookings) -> tuple[Factory, tuple[KilnBooking, ...]]:
        """Return the twin with these bookings, and them as it reads them."""
        factory = self._factory().with_settings({"cooperative.bookings": bookings})
        coop = factory.cooperative
        return factory, coop.bookings if coop is not None else ()

    def _try(self, bookings: Bookings, name: str) -> None:
        """Take one more booking, or say why not and what would do; nothing changes then."""
        try:
            wanted = self._wanted(bookings)
            tried = {**bookings, name: wanted}
            made = next(b for b in self._read(tried)[1] if b.name == name)
            self._diary(bookings).book(made)
        except WorkbenchError as error:
            advice = f" {error.advice[:1].upper()}{error.advice[1:]}." if error.advice else ""
            self._say(f"{error.what[:1].upper()}{error.what[1:]}.{advice}", bad=True)
            return
        start = said.moment(float(made.start))
        self._say(self._words("book_done", who=self._label(self.member), start=start))
        self._change(tried)
        self.chosen.value = name

    def _wanted(self, bookings: Bookings) -> dict[str, Any]:
        day, share = _DAYS.index(self.day.value), f"{self.share.value:g} %"
        kiln = int(self.kiln.value or 1)
        if self.hour.value:
            start = day * _DAY + 60.0 * int(self.hour.value)
        else:
            found = self._diary(bookings).free(
                self.member.value, self.program.value, self.share.value / 100, after=day * _DAY
            )
            here = [at for which, at in found if which == kiln and at < (day + 1) * _DAY]
            if not here:
                later = ", ".join(said.moment(at) for which, at in found[:3] if which == kiln)
                raise SpecError(
                    self._words("book_full", day=self.day.value),
                    advice=self._words("book_later", starts=later) if later
                    else self._words("book_nothing"),
                )  # fmt: skip
            start = here[0]
        wanted = {
            "member": self.member.value,
            "program": self.program.value,
            "start": f"{start / 60:g} h" if start % 60 == 0 else f"{start:g} min",
        }
        if share != "100 %":
            wanted["share"] = share
        return {**wanted, "kiln": kiln} if kiln > 1 else wanted

    def _called(self, program: str) -> str:
        labels = {each["value"]: each["label"] for each in self.program.options}
        return labels.get(program) or spoken(program)

    def _label(self, choice: Choice) -> str:
        return next(o["label"] for o in choice.options if o["value"] == choice.value)

    def _say(self, text: str, *, bad: bool = False) -> None:
        tone = ' bad" role="alert' if bad else '" role="status'
        self.message.value = f'<p class="wb-note{tone}">{escape(text)}</p>'


def _entry(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label, "hint": ""}
