"""What one piece measures: from a marker, from its pattern, or not known."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from workbench.errors import SpecError
from workbench.model import Cloth, Factory, Pattern, PatternPiece, Product, load_twin
from workbench.plan import Measures, cloth_of, estimate, lower, measure, measures_of, pattern_of
from workbench.plan import quantities as asked


def _square(name, size, side, **more):
    return PatternPiece(name, size, ((0, 0), (side, 0), (side, side), (0, side)), **more)


@pytest.fixture
def pattern() -> Pattern:
    return Pattern(
        "tee",
        (
            _square("body", "S", 500.0, quantity=2, notches=((250, 0),)),
            _square("body", "M", 600.0, quantity=2, notches=((250, 0),)),
            _square("neck", "", 100.0),
        ),
    )


def test_a_marker_is_shared_by_its_garments(pattern):
    marker = SimpleNamespace(length=1970.0, width=1570.0)
    cloth = Cloth("jersey", 1600.0, edge=15.0)
    taken = measure(marker, pattern, {"S": 1, "M": 3}, cloth=cloth)
    assert taken.cloth_length == pytest.approx((1970 + 30) / 4)
    assert taken.cloth_area == pytest.approx(2.0 * 1.6 / 4)
    assert taken.cut_length == pytest.approx((1 * 4000 + 3 * 4800) / 4 + 400)
    assert taken.piece_area == pytest.approx((0.5 + 3 * 0.72) / 4 + 0.01)
    assert (taken.notches, taken.pieces) == (2.0, 3.0)
    assert taken.print_area == taken.cloth_area
    assert taken.efficiency == pytest.approx(taken.piece_area / taken.cloth_area)
    narrow = measure(marker, pattern, {"S": 1, "M": 3}, product=Product("tee", print_share="50 %"))
    assert narrow.cloth_area == pytest.approx(2.0 * 1.57 / 4)
    assert narrow.print_area == pytest.approx(narrow.cloth_area / 2)


def test_without_a_marker_the_pattern_tells(pattern):
    usual = estimate(pattern, Cloth("jersey", 1600.0))
    assert usual.efficiency == pytest.approx(0.8)
    assert usual.cloth_length == pytest.approx(usual.cloth_area * 1e6 / 1600)
    assert estimate(pattern, Cloth("jersey", 1600.0), {"S": 2}).piece_area == pytest.approx(0.51)


@pytest.mark.parametrize("quantities", [{}, {"S": 0}, {"S": 2, "M": -1}])
def test_no_garment_is_refused(pattern, quantities):
    with pytest.raises(SpecError, match="no garment is to be cut"):
        measure(SimpleNamespace(length=1.0, width=1.0), pattern, quantities)


def test_what_the_product_states_fills_gaps():
    known = Measures(area=1.0).over(Product("x", area="3 m2", weight="2 kg"))
    assert (known.area, known.weight, known.pieces, known.cut_length) == (1.0, 2.0, 1.0, None)
    assert Measures().efficiency is None


def test_the_tee_of_the_apparel_micro_factory():
    twin = load_twin("apparel_microfactory")
    tee = twin.product("tee")
    pattern, cloth = pattern_of(twin, tee), cloth_of(twin, tee)
    assert pattern is pattern_of(twin, tee)  # read once
    assert set(tee.sizes) <= set(pattern.sizes)
    assert cloth.width == 1600.0
    counts = asked(twin, "C1")
    known = measures_of(twin, tee, counts)
    # a T-shirt takes about a square metre of jersey and is cut along some ten metres
    assert 0.6 < known.piece_area < 1.3
    assert 5_000 < known.cut_length < 15_000
    spec = lower(twin, "C1", measures=known)
    cut = spec.names.operations.index("cut")
    assert spec.operation_expected[cut] == pytest.approx(known.cut_length / 30_000 + 1.5)
    sew = spec.names.operations.index("sew")
    assert 50 * spec.operation_expected[sew] / 60 == pytest.approx(13.9, abs=0.05)


def test_a_product_without_pattern_is_not_measured():
    rug = load_twin("rug_studio")
    product = rug.product("rug_3m2")
    assert pattern_of(rug, product) is None
    assert cloth_of(rug, product) is None
    assert measures_of(rug, product) == Measures()


def test_a_pattern_that_is_missing(tmp_path):
    path = tmp_path / "twin.yaml"
    path.write_text("twin: a\nproducts: {p: {pattern: p.dxf}}\n")
    twin = Factory.from_yaml(path)
    with pytest.raises(SpecError, match=r"products\.p\.pattern: there is no file 'p\.dxf' beside"):
        pattern_of(twin, twin.product("p"))
