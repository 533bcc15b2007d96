"""How many replications are enough."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.precision import until
from workbench.errors import SpecError


def normal(seed: int, mean: float = 10.0, spread: float = 2.0):
    def draw(first: int, count: int) -> np.ndarray:
        values = np.random.default_rng(seed).normal(mean, spread, first + count)
        return values[first:]

    return draw


def test_it_stops_when_the_interval_is_narrow_enough():
    found = until(normal(1), relative=0.01)
    half = found.interval.high - found.interval.value
    assert found.reached
    assert half <= 0.01 / 1.01 * found.interval.value
    # (1.96 * 2 / (10 * 0.0099))^2 is 1568
    assert 1300 <= found.replications <= 2200
    assert len(found.values) == found.replications


def test_it_reports_that_it_gave_up():
    found = until(normal(1), absolute=0.001, most=500)
    assert not found.reached
    assert found.replications == 500


def test_both_precisions_hold_when_both_are_wanted():
    found = until(normal(2), absolute=0.05, relative=0.5)
    assert found.interval.high - found.interval.value <= 0.05


def test_no_spread_needs_one_block():
    assert until(lambda _, count: np.full(count, 4.0), relative=0.01).replications == 100


def test_the_confidence_survives_the_looking():
    hits = 0
    for seed in range(200):
        interval = until(normal(seed), absolute=0.25).interval
        hits += interval.low <= 10.0 <= interval.high
    assert 180 <= hits <= 199


@pytest.mark.parametrize("wanted", [{}, {"absolute": 0.0}, {"relative": -1.0}])
def test_no_precision_is_refused(wanted):
    with pytest.raises(SpecError):
        until(normal(0), **wanted)
