"""How often a piece comes to each operation."""

from __future__ import annotations

import pytest

from tests.model.twins import RUG
from tests.sim.cases import CASES
from workbench.errors import SpecError
from workbench.model import Factory, Operation, Product
from workbench.model.visits import visits, ways


def test_once_without_branches():
    assert set(visits(Factory.from_yaml(RUG).products[0]).values()) == {1.0}


def test_a_jackson_network():
    factory = CASES["11 Jackson"].factory()
    # flow of each station, 0.5 and 0.25 entering at the first two
    one, two = (visits(product) for product in factory.products)
    flow = {name: 0.5 * one[name] + 0.25 * two[name] for name in one}
    assert flow == pytest.approx({"one": 0.563725, "two": 0.588235, "three": 0.637255}, abs=1e-6)
    back = {(a.name, b.name): often for a, b, often in ways(factory.products[0])}
    assert back["three", "one"] == pytest.approx(0.1 * one["three"])
    assert set(back) == {("one", "two"), ("one", "three"), ("two", "three"), ("three", "one")}


def test_for_ever_is_named():
    round_and_round = Product(
        "x", (Operation("a", station="s", time="1 min", then=(("a", "100 %"),)),)
    )
    with pytest.raises(SpecError, match="for ever"):
        visits(round_and_round)
