import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbench.analysis.intervals import (
    clustered_share,
    mean_interval,
    paired_interval,
    quantile_interval,
    share_interval,
)
from workbench.errors import SpecError


def test_mean_interval_is_students():
    sample = [4.0, 7.0, 5.5, 6.0]
    ours = mean_interval(sample)
    theirs = stats.t.interval(0.95, 3, loc=np.mean(sample), scale=stats.sem(sample))
    assert (ours.low, ours.high) == pytest.approx(theirs)
    assert mean_interval([3.0]) == (3.0, -math.inf, math.inf)


def test_mean_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(1)
    runs = [mean_interval(rng.exponential(2.0, 60)) for _ in range(600)]
    covered = sum(run.low <= 2.0 <= run.high for run in runs)
    assert 0.90 <= covered / 600 <= 0.98


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_quantile_interval_covers_although_pieces_hang_together(share):
    """Each replication shifts all of its 12 pieces; a naive interval would cover about half."""
    rng = np.random.default_rng(2)
    true = stats.norm.ppf(share, scale=math.hypot(2.0, 1.0))
    covered = 0
    for _ in range(400):
        shift = rng.normal(0.0, 2.0, (100, 1))
        values = (shift + rng.normal(0.0, 1.0, (100, 12))).ravel()
        run = quantile_interval(values, share, np.repeat(np.arange(100), 12))
        assert run.low <= run.value <= run.high
        covered += run.low <= true <= run.high
    assert 0.90 <= covered / 400 <= 0.99


def test_quantile_interval_of_independent_values():
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(500):
        run = quantile_interval(rng.exponential(1.0, 200), 0.9)
        covered += run.low <= math.log(10) <= run.high
    assert 0.90 <= covered / 500 <= 0.99


def test_one_replication_knows_only_its_range():
    assert quantile_interval([1.0, 2.0, 9.0], 0.5, [0, 0, 0]) == (2.0, 1.0, 9.0)


def test_constant_values_have_no_spread():
    assert quantile_interval([3.0] * 40, 0.9, np.repeat(np.arange(10), 4)) == (3.0, 3.0, 3.0)


def test_wilson_is_scipys():
    ours = share_interval(17, 20)
    theirs = stats.binomtest(17, 20).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


@given(st.integers(1, 200), st.data())
def test_shares_stay_shares(trials, data):
    hits = data.draw(st.integers(0, trials))
    run = share_interval(hits, trials)
    assert 0.0 <= run.low <= run.value + 1e-12
    assert run.value - 1e-12 <= run.high <= 1.0


def test_clustered_share_is_wider_when_pieces_hang_together():
    replication = np.repeat(np.arange(50), 10)
    together = np.repeat(np.arange(50) % 5 > 0, 10)
    apart = np.random.default_rng(5).permutation(together)
    wide, narrow = clustered_share(together, replication), clustered_share(apart, replication)
    assert wide.value == narrow.value == 0.8
    assert wide.high - wide.low > 2.0 * (narrow.high - narrow.low)
    assert clustered_share(np.ones(500), replication).low == pytest.approx(
        share_interval(50, 50).low
    )


def test_common_random_numbers_make_the_difference_surer():
    rng = np.random.default_rng(4)
    luck = rng.normal(0.0, 5.0, 100)
    first, second = 10 + luck + rng.normal(0, 0.1, 100), 9 + luck
    paired = paired_interval(first, second)
    assert paired.value == pytest.approx(1.0, abs=0.1)
    assert paired.high - paired.low < 0.1
    assert paired_interval(first, first) == (0.0, 0.0, 0.0)


def test_refusals():
    with pytest.raises(SpecError, match="paired"):
        paired_interval([1.0], [1.0, 2.0])
    with pytest.raises(SpecError, match="no value"):
        mean_interval([])
    with pytest.raises(SpecError):
        share_interval(3, 2)
