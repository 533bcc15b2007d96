"""From the floor to the minutes it takes to carry work from station to station."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError
from workbench.model.defaults import default
from workbench.model.factory import Factory


class Ways(Protocol):
    """What is needed of the paths on a floor."""

    @property
    def names(self) -> tuple[str, ...]:
        """The stations."""

    @property
    def distance(self) -> NDArray[np.float64]:
        """Walking distances [S, S], in mm."""

    @property
    def unreachable(self) -> Iterable[Any]:
        """The pairs without a way, each with what seals it."""


def paths_of(factory: Factory) -> Ways | None:
    """Return the walking paths on the twin's floor, or None when no station stands on one."""
    if factory.floor is None or not factory.floor.placements:
        return None
    from workbench.layout import walk

    bodies = {each.name: each.footprint for each in factory.stations if each.footprint is not None}
    ways: Ways = walk(factory.floor, bodies)
    return ways


def minutes(
    factory: Factory, stations: tuple[str, ...], ways: Ways | None, used: set[tuple[str, str]]
) -> NDArray[np.float64]:
    """Return the minutes from station to station.

    Parameters
    ----------
    factory : Factory
        Gives walking speed and handling time.
    stations : tuple of str
        Rows and columns of the result.
    ways : Paths or None
        The walking paths; none: everything is at hand.
    used : set of (str, str)
        The pairs between which work is carried.

    Returns
    -------
    float64[S, S]
        [min]

    Raises
    ------
    SpecError
        When work must be carried where nobody can walk; it names what seals the way.
    """
    out = np.zeros((len(stations), len(stations)))
    listed = _listed(factory, stations)
    if ways is None:
        for pair, time in listed.items():
            out[pair] = time
        return out
    speed = float(factory.transport.speed or default("transport.speed"))
    handling = factory.transport.handling
    lift = float(default("transport.handling") if handling is None else handling)
    rows = {name: row for row, name in enumerate(ways.names)}
    for i, origin in enumerate(stations):
        for j, to in enumerate(stations):
            if (i, j) in listed:
                out[i, j] = listed[i, j]
                continue
            if i == j or origin not in rows or to not in rows:
                continue
            distance = float(ways.distance[rows[origin], rows[to]])
            if np.isfinite(distance):
                out[i, j] = distance / speed + lift
            elif (origin, to) in used:
                raise _sealed(ways, origin, to)
    return out


def _listed(factory: Factory, stations: tuple[str, ...]) -> dict[tuple[int, int], float]:
    """Return the minutes that the twin states itself."""
    found: dict[tuple[int, int], float] = {}
    for way in factory.transport.ways:
        a, b = stations.index(way.before), stations.index(way.after)
        found[a, b] = float(way.time)
        if way.both:
            found.setdefault((b, a), float(way.time))
    return found


def _sealed(ways: Ways, origin: str, to: str) -> SpecError:
    found = [str(pair) for pair in ways.unreachable if {pair.origin, pair.to} == {origin, to}]
    return SpecError(
        f"work is carried from '{origin}' to '{to}', but nobody can walk there"
        + "".join(f": {text}" for text in found[:1]),
        where="floor.placements",
        advice="move a station, or add a door",
    )
