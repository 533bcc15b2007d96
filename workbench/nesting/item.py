"""A shape with its rules: what a piece asks of its place, as data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from workbench.errors import SpecError
from workbench.model.pattern import PatternPiece
from workbench.nesting.placement import Placement
from workbench.nesting.rules import Match

Mirror = Literal["never", "always", "either", "pairs"]

_WAYS: dict[Mirror, tuple[bool, ...]] = {
    "never": (False,),
    "always": (True,),
    "either": (False, True),
    "pairs": (False, True),
}


@dataclass(frozen=True)
class Item:
    """A shape and how often and in which poses it is to be placed.

    Parameters
    ----------
    id : int or str
        What placements refer to.
    piece : PatternPiece
        The shape, checked; ``piece.name`` and ``piece.size`` are for people.
    demand : int
        How many are placed.
    angles : tuple of float
        Allowed turns after mirroring, counter-clockwise. [degrees]
    mirror : "never", "always", "either" or "pairs"
        Whether x → −x comes first; of pairs one half is mirrored, the other not.
    tilt : float
        How far each angle may be leaned either way. [degrees]
    gap : float
        Least distance to other pieces: of two pieces the larger holds, and never less than the
        instance's. [mm]
    match : tuple of Match
        Points that must meet the cloth's repeat.
    fixed : tuple of Placement
        Where copies must lie; the others are free.
    min_quality : int, optional
        The least quality of cloth it may lie on; None is flawless cloth only.
    on_fold : bool
        A half piece whose fold line lies on the folded edge of folded or tubular cloth.
    height : float
        Of ware, for the distance between kiln shelves. [mm]
    garment : str
        What it is a piece of: all pieces of one garment come from one shade lot.
    per_garment : int
        Copies that one garment takes.
    """

    id: int | str
    piece: PatternPiece
    demand: int = 1
    angles: tuple[float, ...] = (0.0,)
    mirror: Mirror = "never"
    tilt: float = 0.0
    gap: float = 0.0
    match: tuple[Match, ...] = ()
    fixed: tuple[Placement, ...] = ()
    min_quality: int | None = None
    on_fold: bool = False
    height: float = 0.0
    garment: str = ""
    per_garment: int = 1

    def __post_init__(self) -> None:
        """Refuse a demand or a set of angles that cannot be met."""
        if self.demand < 1:
            raise SpecError(
                f"a demand of {self.demand}", where=self.label, advice="ask for 1 or more"
            )
        if not self.angles or not all(math.isfinite(angle) for angle in self.angles):
            raise SpecError(
                "the allowed angles are empty or not numbers",
                where=self.label,
                advice="give a list of degrees, or null for rotation at will",
            )
        if self.mirror == "pairs" and self.demand % 2:
            raise SpecError(
                f"a demand of {self.demand} cannot be cut in mirrored pairs",
                where=self.label,
                advice="ask for an even number",
            )
        odd = self.mirror == "pairs" and self.per_garment % 2
        if self.garment and (self.per_garment < 1 or odd):
            raise SpecError(
                f"{self.per_garment} of it make no garment",
                where=self.label,
                advice="give per_garment: 1 or more, of mirrored pairs an even number",
            )
        if not 0 <= self.tilt <= 180 or not 0 <= self.gap < math.inf:
            raise SpecError(
                "tilt or gap is out of range",
                where=self.label,
                advice="give a tilt of 0 … 180 degrees and a gap of 0 mm or more",
            )
        if not 0 <= self.height < math.inf:
            raise SpecError("the height is no length", where=self.label, advice="give it in mm")
        if len(self.fixed) > self.demand:
            raise SpecError(
                f"{len(self.fixed)} places are fixed and {self.demand} demanded",
                where=self.label,
                advice="demand as many as are fixed",
            )
        if self.on_fold and self.piece.fold is None:
            raise SpecError(
                "it is to lie on the fold and has no fold line",
                where=self.label,
                advice="give the two points of its fold",
            )

    @property
    def label(self) -> str:
        """How messages name the item."""
        return self.piece.label

    @property
    def poses(self) -> tuple[tuple[float, bool], ...]:
        """The allowed (angle in degrees, mirrored) pairs."""
        return tuple((angle, mirrored) for mirrored in _WAYS[self.mirror] for angle in self.angles)

    def allows(self, rotation: float, mirrored: bool) -> bool:
        """Tell whether a pose is allowed, the tilt included."""
        return any(
            turned == mirrored
            and abs((rotation - angle + 180.0) % 360.0 - 180.0) <= self.tilt + 1e-9
            for angle, turned in self.poses
        )
