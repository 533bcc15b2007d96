"""Pair tables and their kernels against shapely."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import Polygon

from workbench.nesting import _kernels_look, _kernels_pairs, shapes, tables
from workbench.nesting.problem import PackItem, Problem, Strip

_spec = importlib.util.spec_from_file_location("pieces", Path(__file__).parent / "pieces.py")
pieces = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pieces)


def kernel(module, name, form):
    compiled = getattr(module, name)
    return getattr(compiled, "py_func", compiled) if form == "python" else compiled


def shapes_of(*outlines):
    """Shapes in the order given; a repeated outline is one shape."""
    items = tuple(PackItem(number, outline) for number, outline in enumerate(outlines))
    return shapes.build(Problem(items, Strip(1e4)))


def common_area(a, b, d):
    return shapely.area(shapely.intersection(Polygon(a), translate(Polygon(b), *d)))


def spots(a, b, count):
    """Displacements over the box in which the two can meet, on no regular grid."""
    low = a.min(axis=0) - b.max(axis=0)
    high = a.max(axis=0) - b.min(axis=0)
    golden = np.array([0.7548776662466927, 0.5698402909980532])
    return low + (np.arange(1, count + 1)[:, None] * golden % 1.0) * (high - low)


@pytest.mark.parametrize("form", ["compiled", "python"])
@pytest.mark.parametrize("drawn", [pieces.outlines(), pieces.blocks()], ids=["star", "block"])
def test_winding_number_says_when_two_shapes_overlap(form, drawn):
    convolve = kernel(_kernels_pairs, "convolve", form)
    winding = kernel(_kernels_pairs, "winding", form)

    @given(drawn, drawn)
    @settings(max_examples=60 if form == "compiled" else 8)
    def check(a, b):
        as_drawn, turned, left, turns = tables.directions([a, b])
        segments = np.empty((2 * len(a) * len(b), 4))
        count = convolve(a, as_drawn[0], left[0], -b, turned[1], left[1], turns, segments)
        for d in spots(a, b, 25):
            area = common_area(a, b, d)
            overlaps = winding(segments, count, d[0], d[1]) > 0
            assert overlaps == (area > 0) or area < 1e-6

    check()


@pytest.mark.parametrize("form", ["compiled", "python"])
@pytest.mark.parametrize("drawn", [pieces.outlines(), pieces.blocks()], ids=["star", "block"])
def test_table_agrees_with_shapely_in_both_directions(form, drawn):
    overlap = kernel(_kernels_look, "overlap", form)

    @given(drawn, drawn)
    @settings(max_examples=40 if form == "compiled" else 6)
    def check(a, b):
        made = shapes_of(a, b)
        last = made.variants - 1  # 0 when both outlines are one shape
        a, b = (made.bodies[made.shown[k, k]] for k in (0, last))
        codes, *arrays = tables.pair_tables(made).arrays
        for p, q, first, second in ((0, last, a, b), (last, 0, b, a), (0, 0, a, a)):
            for d in spots(first, second, 30):
                area = common_area(first, second, d)
                loss = overlap(codes[p, q], d[0], d[1], *arrays)
                assert (loss > 0) == (area > 0) or area < 1e-6

    check()


def test_python_and_compiled_tables_are_equal_bit_by_bit(monkeypatch):
    ell = np.array([(0, 0), (40, 0), (40, 15), (15, 15), (15, 50), (0, 50.0)])
    star = np.array([(0, 0), (30, 10), (60, 0), (40, 30), (30, 70), (20, 30.0)])
    compiled = tables.pair_tables(shapes_of(ell, star), 12)
    for name in ("convolve", "tabulate", "columns", "pole_losses"):
        monkeypatch.setattr(_kernels_pairs, name, kernel(_kernels_pairs, name, "python"))
    plain = tables.pair_tables(shapes_of(ell, star), 12)
    for one, other in zip(compiled.arrays[:-1], plain.arrays[:-1], strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(compiled.losses, plain.losses, rtol=1e-6)


def test_shapes_that_touch_do_not_overlap():
    square = np.array([(-10, -10), (10, -10), (10, 10), (-10, 10.0)])
    codes, *arrays = tables.pair_tables(shapes_of(square)).arrays
    for angle in range(0, 360, 15):
        far = 20.0 / max(abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle))))
        dx, dy = far * math.cos(math.radians(angle)), far * math.sin(math.radians(angle))
        assert _kernels_look.overlap(codes[0, 0], dx * 1.000001, dy * 1.000001, *arrays) == 0
        assert _kernels_look.overlap(codes[0, 0], dx * 0.999999, dy * 0.999999, *arrays) > 0


def test_overlap_grows_with_depth():
    square = np.array([(-10, -10), (10, -10), (10, 10), (-10, 10.0)])
    codes, *arrays = tables.pair_tables(shapes_of(square)).arrays
    losses = [_kernels_look.overlap(codes[0, 0], x, 0.3, *arrays) for x in (19.0, 12.0, 6.0, 0.5)]
    assert losses == sorted(losses)
    assert losses[0] > 0


def test_turned_copies_share_a_table():
    ell = np.array([(-20, -25), (20, -25), (20, -10), (-5, -10), (-5, 25), (-20, 25.0)])
    made = tables.pair_tables(shapes_of(ell, -ell))
    # (as drawn, as drawn) and (turned, turned) are one question; (as drawn, turned) another.
    assert len(made.grids) == 2


def test_similar_shapes_of_different_size_are_different():
    instance = pieces.Instance(
        "sizes",
        (
            pieces.item("S", [(0, 0), (10, 0), (0, 10)], angles=(0.0,)),
            pieces.item("L", [(0, 0), (20, 0), (0, 20)], angles=(0.0,)),
        ),
        100.0,
    )
    assert len(shapes.build(Problem.of(instance)).bodies) == 2


@given(pieces.outlines(), st.floats(0.5, 10.0))
@settings(max_examples=60)
def test_grown_outlines_hold_everything_within_the_distance(outline, distance):
    grown = Polygon(shapes.grow(outline, distance))
    assert grown.is_valid
    # A circle of chords lies inside the true one: what must be covered is covered.
    assert (
        Polygon(outline).buffer(distance * (1 - 1e-9), quad_segs=32).difference(grown).area < 1e-6
    )


@given(pieces.outlines())
@settings(max_examples=40)
def test_poles_lie_inside_and_apart(outline):
    polygon = Polygon(outline)
    circles = tables.poles(outline)
    for k, (x, y, radius) in enumerate(circles):
        assert polygon.exterior.distance(shapely.Point(x, y)) >= radius - 1e-9
        for u, v, other in circles[:k]:
            assert math.hypot(x - u, y - v) >= radius + other - 1e-9 or other >= radius
    assert len(circles) >= 1


def test_kernels_were_compiled_for_one_signature_each():
    for module in (_kernels_pairs, _kernels_look):
        for name, function in vars(module).items():
            if hasattr(function, "signatures"):
                assert len(function.signatures) <= 1, name


def test_shrunk_shapes_lie_inside_by_the_distance():
    for body in (
        np.array([(0, 0), (40, 0), (40, 15), (15, 15), (15, 50), (0, 50.0)]),
        np.array([(0, 0), (30, 10), (60, 0), (40, 30), (30, 70), (20, 30.0)]),
    ):
        inner = Polygon(tables.shrunk(body, 1e-3))
        assert Polygon(body).contains(inner)
        assert inner.exterior.distance(Polygon(body).exterior) == pytest.approx(1e-3, rel=1e-6)


@pytest.mark.slow
def test_a_million_queries_agree_with_shapely():
    rng = np.random.default_rng(5)
    asked = wrong = 0
    while asked < 1_000_000:
        outlines = [_blob(rng) for _ in range(6)]
        made = shapes_of(*outlines)
        codes, *arrays = tables.pair_tables(made).arrays
        bodies = [made.bodies[made.shown[k, k]] for k in range(made.variants)]
        for p, a in enumerate(bodies):
            for q, b in enumerate(bodies):
                low, high = a.min(axis=0) - b.max(axis=0), a.max(axis=0) - b.min(axis=0)
                d = low + rng.random((1000, 2)) * (high - low)
                ours = np.array(
                    [_kernels_look.overlap(codes[p, q], x, y, *arrays) > 0 for x, y in d]
                )
                fixed = Polygon(a)
                shapely.prepare(fixed)
                moved = shapely.polygons(b[None] + d[:, None])
                theirs = shapely.intersects(fixed, moved) & ~shapely.touches(fixed, moved)
                asked += len(d)
                for k in np.flatnonzero(ours != theirs):
                    # What overlaps by less than rounding is touching to either.
                    area = shapely.area(shapely.intersection(fixed, moved[k]))
                    wrong += area > 1e-6
    assert wrong == 0


def _blob(rng):
    corners = rng.integers(4, 16)
    turns = np.sort(rng.random(corners)) * 2 * math.pi
    radius = 15 + 40 * rng.random(corners)
    outline = np.stack([radius * np.cos(turns), radius * np.sin(turns)], axis=1)
    body = Polygon(outline)
    if not body.is_valid or not body.contains(shapely.Point(0, 0)) or body.area < 200:
        return _blob(rng)
    return outline
