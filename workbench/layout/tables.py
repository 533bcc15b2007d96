"""Tables behind the charts of a floor: distance against intensity, and the spaghetti diagram."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.layout.scores import Carry, carries
from workbench.layout.shapes import Ring

if TYPE_CHECKING:
    from workbench.layout.problem import Arrangement


@dataclass(frozen=True)
class Intensity:
    """How far and how often something is carried between two stations.

    Parameters
    ----------
    origin, to : str
        The stations.
    trips : float
        [per week]
    distance : float
        Of one trip, inf without a way. [mm]
    effort : float
        Both multiplied. [mm per week]
    share : float
        Of the effort of the whole floor.
    is_worth_moving : bool
        Whether both are above the mean: nearer is better here first.
    """

    origin: str
    to: str
    trips: float
    distance: float
    effort: float
    share: float
    is_worth_moving: bool


@dataclass(frozen=True)
class Strand:
    """One line of the spaghetti diagram.

    Parameters
    ----------
    origin, to, product, agent : str
        What is carried, from where to where, by whom.
    trips : float
        How often: the width of the line. [per week]
    path : Ring
        Its corners. [mm]
    width : float
        Of the way where it is narrowest. [mm]
    """

    origin: str
    to: str
    product: str
    agent: str
    trips: float
    path: Ring
    width: float


def intensities(here: Arrangement) -> tuple[Intensity, ...]:
    """Return distance and intensity of each pair, greatest effort first; blocked pairs come first.

    Parameters
    ----------
    here : Arrangement
        The floor with its stations at their places.
    """
    pairs: dict[tuple[str, str], list[Carry]] = {}
    for each in carries(here, widths=False):
        pairs.setdefault((each.flow.origin, each.flow.to), []).append(each)
    rows = []
    for pair, several in pairs.items():
        trips = math.fsum(each.flow.trips for each in several)
        rows.append((pair, trips, several[0].distance, trips * several[0].distance))
    known = [row for row in rows if math.isfinite(row[2])]
    whole = math.fsum(row[3] for row in known)
    far = math.fsum(row[2] for row in known) / len(known) if known else 0.0
    often = math.fsum(row[1] for row in rows) / len(rows) if rows else 0.0
    rows.sort(key=lambda row: (-row[3], row[0]))
    return tuple(
        Intensity(
            *pair,
            trips,
            distance,
            effort,
            effort / whole if whole and math.isfinite(effort) else 0.0,
            distance > far and trips > often,
        )
        for pair, trips, distance, effort in rows
    )


def spaghetti(here: Arrangement) -> tuple[Strand, ...]:
    """Return the ways with what is carried along them, thickest first; blocked ones are left out.

    Parameters
    ----------
    here : Arrangement
        The floor with its stations at their places.
    """
    strands = [
        Strand(
            each.flow.origin,
            each.flow.to,
            each.flow.product,
            each.flow.agent,
            each.flow.trips,
            each.path,
            each.width.width if each.width else math.inf,
        )
        for each in carries(here)
        if each.is_open
    ]
    return tuple(sorted(strands, key=lambda strand: -strand.trips))
