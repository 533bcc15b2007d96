"""The room that a station takes on the floor, and what it asks of its surroundings.

A station's own frame has its origin at the middle of its footprint and, before it is turned, its
front towards −y.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from pydantic import field_validator

from workbench.errors import SpecError, nearest
from workbench.model._measures import Length, Money, Time
from workbench.model._noun import noun
from workbench.model.building import CORNERS, UTILITIES, LengthPrice, Point
from workbench.model.rings import Vertex, check_ring, ring_area, vertex, vertices
from workbench.model.sources import Mark
from workbench.units import Quantity

Side = Literal["front", "back", "left", "right"]

SIDES: tuple[Side, ...] = ("front", "back", "left", "right")
# What a station is to its neighbours, as the rules ask for it.
TRAITS = {
    "kiln": "a kiln or oven that fires",
    "heat": "hot surfaces or a flame",
    "solvent": "gives off flammable vapour",
    "flammable": "stores flammable liquids or goods",
    "wet": "splashes, or wets the floor",
    "textile": "holds finished textile that a splash or a spark spoils",
    "dust": "makes dust, lint or chips",
    "noise": "is loud",
    "clean": "must stay clean",
    "quiet": "needs quiet",
}
_NO_LENGTH = Quantity(0.0, "m")


@noun
class Clearance:
    """How much free floor a station needs at each side, and how far it keeps from walls.

    Parameters
    ----------
    front, back, left, right : Length, optional
        At that side. [mm]
    other : Length
        At the sides not given. [mm]
    combustible, noncombustible : Length, optional
        From any wall of that material, all round. [mm]
    """

    front: Length | None = None
    back: Length | None = None
    left: Length | None = None
    right: Length | None = None
    other: Length = _NO_LENGTH
    combustible: Length | None = None
    noncombustible: Length | None = None

    def at(self, side: Side) -> float:
        """Return the clearance at one side [mm]."""
        own = {"front": self.front, "back": self.back, "left": self.left, "right": self.right}
        chosen = own[side]
        return float(self.other if chosen is None else chosen)


@noun
class Moving:
    """What it takes to move a station to another place.

    Parameters
    ----------
    fixed : Quantity, optional
        Disconnecting, lifting, levelling, connecting. [money]
    per_metre : Quantity, optional
        Of the way it is moved. [money/length]
    downtime : Quantity, optional
        How long nobody works at it. [time]
    """

    fixed: Money | None = None
    per_metre: LengthPrice | None = None
    downtime: Time | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""


@noun
class Footprint:
    """The room that a station takes on the floor.

    Parameters
    ----------
    shape : (width, depth), optional
        A rectangle; give this or ``outline``. [mm]
    outline : tuple of (x, y), optional
        Another shape, in the station's own frame, front towards −y; it is moved so that the
        middle of its bounding box is the origin. [mm]
    clearance : Clearance
        Free floor needed at each side. It may overlap that of another station, not its body.
    envelope : tuple of (x, y), optional
        Floor that the work sweeps over, such as a long cloth or an open lid: any shape, drawn in
        the frame of ``shape`` or ``outline``. It may overlap other envelopes, no bodies. [mm]
    needs : tuple of str
        Utilities: water, drain, power, gas, extraction, air.
    access : tuple of Side
        The sides from which people work at it; the nearest one counts.
    traits : tuple of str
        What it is to its neighbours: kiln, heat, solvent, flammable, wet, textile, dust, noise,
        clean, quiet.
    control : str
        The side with the controls, where a rule asks for more room.
    moving : Moving, optional
        What it takes to move it; defaults marked as estimates otherwise.
    """

    shape: tuple[Length, Length] | None = None
    outline: tuple[Point, ...] = ()
    clearance: Clearance = Clearance()
    envelope: tuple[Point, ...] = ()
    needs: tuple[str, ...] = ()
    access: tuple[Side, ...] = ("front",)
    traits: tuple[str, ...] = ()
    control: Literal["", "front", "back", "left", "right"] = ""
    moving: Moving | None = None

    @field_validator("access", "needs", "traits", mode="before")
    @classmethod
    def _as_tuple(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    def __post_init__(self) -> None:
        """Refuse a shape without an area, a station nobody can reach, and unknown words."""
        if (self.shape is None) == (not self.outline):
            raise SpecError(
                "a footprint has either a shape or an outline",
                where="footprint",
                advice="give 'shape: [1.2 m, 0.9 m]', or an outline of corner points",
            )
        check_ring(self._drawn, "footprint")
        if self.envelope:
            check_ring(vertices(self.envelope), "envelope")
        if not self.access:
            raise SpecError("a footprint needs an access side", advice="give 'access: front'")
        for key, given, known in (
            ("needs", self.needs, UTILITIES),
            ("traits", self.traits, tuple(TRAITS)),
        ):
            for name in given:
                if name not in known:
                    kind = "utility" if key == "needs" else "trait"
                    raise SpecError(
                        f"there is no {kind} '{name}'", where=key, advice=nearest(name, known)
                    )

    @cached_property
    def _drawn(self) -> tuple[Vertex, ...]:
        if self.shape is not None:
            w, d = vertex(self.shape)
            return tuple((sx * w / 2, sy * d / 2) for sx, sy in CORNERS)
        return vertices(self.outline)

    @cached_property
    def _middle(self) -> Vertex:
        """Middle of the bounding box as drawn."""
        xs, ys = [x for x, _ in self._drawn], [y for _, y in self._drawn]
        return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2

    @cached_property
    def polygon(self) -> tuple[Vertex, ...]:
        """Corners in the station's own frame, counter-clockwise, centred [mm]."""
        return self._centred(self._drawn)

    @property
    def swept(self) -> tuple[Vertex, ...]:
        """The working envelope in the station's own frame; empty for none [mm]."""
        return self._centred(vertices(self.envelope)) if self.envelope else ()

    def _centred(self, ring: tuple[Vertex, ...]) -> tuple[Vertex, ...]:
        x0, y0 = self._middle
        centred = tuple((x - x0, y - y0) for x, y in ring)
        return centred if ring_area(centred) > 0 else centred[::-1]

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and depth of the bounding box [mm]."""
        ring = self.polygon
        return 2 * max(x for x, _ in ring), 2 * max(y for _, y in ring)

    @property
    def area(self) -> float:
        """Floor taken by the body [mm²]."""
        return ring_area(self.polygon)

    @property
    def cleared(self) -> tuple[Vertex, ...]:
        """Corners of the bounding box with the clearances added, in the station's frame [mm]."""
        w, d = self.size
        gap = self.clearance
        x0, x1 = -w / 2 - gap.at("left"), w / 2 + gap.at("right")
        y0, y1 = -d / 2 - gap.at("front"), d / 2 + gap.at("back")
        return (x0, y0), (x1, y0), (x1, y1), (x0, y1)
