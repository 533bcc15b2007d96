"""Times that follow from a firing program, a dye recipe, standard minutes or a marker."""

from __future__ import annotations

from typing import Annotated, ClassVar

from workbench.errors import SpecError
from workbench.model._measures import Measure, Time
from workbench.model._noun import noun
from workbench.model.distribution import TIME_KINDS, Distribution, Law, Rate
from workbench.units import Quantity

CutSpeed = Annotated[Quantity, Measure(("length/time",), "30 m/min", above=True)]
Spread = Annotated[Quantity, Measure(("time/length",), "6 s/m")]
Standard = Annotated[Quantity, Measure(("time",), "10 min", above=True)]
MOST_CHANGES = 100.0


@noun
class ByProgram:
    """The time of a firing: ``{program: c6_slow_glaze}``.

    The station says by its ``kiln`` how it cools and what it draws. Ware of different programs
    shares no firing; the program's loss is the operation's, unless that says otherwise.

    Parameters
    ----------
    program : str
        One of the twin's programs, or of those that controllers ship with.
    plus : Quantity, optional
        Loading and unloading, added to each firing. [time]
    """

    program: str
    plus: Time | None = None

    FORM: ClassVar[str] = "program"


@noun
class ByRecipe:
    """The time of a dye lot: ``{recipe: acid}``.

    The station says by its ``vat`` how water is heated. The recipe's chemicals are bought, and its
    share of lots to be dyed again is the operation's, unless that says otherwise.

    Parameters
    ----------
    recipe : str
        One of the twin's recipes.
    each : mapping of colour to recipe
        Colours that have a recipe of their own.
    plus : Quantity, optional
        Loading and unloading, added to each batch. [time]
    """

    recipe: str
    each: tuple[tuple[str, str], ...] = ()
    plus: Time | None = None

    FORM: ClassVar[str] = "recipe"

    def of(self, colour: str) -> str:
        """Return the recipe of a colour."""
        return dict(self.each).get(colour, self.recipe)


@noun
class BySam:
    """The time of sewing: standard minutes, ``{sam: 10 min, style_changes: 1}``.

    The operation's ``efficiency`` is that of practised hands on one style; style changes lower it.

    Parameters
    ----------
    sam : Quantity
        Standard allowed minutes of a piece. [time]
    style_changes : float
        In a day.
    spread : Quantity, optional
        By how much a piece may take more or less, evenly to both sides.
    """

    sam: Standard
    style_changes: float = 0.0
    spread: Annotated[Quantity, Measure(("share",), "15 %", high=1.0)] | None = None

    FORM: ClassVar[str] = "sam"

    def __post_init__(self) -> None:
        """Refuse less than no change."""
        if not 0.0 <= self.style_changes <= MOST_CHANGES:
            raise SpecError(
                f"{self.style_changes:g} style changes a day",
                where="style_changes",
                advice=f"give 0 to {MOST_CHANGES:g}",
            )


@noun
class ByMarker:
    """The time of cutting: the knife's way through a marker, ``{marker: 30 m/min, corner: 0.6 s}``.

    Parameters
    ----------
    marker : Quantity
        Speed along the cut line. [length/time]
    corner, notch, piece : Quantity, optional
        Added for each sharp corner, each notch, each pattern piece. [time]
    spread : Quantity, optional
        Loading and spreading the cloth. [time/length]
    plus : Quantity, optional
        Added for each garment. [time]
    """

    marker: CutSpeed
    corner: Time | None = None
    notch: Time | None = None
    piece: Time | None = None
    spread: Spread | None = None
    plus: Time | None = None

    FORM: ClassVar[str] = "marker"


FORMS = (Rate, ByProgram, ByRecipe, BySam, ByMarker)
WorkTime = Annotated[
    Distribution | Rate | ByProgram | ByRecipe | BySam | ByMarker, Law(TIME_KINDS, FORMS)
]
