"""How much open time, or how much price over open time, has passed until a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.sim.calendars import Calendars
    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]


class Passed:
    """The integral over time of a function that repeats in the cycle of a specification.

    Parameters
    ----------
    spec : SimSpec
        Gives cycle and phase.
    edges : float64[n + 1]
        Ascending moments of the cycle from 0 to its length. [min]
    values : float64[n]
        The function between them.
    """

    def __init__(self, spec: SimSpec, edges: FloatArray, values: FloatArray) -> None:
        self.cycle, self.phase = spec.cycle, spec.phase
        self.edges = edges
        self.sums = np.concatenate(([0.0], np.cumsum(values * np.diff(edges))))

    def until(self, moments: FloatArray) -> FloatArray:
        """Return the integral from the start of the run's cycle to each moment."""
        turn, within = np.divmod(moments + self.phase, self.cycle)
        return np.asarray(turn * self.sums[-1] + np.interp(within, self.edges, self.sums))

    def between(self, begin: FloatArray, end: FloatArray) -> FloatArray:
        """Return the integral between moments, 0 where they go back."""
        return np.maximum(0.0, self.until(np.maximum(begin, end)) - self.until(begin))


def open_time(
    spec: SimSpec, calendars: Calendars, calendar: int, *, closed: bool = False
) -> Passed:
    """Return open minutes of a calendar, or with ``closed`` its closed ones; -1: always open."""
    edges, values = _opening(spec, calendars, calendar)
    return Passed(spec, edges, 1.0 - values if closed else values)


def priced(
    spec: SimSpec, calendars: Calendars, calendar: int, price: float, *, closed: bool = False
) -> Passed:
    """Return the price of energy over open (or closed) minutes of a calendar.

    Parameters
    ----------
    spec : SimSpec
        With a tariff, or without.
    calendars : Calendars
        Of the specification.
    calendar : int
        Which; -1: always open.
    price : float
        Of a kWh where there is no tariff. [money/kWh]
    closed : bool
        Closed minutes instead of open ones.
    """
    edges, values = _opening(spec, calendars, calendar)
    if closed:
        values = 1.0 - values
    if not len(spec.tariff_start):
        return Passed(spec, edges, values * price)
    both = np.union1d(edges, spec.tariff_start)
    opened = values[np.searchsorted(edges, both[:-1], side="right") - 1]
    cost = spec.tariff_price[np.searchsorted(spec.tariff_start, both[:-1], side="right") - 1]
    return Passed(spec, both, opened * cost)


def _opening(spec: SimSpec, calendars: Calendars, calendar: int) -> tuple[FloatArray, FloatArray]:
    """Return the edges of a cycle and whether a calendar is open between them."""
    if calendar < 0:
        return np.array([0.0, spec.cycle]), np.ones(1)
    spans = calendars.open_between(calendar, -spec.phase, spec.cycle - spec.phase)
    edges = [0.0]
    values = []
    for low, high in spans:
        if low + spec.phase > edges[-1]:
            edges.append(low + spec.phase)
            values.append(0.0)
        edges.append(high + spec.phase)
        values.append(1.0)
    if edges[-1] < spec.cycle:
        edges.append(spec.cycle)
        values.append(0.0)
    return np.array(edges), np.array(values)
