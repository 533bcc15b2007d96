"""Differences of replications that share their draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.analysis.pairs import difference


def test_the_gain_is_the_ratio_of_variances():
    first = np.array([1.0, 2.0, 4.0, 7.0])
    second = first + np.array([1.0, 1.5, 1.0, 0.5])
    found = difference(first, second)
    assert found.interval.value == pytest.approx(1.0)
    expected = (first.var(ddof=1) + second.var(ddof=1)) / (second - first).var(ddof=1)
    assert found.gain == pytest.approx(expected)
    assert found.clear


def test_the_same_difference_everywhere_is_known_exactly():
    found = difference([1.0, 5.0], [3.0, 7.0])
    assert found.interval == (2.0, 2.0, 2.0)
    assert found.gain == math.inf


def test_one_pair_says_nothing_of_the_spread():
    assert not difference([1.0], [2.0]).clear
