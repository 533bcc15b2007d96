"""Any twin that can be made in Python comes back from YAML and JSON Schema accepts it."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.twins import MM1, RUG
from workbench.model import (
    Baseline,
    Batch,
    Calendar,
    Capex,
    Changeover,
    Clearance,
    Distribution,
    Drop,
    Factory,
    Floor,
    Footprint,
    Freight,
    Material,
    Operation,
    Orders,
    Pair,
    Place,
    Placement,
    Pool,
    Power,
    Preorder,
    Prior,
    Product,
    Rate,
    Report,
    Source,
    Sourced,
    Stage,
    Station,
    Use,
    Variant,
    Wall,
    find_twin,
    schema,
    twin_names,
)
from workbench.model._yaml import read_text
from workbench.units import Quantity

NAMES = st.text("abcdefgh_-0123456789", min_size=1, max_size=6)
TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\ufeff\x85"),
    max_size=12,
).map(str.strip)


def numbers(low=0.0, high=1e6):
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


def quantity(*units, low=0.001, high=1e5):
    return st.builds(Quantity, numbers(low, high), st.sampled_from(units))


times = quantity("min", "h", "d", "s", "weeks")
shares = st.builds(Quantity, numbers(0.1, 99.0), st.just("%"))
sourced_money = st.builds(
    lambda value, source, year: value.sourced(Sourced(source, year)),
    quantity("EUR"),
    st.sampled_from(["estimate", "invoice", "a: b # c"]),
    st.none() | st.integers(1990, 2030),
)
money = quantity("EUR") | sourced_money
lengths = quantity("m", "mm", "cm", low=1.0, high=50.0)


@st.composite
def laws(draw):
    unit = draw(st.sampled_from(["min", "h", "h/m2"]))
    values = sorted(draw(st.lists(numbers(0.1, 1e3), min_size=3, max_size=3)))
    first, second, third = (Quantity(value, unit) for value in values)
    kind = draw(
        st.sampled_from(["constant", "exponential", "uniform", "triangular", "normal", "gamma"])
    )
    if kind == "normal":
        return Distribution(kind, (second, first), min=draw(st.none() | st.just(first)))
    count = {"constant": 1, "exponential": 1, "uniform": 2, "triangular": 3, "gamma": 2}[kind]
    per = draw(st.sampled_from(["", "batch"]))
    return Distribution(kind, (first, second, third)[:count], per=per)


@st.composite
def factories(draw):
    stations = tuple(
        Station(
            name,
            machines=draw(st.integers(1, 9)),
            batch=draw(st.none() | st.just(Batch(Quantity(10, "kg"), family="colour"))),
            changeover=draw(
                st.none()
                | st.builds(Changeover, time=times)
                | st.builds(
                    lambda t: Changeover("shade", pairs=(Pair("a", "b", t), Pair("b", "a", t))),
                    times,
                )
            ),
            power=draw(st.none() | st.builds(Power, quantity("kW", "W"))),
            capex=draw(st.none() | st.builds(Capex, money, quantity("y"), source=TEXTS)),
            footprint=draw(
                st.none()
                | st.builds(
                    lambda w, d, front: Footprint(shape=(w, d), clearance=Clearance(front=front)),
                    lengths,
                    lengths,
                    lengths,
                )
            ),
        )
        for name in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    )
    where = st.sampled_from([station.name for station in stations])
    operations = tuple(
        Operation(
            name,
            station=draw(where),
            time=draw(laws() | times | st.just(Rate(Quantity(30, "m/min"), "cut_length"))),
            redo=draw(st.none() | shares),
            after=draw(st.sampled_from([None, ()])),
            consumables=draw(st.sampled_from([(), (Use("wool", Quantity(3, "kg")),)])),
        )
        for name in draw(st.lists(NAMES, min_size=0, max_size=3, unique=True))
    )
    product = Product(
        draw(NAMES),
        operations,
        area=draw(st.none() | quantity("m2")),
        colours=draw(st.integers(1, 4) | st.just(("cream", "navy"))),
        lots=draw(st.sampled_from([(), (("panel", 3),)])),
        sizes=draw(st.sampled_from([(), ("S", "36", "true")])),
    )
    placed = [station for station in stations if station.footprint is not None]
    floor = Floor(
        size=(Quantity(12, "m"), Quantity(8.5, "m")),
        walls=(
            Wall("w", (Quantity(1, "m"), Quantity(0, "m")), (Quantity(1, "m"), Quantity(2, "m"))),
        ),
        placements=tuple(
            Placement(station.name, (Quantity(2, "m"), Quantity(-3, "mm")), 90.0)
            for station in placed
        ),
    )
    return Factory(
        draw(TEXTS.filter(bool)),
        stations=stations,
        pools=tuple(
            Pool(n, draw(st.integers(1, 5))) for n in draw(st.lists(NAMES, max_size=2, unique=True))
        ),
        products=(product,),
        materials=(
            Material("wool", price=draw(st.none() | quantity("EUR/kg")), certificates=("GOTS",)),
        ),
        calendars=draw(
            st.sampled_from([(), (Calendar("w", ("mon-fri", "sun"), ("08:00-12:00",)),)])
        ),
        drops=(
            Drop(
                draw(NAMES),
                draw(st.integers(0, 500)),
                price=draw(st.none() | money),
                preorder=draw(
                    st.none()
                    | st.builds(
                        lambda window, mean, cv: Preorder(window, Prior(mean, cv)),
                        times,
                        numbers(1, 500),
                        shares,
                    )
                ),
                promise=draw(st.just("p90") | times),
            ),
        ),
        orders=(
            Orders("stream", product.name, every=draw(times), count=draw(st.none() | st.just(3))),
        ),
        variants=(Variant("v", {"pools.p.size": 3, "x.y": {"time": "3 min"}}, remove=("a.b",)),),
        baseline=draw(
            st.none()
            | st.builds(
                lambda cost, each: Baseline(
                    "far",
                    100,
                    cost,
                    stages=(Stage("a", each, 3), Stage("b", each)),
                    freight=Freight("sea"),
                ),
                money,
                times,
            )
        ),
        floor=draw(st.none() | st.just(floor)),
        place=Place(draw(TEXTS), "NO", lat=draw(st.none() | numbers(-90, 90))),
        horizon=draw(st.none() | times),
        report=Report(draw(shares | times)),
        sources=(Source("stations.x", "estimate"), Source("a.b.c", "b", 2020, "verified")),
        description=draw(TEXTS),
    )


VALIDATOR = jsonschema.Draft202012Validator(schema())


@settings(max_examples=60)
@given(factories())
def test_any_twin_comes_back_from_yaml(factory):
    text = factory.to_yaml()
    again = Factory.from_yaml(text + "\n")
    assert again == factory
    assert again.to_yaml() == text
    assert again.estimates() == factory.estimates()
    VALIDATOR.validate(read_text(text).document)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["required"] == ["twin"]
    assert "stations" in schema()["properties"]


@pytest.mark.parametrize("name", twin_names())
def test_the_schema_accepts_shipped_twins(name):
    VALIDATOR.validate(read_text(find_twin(name).read_text("utf-8")).document)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (MM1, True),
        (RUG, True),
        (RUG.replace("floor: {size: [12 m, 8 m]}", "floor: floor.yaml"), True),
        ("twin: a\nstations: {vat: }\n", True),
        ("twin: a\npools: {p: {wage: {value: 14 EUR/h, source: me, year: 2024}}}\n", True),
        ("twin: a\nsources: {costs: estimate}\n", True),
        ("stations: {}\n", False),
        ("twin: a\nstation: {}\n", False),
        ("twin: a\nstations: {vat: {machins: 2}}\n", False),
        ("twin: a\nstations: {vat: {rule: fastest}}\n", False),
        ("twin: a\nstations: {vat: {batch: {max: 10}}}\n", False),
        ("twin: a\nbaseline: {a: {moq: 1}}\n", False),
    ],
)
def test_what_the_schema_accepts(text, right):
    assert VALIDATOR.is_valid(read_text(text).document) is right
