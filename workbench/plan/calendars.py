"""Calendars and tariffs, in the cycle of a week, as the arrays of a specification."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from workbench.model.calendar import WEEK, Calendar
from workbench.model.defaults import default
from workbench.model.factory import Factory


def closing(factory: Factory) -> list[Calendar]:
    """Return the calendars that close at times; one that is always open is no calendar."""
    return [each for each in factory.calendars if each.open_share < 1.0]


def calendar_arrays(calendars: Iterable[Calendar]) -> dict[str, Any]:
    """Return the arrays of calendars."""
    intervals: list[tuple[tuple[float, float], ...]] = []
    pauses: list[bool] = []
    for calendar in calendars:
        intervals.append(calendar.intervals)
        pauses.extend(calendar.pauses)
    flat = [interval for each in intervals for interval in each]
    return {
        "calendar_start": np.cumsum([0, *map(len, intervals)]),
        "calendar_open": np.array([start for start, _ in flat], np.float64),
        "calendar_close": np.array([end for _, end in flat], np.float64),
        "calendar_break": np.array(pauses, np.int64),
    }


def tariff_arrays(factory: Factory) -> dict[str, Any]:
    """Return the price of electricity over the week; nothing when it is always the same."""
    bands = factory.costs.tariff
    if not bands:
        return {}
    usual = float(factory.costs.energy or default("costs.energy"))
    edges = {0.0, *(edge for band in bands for span in band.intervals for edge in span)}
    starts: list[float] = []
    prices: list[float] = []
    for moment in sorted(edges - {WEEK}):
        price = usual
        for band in bands:  # the later one counts
            if any(low <= moment < high for low, high in band.intervals):
                price = float(band.price)
        if not prices or price != prices[-1]:
            starts.append(moment)
            prices.append(price)
    return {"tariff_start": np.array(starts), "tariff_price": np.array(prices)}
