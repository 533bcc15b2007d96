"""``simulate --precision``, ``sensitivity`` and ``best``: as many plays as the answer takes."""

from __future__ import annotations

import json

import pytest

MAKERS = ["--try", "pools.maker.size=1,2"]


def test_it_plays_until_the_lead_time_is_known(run, tmp_path):
    options = ["--precision", "1%", "--store", tmp_path / "store.sqlite", "--json", "-"]
    answer = run("simulate", "rug_studio", *options)
    assert answer.code == 0, answer
    document = json.loads(answer.out)
    lead = document["kpis"]["lead_time"]
    low, high = lead["ci95"]
    assert (high - low) / 2 <= 0.01 * lead["mean"]
    assert document["replications"] >= 100


@pytest.mark.parametrize("text", ["much", "0%", "1.5", "-1%"])
def test_a_precision_is_a_share(run, twin, text):
    answer = run("simulate", twin(), "--precision", text)
    assert answer.code == 2
    assert "no share" in answer.err


def test_a_tornado_is_printed_and_written(run):
    paths = ["products.rug_3m2.routing.tuft.time", "products.rug_3m2.routing.pack.time"]
    options = [word for path in paths for word in ("--parameter", path)]
    command = ["sensitivity", "rug_studio", *options, "--figure", "makespan", "--replications", 30]
    answer = run(*command)
    assert answer.code == 0, answer
    assert answer.out.index("tuft.time") < answer.out.index("pack.time")
    document = json.loads(run(*command, "--json", "-").out)
    assert [entry["parameter"] for entry in document["effects"]] == paths
    assert document["unit"] == "days"
    assert run("sensitivity", "rug_studio", "--figure", "beauty").code == 2


def test_the_best_is_chosen(run, twin):
    command = ["best", twin(), *MAKERS, "--figure", "makespan", "--indifference", 0.001]
    document = json.loads(run(*command, "--json", "-").out)
    assert document["best"] == "pools.maker.size=2"
    assert document["decided"]
    assert "pools.maker.size=1" in run(*command).out


@pytest.mark.parametrize(
    "options", [[], ["--budget", "100", "--indifference", "1"], ["--try", "pools.maker.size"]]
)
def test_a_choice_must_be_one(run, twin, options):
    answer = run("best", twin(), *MAKERS, *options)
    assert answer.code == 2, answer
