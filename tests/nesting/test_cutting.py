"""Cutting time: lengths, corners and notches counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.model.defaults import default
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting import Instance, Marker, Placement
from workbench.nesting.cutting import cut_work, sharp_corners

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))


def test_corners_of_a_circle_are_none_and_of_a_square_four():
    turn = np.linspace(0, 2 * math.pi, 60, endpoint=False)
    assert sharp_corners(np.array(SQUARE)) == 4
    assert sharp_corners(np.stack([np.cos(turn), np.sin(turn)], axis=1)) == 0


def test_the_time_adds_up():
    hole = ((40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0))
    piece = PatternPiece("flap", "", SQUARE, notches=((50.0, 0.0),), drills=((10.0, 10.0),),
                         holes=(hole,))  # fmt: skip
    instance = Instance.from_pattern(Pattern("bag", (piece,)), Cloth("felt", 300.0))
    marker = Marker.of(instance, [Placement("flap", 0.0, False, 0.0, 0.0)], 100.0)
    work = cut_work(instance, marker)
    assert (work.length, work.corners, work.notches, work.drills) == (480.0, 8, 1, 1)
    by_hand = (
        480.0 / float(default("cut.single_ply"))
        + 8 * float(default("cut.corner"))
        + 2 * float(default("cut.notch"))
        + float(default("cut.label"))
    )
    assert work.time() == pytest.approx(by_hand)
    # A blade goes through all plies at once; each ply's pieces are labelled.
    assert work.time(5) == pytest.approx(by_hand + 4 * float(default("cut.label")))
