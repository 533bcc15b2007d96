"""The nesting benchmark: what it compares, how it pairs, what it refuses."""

from __future__ import annotations

import json

import numpy as np
import pytest

from workbench.benchmarks import nesting as bench
from workbench.errors import SpecError
from workbench.nesting import Instance

TRIANGLES = {
    "name": "triangles",
    "strip_height": 30.0,
    "items": [
        {
            "id": 0,
            "demand": 4,
            "allowed_orientations": [0, 180],
            "shape": {"type": "simple_polygon", "data": [[0, 0], [20, 0], [5, 14]]},
        }
    ],
}


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "nesting"
    folder.mkdir()
    (folder / "triangles.json").write_text(json.dumps(TRIANGLES))
    sheets = {"name": "sheets", "items": [], "bins": []}
    (folder / "sheets.json").write_text(json.dumps(sheets))
    return tmp_path


def runs(ours, peers):
    return [
        {"instance": name, "seed": seed, "engine": engine, "density": density}
        for name in ours
        for engine, table in ((bench.OURS, ours), (bench.PEER, peers))
        for seed, density in enumerate(table[name])
    ]


def test_differences_are_paired_and_instances_weigh_alike():
    ours = {"a": [0.80, 0.82], "b": [0.70]}
    peers = {"a": [0.79, 0.80], "b": [0.71]}
    total = bench.summary(runs(ours, peers))
    a, b = total["instances"]
    assert a["difference"] == pytest.approx(1.5)
    assert b["difference"] == pytest.approx(-1.0)
    assert b["ci95"] == pytest.approx([-1.0, -1.0])
    assert a["ci95"] == pytest.approx([1.0, 2.0])
    assert total["difference"] == pytest.approx(0.25)
    assert total[bench.OURS] == pytest.approx((81.0 + 70.0) / 2)


def test_interval_covers_a_known_mean():
    rng = np.random.default_rng(3)
    hits = 0
    for trial in range(60):
        noise = rng.normal(0.02, 0.01, 12)
        total = bench.summary(runs({"a": list(0.5 + noise)}, {"a": [0.5] * 12}), seed=trial)
        low, high = total["ci95"]
        hits += low <= 2.0 <= high
    assert hits >= 48  # nominal 57; a percentile interval of 12 pairs is a little short


def test_strips_are_found_and_others_named(data, monkeypatch):
    assert list(bench.instances(data)) == ["triangles"]
    with pytest.raises(SpecError, match=r"no instance 'shirts'.*triangles"):
        bench.instances(data, ["shirts"])
    monkeypatch.delenv("WORKBENCH_BENCH_DATA", raising=False)
    with pytest.raises(SpecError, match="--data"):
        bench.instances(None)
    monkeypatch.setenv("WORKBENCH_BENCH_DATA", str(data / "nesting"))
    assert list(bench.instances(None)) == ["triangles"]
    with pytest.raises(SpecError, match="holds no instances"):
        bench.instances(data / "nothing")


def test_engines_take_turns_and_are_judged_alike(data, monkeypatch):
    pytest.importorskip("spyrrow")
    monkeypatch.setattr(bench, "start_up", dict)
    monkeypatch.setattr(bench, "RATE_EVALUATIONS", 2000)
    heard = []
    document = bench.nesting(data, seconds=1.0, seeds=1, threads=1, tell=heard.append)
    assert [line.split()[3] for line in heard] == [f"{bench.OURS}:", f"{bench.PEER}:"]
    assert document["faults"] == []
    assert document["summary"]["instances"][0][bench.PEER] > 40.0
    assert document["rates"][0]["evaluations_per_second"] > 1e4


def test_without_the_peer_only_ours_is_run(data, monkeypatch):
    monkeypatch.setattr(bench, "start_up", dict)
    document = bench.nesting(data, seconds=0.2, seeds=2, threads=1, peer=False, rates=False)
    assert {run["engine"] for run in document["runs"]} == {bench.OURS}
    assert document["rates"] == []


def test_rate_counts_what_one_thread_weighs(monkeypatch):
    monkeypatch.setattr(bench, "RATE_EVALUATIONS", 5000)
    assert bench.rate(Instance.from_json(TRIANGLES)) > 1e4
