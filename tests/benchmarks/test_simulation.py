"""What the benchmark of simulation engines says, on models small enough for a test."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from workbench.analysis.intervals import mean_interval
from workbench.benchmarks import models
from workbench.benchmarks.common_numbers import common_numbers
from workbench.benchmarks.simulation import simulation
from workbench.sim import play
from workbench.sim.tallies import tally


@pytest.mark.parametrize(
    "spec", [models.drop50(), models.mm1(300), models.jackson(200)], ids=("drop50", "mm1", "net")
)
def test_both_engines_play_a_model_alike(spec):
    first, second = (
        play(spec, replications=2, engine=engine).sha256() for engine in ("compiled", "simpy")
    )
    assert first == second


def test_ways_through_the_network_carry_its_traffic():
    visits = np.zeros(3)
    for rate, way in models.paths(1e-9):
        for station in way:
            visits[station] += rate
    # arrival rates of case 11
    assert visits == pytest.approx([0.563725, 0.588235, 0.637255], abs=1e-5)
    assert sum(rate for rate, _ in models.paths()) == pytest.approx(sum(models.ARRIVALS))


def test_the_drop_written_for_stock_simpy_is_the_same_drop():
    pytest.importorskip("simpy")
    from workbench.benchmarks.stock_simpy import drop50

    ours = mean_interval(tally(models.drop50(), replications=2000).makespan)
    theirs = mean_interval([drop50(r) for r in range(150)], 0.999)
    assert theirs.low <= ours.value <= theirs.high


def test_every_engine_is_reported(monkeypatch):
    document = simulation(rounds=1, customers=2000, slow=False)
    for name in ("drop50", "mm1", "jackson"):
        engines = document["models"][name]["engines"]
        assert list(engines) == ["compiled", "simpy (ours)", "simpy (ours), no log", "SimPy"]
        for line in engines.values():
            assert line["cpu_seconds"] > 0.0
            assert line["events_per_second"] > 0.0
    monkeypatch.setattr("workbench.benchmarks.simulation._installed", lambda name: not name)
    document = simulation(rounds=1, customers=2000, slow=True)
    assert document["models"]["mm1"]["missing"] == ["SimPy", "Ciw", "salabim"]
    assert document["models"]["mm1"]["engines"]["compiled"]["faster_than_simpy"] is None


def test_the_command_prints_one_document():
    from workbench.cli.app import app

    words = ["bench", "simulation", "--rounds", "1", "--customers", "1000", "--pairs", "50"]
    answer = CliRunner().invoke(app, [*words, "--no-peers", "--json", "-"])
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.output)
    assert set(document) == {
        "conditions", "models", "thousand_drops", "snapshots", "common_random_numbers",
    }  # fmt: skip
    found = document["snapshots"]
    assert found["same_bytes"]
    assert found["bytes"] < 100_000
    assert found["what_ifs"]["count"] == 500
    assert len(document["common_random_numbers"]) == 12


@pytest.mark.slow
def test_common_numbers_divide_the_variance_by_five_at_least():
    for line in common_numbers(20_000):
        assert line["gain"] is None or line["gain"] >= 5.0, line


@pytest.mark.slow
@pytest.mark.parametrize("peer", ["ciw_mm1", "salabim_mm1", "ciw_jackson"])
def test_peers_agree_with_theory(peer):
    pytest.importorskip(peer.partition("_")[0])
    from workbench.benchmarks import other_peers

    values = [getattr(other_peers, peer)(4000, r) for r in range(12)]
    interval = mean_interval(values, 0.999)
    expected = 5.0 if peer.endswith("mm1") else models.JACKSON_TIME
    # starting empty and stopping at a number of customers shortens or lengthens it a little
    assert interval.low - 0.3 <= expected <= interval.high + 0.3
