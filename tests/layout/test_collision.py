"""Collisions: against shapely on random floors, and the cases a person would try."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.layout.floors import random_floor
from workbench.layout import collisions
from workbench.layout.scene import scene
from workbench.model.floor import Clearance, Column, Floor, Footprint, Wall
from workbench.units import m

FLOOR = Floor(
    size=(12 * m, 8 * m),
    walls=(Wall("w", (6 * m, 0 * m), (6 * m, 4 * m)),),
    columns=(Column("c", (9 * m, 4 * m), (0.4 * m, 0.4 * m)),),
)
BENCH = Footprint(shape=(2 * m, 1 * m))
ROOMY = Footprint(shape=(2 * m, 1 * m), clearance=Clearance(front=1 * m))


def found(footprints, placements):
    drawn = scene(FLOOR, footprints)
    return [(c.a, c.b, c.kind) for c in collisions(drawn, drawn.poses(placements))]


def test_nothing_collides_where_things_only_touch():
    assert found({"a": BENCH, "b": BENCH}, [(1000, 500, 0), (3000, 500, 180)]) == []
    assert found({"a": BENCH}, [(1000, 7500, 0)]) == []


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ((6000, 2000, 30), "wall 'w'"),
        ((9000, 4300, 0), "column 'c'"),
        ((300, 4000, 0), "outer wall"),
    ],
)
def test_the_building_is_named(place, other):
    kind = "outside" if other == "outer wall" else "overlap"
    assert found({"a": BENCH}, [place]) == [("a", other, kind)]


def test_a_clearance_is_for_bodies_not_for_other_clearances():
    # Two benches face each other over one metre that both need free.
    pair = {"a": ROOMY, "b": ROOMY}
    assert found(pair, [(3000, 4000, 0), (3000, 2000, 180)]) == []
    assert found(pair, [(3000, 4000, 0), (3000, 2001, 180)]) == [
        ("a", "b", "clearance"),
        ("b", "a", "clearance"),
    ]
    assert found({"a": ROOMY}, [(3000, 1499, 0)]) == [("a", "outer wall", "clearance")]


def test_depth_is_how_far_it_must_move():
    drawn = scene(FLOOR, {"a": BENCH, "b": BENCH})
    (fault,) = collisions(drawn, drawn.poses([(2000, 2000, 0), (3300, 2300, 90)]))
    assert fault.depth == pytest.approx(200.0, abs=1e-6)
    assert str(fault) == "a and b overlap by 200 mm"


@given(seed=st.integers(0, 10_000), grid=st.booleans())
def test_overlaps_are_those_of_shapely(seed, grid):
    floor = random_floor(seed, 7, grid=grid, overlap=True)
    told = {(c.a, c.b) for c in collisions(floor.scene, floor.poses)}
    for i, body in enumerate(floor.bodies):
        for j in range(i):
            area = body.intersection(floor.bodies[j]).area
            pair = (f"station {j}", f"station {i}")
            assert (pair in told) == (area > 1.0) or 0 < area <= 1.0
        out = body.difference(floor.outline).area
        assert ((f"station {i}", "outer wall") in told) == (out > 1.0) or 0 < out <= 1.0
        fixed = body.intersection(shapely.union_all(floor.building)).area
        hit = any(a == f"station {i}" and b.startswith(("wall", "column")) for a, b in told)
        assert hit == (fixed > 1.0) or 0 < fixed <= 1.0
