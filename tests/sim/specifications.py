"""Named specifications that together use every feature, and random ones that mix them.

Both engines must play each of them alike. All are variations of one small shop: product ``shirt``
goes over stations mill, lathe, kiln, mill; product ``vase`` over lathe, mill, kiln.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.sim.specs import INF, drop50, kiln, penny_fab, queue, routing, rug
from workbench.sim import Names, SimSpec
from workbench.sim.codes import (
    AGAIN,
    BATC,
    BLOCK,
    BY_CLOCK,
    BY_USE,
    DYNAMIC,
    EDD,
    FCFS,
    FINISH,
    FIT,
    LEAST_CHANGEOVER,
    MOST_COMPLETE,
    OF_BATCHES,
    PAUSE,
    PRIORITY,
    REJECT,
    RENEWAL,
    RESTART,
    RESUME,
    RULES,
    SATURATED,
    SPOIL,
    SPT,
    WINDOW,
)

Fields = dict[str, Any]

# Two shifts a day with a break in the first; and one shift at other hours.
DAYS: Fields = {
    "calendar_start": [0, 3, 4],
    "calendar_open": [360.0, 600.0, 900.0, 420.0],
    "calendar_close": [570.0, 840.0, 1200.0, 1020.0],
    "calendar_break": [1, 0, 0, 0],
    "cycle": 1440.0,
}
STATIONS_BY_DAY: Fields = DAYS | {"station_calendar": [0, 0, -1]}
PEOPLE_BY_DAY: Fields = DAYS | {"pool_calendar": [0, 1]}
BOTH_BY_DAY: Fields = STATIONS_BY_DAY | {"pool_calendar": [1, 0]}
FAMILIES: Fields = {
    "operation_family": [0, 1, -1, 2, 2, 0, 1],
    "station_changeover": [0, 0, -1],
    "changeover_time": [[(0, 5, 9), (12, 0, 3), (1, 2, 0)]],
    "changeover_first": [(4, 0, 7)],
}
BATCHES: Fields = {
    "station_batch": [0, 0, 1],
    "batch_min": [0, 0, 3],
    "batch_max": [INF, INF, 5],
    "batch_wait": [INF, INF, 90],
    "operation_per_batch": [0, 0, 1, 0, 0, 0, 1],
    "operation_size": [1, 1, 1.5, 1, 1, 1, 2],
}
WALKS: Fields = {"walk": [(0, 3, 8), (3, 0, 5), (8, 5, 0)]}
LOSSES: Fields = {
    "operation_redo": [0.1, 0, 0, 0, 0.05, 0.1, 0],
    "operation_scrap": [0, 0.1, 0.05, 0, 0, 0.05, 0],
    "product_remake": [1, 0],
}
HANDLING: Fields = {
    "operation_load": [2, 0, 6, 0, 1, 0, 0],
    "operation_unload": [3, 0, 4, 2, 0, 1, 5],
    "operation_attend": [0.0, 1.0, 0.0, 0.5, 1.0, 0.25, 0.0],
}
BREAKDOWNS: Fields = {
    "fail_kind": [BY_CLOCK, BY_CLOCK, BY_CLOCK],
    "fail_code": [1, 6, 2],
    "fail_parameters": [(150, 0, 0, 0), (200, 90, 0, 0), (100, 400, 0, 0)],
    "repair_code": [1, 0, 3],
    "repair_parameters": [(20, 0, 0, 0), (35, 0, 0, 0), (5, 10, 40, 0)],
}
WEAR: Fields = BREAKDOWNS | {"fail_kind": [BY_USE, BY_USE, BY_USE]}
PLANS: Fields = {
    "plan_start": [0, 1, 2, 3],
    "plan_first": [60.0, 100.0, 200.0],
    "plan_every": [300.0, 250.0, INF],
    "plan_minutes": [25.0, 10.0, 45.0],
    "plan_machine": [0, -1, 0],
    "plan_pool": [-1, 1, 0],
}
MATERIALS: Fields = {
    "material_stock": [5.0, 1.0],
    "delivery_start": [0, 2, 2],
    "delivery_time": [100.0, 400.0],
    "delivery_quantity": [10.0, 40.0],
    "delay_code": [1, 2],
    "delay_parameters": [(30, 0, 0, 0), (10, 60, 0, 0)],
    "reorder_level": [-1.0, 1.0],
    "reorder_quantity": [0.0, 3.0],
    "need_start": [0, 1, 1, 3, 3, 3, 4, 4],
    "need_material": [0, 0, 1, 1],
    "need_quantity": [1.0, 0.5, 0.3, 0.1],
}
CARTS: Fields = {
    "walk_fleet": [(-1, 0, 0), (0, -1, 1), (0, -1, -1)],
    "walk": [(0, 3, 8), (3, 0, 5), (8, 5, 0)],
    "fleet_carts": [2, 1],
    "fleet_capacity": [2, 3],
    "fleet_home": [0, 2],
    "fleet_minutes": [[(0, 2, 5), (2, 0, 4), (5, 4, 0)], [(0, 1, 1), (1, 0, 3), (1, 6, 0)]],
}
# Two nodes: the shop as it is, and a copy of it in one station with both products.
NODES: Fields = {
    "node_capacity": [4, 0],
    "lane": [(0, 45.0), (60.0, 0)],
    "option_start": [0, 2, 3],
    "option_node": [0, 1, 1],
    "option_product": [0, 2, 3],
}


def shop(**fields: Any) -> SimSpec:
    """Return the small shop with some fields changed."""
    given: Fields = {
        "names": Names(
            stations=("mill", "lathe", "kiln"),
            pools=("smiths", "potters"),
            products=("shirt", "vase"),
            sources=("brand", "market"),
        ),
        "product_start": [0, 4, 7],
        "predecessor_start": [0, 0, 1, 2, 3, 3, 4, 5],
        "predecessor": [0, 1, 2, 4, 5],
        "operation_station": [0, 1, 2, 0, 1, 0, 2],
        "operation_pool": [0, 1, -1, 0, 1, 0, 1],
        "operation_attend": [1.0, 0.5, 1.0, 0.25, 1.0, 1.0, 0.0],
        "operation_code": [1, 6, 0, 3, 2, 5, 4],
        "operation_parameters": [
            (12, 0, 0, 0),
            (15, 6, 0, 0),
            (40, 0, 0, 0),
            (4, 6, 11, 0),
            (8, 20, 0, 0),
            (14, 7, 0, 0),
            (35, 8, 10, 0),
        ],
        "station_machines": [1, 2, 2],
        "station_power": [2.0, 1.5, 30.0],
        "pool_people": [2, 1],
        "source_product": [0, 1],
        "source_kind": [RENEWAL, WINDOW],
        "source_count": [14, 11],
        "source_code": [1, 0],
        "source_parameters": [(22, 0, 0, 0), (0, 0, 0, 0)],
        "source_end": [INF, 300.0],
        "source_due": [200.0, 350.0],
        "source_weight": [2.0, 1.0],
        "source_priority": [1.0, 0.0],
    }
    return SimSpec(**(given | fields))


def network(**fields: Any) -> SimSpec:
    """Return the shop as node 0 and one more station as node 1, where both products are made."""
    base = shop()
    more: Fields = {
        "names": Names(),
        "product_start": [0, 4, 7, 8, 10],
        "predecessor_start": [*base.predecessor_start, 5, 5, 6],
        "predecessor": [*base.predecessor, 8],
        "operation_station": [*base.operation_station, 3, 3, 3],
        "operation_pool": [*base.operation_pool, -1, -1, 1],
        "operation_attend": [*base.operation_attend, 1.0, 1.0, 1.0],
        "operation_code": [*base.operation_code, 1, 1, 0],
        "operation_parameters": [*base.operation_parameters, *[(40, 0, 0, 0)] * 3],
        "station_machines": [1, 2, 2, 3],
        "station_power": [2.0, 1.5, 30.0, 1.0],
        "station_node": [0, 0, 0, 1],
    }
    return shop(**(more | NODES | fields))


def _rule(number: int) -> SimSpec:
    """Return the shop with one rule at all stations that can follow it."""
    if number in (BATC, MOST_COMPLETE):
        return shop(
            **BATCHES, **FAMILIES, station_rule=[SPT, EDD, number], batch_by_family=[0, 0, 1]
        )
    kilns = number if number not in OF_BATCHES else FCFS
    pool = number if number not in DYNAMIC else FCFS
    more = FAMILIES if number == LEAST_CHANGEOVER else {}
    return shop(**more, station_rule=[number, number, kilns], pool_rule=[pool, FCFS])


SPECIFICATIONS: dict[str, SimSpec] = {
    "drop50": drop50(),
    "drop50, nine inside": drop50(wip=9),
    "drop50, one day": drop50(horizon=480.0),
    "rug": rug(),
    "rug, many": rug(12, source_priority=[2.0, 1.0], station_rule=[4, 3, 2]),
    "rug, two inside": rug(wip=2),
    "kiln": kiln(4, 8, 1 / 3, 120),
    "queue": queue(1.25, 1.0, 200),
    "penny fab": penny_fab(4, 60, code=1),
    "all at once": routing([(0, 0.0), (1, 0.0)], [(1, 0.0), (0, 2.0)], [(0, 1.0)]),
    "shop": shop(),
    **{f"rule {name}": _rule(number) for number, name in enumerate(RULES)},
    "tie-breaks": shop(
        **FAMILIES,
        station_rule=[PRIORITY, LEAST_CHANGEOVER, EDD],
        station_then=[(LEAST_CHANGEOVER, SPT, -1), (PRIORITY, EDD, FCFS), (SPT, -1, -1)],
        pool_rule=[PRIORITY, EDD],
        pool_then=[(SPT, FCFS, -1), (-1, -1, -1)],
    ),
    "skills": shop(**PEOPLE_BY_DAY, also_start=[0, 1, 2, 2, 3, 3, 4, 5], also_pool=[1, 0, 1, 1, 0]),
    "load and unload": shop(**HANDLING),
    "load and unload by day": shop(**HANDLING, **BOTH_BY_DAY, **BATCHES),
    "setter": shop(**FAMILIES, station_setup_pool=[1, 0, -2], station_setup_power=[0.5, 0.2, 1.0]),
    "setter is nobody": shop(**FAMILIES, **STATIONS_BY_DAY, station_setup_pool=[-1, -1, -1]),
    "machines set apart": shop(**FAMILIES, machine_family=[1, 0, 2, -1, -1]),
    "shifts": shop(**BOTH_BY_DAY),
    "overtime": shop(**BOTH_BY_DAY, station_closing=[FINISH] * 3, pool_closing=[FINISH, PAUSE]),
    "fit": shop(**STATIONS_BY_DAY, station_closing=[FIT, FIT, PAUSE]),
    "fit, changeovers": shop(**STATIONS_BY_DAY, **FAMILIES, station_closing=[FIT, FIT, PAUSE]),
    "fit of people": shop(**PEOPLE_BY_DAY, **HANDLING, pool_closing=[FIT, FIT]),
    "fit of batches": shop(
        **BATCHES, **(DAYS | {"station_calendar": [-1, -1, 0]}), station_closing=[PAUSE, PAUSE, FIT]
    ),
    "restart": shop(**BOTH_BY_DAY, **FAMILIES, station_closing=[RESTART, RESTART, PAUSE]),
    "batches": shop(**BATCHES),
    "batches of two": shop(**BATCHES, batch_most=[0, 0, 2], batch_by_family=[0, 0, 1], **FAMILIES),
    "batches that add up": shop(**(BATCHES | {"operation_per_batch": [0] * 7}), **HANDLING),
    "buffers": shop(station_capacity=[-1, 1, 1], **WALKS),
    "buffers, person stays": shop(
        station_capacity=[-1, 0, 1],
        station_keeps=[1, 1, 1],
        operation_attend=[1.0] * 7,
        pool_people=[4, 4],
    ),
    "turned away": shop(
        station_capacity=[1, 1, -1], station_full=[REJECT, REJECT, BLOCK], **LOSSES
    ),
    "batches with buffers": shop(**BATCHES, station_capacity=[-1, -1, 4], **LOSSES, **WALKS),
    "preemption": shop(station_rule=[PRIORITY, PRIORITY, FCFS], station_preempt=[1, 1, 0]),
    "preemption by day": shop(
        **BOTH_BY_DAY,
        **FAMILIES,
        **HANDLING,
        station_rule=[PRIORITY] * 3,
        station_preempt=[1, 1, 1],
        station_setup_pool=[1, -2, -2],
    ),
    "breakdowns": shop(**BREAKDOWNS, repair_pool=[1, -1, 0]),
    "breakdowns, again": shop(**BREAKDOWNS, **FAMILIES, **HANDLING, fail_work=[AGAIN] * 3),
    "breakdowns, spoilt": shop(**BREAKDOWNS, **BATCHES, **LOSSES, fail_work=[SPOIL] * 3),
    "breakdowns by day": shop(**BREAKDOWNS, **BOTH_BY_DAY, **HANDLING, repair_pool=[0, 1, 1]),
    "breakdowns of blocked machines": shop(**BREAKDOWNS, station_capacity=[-1, 1, 0]),
    "wear": shop(**WEAR, **HANDLING),
    "wear, spoilt": shop(**WEAR, **BOTH_BY_DAY, fail_work=[SPOIL, AGAIN, RESUME]),
    "maintenance": shop(**PLANS),
    "maintenance by day": shop(**PLANS, **BOTH_BY_DAY, **BREAKDOWNS),
    "losses": shop(**LOSSES),
    "losses, three inside": shop(**LOSSES, **WALKS, wip=3),
    "branches": shop(
        branch_start=[0, 0, 2, 2, 4, 4, 4, 4],
        branch_to=[2, 3, 0, -1],
        branch_share=[0.7, 0.3, 0.2, 0.8],
        operation_entry=[1, 0, 0, 0, 1, 0, 0],
        predecessor_start=[0, 0, 1, 1, 2, 2, 3, 4],
        predecessor=[0, 2, 4, 5],
    ),
    "learning": shop(
        operation_rate=[0.9, 0.8, 1.0, 0.95, 0.85, 1.0, 1.0],
        operation_plateau=[0.5, 0.7, 0, 0, 0, 0, 0],
        operation_lesson=[0, 1, 2, 0, 1, 3, 4],
        lesson_done=[10.0, 0.0, 0.0, 2.5, 0.0],
    ),
    "style changes": shop(**FAMILIES, style_pieces=[3, 5, 0], style_factor=[1.6, 1.25, 1.0]),
    "materials": shop(**MATERIALS),
    "materials and buffers": shop(**MATERIALS, **LOSSES, **WALKS, station_capacity=[-1, 2, 1]),
    "carts": shop(**CARTS),
    "carts with people": shop(
        **CARTS, **LOSSES, fleet_returns=[1, 0], fleet_pool=[1, -1], station_capacity=[-1, 2, 2]
    ),
    "saturated": shop(
        source_kind=[SATURATED, WINDOW], source_begin=[30.0, 0.0], station_capacity=[-1, 0, 1]
    ),
    "saturated, two inside": shop(source_kind=[SATURATED, SATURATED], source_end=[INF, INF], wip=2),
    "due dates by chance": shop(
        source_due_code=[2, 1],
        source_due_parameters=[(10, 200, 0, 0), (60, 0, 0, 0)],
        station_rule=[EDD] * 3,
    ),
    "half made": shop(
        source_kind=[0, WINDOW],
        release_start=[0, 5, 5],
        release_time=[0.0, 0.0, 0.0, 5.0, 9.0],
        initial_job=[0, 1, 3],
        initial_operation=[2, 1, 3],
        station_capacity=[-1, 1, 0],
    ),
    "nodes": network(),
    "nodes that fail": network(
        outage_start=[0, 2, 2],
        outage_begin=[50.0, 300.0],
        outage_end=[160.0, 340.0],
        node_fails=[0, 1],
        node_fail_code=[0, 1],
        node_fail_parameters=[(0, 0, 0, 0), (150, 0, 0, 0)],
        node_repair_code=[0, 1],
        node_repair_parameters=[(0, 0, 0, 0), (40, 0, 0, 0)],
        wip=9,
    ),
    "nodes, both limited": network(
        node_capacity=[2, 3],
        outage_start=[0, 1, 2],
        outage_begin=[30.0, 60.0],
        outage_end=[120.0, 200.0],
    ),
    "priorities": shop(station_rule=[PRIORITY] * 3, pool_rule=[PRIORITY] * 2),
}


# ---------------------------------------------------------------------------------- random ones
def random_specification(number: int) -> SimSpec:
    """Return the specification of a number: any mix of features on one to three stations.

    It may deadlock or leave jobs stuck, which both engines then have to say alike.
    """
    rng = np.random.default_rng(number)
    parts = [_factory(rng)]
    for extend in _EXTENSIONS:
        if rng.random() < 0.22:
            parts.append(extend(rng, parts[0]))
    fields: Fields = {}
    for part in parts:
        fields |= part
    if "initial_job" in fields:  # half-made jobs cannot be routed
        for name in [name for name in fields if name.startswith("option_")]:
            del fields[name]
    if fields.pop("limits", 0):
        fields["station_rule"] = [PRIORITY] * len(fields["station_machines"])
        fields.pop("station_then", None)
        closing = fields.get("station_closing", [])
        fields["station_closing"] = [PAUSE if c == FIT else c for c in closing]
        batch = fields["station_batch"]
        fields["station_preempt"] = [1 - b for b in batch]
    return SimSpec(**fields)


def _factory(rng: np.random.Generator) -> Fields:
    """Return a small shop: routings with joins, batches, changeovers, shifts, losses."""
    stations, pools = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    products = int(rng.integers(1, 3))
    lengths = rng.integers(1, 5, products)
    starts = np.cumsum([0, *lengths])
    total = int(starts[-1])
    before: list[list[int]] = []
    for first, length in zip(starts, lengths, strict=False):
        for i in range(length):
            earlier = np.arange(first, first + i)
            before.append(sorted(earlier[rng.random(i) < 0.6].tolist()))
    times = [
        [(0, (30, 0, 0, 0)), (0, (0, 0, 0, 0)), (1, (25, 0, 0, 0)), (2, (5, 50, 0, 0)),
         (3, (5, 20, 60, 0)), (4, (30, 10, 5, 0)), (5, (30, 10, 0, 0)), (6, (30, 10, 0, 0))][i]
        for i in rng.integers(0, 8, total)
    ]  # fmt: skip
    opened = np.sort(rng.choice(48, int(rng.integers(2, 8)), replace=False)) * 30.0
    longer = np.union1d(opened, rng.choice(48, 4, replace=False) * 30.0)
    hours = np.concatenate((opened, longer))
    batch = (rng.random(stations) < 0.3).astype(int)
    return {
        "product_start": starts,
        "product_remake": rng.integers(0, 2, products),
        "predecessor_start": np.cumsum([0, *map(len, before)]),
        "predecessor": [n for entry in before for n in entry],
        "operation_station": np.where(
            rng.random(total) < 0.12, -1, rng.integers(0, stations, total)
        ),
        "operation_pool": rng.integers(-1, pools, total),
        "operation_attend": rng.choice([0.0, 0.25, 0.5, 1.0, 1.0], total),
        "operation_code": [code for code, _ in times],
        "operation_parameters": [parameters for _, parameters in times],
        "operation_per_batch": rng.integers(0, 2, total),
        "operation_size": rng.choice([0.5, 1.0, 1.5, 2.0], total),
        "operation_family": rng.integers(-1, 3, total),
        "operation_redo": rng.choice([0.0, 0.0, 0.2], total),
        "operation_scrap": rng.choice([0.0, 0.0, 0.15], total),
        "operation_energy": rng.choice([0.0, 0.5], total),
        "station_machines": rng.integers(1, 4, stations),
        "station_calendar": rng.integers(-1, 1, stations),
        "station_rule": np.where(batch, rng.integers(0, 21, stations), rng.choice(
            [r for r in range(21) if r not in (BATC, MOST_COMPLETE)], stations)),
        "station_batch": batch,
        "batch_min": rng.choice([0.0, 2.0, 4.0], stations),
        "batch_max": np.full(stations, 4.0),
        "batch_wait": rng.choice([0.0, 30.0, 500.0], stations),
        "batch_by_family": rng.integers(0, 2, stations),
        "station_changeover": rng.integers(-1, 1, stations),
        "station_power": rng.choice([0.0, 6.0], stations),
        "changeover_time": [[(0, 5, 10), (20, 0, 5), (1, 2, 0)]],
        "changeover_first": [(3, 0, 7)],
        "pool_people": rng.integers(1, 3, pools),
        "pool_calendar": rng.choice([-1, 1], pools),
        "pool_rule": rng.choice([r for r in range(21) if r not in DYNAMIC], pools),
        "cycle": 1440.0,
        "phase": float(rng.choice([0.0, 100.0, 777.0])),
        "calendar_start": np.cumsum([0, len(opened), len(longer)]),
        "calendar_open": hours,
        "calendar_close": hours + 30.0,
        "calendar_break": (rng.random(len(hours)) < 0.2).astype(int),
        "walk": rng.choice([0.0, 0.7, 4.0, 33.0], (stations, stations)),
        "source_product": np.arange(products),
        "source_kind": rng.choice([RENEWAL, WINDOW], products),
        "source_count": rng.integers(1, 8, products),
        "source_end": np.full(products, 600.0),
        "source_code": np.ones(products),
        "source_parameters": [(40.0, 0, 0, 0)] * products,
        "source_due": rng.choice([0.0, 500.0, 2000.0, INF], products),
        "source_weight": rng.choice([0.0, 1.0, 3.0], products),
        "source_priority": rng.integers(0, 3, products),
        "wip": int(rng.choice([0, 0, 1, 3])),
        "horizon": 20000.0,  # what is always spoilt and made again would go on for ever
    }  # fmt: skip


def _sizes(base: Fields) -> tuple[int, int, int, int]:
    """Return how many operations, stations, pools and sources there are."""
    return (
        len(base["operation_station"]),
        len(base["station_machines"]),
        len(base["pool_people"]),
        len(base["source_product"]),
    )


def _ties(rng: np.random.Generator, base: Fields) -> Fields:
    _, stations, pools, _ = _sizes(base)
    standing = [r for r in range(21) if r not in DYNAMIC]
    any_rule = [r for r in range(21) if r not in (BATC, MOST_COMPLETE)]
    return {
        "station_then": [(int(rng.choice(any_rule)), int(rng.choice(any_rule)), -1)] * stations,
        "pool_then": [(int(rng.choice(standing)), -1, -1)] * pools,
        "station_look": np.full(stations, 1.5),
    }


def _handling(rng: np.random.Generator, base: Fields) -> Fields:
    total = _sizes(base)[0]
    return {
        "operation_load": rng.choice([0.0, 4.0], total),
        "operation_unload": rng.choice([0.0, 3.0], total),
    }


def _skilled(rng: np.random.Generator, base: Fields) -> Fields:
    total, _, pools, _ = _sizes(base)
    own = base["operation_pool"]
    also = [
        [q for q in range(pools) if 0 <= own[n] != q and rng.random() < 0.7] for n in range(total)
    ]
    return {
        "also_start": np.cumsum([0, *map(len, also)]),
        "also_pool": [q for entry in also for q in entry],
    }


def _setters(rng: np.random.Generator, base: Fields) -> Fields:
    _, stations, pools, _ = _sizes(base)
    return {
        "station_setup_pool": rng.integers(-2, pools, stations),
        "machine_family": rng.integers(-1, 3, int(np.sum(base["station_machines"]))),
        "station_setup_power": np.full(stations, 0.7),
        "style_pieces": rng.integers(0, 4, stations),
        "style_factor": np.full(stations, 1.4),
    }


def _closings(rng: np.random.Generator, base: Fields) -> Fields:
    _, stations, pools, _ = _sizes(base)
    return {
        "station_closing": rng.integers(0, 4, stations).tolist(),
        "pool_closing": rng.integers(0, 3, pools),
    }


def _buffers(rng: np.random.Generator, base: Fields) -> Fields:
    stations = _sizes(base)[1]
    return {
        "station_capacity": rng.integers(-1, 4, stations) + 4 * base["station_batch"],
        "station_full": (rng.random(stations) < 0.4).astype(int),
        "station_keeps": rng.integers(0, 2, stations),
    }


def _preempting(rng: np.random.Generator, base: Fields) -> Fields:
    return {"limits": 1}


def _breakdowns(rng: np.random.Generator, base: Fields) -> Fields:
    _, stations, pools, _ = _sizes(base)
    return {
        "fail_kind": rng.integers(0, 3, stations),
        "fail_code": np.ones(stations),
        "fail_parameters": [(150.0, 0, 0, 0)] * stations,
        "fail_work": rng.integers(0, 3, stations),
        "repair_code": rng.integers(0, 2, stations),
        "repair_parameters": [(25.0, 0, 0, 0)] * stations,
        "repair_pool": rng.integers(-1, pools, stations),
    }


def _plans(rng: np.random.Generator, base: Fields) -> Fields:
    _, stations, pools, _ = _sizes(base)
    return {
        "plan_start": np.arange(stations + 1),
        "plan_first": rng.choice([0.0, 60.0, 250.0], stations),
        "plan_every": rng.choice([90.0, 400.0, INF], stations),
        "plan_minutes": rng.choice([0.0, 15.0], stations),
        "plan_machine": rng.integers(-1, 1, stations),
        "plan_pool": rng.integers(-1, pools, stations),
    }


def _learners(rng: np.random.Generator, base: Fields) -> Fields:
    total = _sizes(base)[0]
    return {
        "operation_rate": rng.choice([1.0, 0.9, 0.8], total),
        "operation_plateau": rng.choice([0.0, 0.7], total),
        "operation_lesson": rng.integers(0, 2, total),
        "lesson_done": [0.0, 7.0],
    }


def _materials(rng: np.random.Generator, base: Fields) -> Fields:
    total = _sizes(base)[0]
    needs = rng.integers(0, 2, total)
    return {
        "material_stock": [2.0],
        "delivery_start": [0, 2],
        "delivery_time": [30.0, 200.0],
        "delivery_quantity": [2.0, 5.0],
        "delay_code": [1],
        "delay_parameters": [(20.0, 0, 0, 0)],
        "reorder_level": [float(rng.choice([0.5, 2.0]))],
        "reorder_quantity": [4.0],
        "need_start": np.cumsum([0, *needs]),
        "need_material": np.zeros(int(needs.sum())),
        "need_quantity": rng.choice([0.1, 1.0], int(needs.sum())),
    }


def _carts(rng: np.random.Generator, base: Fields) -> Fields:
    _, stations, pools, _ = _sizes(base)
    return {
        "walk_fleet": rng.integers(-1, 1, (stations, stations)),
        "fleet_carts": [int(rng.integers(1, 3))],
        "fleet_capacity": [int(rng.integers(1, 4))],
        "fleet_home": [int(rng.integers(0, stations))],
        "fleet_returns": rng.integers(0, 2, 1),
        "fleet_pool": rng.integers(-1, pools, 1),
        "fleet_minutes": rng.choice([0.0, 2.0, 7.0], (1, stations, stations)),
    }


def _released(rng: np.random.Generator, base: Fields) -> Fields:
    sources = _sizes(base)[3]
    return {
        "source_kind": np.where(rng.random(sources) < 0.6, SATURATED, base["source_kind"]),
        "source_due_code": np.full(sources, 2),
        "source_due_parameters": [(0.0, 300.0, 0, 0)] * sources,
    }


def _half_made(rng: np.random.Generator, base: Fields) -> Fields:
    sources = _sizes(base)[3]
    counts = np.full(sources, 3)
    first, last = int(base["product_start"][0]), int(base["product_start"][1])
    jobs = [j for j in range(3) if rng.random() < 0.6]
    return {
        "source_kind": np.zeros(sources),
        "source_count": counts,
        "release_start": np.arange(sources + 1) * 3,
        "release_time": np.tile([0.0, 0.0, 25.0], sources),
        "initial_job": jobs,
        "initial_operation": rng.integers(first, last, len(jobs)),
    }


def _branching(rng: np.random.Generator, base: Fields) -> Fields:
    """Let the last operation of the first product lead back, or to its end, by chance."""
    total = _sizes(base)[0]
    last = int(base["product_start"][1]) - 1
    first = int(base["product_start"][0])
    counts = np.zeros(total, int)
    counts[last] = 2
    return {
        "branch_start": np.cumsum([0, *counts]),
        "branch_to": [int(rng.integers(first, last + 1)), -1],
        "branch_share": [0.3, 0.7],
        "operation_entry": (np.diff(base["predecessor_start"]) == 0).astype(int),
    }


def _nodes(rng: np.random.Generator, base: Fields) -> Fields:
    """Two nodes, with each product whole at one of them as far as stations allow."""
    stations, sources = _sizes(base)[1], _sizes(base)[3]
    return {
        "node_capacity": rng.integers(0, 4, 2),
        "lane": [(0.0, 30.0), (float(rng.choice([0.0, 50.0])), 0.0)],
        "station_node": np.zeros(stations, int),
        "option_start": np.arange(sources + 1),
        "option_node": np.zeros(sources, int),
        "option_product": base["source_product"],
        "outage_start": [0, 2, 2],
        "outage_begin": [40.0, 200.0],
        "outage_end": [90.0, 260.0],
        "node_fails": rng.integers(0, 2, 2),
        "node_fail_code": [1, 1],
        "node_fail_parameters": [(300.0, 0, 0, 0)] * 2,
        "node_repair_code": [1, 1],
        "node_repair_parameters": [(40.0, 0, 0, 0)] * 2,
    }


_EXTENSIONS = (
    _ties, _handling, _skilled, _setters, _closings, _buffers, _preempting, _breakdowns, _plans,
    _learners, _materials, _carts, _released, _nodes, _half_made, _branching,
)  # fmt: skip
