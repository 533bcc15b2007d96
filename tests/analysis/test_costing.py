import dataclasses

import numpy as np
import pytest

from workbench import plan, sim
from workbench.analysis.costing import (
    delivery_costs,
    drop_costs,
    energy_per_piece,
    executions_per_piece,
    floor_area,
    piece_mass,
    purchases,
    supplier_price,
)
from workbench.analysis.emissions import (
    delivery_lines,
    energy_line,
    freight_lines,
    material_lines,
    waste_line,
)
from workbench.analysis.finance import capital_recovery
from workbench.errors import SpecError
from workbench.model import Factory, load_twin

SHOP = """
twin: Shop
currency: EUR
place: {city: Porto, country: PT}
costs: {energy: 0.25 EUR/kWh, rent: 0 EUR/m2/year, interest: 10 %, overhead: 20 %}
calendars:
  day: {days: mon-fri, shifts: [08:00-16:00]}
pools:
  maker: {size: 1, calendar: day, wage: 24 EUR/h}
stations:
  saw:
    machines: 1
    calendar: day
    power: {run: 2 kW, idle: 0.5 kW}
    capex: {price: 5000 EUR, life: 5 y, maintenance: 0 %}
materials:
  cloth: {unit: m2, price: 8 EUR/m2, width: 1600 mm, weight: 200 g/m2, footprint: cotton_jersey}
  glue:  {unit: kg, price: 10 EUR/kg, footprint: latex}
products:
  box:
    weight: 2 kg
    cloth: cloth
    materials: {glue: 50 g, cloth: 0.5 m2}
    routing:
      - cut: {station: saw, pool: maker, time: 30 min, consumables: {glue: 10 g}}
drops:
  first:
    product: box
    pieces: 4
    price: 100 EUR
    shipping: {policy: free, local_share: 50 %, cost: 6 EUR, distance: 300 km, returns: 10 %}
    salvage: 20 EUR
"""


@pytest.fixture(scope="module")
def shop():
    return Factory.from_yaml(SHOP)


@pytest.fixture(scope="module")
def played(shop):
    spec = plan.lower(shop, "first")
    return spec, sim.play(spec)


def test_every_item_of_a_small_drop_by_hand(shop, played):
    spec, log = played
    drop, product = shop.drop("first"), shop.product("box")
    bought = purchases(shop, product, executions=executions_per_piece(log, spec))
    (cost,) = drop_costs(shop, drop, product, log, spec, bought)
    found = dict(cost.by_category())
    assert found["Material"] == pytest.approx(4 * (0.05 * 10 + 0.5 * 8))
    assert found["Consumables"] == pytest.approx(4 * 0.01 * 10)
    assert found["Labour"] == pytest.approx(4 * 0.5 * 24 / 0.8)
    yearly = 5000 * capital_recovery(0.10, 5)
    hours = 40 / 168 * 8760 * 0.8
    assert found["Machines"] == pytest.approx(2 * yearly / hours)
    # two hours of work, no waiting: the saw is busy from the first release to the last piece
    assert found["Energy"] == pytest.approx(2 * 2 * 0.25)
    assert found["Delivery"] == pytest.approx(4 * 3.0)
    assert found["Returns"] == pytest.approx(4 * 0.1 * (100 / 3 + 3))
    assert found["Overhead"] == pytest.approx(0.2 * (found["Labour"] + found["Machines"]))
    assert cost.total == pytest.approx(sum(found.values()))
    assert energy_per_piece(shop, log, spec) == pytest.approx([1.0])


def test_cloth_of_the_marker_replaces_the_stated_amount(shop):
    bought = purchases(shop, shop.product("box"), cloth_length=500.0)
    cloth = next(entry for entry in bought if entry.material == "cloth")
    assert cloth.amount == pytest.approx(0.8)
    assert cloth.price == 8.0
    assert cloth.mass == pytest.approx(0.16)
    assert [entry.material for entry in bought].count("cloth") == 1


@pytest.mark.parametrize(
    ("price", "per_unit"), [("8 EUR/m2", 0.8), ("12 EUR/m", 500.0), ("40 EUR/kg", 0.16)]
)
def test_cloth_is_bought_by_area_length_or_mass(shop, price, per_unit):
    other = shop.with_settings({"materials.cloth.price": price})
    bought = purchases(other, other.product("box"), cloth_length=500.0)
    cloth = next(entry for entry in bought if entry.material == "cloth")
    assert cloth.amount == pytest.approx(per_unit)


def test_what_cannot_be_converted_is_named(shop):
    other = shop.with_settings({"materials.glue.price": "3 EUR/m2"})
    with pytest.raises(SpecError, match="'glue' is used by mass and bought by area"):
        purchases(other, other.product("box"))


def test_rework_uses_consumables_again(shop):
    product = shop.product("box")
    once, twice = (purchases(shop, product, executions={"cut": n}) for n in (1.0, 2.0))
    assert twice[-1].amount == pytest.approx(2 * once[-1].amount)


def test_mass_of_a_piece(shop):
    product = shop.product("box")
    assert piece_mass(product, ()) == 2.0
    light = dataclasses.replace(product, weight=None)
    assert piece_mass(light, purchases(shop, light)) == pytest.approx(0.05 + 0.1)


def test_floor_of_the_rug_studio():
    assert floor_area(load_twin("rug_studio")) == pytest.approx(14 * 8)


def test_a_dyehouse_is_paid_by_the_kilogram_of_yarn():
    factory = load_twin("rug_studio").with_variant("dye_off_site")
    product = factory.products[0]
    dye = product.operation("dye")
    per = dye.price.kind.partition("/")[2]
    expected = float(dye.price) * (9.0 if per == "mass" else 1.0)
    assert supplier_price(factory, product, dye) == pytest.approx(expected)


def test_free_delivery_without_shipping(shop):
    drop = dataclasses.replace(shop.drop("first"), shipping=None)
    assert delivery_costs(drop) == (0.0, 0.0)
    assert delivery_lines(drop, 1.0) == []


def test_material_without_factor_or_weight_is_an_error(shop):
    bare = shop.with_settings({"materials.glue.footprint": ""})
    with pytest.raises(SpecError, match="'glue' has no emission factor"):
        material_lines(bare, purchases(bare, bare.product("box")))
    light = Factory.from_yaml(SHOP.replace("weight: 200 g/m2, ", ""))
    with pytest.raises(SpecError, match="'cloth' weighs is not known"):
        material_lines(light, purchases(light, light.product("box")))
    with pytest.raises(SpecError, match=r"grid of 'XX'.*leave the country out"):
        energy_line(1.0, "XX")


def test_lines_of_waste_delivery_and_freight(shop):
    (waste,) = waste_line(shop, shop.product("box"), 0.1)
    assert waste.amount == pytest.approx(0.02)
    assert waste_line(shop, shop.product("box"), 0.0) == []
    (parcel,) = delivery_lines(shop.drop("first"), 2.0)
    assert parcel.amount == pytest.approx(2.0 / 1000 * 0.5 * 1.1 * 300)
    baseline = load_twin("rug_studio").baseline
    (sea,) = freight_lines(baseline, 15.0)
    assert sea.factor == "freight.sea"
    assert sea.amount == pytest.approx(15.0 / 1000 * 12_500)
    assert freight_lines(dataclasses.replace(baseline, freight=None), 1.0) == []


def test_wages_follow_the_minutes_of_every_replication():
    factory = load_twin("rug_studio")
    drop, product = factory.drops[0], factory.products[0]
    spec = plan.lower(factory, drop)
    log = sim.play(spec, replications=4)
    costs = drop_costs(factory, drop, product, log, spec, purchases(factory, product))
    for replication, cost in enumerate(costs):
        rows = log.only(replication=replication)
        labour = sum(item.cost for item in cost.items if item.category == "Labour")
        assert labour == pytest.approx(float(np.sum(rows["attended"])) * 17 / 60 / 0.8)


@pytest.mark.parametrize("pieces", [1, 4, 40])
def test_rent_is_charged_by_the_minutes_of_the_bottleneck(pieces):
    """10 m2 at 96 EUR, 30 minutes a piece, 40 h a week worked at 80 %: alike for each piece."""
    rented = (
        SHOP.replace("rent: 0 EUR", "rent: 96 EUR")
        + """
floor:
  size: [5 m, 2 m]
"""
    )
    shop = Factory.from_yaml(rented)
    drop = shop.drop("first")
    product = shop.product("box")
    spec = plan.lower(shop, drop, pieces=pieces)
    log = sim.play(spec)
    (cost,) = drop_costs(shop, drop, product, log, spec, purchases(shop, product))
    rent = [item for item in cost.items if item.driver == "rent"]
    open_minutes = 525_600 * 40 / 168
    assert rent[0].cost == pytest.approx(pieces * 30 * 960 / (open_minutes * 0.8))
