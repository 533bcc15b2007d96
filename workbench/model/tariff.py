"""What electricity costs at which hour: the bands of a time-of-use tariff."""

from __future__ import annotations

from workbench.model._measures import EnergyPrice
from workbench.model._noun import noun
from workbench.model.calendar import Calendar
from workbench.model.sources import Mark


@noun
class Band:
    """Hours of the week in which electricity has another price.

    Parameters
    ----------
    name : str
        ``peak``, ``night``, …; where two bands meet, the later one counts.
    price : Quantity
        Of electricity in these hours. [money/energy]
    days : tuple of str
        ``mon-fri``, ``sat``, …; every day by default.
    hours : tuple of str
        ``17:00-21:00``, …; all day by default.
    """

    name: str
    price: EnergyPrice
    days: tuple[str, ...] = ("mon-sun",)
    hours: tuple[str, ...] = ("00:00-24:00",)
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Read the hours once, so that a fault shows at once."""
        assert self.intervals

    @property
    def intervals(self) -> tuple[tuple[float, float], ...]:
        """When it holds, within a week that begins on Monday at 00:00 [min]."""
        return Calendar(self.name, self.days, self.hours).intervals
