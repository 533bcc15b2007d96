"""Times from programs, recipes, standard minutes and markers; and what one setting moves."""

import pytest

from workbench.errors import InfeasibleError, SpecError
from workbench.model import Factory, load_twin
from workbench.plan import lower, measures_of
from workbench.sim import play
from workbench.studies import simulate

KILN = """
twin: Pots
stations:
  kiln:
    batch: {family: program, min: 90 %, max: 100 %, max_wait: 1 d}
    kiln: {power: 11.52 kW, height: 69 cm, shelf: {diameter: 54 cm}}
products:
  mug:
    ware: {height: 10 cm, diameter: 9 cm}
    routing:
      - bisque: {station: kiln, time: {program: c04_slow_bisque}, scrap: 0 %}
      - glaze: {station: kiln, time: {program: c6_slow_glaze, plus: 30 min}}
drops:
  mugs: {product: mug, pieces: 40}
"""


def _row(spec, name):
    place = spec.names.operations.index(name)
    return {
        key: getattr(spec, f"operation_{key}")[place]
        for key in ("parameters", "energy", "redo", "scrap", "size", "per_batch", "family")
    }


def test_a_firing_brings_time_energy_loss_share_and_family():
    spec = lower(Factory.from_yaml(KILN))
    bisque, glaze = _row(spec, "bisque"), _row(spec, "glaze")
    assert bisque["parameters"][0] == pytest.approx((13.43 + 12) * 60, abs=0.3)
    assert glaze["parameters"][0] == pytest.approx((7.61 + 12.5) * 60, abs=0.3)
    assert glaze["energy"] == pytest.approx(57.0, abs=0.05)
    assert (bisque["scrap"], glaze["scrap"]) == (0.0, 0.03)
    assert bisque["per_batch"] == 1
    assert bisque["family"] != glaze["family"]
    assert 1 / 110 < bisque["size"] < 1 / 80


def test_a_load_takes_its_energy_once():
    factory = Factory.from_yaml(KILN).with_settings({"products.mug.routing.glaze.scrap": "0 %"})
    log = play(lower(factory), seed=1)
    # forty mugs are less than half a load: one bisque, one glaze firing
    duty = 11.52 * (13.431 * 0.5 + 7.613 * 0.65)
    assert log["energy"].sum() == pytest.approx(duty, rel=1e-3)


def test_a_program_of_ones_own_replaces_the_shipped_one():
    own = {"segments": [{"rate": "100 degC/h", "to": "1000 degC"}], "kind": "bisque"}
    document = Factory.from_yaml(KILN).to_document()
    document["programs"] = {"c04_slow_bisque": own}
    factory = Factory.from_document(document)
    time = _row(lower(factory), "bisque")["parameters"][0]
    assert time == pytest.approx((1000 - 21.111) / 100 * 60 + 720, abs=0.1)
    again = factory.with_settings(
        {"programs.c04_slow_bisque.segments": [{"rate": "50 degC/h", "to": "1000 degC"}]}
    )
    assert _row(lower(again), "bisque")["parameters"][0] > time
    assert Factory.from_yaml(factory.to_yaml()) == factory


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"products.mug.routing.bisque.time.program": "c4_slow_bisque"}, "c04_slow_bisque"),
        ({"stations.kiln.kiln.open_at": "10 degC"}, "never cools to 10 degC"),
        ({"products.mug.routing.bisque.scrap": "-3 %"}, "is negative"),
        ({"products.mug.routing.bisque.scrap": "130 %"}, "at most 100 %"),
    ],
)
def test_bad_kilns_are_named(settings, text):
    with pytest.raises(SpecError, match=text):
        lower(Factory.from_yaml(KILN).with_settings(settings))


def test_ware_taller_than_the_kiln_is_named():
    tall = Factory.from_yaml(KILN).with_settings({"products.mug.ware.height": "80 cm"})
    with pytest.raises(InfeasibleError, match=r"'mug' is 800 mm tall, the kiln leaves \d+ mm"):
        lower(tall)


def test_a_program_without_a_kiln_and_a_recipe_without_a_vat_are_named():
    bare = KILN.replace(
        "    kiln: {power: 11.52 kW, height: 69 cm, shelf: {diameter: 54 cm}}\n", ""
    )
    with pytest.raises(SpecError, match=r"fired where there is no kiln.*give the station a kiln"):
        lower(
            Factory.from_yaml(
                bare.replace("max: 100 %", "max: 9 pieces").replace("min: 90 %, ", "")
            )
        )
    rugs = load_twin("rug_studio").to_document()
    del rugs["stations"]["vat"]["vat"]
    with pytest.raises(SpecError, match="run where there is no vat"):
        lower(Factory.from_document(rugs))
    with pytest.raises(SpecError, match="did you mean 'acid'"):
        load_twin("rug_studio").with_settings({"products.rug_3m2.routing.dye.time.recipe": "acit"})


def test_a_recipe_over_the_vats_capacity_is_named():
    small = load_twin("rug_studio").with_settings({"stations.vat.vat.volume": "100 L"})
    with pytest.raises(InfeasibleError, match=r"need 200 L, the vat takes 100 L; dye at most 5 kg"):
        lower(small)


def test_standard_minutes_over_efficiency_and_style_changes():
    factory = load_twin("apparel_microfactory")
    sew = _row(lower(factory), "sew")
    assert sew["parameters"][:3] == pytest.approx([8.5 / 0.6, 10 / 0.6, 11.5 / 0.6])
    one = factory.with_settings({"products.tee.routing.sew.time.style_changes": 1})
    slower = _row(lower(one), "sew")["parameters"][1]
    assert slower == pytest.approx(10 / 0.6 * 0.748 / 0.615)


def test_cutting_follows_the_marker():
    factory = load_twin("apparel_microfactory")
    tee = factory.product("tee")
    known = measures_of(factory, tee)
    assert _row(lower(factory), "cut")["parameters"][0] == pytest.approx(
        known.cut_length / 30_000 + 1.5
    )
    timed = factory.with_variant("sharp_corners")
    assert _row(lower(timed), "cut")["parameters"][0] == pytest.approx(
        known.cut_length / 30_000
        + known.corners * 0.01
        + known.notches * 0.5 / 60
        + known.pieces * 0.05
        + known.cloth_length / 1000 * 0.1
        + 1.0
    )


@pytest.mark.parametrize(
    ("twin", "settings", "moved"),
    [
        # the marker: wider gaps take more cloth, which is printed too
        ("apparel_microfactory", {"materials.jersey.gap": "40 mm"}, ("cost", "lead")),
        # the kiln plan: firing at half a load
        ("ceramics_coop", {"stations.kiln.batch.min": "40 %"}, ("cost", "lead")),
        # the recipe: a longer, more dilute bath
        (
            "rug_studio",
            {"recipes.acid.liquor": "25 L/kg", "recipes.acid.baths.dye.time": "6 h"},
            ("cost", "lead", "water"),
        ),
        # the layout: packing at the far end, behind the wet room's door
        ("rug_studio", {"floor.placements.curing.at": ["12.2 m", "1.6 m"]}, ("cost", "lead")),
    ],
)
def test_one_setting_moves_lead_time_and_cost_in_the_same_run(twin, settings, moved):
    names = {"cost": "cost_per_piece", "lead": "lead_time", "water": "water_per_piece"}
    factory = load_twin(twin)
    before = simulate(factory, factory.drop().name, replications=20)
    after = simulate(factory.with_settings(settings), factory.drop().name, replications=20)
    for name in moved:
        assert after.kpi(names[name]).mean != before.kpi(names[name]).mean
    assert after.kpi("cost_per_piece").mean > 0
