"""Quantities with units: written as the shop writes them, kept in one canonical unit each.

A quantity is a number of its canonical unit (minutes, millimetres, square metres, kilograms,
litres, degrees Celsius, kilowatts, kilowatt-hours, the twin's currency) that remembers the unit it
was written in::

    >>> from workbench.units import hour, parse
    >>> float(4 * hour), str(4 * hour)
    (240.0, '4 h')
    >>> parse("30 m/min")
    Quantity('30 m/min')

Units that are not in `UNITS` (feet, pounds, …) are asked of pint, which is imported only then.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import Any, NamedTuple, Self

from workbench.errors import SpecError, nearest

# kind of quantity -> its canonical unit
CANONICAL = {
    "time": "min",
    "length": "mm",
    "area": "m2",
    "volume": "L",
    "mass": "kg",
    "temperature": "degC",
    "power": "kW",
    "energy": "kWh",
    "emission": "kgCO2e",
    "count": "pieces",
}

# unit -> (kind, how many canonical units it is)
UNITS: dict[str, tuple[str, float]] = {
    "s": ("time", 1 / 60),
    "min": ("time", 1.0),
    "h": ("time", 60.0),
    "d": ("time", 1440.0),
    "day": ("time", 1440.0),
    "days": ("time", 1440.0),
    "week": ("time", 10080.0),
    "weeks": ("time", 10080.0),
    "month": ("time", 43800.0),
    "months": ("time", 43800.0),
    "y": ("time", 525600.0),
    "year": ("time", 525600.0),
    "years": ("time", 525600.0),
    "mm": ("length", 1.0),
    "cm": ("length", 10.0),
    "m": ("length", 1000.0),
    "km": ("length", 1e6),
    "mm2": ("area", 1e-6),
    "cm2": ("area", 1e-4),
    "m2": ("area", 1.0),
    "mL": ("volume", 1e-3),
    "L": ("volume", 1.0),
    "l": ("volume", 1.0),
    "m3": ("volume", 1000.0),
    "g": ("mass", 1e-3),
    "kg": ("mass", 1.0),
    "t": ("mass", 1000.0),
    "degC": ("temperature", 1.0),
    "W": ("power", 1e-3),
    "kW": ("power", 1.0),
    "Wh": ("energy", 1e-3),
    "kWh": ("energy", 1.0),
    "MJ": ("energy", 1 / 3.6),
    "gCO2e": ("emission", 1e-3),
    "kgCO2e": ("emission", 1.0),
    "piece": ("count", 1.0),
    "pieces": ("count", 1.0),
    "pcs": ("count", 1.0),
    "%": ("share", 0.01),
}

# A currency is data, not a unit with a factor: any ISO 4217 code, all of the kind "money".
_CURRENCY = re.compile(r"[A-Z]{3}")
_QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*")
_SPELLINGS = str.maketrans({"²": "2", "³": "3", "·": "*", "×": "*", "µ": "u"})


class _Unit(NamedTuple):
    """A unit taken apart: the names above and below the fraction bar, its kind and factor."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    kind: str
    factor: float


class Quantity(float):
    """A number in the canonical unit of its kind that remembers how it was written.

    Parameters
    ----------
    magnitude : float
        The number as written.
    unit : str
        The unit as written: ``"h"``, ``"EUR/kg"``, ``""`` for a share.
    text : str, optional
        The text as written; made from magnitude and unit when not given.
    """

    __slots__ = ("magnitude", "note", "text", "unit")

    magnitude: float
    unit: str
    text: str
    note: Any  # a workbench.model.Sourced, or None

    def __new__(cls, magnitude: float, unit: str = "", text: str = "", note: Any = None) -> Self:
        """Return ``magnitude`` of ``unit`` as a number in the canonical unit."""
        self = super().__new__(cls, magnitude * _taken_apart(unit).factor)
        self.magnitude = float(magnitude)
        self.unit = unit
        self.text = text or f"{_plain(magnitude)} {unit}".rstrip()
        self.note = note
        return self

    @property
    def kind(self) -> str:
        """What it is a quantity of: ``"time"``, ``"length/time"``, ``"share"``."""
        return _taken_apart(self.unit).kind

    def sourced(self, note: object) -> Quantity:
        """Return the same quantity with a note of where it comes from."""
        return Quantity(self.magnitude, self.unit, self.text, note)

    def to(self, unit: str) -> float:
        """Return how many of ``unit`` it is."""
        other = _taken_apart(unit)
        if other.kind != self.kind:
            raise SpecError(f"{self.text} is a {self.kind}, '{unit}' measures a {other.kind}")
        return float(self) / other.factor

    def __str__(self) -> str:
        """Return the quantity as written."""
        return self.text

    def __repr__(self) -> str:
        """Return the quantity as written, marked as one."""
        return f"Quantity({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy with the text as written."""
        return Quantity, (self.magnitude, self.unit, self.text, self.note)

    def __mul__(self, other: float) -> Any:  # type: ignore[override]  # a product may be a number
        """Return the product; equal kinds above and below the bar cancel."""
        if isinstance(other, Quantity):
            first, second = _taken_apart(self.unit), _taken_apart(other.unit)
            return _joined(
                self.magnitude * other.magnitude,
                (*first.above, *second.above),
                (*first.below, *second.below),
            )
        if isinstance(other, int | float):
            return Quantity(self.magnitude * other, self.unit)
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Any:  # type: ignore[override]
        """Return the quotient; equal kinds above and below the bar cancel."""
        if isinstance(other, Quantity):
            first, second = _taken_apart(self.unit), _taken_apart(other.unit)
            return _joined(
                self.magnitude / other.magnitude,
                (*first.above, *second.below),
                (*first.below, *second.above),
            )
        if isinstance(other, int | float):
            return Quantity(self.magnitude / other, self.unit)
        return NotImplemented

    def __rtruediv__(self, other: float) -> Any:  # type: ignore[override]
        """Return a number divided by the quantity."""
        own = _taken_apart(self.unit)
        return _joined(other / self.magnitude, own.below, own.above)

    def __add__(self, other: float) -> Any:  # type: ignore[override]
        """Return the sum: a quantity of the first's unit; with a bare number, a bare number."""
        return self._sum(other, 1.0)

    def __sub__(self, other: float) -> Any:  # type: ignore[override]
        """Return the difference, by the rule of the sum."""
        return self._sum(other, -1.0)

    def __neg__(self) -> Quantity:
        """Return the quantity with the other sign."""
        return Quantity(-self.magnitude, self.unit)

    def _sum(self, other: float, sign: float) -> Any:
        if not isinstance(other, Quantity):
            return float(self) + sign * other
        return Quantity(self.magnitude + sign * other.to(self.unit), self.unit)


def parse(text: str) -> Quantity:
    """Return the quantity that ``text`` spells, such as ``"4 h"``, ``"25 %"``, ``"18 EUR/kg"``.

    Raises
    ------
    SpecError
        When the text is not a number with a unit, or the unit is not known.
    """
    found = _QUANTITY.fullmatch(text)
    if not found or not math.isfinite(float(found[1])):
        raise SpecError(f"'{text}' is not a quantity", advice="write a number and a unit: '18 min'")
    return Quantity(float(found[1]), found[2], text.strip())


def kind_of(unit: str) -> str:
    """Return what ``unit`` measures: ``"time"``, ``"area/time"``, ``"money"``, ``"share"``."""
    return _taken_apart(unit).kind


def currencies(unit: str) -> tuple[str, ...]:
    """Return the currency codes that stand in ``unit``."""
    parts = _taken_apart(unit)
    return tuple(name for name in (*parts.above, *parts.below) if _is_currency(name))


def canonical(kind: str, currency: str = "EUR") -> str:
    """Return the canonical unit of a kind: ``"length/time"`` → ``"mm/min"``."""
    if kind == "share":
        return ""
    names = {**CANONICAL, "money": currency}
    return "/".join(names.get(part, part) for part in kind.split("/"))


@lru_cache(maxsize=4096)
def _taken_apart(unit: str) -> _Unit:
    plain = unit.translate(_SPELLINGS).replace("^", "").replace("°C", "degC").replace("**", "")
    head, *tail = (part.strip() for part in plain.split("/"))
    above = tuple(name.strip() for name in head.split("*") if name.strip() not in ("", "1"))
    below = tuple(tail)
    factor, kinds_above, kinds_below = 1.0, [], []
    for name in above:
        kind, size = _atom(name, unit)
        factor *= size
        kinds_above.append(kind)
    for name in below:
        kind, size = _atom(name, unit)
        factor /= size
        kinds_below.append(kind)
    if kinds_above == ["share"] and not kinds_below:
        return _Unit(above, below, "share", factor)
    kinds_above = [kind for kind in kinds_above if kind != "share"]
    kind = "/".join(("*".join(sorted(kinds_above)) or "1", *sorted(kinds_below)))
    return _Unit(above, below, "share" if kind == "1" else kind, factor)


def _atom(name: str, unit: str) -> tuple[str, float]:
    if name in UNITS:
        return UNITS[name]
    if _is_currency(name):
        return "money", 1.0
    found = _ask_pint(name)
    if found is None:
        raise SpecError(f"unit '{unit}' is not known", advice=nearest(name, UNITS))
    return found


def _is_currency(name: str) -> bool:
    return _CURRENCY.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _ask_pint(name: str) -> tuple[str, float] | None:
    if not re.fullmatch(r"[A-Za-z_]+\d?", name):
        return None
    import pint  # half a second, for feet and pounds only

    registry = _pint_registry()
    power = re.sub(r"(?<=[A-Za-z])(\d)$", r"**\1", name)
    try:
        one = registry.Quantity(1.0, power)
        for kind, own in CANONICAL.items():
            if kind in ("temperature", "emission", "count"):
                continue
            target = re.sub(r"(?<=[A-Za-z])(\d)$", r"**\1", own)
            if one.is_compatible_with(target):
                return kind, float(one.to(target).magnitude)
    except (pint.errors.PintError, AttributeError, TypeError, ValueError):
        return None
    return None


@cache
def _pint_registry() -> Any:
    import pint

    return pint.UnitRegistry()


def _joined(magnitude: float, above: tuple[str, ...], below: tuple[str, ...]) -> Any:
    """Return magnitude × above / below with equal kinds cancelled."""
    left, right = list(above), list(below)
    for name in above:
        kind, size = _atom(name, name)
        for other in right:
            other_kind, other_size = _atom(other, other)
            if kind == other_kind:
                left.remove(name)
                right.remove(other)
                magnitude *= size / other_size
                break
    if not left and not right:
        return float(magnitude)
    return Quantity(magnitude, "/".join(("*".join(left) or "1", *right)))


def _plain(number: float) -> str:
    """Return the shortest text that reads back as ``number``."""
    text = repr(float(number))
    return text.removesuffix(".0") if "e" not in text else text


second = Quantity(1.0, "s")
minute = Quantity(1.0, "min")
hour = Quantity(1.0, "h")
day = Quantity(1.0, "d")
week = Quantity(1.0, "week")
year = Quantity(1.0, "y")
mm = Quantity(1.0, "mm")
cm = Quantity(1.0, "cm")
m = Quantity(1.0, "m")
km = Quantity(1.0, "km")
m2 = Quantity(1.0, "m2")
litre = Quantity(1.0, "L")
gram = Quantity(1.0, "g")
kg = Quantity(1.0, "kg")
degC = Quantity(1.0, "degC")  # noqa: N816  # the unit is written so
kW = Quantity(1.0, "kW")  # noqa: N816
kWh = Quantity(1.0, "kWh")  # noqa: N816
piece = Quantity(1.0, "piece")
percent = Quantity(1.0, "%")
EUR = Quantity(1.0, "EUR")
