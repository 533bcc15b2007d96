"""The dye house without a page: orders, figures, sliders, and what goes wrong."""

from __future__ import annotations

import pytest

from tests.studies.test_dye_week import RUGS
from workbench.desks import DyeDesk
from workbench.errors import SpecError
from workbench.model import Scenario

LIQUOR = "recipes.acid.liquor"


@pytest.fixture
def desk(at_once, tmp_path, monkeypatch):
    folder = tmp_path / "rugs"
    folder.mkdir()
    (folder / "twin.yaml").write_text(RUGS)
    monkeypatch.setenv("WORKBENCH_TWINS", str(tmp_path))
    return DyeDesk("rugs")


def card(desk, name):
    return next(each for each in desk._kpis.cards if each["name"] == name)


def test_it_opens_with_the_best_order(desk):
    assert desk._status.state == "idle"
    assert desk._verdict.headline == "12 lots take 2.1 days in the best order"
    assert card(desk, "lots")["interval"] == "108 kg"
    assert card(desk, "changeovers")["value"] == "1.5"
    assert all(each["definition"] for each in desk._kpis.cards)
    assert len(desk._kpis.cards) <= 12
    assert [row[0] for row in desk._baths.rows] == ["Dye"]


def test_another_order_shows_what_it_costs_more(desk):
    desk._order.value = "worst"
    assert desk._verdict.headline.endswith("17.5 h more than in the best")
    assert card(desk, "time")["delta"] == "+17.5 h"
    assert card(desk, "water")["tone"] == "warn"
    assert desk.scenario.settings == {}, "it is the same question"


def test_the_parts_of_the_water_add_up(desk):
    for order in ("best", "worst"):
        desk._order.value = order
        parts = sum(amount for _, amount in desk._split(desk.answer))
        assert parts == pytest.approx(desk.answer["orders"][order]["water"])


def test_sliders_reach_recipe_vat_and_drop(desk):
    water = desk.answer["orders"]["best"]["water"]
    desk._sliders[LIQUOR].set_state({"value": 10})
    assert desk.answer["orders"]["best"]["water"] == pytest.approx(water / 2)
    desk._sliders["drops.week.pieces"].set_state({"value": 6})
    assert desk.answer["mass"] == pytest.approx(54.0)
    desk._sliders["stations.vat.changeover.darker_to_lighter"].set_state({"value": 60})
    settings = desk.scenario.settings
    assert settings == {
        LIQUOR: "10 L/kg",
        "drops.week.pieces": 6,
        "stations.vat.changeover.darker_to_lighter": "60 min",
    }
    again = DyeDesk("rugs", Scenario.from_link(desk.link.split("scenario=")[1]))
    assert again.answer["orders"] == desk.answer["orders"]


def test_costs_can_be_hidden(desk):
    hidden = DyeDesk("rugs", costs=False)
    assert "cost_dye" not in {each["name"] for each in hidden._kpis.cards}
    assert not any("€" in cell for row in hidden._table.rows for cell in row)


def test_a_twin_without_a_vat_is_refused(tmp_path, monkeypatch):
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "twin.yaml").write_text("twin: Bare\nstations: {table: {label: Table}}\n")
    monkeypatch.setenv("WORKBENCH_TWINS", str(tmp_path))
    with pytest.raises(SpecError, match="no dye vat"):
        DyeDesk("bare")


def test_a_dry_recipe_is_told(desk):
    desk.set(LIQUOR, "1 L/kg")
    assert desk._status.state == "error"
    assert "water" in desk._status.text.lower()
