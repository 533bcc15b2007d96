"""Emissions of a sold piece: what was made, moved and thrown away, divided by what was sold.

Every factor has value, unit, source and year; a missing factor is an error, not zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from workbench.errors import SpecError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FILE = Path(__file__).with_name("factors.yaml")


@dataclass(frozen=True)
class Factor:
    """An emission factor and where it comes from."""

    name: str
    value: float
    unit: str
    source: str
    year: int
    mark: str

    @property
    def is_estimate(self) -> bool:
        """Whether a report must list it among the figures nobody verified."""
        return self.mark != "verified"


@dataclass(frozen=True)
class FactorSet:
    """Factors by name; what a set does not hold is taken from the default set."""

    name: str
    factors: Mapping[str, Factor]

    def __getitem__(self, name: str) -> Factor:
        """Return a factor, or raise with the nearest name."""
        try:
            return self.factors[name]
        except KeyError:
            raise SpecError(
                f"there is no emission factor '{name}' in the set '{self.name}'",
                where="footprint",
                advice=f"{nearest(name, self.factors)}; or add it with value, unit, source, year",
            ) from None

    def with_factors(self, *factors: Factor) -> FactorSet:
        """Return the set with factors added or replaced."""
        added = {factor.name: factor for factor in factors}
        return FactorSet(self.name, {**self.factors, **added})


@dataclass(frozen=True)
class Line:
    """One cause of emissions of a piece made.

    Parameters
    ----------
    category : str
        ``"Material"``, ``"Energy"``, ``"Freight"``, ``"Waste"``.
    factor : str
        Name of its factor.
    amount : float
        How much for one piece, in the unit below the factor's bar: kg, kWh, L or t km.
    label : str
        What it is.
    """

    category: str
    factor: str
    amount: float
    label: str = ""


@dataclass(frozen=True)
class Footprint:
    """Emissions of a piece.

    Parameters
    ----------
    parts : tuple of (category, kg CO2e)
        Of a piece *made*; they add up to ``made``.
    made : float
        Of a piece made. [kg CO2e]
    sold : float
        Of a piece sold: what was made for nobody is carried by the others. [kg CO2e]
    used : tuple of Factor
        Each factor it rests on.
    """

    parts: tuple[tuple[str, float], ...]
    made: float
    sold: float
    used: tuple[Factor, ...]

    def share(self, category: str) -> float:
        """Return the share of a category in what a made piece emits."""
        return dict(self.parts).get(category, 0.0) / self.made if self.made else 0.0


def freight(mode: str, mass: float, distance: float) -> Line:
    """Return the line of carrying ``mass`` [kg] over ``distance`` [km]."""
    return Line("Freight", f"freight.{mode}", mass / 1000.0 * distance, mode)


def footprint(
    lines: Iterable[Line], factors: FactorSet | None = None, *, sold_share: float = 1.0
) -> Footprint:
    """Return the footprint of a piece.

    Parameters
    ----------
    lines : iterable of Line
        What a piece made takes.
    factors : FactorSet, optional
        The default set if not given.
    sold_share : float, default 1
        Share of the pieces made that reach a user.
    """
    if not 0.0 < sold_share <= 1.0:
        raise SpecError(
            f"a share of {sold_share:.0%} sold leaves no piece to carry the footprint",
            advice="give a share above 0 % and up to 100 %",
        )
    chosen = factors or factor_set()
    parts: dict[str, list[float]] = {}
    used: dict[str, Factor] = {}
    for line in lines:
        factor = chosen[line.factor]
        used[factor.name] = factor
        parts.setdefault(line.category, []).append(line.amount * factor.value)
    summed = tuple((category, math.fsum(amounts)) for category, amounts in parts.items())
    made = math.fsum(amount for _, amount in summed)
    return Footprint(summed, made, made / sold_share, tuple(used.values()))


@cache
def factor_set(name: str = "default") -> FactorSet:
    """Return a shipped set of factors: ``default`` or ``glec`` (another source for freight)."""
    sets: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["sets"]
    if name not in sets:
        raise SpecError(f"there is no factor set '{name}'", advice=nearest(name, sets))
    entries = {**sets["default"], **sets[name]}
    return FactorSet(name, {key: Factor(key, **entry) for key, entry in entries.items()})
