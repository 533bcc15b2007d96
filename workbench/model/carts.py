"""How work is carried when nobody carries it by hand: carts, and the ways they go."""

from __future__ import annotations

from typing import ClassVar

from workbench.errors import SpecError
from workbench.model._measures import MOST_MACHINES, Speed, Time
from workbench.model._noun import noun
from workbench.model.sources import Mark


@noun
class Way:
    """How long it takes from one station to another: ``{from: cutting, to: sewing, time: 2 min}``.

    Parameters
    ----------
    before, after : str
        The stations, ``from`` and ``to``.
    time : Quantity
        Picking up and putting down included. [time]
    both : bool
        Whether the way back takes the same.
    """

    before: str
    after: str
    time: Time
    both: bool = True

    KEYS: ClassVar[dict[str, str]] = {"before": "from", "after": "to"}
    UNNAMED: ClassVar[bool] = True


@noun
class Carts:
    """A fleet of carts, trolleys or vehicles that carry work between stations.

    Parameters
    ----------
    name : str
        What they are called.
    home : str
        The station where they stand at the start.
    number : int
        How many there are.
    capacity : int
        How many pieces or lots one carries at a time.
    serves : tuple of str
        The stations it carries work between; all by default.
    ways : tuple of Way
        How long a cart takes; by default its path on the floor at its speed.
    speed : Quantity, optional
        Of a cart; that of walking by default. [length/time]
    pool : str
        Who goes with it; nobody by default.
    returns : bool
        Whether a cart goes home after each trip.
    """

    name: str
    home: str
    number: int = 1
    capacity: int = 1
    serves: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    speed: Speed | None = None
    pool: str = ""
    returns: bool = False
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse carts that carry nothing."""
        for key, count in (("number", self.number), ("capacity", self.capacity)):
            if not 1 <= count <= MOST_MACHINES:
                raise SpecError(
                    f"{key}: {count} carries nothing"
                    if count < 1
                    else f"{key}: {count} is too many",
                    where=key,
                    advice=f"give 1 to {MOST_MACHINES}",
                )
