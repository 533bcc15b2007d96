import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.baseline import OffshoreTerms, offshore_run
from workbench.analysis.cash import Payment, cash_line, spread
from workbench.analysis.quote import TotalCost, crossing, offshore_unit_cost, quote_curve
from workbench.errors import SpecError

AWAY = OffshoreTerms(moq=300, unit_cost=26.0, salvage=15.0)


def test_crossover_where_both_cost_the_same():
    """Offshore: 300·26 − (300 − n)·15 = 3300 + 15 n; here 40 n: equal at 132."""
    curve = quote_curve(TotalCost((1,), (40.0,)), AWAY, price=120.0, most=400)
    assert curve.crossover == pytest.approx(132, abs=2)
    assert curve.cheaper_here_up_to == curve.crossover
    assert curve.fixed == 0.0
    assert curve.variable == 40.0
    assert curve.here[0] == pytest.approx(40.0)
    assert curve.offshore[0] == pytest.approx(3315.0)
    assert curve.quantity[0] == 1
    assert curve.quantity[-1] == 400


def test_price_needed_leaves_the_margin():
    curve = quote_curve(TotalCost((1, 10), (50.0, 410.0)), AWAY, price=120.0, most=50, margin=0.6)
    for cost, needed in zip(curve.here, curve.price_here, strict=True):
        assert (needed - cost) / needed == pytest.approx(0.6)


def test_one_side_cheaper_throughout():
    cheap = quote_curve(TotalCost((1,), (5.0,)), AWAY, price=120.0, most=500)
    assert cheap.crossover is None
    assert cheap.cheaper_here_up_to == math.inf
    dear = quote_curve(TotalCost((1,), (9e9,)), AWAY, price=120.0, most=500)
    assert dear.crossover is None
    assert dear.cheaper_here_up_to == 0.0


@given(st.integers(1, 600))
def test_unit_cost_is_that_of_the_run(pieces):
    quantity = AWAY.quantity(pieces)
    run = offshore_run(AWAY, quantity, [pieces], price=120.0)
    assert offshore_unit_cost(AWAY, pieces, price=120.0) == pytest.approx(run.cost_per_sold)


@given(st.floats(0, 500), st.floats(0.1, 90), st.integers(2, 200))
def test_fixed_and_variable_parts_of_a_straight_line(fixed, variable, pieces):
    line = TotalCost((1, pieces), (fixed + variable, fixed + variable * pieces))
    assert line.variable == pytest.approx(variable, rel=1e-6, abs=1e-9)
    assert line.fixed == pytest.approx(fixed, abs=1e-6)
    assert line.at(3 * pieces) == pytest.approx(fixed + 3 * variable * pieces)
    assert line.at(0) == 0.0


def test_crossing_is_between_the_points():
    assert crossing([1, 2, 4], [1.0, 1.0, 1.0], [3.0, 2.0, 0.0]) == 3.0
    assert crossing([1, 2], [1.0, 1.0], [0.0, 2.0]) is None
    assert crossing([1, 2], [1.0, 1.0], [2.0, 2.0]) is None


def test_refuses_a_line_that_goes_back():
    with pytest.raises(SpecError):
        TotalCost((5, 2), (1.0, 2.0))


def test_cash_of_a_small_drop():
    line = cash_line(
        [Payment(30, 900.0), Payment(0, -300.0), Payment(0, 100.0), *spread(-200, 0, 20, 2)]
    )
    assert line.days.tolist() == [0, 10, 20, 30]
    assert line.balance.tolist() == [-200, -300, -400, 500]
    assert (line.lowest, line.lowest_day, line.final, line.back_day) == (-400, 20, 500, 30)
    assert cash_line([]).lowest == 0.0
    assert cash_line([Payment(1, 5.0)]).lowest == 0.0
    assert cash_line([Payment(1, -5.0)]).back_day == math.inf


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(-500, 500)), min_size=1, max_size=30))
def test_cash_ends_at_the_sum(payments):
    line = cash_line(Payment(day, amount) for day, amount in payments)
    assert line.final == pytest.approx(sum(amount for _, amount in payments))
    assert line.lowest <= min(0.0, line.final) + 1e-9
