"""``workbench simulate`` and ``workbench runs``: figures for people and for programs, kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

FAST = ["--replications", "5"]


@pytest.fixture
def store(tmp_path):
    return ["--store", str(tmp_path / "store.sqlite")]


def test_the_json_is_the_documented_one(run, twin, store):
    answer = run("simulate", twin(), *FAST, *store, "--seed", 3, "--json", "-")
    assert answer.code == 0, answer
    document = json.loads(answer.out)
    assert set(document) == {
        "kpis", "replications", "seed", "engine", "log_sha256", "estimates", "run",
    }  # fmt: skip
    assert (document["replications"], document["seed"], document["engine"]) == (5, 3, "compiled")
    assert len(document["log_sha256"]) == 64
    for kpi in document["kpis"].values():
        assert {"mean", "ci95", "p50", "p90", "unit"} <= set(kpi)
    # Ten bags, two makers, one table at 12 minutes: at least 10 × 12 min of one working day.
    assert document["kpis"]["makespan"]["mean"] > 120 / 1440


def test_people_get_a_table(run, twin, store):
    answer = run("simulate", twin(), *FAST, *store)
    assert answer.code == 0, answer
    assert "Test studio, first" in answer.out
    assert "95 % interval" in answer.out
    assert "5 replications, seed 0" in answer.out


def test_the_same_question_is_answered_from_the_store(run, twin, store):
    first = json.loads(run("simulate", twin(), *FAST, *store, "--json", "-").out)
    again = run("simulate", twin(), *FAST, *store)
    assert "kept from an earlier run" in again.out
    assert json.loads(run("simulate", twin(), *FAST, *store, "--json", "-").out) == first
    fresh = json.loads(run("simulate", twin(), *FAST, *store, "--fresh", "--json", "-").out)
    assert fresh["log_sha256"] == first["log_sha256"]


def test_another_seed_or_setting_is_another_run(run, twin, store):
    file = twin()
    hashes = {
        json.loads(run("simulate", file, *FAST, *store, *options, "--json", "-").out)["log_sha256"]
        for options in ([], ["--seed", "1"], ["--set", "pools.maker.size=1"])
    }
    assert len(hashes) == 3


def test_the_log_is_written_as_a_table(run, twin, store, tmp_path):
    import pandas as pd

    file = twin()
    for name, read in (("log.csv", pd.read_csv), ("log.parquet", pd.read_parquet)):
        answer = run("simulate", file, *FAST, *store, "--log", tmp_path / name)
        assert answer.code == 0, answer
        frame = read(tmp_path / name)
        assert {"kind", "time", "replication", "job", "operation", "station"} <= set(frame.columns)
        assert frame["replication"].nunique() == 5


def test_runs_lists_and_shows_what_was_run(run, twin, store):
    assert "No run is kept yet" in run("runs", *store).out
    key = json.loads(run("simulate", twin(), *FAST, *store, "--json", "-").out)["run"]
    listed = run("runs", *store)
    assert key[:12] in listed.out
    assert "Test studio, first" in listed.out
    shown = run("runs", key[:6], *store)
    assert shown.code == 0, shown
    assert f"Run {key[:12]}" in shown.out
    (entry,) = json.loads(run("runs", *store, "--json", "-").out)
    assert entry["key"] == key
    assert json.loads(run("runs", key, *store, "--json", "-").out)["engine"] == "compiled"


def test_a_fresh_process_with_other_threads_and_processor_plays_the_same_log(run, twin, store):
    file = str(twin())
    here = json.loads(run("simulate", file, *FAST, *store, "--json", "-").out)["log_sha256"]
    command = [sys.executable, "-m", "workbench.cli", "simulate", file, *FAST, "--fresh"]
    command += [*store, "--json", "-"]
    environment = {**os.environ, "NUMBA_CPU_NAME": "generic", "NUMBA_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["log_sha256"] == here
