"""Every dispatching rule and its ties on queues worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.sim.specs import INF, routing
from workbench.errors import SpecError
from workbench.sim import codes, play
from workbench.sim.log import OPERATION


def order(spec, station=0):
    """Return the jobs in the order in which they begin at a station."""
    work = play(spec, engine="simpy").only(kind=OPERATION, station=station)
    return work["job"][np.argsort(work["start"], kind="stable")].tolist()


# Five jobs released at 0, 1, 2, 3, 4 while the machine does job 0 until 9: station 0 takes 9, 4, 6,
# 2, 4 minutes, and station 1 afterwards 1, 8, 1, 1, 3.
def five(rule, **fields):
    given = {
        "station_rule": [rule, codes.FCFS],
        "release_time": [0, 1, 2, 3, 4],
        "source_due": [50, 29, 20, 37, 16],  # due at 50, 30, 22, 40, 20
        "source_weight": [1, 4, 3, 1, 1],
        "source_priority": [0, 2, 1, 2, 0],
    }
    times = [(9, 1), (4, 8), (6, 1), (2, 1), (4, 3)]
    return routing(*[[(0, a), (1, b)] for a, b in times], **(given | fields))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (codes.FCFS, [0, 1, 2, 3, 4]),
        (codes.LIFO, [0, 4, 3, 2, 1]),
        (codes.FASFS, [0, 1, 2, 3, 4]),
        (codes.JOB, [0, 1, 2, 3, 4]),
        (codes.EDD, [0, 4, 2, 1, 3]),
        (codes.SPT, [0, 3, 1, 4, 2]),  # 2, 4, 4, 6: the tie by who joined first
        (codes.LPT, [0, 2, 1, 4, 3]),
        (codes.PRIORITY, [0, 4, 2, 1, 3]),
        (codes.WEIGHT, [0, 1, 2, 3, 4]),
        (codes.WSPT, [0, 1, 2, 3, 4]),  # 4/4, 6/3, 2/1, 4/1: 1, 2, 2, 4
        (codes.SRPT, [0, 3, 2, 4, 1]),  # 12, 7, 3, 7
        (codes.LRPT, [0, 1, 2, 4, 3]),
        (codes.SLACK, [0, 4, 2, 1, 3]),  # 30 - 12, 22 - 7, 40 - 3, 20 - 7: 18, 15, 37, 13
        # came + (due - came) * work until here / work in all:
        # 1 + 29 * 4/12, 2 + 20 * 6/7, 3 + 37 * 2/3, 4 + 16 * 4/7: 10.7, 19.1, 27.7, 13.1
        (codes.ODD, [0, 1, 4, 2, 3]),
        # at 9: 21/12, 13/7, 31/3, 11/7 = 1.75, 1.86, 10.3, 1.57: job 4, until 13;
        # at 13: 17/12, 9/7, 27/3 = 1.42, 1.29, 9: job 2, until 19; at 19: 11/12, 21/3: job 1
        (codes.CRITICAL_RATIO, [0, 4, 2, 1, 3]),
    ],
)
def test_rules(rule, expected):
    assert order(five(rule)) == expected


def test_ties_are_broken_by_the_further_rules_in_their_order():
    # Jobs 1 and 4 take 4 minutes; 2 and 3 are taken to take 6.
    spec = five(codes.SPT, operation_expected=[9, 1, 4, 8, 6, 1, 6, 1, 4, 3])
    assert order(spec) == [0, 1, 4, 2, 3]
    by_due = spec.replace(station_then=[(codes.EDD, -1, -1), (-1, -1, -1)])
    assert order(by_due) == [0, 4, 1, 2, 3]
    last = spec.replace(station_then=[(codes.LIFO, -1, -1), (-1, -1, -1)])
    assert order(last) == [0, 4, 1, 3, 2]
    # The priority of 1 and 3 is 2; then the weight: 4 before 1.
    third = five(codes.PRIORITY, station_then=[(codes.FASFS, codes.EDD, -1), (-1, -1, -1)])
    assert order(third) == [0, 4, 2, 1, 3]


def test_the_first_rule_fcfs_leaves_no_tie_but_of_one_moment():
    spec = five(codes.FCFS, station_then=[(codes.LPT, -1, -1), (-1, -1, -1)])
    assert order(spec) == [0, 1, 2, 3, 4]
    together = spec.replace(release_time=[0, 1, 1, 1, 1])
    assert order(together) == [0, 2, 1, 4, 3]


def test_work_in_next_queue():
    """Both wait for machine 0; the one whose next machine has the shorter queue goes first."""
    spec = routing(
        [(0, 5), (1, 1)], [(0, 5), (2, 1)], [(1, 30)], [(1, 9)], [(2, 30)], [(2, 4)],
        [(0, 3)],
        station_rule=[codes.WINQ, codes.FCFS, codes.FCFS],
        release_time=[1, 1, 0, 0, 0, 0, 0],
    )  # fmt: skip
    # Until 3 the machine does job 6; then 27 + 9 minutes are left at station 1, 27 + 4 at 2.
    assert order(spec) == [6, 1, 0]
    # Two machines halve it: (27 + 27) / 2 at the second stations against none in the first.
    two = spec.replace(station_machines=[1, 2, 1])
    assert order(two) == [6, 0, 1]
    # 10 + 36 + 1 against 10 + 31 + 20.
    longer = spec.replace(
        station_rule=[codes.PT_WINQ_NPT, codes.FCFS, codes.FCFS],
        operation_expected=[5, 1, 5, 20, 30, 9, 30, 4, 3],
    )
    assert order(longer) == [6, 0, 1]


def test_apparent_tardiness_cost():
    spec = five(codes.ATC, station_look=[1.0, 1.0])
    now, mean = 9.0, (4 + 6 + 2 + 4) / 4
    indices = {
        job: weight / p * math.exp(-max(0.0, due - now - remaining) / mean)
        for job, weight, p, due, remaining in (
            (1, 4, 4, 30, 12), (2, 3, 6, 22, 7), (3, 1, 2, 40, 3), (4, 1, 4, 20, 7),
        )
    }  # fmt: skip
    assert order(spec)[1] == max(indices, key=indices.__getitem__) == 2


def test_a_job_without_due_date_is_never_urgent():
    for rule in (codes.EDD, codes.ODD, codes.SLACK, codes.ATC, codes.CRITICAL_RATIO):
        assert order(five(rule, source_due=[50, INF, INF, INF, 16]))[1] == 4


def kiln(rule, **fields):
    """Six pieces of two families at a kiln for at most 3, taken up at 10 after a first firing."""
    given = {
        "operation_family": [0, 1, 1, 0, 0, 0, 1],
        "operation_size": [3, 1, 1, 1, 1, 1, 1],
        "operation_per_batch": [1] * 7,
        "station_batch": [1],
        "station_rule": [rule],
        "batch_max": [3],
        "batch_by_family": [1],
        "release_time": [0, 1, 2, 3, 4, 5, 6],
    }
    return routing([(0, 10)], *[[(0, 5)]] * 6, **(given | fields))


def batches(spec):
    work = play(spec, engine="simpy").only(kind=OPERATION)
    return [sorted(work.only(batch=int(b))["job"].tolist()) for b in np.unique(work["batch"])]


def test_rules_compare_batches():
    assert batches(kiln(codes.FCFS)) == [[0], [1, 2, 6], [3, 4, 5]]
    # 2 + 2 and 1 + 1 + 1 pieces: fuller by size.
    full = {"operation_size": [3, 1, 1, 1.5, 1.5, 1.5, 0.5], "batch_max": [3.0]}
    assert batches(kiln(codes.MOST_COMPLETE, **full)) == [[0], [3, 4], [1, 2, 6], [5]]
    assert batches(kiln(codes.FCFS, **full)) == [[0], [1, 2, 6], [3, 4], [5]]
    change = {
        "station_changeover": [0],
        "changeover_time": [[(0, 9), (9, 0)]],
        "changeover_first": [(0, 0)],
    }
    assert batches(kiln(codes.LEAST_CHANGEOVER, **change)) == [[0], [3, 4, 5], [1, 2, 6]]


def test_batch_tardiness_cost_weighs_all_members():
    # Family 1 has one heavy piece, family 0 three light ones that together weigh more.
    spec = kiln(codes.BATC, source_weight=[1, 4, 1, 2, 2, 3, 1], source_due=[9] * 7)
    assert batches(spec) == [[0], [3, 4, 5], [1, 2, 6]]
    heavier = kiln(codes.BATC, source_weight=[1, 6, 1, 2, 2, 3, 1], source_due=[9] * 7)
    assert batches(heavier) == [[0], [1, 2, 6], [3, 4, 5]]


def test_people_follow_rules_too():
    """Three machines wait for one person; he goes to the shortest, then by due date."""
    spec = routing(
        [(0, 9)], [(1, 4)], [(2, 4)], operation_pool=[0, 0, 0], pool_people=[1],
        pool_rule=[codes.SPT], pool_then=[(codes.EDD, -1, -1)], source_due=[1, 9, 8],
    )  # fmt: skip
    work = play(spec, engine="simpy").only(kind=OPERATION)
    assert work["job"].tolist() == [2, 1, 0]


@pytest.mark.parametrize("rule", sorted(codes.DYNAMIC))
def test_pools_have_no_rules_that_change(rule):
    spec = routing([(0, 1)], operation_pool=[0], pool_people=[1], pool_rule=[rule])
    with pytest.raises(SpecError, match="a pool cannot follow a rule that changes"):
        play(spec, engine="simpy")


def test_rules_of_batches_need_batches():
    with pytest.raises(SpecError, match="has a rule for batches but works in none"):
        play(five(codes.BATC), engine="simpy")
