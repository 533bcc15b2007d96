"""A scene with everything at its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.layout import _kernels
from workbench.layout.scene import Pieces, Scene
from workbench.layout.shapes import Floats


@dataclass(frozen=True)
class Standing:
    """A scene with everything at its place: the arrays that the compiled tests read."""

    scene: Scene
    points: Floats
    margin: Floats
    box: Floats
    corners: Floats
    stands: Floats

    @classmethod
    def at(cls, scene: Scene, poses: Floats) -> Standing:
        """Return ``scene`` with its owners at ``poses`` [O, 4]."""
        points, box, margin = placed(scene.grown, poses)
        corners = np.empty_like(scene.corners)
        flat = np.ascontiguousarray(scene.corners.reshape(-1, 2))
        _kernels.place(flat, np.repeat(scene.corner_owner, 3), poses, corners.reshape(-1, 2))
        stands = np.empty_like(scene.stands)
        _kernels.place(scene.stands, scene.stand_station + scene.fixed, poses, stands)
        return cls(scene, points, margin, box, corners, stands)

    def links(
        self, active: npt.NDArray[np.bool_] | None = None, ends: Floats | None = None
    ) -> Floats:
        """Return the straight ways [V, V] between stands and corners; inf where none is [mm].

        Parameters
        ----------
        active : bool[O], optional
            Owners that stand in the way; all by default.
        ends : float[E, 2], optional
            Where ways begin and end, in place of the stands. [mm]
        """
        if ends is None:
            ends = self.stands
        nodes = len(ends) + len(self.corners)
        out = np.empty((nodes, nodes))
        if active is None:
            active = np.ones(len(self.scene.names), np.bool_)
        _kernels.links(
            ends,
            self.corners,
            self.points,
            self.margin,
            self.scene.grown.hulls.start,
            self.box,
            self.scene.grown.owner,
            active,
            out,
        )
        return out


def placed(pieces: Pieces, poses: Floats) -> tuple[Floats, Floats, Floats]:
    """Return corners, bounding boxes and margins of pieces whose owners stand at ``poses``."""
    points = np.empty_like(pieces.hulls.points)
    _kernels.place(pieces.hulls.points, pieces.corner_owner, poses, points)
    box, margin = np.empty((len(pieces.owner), 4)), np.empty(len(points))
    _kernels.bound(points, pieces.hulls.closed, pieces.hulls.start, box, margin)
    return points, box, margin
