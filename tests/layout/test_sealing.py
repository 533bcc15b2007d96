"""Unreachable pairs name what seals them, and taking that away does open a way."""

import math

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.layout.floors import random_floor
from workbench.layout import walk
from workbench.layout.paths import paths
from workbench.layout.standing import Standing
from workbench.model.floor import Door, Floor, Footprint, Wall
from workbench.units import m

DESK = Footprint(shape=(0.5 * m, 0.5 * m))
CRATE = Footprint(shape=(1 * m, 1 * m))
ROOM = Floor(
    size=(12 * m, 8 * m),
    walls=(Wall("w", (6 * m, 0 * m), (6 * m, 8 * m)),),
    doors=(Door("d", "w", 4 * m, 1 * m),),
)


def test_a_crate_in_the_door_is_named_first():
    where = {"left": (2000, 4000, 0), "right": (9000, 4000, 0), "crate": (6000, 4000, 90)}
    ways = walk(ROOM, {"left": DESK, "right": DESK, "crate": CRATE}, where)
    sealed = {(s.origin, s.to): s for s in ways.unreachable}
    assert sealed["left", "right"].by == ("crate", "wall 'w'")
    assert not sealed["left", "right"].together
    assert math.isinf(ways.between("left", "right"))


def test_two_crates_in_line_must_both_go():
    where = {
        "left": (2000, 4000, 0), "right": (10000, 4000, 0),
        "one": (5000, 4000, 90), "two": (7000, 4000, 90),
    }  # fmt: skip
    floor = Floor(
        size=(12 * m, 8 * m),
        walls=(
            Wall("first", (5 * m, 0 * m), (5 * m, 8 * m)),
            Wall("second", (7 * m, 0 * m), (7 * m, 8 * m)),
        ),
        doors=(Door("d1", "first", 4 * m, 1 * m), Door("d2", "second", 4 * m, 1 * m)),
    )
    ways = walk(floor, {"left": DESK, "right": DESK, "one": CRATE, "two": CRATE}, where)
    sealed = next(s for s in ways.unreachable if (s.origin, s.to) == ("left", "right"))
    assert sealed.together
    assert len(sealed.by) == 2
    assert {"one", "wall 'first'"} & set(sealed.by)
    assert {"two", "wall 'second'"} & set(sealed.by)
    assert str(sealed).endswith("seal it")


def test_a_front_pushed_against_the_outer_wall():
    where = {"a": (3000, 300, 0), "b": (3000, 4000, 0)}
    (sealed,) = walk(Floor(size=(12 * m, 8 * m)), {"a": DESK, "b": DESK}, where).unreachable
    assert sealed.by == ("outer wall",)
    assert sealed.at == ("a",)
    assert str(sealed) == "no room to stand at a: outer wall is in the way"


@given(seed=st.integers(0, 10_000))
def test_taking_the_named_away_opens_a_way(seed):
    floor = random_floor(seed, 6, grid=seed % 2 == 0, overlap=seed % 3 == 0)
    ways = paths(floor.scene, floor.poses)
    assume(ways.unreachable)
    standing = Standing.at(floor.scene, floor.poses)
    stations = len(floor.scene.stations)
    for sealed in ways.unreachable:
        assert sealed.by
        sets = [sealed.by] if sealed.together else [(name,) for name in sealed.by]
        for names in sets:
            active = np.array([name not in names for name in floor.scene.names])
            assert reaches(standing.links(active), stations)[
                ways.index(sealed.origin), ways.index(sealed.to)
            ]


def reaches(links, ends):
    """Return which of the first ``ends`` nodes reach each other, by repeated squaring."""
    seen = np.isfinite(links) | np.eye(len(links), dtype=bool)
    for _ in range(len(links).bit_length()):
        seen = (seen.astype(np.int64) @ seen.astype(np.int64)) > 0
    return seen[:ends, :ends]
