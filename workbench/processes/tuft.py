"""From yarn to a rug: tufting by hand or robot, backing, latex, cure, shearing; what goes where.

A rug weighs its pile, its two backings and its latex, less what shearing takes off. What is not in
the rug is waste, so that material in is rug and waste, to the gram.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.errors import SpecError
from workbench.model.defaults import default


@dataclass(frozen=True)
class Tufting:
    """How a studio tufts.

    Parameters
    ----------
    rate : float
        Pile area in an hour. [m2/h]
    attended : float
        Share of the time a person stays.
    pile : float
        Yarn in the pile. [kg/m2]
    yarn_waste : float
        Share of the yarn that is left on cones and cut off.
    backing : float
        Of the cloth tufted into and of the one glued on, both. [kg/m2]
    margin : float
        By which the cloth is larger on each side. [mm]
    latex : float
        Wet, as bought. [kg/m2]
    latex_solids : float
        Share that stays when it has dried.
    latex_rate : float
        [m2/h]
    cure : float
        Unattended. [min]
    shear_rate : float
        [m2/h]
    sheared : float
        Share of the pile that is taken off.
    """

    rate: float
    attended: float = 1.0
    pile: float = 3.0
    yarn_waste: float = 0.05
    backing: float = 0.7
    margin: float = 100.0
    latex: float = 1.4
    latex_solids: float = 0.6
    latex_rate: float = 4.5
    cure: float = 1440.0
    shear_rate: float = 5.0
    sheared: float = 0.04

    def __post_init__(self) -> None:
        """Refuse shares beyond a whole and rates of nothing."""
        for name in ("attended", "yarn_waste", "latex_solids", "sheared"):
            share = getattr(self, name)
            if not 0.0 <= share <= 1.0 or (name == "yarn_waste" and share == 1.0):
                raise SpecError(
                    f"{name} is {share:g}",
                    where=name,
                    advice="give a share from 0 to 1",
                )
        for name in ("rate", "pile", "latex_rate", "shear_rate"):
            if not getattr(self, name) > 0.0:
                raise SpecError(
                    f"{name} is {getattr(self, name):g}", where=name, advice="give more than 0"
                )
        for name in ("backing", "margin", "latex", "cure"):
            if getattr(self, name) < 0.0:
                raise SpecError(f"{name} is negative", where=name, advice="give 0 or more")


def by_hand() -> Tufting:
    """Return tufting with a hand gun; all its numbers are estimates."""
    return Tufting(
        float(default("tuft.hand")) * 60.0,
        pile=float(default("tuft.pile")),
        cure=float(default("latex.cure")),
    )


def by_robot() -> Tufting:
    """Return tufting by a robot, which a person sets up and watches a quarter of the time."""
    return Tufting(
        float(default("tuft.robot")) * 60.0,
        attended=0.25,
        pile=float(default("tuft.pile")),
        cure=float(default("latex.cure")),
    )


@dataclass(frozen=True)
class RugMade:
    """What one rug took and what became of it.

    Parameters
    ----------
    tuft, latex, cure, shear : float
        Times. [min]
    attended : float
        Person minutes of all of them.
    yarn, backing, latex_mass : float
        Material in. [kg]
    rug : float
        What the finished rug weighs. [kg]
    yarn_waste, offcut, sheared, dried : float
        What is not in it: yarn ends, cloth cut off, pile sheared off, water of the latex. [kg]
    """

    tuft: float
    latex: float
    cure: float
    shear: float
    attended: float
    yarn: float
    backing: float
    latex_mass: float
    rug: float
    yarn_waste: float
    offcut: float
    sheared: float
    dried: float

    @property
    def time(self) -> float:
        """From the first tuft to the sheared rug, without waiting [min]."""
        return self.tuft + self.latex + self.cure + self.shear

    @property
    def mass_gap(self) -> float:
        """Material in less rug and waste [kg]: rounding only."""
        waste = self.yarn_waste + self.offcut + self.sheared + self.dried
        return self.yarn + self.backing + self.latex_mass - self.rug - waste


def rug(length: float, width: float, how: Tufting) -> RugMade:
    """Return what a rug takes.

    Parameters
    ----------
    length, width : float
        Of the pile. [mm]
    how : Tufting
        By hand or robot.
    """
    if not (math.isfinite(length) and math.isfinite(width) and length > 0.0 and width > 0.0):
        raise SpecError(
            f"a rug of {length:g} × {width:g} mm", where="rug", advice="give more than 0 mm"
        )
    area = length * width / 1e6
    whole = (length + 2 * how.margin) * (width + 2 * how.margin) / 1e6
    pile = how.pile * area
    yarn = pile / (1.0 - how.yarn_waste)
    cloth, latex = how.backing * whole, how.latex * area
    sheared = pile * how.sheared
    solid = latex * how.latex_solids
    tuft, glue, shear = (area / rate * 60.0 for rate in (how.rate, how.latex_rate, how.shear_rate))
    return RugMade(
        tuft=tuft,
        latex=glue,
        cure=how.cure,
        shear=shear,
        attended=tuft * how.attended + glue + shear,
        yarn=yarn,
        backing=cloth,
        latex_mass=latex,
        rug=pile - sheared + how.backing * area + solid,
        yarn_waste=yarn - pile,
        offcut=how.backing * (whole - area),
        sheared=sheared,
        dried=latex - solid,
    )


def dye_lots(rugs: int, area: float, colours: dict[str, float], how: Tufting) -> dict[str, float]:
    """Return how much yarn of each colour some rugs take [kg].

    Parameters
    ----------
    rugs : int
        How many.
    area : float
        Of one. [m2]
    colours : mapping of colour to float
        Share of the pile each has.
    how : Tufting
        Pile and waste.
    """
    total = math.fsum(colours.values())
    if rugs < 1 or not total > 0.0 or min(colours.values()) < 0.0:
        raise SpecError(
            f"{rugs} rugs in colours of {total:g}", where="colours", advice="give shares above 0"
        )
    yarn = rugs * area * how.pile / (1.0 - how.yarn_waste)
    return {colour: yarn * share / total for colour, share in colours.items()}
