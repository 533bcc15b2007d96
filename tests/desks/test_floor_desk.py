"""The floor desk without a page: figures, files, proposals, links, and what goes wrong."""

from __future__ import annotations

import pytest

from workbench.desks import FloorDesk, floor_search, floor_work
from workbench.desks.floor import floor_state
from workbench.errors import WorkbenchError
from workbench.formats import floor_to_dxf
from workbench.model import Scenario
from workbench.studies.executors import resolve_name

OUT = {"do": "move", "station": "vat", "x": 30000.0, "y": 4000.0, "rotation": 0.0}
BY_DOOR = {"do": "move", "station": "vat", "x": 11400.0, "y": 6200.0, "rotation": 0.0}


class AtOnce:
    """An executor that answers at once, in this process; what takes long is left out."""

    def __init__(self):
        self.asked, self.broken = [], False

    def submit(self, task, *question, on_done=None, on_error=None, quick=False, **_):
        self.asked.append(task.rpartition(":")[2])
        if self.broken:
            on_error(RuntimeError("gone"))
            return self
        try:
            answer = (
                {"mean": 13.7, "difference": -0.5, "low": -0.7, "high": -0.3, "replications": 120}
                if task.endswith("lead_times")
                else resolve_name(task)(*question)
            )
        except WorkbenchError as error:
            on_error(error)
        else:
            on_done(answer)
        return self

    def cancel(self):
        pass


@pytest.fixture
def floors(monkeypatch):
    """Answer in this process, in place of the stub of the other desks."""
    from workbench.studies import executors

    made = AtOnce()
    monkeypatch.setattr(executors, "executor", lambda: made)
    return made


@pytest.fixture
def desk(floors):
    return FloorDesk("rug_studio")


def card(desk, name):
    return next(each for each in desk._kpis.cards if each["name"] == name)


def do(desk, command, seq=1):
    desk.editor._receive(None, {"seq": seq, "command": command, "commit": True})


def test_it_opens_with_figures_and_an_answer(desk):
    assert card(desk, "walking")["value"] == "5.7"
    assert card(desk, "margin")["interval"] == "all kept"
    assert desk._verdict.headline == "Every way is open and every rule is kept"
    assert desk._status.state == "idle"
    assert all(each["definition"] for each in desk._kpis.cards)
    assert len(desk._kpis.cards) <= 12


def test_a_step_changes_figures_with_the_difference_from_the_reference(desk, floors):
    do(desk, BY_DOOR)
    assert card(desk, "walking")["tone"] == "good"
    assert card(desk, "walking")["delta"].startswith("−")
    assert card(desk, "lead")["delta"] == "−12.0 h"
    assert "less walking" in desk._verdict.headline
    assert desk.scenario.placements == {"vat": (11400.0, 6200.0, 0.0)}
    assert floors.asked[-3:] == ["floor_state", "floor_tables", "lead_times"]
    desk.editor._receive(None, {"seq": 2, "reference": True})
    assert card(desk, "walking")["delta"] == ""
    desk.editor._receive(None, {"seq": 3, "undo": True})
    assert card(desk, "walking")["tone"] == "warn", "the reference stays"


def test_what_is_broken_is_the_answer_and_undo_mends_it(desk):
    do(desk, OUT)
    assert desk._verdict.tone == "bad"
    assert any(f["severity"] == "error" for f in desk.editor.plan["findings"])
    desk.editor._receive(None, {"seq": 2, "undo": True})
    assert desk._verdict.tone == "good"
    assert desk.scenario.placements == {}


def test_the_link_brings_the_same_floor_back(desk):
    do(desk, BY_DOOR)
    link = desk.link.partition("scenario=")[2]
    again = FloorDesk("rug_studio", Scenario.from_link(link))
    assert again.scenario == desk.scenario
    assert card(again, "walking")["value"] == card(desk, "walking")["value"]
    assert card(again, "walking")["delta"], "compared with the twin's own floor"


@pytest.mark.parametrize("tab", ["rules", "change", "relations", "ways"])
def test_every_tab_tells_something(desk, tab):
    do(desk, BY_DOOR)
    desk._tab.value = tab
    text = desk._table.value
    assert "Dye vat" in text
    assert "<script" not in text
    assert desk._tabs.title


def test_the_change_sums_to_the_difference(desk):
    do(desk, BY_DOOR)
    changes = desk._told["changes"]
    total = desk.state["difference"]["cost"]
    assert sum(row["cost"] for row in changes["rows"]) == pytest.approx(changes["cost"], abs=1e-9)
    assert changes["cost"] == pytest.approx(total, abs=1e-9)


def test_hidden_costs_are_in_no_card(floors):
    desk = FloorDesk("rug_studio", costs=False)
    assert not {"cost", "moving"} & {each["name"] for each in desk._kpis.cards}
    assert "costs=hidden" in desk.link


def test_another_twin_and_another_walker(desk):
    desk._agent.value = "cart"
    assert desk.state["agent"] == "cart"
    assert desk.places.steps[-1].label == "show the ways of a cart"
    desk._twin.value = "apparel_microfactory"
    assert desk.scenario.twin == "apparel_microfactory"
    assert desk.state["agent"] == "person"
    assert desk._header.subtitle.startswith(desk._factory.name)


def test_proposals_keep_the_rules_and_are_accepted_or_refused(desk, monkeypatch):
    found = floor_search.search(
        {**question(desk), "known": [], "seconds": 1.5, "seed": 1}, stop=None
    )
    assert found, "five stations in a large room"
    assert [each["cost"] for each in found] == sorted(each["cost"] for each in found)
    assert found[0]["cost"] < 0
    monkeypatch.setattr(floor_search, "search", lambda question, stop=None: found)
    desk._find.start()
    assert not desk._find.is_running
    assert desk.editor.ghost["stations"] == found[0]["stations"]
    before = desk.scenario
    desk._find.refuse()
    assert (desk.editor.ghost, desk.scenario) == ({}, before)
    desk._find.start()
    desk._find.accept()
    assert desk.editor.ghost == {}
    assert desk.state["breaks_rules"] is False
    assert desk._verdict.tone == "good"
    desk.editor._receive(None, {"seq": 9, "undo": True})
    assert desk.scenario == before, "one step takes the whole proposal back"


def question(desk):
    return {"plain": desk.places.plain, "setup": desk.places.patch()}


def test_proposals_are_ranked_by_the_lead_times_that_were_played(desk, monkeypatch):
    found = floor_search.search({**question(desk), "known": [], "seconds": 1.5, "seed": 1})
    monkeypatch.setattr(floor_search, "search", lambda question, stop=None: found)
    monkeypatch.setattr(floor_search, "REPLICATIONS", 8)
    desk._find.start()
    desk._find._decide.press("rank")
    ranked = desk._find._ranked
    assert sorted(row["number"] for row in ranked) == [*range(-1, len(found))]
    assert [row["days"] for row in ranked] == sorted(row["days"] for row in ranked)
    here = next(row for row in ranked if row["number"] < 0)
    for row in ranked:  # paired: the difference of the means is the mean of the differences
        assert row["gain"] == pytest.approx(row["days"] - here["days"], abs=1e-9)
        assert row["low"] <= row["gain"] <= row["high"]
    html = desk._find._table.value
    assert "As it is now" in html
    assert "Proposal 1" in html
    assert "moving" in html
    if ranked[0]["number"] >= 0:
        assert desk._find._choice.value == str(ranked[0]["number"])
    desk._find.refuse()
    assert desk._find._table.value == ""


def test_a_ranking_that_fails_keeps_the_proposals(desk, floors, monkeypatch):
    found = floor_search.search({**question(desk), "known": [], "seconds": 1.0, "seed": 1})
    monkeypatch.setattr(floor_search, "search", lambda question, stop=None: found)
    desk._find.start()
    floors.broken = True
    desk._find.rank()
    assert "bad" in desk._find._told.value
    assert desk._find.proposals == found


def test_a_plain_room_is_proposed_and_taken_over_as_one_step(desk, monkeypatch):
    from workbench.desks import floor_site

    monkeypatch.setattr(floor_site, "SECONDS", 2.0)
    panel, before = desk._site, desk.scenario
    panel.kind.value = "room"
    panel.width.value, panel.depth.value = 16, 9
    panel.start()
    made = panel.proposal
    assert {name for name, *_ in made["blocks"]} == set(made["placements"])
    area = sum(w * d for _, _, _, w, d in made["blocks"])
    assert area == pytest.approx(16e3 * 9e3, rel=1e-6)  # blocks fill the room
    assert panel.drawing.value.count("<rect") == len(made["blocks"])
    assert "every rule is kept" in panel.told.value
    panel.refuse()
    assert (panel.proposal, desk.scenario) == (None, before)
    panel.start()
    panel.accept()
    assert desk.state["breaks_rules"] is False
    assert desk.places.now.floor.area == pytest.approx(16e3 * 9e3)
    assert desk.places.now.floor.walls == ()
    linked = Scenario.from_link(desk.link.split("scenario=")[1])
    assert FloorDesk("rug_studio", linked).places.now.placements == desk.places.now.placements
    desk.editor._receive(None, {"seq": 9, "undo": True})
    assert desk.scenario == before, "one step takes the whole site back"


def test_a_room_that_is_too_small_is_refused_in_words(desk):
    panel = desk._site
    panel.kind.value = "room"
    panel.width.value = panel.depth.value = 4
    panel.start()
    assert "The stations need" in panel.told.value
    assert "Take a larger room" in panel.told.value
    assert panel.proposal is None


def test_a_locked_station_stays_in_every_proposal(desk):
    do(desk, {"do": "lock", "stations": ["vat", "frame"], "locked": True})
    found = floor_search.search({**question(desk), "known": [], "seconds": 1.0, "seed": 3})
    for each in found:
        for name in ("vat", "frame"):
            assert tuple(each["placements"][name]) == desk.places.now.placements[name]


def test_a_search_that_fails_says_so(desk, floors):
    floors.broken = True
    desk._find.start()
    assert "bad" in desk._find._told.value
    assert not desk._find.is_running


# files ---------------------------------------------------------------------------------------


def drawn(desk, **replaced):
    now = desk.places.now
    text = floor_to_dxf(now.floor, now.footprints, now.placements)
    for old, new in replaced.items():
        text = text.replace(old, new)
    return text


def test_what_is_saved_is_read_again_as_one_step(desk):
    do(desk, BY_DOOR)
    file = desk._files.as_dxf()
    desk.editor._receive(None, {"seq": 2, "undo": True})
    steps = len(desk.places.steps)
    desk._files.take(file.name, file.content.encode())
    assert desk._files.upload.error == ""
    assert "1 walls, 1 doors, 5 stations" in desk._files.upload.note
    assert desk.places.taken == steps, "the step that was taken back is forgotten, one is new"
    assert desk.places.now.placements["vat"] == pytest.approx((11400.0, 6200.0, 0.0))
    assert Scenario.from_link(desk.link.partition("scenario=")[2]).factory().floor
    desk.editor._receive(None, {"seq": 3, "undo": True})
    assert desk.scenario.placements == {}


def test_a_drawing_without_a_unit_asks_for_it(desk):
    text = drawn(desk, **{"$INSUNITS": "$XUNITS"})
    desk._files.take("plan.dxf", text.encode())
    assert "choose it" in desk._files.upload.error
    assert desk._files.unit.layout.display == ""
    desk._files.unit.value = "mm"
    assert desk._files.upload.error == ""
    assert desk._files.unit.layout.display == "none"


def test_a_faulty_drawing_is_shown_and_nothing_is_lost(desk):
    before = desk.scenario
    now = desk.places.now
    text = floor_to_dxf(now.floor, now.footprints, now.placements)
    wall = text.index("wet_room")
    twice = text[: text.index("0\nPOLYLINE", text.index("WALLS"))]
    assert twice
    # The same wall once more, a hand's breadth away: it lies over the first.
    extra = "0\nLINE\n8\nWALLS\n10\n10020.0\n20\n1000.0\n11\n10020.0\n21\n6000.0\n"
    at = text.index("0\nTEXT", wall - 200)
    desk._files.take("plan.dxf", (text[:at] + extra + text[at:]).encode())
    assert "lie over each other" in desk._files.upload.error
    assert desk.editor.marks[0]["shapes"], "drawn on the floor"
    assert desk.scenario == before
    assert not desk.places.can_undo


def test_plans_to_print_carry_the_title(desk):
    assert desk._files.as_pdf().content.startswith(b"%PDF")
    assert "Rug studio" in desk._files.as_svg().content


# states --------------------------------------------------------------------------------------


def test_a_failed_answer_is_told_and_can_be_tried_again(desk, floors):
    floors.broken = True
    desk._reset()
    do(desk, BY_DOOR)
    desk._reload()
    assert desk._status.state == "error"
    assert desk._status.action
    floors.broken = False
    desk._reload()
    assert desk._status.state == "idle"


def test_a_twin_without_a_floor_says_what_to_do(floors, tmp_path):
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "twin.yaml").write_text(
        "twin: Bare\ncurrency: EUR\nstations:\n  bench: {footprint: {shape: [2 m, 1 m]}}\n"
    )
    desk = FloorDesk(str(tmp_path / "bare"))
    assert desk._status.state == "empty"
    assert "floor" in desk._status.text
    text = drawn(FloorDesk("rug_studio"))
    desk._files.take("plan.dxf", text.encode())
    assert desk._status.state == "idle"
    assert desk.state["unplaced"] == [{"name": "bench", "label": "bench"}]
    bench = {"do": "move", "station": "bench", "x": 3000.0, "y": 3000.0, "rotation": 0.0}
    do(desk, bench)
    again = FloorDesk(str(tmp_path / "bare"), Scenario.from_link(desk.scenario.to_link()))
    assert again.places.now.placements["bench"] == (3000.0, 3000.0, 0.0)


def test_lead_times_are_paired(floors):
    start = Scenario("rug_studio", replications=6)
    moved = Scenario("rug_studio", replications=6, placements={"vat": (11400.0, 6200.0, 0.0)})
    same = floor_work.lead_times((start, start))
    assert (same["difference"], same["low"], same["high"]) == (0.0, 0.0, 0.0)
    told = floor_work.lead_times((moved, start))
    assert told["low"] <= told["difference"] <= told["high"]
    assert told["mean"] > 1.0


def test_a_state_for_the_page_has_labels_of_what_is_not_placed():
    from workbench.desks.floor_places import FloorPlaces

    plain, setup, reference = FloorPlaces(Scenario("rug_studio")).questioned()
    setup["placements"].pop("vat")
    state = floor_state(plain, setup, reference, False)
    assert state["unplaced"] == [{"name": "vat", "label": "Dye vat"}]


def test_the_best_k_moves_are_found_by_trying_all(desk):
    from itertools import combinations

    for seq, (name, x, y) in enumerate(
        (("vat", 11400.0, 6200.0), ("packing", 4600.0, 1500.0), ("shear", 7000.0, 1750.0)), 1
    ):
        at = {"do": "move", "station": name, "x": x, "y": y, "rotation": 0.0}
        do(desk, at | {"rotation": 180.0 if name == "packing" else 0.0}, seq)
    rows = desk._told["frontier"]
    assert [len(row["moves"]) for row in rows] == [1, 2, 3]
    assert rows[-1]["cost"] == pytest.approx(desk.state["difference"]["cost"], abs=1e-9)
    assert rows[-1]["moving"] == pytest.approx(desk.state["scores"]["moving_cost"])
    now, plain = desk.places.places, Scenario("rug_studio")
    for row in rows[:2]:
        others = [
            FloorDesk("rug_studio", Scenario("rug_studio", placements={n: now[n] for n in few}))
            for few in combinations(now, len(row["moves"]))
        ]
        clean = [each for each in others if not each.state["breaks_rules"]]
        assert row["clean"]
        best = min(each.state["difference"]["cost"] for each in clean)
        assert row["cost"] == pytest.approx(best, abs=1e-9), plain


def test_phases_pass_only_through_clean_floors():
    from workbench.desks.floor_plan import Tried, frontier, phases

    ok, no = (lambda cost: Tried(cost, 1.0, True)), (lambda cost: Tried(cost, 1.0, False))
    tried = {
        frozenset(): ok(0.0),
        frozenset("a"): no(-9.0),
        frozenset("b"): ok(-1.0),
        frozenset("c"): ok(-2.0),
        frozenset("ab"): ok(-4.0),
        frozenset("ac"): no(-5.0),
        frozenset("bc"): ok(-3.0),
        frozenset("abc"): ok(-6.0),
    }
    # Singles only, and b before a; c first saves more than b first, then bc, then all.
    assert [row["moves"] for row in phases(tried)] == [["b"], ["a"], ["c"]]
    assert [row["moves"] for row in frontier(tried)] == [["c"], ["a", "b"], ["a", "b", "c"]]
    walled = {**tried, frozenset("b"): no(0.0), frozenset("c"): no(0.0)}
    assert len(phases(walled)) == 2, "two move together where one would stand in the way"
    assert phases({**tried, frozenset("abc"): no(-6.0)}) == []
    assert phases({}) == frontier({}) == []
