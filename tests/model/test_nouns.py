"""The nouns in Python: laws of chance, calendars, stations, sources, defaults."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbench import streams
from workbench.errors import SpecError
from workbench.model import (
    DEFAULTS,
    Baseline,
    Batch,
    Calendar,
    Capex,
    Changeover,
    Costs,
    Distribution,
    Drop,
    Estimate,
    Factory,
    Learning,
    Material,
    Operation,
    Orders,
    Pair,
    Pool,
    Preorder,
    Prior,
    Product,
    Rate,
    Source,
    Sourced,
    Stage,
    Station,
    Transport,
    Use,
    amount_per_piece,
    default,
    estimate_of,
)
from workbench.model.distribution import PARAMETERS
from workbench.sim.derived import expected_time
from workbench.units import EUR, day, hour, kg, m2, minute, parse, percent, week, year

LAWS = {
    "18 min": ("constant", (18, 0, 0, 0), 18),
    "4 h per batch": ("constant", (240, 0, 0, 0), 240),
    "2 h/m2": ("constant", (120, 0, 0, 0), 120),
}


@pytest.mark.parametrize(("text", "law"), LAWS.items(), ids=LAWS)
def test_laws_written_as_text(text, law):
    made = Distribution.from_document(text)
    assert (made.kind, made.parameters, made.mean) == law
    assert made.text == text
    assert made.to_document() == text


MAPPINGS = [
    ({"exponential": "2 min"}, (2, 0, 0, 0), 2),
    ({"triangular": [1, 2, 6], "unit": "min"}, (1, 2, 6, 0), 3),
    ({"triangular": ["1 min", "2 min", "1 h"]}, (1, 2, 60, 0), 21),
    ({"uniform": [1, 3], "unit": "h"}, (60, 180, 0, 0), 120),
    ({"normal": [35, 6], "unit": "min", "min": 20}, (35, 6, 20, 0), None),
    ({"lognormal": 10, "cv": "30 %", "unit": "min"}, (10, 3, 0, 0), 10),
    ({"gamma": ["10 min", "2 min"], "per": "batch"}, (10, 2, 0, 0), 10),
    ({"constant": 5, "unit": "d"}, (7200, 0, 0, 0), 7200),
]


@pytest.mark.parametrize(("document", "parameters", "mean"), MAPPINGS)
def test_laws_written_as_mappings(document, parameters, mean):
    law = Distribution.from_document(document)
    assert law.parameters == pytest.approx(parameters)
    if mean is None:
        low = (20 - 35) / 6
        mean = stats.truncnorm.mean(low, np.inf, 35, 6)
    assert law.mean == pytest.approx(mean, rel=1e-9)
    assert law.mean == pytest.approx(
        expected_time(law.code, np.array(law.parameters), np.zeros(0)), rel=1e-9
    )
    assert Distribution.from_document(law.to_document()) == law


def test_discrete_laws():
    law = Distribution.from_document(
        {"discrete": [4, 5, 7], "shares": ["25 %", 0.5, 0.25], "unit": "weeks"}
    )
    assert law.parameters == (0.0, 3.0, 0.0, 0.0)
    assert law.table == pytest.approx((40320, 50400, 70560, 0.25, 0.75, 1.0))
    assert law.mean == pytest.approx(5.25 * 10080)
    assert law.mean == pytest.approx(
        expected_time(7, np.array(law.parameters), np.array(law.table))
    )
    assert Distribution.from_document(law.to_document()) == law
    measured = Distribution("discrete", (3 * minute, 5 * minute))
    assert (measured.mean, measured.table) == (4.0, (3.0, 5.0, 0.5, 1.0))
    assert measured.text == "discrete 3 min, 5 min"
    assert Distribution.constant(3 * minute).table == ()


def test_codes_are_those_of_the_streams():
    assert tuple(PARAMETERS) == streams.DISTRIBUTIONS
    for kind in PARAMETERS:
        assert getattr(streams, kind.upper()) == streams.DISTRIBUTIONS.index(kind)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"triangular": [1, 2], "unit": "min"}, "triangular takes 3 numbers .* 2 given"),
        ({"exponential": [1, 2], "unit": "min"}, r"exponential takes 1 number \(mean\), 2 given"),
        ({"triangular": [3, 2, 1], "unit": "min"}, "numbers in rising order; give low, mode, high"),
        ({"exponential": "0 min"}, "the mean of exponential must be more than 0"),
        ({"normal": [35, 0], "unit": "min"}, "the deviation of normal must be more than 0"),
        ({"triangular": [1, 2, 3]}, "'1' has no unit; give a unit: {triangular"),
        (
            {"trangular": [1, 2, 3]},
            "'trangular' is not a law of chance; did you mean 'triangular'",
        ),  # codespell:ignore
        ({"unit": "min"}, "one law of chance is due here"),
        ({"normal": [1, 2], "uniform": [1, 2], "unit": "min"}, "one law of chance is due here"),
        ({"value": "3 min"}, "'value' is not a law; write {constant: 18 min}"),
        ({"uniform": [1, 2], "unit": "min", "max": 3}, "'max' is not known here"),
        ({"uniform": [1, 2], "unit": "min", "per": "bath"}, "did you mean 'batch'"),
        ({"uniform": [1, 2], "unit": "kg"}, "a time is due here, '1 kg' is a mass"),
        ({"uniform": ["1 min", "2 h/m2"]}, "must all be of one kind"),
        ({"uniform": [-1, 2], "unit": "min"}, "is negative"),
        ({"discrete": []}, "discrete has no values"),
        ({"discrete": ["1 min"], "shares": [0.5, 0.5]}, "2 shares do not go with 1 values"),
        ({"discrete": ["1 min"], "shares": [0]}, "the shares add up to nothing"),
        ("soon", "'soon' is not a quantity"),
        (18, "'18' has no unit"),
    ],
)
def test_laws_that_are_refused(document, message):
    with pytest.raises(SpecError, match=message):
        Distribution.from_document(document)


def test_rates():
    assert Rate("30 m/min", "cut_length").rate == 30000.0
    with pytest.raises(SpecError, match="'of: cut_lenght' is not known; did you mean 'cut_length'"):
        Rate("30 m/min", "cut_lenght")
    with pytest.raises(SpecError, match="print_area is worked off in area/time, '30 m/min' is"):
        Rate("30 m/min", "print_area")


def test_operations_in_python():
    sew = Operation("sew", station="sewing", time=18 * minute)
    assert sew.time == Distribution.constant(18 * minute)
    assert Operation("cut", "table", time=Rate("30 m/min", "cut_length")).time.of == "cut_length"
    with pytest.raises(SpecError, match="has no unit"):
        Operation("sew", station="sewing", time=18)
    with pytest.raises(SpecError, match="a time is due here, '2 h/m2' is a time/area"):
        Orders("s", "p", every=2 * hour / m2)
    with pytest.raises(SpecError, match="supplier 'x' has no lead time"):
        Operation("dye", supplier="x")
    with pytest.raises(SpecError, match="at a supplier or at a station, not both"):
        Operation("dye", station="vat", supplier="x", lead_time=week)
    with pytest.raises(SpecError, match="a redo of 100 % never ends"):
        Operation("dye", station="vat", time=hour, redo=100 * percent)


def test_constructors_speak_plainly():
    with pytest.raises(SpecError, match=r"Station has no 'machinse'; did you mean 'machines'\?"):
        Station("vat", machinse=2)
    with pytest.raises(SpecError, match="Station needs 'name'; give it"):
        Station()
    with pytest.raises(
        SpecError, match=r"Station\.machines: input should be a valid integer.*'many'"
    ):
        Station("vat", machines="many")
    with pytest.raises(SpecError, match=r"Station\.batch: input should be"):
        Station("vat", 1, "", 5)
    with pytest.raises(SpecError, match="too many values"):
        Sourced("a", 2020, "", "b", "c")


def test_calendars():
    weekdays = Calendar("w", ("mon-fri",), ("08:00-12:00", "13:00-17:00"))
    assert len(weekdays.intervals) == 10
    assert weekdays.intervals[:2] == ((480.0, 720.0), (780.0, 1020.0))
    assert weekdays.open_share == pytest.approx(40 / 168)
    assert Calendar("always").intervals == ((0.0, 10080.0),)
    night = Calendar("n", ("sun",), ("22:00-06:00",))
    assert night.intervals == ((0.0, 360.0), (6 * 1440 + 1320.0, 10080.0))
    assert Calendar("x", ("sat-mon",), ("09:00-10:00",)).intervals[0] == (540.0, 600.0)
    assert len(Calendar("x", ("sat-mon",), ("09:00-10:00",)).intervals) == 3
    assert Calendar("x", ("mon", "wed"), ("09:00-10:00", "09:30-11:00")).intervals[0] == (540, 660)


@pytest.mark.parametrize(
    ("days", "shifts", "message"),
    [
        (("mon-frd",), ("08:00-12:00",), "'mon-frd' is not a day"),
        (("mon",), ("8-12",), "'8-12' is not a shift; write it like '08:00-12:00'"),
        (("mon",), ("08:00-25:00",), "give hours from 00:00 to 24:00"),
        (("mon",), ("08:70-12:00",), "is not a shift"),
        (("mon",), ("08:00-08:00",), "is not a shift"),
        ((), ("08:00-12:00",), "the calendar is never open"),
    ],
)
def test_calendars_that_are_refused(days, shifts, message):
    with pytest.raises(SpecError, match=message):
        Calendar("x", days, shifts)


@given(
    st.lists(st.sampled_from(["mon", "tue-thu", "fri-mon", "sun"]), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 23), st.integers(0, 24)), min_size=1, max_size=3),
)
def test_calendar_intervals_lie_in_the_week_and_apart(days, hours):
    shifts = tuple(f"{a:02d}:00-{b:02d}:00" for a, b in hours if a != b)
    if not shifts:
        return
    intervals = Calendar("x", tuple(days), shifts).intervals
    flat = [moment for interval in intervals for moment in interval]
    assert flat == sorted(set(flat))
    assert flat[0] >= 0
    assert flat[-1] <= 10080


def test_changeovers():
    shade = Changeover("shade", lighter_to_darker="30 min", darker_to_lighter=2 * hour)
    order = ("cream", "sand", "navy")
    assert shade.between("cream", "navy", order) == 30
    assert shade.between("navy", "cream", order) == 120
    assert shade.between("navy", "navy", order) == 0
    assert shade.between("red", "navy", order) == 0
    pairs = Changeover("family", time="10 min", pairs=(Pair("a", "b", 5 * minute),))
    assert [pairs.between(*p) for p in (("a", "b"), ("b", "a"))] == [5, 10]
    with pytest.raises(SpecError, match="the changeover has no time"):
        Changeover("shade", lighter_to_darker="30 min")
    one_way = Changeover("shade", time="7 min", lighter_to_darker="30 min")
    assert one_way.between("navy", "cream", order) == 7


def test_batches_people_and_materials():
    with pytest.raises(SpecError, match="min '20 kg' does not go with max '10 kg'"):
        Batch("10 kg", min=20 * kg)
    with pytest.raises(SpecError, match="does not go with"):
        Batch("10 kg", min="2 pieces")
    assert Learning("80 %").exponent == pytest.approx(math.log2(0.8))
    cloth = Material("jersey", "m2", width="1600 mm", gap="4 mm", edge="15 mm", nap="one-way").cloth
    assert (cloth.width, cloth.gap, cloth.edge, cloth.angles) == (1600, 4, 15, (0.0,))
    with pytest.raises(SpecError, match="material 'wool' has no width"):
        Material("wool").cloth  # noqa: B018


def test_products():
    product = Product("rug", area=3 * m2, weight=9 * kg, colours=("a", "b"), lots=(("panel", 6),))
    assert [product.lot_count(per) for per in ("colour", "shade", "panel", "x")] == [2, 2, 6, 0]
    assert product.shades == ("a", "b")
    assert Product("rug", colours=2).shades == ("colour 1", "colour 2")
    assert amount_per_piece(Use("wool", 3 * kg / m2), product, "") == 9.0
    assert amount_per_piece(Use("dye", parse("20 g/kg")), product, "") == pytest.approx(0.18)
    assert amount_per_piece(Use("wool", 2 * kg), product, "") == 2.0
    with pytest.raises(SpecError, match="needs the length of product"):
        amount_per_piece(Use("cord", parse("2 g/m")), product, "")
    with pytest.raises(SpecError, match=r"panel: 0 is too few"):
        Product("rug", lots=(("panel", 0),))
    with pytest.raises(SpecError, match=r"products.rug.routing: there is no operation 'dye'"):
        product.operation("dye")


def test_drops():
    assert Drop("tee", 50).count == 50
    assert Drop("tee", sizes=(("S", 3), ("M", 4))).count == 7
    assert Drop("tee").gate == "make to stock"
    assert Drop("tee", preorder=Preorder(14 * day)).gate == "preorder gate"
    assert Drop("tee", policy="make to order").gate == "make to order"
    assert Drop("tee", promise="P90").promise == "p90"
    assert Drop("tee", promise=21 * day).promise == 21 * 1440
    for make, message in (
        (lambda: Drop("tee", -1), "less than no pieces"),
        (lambda: Prior(0, "60 %"), "a mean of 0 pieces"),
        (lambda: Preorder(day, go=-1), "go: -1 is negative"),
        (lambda: Orders("o", "p", every=hour, count=0), "a count of 0 is no orders"),
        (lambda: Stage("make", each=day, cycles=-1), "-1 cycles are too few"),
        (lambda: Baseline("x", moq=0, unit_cost=3 * EUR), "a moq of 0 is too small"),
        (lambda: Drop("tee", promise="p0"), "'p0' is not a quantity"),
    ):
        with pytest.raises(SpecError, match=message):
            make()


def test_every_default_has_source_and_mark():
    assert len(DEFAULTS) > 30
    for name, value in DEFAULTS.items():
        assert value.note.source, name
        assert value.note.mark in ("verified", "estimate"), name
        if value.note.mark == "verified":
            assert not value.note.source.startswith("estimate"), name
    assert default("baseline.unsold") == pytest.approx(0.21)
    assert estimate_of("baseline.unsold") is None
    assert estimate_of("tuft.hand") == Estimate(
        "default: tuft.hand", "0.5 m2/h", "estimate: hand gun 0.2 to 0.6 m2/h"
    )
    assert estimate_of("tuft.hand").what == "default: tuft.hand"
    with pytest.raises(
        SpecError, match=r"there is no default 'tuft.hnd'; did you mean 'tuft.hand'"
    ):
        default("tuft.hnd")
    with pytest.raises(SpecError, match="the source is empty"):
        Sourced(" ")


def test_sources_of_values():
    factory = Factory(
        "x",
        stations=(
            Station("a", capex=Capex(900 * EUR, 5 * year, source="estimate")),
            Station("b", capex=Capex(900 * EUR, 5 * year, source="invoice", mark="verified")),
        ),
        pools=(
            Pool("p", wage=(15 * EUR / hour).sourced(Sourced("Eurostat", 2023))),
            Pool("q", wage=15 * EUR / hour),
        ),
        costs=Costs(
            energy=parse("0.2 EUR/kWh"),
            rent=parse("9 EUR/m2/month"),
            interest=5 * percent,
            overhead=0.1,
        ),
        sources=(Source("costs.rent", "estimate", 2024), Source("costs", "books", mark="verified")),
    )
    listed = {estimate.path: estimate for estimate in factory.estimates()}
    assert set(listed) == {
        "stations.a.capex.price",
        "stations.a.capex.life",
        "pools.p.wage",
        "costs.rent",
        "default: capex.maintenance",
    }
    assert listed["pools.p.wage"].source == "Eurostat"
    assert listed["pools.p.wage"].year == 2023
    again = Factory.from_yaml(factory.to_yaml())
    assert again == factory
    assert again.estimates() == factory.estimates()


def test_defaults_used():
    bare = Factory(
        "x",
        pools=(Pool("p"),),
        baseline=Baseline("b", 1, 3 * EUR, freight=None),
    )
    names = bare.defaults_used()
    assert {"costs.energy", "costs.rent", "pool.wage", "baseline.unsold"} <= set(names)
    assert "transport.speed" not in names
    sea = Factory.from_yaml(
        "twin: x\nfloor: {size: [4 m, 4 m]}\nproducts: {p: {}}\n"
        "drops: {p: {pieces: 1, preorder: {window: 3 d}}}\n"
        "baseline: {b: {moq: 1, unit_cost: 3 EUR, freight: sea}}\n"
    )
    assert {"freight.sea.time", "transport.speed", "preorder.share"} <= set(sea.defaults_used())
    told = Factory("x", transport=Transport(parse("60 m/min"), 1 * minute))
    assert "transport.speed" not in told.defaults_used()
