"""Fair shares: textbook examples, closed forms and properties over random cases."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.fairness import (
    CUBIC_INCH,
    airport,
    dominant_shares,
    jain,
    max_min,
    max_min_slots,
    shapley,
    share_bill,
    volume_fee,
)
from workbench.errors import SpecError

REQUESTS = {"ana": 2.0, "bea": 2.6, "cai": 4.0, "dora": 5.0}
POTTERS = {"ana": 1500.0, "bea": 2200.0, "cai": 3000.0}
demands = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 20), min_size=1)


def test_water_filling():
    # Keshav's example; arithmetic done again here: 10/4, then 8/3, then 5.4/2
    assert max_min(10, REQUESTS) == pytest.approx({"ana": 2, "bea": 2.6, "cai": 2.7, "dora": 2.7})
    weighted = max_min(9, {"a": 10, "b": 10}, {"a": 2, "b": 1})
    assert weighted == pytest.approx({"a": 6, "b": 3})


@given(capacity=st.floats(0, 60), asked=demands)
def test_water_filling_wastes_nothing_and_favours_nobody(capacity, asked):
    shares = max_min(capacity, asked)
    assert math.fsum(shares.values()) == pytest.approx(min(capacity, math.fsum(asked.values())))
    for name, share in shares.items():
        assert share <= asked[name] + 1e-12
        if share < asked[name] - 1e-9:  # who is short has no less than anybody else
            assert share >= max(shares.values()) - 1e-9


@settings(max_examples=200)
@given(
    capacity=st.floats(0, 60),
    asked=demands,
    more=st.floats(0, 30),
    slots=st.integers(0, 20),
)
def test_over_stating_brings_nothing_useful(capacity, asked, more, slots):
    for name in asked:
        loud = {**asked, name: asked[name] + more}
        honest = max_min(capacity, asked)[name]
        assert min(max_min(capacity, loud)[name], asked[name]) <= honest + 1e-9
        true = max_min_slots(slots, asked)[name]
        assert min(max_min_slots(slots, loud)[name], int(asked[name])) <= true


def test_whole_slots_go_round_in_turn():
    assert max_min_slots(10, {"a": 2, "b": 2, "c": 4, "d": 5}) == {"a": 2, "b": 2, "c": 3, "d": 3}
    assert max_min_slots(3, {"a": 2, "b": 2}, order=["b", "a"]) == {"a": 1, "b": 2}


def test_dominant_resources():
    # Ghodsi et al.: 9 CPU, 18 GB; A takes <1, 4>, B <3, 1>: 3 and 2 tasks, a dominant share of 2/3
    found = dominant_shares(
        {"cpu": 9, "memory": 18}, {"A": {"cpu": 1, "memory": 4}, "B": {"cpu": 3, "memory": 1}}
    )
    assert found.tasks == pytest.approx({"A": 3, "B": 2})
    assert found.shares == pytest.approx({"A": 2 / 3, "B": 2 / 3})
    assert found.used == pytest.approx({"cpu": 9, "memory": 14})


def test_who_has_enough_leaves_the_rest_to_others():
    kilns = {"kiln": 10.0, "glaze": 10.0}
    needs = {"a": {"kiln": 1.0}, "b": {"kiln": 1.0}, "c": {"glaze": 1.0}}
    found = dominant_shares(kilns, needs, {"a": 2.0})
    assert found.tasks == pytest.approx({"a": 2, "b": 8, "c": 10})


@given(amounts=st.lists(st.floats(0.1, 5), min_size=4, max_size=4))
def test_with_one_resource_dominant_shares_are_max_min(amounts):
    needs = {name: {"kiln": 1.0} for name in REQUESTS}
    asked = dict(zip(REQUESTS, amounts, strict=True))
    found = dominant_shares({"kiln": 6.0}, needs, asked)
    assert found.tasks == pytest.approx(max_min(6.0, asked), abs=1e-9)


@pytest.mark.parametrize(
    ("needs", "shares"),
    [
        ((8, 11, 13, 18), (2, 3, 4, 9)),  # Littlechild & Owen 1973, as in Wikipedia's article
        ((1500, 2200, 3000), (500, 850, 1650)),
        ((40, 50, 60, 70, 80, 90), (40 / 6, 52 / 6, 67 / 6, 87 / 6, 117 / 6, 177 / 6)),
    ],
)
def test_the_airport_game(needs, shares):
    assert list(airport({str(k): n for k, n in enumerate(needs)}).values()) == pytest.approx(shares)


@given(needs=st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_the_airport_rule_is_shapleys(needs):
    named = {str(k): need for k, need in enumerate(needs)}
    general = shapley(list(named), lambda group: max((named[n] for n in group), default=0.0))
    assert airport(named) == pytest.approx(general, abs=1e-9)
    assert math.fsum(general.values()) == pytest.approx(max(needs), abs=1e-9)


def test_the_bill_of_three_potters():
    bill = share_bill(POTTERS, {"ana": 60.0, "bea": 90.0, "cai": 150.0}, 0.06 / CUBIC_INCH)
    assert bill.total == 3000
    assert dict(bill.shares) == pytest.approx({"ana": 500, "bea": 850, "cai": 1650})
    assert bill.fees["ana"] == pytest.approx(60 / CUBIC_INCH * 0.06)
    assert bill.surplus == pytest.approx(300 / CUBIC_INCH * 0.06 - 3000)
    more = share_bill({**POTTERS, "cai": 3500.0})
    assert dict(more.shares) == pytest.approx({"ana": 500, "bea": 850, "cai": 2150})


def test_evenness():
    assert jain([1, 1, 1]) == pytest.approx(1)
    assert jain([5, 0, 0, 0]) == pytest.approx(0.25)
    assert jain([0, 0]) == 1.0
    assert jain(list(max_min(10, REQUESTS).values())) == pytest.approx(100 / (4 * 25.34))


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: max_min(-1, REQUESTS), "-1 to share"),
        (lambda: max_min(1, {"a": -2}), "'a' asks for -2"),
        (lambda: max_min(1, {"a": 1}, {"a": 0}), "no weight"),
        (lambda: max_min_slots(1, {"a": 1}, ["b"]), "order"),
        (lambda: dominant_shares({"k": 1}, {"a": {"x": 1}}), "there is none"),
        (lambda: dominant_shares({"k": 1}, {"a": {"k": 0}}), "needs nothing"),
        (lambda: shapley(["a", "a"], lambda _: 0.0), "each once"),
        (lambda: jain([]), "at least one"),
        (lambda: volume_fee({"a": math.nan}, 1), "asks for nan"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()
