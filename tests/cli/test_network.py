"""A network of nodes from the command line."""

from __future__ import annotations

import json

from tests.plan.test_network_lowering import NET


def test_check_and_simulate_a_network(run, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "store.db"))
    path = tmp_path / "twin.yaml"
    path.write_text(NET.replace("fails: {every: {exponential: 30 d}", "fails: {every: 12 h"))
    answer = run("check", path, "--json", "-")
    assert answer.code == 0, answer
    assert json.loads(answer.out)["nodes"] == ["lisbon", "porto", "vigo"]
    # slow work, so that some of it is not begun when a node fails
    slow = ("--set", "products.bag.routing.sew.time=4 h", "--set", "network.nodes.porto.capacity=1")
    options = ("--json", "-", "--replications", "5", *slow)
    answer = run("simulate", path, "--drop", "bag", *options)
    assert answer.code == 0, answer
    kpis = json.loads(answer.out)["kpis"]
    assert kpis["handed_on"]["mean"] > 0
    assert kpis["lane_cost"]["unit"] == "EUR"
    shares = [kpis[f"made.{node}"]["mean"] for node in ("lisbon", "porto", "vigo")]
    assert abs(sum(shares) - 100) < 1e-9


def test_a_node_that_makes_nothing_of_it_is_named(refused, tmp_path):
    path = tmp_path / "twin.yaml"
    path.write_text(NET.replace("product: cap,", "product: hat,"))
    assert "no node of the network can make 'hat'" in refused("check", path)
