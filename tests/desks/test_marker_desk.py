"""The marker desk without a browser: rules, search, moves, comparison, files, links."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.desks import MarkerDesk
from workbench.desks.marker_question import MarkerQuestion, price_of, wanted
from workbench.desks.marker_work import search
from workbench.model import Scenario, load_twin
from workbench.nesting import Instance, Marker, check_marker, nest

TWIN = "apparel_microfactory"


@pytest.fixture(scope="module")
def found():
    """Return the desk's first question and a marker of it, searched once for all tests."""
    desk = MarkerDesk(TWIN)
    instance = desk.question.instance()
    return instance, nest(instance, evaluations=60_000, seed=0)


@pytest.fixture
def desk(found, monkeypatch):
    """Return a desk whose search answers at once with the marker."""
    _, marker = found

    def run(self, question, on_done, on_error, on_progress=None):
        on_progress(500, 1000, marker.to_document())
        on_done(marker.to_document())

    monkeypatch.setattr("workbench.desks.compute.Compute.run", run)
    return MarkerDesk(TWIN)


def _texts(desk):
    return desk._verdict.headline, desk._kpis.cards


def test_it_begins_with_the_twins_pattern_and_cloth():
    desk = MarkerDesk(TWIN)
    assert desk.question.garments == 7
    assert desk.question.cloth.width == 1600.0
    assert desk.marker is None
    assert repr(desk) == "MarkerDesk('apparel_microfactory')"


def test_a_search_is_shown_and_can_be_moved_by_hand(desk):
    desk.start()
    headline, cards = _texts(desk)
    assert "% of the cloth ends up in garments" in headline
    assert [card["name"] for card in cards][:4] == ["utilisation", "length", "each", "cost"]
    assert desk.view.editable
    before = desk.marker
    nudge = desk._session.slide(0, 1.0, 0.0)
    desk.view._follow(desk._session.marker)
    if nudge.placement != before.placements[0]:
        assert desk.marker.placements[0] == nudge.placement
    assert check_marker(desk.question.instance(), desk.marker) == []


def test_costs_can_be_hidden(found, monkeypatch):
    _, marker = found
    desk = MarkerDesk(TWIN, costs=False)
    desk._show(marker, desk.question.instance())
    desk._tab.value = "waste"
    desk._fill_tab()
    assert "cost" not in {card["name"] for card in desk._kpis.cards}
    assert "€" not in desk._table.value
    assert "€" not in desk._verdict.text
    assert desk.link.endswith("&costs=hidden")


def test_other_rules_make_the_marker_stale_and_travel_in_the_link(desk):
    desk.start()
    desk._rules._cloth["width"].value = 1500.0
    desk._rules._nap.value = "one-way"
    assert desk._status.state == "stale"
    assert not desk.view.editable
    link = desk.link.partition("scenario=")[2]
    again = MarkerDesk(TWIN, Scenario.from_link(link))
    assert again.question.cloth == desk.question.cloth
    assert again.question.sizes == desk.question.sizes


def test_two_markers_stand_side_by_side(desk):
    desk.start()
    desk.keep()
    assert desk._tab.value == "compare"
    assert desk._other.pieces == desk.view.pieces
    assert "Difference" in desk._table.value


def test_waste_sums_and_the_order_is_planned(desk):
    desk.start()
    told = desk._told
    assert told.use.pieces + told.use.waste == pytest.approx(told.use.bought)
    desk._tab.value = "plan"
    assert "S + M" in desk._table.value or "M + L" in desk._table.value
    desk._tab.value = "pieces"
    assert "sleeve" in desk._table.value


def test_a_flaw_bars_the_cloth_until_it_is_removed(desk):
    desk.start()
    desk._flaw_marked((100.0, 100.0, 50.0, 40.0))
    assert len(desk.question.instance().zones) == 1
    assert desk.view.cloths[0]["flaws"]
    desk._flaws_cleared()
    assert desk.question.instance().zones == ()


@pytest.mark.parametrize("kind", ["svg", "dxf", "plt", "pdf", "cut", "json"])
def test_every_file_is_handed_out(desk, kind):
    assert getattr(desk.files, f"as_{kind}")() is None
    desk.start()
    file = getattr(desk.files, f"as_{kind}")()
    assert file.name == f"tee-marker.{kind}"
    assert len(file.content) > 500


def test_a_file_of_the_desk_comes_back_with_its_marker(desk):
    desk.start()
    file = desk.files.as_json()
    marker = desk.marker
    desk.files.take(file.name, file.content.encode())
    assert desk.files.upload.error == ""
    assert desk.marker.placements == marker.placements
    broken = json.loads(file.content)
    broken["marker"]["placements"][0]["x"] += 300.0
    desk.files.take(file.name, json.dumps(broken).encode())
    assert desk.marker is None


def test_a_broken_file_names_the_piece_and_changes_nothing(desk):
    desk.start()
    marker = desk.marker
    desk.files.take("broken.svg", b'<svg><path id="yoke" d="M0 0L300 100L300 0L0 90Z"/></svg>')
    assert "yoke" in desk.files.upload.error
    assert desk.marker is marker


def test_a_twin_without_cloth_asks_for_a_pattern():
    desk = MarkerDesk("rug_studio")
    assert desk._status.state == "empty"
    assert desk.question.is_empty
    assert Scenario.from_link(desk.link.partition("scenario=")[2]) == Scenario("rug_studio")
    svg = b'<svg width="300mm" viewBox="0 0 300 300"><path id="flap" d="M0 0H200V100H0Z"/></svg>'
    desk.files.take("flap.svg", svg)
    assert desk.question.garments == 1


def test_a_piece_wider_than_the_cloth_is_said_on_the_page(monkeypatch):
    desk = MarkerDesk(TWIN)
    desk._rules._cloth["width"].value = 300.0
    monkeypatch.setattr(
        "workbench.desks.compute.Compute.run",
        lambda self, question, done, error, progress=None: _answer(question, done, error),
    )
    desk.start()
    assert desk._status.state == "error"
    assert "front" in desk._status.detail


def _answer(question, done, error):
    try:
        done(search(question))
    except Exception as fault:
        error(fault)


def test_a_worker_tells_what_it_has_found_and_goes_on_from_a_start(found):
    instance, marker = found
    heard = []
    question = {"instance": instance.to_json(), "seconds": 0.5, "seed": 1,
                "start": marker.to_document()}  # fmt: skip
    answer = Marker.from_document(search(question, listener=lambda *news: heard.append(news)))
    assert answer.length <= marker.length
    assert check_marker(Instance.from_json(question["instance"]), answer) == []
    assert heard
    assert Marker.from_document(heard[-1][2]).length >= answer.length


def test_cloth_costs_what_the_twin_says():
    factory = load_twin(TWIN)
    _, product = wanted(factory, "")
    price = price_of(factory, product)
    # 12.50 EUR and 0.18 kg of jersey at 11 kg CO2e per kg, per square metre.
    assert (price.money, price.currency) == (12.5, "EUR")
    assert price.carbon == pytest.approx(0.18 * 11.0)
    assert MarkerQuestion().is_empty


@pytest.mark.parametrize("name", ["order_with_offcuts", "kiln_shelves"])
def test_stock_and_shelves_are_shown_without_the_price_of_cloth(name):
    path = Path(__file__).parents[1] / "nesting" / "instances" / f"{name}.json"
    desk = MarkerDesk(TWIN)
    desk.files.take(path.name, path.read_bytes())
    assert desk.files.upload.error == ""
    instance = desk.question.instance()
    desk._show(nest(instance, evaluations=60_000, seed=0), instance)
    desk._rest()
    names = {card["name"] for card in desk._kpis.cards}
    assert {"utilisation", "sheets", "waste"} <= names
    assert not names & {"cost", "carbon", "length"}
    assert len(desk.view.cloths) == len(desk.marker.sheets)
    assert "m²" in desk._table.value
    for kind in ("svg", "dxf", "plt", "pdf", "cut"):
        assert len(getattr(desk.files, f"as_{kind}")().content) > 500
