"""The geometry of a problem as plain arrays: poses, collision bodies, windows and obstacles.

Geometry knows no search: everything here is a function of the problem alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon, box

from workbench.errors import SpecError
from workbench.nesting.placement import Placement, Points, pose_points
from workbench.nesting.problem import PackItem, Problem, Strip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Outlines with more vertices are simplified, outwards by at most 1e-4 of their extent.
MANY_VERTICES = 64
# A hole is joined to the outside by a slot so narrow that nothing fits into it. [share of extent]
SLOT = 1e-7
# Tilts up to the first are played at their ends and middle, wider ones in steps of the second. [°]
FINE_TILT = 6.0
FREE_TURN = 22.5
# So many angles, with tilts from each to the next, are played as they are.
LEAST_AROUND = 4


@dataclass(frozen=True)
class Pose:
    """One allowed way of one item to lie.

    Parameters
    ----------
    variant : int          Its collision shape.
    rotation : float       [degrees]
    mirrored : bool
    centre : (x, y)        Of the posed outline's box: a placement moves it to a reference point.
    """

    variant: int
    rotation: float
    mirrored: bool
    centre: tuple[float, float]


@dataclass(frozen=True)
class Shapes:
    """The different collision shapes of a problem, centred on their reference points.

    The first V shapes are variants of items, the O others obstacles. Two shapes collide when the
    bodies that they show each other overlap: outlines grown by half the gap between them.

    Parameters
    ----------
    bodies : list of float64[n, 2]   Collision outlines, shared between shapes. [mm]
    shown : int64[V + O, V + O]      Body that a shape shows another; −1: they never meet.
    hull : float64[V + O, 4]         Boxes of all that a shape shows: low x, low y, high x, high y.
    window : float64[V, 4]           Where reference points may lie: least x, least y, distance
                                     from the end of the strip, largest y. [mm]
    lattice : float64[V, 4]          Period and offset along x, the same along y; 0 is free. [mm]
    poses : tuple of tuple of Pose   For each item; none when it fits at none of its angles.
    fixed : float64[O, 2]            Reference points of the obstacles. [mm]
    length : float                   Of the container; infinite for a strip. [mm]
    """

    bodies: list[Points]
    shown: Ints
    hull: Floats
    window: Floats
    lattice: Floats
    poses: tuple[tuple[Pose, ...], ...]
    fixed: Floats
    length: float

    @property
    def variants(self) -> int:
        """How many of the shapes belong to items."""
        return len(self.window)


@dataclass
class _Catalogue:
    """Bodies collected so far; equal ones are one."""

    bodies: list[Points]
    known: dict[bytes, int]

    def add(self, body: Points) -> int:
        # Edges without a length have no direction: cutting and growing leave some.
        far = np.abs(body - np.roll(body, 1, axis=0)).max(axis=1) > 1e-12 * np.abs(body).max()
        body = np.ascontiguousarray(body[far])
        key = outline_key(body)
        if key not in self.known:
            self.known[key] = len(self.bodies)
            self.bodies.append(body)
        return self.known[key]


@dataclass(frozen=True)
class _Barrier:
    """An obstacle as played: its outline grown by the clearance, and whom it bars."""

    outline: Points
    bars: frozenset[int] | None  # positions of items


def build(problem: Problem) -> Shapes:
    """Return the shapes of a problem; an item that fits nowhere is left without poses."""
    low_x, low_y, length, top = _extent(problem)
    barriers = _barriers(problem)
    catalogue = _Catalogue([], {})
    known: dict[object, int] = {}
    gaps: list[float] = []
    barred: list[tuple[int, ...]] = []
    bare: list[int] = []
    grown: list[dict[float, int]] = []
    windows: list[tuple[float, ...]] = []
    lattices: list[tuple[float, ...]] = []
    levels = sorted({problem.gap, *(max(problem.gap, item.gap) for item in problem.items)})
    poses: list[tuple[Pose, ...]] = []
    for position, item in enumerate(problem.items):
        gap = max(problem.gap, item.gap)
        stops = tuple(k for k, b in enumerate(barriers) if b.bars is None or position in b.bars)
        drawn = {
            level: grow(slotted(item.outline, item.holes), level / 2)
            for level in (0.0, *levels)
            if level >= gap or (level == 0.0 and stops)
        }
        edge = problem.edge_gap(item) if isinstance(problem.container, Strip) else 0.0
        own: dict[int, Pose] = {}
        for rotation, mirrored in played(item):
            points = pose_points(item.outline, rotation, mirrored)
            low, high = points.min(axis=0), points.max(axis=0)
            centre = (low + high) / 2
            low, high = low - centre, high - centre
            lowest, highest = low_y + edge - low[1], top - edge - high[1]
            if abs(highest - lowest) < 1e-12 * (top - low_y):
                highest = lowest  # exactly as wide as the cloth
            window = (low_x - low[0], lowest, high[0], highest)
            lattice = _lattice(item, rotation, mirrored, centre)
            if not _reachable(window, lattice, length):
                continue
            bodies = {}
            for level, outline in drawn.items():
                posed = pose_points(outline, rotation, mirrored)
                bodies[level] = catalogue.add(
                    np.ascontiguousarray((posed[::-1] if mirrored else posed) - centre)
                )
            key = (tuple(sorted(bodies.items())), gap, stops, window, lattice)
            if key not in known:
                known[key] = len(windows)
                windows.append(window)
                lattices.append(lattice)
                gaps.append(gap)
                barred.append(stops)
                bare.append(bodies.get(0.0, -1))
                grown.append(bodies)
            variant = known[key]
            own.setdefault(
                variant, Pose(variant, rotation, mirrored, (float(centre[0]), float(centre[1])))
            )
        poses.append(tuple(own.values()))
    count = len(windows)
    total = count + len(barriers)
    shown = np.full((total, total), -1, np.int64)
    for v in range(count):
        for w in range(count):
            shown[v, w] = grown[v][max(gaps[v], gaps[w])]
        for k in barred[v]:
            shown[v, count + k] = bare[v]
    fixed = np.zeros((len(barriers), 2))
    for k, barrier in enumerate(barriers):
        fixed[k] = (barrier.outline.min(axis=0) + barrier.outline.max(axis=0)) / 2
        body = catalogue.add(np.ascontiguousarray(barrier.outline - fixed[k]))
        for v in range(count):
            if k in barred[v]:
                shown[count + k, v] = body
    hull = np.zeros((total, 4))
    for v in range(total):
        faces = [catalogue.bodies[b] for b in np.unique(shown[v][shown[v] >= 0])]
        if faces:
            stack = np.vstack(faces)
            hull[v] = (*stack.min(axis=0), *stack.max(axis=0))
    return Shapes(
        catalogue.bodies,
        shown,
        hull,
        np.array(windows).reshape(-1, 4),
        np.array(lattices).reshape(-1, 4),
        tuple(poses),
        fixed,
        length,
    )


def played(item: PackItem) -> tuple[tuple[float, bool], ...]:
    """Return the poses that the search plays: allowed angles, and some tilts about each."""
    tilts: tuple[float, ...] = (0.0,)
    if item.tilt > 0 and not all_around(item.angles, item.tilt):
        steps = 1 if item.tilt <= FINE_TILT else min(8, math.ceil(item.tilt / FREE_TURN))
        tilts = tuple(item.tilt * k / steps for k in range(-steps, steps + 1))
    turns = dict.fromkeys(
        (round((angle + tilt) % 360.0, 9), mirrored)
        for mirrored in item.mirrors
        for tilt in sorted(tilts, key=abs)
        for angle in item.angles
    )
    return tuple(turns)


def all_around(angles: tuple[float, ...], tilt: float) -> bool:
    """Return whether angles lie evenly so close that their tilts leave none out; then they are all.

    Parameters
    ----------
    angles : tuple of float   [degrees]
    tilt : float              Either way of each. [degrees]
    """
    ordered = sorted({angle % 360.0 for angle in angles})
    gaps = np.diff([*ordered, ordered[0] + 360.0])
    return len(ordered) >= LEAST_AROUND and bool((gaps <= 2 * tilt + 1e-9).all())


def too_wide(problem: Problem, item: PackItem) -> SpecError:
    """Return the refusal of an item that fits at none of its angles."""
    least, angle = min(
        (float(np.ptp(pose_points(item.outline, rotation, mirrored)[:, 1])), rotation)
        for rotation, mirrored in played(item)
    )
    if isinstance(problem.container, Strip):
        edge = problem.edge_gap(item)
        clear = problem.container.width - 2 * edge
        edges = f" less {edge:g} mm at each edge" if edge else ""
        leaves = f"the cloth leaves {clear:.1f} mm ({problem.container.width:g} mm{edges})"
        if least <= clear:
            leaves += " and its match point meets the repeat nowhere"
    else:
        leaves = "it does not fit the sheet"
    return SpecError(
        f"it is {least:.1f} mm wide at the best of its allowed angles ({angle:g}°) and {leaves}",
        where=item.label,
        advice="use wider cloth, allow more angles, or split the piece",
    )


def _extent(problem: Problem) -> tuple[float, float, float, float]:
    if isinstance(problem.container, Strip):
        return 0.0, 0.0, math.inf, problem.container.width
    low, high = problem.container.outline.min(axis=0), problem.container.outline.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _barriers(problem: Problem) -> list[_Barrier]:
    """Return what stands in the way: obstacles, and what of a sheet's box is not the sheet."""
    found = []
    for obstacle in problem.obstacles:
        bars = None
        if obstacle.bars is not None:
            bars = frozenset(k for k, item in enumerate(problem.items) if obstacle.stops(item))
            if not bars:
                continue
        body = slotted(obstacle.outline, obstacle.holes)
        found.append(_Barrier(grow(body, obstacle.clearance), bars))
    if isinstance(problem.container, Strip):
        return found
    sheet = Polygon(problem.container.outline, problem.container.holes)
    low_x, low_y, high_x, high_y = sheet.bounds
    edges: dict[float, set[int]] = {}
    for k, item in enumerate(problem.items):
        edges.setdefault(problem.edge_gap(item), set()).add(k)
    for edge, who in edges.items():
        around = 0.02 * max(high_x - low_x, high_y - low_y) + edge
        frame = box(low_x - around, low_y - around, high_x + around, high_y + around)
        clear = Polygon(sheet.exterior)
        if edge > 0:
            outside = frame.difference(clear)
            outside = outside.buffer(1.0001 * edge, quad_segs=16)
        else:
            outside = frame.difference(clear)
        # Cut into simple pieces: a frame has a hole, and its quarters have none.
        x, y = clear.representative_point().coords[0]
        for quarter in (
            box(low_x - around, low_y - around, x, y),
            box(x, low_y - around, high_x + around, y),
            box(low_x - around, y, x, high_y + around),
            box(x, y, high_x + around, high_y + around),
        ):
            for part in _polygons(outside.intersection(quarter).intersection(frame)):
                if part.intersection(box(low_x, low_y, high_x, high_y)).area > 0:
                    holes = [np.asarray(ring.coords)[:-1] for ring in part.interiors]
                    outline = np.asarray(part.exterior.coords)[:-1]
                    found.append(
                        _Barrier(grow(slotted(_left(outline), tuple(holes)), 0.0), frozenset(who))
                    )
        found += [
            _Barrier(grow(_left(hole), edge), frozenset(who)) for hole in problem.container.holes
        ]
    return found


def _polygons(shape: shapely.Geometry) -> list[Polygon]:
    return [p for p in shapely.get_parts(shape).tolist() if isinstance(p, Polygon) and p.area > 0]


def _left(points: Points) -> Points:
    x, y = points.T
    twice = float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y))
    return np.ascontiguousarray(points if twice > 0 else points[::-1])


def _lattice(
    item: PackItem, rotation: float, mirrored: bool, centre: Points
) -> tuple[float, float, float, float]:
    if item.repeat is None:
        return (0.0, 0.0, 0.0, 0.0)
    match = pose_points(np.array([item.repeat.match]), rotation, mirrored)[0] - centre
    offsets = [
        (item.repeat.phase[k] - match[k]) % p if (p := item.repeat.period[k]) > 0 else 0.0
        for k in range(2)
    ]
    return (item.repeat.period[0], float(offsets[0]), item.repeat.period[1], float(offsets[1]))


def _reachable(window: tuple[float, ...], lattice: tuple[float, ...], length: float) -> bool:
    """Return whether a window holds any place at all, on the lattice where there is one."""
    spans = ((window[0], length - window[2]), (window[1], window[3]))
    for axis, (low, high) in enumerate(spans):
        slack = 1e-12 * max(1.0, abs(low), abs(high) if math.isfinite(high) else 0.0)
        if high < low - slack:
            return False
        period, offset = lattice[2 * axis], lattice[2 * axis + 1]
        if period > 0:
            first = offset + math.ceil((low - offset) / period - 1e-9) * period
            if first > high + 1e-9 * period:
                return False
    return True


def slotted(outline: Points, holes: tuple[Points, ...]) -> Points:
    """Return an outline without holes: each is joined to the outside by a slot nothing fits into.

    Parameters
    ----------
    outline : float64[n, 2]   Counter-clockwise. [mm]
    holes : tuple of outlines
    """
    if not holes:
        return outline
    body = Polygon(outline, holes)
    width = SLOT * float(np.ptp(outline, axis=0).max())
    far = float(np.ptp(outline[:, 0])) + 1.0
    for hole in sorted(holes, key=lambda ring: -float(ring[:, 0].max())):
        # From the hole's rightmost point on to the right, through holes that have one already.
        x, y = hole[int(np.argmax(hole[:, 0]))]
        ray = LineString([(x - 2 * width, y), (x + far, y)])
        body = body.difference(ray.buffer(width, cap_style="flat"))
        if not isinstance(body, Polygon):
            body = max(shapely.get_parts(body).tolist(), key=lambda part: part.area)
    ring = np.asarray(shapely.geometry.polygon.orient(body).exterior.coords)[:-1]
    return np.ascontiguousarray(ring)


def grow(outline: Points, distance: float) -> Points:
    """Return an outline that holds everything within ``distance`` of the given one.

    Parameters
    ----------
    outline : float64[n, 2]   Counter-clockwise. [mm]
    distance : float          [mm]
    """
    polygon = Polygon(outline)
    if distance > 0.0:
        # Mitres hold the true offset; those longer than 1.5 distances are cut off outside of it.
        grown = polygon.buffer(distance, join_style="mitre", mitre_limit=1.5)
        # An opening that is left after growing is room for other pieces.
        polygon = Polygon(slotted(_ccw(grown.exterior), tuple(map(_ccw, grown.interiors))))
        slack = 0.02 * distance
    elif len(outline) > MANY_VERTICES:
        slack = 5e-5 * float(np.ptp(outline, axis=0).max())
    else:
        return outline
    # Fewer vertices, and what leaving them out cut off is given back all round.
    simple = polygon.simplify(slack).buffer(1.01 * slack, join_style="mitre", mitre_limit=2.0)
    if (
        isinstance(simple, Polygon)
        and not simple.interiors
        and len(simple.exterior.coords) < len(polygon.exterior.coords)
        and simple.contains(polygon)
    ):
        polygon = Polygon(simple.exterior)
    elif distance <= 0.0:
        return outline
    return _ccw(polygon.exterior)


def _ccw(ring: shapely.LinearRing) -> Points:
    return _left(np.asarray(ring.coords)[:-1])


def outline_key(body: Points) -> bytes:
    """Return equal bytes for equal outlines, wherever they begin."""
    exponent = math.frexp(float(np.abs(body).max()))[1]
    rounded = np.round(body * math.ldexp(1.0, 32 - exponent)).astype(np.int64)
    first = int(np.lexsort((rounded[:, 1], rounded[:, 0]))[0])
    return bytes([exponent % 256]) + np.roll(rounded, -first, axis=0).tobytes()


def placement_of(item: PackItem, pose: Pose, x: float, y: float) -> Placement:
    """Return the placement that puts a pose's reference point at (x, y)."""
    return Placement(item.id, pose.rotation, pose.mirrored, x - pose.centre[0], y - pose.centre[1])
