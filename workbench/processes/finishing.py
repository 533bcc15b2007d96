"""Yields along a route: rework, scrap, and how many must be started for the good ones wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.errors import SpecError


@dataclass(frozen=True)
class Step:
    """A step with its yields.

    Parameters
    ----------
    name : str
        Which.
    time : float
        Of one execution. [min]
    redo, scrap : float
        Chance that it must be done again, or that the piece is lost, each time it is done.
    """

    name: str
    time: float
    redo: float = 0.0
    scrap: float = 0.0

    def __post_init__(self) -> None:
        """Refuse chances that are none."""
        for name in ("redo", "scrap"):
            chance = getattr(self, name)
            if not 0.0 <= chance <= 1.0:
                what = "is negative" if chance < 0.0 else "is above one"
                raise SpecError(
                    f"{name} of step '{self.name}' {what}: {chance:g}",
                    where=f"{self.name}.{name}",
                    advice="give a chance from 0 to 1, such as 0.03 for 3 %",
                )
        if self.redo + self.scrap >= 1.0:
            raise SpecError(
                f"step '{self.name}' lets nothing pass",
                where=self.name,
                advice="give redo and scrap that add up to less than 1",
            )
        if not (math.isfinite(self.time) and self.time >= 0.0):
            raise SpecError(
                f"step '{self.name}' takes {self.time:g} min", where=self.name, advice="give ≥ 0"
            )

    @property
    def first_pass(self) -> float:
        """Chance to pass the first time."""
        return 1.0 - self.redo - self.scrap

    @property
    def executions(self) -> float:
        """How often it is done for a piece that comes to it."""
        return 1.0 / (1.0 - self.redo)

    @property
    def survival(self) -> float:
        """Chance that a piece that comes to it leaves it."""
        return self.first_pass / (1.0 - self.redo)


@dataclass(frozen=True)
class RouteYield:
    """What a route yields.

    Parameters
    ----------
    first_pass : float
        Rolled throughput yield: chance to pass all steps the first time.
    survival : float
        Chance that a piece that is started is finished.
    time : float
        Work for a finished piece, rework and lost pieces included. [min]
    """

    first_pass: float
    survival: float
    time: float


def route_yield(steps: Sequence[Step]) -> RouteYield:
    """Return the yields of a route of steps."""
    reach, work, first = 1.0, 0.0, 1.0
    for step in steps:
        work += reach * step.executions * step.time
        reach *= step.survival
        first *= step.first_pass
    return RouteYield(first, reach, work / reach)


def starts_for(good: float, steps: Sequence[Step]) -> int:
    """Return how many pieces to start so that ``good`` are expected to come out."""
    if good < 0.0:
        raise SpecError(f"{good:g} good pieces", where="good", advice="give 0 or more")
    return math.ceil(good / route_yield(steps).survival - 1e-9)
