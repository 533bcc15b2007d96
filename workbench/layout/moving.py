"""What moving stations from one arrangement to another costs: fixed, by the metre, and downtime."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.layout.costs import COSTS
from workbench.layout.scene import Pose
from workbench.model.defaults import default
from workbench.model.floor import Moving
from workbench.units import Quantity

if TYPE_CHECKING:
    from workbench.layout.problem import FloorProblem

# A station that stands within this of where it stood has not been moved. [mm, degrees]
STILL = 1e-6


@dataclass(frozen=True)
class Move:
    """One station that is moved.

    Parameters
    ----------
    station : str
        Which one.
    distance : float
        Straight from where it stood to where it stands. [mm]
    downtime : float
        How long nobody works at it. [min]
    cost : float
        Fixed, by the metre, and the wages of those who wait. [money]
    """

    station: str
    distance: float
    downtime: float
    cost: float


def is_still(before: Pose, after: Pose) -> bool:
    """Whether a station stands where it stood."""
    turn = abs((before[2] - after[2] + 180.0) % 360.0 - 180.0)
    return math.dist(before[:2], after[:2]) <= STILL and turn <= STILL


def move_of(problem: FloorProblem, station: str, before: Pose, after: Pose) -> Move:
    """Return what moving one station costs; nothing when it stands where it stood.

    Parameters
    ----------
    problem : FloorProblem
        Gives the station's own costs, the wages, and estimates for what nobody says.
    station : str
        Which one.
    before, after : (x, y, rotation)
        [mm, mm, degrees]
    """
    if is_still(before, after):
        return Move(station, 0.0, 0.0, 0.0)
    own = problem.footprints[station].moving or Moving()

    def said(key: str) -> Quantity:
        value: Quantity | None = getattr(own, key)
        return COSTS[f"move.{key}"] if value is None else value

    distance = math.dist(before[:2], after[:2])
    downtime = float(said("downtime"))
    cost = float(said("fixed")) + float(said("per_metre")) * distance
    return Move(station, distance, downtime, cost + downtime * _wage(problem, station))


def moves(
    problem: FloorProblem, before: Mapping[str, Pose], after: Mapping[str, Pose]
) -> tuple[Move, ...]:
    """Return the stations that stand elsewhere, in the order of the floor.

    Stations that stand in only one of the two arrangements cost nothing here.
    """
    both = [name for name in problem.footprints if name in before and name in after]
    found = [move_of(problem, name, before[name], after[name]) for name in both]
    return tuple(move for move in found if move.cost or move.distance or move.downtime)


def _wage(problem: FloorProblem, station: str) -> float:
    """Return the mean wage of the pools that work at a station [money/min]."""
    factory = problem.factory
    pools = {
        operation.pool
        for product in factory.products
        for operation in product.routing
        if operation.station == station and operation.pool
    }
    asked = [factory.pool(name).wage for name in sorted(pools)]
    wages = [float(default("pool.wage") if wage is None else wage) for wage in asked]
    return math.fsum(wages) / len(wages) if wages else float(default("pool.wage"))
