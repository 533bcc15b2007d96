"""The alternative a drop is compared with: having it made offshore."""

from __future__ import annotations

from typing import ClassVar, Literal

from workbench.errors import SpecError
from workbench.model._measures import FreightPrice, Length, Money, Share
from workbench.model._noun import noun
from workbench.model.distribution import Chance
from workbench.model.sources import Mark


@noun
class Stage:
    """One stage of the offshore path.

    Parameters
    ----------
    name : str
        ``sampling``, ``fabric``, ``make``, …
    each : Distribution
        How long one cycle takes. [time]
    cycles : int
        How often it is gone through.
    """

    name: str
    each: Chance
    cycles: int = 1

    SHORT: ClassVar[str] = "each"

    def __post_init__(self) -> None:
        """Refuse a negative number of cycles."""
        if self.cycles < 0:
            raise SpecError(f"{self.cycles} cycles are too few", where=self.name)

    @property
    def mean(self) -> float:
        """Expected time of all cycles [min]."""
        return self.cycles * self.each.mean


@noun
class Freight:
    """How the goods come.

    Parameters
    ----------
    mode : str
        ``sea``, ``air``, ``rail`` or ``road``.
    time : Distribution, optional
        Door to door; the default of the mode when not given. [time]
    distance : Quantity, optional
        How far; the default of the mode when not given. [length]
    price : Quantity, optional
        For the shipment, a piece or a kilogram.
    """

    mode: Literal["sea", "air", "rail", "road"]
    time: Chance | None = None
    distance: Length | None = None
    price: FreightPrice | None = None

    SHORT: ClassVar[str] = "mode"


@noun
class Baseline:
    """The offshore alternative.

    Parameters
    ----------
    name : str
        How it is called.
    moq : int
        Least order. [pieces]
    unit_cost : Quantity
        What a piece costs there. [money]
    stages : tuple of Stage
        What happens before the goods leave, one after the other.
    freight : Freight, optional
        How they come.
    unsold : Quantity, optional
        Share of the run that finds no buyer at full price.
    markdown : Quantity, optional
        Reduction at which the rest is sold.
    salvage : Quantity, optional
        What a piece brings that is not sold even so. [money]
    destroyed : Quantity, optional
        Share of the run that is destroyed.
    country : str
        Where it is made, for the grid's emissions.
    """

    name: str
    moq: int
    unit_cost: Money
    stages: tuple[Stage, ...] = ()
    freight: Freight | None = None
    unsold: Share | None = None
    markdown: Share | None = None
    salvage: Money | None = None
    destroyed: Share | None = None
    country: str = ""
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    KEYED: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse an order of less than one piece."""
        if self.moq < 1:
            raise SpecError(f"a moq of {self.moq} is too small", where=self.name)
