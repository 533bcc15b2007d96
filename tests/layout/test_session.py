"""Rearranging a floor: figures, steps taken back and again, saving, and bad input."""

import json
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.layout import FloorSession, flows
from workbench.model.factory import Factory

STUDIO = """
twin: Test studio
pools: {maker: {size: 2, wage: 15 EUR/h}, packer: {}}
stations:
  vat: {label: Dye vat, footprint: {shape: [1.2 m, 0.9 m], clearance: {front: 1.0 m, other: 0.5 m}}}
  frame: {machines: 2, footprint: {shape: [3.2 m, 0.8 m], clearance: {front: 1.2 m}}}
  pack: {footprint: {shape: [1.6 m, 0.8 m], access: [front, back]}}
  spare: {footprint: {shape: [0.5 m, 0.5 m]}}
  desk: {}
products:
  rug:
    colours: 4
    routing:
      - dye: {per: colour, station: vat, pool: maker, time: 4 h}
      - tuft: {join: colour, station: frame, pool: maker, time: 6 h}
      - back: {station: frame, pool: maker, time: 1 h}
      - pack: {station: pack, pool: packer, time: 15 min}
drops:
  spring: {product: rug, pieces: 12, preorder: {window: 14 d}}
transport: {speed: 50 m/min}
floor:
  size: [12 m, 8 m]
  walls: {partition: {start: [4 m, 0 m], end: [4 m, 8 m], thickness: 10 cm}}
  doors: {passage: {wall: partition, at: 2 m, width: 0.9 m}}
  placements:
    vat: {at: [2 m, 6 m], rotation: 90}
    frame: {at: [8 m, 6 m]}
    pack: {at: [10 m, 2 m], rotation: 180}
"""


@pytest.fixture(scope="module")
def factory():
    return Factory.from_yaml(STUDIO)


@pytest.fixture
def session(factory):
    return FloorSession(factory)


def test_flows_follow_the_routing(factory):
    # Twelve rugs in two weeks, four lots of yarn each; tufting and backing stay at one station.
    by_pair = {(flow.origin, flow.to): flow for flow in flows(factory, "spring")}
    assert {pair: flow.trips for pair, flow in by_pair.items()} == {
        ("vat", "frame"): 24.0,
        ("frame", "pack"): 6.0,
    }
    assert by_pair["vat", "frame"].wage == pytest.approx(15 / 60)
    assert by_pair["frame", "pack"].wage == pytest.approx(15 / 60)  # who brings it, as paid
    assert flows(factory) == flows(factory, "spring")


def test_figures_are_trips_times_distance(session):
    state = session.state()
    walked = 24 * state.distance("vat", "frame") + 6 * state.distance("frame", "pack")
    assert state.walking == pytest.approx(walked)
    assert state.walking_hours == pytest.approx(walked / 50_000 / 60)
    assert state.walking_cost == pytest.approx(state.walking_hours * 15)
    assert state.reference_hours == state.walking_hours
    assert state.is_clean
    assert [station.label for station in state.stations] == ["Dye vat", "frame", "pack"]
    assert state.flows[0].path[0] == state.station("vat").stands[0] == (2750.0, 6000.0)


def test_moving_is_seen_in_the_figures_and_can_be_taken_back(session):
    start = session.state()
    assert (start.can_undo, start.can_redo) == (False, False)
    nearer = session.move("vat", 3000, 3500, 90)
    assert nearer.walking_hours < start.walking_hours == nearer.reference_hours
    assert session.undo().to_json() | {"can_redo": 0} == start.to_json() | {"can_redo": 0}
    assert session.redo() == nearer
    session.undo()
    session.move("pack", 10_500, 2000)
    assert not session.can_redo
    assert session.redo() == session.state()


def test_a_drag_is_one_step(session):
    start = session.state()
    for x in range(2000, 2500, 100):
        assert not session.move("vat", x, 5000, commit=False).can_undo
    dropped = session.move("vat", 2500, 5000)
    assert dropped.can_undo
    assert session.undo().stations == start.stations
    session.move("vat", 2500, 4000, commit=False)
    assert session.undo().stations == start.stations  # an unfinished drag ends


def test_a_step_that_moves_nothing_is_no_step(session):
    assert not session.move("vat", 2000, 6000, 90).can_undo
    assert not session.move("vat", 2000, 6000, 450).can_undo


def test_a_blocked_flow_is_named_and_left_out(session):
    state = session.move("frame", 4000, 2000, 90)
    assert state.blocked == 1
    assert not state.is_clean
    assert state.walking == pytest.approx(6 * state.distance("frame", "pack"))
    assert any(fault.b == "wall 'partition'" for fault in state.collisions)
    document = json.loads(json.dumps(state.to_json(), allow_nan=False))
    assert document["flows"][0]["distance"] is None
    assert "seals it" in document["unreachable"][0]["text"]
    assert document["collisions"][0]["text"].startswith("frame and wall")


def test_a_station_can_be_put_on_the_floor_and_taken_off_again(session):
    assert session.unplaced == ("spare",)
    state = session.move("spare", 6000, 1000)
    assert state.names == ("vat", "frame", "pack", "spare")
    assert session.unplaced == ()
    assert session.undo().names == ("vat", "frame", "pack")
    assert session.redo().names == ("vat", "frame", "pack", "spare")


def test_saved_and_opened_again(factory, session):
    session.move("vat", 2500, 5000, 0)
    session.move("spare", 6000, 1000, 30)
    session.undo()
    again = FloorSession.from_json(factory, session.to_json())
    assert again.state() == session.state()
    assert again.redo() == session.redo()
    assert pickle.loads(pickle.dumps(again.state())) == again.state()


def test_the_reference_can_be_set_anew(session):
    moved = session.move("vat", 3000, 3500, 90)
    marked = session.mark_reference()
    assert marked.reference_hours == moved.walking_hours
    assert marked.reference_cost == moved.walking_cost


def test_order_of_moves_does_not_matter(factory):
    one, two = FloorSession(factory), FloorSession(factory)
    one.move("spare", 6000, 1000, 10)
    one.move("vat", 2500, 5000)
    two.move("vat", 2500, 5000)
    two.move("spare", 6000, 1000, 10)
    assert one.state() == two.state()


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda s: s.move("vatt", 0, 0), "did you mean 'vat'"),
        (lambda s: s.move("desk", 0, 0), "has no footprint"),
        (lambda s: s.move("vat", math.nan, 0), "finite"),
        (lambda s: FloorSession.from_json(s.factory, "{}"), "not a saved floor session"),
        (lambda s: FloorSession.from_json(s.factory, "["), "not a saved floor session"),
        (lambda s: FloorSession(s.factory, placements={"nobody": (0, 0, 0)}), "not in the twin"),
        (lambda s: FloorSession(Factory("bare")), "has no floor"),
        (lambda s: s.paths().between("vat", "nobody"), "no station 'nobody'"),
    ],
)
def test_bad_input_is_named(session, act, text):
    before = session.state()
    with pytest.raises(SpecError, match=text):
        act(session)
    assert session.state() == before


def test_minutes_are_in_the_order_asked_for(session):
    found = session.paths().minutes(("desk", "pack", "vat"), 50_000.0)
    assert found[1, 2] == pytest.approx(session.state().distance("pack", "vat") / 50_000)
    assert found[0].tolist() == [0.0, 0.0, 0.0]


@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(["vat", "frame", "pack", "spare"]),
            st.floats(-3000, 15_000),
            st.floats(-3000, 11_000),
            st.floats(-360, 360),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_taking_everything_back_returns_to_the_start(factory, moves):
    session = FloorSession(factory)
    start = session.state()
    states = [start]
    for move in moves:
        was = session.can_undo, session.placements
        state = session.move(*move)
        if session.placements != was[1]:
            states.append(state)
    for state in reversed(states[:-1]):
        assert session.undo().distances == state.distances
    assert session.state().stations == start.stations
    for state in states[1:]:
        assert session.redo().stations == state.stations
