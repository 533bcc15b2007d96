"""Three ways to a garment from cloth or yarn: cut and sewn, cut without waste, knit to shape.

All three are told in the same figures, so that they can stand side by side: what is bought, what is
in the garment, what is left over, and the machine and person minutes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from workbench.errors import SpecError

Way = Literal["cut and sew", "zero waste", "knit to shape"]
# A pattern that leaves more than this is not a zero-waste pattern.
ZERO_WASTE = 0.98


@dataclass(frozen=True)
class Shaped:
    """What a garment takes.

    Parameters
    ----------
    way : str
        How it is made.
    bought, used, waste : float
        Material in, in the garment, and left over; they add up. [kg]
    machine, person : float
        [min]
    """

    way: Way
    bought: float
    used: float
    waste: float
    machine: float
    person: float

    @property
    def utilisation(self) -> float:
        """Share of the material that is in the garment."""
        return self.used / self.bought


def cut_and_sew(
    area: float, weight: float, efficiency: float, *, cutting: float, sam: float, line: float
) -> Shaped:
    """Return a garment cut from a marker and sewn.

    Parameters
    ----------
    area : float
        Of its pieces. [m2]
    weight : float
        Of the cloth. [kg/m2]
    efficiency : float
        Of the marker, 0 … 1.
    cutting : float
        Machine time. [min]
    sam : float
        Standard minutes of sewing. [min]
    line : float
        Efficiency of the sewing line.
    """
    _share(efficiency, "efficiency")
    _share(line, "line")
    used = area * weight
    bought = used / efficiency
    return Shaped("cut and sew", bought, used, bought - used, cutting, sam / line)


def zero_waste(
    area: float,
    weight: float,
    width: float,
    length: float,
    *,
    cutting: float,
    sam: float,
    line: float,
) -> Shaped:
    """Return a garment of a pattern that fills the width of the cloth exactly.

    Parameters
    ----------
    width, length : float
        Of the cloth that a garment takes. [mm]
    area, weight, cutting, sam, line
        As for `cut_and_sew`.

    Raises
    ------
    SpecError
        When more than 2 % are left over: then it is a marker like any other.
    """
    _share(line, "line")
    whole = width * length / 1e6
    if not whole > 0.0 or area > whole * (1 + 1e-9):
        raise SpecError(
            f"pieces of {area:g} m2 on {whole:g} m2 of cloth",
            where="area",
            advice="give the cloth that a garment takes",
        )
    if area / whole < ZERO_WASTE:
        raise SpecError(
            f"the pattern uses {area / whole:.1%} of the cloth",
            where="area",
            advice=f"a zero-waste pattern uses {ZERO_WASTE:.0%} or more; grade it to the width",
        )
    used, bought = area * weight, whole * weight
    return Shaped("zero waste", bought, used, bought - used, cutting, sam / line)


def knit_to_shape(
    mass: float, rate: float, *, waste: float, linking: float, line: float, attended: float = 0.1
) -> Shaped:
    """Return a garment knit in its shape and linked.

    Parameters
    ----------
    mass : float
        Of the garment. [kg]
    rate : float
        Of the machine. [kg/h]
    waste : float
        Share of the yarn that is lost: start rows, ends.
    linking : float
        Standard minutes of linking and finishing. [min]
    line : float
        Efficiency of the people who link.
    attended : float
        Share of the machine's time that a person stays.
    """
    if not (rate > 0.0 and mass > 0.0) or not 0.0 <= waste < 1.0:
        raise SpecError(
            f"{mass:g} kg at {rate:g} kg/h with {waste:g} lost",
            where="knit_to_shape",
            advice="give mass and rate above 0, waste from 0 to below 1",
        )
    _share(line, "line")
    bought = mass / (1.0 - waste)
    machine = bought / rate * 60.0
    return Shaped(
        "knit to shape", bought, mass, bought - mass, machine, machine * attended + linking / line
    )


def _share(value: float, name: str) -> None:
    if not (math.isfinite(value) and 0.0 < value <= 1.0):
        raise SpecError(f"{name} is {value:g}", where=name, advice="give a share from 0 to 1")
