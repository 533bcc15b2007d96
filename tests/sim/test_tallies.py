"""Figures added up while playing equal the sums over the event log, to the last bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.factories import factories
from tests.sim.specifications import SPECIFICATIONS, random_specification
from tests.sim.specs import drop50, rug
from workbench.errors import InfeasibleError, SpecError
from workbench.sim import play
from workbench.sim.tallies import Tallies, of_log, tally


def check(spec, seed, replications=3):
    try:
        log = play(spec, seed=seed, replications=replications)
    except InfeasibleError:
        with pytest.raises(InfeasibleError):
            tally(spec, seed=seed, replications=replications)
        return
    counted = tally(spec, seed=seed, replications=replications)
    summed = of_log(log, spec)
    # A replication in which nothing was released leaves no row.
    seen = np.isin(counted.replication, summed.replication)
    assert counted.released[~seen].tolist() == [0.0] * int((~seen).sum())
    for entry in fields(Tallies):
        if entry.name == "batches" and spec.horizon < np.inf:
            continue
        mine, theirs = getattr(counted, entry.name)[seen], getattr(summed, entry.name)
        np.testing.assert_array_equal(mine, theirs, err_msg=entry.name)
        assert mine.shape == theirs.shape


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_the_same_as_the_log(name):
    check(SPECIFICATIONS[name], 1)


def test_random_specifications():
    for number in range(40):
        check(random_specification(number), number)


@settings(max_examples=30, deadline=None)
@given(factories(), st.integers(0, 5))
def test_any_factory(spec, seed):
    check(spec, seed)


@pytest.mark.parametrize("threads", [1, 3])
def test_blocks_and_threads(threads):
    whole = tally(rug(), seed=3, replications=60, threads=threads)
    parts = Tallies.join(
        [tally(rug(), seed=3, replications=20), tally(rug(), seed=3, replications=40, first=20)]
    )
    for entry in fields(Tallies):
        np.testing.assert_array_equal(getattr(whole, entry.name), getattr(parts, entry.name))
    assert len(whole) == 60


def test_derived_figures():
    some = tally(drop50(), replications=2)
    assert some.makespan.tolist() == (some.finished.max(axis=1) - some.came.min(axis=1)).tolist()
    assert some.mean_lead_time == pytest.approx(some.lead_time.mean(axis=1), rel=1e-12)
    assert some.unfinished.tolist() == [0, 0] == some.lost.tolist()
    early = tally(drop50(horizon=1.0))
    assert np.isnan(early.mean_lead_time).all()
    assert early.unfinished[0] == early.released[0]


def test_nothing_to_play():
    with pytest.raises(SpecError, match="at least 1"):
        tally(drop50(), replications=0)
