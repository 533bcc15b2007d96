"""Random floors, and what independent libraries say of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import Point, Polygon

from workbench.layout.scene import Body, Scene, build

L_SHAPE = (
    (-900.0, -700.0),
    (900.0, -700.0),
    (900.0, 0.0),
    (0.0, 0.0),
    (0.0, 700.0),
    (-900.0, 700.0),
)
U_SHAPE = (
    (-1000.0, -600.0), (1000.0, -600.0), (1000.0, 600.0), (700.0, 600.0), (700.0, -200.0),
    (-700.0, -200.0), (-700.0, 600.0), (-1000.0, 600.0),
)  # fmt: skip
RADIUS = 300.0


@dataclass(frozen=True)
class RandomFloor:
    """A scene with its placements, and the same as shapely polygons."""

    scene: Scene
    placements: list[tuple[float, float, float]]
    bodies: list[Polygon]
    building: list[Polygon]
    outline: Polygon

    @property
    def poses(self):
        return self.scene.poses(self.placements)

    def stands(self) -> np.ndarray:
        own = self.scene.stand_station
        return np.array(
            [point_at(self.placements[s], p) for p, s in zip(self.scene.stands, own, strict=True)]
        )

    def free(self) -> shapely.Geometry:
        """Where the centre of a disc of the agent's radius may be."""
        grown = [b.buffer(RADIUS, join_style="mitre", mitre_limit=2.0) for b in self.bodies]
        grown += [b.buffer(RADIUS, join_style="mitre", mitre_limit=2.0) for b in self.building]
        floor = self.outline.buffer(-RADIUS, join_style="mitre", mitre_limit=2.0)
        return floor.difference(shapely.union_all(grown))


def point_at(placement, point):
    x, y, angle = placement
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x + c * point[0] - s * point[1], y + s * point[0] + c * point[1]


def turned(placement, ring) -> Polygon:
    x, y, angle = placement
    return affinity.translate(affinity.rotate(Polygon(ring), angle, origin=(0, 0)), x, y)


def random_floor(
    seed: int, stations: int, *, grid: bool = False, walls: bool = True, overlap: bool = False
) -> RandomFloor:
    """Return a floor of 20 × 12 m (larger for many stations) with walls, columns and stations."""
    rng = np.random.default_rng(seed)
    scale = max(1.0, math.sqrt(stations / 20))
    w, h = 20000.0 * scale, 12000.0 * scale
    if seed % 3 == 0:  # a floor with a corner missing
        outline = ((0.0, 0.0), (w, 0.0), (w, 0.7 * h), (0.8 * w, h), (0.55 * w, 0.75 * h), (0.0, h))
    else:
        outline = ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h))
    building = {}
    if walls:
        for number, x in enumerate((0.3 * w, 0.65 * w)):
            gap = float(rng.uniform(0.15, 0.7)) * h
            building[f"wall {number}"] = (
                "wall",
                [
                    box(x - 50, 0.0, x + 50, gap),
                    box(x - 50, gap + 1100.0, x + 50, h),
                ],
            )
        building["column"] = (
            "column",
            [box(0.5 * w - 200, 0.4 * h - 200, 0.5 * w + 200, 0.4 * h + 200)],
        )
    fixed = [Polygon(ring) for _, rings in building.values() for ring in rings]
    floor = Polygon(outline)
    bodies, placements, placed = {}, [], []
    while len(bodies) < stations:
        kind = rng.integers(5)
        a, b = (float(v) for v in rng.uniform(300.0, 900.0, 2))
        ring = (L_SHAPE, U_SHAPE, *(((-a, -b), (a, -b), (a, b), (-a, b)),) * 3)[kind]
        angle = float(rng.integers(4) * 90 if grid or rng.random() < 0.5 else rng.uniform(0, 360))
        x, y = (float(v) for v in rng.uniform((0.0, 0.0), (w, h)))
        if grid:
            x, y = round(x / 300) * 300.0, round(y / 300) * 300.0
            ring = tuple((round(p / 300) * 300.0, round(q / 300) * 300.0) for p, q in ring)
            ring = (
                ring if Polygon(ring).is_valid and Polygon(ring).area else box(-300, -300, 300, 300)
            )
        body = turned((x, y, angle), ring)
        if not overlap and (
            not floor.contains(body) or any(body.distance(o) < 60.0 for o in [*fixed, *placed])
        ):
            continue
        depth = min(q for _, q in ring)
        bodies[f"station {len(bodies)}"] = Body(ring, ((0.0, depth - RADIUS - 1.0),))
        placements.append((x, y, angle))
        placed.append(body)
    return RandomFloor(build(outline, building, bodies, RADIUS), placements, placed, fixed, floor)


def box(x0, y0, x1, y1):
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def oracle_distance(free: shapely.Geometry, stands: np.ndarray) -> np.ndarray:
    """Return all walking distances by extremitypathfinder; inf between different parts.

    The library divides by the determinant of two directions and stops where they are exactly
    parallel. Turning the whole floor keeps every distance and takes it off that spot.
    """
    for turn in (0.0, 17.3, 41.9):
        turned = affinity.rotate(free, turn, origin=(0, 0))
        points = affinity.rotate(shapely.MultiPoint(stands), turn, origin=(0, 0))
        try:
            return _oracle_distance(turned, shapely.get_coordinates(points))
        except np.linalg.LinAlgError:
            continue
    raise AssertionError("the oracle fails on this floor, however it is turned")


def _oracle_distance(free: shapely.Geometry, stands: np.ndarray) -> np.ndarray:
    from extremitypathfinder import PolygonEnvironment

    out = np.full((len(stands), len(stands)), np.inf)
    np.fill_diagonal(out, 0.0)
    for part in map(shapely.geometry.polygon.orient, shapely.get_parts(free)):
        inside = [i for i, p in enumerate(stands) if part.covers(Point(p))]
        if len(inside) < 2:
            continue
        environment = PolygonEnvironment()
        environment.store(
            list(part.exterior.coords[:-1]), [list(r.coords[:-1]) for r in part.interiors]
        )
        environment.prepare()
        for n, i in enumerate(inside):
            for j in inside[n + 1 :]:
                _, length = environment.find_shortest_path(tuple(stands[i]), tuple(stands[j]))
                if length is not None:
                    out[i, j] = out[j, i] = length
    return out
