"""What shift ends, learning and urgency come to, the same to the last bit in every engine."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from workbench._jit import kernel

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@kernel
def open_minutes(
    calendar: int,
    begin: float,
    end: float,
    start: IntArray,
    opened: FloatArray,
    closed: FloatArray,
    cycle: float,
    phase: float,
    first_start: int = 0,
    first_opened: int = 0,
    first_closed: int = 0,
) -> float:
    """Return the open minutes between two moments; the parameters are those of ``open_from``."""
    if end <= begin:
        return 0.0
    if calendar < 0:
        return end - begin
    first = start[first_start + calendar]
    last = start[first_start + calendar + 1]
    base = math.floor((begin + phase) / cycle) * cycle - phase
    total = 0.0
    while base < end:
        for i in range(first, last):
            low = max(begin, base + opened[first_opened + i])
            high = min(end, base + closed[first_closed + i])
            if low < high:
                total += high - low
        base += cycle
    return total


@kernel
def shift_end(
    calendar: int,
    moment: float,
    start: IntArray,
    closed: FloatArray,
    until: FloatArray,
    cycle: float,
    phase: float,
    first_start: int = 0,
    first_closed: int = 0,
    first_until: int = 0,
) -> float:
    """Return when the shift ends that is on at ``moment``, or the next one.

    Parameters
    ----------
    until : float64[*]
        For each interval, the end of the shift it belongs to, in minutes from the start of the
        cycle of the interval; inf if the calendar never closes but for breaks.
    """
    if calendar < 0:
        return math.inf
    base = math.floor((moment + phase) / cycle) * cycle - phase
    first = start[first_start + calendar]
    last = start[first_start + calendar + 1]
    for i in range(first, last):
        if moment < base + closed[first_closed + i]:
            return base + until[first_until + i]
    return base + cycle + until[first_until + first]


@kernel
def learnt(done: float, rate: float, plateau: float) -> float:
    """Return the factor on the time after ``done`` executions: (done + 1) ** log2(rate).

    Wright (1936), doi:10.2514/8.155: each doubling of the count multiplies the time by ``rate``.
    """
    return max(plateau, math.exp(math.log(rate) * (math.log(done + 1.0) / math.log(2.0))))


@kernel
def urgency(weight: float, minutes: float, slack: float, scale: float) -> float:
    """Return the key of ``ATC``: the lowest is the most urgent.

    Vepsalainen and Morton (1987), doi:10.1287/mnsc.33.8.1035: the index
    ``weight / minutes * exp(-max(0, slack) / scale)``, here minus its logarithm.
    """
    if weight <= 0.0:
        return math.inf
    if minutes <= 0.0:
        return -math.inf
    late = max(0.0, slack)
    if late > 0.0 and scale <= 0.0:
        return math.inf
    waits = late / scale if late > 0.0 else 0.0
    return waits - math.log(weight / minutes)
