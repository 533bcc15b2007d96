"""Failures, repairs, maintenance and preemption, worked out by hand."""

from __future__ import annotations

import pytest

from tests.sim.specs import routing
from tests.sim.test_semantics_people import CHANGES, played, table
from workbench.errors import InfeasibleError, SpecError
from workbench.sim import codes
from workbench.sim.log import (
    CHANGEOVER,
    DONE,
    DOWN,
    FAILED,
    GOOD,
    INTERRUPTED,
    OPERATION,
    PLANNED,
    RELEASE,
    SCRAPPED,
)


def failing(kind, minutes, repair, **fields):
    """One job of 100 minutes at a machine that fails."""
    given = {
        "fail_kind": [kind],
        "fail_parameters": [(minutes, 0, 0, 0)],
        "repair_parameters": [(repair, 0, 0, 0)],
    }
    return routing([(0, 100)], **(given | fields))


def test_by_the_clock_work_goes_on_after_the_repair():
    log = played(failing(codes.BY_CLOCK, 40, 10))
    # Fails at 40, is up at 50; fails again at 90, is up at 100; 20 minutes are left.
    assert table(log, OPERATION, "outcome", "start", "end", "work") == [
        (INTERRUPTED, 0, 40, 40), (INTERRUPTED, 50, 90, 40), (GOOD, 100, 120, 20),
    ]  # fmt: skip
    assert table(log, DOWN, "outcome", "enqueued", "start", "end", "work") == [
        (FAILED, 40, 40, 50, 10), (FAILED, 90, 90, 100, 10),
    ]  # fmt: skip


def test_work_begins_anew_or_is_spoilt():
    again = failing(codes.BY_CLOCK, 110, 10, fail_work=[codes.AGAIN], release_time=[50])
    assert table(played(again), OPERATION, "outcome", "start", "end", "work") == [
        (INTERRUPTED, 50, 110, 60), (GOOD, 120, 220, 100),
    ]  # fmt: skip
    spoil = again.replace(fail_work=[codes.SPOIL], product_remake=[1])
    log = played(spoil)
    assert table(log, OPERATION, "outcome", "start", "end", "work") == [
        (SCRAPPED, 50, 110, 60), (GOOD, 120, 220, 100),
    ]  # fmt: skip
    assert table(log, RELEASE, "time") == [(50,), (110,)]


def test_by_use_only_work_counts():
    spec = failing(codes.BY_USE, 70, 10, release_start=[0, 2], release_time=[0, 300])
    log = played(spec)
    # 70 of the first job, a repair, 30 more; 40 of the second, which began 200 minutes later.
    assert table(log, OPERATION, "outcome", "start", "end") == [
        (INTERRUPTED, 0, 70), (GOOD, 80, 110), (INTERRUPTED, 300, 340), (GOOD, 350, 410),
    ]  # fmt: skip
    exact = played(failing(codes.BY_USE, 100, 10))
    assert table(exact, OPERATION, "outcome", "end") == [(GOOD, 100)]
    assert not len(exact.only(kind=DOWN))


def test_use_is_of_load_and_work_not_of_changeovers():
    spec = failing(
        codes.BY_USE, 70, 10, operation_load=[20], operation_family=[0], station_changeover=[0],
        changeover_time=[[(0,)]], changeover_first=[(5,)], operation_pool=[0], pool_people=[1],
        operation_attend=[0.4],
    )  # fmt: skip
    # Set until 5, loaded until 25, attended until 65; fails at 75 after 70 minutes.
    assert table(played(spec), OPERATION, "outcome", "start", "end", "work", "attended") == [
        (INTERRUPTED, 5, 75, 70, 60), (GOOD, 85, 135, 50, 0),
    ]  # fmt: skip


def test_a_changeover_is_interrupted_and_finished_later():
    spec = routing(
        [(0, 10)], [(0, 10)], fail_kind=[codes.BY_CLOCK], fail_parameters=[(21, 0, 0, 0)],
        repair_parameters=[(5, 0, 0, 0)], horizon=60.0, **CHANGES,
    )  # fmt: skip
    log = played(spec)
    # Set 0 to 8, work to 18, set from 18: fails at 21; goes on from 26 for 5 minutes.
    assert table(log, CHANGEOVER, "outcome", "start", "end", "work") == [
        (GOOD, 0, 8, 8), (INTERRUPTED, 18, 21, 3), (GOOD, 26, 31, 5),
    ]  # fmt: skip
    assert table(log, OPERATION, "start", "end") == [(8, 18), (31, 41)]


def test_a_repair_waits_for_its_person_and_goes_first():
    spec = routing(
        [(0, 100)], [(1, 30)], [(1, 30)], operation_pool=[-1, 0, 0], pool_people=[1],
        fail_kind=[codes.BY_CLOCK, 0], fail_parameters=[(40, 0, 0, 0), (0, 0, 0, 0)],
        repair_parameters=[(12, 0, 0, 0)] * 2, repair_pool=[0, -1], horizon=130.0,
    )  # fmt: skip
    log = played(spec)
    # The person works until 30 and 60; the repair asked at 40.
    assert table(log, DOWN, "enqueued", "start", "end", "person", "attended")[0] == (
        40, 60, 72, 0, 12,
    )  # fmt: skip
    assert table(log, OPERATION, "job", "start", "end")[:3] == [
        (1, 0, 30), (0, 0, 40), (2, 30, 60),
    ]  # fmt: skip
    assert table(log, OPERATION, "job", "start", "end")[3] == (0, 72, 112)


def test_what_is_complete_in_the_moment_of_a_failure_is_complete():
    log = played(failing(codes.BY_CLOCK, 100, 10))
    assert table(log, OPERATION, "outcome", "end") == [(GOOD, 100)]


def test_maintenance_waits_until_the_machine_is_free():
    spec = routing(
        [(0, 50)], [(0, 50)], plan_start=[0, 1], plan_first=[20.0], plan_every=[60.0],
        plan_minutes=[5.0], plan_machine=[-1], plan_pool=[-1],
    )  # fmt: skip
    log = played(spec)
    # Due at 20, done 50 to 55; due at 80, done after the second job.
    assert table(log, OPERATION, "start", "end") == [(0, 50), (55, 105)]
    assert table(log, DOWN, "outcome", "enqueued", "start", "end") == [(PLANNED, 50, 50, 55)]


def test_maintenance_takes_a_free_machine_at_once():
    spec = routing(
        [(0, 50)], release_time=[10], plan_start=[0, 1], plan_first=[5.0], plan_every=[1e9],
        plan_minutes=[20.0], plan_machine=[0], plan_pool=[0], pool_people=[1],
    )  # fmt: skip
    log = played(spec)
    assert table(log, DOWN, "enqueued", "start", "end", "person") == [(5, 5, 25, 0)]
    assert table(log, OPERATION, "start", "end") == [(25, 75)]


def test_maintenance_that_takes_all_time_of_the_only_person_is_refused(monkeypatch):
    monkeypatch.setattr("workbench.sim.simpy_engine._ENDLESS", 5000)
    spec = routing(
        [(0, 50)], operation_pool=[0], pool_people=[1], plan_start=[0, 2], plan_first=[0.0, 1.0],
        plan_every=[10.0, 10.0], plan_minutes=[10.0, 10.0], plan_machine=[0, 0],
        plan_pool=[0, 0], station_machines=[1], release_time=[5],
    )  # fmt: skip
    with pytest.raises(InfeasibleError, match="nothing but failures and maintenance goes on"):
        played(spec)


# --------------------------------------------------------------------------------- preemption
def test_an_urgent_job_interrupts_and_the_other_goes_on():
    spec = routing(
        [(0, 50)], [(0, 10)], [(0, 10)], source_priority=[2, 1, 2], release_time=[0, 20, 25],
        station_rule=[codes.PRIORITY], station_preempt=[1],
    )  # fmt: skip
    log = played(spec)
    assert table(log, OPERATION, "job", "outcome", "start", "end", "work") == [
        (0, INTERRUPTED, 0, 20, 20), (1, GOOD, 20, 30, 10), (0, GOOD, 30, 60, 30),
        (2, GOOD, 60, 70, 10),
    ]  # fmt: skip


def test_without_preemption_the_urgent_job_waits():
    spec = routing(
        [(0, 50)], [(0, 10)], source_priority=[2, 1], release_time=[0, 20],
        station_rule=[codes.PRIORITY],
    )  # fmt: skip
    assert table(played(spec), OPERATION, "job", "start") == [(0, 0), (1, 50)]


def test_the_least_urgent_of_several_is_the_victim():
    spec = routing(
        [(0, 50)], [(0, 50)], [(0, 10)], source_priority=[2, 3, 1], release_time=[0, 0, 5],
        station_rule=[codes.PRIORITY], station_preempt=[1], station_machines=[2],
    )  # fmt: skip
    log = played(spec)
    assert table(log, OPERATION, "job", "machine", "start", "end") == [
        (1, 1, 0, 5), (2, 1, 5, 15), (0, 0, 0, 50), (1, 1, 15, 60),
    ]  # fmt: skip


def test_preemption_sets_the_machine_anew():
    spec = routing(
        [(0, 50)], [(0, 10)], source_priority=[2, 1], release_time=[0, 20],
        station_rule=[codes.PRIORITY], station_preempt=[1], **CHANGES,
    )  # fmt: skip
    log = played(spec)
    # Set until 8, 12 minutes of work; set 20 to 28, work to 38; set to 46, 38 minutes of work.
    assert table(log, CHANGEOVER, "start", "end") == [(0, 8), (20, 28), (38, 46)]
    assert table(log, DONE, "job", "time") == [(1, 38), (0, 84)]


@pytest.mark.parametrize(
    "fields",
    [
        {"station_rule": [codes.FCFS]},
        {"station_then": [(codes.WINQ, -1, -1)]},
        {"station_closing": [codes.FIT]},
        {"station_batch": [1]},
    ],
)
def test_preemption_needs_a_queue_in_the_order_of_priority(fields):
    given = {"station_rule": [codes.PRIORITY], "station_preempt": [1]}
    with pytest.raises(SpecError, match=r"interrupts for urgent jobs|cannot be preempted"):
        played(routing([(0, 5)], **(given | fields)))
