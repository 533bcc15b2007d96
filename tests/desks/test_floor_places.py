"""The arrangement behind a page: commands, undo that restores exactly, what workers are asked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.desks.floor import floor_state
from workbench.desks.floor_places import MOST_STEPS, FloorPlaces
from workbench.errors import SpecError
from workbench.layout import FloorSession
from workbench.model import Scenario

STATIONS = ("vat", "frame", "curing", "shear", "packing")
OWN = {"do": "move", "station": "vat", "x": 9000.0, "y": 4000.0, "rotation": 30.0}


def ask(places, kind, command=None, *, commit=True, full=False):
    seen = []
    places.ask((kind, command), commit, seen.append, pytest.fail, full=full)
    return seen[-1]


def test_places_keep_a_history(floors):
    places = FloorPlaces(Scenario("rug_studio"))
    ask(places, "apply", OWN)
    ask(places, "apply", OWN | {"x": 9.0}, commit=False)
    assert places.places == {"vat": (9000.0, 4000.0, 30.0)}, "what is dragged is no step"
    ask(places, "apply", OWN | {"x": 3000.0})
    answer = ask(places, "undo")
    assert places.places == {"vat": (9000.0, 4000.0, 30.0)}
    assert (answer["can_undo"], answer["can_redo"]) == (True, True)
    assert answer["undo_label"] == "move vat"
    ask(places, "redo")
    assert places.places["vat"][0] == 3000.0
    for _ in range(4):
        answer = ask(places, "undo")
    assert places.places == {}
    assert not answer["can_undo"]
    answer = ask(places, "apply", OWN | {"station": "frame"})
    assert not answer["can_redo"], "a new step forgets what was taken back"
    assert all(quick for _, _, quick in floors.asked), "a drag never waits behind a simulation"


def test_what_cannot_be_done_changes_nothing():
    places = FloorPlaces(Scenario("rug_studio"))
    places.take(("apply", {"do": "lock", "stations": ["vat"], "locked": True}))
    failed = []
    places.ask(("apply", OWN), True, pytest.fail, failed.append)
    assert "locked" in str(failed[0])
    assert (places.places, len(places.steps)) == ({}, 1)
    with pytest.raises(SpecError):
        places.take_all("two", [{"do": "move", "station": "frame", "x": 1, "y": 1}, OWN])
    assert places.places == {}, "a step of several commands is done whole or not at all"


def test_the_history_is_json_and_bounded():
    places = FloorPlaces(Scenario("rug_studio"))
    for k in range(MOST_STEPS + 5):
        places.take(("apply", OWN | {"x": 100.0 * k}))
    assert len(places.steps) == MOST_STEPS == places.taken
    kept = json.loads(places.to_json())
    assert kept["taken"] == MOST_STEPS
    assert kept["steps"][-1]["label"] == "move vat"


def test_the_reference_is_kept_and_told_to_the_worker():
    places = FloorPlaces(Scenario("rug_studio"))
    places.take(("apply", OWN))
    assert places.reference_places == {}
    places.take(("reference", None))
    assert places.reference_places == places.places
    _, setup, reference = places.questioned()
    assert setup == reference


def test_a_scenario_opens_where_its_stations_stand():
    placed = Scenario("rug_studio", placements={"vat": (9000.0, 4000.0, 30.0)})
    places = FloorPlaces(placed)
    assert places.places == placed.placements
    assert places.reference_places == {}, "compared with the twin's own"


def test_other_settings_keep_places_and_history():
    places = FloorPlaces(Scenario("rug_studio"))
    places.take(("apply", OWN | {"station": "frame"}))
    places.take(("apply", OWN))
    kept = {"frame": places.places["frame"]}
    places.retarget(Scenario("rug_studio", variant="dye_off_site", placements=kept))
    assert "vat" not in places.now.placements
    assert places.places == {"frame": (9000.0, 4000.0, 30.0)}
    places.take(("undo", None))
    assert places.places == {"frame": (9000.0, 4000.0, 30.0)}, "the vat's step is empty now"


pose = st.tuples(st.floats(0, 14000), st.floats(0, 8000), st.floats(0, 720))
names = st.lists(st.sampled_from(STATIONS), min_size=1, max_size=4, unique=True)
commands = st.one_of(
    st.builds(
        lambda s, p: {"do": "move", "station": s, "x": p[0], "y": p[1], "rotation": p[2]},
        st.sampled_from(STATIONS),
        pose,
    ),
    st.builds(
        lambda n, p: {"do": "place", "placements": dict(zip(n, p, strict=False))},
        names,
        st.lists(pose.map(list), min_size=4, max_size=4),
    ),
    st.builds(
        lambda n, by: {"do": "rotate", "stations": n, "by": by},
        names,
        st.sampled_from((15.0, -15.0, 90.0, 0.1)),
    ),
    st.builds(
        lambda n, e: {"do": "align", "stations": n, "edge": e},
        names,
        st.sampled_from(("left", "top", "middle_x")),
    ),
    st.builds(lambda n: {"do": "distribute", "stations": n, "axis": "y"}, names),
    st.builds(lambda n, b: {"do": "lock", "stations": n, "locked": b}, names, st.booleans()),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(commands, max_size=12))
def test_undo_restores_exactly_and_redo_repeats_exactly(several):
    places = FloorPlaces(Scenario("rug_studio"))
    setups = [places.now]
    for command in several:
        try:
            made = places.take(("apply", command))
        except SpecError:  # a locked station refuses
            assert places.now == setups[-1]
            continue
        if made != setups[-1]:
            setups.append(made)
    assert places.now == setups[-1]
    for expected in reversed(setups[:-1]):
        places.take(("undo", None))
        assert places.now == expected, "to the last bit"
    assert not places.can_undo
    for expected in setups[1:]:
        places.take(("redo", None))
        assert places.now == expected
    assert not places.can_redo


def test_the_worker_says_what_a_session_at_hand_says():
    places = FloorPlaces(Scenario("rug_studio"))
    places.take(("apply", OWN | {"station": "shear", "rotation": 0.0}))
    there = floor_state(*places.questioned(), False)
    session = FloorSession(Scenario("rug_studio").factory())
    here = session.move("shear", 9000.0, 4000.0, 0.0).to_json()
    for key in ("walking", "walking_hours", "collisions", "stations", "reference_hours", "scores"):
        assert there[key] == json.loads(json.dumps(here[key])) or there[key] == here[key], key
    # Another arrangement of the same twin in between leaves nothing behind.
    floor_state(*FloorPlaces(Scenario("rug_studio")).questioned(), True)
    assert floor_state(*places.questioned(), False)["walking"] == there["walking"]
