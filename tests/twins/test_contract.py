"""What every shipped twin promises: it loads, comes back, plays the same twice and on both engines,
loses no job, lists its estimates, and says to its owner what it is."""

from __future__ import annotations

import re

import numpy as np
import pytest

from workbench.model import Factory, find_twin, load_twin
from workbench.plan import lower
from workbench.sim import play
from workbench.sim.log import DONE, RELEASE, REMADE, SCRAP

TWINS = (
    "apparel_microfactory",
    "ceramics_coop",
    "footwear_cell",
    "rug_studio",
    "textile_upcycler",
)
WEEK = 7 * 1440.0
LINK = re.compile(r"https?://")


def _specs(name):
    factory = load_twin(name)
    return [lower(factory, drop) for drop in factory.drops]


@pytest.mark.parametrize("name", TWINS)
def test_it_loads_and_comes_back(name):
    factory = load_twin(name)
    assert Factory.from_yaml(factory.to_yaml()) == factory
    assert factory.to_yaml() == Factory.from_yaml(factory.to_yaml()).to_yaml()
    for variant in factory.variants:
        assert factory.with_variant(variant.name) != factory


@pytest.mark.parametrize("name", TWINS)
def test_a_week_is_the_same_twice_and_on_both_engines(name):
    for spec in _specs(name):
        first = play(spec, seed=11, replications=2)
        again = play(spec, seed=11, replications=2)
        readable = play(spec, seed=11, replications=2, engine="simpy")
        assert first.sha256() == again.sha256() == readable.sha256()
        within = first.where(first["time"] <= WEEK)
        assert within.sha256() == readable.where(readable["time"] <= WEEK).sha256()
        assert len(within) > 10


@pytest.mark.parametrize("name", TWINS)
def test_no_job_is_lost_and_energy_sums_to_the_meter(name):
    for spec in _specs(name):
        log = play(spec, seed=5, replications=3)
        for replication in range(3):
            own = log.only(replication=replication)
            kinds = own["kind"]
            remade = ((kinds == RELEASE) & (own["outcome"] == REMADE)).sum()
            released = (kinds == RELEASE).sum() - remade
            assert released == spec.jobs
            assert (kinds == DONE).sum() + (kinds == SCRAP).sum() - remade == released
            meter = [own["energy"][own["station"] == s].sum() for s in range(spec.stations)]
            assert sum(meter) == pytest.approx(own["energy"].sum())
            assert np.isfinite(own["energy"]).all()


@pytest.mark.parametrize("name", TWINS)
def test_it_lists_its_estimates(name):
    listed = load_twin(name).estimates()
    assert len(listed) >= 20
    assert all(entry.mark == "estimate" and entry.source and entry.value for entry in listed)


@pytest.mark.parametrize("name", TWINS)
def test_its_readme_speaks_to_the_owner(name):
    factory = load_twin(name)
    text = (find_twin(name).parent / "README.md").read_text("utf-8")
    assert text.startswith(f"# {factory.name}")
    for heading in ("What to check by hand", "Variants", "Where the numbers come from"):
        assert f"## {heading}" in text
    for each in (*factory.variants, *factory.drops, *factory.members):
        assert f"`{each.name}`" in text
    assert 200 <= len(text.split()) <= 700
    assert not LINK.search(text)
