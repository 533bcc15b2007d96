import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.newsvendor import (
    best_order,
    best_order_normal,
    critical_ratio,
    expected_profit,
)
from workbench.demand import DemandBelief
from workbench.errors import SpecError

FREDDIE = {"cost": 1.5, "price": 2.5, "salvage": 0.5}
PAPERS = ([15, 16, 17, 18], [0.4, 0.2, 0.3, 0.1])
SUIT = {"cost": 110.0, "price": 190.0, "salvage": 90.0}


def test_freddie():
    assert critical_ratio(**FREDDIE) == 0.5
    assert best_order(*PAPERS, **FREDDIE) == (16.0, pytest.approx(15.20))
    profits = [expected_profit(q, *PAPERS, **FREDDIE) for q in (15, 16, 17, 18)]
    assert profits == pytest.approx([15.0, 15.2, 15.0, 14.2])


def test_normal_case_of_the_wetsuit():
    best = best_order_normal(3192, 1181, **SUIT)
    assert best.ratio == pytest.approx(0.8)
    assert best.quantity == pytest.approx(4186, abs=0.5)
    table = best_order_normal(3192, 1181, quantity=4196, **SUIT)
    assert table.short == pytest.approx(130, abs=1)
    assert table.profit == pytest.approx(222_295, abs=25)
    assert best.profit >= table.profit


def test_quick_response_earns_six_percent_more():
    reactive = best_order_normal(3192, 1181, again=132.0, **SUIT)
    assert reactive.ratio == pytest.approx(0.5238, abs=5e-5)
    assert reactive.quantity == pytest.approx(3263, abs=1)
    assert reactive.short == pytest.approx(437, abs=1)
    assert reactive.profit == pytest.approx(235_607, abs=30)
    assert reactive.profit / best_order_normal(3192, 1181, **SUIT).profit > 1.055


def test_capsule_scenario():
    """50 tees at 120: made here at 40, offshore at 26 with 300 at least, salvage 15."""
    chances = DemandBelief.of(60.0, 0.6).demand().probabilities
    demand = np.arange(len(chances))
    here = {"cost": 40.0, "price": 120.0, "salvage": 15.0}
    away = {"cost": 26.0, "price": 120.0, "salvage": 15.0}
    to_order = float(np.dot(chances, demand)) * (120 - 40)
    assert to_order == pytest.approx(4800, rel=0.01)
    stock = best_order(demand, chances, **here)
    assert stock.quantity == 81
    assert stock.profit == pytest.approx(3490, rel=0.01)
    assert expected_profit(50, demand, chances, **here) == pytest.approx(3054, rel=0.01)
    free = best_order(demand, chances, **away)
    assert free.quantity == 108
    assert free.profit == pytest.approx(4790, rel=0.01)
    bound = best_order(demand, chances, minimum=300, **away)
    assert bound.quantity == 300
    assert bound.profit == pytest.approx(3000, rel=0.01)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.floats(0.01, 1)), min_size=1, max_size=8),
    st.floats(1, 50),
    st.floats(0.1, 50),
    st.floats(0.1, 50),
)
def test_no_order_beats_the_best_one(demand, cost, margin, loss):
    values, chances = zip(*demand, strict=True)
    terms = {"cost": cost, "price": cost + margin, "salvage": cost - loss}
    best = best_order(values, chances, **terms)
    others = [expected_profit(q, values, chances, **terms) for q in range(62)]
    assert best.profit == pytest.approx(max(others), abs=1e-6)


def test_a_price_below_cost_orders_nothing():
    assert best_order([5, 9], [0.5, 0.5], cost=10, price=8, salvage=2) == (0.0, 0.0)


def test_refusals():
    with pytest.raises(SpecError, match="always better"):
        critical_ratio(10.0, 20.0, 12.0)
    with pytest.raises(SpecError, match="probabilities"):
        best_order([1, 2], [1.0], cost=1, price=2, salvage=0)
