"""Firing programs, energy, curves and wear: a controller's manual, a maker's example, Newton."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.model import Elements, FiringProgram, Kiln, Segment
from workbench.processes.kiln import (
    cooling_time,
    fire,
    firing_curve,
    heating_time,
    loss,
    power_left,
    slopes,
    time_constant,
    wear,
)
from workbench.processes.kiln_programs import PROGRAMS, celsius
from workbench.units import EUR, Quantity, hour, kW

STUDIO = Kiln(11.52 * kW)

# Bartlett 700 series manual, appendix A: total time of each program [h]
BARTLETT = {
    "c04_slow_bisque": 13.43,
    "c04_fast_bisque": 10.29,
    "c04_slow_glaze": 6.90,
    "c04_fast_glaze": 4.10,
    "c6_slow_bisque": 15.03,
    "c6_fast_bisque": 10.90,
    "c6_slow_glaze": 7.61,
    "c6_fast_glaze": 4.60,
}


@pytest.mark.parametrize(("name", "hours"), BARTLETT.items())
def test_programs_take_what_the_manual_says(name, hours):
    assert heating_time(PROGRAMS[name]) / 60 == pytest.approx(hours, abs=0.01)


def test_peaks_and_slopes_are_those_of_the_manual():
    assert PROGRAMS["c04_slow_bisque"].peak == pytest.approx(1063, abs=0.5)
    assert PROGRAMS["c6_slow_glaze"].peak == pytest.approx(1222, abs=0.5)
    # 150, 400, 120 °F/h
    assert slopes(STUDIO, PROGRAMS["c6_slow_glaze"]) == pytest.approx((83.3, 222.2, 66.7), abs=0.1)


def test_the_firing_that_a_kiln_maker_works_out():
    # Skutt: 16.64 kW × 8.47 h × 0.5 × 0.12 $/kWh, printed as 8.45, is 8.46
    medium = FiringProgram(
        "c6_medium",
        (Segment(Quantity(1222, "degC"), Quantity((1222 - STUDIO.room) / 8.47, "degC/h")),),
        duty=Quantity(50, "%"),
    )
    firing = fire(Kiln(16.64 * kW), medium)
    assert firing.heating / 60 == pytest.approx(8.47)
    assert firing.energy == pytest.approx(70.5, abs=0.05)
    assert firing.cost(0.12) == pytest.approx(8.46, abs=0.01)
    assert firing.per_kg(45.4) == pytest.approx(1.55, abs=0.01)  # 100 lb of ware


@pytest.mark.parametrize(
    ("kind", "hours", "energy"), [("candle", 7, 12.1), ("bisque", 9, 51.8), ("glaze", 7.61, 57.0)]
)
def test_energy_by_kind_of_firing(kind, hours, energy):
    hold = FiringProgram("x", (Segment(STUDIO.room, None, hours * hour),), kind)
    assert fire(STUDIO, hold).energy == pytest.approx(energy, abs=0.06)


def test_losses_by_kind():
    assert loss(PROGRAMS["c04_slow_bisque"]) == 0.015
    assert loss(PROGRAMS["c6_slow_glaze"]) == 0.03
    assert loss(PROGRAMS["c04_slow_bisque"], new_form=True) == 0.10
    own = FiringProgram("x", PROGRAMS["c6_slow_glaze"].segments, loss=Quantity(7, "%"))
    assert loss(own) == pytest.approx(0.07)
    assert loss(FiringProgram("x", own.segments)) == 0.0


def test_the_curve_runs_from_the_room_over_the_peak_to_the_opening_temperature():
    firing = fire(STUDIO, PROGRAMS["c6_slow_glaze"])
    times, degrees = firing_curve(STUDIO, PROGRAMS["c6_slow_glaze"])
    assert degrees[0] == pytest.approx(celsius(70))
    assert degrees.max() == pytest.approx(celsius(2232), rel=5e-3)
    assert degrees[-1] == pytest.approx(100.0)
    assert times[-1] == pytest.approx(firing.time) == pytest.approx((7.613 + 12) * 60, abs=0.1)
    assert (np.diff(degrees[times > firing.heating]) < 0).all()


@given(peak=st.floats(300, 1300), constant=st.floats(60, 900))
def test_natural_cooling_is_newtons(peak, constant):
    kiln = Kiln(5 * kW, time_constant=Quantity(constant, "min"))
    took = cooling_time(kiln, peak)
    room = float(kiln.room)
    assert room + (peak - room) * math.exp(-took / constant) == pytest.approx(100.0)
    # in two parts it takes as long as in one
    assert cooling_time(kiln, 200.0) <= took
    assert time_constant(kiln, peak) == pytest.approx(constant)


def test_a_controlled_cooling_is_never_faster_than_the_kiln():
    fast = Segment(Quantity(700, "degC"), Quantity(5000, "degC/h"))
    heat = Segment(Quantity(1200, "degC"), Quantity(200, "degC/h"))
    free = Segment(Quantity(700, "degC"))
    slow = Segment(Quantity(700, "degC"), Quantity(10, "degC/h"))
    natural, forced, held = (
        fire(STUDIO, FiringProgram("x", (heat, cooling))) for cooling in (free, fast, slow)
    )
    assert forced.heating == pytest.approx(natural.heating)
    assert held.heating - 1200 / 200 * 60 > 49 * 60
    # Newton's law has no memory: 1200 → 700 → 100 takes as long as 1200 → 100
    direct = fire(STUDIO, FiringProgram("x", (heat,)))
    assert natural.time == pytest.approx(direct.time)


def test_elements_fade_and_are_renewed():
    kiln = Kiln(11.52 * kW, elements=Elements(300 * EUR, 150), maintenance=20)
    assert power_left(kiln, 0) == 1.0
    assert power_left(kiln, 75) == pytest.approx(0.95)
    assert power_left(kiln, 900) == pytest.approx(0.90)
    state = wear(kiln, 130, planned=45)
    assert (state.cost, state.left, state.maintenance) == (2.0, 20, (10, 30))
    assert wear(STUDIO, 3).cost == 5.0
    eager = FiringProgram("x", PROGRAMS["c6_slow_glaze"].segments, duty=Quantity(95, "%"))
    assert fire(kiln, eager, age=0).energy == fire(kiln, eager, age=60).energy
    with pytest.raises(SpecError, match=r"cannot follow program 'x'.*new elements"):
        fire(kiln, eager, age=150)


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: FiringProgram("x", ()), "no segments"),
        (
            lambda: FiringProgram("x", (Segment(Quantity(900, "degC")),)),
            "heats without a rate",
        ),
        (lambda: Segment(Quantity(900, "degC"), Quantity(0, "degC/h")), "too small"),
        (lambda: Kiln(11 * kW, open_at=Quantity(18, "degC")), "never cools to 18 degC"),
        (
            lambda: fire(
                STUDIO,
                FiringProgram(
                    "x",
                    (
                        Segment(Quantity(900, "degC"), Quantity(99, "degC/h")),
                        Segment(Quantity(15, "degC")),
                    ),
                ),
            ),
            "never cools to 15 degC",
        ),
        (lambda: Kiln(0 * kW), "without power"),
        (lambda: Kiln(5 * kW, maintenance=0), "maintenance"),
        (lambda: Elements(300 * EUR, 0), "elements for 0"),
        (lambda: FiringProgram("x", (), loss=Quantity(130, "%")), "too large"),
        (lambda: wear(STUDIO, -1), "age"),
        (lambda: wear(STUDIO, 1, -1), "planned"),
        (lambda: firing_curve(STUDIO, PROGRAMS["c6_slow_glaze"], step=0), "step"),
        (lambda: fire(STUDIO, PROGRAMS["c6_slow_glaze"]).per_kg(0), "weighs nothing"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()
