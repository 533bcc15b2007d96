import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.finance import (
    break_even_unsold,
    break_even_volume,
    capital_recovery,
    cost_per_sold,
    levelised_cost,
    payback,
    present_value,
)
from workbench.errors import InfeasibleError, SpecError

PRINTER = {"interest": 0.10, "years": 5, "opex": 60_000.0}


def test_capital_recovery_of_ten_percent_over_five_years():
    assert capital_recovery(0.10, 5) == pytest.approx(0.26380, abs=5e-6)
    assert 350_000 * capital_recovery(0.10, 5) == pytest.approx(92_329, abs=1)
    assert capital_recovery(0.0, 8) == 0.125


@given(st.floats(0.001, 0.5), st.integers(1, 40))
def test_payments_at_the_recovery_rate_repay_exactly(interest, years):
    flows = [-1.0] + [capital_recovery(interest, years)] * years
    assert present_value(flows, interest) == pytest.approx(0.0, abs=1e-9)


@given(st.floats(1e-9, 1e-5), st.integers(1, 40))
def test_no_cancellation_at_tiny_interest(interest, years):
    assert capital_recovery(interest, years) == pytest.approx(1 / years, rel=1e-3)


def test_levelised_cost_and_break_even_of_the_printing_line():
    assert levelised_cost(350_000, volume=40_000, **PRINTER) == pytest.approx(3.81, abs=0.005)
    assert levelised_cost(350_000, volume=10_000, **PRINTER) == pytest.approx(15.23, abs=0.005)
    assert break_even_volume(350_000, contribution=8.0, **PRINTER) == 19_042


def test_present_value_and_payback():
    assert present_value([-1000, 500, 500, 500], 0.10) == pytest.approx(243.43, abs=0.005)
    assert payback([-1000, 500, 500, 500]) == 2.0
    assert payback([-1000, 400, 400, 400]) == 2.5
    assert payback([-1000, 100]) == math.inf
    assert payback([0.0, 10.0]) == 0.0


def test_a_grant_today_is_worth_exactly_itself():
    with_grant = present_value([-250_000, 90_000, 90_000], 0.1)
    assert with_grant - present_value([-350_000, 90_000, 90_000], 0.1) == pytest.approx(100_000)


def test_landed_jeans_break_even():
    assert break_even_unsold(12.04, 14.05) == pytest.approx(0.143, abs=5e-4)
    assert break_even_unsold(10.68, 14.05) == pytest.approx(0.240, abs=5e-4)
    assert cost_per_sold(12.04, 0.21) == pytest.approx(15.24, abs=0.005)
    assert cost_per_sold(12.04, break_even_unsold(12.04, 14.05)) == pytest.approx(14.05)
    assert break_even_unsold(15.0, 14.0) == 0.0


def test_refusals():
    with pytest.raises(SpecError):
        capital_recovery(0.1, 0)
    with pytest.raises(SpecError):
        cost_per_sold(10, 1.0)
    with pytest.raises(InfeasibleError):
        levelised_cost(1, volume=0, **PRINTER)
    with pytest.raises(InfeasibleError, match="no volume"):
        break_even_volume(1, contribution=0.0, **PRINTER)
