import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.demand import DemandBelief
from workbench.errors import SpecError

PRIOR = DemandBelief.of(60.0, 0.6)


def test_prior_has_the_spread_of_the_worked_example():
    assert PRIOR.mean == pytest.approx(60.0)
    assert PRIOR.demand().sd == pytest.approx(36.8, abs=0.05)


@pytest.mark.parametrize(("preorders", "mean"), [(27, 85.99), (18, 60.0), (0, 8.02)])
def test_update_at_thirty_percent_of_the_window(preorders, mean):
    assert PRIOR.updated(preorders, 0.3).mean == pytest.approx(mean, abs=0.005)


def test_expected_preorders_leave_the_mean_exactly():
    assert PRIOR.updated(18, 0.3).mean == pytest.approx(60.0, rel=1e-14)


def test_remaining_demand_gets_surer():
    before, after = PRIOR.demand(0.7), PRIOR.updated(27, 0.3).demand(0.7)
    assert (before.mean, before.sd) == (pytest.approx(42.0), pytest.approx(26.0, abs=0.05))
    assert (after.mean, after.sd) == (pytest.approx(60.2, abs=0.05), pytest.approx(13.5, abs=0.05))


@given(
    mean=st.floats(1, 500),
    cv=st.floats(0.05, 2),
    counts=st.tuples(st.integers(0, 300), st.integers(0, 300)),
    share=st.floats(0.01, 0.5),
)
def test_two_updates_equal_one(mean, cv, counts, share):
    prior = DemandBelief.of(mean, cv)
    twice = prior.updated(counts[0], share).updated(counts[1], share)
    once = prior.updated(sum(counts), 2 * share)
    assert twice.mean == pytest.approx(once.mean, rel=1e-12)
    assert twice.cv == pytest.approx(once.cv, rel=1e-12)


@given(mean=st.floats(1, 500), cv=st.floats(0.05, 2), share=st.floats(0.01, 1))
def test_prior_predictive_mean_is_kept_on_average(mean, cv, share):
    """Averaged over the preorders the belief itself expects, the update changes no mean."""
    prior = DemandBelief.of(mean, cv)
    chances = prior.demand(share).probabilities
    after = sum(p * prior.updated(k, share).mean for k, p in enumerate(chances))
    assert after == pytest.approx(mean, rel=1e-6)


def test_certainty_is_not_moved():
    sure = DemandBelief.of(40.0, 0.0)
    assert sure.updated(0, 0.5).mean == pytest.approx(40.0, rel=1e-9)
    assert sure.demand().sd == pytest.approx(math.sqrt(40.0), rel=1e-6)


@pytest.mark.parametrize(
    "call",
    [
        lambda: DemandBelief.of(0.0, 0.5),
        lambda: DemandBelief.of(10.0, -0.1),
        lambda: PRIOR.updated(3, 0.0),
        lambda: PRIOR.updated(-1, 0.5),
        lambda: PRIOR.updated(1, 1.5),
    ],
)
def test_refuses_nonsense(call):
    with pytest.raises(SpecError):
        call()
