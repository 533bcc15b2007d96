"""Controls come from the twin, whichever it is."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.desks import controls
from workbench.desks.text import Words, spoken
from workbench.errors import SpecError
from workbench.model import Scenario, load_twin, twin_names


@pytest.mark.parametrize("twin", ["rug_studio", "apparel_microfactory"])
def test_each_control_sets_what_it_shows(twin):
    factory = load_twin(twin)
    drop = factory.drop()
    for control in controls.controls(factory, drop, Words()):
        assert control.minimum <= control.value <= control.maximum
        if control.path.endswith(".pieces") and drop.sizes:
            continue
        value = control.minimum + control.step
        settings = {control.path: control.setting(value)}
        changed = factory.with_settings(settings)
        moved = controls.at((control,), settings, changed)[0]
        assert moved.value == pytest.approx(value), control.path


@pytest.mark.parametrize("twin", ["rug_studio", "apparel_microfactory"])
def test_the_step_reaches_the_twins_own_value(twin):
    factory = load_twin(twin)
    for control in controls.controls(factory, factory.drop(), Words()):
        steps = (control.value - control.minimum) / control.step
        assert steps == pytest.approx(round(steps), abs=1e-6), control.path


def test_there_are_twins_to_test_with():
    assert {"rug_studio", "apparel_microfactory"} <= set(twin_names())


@given(st.lists(st.integers(0, 400), min_size=1, max_size=7).filter(sum), st.integers(0, 3000))
def test_a_scaled_mix_of_sizes_adds_up_and_stays_near(counts, pieces):
    sizes = tuple((f"s{i}", n) for i, n in enumerate(counts))
    scaled = controls.sizes_for(sizes, pieces)
    assert sum(scaled.values()) == pieces
    for size, count in sizes:
        assert abs(scaled[size] - count * pieces / sum(counts)) < 1
    assert list(scaled) == [size for size, _ in sizes]


def test_an_empty_mix_stays_empty():
    assert controls.sizes_for((), 12) == {}


def test_settings_of_what_a_variant_removes_are_dropped():
    factory = load_twin("rug_studio").with_variant("dye_off_site")
    scenario = Scenario(
        "rug_studio",
        settings={"pools.dyer.size": 2, "pools.tufter.size": 3, "costs.rent": "3 EUR/m2/y"},
        placements={"vat": (1.0, 2.0, 0.0), "frame": (3.0, 4.0, 0.0)},
    )
    left = controls.fitting(scenario, factory)
    assert list(left.settings) == ["pools.tufter.size", "costs.rent"]
    assert list(left.placements) == ["frame"]


def test_words():
    assert spoken("tufting_frame") == "Tufting frame"
    assert Words()("pool", name="Tufter") == "Tufters"
    with pytest.raises(SpecError, match="no words in the language 'de'"):
        Words("de")


APPAREL = "drops.C1.preorder"


def counted(name, value, settings, twin="apparel_microfactory"):
    drop = load_twin(twin).drop()
    return controls.counted(f"{APPAREL}.{name}", value, settings, drop)


def test_preorders_are_counted_at_a_share_of_the_window():
    assert counted("placed", 27, {}) == {f"{APPAREL}.placed": 27, f"{APPAREL}.passed": "30 %"}
    later = counted("passed", 55, {f"{APPAREL}.placed": 27, "drops.C1.price": "60 EUR"})
    assert later == {
        "drops.C1.price": "60 EUR",
        f"{APPAREL}.placed": 27,
        f"{APPAREL}.passed": "55 %",
    }


def test_no_preorders_is_news_but_no_window_is_none():
    assert counted("passed", 30, {}) == {f"{APPAREL}.placed": 0, f"{APPAREL}.passed": "30 %"}
    assert counted("passed", 0, {f"{APPAREL}.placed": 9, f"{APPAREL}.passed": "30 %"}) == {}


def test_only_a_drop_that_is_believed_to_be_ordered_counts_preorders():
    factory = load_twin("apparel_microfactory")
    found = [c.label for c in controls.controls(factory, factory.drop(), Words())]
    assert found.count("Preorders so far") == found.count("Window passed") == 1
    without = dataclasses.replace(factory.drop(), preorder=None)
    left = [c.label for c in controls.controls(factory, without, Words())]
    assert not {"Preorders so far", "Window passed", "Preorder window"} & set(left)
