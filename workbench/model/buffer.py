"""Where work waits: places in front of a station, and what happens when they are taken."""

from __future__ import annotations

from typing import ClassVar, Literal

from workbench.errors import SpecError
from workbench.model._noun import noun
from workbench.model.sources import Mark


@noun
class Buffer:
    """The places in front of a station's machines.

    Parameters
    ----------
    capacity : int
        How many pieces or lots may wait; 0: only what a free machine takes at once.
    when_full : str
        Who comes then waits where it is, and blocks the machine it comes from (``block``), or is
        turned away and lost (``reject``).
    keeps_person : bool
        Whether a machine of this station that is blocked also keeps its person.
    """

    capacity: int
    when_full: Literal["block", "reject"] = "block"
    keeps_person: bool = False
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    SHORT: ClassVar[str] = "capacity"

    def __post_init__(self) -> None:
        """Refuse less than no room."""
        if self.capacity < 0:
            raise SpecError(
                f"a capacity of {self.capacity} is negative",
                where="capacity",
                advice="give 0 or more, or leave the buffer out: no limit",
            )
