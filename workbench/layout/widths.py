"""How wide a way is at its narrowest place.

A way passes between two things where it crosses the line between their nearest points, a gate. Its
width is that of the narrowest gate, or the room at its ends where somebody stands and turns: no
wider disc could follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.layout import _kernels_gaps
from workbench.layout.scene import Scene
from workbench.layout.shapes import Floats, Ring
from workbench.layout.standing import placed

# A gate wider than this is no bottleneck for anybody in a small factory. [mm]
WIDEST = 3000.0


@dataclass(frozen=True)
class Width:
    """How wide a way is.

    Parameters
    ----------
    width : float
        At its narrowest place; `WIDEST` stands for "at least that". [mm]
    at : tuple of (x, y)
        Both ends of the narrowest place, empty when no place is narrow. [mm]
    """

    width: float
    at: Ring = ()


class Narrows:
    """The narrow places of a floor with everything at its place.

    Parameters
    ----------
    scene : Scene
        The floor and its stations.
    poses : float[O, 4]
        Where they stand.
    gates : float[G, 5], optional
        Of the same things at the same places, when they are known: they do not depend on who walks.
    """

    def __init__(self, scene: Scene, poses: Floats, gates: Floats | None = None) -> None:
        self._scene, self._poses = scene, poses
        self._start, self._owner = scene.bodies.hulls.start, scene.bodies.owner
        self._points, self._box, _ = placed(scene.bodies, poses)
        self.gates: Floats = self._found() if gates is None else gates
        self._rooms: dict[int, Width] = {}

    def _found(self) -> Floats:
        pieces = len(self._owner)
        room = np.empty((pieces * (pieces - 1), 5))
        count = _kernels_gaps.gates(self._points, self._start, self._owner, self._box, WIDEST, room)
        return np.ascontiguousarray(room[:count][np.argsort(room[:count, 0], kind="stable")])

    def room(self, stand: int) -> Width:
        """Return how much room there is where people stand: from the side they work at, outwards.

        Parameters
        ----------
        stand : int
            Number of the stand in the scene.
        """
        if stand not in self._rooms:
            scene = self._scene
            owner = int(scene.stand_station[stand]) + scene.fixed
            px, py = scene.stands[stand]
            away = float(np.hypot(px, py))
            ux, uy = (px / away, py / away) if away else (0.0, -1.0)
            x, y, c, s = self._poses[owner]
            px, py = px - ux * scene.radius, py - uy * scene.radius
            ax, ay = x + c * px - s * py, y + s * px + c * py
            dx, dy = c * ux - s * uy, s * ux + c * uy
            far = float(
                _kernels_gaps.room(ax, ay, dx, dy, owner, self._points, self._start, self._owner)
            )
            # Nothing at all is in the way of a station that stands off the floor.
            ends = ((float(ax), float(ay)), (float(ax + min(far, WIDEST) * dx),
                                             float(ay + min(far, WIDEST) * dy)))  # fmt: skip
            self._rooms[stand] = Width(far, ends) if far < WIDEST else Width(WIDEST)
        return self._rooms[stand]

    def widths(
        self, ways: Sequence[Ring], stands: Sequence[tuple[int, ...]] = ()
    ) -> tuple[Width, ...]:
        """Return the width of each way.

        Parameters
        ----------
        ways : sequence of Ring
            Their corners. [mm]
        stands : sequence of tuple of int
            The stands at the ends of each; none by default.
        """
        if not ways:
            return ()
        lines = np.array([point for way in ways for point in way], np.float64).reshape(-1, 2)
        start = np.cumsum([0, *(len(way) for way in ways)]).astype(np.int64)
        passed = np.empty(len(ways), np.int64)
        _kernels_gaps.narrowest(lines, start, self.gates, passed)
        found = []
        for number, gate in enumerate(passed.tolist()):
            width = Width(WIDEST)
            if gate >= 0:
                w, ax, ay, bx, by = self.gates[gate].tolist()
                width = Width(w, ((ax, ay), (bx, by)))
            for stand in stands[number] if stands else ():
                width = min(width, self.room(stand), key=lambda each: each.width)
            found.append(width)
        return tuple(found)
