"""Who waits for what when nothing can happen any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.sim.runs import ASKS, SETTER, UNLOADER
from workbench.sim.validation_parts import label

if TYPE_CHECKING:
    from workbench.sim.simpy_engine import Engine


def who_waits(engine: Engine) -> tuple[str, str]:
    """Return who waits for what, and advice."""
    tables = engine.tables
    names = tables.spec.names
    found: list[str] = []
    advice = "look at what they wait for"
    for station in engine.stations:
        if station.queue:
            here = label(names.stations, "station", station.number)
            text = f"{len(station.queue)} at {here}"
            if station.batch:
                size = sum(tables.size[entry[-2] % tables.operations] for entry in station.queue)
                text = (
                    f"{len(station.queue)} of size {size:g} at {here} "
                    f"(a batch needs {station.smallest:g})"
                )
                advice = "give the batch a maximum wait or a smaller minimum"
            found.append(text)
    asking: dict[str, int] = {}
    for run in engine.work.runs.values():
        if run.stage in (SETTER, ASKS, UNLOADER) and not run.suspended:
            pools = [label(names.pools, "pool", q) for q in engine.work.asked(run) if q >= 0]
            where = " or ".join(pools)
            asking[where] = asking.get(where, 0) + 1
    found += [f"{count} for somebody of {where}" for where, count in asking.items()]
    for number, line in enumerate(engine.rooms.lines):
        if line:
            found.append(f"{len(line)} for room at {label(names.stations, 'station', number)}")
    short: dict[int, int] = {}
    for waiter in engine.materials.shelf:
        for material, _ in tables.needs[waiter.operation]:
            short[material] = short.get(material, 0) + 1
    if short:
        advice = "add a delivery, stock at the start or a level to reorder at"
    found += [f"{n} for {label(names.materials, 'material', u)}" for u, n in sorted(short.items())]
    for node, backlog in enumerate(engine.network.backlog):
        if backlog:
            found.append(f"{len(backlog)} for {label(names.nodes, 'node', node)}")
    if not found:
        found.append("they wait for parts that never come")
    return ", ".join(found), advice
