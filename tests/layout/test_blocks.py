"""Block layouts: they fill the rectangle, and reach what is published."""

from itertools import permutations, product

import numpy as np
import pytest
from shapely.geometry import box
from shapely.ops import unary_union

from workbench.benchmarks.layout_files import read_blocks
from workbench.errors import SpecError
from workbench.layout import Departments, _kernels_blocks, block_layout


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
    best = np.inf
    for row, rank, across in product(
        permutations(range(4)), permutations(range(3)), product((False, True), repeat=3)
    ):
        rect = np.empty((4, 4))
        _kernels_blocks.slice_up(
            np.array(row), np.array(rank), np.array(across), asked.area, asked.width, asked.depth,
            rect,
        )  # fmt: skip
        if _kernels_blocks.slender(rect, asked.ratio, asked.side) == 0.0:
            best = min(best, _kernels_blocks.carried(rect, asked.flow, False))
    assert block_layout(asked, steps=40_000).cost == pytest.approx(best)


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
