"""Buffers, blocking, deadlock and loss from a full queue, worked out by hand."""

from __future__ import annotations

import pytest

from tests.sim.specs import routing
from tests.sim.test_semantics_people import played, table
from workbench.errors import InfeasibleError, SpecError
from workbench.sim import codes
from workbench.sim.log import (
    BLOCKED,
    DONE,
    MOVE,
    OPERATION,
    REJECTED,
    SCRAP,
    WASTED,
)


def line(capacity, jobs=3, **fields):
    """Jobs of 4 minutes at station 0, then 10 at station 1."""
    given = {
        "station_capacity": [-1, capacity],
        "release_start": [0, jobs],
        "release_time": [0.0] * jobs,
    }
    return routing([(0, 4), (1, 10)], **(given | fields))


def test_a_machine_holds_what_has_no_room():
    log = played(line(0))
    assert table(log, OPERATION, "job", "station", "start", "end") == [
        (0, 0, 0, 4), (1, 0, 4, 8), (0, 1, 4, 14), (2, 0, 14, 18), (1, 1, 14, 24), (2, 1, 24, 34),
    ]  # fmt: skip
    assert table(log, BLOCKED, "job", "station", "start", "end") == [(1, 0, 8, 14), (2, 0, 18, 24)]


def test_a_place_in_front_of_the_machine_lets_it_go_earlier():
    log = played(line(1))
    assert table(log, BLOCKED, "job", "start", "end") == [(2, 12, 14)]
    assert table(log, DONE, "job", "time") == [(0, 14), (1, 24), (2, 34)]


def test_who_has_a_place_reserved_it_when_setting_off():
    log = played(line(0, walk=[(0, 3), (0, 0)]))
    # Job 1 waits until job 0, who arrives at 7, has left machine 1 at 17; then it walks.
    assert table(log, MOVE, "job", "start", "end") == [(0, 4, 7), (1, 17, 20), (2, 30, 33)]
    assert table(log, BLOCKED, "job", "start", "end") == [(1, 8, 17), (2, 21, 30)]


@pytest.mark.parametrize(("keeps", "starts"), [(0, [0, 4, 8, 14]), (1, [0, 4, 14])])
def test_the_person_of_a_blocked_machine_leaves_or_stays(keeps, starts):
    spec = line(0, jobs=2, operation_pool=[0, -1], pool_people=[1], station_keeps=[keeps, 0])
    other = routing(
        [(0, 4), (1, 10)], [(2, 5)],
        operation_pool=[0, -1, 0], pool_people=[1], station_keeps=[keeps, 0, 0],
        station_capacity=[-1, 0, -1], release_start=[0, 2, 3], release_time=[0, 0, 6],
    )  # fmt: skip
    assert table(played(spec), BLOCKED, "person") == [(-1 if not keeps else 0,)]
    found = table(played(other), OPERATION, "job", "station", "start")
    assert (2, 2, 14.0 if keeps else 8.0) in found
    assert sorted({start for _, _, start in found})[0 : len(starts)] == starts


def test_what_a_join_or_the_gate_waits_for_blocks_nothing():
    spec = routing(
        [(0, 10)], [(0, 10)], [(0, 10)], station_capacity=[1], release_time=[0, 1, 2],
    )  # fmt: skip
    log = played(spec)
    assert table(log, OPERATION, "job", "enqueued", "start") == [(0, 0, 0), (1, 1, 10), (2, 10, 20)]
    assert not len(log.only(kind=BLOCKED))


def test_a_full_station_turns_away():
    spec = routing(
        *[[(0, 10)]] * 4, station_capacity=[1], station_full=[codes.REJECT],
        release_time=[0, 1, 2, 12], product_remake=[1] * 4,
    )  # fmt: skip
    log = played(spec)
    assert table(log, SCRAP, "job", "outcome", "time") == [(2, REJECTED, 2)]
    assert table(log, DONE, "job", "time") == [(0, 10), (1, 20), (3, 30)]


def test_the_other_lots_of_who_is_turned_away_come_to_rest():
    spec = routing(
        [(0, 3), (1, 5), (2, 30)], [(1, 50)], predecessor_start=[0, 0, 1, 1, 1], predecessor=[0],
        station_capacity=[-1, 0, -1], station_full=[codes.REJECT] * 3,
    )  # fmt: skip
    log = played(spec)
    assert table(log, OPERATION, "operation", "outcome", "end") == [
        (0, 0, 3), (2, WASTED, 30), (3, 0, 50),
    ]  # fmt: skip
    assert table(log, SCRAP, "job", "time") == [(0, 30)]


def test_deadlock_is_an_error_that_names_who_waits_for_whom():
    spec = routing([(0, 5), (1, 5)], [(1, 5), (0, 5)], station_capacity=[0, 0])
    text = "station number 0 holds work for station number 1, station number 1 holds work for"
    with pytest.raises(InfeasibleError, match=f"deadlock at 5 min: {text}"):
        played(spec)
    # One place more, and they pass.
    assert len(played(spec.replace(station_capacity=[0, 1])).only(kind=DONE)) == 2


def test_a_ring_of_three_is_a_deadlock_and_a_chain_is_none():
    ring = [[(0, 5), (1, 5)], [(1, 5), (2, 5)], [(2, 5), (0, 5)]]
    with pytest.raises(InfeasibleError, match="deadlock at 5 min"):
        played(routing(*ring, station_capacity=[0, 0, 0]))
    chain = [[(0, 5), (1, 5)], [(1, 5), (2, 5)], [(2, 9)]]
    assert len(played(routing(*chain, station_capacity=[0, 0, 0])).only(kind=DONE)) == 3


def test_a_failure_does_not_touch_a_blocked_machine():
    spec = line(
        0, jobs=2, fail_kind=[codes.BY_CLOCK, 0], fail_parameters=[(10, 0, 0, 0)] * 2,
        repair_parameters=[(3, 0, 0, 0)] * 2, fail_work=[codes.SPOIL, 0],
    )  # fmt: skip
    log = played(spec)
    # Job 1 is blocked from 8; the failure at 10 is repaired at 13, before it can go at 14.
    assert table(log, BLOCKED, "job", "start", "end") == [(1, 8, 14)]
    assert table(log, DONE, "job", "time") == [(0, 14), (1, 24)]


def test_two_stations_with_blocking_after_service():
    """Two exponential stations, no buffer, always fed: 2/3 of a job per minute (M/M/1/3)."""
    spec = routing(
        [(0, 1.0), (1, 1.0)], operation_code=[1, 1], station_capacity=[0, 0],
        source_kind=[codes.SATURATED], source_count=[4000], release_start=[0, 0], release_time=[],
    )  # fmt: skip
    done = played(spec).only(kind=DONE)["time"]
    assert len(done) / done.max() == pytest.approx(2 / 3, rel=0.03)


def test_impossible_capacities_are_refused():
    with pytest.raises(SpecError, match="has no machine"):
        played(routing([(0, 5)], station_machines=[0]))
    batch = routing([(0, 5)], station_batch=[1], station_capacity=[0])
    with pytest.raises(SpecError, match="works in batches and has no place in front of it"):
        played(batch)
