"""A block layout: departments of given areas in a rectangle, as a first proposal for a new site."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.layout import _kernels_blocks
from workbench.layout.shapes import Floats
from workbench.streams import u01

# First cooling for each two leaves, in steps; later ones are longer.
_FIRST, _GROWTH, _LONGEST = 5_000, 1.25, 80_000
# Temperatures as shares of the cost. Chains begin hot and warm by turns: many small flows need the
# first, a few large ones the second.
_HOT, _COLD = (0.2, 0.03), (2e-4, 1e-4)
_PRICE = 0.05  # of slenderness, as a share of the cost; it adapts
_SHARED = 2  # leaves at least, and one for so many others, for departments that nothing limits
_SLICE = 0.1  # between two looks at the clock [s]


_Tree = tuple[Any, Any, Any, Any]
"""Leaves in order, rank and direction of the cuts between them, who shares which leaf."""


@dataclass(frozen=True)
class Departments:
    """Departments that share a rectangle.

    Parameters
    ----------
    names : tuple of str
    area : float[n]
        In the unit of the sides, squared; scaled to fill the rectangle.
    flow : float[n, n]
        Between departments; both directions are added.
    width, depth : float
        Of the rectangle.
    ratio : float[n]
        Greatest ratio of a department's sides; inf where any is good.
    side : float[n]
        Shortest side.
    """

    names: tuple[str, ...]
    area: Floats
    flow: Floats
    width: float
    depth: float
    ratio: Floats
    side: Floats

    def __post_init__(self) -> None:
        """Refuse what cannot be laid out."""
        n = len(self.names)
        for key, shape in (("area", (n,)), ("flow", (n, n)), ("ratio", (n,)), ("side", (n,))):
            if np.shape(getattr(self, key)) != shape:
                raise SpecError(
                    f"'{key}' has the shape {np.shape(getattr(self, key))}, not {shape}", where=key
                )
        if n < 1 or not (np.asarray(self.area) > 0.0).all():
            raise SpecError("every department needs an area above 0", where="area")
        if not (self.width > 0.0 and self.depth > 0.0):
            raise SpecError("the rectangle has no area", where="width")


@dataclass(frozen=True)
class Blocks:
    """A block layout.

    Parameters
    ----------
    names : tuple of str
    rects : float[n, 4]
        x, y, width and depth of each department.
    cost : float
        Flow times rectilinear distance of the middles.
    is_sound : bool
        Whether no department is too slender.
    steps : int
        Layouts tried.
    seconds, cpu_seconds : float
        On the clock, and of the processor.
    trace : tuple of (seconds, cost)
        When a better one was found.
    """

    names: tuple[str, ...]
    rects: Floats
    cost: float
    is_sound: bool
    steps: int
    seconds: float
    cpu_seconds: float
    trace: tuple[tuple[float, float], ...]


def block_layout(
    departments: Departments,
    *,
    seconds: float | None = None,
    steps: int | None = None,
    seed: int = 0,
    target: float = -math.inf,
    processor: bool = False,
    listener: Callable[[float, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Blocks:
    """Lay departments out in a rectangle with little flow times distance.

    Parameters
    ----------
    departments : Departments
    seconds : float, optional
        How long; 10 s when no steps are given either. [s]
    steps : int, optional
        Layouts to try: the same answer on every machine.
    seed : int
        Of chance.
    target : float
        Stop as soon as the cost is not above it.
    processor : bool
        Whether seconds are those of the processor.
    listener : callable, optional
        Called with seconds and best cost.
    stop : callable, optional
        Ends the search when it returns true.

    Notes
    -----
    A slicing tree cannot show every layout (a pinwheel has no cut that goes through), so better
    ones may exist; see the benchmarks for how far off it is. Where there is floor to spare,
    `workbench.layout.resize_blocks` goes on from here.
    """
    d = departments
    tree = _Leaves(d)
    n = len(tree.area)
    clock = time.process_time if processor else time.perf_counter
    began, cpu, start = time.perf_counter(), time.process_time(), clock()
    end = start + (10.0 if seconds is None and steps is None else seconds or math.inf)
    most = math.inf if steps is None else steps
    best: _Tree | None = None
    now = tree.random(seed, 0)
    cost = math.inf
    trace: list[tuple[float, float]] = []
    done = chain = 0
    rate = 4e7 / n
    over = n < 2
    while not over:
        now = tree.random(seed, chain)
        kept = _copied(now)
        value, bad = tree.judged(now)
        area = tree.sizes(now[3])
        figures = np.array([value, bad, math.inf, _PRICE])
        length = int(min(_FIRST * n * n * _GROWTH ** (chain // 2), _LONGEST * n * n))
        left = most - done
        if end < math.inf:
            left = min(left, rate * (end - clock()))
        wanted = int(max(left if left < 1.5 * length else length, 1000.0))
        at, size = 0, 2000
        while at < wanted and not over:
            upto = int(min(at + size, wanted, at + max(most - done, 1)))
            moment = clock()
            _kernels_blocks.anneal(
                area, tree.pairs, tree.amount, tree.ratio, tree.side, d.width, d.depth,
                tree.spare_area, tree.shares, *now, *kept,
                figures, seed, chain, at, upto, wanted, _HOT[chain % 2], _COLD[chain % 2],
            )  # fmt: skip
            spent = max(clock() - moment, 1e-6)
            rate = 0.5 * rate + 0.5 * (upto - at) / spent
            done, size = (
                done + upto - at,
                int(min(max(_SLICE * (upto - at) / spent, 500), 4 * size)),
            )
            at = upto
            if figures[2] < cost - 1e-12:
                cost = float(figures[2])
                best = _copied(kept)
                trace.append((time.perf_counter() - began, cost))
            if listener is not None:
                listener(time.perf_counter() - began, cost)
            over = (
                done >= most
                or clock() >= end
                or cost <= target
                or (stop is not None and bool(stop()))
            )
        chain += 1
    chosen = best or now
    value, bad = tree.judged(chosen)
    return Blocks(
        d.names,
        tree.rects(chosen),
        value,
        bad == 0.0,
        done,
        time.perf_counter() - began,
        time.process_time() - cpu,
        tuple(trace),
    )


def spare(departments: Departments) -> Any:
    """Tell which departments have neither flow nor a limit, bool[n]: floor to spare."""
    d = departments
    flow = np.asarray(d.flow) + np.asarray(d.flow).T
    return ~(flow.any(axis=0) | np.isfinite(d.ratio) | (np.asarray(d.side) > 0.0))


def _copied(tree: _Tree) -> _Tree:
    row, rank, across, leaf = tree
    return row.copy(), rank.copy(), across.copy(), leaf.copy()


class _Leaves:
    """The leaves of slicing trees: a department each, but those that nothing limits share some.

    A department without flow that may have any shape is floor to spare. Where it lies changes
    nothing but what is left for the others, so that a few leaves for all of them are enough, and
    which of them lie together is part of the search.
    """

    def __init__(self, departments: Departments) -> None:
        d = departments
        flow = np.triu(np.asarray(d.flow) + np.asarray(d.flow).T, 1)
        area = np.asarray(d.area, np.float64)
        ratio, side = np.asarray(d.ratio, np.float64), np.asarray(d.side, np.float64)
        free = spare(d)
        self.size = d.width, d.depth
        self.own = np.flatnonzero(~free)
        """Departments with a leaf of their own."""
        self.spare = np.flatnonzero(free)
        """Departments that share leaves."""
        self.spare_area = area[self.spare]
        self.shares = len(self.own)
        shared = min(len(self.spare), max(_SHARED, self.shares // _SHARED))
        self.area = np.concatenate([area[self.own], np.zeros(shared)])
        self.ratio = np.concatenate([ratio[self.own], np.full(shared, math.inf)])
        self.side = np.concatenate([side[self.own], np.zeros(shared)])
        at = np.zeros(len(area), np.int64)
        at[self.own] = np.arange(self.shares)
        pairs = np.argwhere(flow)
        self.amount = flow[pairs[:, 0], pairs[:, 1]]
        self.pairs = at[pairs]

    def random(self, seed: int, chain: int) -> _Tree:
        """Return a random slicing tree: row, rank and direction of its cuts, who shares a leaf."""
        n = len(self.area)
        keys = np.array([u01(seed, chain, 321, k, 0) for k in range(n)])
        ranks = np.array([u01(seed, chain, 321, k, 1) for k in range(n - 1)])
        across = np.array([u01(seed, chain, 321, k, 2) < 0.5 for k in range(n - 1)], np.bool_)
        leaf = self.shares + np.arange(len(self.spare)) % max(n - self.shares, 1)
        return np.argsort(keys), np.argsort(ranks), across, leaf

    def sizes(self, leaf: Any) -> Any:
        """Return the areas of the leaves, float[n]."""
        area = self.area.copy()
        np.add.at(area, leaf, self.spare_area)
        return area

    def _sliced(self, tree: _Tree) -> Any:
        row, rank, across, leaf = tree
        n = len(row)
        rect = np.empty((n, 4))
        low, high, box = np.empty(n, np.int64), np.empty(n, np.int64), np.empty((n, 4))
        _kernels_blocks.slice_up(
            row, rank, across, self.sizes(leaf), *self.size, rect, low, high, box
        )
        return rect

    def judged(self, tree: _Tree) -> tuple[float, float]:
        """Return what a tree costs, and by how much its departments are too slender."""
        rect = self._sliced(tree)
        return (
            float(_kernels_blocks.carried(rect, self.pairs, self.amount)),
            float(_kernels_blocks.slender(rect, self.ratio, self.side)),
        )

    def rects(self, tree: _Tree) -> Floats:
        """Return x, y, width and depth of all departments; who shares a leaf cuts it in strips."""
        sliced = self._sliced(tree)
        found = np.empty((len(self.own) + len(self.spare), 4))
        found[self.own] = sliced[: self.shares]
        for k in range(self.shares, len(sliced)):
            inside = np.flatnonzero(tree[3] == k)
            x, y, w, d = sliced[k]
            whole, begun = self.spare_area[inside].sum(), 0.0
            for each in inside:
                share = self.spare_area[each] / whole
                strip = (
                    (x + begun * w, y, share * w, d) if w > d else (x, y + begun * d, w, share * d)
                )
                found[self.spare[each]] = strip
                begun += share
        return found
