"""Nodes and lanes: routing on arrival, backlogs, outages and rerouting, worked out by hand."""

from __future__ import annotations

import pytest

from tests.sim.specs import INF, routing
from tests.sim.test_semantics_people import played, table
from workbench.errors import SpecError
from workbench.sim.log import DONE, DOWN, INTERRUPTED, LANE, OPERATION, RELEASE, ROUTE


def nodes(times, **fields):
    """One source; 10 minutes at the machine of node 0, or 30 at that of node 1, 5 by lane."""
    given = {
        "names": None,
        "station_node": [0, 1],
        "node_capacity": [2, 0],
        "lane": [(0, 5), (5, 0)],
        "source_product": [0],
        "option_start": [0, 2],
        "option_node": [0, 1],
        "option_product": [0, 1],
        "release_start": [0, len(times)],
        "release_time": times,
    }
    del given["names"]
    return routing([(0, 10)], [(1, 30)], **(given | fields))


def test_the_nearest_node_with_capacity():
    log = played(nodes([0, 1, 2, 11]))
    # Two fit into node 0; the third goes to node 1, the fourth finds room again.
    assert table(log, ROUTE, "job", "node", "time", "origin") == [
        (0, 0, 0, -1), (1, 0, 1, -1), (2, 1, 2, -1), (3, 0, 11, -1),
    ]  # fmt: skip
    assert table(log, DONE, "job", "node", "product", "time") == [
        (0, 0, 0, 10), (1, 0, 0, 20), (3, 0, 0, 30), (2, 1, 1, 32),
    ]  # fmt: skip


def test_without_capacity_anywhere_they_wait_for_the_nearest():
    log = played(nodes([0, 1, 2], node_capacity=[1, 1]))
    assert table(log, RELEASE, "job", "time") == [(0, 0), (1, 1), (2, 2)]
    assert table(log, ROUTE, "job", "node", "enqueued", "time") == [
        (0, 0, 0, 0), (1, 1, 1, 1), (2, 0, 2, 10),
    ]  # fmt: skip


def test_who_has_begun_stays_and_the_others_leave():
    spec = nodes([0, 1], outage_start=[0, 1, 1], outage_begin=[4.0], outage_end=[50.0])
    log = played(spec)
    assert table(log, OPERATION, "job", "node", "outcome", "start", "end", "work") == [
        (0, 0, INTERRUPTED, 0, 4, 4), (1, 1, 0, 9, 39, 30), (0, 0, 0, 50, 56, 6),
    ]  # fmt: skip
    assert table(log, LANE, "job", "node", "origin", "start", "time") == [(1, 1, 0, 4, 9)]
    assert table(log, ROUTE, "job", "node", "enqueued", "time", "origin")[-1] == (1, 1, 9, 9, 0)
    assert table(log, DOWN, "job", "node", "start", "end") == [(-1, 0, 4, 50)]


def test_without_a_lane_they_wait_for_their_node():
    spec = nodes(
        [0, 1], outage_start=[0, 1, 1], outage_begin=[4.0], outage_end=[50.0],
        lane=[(0, INF), (5, 0)],
    )  # fmt: skip
    log = played(spec)
    assert not len(log.only(kind=LANE))
    assert table(log, DONE, "job", "time") == [(0, 56), (1, 66)]


def test_a_node_that_fails_while_they_are_on_the_lane_sends_them_on():
    spec = nodes([0, 1], outage_start=[0, 1, 2], outage_begin=[4.0, 6.0], outage_end=[7.0, 60.0])
    log = played(spec)
    # Job 1 leaves at 4; node 1 is down at 9, so it turns back and begins there at 14.
    assert table(log, LANE, "job", "node", "origin", "start", "time") == [
        (1, 1, 0, 4, 9), (1, 0, 1, 9, 14),
    ]  # fmt: skip
    assert table(log, DONE, "job", "time") == [(0, 13), (1, 24)]


def test_all_nodes_down_is_waited_for():
    spec = nodes(
        [5], outage_start=[0, 1, 2], outage_begin=[0.0, 0.0], outage_end=[40.0, 20.0],
        lane=[(0, 5), (5, 0)],
    )  # fmt: skip
    log = played(spec)
    # It stands in the backlog of node 0; when node 1 is back at 20 it goes there.
    assert table(log, LANE, "job", "node", "start", "time") == [(0, 1, 20, 25)]
    assert table(log, DONE, "job", "time") == [(0, 55)]


def test_outages_that_overlap_are_one():
    spec = nodes([0], outage_start=[0, 2, 2], outage_begin=[4.0, 20.0], outage_end=[20.0, 30.0])
    log = played(spec)
    assert table(log, DOWN, "start", "end") in ([(4, 30)], [(4, 20), (20, 30)])
    assert table(log, DONE, "time") == [(36,)]


def test_a_product_at_the_wrong_node_is_refused():
    with pytest.raises(SpecError, match="is not where"):
        played(nodes([0], option_product=[1, 0]))
