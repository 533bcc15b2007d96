"""Questions that play until they know enough."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from workbench.errors import SpecError
from workbench.model import Factory, Scenario
from workbench.studies import best_of, sensitivity, simulate, steady, until
from workbench.studies.outcomes import OUTCOMES, Source
from workbench.studies.sensitivity import parameters_of, varied

RUG = Scenario("rug_studio")


def with_people(count: int) -> Scenario:
    return dataclasses.replace(RUG, settings={"pools.tufter.size": count})


def test_outcomes_are_those_of_the_event_log():
    factory = RUG.factory()
    run = simulate(factory, factory.drops[0], replications=30, engine="simpy")
    for name in ("lead_time", "makespan"):
        drawn = Source(RUG, OUTCOMES[name]).draw(0, 30)
        assert drawn.mean() == pytest.approx(run.kpi(name).mean, rel=1e-12)


def test_blocks_join_to_one_run():
    source = Source(RUG, OUTCOMES["cost"])
    whole = source.draw(0, 12)
    # the rent's driver, the bottleneck, is that of the run: the same in both parts here
    assert np.concatenate((source.draw(0, 5), source.draw(5, 7))) == pytest.approx(whole, rel=0.02)


def test_until_reaches_its_precision():
    found = until(RUG, "lead_time", relative=0.005)
    assert found.reached
    assert found.unit == "days"
    half = found.interval.high - found.interval.value
    assert half <= 0.005 * found.interval.value
    assert not until(RUG, "lead_time", relative=1e-6, most=200).reached


def test_more_people_are_chosen_for_speed_and_said_to_be():
    choice = best_of([with_people(n) for n in (1, 2, 4)], "makespan", indifference=0.25)
    assert choice.best == 2
    assert choice.decided
    assert [entry.number for entry in choice.ranking] == [2, 1, 0]
    assert choice.ranking[0].behind.interval.value == 0.0
    assert choice.ranking[-1].behind.interval.low > 0.0


def test_a_budget_is_kept():
    choice = best_of([with_people(n) for n in (1, 2, 4)], "makespan", budget=300)
    assert choice.best == 2
    assert choice.replications == 300


@pytest.mark.parametrize("wrong", [{}, {"indifference": 1.0, "budget": 100}, {"budget": 6}])
def test_a_choice_needs_one_rule_to_end(wrong):
    with pytest.raises(SpecError):
        best_of([with_people(1), with_people(2)], **wrong)


def test_different_seeds_share_no_chance():
    with pytest.raises(SpecError, match="seeds"):
        best_of([RUG, dataclasses.replace(RUG, seed=1)], indifference=1.0)


def test_a_tornado_orders_parameters_by_what_they_do():
    paths = ["products.rug_3m2.routing.tuft.time", "products.rug_3m2.routing.pack.time"]
    tornado = sensitivity(RUG, paths, "makespan", replications=60)
    assert [entry.path for entry in tornado.effects] == paths
    tuft, pack = tornado.effects
    assert tuft.elasticity.low > 0.1
    assert tuft.down.interval.value < 0.0 < tuft.up.interval.value
    assert tuft.swing > pack.swing
    assert tornado.rows()[0]["parameter"] == paths[0]


def test_what_cannot_be_smaller_has_one_end():
    tornado = sensitivity(RUG, ["pools.dyer.size"], "makespan", replications=20)
    (effect,) = tornado.effects
    assert effect.low is None
    assert effect.high == 2


def test_the_parameters_of_a_drop_are_its_people_machines_and_times():
    paths = parameters_of(RUG.factory())
    assert "pools.tufter.size" in paths
    assert "stations.frame.machines" in paths
    assert "products.rug_3m2.routing.tuft.time" in paths
    tornado = sensitivity(RUG, replications=4)
    assert len(tornado.effects) + len(tornado.refused) == len(paths)
    assert not tornado.refused


@pytest.mark.parametrize(
    ("value", "larger"),
    [
        ("40 min", "44 min"),
        (
            {"triangular": [1, 2.0, 3], "unit": "h/m2"},
            {"triangular": [1.1, 2.2, 3.3], "unit": "h/m2"},
        ),
        ({"of": "print_area", "rate": "33 m2/h"}, {"of": "print_area", "rate": "30 m2/h"}),
        (3, 4),
    ],
)
def test_values_change_as_they_are_written(value, larger):
    assert varied(value, 1, 0.1)[0] == larger


def test_what_is_no_figure_or_no_quantity_is_refused():
    with pytest.raises(SpecError, match="did you mean"):
        until(RUG, "lead_tim", relative=0.1)
    with pytest.raises(SpecError):
        varied("weekdays", 1, 0.1)
    with pytest.raises(SpecError, match="says nothing"):
        sensitivity(RUG, ["pools.nobody.wage"], replications=2)


QUEUE = """
twin: Queue
stations:
  server: {{machines: 1}}
products:
  customer:
    routing:
      - serve: {{station: server, time: {time}}}
orders:
  stream: {{product: customer, every: {{exponential: 1.25 min}}, count: {count}}}
report: {{warm_up: 10 %}}
"""


def queue(time="{exponential: 1 min}", count=100_000):
    return Factory.from_yaml(QUEUE.format(time=time, count=count))


@pytest.mark.parametrize(("time", "expected"), [("{exponential: 1 min}", 5.0), ("1 min", 3.0)])
@pytest.mark.parametrize("replications", [1, 10])
def test_a_queue_settles_where_theory_says(time, expected, replications):
    """Pollaczek and Khinchine at 80 %: M/M/1 takes 5 minutes, M/D/1 takes 3."""
    found = steady(queue(time, 100_000 // replications), replications=replications, level=0.999)
    assert found.is_sound
    assert found.interval.low <= expected <= found.interval.high
    assert found.interval.high - found.interval.low < 0.5 * expected
    assert found.warm_up < 0.2 * found.orders
    assert found.method == ("batch means" if replications == 1 else "replications")


def test_what_never_settles_is_said():
    crowded = steady(queue("{exponential: 2 min}", 5000))
    assert not crowded.is_sound
    with pytest.raises(SpecError, match="no stream"):
        steady(RUG.factory())


def test_a_stream_is_known_to_a_wanted_precision(tmp_path):
    path = tmp_path / "twin.yaml"
    path.write_text(QUEUE.format(time="{exponential: 1 min}", count=2000))
    source = Source(Scenario(str(path)), OUTCOMES["lead_time"])
    run = simulate(Scenario(str(path)).factory(), replications=20)
    assert source.unit == run.kpi("lead_time").unit == "min"
    assert source.draw(0, 20).mean() == pytest.approx(run.kpi("lead_time").mean, rel=1e-12)
    with pytest.raises(SpecError, match="only a drop"):
        until(Scenario(str(path)), "cost", relative=0.1)
