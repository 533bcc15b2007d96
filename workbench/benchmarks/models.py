"""Reference models of simulation: a drop of fifty orders, one queue, and a network of queues."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from workbench import streams
from workbench.sim import Names, SimSpec
from workbench.sim.codes import RENEWAL

CONSTANT: Final = streams.CONSTANT
EXPONENTIAL: Final = streams.EXPONENTIAL
TRIANGULAR: Final = streams.TRIANGULAR

# drop50: print, cut, then sewn or tufted, fired in one kiln, packed.
STATIONS: Final = ("print", "cut", "sew", "tuft", "kiln", "pack")
MACHINES: Final = (1, 2, 3, 2, 1, 1)
POOLS: Final = ("hands", "makers")
PEOPLE: Final = (2, 3)
KILN: Final = 4
ORDERS: Final = 50
GAP: Final = 12.0  #: mean time between orders
BATCH: Final = 8
WAIT: Final = 60.0


class Step(NamedTuple):
    """One operation of drop50: station, pool (-1: nobody), law of its time and its parameters."""

    station: int
    pool: int
    code: int
    parameters: tuple[float, float, float, float]


_BEGIN: Final = (
    Step(0, -1, TRIANGULAR, (4.0, 6.0, 10.0, 0.0)),
    Step(1, 0, EXPONENTIAL, (8.0, 0.0, 0.0, 0.0)),
)
_END: Final = (
    Step(4, -1, CONSTANT, (75.0, 0.0, 0.0, 0.0)),
    Step(5, 0, TRIANGULAR, (3.0, 5.0, 9.0, 0.0)),
)
ROUTES: Final = (
    (*_BEGIN, Step(2, 1, TRIANGULAR, (14.0, 20.0, 32.0, 0.0)), *_END),
    (*_BEGIN, Step(3, 1, TRIANGULAR, (18.0, 25.0, 42.0, 0.0)), *_END),
)


def drop50(
    *,
    wait: float = WAIT,
    batch: int = BATCH,
    people: tuple[int, ...] = PEOPLE,
    machines: tuple[int, ...] = MACHINES,
) -> SimSpec:
    """Return fifty orders of five steps on six stations, with two pools and a kiln.

    Parameters
    ----------
    wait : float
        Longest wait for a full kiln. [min]
    batch : int
        Most pieces in the kiln.
    people, machines : tuple of int
        Of each pool; of each station.
    """
    steps = [step for route in ROUTES for step in route]
    count, stations = len(ROUTES[0]), len(STATIONS)
    fires = [int(station == KILN) for station in range(stations)]
    inner = [n for n in range(len(steps)) if n % count]
    fields: dict[str, Any] = dict(  # noqa: C408  # reads like the call it is for
        names=Names(
            stations=STATIONS,
            pools=POOLS,
            products=("tee", "rug"),
            operations=tuple(
                f"{product} {STATIONS[step.station]}"
                for product, route in zip(("tee", "rug"), ROUTES, strict=True)
                for step in route
            ),
            sources=("tees", "rugs"),
        ),
        product_start=[0, count, 2 * count],
        predecessor_start=np.cumsum([0, *(int(n % count > 0) for n in range(len(steps)))]),
        predecessor=[n - 1 for n in inner],
        operation_station=[step.station for step in steps],
        operation_pool=[step.pool for step in steps],
        operation_code=[step.code for step in steps],
        operation_parameters=[step.parameters for step in steps],
        operation_per_batch=[int(step.station == KILN) for step in steps],
        station_machines=machines,
        station_batch=fires,
        batch_min=[float(batch) if fire else 0.0 for fire in fires],
        batch_max=[float(batch) if fire else math.inf for fire in fires],
        batch_wait=[wait if fire else math.inf for fire in fires],
        pool_people=people,
        source_product=[0, 1],
        source_kind=[RENEWAL, RENEWAL],
        source_count=[ORDERS // 2, ORDERS // 2],
        source_code=[EXPONENTIAL, EXPONENTIAL],
        source_parameters=[(2.0 * GAP, 0.0, 0.0, 0.0)] * 2,
        source_due=[1440.0, 1440.0],
    )
    return SimSpec(**fields)


def mm1(customers: int, *, gap: float = 1.25, service: float = 1.0) -> SimSpec:
    """Return one server with Poisson arrivals and exponential service."""
    fields: dict[str, Any] = dict(  # noqa: C408  # reads like the call it is for
        names=Names(stations=("server",), products=("customer",), operations=("serve",)),
        product_start=[0, 1],
        operation_station=[0],
        operation_code=[EXPONENTIAL],
        operation_parameters=[(service, 0.0, 0.0, 0.0)],
        station_machines=[1],
        source_product=[0],
        source_kind=[RENEWAL],
        source_count=[customers],
        source_code=[EXPONENTIAL],
        source_parameters=[(gap, 0.0, 0.0, 0.0)],
    )
    return SimSpec(**fields)


# Case 11 of the correctness suite: rates of arrival, of service, and where a job goes next.
ARRIVALS: Final = (0.5, 0.25, 0.0)
SERVICE: Final = (1.0, 0.8, 1.5)
NEXT: Final = ((0.0, 0.6, 0.4), (0.0, 0.0, 0.7), (0.1, 0.0, 0.0))
JACKSON_TIME: Final = 6.41140  #: expected time in the system (Jackson 1957)


def onward(station: int, u: float) -> int:
    """Return the station after ``station`` at a number from 0 to 1; -1 for the way out."""
    for following, chance in enumerate(NEXT[station]):
        if u < chance:
            return following
        u -= chance
    return -1


def paths(rarest: float = 1e-4) -> list[tuple[float, tuple[int, ...]]]:
    """Return (rate, stations) of each way through the network, but for the rarest.

    A Poisson stream that is split at random is as many independent Poisson streams, so a source
    for each way plays the same network; ways rarer than ``rarest`` end early.
    """
    found: list[tuple[float, tuple[int, ...]]] = []
    open_ways: list[tuple[float, tuple[int, ...]]] = [
        (rate, (station,)) for station, rate in enumerate(ARRIVALS) if rate
    ]
    while open_ways:
        rate, way = open_ways.pop()
        onward = [(p * rate, (*way, station)) for station, p in enumerate(NEXT[way[-1]]) if p]
        kept = [entry for entry in onward if entry[0] >= rarest]
        left = rate - sum(entry[0] for entry in kept)
        if left > 1e-9 * rate:
            found.append((left, way))
        open_ways += kept
    return found


def jackson(customers: int, *, rarest: float = 1e-4) -> SimSpec:
    """Return a network of three queues that about so many customers pass through."""
    ways = paths(rarest)
    horizon = customers / sum(ARRIVALS)
    starts = np.cumsum([0, *(len(way) for _, way in ways)])
    stations = np.array([station for _, way in ways for station in way])
    follows = ~np.isin(np.arange(len(stations)), starts[:-1])
    expected = np.array([rate for rate, _ in ways]) * horizon
    fields: dict[str, Any] = dict(  # noqa: C408  # reads like the call it is for
        product_start=starts,
        predecessor_start=np.concatenate(([0], np.cumsum(follows))),
        predecessor=np.flatnonzero(follows) - 1,
        operation_station=stations,
        operation_code=np.full(len(stations), EXPONENTIAL),
        operation_parameters=[(1.0 / SERVICE[s], 0.0, 0.0, 0.0) for s in stations],
        station_machines=[1, 1, 1],
        source_product=np.arange(len(ways)),
        source_kind=np.full(len(ways), RENEWAL),
        # more than will come before the end
        source_count=np.ceil(expected + 8.0 * np.sqrt(expected) + 8.0),
        source_code=np.full(len(ways), EXPONENTIAL),
        source_parameters=[(1.0 / rate, 0.0, 0.0, 0.0) for rate, _ in ways],
        horizon=horizon,
    )
    return SimSpec(**fields)


def changes() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return the six changes to drop50 whose effect common random numbers sharpen."""
    more_people = (PEOPLE[0], PEOPLE[1] + 1)
    more_machines = tuple(m + (s == KILN) for s, m in enumerate(MACHINES))
    return {
        "kiln wait 60 to 30 min": ({}, {"wait": 30.0}),
        "kiln wait 60 to 120 min": ({}, {"wait": 120.0}),
        "kiln batch 8 to 6": ({}, {"batch": 6}),
        "kiln batch 8 to 12": ({}, {"batch": 12}),
        "one more operator": ({}, {"people": more_people}),
        "one more machine": ({}, {"machines": more_machines}),
    }
