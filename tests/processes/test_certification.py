"""A drop that breaks a certificate is refused, and the input that breaks it is named."""

import pytest

from workbench.errors import InfeasibleError, SpecError
from workbench.model import Factory
from workbench.plan import lower
from workbench.processes.certification import breaches, inputs, require

TEXT = """
twin: Shop
place: {country: PT, certificates: [GOTS]}
stations:
  vat: {vat: {capacity: 10 kg}, batch: {max: 10 kg}}
  sewing: {}
materials:
  cotton: {unit: kg, certificates: [GOTS], role: fibre, content: {organic: 98 %}}
  madder: {unit: kg, certificates: [GOTS], role: chemical}
  thread: {unit: kg, certificates: [OEKO-TEX], role: trim}
  box: {unit: kg, role: packaging}
recipes:
  red: {kind: natural, baths: {dye: {time: 2 h, temperature: 80 degC, doses: {madder: 30 %}}}}
products:
  shirt:
    weight: 0.2 kg
    materials: {cotton: 0.2 kg, thread: 10 g}
    routing:
      - dye: {station: vat, time: {recipe: red}}
      - sew: {station: sewing, time: 10 min, consumables: {box: 80 g}}
drops:
  D: {product: shirt, pieces: 5, certificates: [GOTS]}
"""


def _with(settings):
    return Factory.from_yaml(TEXT).with_settings(settings)


def test_a_chain_that_is_certified_may_make_it():
    factory = _with({})
    assert breaches(factory, factory.drop("D")) == ()
    assert [name for name, _ in inputs(factory, factory.product("shirt"))] == [
        "cotton", "thread", "madder", "box",
    ]  # fmt: skip
    assert lower(factory, "D").jobs == 5


@pytest.mark.parametrize(
    ("settings", "text", "where"),
    [
        (
            {"materials.cotton.certificates": ["OEKO-TEX"]},
            "'cotton' .fibre. carries OEKO-TEX, GOTS needs GOTS",
            "products.shirt.materials.cotton",
        ),
        (
            {"materials.madder.certificates": []},
            "'madder' .chemical. carries none",
            "recipes.red.baths.dye.doses.madder",
        ),
        (
            {"materials.cotton.content.organic": "90 %"},
            "'cotton' is 90% organic",
            "content.organic",
        ),
        ({"place.certificates": []}, "the site is not certified for GOTS", "place.certificates"),
        (
            {"drops.D.certificates": ["GRS"], "place.certificates": ["GRS"]},
            "'cotton' is 0% recycled, GRS needs 50%",
            "materials.cotton.content.recycled",
        ),
        (
            {"drops.D.certificates": ["OEKO-TEX"]},
            "'cotton' .fibre. carries GOTS, OEKO-TEX needs OEKO-TEX",
            "materials.cotton",
        ),
    ],
)
def test_what_breaks_it_is_named(settings, text, where):
    factory = _with(settings)
    with pytest.raises(InfeasibleError, match=f"drop 'D' cannot carry .*{text}") as caught:
        lower(factory, "D")
    assert where in caught.value.where
    assert caught.value.advice


def test_a_supplier_must_be_certified_too():
    supplier = {"supplier": "dyehouse", "lead_time": "3 d"}
    factory = _with({"products.shirt.routing.dye": supplier})
    with pytest.raises(InfeasibleError, match="supplier 'dyehouse' is not certified"):
        require(factory, factory.drop("D"))
    good = _with({"products.shirt.routing.dye": {**supplier, "certificates": ["GOTS"]}})
    require(good, good.drop("D"))


def test_an_unknown_certificate_is_named():
    with pytest.raises(SpecError, match=r"'GOTT' is not known.*did you mean 'GOTS'"):
        breaches(_with({}), _with({"drops.D.certificates": ["GOTT"]}).drop("D"))


def test_certificates_survive_a_round_trip():
    factory = _with({})
    assert Factory.from_yaml(factory.to_yaml()) == factory
