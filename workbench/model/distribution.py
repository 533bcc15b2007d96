"""How long something takes when it does not always take the same: laws of chance with units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from workbench.errors import SpecError, nearest
from workbench.model._measures import Measure, RateOf, Ratio, Time
from workbench.model._noun import noun
from workbench.units import Quantity, parse

Kind = Literal[
    "constant", "exponential", "uniform", "triangular", "normal", "lognormal", "gamma", "discrete"
]

# kind -> what its numbers are, in order; the place in this table is the code in workbench.streams
PARAMETERS: dict[str, tuple[str, ...]] = {
    "constant": ("value",),
    "exponential": ("mean",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "deviation"),
    "lognormal": ("mean", "deviation"),
    "gamma": ("mean", "deviation"),
    "discrete": (),
}
PER = ("batch", "lot", "piece")
TIME_KINDS = ("time", "time/area", "time/mass", "time/length", "time/count")
_ANY_TIME = Measure(TIME_KINDS, "18 min")
_BESIDE = ("unit", "min", "cv", "shares", "per")  # what may stand beside a law
TimeOf = Annotated[Quantity, _ANY_TIME]


@noun
class Distribution:
    """A law of chance for a time.

    Parameters
    ----------
    kind : str
        ``constant``, ``exponential`` (mean), ``triangular`` (low, mode, high), ``uniform``
        (low, high), ``normal``, ``lognormal`` or ``gamma`` (mean and standard deviation each),
        ``discrete`` (any values, such as measured ones).
    values : tuple of Quantity
        Its numbers. [time, or time per m2, kg, m or piece of the product]
    min : Quantity
        A normal law never falls below this. [as the values]
    shares : tuple of Quantity
        How often a discrete law takes each value, as weights; equally often when empty.
    per : str
        ``"batch"`` when one draw holds for the whole batch, else ``""``.
    """

    kind: Kind
    values: tuple[TimeOf, ...]
    min: TimeOf | None = None
    shares: tuple[Ratio, ...] = ()
    per: Literal["", "batch", "lot", "piece"] = ""

    def __post_init__(self) -> None:
        """Check the numbers against the kind."""
        names, times = PARAMETERS[self.kind], self.values
        if self.kind == "discrete":
            self._check_shares()
        elif len(times) != len(names):
            raise SpecError(
                f"{self.kind} takes {len(names)} number{'s' * (len(names) > 1)} "
                f"({', '.join(names)}), {len(times)} given"
            )
        if len({value.kind for value in (*times, *filter(None, (self.min,)))}) > 1:
            raise SpecError("the numbers of a law must all be of one kind")
        if self.kind in ("triangular", "uniform") and list(times) != sorted(times):
            raise SpecError(
                f"{self.kind} needs its numbers in rising order",
                advice=f"give {', '.join(names)}",
            )
        if self.kind in ("exponential", "lognormal", "gamma") and not times[0] > 0:
            raise SpecError(f"the mean of {self.kind} must be more than 0")
        if self.kind in ("normal", "lognormal", "gamma") and not times[1] > 0:
            raise SpecError(
                f"the deviation of {self.kind} must be more than 0", advice="or write one time only"
            )

    def _check_shares(self) -> None:
        if not self.values:
            raise SpecError("discrete has no values", advice="give {discrete: [4, 5], unit: d}")
        if self.shares and len(self.shares) != len(self.values):
            raise SpecError(
                f"{len(self.shares)} shares do not go with {len(self.values)} values",
                advice="give one share for each value",
            )
        if self.shares and not sum(self.shares) > 0:
            raise SpecError("the shares add up to nothing", advice="give weights above 0")

    @classmethod
    def constant(cls, value: Quantity) -> Self:
        """Return the law that always gives ``value``."""
        return cls("constant", (value,))

    @property
    def unit_kind(self) -> str:
        """What the numbers measure: ``"time"`` or ``"time/area"``, ``"time/mass"``."""
        return self.values[0].kind

    @property
    def code(self) -> int:
        """The law's number in `workbench.streams`."""
        return list(PARAMETERS).index(self.kind)

    @property
    def parameters(self) -> tuple[float, float, float, float]:
        """The four numbers `workbench.streams.draw` takes; `table` when discrete [canonical]."""
        if self.kind == "discrete":
            return (0.0, float(len(self.values)), 0.0, 0.0)
        numbers = [float(value) for value in self.values]
        if self.kind == "normal":
            numbers.append(float(self.min or 0.0))
        return (*numbers, *[0.0] * (4 - len(numbers)))  # type: ignore[return-value]

    @property
    def mean(self) -> float:
        """The expected value [canonical units]."""
        if self.kind == "discrete":
            weights = self.shares or (1.0,) * len(self.values)
            weighted = sum(float(v) * float(w) for v, w in zip(self.values, weights, strict=True))
            return weighted / float(sum(float(weight) for weight in weights))
        first, second, third, _ = self.parameters
        if self.kind == "triangular":
            return (first + second + third) / 3
        if self.kind == "uniform":
            return (first + second) / 2
        if self.kind == "normal":
            return _mean_above(first, second, third)
        return first

    @property
    def table(self) -> tuple[float, ...]:
        """A discrete law's values and then their cumulative weights, ending in 1 [canonical]."""
        if self.kind != "discrete":
            return ()
        weights = [float(share) for share in self.shares] or [1.0] * len(self.values)
        total, cumulated = sum(weights), 0.0
        steps = []
        for weight in weights:
            cumulated += weight / total
            steps.append(cumulated)
        return (*map(float, self.values), *steps[:-1], 1.0)

    @property
    def text(self) -> str:
        """One line for tables: ``"triangular 4 weeks, 5 weeks, 7 weeks"``."""
        numbers = ", ".join(value.text for value in self.values)
        tail = f" per {self.per}" if self.per else ""
        return (numbers if self.kind == "constant" else f"{self.kind} {numbers}") + tail

    @classmethod
    def from_document(cls, document: Any) -> Self:
        """Return the law written as ``18 min``, ``4 h per batch`` or ``{triangular: …}``."""
        if isinstance(document, str):
            return cls._from_text(document)
        if not isinstance(document, dict):
            value = _ANY_TIME.accept(document)
            return cls.constant(value)
        if "value" in document:
            raise SpecError("'value' is not a law", advice="write {constant: 18 min}")
        kinds = [key for key in document if key in PARAMETERS]
        if len(kinds) != 1:
            valid = (*PARAMETERS, *_BESIDE)
            wrong = next((str(key) for key in document if key not in valid), "")
            raise SpecError(
                f"'{wrong}' is not a law of chance" if wrong else "one law of chance is due here",
                advice=nearest(wrong, PARAMETERS),
            )
        return cls._from_mapping(kinds[0], dict(document))

    @classmethod
    def _from_text(cls, text: str) -> Self:
        head, per = text.strip(), ""
        for name in PER:
            for ending in (f" per {name}", f"/{name}"):
                # "4 min/piece" is a time per piece all right, and needs no other reading
                if head.endswith(ending) and ending != "/piece":
                    head, per = head.removesuffix(ending).strip(), name
        value = _ANY_TIME.accept(head)
        return cls("constant", (value,), per=per)  # type: ignore[arg-type]

    @classmethod
    def _from_mapping(cls, kind: str, document: dict[str, Any]) -> Self:
        given = document.pop(kind)
        unit = document.pop("unit", "")
        numbers = list(given) if isinstance(given, list | tuple) else [given]
        if "cv" in document:
            ratio = Measure(("share",), "30 %").accept(document.pop("cv"))
            numbers.append(_scaled(_number(numbers[0], unit), float(ratio)))
        values = tuple(_number(number, unit) for number in numbers)
        shares = tuple(document.pop("shares", ()))
        least = document.pop("min", None)
        per = document.pop("per", "")
        if document:
            key = next(iter(document))
            raise SpecError(f"'{key}' is not known here", advice=nearest(str(key), _BESIDE))
        if per not in ("", *PER):
            raise SpecError(f"'per: {per}' is not known", advice=nearest(str(per), PER))
        return cls(
            kind,  # type: ignore[arg-type]
            values,
            min=None if least is None else _number(least, unit),
            shares=shares,
            per=per,
        )

    def to_document(self) -> Any:
        """Return the law as it is written in YAML."""
        if self.kind == "constant":
            return self.values[0].text + (f" per {self.per}" if self.per else "")
        numbers: list[Any] = [value.text for value in self.values]
        document: dict[str, Any] = {self.kind: numbers if len(numbers) > 1 else numbers[0]}
        if self.min is not None:
            document["min"] = self.min.text
        if self.shares:
            document["shares"] = [share.text for share in self.shares]
        if self.per:
            document["per"] = self.per
        return document

    @staticmethod
    def schema() -> dict[str, Any]:
        """Return the JSON Schema of the YAML form."""
        number = {"type": ["number", "string"]}
        numbers = {"type": "array", "items": number}
        laws = {kind: {"anyOf": [number, numbers]} for kind in PARAMETERS}
        extra = {
            "unit": {"type": "string"},
            "min": number,
            "cv": number,
            "shares": numbers,
            "per": {"enum": [*PER]},
        }
        return {
            "anyOf": [
                {"type": "string", "examples": ["18 min", "4 h per batch"]},
                {
                    "type": "object",
                    "properties": {**laws, **extra},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        }


def _number(value: Any, unit: str) -> Quantity:
    """Return one number of a law; a bare one takes the unit given beside the law."""
    if isinstance(value, Quantity) or not isinstance(value, int | float):
        return _ANY_TIME.accept(value)
    if not unit:
        raise SpecError(
            f"'{value}' has no unit", advice="give a unit: {triangular: [4, 5, 7], unit: min}"
        )
    return _ANY_TIME.accept(parse(f"{value} {unit}"))


def _scaled(value: Quantity, factor: float) -> Quantity:
    return Quantity(value.magnitude * factor, value.unit)


def _mean_above(mean: float, deviation: float, least: float) -> float:
    """Return the mean of a normal law given that it is not below ``least``."""
    start = (least - mean) / deviation
    density = math.exp(-0.5 * start * start) / math.sqrt(2 * math.pi)
    above = 0.5 * math.erfc(start / math.sqrt(2))
    return mean + deviation * density / above if above > 1e-12 else least


@noun
class Rate:
    """A time that follows from the work: a speed and what it is a speed of.

    Parameters
    ----------
    rate : Quantity
        How fast it goes. [m/min, m2/h, …]
    of : str
        What is worked off: ``cut_length``, ``cloth_length``, ``cloth_area``, ``print_area``,
        ``area``, ``weight``, ``notches`` or ``pieces`` of one piece of the product.
    plus : Quantity, optional
        A fixed time added for each piece. [time]
    """

    rate: RateOf
    of: str
    plus: Time | None = None

    FORM: ClassVar[str] = "rate"
    MEASURES: ClassVar[dict[str, str]] = {
        "cut_length": "length",
        "cloth_length": "length",
        "cloth_area": "area",
        "print_area": "area",
        "area": "area",
        "weight": "mass",
        "notches": "count",
        "pieces": "count",
    }

    def __post_init__(self) -> None:
        """Check that the speed is one of what is worked off."""
        if self.of not in self.MEASURES:
            raise SpecError(f"'of: {self.of}' is not known", advice=nearest(self.of, self.MEASURES))
        due = f"{self.MEASURES[self.of]}/time"
        if self.rate.kind != due:
            raise SpecError(
                f"{self.of} is worked off in {due}, '{self.rate.text}' is {self.rate.kind}"
            )


@dataclass(frozen=True)
class Law:
    """Accept a `Distribution`, or a quantity of time standing for a constant one.

    ``forms`` are nouns that may stand there instead, each known by the key that is its ``FORM``.
    """

    kinds: tuple[str, ...] = ("time",)
    forms: tuple[type[Any], ...] = ()

    def accept(self, value: Any) -> Any:
        """Return ``value`` as a law, or raise `SpecError`."""
        if self.forms and isinstance(value, self.forms):
            return value
        law = value if isinstance(value, Distribution) else Distribution.from_document(value)
        if law.unit_kind not in self.kinds:
            raise SpecError(
                f"a time is due here, '{law.text}' is a {law.unit_kind}",
                advice="write it like '18 min'",
            )
        return law

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic accept what `accept` accepts."""
        return core_schema.no_info_plain_validator_function(self.accept)


Chance = Annotated[Distribution, Law()]
