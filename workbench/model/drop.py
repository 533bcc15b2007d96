"""What is asked for: drops with preorders and promises, and streams of orders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from workbench.errors import SpecError
from workbench.model._measures import MOST_PIECES, Length, Measure, Money, Part, Ratio, Share, Time
from workbench.model._noun import noun
from workbench.model.distribution import Chance
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


@noun
class Orders:
    """A stream of orders, one piece each.

    Parameters
    ----------
    name : str
        How it is called.
    product : str
        What is ordered.
    every : Distribution
        Time between two orders. [time]
    count : int, optional
        How many come; as many as the horizon holds by default.
    due : Quantity, optional
        Promised time after the order. [time]
    priority : int
        The lowest number goes first at stations with the rule ``priority``.
    """

    name: str
    product: str
    every: Chance
    count: int | None = None
    due: Time | None = None
    priority: int = 0
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse a stream without orders."""
        if self.count is not None and self.count < 1:
            raise SpecError(f"a count of {self.count} is no orders", where=self.name)
