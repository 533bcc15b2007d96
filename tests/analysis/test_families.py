"""Many tests at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.families import family_level, holm
from workbench.errors import SpecError


def test_values_of_r_p_adjust():
    # p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm") in R
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20))
def test_between_the_value_itself_and_bonferroni(p):
    adjusted = holm(p)
    assert (adjusted >= np.array(p) - 1e-15).all()
    assert (adjusted <= np.minimum(1.0, len(p) * np.array(p)) + 1e-15).all()


def test_bad_values_are_refused():
    with pytest.raises(SpecError):
        holm([1.2])
    with pytest.raises(SpecError):
        family_level(0.95, 0)
    assert family_level(0.95, 1) == pytest.approx(0.95)
