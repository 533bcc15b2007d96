"""What machines and people did all the time: shares of it by state, adding up to all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from workbench.analysis.flow import tallied, utilisation
from workbench.sim.log import BLOCKED as HELD
from workbench.sim.log import DOWN as REPAIR

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

WORKS: Final = "working"
SETUP: Final = "set up"
BLOCKED: Final = "blocked"
DOWN: Final = "down"
IDLE: Final = "idle"
CLOSED: Final = "closed"
STATES: Final = (WORKS, SETUP, BLOCKED, DOWN, IDLE, CLOSED)


@dataclass(frozen=True)
class StateShares:
    """A station's or a pool's time by state.

    Parameters
    ----------
    name, kind : str
        Which; ``"station"`` or ``"pool"``.
    shares : dict of state to share
        The ``STATES``, of the time from the first release to the last completion of all its
        machines or people; they add up to 1.
    busy : float
        Share of its open hours at work, as utilisation counts it.
    is_bottleneck : bool
        Whether it is the busiest of all.
    """

    name: str
    kind: str
    shares: dict[str, float]
    busy: float
    is_bottleneck: bool


def state_shares(
    log: EventLog, spec: SimSpec, *, suppliers: Collection[str] = ()
) -> tuple[StateShares, ...]:
    """Return what stations and pools did, over all replications of a log.

    Idle is open and doing nothing. Work that runs on alone when nobody is there takes from the
    closed hours.

    Parameters
    ----------
    log : EventLog
        Of any number of replications.
    spec : SimSpec
        What was played.
    suppliers : collection of str
        Stations outside; they are left out.
    """
    sums = tallied(log, spec)
    use = utilisation(sums, spec, suppliers=suppliers)
    blocked, down = (_lost(log, spec, kind) for kind in (HELD, REPAIR))
    found = []
    span = float(use.span.sum())
    for column, name in enumerate(use.names):
        station = column < spec.stations
        if name in suppliers or span <= 0.0:
            continue
        many = (
            spec.station_machines[column] if station else spec.pool_people[column - spec.stations]
        )
        whole = span * float(many)
        work = float(use.busy[:, column].sum())
        setup = float(sums.changing[:, column].sum()) if station else 0.0
        held = float(blocked[column]) if station else 0.0
        broken = float(down[column]) if station else 0.0
        used = min(whole, work + held + broken)
        idle = min(max(0.0, float(use.open[:, column].sum()) - used), whole - used)
        minutes = {
            WORKS: work - setup, SETUP: setup, BLOCKED: held, DOWN: broken, IDLE: idle,
            CLOSED: max(0.0, whole - used - idle),
        }  # fmt: skip
        total = sum(minutes.values())
        found.append(
            StateShares(
                name,
                use.kinds[column],
                {state: value / total for state, value in minutes.items()},
                float(use.share[:, column].mean()),
                column == use.bottleneck,
            )
        )
    return tuple(found)


def _lost(log: EventLog, spec: SimSpec, kind: int) -> np.ndarray:
    """Return the minutes that machines were blocked, or down, station by station."""
    mask = (log["kind"] == kind) & (log["station"] >= 0)
    # a machine is down from the failure on, not only while somebody repairs it
    begin = log["start"] if kind == HELD else log["enqueued"]
    minutes = (log["end"] - begin)[mask]
    return np.bincount(log["station"][mask], minutes, minlength=spec.stations).astype(np.float64)
