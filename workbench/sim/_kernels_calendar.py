"""Calendar arithmetic: when is it next open, and when is so much work done."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from workbench._jit import kernel

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@kernel
def open_from(
    calendar: int,
    moment: float,
    start: IntArray,
    opened: FloatArray,
    closed: FloatArray,
    cycle: float,
    phase: float,
    first_start: int = 0,
    first_opened: int = 0,
    first_closed: int = 0,
) -> float:
    """Return the first moment from ``moment`` on at which the calendar is open.

    Parameters
    ----------
    calendar : int
        Its number; -1 is always open.
    moment : float
        Minutes after the start of the run.
    start : int64[K+1]; opened, closed : float64[*]
        The intervals as in ``SimSpec``, closed at their beginning and open at their end.
    cycle, phase : float
        Length of the cycle, and the place in it at which the run starts. [min]
    first_start, first_opened, first_closed : int
        Where the intervals begin in their arrays.
    """
    if calendar < 0:
        return moment
    base = math.floor((moment + phase) / cycle) * cycle - phase
    first = start[first_start + calendar]
    last = start[first_start + calendar + 1]
    for i in range(first, last):
        if moment < base + closed[first_closed + i]:
            return max(moment, base + opened[first_opened + i])
    return base + cycle + opened[first_opened + first]


@kernel
def done_at(
    calendar: int,
    moment: float,
    work: float,
    start: IntArray,
    opened: FloatArray,
    closed: FloatArray,
    cycle: float,
    phase: float,
    first_start: int = 0,
    first_opened: int = 0,
    first_closed: int = 0,
) -> float:
    """Return when ``work`` minutes of open time have passed since ``moment``.

    Work that ends exactly at a closing time is done then, not at the next opening; no work is
    done at once, open or not.
    """
    if calendar < 0:
        return moment + work
    if work <= 0.0:
        return moment
    first = start[first_start + calendar]
    last = start[first_start + calendar + 1]
    base = math.floor((moment + phase) / cycle) * cycle - phase
    left = work
    now = moment
    whole = 0.0
    for i in range(first, last):
        whole += closed[first_closed + i] - opened[first_opened + i]
    while True:
        for i in range(first, last):
            begin = max(now, base + opened[first_opened + i])
            end = base + closed[first_closed + i]
            if begin < end:
                if begin + left <= end:
                    return begin + left
                left -= end - begin
        base += cycle
        now = base
        if left > whole:
            # Leaves the last cycle to the loop, where the exact moment is found.
            cycles = math.ceil(left / whole) - 1.0
            left -= cycles * whole
            base += cycles * cycle
            now = base
