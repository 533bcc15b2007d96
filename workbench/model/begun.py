"""What is half made when the run begins."""

from __future__ import annotations

from typing import ClassVar

from workbench.errors import SpecError
from workbench.model._measures import MOST_PIECES
from workbench.model._noun import noun


@noun
class Begun:
    """Pieces that are half made at the start: ``{pieces: 3, at: sew}``.

    Parameters
    ----------
    at : tuple of str
        The operations they ask for first, in place of the first ones of the routing.
    pieces : int
        How many.
    """

    at: tuple[str, ...]
    pieces: int = 1

    UNNAMED: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse pieces that are nowhere."""
        if not self.at:
            raise SpecError("begun pieces are nowhere", where="at", advice="name their operation")
        if not 1 <= self.pieces <= MOST_PIECES:
            raise SpecError(
                f"pieces: {self.pieces} cannot be begun",
                where="pieces",
                advice=f"give 1 to {MOST_PIECES}",
            )
