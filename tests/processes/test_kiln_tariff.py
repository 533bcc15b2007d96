"""When to start a kiln: the worked tariff, brute force, and plans that never cost more."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InfeasibleError, SpecError
from workbench.processes.kiln import Firing
from workbench.processes.kiln_tariff import (
    EXAMPLE,
    Tariff,
    back_to_back,
    best_start,
    cheapest_starts,
    starts,
    worst_start,
)

# 11.52 kW × 0.65 over 7.61 h
GLAZE = Firing("c6_slow_glaze", 7.61 * 60, 12 * 60, 11.52 * 0.65 * 7.61, 1222.0, 0.03)


def test_the_worked_tariff():
    best, worst = best_start(EXAMPLE, GLAZE), worst_start(EXAMPLE, GLAZE)
    assert GLAZE.energy == pytest.approx(56.98, abs=0.01)
    assert (best.time, worst.time) == (0.0, 16.5 * 60)
    assert best.cost == pytest.approx(18.86, abs=0.005)
    assert worst.cost == pytest.approx(44.32, abs=0.005)
    assert 1 - best.cost / worst.cost == pytest.approx(0.57, abs=0.005)
    assert EXAMPLE.price_at(9 * 60) == EXAMPLE.price_at((24 + 23) * 60) == 0.88


def test_a_flat_tariff_asks_the_same_at_any_hour():
    costs = {round(start.cost, 9) for start in starts(Tariff.flat(0.2), GLAZE)}
    assert costs == {round(0.2 * GLAZE.energy, 9)}


@given(time=st.floats(0, 5000), length=st.floats(1, 3000))
def test_the_cost_is_the_integral_of_the_price(time, length):
    steps = 4000
    width = length / steps
    summed = sum(EXAMPLE.price_at(time + (k + 0.5) * width) for k in range(steps)) * width
    assert EXAMPLE.upto(time + length) - EXAMPLE.upto(time) == pytest.approx(summed, rel=2e-3)


def _firing(name, hours, power):
    return Firing(name, hours * 60.0, 60.0, power * hours, 1000.0, 0.0)


@given(
    hours=st.lists(st.integers(1, 5), min_size=1, max_size=3),
    prices=st.lists(st.integers(1, 9), min_size=3, max_size=3),
)
def test_the_plan_is_that_of_trying_all(hours, prices):
    tariff = Tariff((0.0, 300.0, 1000.0), tuple(map(float, prices)))
    firings = [_firing(str(k), h, 1.0 + k) for k, h in enumerate(hours)]
    end, step = 24 * 60.0, 120.0
    plan = cheapest_starts(tariff, firings, end=end, step=step)
    found = []
    for chosen in itertools.combinations([step * k for k in range(13)], len(firings)):
        ends = [s + f.time for s, f in zip(chosen, firings, strict=True)]
        if ends[-1] <= end and all(e <= s for e, s in zip(ends, chosen[1:], strict=False)):
            found.append(sum(tariff.cost(f, s) for f, s in zip(firings, chosen, strict=True)))
    assert sum(start.cost for start in plan) == pytest.approx(min(found))


def test_waiting_for_the_night_never_costs_more_than_going_on():
    week = [GLAZE] * 5
    plain = back_to_back(EXAMPLE, week)
    plan = cheapest_starts(EXAMPLE, week, end=7 * 1440.0)
    assert sum(s.cost for s in plan) < 0.6 * sum(s.cost for s in plain)
    gaps = [b.time - a.time for a, b in itertools.pairwise(plan)]
    assert min(gaps) >= GLAZE.time - 1e-9
    # the energy is that of the firings, whenever they start
    assert cheapest_starts(Tariff.flat(1.0), week, end=7 * 1440.0)[0].cost == pytest.approx(
        GLAZE.energy
    )


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: Tariff((60.0,), (1.0,)), "begin at 0"),
        (lambda: Tariff((0.0, 0.0), (1.0, 2.0)), "begin at 0"),
        (lambda: Tariff((0.0,), (1.0, 2.0)), "2 prices"),
        (lambda: starts(EXAMPLE, GLAZE, step=0), "step"),
        (lambda: cheapest_starts(EXAMPLE, [GLAZE], end=9e3, step=0), "step"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()


def test_a_week_that_is_too_short_is_named():
    with pytest.raises(InfeasibleError, match=r"9 firings take 176\.5 h, there are 168\.0 h"):
        cheapest_starts(EXAMPLE, [GLAZE] * 9, end=7 * 1440.0)
