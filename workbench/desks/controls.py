"""Which controls a twin's drop has, and how they become settings of a scenario and back.

Everything is derived from the twin, so that a desk works for any of them: the drop's quantity,
price, window and promise; the sizes of the pools; the machines of stations that have several;
the variants.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.desks.text import Words, spoken
from workbench.model.defaults import default

if TYPE_CHECKING:
    from workbench.model import Drop, Factory, Preorder, Scenario

DAY = 1440.0
"""Minutes of a day."""
_MOST_POOLS, _MOST_STATIONS = 5, 3


@dataclass(frozen=True)
class Control:
    """A slider: the key path it sets and the range it has.

    Parameters
    ----------
    path : str
        Key path of the setting in the twin.
    label : str
        What people call it.
    value, minimum, maximum, step : float
        In ``unit``.
    unit : str
        Shown behind the number; a currency's code shows as its sign.
    written : str
        Unit with which the setting is written into the scenario; "" for a plain whole number.
    group : str
        "drop" or "place": under which heading it stands.
    """

    path: str
    label: str
    value: float
    minimum: float
    maximum: float
    step: float
    unit: str = ""
    written: str = ""
    group: str = "drop"

    def setting(self, value: float) -> str | int:
        """Return what is written into the scenario for ``value``."""
        if not self.written:
            return round(value)
        return f"{value:g} {self.written}"


def controls(factory: Factory, drop: Drop, words: Words) -> tuple[Control, ...]:
    """Return the sliders of a drop on a twin, in the order in which they stand."""
    base = f"drops.{drop.name}"
    found = []
    count = max(int(drop.count), 1)
    found.append(Control(f"{base}.pieces", words("pieces"), count, 1, _nice(max(5 * count, 40)), 1))
    if drop.price is not None:
        price = float(drop.price)
        step = 10.0 ** (math.floor(math.log10(max(price, 1.0))) - 1)
        low, high = step * math.ceil(0.3 * price / step), step * math.ceil(2.0 * price / step)
        code = factory.currency
        found.append(
            Control(
                f"{base}.price", words("price"), price, low, high, _fine(step, price), code, code
            )
        )
    if drop.preorder is not None:
        window = float(drop.preorder.window) / DAY
        path = f"{base}.preorder.window"
        high = max(60.0, _nice(2 * window))
        found.append(Control(path, words("window"), window, 1, high, _fine(1, window), "d", "d"))
        found += _counted(drop.preorder, f"{base}.preorder", words)
    if not isinstance(drop.promise, str):
        promise = float(drop.promise) / DAY
        high = max(60.0, _nice(2 * promise))
        found.append(
            Control(
                f"{base}.promise", words("promise"), promise, 1, high, _fine(1, promise), "d", "d"
            )
        )
    pools = _used(factory, drop, "pool")
    for pool in [p for p in factory.pools if p.name in pools][:_MOST_POOLS]:
        high = max(6, 2 * pool.size)
        label = words("pool", name=getattr(pool, "label", "") or spoken(pool.name))
        path = f"pools.{pool.name}.size"
        found.append(Control(path, label, pool.size, 1, high, 1, group="place"))
    stations = _used(factory, drop, "station")
    several = [s for s in factory.stations if s.name in stations and s.machines > 1]
    for station in several[:_MOST_STATIONS]:
        label = words("machines", name=station.label or spoken(station.name))
        high = max(6, 2 * station.machines)
        path = f"stations.{station.name}.machines"
        found.append(Control(path, label, station.machines, 1, high, 1, group="place"))
    return tuple(found)


def _counted(preorder: Preorder, base: str, words: Words) -> list[Control]:
    """Return the sliders of what has been ordered so far; nothing passed means nothing counted."""
    if preorder.prior is None:
        return []
    placed, passed = preorder.placed or 0, 100.0 * float(preorder.passed or 0.0)
    if preorder.placed is not None and not passed:
        passed = _percent(share_counted(preorder))
    # What the twin itself has counted can be corrected but not forgotten.
    least = 0 if preorder.placed is None else 1
    high = max(_nice(2 * preorder.prior.mean), 2 * placed)
    return [
        Control(f"{base}.placed", words("placed"), placed, 0, high, 1),
        Control(f"{base}.passed", words("passed"), passed, least, 100, 1, "%", "%"),
    ]


def share_counted(preorder: Preorder) -> float:
    """Return the share of the window in which preorders were counted, if nobody says otherwise."""
    return float(preorder.passed or preorder.share or default("preorder.share"))


def counted(path: str, value: float, settings: Mapping[str, Any], drop: Drop) -> dict[str, Any]:
    """Return the settings after one of the two sliders of the preorders has moved.

    Parameters
    ----------
    path : str
        Of the slider.
    value : float
        Where it stands now: pieces, or per cent of the window.
    settings : mapping
        As they were.
    drop : Drop
        As the twin has it.
    """
    if drop.preorder is None:
        return dict(settings)
    base = path.rpartition(".")[0]
    placed, passed = f"{base}.placed", f"{base}.passed"
    left = {key: other for key, other in settings.items() if key not in (placed, passed)}
    if path == passed:
        if value <= 0:
            return left
        count = settings.get(placed, drop.preorder.placed or 0)
        return {**left, placed: count, passed: f"{value:g} %"}
    share = f"{_percent(share_counted(drop.preorder)):g} %"
    return {**left, placed: round(value), passed: settings.get(passed, share)}


def _percent(share: float) -> float:
    return max(1.0, float(round(100.0 * share)))


def at(
    found: tuple[Control, ...], settings: Mapping[str, Any], factory: Factory
) -> tuple[Control, ...]:
    """Return the controls with the values that a scenario's settings give them.

    Parameters
    ----------
    found : tuple of Control
        Made from the twin without the settings.
    settings : mapping
        Of the scenario.
    factory : Factory
        With the settings applied; values are read from it, whatever way they were written.
    """
    moved = []
    for control in found:
        value = control.value
        if control.path in settings:
            raw = float(factory.value_at(control.path))
            value = raw * {"d": 1.0 / DAY, "%": 100.0}.get(control.written, 1.0)
        low, high = min(control.minimum, value), max(control.maximum, value)
        moved.append(replace(control, value=value, minimum=low, maximum=high))
    return tuple(moved)


def sizes_for(sizes: tuple[tuple[str, int], ...], pieces: int) -> dict[str, int]:
    """Return a mix of sizes scaled to ``pieces`` by largest remainder: the sum is exact."""
    total = sum(count for _, count in sizes)
    if not total:
        return {}
    exact = [(size, count * pieces / total) for size, count in sizes]
    scaled = {size: math.floor(share) for size, share in exact}
    missing = pieces - sum(scaled.values())
    for size, _ in sorted(exact, key=lambda e: (math.floor(e[1]) - e[1], e[0]))[:missing]:
        scaled[size] += 1
    return scaled


def variants(factory: Factory, words: Words) -> list[dict[str, str]]:
    """Return the options of the segmented control: the twin as it is, and each variant."""
    if not factory.variants:
        return []
    named = [
        {
            "value": variant.name,
            "label": variant.label or spoken(variant.name),
            "hint": getattr(variant, "description", "")[:200],
        }
        for variant in factory.variants
    ]
    return [{"value": "", "label": words("as_it_is")}, *named]


def fitting(scenario: Scenario, factory: Factory) -> Scenario:
    """Return the scenario without settings and places of what its variant has taken away.

    Parameters
    ----------
    scenario : Scenario
        As wanted.
    factory : Factory
        The twin with the variant, without the settings.
    """
    standing = {station.name for station in factory.stations}
    settings = {path: v for path, v in scenario.settings.items() if _exists(path, factory)}
    places = {name: p for name, p in scenario.placements.items() if name in standing}
    return replace(scenario, settings=settings, placements=places)


def _exists(path: str, factory: Factory) -> bool:
    parts = path.split(".")
    collection = getattr(factory, parts[0], None)
    if not isinstance(collection, tuple) or len(parts) < 2:
        return True
    return any(getattr(entry, "name", None) == parts[1] for entry in collection)


def _used(factory: Factory, drop: Drop, what: str) -> set[str]:
    """Return the pools or stations of the drop's routing."""
    return {getattr(operation, what, "") or "" for operation in factory.product_of(drop).routing}


def _nice(value: float) -> float:
    """Return the next 1, 2, 3, 5 or 10 times a power of ten at or above ``value``."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(head * power for head in (1, 2, 3, 5, 10) if head * power >= value)


def _fine(step: float, value: float) -> float:
    """Return a step that reaches ``value`` exactly."""
    for part in (step, step / 2, step / 5, step / 10, step / 100):
        if abs(value / part - round(value / part)) < 1e-9:
            return part
    return step / 100
