"""Cut-order planning: which sizes share a marker, over how many plies, in which spreads.

The rule by which planners work by hand (Vilumsone-Nemes, Industrial Cutting of Textile Materials,
section 3.2.5): put the sizes with the most garments left together, lay as many plies as the
smaller of them needs, and go on with what remains.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.errors import SpecError

# Sizes that share a marker unless somebody says otherwise.
MOST_GARMENTS = 2


@dataclass(frozen=True)
class Lay:
    """One marker and how it is laid.

    Parameters
    ----------
    ratio : mapping of size to int
        Garments of each size in the marker.
    plies : int
        Layers of cloth in all.
    spreads : tuple of int
        Layers of each spread; their sum is ``plies``.
    """

    ratio: Mapping[str, int]
    plies: int
    spreads: tuple[int, ...]

    @property
    def garments(self) -> int:
        """Garments that come from the lay."""
        return self.plies * sum(self.ratio.values())

    @property
    def label(self) -> str:
        """How people name it: "36 + 38", "2 × M"."""
        return " + ".join(
            size if count == 1 else f"{count} × {size}" for size, count in self.ratio.items()
        )


@dataclass(frozen=True)
class CutPlan:
    """The lays of an order.

    Parameters
    ----------
    order : mapping of size to int
        Garments of each size.
    lays : tuple of Lay
    """

    order: Mapping[str, int]
    lays: tuple[Lay, ...]

    @property
    def plies(self) -> int:
        """Layers of cloth over all lays."""
        return sum(lay.plies for lay in self.lays)

    @property
    def spreads(self) -> int:
        """How often cloth is spread."""
        return sum(len(lay.spreads) for lay in self.lays)

    def cut(self) -> dict[str, int]:
        """Return the garments of each size that the plan yields: exactly the order."""
        yields = dict.fromkeys(self.order, 0)
        for lay in self.lays:
            for size, count in lay.ratio.items():
                yields[size] += count * lay.plies
        return yields


def plan_cut(
    order: Mapping[str, int], *, garments: int = MOST_GARMENTS, plies: int | None = None
) -> CutPlan:
    """Return the lays of an order; every size is cut exactly as often as ordered.

    Parameters
    ----------
    order : mapping of size to int
        Garments of each size.
    garments : int
        Most sizes in one marker.
    plies : int, optional
        Most layers that the cutter takes at once; no limit when left out.

    Raises
    ------
    SpecError
        When there is nothing to cut, or a limit is below one.

    Examples
    --------
    >>> [(lay.label, lay.plies) for lay in plan_cut({"36": 18, "38": 65, "42": 8}).lays]
    [('36 + 38', 18), ('38 + 42', 8), ('38', 39)]
    """
    left = _checked(order, garments, plies)
    sizes = list(order)
    lays = []
    while left:
        # The fullest sizes first, among equals the one ordered first.
        chosen = sorted(left, key=lambda size: (-left[size], sizes.index(size)))[:garments]
        count = min(left[size] for size in chosen)
        ratio = {size: 1 for size in sizes if size in chosen}
        lays.append(Lay(ratio, count, split_plies(count, plies)))
        for size in chosen:
            left[size] -= count
            if not left[size]:
                del left[size]
    return CutPlan(dict(order), tuple(lays))


def split_plies(plies: int, most: int | None) -> tuple[int, ...]:
    """Return the layers of each spread: full ones, and one with the rest.

    >>> split_plies(114, 30)
    (30, 30, 30, 24)
    """
    if most is None or plies <= most:
        return (plies,)
    full, rest = divmod(plies, most)
    return (most,) * full + ((rest,) if rest else ())


def plan_ratio(order: Mapping[str, int], *, garments: int, plies: int | None = None) -> CutPlan:
    """Return the lays of an order when a marker may hold several garments of a size.

    Each lay is the one that cuts most of what is left, of equal ones the one with the fewest
    plies: a longer marker is denser, and fewer plies are less spreading.

    Parameters
    ----------
    order : mapping of size to int
    garments : int
        Most garments in one marker.
    plies : int, optional
        Most layers of one spread.
    """
    left = _checked(order, garments, plies)
    lays: list[Lay] = []
    while left:
        best: tuple[tuple[int, int], int, dict[str, int]] | None = None
        for count in range(1, max(left.values()) + 1):
            room, ratio = garments, {}
            for size in sorted(left, key=lambda size: -left[size]):
                take = min(left[size] // count, room)
                if take:
                    ratio[size] = take
                    room -= take
            done = count * sum(ratio.values())
            # Most garments cut in this lay; of equal ones the fewest plies.
            key = (done, -count)
            if ratio and (best is None or key > best[0]):
                best = (key, count, ratio)
        if best is None:
            break
        _, count, ratio = best
        ordered = {size: ratio[size] for size in order if size in ratio}
        lays.append(Lay(ordered, count, split_plies(count, plies)))
        for size, take in ratio.items():
            left[size] -= take * count
            if not left[size]:
                del left[size]
    return CutPlan(dict(order), tuple(lays))


def on_demand(
    orders: Iterable[tuple[str, str, int]], *, most: int | None = None
) -> tuple[tuple[str, Mapping[str, int]], ...]:
    """Return the single-ply markers of made-to-order cutting: one per batch of orders.

    Parameters
    ----------
    orders : iterable of (material, size, count)
        As they came in.
    most : int, optional
        Most garments of one marker, such as what is cut in a shift.

    Returns
    -------
    tuple of (material, order)
        Batches in which no material is mixed; within a material first come, first cut.
    """
    batches: list[tuple[str, dict[str, int]]] = []
    current: dict[str, dict[str, int]] = {}
    for material, size, count in orders:
        if count < 1:
            raise SpecError(
                f"an order of {count} garments",
                where=f"{material}, {size}",
                advice="give 1 or more",
            )
        for _ in range(count):
            batch = current.get(material)
            if batch is None or (most is not None and sum(batch.values()) >= most):
                batch = {}
                current[material] = batch
                batches.append((material, batch))
            batch[size] = batch.get(size, 0) + 1
    return tuple(batches)


def _checked(order: Mapping[str, int], garments: int, plies: int | None) -> dict[str, int]:
    where = "cut order"
    wrong = [
        f"{size}: {count}" for size, count in order.items() if count < 0 or count != int(count)
    ]
    if wrong or not sum(order.values()):
        raise SpecError(
            f"no garments can be planned from {', '.join(wrong) or 'an empty order'}",
            where=where,
            advice="give whole numbers of garments, at least one in all",
        )
    if garments < 1 or (plies is not None and plies < 1):
        raise SpecError(
            f"{garments} garments in a marker and {plies} plies",
            where=where,
            advice="allow at least 1 of each",
        )
    return {size: math.floor(count) for size, count in order.items() if count}
