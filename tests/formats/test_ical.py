"""A calendar file: what RFC 5545 asks for, line by line."""

from __future__ import annotations

from datetime import datetime

from workbench.formats.ical import Appointment, to_ical

BEGIN, END = datetime(2026, 11, 30, 9), datetime(2026, 12, 1, 7, 30)


def lines(text):
    return text.split("\r\n")


def test_an_appointment_is_written_with_its_clock_times():
    text = to_ical([Appointment("b1@kiln", BEGIN, END, "Ana, bisque; c04")], made=BEGIN)
    assert lines(text)[:3] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//workbench//kiln board//EN",
    ]
    assert "DTSTART:20261130T090000" in lines(text)
    assert "DTEND:20261201T073000" in lines(text)
    assert r"SUMMARY:Ana\, bisque\; c04" in lines(text)
    assert lines(text)[-2:] == ["END:VCALENDAR", ""]
    assert "DESCRIPTION" not in text


def test_long_lines_are_folded_between_letters():
    title = "Cerâmica " * 30
    text = to_ical([Appointment("k", BEGIN, END, title, "one\ntwo")], made=BEGIN)
    assert max(len(line.encode()) for line in lines(text)) <= 75
    assert title in text.replace("\r\n ", "")
    assert "DESCRIPTION:one\\ntwo" in lines(text)


def test_no_appointments_are_an_empty_calendar():
    assert lines(to_ical([], made=BEGIN))[-2] == "END:VCALENDAR"
