"""Dispatching rules: the key of whoever waits; the lowest goes first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.sim import codes
from workbench.sim._kernels_shifts import urgency
from workbench.sim.codes import BATC, LEAST_CHANGEOVER, MOST_COMPLETE
from workbench.sim.runs import UNLOADS, WORKS

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting
    from workbench.sim.simpy_engine import Engine
    from workbench.sim.stations import Station


def rules_of(first: int, then: list[int]) -> tuple[int, ...]:
    """Return the rules of a station or pool in their order."""
    return (first, *(rule for rule in then if rule >= 0))


def standing_key(engine: Engine, rule: int, job: int, operation: int) -> float:
    """Return the key that a task joining now keeps while it waits."""
    tables, now = engine.tables, engine.clock._now
    expected = tables.expected[operation]
    due = engine.jobs.due[job]
    came = engine.jobs.arrived[job]
    match rule:
        case codes.FCFS:
            return now
        case codes.LIFO:
            return -now
        case codes.EDD:
            return due
        case codes.PRIORITY:
            return tables.job_priority[job]
        case codes.WEIGHT:
            return -tables.job_weight[job]
        case codes.FASFS:
            return came
        case codes.JOB:
            return float(job)
        case codes.SPT:
            return expected
        case codes.LPT:
            return -expected
        case codes.SRPT:
            return tables.remaining[operation]
        case codes.LRPT:
            return -tables.remaining[operation]
        case codes.WSPT:
            weight = tables.job_weight[job]
            return expected / weight if weight > 0.0 else math.inf
        case codes.SLACK:
            return due - tables.remaining[operation]
        case codes.ODD:
            if due == math.inf:
                return math.inf
            return came + (due - came) * tables.progress[operation]
        case _:
            raise AssertionError(rule)


def changing_keys(engine: Engine, station: Station, *, filling: bool = False) -> list[Waiting]:
    """Return what waits at a station with its keys of this moment, in their order.

    ``filling``: members of a batch are looked for, so that rules which compare batches do not
    count, but for ``BATC``, which counts as ``ATC``.
    """
    queue = station.queue
    mean = mean_time(engine, station)
    found: list[Waiting] = []
    for entry in queue:
        keys = tuple(
            0.0
            if filling and rule in (LEAST_CHANGEOVER, MOST_COMPLETE)
            else changing_key(engine, station, rule, entry, mean)
            for rule in station.rules
        )
        found.append((*keys, *entry[-3:]))
    found.sort()
    return found


def mean_time(engine: Engine, station: Station) -> float:
    """Return the mean expected time of what waits at a station [min]."""
    tables = engine.tables
    total = 0.0
    for entry in station.queue:
        total += tables.expected[entry[-2] % tables.operations]
    return total / len(station.queue)


def changing_key(engine: Engine, station: Station, rule: int, entry: Waiting, mean: float) -> float:
    """Return the key of a task at this moment."""
    tables, now = engine.tables, engine.clock._now
    joined, task = entry[-3], entry[-2]
    job, operation = divmod(task, tables.operations)
    expected = tables.expected[operation]
    match rule:
        case codes.LEAST_CHANGEOVER:
            return station.shortest_changeover(tables.family[operation])
        case codes.CRITICAL_RATIO:
            left = engine.jobs.due[job] - now
            remaining = tables.remaining[operation]
            return left / remaining if remaining != 0.0 else left
        case codes.WINQ:
            return _work_in_next_queue(engine, operation)
        case codes.PT_WINQ_NPT:
            following = tables.following[operation]
            later = tables.expected[following] if following >= 0 else 0.0
            return 2.0 * expected + _work_in_next_queue(engine, operation) + later
        case codes.ATC | codes.BATC:
            slack = engine.jobs.due[job] - now - tables.remaining[operation]
            return urgency(tables.job_weight[job], expected, slack, station.look * mean)
        case codes.MOST_COMPLETE:
            return 0.0
        case codes.FCFS:
            return joined
        case codes.LIFO:
            return -joined
        case _:
            return standing_key(engine, rule, job, operation)


def _work_in_next_queue(engine: Engine, operation: int) -> float:
    """Return the work before a machine of the next station: under way, and waiting [min]."""
    tables, now = engine.tables, engine.clock._now
    following = tables.following[operation]
    number = tables.station[following] if following >= 0 else -1
    if number < 0:
        return 0.0
    station = engine.stations[number]
    total = 0.0
    for machine in station.machines:
        run = machine.held
        if run and run.stage in (WORKS, UNLOADS) and run.end > now:
            total += run.end - now
    for entry in station.queue:
        total += tables.expected[entry[-2] % tables.operations]
    return total / len(station.machines)


def batch_keys(
    engine: Engine, station: Station, members: list[Waiting], mean: float
) -> tuple[float, ...]:
    """Return the keys of a batch: those of its first member, but for rules that compare batches."""
    tables, now = engine.tables, engine.clock._now
    operations = [entry[-2] % tables.operations for entry in members]
    total = 0.0
    for n in operations:
        total += tables.size[n]
    fill = total if station.largest == math.inf else total / station.largest
    keys: list[float] = []
    for place, rule in enumerate(station.rules):
        if rule == LEAST_CHANGEOVER:
            keys.append(station.shortest_changeover(tables.family[operations[0]]))
        elif rule == MOST_COMPLETE:
            keys.append(-fill)
        elif rule == BATC:
            weight, slack = 0.0, math.inf
            for entry, n in zip(members, operations, strict=True):
                job = entry[-2] // tables.operations
                weight += tables.job_weight[job]
                slack = min(slack, engine.jobs.due[job] - now - tables.remaining[n])
            minutes = station.expected_work(members)
            key = urgency(weight, minutes, slack, station.look * mean)
            keys.append(key - math.log(fill) if fill > 0.0 else math.inf)
        else:
            keys.append(members[0][place])
    return tuple(keys)
