"""Calendar arithmetic against a minute-by-minute oracle, compiled and plain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sim.specs import queue
from workbench.sim import _kernels_calendar as kernels
from workbench.sim.calendars import NEVER, Calendars

CYCLE = 60


@pytest.fixture(params=["compiled", "python"])
def arithmetic(request):
    functions = (kernels.open_from, kernels.done_at)
    if request.param == "python":
        functions = tuple(getattr(function, "py_func", function) for function in functions)
    return functions


def intervals(minutes):
    """Return the intervals of a set of open minutes of the cycle, neighbours kept apart."""
    return np.array(sorted(minutes), float), np.array(sorted(minutes), float) + 1.0


OPEN = st.sets(st.integers(0, CYCLE - 1), min_size=1)


@given(OPEN, st.integers(0, 500), st.integers(0, 300), st.integers(0, CYCLE - 1))
def test_against_counting_minutes(minutes, moment, work, phase):
    opened, closed = intervals(minutes)
    start = np.array([0, len(opened)])
    rest = (start, opened, closed, float(CYCLE), float(phase))

    def is_open(minute):
        return (minute + phase) % CYCLE in minutes

    first = moment
    while not is_open(first):
        first += 1
    left, now = work, moment
    while left:
        left -= is_open(now)
        now += 1
    for open_from, done_at in (
        (kernels.open_from, kernels.done_at),
        (
            getattr(kernels.open_from, "py_func", kernels.open_from),
            getattr(kernels.done_at, "py_func", kernels.done_at),
        ),
    ):
        assert open_from(0, float(moment), *rest) == first
        assert done_at(0, float(moment), float(work), *rest) == now


def test_edges(arithmetic):
    open_from, done_at = arithmetic
    week = (np.array([0, 2]), np.array([480.0, 780.0]), np.array([720.0, 1020.0]), 1440.0, 0.0)
    assert open_from(0, 480.0, *week) == 480.0
    assert open_from(0, 720.0, *week) == 780.0
    assert open_from(0, 1020.0, *week) == 1920.0
    assert open_from(-1, 3.5, *week) == 3.5
    # Complete at closing time is complete then; one instant more is tomorrow's.
    assert done_at(0, 600.0, 120.0, *week) == 720.0
    assert done_at(0, 600.0, 121.0, *week) == 781.0
    assert done_at(0, 600.0, 360.0, *week) == 1020.0
    assert done_at(0, 600.0, 361.0, *week) == 1921.0
    assert done_at(0, 0.0, 0.0, *week) == 0.0
    assert done_at(-1, 5.0, 2.5, *week) == 7.5
    # Years of work at once.
    assert done_at(0, 480.0, 480.0 * 1000, *week) == 999 * 1440.0 + 1020.0
    assert done_at(0, 480.0, 480.0 * 1000 + 1, *week) == 1000 * 1440.0 + 481.0


def calendars(*shifts, station=-1, pools=()):
    opened = [a for entry in shifts for a, _ in entry]
    closed = [b for entry in shifts for _, b in entry]
    return Calendars(
        queue(
            1.0, 1.0, 1,
            station_calendar=[station],
            pool_people=[1] * len(pools),
            pool_calendar=list(pools),
            calendar_start=np.cumsum([0, *map(len, shifts)]),
            calendar_open=opened,
            calendar_close=closed,
            cycle=1440.0,
        )
    )  # fmt: skip


def test_together():
    day, late, night = [(480, 720), (780, 1020)], [(600, 900)], [(0, 300)]
    found = calendars(day, late, night, station=0, pools=(1, 2, 0, -1))
    assert found.open_between(found.together(0, 0), 0, 1440) == [(600, 720), (780, 900)]
    assert found.together(0, 1) == NEVER
    assert found.together(0, 2) == 0
    assert found.together(0, 3) == 0
    assert found.together(-1, 1) == 2
    assert found.together(0, -1) == 0
    assert found.together(-1, -1) == -1


def test_open_between():
    found = calendars([(0, 300), (1200, 1440)], station=0)
    assert found.open_between(0, 250, 1500) == [(250, 300), (1200, 1500)]
    assert found.open_between(-1, 3, 9) == [(3, 9)]
    assert found.open_between(-1, 3, 3) == []
