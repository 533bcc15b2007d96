"""How many of which size, and when."""

# ruff: noqa: E501 -- a twin on few lines

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.model import Drop, Factory
from workbench.plan import apportion, lower, quantities, release_times
from workbench.plan.demand import opening

TWIN = """\
twin: shop
calendars: {late: {days: tue-fri, shifts: [10:00-16:00]}, early: {days: mon-fri, shifts: [07:00-15:00]}}
pools: {p: {calendar: early}}
stations: {s: {calendar: late}}
products:
  tee: {sizes: [S, M, L], routing: [{sew: {station: s, time: 5 min}}, {pack: {station: s, pool: p, time: 1 min}}]}
  bag: {routing: [{sew: {station: s, pool: p, time: 5 min}}]}
drops:
  plain: {product: tee, pieces: 9}
  mixed: {product: tee, sizes: {L: 1, S: 3}}
  bag: {pieces: 4}
  filed: {product: tee, orders: orders.csv, preorder: {window: 7 d}}
  made: {product: tee, orders: orders.csv, policy: make to order}
  others: {product: bag, orders: orders.csv}
  odd: {product: tee, orders: odd.csv}
"""
ORDERS = """\
order,date,product,size,quantity
1,2026-03-04,tee,M,2
2,2026-03-02,tee,S,1
3,2026-03-05,tee,S,1
"""


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "twin.yaml").write_text(TWIN, "utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "odd.csv").write_text(ORDERS.replace(",M,", ",XXL,"))
    return Factory.from_yaml(tmp_path / "twin.yaml")


def test_quantities(shop):
    assert quantities(shop, "plain") == {"S": 3, "M": 3, "L": 3}
    assert quantities(shop, "plain", 10) == {"S": 4, "M": 3, "L": 3}
    assert quantities(shop, "mixed") == {"L": 1, "S": 3}
    assert quantities(shop, "mixed", 8) == {"L": 2, "S": 6}
    assert quantities(shop, "bag") == {"": 4}
    assert quantities(shop) == quantities(shop, "plain")
    assert quantities(shop, "filed") == {"S": 2, "M": 2}
    stated = {"drops.filed.pieces": 8}
    assert quantities(shop.with_settings(stated), "filed") == {"S": 4, "M": 4}
    sized = {"drops.filed.sizes": {"L": 2, "S": 1}}
    assert quantities(shop.with_settings(sized), "filed") == {"L": 2, "S": 1}
    assert quantities(shop, Drop("tee", 3)) == {"S": 1, "M": 1, "L": 1}


def test_what_is_refused(shop):
    for drop, pieces in ((Drop("tee"), None), ("plain", 0)):
        with pytest.raises(SpecError, match=r"is empty; give pieces"):
            quantities(shop, drop, pieces)
    with pytest.raises(SpecError, match=r"'orders.csv' holds no order of product 'bag'"):
        quantities(shop, "others")
    with pytest.raises(SpecError, match="order '1' asks for size 'XXL'"):
        quantities(shop, "odd")
    with pytest.raises(SpecError, match="1000000 pieces are too many for one drop"):
        quantities(shop, "plain", 1_000_000)
    with pytest.raises(SpecError, match="the mix of sizes is empty"):
        apportion({}, 3)
    outside = shop.with_settings({"drops.filed.orders": "../../orders.csv"})
    with pytest.raises(SpecError, match=r"drops\.filed\.orders: .* is outside the twin's folder"):
        quantities(outside, "filed")


@given(
    st.dictionaries(st.text(max_size=2), st.integers(0, 50), min_size=1, max_size=6).filter(
        lambda mix: sum(mix.values())
    ),
    st.integers(1, 500),
)
def test_apportioning_keeps_the_total_and_the_proportions(mix, total):
    shared = apportion(mix, total)
    whole = sum(mix.values())
    assert sum(shared.values()) == total
    for size, count in mix.items():
        assert abs(shared.get(size, 0) - count * total / whole) < 1 + 1e-9


def test_work_begins_when_station_and_people_are_there(shop):
    # who attends decides; without people the station's own hours
    assert opening(shop, shop.product("tee")) == 1440 + 600
    assert opening(shop, shop.product("bag")) == 420
    assert release_times(shop, shop.drop("filed"), 4) == [2040.0] * 4


def test_orders_are_released_when_they_come(shop):
    start, day = 2040.0, 1440.0
    times = [start, start + 2 * day, start + 2 * day, start + 3 * day]
    assert release_times(shop, shop.drop("made"), 4) == times
    assert release_times(shop, shop.drop("made"), 2) == [times[0], times[2]]
    assert list(lower(shop, "made").release_time) == times
    assert len(release_times(shop, shop.drop("made"), 9)) == 9
