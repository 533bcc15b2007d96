"""The common unit of shapes, and walks that keep to it."""

from __future__ import annotations

from dataclasses import replace
from math import gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.nesting.board import Board
from workbench.nesting.grid import common_unit
from workbench.nesting.pack import pack
from workbench.nesting.problem import PackItem, Problem, Repeat, Sheet, Strip, check_packing
from workbench.nesting.walk import Walk

RIGHT = (0.0, 90.0, 180.0, 270.0)


def block(width, height):
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], float)


def question(unit=1.0, **rules):
    ell = np.array([(0, 0), (4, 0), (4, 2), (2, 2), (2, 6), (0, 6)], float) * unit
    items = (
        PackItem("ell", ell + 0.3, (), 4, RIGHT),
        PackItem("bar", block(2 * unit, 6 * unit), (), 5, RIGHT),
    )
    return Problem(items, Strip(10 * unit), **rules)


@settings(max_examples=50, deadline=None)
@given(
    sides=st.lists(st.integers(1, 12), min_size=2, max_size=6),
    unit=st.sampled_from([1.0, 0.1, 25.4, 1 / 3]),
)
def test_the_unit_is_the_greatest_common_divisor(sides, unit):
    items = tuple(PackItem(k, block(unit * side, unit * sides[0])) for k, side in enumerate(sides))
    assert common_unit(Problem(items, Strip(unit * 30))) == pytest.approx(unit * gcd(*sides))


def test_no_unit_where_pieces_do_not_touch_on_one():
    items = question().items
    slanted = PackItem("kite", np.array([(0, 0), (3, 1), (4, 5), (1, 3.0)]), (), 20)
    fine = PackItem("fine", block(2.01, 3.77))
    lost = [
        question(gap=1.0),
        question(edge=1.0),
        replace(question(), items=(*items, slanted)),
        replace(question(), items=(*items, fine)),
        replace(question(), items=(*items, PackItem("odd", block(2, np.sqrt(5.0))))),
        replace(question(), items=(replace(items[0], angles=(0.0, 45.0)),)),
        replace(question(), items=(replace(items[0], tilt=1.0),)),
        replace(question(), items=(replace(items[0], repeat=Repeat((3.0, 0), (0, 0))),)),
        Problem(items, Sheet(block(30, 30))),
        Problem((), Strip(10.0)),
    ]
    assert common_unit(question()) == 2.0
    assert [common_unit(problem) for problem in lost] == [None] * len(lost)


@pytest.mark.parametrize("unit", [1.0, 0.7])
def test_a_walk_on_the_grid_keeps_to_it_until_it_presses(unit):
    problem = question(unit)
    board = Board(problem)
    walk = Walk(board, 0, 1)
    walk.run(30_000, pressing=False)
    assert walk.on_grid
    placements = board.placements(walk.best)
    assert check_packing(problem, placements) == []
    for placement in placements:
        corners = placement.apply(problem.item(placement.id).outline) / (2 * unit)
        assert np.allclose(corners, np.round(corners), atol=1e-6)
    before = walk.best.length
    walk.run(30_000, pressing=True)
    assert not walk.on_grid
    assert walk.best.length <= before
    assert check_packing(problem, board.placements(walk.best)) == []
    assert not Walk(board, 0, 0).on_grid


def test_blocks_that_tile_are_laid_without_a_gap():
    # 4 · 16 + 5 · 12 squares on a width of 10: no shorter than 12.4, and lengths come in twos.
    packing = pack(question(), evaluations=200_000, chains=2)
    assert packing.length == pytest.approx(14.0, abs=1e-3)
