"""How many replications are enough: go on until the interval is as narrow as wanted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbench.analysis.intervals import Interval, mean_interval
from workbench.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


class Estimation(NamedTuple):
    """A mean found to a wanted precision.

    Attributes
    ----------
    interval : Interval
        Of the mean.
    replications : int
        It took.
    reached : bool
        False when the most replications allowed did not suffice.
    values : float[replications]
        What was observed.
    """

    interval: Interval
    replications: int
    reached: bool
    values: NDArray[np.float64]


def until(
    draw: Callable[[int, int], NDArray[np.float64]],
    *,
    absolute: float | None = None,
    relative: float | None = None,
    block: int = 100,
    most: int = 100_000,
    level: float = 0.95,
) -> Estimation:
    """Draw blocks of replications until the half-width of the interval is small enough.

    Chow and Robbins (1965, doi:10.1214/aoms/1177700156): such a rule keeps its confidence as the
    precision grows; a first block of some size avoids stopping on a spread seen by chance (Law
    2015, section 9.4.1). The relative precision is corrected as there: ``relative / (1 +
    relative)`` of the estimate, so that it holds of the true mean.

    Parameters
    ----------
    draw : callable
        ``draw(first, count)`` returns float[count], of replications ``first`` on.
    absolute : float, optional
        Wanted half-width.
    relative : float, optional
        Wanted half-width as a share of the mean. When both are given, both must hold.
    block : int, default 100
        Fewest replications; later blocks are as many as seem to be missing, at least so many.
    most : int, default 100 000
        Replications after which to give up.
    level : float, default 0.95
        Confidence.
    """
    if absolute is None and relative is None:
        raise SpecError("no precision is wanted", advice="give absolute= or relative=")
    for name, wanted in (("absolute", absolute), ("relative", relative)):
        if wanted is not None and not wanted > 0.0:
            raise SpecError("a precision is above 0", where=name)
    if block < 2 or most < block:
        raise SpecError("a block holds at least 2 and at most `most` replications", where="block")
    parts: list[NDArray[np.float64]] = []
    done, count = 0, block
    while True:
        part = np.asarray(draw(done, count), dtype=np.float64)
        if not len(part):
            raise SpecError("no replication was played", where="draw")
        parts.append(part)
        done += len(part)
        values = np.concatenate(parts)
        interval = mean_interval(values, level)
        half = interval.high - interval.value
        target = _target(interval.value, absolute, relative)
        stopped = len(part) < count
        if half <= target or done >= most or stopped:
            return Estimation(interval, done, half <= target, values)
        missing = math.inf if target <= 0.0 else done * (half / target) ** 2 - done
        # a spread seen so far may be wrong: never more than what has been drawn already
        count = int(min(max(block, missing), max(block, done), most - done))


def _target(mean: float, absolute: float | None, relative: float | None) -> float:
    wanted = [] if absolute is None else [absolute]
    if relative is not None:
        wanted.append(relative / (1.0 + relative) * abs(mean))
    return min(wanted)
