"""Uniformity, independence across addresses, and equality of the two versions of the hash."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import types
from scipy import stats

from tests.sim.specs import queue
from workbench import streams
from workbench.sim import play

WORD = st.integers(-(2**63), 2**63 - 1)


@given(WORD, WORD, WORD, WORD, WORD)
def test_compiled_equals_plain(seed, replication, stream, entity, step):
    address = (seed, replication, stream, entity, step)
    assert streams.u01(*address) == streams.u01_plain(*address)


def test_compiled_equals_plain_near_zero():
    for address in itertools.product((-1, 0, 1, 2), repeat=5):
        assert streams.u01(*address) == streams.u01_plain(*address)


def test_the_hash_never_changes():
    """Stored results rest on these numbers."""
    assert streams.u01(1, 2, 3, 4, 5) == 0.6350916389466127
    assert streams.u01(0, 0, 0, 0, 0) == streams.u01_plain(0, 0, 0, 0, 0)
    assert 0.0 <= streams.u01(-1, 2**62, 0, -5, 7) < 1.0


def test_resolution_is_53_bits():
    values = [streams.u01(0, 0, 0, 0, i) for i in range(64)]
    assert all((value * 2.0**53).is_integer() for value in values)
    assert any((value * 2.0**53) % 2 for value in values)


def along(axis, count=20_000, start=0):
    """Return the numbers at neighbouring addresses along one of the five axes."""
    address = [3, 1, 2, 4, 1]
    values = np.empty(count)
    for i in range(count):
        address[axis] = start + i
        values[i] = streams.u01(*address)
    return values


# Each bound is a 1e-4 quantile or beyond: the draws are fixed, so a pass stays a pass.
@pytest.mark.parametrize("axis", range(5))
def test_uniform_and_independent_along_each_axis(axis):
    u = along(axis)
    counts = np.bincount((u * 100).astype(int), minlength=100)
    assert stats.chisquare(counts).pvalue > 1e-4
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    for lag in (1, 2, 3, 7, 64):
        correlation = np.corrcoef(u[:-lag], u[lag:])[0, 1]
        assert abs(correlation) < 4 / np.sqrt(len(u) - lag)
    pairs = np.histogram2d(u[:-1:2], u[1::2], bins=10)[0].ravel()
    assert stats.chisquare(pairs).pvalue > 1e-4
    low = (u * 2.0**53).astype(np.int64) & 0xFF
    assert stats.chisquare(np.bincount(low, minlength=256)).pvalue > 1e-4


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(range(5), 2)))
def test_axes_are_not_interchangeable(one, other):
    """Adding one to one part of the address is not adding one to another part."""
    u = along(one, 2000, start=1000)
    v = along(other, 2000, start=1000)
    assert abs(np.corrcoef(u, v)[0, 1]) < 4 / np.sqrt(len(u))
    assert not (u == v).any()


def test_keys_far_apart_are_independent():
    """Operation keys sit above the visit, source keys above the piece: high bits count."""
    u = np.array([streams.u01(0, 0, 2, key << 32, 5 << 20) for key in range(20_000)])
    v = np.array([streams.u01(0, 0, 2, 7 << 32, key << 20) for key in range(20_000)])
    for values in (u, v):
        assert stats.kstest(values, "uniform").pvalue > 1e-4
        assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 4 / np.sqrt(len(values))


def test_flipping_one_bit_flips_half():
    rng = np.random.default_rng(1)
    flips = []
    for _ in range(300):
        address = [int(value) for value in rng.integers(0, 2**62, 5)]
        whole = int(streams.u01(*address) * 2**53)
        axis, bit = int(rng.integers(5)), int(rng.integers(62))
        address[axis] ^= 1 << bit
        flips.append((whole ^ int(streams.u01(*address) * 2**53)).bit_count())
    assert abs(np.mean(flips) - 26.5) < 4 * np.sqrt(53 / 4 / len(flips))


def test_compiled_once():
    """A specification from another process has writable arrays; that compiles nothing anew."""
    kernels = (streams.u01, streams.sample, streams.draw)
    spec = queue(1.0, 1.0, 3)
    for engine in ("compiled", "simpy"):
        expected = play(spec, engine=engine).sha256()
        before = [list(kernel.signatures) for kernel in kernels]
        assert play(pickle.loads(pickle.dumps(spec)), engine=engine).sha256() == expected
        assert [list(kernel.signatures) for kernel in kernels] == before
    streams.draw(1, 2.0, 0.0, 0.0, 0.0, 0.5, streams.table_of(np.zeros(4)))
    for kernel in kernels:  # within the compiled engine numbers are written out, tables pointers
        inside = (types.CPointer, types.Literal)
        outside = [
            kind for kind in kernel.signatures if not any(isinstance(part, inside) for part in kind)
        ]
        assert len(outside) == 1
