"""A run made by hand, so that charts can be tested without a simulation."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.kpi import Bar

DAY = 1440.0


@pytest.fixture
def days() -> np.ndarray:
    """Return lead times in days, some of them later than 19."""
    return np.linspace(10.2, 22.6, 400)


@pytest.fixture
def bars() -> tuple[Bar, ...]:
    """Return two weeks of work at a vat and two frames."""
    made = []
    for day in range(10):
        start = day * DAY + 480
        made.append(Bar("vat", 0, start, start + 240, f"lot {day}", f"colour {day % 4}"))
        made.append(Bar("frame", day % 2, start + 300, start + 700, f"rug {day}", "rug"))
    return tuple(made)


@pytest.fixture
def shifts() -> tuple[tuple[float, float], ...]:
    """Return two weeks of weekdays with a lunch break."""
    return tuple(
        (day * DAY + begin, day * DAY + begin + 240)
        for day in range(14)
        if day % 7 < 5
        for begin in (480, 780)
    )
