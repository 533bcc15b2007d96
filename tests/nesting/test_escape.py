"""Ways out of a dead end: who is moved, who comes along, and that nothing is lost."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from workbench.nesting import escape, walk
from workbench.nesting.board import Board
from workbench.nesting.escape import DeadEnd, exchanged, inside, shuffled, to_ruin, two_large
from workbench.nesting.problem import PackItem, Problem, Strip, check_packing
from workbench.nesting.walk import Walk

_spec = importlib.util.spec_from_file_location("pieces", Path(__file__).parent / "pieces.py")
pieces = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pieces)

# A ring that is open to the right: what lies in its hollow is inside its box, not inside itself.
HOOK = np.array([(0, 0), (60, 0), (60, 10), (10, 10), (10, 50), (60, 50), (60, 60), (0, 60.0)])
SLAB = np.array([(0, 0), (50, 0), (50, 40), (0, 40.0)])
CHIP = np.array([(0, 0), (8, 0), (8, 8), (0, 8.0)])


def stream(seed):
    return np.random.default_rng(seed).random


def board_of(*outlines):
    items = tuple(PackItem(k, outline) for k, outline in enumerate(outlines))
    return Board(Problem(items, Strip(200.0)))


@given(pieces.outlines(), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_inside_agrees_with_shapely(outline, seed):
    points = np.random.default_rng(seed).uniform(-110.0, 110.0, (40, 2))
    body = Polygon(outline)
    clear = shapely.distance(shapely.points(points), body.exterior) > 1e-9
    said = inside(outline, points)
    assert (said == shapely.contains_xy(body, *points.T))[clear].all()


def test_cores_lie_inside_their_outlines():
    board = board_of(HOOK, SLAB, CHIP)
    for outline, core in zip(board.outlines, board.cores, strict=True):
        assert Polygon(outline).contains(shapely.Point(core))


def test_what_the_newcomer_covers_goes_to_where_it_came_from():
    board = board_of(HOOK, SLAB, CHIP)
    which = {int(number): k for k, number in enumerate(board.item_of)}
    hook, slab, chip = (which[number] for number in range(3))
    pose = board.choices[:, 1]
    place = np.zeros((3, 2))
    place[hook] = (40.0, 100.0)
    place[slab] = (140.0, 100.0)
    # In the hollow of the hook, where the slab will come to lie.
    place[chip] = (50.0, 105.0)
    moved = exchanged(place, pose, hook, slab, board.outlines, board.cores)
    np.testing.assert_array_equal(moved[hook], place[slab])
    np.testing.assert_array_equal(moved[slab], place[hook])
    # It was 10 right and 5 above the hook: now it is so against where the slab was.
    np.testing.assert_allclose(moved[chip], (150.0, 105.0))
    # Nor does it matter which of the two is named first.
    other = exchanged(place, pose, slab, hook, board.outlines, board.cores)
    np.testing.assert_array_equal(other, moved)


def test_what_is_not_covered_stays():
    board = board_of(HOOK, SLAB, CHIP)
    which = {int(number): k for k, number in enumerate(board.item_of)}
    place = np.array([(40.0, 100.0), (140.0, 100.0), (90.0, 30.0)])
    pose = board.choices[:, 1]
    moved = exchanged(place, pose, which[0], which[1], board.outlines, board.cores)
    np.testing.assert_array_equal(moved[which[2]], place[which[2]])


@given(st.integers(0, 10_000), st.integers(2, 12))
@settings(max_examples=60, deadline=None)
def test_exchange_moves_each_piece_once(seed, count):
    board = board_of(HOOK, SLAB, *([CHIP] * count))
    rng = np.random.default_rng(seed)
    place = rng.uniform(30.0, 170.0, (len(board.copies), 2))
    pose = board.choices[:, 1]
    big = np.flatnonzero(board.sizes > 1000.0)
    moved = exchanged(place, pose, int(big[0]), int(big[1]), board.outlines, board.cores)
    gone = place[big[0]] - place[big[1]]
    for k in np.setdiff1d(np.arange(len(place)), big):
        step = moved[k] - place[k]
        assert min(np.abs(step - way).max() for way in (gone, -gone, 0.0 * gone)) < 1e-9
    np.testing.assert_array_equal(moved[big], place[big[::-1]])


def test_two_large_differ_and_are_large():
    kinds = np.array([0, 0, 1, 2, 2, 2])
    sizes = np.array([50.0, 50.0, 40.0, 1.0, 1.0, 1.0])
    for seed in range(50):
        pair = two_large(kinds, sizes, stream(seed))
        if pair is not None:
            assert kinds[pair[0]] != kinds[pair[1]]
            assert sizes[list(pair)].min() >= 40.0
    assert two_large(np.zeros(4, int), np.ones(4), stream(0)) is None


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_shuffle_deals_the_same_places_out(seed):
    place = np.random.default_rng(seed).uniform(0.0, 100.0, (30, 2))
    moved = shuffled(place, 100.0, stream(seed))
    assert sorted(map(tuple, moved.tolist())) == sorted(map(tuple, place.tolist()))
    touched = np.flatnonzero((moved != place).any(axis=1))
    if len(touched):
        assert np.ptp(place[touched, 0]) <= 0.3 * 100.0 + 1e-9


@given(st.integers(0, 10_000), st.integers(2, 90))
@settings(max_examples=60, deadline=None)
def test_ruin_takes_the_nearest_around_a_conflict(seed, count):
    rng = np.random.default_rng(seed)
    place, sizes = rng.uniform(0.0, 100.0, (count, 2)), rng.uniform(1.0, 9.0, count)
    raw = np.zeros((count, count))
    raw[0, 1] = raw[1, 0] = 1.0
    chosen = to_ruin(place, sizes, raw, stream(seed))
    assert len(set(chosen.tolist())) == len(chosen)
    assert 2 <= len(chosen) <= max(2, round(escape.MOST_RUIN * count))
    assert {0, 1} & set(chosen.tolist())
    # Nobody outside lies nearer to the centre than who was taken.
    fits = []
    for centre in place[:2]:
        far = np.hypot(*(place - centre).T)
        rest = np.setdiff1d(np.arange(count), chosen)
        fits.append(not len(rest) or far[chosen].max() <= far[rest].min())
    assert any(fits)


@pytest.mark.parametrize("ruin", [True, False])
def test_an_escape_keeps_every_piece_and_what_is_known_of_overlaps(ruin, monkeypatch):
    monkeypatch.setattr(walk, "EXCHANGES", 0.0 if ruin else 1.0)
    board = Board(Problem.of(pieces.small(1.0)))
    search = Walk(board, 3, 0)
    search.run(60_000, pressing=False)
    layout = search.best
    end = DeadEnd(layout.place.copy(), layout.pose.copy(), layout.length * 0.9, np.inf)
    before = search.evaluations
    search._escape(end)
    assert end.left == escape.TRIES - 1
    assert search.length == end.length
    assert (search.evaluations > before) == ruin
    # Boxes and overlaps are those of the places, and all pieces lie in the strip.
    raw, box = search.raw.copy(), search.box.copy()
    search.settle()
    np.testing.assert_allclose(search.raw, raw)
    np.testing.assert_array_equal(search.box, box)
    window = board.window[search.pose]
    assert (search.place >= window[:, :2] - 1e-9).all()
    assert (search.place[:, 0] <= search.length - window[:, 2] + 1e-9).all()
    moved = (search.place[: search.count] != end.place).any(axis=1)
    assert moved.sum() > 0 or not ruin


def test_a_walk_leaves_dead_ends_with_a_valid_layout(monkeypatch):
    tried = []
    plain = Walk._escape
    monkeypatch.setattr(Walk, "_escape", lambda self, end: (tried.append(end), plain(self, end)))
    board = Board(Problem.of(pieces.small(1.0)))
    search = Walk(board, 1, 0)
    search.run(6_000_000, pressing=False)
    assert len(tried) > escape.TRIES
    # An end is left for good after its last change, or as soon as a layout was separated.
    assert all(0 <= end.left < escape.TRIES for end in tried)
    assert check_packing(board.problem, board.placements(search.best)) == []
