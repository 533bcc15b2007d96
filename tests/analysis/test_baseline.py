import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.baseline import OffshoreTerms, offshore_run, stage_times
from workbench.analysis.newsvendor import expected_profit
from workbench.demand import DemandBelief, demand_draws
from workbench.errors import SpecError
from workbench.model.distribution import Distribution
from workbench.units import day

CAPSULE = OffshoreTerms(moq=300, unit_cost=26.0, salvage=15.0)


def test_capsule_at_the_minimum_order_earns_3000():
    demand = DemandBelief.of(60.0, 0.6).demand()
    draws = demand_draws(demand, seed=1, replications=20_000)
    run = offshore_run(CAPSULE, 300, draws, price=120.0)
    assert run.profit.mean() == pytest.approx(3000, abs=3.5 * 36.8 * 105 / 20_000**0.5)
    counts = np.arange(len(demand.probabilities))
    exact = offshore_run(CAPSULE, 300, counts, price=120.0).profit @ demand.probabilities
    assert exact == pytest.approx(3000, rel=0.01)
    assert run.unsold_share == pytest.approx(0.8, abs=0.01)


@given(st.integers(1, 200), st.lists(st.integers(0, 300), min_size=1, max_size=20))
def test_run_agrees_with_the_newsvendor(quantity, demand):
    terms = OffshoreTerms(moq=1, unit_cost=20.0, freight=6.0, salvage=15.0)
    run = offshore_run(terms, quantity, demand, price=120.0)
    other = expected_profit(
        quantity, demand, np.ones(len(demand)), cost=26.0, price=120.0, salvage=15.0
    )
    assert run.profit.mean() == pytest.approx(other, abs=1e-6)
    np.testing.assert_allclose(run.sold + run.marked_down + run.left, quantity)


def test_markdown_clears_in_proportion_to_sales():
    terms = OffshoreTerms(moq=100, unit_cost=410.0, markdown=0.4, clears=0.25)
    run = offshore_run(terms, 100, [12], price=890.0)
    assert run.sold[0] == 12
    assert run.marked_down[0] == pytest.approx(3)
    assert run.left[0] == pytest.approx(85)
    assert run.profit[0] == pytest.approx(12 * 890 + 3 * 534 - 41_000)
    assert run.cost_per_sold == pytest.approx((41_000 - 3 * 534) / 12)


def test_run_to_have_so_many_for_sale():
    assert CAPSULE.quantity(50, 0.21) == 300
    assert OffshoreTerms(10, 1.0).quantity(79, 0.21) == 100
    with pytest.raises(SpecError):
        CAPSULE.quantity(10, 1.0)
    with pytest.raises(SpecError, match="minimum of 300"):
        offshore_run(CAPSULE, 50, [1], price=2.0)


def test_three_digital_samples_less_remove_exactly_their_cycles():
    sample = Distribution("triangular", (10 * day, 12 * day, 15 * day))
    sea = Distribution("uniform", (25 * day, 35 * day))
    four = stage_times([(sample, 4), (sea, 1)], seed=2, replications=30)
    one = stage_times([(sample, 1), (sea, 1)], seed=2, replications=30)
    assert (four[:, 1] == one[:, 1]).all()
    assert ((four - one)[:, 0] >= 30.0).all()
    assert ((four - one)[:, 0] <= 45.0).all()
    assert four.mean(axis=0) == pytest.approx([4 * 37 / 3, 30.0], abs=1.5)


def test_measured_stage_times_are_drawn_from_their_list():
    law = Distribution("discrete", (20 * day, 30 * day))
    drawn = stage_times([(law, 1)], seed=0, replications=60)
    assert set(drawn.ravel()) == {20.0, 30.0}
