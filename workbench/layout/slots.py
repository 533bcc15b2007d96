"""Which station goes to which slot: quadratic assignment by robust tabu and memetic search."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.layout import _kernels_slots
from workbench.layout.shapes import Floats
from workbench.streams import u01

# Parents of the memetic search, and steps of tabu search that each child is given, times n.
_PARENTS, _STEPS = 8, 60
_SLICE = 0.05  # between two looks at the clock [s]
_FEW = 2e7  # elementary tests in one slice, before the speed is known


@dataclass(frozen=True)
class Assigned:
    """An assignment of stations to slots.

    Parameters
    ----------
    slots : tuple of int
        Slot of each station.
    cost : float
        Sum of flow times distance.
    steps : int
        Of tabu search.
    seconds, cpu_seconds : float
        On the clock, and of the processor.
    trace : tuple of (seconds, cost)
        When a better one was found.
    """

    slots: tuple[int, ...]
    cost: float
    steps: int
    seconds: float
    cpu_seconds: float
    trace: tuple[tuple[float, float], ...]


def assign(
    flow: Any,
    distance: Any,
    *,
    start: tuple[int, ...] | None = None,
    locked: tuple[int, ...] = (),
    seconds: float | None = None,
    steps: int | None = None,
    seed: int = 0,
    target: float = -math.inf,
    listener: Callable[[float, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Assigned:
    """Assign stations to slots with little flow times distance.

    Parameters
    ----------
    flow : float[n, n]
        Between stations.
    distance : float[m, m]
        Between slots; more slots than stations stay empty.
    start : tuple of int, optional
        Slot of each station to begin with.
    locked : tuple of int
        Stations that keep their slot of ``start``.
    seconds : float, optional
        How long; 5 s when no steps are given either. [s]
    steps : int, optional
        Of tabu search: the same answer on every machine.
    seed : int
        Of chance.
    target : float
        Stop as soon as the cost is not above it.
    listener : callable, optional
        Called with seconds and best cost.
    stop : callable, optional
        Ends the search when it returns true.

    Returns
    -------
    Assigned

    Raises
    ------
    SpecError
        When the matrices are not square, hold what is no number, or there are too few slots.
    """
    stations, flows, ways = _square(flow, distance)
    slots = len(ways)
    padded = np.zeros((slots, slots))
    padded[:stations, :stations] = flows
    free = np.ones(slots, np.bool_)
    free[list(locked)] = False
    begin = _begin(start, stations, slots)
    began, cpu = time.perf_counter(), time.process_time()
    end = began + (5.0 if seconds is None and steps is None else seconds or math.inf)
    most = math.inf if steps is None else steps
    best, value = begin.copy(), _kernels_slots.cost(padded, ways, begin)
    trace = [(0.0, float(value))]
    parents: list[tuple[float, Any]] = []
    done = chain = 0
    rate = _FEW / slots**2
    while not (done >= most or time.perf_counter() >= end or value <= target):
        where = _child(parents, begin, free, seed, chain)
        state = np.array([_kernels_slots.cost(padded, ways, where)] * 2)
        own = where.copy()
        wanted = _STEPS * slots * (4 if chain < _PARENTS else 1)
        at = 0
        while at < wanted and done < most and time.perf_counter() < end and state[1] > target:
            size = int(max(min(wanted - at, most - done, _SLICE * rate), 1))
            clock = time.perf_counter()
            _kernels_slots.tabu(padded, ways, where, free, seed, chain, at, size, state, own)
            rate = 0.5 * rate + 0.5 * size / max(time.perf_counter() - clock, 1e-6)
            at, done = at + size, done + size
            if state[1] < value - 1e-9:
                value, best = float(state[1]), own.copy()
                trace.append((time.perf_counter() - began, value))
            if listener is not None:
                listener(time.perf_counter() - began, value)
            if stop is not None and stop():
                most = 0.0
        parents = _select([*parents, (float(state[1]), own)])
        chain += 1
    return Assigned(
        tuple(int(slot) for slot in best[:stations]),
        float(_kernels_slots.cost(padded, ways, best)),
        done,
        time.perf_counter() - began,
        time.process_time() - cpu,
        tuple(trace),
    )


def _square(flow: Any, distance: Any) -> tuple[int, Floats, Floats]:
    found = []
    for name, each in (("flow", flow), ("distance", distance)):
        matrix = np.ascontiguousarray(each, np.float64)
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
            raise SpecError(f"the {name} matrix is not square", where=name)
        if not np.isfinite(matrix).all():
            raise SpecError(
                f"the {name} matrix holds what is no number",
                where=name,
                advice="slots that cannot reach each other need a large distance",
            )
        found.append(matrix)
    if len(found[0]) > len(found[1]):
        raise SpecError(
            f"{len(found[0])} stations have only {len(found[1])} slots", where="distance"
        )
    return len(found[0]), found[0], found[1]


def _begin(start: tuple[int, ...] | None, stations: int, slots: int) -> Any:
    if start is None:
        return np.arange(slots)
    taken = list(start)
    if len(taken) != stations or len(set(taken)) != stations or not set(taken) <= set(range(slots)):
        raise SpecError(
            "the start does not give every station a slot of its own",
            where="start",
            advice=f"give {stations} different numbers from 0 to {slots - 1}",
        )
    return np.array(taken + [slot for slot in range(slots) if slot not in set(taken)], np.int64)


def _child(parents: list[tuple[float, Any]], begin: Any, free: Any, seed: int, chain: int) -> Any:
    """Return the next assignment to begin with: random ones first, then children of two."""
    where = begin.copy()
    if chain == 0:
        return where
    # Every third is random for good: parents that all lie in one basin never leave it.
    if chain < _PARENTS or chain % 3 == 0 or len(parents) < 2:
        moving = np.flatnonzero(free)
        keys = [u01(seed, chain, 311, int(k), 0) for k in moving]
        where[moving] = where[moving[np.argsort(keys, kind="stable")]]
        return where
    one = int(u01(seed, chain, 311, 0, 1) * len(parents))
    two = (one + 1 + int(u01(seed, chain, 311, 0, 2) * (len(parents) - 1))) % len(parents)
    _kernels_slots.cross(parents[one][1], parents[two][1], seed, chain, where)
    # A child of two that are nearly alike would only be one of them again: it is shaken.
    moving = np.flatnonzero(free)
    shaken = max(2, len(moving) // 5)
    keys = [u01(seed, chain, 311, int(k), 3) for k in moving]
    few = moving[np.argsort(keys, kind="stable")[:shaken]]
    where[few] = where[np.roll(few, 1)]
    return where


def _select(parents: list[tuple[float, Any]]) -> list[tuple[float, Any]]:
    """Return the best parents, no two alike."""
    kept: list[tuple[float, Any]] = []
    for value, where in sorted(parents, key=lambda each: each[0]):
        if len(kept) < _PARENTS and not any(np.array_equal(where, other) for _, other in kept):
            kept.append((value, where))
    return kept
