"""Who works: pools of interchangeable people, their wage and how they learn."""

from __future__ import annotations

import math
from typing import Literal

from workbench.errors import SpecError
from workbench.model._measures import MOST_MACHINES, Part, Wage
from workbench.model._noun import noun
from workbench.model.dispatching import PeopleRules, split
from workbench.model.sources import Mark


@noun
class Learning:
    """Wright's learning curve: each doubling of what was made multiplies the time by the rate.

    It describes the people; a run takes the times of operations as those of practised hands,
    except for an operation with its own ``practice``.

    Parameters
    ----------
    rate : Quantity
        Share of the time that is left after a doubling; 100 % learns nothing.
    unit : str
        What is counted: ``"piece"`` or ``"m2"``.
    """

    rate: Part
    unit: str = "piece"

    @property
    def exponent(self) -> float:
        """Exponent b of ``time(n) = time(1) n^b``."""
        return math.log2(self.rate)


@noun
class Pool:
    """Interchangeable people (or tools) that operations ask for.

    Parameters
    ----------
    name : str
        How operations refer to it.
    size : int
        How many there are.
    calendar : str
        Their shifts; empty: always there.
    skills : tuple of str
        What they are trained for.
    wage : Quantity, optional
        What an hour costs, side costs included. [money/time]
    learning : Learning, optional
        How they get faster.
    rule : str
        Whom a free person serves first: ``fcfs``, ``edd``, ``spt``, ``priority``, … or several, of
        which each breaks the ties of the one before.
    closing : str
        What becomes of their work when their shift ends: it pauses (``pause``), is finished in
        overtime (``finish``), or is not begun unless it fits (``fit``).
    """

    name: str
    size: int = 1
    calendar: str = ""
    skills: tuple[str, ...] = ()
    wage: Wage | None = None
    learning: Learning | None = None
    rule: PeopleRules = "fcfs"
    closing: Literal["pause", "finish", "fit"] = "pause"
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse an empty pool."""
        if self.size < 1:
            raise SpecError(
                f"a pool of {self.size} can do nothing", where=self.name, advice="give size ≥ 1"
            )
        if self.size > MOST_MACHINES:
            raise SpecError(
                f"a pool of {self.size} is too large",
                where=self.name,
                advice=f"give at most {MOST_MACHINES}",
            )

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules, each breaking the ties of those before."""
        return split(self.rule)
