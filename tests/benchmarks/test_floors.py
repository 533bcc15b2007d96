"""The benchmark floors and their verifier, which must find what is planted."""

import pytest

from workbench.benchmarks.floor_verifier import verify
from workbench.benchmarks.floors import best_known, floor_names, floor_twin
from workbench.layout import FloorProblem


def test_there_are_twelve_of_four_trades():
    names = floor_names()
    assert len(names) == 12
    for trade in ("kiln_coop", "dye_tuft", "print_sew", "upcycler"):
        assert sum(name.startswith(trade) for name in names) == 3


@pytest.mark.parametrize("name", floor_names())
def test_the_reference_layout_is_clean_and_costs_what_the_report_says(name):
    problem = FloorProblem(floor_twin(name))
    judged = verify(problem, problem.placements)
    assert judged.is_clean, judged.faults
    here = problem.standing(problem.placements)
    assert here.is_clean
    assert judged.cost == pytest.approx(here.scores.cost, rel=1e-4)


@pytest.mark.parametrize("name", floor_names())
def test_the_best_known_layout_is_clean_and_costs_what_is_written(name):
    known = best_known()[name]
    problem = FloorProblem(floor_twin(name))
    places = {station: tuple(pose) for station, pose in known["placements"].items()}
    judged = verify(problem, places)
    assert judged.is_clean, judged.faults
    assert judged.cost == pytest.approx(known["cost"], rel=1e-9)
    assert problem.standing(places).is_clean


@pytest.mark.parametrize(
    ("name", "station", "pose", "said"),
    [
        ("kiln_coop_small", "packing", (0.0, 0.0, 0.0), "off the floor"),
        ("kiln_coop_small", "glaze_kiln", (11_350.0, 4_000.0, 0.0), "too near outer wall"),
        ("dye_tuft_studio", "packing", (12_000.0, 2_000.0, 0.0), "stands in the zone wet"),
    ],
)
def test_the_verifier_finds_what_is_planted(name, station, pose, said):
    problem = FloorProblem(floor_twin(name))
    places = {**problem.placements, station: pose}
    judged = verify(problem, places)
    assert any(said in fault for fault in judged.faults), judged.faults
    assert not problem.standing(places).is_clean


def test_the_verifier_finds_a_blocked_way():
    problem = FloorProblem(floor_twin("dye_tuft_studio"))
    # The frame stands in the only door to the wet room.
    places = {**problem.placements, "frame": (10_500.0, 4_500.0, 90.0)}
    assert verify(problem, places).blocked > 0
