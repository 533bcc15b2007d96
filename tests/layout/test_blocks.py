"""Block layouts: they fill the rectangle, and reach what is published."""

from itertools import permutations, product

import numpy as np
import pytest
from shapely.geometry import box
from shapely.ops import unary_union

from workbench.benchmarks.layout_files import read_blocks
from workbench.errors import SpecError
from workbench.layout import Departments, _kernels_blocks, block_layout, resize_blocks


def departments(n, seed=0, ratio=4.0):
    rng = np.random.default_rng(seed)
    area = rng.uniform(2.0, 9.0, n)
    return Departments(
        tuple(f"d{k}" for k in range(n)), area, np.triu(rng.integers(0, 9, (n, n)) * 1.0, 1),
        float(np.sqrt(area.sum()) * 1.2), float(np.sqrt(area.sum()) / 1.2),
        np.full(n, ratio), np.zeros(n),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_departments_tile_the_rectangle_with_their_areas(seed):
    asked = departments(9, seed)
    found = block_layout(asked, steps=30_000, seed=seed)
    shapes = [box(x, y, x + w, y + d) for x, y, w, d in found.rects]
    assert [s.area for s in shapes] == pytest.approx(asked.area, rel=1e-9)
    assert unary_union(shapes).area == pytest.approx(asked.area.sum(), rel=1e-9)
    assert found.is_sound
    assert all(max(w, d) / min(w, d) <= 4.0 + 1e-6 for _, _, w, d in found.rects)
    middles = [(x + w / 2, y + d / 2) for x, y, w, d in found.rects]
    cost = sum(
        asked.flow[i, j] * (abs(middles[i][0] - middles[j][0]) + abs(middles[i][1] - middles[j][1]))
        for i in range(9)
        for j in range(9)
    )
    assert found.cost == pytest.approx(cost)


def test_the_best_slicing_tree_of_four_is_found():
    asked = departments(4, 5, ratio=3.0)
    best, pairs = np.inf, np.argwhere(asked.flow)
    for row, rank, across in product(
        permutations(range(4)), permutations(range(3)), product((False, True), repeat=3)
    ):
        rect, box = np.empty((4, 4)), np.empty((4, 4))
        _kernels_blocks.slice_up(
            np.array(row), np.array(rank), np.array(across), asked.area, asked.width, asked.depth,
            rect, np.empty(4, np.int64), np.empty(4, np.int64), box,
        )  # fmt: skip
        if _kernels_blocks.slender(rect, asked.ratio, asked.side) == 0.0:
            best = min(best, _kernels_blocks.carried(rect, pairs, asked.flow[tuple(pairs.T)]))
    assert block_layout(asked, steps=40_000).cost == pytest.approx(best)


def with_room(n=6, spare=3):
    """Departments, and as many without flow of which any shape is good."""
    few = departments(n, 4, ratio=3.0)
    area = np.concatenate([few.area, np.full(spare, few.area.mean())])
    flow = np.zeros((n + spare, n + spare))
    flow[:n, :n] = few.flow
    side = np.sqrt(area.sum())
    return Departments(
        tuple(f"d{k}" for k in range(n + spare)), area, flow, float(side), float(side),
        np.concatenate([few.ratio, np.full(spare, np.inf)]), np.zeros(n + spare),
    )  # fmt: skip


def test_departments_without_flow_share_leaves_and_keep_their_areas():
    asked = with_room(spare=9)
    found = block_layout(asked, steps=30_000)
    shapes = [box(x, y, x + w, y + d) for x, y, w, d in found.rects]
    assert [s.area for s in shapes] == pytest.approx(asked.area, rel=1e-9)
    assert unary_union(shapes).area == pytest.approx(asked.area.sum(), rel=1e-9)


def test_resizing_gains_where_there_is_room_and_stays_sound():
    asked = with_room()
    found = block_layout(asked, steps=20_000)
    loose = resize_blocks(asked, found, programmes=30)
    rects = loose.rects[:6]
    assert np.isnan(loose.rects[6:]).all()
    shapes = [box(x, y, x + w, y + d) for x, y, w, d in rects]
    assert [s.area for s in shapes] == pytest.approx(asked.area[:6], rel=1e-12)
    assert unary_union(shapes).area == pytest.approx(asked.area[:6].sum(), rel=1e-7)
    assert rects.min() >= -1e-7
    assert (rects[:, :2] + rects[:, 2:]).max() <= asked.width + 1e-7
    assert (rects[:, 2:].max(axis=1) <= 3.0 * rects[:, 2:].min(axis=1) * (1 + 1e-7)).all()
    middles = rects[:, :2] + rects[:, 2:] / 2
    apart = np.abs(middles[:, None] - middles[None]).sum(axis=2)
    assert loose.cost == pytest.approx((asked.flow[:6, :6] * apart).sum())
    assert loose.cost < found.cost * 0.999


def test_two_departments_are_resized_to_the_closed_form():
    """Side by side in ample room the middles come as near as the least width allows."""
    asked = Departments(
        ("a", "b"), np.array([4.0, 9.0]), np.array([[0.0, 1.0], [0.0, 0.0]]), 100.0, 20.0,
        np.full(2, 4.0), np.zeros(2),
    )  # fmt: skip
    found = block_layout(
        Departments(
            asked.names, asked.area, asked.flow, asked.width, asked.depth,
            np.full(2, np.inf), np.zeros(2),
        ),
        steps=1000,
    )  # fmt: skip
    loose = resize_blocks(asked, found)
    assert loose.cost == pytest.approx((1.0 + 1.5) / 2, rel=1e-6)  # sides 1 by 4 and 1.5 by 6


def test_a_full_rectangle_is_left_as_it_is():
    asked = departments(6)
    found = block_layout(asked, steps=20_000)
    assert resize_blocks(asked, found) is found


def test_a_slender_layout_is_not_resized():
    asked = departments(5, ratio=1.0)
    with pytest.raises(SpecError, match="slender"):
        resize_blocks(asked, block_layout(asked, steps=2000))


def test_it_repeats():
    one, two = (block_layout(departments(8), steps=20_000, seed=5) for _ in range(2))
    assert np.array_equal(one.rects, two.rects)


@pytest.mark.parametrize(("name", "best"), [("04O7", 131.69), ("12MB12", 123.6667)])
def test_published_layouts(bench_data, name, best):
    instance = read_blocks(bench_data / "layout" / "uaflp" / f"{name}.txt")
    found = block_layout(instance.departments, seconds=60, target=best * (1 + 1e-5))
    assert found.is_sound
    assert found.cost <= best * (1 + 1e-4)


def test_bad_departments_are_refused():
    with pytest.raises(SpecError, match="area above 0"):
        Departments(("a",), np.zeros(1), np.zeros((1, 1)), 1.0, 1.0, np.ones(1), np.zeros(1))
    with pytest.raises(SpecError, match="shape"):
        Departments(("a", "b"), np.ones(2), np.zeros((1, 1)), 1.0, 1.0, np.ones(2), np.zeros(2))
