"""What a figure owes to each parameter of a twin: one changed at a time, with the same chance."""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.analysis.intervals import Interval, mean_interval
from workbench.analysis.pairs import Difference, difference
from workbench.errors import SpecError, WorkbenchError
from workbench.studies.outcomes import Source, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.model import Factory, Scenario

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Effect:
    """What one parameter does to a figure.

    Parameters
    ----------
    path : str
        Key path in the twin.
    low, high : object
        The values tried, as the twin would write them; None when it takes no such value.
    down, up : Difference or None
        The figure at the low and the high value less that of the twin as it stands, paired.
    elasticity : Interval
        Per cent of the figure for one per cent of the parameter, over the range tried.
    """

    path: str
    low: Any
    high: Any
    down: Difference | None
    up: Difference | None
    elasticity: Interval

    @property
    def swing(self) -> float:
        """Length of its bar in the tornado: from the lower end to the higher."""
        ends = [0.0, *(end.interval.value for end in (self.down, self.up) if end is not None)]
        return max(ends) - min(ends)


@dataclass(frozen=True)
class Tornado:
    """Effects of parameters on one figure, the greatest first.

    Parameters
    ----------
    figure, unit : str
        Which figure.
    base : Interval
        The figure of the twin as it stands.
    effects : tuple of Effect
        Ordered by swing.
    refused : tuple of (path, reason)
        Parameters that could not be changed.
    replications : int
        Of every variation.
    """

    figure: str
    unit: str
    base: Interval
    effects: tuple[Effect, ...]
    refused: tuple[tuple[str, str], ...]
    replications: int

    def rows(self) -> list[dict[str, Any]]:
        """Return a table of plain values, one row for each parameter."""
        return [
            {
                "parameter": entry.path,
                "low": entry.low,
                "high": entry.high,
                "down": None if entry.down is None else entry.down.interval.value,
                "up": None if entry.up is None else entry.up.interval.value,
                "elasticity": entry.elasticity.value,
                "elasticity_low": entry.elasticity.low,
                "elasticity_high": entry.elasticity.high,
            }
            for entry in self.effects
        ]


def sensitivity(
    scenario: Scenario,
    parameters: Sequence[str] | None = None,
    figure: str = "lead_time",
    *,
    change: float = 0.1,
    replications: int = 500,
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Tornado:
    """Return how a figure answers to each parameter.

    A quantity is made smaller and larger by a share, a whole number (machines, people) by one.

    Parameters
    ----------
    scenario : Scenario
        Where to stand.
    parameters : sequence of str, optional
        Key paths; people, machines and the times of operations by default.
    figure : str
        As in `until`.
    change : float
        Share by which quantities change.
    replications : int
        Of each variation.
    listener : callable, optional
        Called with (variations done, variations wanted).
    stop : callable, optional
        Ends the work when it returns true.

    Examples
    --------
    >>> sensitivity(Scenario("rug_studio"), ["pools.tufter.size"]).effects    # doctest: +SKIP
    """
    if not 0.0 < change < 1.0:
        raise SpecError("must lie between 0 and 1", where="change")
    if replications < 2:
        raise SpecError("must be at least 2", where="replications")
    chosen = outcome(figure)
    factory = scenario.factory()
    document = factory.to_document()
    paths = list(parameters) if parameters is not None else parameters_of(factory, scenario.drop)
    source = Source(scenario, chosen, stop)
    base = source.draw(0, replications)
    effects: list[Effect] = []
    refused: list[tuple[str, str]] = []
    for done, path in enumerate(paths):
        value = _written(document, path)
        ends = []
        reason = ""
        for factor in (-1, 1):
            try:
                ends.append(_at(scenario, path, varied(value, factor, change), chosen, base, stop))
            except WorkbenchError as error:
                if stop is not None and stop():
                    raise
                reason = str(error)
        if ends:
            effects.append(_effect(path, ends, base, value))
        else:
            refused.append((path, reason))
        if listener is not None:
            listener(done + 1, len(paths))
    effects.sort(key=lambda entry: -entry.swing)
    return Tornado(
        figure, source.unit, mean_interval(base), tuple(effects), tuple(refused), replications
    )


@dataclass(frozen=True)
class _End:
    value: Any
    ratio: float
    figure: Any
    difference: Difference


def _at(
    scenario: Scenario, path: str, change: tuple[Any, float], chosen: Any, base: Any, stop: Any
) -> _End:
    value, ratio = change
    other = dataclasses.replace(scenario, settings={**scenario.settings, path: value})
    drawn = Source(other, chosen, stop).draw(0, len(base))
    return _End(value, ratio, drawn, difference(base, drawn))


def _effect(path: str, ends: list[_End], base: Any, value: Any) -> Effect:
    low = next((end for end in ends if end.ratio < 1.0), None)
    high = next((end for end in ends if end.ratio > 1.0), None)
    top = high.figure if high is not None else base
    bottom = low.figure if low is not None else base
    wide = (high.ratio if high is not None else 1.0) - (low.ratio if low is not None else 1.0)
    mean = float(np.mean(base))
    slope = mean_interval((top - bottom) / wide)
    elasticity = (
        Interval(*sorted_ends(slope, mean)) if mean else Interval(math.nan, math.nan, math.nan)
    )
    return Effect(
        path,
        None if low is None else low.value,
        None if high is None else high.value,
        None if low is None else low.difference,
        None if high is None else high.difference,
        elasticity,
    )


def sorted_ends(interval: Interval, scale: float) -> tuple[float, float, float]:
    """Return an interval over a number, its ends in order."""
    low, high = sorted((interval.low / scale, interval.high / scale))
    return interval.value / scale, low, high


def varied(value: Any, way: int, change: float) -> tuple[Any, float]:
    """Return a value made smaller (``way`` -1) or larger (1), and the ratio of new to old.

    Examples
    --------
    >>> varied("40 min", 1, 0.1)
    ('44 min', 1.1)
    >>> varied(2, -1, 0.1)
    (1, 0.5)
    """
    if isinstance(value, bool) or value is None:
        raise SpecError(f"'{value}' is no quantity", advice="name a number or a quantity")
    if isinstance(value, int):
        if value + way < 1:
            raise SpecError(f"there is nothing below {value}")
        return value + way, (value + way) / value
    factor = 1.0 + way * change
    return _scaled(value, factor), factor


def _scaled(value: Any, factor: float) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(f"{value * factor:.12g}")
    if isinstance(value, str):
        found = _NUMBER.search(value)
        if found is None:
            raise SpecError(f"'{value}' is no quantity", advice="name a number or a quantity")
        number = f"{float(found[0]) * factor:.12g}"
        return value[: found.start()] + number + value[found.end() :]
    if isinstance(value, list):
        return [_scaled(entry, factor) for entry in value]
    if isinstance(value, dict):
        if "rate" in value:  # minutes go up as the rate goes down
            rest = {k: v if k == "of" else _scaled(v, factor) for k, v in value.items()}
            return rest | {"rate": _scaled(value["rate"], 1.0 / factor)}
        kept = ("unit", "of", "per")
        return {k: v if k in kept else _scaled(v, factor) for k, v in value.items()}
    raise SpecError(f"'{value}' is no quantity", advice="name a number or a quantity")


# Times that follow from something else, by the key that says what.
_FORMS = ("program", "recipe", "sam", "marker")


def parameters_of(factory: Factory, drop: str = "") -> list[str]:
    """Return the key paths of people, machines and times that a drop depends on."""
    product = factory.product_of(factory.drop(drop))
    stations = {step.station for step in product.routing if step.station}
    pools = {step.pool for step in product.routing if step.pool}
    document = factory.to_document()
    paths = [f"pools.{pool.name}.size" for pool in factory.pools if pool.name in pools]
    paths += [
        f"stations.{each.name}.machines" for each in factory.stations if each.name in stations
    ]
    for step in product.routing:
        path = f"products.{product.name}.routing.{step.name}.time"
        written = _written(document, path, None)
        form = next((key for key in _FORMS if isinstance(written, dict) and key in written), "")
        # the time of a program or a recipe is that of its segments or baths: nothing to scale here
        if written is not None and form not in ("program", "recipe"):
            paths.append(f"{path}.{form}" if form else path)
    return paths


_ABSENT: Any = object()


def _written(document: Any, path: str, default: Any = _ABSENT) -> Any:
    """Return what a document says at a key path; lists hold single-key entries."""
    place = document
    for key in path.split("."):
        if isinstance(place, list):
            place = next((e[key] for e in place if isinstance(e, dict) and key in e), None)
        elif isinstance(place, dict):
            place = place.get(key)
        else:
            place = None
        if place is None:
            break
    if place is None:
        if default is not _ABSENT:
            return default
        # whole numbers that nobody wrote are one: one machine, one person
        if path.endswith((".machines", ".size")):
            return 1
        raise SpecError(
            "the twin says nothing there", where=path, advice="write the value into the twin first"
        )
    return place
