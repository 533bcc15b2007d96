"""Ware on kiln shelves: layers, each as high as its tallest ware, until the kiln is full."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from workbench.errors import SpecError
from workbench.nesting.instance import Instance
from workbench.nesting.lowering import demands
from workbench.nesting.marker import Marker
from workbench.nesting.pack import as_test
from workbench.nesting.player import Budget, Left, Player, Use
from workbench.nesting.sheet import Sheet
from workbench.nesting.stock import expanded, fits, stock_marker, taken


def nest_kiln(
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
    """Load the shelves of a kiln, tall ware first, in layers that together fit its height.

    A layer is opened for the tallest ware that is left and filled with all that is no taller,
    preferring what would be a waste of height elsewhere. Posts are holes of the shelf.

    Parameters
    ----------
    instance : Instance
        With shelves as sheets and ``layers``, the height of the kiln and of a shelf.
    seconds, evaluations, seed, chains, threads, stop
        As for ``nest``.
    listener : callable, optional
        Called several times a second with the load so far and the share of the budget used.

    Returns
    -------
    Marker
        Each layer is a sheet with its height; what waits for the next firing is unplaced.
    """
    if not instance.layers:
        raise SpecError("the instance has no kiln", where="nest_kiln", advice="give its height")
    began, cpu = time.perf_counter(), time.process_time()
    inside, thickness = instance.layers
    player = Player(instance, seed, chains, threads, as_test(stop))
    budget = Budget(seconds, evaluations)
    left = demands(instance)
    shelves = sorted(expanded(instance.sheets), key=lambda entry: -entry[1].area)
    free = inside
    uses: list[Use] = []
    _check_heights(instance, inside - thickness)

    def marker(*more: Use) -> Marker:
        return stock_marker(
            instance, [*uses, *more], evaluations=int(player.tally["evaluations"]),
            seconds=time.perf_counter() - began, cpu_seconds=time.process_time() - cpu,
        )  # fmt: skip

    for number, (use, shelf) in enumerate(shelves):

        def tell(layer: Use, done: float = number / len(shelves)) -> None:
            if listener is not None:
                listener(marker(layer), done)

        part = budget.part(1 / len(shelves))
        layer = _layer(player, use, shelf, left, free - thickness, part, tell)
        if layer is None:
            continue
        uses.append(layer)
        left = taken(left, instance, layer.placements)
        free -= layer.height + thickness
        if listener is not None:
            listener(marker(), (number + 1) / len(shelves))
    return marker()


def _layer(
    player: Player,
    use: int | str,
    shelf: Sheet,
    left: Left,
    room: float,
    part: dict[str, int | float],
    tell: Callable[[Use], None],
) -> Use | None:
    instance = player.instance
    able = {
        key: count
        for key, count in left.items()
        if count > 0 and instance.item(key[0]).height <= room and fits(instance, key[0], shelf)
    }
    if not able:
        return None
    tallest = max(instance.item(id).height for id, _ in able)
    # Worth its area, and more the nearer it comes to the height that the layer costs.
    values = {
        id: instance.item(id).piece.area
        * (0.05 + (instance.item(id).height / (tallest or 1.0)) ** 2)
        for id, _ in able
    }

    def high(layer: Use) -> Use:
        height = max(instance.item(place.id).height for place in layer.placements)
        return replace(layer, height=height)

    layer = player.fill(shelf, use, able, part, values, hear=lambda layer: tell(high(layer)))
    return None if layer is None else high(layer)


def _check_heights(instance: Instance, room: float) -> None:
    for item in instance.items:
        if item.height > room:
            raise SpecError(
                f"it is {item.height:g} mm high and the kiln leaves {room:g} mm",
                where=item.label,
                advice="fire it in a higher kiln",
            )
