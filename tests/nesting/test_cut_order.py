"""Cut orders: the worked examples to the ply, and no garment too many or too few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.nesting.cut_order import on_demand, plan_cut, plan_ratio, split_plies

ORDERS = st.dictionaries(
    st.sampled_from(["34", "36", "38", "40", "42", "44"]), st.integers(0, 80), min_size=1
).filter(lambda order: sum(order.values()) > 0)


def test_the_worked_example_of_paired_sizes():
    # Vilumsone-Nemes, Industrial Cutting of Textile Materials, section 3.2.5 and table 4.1.
    plan = plan_cut({"36": 18, "38": 65, "42": 8})
    assert [(lay.label, lay.plies) for lay in plan.lays] == [
        ("36 + 38", 18),
        ("38 + 42", 8),
        ("38", 39),
    ]


def test_the_worked_example_of_spreads():
    assert split_plies(114, 30) == (30, 30, 30, 24)
    (lay,) = plan_cut({"40": 114}, plies=30).lays
    assert lay.spreads == (30, 30, 30, 24)


@given(ORDERS, st.integers(1, 6), st.none() | st.integers(1, 40))
def test_every_garment_is_cut_exactly_once(order, garments, plies):
    for plan in (
        plan_cut(order, garments=garments, plies=plies),
        plan_ratio(order, garments=garments, plies=plies),
    ):
        assert plan.cut() == order
        for lay in plan.lays:
            assert sum(lay.ratio.values()) <= garments
            assert sum(lay.spreads) == lay.plies
            assert plies is None or max(lay.spreads) <= plies


@given(ORDERS, st.integers(1, 6))
def test_a_larger_marker_never_needs_more_plies(order, garments):
    assert plan_cut(order, garments=garments + 1).plies <= plan_cut(order, garments=garments).plies


def test_common_ratios_make_one_lay():
    (lay,) = plan_ratio({"S": 10, "M": 20, "L": 10}, garments=4).lays
    assert (lay.label, lay.plies) == ("S + 2 × M + L", 10)


def test_single_plies_follow_the_orders_and_mix_no_cloth():
    batches = on_demand([("red", "S", 2), ("blue", "M", 1), ("red", "L", 3)], most=4)
    assert [(material, dict(order)) for material, order in batches] == [
        ("red", {"S": 2, "L": 2}),
        ("blue", {"M": 1}),
        ("red", {"L": 1}),
    ]


@pytest.mark.parametrize("order", [{}, {"M": 0}, {"M": -1}])
def test_nothing_to_cut_is_refused(order):
    with pytest.raises(SpecError, match="no garments"):
        plan_cut(order)


def test_impossible_limits_are_refused():
    with pytest.raises(SpecError, match="0 garments"):
        plan_cut({"M": 1}, garments=0)
    with pytest.raises(SpecError, match="-2 garments"):
        on_demand([("red", "S", -2)])
