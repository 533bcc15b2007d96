"""Outlines with a slip of the pen are mended and say so; others are refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.model.mending import mended
from workbench.model.pattern import PatternPiece

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))


def _piece(outline, **fields):
    return PatternPiece.mended(name="yoke", size="M", outline=outline, **fields)


def test_a_sound_outline_is_left_alone():
    assert mended(SQUARE, "outline") == (SQUARE, ())


def test_repeated_points_go_with_a_note():
    piece = _piece((SQUARE[0], SQUARE[0], *SQUARE[1:], SQUARE[3]))
    assert piece.outline == SQUARE
    assert piece.notes == ("2 repeated points of the outline left out",)


def test_a_closing_point_is_nothing_to_speak_of():
    assert _piece((*SQUARE, SQUARE[0])).notes == ()


def test_a_spike_goes_with_a_note():
    piece = _piece((*SQUARE[:2], (100.0, 150.0), (100.0, 100.0), (0.0, 100.0)))
    assert piece.area == pytest.approx(10_000.0)
    assert "spike" in piece.notes[0]


def test_a_small_loop_goes_with_a_note():
    crossed = ((0.0, 0.0), (101.0, 0.0), (101.0, 2.0), (99.0, -2.0), (100.0, 100.0), (0.0, 100.0))
    assert not Polygon(crossed).is_valid
    piece = _piece(crossed)
    assert Polygon(piece.outline).is_valid
    assert piece.area == pytest.approx(10_000.0, rel=0.01)
    assert "crossed itself" in piece.notes[0]


def test_a_figure_of_eight_is_refused_by_name():
    with pytest.raises(SpecError, match="crosses or touches itself") as caught:
        _piece(((0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 60.0)))
    assert "yoke" in caught.value.where


@pytest.mark.parametrize(
    "outline",
    [((0.0, 0.0), (50.0, 0.0), (100.0, 0.0)), ((0.0, 0.0), (10.0, 0.0)), ((1.0, 1.0),) * 5],
)
def test_an_outline_without_area_is_refused_by_name(outline):
    with pytest.raises(SpecError) as caught:
        _piece(outline)
    assert "yoke" in caught.value.where


def test_a_hole_outside_its_piece_is_refused_by_name():
    away = ((200.0, 0.0), (250.0, 0.0), (250.0, 50.0))
    with pytest.raises(SpecError, match="hole lies outside") as caught:
        _piece(SQUARE, holes=(away,))
    assert "yoke" in caught.value.where


POINTS = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=3, max_size=12)


@given(POINTS)
def test_what_is_mended_is_sound_and_keeps_its_area(points):
    ring = tuple((float(x), float(y)) for x, y in points)
    outline, notes = mended(ring, "outline")
    if notes and len(outline) > 2 and Polygon(outline).is_valid:
        before = Polygon(ring).buffer(0).area
        # What was left out is at most the loops' hundredth.
        assert Polygon(outline).area >= 0.98 * before
