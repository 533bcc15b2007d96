"""The sieve and the neighbours: they answer as a look at all pieces does, bit by bit."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.nesting import _kernels_look, _kernels_near, _kernels_search
from workbench.nesting.board import Board
from workbench.nesting.canvas import STRIPS
from workbench.nesting.problem import Obstacle, PackItem, Problem, Strip
from workbench.nesting.walk import Walk

_spec = importlib.util.spec_from_file_location("pieces", Path(__file__).parent / "pieces.py")
pieces = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pieces)

ELL = np.array([(0, 0), (40, 0), (40, 15), (15, 15), (15, 50), (0, 50.0)])
KITE = np.array([(0, 0), (20, -12), (60, 0), (20, 25.0)])
BAR = np.array([(0, 0), (30, 0), (30, 6), (0, 6.0)])
TURNS = (0.0, 90.0, 180.0, 270.0)


@pytest.fixture
def near(monkeypatch):
    """The kernels as plain Python: parts of kernels cannot be called from Python otherwise."""
    for module in (_kernels_look, _kernels_near, _kernels_search):
        for name, function in list(vars(module).items()):
            if hasattr(function, "py_func"):
                monkeypatch.setattr(module, name, function.py_func)
    return _kernels_near


def scattered(seed, copies=12):
    """A walk over pieces thrown anywhere, an obstacle among them, with uneven weights."""
    items = (
        PackItem("ell", ELL, (), copies, TURNS),
        PackItem("kite", KITE, (), copies, TURNS),
        PackItem("bar", BAR, (), copies, TURNS),
    )
    fault = np.array([(150.0, 40.0), (170.0, 40.0), (160.0, 60.0)])
    board = Board(Problem(items, Strip(150.0), obstacles=(Obstacle(fault),)))
    walk = Walk(board, seed, 0)
    rng = np.random.default_rng(seed)
    n = walk.count
    walk.length = 400.0
    place = rng.uniform(0.0, 1.0, (n, 2)) * (400.0, 150.0)
    pose = np.array([walk.choices[k, 1 + rng.integers(walk.choices[k, 0])] for k in range(n)])
    walk.lay(place, pose)
    walk.settle()
    walk.weight[:] = rng.uniform(1.0, 9.0, walk.weight.shape)
    walk.scale[0] = STRIPS / walk.length
    return walk, rng


def sieve(near, walk):
    for k in range(len(walk.box)):
        near.sift(k, walk.sieve, walk.scale, walk.box)


@pytest.mark.parametrize("copies", [3, 12, 40])
def test_a_sieved_look_is_a_whole_look(near, copies):
    for seed in range(4):
        walk, rng = scattered(seed, copies)
        sieve(near, walk)
        tables = walk.board.tables
        hit = 0
        for _ in range(60):
            i = int(rng.integers(walk.count))
            v = int(walk.choices[i, 1 + rng.integers(walk.choices[i, 0])])
            x, y = rng.uniform(-20.0, 420.0), rng.uniform(-20.0, 170.0)
            state = (walk.place, walk.box, walk.pose, walk.weight, walk.board.hull, *tables)
            whole = _kernels_look.weigh(i, v, x, y, np.inf, *state)
            sieved = near.weigh_sieved(i, v, x, y, np.inf, walk.sieve, walk.scale, *state)
            assert sieved == whole
            hit += whole > 0.0
            # Given up, both say something at or above the bound.
            if whole > 0.0:
                part = near.weigh_sieved(i, v, x, y, whole / 2, walk.sieve, walk.scale, *state)
                assert whole / 2 <= part <= whole
        assert hit >= 9


@given(st.integers(0, 1000), st.floats(0.5, 30.0))
@settings(max_examples=15, deadline=None)
def test_neighbours_weigh_what_all_pieces_do_within_reach(seed, reach):
    with pytest.MonkeyPatch.context() as patch:
        for module in (_kernels_look, _kernels_near, _kernels_search):
            for name, function in list(vars(module).items()):
                if hasattr(function, "py_func"):
                    patch.setattr(module, name, function.py_func)
        walk, rng = scattered(seed)
        sieve(_kernels_near, walk)
        codes, grids, cells, lists, losses = walk.board.tables
        i = int(rng.integers(walk.count))
        v = int(walk.pose[i])
        x, y = walk.place[i]
        body = (walk.place, walk.box, walk.pose, walk.weight, walk.board.hull)
        rows = np.zeros((len(walk.box), _kernels_near.COLUMNS))
        count = _kernels_near.gather(
            i, v, x, y, reach, rows, walk.sieve, walk.scale, *body, codes, grids
        )
        assert count < len(walk.box) / 2
        for _ in range(20):
            at = (x + rng.uniform(-reach, reach), y + rng.uniform(-reach, reach))
            whole = _kernels_look.weigh(
                i, v, *at, np.inf, *body, codes, grids, cells, lists, losses
            )
            assert _kernels_near.weigh_near(*at, np.inf, rows, count, cells, lists, losses) == whole


def test_a_piece_that_lies_nowhere_is_taken_out(near):
    walk, _ = scattered(0)
    sieve(near, walk)
    everything = walk.sieve.copy()
    walk.box[5] = (np.inf, np.inf, -np.inf, -np.inf)
    near.sift(5, walk.sieve, walk.scale, walk.box)
    assert not (walk.sieve[..., 0] & (1 << 5)).any()
    np.testing.assert_array_equal(walk.sieve | (everything & (1 << 5)), everything)


def test_the_bits_of_a_word_are_told_apart():
    bits = [((1 << bit) * _kernels_near.DE_BRUIJN >> 27) & 31 for bit in range(_kernels_near.WORD)]
    assert [int(_kernels_near.WHICH[top]) for top in bits] == list(range(_kernels_near.WORD))
    # Products stay inside of a signed word.
    assert (1 << (_kernels_near.WORD - 1)) * _kernels_near.DE_BRUIJN < 2**63
