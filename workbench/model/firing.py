"""Kilns and what they hold: firing programs, shelves, ware, and the elements that wear out."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from workbench.errors import SpecError
from workbench.model._measures import Length, Measure, Money, Part, PowerOf, Share, Span, Time
from workbench.model._noun import noun
from workbench.model.sources import Mark
from workbench.units import Quantity, mm

FiringKind = Literal["bisque", "glaze", "candle", "other"]

Temperature = Annotated[Quantity, Measure(("temperature",), "1063 degC", low=-90.0, high=2000.0)]
Ramp = Annotated[Quantity, Measure(("temperature/time",), "80 degC/h", above=True)]
Room = Annotated[Quantity, Measure(("volume",), "198 L", above=True)]
Extent = Annotated[Quantity, Measure(("length",), "9 cm", above=True)]

# The programs of the manual start at 70 °F; a kiln is opened below 100 °C.
ROOM = (70.0 - 32.0) / 1.8
OPEN_AT = 100.0


@noun
class Segment:
    """One part of a firing program: a ramp to a temperature, and a hold there.

    Parameters
    ----------
    to : Quantity
        Where it ends. [temperature]
    rate : Quantity, optional
        How fast; falling as fast as the kiln cools by itself when left out. [temperature/time]
    hold : Quantity, optional
        How long the temperature is kept. [time]
    """

    to: Temperature
    rate: Ramp | None = None
    hold: Time | None = None

    UNNAMED: ClassVar[bool] = True


@noun
class FiringProgram:
    """What a kiln's controller plays: segments up to a cone.

    Parameters
    ----------
    name : str
        How operations refer to it.
    segments : tuple of Segment
        In order.
    kind : str
        ``bisque``, ``glaze``, ``candle`` or ``other``: what loss and duty are usual.
    cone : str
        The heat-work it is meant to give, such as ``04`` or ``6``; ware of different programs never
        shares a firing.
    duty : Quantity, optional
        Share of the heating time in which the elements draw full power, of the kind by default.
    loss : Quantity, optional
        Share of the ware that is lost, of the kind by default.
    """

    name: str
    segments: tuple[Segment, ...]
    kind: FiringKind = "other"
    cone: str = ""
    duty: Part | None = None
    loss: Share | None = None
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a program that goes nowhere."""
        if not self.segments:
            raise SpecError(
                f"program '{self.name}' has no segments",
                where="segments",
                advice="give at least one, e.g. {rate: 80 degC/h, to: 1063 degC}",
            )
        reached = ROOM
        for place, segment in enumerate(self.segments):
            if segment.rate is None and float(segment.to) > reached:
                raise SpecError(
                    f"segment {place + 1} of program '{self.name}' heats without a rate",
                    where=f"segments.{place}.rate",
                    advice="give one, e.g. '80 degC/h'; only cooling may be left to the kiln",
                )
            reached = float(segment.to)

    @property
    def peak(self) -> float:
        """The highest temperature [degC]."""
        return max(float(segment.to) for segment in self.segments)


@noun
class Shelf:
    """A kiln shelf.

    Parameters
    ----------
    shape : (length, width), optional
        Of a rectangular one. [length]
    diameter : Quantity, optional
        Of a round one. [length]
    thickness : Quantity
        How much height it takes. [length]
    post : Quantity
        Edge of a square post. [length]
    posts : int
        How many posts carry the next shelf; they stand at the rim.
    clearance : Quantity
        Least distance between two pieces, and between a piece and a post. [length]
    """

    shape: tuple[Extent, Extent] | None = None
    diameter: Extent | None = None
    thickness: Length = 20.0 * mm
    post: Length = 40.0 * mm
    posts: int = 3
    clearance: Length = 5.0 * mm

    def __post_init__(self) -> None:
        """Refuse a shelf of no shape or two."""
        if (self.shape is None) == (self.diameter is None):
            raise SpecError(
                "a shelf has a shape or a diameter", where="shape", advice="give one of the two"
            )
        if not 0 <= self.posts <= 12:
            raise SpecError(
                f"{self.posts} posts", where="posts", advice="give 3 or 4, at most 12, or 0"
            )


@noun
class Elements:
    """The heating elements of a kiln: how long a set lasts and what a new one costs.

    Parameters
    ----------
    price : Quantity
        Of a set, fitted. [money]
    firings : int
        How many firings a set lasts.
    faded : Quantity
        Share of the rated power that an old set has lost.
    """

    price: Money
    firings: int = 150
    faded: Share = Quantity(10.0, "%")
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a set that lasts no firing."""
        if self.firings < 1:
            raise SpecError(
                f"elements for {self.firings} firings", where="firings", advice="give 1 or more"
            )


@noun
class Kiln:
    """An electric kiln.

    Parameters
    ----------
    power : Quantity
        All elements on. [power]
    volume : Quantity, optional
        Of the chamber. [volume]
    height : Quantity, optional
        Of the chamber, for shelves and ware. [length]
    shelf : Shelf, optional
        The shelves that are put in.
    cooling : Quantity
        From the top temperature until it is opened, as it is planned. [time]
    time_constant : Quantity, optional
        Of natural cooling, when somebody measured it: the time after which 37 % of the difference
        to the room is left. Cooling then follows from the program. [time]
    open_at, room : Quantity
        Below which temperature it is opened; of the room. [temperature]
    elements : Elements, optional
        What wears.
    maintenance : int, optional
        After so many firings it is looked after: shelves, vents, relays.
    """

    power: PowerOf
    volume: Room | None = None
    height: Extent | None = None
    shelf: Shelf | None = None
    cooling: Span = Quantity(12.0, "h")
    time_constant: Span | None = None
    open_at: Temperature = Quantity(OPEN_AT, "degC")
    room: Temperature = Quantity(ROOM, "degC")
    elements: Elements | None = None
    maintenance: int | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a kiln that is never cold enough to be opened."""
        if float(self.open_at) <= float(self.room):
            raise SpecError(
                f"the kiln never cools to {self.open_at.text} in a room of "
                f"{float(self.room):.0f} degC",
                where="open_at",
                advice="give an opening temperature above the room's, usually 100 degC",
            )
        if not self.power > 0:
            raise SpecError("a kiln without power", where="power", advice="give e.g. '11.52 kW'")
        if self.maintenance is not None and self.maintenance < 1:
            raise SpecError(
                f"maintenance after {self.maintenance} firings",
                where="maintenance",
                advice="give 1 or more",
            )


@noun
class Ware:
    """A piece as a kiln sees it: the ground it stands on, and how tall it is.

    Parameters
    ----------
    height : Quantity
        Of the piece as it stands. [length]
    diameter : Quantity, optional
        Of a round one. [length]
    shape : (length, width), optional
        Of one that stands on a rectangle. [length]
    outline : tuple of (x, y)
        Of any other, corner by corner. [mm]
    """

    height: Extent
    diameter: Extent | None = None
    shape: tuple[Extent, Extent] | None = None
    outline: tuple[tuple[float, float], ...] = ()
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse ware of no ground or two."""
        given = [self.diameter is not None, self.shape is not None, bool(self.outline)]
        if sum(given) != 1:
            raise SpecError(
                "ware stands on a diameter, a shape or an outline",
                where="diameter",
                advice="give one of them",
            )
        if self.outline and len(self.outline) < 3:
            raise SpecError(
                f"an outline of {len(self.outline)} points", where="outline", advice="give ≥ 3"
            )

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The ground it stands on, counter-clockwise [mm]; a circle as 24 chords round it."""
        if self.shape is not None:
            x, y = float(self.shape[0]), float(self.shape[1])
            return ((0.0, 0.0), (x, 0.0), (x, y), (0.0, y))
        if self.diameter is not None:
            turns = [2.0 * math.pi * k / 24 for k in range(24)]
            reach = float(self.diameter) / 2 / math.cos(math.pi / 24)
            return tuple((reach * math.cos(t), reach * math.sin(t)) for t in turns)
        return self.outline

    @property
    def box(self) -> float:
        """Volume of the box round it, as studios measure it for a fee [L]."""
        xs, ys = zip(*self.points, strict=True)
        if self.diameter is not None:
            return float(self.diameter) ** 2 * float(self.height) / 1e6
        return (max(xs) - min(xs)) * (max(ys) - min(ys)) * float(self.height) / 1e6
