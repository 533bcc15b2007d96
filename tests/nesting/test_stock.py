"""An order on stock as a running search: heard often, stopped at any time, begun from a marker."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.errors import SpecError
from workbench.nesting import check_marker, nest
from workbench.nesting.instance import Instance
from workbench.nesting.player import Budget

HERE = Path(__file__).parent / "instances"
EVALUATIONS = 200_000


@pytest.fixture(scope="module")
def question():
    return Instance.from_file(HERE / "order_with_offcuts.json")


def cost(marker):
    return sum(sheet["value"] for sheet in marker.sheets)


def test_a_search_is_heard_while_a_sheet_is_filled(question):
    heard = []
    final = nest(question, seconds=2.0, seed=1, listener=heard.append)
    sheets = sum(sheet.stock for sheet in question.sheets)
    assert len(heard) > sheets + 3, "more often than once a sheet"
    assert all(0.0 <= each.share <= 1.0 for each in heard)
    for each in heard:
        assert len(each.marker.placements) + len(each.marker.unplaced) == question.pieces
    assert check_marker(question, final) == []
    assert final.unplaced == ()


def test_a_search_that_is_stopped_keeps_the_best(question):
    heard = []

    def enough():
        return any(not each.marker.unplaced for each in heard)

    marker = nest(question, seconds=30.0, seed=1, listener=heard.append, stop=enough)
    whole = [each.marker for each in heard if not each.marker.unplaced]
    assert marker.seconds < 25.0  # it did not play its time out
    assert check_marker(question, marker) == []
    assert marker.unplaced == ()
    assert cost(marker) <= min(map(cost, whole)) + 1e-9


def test_a_search_goes_on_from_a_marker_and_never_costs_more(question):
    first = nest(question, evaluations=EVALUATIONS, seed=0)
    again = nest(question, evaluations=EVALUATIONS // 4, seed=5, start=first)
    assert check_marker(question, again) == []
    assert again.unplaced == ()
    assert cost(again) <= cost(first) + 1e-9
    same = nest(question, evaluations=EVALUATIONS // 4, seed=5, start=first)
    assert same.placements == again.placements


def test_a_marker_that_is_not_valid_is_no_start(question):
    first = nest(question, evaluations=60_000, seed=0)
    piled = replace(first.placements[1], x=first.placements[0].x, y=first.placements[0].y)
    wrong = replace(first, placements=(first.placements[0], piled, *first.placements[2:]))
    with pytest.raises(SpecError, match="start from a valid marker"):
        nest(question, evaluations=60_000, start=wrong)


def test_a_step_never_gets_more_time_than_is_left():
    late = Budget(2.0, None, began=time.perf_counter() - 5.0)
    assert late.part(0.5) == {"seconds": 0.0}
    assert late.left < 0
    early = Budget(100.0, None)
    assert early.part(0.25)["seconds"] == pytest.approx(25.0, rel=0.01)
    assert Budget(None, 1000).left == float("inf")


def test_without_time_every_sheet_is_still_filled(question):
    marker = nest(question, seconds=0.0)
    assert check_marker(question, marker) == []
    assert marker.unplaced == ()
