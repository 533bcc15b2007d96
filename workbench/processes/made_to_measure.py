"""Made to measure: every order its own pattern, its own marker, its own cutting.

Without sizes there is nothing to pool: each order is drafted from the body's measurements and
nested alone, or with the others of a day. What that costs in cloth and time is what is told here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workbench.errors import SpecError
from workbench.model.defaults import default
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting import Instance, Marker, nest
from workbench.processes.cutting import Cutter, CutWork, cut_garment, cutting_time
from workbench.processes.tshirt import Fit, Measurements, tee_block

# Places weighed for a garment's own marker: a fraction of a second, the same on every machine.
EVALUATIONS = 100_000


@dataclass(frozen=True)
class MadeOrder:
    """One order with its own marker.

    Parameters
    ----------
    order : str
        Which.
    pattern : Pattern
        Of this body alone.
    marker : Marker
        Of this order alone.
    work : CutWork
        To be cut.
    cloth : float
        Length with the end allowance. [mm]
    area : float
        Of the cloth over its whole width. [m2]
    time : float
        Cutting, set-up of the marker included. [min]
    """

    order: str
    pattern: Pattern
    marker: Marker
    work: CutWork
    cloth: float
    area: float
    time: float

    @property
    def waste(self) -> float:
        """Cloth that is not in the garment [m2]."""
        return self.area - self.pattern.area(self.order) / 1e6


def draft(bodies: Iterable[Measurements], fit: Fit | None = None) -> tuple[Pattern, ...]:
    """Return a T-shirt pattern for each body; its size is the name of the order."""
    made = []
    for body in bodies:
        block = tee_block((body,), fit or Fit())
        pieces = tuple(replace(piece, size=body.size) for piece in block.pieces)
        made.append(Pattern(f"{block.name} {body.size}", pieces))
    return tuple(made)


def made_to_measure(
    patterns: Sequence[Pattern],
    cloth: Cloth,
    cutter: Cutter,
    *,
    evaluations: int = EVALUATIONS,
    seed: int = 0,
) -> tuple[MadeOrder, ...]:
    """Return each order nested and cut by itself.

    Parameters
    ----------
    patterns : sequence of Pattern
        One for each order, each of one size that names it.
    cloth : Cloth
        What it is cut from.
    cutter : Cutter
        With what.
    evaluations : int
        Budget of each marker.
    seed : int
        Of the search.
    """
    made = []
    for pattern in patterns:
        order = _order(pattern)
        instance = Instance.from_pattern(pattern, cloth, {order: 1})
        marker = nest(instance, evaluations=evaluations, seed=seed)
        work = cut_garment(pattern, order)
        length = marker.length + float(default("marker.end_allowance"))
        made.append(
            MadeOrder(
                order,
                pattern,
                marker,
                work,
                length,
                length * cloth.width / 1e6,
                cutting_time(work, cutter, cloth=length),
            )
        )
    return tuple(made)


@dataclass(frozen=True)
class Pooled:
    """The same orders in one marker.

    Parameters
    ----------
    marker : Marker
        Of all orders.
    cloth : float
        [mm]
    area : float
        [m2]
    time : float
        [min]
    """

    marker: Marker
    cloth: float
    area: float
    time: float


def pooled(
    patterns: Sequence[Pattern],
    cloth: Cloth,
    cutter: Cutter,
    *,
    evaluations: int = EVALUATIONS,
    seed: int = 0,
) -> Pooled:
    """Return the orders of a day nested together, by the parameters of `made_to_measure`."""
    if not patterns:
        raise SpecError("there is no order", where="patterns", advice="give at least one")
    pieces: list[PatternPiece] = []
    counts = {}
    for pattern in patterns:
        counts[_order(pattern)] = 1
        pieces += pattern.pieces
    every = Pattern("day", tuple(pieces))
    instance = Instance.from_pattern(every, cloth, counts)
    marker = nest(instance, evaluations=evaluations * len(patterns), seed=seed)
    length = marker.length + float(default("marker.end_allowance"))
    time = math.fsum(
        cutting_time(cut_garment(pattern, _order(pattern)), cutter, markers=0)
        for pattern in patterns
    )
    time += length / 1000.0 * cutter.spread + cutter.setup
    return Pooled(marker, length, length * cloth.width / 1e6, time)


def _order(pattern: Pattern) -> str:
    if len(pattern.sizes) != 1:
        raise SpecError(
            f"the pattern '{pattern.name}' has {len(pattern.sizes)} sizes",
            where="patterns",
            advice="give one body for each order",
        )
    return pattern.sizes[0]
