"""Members of a cooperative: what each brings to a shared kiln, asks for, and is entitled to."""

from __future__ import annotations

from typing import Annotated, Literal

from workbench.errors import SpecError
from workbench.model._measures import MOST_PIECES, Measure, Money, Part, Span, Time
from workbench.model._noun import noun
from workbench.model.calendar import WEEK
from workbench.model.sources import Mark
from workbench.units import Quantity

WareVolume = Annotated[Quantity, Measure(("volume",), "60 L")]
FeeByVolume = Annotated[Quantity, Measure(("money/volume",), "3.5 EUR/L")]


@noun
class Brings:
    """Ware of one kind that a member brings to be fired this week.

    Parameters
    ----------
    name : str
        Which.
    product : str
        The product whose ware it is.
    program : str
        The firing program it needs; ware of two programs never shares a firing.
    pieces : int
        How many.
    due : Quantity, optional
        When it is wanted, from the start of the plan. [time]
    weight : float
        What a day of lateness counts against that of others.
    """

    name: str
    product: str
    program: str
    pieces: int
    due: Span | None = None
    weight: float = 1.0
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse what is no number of pieces, and a weight that counts nothing."""
        if not 0 <= self.pieces <= MOST_PIECES:
            raise SpecError(
                f"{self.pieces} pieces", where="pieces", advice=f"give 0 to {MOST_PIECES}"
            )
        if not self.weight > 0.0:
            raise SpecError(f"a weight of {self.weight:g}", where="weight", advice="give above 0")


@noun
class Member:
    """Somebody who shares kilns, glazes and benches with others.

    Parameters
    ----------
    name : str
        Who.
    brings : tuple of Brings
        What is to be fired in the week that is planned.
    slots : float
        Slots of the shared calendars asked for in a week.
    wishes : tuple of str
        Slots that would do, best first (``Fri``); all of them, in their order, by default.
    weight : float
        Share of the membership; equal by default.
    priority : float
        More goes first; waiting adds to it.
    waited : float
        Rounds in which less was given than asked for.
    volume : Quantity, optional
        Of the boxes round the ware fired in a month, for a fee by volume. [volume]
    alone : Quantity, optional
        What the kiln a member needs would cost alone, for the split of the bill. [money]
    """

    name: str
    brings: tuple[Brings, ...] = ()
    slots: float = 0.0
    wishes: tuple[str, ...] = ()
    weight: float = 1.0
    priority: float = 0.0
    waited: float = 0.0
    volume: WareVolume | None = None
    alone: Money | None = None
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse less than nothing."""
        if self.slots < 0.0 or not self.weight > 0.0:
            raise SpecError(
                f"{self.slots:g} slots at a weight of {self.weight:g}",
                where=self.name,
                advice="give slots of 0 or more and a weight above 0",
            )
        if self.waited < 0.0:
            raise SpecError(
                f"{self.waited:g} rounds waited", where=self.name, advice="give 0 or more"
            )


@noun
class KilnBooking:
    """A firing, or a share of one, that a member has booked in the week that is planned.

    Parameters
    ----------
    name : str
        Which.
    member : str
        For whom.
    program : str
        The firing program.
    start : Quantity
        When the kiln is switched on, from Monday at midnight: ``33 h`` is Tuesday at nine. [time]
    kiln : int
        Which of several, from 1.
    share : Quantity
        Of the load; others may book what is left. [share]
    """

    name: str
    member: str
    program: str
    start: Time
    kiln: int = 1
    share: Part = Quantity(100.0, "%")
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a start in another week, and a kiln before the first."""
        if not 0.0 <= float(self.start) < WEEK:
            raise SpecError(
                f"a start after {self.start}", where="start", advice="give a moment of the week"
            )
        if self.kiln < 1:
            raise SpecError(f"kiln {self.kiln}", where="kiln", advice="count kilns from 1")


@noun
class Cooperative:
    """How the members plan and pay the week of their kiln.

    Parameters
    ----------
    kiln : str
        The station of the kiln; by default the first station with one.
    plan : str
        ``week``: the last kiln is cold soonest; ``due``: the least lateness; ``order``: first come,
        first fired.
    fee : Quantity, optional
        What is usually asked by the volume of the box round a piece. [money/volume]
    age : int
        Firings that the elements have done.
    bookings : tuple of KilnBooking
        Firings that members have booked themselves, in the order in which they did.
    """

    kiln: str = ""
    plan: Literal["week", "due", "order"] = "week"
    fee: FeeByVolume | None = None
    age: int = 0
    bookings: tuple[KilnBooking, ...] = ()
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse elements from the future."""
        if self.age < 0:
            raise SpecError(f"{self.age} firings done", where="age", advice="give 0 or more")
