"""A memory of past markers: a repeat order begins where the last one like it ended.

Shapes are known by what they are, not by their ids, so that an order with other ids, quantities or
a size more still finds the marker that shares most of its cloth. The memory is plain data; whoever
keeps it writes it down (``to_document``) and reads it back.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.nesting.placement import Placement
from workbench.nesting.problem import Obstacle, Packing, PackItem, Problem, Strip
from workbench.nesting.shapes import outline_key

# Markers kept; the oldest are forgotten.
MOST = 200
# A past marker helps when so much of the new order's area lies in it.
LEAST_SHARE = 0.3


@dataclass(frozen=True)
class Remembered:
    """A past marker.

    Parameters
    ----------
    cloth : str
        What must agree: container, gap, edge, obstacles.
    length, area : float
        Of the marker [mm], of its pieces [mm²].
    pieces : tuple of (shape, area, rotation, mirrored, x, y)
        What lies where: the shape's digest, its area [mm²], its pose.
    """

    cloth: str
    length: float
    area: float
    pieces: tuple[tuple[str, float, float, bool, float, float], ...]


class MarkerMemory:
    """Past markers, by the shapes that lie in them.

    Parameters
    ----------
    markers : iterable of Remembered, optional

    Examples
    --------
    >>> memory = MarkerMemory()                                    # doctest: +SKIP
    >>> marker = nest(instance, seconds=60, memory=memory)         # doctest: +SKIP
    >>> text = json.dumps(memory.to_document())                    # doctest: +SKIP
    """

    def __init__(self, markers: Iterable[Remembered] = ()) -> None:
        self._markers = list(markers)

    def __len__(self) -> int:
        """Return how many markers are remembered."""
        return len(self._markers)

    def remember(self, problem: Problem, packing: Packing) -> None:
        """Keep a packing; of several of the same pieces only the shortest stays."""
        if not packing.placements:
            return
        known = {item.id: (shape_of(item), item.area) for item in problem.items}
        new = Remembered(
            cloth_of(problem),
            packing.length,
            packing.area,
            tuple((*known[p.id], p.rotation, p.mirrored, p.x, p.y) for p in packing.placements),
        )
        for old in self._markers:
            if old.cloth == new.cloth and _counts(old) == _counts(new):
                if old.length <= new.length:
                    return
                self._markers.remove(old)
                break
        self._markers.append(new)
        del self._markers[:-MOST]

    def recall(self, problem: Problem) -> tuple[Placement, ...]:
        """Return what the order asks for of the most helpful past marker; () if none helps.

        Of a shape that lies more often than it is asked for now, the copies furthest along the
        cloth are left out; what the past marker lacks is left to the search.
        """
        asked: dict[str, list[PackItem]] = {}
        for item in problem.items:
            asked.setdefault(shape_of(item), []).append(item)
        demand = {shape: sum(item.demand for item in items) for shape, items in asked.items()}
        cloth = cloth_of(problem)
        best: tuple[float, Remembered] | None = None
        for past in self._markers:
            if past.cloth != cloth:
                continue
            left = dict(demand)
            shared = 0.0
            for shape, area, *_ in past.pieces:
                if left.get(shape, 0) > 0:
                    left[shape] -= 1
                    shared += area
            # Much in common, little to take out, well laid.
            worth = shared / problem.area * min(1.0, shared / past.area) * past.area / past.length
            if shared >= LEAST_SHARE * problem.area and (best is None or worth > best[0]):
                best = (worth, past)
        if best is None:
            return ()
        waiting = {shape: _copies(items) for shape, items in asked.items()}
        found = []
        for shape, _, rotation, mirrored, x, y in sorted(
            best[1].pieces, key=lambda piece: (piece[4], piece[5])
        ):
            for number, item in enumerate(waiting.get(shape, [])):
                if mirrored in item.mirrors:
                    del waiting[shape][number]
                    found.append(Placement(item.id, rotation, mirrored, x, y))
                    break
        return tuple(found)

    def to_document(self) -> dict[str, Any]:
        """Return the memory as plain data."""
        return {
            "markers": [
                {
                    "cloth": m.cloth,
                    "length": m.length,
                    "area": m.area,
                    "pieces": [list(piece) for piece in m.pieces],
                }
                for m in self._markers
            ]
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> MarkerMemory:
        """Return the memory that ``to_document`` wrote."""
        try:
            return cls(
                Remembered(
                    str(entry["cloth"]),
                    float(entry["length"]),
                    float(entry["area"]),
                    tuple(
                        (str(shape), float(area), float(turn), bool(flip), float(x), float(y))
                        for shape, area, turn, flip, x, y in entry["pieces"]
                    ),
                )
                for entry in document["markers"]
            )
        except (KeyError, TypeError, ValueError) as error:
            raise SpecError(
                f"this is no memory of markers ({error})",
                where="memory",
                advice="give what MarkerMemory.to_document returned",
            ) from error


def shape_of(item: PackItem) -> str:
    """Return a digest of an item's outline, holes and rules, the same whatever its id."""
    rules = (
        tuple(sorted(angle % 360.0 for angle in item.angles)),
        tuple(sorted(item.mirrors)),
        item.tilt,
        item.gap,
        item.edge,
        item.repeat and (item.repeat.period, item.repeat.match, item.repeat.phase),
    )
    outlines = b"".join(outline_key(ring) for ring in (item.outline, *item.holes))
    return hashlib.sha256(outlines + repr(rules).encode()).hexdigest()[:24]


def cloth_of(problem: Problem) -> str:
    """Return a digest of what two problems must share: container, distances and obstacles."""
    container = problem.container
    if isinstance(container, Strip):
        parts: list[bytes] = [repr(("strip", container.width)).encode()]
    else:
        parts = [ring.tobytes() for ring in (container.outline, *container.holes)]
    parts.append(repr((problem.gap, problem.edge)).encode())
    parts += [_obstacle(obstacle) for obstacle in problem.obstacles]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:24]


def _obstacle(obstacle: Obstacle) -> bytes:
    rings = b"".join(np.ascontiguousarray(r).tobytes() for r in (obstacle.outline, *obstacle.holes))
    return rings + repr(obstacle.clearance).encode()


def _copies(items: list[PackItem]) -> list[PackItem]:
    return [item for item in items for _ in range(item.demand)]


def _counts(marker: Remembered) -> Counter[str]:
    return Counter(shape for shape, *_ in marker.pieces)
