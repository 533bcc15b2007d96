"""Recombination: a child has exactly the copies of its parents, whoever they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.nesting import contest
from workbench.nesting.board import Board, Layout
from workbench.nesting.pack import pack
from workbench.nesting.problem import Obstacle, PackItem, Problem, Repeat, Strip, check_packing
from workbench.nesting.recombine import child, half_turned, half_turns, kinds_of, recombine
from workbench.nesting.walk import Walk

ELL = np.array([(0, 0), (40, 0), (40, 15), (15, 15), (15, 50), (0, 50.0)])
KITE = np.array([(0, 0), (20, -12), (60, 0), (20, 25.0)])
BAR = np.array([(0, 0), (30, 0), (30, 6), (0, 6.0)])
TURNS = (0.0, 180.0)


def problem(**rules):
    items = (
        PackItem("ell", ELL, (), 4, TURNS),
        PackItem("kite", KITE, (), 3, TURNS),
        # The same shape as the first under another name.
        PackItem("ell again", ELL, (), 2, TURNS),
        PackItem("bar", BAR, (), 5, TURNS),
    )
    return Problem(items, Strip(100.0), **rules)


@pytest.fixture(scope="module")
def board():
    return Board(problem())


def layouts(board, count, seed=0):
    found = []
    for number in range(count):
        walk = Walk(board, seed, number)
        walk.run(1, pressing=False)
        found.append(walk.best)
    return found


def test_equal_shapes_are_exchangeable_under_any_name(board):
    kinds = kinds_of(board, board.copies)
    names = [board.problem.items[number].id for number in board.item_of]
    by_name = {
        name: {int(k) for k, n in zip(kinds, names, strict=True) if n == name} for name in names
    }
    assert by_name["ell"] == by_name["ell again"]
    assert len({min(found) for found in by_name.values()}) == 3


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    kept=st.integers(0, 12),
    kinds=st.lists(st.integers(0, 3), min_size=12, max_size=12),
)
def test_a_child_has_each_copy_once_where_a_parent_had_its_kind(seed, kept, kinds):
    chance = np.random.default_rng(seed)
    kinds = np.array(kinds)
    n = len(kinds)
    sizes = 1.0 + kinds.astype(float)
    copies = np.arange(n)

    # The pose names the kind, so that a copy with another's pose would be seen.
    def parent():
        return Layout(copies, chance.uniform(0, 100, (n, 2)), kinds.copy(), 100.0)

    head, tail = parent(), parent()
    place, pose = child(kinds, sizes, head, tail, kept, 103.0)
    assert place.shape == (n, 2)
    assert np.array_equal(pose, kinds)
    stays = np.argsort(head.place[:, 0], kind="stable")[:kept]
    assert np.array_equal(place[stays], head.place[stays])
    moved = tail.place + np.array([3.0, 0.0])
    known = {tuple(row) for row in np.vstack([head.place, moved]).tolist()}
    assert {tuple(row) for row in place.tolist()} <= known
    # No place of the tail is taken twice.
    taken = [tuple(row) for row in place.tolist() if row in moved.tolist()]
    assert len(taken) == len(set(taken))


def test_of_equal_parents_the_child_is_the_parent(board):
    (layout,) = layouts(board, 1)
    kinds = kinds_of(board, board.copies)
    for kept in range(len(kinds) + 1):
        place, pose = child(kinds, board.sizes, layout, layout, kept, layout.length)
        rows = sorted(zip(kinds.tolist(), place.tolist(), pose.tolist(), strict=True))
        first = sorted(
            zip(kinds.tolist(), layout.place.tolist(), layout.pose.tolist(), strict=True)
        )
        assert rows == first


def test_half_a_turn_keeps_a_layout_valid_and_twice_is_none(board):
    turns = half_turns(board)
    for layout in layouts(board, 3):
        turned = half_turned(board, layout, turns)
        assert check_packing(board.problem, board.placements(turned)) == []
        assert board.end(turned.place, turned.pose) <= layout.length + 1e-9
        back = half_turned(board, turned, turns)
        assert np.allclose(back.place, layout.place)
        assert np.array_equal(back.pose, layout.pose)


def test_pieces_with_a_nap_have_no_half_turn():
    one_way = Problem((PackItem("ell", ELL, (), 3),), Strip(100.0))
    assert half_turns(Board(one_way)) is None


def test_the_child_of_least_overlap_is_chosen(board):
    first, second = layouts(board, 2)
    stream = iter(np.random.default_rng(1).random(1000))
    seen = []

    def overlap(place, pose):
        seen.append((float(np.abs(place).sum() % 7.0), place))
        return seen[-1][0]

    kinds = kinds_of(board, board.copies)
    place, _ = recombine(
        kinds, board.sizes, [first], [second], first.length, 9, lambda: next(stream), overlap
    )
    assert len(seen) == 9
    assert place is min(seen, key=lambda pair: pair[0])[1]


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"gap": 2.0, "obstacles": (Obstacle(BAR + np.array([40, 50]), label="defect"),)},
        {"obstacles": (Obstacle(KITE + np.array([60, 40]), bars=frozenset(["ell"])),)},
    ],
)
def test_a_walk_from_two_parents_ends_valid_whatever_its_pauses(rules):
    question = problem(**rules)
    board = Board(question)
    parents = layouts(board, 2)
    found = []
    for slice_ in (300, 20_000):
        walk = Walk(board, 0, 99)
        walk.begin_between(parents[:1], parents[1:])
        while walk.evaluations < 60_000:
            walk.run(slice_, pressing=False)
        placements = board.placements(walk.best)
        assert check_packing(question, placements) == []
        assert sorted(p.id for p in placements) == sorted(
            item.id for item in question.items for _ in range(item.demand)
        )
        assert all(layout.length < np.inf for layout in walk.history)
        found.append(walk.history[0])
    assert np.array_equal(found[0].place, found[1].place)


def test_children_lie_on_the_repeat():
    repeat = Repeat((24.0, 16.0), (7.0, 9.0), (3.0, 1.0))
    question = Problem((PackItem("ell", ELL, (), 6, TURNS, repeat=repeat),), Strip(100.0))
    board = Board(question)
    parents = layouts(board, 2)
    walk = Walk(board, 0, 99)
    walk.begin_between(parents[:1], parents[1:])
    walk.run(20_000, pressing=False)
    assert check_packing(question, board.placements(walk.best)) == []


def test_a_contest_with_children_is_the_same_on_one_and_two_threads(monkeypatch):
    born = []
    begin = Walk.begin_between

    def counted(self, heads, tails):
        born.append(self)
        begin(self, heads, tails)

    monkeypatch.setattr(Walk, "begin_between", counted)
    monkeypatch.setattr(contest, "TRIAL", 1_000)
    monkeypatch.setattr(contest, "CHILDHOOD", 100)
    question = problem()
    one = pack(question, evaluations=150_000, chains=2, threads=1)
    assert len(born) == 4
    two = pack(question, evaluations=150_000, chains=2, threads=2)
    assert one.placements == two.placements
    assert one.evaluations == two.evaluations
    assert check_packing(question, one.placements) == []
    assert len(one.placements) == question.pieces


def test_a_short_budget_has_no_children(monkeypatch):
    monkeypatch.setattr(Walk, "begin_between", lambda *_: pytest.fail("a child was born"))
    pack(problem(), evaluations=60_000, chains=2)


def test_what_a_past_layout_lacks_is_put_among_its_pieces(board):
    (layout,) = layouts(board, 1)
    kept = np.flatnonzero(np.arange(len(layout.copies)) % 4 != 1)
    part = Layout(layout.copies[kept], layout.place[kept], layout.pose[kept], layout.length)
    walk = Walk(board, 0, 99)
    walk.begin_around(part)
    walk.run(20_000, pressing=False)
    placements = board.placements(walk.best)
    assert check_packing(board.problem, placements) == []
    assert len(placements) == board.problem.pieces
