"""Digital textile printing on the roll: time, fixation, ink and water of a printed length."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.errors import SpecError


@dataclass(frozen=True)
class Printer:
    """A roll printer and how its print is fixed.

    Parameters
    ----------
    rate : float
        [m2/h]
    width : float
        Widest cloth. [mm]
    setup : float
        Loading cloth and file, for each run. [min]
    fixing : float
        Speed of the fixation, 0 when it is in line with the printer. [m/min]
    ink : float
        [g/m2]
    water : float
        For cleaning and pre-treatment. [L/m2]
    power, fixing_power : float
        [kW]
    """

    rate: float
    width: float = 1800.0
    setup: float = 5.0
    fixing: float = 0.0
    ink: float = 12.0
    water: float = 0.1
    power: float = 4.5
    fixing_power: float = 9.0

    def __post_init__(self) -> None:
        """Refuse a printer that does not move."""
        if not (self.rate > 0.0 and self.width > 0.0):
            raise SpecError(
                f"a printer of {self.rate:g} m2/h, {self.width:g} mm wide",
                where="printer",
                advice="give more than 0",
            )
        for name in ("setup", "fixing", "ink", "water", "power", "fixing_power"):
            if getattr(self, name) < 0.0:
                raise SpecError(f"{name} is negative", where=name, advice="give 0 or more")


@dataclass(frozen=True)
class PrintRun:
    """What a printed length takes.

    Parameters
    ----------
    time, fixing : float
        Printing with its setup; fixation after it. [min]
    area : float
        That is printed. [m2]
    ink : float
        [kg]
    water : float
        [L]
    energy : float
        [kWh]
    """

    time: float
    fixing: float
    area: float
    ink: float
    water: float
    energy: float


def print_run(printer: Printer, length: float, width: float, *, share: float = 1.0) -> PrintRun:
    """Return what it takes to print a length of cloth.

    Parameters
    ----------
    printer : Printer
        Where.
    length, width : float
        Of the cloth. [mm]
    share : float
        Share of the area that carries ink; the head travels over all of it.
    """
    if not (math.isfinite(length) and length >= 0.0 and width > 0.0):
        raise SpecError(f"cloth of {length:g} × {width:g} mm", where="length", advice="give ≥ 0")
    if width > printer.width:
        raise SpecError(
            f"cloth {width:g} mm wide, the printer takes {printer.width:g} mm",
            where="width",
            advice="print narrower cloth, or on a wider printer",
        )
    if not 0.0 <= share <= 1.0:
        raise SpecError(f"a printed share of {share:g}", where="share", advice="give 0 to 1")
    area = length * width / 1e6
    time = area / printer.rate * 60.0 + (printer.setup if length else 0.0)
    fixing = length / 1000.0 / printer.fixing if printer.fixing else 0.0
    energy = (time * printer.power + fixing * printer.fixing_power) / 60.0
    if not printer.fixing:  # in line: the fixation runs as long as the printer does
        energy += time * printer.fixing_power / 60.0
    inked = area * share
    return PrintRun(time, fixing, area, inked * printer.ink / 1e3, inked * printer.water, energy)
