import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workbench.demand import (
    DemandBelief,
    NegativeBinomial,
    demand_draws,
    order_choices,
    order_times,
    uniforms,
)
from workbench.errors import SpecError
from workbench.streams import DEMAND


@pytest.mark.parametrize(("mean", "shape"), [(60.0, 2.7778), (3.2, 0.4), (900.0, 40.0)])
def test_probabilities_are_scipys(mean, shape):
    ours = NegativeBinomial(mean, shape).probabilities
    theirs = stats.nbinom.pmf(np.arange(len(ours)), shape, shape / (shape + mean))
    np.testing.assert_allclose(ours, theirs, atol=1e-12, rtol=1e-8)
    assert ours.sum() == pytest.approx(1.0, abs=1e-12)


def test_poisson_limit():
    ours = NegativeBinomial(7.0, np.inf).probabilities
    np.testing.assert_allclose(ours, stats.poisson.pmf(np.arange(len(ours)), 7.0), atol=1e-13)


@given(mean=st.floats(0.1, 300), cv=st.floats(0.05, 1.5), u=st.floats(0, 0.999999))
def test_quantile_inverts_the_distribution(mean, cv, u):
    demand = NegativeBinomial(mean, 1 / cv**2)
    count = int(demand.quantile(u))
    assert demand.share_below(count) > u or count == len(demand.probabilities) - 1
    assert demand.share_below(count - 1) <= u + 1e-12


@settings(max_examples=25)
@given(low=st.floats(1, 100), more=st.floats(0, 100), seed=st.integers(0, 2**31))
def test_more_demand_never_gives_fewer_orders(low, more, seed):
    few = demand_draws(NegativeBinomial(low, 2.8), seed=seed, replications=40)
    many = demand_draws(NegativeBinomial(low + more, 2.8), seed=seed, replications=40)
    assert (many >= few).all()


def test_draws_are_by_address_and_have_the_moments():
    demand = DemandBelief.of(60.0, 0.6).demand()
    draws = demand_draws(demand, seed=3, replications=4000)
    assert (demand_draws(demand, seed=3, replications=10) == draws[:10]).all()
    assert (demand_draws(demand, seed=3, replications=10, first=5) == draws[5:15]).all()
    assert draws.mean() == pytest.approx(60.0, abs=3 * 36.8 / 4000**0.5)
    assert draws.std() == pytest.approx(36.8, rel=0.06)
    other = demand_draws(demand, seed=3, replications=4000, entity=1)
    assert abs(np.corrcoef(draws, other)[0, 1]) < 0.05


def test_zero_demand_is_zero():
    assert (NegativeBinomial(0.0, 1.0).quantile([0.0, 0.5, 0.999]) == 0).all()


def test_expected_sales_against_a_sum():
    demand = NegativeBinomial(60.0, 2.7778)
    tail = sum(1 - demand.share_below(k) for k in range(50))
    assert demand.expected_sales(50) == pytest.approx(tail)


def test_one_order_more_moves_no_other():
    few, many = (order_times(n, 1000.0, seed=1, replication=2, start=50.0) for n in (5, 9))
    assert (many[:5] == few).all()
    assert ((many >= 50.0) & (many < 1050.0)).all()
    sizes = {"S": 1, "M": 2, "L": 1}
    assert order_choices(5, sizes, seed=1) == order_choices(9, sizes, seed=1)[:5]


def test_sizes_follow_the_mix():
    picked = order_choices(4000, {"S": 1, "M": 2, "XL": 0, "L": 1}, seed=5)
    assert picked.count("M") == pytest.approx(2000, abs=4 * 1000**0.5)
    assert "XL" not in picked


def test_uniforms_use_the_stated_address():
    from workbench.streams import u01

    assert uniforms(4, 3, DEMAND, 7)[2] == u01(4, 2, DEMAND, 7, 0)


def test_refusals():
    with pytest.raises(SpecError):
        order_times(-1, 10.0, seed=0)
    with pytest.raises(SpecError, match="weights"):
        order_choices(2, {}, seed=0)
    with pytest.raises(SpecError):
        NegativeBinomial(-1.0, 1.0)
    with pytest.raises(SpecError):
        NegativeBinomial(1.0, 0.0)
    with pytest.raises(SpecError, match="too wide"):
        _ = NegativeBinomial(1e9, 0.1).probabilities
