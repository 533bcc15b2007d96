"""How practice makes work faster: learning by doing, and what a change of style costs."""

from __future__ import annotations

from typing import Annotated

from workbench.errors import SpecError
from workbench.model._measures import Measure, Part, Share
from workbench.model._noun import noun
from workbench.model.sources import Mark
from workbench.units import Quantity

_MORE = Annotated[Quantity, Measure(("share",), "40 %")]


@noun
class Practice:
    """Wright's learning curve of an operation: each doubling of its count multiplies the time.

    Parameters
    ----------
    rate : Quantity
        Share of the time that is left after a doubling of what was done; 100 % learns nothing.
    plateau : Quantity, optional
        Share of the first time that practice never goes below; none by default.
    done : float
        How often it was done before the run.
    lesson : str
        Operations that name the same lesson teach each other; each its own by default.
    """

    rate: Part
    plateau: Share | None = None
    done: float = 0.0
    lesson: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a count below zero."""
        if self.done < 0:
            raise SpecError(
                f"done: {self.done:g} is negative", where="done", advice="give 0 or more"
            )


@noun
class StyleChange:
    """What a machine and its people lose after a change of family, until they are used to it.

    Parameters
    ----------
    pieces : int
        After so many executions they are at full speed again.
    slower : Quantity
        How much longer the first of them takes, falling evenly to nothing.
    """

    pieces: int
    slower: _MORE
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse no pieces."""
        if self.pieces < 1:
            raise SpecError(
                f"pieces: {self.pieces} is too few",
                where="pieces",
                advice="give 1 or more, or leave style_change out",
            )
