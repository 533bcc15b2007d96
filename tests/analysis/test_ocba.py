"""Where the next replications tell most."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.ocba import ocba
from workbench.errors import SpecError

MEANS = (1.2, 2.1, 3.4, 4.87, 6.05)
VARIANCES = (3.3, 2.0, 4.5, 5.3, 6.9)
COUNTS = (12, 6, 5, 5, 4)


def test_the_published_example():
    """Chen and Lee (2011), Stochastic Simulation Optimization, example of the OCBA procedure."""
    assert ocba(MEANS, VARIANCES, COUNTS, 100).tolist() == [48, 38, 11, 2, 1]


def test_the_largest_is_the_smallest_turned_round():
    turned = ocba([-m for m in MEANS], VARIANCES, COUNTS, 100, largest=True)
    assert turned.tolist() == [48, 38, 11, 2, 1]


@given(
    st.lists(
        st.tuples(st.floats(-1e3, 1e3), st.floats(0.0, 1e3), st.integers(2, 50)),
        min_size=2,
        max_size=8,
    ),
    st.integers(0, 500),
)
def test_the_budget_is_given_out_exactly(designs, budget):
    given_out = ocba(*zip(*designs, strict=True), budget)
    assert given_out.sum() == budget
    assert (given_out >= 0).all()


def test_a_design_with_more_than_its_share_gets_none():
    found = ocba((0.0, 1.0, 10.0), (1.0, 1.0, 1.0), (10, 10, 500), 100)
    assert found[2] == 0
    assert found[:2].sum() == 100


def test_one_design_is_no_choice():
    with pytest.raises(SpecError):
        ocba([1.0], [1.0], [3], 10)
    assert np.array_equal(ocba([1.0, 2.0], [0.0, 0.0], [3, 3], 0), [0, 0])
