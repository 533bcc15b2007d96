"""The nouns of the floor: what they mean, what they refuse."""

import math

import pytest

from workbench.errors import SpecError
from workbench.layout.scene import pose, wall_sections
from workbench.model.floor import (
    Clearance,
    Column,
    Door,
    Floor,
    Footprint,
    Placement,
    Wall,
    Zone,
)
from workbench.units import m


def points(*pairs):
    return tuple((x * m, y * m) for x, y in pairs)


SIZE = (12 * m, 8 * m)
WALL = Wall("w", (4 * m, 0 * m), (4 * m, 8 * m))


def test_a_clockwise_outline_is_turned_and_a_closed_one_opened():
    floor = Floor(outline=points((0, 0), (0, 2), (3, 2), (3, 0), (0, 0)))
    assert floor.area == 6e6
    assert len(floor.boundary) == 4
    assert floor.boundary[0] == (3000.0, 0.0)


def test_a_footprint_is_centred_on_its_bounding_box():
    ell = Footprint(outline=points((0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)))
    assert ell.size == (2000.0, 2000.0)
    assert ell.area == 3e6
    assert ell.polygon[0] == (-1000.0, -1000.0)


def test_clearances_by_side_with_one_for_the_others():
    gap = Clearance(front=1 * m, left=0 * m, other=0.5 * m)
    assert [gap.at(side) for side in ("front", "back", "left", "right")] == [1000, 500, 0, 500]
    box = Footprint(shape=(2 * m, 1 * m), clearance=gap).cleared
    assert box == ((-1000, -1500), (1500, -1500), (1500, 1000), (-1000, 1000))


def test_a_door_cuts_its_wall_in_two():
    floor = Floor(size=SIZE, walls=(WALL,), doors=(Door("d", "w", 2 * m, 1 * m),))
    lower, upper = wall_sections(floor, WALL)
    assert {y for _, y in lower} == {0.0, 1500.0}
    assert {y for _, y in upper} == {2500.0, 8000.0}
    assert {x for x, _ in lower} == {3950.0, 4050.0}
    assert floor.opening(floor.doors[0]) == ((4000.0, 1500.0), (4000.0, 2500.0))


def test_a_placement_reads_as_numbers():
    place = Placement("vat", (2 * m, 1.5 * m), 90)
    assert (place.station, place.x, place.y, place.rotation) == ("vat", 2000.0, 1500.0, 90.0)


@pytest.mark.parametrize("turn", range(-360, 721, 90))
def test_right_angles_are_exact(turn):
    _, _, c, s = pose(0, 0, turn)
    assert {abs(c), abs(s)} == {0.0, 1.0}
    assert c == pytest.approx(math.cos(math.radians(turn)), abs=1e-12)
    assert s == pytest.approx(math.sin(math.radians(turn)), abs=1e-12)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (Floor, "either a size or an outline"),
        (lambda: Floor(size=SIZE, outline=points((0, 0), (1, 0), (0, 1))), "either a size"),
        (lambda: Floor(size=(12.0, 8.0)), "give a unit"),
        (lambda: Floor(size=(0 * m, 8 * m)), "no area"),
        (lambda: Floor(outline=points((0, 0), (1, 0))), "at least 3"),
        (lambda: Floor(outline=points((0, 0), (2, 2), (2, 0), (0, 2))), "crosses itself"),
        (lambda: Floor(size=SIZE, doors=(Door("d", "w", 1 * m),)), "no wall 'w'"),
        (
            lambda: Floor(size=SIZE, walls=(WALL,), doors=(Door("d", "ww", 1 * m),)),
            "did you mean 'w'|no wall 'ww'",
        ),
        (
            lambda: Floor(size=SIZE, walls=(WALL,), doors=(Door("d", "w", 7.8 * m),)),
            "beyond its wall",
        ),
        (
            lambda: Floor(size=SIZE, walls=(WALL,), doors=(Door("d", "w", 2 * m, 0 * m),)),
            "no width",
        ),
        (lambda: Floor(size=SIZE, walls=(WALL, WALL)), "given twice"),
        (lambda: Wall("w", (1 * m, 1 * m), (1 * m, 1 * m)), "no length"),
        (lambda: Wall("w", (1 * m, 1 * m), (2 * m, 1 * m), 0 * m), "no thickness"),
        (lambda: Column("c", (1 * m, 1 * m), (0 * m, 1 * m)), "no size"),
        (Footprint, "either a shape or an outline"),
        (lambda: Footprint(shape=(1 * m, 0 * m)), "no area"),
        (lambda: Footprint(shape=(1 * m, 1 * m), access=()), "access side"),
        (lambda: Zone("z", points((0, 0), (1, 1))), "at least 3"),
    ],
)
def test_what_cannot_be_is_refused(make, text):
    with pytest.raises(SpecError, match=text):
        make()
