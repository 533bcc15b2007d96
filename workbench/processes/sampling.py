"""From sketch to approval: sampling cycles, each made, sent and judged; some judged on a screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.errors import SpecError


@dataclass(frozen=True)
class Sampling:
    """A loop of samples.

    Parameters
    ----------
    make, ship, approve : float
        Of one cycle. [min]
    cost : float
        Of one cycle. [money]
    digital : float
        Chance that a cycle is approved on a screen: nothing is sewn or sent then.
    digital_make : float
        Drawing and draping a digital sample. [min]
    digital_cost : float
        [money]
    """

    make: float
    ship: float
    approve: float
    cost: float = 0.0
    digital: float = 0.0
    digital_make: float = 0.0
    digital_cost: float = 0.0

    def __post_init__(self) -> None:
        """Refuse times below 0 and chances beyond a whole."""
        if not 0.0 <= self.digital <= 1.0:
            raise SpecError(f"a chance of {self.digital:g}", where="digital", advice="give 0 to 1")
        for name in ("make", "ship", "approve", "cost", "digital_make", "digital_cost"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0.0):
                raise SpecError(f"{name} is {value:g}", where=name, advice="give 0 or more")

    @property
    def cycle(self) -> float:
        """Time of a cycle with a real sample [min]."""
        return self.make + self.ship + self.approve


@dataclass(frozen=True)
class SamplingPlan:
    """What a number of cycles takes.

    Parameters
    ----------
    time : float
        Expected. [min]
    cost : float
        Expected. [money]
    samples : float
        Real samples that are sewn, expected.
    """

    time: float
    cost: float
    samples: float


def sample(loop: Sampling, cycles: int) -> SamplingPlan:
    """Return what ``cycles`` cycles take; each is digital with the loop's chance."""
    if cycles < 0:
        raise SpecError(f"{cycles} cycles", where="cycles", advice="give 0 or more")
    real = cycles * (1.0 - loop.digital)
    screen = cycles * loop.digital
    return SamplingPlan(
        real * loop.cycle + screen * (loop.digital_make + loop.approve),
        real * loop.cost + screen * loop.digital_cost,
        real,
    )


def cycles_until(approval: float, *, least: int = 1) -> float:
    """Return how many cycles are expected when each is approved with the same chance."""
    if not 0.0 < approval <= 1.0:
        raise SpecError(
            f"an approval of {approval:g}",
            where="approval",
            advice="give a chance above 0 and at most 1",
        )
    return least - 1 + 1.0 / approval
