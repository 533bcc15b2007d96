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

# First cooling for each department, in steps; later ones are longer.
_FIRST, _GROWTH, _LONGEST = 40_000, 1.5, 3_000_000
_HOT, _COLD = 0.2, 2e-4
_PRICE = 0.05  # of slenderness, as a share of the cost; it adapts
_SLICE = 0.1  # between two looks at the clock [s]


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
    ones may exist; see the benchmarks for how far off it is.
    """
    d = departments
    n = len(d.names)
    flow = np.triu(np.asarray(d.flow) + np.asarray(d.flow).T, 1)
    area = np.asarray(d.area, np.float64)
    ratio, side = np.asarray(d.ratio, np.float64), np.asarray(d.side, np.float64)
    clock = time.process_time if processor else time.perf_counter
    began, cpu, start = time.perf_counter(), time.process_time(), clock()
    end = start + (10.0 if seconds is None and steps is None else seconds or math.inf)
    most = math.inf if steps is None else steps
    best: tuple[Any, Any, Any] | None = None
    spare: tuple[Any, Any, Any] | None = None
    cost = math.inf
    trace: list[tuple[float, float]] = []
    done = chain = 0
    rate = 3e6 / n
    over = n < 2
    while not over:
        row, rank, across = _tree(n, seed, chain)
        kept = row.copy(), rank.copy(), across.copy()
        rect = np.empty((n, 4))
        _kernels_blocks.slice_up(row, rank, across, area, d.width, d.depth, rect)
        value = _kernels_blocks.carried(rect, flow, False)
        figures = np.array([value, _kernels_blocks.slender(rect, ratio, side), math.inf, _PRICE])
        length = int(min(_FIRST * n * _GROWTH ** (chain // 2), _LONGEST * n))
        left = most - done
        if end < math.inf:
            left = min(left, rate * (end - clock()))
        wanted = int(max(left if left < 1.5 * length else length, 1000.0))
        at, size = 0, 2000
        while at < wanted and not over:
            upto = int(min(at + size, wanted, at + max(most - done, 1)))
            moment = clock()
            _kernels_blocks.anneal(
                area, flow, ratio, side, d.width, d.depth, False, row, rank, across, *kept,
                figures, seed, chain, at, upto, wanted, _HOT, _COLD,
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
                best = kept[0].copy(), kept[1].copy(), kept[2].copy()
                trace.append((time.perf_counter() - began, cost))
            if listener is not None:
                listener(time.perf_counter() - began, cost)
            over = (
                done >= most
                or clock() >= end
                or cost <= target
                or (stop is not None and bool(stop()))
            )
        spare = row, rank, across
        chain += 1
    chosen = best or spare or _tree(n, seed, 0)
    rect = np.empty((n, 4))
    _kernels_blocks.slice_up(*chosen, area, d.width, d.depth, rect)
    return Blocks(
        d.names,
        rect,
        float(_kernels_blocks.carried(rect, flow, False)),
        bool(_kernels_blocks.slender(rect, ratio, side) == 0.0),
        done,
        time.perf_counter() - began,
        time.process_time() - cpu,
        tuple(trace),
    )


def _tree(n: int, seed: int, chain: int) -> tuple[Any, Any, Any]:
    """Return a random slicing tree."""
    keys = np.array([u01(seed, chain, 321, k, 0) for k in range(n)])
    ranks = np.array([u01(seed, chain, 321, k, 1) for k in range(n - 1)])
    across = np.array([u01(seed, chain, 321, k, 2) < 0.5 for k in range(n - 1)], np.bool_)
    return np.argsort(keys), np.argsort(ranks), across
