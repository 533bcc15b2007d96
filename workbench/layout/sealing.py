"""Why two stations cannot reach each other: what to take away to open a way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from workbench.layout import _kernels
from workbench.layout.findings import Sealed
from workbench.layout.scene import Ints
from workbench.layout.shapes import Floats
from workbench.layout.standing import Standing

# A way round outside the building counts as if it crossed this many obstacles.
_OUTSIDE = 1000


def seals(standing: Standing, distance: Floats) -> tuple[Sealed, ...]:
    """Return each unreachable pair with what seals it, found by taking obstacles away.

    Parameters
    ----------
    standing : Standing
        The floor with everything at its place.
    distance : float[S, S]
        Walking distances, inf where there is no way. [mm]
    """
    scene = standing.scene
    ground = _Ground(standing)
    stands = [np.flatnonzero(scene.stand_station == s) for s in range(len(scene.stations))]
    found = []
    for a in range(len(stands)):
        for b in range(a + 1, len(stands)):
            if np.isfinite(distance[a, b]):
                continue
            openers = ground.openers(stands[a], stands[b])
            # Others move more easily than the two stations, and these than the building.
            openers.sort(key=lambda o: (o < scene.fixed, o - scene.fixed in (a, b), o))
            together = not openers
            if together:
                openers = ground.joint(stands[a], stands[b])
            names = tuple(scene.names[owner] for owner in openers)
            at = tuple(scene.stations[s] for s in (a, b) if ground.is_taken(stands[s]))
            found.append(
                Sealed(scene.stations[a], scene.stations[b], names, together and len(names) > 1, at)
            )
    return tuple(found)


class _Ground:
    """Which stands reach each other, and what taking obstacles away would change."""

    def __init__(self, standing: Standing) -> None:
        scene = standing.scene
        self._owners = len(scene.names)
        nodes, words = len(standing.stands) + len(standing.corners), 1 + self._owners // 62
        self._hindrance = np.empty((nodes, nodes, words), np.int64)
        _kernels.hindrances(
            standing.stands,
            standing.corners,
            standing.points,
            standing.margin,
            scene.grown.hulls.start,
            standing.box,
            scene.grown.owner,
            self._hindrance,
        )
        ends = len(standing.stands)
        self._part = self._parts(())
        self._without = np.stack([self._parts((owner,))[:ends] for owner in range(self._owners)])
        # Nobody walks round outside: the outline is named only where people stand in it.
        on: Ints = self._hindrance[np.arange(ends), np.arange(ends)]
        self._off = (on[:, 0] & 1).astype(np.bool_)
        self._taken = [bool(words.any()) for words in on]
        self._main = Counter(self._part[:ends].tolist()).most_common(1)[0][0]
        self._opening: dict[int, tuple[int, ...]] = {}
        self._openers: dict[tuple[tuple[int, ...], ...], list[int]] = {}
        self._cost = np.bitwise_count(self._hindrance).sum(axis=2).astype(np.float64) + 1e-6
        self._cost += _OUTSIDE * (self._hindrance[:, :, 0] & 1)

    def is_taken(self, stands: Ints) -> bool:
        """Whether something stands in all the places where people would stand."""
        return all(self._taken[stand] for stand in stands.tolist())

    def openers(self, here: Ints, there: Ints) -> list[int]:
        """Return the obstacles each of which, taken away, opens a way between two stations."""
        # Stations in the same two parts have the same openers.
        key = (tuple(self._part[here].tolist()), tuple(self._part[there].tolist()))
        if key in self._openers:
            return list(self._openers[key])
        joined = self._without[:, here][:, :, None] == self._without[:, there][:, None, :]
        joined[0] &= self._off[here][:, None] | self._off[there]
        self._openers[key] = [int(owner) for owner in np.flatnonzero(joined.any(axis=(1, 2)))]
        return list(self._openers[key])

    def joint(self, here: Ints, there: Ints) -> list[int]:
        """Return obstacles that open a way between two stations when all of them go.

        What opens each of the two to the largest part of the floor opens them to each other.
        """
        return sorted({*self._opened(int(here[0])), *self._opened(int(there[0]))})

    def _opened(self, stand: int) -> tuple[int, ...]:
        """Return a set that opens the largest part to a stand, and no part of the set does.

        The set is what stands in the way with the fewest hindrances, less what need not go.
        """
        part = int(self._part[stand])
        if part == self._main:
            return ()
        if part not in self._opening:
            goal = int(np.flatnonzero(self._part == self._main)[0])
            away = self._least_hindered(stand)
            for owner in sorted(away):
                fewer = self._parts(away - {owner})
                if fewer[stand] == fewer[goal]:
                    away = away - {owner}
            self._opening[part] = tuple(sorted(away))
        return self._opening[part]

    def _parts(self, away: Iterable[int]) -> Ints:
        gone = np.zeros(self._hindrance.shape[2], np.int64)
        for owner in away:
            gone[owner // 62] |= 1 << (owner % 62)
        out = np.empty(len(self._hindrance), np.int64)
        _kernels.parts(self._hindrance, gone, out)
        return out

    def _least_hindered(self, stand: int) -> set[int]:
        """Return what stands in the way to the largest part that crosses the fewest obstacles."""
        cost = self._cost
        reach, before = cost[stand].copy(), np.full(len(cost), stand)
        todo = np.ones(len(cost), np.bool_)
        todo[stand] = False
        while True:
            node = int(np.argmin(np.where(todo, reach, np.inf)))
            if self._part[node] == self._main:
                break
            todo[node] = False
            nearer = todo & (reach[node] + cost[node] < reach)
            reach[nearer] = reach[node] + cost[node][nearer]
            before[nearer] = node
        line = [node]
        while line[-1] != stand:
            line.append(int(before[line[-1]]))
        sets = [self._hindrance[a, b] for a, b in pairwise(line)]
        gone = np.bitwise_or.reduce(np.array(sets), axis=0).tolist()
        return {k for k in range(self._owners) if gone[k // 62] >> (k % 62) & 1}
