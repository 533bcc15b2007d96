"""The geometry of an instance as plain arrays: poses, collision hulls, poles and pair tables.

Geometry knows no search: everything here is a function of the instance alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.nesting.instance import Instance, Item
from workbench.nesting.marker import Placement, Points, pose_points

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Cells along a table's side: finer tables cost set-up and cache for no density that was measured.
# Many tables pay coarser ones (a hundred poses make 5000 pairs): (up to so many, cells).
CELLS = ((1200, 32), (8000, 24), (60_000, 12))
# A grid reaches beyond the convolution by so much of it below and above along x and y; irrational
# and different, so that neither the corners nor the diagonals of regular shapes run through the
# grid's corners, where a winding number would hang on rounding.
MARGIN = np.array([0.0131 * math.sqrt(2.0), 0.0127 * math.sqrt(3.0)])
SLACK = np.array([2.1173 * math.sqrt(1.3), 2.0891 * math.sqrt(1.1)]) * MARGIN
# Directions closer than this are parallel. [rad]
PARALLEL = 1e-9
# Outlines with more vertices are simplified, outwards by at most 1e-4 of their extent.
MANY_VERTICES = 64
POLES = 12


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
class Variants:
    """The different collision shapes of an instance, centred on their reference points.

    Parameters
    ----------
    hulls : list of float64[n, 2]    Outlines grown by half the gap. [mm]
    hull_box : float64[V, 4]         Their boxes: low x, low y, high x, high y. [mm]
    room : float64[V, 4]             Boxes of the pieces themselves, which the strip must hold. [mm]
    poses : tuple of tuple of Pose   For each item.
    """

    hulls: list[Points]
    hull_box: Floats
    room: Floats
    poses: tuple[tuple[Pose, ...], ...]


@dataclass(frozen=True)
class Tables:
    """Pair tables of all variants, packed for the search kernels."""

    codes: Ints
    grids: Floats
    cells: NDArray[np.int32]
    heads: NDArray[np.int32]
    lists: Floats
    losses: NDArray[np.float32]

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The tables in the order in which kernels take them."""
        return self.codes, self.grids, self.cells, self.heads, self.lists, self.losses


def pose_variants(instance: Instance) -> Variants:
    """Return the poses of every item that fits the strip; raise naming one that does not."""
    hulls: list[Points] = []
    rooms: list[tuple[float, ...]] = []
    known: dict[bytes, int] = {}
    poses: list[tuple[Pose, ...]] = []
    clear = instance.width - 2 * instance.edge
    for item in instance.items:
        outline = np.asarray(item.piece.outline, np.float64)
        grown = grow(outline, instance.gap / 2)
        own: dict[int, Pose] = {}
        for rotation, mirrored in item.poses:
            points = pose_points(outline, rotation, mirrored)
            low, high = points.min(axis=0), points.max(axis=0)
            if high[1] - low[1] > clear * (1 + 1e-12):
                continue
            centre = (low + high) / 2
            hull = pose_points(grown, rotation, mirrored)
            hull = np.ascontiguousarray((hull[::-1] if mirrored else hull) - centre)
            key = _key(hull)
            if key not in known:
                known[key] = len(hulls)
                hulls.append(hull)
                rooms.append((*(low - centre), *(high - centre)))
            variant = known[key]
            own.setdefault(
                variant, Pose(variant, rotation, mirrored, (float(centre[0]), float(centre[1])))
            )
        if not own:
            raise _too_wide(item, instance)
        poses.append(tuple(own.values()))
    boxes = np.array([(*hull.min(axis=0), *hull.max(axis=0)) for hull in hulls])
    return Variants(hulls, boxes, np.array(rooms), tuple(poses))


def _too_wide(item: Item, instance: Instance) -> SpecError:
    outline = np.asarray(item.piece.outline, np.float64)
    least, angle = min(
        (float(np.ptp(pose_points(outline, rotation, mirrored)[:, 1])), rotation)
        for rotation, mirrored in item.poses
    )
    clear = instance.width - 2 * instance.edge
    edges = f" less {instance.edge:g} mm at each edge" if instance.edge else ""
    return SpecError(
        f"it is {least:.1f} mm wide at the best of its allowed angles ({angle:g}°) and the cloth "
        f"leaves {clear:.1f} mm ({instance.width:g} mm{edges})",
        where=item.label,
        advice="use wider cloth, allow more angles, or split the piece",
    )


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
        polygon = Polygon(polygon.buffer(distance, join_style="mitre", mitre_limit=1.5).exterior)
        slack = 0.02 * distance
    elif len(outline) > MANY_VERTICES:
        slack = 5e-5 * float(np.ptp(outline, axis=0).max())
    else:
        return outline
    # Fewer vertices, and what leaving them out cut off is given back all round.
    simple = polygon.simplify(slack).buffer(1.01 * slack, join_style="mitre", mitre_limit=2.0)
    if len(simple.exterior.coords) < len(polygon.exterior.coords) and simple.contains(polygon):
        polygon = Polygon(simple.exterior)
    elif distance <= 0.0:
        return outline
    ring = np.asarray(shapely.geometry.polygon.orient(polygon).exterior.coords)
    return np.ascontiguousarray(ring[:-1])


def _key(hull: Points) -> bytes:
    """Return equal bytes for equal outlines, wherever they begin."""
    exponent = math.frexp(float(np.abs(hull).max()))[1]
    rounded = np.round(hull * math.ldexp(1.0, 32 - exponent)).astype(np.int64)
    first = int(np.lexsort((rounded[:, 1], rounded[:, 0]))[0])
    return bytes([exponent % 256]) + np.roll(rounded, -first, axis=0).tobytes()


def poles(hull: Points, count: int = POLES) -> Floats:
    """Return circles inside an outline, largest first, none inside another: (x, y, radius) rows.

    Parameters
    ----------
    hull : float64[n, 2]   [mm]
    count : int            At most so many; fewer when 95 % of the area is covered.
    """
    polygon = Polygon(hull)
    shapely.prepare(polygon)
    low, high = hull.min(axis=0), hull.max(axis=0)
    across = np.linspace(low[0], high[0], 42)[1:-1]
    along = np.linspace(low[1], high[1], 42)[1:-1]
    grid = np.stack(np.meshgrid(across, along), axis=-1).reshape(-1, 2)
    grid = grid[shapely.contains_xy(polygon, grid[:, 0], grid[:, 1])]
    centre = polygon.representative_point()
    grid = np.vstack([grid, [[centre.x, centre.y]]])
    boundary = polygon.exterior
    reach = shapely.distance(shapely.points(grid), boundary)
    found: list[tuple[float, float, float]] = []
    covered = 0.0
    for _ in range(count):
        best = int(np.argmax(reach))
        radius = float(reach[best])
        if found and radius < 0.02 * found[0][2]:
            break
        x, y = grid[best]
        found.append((float(x), float(y), radius))
        covered += math.pi * radius * radius
        if covered > 0.95 * polygon.area:
            break
        reach = np.minimum(reach, np.hypot(grid[:, 0] - x, grid[:, 1] - y) - radius)
    return np.array(found)


def directions(hulls: list[Points]) -> tuple[list[Ints], list[Ints], list[NDArray[np.bool_]], int]:
    """Return ranks of edge directions as drawn and turned by 180°, left turns, and their number.

    Ranks make parallel edges equal whatever the rounding, which the convolution rests on.
    """
    edges = [np.roll(hull, -1, axis=0) - hull for hull in hulls]
    angles = [np.arctan2(edge[:, 1], edge[:, 0]) % (2 * math.pi) for edge in edges]
    opposite = [np.arctan2(-edge[:, 1], -edge[:, 0]) % (2 * math.pi) for edge in edges]
    everything = np.concatenate([*angles, *opposite])
    order = np.argsort(everything, kind="stable")
    steps = np.diff(everything[order], prepend=everything[order[0]]) > PARALLEL
    ranks = np.empty(len(everything), np.int64)
    ranks[order] = np.cumsum(steps)
    turns = int(ranks.max()) + 1
    if 2 * math.pi - everything.max() + everything.min() < PARALLEL and turns > 1:
        ranks[ranks == turns - 1] = 0
        turns -= 1
    ends = np.cumsum([len(edge) for edge in edges])
    total = int(ends[-1])
    as_drawn = np.split(ranks[:total], ends[:-1])
    turned = np.split(ranks[total:], ends[:-1])
    left = [(angle - np.roll(angle, 1)) % (2 * math.pi) < math.pi for angle in angles]
    return as_drawn, turned, left, turns


def pair_tables(variants: Variants, size: int | None = None) -> Tables:
    """Return the tables of all pairs of variants; pairs equal under a half turn share one."""
    from workbench.nesting import _kernels_pairs as kernels

    hulls = variants.hulls
    count = len(hulls)
    half_turn = _half_turns(hulls)
    codes = np.full((count, count), -1, np.int64)
    tables: list[tuple[int, int]] = []
    for p in range(count):
        for q in range(p, count):
            if codes[p, q] >= 0:
                continue
            code = 2 * len(tables)
            tables.append((p, q))
            p2, q2 = half_turn[p], half_turn[q]
            if p2 >= 0 and q2 >= 0:
                # Turned by 180° the same displacement is read backwards …
                codes[p2, q2] = code + 1
                codes[q2, p2] = code
            codes[q, p] = code + 1
            codes[p, q] = code  # … unless both shapes are their own half turn
    if size is None:
        size = _cells(len(tables), count)
    half = size // 2
    as_drawn, turned, left, turns = directions(hulls)
    circles = [poles(hull) for hull in hulls]
    hull_areas = [float(Polygon(hull).convex_hull.area) for hull in hulls]
    reach = 0.01 * max(float(np.ptp(hull, axis=0).max()) for hull in hulls)
    grids = np.empty((len(tables), 4))
    cells = np.empty((len(tables), size, size), np.int32)
    losses = np.empty((len(tables), half + 1, half + 1), np.float32)
    fill = np.empty((size, size), np.int32)
    heads = np.empty((size * size, 3), np.int32)
    lists = np.empty((4096, 4))
    most = max(len(hull) for hull in hulls)
    segments = np.empty((2 * most * most, 4))
    all_heads, all_lists = [], []
    head_base = list_base = 0
    for number, (p, q) in enumerate(tables):
        # d = place of q − place of p; the moving shape is q turned by 180°.
        used = kernels.convolve(
            hulls[p], as_drawn[p], left[p], -hulls[q], turned[q], left[q], turns, segments
        )
        low = variants.hull_box[p, :2] - variants.hull_box[q, 2:]
        span = variants.hull_box[p, 2:] - variants.hull_box[q, :2] - low
        low = low - MARGIN * span
        cell = span * (1 + SLACK) / size
        grid = np.array([low[0], low[1], cell[0], cell[1]])
        rows, entries, needed = kernels.tabulate(
            segments, used, grid, size, cells[number], heads, lists, fill
        )
        if needed > len(lists):
            lists = np.empty((2 * needed, 4))
            rows, entries, _ = kernels.tabulate(
                segments, used, grid, size, cells[number], heads, lists, fill
            )
        heads[:rows, 1] += list_base
        cells[number][cells[number] > 1] += head_base
        all_heads.append(heads[:rows].copy())
        all_lists.append(lists[:entries].copy())
        head_base += rows
        list_base += entries
        grids[number] = (low[0], low[1], 1.0 / cell[0], 1.0 / cell[1])
        scale = (hull_areas[p] * hull_areas[q]) ** 0.25
        node = np.array([low[0], low[1], cell[0] * size / half, cell[1] * size / half])
        kernels.pole_losses(circles[p], circles[q], reach, scale, node, half, losses[number])
    return Tables(codes, grids, cells, np.vstack(all_heads), np.vstack(all_lists), losses)


def _cells(tables: int, variants: int) -> int:
    for most, size in CELLS:
        if tables <= most:
            return size
    raise SpecError(
        f"{variants} different shapes and angles are too many for one marker",
        where="instance",
        advice="allow fewer angles, or split the order into several markers",
    )


def _half_turns(hulls: list[Points]) -> list[int]:
    """Return for each variant the one that is it turned by 180°, or -1."""
    keys = {_key(hull): number for number, hull in enumerate(hulls)}
    return [keys.get(_key(-hull), -1) for hull in hulls]


def placement_of(item: Item, pose: Pose, x: float, y: float) -> Placement:
    """Return the placement that puts a pose's reference point at (x, y)."""
    return Placement(item.id, pose.rotation, pose.mirrored, x - pose.centre[0], y - pose.centre[1])
