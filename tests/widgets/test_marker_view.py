"""The marker view: what is drawn is where the pieces lie."""

import numpy as np
import pytest

from workbench.errors import SpecError
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker, Placement
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


def test_corners_travel_as_bytes_in_the_order_of_the_placements():
    view = MarkerView(ANSWER, QUESTION)
    corners = np.frombuffer(view.outlines, np.float32).reshape(-1, 2)
    assert view.counts == [4, 4]
    for start, polygon in zip((0, 4), ANSWER.polygons(QUESTION), strict=True):
        np.testing.assert_allclose(corners[start : start + 4], polygon, atol=0.01)
    assert view.strip["density"] == pytest.approx(2 * 300 * 200 / (600 * 500))
    assert repr(view) == "MarkerView(2 pieces, 40.0 %)"


def test_a_marker_needs_its_pieces():
    with pytest.raises(SpecError, match="without its pieces"):
        MarkerView(ANSWER)


def test_it_can_be_emptied():
    view = MarkerView(ANSWER, QUESTION)
    view.show(None, None)
    assert view.outlines == b""
    assert repr(view) == "MarkerView(no marker)"
