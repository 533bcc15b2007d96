"""The best of several scenarios, with a guaranteed chance of being right or within a budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.intervals import Interval, mean_interval
from workbench.analysis.kn import kn
from workbench.analysis.ocba import ocba
from workbench.analysis.pairs import Difference, difference
from workbench.errors import SpecError
from workbench.studies.outcomes import Source, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from workbench.model import Scenario

_BLOCK = 50  # replications between two looks: one play of the compiled engine


@dataclass(frozen=True)
class Ranked:
    """One scenario of a choice.

    Parameters
    ----------
    number : int
        Its place among those given.
    interval : Interval
        Of its figure.
    replications : int
        Played.
    behind : Difference
        Its figure less the winner's, paired; exactly 0 for the winner.
    """

    number: int
    interval: Interval
    replications: int
    behind: Difference


@dataclass(frozen=True)
class Choice:
    """The best of several scenarios.

    Parameters
    ----------
    figure, unit : str
        By which was chosen.
    best : int
        Number of the winner.
    decided : bool
        Whether the guarantee holds; without one (a budget): whether every other scenario is
        clearly behind, each interval by itself.
    ranking : tuple of Ranked
        The best first.
    """

    figure: str
    unit: str
    best: int
    decided: bool
    ranking: tuple[Ranked, ...]

    @property
    def replications(self) -> int:
        """Played of all scenarios together."""
        return sum(entry.replications for entry in self.ranking)


def best_of(
    scenarios: Sequence[Scenario],
    figure: str = "lead_time",
    *,
    indifference: float | None = None,
    budget: int | None = None,
    level: float = 0.95,
    largest: bool | None = None,
    most: int = 20_000,
    stop: Callable[[], bool] | None = None,
) -> Choice:
    """Return which scenario is best by a figure, with common random numbers.

    Give the smallest difference that matters and the winner is best, or no further than that
    behind, with chance ``level`` (Kim and Nelson). Or give a budget of replications and they go
    where they tell most (OCBA).

    Parameters
    ----------
    scenarios : sequence of Scenario
        At least two, all with the same seed.
    figure : str
        As in `until`.
    indifference : float, optional
        Smallest difference that matters, in the figure's unit.
    budget : int, optional
        Replications of all scenarios together.
    level : float
        Wanted chance of a right choice.
    largest : bool, optional
        Whether more is better; the figure knows if not given.
    most : int
        Replications of one scenario after which to give up.
    stop : callable, optional
        Ends the work when it returns true.
    """
    if len(scenarios) < 2:
        raise SpecError("a choice needs at least two scenarios", where="scenarios")
    if len({scenario.seed for scenario in scenarios}) > 1:
        raise SpecError(
            "the scenarios have different seeds",
            where="scenarios",
            advice="give them one seed, so that they meet the same chance",
        )
    if (indifference is None) == (budget is None):
        raise SpecError(
            "either a precision or a budget says when to stop",
            advice="give one of indifference= and budget=",
        )
    chosen = outcome(figure)
    upwards = chosen.larger if largest is None else largest
    sources = [Source(scenario, chosen, stop) for scenario in scenarios]
    seen: list[NDArray[np.float64]] = [np.zeros(0) for _ in sources]

    def draw(which: Sequence[int], first: int, count: int) -> NDArray[np.float64]:
        columns = []
        for number in which:
            values = sources[number].draw(first, count)
            seen[number] = np.concatenate((seen[number][:first], values))
            columns.append(values)
        return np.column_stack(columns)

    decided: bool | None = None
    if indifference is not None:
        found = kn(
            draw,
            len(sources),
            indifference=indifference,
            level=level,
            block=_BLOCK,
            largest=upwards,
            most=most,
        )
        best, decided = found.best, found.decided
    else:
        best = _spend(draw, seen, int(budget or 0), upwards)
    return _choice(figure, sources[best].unit, best, seen, decided, upwards, level)


def _spend(
    draw: Callable[[Sequence[int], int, int], NDArray[np.float64]],
    seen: list[NDArray[np.float64]],
    budget: int,
    largest: bool,
) -> int:
    """Spend a budget by OCBA and return who leads."""
    size = len(seen)
    begin = min(20, budget // size)
    if begin < 5:
        raise SpecError(
            f"{budget} replications are too few for {size} scenarios",
            where="budget",
            advice=f"give at least {5 * size}",
        )
    draw(range(size), 0, begin)
    left = budget - begin * size
    while left > 0:
        means = [float(values.mean()) for values in seen]
        variances = [float(values.var(ddof=1)) for values in seen]
        counts = [len(values) for values in seen]
        step = min(left, max(_BLOCK, left // 4))
        for number, count in enumerate(ocba(means, variances, counts, step, largest=largest)):
            if count:
                draw([number], counts[number], int(count))
        left -= step
    means = [float(values.mean()) for values in seen]
    return int(np.argmax(means) if largest else np.argmin(means))


def _choice(
    figure: str,
    unit: str,
    best: int,
    seen: list[NDArray[np.float64]],
    decided: bool | None,
    largest: bool,
    level: float,
) -> Choice:
    ranking = []
    for number, values in enumerate(seen):
        both = min(len(values), len(seen[best]))
        behind = difference(seen[best][:both], values[:both], level)
        ranking.append(Ranked(number, mean_interval(values, level), len(values), behind))
    sign = -1.0 if largest else 1.0
    ranking.sort(key=lambda entry: (entry.number != best, sign * entry.interval.value))
    if decided is None:
        decided = all(entry.behind.clear for entry in ranking if entry.number != best)
    return Choice(figure, unit, best, decided, tuple(ranking))
