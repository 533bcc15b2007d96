"""Pair tables of all shapes of a problem, packed for the search kernels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.nesting.placement import Points
from workbench.nesting.shapes import Floats, Ints, Shapes, outline_key

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
POLES = 12
# Shapes are taken smaller by so much all round, a share of the pieces' median extent: what overlaps
# by less is touching. A thousandth of what the rule for valid markers allows.
TOUCH = 2e-9


@dataclass(frozen=True)
class Tables:
    """Pair tables: which one answers for two shapes, and their cells, segments and losses."""

    codes: Ints
    grids: Floats
    cells: Ints
    lists: Floats
    losses: NDArray[np.float32]

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The tables in the order in which kernels take them."""
        return self.codes, self.grids, self.cells, self.lists, self.losses


def pair_tables(shapes: Shapes, size: int | None = None) -> Tables:
    """Return the tables of all pairs that can meet; pairs equal under a half turn share one.

    Parameters
    ----------
    shapes : Shapes
    size : int, optional   Cells along each side of a table; fewer when there are many tables.
    """
    from workbench.nesting import _kernels_pairs as kernels

    extent = shapes.hull[: shapes.variants, 2:] - shapes.hull[: shapes.variants, :2]
    bodies = [shrunk(body, TOUCH * float(np.median(extent))) for body in shapes.bodies]
    codes, tables = _assign(shapes)
    if size is None:
        size = _cells(len(tables), shapes.variants)
    half = size // 2
    as_drawn, turned, left, turns = directions(bodies)
    circles = [poles(body) for body in bodies]
    hull_areas = [float(Polygon(body).convex_hull.area) for body in bodies]
    lows = [body.min(axis=0) for body in bodies]
    highs = [body.max(axis=0) for body in bodies]
    box = shapes.hull[: shapes.variants]
    reach = 0.01 * float((box[:, 2:] - box[:, :2]).max())
    grids = np.empty((len(tables), 6))
    cells = np.empty((len(tables), size, size), np.int32)
    losses = np.empty((len(tables), half + 1, half + 1), np.float32)
    fill = np.empty((size, size), np.int32)
    heads = np.empty((size * size, 3), np.int32)
    lists = np.empty((4096, 4))
    most = max(len(body) for body in bodies)
    segments = np.empty((2 * most * most, 4))
    all_heads, all_lists = [np.empty((0, 3), np.int32)], [np.empty((0, 4))]
    head_base = list_base = 0
    for number, (p, q) in enumerate(tables):
        # d = place of q − place of p; the moving shape is q turned by 180°.
        used = kernels.convolve(
            bodies[p], as_drawn[p], left[p], -bodies[q], turned[q], left[q], turns, segments
        )
        low = lows[p] - highs[q]
        span = highs[p] - lows[q] - low
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
        grids[number] = (low[0], low[1], 1.0 / cell[0], 1.0 / cell[1], cell[0], cell[1])
        scale = (hull_areas[p] * hull_areas[q]) ** 0.25
        node = np.array([low[0], low[1], cell[0] * size / half, cell[1] * size / half])
        kernels.pole_losses(circles[p], circles[q], reach, scale, node, half, losses[number])
    lists = np.vstack(all_lists)
    return Tables(codes, grids, _packed(cells, np.vstack(all_heads)), lists, losses)


def _packed(cells: NDArray[np.int32], heads: NDArray[np.int32]) -> Ints:
    """Return cells that say where their segments are: one look at memory less for the kernels."""
    if len(heads) and (heads[:, 2].max() > 65535 or np.abs(heads[:, 0]).max() > 127):
        raise SpecError(
            "an outline winds too often to be searched",
            where="instance",
            advice="simplify the outlines",
        )
    packed = cells.astype(np.int64)
    number, first, rows = heads.astype(np.int64)[packed[packed > 1] - 2].T
    packed[packed > 1] = (first << 24) | (rows << 8) | (number + 128)
    return packed


def _assign(shapes: Shapes) -> tuple[Ints, list[tuple[int, int]]]:
    """Return twice the table's number for any two shapes, plus 1 if read backwards; the tables."""
    half_turn = _half_turns(shapes.bodies)
    tables: list[tuple[int, int]] = []
    known: dict[tuple[int, int], int] = {}
    total = len(shapes.shown)
    codes = np.full((total, total), -1, np.int64)
    for v in range(shapes.variants):
        for w in range(total):
            p, q = int(shapes.shown[v, w]), int(shapes.shown[w, v])
            if p < 0 or q < 0:
                continue
            if (p, q) not in known:
                code = 2 * len(tables)
                tables.append((p, q))
                p2, q2 = half_turn[p], half_turn[q]
                # Exchanged, and also turned by 180°, the same displacement is read backwards.
                keys = [((p, q), code), ((q, p), code + 1)]
                if p2 >= 0 and q2 >= 0:
                    keys += [((q2, p2), code), ((p2, q2), code + 1)]
                for key, value in keys:
                    known.setdefault(key, value)
            codes[v, w] = known[p, q]
    return codes, tables


def _cells(tables: int, variants: int) -> int:
    for most, size in CELLS:
        if tables <= most:
            return size
    raise SpecError(
        f"{variants} different shapes and angles are too many for one marker",
        where="instance",
        advice="allow fewer angles, or split the order into several markers",
    )


def shrunk(body: Points, distance: float) -> Points:
    """Return a polygon whose edges lie inwards by a distance far below its details.

    Parameters
    ----------
    body : float64[n, 2]   Counter-clockwise. [mm]
    distance : float       [mm]
    """
    edges = np.roll(body, -1, axis=0) - body
    normals = np.stack([-edges[:, 1], edges[:, 0]], axis=1) / np.hypot(*edges.T)[:, None]
    before = np.roll(normals, 1, axis=0)
    # Along the mitre; at a needle's point no further than ten distances.
    share = 1.0 / np.maximum(1.0 + (before * normals).sum(axis=1), 0.1)
    moved: Points = np.ascontiguousarray(body + distance * share[:, None] * (before + normals))
    return moved


def _half_turns(bodies: list[Points]) -> list[int]:
    """Return for each body the one that is it turned by 180°, or -1."""
    keys = {outline_key(body): number for number, body in enumerate(bodies)}
    return [keys.get(outline_key(-body), -1) for body in bodies]


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
