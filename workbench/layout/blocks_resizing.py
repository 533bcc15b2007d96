"""Sides and places of departments by a convex programme, while who lies beside whom is kept.

For a given relation of each two departments (left of, right of, below, above) all is linear but
the areas, and width times depth of at least an area is convex: linear programmes with tangents of
its border, more of them where the last one was cut short, end at the optimum (Kelley 1960). Where
departments fill the rectangle there is nothing to gain: then the relations alone fix every side
(Wimer, Koren and Cederbaum 1988). What it moves is departments that have floor to spare around
them, which a slicing tree can only leave as rectangles.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.layout.blocks import Blocks, Departments, spare
from workbench.layout.shapes import Floats

_TANGENTS = 7  # to begin with, for each department
_MOST = 30  # programmes for the same relations
_SHORT = 1e-9  # by which share a programme may leave an area short; made good afterwards
_FULL = 1e-9  # share of the rectangle: with less to spare nothing can move
_GAIN = 1e-7  # least gain of a round, as a share of the cost


@dataclass(frozen=True)
class Loose:
    """Departments in a rectangle that is larger than all of them.

    Parameters
    ----------
    area, ratio, side : float[n]
        As in `workbench.layout.Departments`.
    pairs : int[m, 2]
        Between which something flows.
    amount : float[m]
    width, depth : float
        Of the rectangle.
    """

    area: Floats
    ratio: Floats
    side: Floats
    pairs: Any
    amount: Floats
    width: float
    depth: float

    def cost(self, rects: Floats) -> float:
        """Return flow times rectilinear distance of middles."""
        middles = rects[:, :2] + rects[:, 2:] / 2.0
        apart = np.abs(middles[self.pairs[:, 0]] - middles[self.pairs[:, 1]]).sum(axis=1)
        return float(self.amount @ apart)


def resize_blocks(
    departments: Departments,
    blocks: Blocks,
    *,
    programmes: int = 400,
    stop: Callable[[], bool] | None = None,
) -> Blocks:
    """Move and resize departments where there is floor to spare, for less flow times distance.

    Parameters
    ----------
    departments : Departments
    blocks : Blocks
        Sound, from `workbench.layout.block_layout`.
    programmes : int
        Convex programmes at most.
    stop : callable, optional
        Ends it when it returns true.

    Returns
    -------
    Blocks
        Departments have exactly their areas (a block layout scales them to fill the rectangle).
        Those without flow and without a limit are floor to spare: what the others leave, of any
        outline; their rows of ``rects`` are nan. The blocks as they were where nothing is gained.

    Raises
    ------
    SpecError
        When a department of the blocks is too slender.
    """
    if not blocks.is_sound:
        raise SpecError(
            "a department is too slender",
            where="blocks",
            advice="search longer, or allow a greater ratio of sides",
        )
    d = departments
    began, cpu = time.perf_counter(), time.process_time()
    own = np.flatnonzero(~spare(d))
    flow = np.triu(np.asarray(d.flow) + np.asarray(d.flow).T, 1)[np.ix_(own, own)]
    pairs = np.argwhere(flow)
    loose = Loose(
        np.asarray(d.area, np.float64)[own],
        np.asarray(d.ratio, np.float64)[own],
        np.asarray(d.side, np.float64)[own],
        pairs,
        flow[pairs[:, 0], pairs[:, 1]],
        d.width,
        d.depth,
    )
    if loose.area.sum() >= d.width * d.depth * (1.0 - _FULL) or not len(pairs):
        return blocks
    found, _ = resized(loose, blocks.rects[own], programmes=programmes, stop=stop)
    cost = loose.cost(found)
    if cost >= blocks.cost:
        return blocks
    rects = np.full((len(d.names), 4), np.nan)
    rects[own] = found
    seconds = blocks.seconds + time.perf_counter() - began
    return replace(
        blocks,
        rects=rects,
        cost=cost,
        seconds=seconds,
        cpu_seconds=blocks.cpu_seconds + time.process_time() - cpu,
        trace=(*blocks.trace, (seconds, cost)),
    )


def resized(
    loose: Loose,
    rects: Floats,
    *,
    programmes: int = 400,
    stop: Callable[[], bool] | None = None,
) -> tuple[Floats, int]:
    """Return the departments moved and resized for less cost, float[n, 4], and the programmes used.

    Parameters
    ----------
    loose : Loose
    rects : float[n, 4]
        A sound layout to begin with: x, y, width and depth.
    programmes : int
        Relations to try at most.
    stop : callable, optional
        Ends the search when it returns true.

    Notes
    -----
    Each round takes the relations from the layout of the last one. Where two departments lie
    diagonally the wider gap becomes the relation, so that the next programme may close the other.
    When that gains nothing more, the relations that hold the cost up (those with a price in the
    programme) are changed one at a time, and departments exchanged; it ends where none of these
    gains anything.
    """
    best, cost = rects, loose.cost(rects)
    widths = _widths(loose)
    used = 0

    def tried(before: Any) -> tuple[Any, bool]:
        nonlocal best, cost, used
        used += 1
        found, held = _Programme(loose, before, widths).solved(cost * (1.0 - _GAIN))
        if found is None:
            return held, False
        found = _trimmed(loose, found)
        value = loose.cost(found)
        if value >= cost * (1.0 - _GAIN):
            return held, False
        best, cost = found, value
        return held, True

    def over() -> bool:
        return used >= programmes or (stop is not None and bool(stop()))

    better = True
    while better and not over():
        better = True
        while better and not over():
            before = _relations(best)
            held, better = tried(before)
        for changed in _neighbours(before, held):
            if over() or better:
                break
            _, better = tried(changed)
    return best, used


def _neighbours(before: Any, held: list[tuple[int, int, int]]) -> Iterator[Any]:
    """Yield relations in which one of ``held`` is another, then those with two exchanged."""
    for axis, i, j in held:
        for other, one, two in ((1 - axis, i, j), (1 - axis, j, i), (axis, j, i)):
            changed = before.copy()
            changed[axis, i, j] = False
            changed[other, one, two] = True
            yield changed
    n = before.shape[1]
    for i, j in combinations(range(n), 2):
        order = np.arange(n)
        order[[i, j]] = j, i
        yield before[:, order][:, :, order]


def _relations(rects: Floats) -> Any:
    """Return who lies before whom along x and y, bool[2, n, n]: one relation for each two."""
    gaps = []
    for axis in (0, 1):
        low, high = rects[:, axis], rects[:, axis] + rects[:, 2 + axis]
        gaps.append(low[None, :] - high[:, None])  # [i, j]: i lies before j by so much
    widest = [np.maximum(gap, gap.T) for gap in gaps]
    before = np.stack(
        [
            (gaps[0] >= gaps[0].T) & (widest[0] >= widest[1]),
            (gaps[1] >= gaps[1].T) & (widest[1] > widest[0]),
        ]
    )
    for each in before:
        np.fill_diagonal(each, False)
    return before


def _trimmed(loose: Loose, rects: Floats) -> Floats:
    """Return departments of exactly their areas about the same middles."""
    sides = rects[:, 2:]
    shrink = np.sqrt(loose.area / sides.prod(axis=1))
    flat = sides[:, 0] > sides[:, 1]
    short = np.maximum(sides.min(axis=1) * shrink, loose.side)
    long = loose.area / short
    new = np.where(flat[:, None], np.stack([long, short], 1), np.stack([short, long], 1))
    return np.concatenate([rects[:, :2] + (sides - new) / 2.0, new], axis=1)


def _widths(loose: Loose) -> list[tuple[int, float]]:
    """Return at which widths of each department its area is asked for to begin with."""
    found = []
    for k, area in enumerate(loose.area.tolist()):
        shortest = max(loose.side[k], math.sqrt(area / loose.ratio[k]))
        low = max(shortest, area / loose.depth)
        high = max(min(loose.width, area / shortest if shortest > 0.0 else math.inf), low)
        found += [(k, low * (high / low) ** (i / (_TANGENTS - 1))) for i in range(_TANGENTS)]
    return found


class _Programme:
    """The programme for relations of each two departments, bool[2, n, n].

    Its variables: x and y of the middles, widths, depths, then what each pair is apart in x and y.
    A tangent holds for all relations: ``widths`` gets those that were needed.
    """

    def __init__(self, loose: Loose, before: Any, widths: list[tuple[int, float]]) -> None:
        self.loose = loose
        n, m = len(loose.area), len(loose.pairs)
        self.n, self.columns = n, 4 * n + 2 * m
        self.area = np.asarray(loose.area, np.float64)
        self.rows: list[int] = []
        self.at: list[int] = []
        self.values: list[float] = []
        self.most: list[float] = []
        self.cost = np.zeros(self.columns)
        self.cost[4 * n :] = np.tile(loose.amount, 2)
        self.links: list[tuple[int, int, int]] = []
        """Axis and departments of the first rows: one lies before the other."""
        for axis in (0, 1):
            self._order(before[axis], axis)
        for axis, length in ((0, loose.width), (1, loose.depth)):
            for k in range(n):
                middle, side = axis * n + k, (2 + axis) * n + k
                self._add({middle: -1.0, side: 0.5}, 0.0)
                self._add({middle: 1.0, side: 0.5}, length)
            for p, (i, j) in enumerate(loose.pairs):
                apart = 4 * n + axis * m + p
                self._add({axis * n + i: 1.0, axis * n + j: -1.0, apart: -1.0}, 0.0)
                self._add({axis * n + i: -1.0, axis * n + j: 1.0, apart: -1.0}, 0.0)
        for k in range(n):
            if math.isfinite(loose.ratio[k]):
                self._add({2 * n + k: 1.0, 3 * n + k: -loose.ratio[k]}, 0.0)
                self._add({3 * n + k: 1.0, 2 * n + k: -loose.ratio[k]}, 0.0)
        self.widths = widths
        for k, width in widths:
            self._tangent(k, width)

    def _order(self, before: Any, axis: int) -> None:
        """Keep who lies before whom along an axis, without what follows from others."""
        linked = before.astype(np.int64)
        for i, j in np.argwhere(before & ~((linked @ linked) > 0)).tolist():
            half = {(2 + axis) * self.n + i: 0.5, (2 + axis) * self.n + j: 0.5}
            self._add({axis * self.n + i: 1.0, axis * self.n + j: -1.0, **half}, 0.0)
            self.links.append((axis, i, j))

    def _add(self, terms: dict[int, float], most: float) -> None:
        for column, value in terms.items():
            self.rows.append(len(self.most))
            self.at.append(column)
            self.values.append(value)
        self.most.append(most)

    def _tangent(self, k: int, width: float) -> None:
        """Ask for the area of a department as it is seen from one width."""
        depth = self.area[k] / width
        self._add({2 * self.n + k: -1.0 / width, 3 * self.n + k: -1.0 / depth}, -2.0)

    def solved(self, limit: float) -> tuple[Floats | None, list[tuple[int, int, int]]]:
        """Return the best layout, None if none costs less than ``limit``, and what holds it up.

        That is the relations with a price, as axis and departments, the dearest first. A programme
        with too few tangents costs too little: what is above the limit with these stays there.
        """
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        n = self.n
        low = np.zeros(self.columns)
        low[2 * n : 4 * n] = np.tile(self.loose.side, 2)
        for _ in range(_MOST):
            shape = (len(self.most), self.columns)
            matrix = csr_array((self.values, (self.rows, self.at)), shape=shape)
            found = linprog(
                self.cost,
                matrix,
                np.array(self.most),
                bounds=np.stack([low, np.full(self.columns, np.inf)], 1),
                method="highs-ds",
                options={
                    "primal_feasibility_tolerance": 1e-10,
                    "dual_feasibility_tolerance": 1e-10,
                },
            )
            if found.status != 0:
                return None, []
            x, y, w, d = found.x[: 4 * n].reshape(4, n)
            short = np.flatnonzero(w * d < self.area * (1.0 - _SHORT))
            bad = found.fun >= limit
            if bad or not len(short):
                price = found.ineqlin.marginals[: len(self.links)]
                held = [self.links[k] for k in np.argsort(price, kind="stable") if price[k] < 0.0]
                return None if bad else np.stack([x - w / 2.0, y - d / 2.0, w, d], 1), held
            for k in short.tolist():
                self.widths.append((k, float(w[k] * math.sqrt(self.area[k] / (w[k] * d[k])))))
                self._tangent(*self.widths[-1])
        return None, []
