"""Training of new people: weeks off the line and on it, what they make meanwhile, what it costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.errors import SpecError


@dataclass(frozen=True)
class Training:
    """How somebody new is brought up to speed.

    Impactiva: three weeks off the line, two and two weeks on it; exit at 60 %, target 80 %.

    Parameters
    ----------
    off_line : float
        Nothing is made for sale. [weeks]
    on_line : tuple of float
        Stages beside others. [weeks]
    exit, target : float
        Efficiency after the off-line weeks, and after the last stage.
    hours : float
        In a week.
    """

    off_line: float = 3.0
    on_line: tuple[float, ...] = (2.0, 2.0)
    exit: float = 0.60
    target: float = 0.80
    hours: float = 40.0

    def __post_init__(self) -> None:
        """Refuse weeks below 0 and efficiencies out of order."""
        if self.off_line < 0.0 or any(stage <= 0.0 for stage in self.on_line):
            raise SpecError("a stage of no weeks", where="on_line", advice="give more than 0")
        if not 0.0 < self.exit <= self.target <= 1.5:
            raise SpecError(
                f"efficiencies from {self.exit:g} to {self.target:g}",
                where="exit",
                advice="give exit above 0 and target at least as high",
            )
        if not self.hours > 0.0:
            raise SpecError("a week of no hours", where="hours", advice="give more than 0 h")

    @property
    def weeks(self) -> float:
        """Until the target is reached."""
        return self.off_line + math.fsum(self.on_line)

    def efficiency(self, week: float) -> float:
        """Return the efficiency after so many weeks: none off the line, then rising evenly."""
        if week < self.off_line:
            return 0.0
        span = math.fsum(self.on_line)
        gone = 1.0 if span == 0.0 else min(1.0, (week - self.off_line) / span)
        return self.exit + (self.target - self.exit) * gone


@dataclass(frozen=True)
class TrainingCost:
    """What training one person costs.

    Parameters
    ----------
    weeks : float
        Until the target.
    wages : float
        Paid meanwhile. [money]
    made : float
        Standard minutes made meanwhile.
    lost : float
        Wages for what a practised person would have made more. [money]
    trainer : float
        [money]
    """

    weeks: float
    wages: float
    made: float
    lost: float
    trainer: float

    @property
    def total(self) -> float:
        """Lost wages and the trainer [money]."""
        return self.lost + self.trainer


def train(plan: Training, *, wage: float, trainer: float = 0.0, trainees: int = 4) -> TrainingCost:
    """Return what training costs for each trainee.

    Parameters
    ----------
    plan : Training
        The weeks.
    wage, trainer : float
        [money/h]
    trainees : int
        Who share one trainer, off the line.
    """
    if wage < 0.0 or trainer < 0.0 or trainees < 1:
        raise SpecError(
            f"{trainees} trainees at {wage:g} an hour", where="wage", advice="give 0 or more"
        )
    span = math.fsum(plan.on_line)
    hours = plan.weeks * plan.hours
    mean = (plan.exit + plan.target) / 2
    made = span * plan.hours * mean
    full = hours * plan.target
    return TrainingCost(
        plan.weeks,
        hours * wage,
        made * 60.0,
        (full - made) / plan.target * wage,
        plan.off_line * plan.hours * trainer / trainees,
    )
