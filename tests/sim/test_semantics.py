"""Each rule of semantics.md on the smallest factory that shows it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.laws import broken_laws
from tests.sim.specs import INF, penny_fab, routing
from workbench.errors import InfeasibleError, SpecError
from workbench.sim import play
from workbench.sim.log import (
    CHANGEOVER,
    DONE,
    GOOD,
    MOVE,
    OPERATION,
    REDO,
    RELEASE,
    REMADE,
    SCRAP,
    SCRAPPED,
    WASTED,
)
from workbench.sim.spec import EDD, FCFS, LEAST_CHANGEOVER, PRIORITY, RENEWAL, SPT

DAY = {
    "calendar_start": [0, 2],
    "calendar_open": [480.0, 780.0],
    "calendar_close": [720.0, 1020.0],
    "cycle": 1440.0,
}


def starts(spec, **only):
    """Return {job: start of its (last) operation}."""
    work = play(spec).only(kind=OPERATION, **only)
    return {int(job): float(start) for job, start in zip(work["job"], work["start"], strict=True)}


# ---------------------------------------------------------------------------------- dispatching
@pytest.mark.parametrize(
    ("rule", "order"),
    [
        (FCFS, [0, 1, 2, 3]),
        (SPT, [3, 1, 2, 0]),
        (EDD, [2, 3, 0, 1]),
        (PRIORITY, [1, 3, 0, 2]),
    ],
)
def test_rules_and_their_ties(rule, order):
    spec = routing(
        *[[(0, minutes)] for minutes in (9, 5, 5, 2)],
        station_rule=[rule],
        source_due=[50, 60, 20, 20],
        source_priority=[2, 0, 2, 1],
    )
    found = starts(spec)
    assert sorted(found, key=found.__getitem__) == order


def test_who_comes_in_a_moment_is_seen_by_its_decision():
    """The urgent job arrives at the very moment at which the machine falls free."""
    spec = routing(
        [(0, 10)], [(0, 4)], [(1, 10), (0, 1)], station_rule=[SPT, FCFS], source_priority=[0, 0, 0]
    )
    # Jobs 1 then 0 would start at 0 and 4; job 2 joins at 10 and waits for 0 until 14.
    assert starts(spec, station=0) == {1: 0.0, 0: 4.0, 2: 14.0}
    late = spec.replace(
        operation_parameters=[(10, 0, 0, 0), (4, 0, 0, 0), (4, 0, 0, 0), (1, 0, 0, 0)]
    )
    assert starts(late, station=0) == {1: 0.0, 2: 4.0, 0: 5.0}


def test_equal_keys_go_by_arrival_then_by_job_number():
    spec = routing([(1, 5), (0, 3)], [(2, 4), (0, 3)], [(3, 5), (0, 3)], [(0, 5)])
    assert starts(spec, station=0) == {3: 0.0, 1: 5.0, 0: 8.0, 2: 11.0}


def test_machines_are_taken_lowest_first_or_by_changeover():
    spec = routing([(0, 5)], [(0, 5)], [(0, 5)], [(0, 5)], station_machines=[2])
    assert play(spec).only(kind=OPERATION)["machine"].tolist() == [0, 1, 0, 1]
    spec = spec.replace(
        operation_family=[0, 1, 1, 0],
        station_changeover=[0],
        changeover_time=[[(0, 7), (7, 0)]],
        changeover_first=[(1, 1)],
    )
    log = play(spec)
    # Both are free at 6: each job finds the machine that is set for its family.
    assert log.only(kind=OPERATION)["machine"].tolist() == [0, 1, 1, 0]
    assert len(log.only(kind=CHANGEOVER)) == 2


def test_least_changeover_looks_at_free_machines_only():
    spec = routing(
        [(0, 5)], [(0, 5)], [(0, 5)],
        operation_family=[0, 1, 0],
        station_rule=[LEAST_CHANGEOVER],
        station_family=[0],
        station_changeover=[0],
        changeover_time=[[(0, 7), (7, 0)]],
        changeover_first=[(0, 0)],
    )  # fmt: skip
    assert starts(spec) == {0: 0.0, 2: 5.0, 1: 17.0}


def test_what_ends_goes_before_what_arrives():
    """At 10 a walk begun at 3, a release entered at 5 and an end entered after it meet."""
    spec = routing(
        [(0, 3), (1, 1)], [(2, 5)], [(2, 1)],
        walk=[(0, 7, 0), (0, 0, 0), (0, 0, 0)], release_time=[0, 5, 10],
    )  # fmt: skip
    log = play(spec)
    log = log.where(log["time"] == 10.0)
    assert list(zip(log["kind"], log["job"], strict=True)) == [
        (OPERATION, 1), (DONE, 1), (MOVE, 0), (RELEASE, 2),
    ]  # fmt: skip


def test_a_busy_machine_that_is_set_does_not_count():
    spec = routing(
        [(0, 50)], [(0, 10)], [(0, 10)], [(0, 10)], station_machines=[2],
        operation_family=[0, 1, 0, 1], station_rule=[LEAST_CHANGEOVER], station_family=[0],
        station_changeover=[0], changeover_time=[[(0, 7), (7, 0)]], changeover_first=[(0, 0)],
        release_time=[0, 0, 5, 6],
    )  # fmt: skip
    assert starts(spec) == {0: 0.0, 1: 7.0, 3: 17.0, 2: 34.0}


def test_work_without_a_family_leaves_the_machine_as_it_is_set():
    spec = routing(
        [(0, 10)], [(0, 10)], [(0, 10)],
        operation_family=[0, -1, 0], station_changeover=[0],
        changeover_time=[[(0,)]], changeover_first=[(5,)],
    )  # fmt: skip
    assert starts(spec) == {0: 5.0, 1: 15.0, 2: 25.0}


def test_who_looks_again_decides_after_whom_an_arrival_calls():
    spec = routing(
        [(0, 10)], [(1, 10)], station_batch=[1, 1], batch_min=[2, 1], batch_max=[2, 2],
        batch_wait=[60, INF], release_time=[0, 60],
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    assert work["start"].tolist() == [60.0, 60.0]
    assert dict(zip(work["station"], work["batch"], strict=True)) == {1: 0, 0: 1}


# ---------------------------------------------------------------------------------------- people
def test_a_person_attends_the_leading_share():
    spec = routing(
        [(0, 40)], [(0, 40)],
        station_machines=[2], operation_pool=[0, 0], operation_attend=[0.25, 0.25], pool_people=[1],
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    assert work["start"].tolist() == [0.0, 10.0]
    assert work["attended"].tolist() == [10.0, 10.0]
    assert work["work"].tolist() == [40.0, 40.0]


def test_a_person_who_attends_nothing_is_not_needed():
    spec = routing(
        [(0, 40)], [(0, 40)],
        station_machines=[2], operation_pool=[0, 0], operation_attend=[0, 0], pool_people=[1],
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    assert work["start"].tolist() == [0.0, 0.0]
    assert work["person"].tolist() == [-1, -1]


def test_a_machine_waits_for_its_person_and_the_rule_of_the_pool_decides():
    spec = routing(
        [(0, 10)], [(1, 10)], [(2, 10)],
        operation_pool=[0, 0, 0], pool_people=[1], pool_rule=[EDD], source_due=[3, 2, 1],
    )  # fmt: skip
    assert starts(spec) == {2: 0.0, 1: 10.0, 0: 20.0}


def test_who_asked_first_is_served_first():
    spec = routing(
        [(0, 10)], [(1, 2), (2, 10)], [(1, 4), (3, 10)], [(1, 1), (4, 10)],
        station_machines=[1, 3, 1, 1, 1], operation_pool=[0, -1, 0, -1, 0, -1, 0],
        pool_people=[1],
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    served = work.where(work["person"] >= 0)
    assert served["job"].tolist() == [0, 3, 1, 2]
    assert served["start"].tolist() == [0.0, 10.0, 20.0, 30.0]


def test_whom_a_closed_pool_serves_first_is_decided_at_its_opening():
    spec = routing(
        [(0, 10)], [(1, 10)],
        operation_pool=[0, 0], pool_people=[1], pool_calendar=[0], pool_rule=[EDD],
        release_time=[0, 100], source_due=[5000, 200], **DAY,
    )  # fmt: skip
    assert starts(spec) == {1: 480.0, 0: 490.0}


def test_people_are_counted_over_all_pools():
    spec = routing(
        [(0, 10)], [(0, 10)],
        station_machines=[2], operation_pool=[1, 1], pool_people=[3, 2],
    )  # fmt: skip
    assert play(spec).only(kind=OPERATION)["person"].tolist() == [3, 4]
    assert spec.person_pool.tolist() == [0, 0, 0, 1, 1]


def test_a_changeover_is_attended_and_belongs_to_no_work():
    spec = routing(
        [(0, 10)],
        operation_family=[0],
        operation_pool=[0],
        operation_attend=[0.5],
        pool_people=[1],
        station_changeover=[0],
        station_power=[6.0],
        changeover_time=[[(0,)]],
        changeover_first=[(4,)],
    )
    log = play(spec)
    change, work = log.only(kind=CHANGEOVER), log.only(kind=OPERATION)
    assert (change["start"][0], change["end"][0], change["attended"][0]) == (0, 4, 4)
    assert (work["start"][0], work["end"][0], work["attended"][0]) == (4, 14, 5)
    assert change["energy"][0] == pytest.approx(0.4)
    assert work["energy"][0] == pytest.approx(1.0)


# ------------------------------------------------------------------------------------- calendars
def test_work_pauses_at_shift_end_and_keeps_machine_and_person():
    spec = routing(
        [(0, 300)], [(0, 10)],
        station_calendar=[0], operation_pool=[0, 0], pool_people=[1], **DAY,
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    assert work["start"].tolist() == [480.0, 840.0]
    assert work["end"].tolist() == [840.0, 850.0]
    assert work["work"].tolist() == [300.0, 10.0]


def test_unattended_work_goes_on_when_the_people_are_gone():
    spec = routing(
        [(0, 400)],
        operation_pool=[0], operation_attend=[0.25], pool_people=[1], pool_calendar=[0],
        source_begin=[0.0], **DAY,
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    assert (work["start"][0], work["end"][0]) == (480.0, 880.0)


def test_the_decision_waits_for_the_opening():
    """What came overnight is sorted in the morning, not in the evening."""
    spec = routing(
        [(0, 10)], [(1, 1000), (0, 5)],
        station_calendar=[0, -1], station_rule=[SPT, FCFS], phase=1030.0, **DAY,
    )  # fmt: skip
    # The run starts at 17:10; the shorter job arrives 1000 minutes later, after 8:00.
    assert starts(spec, station=0) == {0: 890.0, 1: 1000.0}
    early = spec.replace(operation_parameters=[(10, 0, 0, 0), (800, 0, 0, 0), (5, 0, 0, 0)])
    assert starts(early, station=0) == {1: 890.0, 0: 895.0}


def test_a_person_is_not_called_to_a_closed_station():
    spec = routing(
        [(0, 60)], [(1, 30)],
        station_calendar=[0, -1], operation_pool=[0, 0], pool_people=[1],
        phase=700.0, **DAY,
    )  # fmt: skip
    # Station 0 is open for 20 minutes, then closed for lunch with its work and person paused.
    assert starts(spec) == {0: 0.0, 1: 120.0}
    work = play(spec).only(kind=OPERATION)
    assert dict(zip(work["job"], work["end"], strict=True)) == {0: 120.0, 1: 150.0}


def test_calendars_do_not_hold_up_suppliers_and_walks():
    spec = routing(
        [(0, 10), (-1, 100), (1, 10)],
        station_machines=[1, 1],
        station_calendar=[0, -1],
        walk=[(0.0, 7.0), (7.0, 0.0)],
        **DAY,
    )
    log = play(spec)
    assert log.only(kind=OPERATION)["end"].tolist() == [490.0, 590.0, 600.0]
    assert len(log.only(kind=MOVE)) == 0


# --------------------------------------------------------------------------------------- batches
def kiln(moments, smallest=4, wait=INF, **fields):
    count = len(moments)
    given = {
        "operation_per_batch": [1] * count,
        "station_batch": [1],
        "batch_min": [smallest],
        "batch_max": [4.0],
        "batch_wait": [wait],
        "release_time": moments,
    }
    return routing(*[[(0, 10)]] * count, **(given | fields))


def test_a_batch_waits_for_its_size():
    assert starts(kiln([0, 1, 2, 3])) == dict.fromkeys(range(4), 3.0)


def test_a_batch_waits_no_longer_than_it_may():
    assert starts(kiln([0, 1, 2], wait=60)) == dict.fromkeys(range(3), 60.0)


def test_who_comes_at_the_deadline_is_in():
    assert starts(kiln([0, 1, 60], wait=60)) == dict.fromkeys(range(3), 60.0)


def test_the_deadline_counts_from_each_arrival():
    spec = kiln([0, 30, 65], wait=60, station_machines=[2])
    assert starts(spec) == {0: 60.0, 1: 60.0, 2: 125.0}


def test_the_deadline_is_computed_once():
    """0.1 + 0.2 and 0.3 differ in the last bit; the entry and the comparison must not."""
    assert starts(kiln([0.1], wait=0.2)) == {0: 0.1 + 0.2}


def test_an_overdue_batch_starts_when_a_machine_is_free():
    assert starts(kiln([0, 0, 0, 0, 5], wait=2)) == dict.fromkeys(range(4), 0.0) | {4: 10.0}


def test_what_does_not_fit_makes_a_batch_full():
    spec = kiln([0, 0, 0], operation_size=[2.5, 1.0, 1.0], wait=30)
    assert starts(spec) == {0: 30.0, 1: 30.0, 2: 30.0} or starts(spec)[0] == 0.0
    spec = kiln([0, 1, 2], operation_size=[2.5, 2.5, 1.0])
    spec = spec.replace(batch_wait=[50.0])
    # At 1 the second no longer fits: the first starts; the others follow when it is overdue.
    assert starts(spec) == {0: 1.0, 1: 51.0, 2: 51.0}


def test_a_smaller_piece_goes_past_one_that_does_not_fit():
    spec = kiln([0, 0, 0], operation_size=[2.5, 2.5, 1.0], wait=30)
    assert starts(spec) == {0: 0.0, 2: 0.0, 1: 30.0}


@pytest.mark.parametrize("shares", [[0.1] * 10, [0.7, 0.2, 0.1], [1.1, 2.2]])
def test_shares_fill_a_load_whatever_their_last_bits(shares):
    """Ten times 0.1 is a little less than 1 in binary, 1.1 + 2.2 a little more than 3.3."""
    load = 3.3 if len(shares) == 2 else 1.0
    spec = kiln([0] * len(shares), smallest=load, operation_size=shares, batch_max=[load])
    assert starts(spec) == dict.fromkeys(range(len(shares)), 0.0)


def test_times_of_a_batch_add_up_or_are_one():
    once = play(kiln([0, 0, 0, 0])).only(kind=OPERATION)
    assert once["end"].tolist() == [10.0] * 4
    assert once["work"].tolist() == [2.5] * 4
    each = play(kiln([0, 0, 0, 0], operation_per_batch=[0] * 4)).only(kind=OPERATION)
    assert each["end"].tolist() == [40.0] * 4
    assert each["work"].sum() == 40.0


def test_minutes_and_energy_are_shared_by_size():
    spec = kiln(
        [0, 0], smallest=0, operation_size=[1.0, 3.0],
        station_power=[12.0], operation_energy=[8.0, 8.0],
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    assert work["work"].tolist() == [2.5, 7.5]
    assert work["quantity"].tolist() == [1.0, 3.0]
    assert work["energy"].tolist() == pytest.approx([2.5, 7.5])


@pytest.mark.parametrize(("shares", "end"), [((0.25, 1.0), 1495.0), ((1.0, 0.25), 8645.0)])
def test_the_first_member_of_a_batch_decides_who_attends(shares, end):
    """The day has 10 minutes of a person: attended 15 of 60 minutes end on the second day."""
    spec = routing(
        [(0, 30)], [(0, 30)],
        station_batch=[1], batch_min=[2], batch_max=[2],
        operation_pool=[0, 0], operation_attend=shares, pool_people=[1], pool_calendar=[0],
        calendar_start=[0, 1], calendar_open=[0.0], calendar_close=[10.0], cycle=1440.0,
        release_time=[0, 5],
    )  # fmt: skip
    log = play(spec)
    work = log.only(kind=OPERATION)
    # A quarter: 5 minutes, 10 the day after, 45 alone. All: 5, 10 on each of 5 days, 5.
    assert work["start"].tolist() == [5.0, 5.0]
    assert work["end"].tolist() == [end, end]
    assert work["attended"].sum() == 60.0 * shares[0]
    assert broken_laws(spec, log) == []


def test_least_changeover_chooses_among_the_families_that_may_start():
    spec = kiln(
        [0, 0, 0], smallest=0, operation_family=[1, 0, 2], batch_by_family=[1],
        station_rule=[LEAST_CHANGEOVER], station_family=[0], station_changeover=[0],
        changeover_time=[[(0, 7, 7), (7, 0, 7), (7, 7, 0)]], changeover_first=[(0, 0, 0)],
    )  # fmt: skip
    # Set for family 0; then both others cost the same, and the first in the queue goes.
    assert starts(spec) == {1: 0.0, 0: 17.0, 2: 34.0}


def test_anybody_overdue_starts_the_batch_whatever_his_place_in_the_queue():
    spec = kiln([0, 10], wait=60, station_rule=[EDD], source_due=[900, 100])
    assert starts(spec) == {0: 60.0, 1: 60.0}


def test_members_without_a_size_share_equally():
    spec = kiln([0, 0], smallest=0, operation_size=[0.0, 0.0], station_power=[12.0])
    work = play(spec).only(kind=OPERATION)
    assert work["work"].tolist() == [5.0, 5.0]
    assert work["energy"].tolist() == [1.0, 1.0]


def test_a_batch_that_never_fills_is_an_error_with_names():
    with pytest.raises(InfeasibleError, match="2 of size 2 at station number 0"):
        play(kiln([0, 0]))


# ---------------------------------------------------------------------------- routings and losses
def test_fork_and_join_with_walks():
    spec = routing(
        [(0, 5), (1, 9), (2, 1)],
        predecessor_start=[0, 0, 0, 2],
        predecessor=[0, 1],
        walk=[(0, 0, 20), (0, 0, 3), (0, 0, 0)],
    )
    log = play(spec)
    assert log.only(kind=OPERATION, operation=2)["enqueued"].tolist() == [25.0]
    moves = log.only(kind=MOVE)
    assert list(
        zip(moves["origin"], moves["station"], moves["start"], moves["end"], strict=True)
    ) == [
        (1, 2, 9.0, 12.0),
        (0, 2, 5.0, 25.0),
    ]
    assert log.only(kind=DONE)["time"].tolist() == [26.0]


def test_redo_queues_again_and_draws_anew():
    spec = routing(
        [(0, 10)], operation_redo=[0.6], operation_code=[1], release_start=[0, 200],
        release_time=np.zeros(200),
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    assert len(set(work["work"])) == len(work)
    share = np.mean(work["outcome"] == REDO)
    assert share == pytest.approx(0.6, abs=0.08)
    again = work.only(outcome=REDO)
    later = work.where(np.isin(work["job"], again["job"]))
    assert (later["enqueued"] >= 0).all()


def test_scrap_leaves_and_remake_returns():
    fields = {
        "operation_scrap": [0.4, 0.0],
        "operation_code": [1, 1],
        "release_start": [0, 100],
        "release_time": np.zeros(100),
        "source_due": [77.0],
    }
    lost = play(routing([(0, 10), (1, 1)], **fields))
    assert len(lost.only(kind=SCRAP)) + len(lost.only(kind=DONE)) == 100
    assert len(lost.only(kind=SCRAP)) == pytest.approx(40, abs=15)
    made = play(routing([(0, 10), (1, 1)], product_remake=[1], **fields))
    assert len(made.only(kind=DONE)) == 100
    again = made.only(kind=RELEASE, outcome=REMADE)
    assert len(again) == len(made.only(kind=SCRAP)) > 20
    assert (again["enqueued"] == 0).all()
    assert (again["due"] == 77).all()
    times = made.only(kind=OPERATION, operation=0)["work"]
    assert len(set(times)) == len(times)


def test_a_remade_job_waits_for_all_its_lots_again():
    """The good lot of the first attempt is gone with it."""
    spec = routing(
        [(0, 5), (1, 9), (2, 1)],
        predecessor_start=[0, 0, 0, 2],
        predecessor=[0, 1],
        operation_scrap=[0, 0.5, 0],
        product_remake=[1],
        station_machines=[30, 30, 30],
        release_start=[0, 30],
        release_time=np.zeros(30),
    )
    log = play(spec)
    assert len(log.only(kind=RELEASE, outcome=REMADE)) > 5
    last = log.only(kind=OPERATION, operation=2)
    ready = log.only(kind=OPERATION, operation=1, outcome=GOOD)
    assert sorted(zip(last["job"], last["enqueued"], strict=True)) == sorted(
        zip(ready["job"], ready["end"], strict=True)
    )


def test_a_lost_lot_takes_the_other_lots_out_of_the_queues():
    spec = routing(
        [(0, 5), (1, 9), (2, 3), (3, 1)],
        [(2, 30)],
        predecessor_start=[0, 0, 0, 0, 3, 3],
        predecessor=[0, 1, 2],
        operation_scrap=[1.0, 0, 0, 0, 0],
        source_priority=[1, 0],
        station_rule=[FCFS, FCFS, PRIORITY, FCFS],
    )
    log = play(spec)
    mine = log.only(job=0, kind=OPERATION)
    assert mine["operation"].tolist() == [0, 1]
    assert mine["outcome"].tolist() == [SCRAPPED, WASTED]
    assert log.only(kind=SCRAP)["time"].tolist() == [9.0]
    assert log.only(kind=DONE)["job"].tolist() == [1]


def test_a_lost_job_goes_no_further_than_its_walk():
    spec = routing(
        [(0, 5), (1, 9), (2, 1)],
        predecessor_start=[0, 0, 0, 1],
        predecessor=[0],
        operation_scrap=[0, 1.0, 0],
        walk=[(0, 0, 20), (0, 0, 0), (0, 0, 0)],
    )
    log = play(spec)
    assert log.only(kind=OPERATION)["operation"].tolist() == [0, 1]
    assert log.only(kind=MOVE)["end"].tolist() == [25.0]
    assert log.only(kind=SCRAP)["time"].tolist() == [25.0]


# ------------------------------------------------------------------------------- gate and horizon
def test_the_gate_keeps_the_number_inside():
    log = play(penny_fab(3, 20))
    step = (log["kind"] == RELEASE) * 1 - (log["kind"] == DONE) * 1
    assert np.cumsum(step).max() == 3
    release = log.only(kind=RELEASE)
    assert (release["enqueued"] <= release["start"]).all()
    assert (release["start"] > release["enqueued"] + 1).sum() == 17


def test_the_gate_lets_in_who_came_first_after_the_row_of_who_left():
    log = play(routing([(0, 10)], [(1, 10)], [(0, 5)], [(1, 5)], wip=2))
    log = log.where(log["time"] == 10.0)
    assert list(zip(log["kind"], log["job"], strict=True)) == [
        (OPERATION, 0), (DONE, 0), (RELEASE, 2), (OPERATION, 1), (DONE, 1), (RELEASE, 3),
    ]  # fmt: skip


def test_the_horizon_ends_the_run_quietly():
    log = play(routing([(0, 10)], [(0, 10)], horizon=15.0))
    assert len(log.only(kind=DONE)) == 1
    assert len(log.only(kind=RELEASE)) == 2
    assert log["time"].max() <= 15.0


def test_a_renewal_source_ends():
    spec = routing(
        [(0, 1)], source_kind=[RENEWAL], source_count=[100], source_begin=[3.0],
        source_end=[33.0], source_parameters=[(10, 0, 0, 0)], release_start=[0, 0],
        release_time=[],
    )  # fmt: skip
    assert play(spec).only(kind=RELEASE)["time"].tolist() == [13.0, 23.0, 33.0]


def test_what_happens_at_the_horizon_is_in():
    assert len(play(routing([(0, 10)], [(0, 10)], horizon=10.0)).only(kind=DONE)) == 1


def test_work_starts_at_the_opening_after_a_changeover_that_fills_the_shift():
    spec = routing(
        [(0, 10)], operation_family=[0], station_changeover=[0], station_calendar=[0],
        changeover_time=[[(0,)]], changeover_first=[(240,)], **DAY,
    )  # fmt: skip
    assert starts(spec) == {0: 780.0}


def test_listener_and_stop():
    spec = routing([(0, 10)])
    seen = []
    log = play(
        spec,
        replications=9,
        engine="simpy",
        listener=lambda *count: seen.append(count),
        stop=lambda: len(seen) == 3,
    )
    assert seen == [(1, 9), (2, 9), (3, 9)]
    assert log.replications == 3
    assert len(play(spec, replications=0)) == 0
    with pytest.raises(SpecError, match="did you mean 'simpy'"):
        play(spec, engine="simpi")
