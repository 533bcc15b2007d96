"""What is asked for: drops with preorders and promises, and streams of orders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from workbench.errors import SpecError
from workbench.model._measures import (
    MOST_PIECES,
    MOST_STREAM,
    Length,
    Measure,
    Money,
    Part,
    Ratio,
    Share,
    Time,
)
from workbench.model._noun import noun
from workbench.model.begun import Begun
from workbench.model.calendar import WEEK
from workbench.model.distribution import Chance
from workbench.model.place import Place
from workbench.model.sources import Mark
from workbench.units import Quantity

Policy = Literal["", "preorder gate", "make to order", "make to stock"]
_TIME = Measure(("time",), "21 d", above=True)


@dataclass(frozen=True)
class PromiseOf:
    """Accept a time, or the percentile of the simulated lead times to quote."""

    def accept(self, value: Any) -> Any:
        """Return ``p90`` or a time."""
        if isinstance(value, str) and re.fullmatch(r"p([1-9]|[1-9]\d)", value.strip().lower()):
            return value.strip().lower()
        return _TIME.accept(value)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the YAML form."""
        return {"type": "string", "examples": ["p90", "21 d"]}

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic accept what `accept` accepts."""
        return core_schema.no_info_plain_validator_function(self.accept)


@noun
class Prior:
    """What demand is expected to be before anyone has ordered.

    Parameters
    ----------
    mean : float
        Expected pieces.
    cv : Quantity
        Standard deviation as a share of the mean.
    """

    mean: float
    cv: Ratio

    def __post_init__(self) -> None:
        """Refuse a mean that is not positive."""
        if self.mean <= 0:
            raise SpecError(f"a mean of {self.mean:g} pieces is too small", advice="give more")


@noun
class Preorder:
    """Orders taken before anything is made.

    Parameters
    ----------
    window : Quantity
        How long they are taken. [time]
    prior : Prior, optional
        What demand is expected to be.
    go : int, optional
        Pieces at which the drop is made.
    share : Quantity, optional
        Share of the whole demand that orders within the window.
    placed : int, optional
        Pieces ordered so far.
    passed : Quantity, optional
        Share of the whole demand's time that has passed when ``placed`` was counted; the share of
        the window by default.
    """

    window: Time
    prior: Prior | None = None
    go: int | None = None
    share: Part | None = None
    placed: int | None = None
    passed: Part | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse counts below zero."""
        for name in ("go", "placed"):
            count = getattr(self, name)
            if count is not None and count < 0:
                raise SpecError(f"{name}: {count} is negative", advice="give 0 or more")


@noun
class Shipping:
    """How pieces reach the people who bought them.

    Parameters
    ----------
    policy : str
        ``pickup at node``, ``free``, ``charged``, …
    local_share : Quantity, optional
        Share that is picked up or delivered nearby.
    cost : Quantity, optional
        For one parcel. [money]
    time : Distribution, optional
        From packed to delivered. [time]
    distance : Quantity, optional
        How far a parcel travels. [length]
    returns : Quantity, optional
        Share that comes back.
    """

    policy: str = ""
    local_share: Share | None = None
    cost: Money | None = None
    time: Chance | None = None
    distance: Length | None = None
    returns: Share | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""


@noun
class Drop:
    """A limited run: what, how many, at which price, promised for when.

    Parameters
    ----------
    name : str
        How it is called.
    pieces : int
        How many are made; by default as many as ``sizes``, or else the order file, add up to.
    product : str
        What; by default the product of the same name, or the only one.
    price : Quantity, optional
        What a customer pays for a piece. [money]
    preorder : Preorder, optional
        Orders taken before.
    promise : str or Quantity
        ``p90`` to quote the simulated percentile, or a time after release.
    shipping : Shipping, optional
        How pieces are delivered.
    policy : str
        ``preorder gate`` (all released when the window closes), ``make to order`` (each released
        when it is ordered) or ``make to stock`` (all released at once).
    sizes : tuple of (size, pieces)
        The mix of sizes; by default that of the order file.
    orders : str
        A CSV file of orders beside the twin: when each is ordered, and what the drop leaves out.
    salvage : Quantity, optional
        What an unsold piece brings. [money]
    certificates : tuple of str
        What every input must be certified for.
    priority : int
        The lowest number goes first where the rule is ``priority``.
    weight : float
        How much its pieces count in rules such as ``weight``, ``wspt`` and ``atc``.
    begun : tuple of Begun
        Pieces that are half made at the start.
    place : Place, optional
        Where its customers are; that of the twin by default.
    nodes : tuple of str
        Nodes of the network that make it, in order of preference.
    """

    name: str
    pieces: int = 0
    product: str = ""
    price: Money | None = None
    preorder: Preorder | None = None
    promise: Annotated[str | Quantity, PromiseOf()] = "p90"
    shipping: Shipping | None = None
    policy: Policy = ""
    sizes: tuple[tuple[str, int], ...] = ()
    orders: str = ""
    salvage: Money | None = None
    certificates: tuple[str, ...] = ()
    priority: int = 0
    weight: float = 1.0
    begun: tuple[Begun, ...] = ()
    place: Place | None = None
    nodes: tuple[str, ...] = ()
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Check the counts; how many an order file holds is known only to who reads it."""
        if self.pieces < 0 or any(count < 0 for _, count in self.sizes):
            raise SpecError(
                "a drop cannot have less than no pieces", where=self.name, advice="give pieces ≥ 1"
            )
        _check_weight(self.weight)
        if self.count > MOST_PIECES:
            raise SpecError(
                f"{self.count} pieces are too many for one drop",
                where=self.name,
                advice=f"give at most {MOST_PIECES}",
            )
        if self.sizes and self.pieces and sum(n for _, n in self.sizes) != self.pieces:
            total = sum(count for _, count in self.sizes)
            raise SpecError(
                f"the sizes add up to {total}, pieces is {self.pieces}",
                where=self.name,
                advice="correct one of them, or leave pieces out",
            )

    @property
    def count(self) -> int:
        """How many pieces are asked for, from ``pieces`` or the mix of sizes."""
        return self.pieces or sum(count for _, count in self.sizes)

    @property
    def gate(self) -> str:
        """The policy in force: a preorder gate when there is a preorder, else make to stock."""
        return self.policy or ("preorder gate" if self.preorder else "make to stock")


def _check_weight(weight: float) -> None:
    if weight < 0:
        raise SpecError(f"weight: {weight:g} is negative", where="weight", advice="give 0 or more")


@noun
class Orders:
    """A stream of orders, one piece each.

    They come by chance (``every``), at stated moments (``at``), or so that one always waits in
    front of the first machine (``saturated``).

    Parameters
    ----------
    name : str
        How it is called.
    product : str
        What is ordered.
    every : Distribution, optional
        Time between two orders. [time]
    at : tuple of Quantity
        When they come, from the start of the run. [time]
    saturated : bool
        The next one comes when the one before is begun.
    count : int, optional
        How many come, at each of the moments in ``at``; by default one there, else as many as the
        horizon holds.
    begin : Quantity, optional
        Nothing comes before; the start of the run by default. [time]
    until : Quantity, optional
        Nothing comes after. [time]
    due : Distribution, optional
        Promised time after the order. [time]
    priority : int
        The lowest number goes first at stations with the rule ``priority``.
    weight : float
        How much it counts in rules such as ``weight``, ``wspt`` and ``atc``.
    begun : tuple of Begun
        Orders that are half made at the start; they must come at stated moments.
    place : Place, optional
        Where the customers are; that of the twin by default.
    nodes : tuple of str
        Nodes of the network that take them, in order of preference.
    """

    name: str
    product: str
    every: Chance | None = None
    at: tuple[Time, ...] = ()
    saturated: bool = False
    count: int | None = None
    begin: Time | None = None
    until: Time | None = None
    due: Chance | None = None
    priority: int = 0
    weight: float = 1.0
    begun: tuple[Begun, ...] = ()
    place: Place | None = None
    nodes: tuple[str, ...] = ()
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a stream without orders."""
        if self.count is not None and self.count < 1:
            raise SpecError(f"a count of {self.count} is no orders", where=self.name)
        ways = [bool(self.every), bool(self.at), self.saturated]
        if sum(ways) != 1:
            raise SpecError(
                "it is said in more than one way when orders come"
                if sum(ways)
                else "it is not said when orders come",
                where=self.name,
                advice="give every, at or saturated: one of them",
            )
        self._check_moments()
        _check_weight(self.weight)
        total = (self.count or 0) * max(len(self.at), 1)
        if total > MOST_STREAM:
            raise SpecError(
                f"{total} orders are too many for one stream",
                where="count",
                advice=f"give at most {MOST_STREAM}",
            )

    def per_week(self, horizon: float | None) -> float:
        """Return how many orders come in a week, spread over the horizon where they are counted."""
        if self.every is not None:
            return WEEK / self.every.mean
        span = max(horizon or 0.0, *map(float, self.at), WEEK)
        return (self.count or 1) * max(len(self.at), 1) * WEEK / span

    def _check_moments(self) -> None:
        if self.every is not None and not self.every.mean > 0:
            raise SpecError(
                f"'{self.every.text}' between two orders is no time at all",
                where="every",
                advice="give more than 0, e.g. {exponential: 2 h}",
            )
        if self.at and (self.begin is not None or self.until is not None):
            raise SpecError(
                "moments are stated, so begin and until say nothing",
                where="at",
                advice="leave out begin and until",
            )
        if list(self.at) != sorted(self.at):
            raise SpecError(
                "the moments go back in time", where="at", advice="list them in rising order"
            )
        if self.begun and not self.at:
            raise SpecError(
                "orders that are half made at the start come at no stated moment",
                where="begun",
                advice="give at, e.g. 'at: [0 min]'",
            )
        if self.saturated and self.until is not None:
            raise SpecError(
                "one order always waits, so until says nothing",
                where="until",
                advice="give count instead",
            )
