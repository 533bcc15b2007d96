"""The engine plays its whole contract: sheets, obstacles, zones, repeats, holes, gaps of pairs."""

from __future__ import annotations

import math
import threading
import time

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.nesting.board import Board
from workbench.nesting.fill import Fill
from workbench.nesting.lean import lean, leans
from workbench.nesting.pack import pack
from workbench.nesting.problem import (
    Obstacle,
    PackItem,
    Problem,
    Repeat,
    Sheet,
    Strip,
    check_packing,
)
from workbench.nesting.walk import Walk

ELL = np.array([(0, 0), (40, 0), (40, 15), (15, 15), (15, 50), (0, 50.0)])
KITE = np.array([(0, 0), (20, -12), (60, 0), (20, 25.0)])


def circle(x, y, radius, corners=40):
    turns = np.linspace(0, 2 * math.pi, corners, endpoint=False)
    return np.stack([x + radius * np.cos(turns), y + radius * np.sin(turns)], axis=1)


def block(width, height, x=0.0, y=0.0):
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], float)


def polygon(problem, placement):
    item = problem.item(placement.id)
    return Polygon(placement.apply(item.outline), [placement.apply(h) for h in item.holes])


def valid(problem, packing):
    assert check_packing(problem, packing.placements) == []
    counts = {item.id: item.demand for item in problem.items}
    for id in (*(p.id for p in packing.placements), *packing.unplaced):
        counts[id] -= 1
    assert set(counts.values()) <= {0}
    return packing


def test_strip_with_a_defect_a_fixed_piece_and_a_zone():
    fixed = Obstacle(KITE + np.array([30, 40]), clearance=3.0, label="fixed kite")
    defect = Obstacle(circle(20, 15, 8), label="defect")
    second_choice = Obstacle(block(60, 30, 70, 60), bars=frozenset(["ell"]))
    problem = Problem(
        (PackItem("ell", ELL, (), 6, (0.0, 180.0)), PackItem("kite", KITE, (), 5, (0.0, 90.0))),
        Strip(100.0),
        (fixed, defect, second_choice),
        gap=3.0,
    )
    packing = valid(problem, pack(problem, evaluations=150_000))
    assert packing.complete
    zone = Polygon(second_choice.outline)
    shapes = [(p.id, polygon(problem, p)) for p in packing.placements]
    assert all(shape.intersection(zone).area == 0 for id, shape in shapes if id == "ell")
    assert packing.area / (100.0 * packing.length) > 0.4


def test_pieces_lie_on_the_repeat():
    repeat = Repeat((24.0, 16.0), (7.0, 9.0), (3.0, 1.0))
    items = (
        PackItem("ell", ELL, (), 5, (0.0, 180.0), repeat=repeat),
        PackItem("kite", KITE, (), 4, (0.0, 90.0), (False, True), repeat=Repeat((24.0, 0), (0, 0))),
        PackItem("bar", block(30, 5), (), 6),
    )
    problem = Problem(items, Strip(120.0))
    packing = valid(problem, pack(problem, evaluations=150_000, seed=2))
    for placement in packing.placements:
        if placement.id == "ell":
            x, y = placement.apply([(7.0, 9.0)])[0]
            assert abs((x - 3.0 + 12.0) % 24.0 - 12.0) < 1e-9
            assert abs((y - 1.0 + 8.0) % 16.0 - 8.0) < 1e-9


def test_small_pieces_lie_in_the_hole_of_a_large_one():
    frame = PackItem("frame", block(100, 100), (block(60, 60, 20, 20),), 1)
    small = PackItem("tile", block(28, 28), (), 4)
    problem = Problem((frame, small), Strip(100.001))
    packing = valid(problem, pack(problem, evaluations=200_000))
    assert packing.length == pytest.approx(100.0, abs=0.01)


def test_gap_of_two_pieces_is_the_larger_one():
    items = (PackItem("near", block(20, 20), (), 4), PackItem("far", block(20, 20), (), 2, gap=8.0))
    problem = Problem(items, Strip(45.0), gap=1.0)
    packing = valid(problem, pack(problem, evaluations=100_000))
    shapes = [(p.id, polygon(problem, p)) for p in packing.placements]
    for k, (one, a) in enumerate(shapes):
        for other, b in shapes[:k]:
            assert a.distance(b) >= (8.0 if "far" in (one, other) else 1.0) - 1e-6


def test_a_round_shelf_with_a_post_is_filled():
    shelf = Sheet(circle(0, 0, 100, 64), (circle(0, 0, 8, 24),))
    problem = Problem(
        (
            PackItem("plate", circle(0, 0, 21, 32), (), 40),
            PackItem("cup", circle(0, 0, 10), (), 40),
        ),
        shelf,
        gap=2.0,
        edge=3.0,
    )
    packing = valid(problem, pack(problem, evaluations=300_000))
    assert packing.unplaced
    assert packing.area > 0.5 * Polygon(shelf.outline, shelf.holes).area


def test_a_sheet_that_holds_everything_is_used_from_the_left():
    offcut = Sheet(np.array([(0, 0), (200, 0), (260, 60), (200, 120), (0, 120), (40, 60.0)]))
    problem = Problem((PackItem("ell", ELL, (), 6, (0.0, 180.0)),), offcut)
    packing = valid(problem, pack(problem, evaluations=200_000))
    assert packing.complete
    assert packing.length < 160.0


def test_value_decides_what_a_small_sheet_carries():
    items = (
        PackItem("dear", block(30, 30), (), 2, value=10.0),
        PackItem("cheap", block(40, 31), (), 2, value=1.0),
    )
    problem = Problem(items, Sheet(block(62, 32)))
    packing = valid(problem, pack(problem, evaluations=60_000))
    assert [p.id for p in packing.placements] == ["dear", "dear"]
    assert packing.value == 20.0


def test_what_does_not_fit_a_sheet_is_left_and_a_strip_names_it():
    big = PackItem("big", block(50, 50))
    small = PackItem("small", block(10, 10))
    packing = pack(Problem((big, small), Sheet(block(40, 40))), evaluations=5_000)
    assert packing.unplaced == ("big",)
    with pytest.raises(SpecError, match="big"):
        pack(Problem((big,), Strip(40.0)), evaluations=1)
    assert pack(Problem((big,), Sheet(block(40, 40))), evaluations=1).placements == ()


def test_tilted_pieces_keep_their_range():
    tilted = PackItem("kite", KITE, (), 6, (0.0, 180.0), tilt=4.0)
    problem = Problem((tilted,), Strip(90.0))
    packing = valid(problem, pack(problem, evaluations=100_000))
    turns = {(p.rotation + 90.0) % 180.0 - 90.0 for p in packing.placements}
    assert all(abs(turn) <= 4.0 + 1e-9 for turn in turns)


@pytest.mark.parametrize("gap", [0.0, 2.0])
def test_leaning_shortens_and_keeps_every_rule(gap):
    items = (
        PackItem("kite", KITE, (), 10, (0.0, 180.0), (False, True), tilt=4.0),
        PackItem("ell", ELL, (), 4, (0.0, 180.0), tilt=2.0),
        PackItem("bar", block(30, 5), (), 4),
    )
    problem = Problem(items, Strip(90.0), gap=gap, edge=1.0)
    board = Board(problem)
    assert leans(board)
    walk = Walk(board, 1, 0)
    walk.run(60_000, pressing=False)
    placements = lean(board, walk.best)
    assert placements is not None
    assert check_packing(problem, placements) == []
    ends = [polygon(problem, p).bounds[2] for p in placements]
    assert max(ends) < walk.best.length
    assert any((p.rotation * 2) % 4.0 > 1e-6 for p in placements)  # an angle between those played
    assert all(p.rotation % 90.0 == 0.0 for p in placements if p.id == "bar")


def test_sheets_are_repeatable_on_any_number_of_threads():
    problem = Problem((PackItem("ell", ELL, (), 30, (0.0, 90.0, 180.0)),), Sheet(circle(0, 0, 90)))
    found = [
        pack(problem, evaluations=120_000, seed=3, chains=3, threads=threads) for threads in (1, 3)
    ]
    assert found[0].placements == found[1].placements
    assert found[0].evaluations == found[1].evaluations


def test_a_sheet_is_warm_started_and_stopped():
    problem = Problem((PackItem("ell", ELL, (), 30, (0.0, 90.0, 180.0)),), Sheet(circle(0, 0, 90)))
    first = pack(problem, evaluations=60_000)
    second = pack(problem, evaluations=60_000, seed=5, start=first.placements)
    assert second.value >= first.value
    stop = threading.Event()
    threading.Timer(0.4, stop.set).start()
    began = time.perf_counter()
    valid(problem, pack(problem, seconds=60, stop=stop, chains=2, threads=2))
    assert time.perf_counter() - began < 5.0


def test_an_empty_problem_is_answered():
    packing = pack(Problem((PackItem("none", ELL, demand=0),), Strip(100.0)), evaluations=10)
    assert packing.placements == ()
    assert packing.length == 0.0


def test_grown_obstacles_and_corners_keep_the_clearance():
    corner = Obstacle(np.array([(0, 0), (50, 0), (0, 50.0)]), clearance=6.0)
    problem = Problem((PackItem("tile", block(12, 12), (), 20),), Strip(60.0), (corner,), edge=2.0)
    packing = valid(problem, pack(problem, evaluations=80_000))
    shapes = np.array([polygon(problem, p) for p in packing.placements])
    assert shapely.distance(shapes, Polygon(corner.outline)).min() >= 6.0 - 1e-6


@pytest.mark.parametrize("container", [Strip(100.0), Sheet(block(100, 90))])
def test_a_search_told_to_halt_goes_no_further_and_is_valid(container):
    problem = Problem((PackItem("ell", ELL, (), 9, (0.0, 180.0)),), container)
    board = Board(problem)
    search = (Walk if isinstance(container, Strip) else Fill)(board, 0, 0)
    search.run(20_000, pressing=False)
    before = search.evaluations, search.best.length
    search.halt = lambda: True
    search.run(10**9, pressing=False)
    assert (search.evaluations, search.best.length) == before
    # Halted before it began, it still has a layout to show.
    asked = []
    other = type(search)(board, 0, 1)
    other.halt = lambda: bool(asked.append(1)) or len(asked) > 3
    other.run(10**9, pressing=False)
    assert check_packing(problem, board.placements(other.best)) == []
    assert isinstance(container, Sheet) or len(other.best.copies) == 9
