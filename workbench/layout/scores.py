"""The figures of an arrangement: walking, utilities, area, margins, cost of getting there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import Polygon

from workbench.layout.flow import Flow
from workbench.layout.moving import Move, moves
from workbench.layout.relations import ChartRow, chart, nearness
from workbench.layout.scene import Pose
from workbench.layout.shapes import Ring
from workbench.layout.utilities import UtilityRun
from workbench.layout.widths import Width

if TYPE_CHECKING:
    from workbench.layout.problem import Arrangement


@dataclass(frozen=True)
class Carry:
    """One product carried between two stations by one agent.

    Parameters
    ----------
    flow : Flow
        What, from where to where, how often.
    distance : float
        Of one trip, inf when there is no way. [mm]
    time, cost : float
        Of all trips of a week. [min, money]
    path : Ring
        The way. [mm]
    width : Width, optional
        How wide it is where it is narrowest.
    """

    flow: Flow
    distance: float
    time: float
    cost: float
    path: Ring = ()
    width: Width | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a way."""
        return math.isfinite(self.distance)


@dataclass(frozen=True)
class Share:
    """The walking for one product, or by one agent, in a week.

    Parameters
    ----------
    name : str
        Of the product or the agent.
    metres, hours, cost : float
        Of the trips for which there is a way. [m, h, money per week]
    blocked : int
        How many flows have none.
    """

    name: str
    metres: float
    hours: float
    cost: float
    blocked: int = 0


@dataclass(frozen=True)
class Scores:
    """The figures of one arrangement; walking is per week.

    Parameters
    ----------
    walking, hours, cost : float
        Trips times way, with a way. [mm, h, money]
    blocked : int
        Flows without a way: they are in none of the three.
    by_product, by_agent : tuple of Share
        The same, split; each sums to the whole.
    runs : tuple of UtilityRun
        What connects the stations.
    utility_length, utility_cost : float
        Of all runs that exist. [mm, money]
    missing : int
        Needs for which the floor has no utility.
    area_used : float
        Bodies and the floor they need free, counted once. [mm²]
    area_share : float
        Of the floor.
    margin : float
        The least margin of the rules that are errors; inf when none was judged. [mm]
    errors, warnings : int
        How often a rule is broken.
    moves : tuple of Move
        What stands elsewhere than in the arrangement compared with.
    moving_cost : float
        Of all of them. [money]
    nearness : float
        Mean distance of stations that belong together, weighted by how much. [mm]
    """

    walking: float
    hours: float
    cost: float
    blocked: int
    by_product: tuple[Share, ...]
    by_agent: tuple[Share, ...]
    runs: tuple[UtilityRun, ...]
    utility_length: float
    utility_cost: float
    missing: int
    area_used: float
    area_share: float
    margin: float
    errors: int
    warnings: int
    moves: tuple[Move, ...]
    moving_cost: float
    nearness: float

    FIGURES = (
        "walking", "hours", "cost", "blocked", "utility_length", "utility_cost", "missing",
        "area_used", "area_share", "margin", "errors", "warnings", "moving_cost", "nearness",
    )  # fmt: skip

    def minus(self, other: Scores) -> dict[str, float]:
        """Return the difference of every figure to another arrangement; 0 where both are inf."""
        out = {}
        for name in self.FIGURES:
            one, two = getattr(self, name), getattr(other, name)
            out[name] = 0.0 if one == two else float(one - two)
        return out


def carries(here: Arrangement, *, widths: bool = True) -> tuple[Carry, ...]:
    """Return what is carried in an arrangement, product by product.

    Parameters
    ----------
    here : Arrangement
        The floor with its stations at their places.
    widths : bool
        Whether to measure how wide the ways are.
    """
    found = []
    for flow in here.problem.flows:
        if flow.origin not in here.placements or flow.to not in here.placements:
            continue
        ways = here.ways(flow.agent)
        distance = ways.between(flow.origin, flow.to)
        time = flow.trips * distance / here.problem.speed_of(flow.agent)
        width = here.widths.get((flow.origin, flow.to, flow.agent)) if widths else None
        path = ways.polyline(flow.origin, flow.to)
        found.append(Carry(flow, distance, time, time * flow.wage, path, width))
    return tuple(found)


def score(here: Arrangement, start: Mapping[str, Pose] | None = None) -> Scores:
    """Return the figures of an arrangement.

    Parameters
    ----------
    here : Arrangement
        The floor with its stations at their places.
    start : mapping, optional
        From where moving is counted; the twin's own places by default.
    """
    problem = here.problem
    carried = carries(here, widths=False)
    whole = _share("", carried)
    report = here.report
    moved = moves(problem, problem.placements if start is None else start, here.placements)
    used = _area(here)
    laid = [run for run in here.runs if math.isfinite(run.length)]
    return Scores(
        walking=whole.metres * 1000.0,
        hours=whole.hours,
        cost=whole.cost,
        blocked=whole.blocked,
        by_product=_split(carried, "product"),
        by_agent=_split(carried, "agent"),
        runs=here.runs,
        utility_length=math.fsum(run.length for run in laid),
        utility_cost=math.fsum(run.cost for run in laid),
        missing=len(here.runs) - len(laid),
        area_used=used,
        area_share=used / problem.floor.area,
        margin=report.margin,
        errors=sum(each.severity == "error" for each in report.findings),
        warnings=sum(each.severity == "warning" for each in report.findings),
        moves=moved,
        moving_cost=math.fsum(move.cost for move in moved),
        nearness=nearness(chart_of(here)),
    )


def chart_of(here: Arrangement) -> tuple[ChartRow, ...]:
    """Return the relationship chart of an arrangement, with the ways of a person."""
    trips: dict[tuple[str, str], float] = {}
    for flow in here.problem.flows:
        pair = (flow.origin, flow.to)
        trips[pair] = trips.get(pair, 0.0) + flow.trips
    ways = here.ways()
    distances = {
        (a, b): float(ways.distance[i, j])
        for i, a in enumerate(here.names)
        for j, b in enumerate(here.names)
        if i < j
    }
    return chart(here.problem.floor, here.names, trips, distances)


def _share(name: str, carried: Iterable[Carry]) -> Share:
    several = list(carried)
    ways = [each for each in several if each.is_open]
    return Share(
        name,
        math.fsum(each.flow.trips * each.distance for each in ways) / 1000.0,
        math.fsum(each.time for each in ways) / 60.0,
        math.fsum(each.cost for each in ways),
        len(several) - len(ways),
    )


def _split(carried: tuple[Carry, ...], by: str) -> tuple[Share, ...]:
    names = dict.fromkeys(getattr(each.flow, by) for each in carried)
    return tuple(
        _share(name, (each for each in carried if getattr(each.flow, by) == name)) for name in names
    )


def _area(here: Arrangement) -> float:
    rings: list[Any] = [*here.solids]
    for name in here.names:
        body = here.body(name)
        rings += [Polygon(here.at(name, ring)) for ring in (body.cleared, body.swept) if ring]
    if not rings:
        return 0.0
    return float(shapely.union_all(rings).intersection(Polygon(here.problem.floor.boundary)).area)
