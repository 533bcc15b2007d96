"""Where the factory stands, what is paid there, how people walk, how results are taken."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from workbench.errors import SpecError
from workbench.model._measures import EnergyPrice, Measure, Rent, Share, Span, Speed, Time
from workbench.model._noun import noun
from workbench.model.carts import Carts, Way
from workbench.model.sources import Mark
from workbench.model.tariff import Band
from workbench.units import Quantity


@noun
class Place:
    """Where the factory stands.

    Parameters
    ----------
    city, country : str
        The country as its two-letter code.
    lat, lon : float, optional
        North and east. [degrees]
    certificates : tuple of str
        What the site itself is certified for.
    """

    city: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    certificates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the coordinates."""
        for name, value, most in (("lat", self.lat, 90.0), ("lon", self.lon, 180.0)):
            if value is not None and abs(value) > most:
                raise SpecError(f"{name} {value:g} is not on earth", advice=f"give ±{most:g}")

    def __str__(self) -> str:
        """Return ``"Guimarães, PT"``."""
        return ", ".join(part for part in (self.city, self.country) if part)


@noun
class Costs:
    """Prices of the place that belong to no single station.

    Parameters
    ----------
    energy : Quantity, optional
        Price of electricity. [money/energy]
    tariff : tuple of Band
        Hours in which electricity has another price.
    rent : Quantity, optional
        Of the floor. [money/area/time]
    interest : Quantity, optional
        Yearly, for the recovery of capital.
    overhead : Quantity, optional
        Share added to labour and machines for what is not modelled.
    """

    energy: EnergyPrice | None = None
    tariff: tuple[Band, ...] = ()
    rent: Rent | None = None
    interest: Share | None = None
    overhead: Share | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""


@noun
class Transport:
    """How pieces are carried from station to station.

    Parameters
    ----------
    speed : Quantity, optional
        Walking with the work in hand. [length/time]
    handling : Quantity, optional
        Picking up and putting down, each time. [time]
    ways : tuple of Way
        How long it takes by hand between two stations, whatever the floor says.
    carts : tuple of Carts
        What carries work in place of hands.
    """

    speed: Speed | None = None
    handling: Time | None = None
    ways: tuple[Way, ...] = ()
    carts: tuple[Carts, ...] = ()
    source: str = ""
    year: int | None = None
    mark: Mark = ""


@noun
class Report:
    """How results are taken from a run.

    Parameters
    ----------
    warm_up : Quantity
        What is left out at the start: a share of the jobs, or a time.
    until : Quantity, optional
        The run ends then, even if pieces are still inside; when all is done by default. [time]
    """

    warm_up: Annotated[Quantity, Measure(("share", "time"), "10 %")] = Quantity(0.0, "%")
    until: Span | None = None


@noun
class Variant:
    """A change to the twin that has a name.

    Parameters
    ----------
    name : str
        How it is called.
    replace : mapping of key path to value
        What stands at each path instead; a station, pool, material, … may be new.
    remove : tuple of key paths
        What is no longer there.
    label : str
        How reports and apps call it.
    description : str
        A sentence about it.
    """

    name: str
    replace: dict[str, Any] = Field(default_factory=dict)
    remove: tuple[str, ...] = ()
    description: str = ""
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""
