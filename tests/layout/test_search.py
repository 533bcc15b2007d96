"""The search for layouts: what it keeps is clean, repeatable, different, exact where counted."""

import math
from itertools import permutations, product

import numpy as np
import pytest

from tests.layout.test_session import STUDIO
from workbench.benchmarks.floor_verifier import verify
from workbench.benchmarks.floors import floor_twin
from workbench.errors import SpecError
from workbench.layout import (
    FloorProblem,
    _kernels_cost,
    _kernels_moves,
    _kernels_search,
    _kernels_ways,
    cooling,
    improve,
    search,
)
from workbench.layout.found import front
from workbench.layout.ground import ground
from workbench.layout.scores import carries
from workbench.model.factory import Factory

SHOP = """
twin: Test shop
pools: {{maker: {{size: 2, wage: 15 EUR/h}}}}
stations:
{stations}
products:
  one:
    routing:
{routing}
drops:
  first: {{product: one, pieces: 40}}
transport: {{speed: 50 m/min}}
floor:
  size: [{width} m, {depth} m]
  walls: {{middle: {{start: [3 m, 0 m], end: [3 m, {wall} m], thickness: 10 cm}}}}
  exits: {{door: {{at: [0 m, 0.5 m], width: 1.0 m}}}}
  placements:
{places}
"""


def shop(places, order, *, width=6, depth=5, wall=3, shape="[0.8 m, 0.6 m]"):
    names = [f"s{k}" for k in range(len(places))]
    return Factory.from_yaml(
        SHOP.format(
            stations="\n".join(
                f"  {n}: {{footprint: {{shape: {shape}, clearance: {{front: 0.5 m}}}}}}"
                for n in names
            ),
            routing="\n".join(
                f"      - o{k}: {{station: s{s}, pool: maker, time: 5 min}}"
                for k, s in enumerate(order)
            ),
            places="\n".join(
                f"    {n}: {{at: [{x} m, {y} m], rotation: {a}}}"
                for n, (x, y, a) in zip(names, places, strict=True)
            ),
            width=width, depth=depth, wall=wall,
        )
    )  # fmt: skip


def rules_of(problem, chain=0, **changes):
    ring = np.array(problem.floor.boundary)
    made = _kernels_moves.Rules(
        5, chain, ring.min(axis=0), ring.max(axis=0), 50.0, 90.0, np.empty((0, 3)),
        np.arange(len(problem.placements)), 0.1, 0.001, False,
    )  # fmt: skip
    return made._replace(**changes)


def as_places(problem, at):
    return dict(zip(problem.placements, map(tuple, at.tolist()), strict=True))


@pytest.mark.parametrize("name", ["dye_tuft_solvent", "kiln_coop_yard", "upcycler_container"])
def test_what_the_search_calls_clean_the_report_calls_clean(name):
    """On random layouts in which everything fits: rules, and the cost along the ways."""
    problem = FloorProblem(floor_twin(name))
    g = ground(problem.standing(problem.placements))
    begin = np.array(list(problem.placements.values()))
    seen = []
    for chain in range(60):
        now = begin.copy()
        tight = _kernels_search.settle(
            g.fits, g.graphs, g.work, rules_of(problem, chain), now, 4000, True
        )
        here = problem.standing(as_places(problem, now))
        if tight > 0.0:
            continue
        assert not here.collisions
        cost, missing = _kernels_search.value(g.fits, g.graphs, g.work, False, now)
        assert here.is_clean == (missing == 0), (chain, here.report.findings[:2], missing)
        if not here.blocked:
            assert cost == pytest.approx(here.scores.cost, rel=1e-9)
        seen.append(missing == 0)
        if len(seen) == 12:
            break
    assert any(seen) or name == "upcycler_container"


def test_what_is_kept_from_move_to_move_is_what_a_fresh_look_gives():
    problem = FloorProblem(floor_twin("dye_tuft_robot"))
    g = ground(problem.standing(problem.placements))
    now = np.array(list(problem.placements.values()))
    best, rules = now.copy(), rules_of(problem, hot=0.5, cold=0.1)
    cost, _ = _kernels_search.value(g.fits, g.graphs, g.work, False, now)
    figures = np.array([cost, cost, 0.0, 0.0])
    seen, other = _kernels_ways.unseen(g.graphs), _kernels_ways.unseen(g.graphs)
    known, trial = _kernels_cost.unknown(g.work), _kernels_cost.unknown(g.work)
    for first in range(0, 4000, 500):
        _kernels_search.anneal(
            g.fits, g.graphs, g.work, rules, seen, other, known, trial, now, best, figures,
            first, first + 500, 4000,
        )  # fmt: skip
        fresh, missing = _kernels_search.value(g.fits, g.graphs, g.work, False, now)
        assert missing == 0
        assert figures[0] == pytest.approx(fresh, rel=1e-12)
        assert _kernels_search.broken(g.fits, now) == 0.0
    assert figures[3] > 50  # enough moves were taken for this to mean something


def test_a_move_never_costs_less_than_its_bound_says():
    """Against ways worked out anew, for moves of one to four stations; some bounds are tight."""
    problem = FloorProblem(floor_twin("kiln_coop_yard"))
    g = ground(problem.standing(problem.placements))
    fits, graphs, work, fixed = g.fits, g.graphs, g.work, g.fits.fixed
    now = np.array(list(problem.placements.values()))
    turns = np.deg2rad(now[:, 2])
    poses = np.zeros((fixed + len(now), 4))
    poses[:, 2] = 1.0
    poses[fixed:] = np.c_[now[:, :2], np.cos(turns), np.sin(turns)]
    seen, known = _kernels_ways.unseen(graphs), _kernels_cost.unknown(work)
    for k in range(len(graphs.radius)):
        _kernels_ways.shift(
            _kernels_ways.graph_of(graphs, k), _kernels_ways.seen_of(graphs, seen, k), poses,
            np.ones(len(poses), bool),
        )  # fmt: skip
    _, blocked = _kernels_cost.walked(graphs, seen, work, fixed, known)
    assert blocked == 0
    ends = _kernels_cost.ends_of(graphs, fixed, len(now))
    least, state = np.empty(len(work.flow_a)), np.empty(len(work.flow_a), np.int64)
    tried, which = np.empty(now.shape), np.empty(_kernels_moves.MOST, np.int64)
    held = 0
    for step in range(200):
        count, _ = _kernels_moves.propose(
            rules_of(problem, 3), graphs, fixed, work, now, step, 0.3, tried, which
        )
        after = poses.copy()
        for s in which[:count]:
            angle = np.deg2rad(tried[s, 2])
            after[fixed + s] = tried[s, 0], tried[s, 1], np.cos(angle), np.sin(angle)
        bound = _kernels_cost.at_least(
            graphs, ends, seen, known, work, fixed, after, which, count, least, state
        )
        cost, lacking = _kernels_search.value(fits, graphs, work, False, tried)
        lacking_flows = cost < bound and lacking > 0
        assert bound <= cost * (1.0 + 1e-9) or lacking_flows, step
        held += np.count_nonzero(state == 2)
        moved = {int(s) for s in which[:count]}
        for f in np.flatnonzero(state != 0):
            assert not moved & {int(work.flow_a[f]), int(work.flow_b[f])}
    assert held > 200


def test_the_same_seed_and_evaluations_give_the_same_layouts_however_it_is_run(monkeypatch):
    problem = FloorProblem(floor_twin("kiln_coop_small"))
    one = improve(problem, evaluations=15_000, seed=3)
    monkeypatch.setattr(cooling, "SLICE", 0.003)
    monkeypatch.setattr(search, "LANES", 1)
    two = improve(problem, evaluations=15_000, seed=3)
    assert one.layouts == two.layouts
    assert [each.placements for each in one.layouts] == [each.placements for each in two.layouts]
    assert one.evaluations == two.evaluations
    assert improve(problem, evaluations=15_000, seed=4).layouts != one.layouts


def test_layouts_are_clean_different_and_leave_locked_stations_alone():
    problem = FloorProblem(floor_twin("kiln_coop_small"))
    found = improve(problem, evaluations=60_000, seed=1, locked=("glaze_kiln", "packing"))
    assert found.best.cost < 0.6 * found.start.cost
    for layout in found.layouts:
        judged = verify(problem, layout.placements)
        assert judged.is_clean, judged.faults
        assert judged.cost == pytest.approx(layout.cost, rel=1e-4)
        for name in ("glaze_kiln", "packing"):
            assert layout.placements[name] == problem.placements[name]
    free = [n for n in problem.placements if n not in ("glaze_kiln", "packing")]
    for k, one in enumerate(found.layouts):
        for two in found.layouts[:k]:
            gaps = [math.dist(one.placements[n][:2], two.placements[n][:2]) for n in free]
            assert sum(gaps) / len(gaps) > search.APART
    # The front trades: nothing on it is beaten, and staying where one is costs no move.
    for one in found.front:
        assert not any(
            all(a <= b for a, b in zip(two.objectives, one.objectives, strict=True))
            for two in found.front
            if two is not one
        )
    assert min(each.moving for each in found.front) == 0.0
    assert front(found.layouts)[0] == found.best


def test_going_on_from_what_is_known_never_loses_it():
    problem = FloorProblem(floor_twin("print_sew_small"))
    one = improve(problem, evaluations=20_000, seed=2, aims=False)
    two = improve(problem, evaluations=3_000, seed=3, aims=False, known=[one.best.placements])
    assert two.best.cost <= one.best.cost


def test_the_optimum_of_four_stations_on_five_sites_is_found():
    sites = [(800.0, 1200.0, 0.0), (800.0, 2800.0, 0.0), (4000.0, 1200.0, 0.0),
             (5200.0, 1200.0, 0.0), (4000.0, 3700.0, 180.0)]  # fmt: skip
    start = [(x / 1000, y / 1000, a) for x, y, a in sites[:4]]
    problem = FloorProblem(shop(start, [0, 2, 1, 3, 0, 3]))
    costs = {}
    for chosen in permutations(range(5), 4):
        here = problem.standing({f"s{k}": sites[s] for k, s in enumerate(chosen)})
        if here.is_clean:
            costs[chosen] = here.scores.cost
    assert len(costs) > 10
    found = improve(problem, evaluations=3000, sites=sites, aims=False)
    assert found.best.cost == pytest.approx(min(costs.values()), rel=1e-12)


@pytest.mark.slow
def test_the_optimum_of_six_stations_on_seven_sites_is_found():
    sites = [(1000.0, 1200.0, 0.0), (2300.0, 1200.0, 0.0), (4400.0, 1200.0, 0.0),
             (6200.0, 1200.0, 0.0), (8000.0, 1200.0, 0.0), (2000.0, 4800.0, 180.0),
             (6000.0, 4800.0, 180.0)]  # fmt: skip
    start = [(x / 1000, y / 1000, a) for x, y, a in sites[:6]]
    problem = FloorProblem(shop(start, [0, 3, 1, 4, 2, 5, 0, 5], width=9, depth=6))
    best = math.inf
    for chosen in permutations(range(7), 6):
        here = problem.standing({f"s{k}": sites[s] for k, s in enumerate(chosen)})
        cost = math.fsum(each.cost for each in carries(here, widths=False))
        if cost < best and here.is_clean:
            best = cost
    found = improve(problem, evaluations=20_000, sites=sites, aims=False)
    assert found.best.cost == pytest.approx(best, rel=1e-12)


def test_the_optimum_of_two_stations_on_a_coarse_grid_is_found():
    """Every place on a metre's grid and every quarter turn of both, rules and ways included."""
    problem = FloorProblem(
        shop([(1, 1, 0), (5, 1, 0)], [0, 1], width=6, depth=4, wall=3, shape="[1.1 m, 0.7 m]")
    )
    poses = list(product((1000.0, 2000.0, 4000.0, 5000.0), (1000.0, 2000.0, 3000.0),
                         (0.0, 90.0, 180.0, 270.0)))  # fmt: skip
    best = math.inf
    for one, two in product(poses, poses):
        if math.dist(one[:2], two[:2]) < 900.0:
            continue
        here = problem.standing({"s0": one, "s1": two})
        if not here.collisions and not here.blocked:
            cost = here.ways().between("s0", "s1")
            if cost < best and here.is_clean:
                best = cost
    found = improve(problem, evaluations=4000, grid=1000.0, aims=False)
    assert problem.standing(found.best.placements).ways().between("s0", "s1") == pytest.approx(best)


def test_a_straight_line_search_walks_through_walls_and_says_nothing():
    problem = FloorProblem(shop([(1, 1.2, 0), (5, 1.2, 0)], [0, 1], wall=3))
    found = improve(problem, evaluations=4000, aims=False, straight=True, locked=("s0",))
    ways = improve(problem, evaluations=4000, aims=False, locked=("s0",))
    assert ways.best.cost <= problem.standing(found.best.placements).scores.cost + 1e-9


def test_a_stop_and_a_listener():
    problem = FloorProblem(floor_twin("print_sew_small"))
    heard = []
    found = improve(
        problem, seconds=30, listener=lambda s, best: heard.append((s, best)),
        stop=lambda: len(heard) > 3,
    )  # fmt: skip
    assert len(heard) <= 8
    assert found.seconds < 10
    assert found.start_is_clean
    assert found.layouts


def test_an_unclean_start_is_left_behind_and_a_floor_without_exits_is_not_given_up():
    twin = Factory.from_yaml(STUDIO.replace("frame: {at: [8 m, 6 m]}", "frame: {at: [4 m, 6 m]}"))
    problem = FloorProblem(twin)
    found = improve(problem, evaluations=5000)
    assert not found.start_is_clean
    assert set(found.given_up) == {"egress_width", "egress_length"}
    assert found.best is not None
    assert not problem.standing(found.best.placements).collisions


def test_a_floor_that_is_too_small_gives_no_layout():
    twin = Factory.from_yaml(STUDIO.replace("size: [12 m, 8 m]", "size: [4.4 m, 2.2 m]").replace(
        "start: [4 m, 0 m], end: [4 m, 8 m]", "start: [4 m, 0 m], end: [4 m, 2.2 m]"
    ).replace("at: 2 m, width", "at: 1 m, width"))  # fmt: skip
    found = improve(FloorProblem(twin), evaluations=3000)
    assert found.layouts == ()
    assert found.best is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"locked": ("oven",)}, "does not stand"),
        ({"seconds": 0.0}, "seconds"),
        ({"evaluations": -1}, "evaluations"),
        ({"grid": -5.0}, "grid"),
        ({"turn": 70.0}, "whole turn"),
    ],
)
def test_bad_questions_are_refused(asked, said):
    with pytest.raises(SpecError, match=said):
        improve(FloorProblem(floor_twin("print_sew_small")), **asked)


def test_a_contest_spends_its_budget_on_fewer_and_cooler_searches():
    for budget in (1e3, 6e4, 1e6, 1e8):
        parts = cooling.rounds(budget)
        assert parts[-1].share == 1.0
        assert [p.share for p in parts] == sorted(p.share for p in parts)
        assert [p.coolings for p in parts] == sorted((p.coolings for p in parts), reverse=True)
        assert [p.hot for p in parts] == sorted((p.hot for p in parts), reverse=True)
        assert parts[-1].coolings >= 1


def test_what_is_tried_is_what_was_asked_for():
    found = improve(FloorProblem(floor_twin("print_sew_small")), evaluations=7_001, aims=False)
    assert found.evaluations == 7_001
