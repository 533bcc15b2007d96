"""The kinds of quantity a noun's field may hold: what is accepted, what is refused and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from workbench.errors import SpecError
from workbench.units import Quantity, parse


def a_kind(kind: str) -> str:
    """Return a kind of quantity with its article: ``"a time"``, ``"an area per time"``."""
    words = kind.replace("/", " per ").replace("money", "price")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


# A micro-factory is small: a count above these is a slip, or a link meant to exhaust the machine.
MOST_MACHINES = 10_000
MOST_PIECES = 100_000
MOST_LOTS = 1_000
# A stream is a long run of a study, not a drop.
MOST_STREAM = 10_000_000


@dataclass(frozen=True)
class Measure:
    """What a field holding a quantity accepts.

    Parameters
    ----------
    kinds : tuple of str
        Accepted kinds of `workbench.units`, such as ``("time",)``.
    example : str
        A valid value, shown as advice.
    low, high : float, optional
        Least and greatest value, in the canonical unit.
    above : bool
        Whether the least value itself is refused.
    """

    kinds: tuple[str, ...]
    example: str
    low: float | None = 0.0
    high: float | None = None
    above: bool = False

    def accept(self, value: Any) -> Quantity:
        """Return ``value`` as a quantity of one of the kinds, or raise `SpecError`."""
        quantity = self._as_quantity(value)
        if quantity.kind not in self.kinds:
            due = " or ".join(
                a_kind(kind) for kind in self.kinds[: 1 if len(self.kinds) > 3 else 3]
            )
            raise SpecError(
                f"{due} is due here, '{quantity.text}' is {a_kind(quantity.kind)}",
                advice=f"write it like '{self.example}'",
            )
        self._check_range(quantity)
        return quantity

    def _as_quantity(self, value: Any) -> Quantity:
        if isinstance(value, str):
            value = parse(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SpecError(
                f"{value!r} is not a quantity", advice=f"write it like '{self.example}'"
            )
        if not isinstance(value, Quantity):
            value = Quantity(value)
        if not value.unit and self.kinds != ("share",):
            raise SpecError(
                f"'{value.text}' has no unit", advice=f"give a unit, e.g. '{self.example}'"
            )
        return value

    def _check_range(self, quantity: Quantity) -> None:
        low, high = self.low, self.high
        if low is not None and (quantity < low or (self.above and quantity == low)):
            fault = "is negative" if quantity < 0 else "is too small"
            bound = "more than" if self.above else "at least"
            raise SpecError(f"'{quantity.text}' {fault}", advice=f"give {bound} {low:g}")
        if high is not None and quantity > high:
            most = f"{high * 100:g} %" if self.kinds == ("share",) else f"{high:g}"
            raise SpecError(f"'{quantity.text}' is too large", advice=f"give at most {most}")

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the YAML form."""
        text = {
            "type": "string",
            "pattern": r"^\s*[-+]?[0-9.]",
            "description": " or ".join(self.kinds),
            "examples": [self.example],
        }
        value: dict[str, Any] = text
        if self.kinds == ("share",):
            value = {"anyOf": [text, {"type": "number", "minimum": 0, "maximum": 1}]}
        return {"anyOf": [value, {"$ref": "#/$defs/sourced_value"}]}

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic accept what `accept` accepts."""
        return core_schema.no_info_plain_validator_function(self.accept)


Time = Annotated[Quantity, Measure(("time",), "18 min")]
Span = Annotated[Quantity, Measure(("time",), "12 weeks", above=True)]
Length = Annotated[Quantity, Measure(("length",), "1.2 m")]
Area = Annotated[Quantity, Measure(("area",), "3 m2", above=True)]
Mass = Annotated[Quantity, Measure(("mass",), "0.2 kg")]
Speed = Annotated[Quantity, Measure(("length/time",), "70 m/min", above=True)]
Share = Annotated[Quantity, Measure(("share",), "25 %", high=1.0)]
Ratio = Annotated[Quantity, Measure(("share",), "60 %")]
Part = Annotated[Quantity, Measure(("share",), "60 %", high=1.0, above=True)]
Money = Annotated[Quantity, Measure(("money",), "890 EUR")]
Wage = Annotated[Quantity, Measure(("money/time",), "14 EUR/h")]
Rent = Annotated[Quantity, Measure(("money/area/time",), "90 EUR/m2/year")]
EnergyPrice = Annotated[Quantity, Measure(("money/energy",), "0.20 EUR/kWh")]
FreightPrice = Annotated[
    Quantity,
    Measure(("money", "money/count", "money/mass"), "0.35 EUR/piece"),
]
PowerOf = Annotated[Quantity, Measure(("power",), "1.5 kW")]
EnergyOf = Annotated[
    Quantity, Measure(("energy", "energy/mass", "energy/area", "energy/count"), "0.4 kWh")
]
SurfaceMass = Annotated[Quantity, Measure(("mass/area",), "180 g/m2", above=True)]
MaterialPrice = Annotated[
    Quantity,
    Measure(
        ("money", "money/mass", "money/area", "money/length", "money/volume", "money/count"),
        "18 EUR/kg",
    ),
]
# What one piece takes of a material: as such, or for each square metre, kilogram, … of the piece.
Amount = Annotated[
    Quantity,
    Measure(
        tuple(
            f"{kind}/{per}" if per else kind
            for per in ("", "area", "mass", "length")
            for kind in ("mass", "area", "length", "volume", "count")
        ),
        "3 kg/m2",
    ),
]
# What a lot takes of a batch, and what a batch holds.
Load = Annotated[
    Quantity, Measure(("mass", "count", "volume", "area", "length", "share"), "10 kg", above=True)
]
RateOf = Annotated[
    Quantity,
    Measure(
        ("length/time", "area/time", "mass/time", "volume/time", "count/time"),
        "30 m/min",
        above=True,
    ),
]
