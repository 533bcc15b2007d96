"""An automated, re-programmable, capital-heavy cell: what it makes in a year, and whether it pays.

No moulds: a new style is a new program. That makes small runs cheap and leaves the capital to be
carried by use, so the answer to "is it viable?" names the use that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.analysis.finance import break_even_volume, capital_recovery, present_value
from workbench.errors import SpecError


@dataclass(frozen=True)
class Cell:
    """An automated cell.

    Parameters
    ----------
    capex : float
        [money]
    life : float
        [y]
    interest : float
        Yearly, as a share.
    opex : float
        Maintenance, space, people who are there anyway. [money/y]
    cycle : float
        Of a piece, all stations in step. [min]
    program_change : float
        From one style to the next. [min]
    hours : float
        It could run in a year.
    uptime : float
        Share of them in which it does.
    attended : float
        People beside it.
    """

    capex: float
    life: float
    interest: float
    opex: float
    cycle: float
    program_change: float = 0.0
    hours: float = 6000.0
    uptime: float = 0.85
    attended: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what cannot run."""
        if not 0.0 < self.uptime <= 1.0:
            raise SpecError(f"an uptime of {self.uptime:g}", where="uptime", advice="give (0, 1]")
        for name in ("capex", "life", "cycle", "hours"):
            if not getattr(self, name) > 0.0:
                raise SpecError(
                    f"{name} is {getattr(self, name):g}", where=name, advice="give more than 0"
                )
        for name in ("opex", "program_change", "attended"):
            if getattr(self, name) < 0.0:
                raise SpecError(f"{name} is negative", where=name, advice="give 0 or more")

    def capacity(self, run: float) -> float:
        """Return how many pieces a year it makes in runs of ``run`` pieces of one style."""
        if not run >= 1.0:
            raise SpecError(f"runs of {run:g} pieces", where="run", advice="give 1 or more")
        return self.hours * 60.0 * self.uptime / (self.cycle + self.program_change / run)

    @property
    def yearly(self) -> float:
        """Capital and running cost [money/y]."""
        return self.capex * capital_recovery(self.interest, self.life) + self.opex


@dataclass(frozen=True)
class Viability:
    """Whether a cell pays.

    Parameters
    ----------
    viable : bool
        Whether a year's volume covers a year's cost.
    unit_cost : float
        Capital and running cost of a piece. [money]
    needed : int
        Pieces a year that cover the cost.
    capacity : float
        Pieces a year it could make.
    use : float
        Share of the capacity that is sold.
    missing : float
        Share of the capacity that is missing to break even; 0 when it pays.
    value : float
        Net present value over its life. [money]
    """

    viable: bool
    unit_cost: float
    needed: int
    capacity: float
    use: float
    missing: float
    value: float

    @property
    def verdict(self) -> str:
        """One sentence."""
        if self.needed > self.capacity:
            return (
                f"Not viable at any use: {self.needed:,} pieces a year would have to be sold, "
                f"it makes {self.capacity:,.0f}"
            )
        if self.viable:
            return f"Viable: {self.use:.0%} of its capacity is sold, {self.needed:,} pieces suffice"
        return (
            f"Not viable: {self.use:.0%} of its capacity is sold, {self.missing:.0%} of it is "
            f"missing to the {self.needed:,} pieces a year that carry the capital"
        )


def viability(
    cell: Cell, volume: float, contribution: float, *, run: float = 100.0, grant: float = 0.0
) -> Viability:
    """Return whether a cell pays at a volume.

    Parameters
    ----------
    cell : Cell
        What is bought.
    volume : float
        Pieces sold a year; no more than it can make count.
    contribution : float
        Price less variable cost of a piece. [money]
    run : float
        Pieces of one style at a time.
    grant : float
        Paid at the start. [money]
    """
    if not volume > 0.0:
        raise SpecError(f"a volume of {volume:g}", where="volume", advice="give more than 0")
    capacity = cell.capacity(run)
    sold = min(volume, capacity)
    needed = break_even_volume(
        cell.capex - grant,
        interest=cell.interest,
        years=cell.life,
        opex=cell.opex,
        contribution=contribution,
    )
    yearly = (cell.capex - grant) * capital_recovery(cell.interest, cell.life) + cell.opex
    flows = [-cell.capex + grant] + [sold * contribution - cell.opex] * round(cell.life)
    use = sold / capacity
    return Viability(
        sold >= needed,
        yearly / sold,
        needed,
        capacity,
        use,
        max(0.0, needed / capacity - use),
        present_value(flows, cell.interest),
    )
