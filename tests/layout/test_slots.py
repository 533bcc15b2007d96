"""Slot assignment: exact on small cases, the delta of an exchange, published optima."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.benchmarks.layout_files import read_slots
from workbench.errors import SpecError
from workbench.layout import _kernels_slots, assign


def random_case(seed, n, slots=None):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 20, (n, n)).astype(float), rng.integers(0, 20, 2 * (slots or n,)) * 1.0


@pytest.mark.parametrize(("seed", "n", "slots"), [(1, 5, 5), (2, 6, 6), (3, 4, 6)])
def test_the_optimum_of_small_cases(seed, n, slots):
    flow, distance = random_case(seed, n, slots)
    best = min(
        sum(flow[i, j] * distance[p[i], p[j]] for i in range(n) for j in range(n))
        for p in permutations(range(slots), n)
    )
    found = assign(flow, distance, steps=4000)
    assert found.cost == best
    assert len(set(found.slots)) == n


@given(st.integers(0, 10_000), st.integers(3, 9))
def test_an_exchange_changes_the_cost_by_its_delta(seed, n):
    flow, distance = random_case(seed, n)
    rng = np.random.default_rng(seed)
    where = rng.permutation(n)
    r, s = rng.choice(n, 2, replace=False)
    before = _kernels_slots.cost(flow, distance, where)
    change = _kernels_slots.exchange(flow, distance, where, r, s)
    where[r], where[s] = where[s], where[r]
    assert _kernels_slots.cost(flow, distance, where) - before == change


def test_tabu_keeps_its_books():
    """After many steps with O(1) updates the cost is that of the assignment."""
    flow, distance = random_case(7, 12)
    where, best = np.arange(12), np.arange(12)
    state = np.array([_kernels_slots.cost(flow, distance, where)] * 2)
    _kernels_slots.tabu(flow, distance, where, np.ones(12, bool), 1, 0, 0, 3000, state, best)
    assert state[0] == _kernels_slots.cost(flow, distance, where)
    assert state[1] == _kernels_slots.cost(flow, distance, best)
    assert sorted(where) == list(range(12))


def test_it_repeats_and_leaves_locked_stations_alone():
    flow, distance = random_case(4, 10)
    start = tuple(int(k) for k in np.random.default_rng(0).permutation(10))
    one, two = (assign(flow, distance, steps=5000, seed=3, start=start, locked=(2, 5))
                for _ in range(2))  # fmt: skip
    assert one.slots == two.slots
    assert one.slots[2] == start[2]
    assert one.slots[5] == start[5]


@pytest.mark.parametrize(("name", "seconds"), [("nug12", 5), ("nug30", 20)])
def test_published_optima(bench_data, name, seconds):
    instance = read_slots(bench_data / "layout" / "qaplib" / f"{name}.dat")
    found = assign(instance.first, instance.second, seconds=seconds, target=instance.best)
    assert found.cost == instance.best


@pytest.mark.parametrize(
    ("flow", "distance", "asked", "said"),
    [
        (np.ones((2, 3)), np.ones((3, 3)), {}, "square"),
        (np.ones((3, 3)), np.ones((2, 2)), {}, "only 2 slots"),
        (np.ones((2, 2)), np.full((2, 2), np.inf), {}, "no number"),
        (np.ones((2, 2)), np.ones((2, 2)), {"start": (1, 1)}, "slot of its own"),
    ],
)
def test_bad_matrices_are_refused(flow, distance, asked, said):
    with pytest.raises(SpecError, match=said):
        assign(flow, distance, steps=10, **asked)
