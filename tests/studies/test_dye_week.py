"""What a drop asks of the vat: the worked example of a rug studio, and where its water goes."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from workbench.errors import InfeasibleError, SpecError
from workbench.model import Factory
from workbench.processes.dye import DyeLot
from workbench.studies.dye_week import ORDERS, dye_house, dye_week

RUGS = """
twin: Rugs
currency: EUR
costs: {energy: 0.2 EUR/kWh}
pools: {dyer: {size: 1}}
stations:
  vat:
    batch: {family: colour, max: 10 kg}
    changeover: {by: shade, lighter_to_darker: 30 min, darker_to_lighter: 2 h}
    vat: {capacity: 10 kg, volume: 300 L, wash: 150 L}
materials:
  wool_yarn: {unit: kg, price: 18 EUR/kg}
  dyestuff: {unit: kg, price: 45 EUR/kg}
  water: {unit: L, price: 0.003 EUR/L}
recipes:
  acid: {liquor: 20 L/kg, redo: 0 %, baths: {dye: {time: 4 h, temperature: 98 degC, doses: {dyestuff: 20 g/kg}}}}
products:
  rug:
    area: 3 m2
    colours: [cream, sand, rust, indigo]
    materials: {wool_yarn: 3 kg/m2}
    routing:
      - dye: {per: colour, station: vat, pool: dyer, size: 2.25 kg, time: {recipe: acid}}
drops:
  week: {product: rug, pieces: 12}
"""  # noqa: E501 - a twin


@pytest.fixture(scope="module")
def factory():
    return Factory.from_yaml(RUGS)


@pytest.fixture(scope="module")
def house(factory):
    return dye_house(factory)


@pytest.mark.parametrize(
    ("order", "hours"), [("best", 49.5), ("given", 49.5), ("grouped", 54.0), ("worst", 67.0)]
)
def test_twelve_rugs_of_four_colours(house, order, hours):
    """108 kg in vats of 10 kg: 12 lots of 4 h, and the changeovers of each order."""
    week = dye_week(house, order)
    assert house.mass == pytest.approx(108.0)
    assert len(week.plan.loads) == 12
    assert week.time / 60 == pytest.approx(hours)
    assert week.changeover_time / 60 == pytest.approx(hours - 48)
    assert math.fsum(load.mass for load in week.plan.loads) == pytest.approx(108.0)


@pytest.mark.parametrize("order", ORDERS)
def test_water_in_is_water_out_and_is_paid(house, order):
    plan = dye_week(house, order).plan
    for load in plan.loads:
        assert load.water_gap == pytest.approx(0.0, abs=1e-9)
    baths = math.fsum(load.water for load in plan.loads)
    assert baths == pytest.approx(108 * 20)
    assert plan.water == pytest.approx(baths + 150 * plan.washes)
    cost = dye_week(house, order).cost
    assert cost["water"] == pytest.approx(0.003 * plan.water)
    assert cost["heat"] == pytest.approx(0.2 * plan.heat)
    assert cost["chemicals"] == pytest.approx(45 * 0.02 * 108)


def test_no_order_is_quicker_than_the_best(house):
    times = {order: dye_week(house, order).time for order in ORDERS}
    assert times["best"] <= min(times.values())
    assert times["grouped"] <= times["worst"]


def test_less_liquor_takes_less_water_and_heat(factory, house):
    short = dye_house(factory.with_settings({"recipes.acid.liquor": "10 L/kg"}))
    less, more = dye_week(short).plan, dye_week(house).plan
    assert less.water == pytest.approx(more.water / 2)
    assert less.heat < more.heat


def test_a_larger_vat_takes_fewer_lots_until_its_bath_is_full(factory):
    settings = {"stations.vat.vat.capacity": "20 kg"}
    house = dye_house(factory.with_settings(settings))
    batches = dye_week(house).plan.run.batches
    assert max(batch.mass for batch in batches) == pytest.approx(15.0), "300 L at 20 L/kg"


def test_what_cannot_be_dyed_is_named(factory, house):
    with pytest.raises(SpecError, match="no order 'bset'") as caught:
        dye_week(house, "bset")
    assert "best" in caught.value.advice
    plain = factory.with_settings({"products.rug.routing.dye.time": "4 h"})
    with pytest.raises(SpecError, match="no operation of 'rug' is dyed"):
        dye_house(plain)
    with pytest.raises(SpecError, match="no recipe for 'teal'"):
        dye_week(replace(house, lots=(DyeLot("teal", 3.0),), shades=(*house.shades, "teal")))
    dry = factory.with_settings({"recipes.acid.liquor": "1 L/kg"})
    with pytest.raises((SpecError, InfeasibleError)):
        dye_week(dye_house(dry))
