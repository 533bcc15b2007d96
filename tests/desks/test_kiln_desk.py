"""The kiln board without a page: figures, drawings, sliders, links, and what goes wrong."""

from __future__ import annotations

import pytest

from workbench.desks import KilnDesk, kiln_figures
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
    assert kiln_figures.when(minutes) == text
