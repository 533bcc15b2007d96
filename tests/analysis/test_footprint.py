import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.claims import carbon_claim
from workbench.analysis.footprint import (
    Factor,
    Line,
    factor_set,
    footprint,
    freight,
)
from workbench.errors import SpecError

TEE = Line("Material", "clothing", 0.2)
SEA = freight("sea", 0.2, 19_600)
AIR = freight("air", 0.2, 9_000)


def test_tee_of_200_grams():
    assert footprint([TEE]).made == pytest.approx(4.46, abs=0.005)
    assert footprint([SEA]).made == pytest.approx(0.063, abs=5e-4)
    assert footprint([AIR]).made == pytest.approx(1.62, abs=0.005)


def test_transport_claim_fails_against_sea():
    result = carbon_claim(footprint([TEE]), footprint([TEE, SEA]))
    assert result.value == pytest.approx(0.014, abs=5e-4)
    assert result.verdict == "not met"
    assert "1.4 %" in result.text


def test_transport_claim_holds_against_air():
    result = carbon_claim(footprint([TEE]), footprint([TEE, AIR]))
    assert result.value == pytest.approx(0.27, abs=0.005)
    assert result.verdict == "met"
    assert result.cause == "transport"


def test_transport_claim_holds_because_of_overproduction():
    here = footprint([TEE, freight("road", 0.2, 2_000), freight("van", 0.2, 300)])
    away = footprint([TEE, SEA, freight("road", 0.2, 1_500)], sold_share=0.79)
    assert away.sold == pytest.approx(5.77, abs=0.005)
    assert here.sold == pytest.approx(4.54, abs=0.005)
    result = carbon_claim(here, away)
    assert result.value == pytest.approx(0.21, abs=0.005)
    assert (result.verdict, result.cause) == ("met", "overproduction")


def test_the_three_texts_differ():
    base = footprint([TEE])
    cases = [footprint([TEE, SEA]), footprint([TEE, AIR]), footprint([TEE], sold_share=0.79)]
    assert len({carbon_claim(base, case).text for case in cases}) == 3


def test_more_emissions_here_are_said_so():
    result = carbon_claim(footprint([TEE, AIR]), footprint([TEE]))
    assert result.verdict == "not met"
    assert result.text.startswith("+36 %")


def test_missing_factor_is_an_error_not_zero():
    with pytest.raises(SpecError, match="'wool_yarn'"):
        footprint([Line("Material", "wool_yarm", 1.0)])
    with pytest.raises(SpecError, match="set"):
        factor_set("glek")


@pytest.mark.parametrize("name", ["default", "glec"])
def test_every_factor_says_where_it_comes_from(name):
    for factor in factor_set(name).factors.values():
        assert factor.value > 0
        assert factor.source
        assert factor.mark in ("verified", "estimate")
        assert 2000 < factor.year < 2100
        assert factor.unit.startswith("kgCO2e/")


def test_sources_differ_twofold_on_sea_freight():
    ratio = footprint([SEA]).made / footprint([SEA], factor_set("glec")).made
    assert ratio == pytest.approx(0.01612 / 0.00815)


def test_own_factor_can_be_given():
    own = factor_set().with_factors(Factor("felt", 2.0, "kgCO2e/kg", "supplier", 2025, "verified"))
    result = footprint([Line("Material", "felt", 3.0)], own)
    assert result.made == 6.0
    assert [factor.name for factor in result.used] == ["felt"]
    assert not result.used[0].is_estimate


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.floats(0, 50)), min_size=1),
    st.floats(0.01, 1.0),
)
def test_parts_add_up_and_sales_carry_all(amounts, share):
    result = footprint([Line(c, "clothing", a) for c, a in amounts], sold_share=share)
    assert sum(part for _, part in result.parts) == pytest.approx(result.made)
    assert result.sold * share == pytest.approx(result.made)


def test_nothing_sold_is_refused():
    with pytest.raises(SpecError, match="sold"):
        footprint([TEE], sold_share=0.0)
