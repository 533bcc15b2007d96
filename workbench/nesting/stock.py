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
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.nesting.instance import Instance
from workbench.nesting.invariants import judge_placement
from workbench.nesting.item import Item
from workbench.nesting.lowering import demands, lower_sheet
from workbench.nesting.marker import Marker
from workbench.nesting.pack import as_test, pack
from workbench.nesting.placement import Placement, pose_points
from workbench.nesting.problem import Packing
from workbench.nesting.sheet import Sheet

Left = dict[tuple[int | str, bool], int]
# Share of the budget that goes into choosing between sequences, and how many there are.
SCOUTING = 0.3
DEFAULT_SECONDS = 10.0
# With more poses the tables of each search take seconds to set up: one sequence is played then.
MOST_SCOUTED = 80
# No step of a search counted in evaluations gets fewer.
LEAST_EVALUATIONS = 20_000
LEAST_SECONDS = 0.2


@dataclass(frozen=True)
class Use:
    """One sheet that is used, and what lies on it.

    Parameters
    ----------
    id : int or str        What placements say.
    sheet : Sheet
    placements : tuple of Placement
    length : float         How far along x it is used. [mm]
    height : float         Of a kiln's layer. [mm]
    """

    id: int | str
    sheet: Sheet
    placements: tuple[Placement, ...]
    length: float
    height: float = 0.0

    def record(self) -> dict[str, Any]:
        """Return what a marker tells of it."""
        area, cost = self.sheet.charged(self.length)
        told = {
            "id": self.id,
            "stock": self.sheet.id,
            "length": self.length,
            "value": cost,
            "area": area,
        }
        return {**told, "height": self.height} if self.sheet.kind == "shelf" else told


@dataclass
class Budget:
    """Time or evaluations, given out in shares.

    Parameters
    ----------
    seconds, evaluations : float, int, optional
        Of the whole call.
    """

    seconds: float | None
    evaluations: int | None
    began: float = field(default_factory=time.perf_counter)

    def part(self, share: float) -> dict[str, Any]:
        """Return the budget of one step, as ``pack`` takes it."""
        if self.evaluations is not None:
            return {"evaluations": max(LEAST_EVALUATIONS, int(share * self.evaluations))}
        whole = self.seconds or DEFAULT_SECONDS
        left = whole - (time.perf_counter() - self.began)
        return {"seconds": max(LEAST_SECONDS, min(share * whole, left))}


@dataclass(frozen=True)
class Player:
    """How every step of a call is searched.

    Parameters
    ----------
    instance : Instance
    seed, chains, threads : int
    stop : callable
    """

    instance: Instance
    seed: int
    chains: int
    threads: int
    stop: Callable[[], bool]
    tally: dict[str, float] = field(default_factory=lambda: {"evaluations": 0.0, "cpu": 0.0})

    def fill(
        self,
        sheet: Sheet,
        use: int | str,
        left: Left,
        budget: Mapping[str, Any],
        values: Mapping[int | str, float] | None = None,
        start: Iterable[Placement] = (),
    ) -> Use | None:
        """Return a sheet with as much on it as the budget finds; None when nothing lies on it."""
        lowered = lower_sheet(self.instance, sheet, use, left, values)
        fixed = [
            replace(place, id=item.id)
            for item in self.instance.items
            for place in item.fixed
            if place.sheet == use
        ]
        placements: tuple[Placement, ...] = ()
        if lowered.problem.items and not self.stop():
            first = lowered.lowered(start) if start else None
            packing: Packing = pack(
                lowered.problem,
                seed=self.seed,
                chains=self.chains,
                threads=self.threads,
                stop=self.stop,
                start=first,
                **budget,
            )
            self.tally["evaluations"] += packing.evaluations
            self.tally["cpu"] += packing.cpu_seconds
            placements = lowered.raised(packing.placements)
        placements = self._sound(sheet, (*fixed, *placements))
        if not placements:
            return None
        low = 0.0 if sheet.is_roll else float(np.array(sheet.outline)[:, 0].min())
        items = [self.instance.item(place.id) for place in placements]
        reach = max(
            float(place.apply(item.piece.outline)[:, 0].max())
            for place, item in zip(placements, items, strict=True)
        )
        length = reach - low if sheet.is_roll else sheet.extent[0]
        if sheet.is_roll and self.instance.repeat is not None:
            length = min(self.instance.repeat.ceiling(length), sheet.length)
        return Use(use, sheet, placements, length)

    def _sound(self, sheet: Sheet, placements: tuple[Placement, ...]) -> tuple[Placement, ...]:
        """Return placements without those that shapely refuses; they wait for another sheet."""
        if not placements:
            return ()
        use = placements[0].sheet
        far = sheet.length if math.isfinite(sheet.length) else 1e9
        record = {"id": use, "stock": sheet.id, "length": far, "area": 1.0}
        kept = list(placements)
        bad = True
        while bad:
            marker = Marker.on_sheets(self.instance, kept, [record])
            bad = False
            for index in range(len(kept) - 1, -1, -1):
                hits, outside, reasons = judge_placement(self.instance, marker, index)
                if (hits or outside or reasons) and not _is_fixed(self.instance, kept[index]):
                    del kept[index]
                    bad = True
                    break
        return tuple(kept)


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
) -> Marker:
    """Place an order on the sheets of an instance at the least cost that the budget finds.

    Parameters
    ----------
    instance : Instance
        With sheets.
    seconds, evaluations, seed, chains, threads, stop
        As for ``nest``.
    listener : callable, optional
        Called with the marker so far and the share of the budget that is used, after each sheet.

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

    plans = sequences(instance)
    if sum(len(item.poses) for item in instance.items) > MOST_SCOUTED:
        plans = plans[:1]
    scores = []
    if len(plans) > 1:
        for plan in plans:
            uses = _play(player, plan, budget, SCOUTING / len(plans), None)
            scores.append((_score(instance, uses), uses, plan))
            if listener is not None:
                best = min(scores, key=lambda score: score[0])[1]
                listener(marker(best), SCOUTING * len(scores) / len(plans))
        scores.sort(key=lambda score: score[0])
    chosen = scores[0][2] if scores else plans[0]
    share = 1.0 - SCOUTING if scores else 1.0

    def told(uses: list[Use], done: float) -> None:
        if listener is not None:
            listener(marker(uses), 1.0 - share + share * done)

    final = _play(player, chosen, budget, share, told)
    if scores and scores[0][0] < _score(instance, final):
        final = scores[0][1]
    return marker(final)


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


def sequences(instance: Instance) -> list[list[tuple[int | str, Sheet]]]:
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
    found: list[list[tuple[int | str, Sheet]]] = []
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
    plan: list[tuple[int | str, Sheet]],
    budget: Budget,
    share: float,
    told: Callable[[list[Use], float], None] | None,
) -> list[Use]:
    instance = player.instance
    left = demands(instance)
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
        found = player.fill(sheet, use, left, budget.part(part))
        if found is None:
            continue
        placed = sum(instance.laid_area(instance.item(p.id)) for p in found.placements)
        # A dear sheet is left alone when the same cloth costs less from a roll.
        if use not in pinned and placed * price < sheet.cost:
            continue
        uses.append(found)
        left = taken(left, instance, found.placements)
        if told is not None:
            told(uses, (1.0 - kept) * (1.0 - needed / whole))
    uses += _on_rolls(player, rolls, left, budget, share * (kept or 0.0))
    if told is not None:
        told(uses, 1.0)
    return uses


def _on_rolls(
    player: Player,
    rolls: list[tuple[int | str, Sheet]],
    left: Left,
    budget: Budget,
    share: float,
) -> list[Use]:
    """Return the rest of an order on rolls: the one on which it costs least comes first."""
    instance, uses = player.instance, []
    waiting = list(rolls)
    while waiting and any(left.values()):
        trials = []
        for use, roll in waiting:
            mine = {key: n for key, n in left.items() if fits(instance, key[0], roll)}
            part = budget.part(0.4 * share / len(waiting) if len(waiting) > 1 else share)
            found = player.fill(roll, use, mine, part) if any(mine.values()) else None
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
                start=[p for p in found.placements if not _is_fixed(instance, p)],
            )  # fmt: skip
            found = again if again is not None and _better(again, found) else found
        uses.append(found)
        left = taken(left, instance, found.placements)
        waiting = [entry for entry in waiting if entry[0] != use]
    return uses


def _better(one: Use, other: Use) -> bool:
    return (len(one.placements), -one.length) > (len(other.placements), -other.length)


def _is_fixed(instance: Instance, place: Placement) -> bool:
    item = instance.item(place.id)
    return any(replace(fixed, id=item.id) == place for fixed in item.fixed)


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
