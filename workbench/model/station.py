"""Where work is done: stations with machines, batches, changeovers, power, price and footprint."""

from __future__ import annotations

from typing import ClassVar, Literal

from workbench.errors import SpecError
from workbench.model._measures import MOST_MACHINES, Load, Money, PowerOf, Share, Span, Time
from workbench.model._noun import noun
from workbench.model.buffer import Buffer
from workbench.model.dispatching import CHANGING, Rules, split
from workbench.model.dyeing import Vat
from workbench.model.firing import Kiln
from workbench.model.floor import Footprint
from workbench.model.practice import StyleChange
from workbench.model.reliability import Breakdowns, Maintenance
from workbench.model.sources import Mark

# Who changes over when no person is needed.
NOBODY = "nobody"
Closing = Literal["pause", "finish", "fit", "restart"]


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
    most : int, optional
        How many lots it holds at most, beside ``max``.
    """

    max: Load
    min: Load | None = None
    max_wait: Time | None = None
    family: str = ""
    most: int | None = None

    def __post_init__(self) -> None:
        """Check least against most."""
        if self.most is not None and self.most < 1:
            raise SpecError(
                f"most: {self.most} lots are no batch", where="most", advice="give 1 or more"
            )
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
    first : Quantity, optional
        From a machine that is set for nothing yet; nothing by default. [time]
    first_pairs : tuple of (family, Quantity)
        The same for single families.
    pool : str
        Who does it: a pool, or ``nobody``; by default the person of the operation, as part of it.
    start : tuple of str
        Families the machines are set for at the start: one for all, or one for each of them.
    """

    by: Literal["shade", "colour", "family", "product", "size"] = "family"
    time: Time | None = None
    lighter_to_darker: Time | None = None
    darker_to_lighter: Time | None = None
    pairs: tuple[Pair, ...] = ()
    first: Time | None = None
    first_pairs: tuple[tuple[str, Time], ...] = ()
    pool: str = ""
    start: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a changeover without a time."""
        shades = (self.lighter_to_darker, self.darker_to_lighter)
        begins = self.first is not None or bool(self.first_pairs)
        if self.time is None and not self.pairs and not begins and None in shades:
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

    def begin(self, family: str) -> float:
        """Return the time from a machine that is set for nothing to ``family`` [min]."""
        return float(dict(self.first_pairs).get(family, self.first or 0.0))


@noun
class Power:
    """Electric power of one machine.

    Parameters
    ----------
    run : Quantity
        While it works. [kW]
    idle : Quantity, optional
        While it is open and waits, is blocked or repaired; nothing by default. [kW]
    setup : Quantity, optional
        While it is changed over; as while it works by default. [kW]
    off : Quantity, optional
        While it is closed; nothing by default. [kW]
    """

    run: PowerOf
    idle: PowerOf | None = None
    setup: PowerOf | None = None
    off: PowerOf | None = None


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
        Who is next: one of the rules listed below, such as ``fcfs`` or
        ``edd``; or several, of which each breaks the ties of the one before: ``edd, spt``.
    look_ahead : float
        How many mean times the rules ``atc`` and ``batc`` look ahead.
    preempts : bool
        Whether an order with a lower priority number interrupts one on a machine, which goes on
        later.
    closing : str
        What becomes of work when a shift of the station ends: it pauses (``pause``), is finished
        in overtime (``finish``), is not begun unless it fits (``fit``), or begins anew
        (``restart``).
    buffer : Buffer, optional
        Places in front of it; no limit by default.
    breakdowns : Breakdowns, optional
        How its machines fail; never by default.
    maintenance : tuple of Maintenance
        What is planned to be done on its machines.
    style_change : StyleChange, optional
        What is lost after a change of family, beside the changeover.
    load, unload : Quantity, optional
        Before and after each piece or batch, unless the operation says otherwise. [time]
    attended : Quantity, optional
        Share of the time a person stays with it, unless the operation says otherwise.
    power : Power, optional
        Electric power of one machine.
    capex : Capex, optional
        Price and life of one machine.
    footprint : Footprint, optional
        The floor it takes, all its machines together.
    kiln : Kiln, optional
        When its machines are kilns: what firings take.
    vat : Vat, optional
        When its machines are dye vats: what dye lots take.
    label : str
        How reports and apps call it.
    """

    name: str
    machines: int = 1
    calendar: str = ""
    batch: Batch | None = None
    changeover: Changeover | None = None
    rule: Rules = "fcfs"
    look_ahead: float = 2.0
    preempts: bool = False
    closing: Closing = "pause"
    buffer: Buffer | None = None
    breakdowns: Breakdowns | None = None
    maintenance: tuple[Maintenance, ...] = ()
    style_change: StyleChange | None = None
    load: Time | None = None
    unload: Time | None = None
    attended: Share | None = None
    power: Power | None = None
    capex: Capex | None = None
    footprint: Footprint | None = None
    kiln: Kiln | None = None
    vat: Vat | None = None
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
        if not self.look_ahead > 0:
            raise SpecError(
                f"look_ahead: {self.look_ahead:g} looks nowhere",
                where="look_ahead",
                advice="give more than 0",
            )
        if self.preempts:
            self._check_preemption()

    def _check_preemption(self) -> None:
        changing = [name for name in self.rules if name in CHANGING]
        if self.batch is not None:
            what, advice = "a batch is not interrupted for another", "leave out preempts, or batch"
        elif self.rules[0] != "priority":
            what = f"an urgent order interrupts others, but the first rule is '{self.rules[0]}'"
            advice = "give 'rule: priority', other rules after it"
        elif changing:
            what = f"'{changing[0]}' changes while work waits, which goes with no preemption"
            advice = "break the ties of priority by a rule such as edd or spt"
        elif self.closing == "fit":
            what = "what is passed over before a closing is not interrupted for"
            advice = "give 'closing: pause', or leave out preempts"
        else:
            return
        raise SpecError(what, where="preempts", advice=advice)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules, each breaking the ties of those before."""
        return split(self.rule)
