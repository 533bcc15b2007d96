"""Several factories that make the same orders: nodes in their places, and the lanes between."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from workbench.errors import SpecError, nearest
from workbench.model._measures import Measure, Money, Speed, Time
from workbench.model._noun import noun
from workbench.model.distribution import Chance
from workbench.model.place import Place
from workbench.model.sources import Mark
from workbench.units import Quantity

Emission = Annotated[Quantity, Measure(("emission",), "3 kgCO2e")]
PerLength = Annotated[Quantity, Measure(("money/length",), "0.9 EUR/km")]
EmissionPerLength = Annotated[Quantity, Measure(("emission/length",), "0.2 kgCO2e/km")]
Detour = Annotated[Quantity, Measure(("share",), "130 %", low=1.0)]


@noun
class Outage:
    """A time in which a node makes nothing: ``{from: 3 d, to: 5 d}``.

    Parameters
    ----------
    begin, end : Quantity
        From the start of the run. [time]
    """

    begin: Time
    end: Time

    KEYS: ClassVar[dict[str, str]] = {"begin": "from", "end": "to"}
    UNNAMED: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse an outage that ends before it begins."""
        if self.end < self.begin:
            raise SpecError(
                f"the outage ends at '{self.end.text}', before it begins at '{self.begin.text}'",
                where="to",
                advice="give the later moment in 'to'",
            )


@noun
class Failures:
    """How a whole node fails by chance: a power cut, a strike, a flood.

    Parameters
    ----------
    every : Distribution
        From its return to the next failure. [time]
    lasts : Distribution
        Until it is back. [time]
    """

    every: Chance
    lasts: Chance
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a node that fails for ever."""
        if not self.every.mean > 0:
            raise SpecError(
                f"'{self.every.text}' from return to failure is no time at all",
                where="every",
                advice="give more than 0",
            )


@noun
class Node:
    """A factory of the network, in its place.

    Parameters
    ----------
    name : str
        How lanes and orders refer to it.
    twin : str
        The factory that stands there: a shipped twin, or a file beside this one; by default the
        stations, people and products of this twin.
    variant : str
        A variant of it.
    set : mapping of key path to value
        Other values than the twin's.
    place : Place, optional
        Where it is; that of its twin by default.
    capacity : int
        Orders on its floor at the same time; 0: no limit.
    makes : tuple of str
        The products it takes orders for; all it knows by default.
    outages : tuple of Outage
        When it is known to be closed.
    fails : Failures, optional
        How it fails by chance.
    """

    name: str
    twin: str = ""
    variant: str = ""
    set: dict[str, Any] = Field(default_factory=dict)
    place: Place | None = None
    capacity: int = 0
    makes: tuple[str, ...] = ()
    outages: tuple[Outage, ...] = ()
    fails: Failures | None = None
    label: str = ""

    def __post_init__(self) -> None:
        """Check capacity and the order of outages."""
        if self.capacity < 0:
            raise SpecError(
                f"a capacity of {self.capacity} is negative",
                where="capacity",
                advice="give 1 or more, or leave it out: no limit",
            )
        for before, after in zip(self.outages, self.outages[1:], strict=False):
            if after.begin < before.end:
                raise SpecError(
                    f"the outage from '{after.begin.text}' begins before the one until "
                    f"'{before.end.text}' is over",
                    where="outages",
                    advice="list them one after the other, joined where they overlap",
                )


@noun
class Lane:
    """How orders go from one node to another: ``{from: porto, to: lisbon, time: 4 h}``.

    Parameters
    ----------
    before, after : str
        The nodes, ``from`` and ``to``.
    time : Quantity
        From door to door. [time]
    cost : Quantity, optional
        Of one order. [money]
    footprint : Quantity, optional
        Of one order. [kg CO2e]
    both : bool
        Whether the way back is the same.
    """

    before: str
    after: str
    time: Time
    cost: Money | None = None
    footprint: Emission | None = None
    both: bool = True
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    KEYS: ClassVar[dict[str, str]] = {"before": "from", "after": "to"}
    UNNAMED: ClassVar[bool] = True


@noun
class Road:
    """What a lane takes by its distance, where none is listed.

    Parameters
    ----------
    speed : Quantity
        On the way. [length/time]
    handling : Quantity, optional
        Added to each trip. [time]
    cost : Quantity, optional
        Of one order. [money/length]
    footprint : Quantity, optional
        Of one order. [kg CO2e/length]
    detour : Quantity, optional
        Length of the way as a share of the straight line; the table of defaults has one.
    """

    speed: Speed
    handling: Time | None = None
    cost: PerLength | None = None
    footprint: EmissionPerLength | None = None
    detour: Detour | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""


@noun
class Network:
    """Several factories that share their orders.

    Parameters
    ----------
    nodes : tuple of Node
        The factories.
    lanes : tuple of Lane
        Between which of them orders are handed on when one fails.
    road : Road, optional
        Makes a lane between any two nodes that have a place and no lane of their own.
    routing : str
        Where an order goes first: to the ``nearest`` node that can make it and has capacity, by
        distance from the place of the orders, or to the first one as ``listed``.
    """

    nodes: tuple[Node, ...]
    lanes: tuple[Lane, ...] = ()
    road: Road | None = None
    routing: Literal["nearest", "listed"] = "nearest"

    def __post_init__(self) -> None:
        """Check that lanes connect nodes."""
        names = [node.name for node in self.nodes]
        if not names:
            raise SpecError(
                "the network has no node", where="nodes", advice="add one, with a place"
            )
        for place, lane in enumerate(self.lanes):
            for key, name in (("from", lane.before), ("to", lane.after)):
                if name not in names:
                    raise SpecError(
                        f"there is no node '{name}'",
                        where=f"lanes.{place}.{key}",
                        advice=nearest(name, names),
                    )
            if lane.before == lane.after:
                raise SpecError(
                    f"a lane leads from '{lane.before}' to itself",
                    where=f"lanes.{place}",
                    advice="name two nodes",
                )

    def node(self, name: str) -> Node:
        """Return the node of that name."""
        for each in self.nodes:
            if each.name == name:
                return each
        raise SpecError(
            f"there is no node '{name}'",
            where="network.nodes",
            advice=nearest(name, [each.name for each in self.nodes]),
        )
