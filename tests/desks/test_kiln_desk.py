"""The kiln board without a page: figures, drawings, sliders, links, and what goes wrong."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from workbench.analysis import words
from workbench.desks import KilnDesk
from workbench.errors import SpecError
from workbench.model import Scenario

BOWLS = "members.ana.brings.bowls.pieces"
COOP = """
twin: Two potters
currency: EUR
place: {city: Caldas}
costs: {energy: 0.3 EUR/kWh}
stations:
  kiln:
    batch: {max: 100 %, family: family}
    kiln: {power: 11.52 kW, height: 40 cm, shelf: {diameter: 50 cm}}
products:
  bowl:
    label: Bowl
    ware: {height: 14 cm, diameter: 20 cm}
    routing: [bisque: {station: kiln, time: {program: c04_slow_bisque}}]
cooperative: {fee: 3.66 EUR/L}
members:
    ana: {label: Ana, slots: 3, brings: {bowls: {product: bowl, program: c04_slow_bisque, pieces: 5, due: 2 d}}}
    ben: {label: Ben, slots: 5, brings: {bowls: {product: bowl, program: c6_slow_glaze, pieces: 3}}}
"""  # noqa: E501 - a twin


@pytest.fixture
def desk(at_once, tmp_path, monkeypatch):
    folder = tmp_path / "potters"
    folder.mkdir()
    (folder / "twin.yaml").write_text(COOP)
    monkeypatch.setenv("WORKBENCH_TWINS", str(tmp_path))
    return KilnDesk("potters")


def card(desk, name):
    return next(each for each in desk._kpis.cards if each["name"] == name)


def test_it_opens_with_the_week_of_the_twin(desk):
    assert desk._status.state == "idle"
    assert desk._verdict.headline.startswith("2 firings, all cold after")
    assert card(desk, "count")["interval"] == "8 pieces"
    assert len(desk._kpis.cards) <= 12
    assert all(each["definition"] for each in desk._kpis.cards)
    assert desk._drawing.value.count("<title>Bowl") >= 5
    assert repr(desk) == "KilnDesk('potters')"


def test_a_slider_brings_more_ware_and_the_link_holds_it(desk):
    before = desk.answer["figures"]["energy"]
    desk._sliders[BOWLS].set_state({"value": 40})
    assert desk.answer["figures"]["pieces"] == 43
    assert desk.answer["figures"]["energy"] > before
    linked = Scenario.from_link(desk.link.split("scenario=")[1])
    assert linked.settings == {BOWLS: 40}
    other = KilnDesk("potters", linked)
    assert other._sliders[BOWLS].value == 40
    desk._reset()
    assert desk.answer["figures"]["pieces"] == 8
    assert desk._sliders[BOWLS].value == 5


def test_two_kilns_are_planned_by_the_rule_that_is_chosen(desk):
    desk.set("stations.kiln.machines", 2)
    desk.set("cooperative.plan", "due")
    assert desk.answer["rule"] == "due"
    assert [each["rule"] for each in desk.answer["compared"]] == ["week", "due", "order"]
    assert {firing["kiln"] for firing in desk.answer["firings"]} == {0, 1}
    assert desk._rules.layout.display == ""


def test_the_rule_is_part_of_the_scenario(desk):
    desk._rule.value = "due"
    assert desk.scenario.settings == {"cooperative.plan": "due"}
    assert desk.answer["rule"] == "due"
    assert [row["rule"] for row in desk.answer["compared"]] == ["week", "due", "order"]


def test_each_firing_can_be_looked_at(desk):
    assert [each["label"] for each in desk._chosen.options] == [
        "1. C04 slow bisque",
        "2. C6 slow glaze",
    ]
    first = desk._drawing.value
    desk._chosen.value = "1"
    assert desk._drawing.value != first
    assert "<b>3</b>" in desk._drawing.value


def test_slots_and_bill_name_everybody(desk):
    rows = {row[0]: row[1:] for row in desk._slot_table.rows}
    assert rows["Ana"][0] == "3"
    given = [int(row[2].split(":")[0]) for row in desk._slot_table.rows]
    assert sum(given) == 7
    assert {name for name, *_ in desk._shares(desk.answer)} == {"Ana", "Ben"}


def test_costs_can_be_hidden(at_once, desk):
    hidden = KilnDesk("potters", costs=False)
    assert "cost" not in {each["name"] for each in hidden._kpis.cards}
    assert "€" not in hidden._verdict.text
    assert hidden._bill.layout.display == "none"
    assert "costs=hidden" in hidden.link


def test_late_ware_and_an_empty_week_are_told(desk):
    desk.set("members.ana.brings.bowls.due", "10 h")
    assert desk._verdict.headline == "5 of 8 pieces would be late"
    assert desk._verdict.tone == "warn"
    for member in ("ana", "ben"):
        desk.set(f"members.{member}.brings.bowls.pieces", 0)
    assert desk._verdict.headline == "Nothing is brought this week"
    assert desk._chosen.options == []


def test_what_cannot_be_is_told_and_nothing_is_lost(desk):
    stood = desk.answer
    desk.set("members.ana.brings.bowls.program", "c04_slow_biscue")
    assert desk._status.state == "error"
    assert "c04_slow_biscue" in desk._status.text
    assert desk.answer is stood
    desk.set("products.bowl.ware.height", "60 cm")
    assert desk._status.state == "error"


def test_a_twin_without_members_is_refused():
    with pytest.raises(SpecError, match="shares no kiln"):
        KilnDesk("rug_studio")


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "Mon 00:00"), (1440 + 13.5 * 60, "Tue 13:30"), (8 * 1440, "Tue of week 2, 00:00")],
)
def test_moments_are_told_by_the_day(minutes, text):
    assert words.moment(minutes) == text


# bookings ----------------------------------------------------------------------------------------


@pytest.fixture
def form(desk):
    desk.set("members.ana.slots", 1)  # Monday; Ben has the days after it
    desk.set("members.ben.slots", 2)
    return desk._bookings


def said_by(form):
    return form.message.value


def test_a_booking_is_taken_moved_and_given_back(desk, form):
    assert "Nothing is booked yet" in said_by(form)
    form.member.value, form.day.value, form.hour.value = "ana", "Thu", "9"
    form.share.value = 40
    form.buttons.press("book")
    assert "Booked for Ana: Thu 09:00." in said_by(form)
    (firing,) = desk.answer["booked"]
    assert firing["start"] == 3 * 1440 + 540
    assert firing["parts"][0]["share"] == pytest.approx(0.4)
    assert form.table.rows[0][:2] == ["Ana", "Thu 09:00"]
    assert 'class="heat"' in desk._week.value
    assert "Ana 40 %" in desk._week.value
    linked = Scenario.from_link(desk.link.split("scenario=")[1])
    assert KilnDesk("potters", linked).answer["booked"] == desk.answer["booked"]
    form.day.value, form.hour.value = "Fri", ""
    form.buttons.press("move")
    assert [each["start"] for each in desk.answer["booked"]] == [4 * 1440]
    assert [each["label"] for each in form.chosen.options] == ["Fri 00:00 Ana"]
    form.buttons.press("cancel")
    assert desk.answer["booked"] == []
    assert "given back" in said_by(form)
    assert form.buttons.buttons[1]["state"] == "off"


def test_what_cannot_be_booked_is_told_with_what_can(desk, form):
    form.member.value, form.day.value, form.hour.value = "ana", "Thu", "9"
    form.buttons.press("book")
    stood = desk.scenario
    form.member.value, form.hour.value = "ben", "20"
    form.buttons.press("book")
    assert "The kiln is taken by Ana from Thu 09:00 until it may be opened, Fri" in said_by(form)
    assert "Free for Ben: Fri " in said_by(form)
    form.day.value = "Mon"
    form.buttons.press("book")
    assert "Mon was handed to Ana" in said_by(form)
    form.hour.value = ""  # the earliest on a day that is Ana's
    form.buttons.press("book")
    assert "Nothing is free on Mon" in said_by(form)
    assert "Free later: Tue 00:00" in said_by(form)
    assert 'role="alert"' in said_by(form)
    assert desk.scenario == stood


def test_bookings_that_no_longer_hold_are_told_and_kept(desk, form):
    form.member.value, form.day.value, form.hour.value = "ben", "Wed", "9"
    form.buttons.press("book")
    desk.set("members.ana.slots", 7)
    desk.set("members.ben.slots", 0)
    assert "Ben, Wed 09:00, no longer holds: Wed was handed to Ana" in said_by(form)
    assert desk.answer["booked"] == []
    desk.set("members.ana.slots", 1)
    assert len(desk.answer["booked"]) == 1
    assert "All bookings hold." in said_by(form)


def test_bookings_leave_and_come_as_files(desk, form):
    form.member.value, form.day.value, form.hour.value = "ana", "Sun", "9"
    form.buttons.press("book")
    file = form.files.press("json")
    text = form.calendar(datetime(2026, 11, 30), datetime(2026, 11, 25, 12))
    assert "DTSTART:20261206T090000\r\n" in text
    assert "SUMMARY:Ana: C04 slow bisque" in text
    form.buttons.press("cancel")
    form.take(file.name, file.content.encode())
    assert form.upload.note == "1 bookings from kiln-bookings.json."
    assert len(desk.answer["booked"]) == 1
    stood = desk.scenario
    twice = json.loads(file.content)
    twice["bookings"]["more"] = {**twice["bookings"]["b1"], "member": "ben"}
    for content, told in (
        (b"\x00", "holds no bookings"),
        (b'{"bookings": [1]}', "holds no bookings"),
        (json.dumps(twice).encode(), "has 0 % of its load left"),
        (b'{"bookings": {"a": {"member": "x", "program": "p", "start": "3 h"}}}', "no member 'x'"),
    ):
        form.take("wrong.json", content)
        assert told in form.upload.error
    assert desk.scenario == stood


def test_a_booking_tells_no_money_where_costs_are_hidden(at_once, desk):
    hidden = KilnDesk("potters", costs=False)
    hidden._bookings.day.value = "Sun"
    hidden.set("members.ben.slots", 1)
    hidden._bookings.buttons.press("book")
    assert hidden._bookings.table.columns == ["Member", "Booked"]
    assert len(hidden._bookings.table.rows[0]) == 2
