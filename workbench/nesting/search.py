"""Search for a short marker: an instance is lowered to what the engine plays, and raised again.

The method is guided separation on a shrinking strip (Gardeyn and Wauters 2025, arXiv 2509.13329),
with pair tables for exact collision, a shrink step that adapts, compaction by linear programming,
and a contest of several starts. What is searched is in ``pack``; this module knows instances.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from workbench.errors import SpecError
from workbench.nesting.contest import PackProgress
from workbench.nesting.instance import Instance
from workbench.nesting.invariants import check_marker
from workbench.nesting.kiln import nest_kiln
from workbench.nesting.lowering import Lowered, lower_strip
from workbench.nesting.marker import Marker
from workbench.nesting.memory import MarkerMemory
from workbench.nesting.pack import pack, prepare
from workbench.nesting.placement import Placement
from workbench.nesting.problem import Packing
from workbench.nesting.stock import nest_stock

__all__ = ["Listener", "Progress", "nest", "prepare"]


@dataclass(frozen=True)
class Progress:
    """What a listener is told.

    Parameters
    ----------
    seconds : float        Since the call. [s]
    evaluations : int      Of all searches.
    length : float         Of the best marker. [mm]
    density : float        Of the best marker, 0 … 1.
    share : float          Of the budget, 0 … 1.
    marker : Marker        The best marker so far.
    """

    seconds: float
    evaluations: int
    length: float
    density: float
    share: float
    marker: Marker


Listener = Callable[[Progress], None]


def nest(
    instance: Instance,
    *,
    seconds: float | None = None,
    evaluations: int | None = None,
    seed: int = 0,
    chains: int = 1,
    threads: int = 1,
    listener: Listener | None = None,
    stop: threading.Event | Callable[[], bool] | None = None,
    start: Marker | None = None,
    memory: MarkerMemory | None = None,
) -> Marker:
    """Place all pieces of an instance on as short a strip as can be found in the budget.

    An instance with sheets is placed on them at the least cost instead, one with a kiln in layers.

    Parameters
    ----------
    instance : Instance
    seconds : float, optional
        Time limit, once the kernels are loaded. [s] With neither budget, 10 s.
    evaluations : int, optional
        Budget of places weighed, divided among the chains; with it alone the result is the same
        on every load and number of threads.
    seed : int
        Another seed is another search.
    chains : int
        Searches that share the budget and exchange their best starts.
    threads : int
        How many chains run at once.
    listener : callable, optional
        Called with a ``Progress`` at least five times a second.
    stop : threading.Event or callable, optional
        When set (true), the search ends within 0.2 s and the best marker so far is returned.
    start : Marker, optional
        A marker of the same instance to begin from instead of constructing one.
    memory : MarkerMemory, optional
        Past markers: without a start, the one most like this order competes with fresh starts.
        The result is remembered.

    Returns
    -------
    Marker
        Valid: no overlap, nothing outside, gaps kept.

    Raises
    ------
    SpecError
        When a piece fits the width at none of its angles (the text names it), or an argument is
        not what it must be.
    """
    if instance.sheets:
        if start is not None and instance.layers:
            raise SpecError(
                "the load of a kiln cannot start from another", where="nest",
                advice="leave start out",
            )  # fmt: skip
        _check_start(instance, start)
        extra = {} if start is None else {"start": start}
        play = nest_kiln if instance.layers else nest_stock
        return play(
            instance,
            seconds=seconds,
            evaluations=evaluations,
            seed=seed,
            chains=chains,
            threads=threads,
            listener=None if listener is None else lambda m, share: listener(_told(m, share)),
            stop=stop,
            **extra,
        )
    _check_start(instance, start)
    lowered = lower_strip(instance)
    first: tuple[Placement, ...] | None = None
    if start is not None:
        first = lowered.lowered(_free(instance, start))
    # Half of the chains begin with the past marker, the others anew: orders may differ much.
    past = memory.recall(lowered.problem) if memory is not None and start is None else ()

    def hear(progress: PackProgress) -> None:
        marker = _marker(instance, lowered, progress.packing)
        if listener is not None:
            listener(
                Progress(
                    progress.seconds,
                    progress.evaluations,
                    marker.length,
                    marker.density,
                    progress.share,
                    marker,
                )
            )

    packing = pack(
        lowered.problem,
        seconds=seconds,
        evaluations=evaluations,
        seed=seed,
        chains=chains,
        threads=threads,
        listener=None if listener is None else hear,
        stop=stop,
        start=first,
        hints=(past,) * -(-chains // 2) if past else (),
    )
    if memory is not None:
        memory.remember(lowered.problem, packing)
    return _marker(instance, lowered, packing)


def _check_start(instance: Instance, start: Marker | None) -> None:
    faults = [] if start is None else check_marker(instance, start)
    if faults:
        raise SpecError(
            faults[0], where="the marker to start from", advice="start from a valid marker"
        )


def _told(marker: Marker, share: float) -> Progress:
    length, density = marker.length, marker.density
    return Progress(marker.seconds, marker.evaluations, length, density, share, marker)


def _free(instance: Instance, marker: Marker) -> list[Placement]:
    """Return the placements of a marker without those that the instance fixes."""
    fixed = [replace(place, id=item.id) for item in instance.items for place in item.fixed]
    return [place for place in marker.placements if place not in fixed]


def _marker(instance: Instance, lowered: Lowered, packing: Packing) -> Marker:
    rank = {item.id: number for number, item in enumerate(instance.items)}
    fixed = [replace(place, id=item.id) for item in instance.items for place in item.fixed]
    placements = sorted(
        (*fixed, *lowered.raised(packing.placements)), key=lambda place: rank[place.id]
    )
    ends = [
        float(place.apply(instance.item(place.id).piece.outline)[:, 0].max()) for place in fixed
    ]

    def whole(length: float) -> float:
        longest = max([length, *ends])
        return instance.repeat.ceiling(longest) if instance.repeat else longest

    length = whole(packing.length)
    trace: list[tuple[float, float, float]] = []
    area = sum(instance.laid_area(instance.item(place.id)) for place in placements)
    for seconds, reached, _ in packing.trace:
        now = whole(reached)
        if not trace or now < trace[-1][1]:
            trace.append((seconds, now, area / (now * instance.width)))
    return Marker.of(
        instance,
        placements,
        length,
        evaluations=packing.evaluations,
        seconds=packing.seconds,
        cpu_seconds=packing.cpu_seconds,
        trace=tuple(trace),
    )
