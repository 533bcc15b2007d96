"""Which of several layouts is quickest: ranked again by lead time, played with the same draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.intervals import Interval, paired_interval
from workbench.errors import InfeasibleError, SpecError
from workbench.model.floor import Placement
from workbench.studies.run import finished, simulate
from workbench.units import Quantity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.layout import Layout
    from workbench.model import Drop, Factory

# Seeds of the judgement lie this far from those of the choice.
_FRESH = 1_000_003


@dataclass(frozen=True)
class Ranked:
    """One layout with its lead time.

    Parameters
    ----------
    number : int
        Which of the layouts that were given.
    cost : float
        Of a week's walking. [money per week]
    lead_time : float
        Mean over the replications of the choice. [d]
    behind : Interval
        Its lead time less that of the quickest, with the same draws. [d]
    gain : Interval
        Its lead time less that of the first layout that was given, with the same draws. [d]
    """

    number: int
    cost: float
    lead_time: float
    behind: Interval
    gain: Interval


@dataclass(frozen=True)
class Reranking:
    """The layouts in the order of their lead times, judged with draws that did not choose them.

    Parameters
    ----------
    rows : tuple of Ranked
        Quickest first.
    replications : int
        Of the choice, and again of the judgement.
    fresh : Interval
        Lead time of the quickest less that of the layout with the cheapest walking, with fresh
        draws; 0 when they are the same layout. [d]
    """

    rows: tuple[Ranked, ...]
    replications: int
    fresh: Interval

    @property
    def chosen(self) -> int:
        """Which of the given layouts is the quickest."""
        return self.rows[0].number

    @property
    def is_quicker(self) -> bool:
        """Whether the mean lead time on fresh draws is strictly below the cheapest layout's."""
        return self.fresh.value < 0.0

    @property
    def is_certain(self) -> bool:
        """Whether the whole interval is."""
        return self.fresh.high < 0.0


def rerank(
    factory: Factory,
    layouts: Sequence[Layout],
    drop: Drop | str | None = None,
    *,
    replications: int = 100,
    seed: int = 0,
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Reranking:
    """Rank layouts by simulated lead time instead of by the cost of walking.

    All layouts are played with the same draws of chance, so that their differences are due to the
    ways alone. The order among them is chosen with one seed and judged with another: whoever
    takes the best of several is flattered by chance.

    Parameters
    ----------
    factory : Factory
        The twin; it must have a floor.
    layouts : sequence of Layout
        What a search kept, cheapest walking first.
    drop : Drop or str, optional
        What is made; all drops in turn, weighted alike, by default.
    replications, seed : int
        Of the choice, and of the judgement.
    listener : callable, optional
        Called with (plays done, plays wanted).
    stop : callable, optional
        Ends the work when it returns true.

    Raises
    ------
    SpecError
        Without layouts or without a floor.
    InfeasibleError
        When it was stopped.
    """
    if not layouts:
        raise SpecError("there is no layout to rank", advice="search longer, or unlock a station")
    if factory.floor is None:
        raise SpecError(f"the twin '{factory.name}' has no floor", where="floor")
    drops: list[Drop | str | None] = [each.name for each in factory.drops]
    if drop is not None or not drops:
        drops = [drop]
    # Two sets of draws; of the second only the chosen one and the cheapest are played.
    wanted = len(drops) * (len(layouts) + 2)
    done = 0

    def played(number: int, seed: int) -> NDArray[np.float64]:
        nonlocal done
        twin = at_places(factory, layouts[number].placements)
        parts = []
        for each in drops:
            if stop is not None and stop():
                raise InfeasibleError("the ranking was stopped")
            parts.append(_lead_times(twin, each, replications, seed))
            done += 1
            if listener is not None:
                listener(done, wanted)
        return np.asarray(np.mean(parts, axis=0), np.float64)

    times = [played(number, seed) for number in range(len(layouts))]
    order = sorted(range(len(layouts)), key=lambda k: (float(times[k].mean()), k))
    rows = tuple(
        Ranked(
            k,
            layouts[k].cost,
            float(times[k].mean()),
            paired_interval(times[k], times[order[0]]),
            paired_interval(times[k], times[0]),
        )
        for k in order
    )
    cheapest = min(range(len(layouts)), key=lambda k: (layouts[k].cost, k))
    if cheapest == order[0]:
        return Reranking(rows, replications, Interval(0.0, 0.0, 0.0))
    fresh = paired_interval(played(order[0], seed + _FRESH), played(cheapest, seed + _FRESH))
    return Reranking(rows, replications, fresh)


def at_places(factory: Factory, placements: Mapping[str, tuple[float, float, float]]) -> Factory:
    """Return the twin with its stations at other places [mm, degrees]."""
    if factory.floor is None:
        raise SpecError(f"the twin '{factory.name}' has no floor", where="floor")
    made = tuple(
        Placement(name, (Quantity(x / 1000.0, "m"), Quantity(y / 1000.0, "m")), turn)
        for name, (x, y, turn) in placements.items()
    )
    return replace(factory, floor=replace(factory.floor, placements=made))


def _lead_times(
    twin: Factory, drop: Drop | str | None, replications: int, seed: int
) -> NDArray[np.float64]:
    """Return the mean lead time of each replication [d]."""
    run = simulate(twin, drop, replications=replications, seed=seed)
    times = finished(run.log, twin, run.spec)
    return np.asarray(times.per_replication(times.days), np.float64)
