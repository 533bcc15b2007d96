"""Quantities: parsing, arithmetic, and what is refused."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.model._measures import Length, Measure
from workbench.units import (
    EUR,
    UNITS,
    Quantity,
    canonical,
    currencies,
    day,
    hour,
    kg,
    kind_of,
    litre,
    m,
    m2,
    minute,
    mm,
    parse,
    percent,
)


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("18 min", 18.0, "time"),
        ("90 s", 1.5, "time"),
        ("4 h", 240.0, "time"),
        ("2 d", 2880.0, "time"),
        ("5 weeks", 50400.0, "time"),
        ("1.2 m", 1200.0, "length"),
        ("25 %", 0.25, "share"),
        ("0.25", 0.25, "share"),
        ("3 kg/m2", 3.0, "mass/area"),
        ("180 g/m²", 0.18, "mass/area"),
        ("30 m/min", 30000.0, "length/time"),
        ("60 m2/h", 1.0, "area/time"),
        ("18 EUR/kg", 18.0, "money/mass"),
        ("15 EUR/h", 0.25, "money/time"),
        ("0.2 USD/kWh", 0.2, "money/energy"),
        ("500 W", 0.5, "power"),
        ("3.6 MJ", 1.0, "energy"),
        ("1060 °C", 1060.0, "temperature"),
        ("10 L/kg", 10.0, "volume/mass"),
        ("1.5e2 mm", 150.0, "length"),
        ("12 pieces", 12.0, "count"),
        ("-4 h", -240.0, "time"),
    ],
)
def test_what_is_read(text, value, kind):
    quantity = parse(text)
    assert float(quantity) == pytest.approx(value, rel=1e-12)
    assert quantity.kind == kind
    assert str(quantity) == text
    assert repr(quantity) == f"Quantity({text!r})"


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("5 ft", 1524.0, "length"),
        ("2 lb", 0.90718474, "mass"),
        ("1 oz/yd2", 0.03390575, "mass/area"),
    ],
)
def test_other_units_are_asked_of_pint(text, value, kind):
    assert float(parse(text)) == pytest.approx(value, rel=1e-6)
    assert parse(text).kind == kind


@pytest.mark.parametrize(
    "text", ["", "min", "4 4 h", "1,5 h", "nan min", "inf h", "1e999 h", "0x10 min"]
)
def test_what_is_no_quantity(text):
    with pytest.raises(SpecError, match=r"is not a quantity|is not known"):
        parse(text)


def test_a_misspelt_unit_names_the_nearest():
    with pytest.raises(SpecError, match="unit 'dayz' is not known; did you mean 'day'"):
        parse("3 dayz")
    for text in ("3 degF", "3 {}", "3 meter_second", "3 ampere"):
        with pytest.raises(SpecError, match="is not known"):
            parse(text)


def test_arithmetic_keeps_units_apart():
    assert 18 * minute == 18
    assert str(4 * hour) == "4 h"
    assert str(hour * 4) == "4 h"
    assert str(3 * kg / m2) == "3 kg/m2"
    assert str(3 * kg / m2 * (3 * m2)) == "9 kg"
    assert str(10 * hour / 4) == "2.5 h"
    assert 60 * minute / hour == 1.0
    assert not isinstance(hour / minute, Quantity)
    assert float(2 * hour * (15 * EUR / hour)) == 30.0
    assert str(1 / hour) == "1 1/h"
    assert float(-(2 * hour)) == -120.0
    assert str(2 * hour + 30 * minute) == "2.5 h"
    assert str(2 * hour - 30 * minute) == "1.5 h"
    assert 2 * hour + 1 == 121.0
    assert (2 * hour).to("d") == pytest.approx(1 / 12)
    with pytest.raises(SpecError, match="is a time"):
        (2 * hour).to("kg")
    with pytest.raises(SpecError):
        2 * hour + 3 * kg
    with pytest.raises(TypeError):
        hour * "a"
    with pytest.raises(TypeError):
        hour / "a"


def test_copies_and_pickles_keep_the_text():
    quantity = parse("1.50 h").sourced("somebody")
    for other in (pickle.loads(pickle.dumps(quantity)), copy.deepcopy(quantity)):
        assert (other, other.text, other.note) == (90.0, "1.50 h", "somebody")
    assert json.dumps({"time": 2 * hour}) == '{"time": 120.0}'


@given(st.floats(-1e9, 1e9, allow_nan=False), st.sampled_from(sorted(UNITS)))
def test_what_is_written_reads_back_the_same(magnitude, unit):
    quantity = Quantity(magnitude, unit)
    again = parse(str(quantity))
    assert float(again) == float(quantity)
    assert again.text == quantity.text


def test_kinds_currencies_and_canonical_units():
    assert kind_of("EUR/m2/year") == "money/area/time"
    assert currencies("EUR/h") == ("EUR",)
    assert currencies("kg") == ()
    assert canonical("length/time") == "mm/min"
    assert canonical("money/mass", "USD") == "USD/kg"
    assert canonical("share") == ""
    assert (5 * percent).kind == "share"
    assert [str(one) for one in (mm, m, litre, day)] == ["1 mm", "1 m", "1 L", "1 d"]


TIME = Measure(("time",), "18 min")


def test_a_bare_number_is_refused_with_advice():
    with pytest.raises(SpecError, match=r"'18' has no unit; give a unit, e\.g\. '18 min'"):
        TIME.accept(18)
    with pytest.raises(SpecError, match="has no unit"):
        TIME.accept("18")


def test_the_wrong_dimension_names_both():
    with pytest.raises(SpecError, match="a time is due here, '3 kg' is a mass"):
        TIME.accept("3 kg")
    with pytest.raises(SpecError, match="a mass or an area is due here, '3 h' is a time"):
        Measure(("mass", "area"), "10 kg").accept(3 * hour)


def test_ranges():
    with pytest.raises(SpecError, match="'-3 min' is negative; give at least 0"):
        TIME.accept("-3 min")
    with pytest.raises(SpecError, match="'0 min' is too small; give more than 0"):
        Measure(("time",), "1 h", above=True).accept("0 min")
    with pytest.raises(SpecError, match="'120 %' is too large; give at most 100 %"):
        Measure(("share",), "25 %", high=1.0).accept("120 %")
    with pytest.raises(SpecError, match="is too large; give at most 5"):
        Measure(("time",), "1 min", high=5.0).accept("6 min")
    assert Measure(("share",), "25 %").accept(0.5) == 0.5
    for wrong in (True, None, [1]):
        with pytest.raises(SpecError, match="is not a quantity"):
            TIME.accept(wrong)
    assert Length.__metadata__[0].accept("1 m") == 1000.0


def test_importing_units_is_light():
    heavy = "('pint', 'numpy', 'numba')"
    code = f"import sys, workbench.units; print([n for n in {heavy} if n in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
