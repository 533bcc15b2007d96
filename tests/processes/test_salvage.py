"""Cutting from irregular stock: sound cloth only, garments of one cloth, mass to the gram."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.processes.salvage import Offcut, cut_from_stock, sort_lots

SHIRT = Offcut(
    "shirt 1",
    ((0, 0), (520, 0), (560, 700), (-40, 700)),
    0.18,
    "cotton",
    (((200, 300), (260, 300), (260, 360), (200, 360)),),
)
STRIP = Offcut("strip 1", ((0, 0), (900, 0), (900, 120), (0, 120)), 0.18, "cotton")
ELL = Offcut(
    "ell 1", ((0, 0), (600, 0), (600, 250), (250, 250), (250, 600), (0, 600)), 0.3, "denim"
)
POUCH = {
    "side": (((0, 0), (200, 0), (200, 150), (0, 150)), 2),
    "strap": (((0, 0), (300, 0), (300, 40), (0, 40)), 1),
}


def _check(plan, stock, gap):
    lots = {lot.name: lot for lot in stock}
    for cut in plan.cuts:
        lot = lots[cut.offcut]
        shape = Polygon(cut.outline)
        assert Polygon(lot.outline).buffer(1e-4).contains(shape)
        for defect in lot.defects:
            assert Polygon(defect).distance(shape) >= gap - 1e-4
    for one, two in itertools.combinations(plan.cuts, 2):
        if one.offcut == two.offcut:
            assert Polygon(one.outline).distance(Polygon(two.outline)) >= gap - 1e-4
    for _, group in itertools.groupby(plan.cuts, key=lambda cut: cut.garment):
        assert len({lots[cut.offcut].cloth for cut in group}) == 1
    touched = math.fsum(lots[name].mass for name in {cut.offcut for cut in plan.cuts})
    assert plan.mass == pytest.approx(touched, rel=1e-9, abs=1e-12)
    assert plan.waste >= -1e-9
    assert plan.remnant == pytest.approx(
        sum(Polygon(r.outline, r.defects).area / 1e6 * r.weight for r in plan.remnants)
    )


def test_pouches_from_a_delivery():
    stock = [SHIRT, STRIP, ELL]
    plan = cut_from_stock(POUCH, 4, stock)
    _check(plan, stock, 3.0)
    assert plan.garments + plan.missing == 4
    assert plan.garments >= 3
    assert len(plan.cuts) == 3 * plan.garments
    assert plan.used > 0.25 * plan.mass


def test_small_offcuts_are_used_first():
    one = cut_from_stock({"strap": POUCH["strap"]}, 1, [SHIRT, STRIP])
    assert one.cuts[0].offcut == "strip 1"
    assert [lot.name for lot in one.untouched] == ["shirt 1"]


def test_what_fits_nowhere_is_missing_and_touches_nothing():
    large = {"panel": (((0, 0), (2000, 0), (2000, 2000), (0, 2000)), 1)}
    plan = cut_from_stock(large, 2, [SHIRT, STRIP])
    assert (plan.garments, plan.missing, plan.mass, len(plan.untouched)) == (0, 2, 0, 2)


@settings(max_examples=12)
@given(
    sizes=st.lists(
        st.tuples(st.integers(80, 400), st.integers(80, 400), st.floats(0.1, 0.4)),
        min_size=1,
        max_size=4,
    ),
    hole=st.integers(0, 60),
    wanted=st.integers(0, 5),
)
def test_cloth_in_is_garments_remnants_defects_and_waste(sizes, hole, wanted):
    stock = []
    for k, (width, height, weight) in enumerate(sizes):
        defects = (((10, 10), (10 + hole, 10), (10 + hole, 30), (10, 30)),) if hole > 5 else ()
        outline = ((0, 0), (width, 0), (width, height), (0, height))
        stock.append(Offcut(str(k), outline, weight, "x", defects))
    small = {"a": (((0, 0), (90, 0), (60, 70), (0, 70)), 1), "b": (((0, 0), (50, 0), (0, 60)), 2)}
    plan = cut_from_stock(small, wanted, stock, gap=2.0, keep=0.003)
    _check(plan, stock, 2.0)


def test_sorting_says_why():
    poor = Offcut(
        "poor", STRIP.outline, 0.18, "cotton", (((0, 0), (500, 0), (500, 120), (0, 120)),)
    )
    tiny = Offcut("tiny", ((0, 0), (90, 0), (90, 90), (0, 90)), 0.18, "cotton")
    sorted_ = sort_lots([SHIRT, STRIP, ELL, poor, tiny], least_area=0.02, cloths=["cotton"])
    assert [lot.name for lot in sorted_.kept] == ["shirt 1", "strip 1"]
    assert sorted_.reasons["ell 1"] == "cloth 'denim' is not used here"
    assert sorted_.reasons["tiny"].startswith("0.008 m2 of sound cloth")
    assert sorted_.reasons["poor"] == "56% defective, at most 30% may be"
    assert sorted_.received == pytest.approx(sum(x.mass for x in (SHIRT, STRIP, ELL, poor, tiny)))
    assert sorted_.sorting_yield == pytest.approx(
        (SHIRT.sound().area + STRIP.sound().area) / 1e6 * 0.18 / sorted_.received
    )


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: Offcut("x", ((0, 0), (1, 1), (1, 0), (0, 1)), 0.2), "not a simple polygon"),
        (lambda: Offcut("x", STRIP.outline, 0.0), "weighs 0"),
        (lambda: sort_lots([SHIRT], least_area=0.1, most_defects=-0.2), "is negative: -0.2"),
        (lambda: sort_lots([SHIRT], least_area=0.1, most_defects=1.2), "is above one: 1.2"),
        (lambda: sort_lots([SHIRT, SHIRT], least_area=0.1), "share a name"),
        (lambda: cut_from_stock(POUCH, -1, []), "-1 garments"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()
