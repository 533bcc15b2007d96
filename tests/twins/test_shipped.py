"""The shipped twins: they load, every number has a source, everything is reachable."""

from __future__ import annotations

import re

import pytest

from workbench.errors import InfeasibleError
from workbench.layout import FloorSession, walk
from workbench.model import Factory, find_twin, load_twin, twin_names
from workbench.model._walk import quantities
from workbench.plan import lower
from workbench.processes import zero_waste
from workbench.sim import play

SHIPPED = (
    "apparel_microfactory",
    "ceramics_coop",
    "footwear_cell",
    "rug_studio",
    "textile_upcycler",
)
VARIANTS = [
    (name, variant)
    for name in SHIPPED
    for variant in (None, *(each.name for each in load_twin(name).variants))
]


def _factory(name, variant):
    factory = load_twin(name)
    return factory.with_variant(variant) if variant else factory


def test_the_names_are_found():
    assert set(SHIPPED) <= set(twin_names())


@pytest.mark.parametrize("name", SHIPPED)
def test_they_come_back_from_yaml(name):
    factory = load_twin(name)
    assert Factory.from_yaml(factory.to_yaml()) == factory
    assert factory.baseline is not None
    assert factory.description
    assert all(drop.count for drop in factory.drops)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_has_a_source(name):
    factory = load_twin(name)
    paths = tuple(source.path for source in factory.sources)
    for path in paths:
        assert factory.value_at(path) is not None
    bare = [
        found.path
        for found in quantities(factory)
        if found.note is None and not f"{found.path}.".startswith(tuple(f"{p}." for p in paths))
    ]
    assert [path for path in bare if path != "horizon" and not path.startswith("variants")] == []


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_everything_is_reachable_and_plays(name, variant):
    factory = _factory(name, variant)
    bodies = {each.name: each.footprint for each in factory.stations}
    paths = walk(factory.floor, bodies)
    assert set(paths.names) == set(bodies)
    assert paths.unreachable == ()
    state = FloorSession(factory).state()
    assert state.is_clean, (state.collisions, state.unreachable)
    drop = factory.drop()
    frame = play(lower(factory, drop), seed=1).to_frame()
    assert (frame.kind == "done").sum() == drop.count


def test_twelve_weeks_become_three():
    """The off-site dyehouse alone takes longer than the whole path under one roof."""
    spans = {}
    for variant in (None, "dye_off_site"):
        frame = play(lower(_factory("rug_studio", variant)), seed=1, replications=20).to_frame()
        spans[variant] = frame[frame.kind == "done"].time.quantile(0.9) / 1440
    assert spans[None] < 21
    assert spans["dye_off_site"] > 28 + 7
    baseline = load_twin("rug_studio").baseline
    stages = sum(stage.mean for stage in baseline.stages) + baseline.freight.time.mean
    assert stages / 10080 == pytest.approx(12, abs=0.1)


def test_the_offshore_capsule_takes_what_its_stages_take():
    """95 to 145 days from published stage times."""
    baseline = load_twin("apparel_microfactory").baseline
    days = (sum(stage.mean for stage in baseline.stages) + baseline.freight.time.mean) / 1440
    assert 95 <= days <= 145
    assert (baseline.moq, baseline.unit_cost) == (300, 26.0)


def test_the_capsule_is_the_worked_example():
    drop = load_twin("apparel_microfactory").drop("C1")
    assert (drop.count, drop.price, drop.salvage) == (50, 120.0, 15.0)
    assert (drop.preorder.prior.mean, drop.preorder.prior.cv) == (60.0, 0.6)
    assert drop.preorder.share == 0.3


def test_the_zero_waste_pattern_is_one():
    shop = load_twin("apparel_microfactory").with_variant("zero_waste")
    tee = shop.product("tee")
    (cloth,) = (use for use in tee.materials if use.material == "jersey")
    whole = float(cloth.amount)
    made = zero_waste(float(tee.area), 0.18, 1600, whole / 1.6 * 1000, cutting=1, sam=11, line=0.6)
    assert made.utilisation > 0.98


def test_a_promise_of_agro_waste_is_kept_by_the_right_cloth_only():
    shop = load_twin("apparel_microfactory")
    assert lower(shop.with_variant("agro_waste_cloth"), "C1").jobs == 50
    with pytest.raises(InfeasibleError, match="'jersey' is 0% agro waste, agro_waste needs 50%"):
        lower(shop.with_settings({"drops.C1.certificates": ["agro_waste"]}), "C1")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_readme_names_what_is_there(name):
    text = (find_twin(name).parent / "README.md").read_text("utf-8")
    factory = load_twin(name)
    for variant in factory.variants:
        assert f"`{variant.name}`" in text
    for drop in factory.drops:
        assert f"`{drop.name}`" in text
    assert re.search(r"workbench new \w+ --like " + name, text)
