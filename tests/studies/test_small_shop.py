"""A shop with no floor, no people's shifts and, at first, no offshore baseline."""

import dataclasses

import pytest

from workbench.model import Factory, Scenario
from workbench.studies import decide
from workbench.studies.beliefs import chance_of, demand_of
from workbench.studies.economics import (
    economics_here,
    economics_offshore,
)
from workbench.studies.payments import cash_here, cash_offshore
from workbench.studies.played import play
from workbench.studies.prepare import prepare

SHOP = """
twin: Atelier
place: {country: PT}
costs: {energy: 0.25 EUR/kWh, overhead: 0 %}
pools:
  maker: {size: 1, wage: 24 EUR/h}
stations:
  bench: {machines: 1}
materials:
  felt: {unit: kg, price: 10 EUR/kg, footprint: wool_yarn}
products:
  bag:
    materials: {felt: 0.5 kg}
    routing:
      - sew: {station: bench, pool: maker, time: 60 min}
drops:
  first: {product: bag, pieces: 10, price: 100 EUR, salvage: 20 EUR}
"""
BASELINE = """
baseline:
  abroad:
    {moq: 40, unit_cost: 15 EUR, freight: FREIGHT, unsold: 20 %, markdown: 50 %, destroyed: 5 %}
"""


@pytest.fixture
def ask(tmp_path):
    def asked(text, **changes):
        path = tmp_path / "twin.yaml"
        path.write_text(text, encoding="utf-8")
        return decide(Scenario(str(path), replications=3, **changes))

    return asked


def test_without_an_alternative_only_here_is_told(ask):
    decision = ask(SHOP)
    assert decision.comparison == ()
    assert decision.cost_offshore == ()
    assert decision.quote is None
    assert decision.floor is None
    assert decision.marker is None
    assert all(kpi.delta == "" for kpi in decision.kpis)
    # an hour of work at 24 EUR/h and 80 % practical capacity, half a kilogram of felt
    assert decision.kpi("cost").mean == pytest.approx(30 + 5)
    assert decision.kpi("margin").mean == pytest.approx(10 * (100 - 35))
    assert decision.kpi("lead_time_p90").mean == pytest.approx(9 / 24)
    assert decision.promise == 1.0
    assert decision.verdict.headline == "Make it here, promise 1 day"
    assert "offshore" not in decision.verdict.text
    assert decision.notes == ("The 10 pieces are taken as ordered.",)
    assert decision.shifts == ()


def test_known_orders_leave_the_usual_share_unsold_offshore(ask):
    decision = ask(SHOP + BASELINE.replace("FREIGHT", "sea"))
    rows = {row.label: row for row in decision.comparison}
    assert rows["Order size"].offshore == 40
    assert rows["Unsold share"].offshore == pytest.approx(75.0)
    # of the 30 left, 15 for every 80 sold go at half price, the others at no more than they cost
    cheap = 10 * 15 / 80
    assert rows["Margin of the drop"].offshore == pytest.approx(
        1000 + cheap * 50 + (30 - cheap) * 15 - 600
    )
    assert rows["Lead time, 9 in 10"].offshore == pytest.approx(30.0)
    assert rows["Lowest cash"].offshore == pytest.approx(-600.0)
    assert decision.quote.here[0] == pytest.approx(35.0)
    paths = {estimate.path for estimate in decision.estimates}
    assert {"rule: deposit offshore", "rule: offshore season"} <= paths


@pytest.mark.parametrize(
    ("price", "each"),
    [("2 EUR/kg", 1.0), ("3 EUR/piece", 3.0), ("400 EUR", 10.0)],
)
def test_freight_by_mass_piece_or_shipment(price, each):
    text = SHOP + BASELINE.replace("FREIGHT", f"{{mode: road, price: {price}}}")
    setup = prepare(Factory.from_yaml(text))
    demand = demand_of(setup.drop, setup.pieces, seed=0, replications=2)
    assert economics_offshore(setup, demand, seed=0).terms.freight == pytest.approx(each)


def test_cash_of_both_ways_ends_at_their_profit():
    setup = prepare(Factory.from_yaml(SHOP + BASELINE.replace("FREIGHT", "air")))
    spec = setup.spec()
    log = play(spec, seed=0, replications=2)
    demand = demand_of(setup.drop, setup.pieces, seed=0, replications=2)
    here = economics_here(setup, log, spec, demand, seed=0)
    away = economics_offshore(setup, demand, seed=0)
    line = cash_here(setup, here, 3.0)
    assert line.final == pytest.approx(here.profit.mean())
    # the felt of day 0; wages fall due with the sales of day 3
    assert line.lowest == pytest.approx(-50.0)
    assert cash_offshore(away).final == pytest.approx(away.profit.mean())


def test_stock_that_is_left_over_brings_its_salvage():
    text = SHOP.replace(
        "price: 100 EUR,",
        "price: 100 EUR, policy: make to stock, "
        "preorder: {window: 7 d, prior: {mean: 6, cv: 0 %}},",
    )
    setup = prepare(Factory.from_yaml(text))
    spec = setup.spec()
    log = play(spec, seed=0, replications=50)
    demand = demand_of(setup.drop, setup.pieces, seed=0, replications=50)
    here = economics_here(setup, log, spec, demand, seed=0)
    assert (here.made == 10).all()
    assert here.sold.mean() < 10
    expected = 100 * here.sold + 20 * (10 - here.sold) - 350
    assert here.profit == pytest.approx(expected)
    left = 20 * (10 - here.sold.mean())
    assert here.cost_per_sold == pytest.approx((350 - left) / here.sold.mean())
    assert chance_of(setup.drop, 0) == 1.0


def test_prepaid_orders_need_no_money_beforehand():
    text = SHOP.replace(
        "price: 100 EUR,", "price: 100 EUR, preorder: {window: 7 d, prior: {mean: 8, cv: 20 %}},"
    )
    setup = prepare(Factory.from_yaml(text))
    spec = setup.spec()
    log = play(spec, seed=0, replications=20)
    demand = demand_of(setup.drop, setup.pieces, seed=0, replications=20)
    here = economics_here(setup, log, spec, demand, seed=0)
    assert cash_here(setup, here, 3.0).lowest == 0.0
    # every piece costs the same, so the line is straight and the fixed part nothing
    assert here.line.fixed == pytest.approx(0.0, abs=1e-9)
    assert here.line.variable == pytest.approx(35.0)
    assert (here.profit == pytest.approx(65.0 * here.sold)) is True


def test_when_almost_nobody_orders(ask):
    text = SHOP.replace(
        "price: 100 EUR,",
        "price: 100 EUR, preorder: {window: 7 d, prior: {mean: 6, cv: 300 %}, placed: 0, "
        "passed: 99 %, go: 4},",
    )
    decision = ask(text + BASELINE.replace("FREIGHT", "sea, salvage: 2 EUR"))
    assert decision.kpi("margin").mean == 0.0
    assert decision.verdict.headline == "Do not make this drop"
    assert "the 4 it takes to start" in decision.verdict.text
    row = next(row for row in decision.comparison if row.label == "Unsold share")
    assert row.here == 0.0
    assert row.offshore > 95.0


def test_setup_says_what_is_offered():
    setup = prepare(Factory.from_yaml(SHOP))
    assert setup.pieces == 10
    assert setup.wasted == 0.0
    assert dataclasses.is_dataclass(setup)
