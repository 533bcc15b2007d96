"""All walking distances of a floor by extremitypathfinder, to stand beside ours."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import Point
from shapely.geometry.polygon import orient

from workbench.benchmarks.floor_verifier import free_floor, stands_of
from workbench.layout import FloorProblem
from workbench.model.factory import Factory

Pose = tuple[float, float, float]


def gridded(count: int) -> tuple[FloorProblem, dict[str, Pose]]:
    """Return a floor with so many stations of different sizes and turns, and where they stand."""
    columns = 5 if count <= 15 else 7 if count <= 25 else 10
    rows = -(-count // columns)
    width, depth = 2.6 * columns, 2.8 * rows
    stations = "".join(
        f"  s{k}: {{footprint: {{shape: "
        f"[{1.0 + 0.1 * (k % 4):g} m, {0.6 + 0.1 * (k % 3):g} m]}}}}\n"
        for k in range(count)
    )
    x = 2.6 * (columns // 2)
    twin = Factory.from_yaml(
        f"twin: Grid of {count}\nstations:\n{stations}floor:\n  size: [{width:g} m, {depth:g} m]\n"
        f"  walls: {{middle: {{start: [{x:g} m, 0 m], end: [{x:g} m, {0.7 * depth:g} m]}}}}\n"
    )
    places = {
        f"s{k}": (
            2600.0 * (k % columns) + 1300.0, 2800.0 * (k // columns) + 1500.0, 17.0 * (k % 5)
        )
        for k in range(count)
    }  # fmt: skip
    return FloorProblem(twin), places


def all_ways(problem: FloorProblem, places: dict[str, Pose]) -> Any:
    """Return all distances [S, S] [mm]; None when the peer is not installed."""
    if find_spec("extremitypathfinder") is None:
        return None
    from extremitypathfinder import PolygonEnvironment

    radius = problem.radius_of()
    # The peer divides by the determinant of two directions: turned, none are exactly parallel.
    free = affinity.rotate(free_floor(problem, places, radius), 17.3, origin=(0, 0))
    stands = [stands_of(problem, places, name, radius)[0] for name in places]
    turned = affinity.rotate(shapely.MultiPoint(stands), 17.3, origin=(0, 0))
    points = shapely.get_coordinates(turned)
    out = np.full((len(points), len(points)), np.inf)
    np.fill_diagonal(out, 0.0)
    for part in map(orient, shapely.get_parts(free)):
        inside = [k for k, p in enumerate(points) if part.distance(Point(p)) < 1e-6]
        if len(inside) < 2:
            continue
        peer = PolygonEnvironment()
        peer.store(
            list(part.exterior.coords[:-1]), [list(ring.coords[:-1]) for ring in part.interiors]
        )
        peer.prepare()
        for n, i in enumerate(inside):
            for j in inside[n + 1 :]:
                _, length = peer.find_shortest_path(tuple(points[i]), tuple(points[j]))
                if length is not None:
                    out[i, j] = out[j, i] = length
    return out
