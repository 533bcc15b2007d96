"""How sure the mean of one long run is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.analysis.batch_means import batch_means, overlapping_batch_means
from workbench.analysis.intervals import mean_interval
from workbench.errors import SpecError


def autoregressive(seed: int, count: int, phi: float) -> np.ndarray:
    draws = np.random.default_rng(seed).normal(size=count)
    values = np.empty(count)
    values[0] = draws[0] / math.sqrt(1 - phi**2)
    for i in range(1, count):
        values[i] = phi * values[i - 1] + draws[i]
    return values


def test_the_interval_is_that_of_the_means_of_batches():
    values = np.arange(43.0) ** 1.5
    found = batch_means(values, 4)
    assert (found.batches, found.size) == (4, 10)
    assert found.interval == pytest.approx(mean_interval(values[3:].reshape(4, 10).mean(axis=1)))


def test_lag_one_is_that_of_the_textbook():
    values = np.repeat([1.0, 2.0, 3.0, 4.0], 5)
    # deviations -1.5 -.5 .5 1.5: (.75 - .25 + .75) / 5
    assert batch_means(values, 4).lag1 == pytest.approx(0.25)


def test_batches_that_follow_a_trend_are_not_independent():
    assert not batch_means(np.arange(400.0)).independent
    assert batch_means(np.full(400, 2.0)).independent


def test_overlapping_batches_match_their_definition():
    values = autoregressive(3, 60, 0.5)
    size, count = 12, 60
    means = [values[i : i + size].mean() for i in range(count - size + 1)]
    variance = size * sum((m - values.mean()) ** 2 for m in means)
    variance /= (count - size + 1) * (count - size)
    from scipy.stats import t

    half = t.ppf(0.975, 6) * math.sqrt(variance)
    found = overlapping_batch_means(values, 5)
    assert found == pytest.approx((values.mean(), values.mean() - half, values.mean() + half))


@pytest.mark.parametrize("method", ["batch", "overlapping"])
def test_intervals_of_a_dependent_run_cover_its_mean(method):
    """A run with correlation 0.8, whose plain interval would cover in half of all cases."""
    hits = 0
    for seed in range(200):
        values = autoregressive(seed, 4000, 0.8)
        if method == "batch":
            found = batch_means(values).interval
        else:
            found = overlapping_batch_means(values)
        hits += found.low <= 0.0 <= found.high
    assert 178 <= hits <= 199


def test_too_short_a_run_is_refused():
    with pytest.raises(SpecError, match="too few"):
        batch_means(np.zeros(39))
    with pytest.raises(SpecError, match="three batches"):
        overlapping_batch_means(np.zeros(39), 2)
