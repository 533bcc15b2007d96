"""The marker view: what is drawn is where the pieces lie."""

import numpy as np
import pytest

from workbench.errors import SpecError
from workbench.nesting import MarkerSession
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker
from workbench.nesting.placement import Placement
from workbench.widgets import MarkerView

QUESTION = Instance.from_json(
    {
        "name": "two",
        "strip_height": 500.0,
        "items": [
            {
                "id": 0,
                "demand": 2,
                "allowed_orientations": [0.0, 180.0],
                "shape": {
                    "type": "simple_polygon",
                    "data": [[0, 0], [300, 0], [300, 200], [0, 200]],
                },
            }
        ],
    }
)
ANSWER = Marker.of(
    QUESTION, [Placement(0, 0.0, False, 0.0, 0.0), Placement(0, 180.0, False, 600.0, 450.0)], 600.0
)


def test_it_says_that_there_is_no_marker():
    assert repr(MarkerView()) == "MarkerView(no marker)"


def test_shapes_travel_once_and_places_as_bytes_in_the_order_of_the_placements():
    view = MarkerView(ANSWER, QUESTION)
    rows = np.frombuffer(view.places, np.float64).reshape(-1, 6)
    np.testing.assert_array_equal(rows, [[0, 0, 0, 0, 0, 0], [0, 600, 450, 180, 0, 0]])
    (shape,) = view.shapes
    assert shape["outline"] == [0.0, 0.0, 300.0, 0.0, 300.0, 200.0, 0.0, 200.0]
    assert view.strip["density"] == pytest.approx(2 * 300 * 200 / (600 * 500))
    assert repr(view) == "MarkerView(2 pieces, 40.0 %)"
    shapes = view.shapes
    view.show(Marker.of(QUESTION, ANSWER.placements, 700.0), QUESTION)
    assert view.shapes is shapes


def test_a_marker_needs_its_pieces():
    with pytest.raises(SpecError, match="without its pieces"):
        MarkerView(ANSWER)


def test_it_can_be_emptied():
    view = MarkerView(ANSWER, QUESTION)
    view.show(None, None)
    assert view.places == b""
    assert repr(view) == "MarkerView(no marker)"


def _ask(view, **message):
    sent = []
    view.send = sent.append
    view._receive(view, {"seq": 1, **message})
    return sent[0]


def test_a_held_piece_is_judged_and_dropped_only_where_it_fits():
    session = MarkerSession(QUESTION, ANSWER)
    changed = []
    view = MarkerView(ANSWER, QUESTION, session, on_change=changed.append)
    assert view.editable
    held = _ask(view, index=0, to=[200.0, 200.0])
    assert held["nudge"]["hits"] == [1]
    assert changed == []
    refused = _ask(view, index=0, to=[200.0, 200.0], commit=True)
    assert not refused["nudge"]["legal"]
    assert session.marker == ANSWER
    moved = _ask(view, index=0, to=[5.0, 10.0], commit=True)
    assert moved["done"]
    assert changed == [session.marker]
    assert np.frombuffer(view.places, np.float64)[1:3].tolist() == [5.0, 10.0]
    slid = _ask(view, index=0, slide=[-1, 0])["nudge"]
    assert slid["x"] == pytest.approx(0.0, abs=0.011)
    _ask(view, undo=True)
    _ask(view, undo=True)
    assert session.marker.placements == ANSWER.placements


@pytest.mark.parametrize(
    "message",
    [
        {"index": 7, "to": [0, 0]},
        {"index": True, "to": [0, 0]},
        {"index": 0, "to": ["a", 0]},
        {"index": 0, "to": [float("nan"), 0]},
        {"index": 0},
        {},
    ],
)
def test_nonsense_from_a_page_changes_nothing(message):
    session = MarkerSession(QUESTION, ANSWER)
    view = MarkerView(ANSWER, QUESTION, session)
    assert _ask(view, **message) == {"seq": 1}
    assert session.marker == ANSWER


def test_a_flaw_is_told_only_when_it_is_a_box():
    told = []
    view = MarkerView(ANSWER, QUESTION, on_flaw=told.append)
    view._receive(view, {"flaw": [10, 20, 30, 40]})
    view._receive(view, {"flaw": [10, 20, -30, 40]})
    view._receive(view, {"flaw": ["x", 20, 30, 40]})
    assert told == [(10.0, 20.0, 30.0, 40.0)]
    assert not MarkerView(ANSWER, QUESTION).can_flaw
