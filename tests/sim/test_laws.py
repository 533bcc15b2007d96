"""The laws of every factory, on random factories and on the large examples."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings

from tests.sim.factories import factories
from tests.sim.laws import broken_laws
from tests.sim.specs import drop50, penny_fab, rug
from workbench.sim import play


# Without shrinking: a broken engine fails within seconds instead of minutes.
@settings(max_examples=80, phases=(Phase.explicit, Phase.generate))
@given(factories())
def test_random_factories(spec):
    log = play(spec, seed=1)
    assert broken_laws(spec, log) == []


@pytest.mark.slow
@settings(max_examples=3000)
@given(factories())
def test_many_random_factories(spec):
    assert broken_laws(spec, play(spec, seed=2)) == []


@pytest.mark.parametrize("spec", [drop50(), rug(), penny_fab(4, 60, code=1)])
def test_examples(spec):
    for replication in range(5):
        assert broken_laws(spec, play(spec, first=replication)) == []
