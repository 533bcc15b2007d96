"""A figure of a scenario to a wanted precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.analysis import precision
from workbench.studies.outcomes import Source, outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.analysis.intervals import Interval
    from workbench.model import Scenario


@dataclass(frozen=True)
class Precise:
    """A figure and what it took to know it.

    Parameters
    ----------
    figure, unit : str
        What was estimated.
    interval : Interval
        Of its mean.
    replications : int
        Played.
    reached : bool
        Whether the wanted precision was reached.
    """

    figure: str
    unit: str
    interval: Interval
    replications: int
    reached: bool


def until(
    scenario: Scenario,
    figure: str = "lead_time",
    *,
    relative: float | None = None,
    absolute: float | None = None,
    most: int = 100_000,
    level: float = 0.95,
    stop: Callable[[], bool] | None = None,
) -> Precise:
    """Play a scenario until a figure is known as precisely as wanted.

    Parameters
    ----------
    scenario : Scenario
        What is played; its own number of replications does not count.
    figure : str
        ``lead_time``, ``makespan``, ``on_time``, ``cost`` or ``energy``.
    relative, absolute : float, optional
        Wanted half-width, as a share of the mean or in the figure's unit.
    most : int
        Replications after which to give up.
    level : float
        Confidence.
    stop : callable, optional
        Ends the work when it returns true.

    Examples
    --------
    >>> until(Scenario("rug_studio"), "lead_time", relative=0.005)    # doctest: +SKIP
    """
    source = Source(scenario, outcome(figure), stop)
    found = precision.until(
        source.draw, absolute=absolute, relative=relative, most=most, level=level
    )
    return Precise(figure, source.unit, found.interval, found.replications, found.reached)
