"""`workbench layout` and `workbench bench layout`: files, figures, exit codes."""

import json

import ezdxf
import pytest
from typer.testing import CliRunner

from workbench.benchmarks.floor_verifier import verify
from workbench.cli.app import app
from workbench.layout import FloorProblem
from workbench.model import load_twin

RUN = CliRunner()


def test_a_layout_in_json_as_drawing_and_as_dxf(tmp_path):
    svg, dxf, out = tmp_path / "f.svg", tmp_path / "f.dxf", tmp_path / "f.json"
    asked = ["layout", "rug_studio", "--evaluations", "6000", "--seed", "2", "--lock", "vat"]
    result = RUN.invoke(
        app, [*asked, "--svg", str(svg), "--dxf", str(dxf), "--json", str(out), "--rank", "3"]
    )
    assert result.exit_code == 0, result.output
    document = json.loads(out.read_text())
    best = document["layouts"][0]
    assert best["cost"] < document["start"]["cost"]
    problem = FloorProblem(load_twin("rug_studio"))
    places = {name: tuple(pose) for name, pose in best["placements"].items()}
    assert places["vat"] == problem.placements["vat"]
    judged = verify(problem, places)
    assert judged.is_clean, judged.faults
    assert judged.cost == pytest.approx(best["cost"], rel=1e-4)
    assert {row["layout"] for row in document["ranking"]["rows"]} == set(
        range(len(document["layouts"]))
    )
    assert "<svg" in svg.read_text()
    assert ezdxf.readfile(dxf).modelspace()
    again = RUN.invoke(app, [*asked, "--json", "-"])
    assert json.loads(again.output)["layouts"] == document["layouts"]


def test_a_table_for_people():
    result = RUN.invoke(app, ["layout", "rug_studio", "--evaluations", "2000"])
    assert result.exit_code == 0
    assert "walking a week" in result.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--lock", "vatt"], "vat"),
        (["--seconds", "1", "--evaluations", "5"], "both"),
        (["--seconds", "-1"], "seconds"),
        (["--drop", "autumn"], "autumn"),
    ],
)
def test_bad_questions_end_with_two(options, said):
    result = RUN.invoke(app, ["layout", "rug_studio", *options])
    assert result.exit_code == 2
    assert said in result.output


def test_no_layout_ends_with_one(tmp_path):
    small = tmp_path / "small.yaml"
    small.write_text(
        "twin: Small\n"
        "stations:\n  a: {footprint: {shape: [2 m, 1 m], clearance: {front: 1 m}}}\n"
        "  b: {footprint: {shape: [2 m, 1 m], clearance: {front: 1 m}}}\n"
        "products:\n"
        "  p: {routing: [{one: {station: a, time: 1 h}}, {two: {station: b, time: 1 h}}]}\n"
        "drops: {d: {product: p, pieces: 10}}\n"
        "floor:\n  size: [2.5 m, 2.5 m]\n"
        "  placements: {a: {at: [1.2 m, 0.6 m]}, b: {at: [1.2 m, 1.8 m]}}\n"
    )
    result = RUN.invoke(app, ["layout", str(small), "--evaluations", "2000"])
    assert result.exit_code == 1
    assert "no layout" in result.output


def test_the_benchmark_runs_one_floor_and_a_folder_of_instances(tmp_path):
    (tmp_path / "tiny.dat").write_text("3\n0 1 2\n1 0 3\n2 3 0\n\n0 5 1\n5 0 2\n1 2 0\n")
    (tmp_path / "tiny.txt").write_text(
        "3\nratio\nRectilinear\n9\n4 3\nsparse\n\n1 4 4\n2 4 4\n3 4 4\n\n1 2 1\n2 3 2\n"
    )
    (tmp_path / "readme.txt").write_text("not an instance\n")
    result = RUN.invoke(
        app,
        ["bench", "layout", "--floor", "upcycler_container", "--seconds", "0.3", "--no-peers",
         "--data", str(tmp_path), "--slot-seconds", "0.2", "--block-seconds", "0.2", "--json", "-"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    (floor,) = document["floors"]
    assert floor["is_clean"]
    assert floor["cost"] <= floor["reference"] * (1 + 1e-4)
    (slots,) = document["slots"]
    assert slots["instance"] == "tiny"
    (blocks,) = document["blocks"]
    # Three strips across the depth, each 1 m: neighbours are 1 m apart, 1 and 2 trips.
    assert blocks["cost"] == pytest.approx(3.0)
    assert [line["stations"] for line in document["ways"]] == [15, 25, 50]


def test_an_unknown_floor_is_refused_with_the_nearest():
    result = RUN.invoke(app, ["bench", "layout", "--floor", "kiln_coop_smal"])
    assert result.exit_code == 2
    assert "kiln_coop_small" in result.output
