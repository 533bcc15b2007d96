import numpy as np
import pytest

from workbench.errors import InfeasibleError, SpecError
from workbench.model import Factory, load_twin
from workbench.studies import simulate
from workbench.studies.run import finished

MM1 = """
twin: M/M/1
stations:
  server: {machines: 1}
products:
  customer:
    routing:
      - serve: {station: server, time: {exponential: 1 min}}
orders:
  stream: {product: customer, every: {exponential: 1.25 min}, count: 4000}
report: {warm_up: 10 %}
"""


@pytest.fixture(scope="module")
def studio():
    return load_twin("rug_studio")


@pytest.fixture(scope="module")
def run(studio):
    return simulate(studio, replications=30, seed=7)


def _kpi(run, name):
    return next(kpi for kpi in run.kpis if kpi.name == name)


def test_key_figures_of_the_rug_studio(run):
    assert {"lead_time_p90", "lead_time", "on_time", "throughput", "wip", "bottleneck"} <= {
        kpi.name for kpi in run.kpis
    }
    lead = _kpi(run, "lead_time_p90")
    assert lead.low <= lead.mean <= lead.high
    assert lead.mean == lead.p90
    assert lead.unit == "days"
    assert 8 < lead.mean < 25
    assert run.makespan / 1440 == pytest.approx(_kpi(run, "makespan").mean)
    for kpi in run.kpis:
        assert kpi.definition.endswith(".") or kpi.definition.endswith(". ")
        assert kpi.label


def test_little_holds_between_the_figures(run):
    wip, rate = _kpi(run, "wip").mean, _kpi(run, "throughput").mean
    assert wip == pytest.approx(rate * _kpi(run, "lead_time").mean, rel=0.02)


def test_same_seed_same_log_other_seed_another(studio, run):
    again = simulate(studio, replications=30, seed=7)
    assert again.log.sha256() == run.log.sha256()
    other = simulate(studio, replications=30, seed=8)
    assert other.log.sha256() != run.log.sha256()


def test_replications_can_be_played_in_blocks(studio, run):
    tail = simulate(studio, replications=5, first=25, seed=7)
    assert (tail.log["end"] == run.log.where(run.log["replication"] >= 25)["end"]).all()


def test_the_promise_is_kept_as_often_as_the_log_says(studio, run):
    hits = run.log.only(kind=4)
    share = 100 * float((hits["time"] <= hits["due"]).mean())
    assert _kpi(run, "on_time").mean == pytest.approx(share)


def test_stream_of_orders_is_measured_in_minutes():
    run = simulate(Factory.from_yaml(MM1), replications=6, seed=1)
    lead = _kpi(run, "lead_time")
    assert lead.unit == "min"
    # M/M/1 at a load of 0.8: 1 / (1 − 0.8) = 5 minutes
    assert lead.low - 0.7 <= 5.0 <= lead.high + 0.7
    assert _kpi(run, "busy.server").mean == pytest.approx(80, abs=3)
    assert len(np.unique(run.log["replication"])) == 6


def test_stopped_before_anything_is_said(studio):
    with pytest.raises(InfeasibleError, match="stopped"):
        simulate(studio, replications=3, stop=lambda: True)


def test_progress_is_told(studio):
    told = []
    simulate(studio, replications=3, listener=lambda done, wanted: told.append((done, wanted)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nothing_that_survives_is_infeasible():
    lost = MM1.replace("{exponential: 1 min}}", "{exponential: 1 min}, scrap: 100 %}")
    with pytest.raises(InfeasibleError, match="no piece was finished"):
        simulate(Factory.from_yaml(lost.replace("4000", "5")), replications=2)


def test_unknown_drop_is_named(studio):
    with pytest.raises(SpecError, match="spring_capsul"):
        simulate(studio, "spring_capsul")


def test_finished_needs_rows(run, studio):
    with pytest.raises(InfeasibleError, match="stopped"):
        finished(run.log.where(np.zeros(len(run.log), bool)), studio, run.spec)


def test_a_drop_is_timed_apart_from_the_stream_beside_it():
    text = """
twin: Counter
horizon: 4 weeks
stations: {server: {machines: 1}}
products:
  bag: {routing: [{serve: {station: server, time: 30 min}}]}
drops:
  first: {product: bag, pieces: 3, promise: 1 d}
orders:
  web: {product: bag, every: 1 d, count: 20}
"""
    factory = Factory.from_yaml(text)
    run = simulate(factory, "first", replications=2)
    # three pieces of half an hour after one another; the stream goes on for three weeks
    assert _kpi(run, "makespan").mean * 24 <= 2.0
    assert len(finished(run.log, factory, run.spec)) == 2 * 3
    alone = simulate(factory, replications=2)
    assert len(finished(alone.log, factory, alone.spec)) == 2 * 20
