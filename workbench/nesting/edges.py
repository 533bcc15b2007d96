"""Outlines with their edge indices and poles, packed for the kernels of free angles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import Polygon

from workbench.nesting.placement import Points
from workbench.nesting.shapes import Floats, Ints
from workbench.nesting.tables import TOUCH, poles, shrunk

# Cells along a side of an index: about one for each edge in all.
MOST_CELLS = 16


@dataclass(frozen=True)
class Edges:
    """Outlines as ``_kernels_edges`` takes them.

    Parameters
    ----------
    bodies : int64[B, 6]     Points from and to, poles from and to, first head, cells along a side.
    frames : float64[B, 7]   Grid's corner x, y; cells per mm along x, y; far corner x, y; scale.
    points : float64[*, 2]   [mm]
    poles : float64[*, 3]    [mm]
    heads, edges : int64[*]  The indices.
    """

    bodies: Ints
    frames: Floats
    points: Floats
    poles: Floats
    heads: Ints
    edges: Ints

    @property
    def arrays(self) -> tuple[Any, ...]:
        """The arrays in the order in which ``overlap`` takes them."""
        return self.bodies, self.frames, self.points, self.poles, self.heads, self.edges

    @property
    def exact(self) -> tuple[Any, ...]:
        """The arrays in the order in which ``collide`` takes them."""
        return self.bodies, self.frames, self.points, self.heads, self.edges

    @classmethod
    def of(cls, outlines: list[Points], extent: float) -> Edges:
        """Index outlines, made smaller by what is still touching.

        Parameters
        ----------
        outlines : list of float64[n, 2]   Counter-clockwise, simple. [mm]
        extent : float                     Of a piece: outlines within 4e-9 of it touch. [mm]
        """
        from workbench.nesting._kernels_edges import bucket

        count = len(outlines)
        bodies = np.zeros((count, 6), np.int64)
        frames = np.zeros((count, 7))
        circles, rings, all_heads, all_edges = [], [], [], []
        at_point = at_pole = at_head = at_edge = 0
        for b, outline in enumerate(outlines):
            ring = shrunk(outline, TOUCH * extent)
            own = poles(ring)
            low, high = ring.min(axis=0), ring.max(axis=0)
            side = max(1, min(MOST_CELLS, math.ceil(math.sqrt(len(ring)))))
            per = side / np.maximum(high - low, 1e-12)
            heads = np.zeros(side * side + 1, np.int64)
            edges = np.zeros(4 * len(ring) + 16, np.int64)
            needed = bucket(ring, low[0], low[1], per[0], per[1], side, heads, edges)
            if needed > len(edges):
                edges = np.zeros(needed, np.int64)
                bucket(ring, low[0], low[1], per[0], per[1], side, heads, edges)
            bodies[b] = (
                at_point, at_point + len(ring), at_pole, at_pole + len(own), at_head, side,
            )  # fmt: skip
            scale = float(Polygon(ring).convex_hull.area) ** 0.25
            frames[b] = (*low, *per, *high, scale)
            rings.append(ring)
            circles.append(own)
            all_heads.append(heads + at_edge)
            all_edges.append(edges[:needed])
            at_point += len(ring)
            at_pole += len(own)
            at_head += len(heads)
            at_edge += needed
        return cls(
            bodies,
            frames,
            np.vstack(rings),
            np.vstack(circles),
            np.concatenate(all_heads),
            np.concatenate(all_edges),
        )
