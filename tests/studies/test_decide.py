import dataclasses
import math
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from workbench.analysis.intervals import mean_interval
from workbench.errors import InfeasibleError, SpecError
from workbench.model import Scenario, find_twin, load_twin
from workbench.studies import decide
from workbench.studies.beliefs import chance_of, demand_of

RUGS = Scenario("rug_studio", replications=40)
TEES = Scenario("apparel_microfactory", replications=20)
PREORDER = "drops.spring_capsule.preorder"


@pytest.fixture(scope="module")
def rugs():
    return decide(RUGS)


@pytest.fixture(scope="module")
def tees():
    return decide(TEES)


@pytest.fixture(params=["rugs", "tees"])
def decision(request):
    return request.getfixturevalue(request.param)


def _rugs(**settings):
    return decide(dataclasses.replace(RUGS, settings=settings, replications=20))


def test_six_figures_each_with_a_definition(decision):
    names = [kpi.name for kpi in decision.kpis]
    assert names == ["lead_time_p90", "on_time", "cost", "margin", "footprint", "bottleneck"]
    for kpi in decision.kpis:
        assert kpi.low <= kpi.mean <= kpi.high
        assert len(kpi.definition) > 40
        assert kpi.name == "bottleneck" or "vs offshore" in kpi.delta
    assert decision.kpi("bottleneck").text
    with pytest.raises(SpecError, match="margin"):
        decision.kpi("margins")


def test_costs_add_up(decision):
    here = math.fsum(amount for _, amount in decision.cost_here)
    assert here == pytest.approx(decision.kpi("cost").mean, rel=1e-9)
    offshore = math.fsum(amount for _, amount in decision.cost_offshore)
    row = next(r for r in decision.comparison if r.label == "Cost per piece sold")
    assert offshore == pytest.approx(row.offshore, rel=1e-9)


def test_rows_are_consistent(decision):
    for row in decision.comparison:
        assert row.difference == pytest.approx(row.here - row.offshore)
        if row.relative is not None:
            assert row.relative == pytest.approx(row.here / row.offshore - 1)
    margin = next(r for r in decision.comparison if r.label == "Margin of the drop")
    assert margin.here == pytest.approx(decision.kpi("margin").mean)
    p90 = next(r for r in decision.comparison if r.label == "Lead time, 9 in 10")
    assert p90.here == pytest.approx(decision.kpi("lead_time_p90").mean)
    lowest = next(r for r in decision.comparison if r.label == "Lowest cash")
    assert lowest.here <= 0
    assert lowest.offshore < 0


def test_lead_times_and_timeline_come_from_the_log(decision):
    assert len(decision.lead_times) == decision.pieces * decision.replications
    p90 = np.quantile(decision.lead_times, 0.9, method="inverted_cdf")
    assert decision.kpi("lead_time_p90").mean == pytest.approx(p90)
    hits = (decision.lead_times <= decision.promise + 1e-9).mean()
    assert decision.kpi("on_time").mean == pytest.approx(100 * hits)
    assert decision.timeline
    assert all(bar.end >= bar.start >= 0 for bar in decision.timeline)
    assert all(close > begin for begin, close in decision.shifts)
    assert all(0 <= share <= 1 for _, share in decision.utilisation)


def test_it_travels_between_processes(decision):
    again = pickle.loads(pickle.dumps(decision))
    assert again.log_sha256 == decision.log_sha256
    assert repr(again) == repr(decision)
    assert again.verdict == decision.verdict


def test_estimates_list_the_emission_factors(decision):
    paths = [estimate.path for estimate in decision.estimates]
    assert any(path.startswith("emission factor: freight") for path in paths)
    assert len(paths) == len(set(paths))


def test_same_scenario_same_figures(rugs):
    again = decide(RUGS)
    assert again.kpis == rugs.kpis
    assert again.comparison == rugs.comparison
    assert again.log_sha256 == rugs.log_sha256


def test_tees_are_nested_and_the_marker_is_found_again(tees):
    assert tees.marker is not None
    assert tees.instance is not None
    assert tees.marker.density > 0.7
    assert not tees.marker.unplaced
    # a garment of 0.9 to 1.4 m2 of pieces on cloth 1.6 m wide
    assert 400 < tees.cloth_length < 1200
    more = dataclasses.replace(
        TEES, settings={"drops.C1.sizes": {"XS": 10, "S": 10, "M": 10, "L": 10, "XL": 10}}
    )
    again = decide(dataclasses.replace(more, replications=2))
    assert again.marker is tees.marker


def test_larger_garments_take_more_cloth(tees):
    def all_in(size):
        mix = dict.fromkeys(("XS", "S", "M", "L", "XL"), 1)
        mix[size] = 46
        settings = {"drops.C1.sizes": mix, "drops.C1.orders": ""}
        return decide(dataclasses.replace(TEES, settings=settings, replications=2))

    small, large = all_in("XS"), all_in("XL")
    assert small.cloth_length < tees.cloth_length < large.cloth_length
    assert dict(small.cost_here)["Material"] < dict(large.cost_here)["Material"]


def test_price_does_not_simulate_again(rugs):
    dearer = _rugs(**{"drops.spring_capsule.price": "990 EUR"})
    assert dearer.kpi("lead_time_p90").mean == pytest.approx(
        decide(dataclasses.replace(RUGS, replications=20)).kpi("lead_time_p90").mean
    )
    assert dearer.price == 990.0


def test_a_price_below_cost_is_not_viable():
    answer = _rugs(**{"drops.spring_capsule.price": "300 EUR"}).verdict
    assert answer.tone == "bad"
    assert answer.headline == "Do not make this drop"


def test_quoting_the_simulated_percentile():
    decision = _rugs(**{"drops.spring_capsule.promise": "p90"})
    assert decision.promise == math.ceil(decision.kpi("lead_time_p90").mean)
    assert decision.kpi("on_time").mean >= 90
    assert f"promise {decision.promise:.0f} days" in decision.verdict.headline


def test_a_promise_too_short_is_called_so():
    decision = _rugs(**{"drops.spring_capsule.promise": "5 d"})
    assert "cannot be promised" in decision.verdict.headline
    assert decision.verdict.tone == "warn"


def test_more_tufters_never_make_it_later():
    fewer, more = (_rugs(**{"pools.tufter.size": n}) for n in (1, 4))
    assert more.kpi("lead_time_p90").mean <= fewer.kpi("lead_time_p90").mean


def test_without_baseline_nothing_is_compared():
    from workbench.studies.decide import _quote
    from workbench.studies.prepare import prepare

    factory = dataclasses.replace(load_twin("rug_studio"), baseline=None)
    setup = prepare(factory, floor=False)
    assert _quote(setup, None, None) is None


def test_stop_is_honoured():
    with pytest.raises(InfeasibleError, match="stopped"):
        decide(dataclasses.replace(RUGS, seed=99), stop=lambda: True)


def test_a_drop_without_price_says_so(tmp_path):
    text = (find_twin("rug_studio")).read_text(encoding="utf-8")
    twin = tmp_path / "twin.yaml"
    twin.write_text(text.replace("    price: 890 EUR\n", ""), encoding="utf-8")
    with pytest.raises(SpecError, match="has no price"):
        decide(Scenario(str(twin), replications=2))


def test_more_preorders_than_pieces_ask_for_a_larger_offer():
    seen = {"drops.C1.preorder.placed": 27}
    answer = decide(dataclasses.replace(TEES, settings=seen)).verdict
    assert answer.headline == "Make it here, and offer more"
    none = decide(dataclasses.replace(TEES, settings={"drops.C1.preorder.placed": 0})).verdict
    assert none.headline == "Do not make this drop"
    assert "20 it takes to start" in none.text


def test_an_empty_drop_is_refused():
    with pytest.raises(SpecError, match="empty"):
        _rugs(**{"drops.spring_capsule.pieces": 0})


def test_seen_preorders_move_demand():
    drop = load_twin("apparel_microfactory").drop("C1")
    for placed, mean in ((27, 27 + 60.2), (0, 5.6)):
        preorder = dataclasses.replace(drop.preorder, placed=placed, passed=None)
        seen = dataclasses.replace(drop, preorder=preorder)
        demand = demand_of(seen, 50, seed=1, replications=4000)
        assert demand.mean == pytest.approx(mean, abs=0.05)
        assert demand.orders.min() >= placed
        draws = mean_interval(demand.orders, level=0.999)
        assert draws.low <= demand.mean <= draws.high
    assert chance_of(seen, 20) < 0.1 < chance_of(drop, 20)


def test_orders_at_hand_are_certain():
    drop = dataclasses.replace(load_twin("rug_studio").drops[0], preorder=None)
    demand = demand_of(drop, 12, seed=1, replications=5)
    assert demand.known
    assert demand.orders.tolist() == [12] * 5
    assert chance_of(drop, 5) == 1.0


def test_here_and_offshore_meet_the_same_customers(rugs):
    """Orders that sell out here are at least as many offshore: one draw serves both."""
    factory = load_twin("rug_studio")
    first = demand_of(factory.drops[0], 12, seed=0, replications=40)
    again = demand_of(factory.drops[0], 12, seed=0, replications=40)
    assert (first.orders == again.orders).all()
    unsold = next(r for r in rugs.comparison if r.label == "Unsold share")
    run = next(r for r in rugs.comparison if r.label == "Order size").offshore
    expected = 100 * (1 - np.minimum(first.orders, run).mean() / run)
    assert unsold.offshore == pytest.approx(expected)


def test_a_waiting_page_imports_no_engine():
    code = (
        "import sys, workbench.studies, workbench.studies.decision, workbench.analysis.kpi, "
        "workbench.analysis.quote, workbench.analysis.verdict;"
        "print([m for m in ('numba', 'simpy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_at_most_nine_categories_of_cost_named_alike(decision):
    here, offshore = dict(decision.cost_here), dict(decision.cost_offshore)
    assert len(here.keys() | offshore.keys()) <= 9
    assert "Delivery and returns" in here.keys() & offshore.keys()


def test_a_supplier_is_bought_like_material():
    off_site = decide(dataclasses.replace(RUGS, variant="dye_off_site", replications=5))
    here = decide(dataclasses.replace(RUGS, replications=5))
    assert [name for name, _ in off_site.cost_here] == [name for name, _ in here.cost_here]
    assert off_site.kpi("bottleneck").text == "Tufters"


@pytest.mark.parametrize(
    ("placed", "whole", "ahead", "sd", "tone"),
    [(27, 85.99, 60.2, 13.5, ("good", "warn")), (0, 8.02, 5.6, 4.1, ("bad",))],
)
def test_preorders_turn_the_capsule(placed, whole, ahead, sd, tone):
    """Prior 60, cv 60 %: 27 orders at 30 % of the window mean 86, none mean 8."""
    settings = {"drops.C1.preorder.placed": placed, "drops.C1.preorder.passed": "30 %"}
    decision = decide(Scenario("apparel_microfactory", "C1", settings=settings, replications=20))
    belief = decision.expected
    assert belief.whole == pytest.approx(whole, abs=0.01)
    assert (belief.ahead, belief.ahead_sd) == pytest.approx((ahead, sd), abs=0.05)
    assert (belief.before, belief.before_sd) == pytest.approx((42.0, 26.0), abs=0.05)
    assert decision.verdict.tone in tone
    assert ("Green light" in decision.verdict.text) == (placed == 27)
    assert any(f"{belief.whole:.1f} orders" in note for note in decision.notes)


@pytest.mark.parametrize("pieces", [1, 2, 200])
def test_any_number_of_pieces_adds_up(pieces):
    settings = {"drops.spring_capsule.pieces": pieces}
    decision = decide(Scenario("rug_studio", settings=settings, replications=4))
    cost = decision.kpi("cost")
    assert sum(amount for _, amount in decision.cost_here) == pytest.approx(cost.mean)
    for kpi in decision.kpis:
        assert kpi.low <= kpi.mean <= kpi.high
        assert all(math.isfinite(v) for v in (kpi.mean, kpi.p50, kpi.p90))
    rows = {row.label: row for row in decision.comparison}
    assert cost.delta.startswith("−") == (rows["Cost per piece sold"].difference < 0)


def test_without_a_piece_sold_there_is_no_cost_of_one():
    settings = {
        "drops.spring_capsule.preorder.placed": 0,
        "drops.spring_capsule.preorder.passed": "100 %",
    }
    decision = decide(Scenario("rug_studio", settings=settings, replications=4))
    assert decision.verdict.headline == "Do not make this drop"
    assert "Cost per piece sold" not in {row.label for row in decision.comparison}
    assert all(math.isfinite(row.difference) for row in decision.comparison)


@pytest.mark.parametrize(
    ("column", "scenario"),
    [(1, Scenario("apparel_microfactory", "C1")), (3, Scenario("rug_studio"))],
)
def test_the_page_on_figures_tells_these(column, scenario):
    page = Path(__file__).parents[2] / "docs" / "figures.md"
    cells = [line.split("|") for line in page.read_text(encoding="utf-8").splitlines()]
    told = {row[1].strip(" *"): row[column + 1].strip(" *") for row in cells if len(row) == 7}
    decision = decide(scenario)
    rows = {row.label: row for row in decision.comparison}
    found = dict(decision.cost_here) | {
        "Total": decision.kpi("cost").mean,
        "Cost per piece sold, offshore": rows["Cost per piece sold"].offshore,
        "CO2e per piece sold [kg]": rows["CO2e per piece sold"].here,
        "CO2e per piece sold, offshore [kg]": rows["CO2e per piece sold"].offshore,
    }
    for name, value in found.items():
        assert value == pytest.approx(float(told[name]), rel=0.01, abs=0.01), name


def test_the_belief_and_the_rules_are_among_the_estimates():
    decision = decide(Scenario("rug_studio", replications=2))
    listed = {entry.path: entry.value for entry in decision.estimates}
    assert listed["drops.spring_capsule.preorder.prior.mean"] == "12 pieces"
    assert listed["rule: practical capacity"] == "80 %"
    assert len(listed) == len(decision.estimates)
