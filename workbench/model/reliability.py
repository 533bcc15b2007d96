"""What stops a machine: breakdowns that come by chance, and maintenance that is planned."""

from __future__ import annotations

from typing import Literal

from workbench.errors import SpecError
from workbench.model._measures import Span, Time
from workbench.model._noun import noun
from workbench.model.distribution import Chance
from workbench.model.sources import Mark


@noun
class Breakdowns:
    """How often a machine fails and what that takes; each machine of a station on its own.

    Parameters
    ----------
    every : Distribution
        From one repair to the next failure. [time]
    repair : Distribution
        How long a repair takes. [time]
    by : str
        What ``every`` counts: ``use``, the minutes the machine works, or ``time``, all minutes.
    pool : str
        Who repairs; a machine waits until one of them is free. Nobody is needed by default.
    work : str
        What becomes of the work on the machine: it goes on (``resume``), begins anew
        (``again``), or is lost with its pieces (``spoil``).
    """

    every: Chance
    repair: Chance
    by: Literal["use", "time"] = "use"
    pool: str = ""
    work: Literal["resume", "again", "spoil"] = "resume"
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a machine that fails for ever."""
        if not self.every.mean > 0:
            raise SpecError(
                f"'{self.every.text}' from repair to failure is no time at all",
                where="every",
                advice="give more than 0, e.g. {exponential: 40 h}",
            )


@noun
class Maintenance:
    """Work on a machine that is planned, at moments known beforehand.

    Parameters
    ----------
    name : str
        What is done.
    time : Quantity
        How long it takes. [time]
    first : Quantity
        When it is due for the first time, from the start of the run (Monday 00:00). [time]
    every : Quantity, optional
        From then on, each so often; once by default. [time]
    machine : int, optional
        Which machine of the station, the first is 1; each of them by default.
    pool : str
        Who does it; nobody is needed by default.
    """

    name: str
    time: Time
    first: Time
    every: Span | None = None
    machine: int | None = None
    pool: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""
