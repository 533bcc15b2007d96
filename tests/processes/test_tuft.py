"""Tufting a rug: the drop of twelve by hand and by robot, and a mass balance to the gram."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.processes.tuft import Tufting, by_hand, by_robot, dye_lots, rug


def test_twelve_rugs_by_hand_and_by_robot():
    hand, robot = rug(2000, 1500, by_hand()), rug(2000, 1500, by_robot())
    assert 12 * hand.tuft / 60 == pytest.approx(72)
    assert 12 * robot.tuft / 60 == pytest.approx(18)
    assert hand.attended > hand.tuft
    assert robot.attended == pytest.approx(robot.tuft / 4 + robot.latex + robot.shear)
    assert hand.cure == 24 * 60


def test_the_drop_takes_108_kg_of_pile():
    no_waste = Tufting(30.0, yarn_waste=0.0)
    lots = dye_lots(12, 3.0, dict.fromkeys(("cream", "sand", "rust", "indigo"), 1.0), no_waste)
    assert lots == pytest.approx(dict.fromkeys(lots, 27.0))
    some = dye_lots(12, 3.0, {"cream": 3.0, "rust": 1.0}, by_hand())
    assert sum(some.values()) == pytest.approx(108 / 0.95)
    assert some["cream"] == pytest.approx(3 * some["rust"])


@given(
    sides=st.tuples(st.floats(200, 5000), st.floats(200, 5000)),
    shares=st.tuples(st.floats(0, 0.5), st.floats(0, 1), st.floats(0, 0.3)),
    amounts=st.tuples(st.floats(0.5, 6), st.floats(0, 2), st.floats(0, 3), st.floats(0, 300)),
)
def test_material_in_is_rug_and_waste(sides, shares, amounts):
    waste, solids, sheared = shares
    pile, backing, latex, margin = amounts
    how = Tufting(
        30.0,
        yarn_waste=waste,
        latex_solids=solids,
        sheared=sheared,
        pile=pile,
        backing=backing,
        latex=latex,
        margin=margin,
    )
    made = rug(*sides, how)
    assert made.mass_gap == pytest.approx(0.0, abs=1e-9)
    assert min(made.rug, made.offcut, made.yarn_waste, made.dried, made.sheared) >= 0.0


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: Tufting(0.0), "rate is 0"),
        (lambda: Tufting(30.0, yarn_waste=-0.1), "yarn_waste is -0.1"),
        (lambda: Tufting(30.0, attended=1.5), "attended is 1.5"),
        (lambda: Tufting(30.0, cure=-1.0), "cure is negative"),
        (lambda: rug(0, 100, by_hand()), "a rug of 0"),
        (lambda: dye_lots(0, 3.0, {"a": 1.0}, by_hand()), "0 rugs"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()
