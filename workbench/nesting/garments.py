"""From an order of garments to items: what grain, nap, fold and stripes ask of each piece."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting.item import Item
from workbench.nesting.rules import Match


def garment_items(
    patterns: Iterable[Pattern], cloth: Cloth, quantities: Mapping[str, int] | None
) -> tuple[Item, ...]:
    """Return the items of so many garments of each size.

    Parameters
    ----------
    patterns : iterable of Pattern
        With several, the quantities hold for each.
    cloth : Cloth
        Its nap gives the angles that the grain may make with the warp, its spread whether pieces
        are cut in pairs, its repeat what match points meet.
    quantities : mapping of size to int, optional
        Garments of each size; one of each when left out.
    """
    given = list(patterns)
    items: list[Item] = []
    for pattern in given:
        order = dict(quantities) if quantities is not None else dict.fromkeys(pattern.sizes, 1)
        counts: dict[tuple[str, str], tuple[PatternPiece, list[int]]] = {}
        turned = 0
        for size, quantity in order.items():
            if quantity < 0:
                raise SpecError(
                    f"{quantity} garments of size '{size}'",
                    where=f"pattern '{pattern.name}'",
                    advice="give a quantity of 0 or more",
                )
            # Of garments that may point either way every other one points the other way.
            ways = [quantity, 0]
            if cloth.nap == "either-way":
                ways[1] = (quantity + turned % 2) // 2
                ways[0] = quantity - ways[1]
                turned += quantity
            for piece in pattern.size(size):
                _, garments = counts.setdefault((piece.name, piece.size), (piece, [0, 0]))
                garments[0] += ways[0]
                garments[1] += ways[1]
        prefix = f"{pattern.name}/" if len(given) > 1 else ""
        # A piece that all sizes share cannot be told to belong to one of them.
        told = all(size for _, size in counts) or len(order) == 1
        for piece, garments in counts.values():
            for way, count in enumerate(garments):
                if count:
                    made = _items(piece, count, cloth, prefix, turned=bool(way))
                    name = f"{pattern.name} {piece.size}".strip() + (" turned" if way else "")
                    if told and cloth.spread == "open":
                        made = [
                            replace(item, garment=name, per_garment=item.demand // count)
                            for item in made
                        ]
                    items += made
    return tuple(items)


def _items(
    piece: PatternPiece, garments: int, cloth: Cloth, prefix: str, *, turned: bool
) -> list[Item]:
    label = f"{prefix}{piece.name}" + (f"/{piece.size}" if piece.size else "")
    label += "/turned" if turned else ""
    plain, mirrored = piece.quantity - piece.mirrored, piece.mirrored
    if cloth.spread != "open":
        return _doubled(piece, garments, cloth, label, turned=turned)
    whole = piece.unfolded()
    return [
        _item(whole, count * garments, cloth, label, turned=turned, mirrored=flipped)
        for flipped, count in ((False, plain), (True, mirrored))
        if count
    ]


def _doubled(
    piece: PatternPiece, garments: int, cloth: Cloth, label: str, *, turned: bool
) -> list[Item]:
    """Return what is laid on two plies face to face: halves on the fold, and one of each pair."""
    if piece.fold is not None:
        return _on_folds(piece, piece.quantity * garments, cloth, label, turned=turned)
    if 2 * piece.mirrored != piece.quantity:
        raise SpecError(
            f"of {piece.quantity} in a garment {piece.mirrored} are mirrored, and {cloth.spread} "
            "cloth cuts mirrored pairs",
            where=piece.label,
            advice="cut it from open cloth, give it a fold line, or half of it mirrored",
        )
    return [_item(piece, piece.mirrored * garments, cloth, label, turned=turned, mirrored=False)]


def _on_folds(
    piece: PatternPiece, count: int, cloth: Cloth, label: str, *, turned: bool
) -> list[Item]:
    """Return half pieces for the fold along y = 0, of a tube every other one for the other fold.

    One way up the cloth lies on the left of the fold, the other way on its right: which one faces
    inwards follows from the grain, so that the nap is kept.
    """
    grain = math.radians(piece.grain)
    (x, y), _ = piece.fold or ((0.0, 0.0), (1.0, 0.0))
    away = Polygon(piece.outline).centroid
    left = math.cos(grain) * (away.y - y) - math.sin(grain) * (away.x - x) > 0
    # Along the warp the near fold has cloth on its left, the far one on its right; a pose that
    # reverses the warp exchanges the two.
    near = count if cloth.spread == "folded" else (count + 1) // 2
    return [
        _item(piece, some, cloth, name, turned=turned, mirrored=left == far, fold=True)
        for far, some, name in ((False, near, label), (True, count - near, f"{label}/far"))
        if some
    ]


def _item(
    piece: PatternPiece,
    count: int,
    cloth: Cloth,
    label: str,
    *,
    turned: bool,
    mirrored: bool,
    fold: bool = False,
) -> Item:
    grain = 180.0 - piece.grain if mirrored else piece.grain
    turns = cloth.angles
    if cloth.nap == "either-way":
        turns = (180.0,) if turned else (0.0,)
    angles = tuple(dict.fromkeys((turn - grain) % 360.0 for turn in turns))
    match: tuple[Match, ...] = ()
    if cloth.repeat_x or cloth.repeat_y:
        match = tuple(Match(point) for point in piece.match)
    return Item(
        f"{label}/mirrored" if mirrored and not fold else label,
        piece,
        count,
        angles,
        "always" if mirrored else "never",
        tilt=0.0 if match or fold else piece.tilt,
        match=match,
        on_fold=fold,
    )
