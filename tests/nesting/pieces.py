"""Polygons and questions that several test files nest."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st
from shapely.geometry import Polygon

from workbench.model.pattern import PatternPiece
from workbench.nesting import Instance, Item


@st.composite
def outlines(draw, most=12):
    """Star-shaped simple polygons, often far from convex, counter-clockwise about the origin."""
    count = draw(st.integers(3, most))
    steps = [draw(st.floats(0.2, 1.0)) for _ in range(count)]
    angles = np.cumsum(steps) / sum(steps) * 2 * math.pi
    radii = [draw(st.floats(5.0, 100.0)) for _ in range(count)]
    points = np.array(
        [(r * math.cos(a), r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]
    )
    polygon = Polygon(points)
    if not polygon.is_valid or polygon.area < 1.0 or not polygon.exterior.is_ccw:
        points = np.array([(0.0, 0.0), (50.0, 0.0), (50.0, 20.0), (10.0, 60.0)])
    return np.ascontiguousarray(points)


@st.composite
def blocks(draw):
    """Rectilinear outlines on a grid of 10 mm: every edge is parallel to many others."""
    steps = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    points = [(0.0, 0.0), (10.0 * len(steps), 0.0)]
    for column in range(len(steps) - 1, -1, -1):
        points += [
            (10.0 * (column + 1), 10.0 * steps[column]),
            (10.0 * column, 10.0 * steps[column]),
        ]
    kept = list(dict.fromkeys(points))
    ring = Polygon(kept).simplify(0.0).exterior
    points = np.array(ring.coords[:-1] if ring.is_ccw else ring.coords[:0:-1])
    return np.ascontiguousarray(points)


def item(id, outline, demand=1, angles=(0.0, 180.0), mirror="never", holes=()):
    piece = PatternPiece(str(id), "", tuple(map(tuple, outline)), holes=holes)
    return Item(id, piece, demand, angles, mirror)


def small(gap=0.0, edge=0.0, width=100.0):
    """Three shapes, twelve pieces: an L, a triangle and a bar that may stand or lie."""
    return Instance(
        "small",
        (
            item("ell", [(0, 0), (40, 0), (40, 15), (15, 15), (15, 50), (0, 50)], 4),
            item("triangle", [(0, 0), (30, 5), (10, 35)], 5, mirror="either"),
            item("bar", [(-5, -20), (5, -20), (5, 20), (-5, 20)], 3, (0.0, 90.0, 37.5)),
        ),
        width,
        gap=gap,
        edge=edge,
    )
