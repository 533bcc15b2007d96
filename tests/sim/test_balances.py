"""Conservation on every named specification and on random ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.balances import broken_balances
from tests.sim.specifications import SPECIFICATIONS, random_specification
from workbench.errors import InfeasibleError
from workbench.sim import play
from workbench.sim.codes import DYNAMIC, RULES
from workbench.sim.features import FEATURES, features


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_named_specifications(name):
    spec = SPECIFICATIONS[name]
    for seed in range(2):
        assert broken_balances(spec, play(spec, engine="simpy", seed=seed)) == []


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**40))
def test_random_specifications(number):
    spec = random_specification(number)
    try:
        log = play(spec, engine="simpy", seed=number)
    except InfeasibleError:
        return
    assert broken_balances(spec, log) == []


@pytest.mark.slow
@settings(max_examples=3000, deadline=None)
@given(st.integers(0, 2**40))
def test_many_random_specifications(number):
    test_random_specifications.hypothesis.inner_test(number)


def test_the_specifications_cover_every_feature():
    used = set().union(*(features(spec) for spec in SPECIFICATIONS.values()))
    assert used == FEATURES
    assert len(SPECIFICATIONS) >= 40
    stations = {int(r) for spec in SPECIFICATIONS.values() for r in spec.station_rule}
    assert stations == set(range(len(RULES)))
    pools = {int(r) for spec in SPECIFICATIONS.values() for r in spec.pool_rule}
    assert pools == set(range(len(RULES))) - DYNAMIC
    kinds = {int(k) for spec in SPECIFICATIONS.values() for k in spec.operation_code}
    assert kinds == set(range(7))


def test_random_specifications_cover_every_feature():
    used = set().union(*(features(random_specification(n)) for n in range(150)))
    assert FEATURES - used <= {"entries", "batch_most"}
