"""How far each station is from what it must be connected to, and what connecting it costs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from workbench.layout.costs import COSTS
from workbench.layout.shapes import Floats, Ring
from workbench.model.floor import Footprint, Utility


@dataclass(frozen=True)
class UtilityRun:
    """What connects a station to a utility.

    Parameters
    ----------
    station, kind : str
        Who needs what.
    to : str
        The utility that is nearest, or cheapest where prices differ; empty when there is none.
    length : float
        Along the drawing's axes, as pipes and ducts are laid; inf when there is none. [mm]
    cost : float
        Of the length and the connection; 0 when there is none. [money]
    line : Ring
        From the station to the utility, round one right angle. [mm]
    """

    station: str
    kind: str
    to: str
    length: float
    cost: float
    line: Ring


def runs(
    utilities: Iterable[Utility],
    footprints: Mapping[str, Footprint],
    bodies: Mapping[str, Ring],
) -> tuple[UtilityRun, ...]:
    """Return what connects each station that stands on the floor to what it needs.

    Parameters
    ----------
    utilities : iterable of Utility
        Of the floor.
    footprints : mapping
        Station → what it needs.
    bodies : mapping
        Station → the outline of its body where it stands. [mm]
    """
    offered = list(utilities)
    found = []
    for name, body in bodies.items():
        ring = np.array(body, np.float64)
        for kind in footprints[name].needs:
            options = []
            for each in offered:
                if each.kind == kind:
                    length, line = nearest_run(ring, np.array(each.line, np.float64))
                    options.append((_cost(each, length), length, each.name, line))
            if options:
                cost, length, to, line = min(options)
                found.append(UtilityRun(name, kind, to, length, cost, line))
            else:
                found.append(UtilityRun(name, kind, "", math.inf, 0.0, ()))
    return tuple(found)


def _cost(utility: Utility, length: float) -> float:
    price = COSTS[f"{utility.kind}.price"] if utility.price is None else utility.price
    fixed = COSTS[f"{utility.kind}.connection"]
    if utility.connection is not None:
        fixed = utility.connection
    return float(fixed) + float(price) * length


def nearest_run(ring: Floats, line: Floats) -> tuple[float, Ring]:
    """Return the shortest run along the axes from a closed ring to a line, and its corners [mm].

    Parameters
    ----------
    ring : float[N, 2]
        Corners of a body; a line that begins within it needs no run. [mm]
    line : float[M, 2]
        Corners of the line; one for a point. [mm]

    Notes
    -----
    Two segments that do not meet are nearest at an end of one of them, in every norm; and from a
    point to a segment the rectilinear distance is least at an end, or level with or above it.
    """
    if _holds(ring, line[0]):
        return 0.0, ()
    sides = (ring, np.roll(ring, -1, axis=0))
    parts = (line[:-1], line[1:]) if len(line) > 1 else (line, line)
    best = math.inf
    ends: tuple[Floats, Floats] = (ring[0], line[0])
    for points, (a, b), swapped in ((ring, parts, False), (line, sides, True)):
        near = _level(points, a, b)
        size = np.abs(near - points[:, None, None]).sum(axis=-1)
        i, j, k = np.unravel_index(int(np.argmin(size)), size.shape)
        if size[i, j, k] < best - 1e-9:
            best = float(size[i, j, k])
            ends = (near[i, j, k], points[i]) if swapped else (points[i], near[i, j, k])
    if best <= 1e-9 or _meet(sides, parts):
        return 0.0, ()
    (ax, ay), (bx, by) = ((float(x), float(y)) for x, y in ends)
    corner = () if ax == bx or ay == by else ((ax, by),)
    return best, ((ax, ay), *corner, (bx, by))


def _level(points: Floats, a: Floats, b: Floats) -> Floats:
    """Return candidates [P, S, 4, 2]: ends of the segments, and level with or above each point."""
    p = points[:, None, :]
    u = (b - a)[None]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (p - a[None]) / u
    share = np.where(np.isfinite(share), np.clip(share, 0.0, 1.0), 0.0)
    both = np.stack(
        [np.zeros(share.shape[:2]), np.ones(share.shape[:2]), share[..., 0], share[..., 1]], axis=2
    )
    return np.asarray(a[None, :, None] + both[..., None] * u[:, :, None])


def _holds(ring: Floats, point: Floats) -> bool:
    x, y = point
    ax, ay = ring[:, 0], ring[:, 1]
    bx, by = np.roll(ax, -1), np.roll(ay, -1)
    across = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = ax + (y - ay) * (bx - ax) / (by - ay)
    return bool(np.count_nonzero(across & (x < at)) % 2)


def _meet(sides: tuple[Floats, Floats], parts: tuple[Floats, Floats]) -> bool:
    """Whether a side of the ring crosses a part of the line."""
    (a, b), (c, d) = (tuple(each[:, None] for each in sides), tuple(each[None] for each in parts))

    def turn(p: Floats, q: Floats, r: Floats) -> Floats:
        u, v = q - p, r - p
        return np.asarray(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])

    one = turn(a, b, c) * turn(a, b, d) < 0.0
    two = turn(c, d, a) * turn(c, d, b) < 0.0
    return bool((one & two).any())
