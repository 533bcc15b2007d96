"""Sampling, training and yields: closed forms, and chances that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.processes.finishing import Step, route_yield, starts_for
from workbench.processes.sampling import Sampling, cycles_until, sample
from workbench.processes.training import Training, train

DAY = 1440.0
LOOP = Sampling(6 * DAY, 5 * DAY, 2 * DAY, cost=200.0)


def test_four_cycles_to_one_saves_exactly_three():
    four, one = sample(LOOP, 4), sample(LOOP, 1)
    assert four.time - one.time == 3 * (6 + 5 + 2) * DAY
    assert four.cost - one.cost == 600.0


def test_a_digital_sample_is_neither_sewn_nor_sent():
    digital = Sampling(6 * DAY, 5 * DAY, 2 * DAY, 200.0, 1.0, 1 * DAY, 40.0)
    assert sample(digital, 3).time == 3 * (1 + 2) * DAY
    assert (sample(digital, 3).cost, sample(digital, 3).samples) == (120.0, 0.0)
    half = Sampling(6 * DAY, 5 * DAY, 2 * DAY, 200.0, 0.5, 1 * DAY, 40.0)
    assert sample(half, 4).time == (sample(LOOP, 2).time + sample(digital, 2).time)


def test_cycles_until_approval_are_geometric():
    assert cycles_until(0.25) == 4.0
    assert cycles_until(1.0) == 1.0
    assert cycles_until(0.5, least=2) == 3.0


def test_training_by_hand():
    plan = Training()
    assert plan.weeks == 7.0
    assert [plan.efficiency(week) for week in (0, 2.9, 3, 5, 7, 20)] == pytest.approx(
        [0, 0, 0.6, 0.7, 0.8, 0.8]
    )
    cost = train(plan, wage=17.0, trainer=22.0, trainees=4)
    assert cost.wages == pytest.approx(7 * 40 * 17)
    assert cost.made == pytest.approx(4 * 40 * 0.7 * 60)
    # of 280 h at 80 % = 224 standard hours, 112 are made: half the wages buy nothing
    assert cost.lost == pytest.approx(cost.wages / 2)
    assert cost.trainer == pytest.approx(3 * 40 * 22 / 4)
    assert cost.total == cost.lost + cost.trainer


def test_yields_by_hand():
    steps = [Step("sew", 10.0, redo=0.05, scrap=0.02), Step("press", 2.0, redo=0.1)]
    found = route_yield(steps)
    assert found.first_pass == pytest.approx(0.93 * 0.9)
    assert found.survival == pytest.approx(0.93 / 0.95)
    assert found.time == pytest.approx((10 / 0.95 + 0.93 / 0.95 * 2 / 0.9) / (0.93 / 0.95))
    assert starts_for(93, [Step("x", 1.0, scrap=0.07)]) == 100


@given(
    chances=st.lists(st.tuples(st.floats(0, 0.45), st.floats(0, 0.45)), max_size=6),
    good=st.integers(0, 500),
)
def test_starts_are_enough(chances, good):
    steps = [Step(str(k), 1.0, *chance) for k, chance in enumerate(chances)]
    starts = starts_for(good, steps)
    survival = route_yield(steps).survival
    assert starts * survival >= good - 1e-6
    assert (starts - 1) * survival < good


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: Step("sew", 1.0, scrap=-0.1), "scrap of step 'sew' is negative: -0.1"),
        (lambda: Step("sew", 1.0, redo=1.2), "redo of step 'sew' is above one: 1.2"),
        (lambda: Step("sew", 1.0, 0.5, 0.5), "lets nothing pass"),
        (lambda: Step("sew", -1.0), "takes -1"),
        (lambda: starts_for(-1, []), "-1 good"),
        (lambda: Sampling(1, 1, 1, digital=1.5), "chance of 1.5"),
        (lambda: Sampling(-1, 1, 1), "make is -1"),
        (lambda: sample(LOOP, -1), "-1 cycles"),
        (lambda: cycles_until(0.0), "approval of 0"),
        (lambda: Training(exit=0.9), "efficiencies from 0.9 to 0.8"),
        (lambda: Training(on_line=(0.0,)), "no weeks"),
        (lambda: train(Training(), wage=-1), "-1 an hour"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()
