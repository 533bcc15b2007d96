"""Dye recipes and the vats they are run in: baths one after the other, doses, liquor, water."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from workbench.errors import SpecError
from workbench.model._measures import Measure, PowerOf, Share, Time
from workbench.model._noun import noun
from workbench.model.firing import Temperature
from workbench.model.sources import Mark
from workbench.units import Quantity

RecipeKind = Literal["synthetic", "natural", "bleach"]

Liquor = Annotated[Quantity, Measure(("volume/mass",), "20 L/kg", above=True)]
Volume = Annotated[Quantity, Measure(("volume",), "250 L", above=True)]
Goods = Annotated[Quantity, Measure(("mass",), "10 kg", above=True)]
# Of the goods, or of the bath.
DoseOf = Annotated[
    Quantity,
    Measure(("mass/mass", "share", "volume/mass", "mass/volume", "volume/volume"), "30 g/kg"),
]


@noun
class Dose:
    """What a bath takes of a material: of the goods (``2 %``, ``30 g/kg``) or the bath (``1 g/L``).

    Parameters
    ----------
    material : str
        Its name.
    amount : Quantity
        For each kg of goods, or each L of the bath.
    """

    material: str
    amount: DoseOf

    SHORT: ClassVar[str] = "amount"


@noun
class Bath:
    """One filling of a vat within a recipe: scour, mordant, dye, rinse.

    Parameters
    ----------
    name : str
        What it is for.
    time : Quantity
        From filling to draining. [time]
    temperature : Quantity, optional
        To which it is heated; as the water comes by default. [temperature]
    liquor : Quantity, optional
        Of this bath, when it is not the recipe's. [volume/mass]
    doses : tuple of Dose
        What goes in.
    standing : Quantity, optional
        Share of the liquor that is kept from the lot before.
    """

    name: str
    time: Time
    temperature: Temperature | None = None
    liquor: Liquor | None = None
    doses: tuple[Dose, ...] = ()
    standing: Share | None = None

    def __post_init__(self) -> None:
        """Refuse a bath that never ends up fresh."""
        if self.standing is not None and self.standing >= 1.0:
            raise SpecError(
                "a bath of which all is kept takes no water and is never fresh",
                where="standing",
                advice="give less than 100 %",
            )


@noun
class Recipe:
    """How a colour is dyed.

    Parameters
    ----------
    name : str
        How operations refer to it.
    baths : tuple of Bath
        In order.
    kind : str
        ``synthetic``, ``natural`` (plants and mordants: more baths, more dyed again) or ``bleach``.
    liquor : Quantity, optional
        Liquor ratio: bath for each kg of goods. [volume/mass]
    redo : Quantity, optional
        Share of the lots that must be dyed again, of the kind by default.
    uptake : Quantity, optional
        Share of the dyestuff that ends up on the fibre; the rest leaves with the water.
    """

    name: str
    baths: tuple[Bath, ...]
    kind: RecipeKind = "synthetic"
    liquor: Liquor | None = None
    redo: Share | None = None
    uptake: Share | None = None
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a recipe without a bath and one that never comes right."""
        if not self.baths:
            raise SpecError(
                f"recipe '{self.name}' has no bath",
                where="baths",
                advice="give at least one, e.g. dye: {time: 3 h, temperature: 98 degC}",
            )
        if self.redo is not None and self.redo >= 1.0:
            raise SpecError("a redo of 100 % never ends", where="redo", advice="give less")

    @property
    def time(self) -> float:
        """How long all baths take [min]."""
        return float(sum(float(bath.time) for bath in self.baths))


@noun
class Vat:
    """What a recipe is run in.

    Parameters
    ----------
    capacity : Quantity
        Goods it takes. [mass]
    volume : Quantity, optional
        Bath it takes; no limit by default. [volume]
    supply : Quantity
        Temperature of the water that comes in. [temperature]
    efficiency : Quantity, optional
        Share of the heat that ends up in bath and goods.
    heater : Quantity, optional
        Power of its heater; heating up then takes its time, before the time of the bath. [power]
    wash : Quantity, optional
        Water for a wash between two colours. [volume]
    """

    capacity: Goods
    volume: Volume | None = None
    supply: Temperature = Quantity(15.0, "degC")
    efficiency: Share | None = None
    heater: PowerOf | None = None
    wash: Volume | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse heat that never arrives."""
        for name in ("efficiency", "heater"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise SpecError(f"{name} '{value.text}'", where=name, advice="give more than 0")
