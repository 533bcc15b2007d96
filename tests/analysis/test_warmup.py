"""Where a long run settles."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.warmup import mser
from workbench.errors import SpecError


def by_definition(values, batch):
    count = len(values) // batch
    means = [sum(values[i * batch : (i + 1) * batch]) / batch for i in range(count)]
    found = []
    for cut in range(count - 5):
        kept = means[cut:]
        mean = sum(kept) / len(kept)
        found.append(sum((x - mean) ** 2 for x in kept) / len(kept) ** 2)
    return found.index(min(found)) * batch


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("batch", [1, 5])
def test_the_cut_is_the_one_of_the_definition(seed, batch):
    noise = np.random.default_rng(seed).normal(size=200)
    values = noise + 10.0 * np.exp(-np.arange(200) / 15.0)
    assert mser(values, batch).observations == by_definition(values, batch)


def test_a_start_that_differs_is_cut_off_whole():
    values = np.concatenate((np.full(40, 100.0), np.tile([0.0, 1.0], 200)))
    found = mser(values)
    assert found.observations == 40
    assert found.settled


def test_a_run_that_still_rises_has_not_settled():
    assert not mser(np.arange(200.0) ** 2).settled


def test_constant_values_need_no_warm_up():
    assert mser(np.full(50, 3.0)).observations == 0


@pytest.mark.parametrize("values", [np.zeros(9), np.array([np.nan] * 20)])
def test_too_few_or_undefined_observations_are_refused(values):
    with pytest.raises(SpecError):
        mser(values)
