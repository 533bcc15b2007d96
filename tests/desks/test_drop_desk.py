"""The drop desk: its state is a scenario, an answer is shown, a fault is told in words."""

import dataclasses

import pytest

from workbench.desks import DropDesk
from workbench.errors import InfeasibleError, SpecError
from workbench.model import Scenario
from workbench.studies.beliefs import expected_of

PIECES = "drops.spring_capsule.pieces"
PRICE = "drops.spring_capsule.price"


@pytest.fixture
def desk(answers):
    made = DropDesk("rug_studio", compute=answers)
    made._page.set_state({"seen": True})
    return made


def linked(desk):
    return Scenario.from_link(desk.link.split("scenario=")[1].split("&")[0])


def test_it_begins_with_the_twins_first_drop(desk, answers):
    assert desk.scenario == Scenario("rug_studio", drop="spring_capsule")
    assert answers.asked == [desk.scenario]
    assert repr(desk) == "DropDesk('rug_studio', drop='spring_capsule')"
    assert (
        desk._header.subtitle == "Rug studio · Guimarães · Spring capsule" or desk._header.subtitle
    )


def test_a_slider_changes_the_scenario_and_asks_again(desk, answers):
    desk._sliders[PIECES].set_state({"value": 20})
    desk._sliders[PRICE].set_state({"value": 920})
    assert desk.scenario.settings == {PIECES: 20, PRICE: "920 EUR"}
    assert answers.asked[-1] == desk.scenario
    factory = desk.scenario.factory()
    assert factory.drop().count == 20
    assert float(factory.drop().price) == 920


def test_a_scenario_moves_the_controls_and_asks_once(desk, answers):
    wanted = dataclasses.replace(desk.scenario, settings={PIECES: 31, "pools.tufter.size": 3})
    before = len(answers.asked)
    desk.scenario = wanted
    assert desk._sliders[PIECES].value == 31
    assert desk._sliders["pools.tufter.size"].value == 3
    assert desk.scenario == wanted
    assert len(answers.asked) == before + 1


@pytest.mark.parametrize("twin", ["rug_studio", "apparel_microfactory"])
def test_a_link_restores_the_desk(twin, answers):
    desk = DropDesk(twin, compute=answers)
    for slider in desk._sliders.values():
        slider.set_state({"value": slider.minimum + 2 * slider.step})
    if desk._variant is not None:
        desk._variant.set_state({"value": desk._variant.options[-1]["value"]})
    again = DropDesk(twin, linked(desk), compute=answers)
    assert again.scenario == desk.scenario
    assert {p: s.value for p, s in again._sliders.items() if p in desk._sliders} == {
        p: desk._sliders[p].value for p in again._sliders
    }
    assert again.link == desk.link == again._connection.link == again._header.link


def test_a_value_outside_the_usual_range_widens_the_slider(answers):
    far = Scenario("rug_studio", "spring_capsule", settings={PIECES: 5000})
    desk = DropDesk("rug_studio", far, compute=answers)
    assert desk._sliders[PIECES].value == 5000
    assert desk.scenario == far


def test_a_variant_takes_away_what_it_does_not_have(desk):
    desk._sliders["pools.dyer.size"].set_state({"value": 2})
    desk._sliders[PIECES].set_state({"value": 20})
    desk._variant.set_state({"value": "dye_off_site"})
    assert desk.scenario.variant == "dye_off_site"
    assert desk.scenario.settings == {PIECES: 20}
    assert "pools.dyer.size" not in [c.path for c in desk._controls]
    desk._variant.set_state({"value": ""})
    assert desk.scenario.variant is None
    assert "pools.dyer.size" in [c.path for c in desk._controls]


def test_an_answer_is_shown(desk, answers):
    assert desk._status.state == "busy"
    answers.answer()
    assert desk._status.state == "idle"
    assert desk._verdict.headline == "Make it here"
    card = desk._kpis.cards[0]
    assert (card["value"], card["unit"], card["interval"]) == ("18.6", "days", "18.1 – 19.0")
    assert desk._kpis.cards[3]["value"] == "Tufter"
    assert desk._charts._table.rows[1] == ["Lead time, 9 in 10", "18.6 days", "97 days", "−81 %"]
    assert desk._charts._table.rows[2][3] == "−€43"
    assert desk._charts._table.rows[3][1:3] == ["61.0 kg", "55.0 kg"]
    assert desk._charts._table.tones == ["", "good", "good", "warn"]
    assert "200 runs in 0.8 s" in desk._rests.value


def test_figures_of_earlier_settings_are_marked_until_the_answer_comes(desk, answers):
    answers.answer()
    desk._sliders[PIECES].set_state({"value": 20})
    assert desk._kpis.pending
    assert desk._verdict.pending
    answers.progress(50, 200)
    assert desk._status.progress == 0.25
    answers.answer()
    assert not desk._kpis.pending


def test_cancel_keeps_the_old_figures_and_says_so(desk, answers):
    answers.answer()
    desk._sliders[PIECES].set_state({"value": 20})
    desk._status._receive(None, {"act": True})
    assert answers.cancelled
    assert desk._status.state == "stale"
    assert desk._kpis.cards, "the old figures stay"
    desk._status._receive(None, {"act": True})
    assert desk._status.state == "busy"


def test_what_is_infeasible_is_told_in_words(desk, answers):
    answers.fail(InfeasibleError("the promise cannot be met", where="drops", advice="give 21 d"))
    assert desk._status.state == "error"
    assert desk._status.text == "The promise cannot be met."
    assert "give 21 d" in desk._status.detail


def test_a_fault_of_our_own_shows_no_inside(desk, answers):
    answers.fail(ZeroDivisionError("float division by zero in /srv/workbench/x.py"))
    shown = desk._status.text + desk._status.detail
    assert "division" not in shown
    assert "/srv" not in shown
    assert desk._status.action == "Try again"


def test_a_scenario_that_does_not_fit_is_refused_before_anything_moves(desk):
    before = desk.scenario
    with pytest.raises(SpecError):
        desk.scenario = dataclasses.replace(before, settings={"pools.tufters.size": 3})
    with pytest.raises(SpecError, match="open a desk on that twin"):
        desk.scenario = Scenario("apparel_microfactory")
    assert desk.scenario == before


def test_an_unknown_twin_or_drop_is_named(answers):
    with pytest.raises(SpecError, match="did you mean 'rug_studio'"):
        DropDesk("rug_studo", compute=answers)
    with pytest.raises(SpecError, match="spring_capsule"):
        DropDesk("rug_studio", Scenario("rug_studio", "sprnig_capsule"), compute=answers)


def test_costs_can_be_hidden(desk, answers):
    answers.answer()
    desk._header.press("costs")
    assert [card["name"] for card in desk._kpis.cards] == ["lead_time_p90", "bottleneck"]
    assert all("€" not in cell for row in desk._charts._table.rows for cell in row)
    assert "wb-away" in desk._charts._cost._dom_classes
    assert "wb-away" in desk._charts._quote._dom_classes
    assert "12000 EUR" not in desk._charts._estimates.value
    assert desk._verdict.text == ""
    assert desk.link.endswith("&costs=hidden")
    assert "€" not in desk._header.press("csv").content
    desk._header.press("costs")
    assert len(desk._kpis.cards) == 4
    assert "wb-away" not in desk._charts._cost._dom_classes
    assert "12000 EUR" in desk._charts._estimates.value


def test_the_figures_can_be_saved(desk, answers):
    assert desk._header.press("csv") is None, "there is nothing to save yet"
    answers.answer()
    saved = desk._header.press("csv")
    assert saved.name == "rug_studio-spring_capsule.csv"
    assert "Cost per piece,412.0,405.0,421.0" in saved.content


def test_figures_can_be_kept_to_compare_with(desk, answers):
    answers.answer()
    desk._header.press("compare")
    assert desk._header.buttons[1]["state"] == "on"
    desk._sliders[PIECES].set_state({"value": 20})
    first = desk.decision.kpis
    better = (dataclasses.replace(first[0], mean=16.4), dataclasses.replace(first[1], mean=430.0))
    answers.answer(kpis=(*better, first[2], dataclasses.replace(first[3], text="Dye vat")))
    told = [(card["delta"], card["tone"]) for card in desk._kpis.cards]
    assert told == [("−2.2 days", "good"), ("+€18", "warn"), ("as kept", ""), ("was Tufter", "")]
    desk._header.press("compare")
    assert desk._kpis.cards[1]["delta"] == "+14 %"


def test_start_again_goes_back_to_the_twin(desk):
    desk._sliders[PIECES].set_state({"value": 20})
    desk._header.press("reset")
    assert desk.scenario == Scenario("rug_studio", drop="spring_capsule")
    assert desk._sliders[PIECES].value == 12


def test_a_moved_station_is_part_of_the_state(desk, answers, floors):
    editor = desk._charts._floor
    editor._receive(
        None,
        {
            "seq": 1,
            "command": {"do": "move", "station": "vat", "x": 900.0, "y": 1.0, "rotation": 0.0},
        },
    )
    assert desk.scenario.placements == {}, "not while it is dragged"
    before = len(answers.asked)
    editor._receive(
        None,
        {
            "seq": 2,
            "commit": True,
            "command": {"do": "move", "station": "vat", "x": 950.0, "y": 1.0, "rotation": 90.0},
        },
    )
    assert desk.scenario.placements == {"vat": (950.0, 1.0, 90.0)}
    assert len(answers.asked) == before + 1
    assert editor.plan["can_undo"]
    editor._receive(None, {"seq": 3, "undo": True})
    assert desk.scenario.placements == {}
    assert editor.plan["can_redo"]
    assert all(quick for _, _, quick in floors.asked)


def test_no_chart_is_drawn_before_a_page_is_there(answers):
    desk = DropDesk("rug_studio", compute=answers)
    answers.answer()
    assert desk._verdict.headline == "Make it here"
    assert desk._charts._lead._shown == ()
    desk._page.set_state({"dark": True, "seen": True})
    assert desk._charts._lead._shown[1].ink == "#e9edf2", "and then in its own palette, once"


def test_every_chart_is_told_in_words_too(desk, answers):
    answers.answer()
    told = [card._told.value for card in desk._charts._cards]
    assert "75 % of pieces are ready within the promise of 19 days" in told[0]
    assert "Material €172" in told[1]
    assert "1 pieces of work at Dye vat" in told[2]
    assert "about 70 pieces" in told[3]
    assert "Tufter 88 %" in told[4]


def test_the_charts_follow_the_page(desk, answers):
    answers.answer()
    chart = desk._charts._lead
    assert chart._shown[1].ink == "#1d2530"
    desk._page.set_state({"dark": True})
    assert chart._shown[1].ink == "#e9edf2"


def test_preorders_move_the_scenario_and_say_what_they_make_us_expect(answers):
    desk = DropDesk("apparel_microfactory", compute=answers)
    base = "drops.C1.preorder"
    placed, passed = desk._sliders[f"{base}.placed"], desk._sliders[f"{base}.passed"]
    assert (placed.value, passed.value) == (0, 0)
    placed.set_state({"value": 27})
    assert desk.scenario.settings == {f"{base}.placed": 27, f"{base}.passed": "30 %"}
    assert passed.value == 30
    answers.answer(expected=expected_of(desk.scenario.factory().drop()))
    assert placed.note == "87 orders expected in all; 60 before anyone had ordered."
    passed.set_state({"value": 0})
    assert desk.scenario.settings == {}
    assert placed.value == 0
    answers.answer(expected=expected_of(desk.scenario.factory().drop()))
    assert "60 orders expected" in placed.note


def test_a_piece_is_called_as_on_the_product(answers):
    titles = [c.title for c in DropDesk("apparel_microfactory", compute=answers)._charts._cards]
    assert "When each T-shirt is ready" in titles
    assert not [title for title in titles if "tee" in title]
    rugs = [c.title for c in DropDesk("rug_studio", compute=answers)._charts._cards]
    assert "When each rug is ready" in rugs


def test_one_chart_that_cannot_be_drawn_leaves_the_others(desk, answers):
    def broken(*_):
        raise ValueError("no such glyph")

    desk._charts._cost._draw = broken
    answers.answer()
    assert "could not be drawn" in desk._charts._cost._stage.children[0].value
    assert all(card._shown for card in desk._charts._cards if card is not desk._charts._cost)


def test_what_a_twin_does_not_tell_is_said(desk, answers):
    answers.answer(comparison=(), quote=None, utilisation=())
    said = desk._charts._missing.value
    assert "wb-away" not in desk._charts._missing_card._dom_classes
    assert "wb-away" in desk._charts._busy._dom_classes
    assert "A pattern" in said
    assert "A floor" not in said


def test_cards_stay_where_they_are_whatever_is_shown(desk, answers):
    """A card that is taken out and put back shows what it showed at first."""
    before = desk._charts.box.children
    answers.answer()
    desk._header.press("costs")
    desk._sliders[PIECES].set_state({"value": 20})
    answers.answer(comparison=(), quote=None)
    desk._header.press("costs")
    assert desk._charts.box.children == before


def test_paper_shows_no_buttons(desk):
    printed = desk._page._css.split("@media print", 1)[1]
    for hidden in (".wb-header nav", ".wb-upload", ".wb-saved", ".wb-floor .tools"):
        assert hidden in printed


def test_what_lies_behind_comes_after_the_figures(desk, answers, floors):
    from workbench.studies.detail import detail

    assert floors.detail is None
    answers.answer()
    assert floors.detail is not None
    floors.detail(detail(dataclasses.replace(desk.scenario, replications=5)))
    card = desk._charts._details
    card.tab = "states"
    assert "bottleneck" in card._told.value
