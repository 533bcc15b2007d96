"""Hopp and Spearman's Tortoise and Hare, closed forms of M/M/1 and M/M/c, and the critical path."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.critical_path import critical_path
from workbench.analysis.queueing import Effective, effective, vut
from workbench.errors import InfeasibleError, SpecError

RATE = 69 / 1440.0


@pytest.mark.parametrize(
    ("mtbf", "mttr", "cv2", "low", "high"),
    [(12.4, 4.133, 6.25, 27.7, 27.9), (1.9, 0.633, 1.0, 7.6, 7.7)],
)
def test_long_outages_hurt_more_than_short_ones(mtbf, mttr, cv2, low, high):
    # t0 = 15 min with c0² = 1/16, availability 75 %; arrivals at random
    process = effective(15, 1 / 16, mtbf=mtbf * 60, mttr=mttr * 60)
    assert process.availability == pytest.approx(0.75, abs=1e-3)
    assert process.time == pytest.approx(20, abs=0.01)
    assert process.cv2 == pytest.approx(cv2, abs=0.02)
    queue = vut(RATE, process)
    assert queue.utilisation == pytest.approx(0.958, abs=0.001)
    assert low <= queue.wait / 60 <= high


@given(use=st.floats(0.05, 0.97))
def test_one_machine_is_m_m_1(use):
    queue = vut(use, Effective(1.0, 1.0, 1.0))
    assert queue.wait == pytest.approx(use / (1 - use))
    assert queue.jobs == pytest.approx(use / (1 - use))  # Little


def test_several_machines_are_near_m_m_c():
    load, c = 4.0, 5
    tail = load**c / math.factorial(c) / (1 - load / c)
    wait = tail / (sum(load**k / math.factorial(k) for k in range(c)) + tail) / (c - load)
    assert vut(load, Effective(1.0, 1.0, 1.0), machines=c).wait == pytest.approx(wait, rel=0.05)


def test_without_breakdowns_nothing_changes():
    assert effective(15, 0.3) == Effective(15, 0.3, 1.0)


def test_the_binding_step_of_one_shirt_in_a_day():
    times = {"print": 4.0, "fix": 6.0, "cut": 3.0, "trims": 30.0, "sew": 17.0, "ship": 1200.0}
    before = {"fix": ["print"], "cut": ["fix"], "sew": ["cut", "trims"], "ship": ["sew"]}
    path = critical_path(times, before)
    assert [name for name, _ in path.steps] == ["trims", "sew", "ship"]
    assert path.time == 1247.0
    assert path.slack == {"print": 17, "fix": 17, "cut": 17, "trims": 0, "sew": 0, "ship": 0}
    assert path.binding == "ship"
    assert path.within()
    assert not path.within(1200)
    assert path.verdict() == "20.8 h, within 24 h; the binding step is ship (96% of the path)"
    assert "over 12 h" in path.verdict(720.0)


@given(lengths=st.lists(st.floats(0, 50), min_size=1, max_size=8))
def test_a_chain_is_its_own_critical_path(lengths):
    times = {str(k): t for k, t in enumerate(lengths)}
    path = critical_path(times, {str(k): [str(k - 1)] for k in range(1, len(lengths))})
    assert path.time == pytest.approx(math.fsum(lengths))
    assert all(slack == pytest.approx(0, abs=1e-9) for slack in path.slack.values())
    side = critical_path(times, {})
    assert side.time == max(lengths)


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: effective(0, 1), "not positive"),
        (lambda: vut(0, Effective(1, 1, 1)), "0 jobs"),
        (lambda: critical_path({"a": 1}, {"b": ["a"]}), "no step 'b'"),
        (lambda: critical_path({"a": 1, "b": 1}, {"a": ["b"], "b": ["a"]}), "wait for each other"),
        (lambda: critical_path({"a": -1}, {}), "takes -1"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()


def test_an_overloaded_station_is_named():
    with pytest.raises(InfeasibleError, match="120% of the time"):
        vut(1.2, Effective(1.0, 1.0, 1.0))
