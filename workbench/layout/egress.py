"""The way out: from every station to the nearest exit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from workbench.layout import _kernels_gaps
from workbench.layout.scene import Scene
from workbench.layout.shapes import Floats, Ring
from workbench.layout.standing import Standing


@dataclass(frozen=True)
class WayOut:
    """The shortest way from a station to an exit.

    Parameters
    ----------
    station, exit : str
        From where to where; no exit when there is no way.
    length : float
        inf when there is no way. [mm]
    path : Ring
        Its corners; empty when there is none. [mm]
    stand : int
        The place to stand that the way begins at.
    """

    station: str
    exit: str
    length: float
    path: Ring
    stand: int = -1


def ways_out(scene: Scene, poses: Floats) -> tuple[WayOut, ...]:
    """Return the shortest way out for each station, in the order of the scene.

    Parameters
    ----------
    scene : Scene
        With its exits; its radius is half the width of who must pass.
    poses : float[O, 4]
        Where everything stands.
    """
    standing = Standing.at(scene, poses)
    people, exits = len(standing.stands), len(scene.exits)
    ends = np.concatenate([standing.stands, scene.exits])
    link = standing.links(ends=ends)
    out, before = np.empty(len(link)), np.empty(len(link), np.int64)
    _kernels_gaps.outwards(link, people, exits, out, before)
    points = np.concatenate([ends, standing.corners[:, 0]])
    found = []
    for number, name in enumerate(scene.stations):
        stands = np.flatnonzero(scene.stand_station == number)
        first = int(stands[np.argmin(out[stands])])
        if not math.isfinite(out[first]):
            found.append(WayOut(name, "", math.inf, (), first))
            continue
        line = [first]
        while before[line[-1]] >= 0:
            line.append(int(before[line[-1]]))
        path = tuple((float(x), float(y)) for x, y in points[line])
        exit_name = scene.exit_names[line[-1] - people]
        found.append(WayOut(name, exit_name, float(out[first]), path, first))
    return tuple(found)
