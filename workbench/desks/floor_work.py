"""What a floor desk asks beside the state of the floor: tables, lead times, better layouts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbench.desks.floor import Patch, session_of

if TYPE_CHECKING:
    from workbench.layout import Changes, FloorSession
    from workbench.model import Scenario

Stop = Callable[[], bool]
REPLICATIONS = 120
"""Of a lead time at the end of a drag: both sides in well under 2 s."""


def floor_tables(question: tuple[Scenario, Patch, Patch]) -> dict[str, Any]:
    """Return what the tabs beside a floor show: changes, distance–intensity, strands.

    Parameters
    ----------
    question : (plain, setup, reference)
        The twin without the arrangement; the arrangement and the one compared with, as patches of
        the twin's own.
    """
    from workbench.layout import intensities, spaghetti

    plain, setup, reference = question
    session = session_of(plain.to_json())
    session.adopt(setup, reference)
    here = session.arrangement()
    return {
        **_plan(session, setup, reference),
        "changes": _changes(session.changes()),
        "intensities": [
            {
                "origin": row.origin,
                "to": row.to,
                "trips": row.trips,
                "distance": _finite(row.distance),
                "share": row.share,
                "hint": row.is_worth_moving,
            }
            for row in intensities(here)
        ],
        "strands": [
            {"product": row.product, "trips": row.trips, "path": [list(p) for p in row.path]}
            for row in spaghetti(here)
        ],
    }


def _plan(session: FloorSession, setup: Patch, reference: Patch) -> dict[str, Any]:
    from workbench.desks.floor_plan import frontier, phases, subsets

    tried = subsets(session, setup, reference)
    return {"frontier": frontier(tried), "phases": phases(tried)}


def _changes(changes: Changes) -> dict[str, Any]:
    rows = [
        {
            "origin": row.origin,
            "to": row.to,
            "product": row.product,
            "metres": row.metres,
            "hours": row.hours,
            "cost": row.cost,
            "opened": row.opened,
            "closed": row.closed,
        }
        for row in changes.rows
    ]
    return {
        "rows": rows,
        "metres": changes.metres,
        "hours": changes.hours,
        "cost": changes.cost,
        "by_product": changes.by_product(),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def lead_times(
    question: tuple[Scenario, Scenario], *, stop: Stop | None = None
) -> dict[str, float]:
    """Return the mean lead time of an arrangement and the difference to another one.

    Both are played with the same draws, so the interval of the difference is narrow.

    Parameters
    ----------
    question : (now, reference)
        The two arrangements.
    stop : callable, optional
        Ends the work when it returns true.

    Returns
    -------
    dict
        ``mean`` of the first, ``difference`` with its interval ``low`` and ``high`` [d], and the
        number of ``replications``.
    """
    from workbench.analysis.intervals import paired_interval
    from workbench.errors import InfeasibleError

    now, reference = question
    first, second = _played(now.to_json()), _played(reference.to_json())
    if stop is not None and stop():
        raise InfeasibleError("the run was stopped")
    count = min(len(first), len(second))
    gap = paired_interval(first[:count], second[:count])
    mean = math.fsum(first) / len(first)
    return {
        "mean": mean,
        "difference": gap.value,
        "low": gap.low,
        "high": gap.high,
        "replications": float(count),
    }


@lru_cache(maxsize=32)
def _played(key: str) -> tuple[float, ...]:
    """Return the mean lead time of each replication of a scenario [d]."""
    from workbench.model import Scenario
    from workbench.studies.run import finished, simulate

    scenario = Scenario.from_json(key)
    factory = scenario.factory()
    drop = scenario.drop or (factory.drops[0].name if factory.drops else None)
    run = simulate(factory, drop, replications=scenario.replications, seed=scenario.seed)
    times = finished(run.log, factory, run.spec)
    return tuple(float(value) for value in times.per_replication(times.days))


def ghost_of(session: FloorSession, placements: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return stations as an editor draws them, at other places."""
    here = session.problem.standing({n: tuple(p) for n, p in placements.items()})
    return [
        {
            "name": name,
            "x": pose[0],
            "y": pose[1],
            "rotation": pose[2],
            "polygon": [list(p) for p in here.at(name, session.footprints[name].polygon)],
        }
        for name, pose in here.placements.items()
    ]
