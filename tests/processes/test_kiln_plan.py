"""Firing plans: the cooperative's week, a brute-forced due-date example, bounds and bad input."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.model import Kiln
from workbench.processes.kiln import times_of
from workbench.processes.kiln_plan import (
    Job,
    batches,
    fewest_firings,
    plan_by_index,
    plan_edd,
    plan_exact,
    plan_fifo,
    plan_makespan,
)
from workbench.processes.kiln_programs import PROGRAMS
from workbench.units import kW

TIMES = times_of(Kiln(11.52 * kW), PROGRAMS)
WEEK = {"c04_slow_bisque": 23, "c6_slow_glaze": 17, "c04_slow_glaze": 5}
JOBS = [Job(f"{name} {k}", name) for name, count in WEEK.items() for k in range(count)]

# p = 25 and 20, two fit; weights and due dates of the worked example
DUE = [
    Job("b1", "bisque", due=25, weight=3),
    Job("b2", "bisque", due=60, weight=1),
    Job("b3", "bisque", due=50, weight=2),
    Job("g1", "glaze", due=20, weight=4),
    Job("g2", "glaze", due=70, weight=2),
    Job("g3", "glaze", due=90, weight=1),
]
SHORT = {"bisque": 25.0, "glaze": 20.0}


@pytest.mark.parametrize(("kilns", "hours"), [(1, 134.41), (2, 69.76)])
def test_the_week_of_the_cooperative(kilns, hours):
    plan = plan_makespan(JOBS, 10, TIMES, kilns=kilns)
    assert fewest_firings(WEEK, 10) == len(plan.firings) == 6
    assert plan.makespan / 60 == pytest.approx(hours, abs=0.01)
    assert plan.kiln_time / 60 == pytest.approx(134.41, abs=0.01)
    assert all({job.family for job in f.jobs} == {f.family} for f in plan.firings)
    assert all(f.size <= 10 for f in plan.firings)
    assert sorted(j.name for f in plan.firings for j in f.jobs) == sorted(j.name for j in JOBS)


def _partitions(items, most):
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for count in range(most):
        for others in itertools.combinations(rest, count):
            left = [item for item in rest if item not in others]
            for tail in _partitions(left, most):
                yield [(first, *others), *tail]


def _all_schedules(jobs, most):
    families = [[j for j in jobs if j.family == f] for f in dict.fromkeys(j.family for j in jobs)]
    for chosen in itertools.product(*(list(_partitions(f, most)) for f in families)):
        yield from itertools.permutations([load for part in chosen for load in part])


def _tardiness(order, times):
    time, total = 0.0, 0.0
    for load in order:
        time += times[load[0].family]
        total += sum(job.weight * max(0.0, time - job.due) for job in load)
    return total


def test_the_due_dates_of_the_worked_example():
    values = [_tardiness(order, SHORT) for order in _all_schedules(DUE, 2)]
    assert len(values) == 1656
    assert plan_exact(DUE, 2, SHORT).tardiness == min(values) == 70
    assert plan_fifo(DUE, 2, SHORT).tardiness == 200
    for heuristic in (plan_edd, plan_by_index):
        assert 70 <= heuristic(DUE, 2, SHORT).tardiness <= 200


@given(
    jobs=st.lists(st.tuples(st.sampled_from("bg"), st.integers(0, 120)), min_size=1, max_size=12),
    kilns=st.integers(1, 3),
)
def test_rules_fill_the_kiln_that_is_free_first(jobs, kilns):
    listed = [Job(str(k), family, due=due) for k, (family, due) in enumerate(jobs)]
    times = {"b": 25.0, "g": 20.0}
    for rule in (plan_fifo, plan_by_index):
        plan = rule(listed, 2, times, kilns=kilns)
        assert sorted(job.name for f in plan.firings for job in f.jobs) == sorted(
            job.name for job in listed
        )
        free = [0.0] * kilns
        for firing in plan.firings:  # no kiln stands empty while a load waits
            assert firing.start == free[firing.kiln] == min(free)
            free[firing.kiln] = firing.end
    # the same loads in the same order, each no later
    more = plan_fifo(listed, 2, times, kilns=kilns).tardiness
    assert more <= plan_fifo(listed, 2, times).tardiness + 1e-9


@given(
    jobs=st.lists(
        st.tuples(st.sampled_from("bg"), st.integers(0, 120), st.integers(1, 5)),
        min_size=1,
        max_size=5,
    )
)
def test_exact_plans_are_those_of_trying_all(jobs):
    listed = [Job(str(k), f, due=d, weight=w) for k, (f, d, w) in enumerate(jobs)]
    times = {"b": 25.0, "g": 20.0}
    best = min(_tardiness(order, times) for order in _all_schedules(listed, 2))
    exact = plan_exact(listed, 2, times)
    assert exact.tardiness == pytest.approx(best)
    assert plan_by_index(listed, 2, times).tardiness >= best - 1e-9
    assert plan_by_index(listed, 2, times).tardiness <= plan_fifo(listed, 2, times).tardiness


def _tardiness_of_two(order, times):
    free, total = [0.0, 0.0], 0.0
    for load in order:
        kiln = free.index(min(free))
        free[kiln] += times[load[0].family]
        total += sum(job.weight * max(0.0, free[kiln] - job.due) for job in load)
    return total


def test_due_dates_on_two_kilns_against_all_schedules():
    # Some order of the loads, each to the kiln that is free first, is a best schedule.
    best = min(_tardiness_of_two(order, SHORT) for order in _all_schedules(DUE, 2))
    first = plan_fifo(DUE, 2, SHORT, kilns=2)
    assert [(f.kiln, f.start, f.end) for f in first.firings] == [
        (0, 0.0, 25.0), (1, 0.0, 25.0), (0, 25.0, 45.0), (1, 25.0, 45.0),
    ]  # fmt: skip
    assert first.tardiness == (45.0 - 20.0) * 4  # of g1, which waits until both biscuits are out
    assert best <= plan_by_index(DUE, 2, SHORT, kilns=2).tardiness <= first.tardiness
    assert best <= plan_edd(DUE, 2, SHORT, kilns=2).tardiness


@given(
    jobs=st.lists(
        st.tuples(st.sampled_from("bg"), st.integers(0, 120), st.integers(0, 60)),
        min_size=1,
        max_size=12,
    ),
    kilns=st.integers(1, 4),
)
def test_kilns_side_by_side_never_overlap_nor_idle(jobs, kilns):
    listed = [Job(str(k), f, due=d, ready=r) for k, (f, d, r) in enumerate(jobs)]
    times = {"b": 25.0, "g": 20.0}
    for rule in (plan_fifo, plan_edd, plan_by_index):
        plan = rule(listed, 2, times, kilns=kilns)
        assert sorted(job.name for f in plan.firings for job in f.jobs) == sorted(
            job.name for job in listed
        )
        for kiln in range(kilns):
            own = [f for f in plan.firings if f.kiln == kiln]
            assert all(a.end <= b.start for a, b in itertools.pairwise(own))
        for f in plan.firings:
            # Nobody waits for a kiln that stands empty.
            busy = sum(g.start < f.start <= g.end for g in plan.firings)
            assert busy >= kilns or f.start == 0 or f.start in {job.ready for job in listed}


def test_enough_kilns_leave_only_what_no_kiln_could_keep():
    plan = plan_by_index(DUE, 2, SHORT, kilns=4)
    assert {f.start for f in plan.firings} == {0.0}
    assert plan.tardiness == sum(j.weight * max(0.0, SHORT[j.family] - j.due) for j in DUE)


@given(lengths=st.lists(st.integers(1, 30), min_size=1, max_size=7), kilns=st.integers(1, 3))
def test_makespans_are_those_of_trying_all(lengths, kilns):
    times = {str(k): float(length) for k, length in enumerate(lengths)}
    jobs = [Job(name, name) for name in times]
    best = min(
        max(
            sum(t for t, k in zip(lengths, where, strict=True) if k == kiln)
            for kiln in range(kilns)
        )
        for where in itertools.product(range(kilns), repeat=len(lengths))
    )
    assert plan_makespan(jobs, 1, times, kilns=kilns).makespan == pytest.approx(best)


def test_many_firings_are_planned_within_a_third_of_the_bound():
    times = {str(k): 60.0 * (3 + k % 7) for k in range(40)}
    plan = plan_makespan([Job(n, n) for n in times], 1, times, kilns=3)
    assert plan.makespan <= 4 / 3 * max(sum(times.values()) / 3, *times.values())


@given(sizes=st.lists(st.floats(0.01, 1.0), min_size=1, max_size=12))
def test_shares_of_a_load_are_never_overfilled(sizes):
    jobs = [Job(str(k), "b", size=size) for k, size in enumerate(sizes)]
    loads = batches(jobs, 1.0)
    assert all(sum(job.size for job in load) <= 1.0 + 1e-6 for _, load in loads)
    assert sum(len(load) for _, load in loads) == len(jobs)
    # first fit decreasing: 11/9 of the best and a bit
    assert len(loads) <= 11 / 9 * max(1.0, -(-sum(sizes) // 1)) * 1.5 + 1


def test_ware_that_is_not_ready_waits():
    late = [Job("a", "b", ready=100.0), Job("c", "g", due=1000)]
    plan = plan_exact(late, 2, {"b": 25.0, "g": 20.0})
    assert [(f.family, f.start) for f in plan.firings] == [("g", 0.0), ("b", 100.0)]
    assert plan_fifo(late, 2, {"b": 25.0, "g": 20.0}).firings[0].family == "g"


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: fewest_firings(WEEK, 0), "holds 0"),
        (
            lambda: plan_makespan([Job("a", "b", size=3)], 2, SHORT),
            "takes 3 of a kiln that holds 2",
        ),
        (lambda: plan_makespan([Job("a", "glase")], 2, SHORT), "did you mean 'glaze'"),
        (lambda: plan_makespan([Job("a", "b")], 2, {"b": 0.0}), "more than 0"),
        (lambda: plan_makespan(JOBS, 10, TIMES, kilns=0), "0 kilns"),
        (lambda: plan_fifo(JOBS, 10, TIMES, kilns=0), "0 kilns"),
        (lambda: plan_exact([DUE[0], DUE[0]], 2, SHORT), "two jobs are the same"),
        (lambda: plan_exact(JOBS, 10, TIMES), "too many to plan exactly"),
        (lambda: plan_by_index(DUE, 2, SHORT, look_ahead=0), "look-ahead"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()
