import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.cost import (
    CATEGORIES,
    Cost,
    CostItem,
    allocate,
    labour,
    machine_rate,
)
from workbench.analysis.finance import capital_recovery
from workbench.errors import SpecError

ITEMS = st.builds(
    CostItem,
    st.sampled_from(CATEGORIES),
    st.sampled_from(["vat", "frame"]),
    st.floats(0, 1e4),
    st.floats(0, 100),
)


@given(st.lists(ITEMS, max_size=40), st.integers(1, 500))
def test_categories_add_up_to_the_total_exactly(items, pieces):
    cost = Cost(tuple(items))
    assert math.fsum(amount for _, amount in cost.by_category()) == cost.total
    assert cost.total == pytest.approx(math.fsum(item.cost for item in items), rel=1e-12)
    each = math.fsum(amount for _, amount in cost.per_piece(pieces))
    assert each * pieces == pytest.approx(cost.total, rel=1e-12)


@given(
    st.floats(0, 1e6),
    st.lists(st.floats(0, 1e3), min_size=1, max_size=30).filter(lambda d: sum(d) > 1e-3),
)
def test_allocation_adds_up_to_the_cent(pool, drivers):
    parts = allocate(pool, drivers)
    assert sum(round(part * 100) for part in parts) == round(pool * 100)
    for part, driver in zip(parts, drivers, strict=True):
        assert part == pytest.approx(pool * driver / math.fsum(drivers), abs=0.0151)


def test_setup_share_rises_as_the_batch_falls():
    shares = [allocate(120.0, (30.0, 10.0 * pieces))[0] for pieces in (50, 20, 5, 1)]
    assert shares == sorted(shares)


def test_a_worked_minute_carries_the_practical_capacity():
    (item,) = labour({"tufter": 480.0}, {"tufter": 15 / 60})
    assert item.cost == pytest.approx(8 * 15 / 0.8)


def test_a_machine_used_at_practical_capacity_repays_itself():
    yearly = 12_000 * capital_recovery(0.08, 10)
    rate = machine_rate(yearly, 40 / 168)
    assert rate * 0.8 * 40 / 168 * 525_600 == pytest.approx(yearly)


def test_refusals():
    with pytest.raises(SpecError):
        allocate(10.0, (0.0, 0.0))
    with pytest.raises(SpecError):
        machine_rate(100.0, 0.0)
    with pytest.raises(SpecError):
        Cost(()).per_piece(0)
