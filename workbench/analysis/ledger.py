"""The stock ledger: lots of cloth and what became of them, replayed from events.

What was received is at every moment in stock, in garments, or lost to a named cause; the ledger is
a function of its events alone, so that replaying them gives the same stock, and an event that comes
twice counts once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from workbench.errors import SpecError, nearest

Kind = Literal[
    "receive", "garment", "cut_waste", "end_loss", "width_loss", "defect", "rework", "remnant"
]
KINDS: Final[tuple[str, ...]] = (
    "receive", "garment", "cut_waste", "end_loss", "width_loss", "defect", "rework", "remnant",
)  # fmt: skip
# What leaves the stock for good, by cause.
OUT: Final = ("garment", "cut_waste", "end_loss", "width_loss", "defect", "rework")


@dataclass(frozen=True)
class StockEvent:
    """Something that happened to a lot.

    Parameters
    ----------
    id : str
        Of the event; one that comes twice counts once.
    time : float
        [min]
    kind : str
        ``receive``; ``garment``, ``cut_waste``, ``end_loss``, ``width_loss``, ``defect``,
        ``rework`` (out of ``lot``); ``remnant`` (out of ``lot``, into ``into``).
    lot : str
        Roll, offcut or remnant.
    mass : float
        [kg]
    into : str
        The remnant's own lot, or the piece a garment's cloth went into.
    material : str
        What a received lot is.
    """

    id: str
    time: float
    kind: Kind
    lot: str
    mass: float
    into: str = ""
    material: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no event."""
        if self.kind not in KINDS:
            raise SpecError(
                f"'{self.kind}' is no event of a stock",
                where=f"event {self.id}",
                advice=nearest(self.kind, KINDS),
            )
        if not (math.isfinite(self.mass) and self.mass >= 0.0):
            raise SpecError(
                f"a mass of {self.mass:g} kg", where=f"event {self.id}", advice="give 0 kg or more"
            )
        if self.kind == "remnant" and not self.into:
            raise SpecError(
                "a remnant without a lot of its own",
                where=f"event {self.id}",
                advice="name it by 'into'",
            )


@dataclass(frozen=True)
class Ledger:
    """Stock and where everything went.

    Parameters
    ----------
    stock : mapping of lot to mass
        What is there, remnants included. [kg]
    received : float
        [kg]
    out : mapping of cause to mass
        [kg]
    remnants : frozenset of str
        The lots that are remnants.
    parents : mapping of lot to lot
        From which each remnant was cut.
    material : mapping of lot to material
        Inherited by remnants.
    pieces : mapping of piece to tuple of (lot, mass)
        What each garment was cut from. [kg]
    """

    stock: Mapping[str, float] = field(default_factory=dict)
    received: float = 0.0
    out: Mapping[str, float] = field(default_factory=dict)
    remnants: frozenset[str] = frozenset()
    parents: Mapping[str, str] = field(default_factory=dict)
    material: Mapping[str, str] = field(default_factory=dict)
    pieces: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    @property
    def balance(self) -> float:
        """Received less stock and all that left [kg]: rounding only."""
        return self.received - math.fsum(self.stock.values()) - math.fsum(self.out.values())

    @property
    def in_remnants(self) -> float:
        """Mass of the remnants in stock [kg]."""
        return math.fsum(mass for lot, mass in self.stock.items() if lot in self.remnants)

    def utilisation(self) -> float:
        """Return the share of what left the stock that is in garments."""
        gone = math.fsum(self.out.values())
        return self.out.get("garment", 0.0) / gone if gone else 0.0

    def origin(self, lot: str) -> str:
        """Return the lot that was received, from which this one comes."""
        while lot in self.parents:
            lot = self.parents[lot]
        return lot

    def waste(self) -> dict[str, float]:
        """Return mass by cause, garments left out [kg]."""
        return {kind: self.out.get(kind, 0.0) for kind in OUT if kind != "garment"}


def replay(events: Iterable[StockEvent]) -> Ledger:
    """Return the ledger after some events, in the order of their times.

    Raises
    ------
    SpecError
        When more leaves a lot than is there, or a lot is not known: the event is named.
    """
    stock: dict[str, float] = {}
    out: dict[str, float] = {}
    parents: dict[str, str] = {}
    material: dict[str, str] = {}
    pieces: dict[str, tuple[tuple[str, float], ...]] = {}
    received = 0.0
    seen: dict[str, StockEvent] = {}
    listed = list(events)
    for event in sorted(listed, key=lambda e: (e.time, KINDS.index(e.kind), e.id)):
        if event.id in seen:
            if seen[event.id] != event:
                raise SpecError(
                    "two events share an id and differ",
                    where=f"event {event.id}",
                    advice="give each its own id",
                )
            continue
        seen[event.id] = event
        if event.kind == "receive":
            stock[event.lot] = stock.get(event.lot, 0.0) + event.mass
            material[event.lot] = event.material or material.get(event.lot, "")
            received += event.mass
            continue
        if event.lot not in stock:
            raise SpecError(
                f"there is no lot '{event.lot}' in stock",
                where=f"event {event.id}",
                advice=nearest(event.lot, stock),
            )
        left = stock[event.lot] - event.mass
        if left < -1e-9 * max(1.0, stock[event.lot]):
            raise SpecError(
                f"{event.mass:g} kg leave lot '{event.lot}', it has {stock[event.lot]:g} kg",
                where=f"event {event.id}",
                advice="check the amounts, or receive the lot first",
            )
        stock[event.lot] = max(left, 0.0)
        if event.kind == "remnant":
            stock[event.into] = stock.get(event.into, 0.0) + event.mass
            parents[event.into] = event.lot
            material[event.into] = material.get(event.lot, "")
        else:
            out[event.kind] = out.get(event.kind, 0.0) + event.mass
            if event.kind == "garment" and event.into:
                pieces[event.into] = (*pieces.get(event.into, ()), (event.lot, event.mass))
    return Ledger(stock, received, out, frozenset(parents), parents, material, pieces)


def to_json(events: Iterable[StockEvent]) -> str:
    """Return events as JSON lines."""
    return "".join(json.dumps(asdict(event), sort_keys=True) + "\n" for event in events)


def from_json(text: str) -> tuple[StockEvent, ...]:
    """Return the events of JSON lines."""
    events = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            events.append(StockEvent(**row))
        except (json.JSONDecodeError, TypeError) as error:
            raise SpecError(
                f"line {number} is not an event: {error}",
                where="events",
                advice="write one JSON object a line, as to_json does",
            ) from None
    return tuple(events)
