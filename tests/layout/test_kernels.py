"""Compiled kernels give the same bits as the Python they are written in."""

import numpy as np
import pytest

from tests.layout.floors import random_floor
from workbench.layout import _kernels
from workbench.layout.collision import collisions
from workbench.layout.paths import paths

KERNELS = (
    "place", "bound", "blocks", "covers", "bends_round", "links", "shortest", "hindrances",
    "parts", "overlap", "clashes",
)  # fmt: skip


@pytest.mark.parametrize("seed", [0, 3, 7, 8])
def test_compiled_and_python_agree(seed, monkeypatch):
    floor = random_floor(seed, 4, overlap=seed == 7)
    ways = paths(floor.scene, floor.poses)
    compiled = ways.distance, ways.polylines, ways.unreachable, collisions(floor.scene, floor.poses)
    for name in KERNELS:
        kernel = getattr(_kernels, name)
        monkeypatch.setattr(_kernels, name, getattr(kernel, "py_func", kernel))
    ways = paths(floor.scene, floor.poses)
    np.testing.assert_array_equal(ways.distance, compiled[0])
    assert ways.polylines == compiled[1]
    assert ways.unreachable == compiled[2]
    assert collisions(floor.scene, floor.poses) == compiled[3]


def test_a_segment_along_a_side_or_through_a_corner_is_free():
    points = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    start, box, margin = np.array([0, 4]), np.empty((1, 4)), np.empty(4)
    _kernels.bound(points, np.zeros(4, np.bool_), start, box, margin)
    rest = (points, margin, start, box)
    assert box.tolist() == [[0.0, 0.0, 10.0, 10.0]]
    assert not _kernels.blocks(0, -5.0, 0.0, 15.0, 0.0, *rest)
    assert not _kernels.blocks(0, -5.0, 5.0, 5.0, -5.0, *rest)
    assert _kernels.blocks(0, -5.0, 5.1, 5.1, -5.0, *rest)
    assert _kernels.blocks(0, 0.0, 0.0, 10.0, 10.0, *rest)
    assert _kernels.blocks(0, 5.0, 5.0, 6.0, 6.0, *rest)
    assert not _kernels.blocks(0, 11.0, -5.0, 11.0, 15.0, *rest)
    assert _kernels.covers(0, 5.0, 5.0, *rest)
    assert not _kernels.covers(0, 0.0, 5.0, *rest)
    assert not _kernels.covers(0, 10.0, 10.0, *rest)


def test_a_taut_path_bends_only_where_both_sides_lie_on_one_hand():
    corner = np.array([[[10.0, 10.0], [10.0, 0.0], [0.0, 10.0]]])
    assert _kernels.bends_round(corner, 0, 20.0, 5.0)
    assert _kernels.bends_round(corner, 0, 10.0, -5.0)  # along its side
    assert _kernels.bends_round(corner, 0, 5.0, 20.0)
    assert not _kernels.bends_round(corner, 0, 20.0, 20.0)  # head on
