"""Dye batches and their order: the worked rug example, brute force, and bad input."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.model.station import Changeover, Pair
from workbench.processes import DyeBatch, DyeLot, best_order, dye, split, worst_order
from workbench.units import hour

SHADES = ("cream", "ochre", "rust", "indigo")
WASH = Changeover("shade", lighter_to_darker=0.5 * hour, darker_to_lighter=2 * hour)
RUGS = split([DyeLot(colour, 27.0) for colour in SHADES], 10.0)


def test_the_rug_drop_takes_twelve_batches():
    # 12 rugs × 3 m² × 3 kg/m² = 108 kg in four colours; 27 kg of each are 10 + 10 + 7.
    assert len(RUGS) == 12
    assert [batch.mass for batch in RUGS[:3]] == [10.0, 10.0, 7.0]
    assert sum(batch.mass for batch in RUGS) == 108.0


def test_the_rug_drop_in_the_best_and_the_worst_orders():
    best = best_order(RUGS, 4 * hour, WASH, SHADES)
    assert best.time == 49.5 * 60
    assert best.colours == SHADES
    grouped = worst_order(RUGS, 4 * hour, WASH, SHADES, grouped=True)
    assert grouped.time == 54.0 * 60
    assert grouped.colours == SHADES[::-1]
    worst = worst_order(RUGS, 4 * hour, WASH, SHADES)
    assert worst.time == 67.0 * 60
    assert sorted(worst.changeovers) == [30.0] * 2 + [120.0] * 9
    assert sorted(b.mass for b in worst.batches) == sorted(b.mass for b in RUGS)


def test_named_pairs_can_make_light_to_dark_the_wrong_order():
    wash = Changeover(
        "shade",
        lighter_to_darker=0.5 * hour,
        darker_to_lighter=2 * hour,
        pairs=(Pair("cream", "ochre", 5 * hour),),
    )
    two = [DyeBatch("cream", 1.0), DyeBatch("ochre", 1.0)]
    assert best_order(two, 60.0, wash, SHADES).colours == ("ochre", "cream")
    assert best_order(two, 60.0, wash, SHADES).time == 240.0


def test_one_batch_needs_no_changeover():
    run = dye([DyeBatch("rust", 3.0)], 240.0, WASH, SHADES)
    assert (run.time, run.changeovers, run.colours) == (240.0, (), ("rust",))


@given(
    masses=st.lists(st.floats(0.1, 60.0), min_size=1, max_size=5),
    capacity=st.floats(0.5, 30.0),
)
def test_batches_hold_everything_and_are_as_few_as_can_be(masses, capacity):
    lots = [DyeLot("rust" if k % 2 else "cream", mass) for k, mass in enumerate(masses)]
    batches = split(lots, capacity)
    assert math.fsum(b.mass for b in batches) == pytest.approx(sum(masses))
    assert all(0 < b.mass <= capacity * (1 + 1e-6) for b in batches)
    for colour in {lot.colour for lot in lots}:
        mass = sum(lot.mass for lot in lots if lot.colour == colour)
        count = sum(b.colour == colour for b in batches)
        assert (count - 1) * capacity < mass + 1e-6


def test_lots_that_fill_the_vat_exactly_leave_no_crumb():
    assert len(split([DyeLot("rust", 0.1)] * 3, 0.3)) == 1
    assert len(split([DyeLot("rust", 20.0)], 10.0)) == 2


@given(
    counts=st.lists(st.integers(1, 3), min_size=2, max_size=3),
    times=st.lists(st.integers(0, 300), min_size=6, max_size=6),
)
def test_orders_are_those_of_trying_all(counts, times):
    names = SHADES[: len(counts)]
    pairs = list(itertools.permutations(names, 2))
    wash = Changeover(
        "shade",
        pairs=tuple(Pair(a, b, t / 60 * hour) for (a, b), t in zip(pairs, times, strict=False)),
    )
    batches = [DyeBatch(n, 1.0) for n, c in zip(names, counts, strict=True) for _ in range(c)]
    tried = [dye(order, 10.0, wash, names).time for order in set(itertools.permutations(batches))]
    assert best_order(batches, 10.0, wash, names).time == pytest.approx(min(tried))
    assert worst_order(batches, 10.0, wash, names).time == pytest.approx(max(tried))
    together = [
        dye([b for n in order for b in batches if b.colour == n], 10.0, wash, names).time
        for order in itertools.permutations(names)
    ]
    grouped = worst_order(batches, 10.0, wash, names, grouped=True)
    assert grouped.time == pytest.approx(max(together))


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: split([], 10.0), "nothing to dye"),
        (lambda: split([DyeLot("rust", 1.0)], 0.0), "holds nothing"),
        (lambda: split([DyeLot("rust", -1.0)], 1.0), "lot 'rust'"),
        (lambda: split([DyeLot("rust", math.nan)], 1.0), "lot 'rust'"),
        (lambda: dye([], 1.0, WASH, SHADES), "nothing to dye"),
        (lambda: dye([DyeBatch("rost", 1.0)], 1.0, WASH, SHADES), "did you mean 'rust'"),
        (lambda: dye(RUGS, -1.0, WASH, SHADES), "cannot take"),
        (lambda: dye(RUGS, 1.0, WASH, (*SHADES, "rust")), "given twice"),
        (
            lambda: best_order(
                [DyeBatch(str(k), 1.0) for k in range(20)], 1.0, WASH, [str(k) for k in range(20)]
            ),
            "too many to order exactly",
        ),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()
