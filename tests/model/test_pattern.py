"""Pattern pieces, patterns and cloth."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.model.pattern import Cloth, Pattern, PatternPiece

HALF = ((0, 0), (30, 0), (25, 60), (0, 70))


def test_outlines_are_stored_open_and_counter_clockwise():
    piece = PatternPiece("front", "M", ((0, 0), (0, 10), (0, 10), (5, 10), (5, 0), (0, 0)))
    assert piece.outline == ((5, 0), (5, 10), (0, 10), (0, 0))
    assert piece.area == 50.0
    assert piece.perimeter == 30.0


@pytest.mark.parametrize("turn", [0.0, 33.0, 180.0])
def test_unfolding_reflects_across_the_fold(turn):
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def put(x, y):
        return (c * x - s * y + 5, s * x + c * y - 7)

    piece = PatternPiece(
        "back",
        "M",
        tuple(put(*p) for p in HALF),
        notches=(put(27.5, 30), put(0, 35)),
        fold=(put(0, 0), put(0, 70)),
        holes=((put(5, 5), put(8, 5), put(5, 8)),),
    )
    whole = piece.unfolded()
    expected = Polygon([put(*p) for p in [*HALF, *((-x, y) for x, y in reversed(HALF) if x)]])
    assert Polygon(whole.outline).symmetric_difference(expected).area < 1e-6
    assert piece.area == pytest.approx(whole.area) == pytest.approx(expected.area - 9)
    assert len(whole.notches) == 3  # the one on the fold is not doubled
    assert len(whole.holes) == 2
    assert whole.unfolded() is whole


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"outline": ((0, 0), (1, 1))}, "at least 3"),
        ({"outline": ((0, 0), (5, 0), (9, 0))}, "no area"),
        ({"outline": ((0, 0), (9, 9), (9, 0), (0, 12))}, "crosses or touches itself"),
        ({"holes": (((20, 20), (99, 20), (20, 40)),)}, "hole"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 1, "mirrored": 2}, "mirrored"),
        ({"fold": ((10, 0), (10, 70))}, "fold line"),
        ({"fold": ((10, 0), (10, 0))}, "no length"),
    ],
)
def test_bad_pieces_are_named(fields, message):
    with pytest.raises(SpecError, match=message) as caught:
        PatternPiece(**{"name": "yoke", "size": "S", "outline": HALF, **fields})
    assert "'yoke' size S" in str(caught.value)


def test_coordinates_must_be_numbers():
    with pytest.raises(SpecError, match="outline"):
        PatternPiece("yoke", "S", ((0, 0), (math.nan, 9), (9, 0)))


def test_patterns_know_their_sizes():
    front = PatternPiece("front", "S", HALF, quantity=2, notches=((30, 0),))
    large = PatternPiece("front", "L", tuple((2 * x, 2 * y) for x, y in HALF))
    label = PatternPiece("label", "", ((0, 0), (2, 0), (2, 2), (0, 2)))
    pattern = Pattern("tee", (front, large, label))
    assert pattern.sizes == ("S", "L", "")
    assert pattern.size("L") == (large, label)
    assert pattern.area("S") == pytest.approx(2 * front.area + 4)
    assert pattern.perimeter("S") == pytest.approx(2 * front.perimeter + 8)
    assert pattern.notches("S") == 2
    with pytest.raises(SpecError, match="no size 'M'"):
        pattern.size("M")
    with pytest.raises(SpecError, match="given twice"):
        Pattern("tee", (front, front))
    with pytest.raises(SpecError, match="no pieces"):
        Pattern("tee", ())


def test_cloth():
    assert Cloth("jersey", 1500.0).angles == (0.0, 180.0)
    assert Cloth("velvet", 1500.0, nap="one-way").angles == (0.0,)
    with pytest.raises(SpecError, match="no width is left"):
        Cloth("ribbon", 20.0, edge=10.0)
    with pytest.raises(SpecError, match="negative"):
        Cloth("jersey", 1500.0, gap=-1.0)
