"""Baths of a dye lot: water in is water out, heat by hand, capacity, and the rug drop's plan."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InfeasibleError, SpecError
from workbench.model import Bath, Dose, Recipe, Vat
from workbench.model.station import Changeover, Pair
from workbench.processes.dye import DyeLot, worst_order
from workbench.processes.dye_bath import (
    changeover_matrix,
    dye_load,
    dyeings,
    most_goods,
    plan_dyeing,
    redo,
)
from workbench.units import Quantity, hour, kg, kW, litre, minute

HOT = Quantity(98, "degC")
DYE = Dose("dye", Quantity(2, "%"))
ALUM = Dose("alum", Quantity(150, "g/kg"))
ACID = Recipe(
    "acid",
    (
        Bath("dye", 3 * hour, HOT, doses=(DYE, Dose("acid", Quantity(1, "mL/L")))),
        Bath("rinse", 30 * minute),
        Bath("last", 30 * minute, Quantity(40, "degC"), liquor=Quantity(10, "L/kg")),
    ),
    liquor=Quantity(20, "L/kg"),
)
MADDER = Recipe(
    "madder",
    (
        Bath("mordant", 2 * hour, Quantity(85, "degC"), doses=(ALUM,)),
        Bath("dye", 3 * hour, Quantity(80, "degC"), doses=(Dose("madder", Quantity(50, "%")),)),
        Bath("rinse", 30 * minute),
    ),
    "natural",
)
VAT = Vat(10 * kg, volume=250 * litre, wash=200 * litre)
SHADES = ("cream", "sand", "rust", "indigo")
WASH = Changeover("shade", lighter_to_darker=0.5 * hour, darker_to_lighter=2 * hour)
RUGS = [DyeLot(colour, 27.0) for colour in SHADES]


def test_a_lot_by_hand():
    load = dye_load(ACID, VAT, 10.0)
    # 200 L, then 200 less the 10 L in the wet goods, then 100 less 10
    assert [bath.fresh for bath in load.baths] == pytest.approx([200, 190, 90])
    assert load.time == 4 * 60
    assert load.chemicals == pytest.approx({"dye": 0.2, "acid": 0.2})
    hot = (200 * 4.186 + 10 * 1.36) * (98 - 15) / 3600 / 0.6
    warm = (90 * 4.186 + 10 * 1.36) * (40 - 15) / 3600 / 0.6
    assert load.heat == pytest.approx(hot + warm)
    assert load.evaporated == pytest.approx(0.02 * (200 + 100))
    assert load.water_per_kg == pytest.approx(48)  # best practice is 30 to 60 L/kg
    assert 2 < load.heat_per_kg < 5


@given(
    mass=st.floats(0.1, 10),
    ratio=st.floats(3, 25),
    standing=st.floats(0, 0.9),
    top=st.floats(15, 100),
    count=st.integers(1, 3),
)
def test_water_in_is_water_out(mass, ratio, standing, top, count):
    baths = tuple(
        Bath(str(k), 1 * hour, Quantity(top, "degC"), standing=Quantity(standing * (k == 0)))
        for k in range(count)
    )
    vat = Vat(10 * kg)
    load = dye_load(Recipe("x", baths, liquor=Quantity(ratio, "L/kg")), vat, mass)
    assert load.water_gap == pytest.approx(0.0, abs=1e-9)
    assert all(bath.drained >= -1e-9 for bath in load.baths)
    # twice the goods take twice of everything
    more = dye_load(Recipe("x", baths, liquor=Quantity(ratio, "L/kg")), vat, mass / 2)
    assert load.water == pytest.approx(2 * more.water)
    assert load.heat == pytest.approx(2 * more.heat)


def test_a_heater_takes_its_time_and_a_standing_bath_saves_water():
    slow = Vat(10 * kg, heater=9 * kW)
    plain, timed = dye_load(ACID, VAT, 10.0), dye_load(ACID, slow, 10.0)
    assert timed.heat == plain.heat
    assert timed.time == pytest.approx(plain.time + plain.heat / 9 * 60)
    dose = Dose("x", Quantity(1, "g/L"))
    kept = Recipe("indigo", (Bath("dye", 1 * hour, standing=Quantity(90, "%"), doses=(dose,)),))
    load = dye_load(kept, VAT, 10.0)
    assert load.water == pytest.approx(20.0)
    assert load.chemicals["x"] == pytest.approx(0.020)


def test_plants_are_dyed_again_more_often():
    assert (redo(ACID), redo(MADDER)) == (0.05, 0.15)
    assert dyeings(MADDER) == pytest.approx(1 / 0.85)
    assert dye_load(MADDER, VAT, 5.0).time > dye_load(ACID, VAT, 5.0).time


def test_the_matrix_is_cheap_to_darker_and_dear_to_lighter():
    matrix = changeover_matrix(SHADES, WASH)
    assert matrix[0] == (0, 30, 30, 30)
    assert [row[0] for row in matrix] == [0, 120, 120, 120]
    assert all(matrix[k][k] == 0 for k in range(4))
    pair = Changeover("shade", 1 * hour, pairs=(Pair("sand", "rust", 5 * hour),))
    assert changeover_matrix(SHADES, pair)[1][2] == 300


def test_the_rug_drop_is_planned_with_its_water_and_heat():
    four = Recipe("acid", (Bath("dye", 4 * hour, HOT),), redo=Quantity(0, "%"))
    plan = plan_dyeing(RUGS, four, VAT, WASH, SHADES)
    assert (len(plan.loads), plan.run.time / 60) == (12, 49.5)
    assert plan.run.colours == SHADES
    assert plan.water == pytest.approx(108 * 20)
    assert plan.washes == 0
    worst = worst_order(plan.run.batches, 240, WASH, SHADES)
    other = plan_dyeing(RUGS, four, VAT, WASH, SHADES, order=worst.batches)
    assert other.run.time / 60 == 67.0
    assert other.washes == 9
    assert other.water == pytest.approx(108 * 20 + 9 * 200)
    assert other.heat == plan.heat


def test_redyeing_costs_time_water_heat_and_chemicals():
    plan = plan_dyeing(RUGS, dict.fromkeys(SHADES, MADDER), VAT, WASH, SHADES)
    alone = math.fsum(load.water for load in plan.loads)
    assert plan.water == pytest.approx(alone / 0.85)
    assert plan.expected_time > plan.run.time
    assert plan.chemicals["alum"] == pytest.approx(108 * 0.15 / 0.85)


def test_the_vat_says_what_would_fit():
    assert most_goods(ACID, VAT) == 10.0
    assert most_goods(ACID, Vat(10 * kg, volume=150 * litre)) == 7.5
    with pytest.raises(InfeasibleError, match=r"12 kg are over the vat's capacity of 10 kg"):
        dye_load(ACID, VAT, 12.0)
    with pytest.raises(InfeasibleError, match=r"need 200 L, the vat takes 150 L; dye at most 7\.5"):
        dye_load(ACID, Vat(10 * kg, volume=150 * litre), 10.0)
    small = plan_dyeing(RUGS, ACID, Vat(10 * kg, volume=150 * litre), WASH, SHADES)
    assert all(load.mass <= 7.5 for load in small.loads)


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: Recipe("x", ()), "no bath"),
        (lambda: Recipe("x", ACID.baths, redo=Quantity(100, "%")), "never ends"),
        (lambda: Recipe("x", ACID.baths, redo=Quantity(-5, "%")), "negative"),
        (lambda: Recipe("x", ACID.baths, redo=Quantity(120, "%")), "too large"),
        (lambda: Bath("x", 1 * hour, standing=Quantity(100, "%")), "never fresh"),
        (lambda: Vat(10 * kg, efficiency=Quantity(0, "%")), "efficiency"),
        (lambda: dye_load(ACID, VAT, math.nan), "a lot of nan kg"),
        (
            lambda: dye_load(Recipe("x", ACID.baths[:1], liquor=Quantity(0.5, "L/kg")), VAT, 1.0),
            "less water than its goods hold",
        ),
        (
            lambda: plan_dyeing(RUGS, {"creme": ACID}, VAT, WASH, SHADES),
            "no recipe for 'cream'.*did you mean 'creme'",
        ),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()


def test_orders_of_batches_never_beat_the_plan():
    three = [DyeLot(colour, 9.0) for colour in SHADES]
    plan = plan_dyeing(three, ACID, VAT, WASH, SHADES)
    for order in itertools.permutations(plan.run.batches):
        assert plan_dyeing(three, ACID, VAT, WASH, SHADES, order=order).run.time >= plan.run.time
