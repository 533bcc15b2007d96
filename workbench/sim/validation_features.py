"""Refuse what cannot be played of the optional features, by the name of what is wrong in it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError
from workbench.sim.codes import (
    BATC,
    CLOSINGS,
    DISTRIBUTION_COUNT,
    DYNAMIC,
    FAILURES,
    FIT,
    FULL,
    LISTED,
    MOST_COMPLETE,
    OWN_PERSON,
    PRIORITY,
    RESTART,
    RULES,
    SATURATED,
    SPOILING,
)
from workbench.sim.validation_parts import (
    distribution,
    first_wrong,
    label,
    operation_label,
    starts,
    within,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.sim.spec import SimSpec


def references(spec: SimSpec) -> None:
    """Check that every index of an optional feature points at something."""
    products = len(spec.product_start) - 1
    families = spec.changeover_first.shape[-1] or 1 << 31
    for name, low, high in (
        ("operation_entry", 0, 2),
        ("operation_lesson", 0, len(spec.lesson_done)),
        ("branch_to", -1, spec.operations),
        ("also_pool", 0, spec.pools),
        ("need_material", 0, spec.materials),
        ("machine_family", -1, families),
        ("station_then", -1, len(RULES)),
        ("station_closing", 0, len(CLOSINGS)),
        ("station_capacity", -1, 1 << 31),
        ("station_full", 0, len(FULL)),
        ("station_keeps", 0, 2),
        ("station_preempt", 0, 2),
        ("station_node", 0, max(spec.nodes, 1)),
        ("station_setup_pool", OWN_PERSON, spec.pools),
        ("style_pieces", 0, 1 << 31),
        ("batch_most", 0, 1 << 31),
        ("fail_kind", 0, len(FAILURES)),
        ("fail_code", 0, DISTRIBUTION_COUNT),
        ("fail_work", 0, len(SPOILING)),
        ("repair_code", 0, DISTRIBUTION_COUNT),
        ("repair_pool", -1, spec.pools),
        ("plan_machine", -1, 1 << 31),
        ("plan_pool", -1, spec.pools),
        ("pool_then", -1, len(RULES)),
        ("pool_closing", 0, RESTART),
        ("calendar_break", 0, 2),
        ("walk_fleet", -1, spec.fleets),
        ("fleet_home", 0, spec.stations),
        ("fleet_returns", 0, 2),
        ("fleet_pool", -1, spec.pools),
        ("delay_code", 0, DISTRIBUTION_COUNT),
        ("material_key", 0, 1 << 31),
        ("node_fails", 0, 2),
        ("node_fail_code", 0, DISTRIBUTION_COUNT),
        ("node_repair_code", 0, DISTRIBUTION_COUNT),
        ("node_key", 0, 1 << 31),
        ("node_capacity", 0, 1 << 31),
        ("option_node", 0, spec.nodes),
        ("option_product", 0, products),
        ("source_due_code", 0, DISTRIBUTION_COUNT),
        ("initial_job", 0, spec.jobs),
        ("initial_operation", 0, spec.operations),
    ):
        within(spec, name, low, high)
    for name, items in (
        ("branch_start", ("branch_to", "branch_share")),
        ("also_start", ("also_pool",)),
        ("need_start", ("need_material", "need_quantity")),
        ("plan_start", ("plan_first", "plan_every", "plan_minutes", "plan_machine", "plan_pool")),
        ("delivery_start", ("delivery_time", "delivery_quantity")),
        ("outage_start", ("outage_begin", "outage_end")),
        ("option_start", ("option_node", "option_product")),
    ):
        for item in items:
            starts(spec, name, len(getattr(spec, item)))
    for one, other in (("tariff_start", "tariff_price"), ("initial_job", "initial_operation")):
        if len(getattr(spec, one)) != len(getattr(spec, other)):
            raise SpecError(f"is not as long as {one}", where=f"SimSpec.{other}")
    if len(spec.calendar_break) != len(spec.calendar_open):
        raise SpecError("is not as long as calendar_open", where="SimSpec.calendar_break")
    for name in ("material_key", "node_key"):
        keys = getattr(spec, name)
        if len(np.unique(keys)) != len(keys):
            raise SpecError(
                "holds a key twice", where=f"SimSpec.{name}", advice="draws would be shared"
            )


def stations(spec: SimSpec) -> None:
    """Check limits, choices and powers of stations and pools."""
    names = spec.names
    batch = spec.station_batch == 1
    dynamic = sorted(DYNAMIC)
    for wrong, what, advice in (
        (batch & (spec.station_preempt == 1), "works in batches and cannot be preempted", ""),
        (
            (spec.station_preempt == 1)
            & (
                (spec.station_rule != PRIORITY)
                | np.isin(spec.station_then, dynamic).any(axis=1)
                | (spec.station_closing == FIT)
            ),
            "interrupts for urgent jobs, but its queue does not stand in the order of priority",
            "let its first rule be priority, break ties by rules that never change, and let work "
            "pause at the end of the shift",
        ),
        (
            batch & (spec.station_capacity == 0),
            "works in batches and has no place in front of it",
            "give it a capacity of at least its smallest batch",
        ),
        (spec.station_look <= 0.0, "looks ahead by nothing", "give look a number above 0"),
        (~(spec.style_factor >= 0.0), "has a negative style factor", ""),
        (
            ~batch & (np.isin(spec.station_rule, (BATC, MOST_COMPLETE))),
            "has a rule for batches but works in none",
            "",
        ),
    ):
        number = first_wrong(wrong)
        if number >= 0:
            raise SpecError(what, where=label(names.stations, "station", number), advice=advice)
    rules = np.concatenate((spec.pool_rule[:, None], spec.pool_then), axis=1)
    number = first_wrong(np.isin(rules, dynamic))
    if number >= 0:
        raise SpecError(
            "a pool cannot follow a rule that changes while somebody waits",
            where=label(names.pools, "pool", number),
            advice="use " + ", ".join(r for i, r in enumerate(RULES) if i not in DYNAMIC),
        )
    for name, kinds in (("station_then", names.stations), ("pool_then", names.pools)):
        then = getattr(spec, name)
        number = first_wrong((then[:, :-1] < 0) & (then[:, 1:] >= 0))
        if number >= 0:
            raise SpecError(
                "leaves a gap in its rules",
                where=label(kinds, name.split("_", maxsplit=1)[0], number),
            )
    for name in ("station_setup_power", "station_idle_power", "station_off_power"):
        number = first_wrong(~(getattr(spec, name) >= 0.0))
        if number >= 0:
            raise SpecError(
                f"{name.replace('_', ' ')} is negative or undefined",
                where=label(names.stations, "station", number),
            )
    moments = spec.tariff_start
    if len(moments) and not (
        moments[0] == 0.0 and (np.diff(moments) > 0.0).all() and moments[-1] < spec.cycle
    ):
        raise SpecError("must rise from 0 within the cycle", where="SimSpec.tariff_start")


def failures(spec: SimSpec) -> None:
    """Check times to failure and plans of maintenance."""
    names = spec.names
    for s in range(spec.stations):
        where = label(names.stations, "station", s)
        if spec.fail_kind[s]:
            _positive(int(spec.fail_code[s]), spec.fail_parameters[s], spec, where, "failure")
            distribution(int(spec.repair_code[s]), spec.repair_parameters[s], spec, where)
        for i in range(int(spec.plan_start[s]), int(spec.plan_start[s + 1])):
            if spec.plan_machine[i] >= spec.station_machines[s]:
                raise SpecError("plans maintenance of a machine it has not", where=where)
            if not (
                0.0 <= spec.plan_first[i] < math.inf
                and spec.plan_every[i] > 0.0
                and 0.0 <= spec.plan_minutes[i] < math.inf
            ):
                raise SpecError(
                    "needs first >= 0, every > 0 and minutes >= 0 in its maintenance", where=where
                )
    for d in range(spec.nodes):
        where = label(names.nodes, "node", d)
        if spec.node_fails[d]:
            _positive(
                int(spec.node_fail_code[d]), spec.node_fail_parameters[d], spec, where, "failure"
            )
            distribution(int(spec.node_repair_code[d]), spec.node_repair_parameters[d], spec, where)
        part = slice(int(spec.outage_start[d]), int(spec.outage_start[d + 1]))
        begin, end = spec.outage_begin[part], spec.outage_end[part]
        both = np.stack((begin, end), axis=1).ravel()
        if not (np.isfinite(both).all() and (np.diff(both) >= 0.0).all() and (both >= 0.0).all()):
            raise SpecError("its outages overlap or go back in time", where=where)


def _positive(
    code: int, parameters: NDArray[np.float64], spec: SimSpec, where: str, what: str
) -> None:
    """Refuse a time between failures that is always nothing: it would fail for ever."""
    distribution(code, parameters, spec, where)
    most = parameters[1] if code == 2 else parameters[2] if code == 3 else parameters[0]
    if code not in (4, 7) and not most > 0.0:
        raise SpecError(f"has no time between one {what} and the next", where=where)


def operations(spec: SimSpec) -> None:
    """Check loads, learning, materials and people of operations."""
    for name, low, high, what in (
        ("operation_load", 0.0, math.inf, "minutes to load are negative"),
        ("operation_unload", 0.0, math.inf, "minutes to unload are negative"),
        ("operation_plateau", 0.0, math.inf, "the plateau of learning is negative"),
        ("operation_remaining", 0.0, math.inf, "remaining work is negative"),
        ("operation_progress", 0.0, math.inf, "progress is negative"),
    ):
        array = getattr(spec, name)
        number = first_wrong(~((array >= low) & (array <= high)))
        if number >= 0:
            raise SpecError(what, where=operation_label(spec, number))
    number = first_wrong(~((spec.operation_rate > 0.0) & (spec.operation_rate <= 1.0)))
    if number >= 0:
        raise SpecError(
            "its rate of learning is not above 0 and at most 1",
            where=operation_label(spec, number),
            advice="0.9 means that each doubling takes 10 % off",
        )
    if not (spec.lesson_done >= 0.0).all():
        raise SpecError("holds a negative count", where="SimSpec.lesson_done")
    for n in range(spec.operations):
        pools = spec.also_pool[spec.also_start[n] : spec.also_start[n + 1]].tolist()
        if pools and spec.operation_pool[n] < 0:
            raise SpecError("lists further pools but no first one", where=operation_label(spec, n))
        if len({*pools, int(spec.operation_pool[n])}) != len(pools) + 1:
            raise SpecError("names a pool twice", where=operation_label(spec, n))
        part = slice(int(spec.need_start[n]), int(spec.need_start[n + 1]))
        if len(np.unique(spec.need_material[part])) != part.stop - part.start:
            raise SpecError("needs a material twice", where=operation_label(spec, n))
        if not (spec.need_quantity[part] >= 0.0).all():
            raise SpecError("needs less than nothing", where=operation_label(spec, n))
    _materials(spec)


def _materials(spec: SimSpec) -> None:
    for u in range(spec.materials):
        where = label(spec.names.materials, "material", u)
        part = slice(int(spec.delivery_start[u]), int(spec.delivery_start[u + 1]))
        times, amounts = spec.delivery_time[part], spec.delivery_quantity[part]
        if not (np.isfinite(times).all() and (times >= 0).all() and (np.diff(times) >= 0).all()):
            raise SpecError("its deliveries are not ascending moments from 0 on", where=where)
        if not (np.isfinite(amounts).all() and (amounts >= 0).all()):
            raise SpecError("has a delivery of less than nothing", where=where)
        if not 0.0 <= spec.material_stock[u] < math.inf:
            raise SpecError("its stock at the start is negative", where=where)
        level, quantity = spec.reorder_level[u], spec.reorder_quantity[u]
        if level >= 0.0 and not (0.0 < quantity < math.inf):
            raise SpecError("is reordered in lots of nothing", where=where)
        distribution(int(spec.delay_code[u]), spec.delay_parameters[u], spec, where)
        if level < 0.0:
            needs = spec.need_material == u
            most = float(spec.need_quantity[needs].max(initial=0.0))
            if most > float(spec.material_stock[u] + amounts.sum()):
                raise SpecError(
                    f"there is never enough of it: {most:g} are needed at a time",
                    where=where,
                    advice="add a delivery, stock at the start or a level to reorder at",
                )


def branches(spec: SimSpec) -> None:
    """Check that routings by chance lead somewhere, and out again."""
    count = spec.operations
    product = spec.operation_product
    leads: list[set[int]] = [set() for _ in range(count)]
    ends = [False] * count
    for n in range(count):
        part = slice(int(spec.branch_start[n]), int(spec.branch_start[n + 1]))
        targets, shares = spec.branch_to[part], spec.branch_share[part]
        if len(targets):
            if not ((shares >= 0.0).all() and abs(float(shares.sum()) - 1.0) <= 1e-9):
                raise SpecError(
                    "the probabilities of its branches do not add up to 1",
                    where=operation_label(spec, n),
                )
            if len(np.unique(targets)) != len(targets):
                raise SpecError("branches twice to the same place", where=operation_label(spec, n))
            for to, share in zip(targets.tolist(), shares.tolist(), strict=True):
                if to >= 0 and product[to] != product[n]:
                    raise SpecError(
                        "branches to an operation of another product",
                        where=operation_label(spec, n),
                    )
                if share > 0.0 and to < 0:
                    ends[n] = True
                elif share > 0.0:
                    leads[n].add(to)
            named = np.flatnonzero(spec.predecessor == n)
            if len(named):
                to = int(np.searchsorted(spec.predecessor_start, named[0], side="right")) - 1
                raise SpecError(
                    "waits for an operation that branches",
                    where=operation_label(spec, to),
                    advice="let a branch lead here instead of naming a predecessor",
                )
    for n in range(count):
        for m in spec.predecessor[spec.predecessor_start[n] : spec.predecessor_start[n + 1]]:
            leads[int(m)].add(n)
    for n in range(count):
        part = slice(int(spec.branch_start[n]), int(spec.branch_start[n + 1]))
        ends[n] = ends[n] or not (leads[n] or part.stop > part.start)
    out = {n for n in range(count) if ends[n]}
    while True:
        more = {n for n in range(count) if n not in out and leads[n] & out}
        if not more:
            break
        out |= more
    if len(out) < count:
        stuck = min(set(range(count)) - out)
        raise SpecError(
            "goes round for ever: no way leads from it to the end",
            where=operation_label(spec, stuck),
            advice="give a branch that leaves a probability above 0",
        )
    for p in range(len(spec.product_start) - 1):
        part = slice(int(spec.product_start[p]), int(spec.product_start[p + 1]))
        if not (spec.operation_entry[part] == 1).any():
            raise SpecError(
                "begins nowhere: every operation is led to by another",
                where=label(spec.names.products, "product", p),
                advice="mark its first operations as entry",
            )


def transport(spec: SimSpec) -> None:
    """Check that carts carry something, and get there."""
    for v in range(spec.fleets):
        where = label(spec.names.fleets, "fleet", v)
        if spec.fleet_carts[v] < 1 or spec.fleet_capacity[v] < 1:
            raise SpecError(
                "has no cart or carries nothing",
                where=where,
                advice="give it at least one cart that carries one part",
            )
        minutes = spec.fleet_minutes[v]
        served = spec.walk_fleet == v
        if not (minutes >= 0.0).all() or not np.isfinite(minutes[served]).all():
            raise SpecError("needs minutes between all stations it serves", where=where)
        stations_served = np.flatnonzero(served.any(axis=0) | served.any(axis=1))
        ways = minutes[np.ix_(np.append(stations_served, spec.fleet_home[v]), stations_served)]
        if not np.isfinite(ways).all():
            raise SpecError("cannot reach all stations it serves", where=where)


def network(spec: SimSpec) -> None:
    """Check that orders can be made where they are sent."""
    if spec.nodes and not (spec.lane >= 0.0).all():
        raise SpecError("holds a negative or undefined time", where="SimSpec.lane")
    for r in range(len(spec.source_product)):
        where = label(spec.names.sources, "source", r)
        part = slice(int(spec.option_start[r]), int(spec.option_start[r + 1]))
        nodes = spec.option_node[part].tolist()
        if len(set(nodes)) != len(nodes):
            raise SpecError("lists a node twice", where=where)
        for node, product in zip(nodes, spec.option_product[part].tolist(), strict=True):
            for n in range(int(spec.product_start[product]), int(spec.product_start[product + 1])):
                station = int(spec.operation_station[n])
                if station >= 0 and spec.station_node[station] != node:
                    raise SpecError(
                        f"{label(spec.names.nodes, 'node', node)} is not where "
                        f"{label(spec.names.stations, 'station', station)} stands",
                        where=where,
                        advice="give the option a product whose stations stand in its node",
                    )


def initial(spec: SimSpec) -> None:
    """Check that half-made jobs are of their product and there at the start."""
    if not len(spec.initial_job):
        return
    source = np.repeat(np.arange(len(spec.source_count)), spec.source_count)
    for job, n in zip(spec.initial_job.tolist(), spec.initial_operation.tolist(), strict=True):
        r = int(source[job])
        where = label(spec.names.sources, "source", r)
        if spec.source_kind[r] != LISTED:
            raise SpecError("half-made jobs need a listed source", where=where)
        if spec.option_start[r] != spec.option_start[r + 1]:
            raise SpecError("half-made jobs cannot be routed to a node", where=where)
        if spec.operation_product[n] != spec.source_product[r]:
            raise SpecError("a half-made job asks for an operation of another product", where=where)


def sources(spec: SimSpec) -> None:
    """Check weights, due dates and saturated sources."""
    for r in range(len(spec.source_product)):
        where = label(spec.names.sources, "source", r)
        if not 0.0 <= spec.source_weight[r] < math.inf:
            raise SpecError("has no valid weight", where=where)
        distribution(int(spec.source_due_code[r]), spec.source_due_parameters[r], spec, where)
        if spec.source_kind[r] == SATURATED and not math.isfinite(spec.source_begin[r]):
            raise SpecError("needs a finite begin", where=where)
