"""Which design is best, with a guaranteed chance of being right."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.kn import kn
from workbench.errors import SpecError


def designs(means, seed, shared=0.0):
    """Normal observations by address; ``shared`` is the spread of a draw common to all."""
    means = np.asarray(means, dtype=float)
    table = np.random.default_rng(seed).normal(size=(6000, len(means) + 1))

    def draw(which, first, count):
        rows = table[first : first + count]
        return means[list(which)] + rows[:, list(which)] + shared * rows[:, -1:]

    return draw


def by_definition(table, delta, alpha, n0):
    """Kim and Nelson's procedure as it is written, the largest mean being best."""
    k = table.shape[1]
    eta = 0.5 * ((2 * alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1)
    h2 = 2 * eta * (n0 - 1)
    s2 = [[np.var(table[:n0, i] - table[:n0, j], ddof=1) for j in range(k)] for i in range(k)]
    alive, r = list(range(k)), n0
    while True:
        means = table[:r].mean(axis=0)
        keep = [
            i
            for i in alive
            if all(
                means[i] >= means[j] - max(0.0, delta / (2 * r) * (h2 * s2[i][j] / delta**2 - r))
                for j in alive
                if j != i
            )
        ]
        alive = keep
        if len(alive) == 1:
            return alive[0], r
        r += 1


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("block", [1, 64])
def test_it_is_the_published_procedure(seed, block):
    table = np.random.default_rng(seed).normal((0.0, 0.2, 0.1, 0.4), size=(4000, 4))
    found = kn(
        lambda which, first, count: table[first : first + count, list(which)],
        4,
        indifference=0.2,
        largest=True,
        block=block,
    )
    best, replications = by_definition(table, 0.2, 0.05, 20)
    assert found.best == best
    assert found.replications.max() == replications


def test_common_draws_make_it_end_sooner():
    apart = kn(designs((0.0, 0.3, 0.6), 4, 0.0), 3, indifference=0.3, block=20)
    mixed = np.random.default_rng(9).normal(size=(6000, 3))

    def independent(which, first, count):
        own = designs((0.0, 0.3, 0.6), 4)(which, first, count)
        return own + 3.0 * mixed[first : first + count, list(which)]

    loud = kn(independent, 3, indifference=0.3, block=20)
    common = kn(designs((0.0, 0.3, 0.6), 4, 3.0), 3, indifference=0.3, block=20)
    assert apart.best == common.best == loud.best == 0
    assert common.replications.sum() == pytest.approx(apart.replications.sum(), rel=0.05)
    assert common.replications.sum() < loud.replications.sum() / 2


def test_a_tie_is_given_up_and_said():
    found = kn(designs((0.0, 0.0), 2), 2, indifference=1e-4, most=200, block=50)
    assert not found.decided
    assert found.left == (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("shared", [0.0, 2.0])
def test_the_chance_of_a_right_choice_is_kept(shared):
    """The least favourable case: all others exactly ``indifference`` behind."""
    right = 0
    for seed in range(400):
        means = (0.0, 0.3, 0.3, 0.3, 0.3)
        right += kn(designs(means, seed, shared), 5, indifference=0.3, block=50).best == 0
    # 95 % is guaranteed; three standard errors below it
    assert right >= 400 * (0.95 - 3 * (0.95 * 0.05 / 400) ** 0.5)


@pytest.mark.parametrize(
    "wrong", [{"indifference": 0.0}, {"indifference": 1.0, "level": 0.1}, {"designs": 1}]
)
def test_bad_wishes_are_refused(wrong):
    options = {"designs": 3, "indifference": 0.3} | wrong
    with pytest.raises(SpecError):
        kn(designs((0.0, 0.1, 0.2), 1), options.pop("designs"), **options)
