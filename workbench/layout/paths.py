"""The shortest ways between stations, round everything that stands on the floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.errors import SpecError, nearest
from workbench.layout import _kernels
from workbench.layout.findings import Sealed
from workbench.layout.scene import AGENT_RADIUS, Ints, Scene, scene
from workbench.layout.sealing import seals
from workbench.layout.shapes import Floats, Ring
from workbench.layout.standing import Standing
from workbench.model.floor import Floor, Footprint


@dataclass(frozen=True)
class Paths:
    """Walking distances between stations, and the ways themselves.

    Parameters
    ----------
    names : tuple of str
        The stations, in the order of the matrix.
    distance : float[S, S]
        Length of the shortest way; inf where there is none. Symmetric. [mm]
    """

    names: tuple[str, ...]
    distance: Floats
    _standing: Standing
    _before: Ints
    _stand: Ints

    def index(self, station: str) -> int:
        """Return the row of a station."""
        if station not in self.names:
            raise SpecError(
                f"no station '{station}' stands on the floor", advice=nearest(station, self.names)
            )
        return self.names.index(station)

    def between(self, origin: str, to: str) -> float:
        """Return the walking distance between two stations, inf when there is no way [mm]."""
        return float(self.distance[self.index(origin), self.index(to)])

    def polyline(self, origin: str, to: str) -> Ring:
        """Return the corner points of the way between two stations; empty when there is none."""
        a, b = self.index(origin), self.index(to)
        if a == b or not np.isfinite(self.distance[a, b]):
            return ()
        source, node = int(self._stand[a, b]), int(self._stand[b, a])
        backwards = source > node
        if backwards:
            source, node = node, source
        nodes = [node]
        while node != source:
            node = int(self._before[source, node])
            nodes.append(node)
        line = tuple(self._point(each) for each in nodes)
        return line if backwards else line[::-1]

    def stand(self, origin: str, to: str) -> int:
        """Return the number of the stand at ``origin`` where the way to another station begins."""
        return int(self._stand[self.index(origin), self.index(to)])

    @cached_property
    def polylines(self) -> dict[tuple[str, str], Ring]:
        """Every way, by the names of the two stations in the order of `names`."""
        return {
            (a, b): self.polyline(a, b)
            for i, a in enumerate(self.names)
            for b in self.names[i + 1 :]
            if np.isfinite(self.distance[i, self.names.index(b)])
        }

    @cached_property
    def unreachable(self) -> tuple[Sealed, ...]:
        """The pairs without a way, each with what seals it."""
        if np.isfinite(self.distance).all():
            return ()
        return seals(self._standing, self.distance)

    @property
    def blocked(self) -> tuple[Sealed, ...]:
        """The pairs without a way, without what seals them: that takes longer to find."""
        rows, columns = np.nonzero(~np.isfinite(self.distance))
        return tuple(
            Sealed(self.names[a], self.names[b], ())
            for a, b in zip(rows.tolist(), columns.tolist(), strict=True)
            if a < b
        )

    def minutes(self, stations: tuple[str, ...], speed: float) -> Floats:
        """Return walking times [S, S] [min] in the order of ``stations`` at ``speed`` [mm/min].

        Stations that do not stand on this floor are at no distance from any other.
        """
        out = np.zeros((len(stations), len(stations)))
        known = [
            (i, self.names.index(name)) for i, name in enumerate(stations) if name in self.names
        ]
        for i, a in known:
            for j, b in known:
                out[i, j] = self.distance[a, b] / speed
        return out

    def _point(self, node: int) -> tuple[float, float]:
        stands = self._standing.stands
        x, y = stands[node] if node < len(stands) else self._standing.corners[node - len(stands), 0]
        return float(x), float(y)


def paths(scene: Scene, poses: Floats) -> Paths:
    """Return the shortest ways in ``scene`` with its owners at ``poses`` [O, 4]."""
    standing = Standing.at(scene, poses)
    link = standing.links()
    ends = len(standing.stands)
    reach, before = np.empty((ends, ends)), np.empty((ends, len(link)), np.int64)
    _kernels.shortest(link, ends, reach, before)
    number = len(scene.stations)
    owner = scene.stand_station
    if ends == number:
        stand = np.repeat(np.arange(number)[:, None], number, axis=1)
        return Paths(scene.stations, reach, standing, before, stand)
    distance, stand = np.zeros((number, number)), np.zeros((number, number), np.int64)
    for a in range(number):
        rows = np.flatnonzero(owner == a)
        for b in range(a + 1, number):
            columns = np.flatnonzero(owner == b)
            ways = reach[np.ix_(rows, columns)]
            i, j = divmod(int(np.argmin(ways)), len(columns))
            distance[a, b] = distance[b, a] = ways[i, j]
            stand[a, b], stand[b, a] = rows[i], columns[j]
    return Paths(scene.stations, distance, standing, before, stand)


def walk(
    floor: Floor,
    footprints: Mapping[str, Footprint],
    placements: Mapping[str, tuple[float, float, float]] | None = None,
    *,
    radius: float = AGENT_RADIUS,
) -> Paths:
    """Return the walking distances between the stations that stand on a floor.

    Parameters
    ----------
    floor : Floor
        The building, with its placements.
    footprints : mapping
        Station → footprint. Stations without a placement are left out.
    placements : mapping, optional
        Station → (x [mm], y [mm], rotation [degrees]), in place of the floor's own.
    radius : float
        Radius of who walks. [mm]

    Returns
    -------
    Paths
        Exact shortest ways of a disc round walls, columns and the other stations.
    """
    where = {p.name: (p.x, p.y, p.rotation) for p in floor.placements} | dict(placements or {})
    standing = {name: footprint for name, footprint in footprints.items() if name in where}
    drawn = scene(floor, standing, radius)
    return paths(drawn, drawn.poses([where[name] for name in standing]))
