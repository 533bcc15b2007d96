"""``workbench nest`` turns a pattern file into a marker that another program can use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.nesting import Instance
from workbench.nesting.invariants import check_marker

BUDGET = ["--evaluations", 2000]


def test_a_dxf_becomes_a_valid_marker(run, pattern):
    from workbench.formats import read_dxf
    from workbench.model.pattern import Cloth
    from workbench.nesting import Marker

    answer = run("nest", pattern, "--width", 800, "--size", "M=2", *BUDGET, "--json", "-")
    assert answer.code == 0, answer
    document = json.loads(answer.out)
    assert set(document) >= {
        "length", "width", "density", "placements", "unplaced", "evaluations", "seconds",
        "cpu_seconds", "sheets", "trace",
    }  # fmt: skip
    assert len(document["placements"]) == 2 * 3
    assert document["width"] == 800
    marker = Marker.from_document(document)
    instance = Instance.from_pattern(read_dxf(pattern), Cloth("cloth", 800.0), {"M": 2})
    assert check_marker(instance, marker) == []


def test_the_table_says_what_a_cutting_room_needs(run, pattern):
    answer = run("nest", pattern, "--width", 800, *BUDGET)
    assert answer.code == 0, answer
    for word in ("pieces", "cloth", "used by the pieces", "cut length"):
        assert word in answer.out


def test_json_instance_in_marker_out(run, tmp_path):
    square = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
    item = {
        "id": 0,
        "demand": 4,
        "allowed_orientations": [0.0],
        "shape": {"type": "simple_polygon", "data": square},
    }
    file = tmp_path / "squares.json"
    file.write_text(json.dumps({"name": "squares", "items": [item], "strip_height": 20}))
    answer = run("nest", file, "--evaluations", 100_000, "--json", tmp_path / "out.json")
    assert answer.code == 0, answer
    document = json.loads((tmp_path / "out.json").read_text())
    assert document["length"] == pytest.approx(20.0, rel=1e-6)
    assert document["density"] == pytest.approx(1.0, rel=1e-6)


def test_a_marker_is_written_for_screen_cutter_plotter_and_printer(run, pattern, tmp_path):
    files = {kind: tmp_path / f"marker.{kind}" for kind in ("svg", "dxf", "plt", "pdf")}
    options = [entry for kind, file in files.items() for entry in (f"--{kind}", file)]
    answer = run("nest", pattern, "--width", 800, *BUDGET, *options)
    assert answer.code == 0, answer
    starts = {kind: file.read_bytes()[:400] for kind, file in files.items()}
    assert b"<svg" in starts["svg"]
    assert b"SECTION" in starts["dxf"]
    assert starts["plt"].startswith(b"IN;")
    assert starts["pdf"].startswith(b"%PDF")


def test_the_same_seed_gives_the_same_marker_in_a_fresh_process(run, pattern):
    arguments = ["nest", str(pattern), "--width", "800", "--evaluations", "2000", "--json", "-"]
    here = json.loads(run(*arguments).out)
    command = [sys.executable, "-m", "workbench.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))
    there = json.loads(done.stdout)
    assert there["placements"] == here["placements"]


def test_a_third_party_pattern_nests_on_1500_mm(run, bench_data):
    file = bench_data / "patterns" / "freesewing_brian_aama_like.dxf"
    answer = run("nest", file, "--width", 1500, *BUDGET, "--json", "-")
    assert answer.code == 0, answer
    assert json.loads(answer.out)["unplaced"] == []


INSTANCES = Path(__file__).parents[1] / "nesting" / "instances"


def test_stock_is_nested_and_what_is_left_comes_back(run, tmp_path):
    answer = run(
        "nest", INSTANCES / "order_with_offcuts.json", *BUDGET, "--json", tmp_path / "out.json"
    )
    assert answer.code == 0, answer
    document = json.loads((tmp_path / "out.json").read_text())
    assert {sheet["stock"] for sheet in document["sheets"]} >= {"roll"}
    assert all(len(each["shape"]["data"]) for each in document["remnants"] if "shape" in each)


def test_ware_that_waits_for_the_next_firing_is_named(run):
    answer = run("nest", INSTANCES / "kiln_shelves.json", "--evaluations", 20_000)
    assert answer.code in (0, 1)
    assert "shelf/1" in answer.out


@pytest.mark.parametrize(
    ("option", "value", "where"),
    [
        ("--nap", "either-wy", "--nap"),
        ("--spread", "foldd", "--spread"),
        ("--repeat", "forty", "--repeat"),
        ("--unit", "ell", "--unit"),
        ("--rules", "none.rul", "none.rul"),
    ],
)
def test_an_option_that_is_none_is_named(run, pattern, option, value, where):
    answer = run("nest", pattern, option, value)
    assert answer.code == 2
    assert where in answer.err


def test_a_cutter_gets_its_file(run, pattern, tmp_path):
    answer = run("nest", pattern, "--nap", "either-way", "--repeat", "40,0", *BUDGET,
                 "--cut", tmp_path / "m.cut")  # fmt: skip
    assert answer.code == 0, answer
    assert (tmp_path / "m.cut").read_text().startswith("G71*M15*N1*")
