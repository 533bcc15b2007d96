"""Ware on shelves: nothing overlaps, posts stay free, nothing is too tall; shares add up."""

import itertools

import pytest
from shapely.geometry import Polygon

from workbench.errors import InfeasibleError, SpecError
from workbench.model import Kiln, Shelf, Ware
from workbench.processes.kiln_loading import (
    capacity,
    check_shares,
    load_kiln,
    posts,
    share_of_load,
    shelf_outline,
)
from workbench.units import cm, kW, mm

ROUND = Kiln(11.52 * kW, height=60 * cm, shelf=Shelf(diameter=54 * cm))
SQUARE = Kiln(
    8 * kW, height=30 * cm, shelf=Shelf(shape=(60 * cm, 40 * cm), posts=0, clearance=0 * mm)
)
MUG = Ware(10 * cm, diameter=9 * cm)
BOWL = Ware(12 * cm, diameter=26 * cm)
TILE = Ware(2 * cm, shape=(20 * cm, 20 * cm))
LEAF = Ware(3 * cm, outline=((0, 0), (180, 0), (180, 60), (60, 60), (60, 180), (0, 180)))


def _check(kiln, load):
    shelf = kiln.shelf
    ground = shelf_outline(shelf).buffer(1e-4)
    stands = posts(shelf)
    for layer in load.layers:
        assert layer.bottom + layer.height <= float(kiln.height) + 1e-9
        shapes = [Polygon(piece.outline) for piece in layer.pieces]
        assert all(piece.height <= layer.height for piece in layer.pieces)
        assert all(ground.contains(shape) for shape in shapes)
        gap = float(shelf.clearance)
        for one, two in itertools.combinations(shapes, 2):
            assert one.intersection(two).area <= 1e-3
            assert one.distance(two) >= gap - 1e-4
        for post in stands:
            assert all(post.distance(shape) >= gap - 1e-4 for shape in shapes)
    for below, above in itertools.pairwise(load.layers):
        assert above.bottom >= below.bottom + below.height + float(shelf.thickness)


def test_a_mixed_load_keeps_its_distances():
    load = load_kiln(ROUND, [("mug", MUG, 40), ("bowl", BOWL, 4), ("leaf", LEAF, 3)])
    _check(ROUND, load)
    total = dict(load.left)
    for name, count in load.counts.items():
        total[name] = total.get(name, 0) + count
    assert total == {"mug": 40, "bowl": 4, "leaf": 3}
    assert load.counts["mug"] >= 30
    assert 0.3 < load.fill < 1.0


def test_tiles_that_fit_exactly_fit():
    load = load_kiln(SQUARE, [("tile", TILE, 6)])
    _check(SQUARE, load)
    assert [len(layer.pieces) for layer in load.layers] == [6]
    assert load.fill == pytest.approx(1.0)
    # 300 mm: shelf 20, then each tile 20 and the next shelf 20
    assert capacity(SQUARE, TILE) == 6 * 7


def test_posts_take_room_and_shares_follow_from_it():
    bare = Kiln(11.52 * kW, height=60 * cm, shelf=Shelf(diameter=54 * cm, posts=0))
    assert capacity(ROUND, MUG) < capacity(bare, MUG)
    assert share_of_load(ROUND, MUG) == 1 / capacity(ROUND, MUG)
    # four layers of mugs, and hexagons cover 0.9069 of a plane
    most = 4 * 0.9069 * (54 / 9) ** 2
    assert 0.6 * most < capacity(bare, MUG) < most


def test_shares_are_checked_against_a_real_load():
    found = check_shares(ROUND, [("mug", MUG, 30), ("bowl", BOWL, 3)])
    assert found["planned"] == pytest.approx(30 * share_of_load(ROUND, MUG) + 3 / 8)
    assert found["standing"] == pytest.approx(found["planned"])
    # a load that is full by its shares need not stand: bowls leave gaps that mugs do not fill
    full = check_shares(ROUND, [("mug", MUG, 40), ("bowl", BOWL, 4)])
    assert full["planned"] == pytest.approx(40 * share_of_load(ROUND, MUG) + 4 / 8)
    assert 0.7 < full["standing"] <= 1.0


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (
            lambda: load_kiln(ROUND, [("urn", Ware(70 * cm, diameter=20 * cm), 1)]),
            "'urn' is 700 mm tall, the kiln leaves 580 mm.*taller kiln",
        ),
        (
            lambda: load_kiln(ROUND, [("tray", Ware(5 * cm, diameter=60 * cm), 1)]),
            "'tray' finds no place on an empty shelf",
        ),
    ],
)
def test_ware_that_cannot_be_fired_is_named(act, text):
    with pytest.raises(InfeasibleError, match=text):
        act()


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: load_kiln(Kiln(5 * kW), [("mug", MUG, 1)]), "what the kiln holds is not known"),
        (lambda: load_kiln(ROUND, [("mug", MUG, -1)]), "-1 pieces of 'mug'"),
        (lambda: Ware(5 * cm), "a diameter, a shape or an outline"),
        (lambda: Ware(5 * cm, outline=((0, 0), (1, 1))), "2 points"),
        (
            lambda: load_kiln(
                ROUND, [("x", Ware(5 * cm, outline=((0, 0), (9, 9), (9, 0), (0, 9))), 1)]
            ),
            "not a simple polygon",
        ),
        (Shelf, "a shape or a diameter"),
        (lambda: Shelf(diameter=5 * cm, posts=99), "99 posts"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()
