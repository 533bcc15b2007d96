"""Pieces at any angle: what turning adds to a sheet and leaning to a strip, and turned starts."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from workbench.nesting import check_marker, finish, nest
from workbench.nesting.instance import Instance
from workbench.nesting.item_json import FREE_TILT, FREE_TURNS


def polygon(points):
    return {"type": "simple_polygon", "data": [[float(x), float(y)] for x, y in points]}


def wedge(angle, width, depth):
    """Return a box turned by an angle that is none of those played."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [
        (c * x - s * y, s * x + c * y) for x, y in ((0, 0), (width, 0), (width, depth), (0, depth))
    ]


def question(angles, tilt=0.0, demand=1, **rules):
    """Return boxes of 400 × 100 mm for a slanted remnant hardly larger than one of them."""
    item = {"id": "belt", "shape": polygon([(0, 0), (400, 0), (400, 100), (0, 100)]),
            "demand": demand, "allowed_orientations": angles, **rules}  # fmt: skip
    if tilt:
        item["tilt"] = tilt
    sheet = {"id": "slanted", "shape": polygon(wedge(8.0, 410, 108))}
    return Instance.from_json({"name": "belts", "items": [item], "bins": [sheet]})


def test_rotation_at_will_is_every_angle():
    read = question(None).items[0]
    assert (read.angles, read.tilt) == (FREE_TURNS, FREE_TILT)
    assert all(read.allows(angle, mirrored=False) for angle in np.linspace(0, 360, 73))
    again = Instance.from_json(question(None).to_json())
    assert again.items[0].tilt == FREE_TILT
    assert question(None).to_document()["items"][0]["allowed_orientations"] is None


def test_a_piece_that_fits_at_one_angle_only_is_placed():
    """8° is none of the sixteen angles: only turning finds it."""
    fixed = nest(question([0, 22.5, 337.5]), evaluations=60_000)
    assert fixed.unplaced == ("belt",)
    free = nest(question(None), evaluations=200_000)
    assert free.unplaced == ()
    assert check_marker(question(None), free) == []
    turn = free.placements[0].rotation % 180.0
    assert turn == pytest.approx(8.0, abs=1.5)


def test_a_tilt_is_kept_to():
    within = nest(question([0], tilt=10.0), evaluations=200_000)
    assert within.unplaced == ()
    assert check_marker(question([0], tilt=10.0), within) == []
    beyond = nest(question([0], tilt=4.0), evaluations=100_000)
    assert beyond.unplaced == ("belt",)


def test_the_answer_depends_on_seed_and_evaluations_only(monkeypatch):
    asked = hide()
    made = [
        nest(asked, evaluations=150_000, seed=3, chains=2, threads=threads) for threads in (1, 2)
    ]
    assert made[0].placements == made[1].placements
    assert check_marker(asked, made[0]) == []


def hide():
    """Return kites and bars of any angle for a hide that does not hold them all."""
    kite = polygon([(0, 0), (120, 40), (160, 160), (40, 120)])
    bar = polygon([(0, 0), (300, 0), (300, 45), (0, 45)])
    items = [
        {"id": "kite", "shape": kite, "demand": 14, "allowed_orientations": None},
        {"id": "bar", "shape": bar, "demand": 10, "allowed_orientations": None},
    ]
    outline = [(0, 40), (200, 0), (520, 60), (600, 300), (420, 420), (90, 380)]
    return Instance.from_json(
        {"name": "hide", "items": items, "bins": [{"id": "hide", "shape": polygon(outline)}]}
    )


def test_turning_never_places_less(monkeypatch):
    for seed in range(3):
        turned = nest(hide(), evaluations=150_000, seed=seed)
        assert check_marker(hide(), turned) == []
        monkeypatch.setattr(finish, "TURNING", 0.0)
        still = nest(hide(), evaluations=int(0.7 * 150_000), seed=seed)
        monkeypatch.undo()
        assert turned.density >= still.density - 1e-12


def test_a_strip_leans_rotation_at_will():
    asked = replace(hide(), sheets=(), width=300.0)
    marker = nest(asked, evaluations=150_000)
    assert check_marker(asked, marker) == []
    turns = [place.rotation % 22.5 for place in marker.placements]
    assert any(1e-6 < turn < 22.5 - 1e-6 for turn in turns), "some lie between the angles played"


def test_a_search_from_turned_pieces_is_never_longer():
    asked = replace(hide(), sheets=(), width=300.0)
    first = nest(asked, evaluations=150_000)
    again = nest(asked, evaluations=30_000, seed=7, start=first)
    assert check_marker(asked, again) == []
    assert again.length <= first.length + 1e-9
    tight = nest(hide(), evaluations=150_000)
    more = nest(hide(), evaluations=40_000, seed=7, start=tight)
    assert check_marker(hide(), more) == []
    assert more.density >= tight.density - 1e-12
