"""Refuse a specification that cannot be played, by the name of what is wrong in it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError
from workbench.sim import validation_features as features
from workbench.sim.codes import DISTRIBUTION_COUNT, RENEWAL, RULES, SATURATED, WINDOW
from workbench.sim.validation_parts import (
    distribution,
    first_wrong,
    label,
    operation_label,
    starts,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.sim.spec import SimSpec


def validate(spec: SimSpec) -> None:
    """Raise ``SpecError`` for the first fault found in ``spec``."""
    _references(spec)
    features.references(spec)
    _stations_and_pools(spec)
    features.stations(spec)
    _calendars(spec)
    _times(spec)
    features.operations(spec)
    features.failures(spec)
    _routings(spec)
    features.branches(spec)
    features.transport(spec)
    _sources(spec)
    features.sources(spec)
    features.network(spec)
    features.initial(spec)
    _open_together(spec)


def _references(spec: SimSpec) -> None:
    """Every index points at something."""
    products = len(spec.product_start) - 1
    calendars = len(spec.calendar_start) - 1
    limits: Iterable[tuple[str, int, int]] = (
        ("operation_station", -1, spec.stations),
        ("operation_pool", -1, spec.pools),
        ("operation_code", 0, DISTRIBUTION_COUNT),
        ("operation_family", -1, spec.changeover_first.shape[-1] or 1 << 31),
        ("operation_lot", 0, 1 << 31),
        ("operation_key", 0, 1 << 40),
        ("operation_per_batch", 0, 2),
        ("station_calendar", -1, calendars),
        ("station_rule", 0, len(RULES)),
        ("station_batch", 0, 2),
        ("batch_by_family", 0, 2),
        ("station_changeover", -1, len(spec.changeover_first)),
        ("station_key", 0, 1 << 31),
        ("station_family", -1, spec.changeover_first.shape[-1] or 1 << 31),
        ("pool_calendar", -1, calendars),
        ("pool_rule", 0, len(RULES)),
        ("product_remake", 0, 2),
        ("predecessor", 0, spec.operations),
        ("source_product", 0, products),
        ("source_kind", 0, SATURATED + 1),
        ("source_count", 0, 1 << 31),
        ("source_code", 0, DISTRIBUTION_COUNT),
        ("source_key", 0, 1 << 31),
    )
    for name, low, high in limits:
        within(spec, name, low, high)
    for name in ("operation_key", "station_key", "source_key"):
        keys = getattr(spec, name)
        if len(np.unique(keys)) != len(keys):
            raise SpecError(
                "holds a key twice", where=f"SimSpec.{name}", advice="draws would be shared"
            )
    for name, items in (
        ("product_start", spec.operations),
        ("predecessor_start", len(spec.predecessor)),
        ("calendar_start", len(spec.calendar_open)),
        ("release_start", len(spec.release_time)),
    ):
        starts(spec, name, items)


def _stations_and_pools(spec: SimSpec) -> None:
    names = spec.names
    number = first_wrong(spec.station_machines < 1)
    if number >= 0:
        raise SpecError(
            "has no machine",
            where=label(names.stations, "station", number),
            advice="give it at least one machine or take the operations elsewhere",
        )
    number = first_wrong(spec.pool_people < 1)
    if number >= 0:
        raise SpecError(
            "has nobody in it",
            where=label(names.pools, "pool", number),
            advice="give it at least one person",
        )
    batch = spec.station_batch == 1
    for wrong, what in (
        (batch & ~(spec.batch_max > 0.0), "has a greatest batch that is not above 0"),
        (batch & ~(spec.batch_min <= spec.batch_max), "has a least batch above its greatest"),
        (batch & ~(spec.batch_wait >= 0.0), "has a negative greatest wait for a batch"),
    ):
        number = first_wrong(wrong)
        if number >= 0:
            raise SpecError(what, where=label(names.stations, "station", number))
    for name in ("walk", "changeover_time", "changeover_first", "station_power"):
        array = getattr(spec, name)
        if array.size and not (array >= 0.0).all():
            raise SpecError("holds a negative or undefined value", where=f"SimSpec.{name}")
    if np.isinf(spec.changeover_time).any() or np.isinf(spec.changeover_first).any():
        raise SpecError("holds an infinite time", where="SimSpec.changeover_time")
    _reachable(spec)


def _reachable(spec: SimSpec) -> None:
    """Refuse a routing that needs a way where there is none (an infinite walk)."""
    ways = [
        (int(n), to)
        for to in range(spec.operations)
        for n in spec.predecessor[spec.predecessor_start[to] : spec.predecessor_start[to + 1]]
    ]
    ways += [
        (n, int(to))
        for n in range(spec.operations)
        for to in spec.branch_to[spec.branch_start[n] : spec.branch_start[n + 1]]
        if to >= 0
    ]
    for n, to in ways:
        if n < spec.operations:
            a, b = spec.operation_station[n], spec.operation_station[to]
            by_hand = a >= 0 and b >= 0 and spec.walk_fleet[a, b] < 0
            if by_hand and not math.isfinite(spec.walk[a, b]):
                raise SpecError(
                    f"there is no way from {label(spec.names.stations, 'station', int(a))} to "
                    f"{label(spec.names.stations, 'station', int(b))}",
                    where=operation_label(spec, to),
                    advice="move a station or open a passage",
                )


def _calendars(spec: SimSpec) -> None:
    if not (spec.cycle > 0.0 and math.isfinite(spec.cycle) and 0.0 <= spec.phase < spec.cycle):
        raise SpecError("needs cycle > 0 and 0 <= phase < cycle", where="SimSpec.phase")
    for k in range(len(spec.calendar_start) - 1):
        part = slice(spec.calendar_start[k], spec.calendar_start[k + 1])
        opened, closed = spec.calendar_open[part], spec.calendar_close[part]
        where = label(spec.names.calendars, "calendar", k)
        if not len(opened):
            raise SpecError("is never open", where=where, advice="give it at least one shift")
        moments = np.stack((opened, closed), axis=1).ravel()
        if (
            (opened >= closed).any()
            or (np.diff(moments) < 0.0).any()
            or moments[0] < 0.0
            or moments[-1] > spec.cycle
        ):
            raise SpecError(
                "its shifts overlap or leave the cycle",
                where=where,
                advice="list each shift once, in ascending order",
            )


def _times(spec: SimSpec) -> None:
    for n in range(spec.operations):
        distribution(
            int(spec.operation_code[n]),
            spec.operation_parameters[n],
            spec,
            operation_label(spec, n),
        )
    ranges: Iterable[tuple[str, float, float, str]] = (
        ("operation_attend", 0.0, 1.0, "attended share is not between 0 and 1"),
        ("operation_redo", 0.0, 1.0, "probability to redo is not between 0 and 1"),
        ("operation_scrap", 0.0, 1.0, "probability to scrap is not between 0 and 1"),
        ("operation_size", 0.0, math.inf, "size in a batch is negative"),
        ("operation_energy", 0.0, math.inf, "energy is negative"),
    )
    for name, low, high, what in ranges:
        array = getattr(spec, name)
        number = first_wrong(~((array >= low) & (array <= high)))
        if number >= 0:
            raise SpecError(what, where=operation_label(spec, number))
    number = first_wrong(spec.operation_redo + spec.operation_scrap > 1.0)
    if number >= 0:
        raise SpecError("redo and scrap together exceed 1", where=operation_label(spec, number))
    number = first_wrong(spec.operation_redo >= 1.0)
    if number >= 0:
        raise SpecError("is redone for ever", where=operation_label(spec, number))
    remade = spec.product_remake[spec.operation_product] == 1
    number = first_wrong(remade & (spec.operation_scrap >= 1.0))
    if number >= 0:
        raise SpecError("is remade for ever", where=operation_label(spec, number))
    limited = (spec.operation_station >= 0) & (spec.station_batch[spec.operation_station] == 1)
    if spec.stations and limited.any():
        greatest = spec.batch_max[spec.operation_station]
        number = first_wrong(limited & (spec.operation_size > greatest))
        if number >= 0:
            raise SpecError(
                f"its size {spec.operation_size[number]:g} exceeds the greatest batch "
                f"{greatest[number]:g}",
                where=operation_label(spec, number),
                advice="split it into lots or use a larger machine",
            )


def _routings(spec: SimSpec) -> None:
    """Each product has operations, and its precedence graph has no cycle."""
    for p in range(len(spec.product_start) - 1):
        first, last = int(spec.product_start[p]), int(spec.product_start[p + 1])
        where = label(spec.names.products, "product", p)
        if first == last:
            raise SpecError("has no operation", where=where)
        before: dict[int, set[int]] = {}
        for n in range(first, last):
            part = slice(spec.predecessor_start[n], spec.predecessor_start[n + 1])
            before[n] = {int(m) for m in spec.predecessor[part]}
            if len(before[n]) != part.stop - part.start:
                raise SpecError("names a predecessor twice", where=operation_label(spec, n))
            if not all(first <= m < last for m in before[n]):
                raise SpecError("waits for an operation of another product", where=where)
        done: set[int] = set()
        while len(done) < len(before):
            ready = {n for n in before if n not in done and before[n] <= done}
            if not ready:
                stuck = min(set(before) - done)
                raise SpecError(
                    "waits for itself: its predecessors form a cycle",
                    where=operation_label(spec, stuck),
                )
            done |= ready


def _sources(spec: SimSpec) -> None:
    if spec.jobs == 0:
        raise SpecError("there is nothing to make", where="orders", advice="add at least one order")
    if spec.wip < 0 or not spec.horizon > 0.0:
        raise SpecError("wip must be 0 or more and the horizon above 0", where="SimSpec")
    for r in range(len(spec.source_product)):
        where = label(spec.names.sources, "source", r)
        times = spec.release_time[spec.release_start[r] : spec.release_start[r + 1]]
        if not (
            np.isfinite(times).all() and (times >= 0.0).all() and (np.diff(times) >= 0.0).all()
        ):
            raise SpecError("its releases are not ascending moments from 0 on", where=where)
        if math.isnan(spec.source_due[r]) or not math.isfinite(spec.source_priority[r]):
            raise SpecError("has no valid due date or priority", where=where)
        begin, end = float(spec.source_begin[r]), float(spec.source_end[r])
        if spec.source_kind[r] == RENEWAL:
            distribution(int(spec.source_code[r]), spec.source_parameters[r], spec, where)
        if spec.source_kind[r] != 0 and not (0.0 <= begin <= end and math.isfinite(begin)):
            raise SpecError("needs 0 <= begin <= end", where=where)
        if spec.source_kind[r] == WINDOW and not math.isfinite(end):
            raise SpecError("needs a finite end of its window", where=where)


def _open_together(spec: SimSpec) -> None:
    """Somebody who attends a station must be there at some time when it is open."""
    from workbench.sim.calendars import NEVER, Calendars

    calendars = Calendars(spec)
    for n in range(spec.operations):
        station, pool = int(spec.operation_station[n]), int(spec.operation_pool[n])
        if station < 0 or pool < 0:
            continue
        able = [pool, *spec.also_pool[spec.also_start[n] : spec.also_start[n + 1]].tolist()]
        if all(calendars.together(station, q) == NEVER for q in able):
            people = " and ".join(label(spec.names.pools, "pool", q) for q in able)
            raise SpecError(
                f"{label(spec.names.stations, 'station', station)} and {people} are never open at "
                "the same time",
                where=operation_label(spec, n),
                advice="let their calendars overlap",
            )
    for station, pool in enumerate(spec.station_setup_pool.tolist()):
        if pool >= 0 and calendars.together(station, pool) == NEVER:
            raise SpecError(
                f"is never open when somebody of {label(spec.names.pools, 'pool', pool)} could "
                "change it over",
                where=label(spec.names.stations, "station", station),
                advice="let their calendars overlap",
            )
