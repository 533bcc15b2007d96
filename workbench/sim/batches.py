"""Which waiting jobs form the next batch of a station, and whether it may start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from workbench.sim.codes import DYNAMIC, FIT
from workbench.sim.rules import batch_keys, changing_keys, mean_time

if TYPE_CHECKING:
    from workbench.sim.stations import Station

#: Keys of the rules, moment of joining, task, what is left of a task that was preempted.
Waiting = tuple[Any, ...]

#: Sizes add up in binary; ten shares of 0.1 fill a load.
SLACK: Final = 1e-9


def ready_batch(station: Station, now: float) -> tuple[list[Waiting], bool]:
    """Return the members of the batch that starts now, and whether one was passed over.

    Each family fills its batch in the order of the rules with whatever still fits. It may start
    when it is large enough, when something waiting no longer fits, or when somebody has waited
    long enough. Of those that may, the one with the lowest keys starts; at the end of a shift only
    one that would be finished.
    """
    tables, engine = station.tables, station.engine
    queue = station.queue
    ranks = engine.hooks.ranks(station.number)
    if station.changes:
        queue = (
            engine.hooks.order(engine, station)
            if ranks
            else changing_keys(engine, station, filling=True)
        )
    families: dict[int, list[Waiting]] = {}
    for entry in queue:
        family = tables.family[entry[-2] % tables.operations] if station.by_family else -1
        families.setdefault(family, []).append(entry)
    chosen: list[Waiting] = []
    lowest: tuple[float, ...] = ()
    passed = False
    compares = not ranks and any(rule in DYNAMIC for rule in station.rules)
    mean = mean_time(engine, station) if compares else 0.0
    for waiting in families.values():
        members = _filled(station, waiting, now)
        if not members:
            continue
        if station.closing == FIT and not station.fits(members, now):
            passed = True
            continue
        if not compares:
            return members, passed
        keys = batch_keys(engine, station, members, mean)
        if not chosen or keys < lowest:
            chosen, lowest = members, keys
    return chosen, passed


def _filled(station: Station, waiting: list[Waiting], now: float) -> list[Waiting]:
    """Return the members of a family's batch, none if it may not start yet."""
    sizes = station.tables.size
    operations = station.tables.operations
    limit = station.largest * (1.0 + SLACK)
    most = station.most or len(waiting)
    members: list[Waiting] = []
    total = 0.0
    full = False
    late = False
    for entry in waiting:
        size = sizes[entry[-2] % operations]
        if total + size <= limit and len(members) < most:
            members.append(entry)
            total += size
        else:
            full = True
        late = late or now >= entry[-3] + station.wait
    if full or late or total >= station.smallest * (1.0 - SLACK):
        return members
    return []
