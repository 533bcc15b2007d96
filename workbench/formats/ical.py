"""Appointments as an iCalendar file, which every calendar program reads (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_FOLD = 73  # octets of a line; those after the first begin with a space


@dataclass(frozen=True)
class Appointment:
    """Something with a begin and an end.

    Parameters
    ----------
    key : str
        By which a calendar knows it again, so that a second import moves it.
    begin, end : datetime
        Without a time zone: the clock on the wall.
    title, note : str
    """

    key: str
    begin: datetime
    end: datetime
    title: str
    note: str = ""


def to_ical(appointments: Iterable[Appointment], *, made: datetime) -> str:
    """Return a calendar file.

    Parameters
    ----------
    appointments : iterable of Appointment
    made : datetime
        When it is written.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//workbench//kiln board//EN"]
    for each in appointments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(each.key)}",
            f"DTSTAMP:{made:%Y%m%dT%H%M%S}",
            f"DTSTART:{each.begin:%Y%m%dT%H%M%S}",
            f"DTEND:{each.end:%Y%m%dT%H%M%S}",
            f"SUMMARY:{_escaped(each.title)}",
            *([f"DESCRIPTION:{_escaped(each.note)}"] if each.note else []),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """Cut a line where it is too long, never within a letter."""
    part, size, lead = "", 0, ""
    for letter in line:
        width = len(letter.encode())
        if size + width > _FOLD:
            yield lead + part
            part, size, lead = "", 0, " "
        part, size = part + letter, size + width
    yield lead + part
