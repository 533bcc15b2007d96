"""What stands in what: stations in each other, in walls, off the floor, or in kept-free floor."""

from __future__ import annotations

import numpy as np

from workbench.layout import _kernels
from workbench.layout.findings import Collision, Fault
from workbench.layout.scene import Scene
from workbench.layout.shapes import Floats
from workbench.layout.standing import placed


def collisions(scene: Scene, poses: Floats) -> tuple[Collision, ...]:
    """Return what stands in what; things that only touch are at peace.

    Parameters
    ----------
    scene : Scene
        The floor and its stations.
    poses : float[O, 4]
        Where they stand.
    """
    start, owner = scene.bodies.hulls.start, scene.bodies.owner
    points, box, _ = placed(scene.bodies, poses)
    bodies = np.empty((len(scene.names), len(scene.names)))
    _kernels.clashes(points, start, owner, box, points, start, owner, box, bodies)
    free, free_box, _ = placed(scene.cleared, poses)
    cleared = np.empty_like(bodies)
    _kernels.clashes(
        free, scene.cleared.hulls.start, scene.cleared.owner, free_box,
        points, start, owner, box, cleared,
    )  # fmt: skip
    found = []
    for a in range(scene.fixed, len(scene.names)):
        for b in range(len(scene.names)):
            kind: Fault
            if bodies[a, b] > 0.0:
                if scene.fixed <= b < a:
                    continue
                kind, depth = ("outside" if b == 0 else "overlap"), bodies[a, b]
            elif cleared[a, b] > 0.0:
                kind, depth = "clearance", cleared[a, b]
            else:
                continue
            found.append(Collision(scene.names[a], scene.names[b], kind, float(depth)))
    return tuple(found)
