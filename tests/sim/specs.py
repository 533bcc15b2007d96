"""Specifications that several tests play."""

from __future__ import annotations

import numpy as np

from workbench.sim import Names, SimSpec
from workbench.sim.spec import LISTED, RENEWAL, WINDOW

INF = np.inf


def routing(*products: list[tuple[int, float]], **fields: object) -> SimSpec:
    """One job of each product at time 0, each a sequence of (station, minutes)."""
    operations = [operation for product in products for operation in product]
    starts = np.cumsum([0, *(len(product) for product in products)])
    sequence = np.arange(len(operations))
    follows = ~np.isin(sequence, starts[:-1])
    count = len(products)
    given: dict[str, object] = {
        "product_start": starts,
        "predecessor_start": np.concatenate(([0], np.cumsum(follows))),
        "predecessor": sequence[follows] - 1,
        "operation_station": [station for station, _ in operations],
        "operation_parameters": [(minutes, 0.0, 0.0, 0.0) for _, minutes in operations],
        "station_machines": np.ones(1 + max(station for station, _ in operations)),
        "source_product": np.arange(count),
        "release_start": np.arange(count + 1),
        "release_time": np.zeros(count),
    }
    return SimSpec(**(given | fields))


def queue(gap: float, service: float, count: int, servers: int = 1, **fields: object) -> SimSpec:
    """Poisson arrivals at one station with exponential service."""
    given: dict[str, object] = {
        "names": Names(stations=("server",), products=("customer",), operations=("serve",)),
        "product_start": [0, 1],
        "operation_station": [0],
        "operation_code": [1],
        "operation_parameters": [(service, 0, 0, 0)],
        "station_machines": [servers],
        "source_product": [0],
        "source_kind": [RENEWAL],
        "source_count": [count],
        "source_code": [1],
        "source_parameters": [(gap, 0, 0, 0)],
    }
    return SimSpec(**(given | fields))


def kiln(smallest: float, largest: float, gap: float, count: int) -> SimSpec:
    """One kiln that fires from ``smallest`` to ``largest`` pieces in an exponential minute."""
    return queue(
        gap,
        1.0,
        count,
        # The last pieces would wait for ever for a full batch.
        horizon=0.9 * count * gap,
        operation_per_batch=[1],
        station_batch=[1],
        batch_min=[smallest],
        batch_max=[largest],
    )


def drop50(**fields: object) -> SimSpec:
    """Fifty orders through five operations, two pools and a kiln that waits an hour."""
    given: dict[str, object] = {
        "names": Names(
            stations=("print", "cut", "sew", "kiln", "pack"),
            pools=("hands", "sewers"),
            products=("tee",),
            operations=("print", "cut", "sew", "fire", "pack"),
            sources=("drop",),
        ),
        "product_start": [0, 5],
        "predecessor_start": [0, 0, 1, 2, 3, 4],
        "predecessor": [0, 1, 2, 3],
        "operation_station": [0, 1, 2, 3, 4],
        "operation_pool": [-1, 0, 1, -1, 0],
        "operation_code": [3, 1, 6, 0, 3],
        "operation_parameters": [
            (4, 6, 10, 0),
            (8, 0, 0, 0),
            (30, 9, 0, 0),
            (120, 0, 0, 0),
            (3, 5, 9, 0),
        ],
        "operation_per_batch": [0, 0, 0, 1, 0],
        "station_machines": [1, 2, 3, 1, 1],
        "station_batch": [0, 0, 0, 1, 0],
        "batch_min": [0, 0, 0, 8, 0],
        "batch_max": [INF, INF, INF, 8, INF],
        "batch_wait": [INF, INF, INF, 60, INF],
        "pool_people": [2, 3],
        "source_product": [0],
        "source_kind": [WINDOW],
        "source_count": [50],
        "source_end": [480.0],
        "source_due": [1440.0],
    }
    return SimSpec(**(given | fields))


def rug(pieces: int = 4, **fields: object) -> SimSpec:
    """Rugs of four dye lots that join at a frame: every feature of the semantics at once.

    Dyeing in batches by colour with changeovers and rework, half attended; a walk to the frame;
    tufting with scrap and remakes; curing day and night; packing by a person at no station;
    a supplier's delay; shifts for people and for one station.
    """
    week = [(d * 1440 + a, d * 1440 + b) for d in range(5) for a, b in ((480, 720), (780, 1020))]
    late = [(d * 1440 + 600.0, d * 1440 + 1260.0) for d in range(6)]
    walk = np.full((3, 3), 2.5)
    np.fill_diagonal(walk, 0.0)
    colours = np.array([[0, 30, 30, 120], [120, 0, 30, 30], [30, 120, 0, 30], [5, 5, 5, 0]])
    given: dict[str, object] = {
        "names": Names(
            stations=("vat", "frame", "curing"),
            pools=("dyer", "tufter"),
            products=("rug",),
            operations=("dye", "dye", "dye", "dye", "tuft", "cure", "label", "pack"),
            families=("white", "red", "blue", "black"),
            sources=("drop", "shop"),
        ),
        "product_start": [0, 8],
        "product_remake": [1],
        "predecessor_start": [0, 0, 0, 0, 0, 4, 5, 6, 8],
        "predecessor": [0, 1, 2, 3, 4, 4, 5, 6],
        "operation_station": [0, 0, 0, 0, 1, 2, -1, -1],
        "operation_pool": [0, 0, 0, 0, 1, -1, -1, 1],
        "operation_attend": [0.25, 0.25, 0.25, 0.25, 1, 1, 1, 1],
        "operation_code": [4, 4, 4, 4, 3, 0, 5, 2],
        "operation_parameters": [
            *[(240, 30, 120, 0)] * 4,
            (96, 120, 168, 0),
            (1440, 0, 0, 0),
            (2000, 700, 0, 0),
            (10, 20, 0, 0),
        ],
        "operation_per_batch": [1, 1, 1, 1, 0, 0, 0, 0],
        "operation_size": [2.25, 2.25, 2.25, 2.25, 1, 1, 1, 1],
        "operation_family": [0, 1, 2, 3, -1, -1, -1, -1],
        "operation_redo": [0.1, 0.1, 0.1, 0.1, 0.05, 0, 0, 0],
        "operation_scrap": [0.02, 0.02, 0.02, 0.02, 0.05, 0, 0, 0],
        "operation_lot": [0, 1, 2, 3, 0, 0, 0, 0],
        "station_machines": [1, 2, 4],
        "station_calendar": [0, -1, -1],
        "station_rule": [4, 1, 0],
        "station_batch": [1, 0, 0],
        "batch_min": [10, 0, 0],
        "batch_max": [10, INF, INF],
        "batch_wait": [2880, INF, INF],
        "batch_by_family": [1, 0, 0],
        "station_changeover": [0, -1, -1],
        "station_power": [9.0, 0.5, 1.0],
        "changeover_time": [colours],
        "changeover_first": [(10, 10, 10, 10)],
        "pool_people": [1, 2],
        "pool_calendar": [0, 1],
        "pool_rule": [0, 1],
        "calendar_start": [0, len(week), len(week) + len(late)],
        "calendar_open": [a for a, _ in week + late],
        "calendar_close": [b for _, b in week + late],
        "walk": walk,
        "source_product": [0, 0],
        "source_kind": [LISTED, RENEWAL],
        "source_count": [pieces, 3],
        "release_start": [0, pieces, pieces],
        "release_time": np.arange(pieces) * 60.0,
        "source_code": [0, 1],
        "source_parameters": [(0, 0, 0, 0), (5000, 0, 0, 0)],
        "source_due": [30000.0, 20000.0],
    }
    return SimSpec(**(given | fields))


def penny_fab(jobs: int, count: int, *times: float, code: int = 0) -> SimSpec:
    """Four stations of Penny Fab One with constant work in progress; minutes are hours."""
    minutes = times or (2.0,)
    products = [[(station, time) for station in range(4)] for time in minutes]
    kinds = len(products)
    # Sources take turns: one release each at every turn, all long before they can enter.
    turns = np.tile(np.arange(count // kinds) * 1e-6, kinds)
    return routing(
        *products,
        operation_code=np.full(4 * kinds, code),
        release_start=np.arange(kinds + 1) * (count // kinds),
        release_time=turns,
        wip=jobs,
    )
