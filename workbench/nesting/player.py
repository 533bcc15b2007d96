"""How one sheet is filled: the budget of a step, the search, and what it is judged by."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from workbench.nesting.contest import PackProgress
from workbench.nesting.instance import Instance
from workbench.nesting.invariants import judge_placement
from workbench.nesting.lowering import lower_sheet
from workbench.nesting.marker import Marker
from workbench.nesting.pack import pack
from workbench.nesting.placement import Placement
from workbench.nesting.problem import Packing
from workbench.nesting.sheet import Sheet

Left = dict[tuple[int | str, bool], int]
DEFAULT_SECONDS = 10.0
# No step of a search counted in evaluations gets fewer.
LEAST_EVALUATIONS = 20_000


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
        # A search without time still drops its pieces in, so a late sheet is filled, only quickly.
        return {"seconds": max(0.0, min(share * self.whole, self.left))}

    @property
    def whole(self) -> float:
        """Time of the whole call [s]."""
        return DEFAULT_SECONDS if self.seconds is None else self.seconds

    @property
    def left(self) -> float:
        """Time that is left of it [s]; infinite when evaluations are counted."""
        if self.evaluations is not None:
            return math.inf
        return self.whole - (time.perf_counter() - self.began)


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
        hear: Callable[[Use], None] | None = None,
    ) -> Use | None:
        """Return a sheet with as much on it as the budget finds; None when nothing lies on it.

        Parameters
        ----------
        sheet : Sheet
        use : int or str
            What placements on it say.
        left : dict
            Copies that are still to be placed.
        budget : mapping
            Of this step, as ``pack`` takes it.
        values : mapping, optional
            What a copy of an item is worth here.
        start : iterable of Placement
            A valid layout to begin from.
        hear : callable, optional
            Called several times a second with the sheet as it is filled so far.
        """
        lowered = lower_sheet(self.instance, sheet, use, left, values)
        fixed = [
            replace(place, id=item.id)
            for item in self.instance.items
            for place in item.fixed
            if place.sheet == use
        ]
        placements: tuple[Placement, ...] = ()
        if lowered.problem.items and not self.stop():
            begun = list(start)
            first = lowered.lowered(begun) if begun else None

            def told(progress: PackProgress) -> None:
                lying = (*fixed, *lowered.raised(progress.packing.placements))
                if hear is not None and lying:
                    hear(self.used(sheet, use, lying))

            packing: Packing = pack(
                lowered.problem,
                seed=self.seed,
                chains=self.chains,
                threads=self.threads,
                stop=self.stop,
                start=first,
                listener=None if hear is None else told,
                **budget,
            )
            self.tally["evaluations"] += packing.evaluations
            self.tally["cpu"] += packing.cpu_seconds
            placements = lowered.raised(packing.placements)
        placements = self._sound(sheet, (*fixed, *placements))
        return self.used(sheet, use, placements) if placements else None

    def used(self, sheet: Sheet, use: int | str, placements: tuple[Placement, ...]) -> Use:
        """Return a sheet as it is used by what lies on it."""
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

    def uses_of(self, marker: Marker) -> list[Use]:
        """Return the sheets of a marker as they are used."""
        found = []
        for record in marker.sheets:
            own = tuple(place for place in marker.placements if place.sheet == record["id"])
            if own:
                found.append(self.used(self.instance.sheet(record["stock"]), record["id"], own))
        return found

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
                if (hits or outside or reasons) and not is_fixed(self.instance, kept[index]):
                    del kept[index]
                    bad = True
                    break
        return tuple(kept)


def is_fixed(instance: Instance, place: Placement) -> bool:
    """Tell whether a placement is one that the instance fixes."""
    item = instance.item(place.id)
    return any(replace(fixed, id=item.id) == place for fixed in item.fixed)
