"""When to start a kiln under a tariff that changes with the hour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InfeasibleError, SpecError
from workbench.processes.kiln import Firing

DAY = 1440.0
WEEK = 7.0 * DAY


@dataclass(frozen=True)
class Tariff:
    """Prices of electricity over a day, the same every day, or over a week from Monday on.

    Parameters
    ----------
    starts : tuple of float
        When each price begins, in rising order from 0. [min after midnight]
    prices : tuple of float
        [money/kWh]
    cycle : float
        After which they begin anew: a day or a week. [min]
    """

    starts: tuple[float, ...]
    prices: tuple[float, ...]
    cycle: float = DAY

    def __post_init__(self) -> None:
        """Refuse a day with holes."""
        rising = all(a < b for a, b in zip(self.starts, self.starts[1:], strict=False))
        if not self.starts or self.starts[0] != 0.0 or not rising or self.starts[-1] >= self.cycle:
            raise SpecError(
                "the bands of a tariff begin at 0 and rise within its cycle",
                where="tariff.starts",
                advice="give e.g. (0, 420, 540)",
            )
        if len(self.prices) != len(self.starts) or not all(map(math.isfinite, self.prices)):
            raise SpecError(
                f"{len(self.prices)} prices do not go with {len(self.starts)} bands",
                where="tariff.prices",
                advice="give one price for each band",
            )

    @classmethod
    def flat(cls, price: float) -> Tariff:
        """Return the tariff of one price."""
        return cls((0.0,), (price,))

    @classmethod
    def of_hours(cls, *bands: tuple[float, float]) -> Tariff:
        """Return the tariff of (from hour, price) bands: ``of_hours((0, 0.308), (7, 0.594))``."""
        return cls(tuple(60.0 * hour for hour, _ in bands), tuple(price for _, price in bands))

    def price_at(self, time: float) -> float:
        """Return the price at a moment [money/kWh], ``time`` in minutes from any midnight."""
        place = np.searchsorted(self.starts, time % self.cycle, side="right") - 1
        return self.prices[int(place)]

    @cached_property
    def _knots(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        edges = np.array([*self.starts, self.cycle])
        sums = np.concatenate([[0.0], np.cumsum(np.diff(edges) * np.array(self.prices))])
        return edges, sums

    def upto(self, time: float) -> float:
        """Return the integral of the price from 0 to ``time`` [money min/kWh]."""
        edges, sums = self._knots
        cycles, rest = divmod(time, self.cycle)
        return float(cycles * sums[-1] + np.interp(rest, edges, sums))

    def cost(self, firing: Firing, start: float) -> float:
        """Return what the electricity of a firing costs that starts at ``start`` [money].

        Its power is taken as even over the heating time.
        """
        return firing.power / 60.0 * (self.upto(start + firing.heating) - self.upto(start))


# Prices of the worked example: PMC9744089, table 1.
EXAMPLE = Tariff.of_hours(
    (0, 0.308), (7, 0.594), (9, 0.88), (11, 0.594), (19, 0.88)
)  # fmt: skip


@dataclass(frozen=True)
class Start:
    """When a firing begins, and what it costs then.

    Parameters
    ----------
    time : float
        [min]
    cost : float
        [money]
    """

    time: float
    cost: float


def starts(tariff: Tariff, firing: Firing, *, step: float = 15.0) -> tuple[Start, ...]:
    """Return the cost of a firing at each start within a day, on a grid of ``step`` min."""
    if not 0.0 < step <= DAY:
        raise SpecError(f"a step of {step} min", where="step", advice="give 1 to 1440 min")
    grid = np.arange(0.0, DAY - 1e-9, step)
    return tuple(Start(float(time), tariff.cost(firing, float(time))) for time in grid)


def best_start(tariff: Tariff, firing: Firing, *, step: float = 15.0) -> Start:
    """Return the cheapest start within a day, the earliest of equals."""
    return min(starts(tariff, firing, step=step), key=lambda s: (round(s.cost, 9), s.time))


def worst_start(tariff: Tariff, firing: Firing, *, step: float = 15.0) -> Start:
    """Return the dearest start within a day, the earliest of equals."""
    return max(starts(tariff, firing, step=step), key=lambda s: (round(s.cost, 9), -s.time))


def cheapest_starts(
    tariff: Tariff,
    firings: Sequence[Firing],
    *,
    begin: float = 0.0,
    end: float,
    step: float = 15.0,
) -> tuple[Start, ...]:
    """Return starts of firings, one after the other in one kiln, that cost the least.

    Exact on the grid, by dynamic programming over (firings left, earliest start).

    Parameters
    ----------
    tariff : Tariff
        What electricity costs.
    firings : sequence of Firing
        In their order.
    begin, end : float
        Between which they start and are cold again. [min]
    step : float
        Of the grid of starts. [min]

    Raises
    ------
    InfeasibleError
        When they do not fit.
    """
    if not step > 0.0:
        raise SpecError(f"a step of {step} min", where="step", advice="give more than 0 min")
    slots = int((end - begin) // step) + 1
    taken = [math.ceil(firing.time / step - 1e-9) for firing in firings]
    if sum(taken[:-1]) * step + (firings[-1].time if firings else 0.0) > end - begin + 1e-9:
        raise InfeasibleError(
            f"{len(firings)} firings take {sum(f.time for f in firings) / 60:.1f} h, there are "
            f"{(end - begin) / 60:.1f} h",
            where="end",
            advice="give more time, or a second kiln",
        )
    times = begin + step * np.arange(slots)
    after = np.zeros(slots + 1)
    choices = []
    for number in range(len(firings) - 1, -1, -1):
        firing = firings[number]
        fits = times + firing.time <= end + 1e-9
        own = np.array([tariff.cost(firing, float(t)) for t in times])
        following = np.minimum(np.arange(slots) + taken[number], slots)
        total = np.where(fits, own + after[following], np.inf)
        best, chosen = np.inf, slots
        table, pick = np.full(slots + 1, np.inf), np.full(slots + 1, slots)
        for slot in range(slots - 1, -1, -1):
            if total[slot] <= best + 1e-12:
                best, chosen = float(total[slot]), slot
            table[slot], pick[slot] = best, chosen
        choices.append(pick)
        after = table
    made, slot = [], 0
    for pick, firing, length in zip(reversed(choices), firings, taken, strict=True):
        slot = int(pick[slot])
        made.append(Start(float(times[slot]), tariff.cost(firing, float(times[slot]))))
        slot += length
    return tuple(made)


def back_to_back(
    tariff: Tariff, firings: Sequence[Firing], *, begin: float = 0.0
) -> tuple[Start, ...]:
    """Return the starts of firings of which each begins when the one before has cooled."""
    made, time = [], begin
    for firing in firings:
        made.append(Start(time, tariff.cost(firing, time)))
        time += firing.time
    return tuple(made)
