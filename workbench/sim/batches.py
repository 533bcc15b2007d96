"""Which waiting jobs form the next batch of a station, and whether it may start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbench.sim.codes import LEAST_CHANGEOVER

if TYPE_CHECKING:
    from workbench.sim.stations import Station

Waiting = tuple[float, float, int]  #: key of the rule, moment of arrival, task

#: Sizes add up in binary; ten shares of 0.1 fill a load.
SLACK: Final = 1e-9


def ready_batch(station: Station, now: float) -> list[Waiting]:
    """Return the members of the batch that starts now, none if no batch may.

    Each family fills its batch in the order of the rule with whatever still fits. It may start
    when it is large enough, when something waiting no longer fits, or when somebody has waited
    long enough. Of several ready families, the one of the first member in the order of the rule
    starts, or the one with the shortest changeover.
    """
    tables = station.tables
    families: dict[int, list[Waiting]] = {}
    for entry in station.queue:
        family = tables.family[entry[2] % tables.operations] if station.by_family else -1
        families.setdefault(family, []).append(entry)
    chosen: list[Waiting] = []
    shortest = 0.0
    for waiting in families.values():
        members = _filled(station, waiting, now)
        if not members:
            continue
        if station.rule != LEAST_CHANGEOVER or station.matrix < 0:
            return members
        minutes = station.shortest_changeover(members[0])
        if not chosen or minutes < shortest:
            chosen, shortest = members, minutes
    return chosen


def _filled(station: Station, waiting: list[Waiting], now: float) -> list[Waiting]:
    """Return the members of a family's batch, none if it may not start yet."""
    sizes = station.tables.size
    operations = station.tables.operations
    limit = station.largest * (1.0 + SLACK)
    members: list[Waiting] = []
    total = 0.0
    full = False
    late = False
    for entry in waiting:
        size = sizes[entry[2] % operations]
        if total + size <= limit:
            members.append(entry)
            total += size
        else:
            full = True
        late = late or now >= entry[1] + station.wait
    if full or late or total >= station.smallest * (1.0 - SLACK):
        return members
    return []
