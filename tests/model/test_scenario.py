"""Scenarios: the state that travels in links, and finding twins."""

from __future__ import annotations

import base64
import json
import pickle
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.twins import RUG
from workbench.errors import SpecError
from workbench.model import Scenario, find_twin, load_twin, twin_names
from workbench.units import EUR

VALUES = (
    st.integers(-5, 5000)
    | st.text(max_size=9)
    | st.booleans()
    | st.lists(st.integers(), max_size=2)
)
scenarios = st.builds(
    Scenario,
    twin=st.text(min_size=1, max_size=9),
    drop=st.text(max_size=9),
    variant=st.none() | st.text(max_size=9),
    settings=st.dictionaries(st.text(max_size=9), VALUES, max_size=4),
    placements=st.dictionaries(
        st.text(max_size=5), st.tuples(*[st.floats(-1e6, 1e6, allow_nan=False)] * 3), max_size=3
    ),
    seed=st.integers(0, 2**31),
    replications=st.integers(1, 1000),
)


@given(scenarios)
def test_a_scenario_comes_back(scenario):
    assert Scenario.from_json(scenario.to_json()) == scenario
    assert Scenario.from_link(scenario.to_link()) == scenario
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert Scenario.from_json(scenario.to_json()).key() == scenario.key()
    assert hash(Scenario.from_json(scenario.to_json())) == hash(scenario)
    assert set(scenario.to_link()) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_the_key_follows_the_content():
    one = Scenario("rug_studio", settings={"a.b": 1, "c.d": 2})
    assert one.key() == Scenario("rug_studio", settings={"c.d": 2, "a.b": 1}).key()
    assert one.key() != Scenario("rug_studio", settings={"a.b": 1, "c.d": 3}).key()
    assert Scenario("x", settings={"drops.d.price": 90 * EUR}).settings == {
        "drops.d.price": "90 EUR"
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not hold a scenario|not JSON"),
        ("%%%", "does not hold a scenario"),
        ("äöü", "does not hold a scenario"),
        ("abcd", "does not hold a scenario"),
    ],
)
def test_links_that_are_refused(text, message):
    with pytest.raises(SpecError, match=message):
        Scenario.from_link(text)


def test_a_link_that_unpacks_to_too_much_is_refused():
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 10_000_000)).decode()
    with pytest.raises(SpecError, match="does not hold a scenario"):
        Scenario.from_link(bomb)
    cut = Scenario("rug_studio").to_link()[:-8]
    with pytest.raises(SpecError, match="does not hold a scenario"):
        Scenario.from_link(cut)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("[1]", "is not a mapping"),
        ("{", "is not JSON"),
        ("{}", "names no twin"),
        ('{"twin": "x", "sede": 3}', "there is no key 'sede'; did you mean 'seed'"),
        ('{"twin": 3}', "'twin' is not a text"),
        ('{"twin": "x", "variant": 3}', "'variant' is not a text"),
        ('{"twin": "x", "seed": -1}', "'seed' is not a whole number"),
        ('{"twin": "x", "seed": true}', "'seed' is not a whole number"),
        ('{"twin": "x", "replications": 0}', "'replications' is not a whole number"),
        ('{"twin": "x", "replications": 10000000}', "more than 100 000 replications"),
        ('{"twin": "x", "settings": 3}', "is not a mapping"),
        ('{"twin": "x", "placements": {"a": [1, 2]}}', "the place of 'a' is not x, y"),
        ('{"twin": "x", "placements": {"a": [1, 2, "b"]}}', "the place of 'a' is not x, y"),
        ('{"twin": "x", "placements": {"a": [1, 2, NaN]}}', "the place of 'a' is not x, y"),
    ],
)
def test_scenarios_that_are_refused(document, message):
    with pytest.raises(SpecError, match=message):
        Scenario.from_json(document)


def test_too_many_settings_are_refused():
    with pytest.raises(SpecError, match="more than 200 settings"):
        Scenario("x", settings={f"a.{number}": 1 for number in range(201)})


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    folder = tmp_path / "shelf" / "my_rugs"
    folder.mkdir(parents=True)
    placed = RUG.replace(
        "floor: {size: [12 m, 8 m]}",
        "floor: {size: [12 m, 8 m], placements: {vat: {at: [2 m, 2 m]}}}",
    )
    (folder / "twin.yaml").write_text(placed, "utf-8")
    monkeypatch.setenv("WORKBENCH_TWINS", str(tmp_path / "shelf"))
    return folder


def test_finding_twins(shelf, monkeypatch):
    assert "my_rugs" in twin_names()
    assert {"apparel_microfactory", "rug_studio"} <= set(twin_names())
    for name in ("my_rugs", shelf, str(shelf), shelf / "twin.yaml"):
        assert find_twin(name).resolve() == (shelf / "twin.yaml").resolve()
    for wrong in ("my_rgus", "", "../my_rugs", "/nowhere/my_rugs"):
        with pytest.raises(SpecError, match="there is no twin"):
            find_twin(wrong)
    with pytest.raises(SpecError, match="did you mean 'my_rugs'"):
        find_twin("my_rug")
    assert load_twin("rug_studio").name == "Rug studio"


def test_the_factory_of_a_scenario(shelf):
    scenario = Scenario(
        "my_rugs",
        variant="dye_off_site",
        settings={"pools.tufter.size": 4},
        placements={"vat": (3000.0, 2500.5, 90.0), "frame": (8000, 4000, 0)},
    )
    factory = scenario.factory()
    assert factory.pool("tufter").size == 4
    assert factory.product("rug_3m2").operation("dye").supplier == "dyehouse"
    places = {each.name: (each.x, each.y, each.rotation) for each in factory.floor.placements}
    assert places == {"vat": (3000.0, 2500.5, 90.0), "frame": (8000.0, 4000.0, 0.0)}
    assert factory.folder == str(shelf)
    assert Scenario("my_rugs").factory() == load_twin("my_rugs")
    with pytest.raises(SpecError, match="there is no station 'vta'"):
        Scenario("my_rugs", placements={"vta": (1, 2, 3)}).factory()


def test_placing_needs_a_floor(tmp_path):
    (tmp_path / "twin.yaml").write_text("twin: a\nstations: {s: {}}\n")
    with pytest.raises(SpecError, match="the twin has no floor"):
        Scenario(str(tmp_path), placements={"s": (1, 2, 3)}).factory()


def test_json_is_plain():
    assert json.loads(Scenario("x").to_json()) == {
        "twin": "x",
        "drop": "",
        "variant": None,
        "settings": {},
        "placements": {},
        "seed": 0,
        "replications": 200,
    }
