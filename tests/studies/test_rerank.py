"""Layouts ranked again by lead time: common draws, fresh judges, the order that ways dictate."""

from dataclasses import replace

import pytest

from tests.layout.test_search import shop
from workbench.errors import InfeasibleError, SpecError
from workbench.layout import FloorProblem
from workbench.layout.found import layout_of
from workbench.studies.rerank import at_places, rerank

NEAR = {"s0": (1000.0, 1500.0, 0.0), "s1": (2200.0, 1500.0, 0.0)}
FAR = {"s0": (1000.0, 1500.0, 0.0), "s1": (5000.0, 1500.0, 0.0)}


@pytest.fixture(scope="module")
def asked():
    twin = shop([(1, 1.5, 0), (5, 1.5, 0)], [0, 1], wall=3)
    problem = FloorProblem(twin)
    return twin, problem, [layout_of(problem.standing(each), FAR) for each in (NEAR, FAR)]


def test_the_difference_is_the_walking_of_each_piece(asked):
    """Every piece takes five minutes twice, and is carried once: the last one waits for no more."""
    twin, problem, layouts = asked
    ranked = rerank(twin, layouts[::-1], replications=5)
    assert ranked.chosen == 1  # whatever the order they come in
    lengths = [problem.standing(each).ways().between("s0", "s1") for each in (FAR, NEAR)]
    minutes = (lengths[0] - lengths[1]) / 50_000.0
    assert ranked.rows[1].behind.value * 1440.0 == pytest.approx(minutes, rel=1e-6)
    assert ranked.rows[0].behind.value == 0.0
    # The cheapest is the chosen one: there is nothing to judge.
    assert ranked.fresh == (0.0, 0.0, 0.0)
    assert not ranked.is_quicker


def test_the_chosen_one_is_judged_against_the_cheapest_with_other_draws(asked, monkeypatch):
    twin, _, (near, far) = asked
    from workbench.studies import rerank as module

    seeds = []
    real = module.simulate
    monkeypatch.setattr(
        module, "simulate", lambda *a, **k: seeds.append(k["seed"]) or real(*a, **k)
    )
    # The slow layout claims to be the cheapest: the quick one is chosen, and judged against it.
    ranked = rerank(twin, [replace(far, cost=0.0), near], "first", replications=5, seed=3)
    assert ranked.chosen == 1
    assert ranked.is_certain
    assert seeds[:2] == [3, 3]
    assert len(seeds) == 4
    assert seeds[2] == seeds[3] != 3


def test_places_are_taken_over(asked):
    twin, _, (near, _) = asked
    for each in at_places(twin, near.placements).floor.placements:
        assert (each.x, each.y, each.rotation) == pytest.approx(NEAR[each.name], abs=1e-6)


def test_it_says_what_is_missing_and_stops(asked):
    twin, _, layouts = asked
    with pytest.raises(SpecError, match="no layout"):
        rerank(twin, [])
    with pytest.raises(InfeasibleError, match="stopped"):
        rerank(twin, layouts, replications=5, stop=lambda: True)
