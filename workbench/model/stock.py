"""When material is there: stock at the start, deliveries, and what is ordered when it runs low."""

from __future__ import annotations

from typing import Annotated, ClassVar

from workbench.errors import SpecError
from workbench.model._measures import Measure, Time
from workbench.model._noun import noun
from workbench.units import Quantity

_KINDS = ("mass", "area", "length", "volume", "count")
Stock = Annotated[Quantity, Measure(_KINDS, "20 kg")]
Lot = Annotated[Quantity, Measure(_KINDS, "20 kg", above=True)]


@noun
class Delivery:
    """Material that is promised for a moment: ``{at: 5 d, amount: 20 kg}``.

    Parameters
    ----------
    at : Quantity
        When, from the start of the run; the material's delay comes on top. [time]
    amount : Quantity
        How much.
    """

    at: Time
    amount: Lot

    UNNAMED: ClassVar[bool] = True


@noun
class Reorder:
    """When more is ordered, and how much: ``{at: 5 kg, amount: 20 kg}``.

    Parameters
    ----------
    at : Quantity
        Stock and what is ordered, together, at which more is ordered.
    amount : Quantity
        How much is ordered each time; it comes after the material's delay.
    """

    at: Stock
    amount: Lot

    def __post_init__(self) -> None:
        """Refuse two measures of one material."""
        if self.at.kind != self.amount.kind:
            raise SpecError(
                f"'{self.at.text}' and '{self.amount.text}' do not measure the same",
                advice="give both in the unit the material is bought by",
            )
