"""Rules one by one on floors made to just keep and just break them; scores; explained changes."""

import math
from itertools import pairwise

import pytest

from tests.layout.test_search import shop
from workbench.benchmarks.floors import best_known, floor_twin
from workbench.layout import FloorProblem, explain, intensities, spaghetti
from workbench.layout.drawing import drawing_faults
from workbench.model.factory import Factory

TWIN = """
twin: Rules
stations:
  a: {{footprint: {{shape: [1 m, 1 m]{a}}}}}
  b: {{footprint: {{shape: [1 m, 1 m]{b}}}}}
products:
  p: {{routing: [{{one: {{station: a, time: 1 h}}}}, {{two: {{station: b, time: 1 h}}}}]}}
drops: {{d: {{product: p, pieces: 10}}}}
floor:
  size: [14 m, 8 m]
{floor}
  exits: {{door: {{at: [0 m, 4 m], width: 1.2 m}}}}
  placements: {{a: {{at: [3 m, 4 m]}}, b: {{at: [11 m, 4 m]}}}}
"""


def problem(a="", b="", floor=""):
    return FloorProblem(Factory.from_yaml(TWIN.format(a=a, b=b, floor=floor)))


def margins(asked, a=None, b=None):
    places = {"a": a or (3000.0, 4000.0, 0.0), "b": b or (11000.0, 4000.0, 0.0)}
    report = asked.standing(places).report
    return {rule.name: rule.margin for rule in report.rules}, report


@pytest.mark.parametrize("wall", ["", "combustible", "noncombustible"])
def test_a_kiln_keeps_from_walls_by_their_material(wall):
    asked = problem(", traits: [kiln]", floor=f"  outer_wall: {wall}" if wall else "")
    due = 457.2 if wall == "noncombustible" else 914.4
    name = f"kiln_{wall or 'combustible'}_wall"
    for away, clean in ((due + 1.0, True), (due - 1.0, False)):
        found, report = margins(asked, a=(500.0 + away, 4000.0, 180.0))
        assert found[name] == pytest.approx(away - due)
        broken = [f for f in report.findings if f.rule == name]
        assert (not broken) == clean
        if broken:
            assert "UMC 1996" in broken[0].source
            assert "check local code" in broken[0].advice


def test_controls_of_a_kiln_need_room_and_what_is_beside_them_needs_none():
    asked = problem(", traits: [kiln], control: right", floor="  outer_wall: noncombustible")
    for gap, clean in ((763.0, True), (761.0, False)):
        found, _ = margins(asked, b=(4000.0 + gap, 4000.0, 0.0))
        assert (found["kiln_controls"] > 0.0) == clean
    # Its edge lies on the edge of the strip: it stands beside the controls, not before them.
    found, _ = margins(asked, b=(4100.0, 5000.0, 0.0))
    assert found["kiln_controls"] is None  # nothing stands before them at all


@pytest.mark.parametrize(
    ("a", "b", "rule", "due"),
    [
        ("kiln", "kiln", "kiln_to_kiln", 457.2),
        ("heat", "solvent", "heat_from_solvents", 6096.0),
        ("wet", "textile", "dye_from_textile", 2000.0),
        ("dust", "clean", "dust_from_clean", 2000.0),
        ("noise", "quiet", "noise_from_quiet", 3000.0),
    ],
)
def test_stations_of_two_traits_keep_apart(a, b, rule, due):
    asked = problem(f", traits: [{a}]", f", traits: [{b}]")
    for gap in (due + 1.0, due - 1.0):
        found, report = margins(asked, a=(2000.0, 4000.0, 0.0), b=(3000.0 + gap, 4000.0, 0.0))
        assert found[rule] == pytest.approx(gap - due)
        assert any(f.rule == rule for f in report.findings) == (gap < due)


def test_a_wall_between_takes_the_distance_away():
    wall = "  walls: {w: {start: [4 m, 0 m], end: [4 m, 6 m]}}"
    asked = problem(", traits: [wet]", ", traits: [textile]", wall)
    _, report = margins(asked, b=(5000.0, 4000.0, 0.0))
    assert not [f for f in report.findings if f.rule == "dye_from_textile"]
    _, report = margins(asked, a=(3000.0, 7000.0, 0.0), b=(4500.0, 7000.0, 0.0))
    assert [f for f in report.findings if f.rule == "dye_from_textile"]


def test_an_x_in_the_chart_says_how_far():
    asked = problem(
        floor="  relations: [{between: [a, b], rating: X, reasons: ['5'], distance: 4 m}]"
    )
    found, _ = margins(asked, b=(7500.0, 4000.0, 0.0))
    assert found["undesirable_neighbours"] == pytest.approx(-500.0)


def test_zones_and_door_swings():
    zone = (
        "  zones: {dry: {kind: clean, outline: [[8 m, 0 m], [14 m, 0 m], [14 m, 8 m], [8 m, 8 m]]}}"
    )
    found, report = margins(problem(b=", traits: [dust]", floor=zone))
    assert found["clean_zone"] < 0.0
    assert any("stands in the clean zone 'dry'" in f.text for f in report.findings)
    door = (
        "  walls: {w: {start: [6 m, 0 m], end: [6 m, 8 m]}}\n"
        "  doors: {d: {wall: w, at: 2 m, width: 1 m, swing: left}}"
    )
    asked = problem(floor=door)
    assert margins(asked)[0]["door_swing"] > 0.0
    assert margins(asked, a=(5000.0, 2000.0, 0.0))[0]["door_swing"] < 0.0


@pytest.mark.parametrize(("gap", "clean"), [(715.0, True), (705.0, False)])
def test_a_way_out_is_as_wide_as_it_must_be(gap, clean):
    # Two walls leave a passage of that width on the way to the exit.
    walls = (
        f"  walls: {{low: {{start: [2 m, 0 m], end: [2 m, {4.0 - gap / 2000:.4f} m]}}, "
        f"high: {{start: [2 m, {4.0 + gap / 2000:.4f} m], end: [2 m, 8 m]}}}}"
    )
    found, report = margins(problem(floor=walls), a=(5000.0, 4000.0, 0.0))
    assert found["egress_width"] == pytest.approx(gap - 711.2, abs=0.3)
    assert any(f.rule == "egress_width" for f in report.findings) != clean


def test_who_is_shut_in_for_the_width_of_the_way_out_is_told_even_just_below_it():
    # 711.199 mm: a person passes easily, the width due is missed by a thousandth.
    walls = (
        "  walls: {low: {start: [2 m, 0 m], end: [2 m, 3.6444005 m]}, "
        "high: {start: [2 m, 4.3555995 m], end: [2 m, 8 m]}}"
    )
    _, report = margins(problem(floor=walls), a=(5000.0, 4000.0, 0.0))
    assert any(f.rule == "egress_width" for f in report.findings)


def test_utility_runs_go_along_the_axes_and_cost_by_the_metre():
    asked = problem(", needs: [water]", floor="  utilities: {tap: {kind: water, at: [6 m, 7 m]}}")
    (run,) = asked.standing(asked.placements).runs
    assert run.length == pytest.approx(2500.0 + 2500.0)  # from (3.5, 4.5) to (6, 7)
    assert run.cost == pytest.approx(90.0 + 30.0 * 5.0)


def test_bad_drawings_are_named_and_drawn():
    faulty = {
        "size": ["10 m", "8 m"],
        "walls": {
            "one": {"start": ["2 m", "2 m"], "end": ["8 m", "2 m"]},
            "two": {"start": ["4 m", "2 m"], "end": ["9 m", "2 m"]},
        },
        "doors": {"lost": {"wall": "three", "at": "1 m"}},
        "columns": {"far": {"at": ["20 m", "2 m"], "size": ["0.3 m", "0.3 m"]}},
    }
    texts = {fault.text: fault for fault in drawing_faults(faulty)}
    told = " | ".join(texts)
    assert "walls 'one' and 'two' lie over each other" in told
    assert "is in no wall" in told
    assert "outside the floor" in told
    (walls,) = (f for text, f in texts.items() if "lie over" in text)
    assert walls.shapes


@pytest.mark.parametrize("name", ["kiln_coop_two_rooms", "dye_tuft_robot"])
def test_a_change_is_explained_flow_by_flow_and_sums_exactly(name):
    asked = FloorProblem(floor_twin(name))
    before = asked.standing(asked.placements)
    after = asked.standing({n: tuple(p) for n, p in best_known()[name]["placements"].items()})
    changes = explain(before, after)
    whole = after.scores.cost - before.scores.cost
    assert changes.cost == pytest.approx(whole, abs=1e-9)
    for parts in (changes.by_product(), changes.by_pair(), changes.by_agent()):
        assert math.fsum(parts.values()) == pytest.approx(whole, abs=1e-9)
    assert math.fsum(row.metres for row in changes.rows) == pytest.approx(changes.metres, abs=1e-6)


def test_tables_of_a_floor_add_up():
    asked = FloorProblem(shop([(1, 1.2, 0), (5, 1.2, 0), (4, 3.7, 180)], [0, 1, 2, 0]))
    here = asked.standing(asked.placements)
    rows = intensities(here)
    assert math.fsum(row.effort for row in rows) == pytest.approx(here.scores.walking)
    assert math.fsum(row.share for row in rows) == pytest.approx(1.0)
    for strand in spaghetti(here):
        length = math.fsum(math.dist(p, q) for p, q in pairwise(strand.path))
        assert length == pytest.approx(here.ways().between(strand.origin, strand.to))
