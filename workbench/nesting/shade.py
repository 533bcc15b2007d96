"""Shade lots: the pieces of one garment are cut from cloth of one dye lot, or not at all.

Rolls of one colour differ from lot to lot, and a sleeve of another lot shows. Copies of an item are
alike, so the rule is one of counts: on each lot every piece of a garment lies as often as it takes
for the same whole number of garments.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from workbench.errors import SpecError

if TYPE_CHECKING:
    from workbench.nesting.instance import Instance
    from workbench.nesting.item import Item
    from workbench.nesting.placement import Placement
    from workbench.nesting.sheet import Sheet

Key = tuple[int | str, bool]
Left = dict[Key, int]


def lot_of(sheet: Sheet) -> str:
    """Return the shade lot of stock; what names none is a lot of its own."""
    return sheet.shade or f"sheet {sheet.id}"


def has_shades(instance: Instance) -> bool:
    """Whether lots must be kept apart: some stock names its shade, some item its garment."""
    named = any(sheet.shade for sheet in instance.sheets)
    return named and any(item.garment for item in instance.items)


def garments_of(instance: Instance) -> dict[str, tuple[Item, ...]]:
    """Return the items of each garment."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in instance.items:
        if item.garment:
            found[item.garment].append(item)
    return {name: tuple(items) for name, items in found.items()}


def check_garments(items: Iterable[Item]) -> None:
    """Refuse garments whose pieces do not make the same whole number of them."""
    first: dict[str, tuple[int, str]] = {}
    for item in items:
        if not item.garment:
            continue
        if item.fixed:
            raise SpecError(
                "it is fixed, and cannot be kept to the lot of its garment",
                where=item.label,
                advice="leave out garment, or the shades of the stock",
            )
        count, rest = divmod(item.demand, item.per_garment)
        if rest:
            raise SpecError(
                f"a demand of {item.demand} is no whole number of garments of {item.per_garment}",
                where=item.label,
                advice="demand a multiple of per_garment",
            )
        other, where = first.setdefault(item.garment, (count, item.label))
        if other != count:
            raise SpecError(
                f"its demand makes {count} of '{item.garment}', that of {where} {other}",
                where=item.label,
                advice="demand pieces for the same number of garments",
            )


def need(items: Sequence[Item]) -> Left:
    """Return the copies that a garment takes, by item and, of pairs, by whether it is mirrored."""
    wanted: Left = {}
    for item in items:
        if item.mirror == "pairs":
            for mirrored in (False, True):
                wanted[item.id, mirrored] = item.per_garment // 2
        else:
            wanted[item.id, False] = item.per_garment
    return wanted


def counted(instance: Instance, placements: Iterable[Placement]) -> Counter[Key]:
    """Return how many copies lie, by item and, of pairs, by whether they are mirrored."""
    return Counter(
        (place.id, place.mirrored and instance.item(place.id).mirror == "pairs")
        for place in placements
    )


def whole(wanted: Mapping[Key, int], have: Mapping[Key, int]) -> int:
    """Return how many whole garments a number of copies makes."""
    return min(have.get(key, 0) // count for key, count in wanted.items())


def surplus(instance: Instance, placements: Sequence[Placement]) -> set[int]:
    """Return the placements on one lot that belong to no whole garment, the last ones of each."""
    have = counted(instance, placements)
    spare: Counter[Key] = Counter()
    for items in garments_of(instance).values():
        wanted = need(items)
        made = whole(wanted, have)
        for key, count in wanted.items():
            spare[key] = have.get(key, 0) - made * count
    gone: set[int] = set()
    for index in range(len(placements) - 1, -1, -1):
        place = placements[index]
        key = (place.id, place.mirrored and instance.item(place.id).mirror == "pairs")
        if spare.get(key, 0) > 0:
            spare[key] -= 1
            gone.add(index)
    return gone


def shade_faults(instance: Instance, lots: Mapping[str, Sequence[Placement]]) -> list[str]:
    """Return where pieces of a garment lie on several lots, in sentences.

    Parameters
    ----------
    instance : Instance
    lots : mapping of lot to placements
    """
    faults = []
    for lot, placements in lots.items():
        have = counted(instance, placements)
        for name, items in garments_of(instance).items():
            wanted = need(items)
            made = {have.get(key, 0) / count for key, count in wanted.items()}
            if len(made) > 1 or any(count != int(count) for count in made):
                told = ", ".join(
                    f"{have.get(key, 0)} of {instance.item(key[0]).label}" for key in wanted
                )
                faults.append(f"lot '{lot}' holds no whole garments '{name}': {told}")
    return faults
