"""Both engines write the same event log, byte for byte."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.factories import factories
from tests.sim.specifications import SPECIFICATIONS, random_specification
from tests.sim.specs import INF, drop50, routing
from workbench.errors import InfeasibleError
from workbench.sim import EventLog, SimSpec, play
from workbench.sim.log import COLUMNS


def differences(one: EventLog, other: EventLog) -> str:
    """Return the first row that differs, for a person who has to find out why."""
    size = min(len(one), len(other))
    for i in range(size):
        for name in COLUMNS:
            a, b = one[name][i], other[name][i]
            if a != b and not (np.isnan(a) and np.isnan(b)):
                row = {column: one[column][i].item() for column in COLUMNS}
                return f"row {i}: {name} is {a}, not {b}; {row}"
    return f"{len(one)} rows, not {len(other)}" if len(one) != len(other) else ""


def check(spec: SimSpec, seed: int, replications: int = 1) -> None:
    """Play a specification in both engines and compare."""
    try:
        readable = play(spec, seed=seed, replications=replications, engine="simpy")
    except InfeasibleError as error:
        with pytest.raises(InfeasibleError, match=re.escape(str(error))):
            play(spec, seed=seed, replications=replications, engine="compiled")
        return
    compiled = play(spec, seed=seed, replications=replications, engine="compiled")
    assert differences(readable, compiled) == ""
    assert readable.sha256() == compiled.sha256()


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_two_seeds(name):
    for seed in range(2):
        check(SPECIFICATIONS[name], seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_hundred_seeds(name):
    check(SPECIFICATIONS[name], 100, replications=50)
    for seed in range(50):
        check(SPECIFICATIONS[name], seed)


def test_random_specifications():
    for number in range(60):
        check(random_specification(number), number)


@pytest.mark.slow
def test_many_random_specifications():
    for number in range(60, 2000):
        check(random_specification(number), number)


@settings(max_examples=40, deadline=None)
@given(factories(), st.integers(0, 5))
def test_any_factory(spec, seed):
    check(spec, seed)


@pytest.mark.slow
@settings(max_examples=3000, deadline=None)
@given(factories(), st.integers(0, 2**40))
def test_many_factories(spec, seed):
    check(spec, seed)


def test_room_for_waiting_jobs_grows():
    """A thousand jobs before one machine need more room than a replication starts with."""
    spec = routing([(0, 1.0)], release_start=[0, 1000], release_time=np.zeros(1000))
    check(spec, 0)


def test_stuck_jobs_are_named_alike():
    stuck = drop50(batch_min=[0, 0, 0, 30, 0], batch_max=[INF] * 5, batch_wait=[INF] * 5)
    messages = []
    for engine in ("simpy", "compiled"):
        with pytest.raises(InfeasibleError, match="20 jobs are inside") as caught:
            play(stuck, engine=engine, replications=3)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_a_batch_without_limit():
    check(drop50(batch_max=[INF] * 5, batch_min=[0, 0, 0, 25, 0], batch_wait=[INF] * 5), 3)
