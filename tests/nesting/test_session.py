"""Work on a marker without a user interface."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest

from workbench.errors import SpecError
from workbench.nesting import Instance, Marker, MarkerSession, Placement, check_marker

_spec = importlib.util.spec_from_file_location("pieces", Path(__file__).parent / "pieces.py")
pieces = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pieces)


def two_squares(gap=0.0):
    square = pieces.item("square", [(0, 0), (10, 0), (10, 10), (0, 10)], 2, (0.0, 90.0))
    instance = Instance("squares", (square,), 30.0, gap=gap)
    placements = [Placement("square", 0, False, 0, 0), Placement("square", 0, False, 20, 5)]
    return MarkerSession(instance, Marker.of(instance, placements, 30.0))


def test_search_runs_apart_and_stops():
    session = MarkerSession(pieces.small())
    heard = []
    session.start(seconds=60, listener=heard.append)
    assert session.running
    with pytest.raises(SpecError, match="already running"):
        session.start(seconds=1)
    while not heard or heard[-1].seconds < 0.4:
        time.sleep(0.02)
    with pytest.raises(SpecError, match="stop the search"):
        session.nudge(0, 1.0, 0.0)
    marker = session.stop()
    assert not session.running
    assert check_marker(session.instance, marker) == []
    assert session.progress is not None
    assert repr(session) == f"MarkerSession(12 pieces, {100 * marker.density:.1f} %)"


def test_search_ends_by_itself_and_can_go_on():
    session = MarkerSession(pieces.small())
    session.start(evaluations=20_000)
    first = session.wait()
    session.start(evaluations=20_000, resume=True, seed=1)
    assert session.wait().length <= first.length + 1e-9
    assert session.undo().digest() == first.digest()


def test_fault_of_the_search_reaches_the_caller():
    wide = Instance("wide", (pieces.item("w", [(0, 0), (9, 0), (9, 90), (0, 90)]),), 50.0)
    session = MarkerSession(wide)
    session.start(evaluations=10)
    with pytest.raises(SpecError, match="'w'"):
        session.wait()


def test_legal_nudges_move_the_piece_and_the_length():
    session = two_squares()
    nudge = session.nudge(1, -10.0, 0.0)
    assert nudge.legal
    assert nudge.length == session.marker.length == 20.0
    assert check_marker(session.instance, session.marker) == []
    assert session.undo().length == 30.0
    assert session.redo().length == 20.0
    assert session.redo().length == 20.0


@pytest.mark.parametrize(
    ("to", "hits", "outside"),
    [
        ({"x": 9.99, "y": 5.0}, (0,), False),
        ({"x": 15.0, "y": 20.5}, (), True),
        ({"x": -0.5, "y": 5.0}, (0,), True),
    ],
)
def test_illegal_moves_are_told_and_not_made(to, hits, outside):
    session = two_squares()
    before = session.marker
    nudge = session.move(1, **to)
    assert (nudge.legal, nudge.hits, nudge.outside) == (False, hits, outside)
    assert session.marker is before
    assert nudge.to_document()["hits"] == list(hits)


def test_the_gap_counts_as_collision():
    assert two_squares(gap=2.0).try_move(1, x=11.9).hits == (0,)
    assert two_squares(gap=2.0).try_move(1, x=12.0).legal


def test_turns_keep_to_the_allowed_angles():
    session = two_squares()
    assert session.turn(1).placement.rotation == 90.0
    assert check_marker(session.instance, session.marker) == []
    assert session.marker.length == pytest.approx(30.0)
    with pytest.raises(SpecError, match="choose one of: 0, 90"):
        session.try_move(0, rotation=45.0)
    with pytest.raises(SpecError, match="no placement 9"):
        session.try_move(9, x=1.0)
