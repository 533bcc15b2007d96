"""An order on what is in stock: which sheet or roll takes what, and what is left worth keeping.

Sheets are filled one after the other, the cheapest cloth first, each with as much of the order as
it takes; what remains goes on the roll on which it costs least. Several sequences are tried with a
little of the budget, and the one that costs least is played with the rest.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.nesting.instance import Instance
from workbench.nesting.item import Item
from workbench.nesting.lowering import demands
from workbench.nesting.marker import Marker
from workbench.nesting.pack import as_test
from workbench.nesting.placement import Placement, pose_points
from workbench.nesting.player import Budget, Left, Player, Use, is_fixed
from workbench.nesting.shade import counted, garments_of, has_shades, lot_of, need, surplus
from workbench.nesting.shade import whole as whole_garments
from workbench.nesting.sheet import Sheet

Plan = list[tuple[int | str, Sheet]]
Told = Callable[[list[Use], float], None]
# Share of the budget that goes into choosing between sequences, and how many there are.
SCOUTING = 0.3
# With more poses the tables of each search take seconds to set up: one sequence is played then.
MOST_SCOUTED = 80
# What a sheet takes at least; with too many for the time one sequence is played. [s]
STEP_SECONDS = 0.2
# Whole garments are tried on a lot so many times, at first those that fill so much of it.
LOT_TRIES, FULL = 3, 0.8


def nest_stock(
    instance: Instance,
    *,
    seconds: float | None = None,
    evaluations: int | None = None,
    seed: int = 0,
    chains: int = 1,
    threads: int = 1,
    listener: Callable[[Marker, float], None] | None = None,
    stop: threading.Event | Callable[[], bool] | None = None,
    start: Marker | None = None,
) -> Marker:
    """Place an order on the sheets of an instance at the least cost that the budget finds.

    Parameters
    ----------
    instance : Instance
        With sheets.
    seconds, evaluations, seed, chains, threads, stop
        As for ``nest``.
    listener : callable, optional
        Called several times a second with the marker so far and the share of the budget used.
    start : Marker, optional
        A valid marker to begin from: sheet by sheet what lies there is kept where it can be, and
        the answer costs no more.

    Returns
    -------
    Marker
        Copies without a place are in ``unplaced``.

    Raises
    ------
    SpecError
        When a piece fits on no sheet; the text names it.
    """
    if not instance.sheets:
        raise SpecError("the instance has no sheets", where="nest_stock", advice="give bins")
    began, cpu = time.perf_counter(), time.process_time()
    budget = Budget(seconds, evaluations)
    player = Player(instance, seed, chains, threads, as_test(stop))
    _check_fit(instance)

    def marker(uses: list[Use]) -> Marker:
        return stock_marker(
            instance, uses, evaluations=int(player.tally["evaluations"]),
            seconds=time.perf_counter() - began, cpu_seconds=time.process_time() - cpu,
        )  # fmt: skip

    known: list[tuple[tuple[float, float, float], list[Use]]] = []

    def tell(uses: list[Use], share: float) -> None:
        """Tell of what is better: what is known whole, or what is being made."""
        if listener is not None:
            best = min(known, key=lambda one: one[0], default=((math.inf,), uses))
            listener(marker(best[1] if best[0] < _score(instance, uses) else uses), share)

    begun: dict[int | str, tuple[Placement, ...]] = {}
    if start is not None:
        uses = player.uses_of(start)
        known.append((_score(instance, uses), uses))
        begun = {use.id: use.placements for use in uses}
    play = _play_lots if has_shades(instance) else _play
    plans = sequences(instance)
    poses = sum(len(item.poses) for item in instance.items)
    steps = len(plans) * len(plans[0])
    if begun or poses > MOST_SCOUTED or steps * STEP_SECONDS > SCOUTING * budget.left:
        plans = plans[:1]
    chosen, scouted = plans[0], 0.0
    for number, plan in enumerate(plans if len(plans) > 1 else ()):
        part = SCOUTING / len(plans)
        uses = play(
            player, plan, demands(instance), budget, part,
            _scaled(tell, number * part, part), {},
        )  # fmt: skip
        score = _score(instance, uses)
        if not known or score < min(known, key=lambda one: one[0])[0]:
            chosen = plan
        known.append((score, uses))
        scouted = SCOUTING
    uses = play(
        player, chosen, demands(instance), budget, 1.0 - scouted,
        _scaled(tell, scouted, 1.0 - scouted), begun,
    )  # fmt: skip
    known.insert(0, (_score(instance, uses), uses))
    return marker(min(known, key=lambda one: one[0])[1])


def stock_marker(instance: Instance, uses: Iterable[Use], **facts: Any) -> Marker:
    """Return the marker of sheets that are used; what lies on none is unplaced."""
    used = list(uses)
    placements = [place for use in used for place in use.placements]
    rank = {item.id: number for number, item in enumerate(instance.items)}
    placements.sort(key=lambda place: rank[place.id])
    unplaced: list[int | str] = []
    for item in instance.items:
        lying = sum(place.id == item.id for place in placements)
        unplaced += [item.id] * (item.demand - lying)
    return Marker.on_sheets(
        instance,
        placements,
        [use.record() for use in used],
        unplaced=tuple(unplaced),
        **facts,
    )


def sequences(instance: Instance) -> list[Plan]:
    """Return orders in which the sheets may be filled, without repetitions.

    Cheap cloth comes first by what an area of it costs; among equals the large, the small, or as
    they are given. Rolls come last, as what they leave is worth most.
    """
    single = [(use, sheet) for use, sheet in expanded(instance.sheets) if not sheet.is_roll]
    rolls = [(use, sheet) for use, sheet in expanded(instance.sheets) if sheet.is_roll]

    def dear(entry: tuple[int | str, Sheet]) -> float:
        return round(entry[1].cost / entry[1].area, 12)

    orders = [
        sorted(single, key=lambda entry: (dear(entry), -entry[1].area)),
        sorted(single, key=lambda entry: (dear(entry), entry[1].area)),
        sorted(single, key=lambda entry: entry[1].area, reverse=True),
    ]
    found: list[Plan] = []
    for order in orders:
        whole = order + rolls
        if whole not in found:
            found.append(whole)
    return found


def expanded(sheets: Iterable[Sheet]) -> list[tuple[int | str, Sheet]]:
    """Return each sheet as often as it is in stock, with the id that placements on it say."""
    return [
        (sheet.id if sheet.stock == 1 else f"{sheet.id}/{number}", sheet)
        for sheet in sheets
        for number in range(1, sheet.stock + 1)
    ]


def taken(left: Left, instance: Instance, placements: Iterable[Placement]) -> Left:
    """Return what is still to be placed after these placements; fixed ones never counted."""
    after = dict(left)
    for place in placements:
        item = instance.item(place.id)
        if any(replace(fixed, id=item.id) == place for fixed in item.fixed):
            continue
        after[item.id, place.mirrored if item.mirror == "pairs" else False] -= 1
    return after


def _play(
    player: Player,
    plan: Plan,
    left: Left,
    budget: Budget,
    share: float,
    told: Told,
    begun: Mapping[int | str, tuple[Placement, ...]],
) -> list[Use]:
    """Fill sheets in the order of a plan, then rolls with what is left."""
    instance = player.instance
    uses: list[Use] = []
    pinned = {place.sheet for item in instance.items for place in item.fixed}
    single = [(use, sheet) for use, sheet in plan if not sheet.is_roll]
    rolls = [(use, sheet) for use, sheet in plan if sheet.is_roll]
    whole = sum(_area(instance, left).values()) or 1.0
    # The roll takes what no sheet does; half the budget waits for it.
    kept = 0.5 if rolls else 0.0
    price = min((sheet.cost / sheet.width / 1000.0 for _, sheet in rolls), default=math.inf)
    for use, sheet in single:
        needed = sum(_area(instance, left).values())
        if needed <= 0 and use not in pinned:
            continue
        part = share * (1.0 - kept) * min(1.0, sheet.area / whole)
        done = (1.0 - kept) * (1.0 - needed / whole)
        found = player.fill(
            sheet, use, left, budget.part(part), start=_still(instance, begun.get(use, ()), left),
            hear=_partly(told, uses, done),
        )  # fmt: skip
        if found is None:
            continue
        placed = sum(instance.laid_area(instance.item(p.id)) for p in found.placements)
        # A dear sheet is left alone when the same cloth costs less from a roll.
        if use not in pinned and placed * price < sheet.cost:
            continue
        uses.append(found)
        left = taken(left, instance, found.placements)
        told(uses, done)
    uses += _on_rolls(
        player, rolls, left, budget, share * kept, _among(told, uses, 1.0 - kept), begun
    )
    told(uses, 1.0)
    return uses


def _play_lots(
    player: Player,
    plan: Plan,
    left: Left,
    budget: Budget,
    share: float,
    told: Told,
    begun: Mapping[int | str, tuple[Placement, ...]],
) -> list[Use]:
    """Fill shade lot after shade lot with whole garments."""
    instance = player.instance
    uses: list[Use] = []
    lots: dict[str, Plan] = {}
    for use, sheet in plan:
        lots.setdefault(lot_of(sheet), []).append((use, sheet))
    whole = sum(_area(instance, left).values()) or 1.0
    for own in lots.values():
        needed = sum(_area(instance, left).values())
        if needed <= 0:
            break
        room = sum(sheet.area for _, sheet in own)
        part = share * min(1.0, room / whole) / LOT_TRIES
        wanted = _worn(instance, left, FULL * room)
        best: list[Use] = []
        for _ in range(LOT_TRIES):
            made = _play(
                player, own, wanted, budget, part, _among(told, uses, 1.0 - needed / whole), begun
            )
            sound = _whole_garments(player, made)
            if _score(instance, sound) < _score(instance, best):
                best = sound
            lying = [place for use in sound for place in use.placements]
            if len(lying) == sum(len(use.placements) for use in made):
                break
            # Those garments again that came whole, with the room that the others took.
            wanted = dict(counted(instance, lying))
        uses += best
        left = taken(left, instance, (place for use in best for place in use.placements))
        told(uses, 1.0 - sum(_area(instance, left).values()) / whole)
    return uses


def _worn(instance: Instance, left: Left, room: float) -> Left:
    """Return what to try on a lot: whole garments, large ones first, up to an area."""
    garments = garments_of(instance)
    sewn = {item.id for items in garments.values() for item in items}
    wanted = {key: count for key, count in left.items() if key[0] not in sewn}
    room -= sum(_area(instance, wanted).values())
    sizes = {name: sum(_area(instance, need(items)).values()) for name, items in garments.items()}
    for name in sorted(garments, key=lambda name: -sizes[name]):
        one = need(garments[name])
        most = whole_garments(one, left)
        # At least one is tried: the estimate of what fits may be too careful.
        some = most if room == math.inf else min(most, max(int(room / sizes[name]), 0))
        some = max(some, min(most, 1))
        for key, count in one.items():
            wanted[key] = some * count
        room -= some * sizes[name]
    return wanted


def _whole_garments(player: Player, uses: list[Use]) -> list[Use]:
    """Return the sheets of a lot without pieces that belong to no whole garment."""
    gone = surplus(player.instance, [place for use in uses for place in use.placements])
    kept, index = [], 0
    for use in uses:
        stays = tuple(p for k, p in enumerate(use.placements, index) if k not in gone)
        index += len(use.placements)
        if stays:
            kept.append(player.used(use.sheet, use.id, stays))
    return kept


def _scaled(told: Told, first: float, part: float) -> Told:
    """Return how to tell of a part of the budget that begins at a share."""
    return lambda uses, done: told(uses, first + part * done)


def _among(told: Told, uses: list[Use], done: float) -> Told:
    """Return how to tell of sheets that come after others, with a fixed share done."""
    before = list(uses)
    return lambda more, _: told([*before, *more], done)


def _partly(told: Told, uses: list[Use], done: float) -> Callable[[Use], None]:
    """Return how to tell of a sheet while it is being filled."""
    before = list(uses)
    return lambda use: told([*before, use], done)


def _still(
    instance: Instance, placements: Iterable[Placement], left: Left
) -> tuple[Placement, ...]:
    """Return those placements whose copies are still to be placed."""
    room = dict(left)
    found = []
    for place in placements:
        key = (place.id, place.mirrored if instance.item(place.id).mirror == "pairs" else False)
        if room.get(key, 0) > 0 and not is_fixed(instance, place):
            room[key] -= 1
            found.append(place)
    return tuple(found)


def _on_rolls(
    player: Player,
    rolls: Plan,
    left: Left,
    budget: Budget,
    share: float,
    told: Told,
    begun: Mapping[int | str, tuple[Placement, ...]],
) -> list[Use]:
    """Return the rest of an order on rolls: the one on which it costs least comes first."""
    instance = player.instance
    uses: list[Use] = []
    waiting = list(rolls)
    while waiting and any(left.values()):
        trials = []
        for use, roll in waiting:
            mine = {key: n for key, n in left.items() if fits(instance, key[0], roll)}
            part = budget.part(0.4 * share / len(waiting) if len(waiting) > 1 else share)
            found = (
                player.fill(
                    roll, use, mine, part, start=_still(instance, begun.get(use, ()), mine),
                    hear=_partly(told, uses, 1.0),
                )
                if any(mine.values())
                else None
            )  # fmt: skip
            if found is not None:
                placed = sum(instance.laid_area(instance.item(p.id)) for p in found.placements)
                area, cost = roll.charged(found.length)
                trials.append((cost / placed if cost else area / placed, use, roll, found, mine))
        if not trials:
            break
        _, use, roll, found, mine = min(trials, key=lambda trial: trial[0])
        if len(waiting) > 1:
            again = player.fill(
                roll, use, mine, budget.part(0.6 * share),
                start=[p for p in found.placements if not is_fixed(instance, p)],
                hear=_partly(told, uses, 1.0),
            )  # fmt: skip
            found = again if again is not None and _better(again, found) else found
        uses.append(found)
        left = taken(left, instance, found.placements)
        waiting = [entry for entry in waiting if entry[0] != use]
    return uses


def _better(one: Use, other: Use) -> bool:
    return (len(one.placements), -one.length) > (len(other.placements), -other.length)


def _area(instance: Instance, left: Left) -> dict[tuple[int | str, bool], float]:
    return {key: n * instance.laid_area(instance.item(key[0])) for key, n in left.items()}


def _score(instance: Instance, uses: list[Use]) -> tuple[float, float, float]:
    """Return what to make small: area left over, cost, area of cloth that is taken."""
    placed = sum(instance.laid_area(instance.item(p.id)) for use in uses for p in use.placements)
    cost = sum(use.sheet.charged(use.length)[1] for use in uses)
    return (
        round(instance.area - placed, 6),
        cost,
        sum(use.sheet.charged(use.length)[0] for use in uses),
    )


def fits(instance: Instance, id: int | str, sheet: Sheet) -> bool:
    """Tell whether an item's box fits into a sheet's at one of its poses, edges left out."""
    item = instance.item(id)
    edge = max(sheet.edge, instance.edge)
    length, width = sheet.extent
    ends = 0.0 if sheet.is_roll else edge
    return any(
        size[0] <= length - 2 * ends + 1e-9 and size[1] <= width - 2 * edge + 1e-9
        for size in _sizes(item)
    )


def _sizes(item: Item) -> list[tuple[float, float]]:
    outline = np.array(item.piece.outline)
    sizes = [np.ptp(pose_points(outline, angle, m), axis=0) for angle, m in item.poses]
    return [(float(x), float(y)) for x, y in sizes]


def _check_fit(instance: Instance) -> None:
    for item in instance.items:
        if not any(fits(instance, item.id, sheet) for sheet in instance.sheets):
            raise SpecError(
                "it fits on no sheet of the stock at any of its allowed angles",
                where=item.label,
                advice="add a larger sheet, allow more angles, or split the piece",
            )
