"""A proposal for a new site: blocks that fill it, and layouts on it that keep every rule."""

from __future__ import annotations

import math

import pytest

from workbench.errors import InfeasibleError, SpecError
from workbench.layout import FloorProblem, plain_room, propose_site
from workbench.layout.site import sides_of
from workbench.model import load_twin
from workbench.model.documents import read_noun
from workbench.model.floor import Floor

STEPS = 20_000


@pytest.fixture(scope="module")
def problem():
    return FloorProblem(load_twin("ceramics_coop"))


@pytest.fixture(scope="module")
def site(problem):
    return propose_site(problem, room=(13_000.0, 9_000.0), steps=STEPS)


def test_blocks_fill_the_room_and_do_not_overlap(site):
    rects = site.blocks.rects
    assert (rects[:, 2] * rects[:, 3]).sum() == pytest.approx(13e3 * 9e3)
    assert rects[:, :2].min() >= -1e-6
    assert (rects[:, 0] + rects[:, 2]).max() <= 13e3 + 1e-6
    for one in rects:
        for other in rects:
            if one is not other and not (one == other).all():
                wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
                deep = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
                assert min(wide, deep) <= 1e-6


def test_blocks_are_as_large_as_their_stations_ask_for(problem, site):
    needs = {name: math.prod(sides_of(print_)) for name, print_ in problem.footprints.items()}
    whole = sum(needs.values())
    for name, rect in zip(site.blocks.names, site.blocks.rects, strict=True):
        assert rect[2] * rect[3] == pytest.approx(needs[name] / whole * 13e3 * 9e3)
    assert site.need == pytest.approx(1.4 * whole / 1e6)


def test_layouts_stand_in_the_room_and_keep_its_rules(site):
    assert site.found.layouts
    for layout in site.found.layouts:
        there = site.problem.standing(layout.placements)
        assert there.is_clean
        assert not there.blocked
        assert set(layout.placements) == set(site.problem.footprints)


def test_the_same_steps_give_the_same_site(problem, site):
    again = propose_site(problem, room=(13_000.0, 9_000.0), steps=STEPS)
    assert again.found.best.placements == site.found.best.placements


def test_the_floor_as_it_is_keeps_its_walls(problem):
    here = propose_site(problem, steps=STEPS)
    assert here.problem.floor == problem.floor
    assert here.room == pytest.approx(problem.floor.area / 1e6)
    assert here.found.best is not None


def test_a_plain_room_has_a_door(problem):
    room = read_noun(Floor, plain_room(6000.0, 4000.0), "floor")
    assert room.area == 24e6
    assert len(room.exits) == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"room": (3000.0, 4000.0)}, "the site has 12 m²"),
        ({"room": (900.0, 4000.0)}, "at least 2.4 m"),
        ({"room": (math.nan, 4000.0)}, "at least 2.4 m"),
        ({"allowance": -0.1}, "give 0 or more"),
        ({"allowance": 9.0}, "a larger room"),
    ],
)
def test_what_cannot_be_is_told(problem, asked, told):
    with pytest.raises((InfeasibleError, SpecError), match=told):
        propose_site(problem, steps=10, **asked)


def test_without_footprints_there_is_nothing_to_lay_out(problem):
    with pytest.raises(SpecError, match="no station has a footprint"):
        propose_site(problem.changed(footprints={}), steps=10)
