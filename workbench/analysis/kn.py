"""Which of several designs is best, with a guaranteed chance of being right (Kim and Nelson)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbench.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray


class Selection(NamedTuple):
    """Which design won.

    Attributes
    ----------
    best : int
        Number of the winner.
    replications : int[designs]
        Each design took.
    means : float[designs]
        Of what was seen of each.
    decided : bool
        False when the most replications allowed did not suffice; then ``best`` leads.
    left : tuple of int
        Designs that were not ruled out.
    """

    best: int
    replications: NDArray[np.int64]
    means: NDArray[np.float64]
    decided: bool
    left: tuple[int, ...]


def kn(
    draw: Callable[[Sequence[int], int, int], NDArray[np.float64]],
    designs: int,
    *,
    indifference: float,
    level: float = 0.95,
    first: int = 20,
    block: int = 1,
    largest: bool = False,
    most: int = 100_000,
) -> Selection:
    """Rule designs out one after another until the best is left.

    Kim and Nelson (2001, doi:10.1145/502109.502111), with ``c = 1``: the winner is best, or within
    ``indifference`` of the best, with chance ``level`` at least. Common draws are allowed (the
    variances are those of differences, and Bonferroni's bound needs no independence) and make it
    end sooner.

    Parameters
    ----------
    draw : callable
        ``draw(designs, first, count)`` returns float[count, designs] of replications ``first`` on.
    designs : int
        How many.
    indifference : float
        Smallest difference worth finding.
    level : float, default 0.95
        Wanted chance of a right choice.
    first : int, default 20
        Replications of each before any is ruled out.
    block : int, default 1
        Replications between two looks; every one of a block is looked at.
    largest : bool
        Whether the largest mean is best; else the smallest.
    most : int
        Replications of one design after which to give up.
    """
    if designs < 2:
        raise SpecError("a choice needs at least two designs", where="designs")
    if not indifference > 0.0:
        raise SpecError("must be above 0", where="indifference")
    if not 1.0 / designs < level < 1.0:
        raise SpecError(f"must lie between 1/{designs} and 1", where="level")
    if first < 2 or block < 1 or most < first:
        raise SpecError("two replications at least, and `most` of them at most", where="first")
    sign = 1.0 if largest else -1.0
    missed = (1.0 - level) / (designs - 1)
    eta = 0.5 * ((2.0 * missed) ** (-2.0 / (first - 1)) - 1.0)
    h2 = 2.0 * eta * (first - 1)
    begun = sign * np.asarray(draw(range(designs), 0, first), dtype=np.float64)
    between = begun[:, :, None] - begun[:, None, :]
    spread = h2 * between.var(axis=0, ddof=1)
    total = begun.sum(axis=0)
    count = np.full(designs, first, dtype=np.int64)
    alive = np.arange(designs)
    r = first
    while True:
        alive = _survivors(alive, total, spread, indifference, r)
        if len(alive) == 1 or r >= most:
            break
        size = min(block, most - r)
        more = sign * np.asarray(draw([int(i) for i in alive], r, size), dtype=np.float64)
        drawn = alive
        for row in more:
            r += 1
            total[drawn] += row
            count[drawn] += 1
            alive = _survivors(alive, total, spread, indifference, r)
            if len(alive) == 1:
                break
        # those ruled out within the block keep the sums of their last replication drawn
    means = sign * total / count
    best = int(alive[np.argmax(total[alive])])
    return Selection(best, count, means, len(alive) == 1, tuple(int(i) for i in alive))


def _survivors(
    alive: NDArray[np.int64],
    total: NDArray[np.float64],
    spread: NDArray[np.float64],
    delta: float,
    r: int,
) -> NDArray[np.int64]:
    """Return the designs that no other beats by more than the shrinking margin."""
    pair = np.ix_(alive, alive)
    # the margin in sums: r W(r) = max(0, (h2 S2 / delta - delta r) / 2)
    margin = np.maximum(0.0, (spread[pair] / delta - delta * r) / 2.0)
    behind = total[alive][None, :] - total[alive][:, None]  # [i, l]: how far i is behind l
    np.fill_diagonal(behind, -np.inf)
    out = (behind > margin).any(axis=1)
    if out.all():  # cannot be: the leader is behind nobody
        return alive
    return alive[~out]
