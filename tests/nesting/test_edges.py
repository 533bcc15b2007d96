"""Collision at free angles, by edges and their index, against shapely."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry import Polygon

from workbench.nesting import _kernels_edges
from workbench.nesting.edges import Edges
from workbench.nesting.placement import pose_points

_spec = importlib.util.spec_from_file_location("pieces", Path(__file__).parent / "pieces.py")
pieces = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pieces)

HOOK = np.array([(0, 0), (60, 0), (60, 10), (12, 10), (12, 50), (60, 50), (60, 62), (0, 62.0)])


def kernel(name, form):
    compiled = getattr(_kernels_edges, name)
    return getattr(compiled, "py_func", compiled) if form == "python" else compiled


def disagreements(rng, outlines, count, form="compiled"):
    """Ask about random places and angles of random pairs; return where shapely differs."""
    collide = kernel("collide", form)
    made = Edges.of(outlines, 50.0)
    p, q = rng.integers(0, len(outlines), (2, count))
    turn = rng.random(count) * 2 * math.pi
    reach = np.array([np.abs(o).max() for o in outlines])
    d = (2 * rng.random((count, 2)) - 1) * 1.2 * (reach[p] + reach[q])[:, None]
    ours = np.array(
        [
            collide(a, b, x, y, math.cos(t), math.sin(t), *made.exact)
            for a, b, (x, y), t in zip(p, q, d, turn, strict=True)
        ]
    )
    bodies = np.array([Polygon(o) for o in outlines])
    moved = np.array(
        [
            Polygon(pose_points(outlines[b], math.degrees(t), mirrored=False) + shift)
            for b, shift, t in zip(q, d, turn, strict=True)
        ]
    )
    fixed = bodies[p]
    theirs = shapely.intersects(fixed, moved)
    differ = np.flatnonzero(ours != theirs)
    # What meets by less than rounding is touching to either.
    area = shapely.area(shapely.intersection(fixed[differ], moved[differ]))
    return int((area > 1e-6).sum() + (~theirs[differ]).sum()), float(theirs.mean())


@pytest.mark.parametrize("form", ["compiled", "python"])
@pytest.mark.parametrize("drawn", [pieces.outlines(), pieces.blocks()], ids=["star", "block"])
def test_edges_agree_with_shapely_at_any_angle(form, drawn):
    @given(drawn, drawn)
    @settings(max_examples=40 if form == "compiled" else 8)
    def check(a, b):
        wrong, _ = disagreements(np.random.default_rng(3), [a, b, HOOK], 60, form)
        assert wrong == 0

    check()


def test_ten_thousand_queries_agree_with_shapely():
    rng = np.random.default_rng(7)
    wrong, hits = disagreements(rng, [blob(rng) for _ in range(12)] + [HOOK], 10_000)
    assert wrong == 0
    assert 0.2 < hits < 0.8


def test_what_touches_does_not_collide():
    square = np.array([(-10, -10), (10, -10), (10, 10), (-10, 10.0)])
    made = Edges.of([square], 20.0)
    for angle in range(0, 360, 90):
        c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        assert not _kernels_edges.collide(0, 0, 20.0, 3.0, c, s, *made.exact)
        assert _kernels_edges.collide(0, 0, 20.0 - 1e-6, 3.0, c, s, *made.exact)
    half = math.sqrt(0.5)
    assert not _kernels_edges.collide(0, 0, 10 + 20 * half, 0.0, half, half, *made.exact)
    assert _kernels_edges.collide(0, 0, 10 + 20 * half - 1e-6, 0.0, half, half, *made.exact)


def test_a_piece_in_a_hook_is_free_and_one_within_another_is_not():
    small = np.array([(-3, -3), (3, -3), (3, 3), (-3, 3.0)])
    made = Edges.of([HOOK, small], 50.0)
    half = math.sqrt(0.5)
    assert not _kernels_edges.collide(0, 1, 40.0, 30.0, half, half, *made.exact)
    assert _kernels_edges.collide(0, 1, 6.0, 30.0, half, half, *made.exact)
    # The other way round: the hook about the small piece.
    assert _kernels_edges.collide(1, 0, -6.0, -30.0, 1.0, 0.0, *made.exact)
    assert not _kernels_edges.collide(1, 0, -40.0, -30.0, 1.0, 0.0, *made.exact)


def test_the_measure_is_positive_exactly_where_outlines_meet():
    rng = np.random.default_rng(11)
    made = Edges.of([HOOK, blob(rng)], 50.0)
    for _ in range(2000):
        x, y = 260 * rng.random(2) - 130
        turn = 2 * math.pi * rng.random()
        place = (x, y, math.cos(turn), math.sin(turn))
        meets = _kernels_edges.collide(0, 1, *place, *made.exact)
        assert meets == (_kernels_edges.overlap(0, 1, *place, *made.arrays, 1.0) > 0.0)


@pytest.mark.slow
def test_a_million_queries_at_free_angles_agree_with_shapely():
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(50):
        outlines = [blob(rng) for _ in range(8)] + [HOOK]
        wrong += disagreements(rng, outlines, 20_000)[0]
    assert wrong == 0


def blob(rng):
    corners = rng.integers(4, 40)
    turns = np.sort(rng.random(corners)) * 2 * math.pi
    radius = 15 + 40 * rng.random(corners)
    outline = np.stack([radius * np.cos(turns), radius * np.sin(turns)], axis=1)
    body = Polygon(outline)
    if not body.is_valid or body.area < 200 or not body.exterior.is_ccw:
        return blob(rng)
    return outline
