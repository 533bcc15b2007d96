"""Where work is done: stations with machines, batches, changeovers, power, price and footprint."""

from __future__ import annotations

from typing import ClassVar, Literal

from workbench.errors import SpecError
from workbench.model._measures import MOST_MACHINES, Load, Money, PowerOf, Share, Span, Time
from workbench.model._noun import noun
from workbench.model.floor import Footprint
from workbench.model.sources import Mark

Rule = Literal["fcfs", "edd", "spt", "least_changeover", "priority"]


@noun
class Batch:
    """How a station takes several lots at once.

    Parameters
    ----------
    max : Quantity
        What it holds. [kg, pieces, L, m2, m or a share of a load]
    min : Quantity, optional
        What it waits for before it starts; nothing by default.
    max_wait : Quantity, optional
        How long it waits for more at most; not at all by default. [time]
    family : str
        What must be the same within a batch: ``colour``, ``family``; empty: nothing.
    """

    max: Load
    min: Load | None = None
    max_wait: Time | None = None
    family: str = ""

    def __post_init__(self) -> None:
        """Check least against most."""
        if self.min is not None and (self.min.kind != self.max.kind or self.min > self.max):
            raise SpecError(
                f"min '{self.min.text}' does not go with max '{self.max.text}'",
                advice="give both in one unit, min not above max",
            )


@noun
class Pair:
    """The changeover from one family to another: ``{from: navy, to: cream, time: 2 h}``."""

    before: str
    after: str
    time: Time

    KEYS: ClassVar[dict[str, str]] = {"before": "from", "after": "to"}
    UNNAMED: ClassVar[bool] = True


@noun
class Changeover:
    """What it takes to go from one family to the next.

    Parameters
    ----------
    by : str
        What changes: ``shade`` (of the colours, which the product lists from light to dark),
        ``family``, ``product``, ``size``.
    time : Quantity, optional
        Between any two different ones. [time]
    lighter_to_darker, darker_to_lighter : Quantity, optional
        By shade, in this order of the colours. [time]
    pairs : tuple of Pair
        Exceptions, each with its own time.
    pool : str
        Who does it; nobody by default.
    """

    by: Literal["shade", "colour", "family", "product", "size"] = "family"
    time: Time | None = None
    lighter_to_darker: Time | None = None
    darker_to_lighter: Time | None = None
    pairs: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a changeover without a time."""
        shades = (self.lighter_to_darker, self.darker_to_lighter)
        if self.time is None and not self.pairs and None in shades:
            raise SpecError(
                "the changeover has no time",
                advice="give time, or lighter_to_darker and darker_to_lighter",
            )

    def between(self, before: str, after: str, order: tuple[str, ...] = ()) -> float:
        """Return the time from ``before`` to ``after``, ``order`` running light to dark [min]."""
        if before == after:
            return 0.0
        for pair in self.pairs:
            if (pair.before, pair.after) == (before, after):
                return float(pair.time)
        if before in order and after in order and self.lighter_to_darker is not None:
            darker = order.index(after) > order.index(before)
            shade = self.lighter_to_darker if darker else self.darker_to_lighter
            if shade is not None:
                return float(shade)
        return float(self.time or 0.0)


@noun
class Power:
    """Electric power of one machine.

    Parameters
    ----------
    run : Quantity
        While it works. [kW]
    idle : Quantity, optional
        While it is open and waits; nothing by default. [kW]
    """

    run: PowerOf
    idle: PowerOf | None = None


@noun
class Capex:
    """What one machine costs to buy.

    Parameters
    ----------
    price : Quantity
        Installed. [money]
    life : Quantity
        How long it serves. [time]
    salvage : Quantity, optional
        What is left of its value at the end. [money]
    maintenance : Quantity, optional
        Share of the price spent on it each year.
    """

    price: Money
    life: Span
    salvage: Money | None = None
    maintenance: Share | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""


@noun
class Station:
    """One or more interchangeable machines in one place.

    Parameters
    ----------
    name : str
        How operations refer to it.
    machines : int
        How many there are.
    calendar : str
        When it is open; empty: always.
    batch : Batch, optional
        How it takes several lots at once; one at a time by default.
    changeover : Changeover, optional
        What lies between two families.
    rule : str
        Who is next: ``fcfs``, ``edd``, ``spt``, ``least_changeover`` or ``priority``.
    attended : Quantity, optional
        Share of the time a person stays with it, unless the operation says otherwise.
    power : Power, optional
        Electric power of one machine.
    capex : Capex, optional
        Price and life of one machine.
    footprint : Footprint, optional
        The floor it takes, all its machines together.
    label : str
        How reports and apps call it.
    """

    name: str
    machines: int = 1
    calendar: str = ""
    batch: Batch | None = None
    changeover: Changeover | None = None
    rule: Rule = "fcfs"
    attended: Share | None = None
    power: Power | None = None
    capex: Capex | None = None
    footprint: Footprint | None = None
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a station without a machine."""
        if self.machines < 1:
            raise SpecError(
                f"{self.machines} machines can do nothing",
                where=self.name,
                advice="give machines ≥ 1, or leave the station out",
            )
        if self.machines > MOST_MACHINES:
            raise SpecError(
                f"{self.machines} machines are too many",
                where=self.name,
                advice=f"give at most {MOST_MACHINES}",
            )
