"""A run is answered from the store only while nothing it rests on has changed."""

from __future__ import annotations

import json
import shutil

import pytest

from workbench.model import find_twin


@pytest.fixture
def capsule(tmp_path):
    folder = tmp_path / "capsule"
    shutil.copytree(find_twin("apparel_microfactory").parent, folder)
    return folder


def test_another_order_file_is_another_run(run, capsule, tmp_path):
    asked = ("simulate", capsule, "--replications", 1, "--store", tmp_path / "s.sqlite")
    options = ("--set", "drops.C1.policy=make to order", "--json", "-")
    first = json.loads(run(*asked, *options).out)
    assert json.loads(run(*asked, *options).out) == first
    orders = capsule / "orders.csv"
    lines = orders.read_text(encoding="utf-8").splitlines(keepends=True)
    orders.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
    second = json.loads(run(*asked, *options).out)
    assert second["run"] != first["run"]
    assert second["log_sha256"] != first["log_sha256"]
    other = json.loads(run(*asked, *options, "--seed", 1).out)
    assert other["run"] not in {first["run"], second["run"]}
