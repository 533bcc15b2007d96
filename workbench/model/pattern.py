"""What is cut from cloth: pattern pieces, the pattern of a product over its sizes, and the cloth.

Coordinates are in mm; a piece keeps the frame it was drawn in, and its grain says how it wants to
lie: on the cloth the grain runs along the warp, which is the length (x) of a marker.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Literal

from pydantic import field_validator

from workbench.errors import SpecError, nearest
from workbench.model._noun import noun
from workbench.model.mending import SAME_POINT, mended
from workbench.model.rings import ring_area, ring_length

Point = tuple[float, float]
Nap = Literal["one-way", "either-way", "two-way", "free"]
Spread = Literal["open", "folded", "tubular"]


@noun
class PatternPiece:
    """One part of a garment in one size, as drawn, seam allowance included.

    Parameters
    ----------
    name : str
        What the cutter calls it, the same in every size.
    size : str
        The size label, "" when the piece has none.
    outline : tuple of (x, y)
        The cut line, at least three points of a simple polygon; closing point and orientation are
        free, they are stored open and counter-clockwise. [mm]
    grain : float
        Direction of the grainline as drawn, counter-clockwise from the x axis. [degrees]
    notches, drills : tuple of (x, y)
        Places of notches on the cut line and of drill holes. [mm]
    internals : tuple of polylines
        Lines that are drawn, not cut. [mm]
    holes : tuple of polygons
        Openings cut out of the piece. [mm]
    seam : tuple of (x, y)
        The sew line, empty when it was not given. [mm]
    quantity : int
        How many are cut for one garment.
    mirrored : int
        How many of these are mirrored.
    fold : ((x, y), (x, y)), optional
        Two points of the fold line when only one half is drawn. [mm]
    grainline : ((x, y), (x, y)), optional
        Where the grain arrow is drawn; its direction must agree with ``grain``. [mm]
    tilt : float
        How far the grain may lean either way on the cloth. [degrees]
    match : tuple of (x, y)
        Points that must meet the repeat of striped or checked cloth. [mm]
    notes : tuple of str
        What was mended when the piece was read.
    """

    name: str
    size: str
    outline: tuple[Point, ...]
    grain: float = 0.0
    notches: tuple[Point, ...] = ()
    internals: tuple[tuple[Point, ...], ...] = ()
    drills: tuple[Point, ...] = ()
    holes: tuple[tuple[Point, ...], ...] = ()
    seam: tuple[Point, ...] = ()
    quantity: int = 1
    mirrored: int = 0
    fold: tuple[Point, Point] | None = None
    grainline: tuple[Point, Point] | None = None
    tilt: float = 0.0
    match: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()

    @field_validator("outline", "seam", mode="before")
    @classmethod
    def _points(cls, value: Any) -> Any:
        return _open_ring(value)

    @field_validator("holes", mode="before")
    @classmethod
    def _rings(cls, value: Any) -> Any:
        return tuple(_open_ring(ring) for ring in value)

    def __post_init__(self) -> None:
        """Check the outlines and store them counter-clockwise."""
        object.__setattr__(self, "outline", _checked_ring(self.outline, self.label, "outline"))
        holes = tuple(
            _checked_ring(ring, self.label, f"hole {number}")
            for number, ring in enumerate(self.holes, start=1)
        )
        object.__setattr__(self, "holes", holes)
        if holes:
            _check_holes(self.outline, holes, self.label)
        if self.quantity < 1 or not 0 <= self.mirrored <= self.quantity:
            raise SpecError(
                f"{self.mirrored} mirrored of a quantity of {self.quantity} cannot be cut",
                where=self.label,
                advice="give quantity ≥ 1 and 0 ≤ mirrored ≤ quantity",
            )
        if self.fold is not None:
            _check_fold(self.outline, self.fold, self.label)

    @classmethod
    def mended(cls, **fields: Any) -> PatternPiece:
        """Return a piece as drawn, with what a slip of the pen broke mended and noted.

        Repeated points, spikes and small loops of the outline and the holes are left out; what
        cannot be mended without a guess is refused as the constructor refuses it.
        """
        outline, notes = mended(tuple(fields["outline"]), "outline")
        holes = []
        for number, ring in enumerate(fields.get("holes", ()), start=1):
            hole, said = mended(tuple(ring), f"hole {number}")
            holes.append(hole)
            notes += said
        notes = (*fields.get("notes", ()), *notes)
        return cls(**{**fields, "outline": outline, "holes": tuple(holes), "notes": notes})

    @property
    def label(self) -> str:
        """How messages name the piece, its size included."""
        return f"piece '{self.name}'" + (f" size {self.size}" if self.size else "")

    @property
    def area(self) -> float:
        """Area of the whole piece, unfolded and without its holes, in mm²."""
        net = abs(ring_area(self.outline)) - sum(abs(ring_area(hole)) for hole in self.holes)
        return net * (2.0 if self.fold else 1.0)

    @property
    def perimeter(self) -> float:
        """Length a cutter travels round the whole piece and its holes, in mm."""
        whole = self.unfolded()
        return sum(ring_length(ring) for ring in (whole.outline, *whole.holes))

    def unfolded(self) -> PatternPiece:
        """Return the whole piece: what is drawn on one side of the fold, and its reflection."""
        if self.fold is None:
            return self
        reflect = _reflection(self.fold)
        holes = (*self.holes, *(tuple(map(reflect, ring)) for ring in self.holes))
        return replace(
            self,
            outline=_unfold_ring(self.outline, self.fold),
            notches=_once((*self.notches, *map(reflect, self.notches))),
            drills=_once((*self.drills, *map(reflect, self.drills))),
            internals=(
                *self.internals,
                *(tuple(map(reflect, line)) for line in self.internals),
            ),
            holes=holes,
            seam=_unfold_ring(self.seam, self.fold) if self.seam else (),
            fold=None,
        )


@noun
class Pattern:
    """The pieces of one product over all its sizes.

    Parameters
    ----------
    name : str
        The product or style.
    pieces : tuple of PatternPiece
        Every piece in every size, name and size together unique.
    """

    name: str
    pieces: tuple[PatternPiece, ...]

    def __post_init__(self) -> None:
        """Refuse an empty pattern and two pieces of one name and size."""
        if not self.pieces:
            raise SpecError(
                "the pattern has no pieces",
                where=f"pattern '{self.name}'",
                advice="check that cut lines are on layer 1 (DXF) or are closed paths (SVG)",
            )
        seen: set[tuple[str, str]] = set()
        for piece in self.pieces:
            if (piece.name, piece.size) in seen:
                raise SpecError(
                    f"{piece.label} is given twice",
                    where=f"pattern '{self.name}'",
                    advice="give each piece one name per size and use quantity for copies",
                )
            seen.add((piece.name, piece.size))

    @property
    def sizes(self) -> tuple[str, ...]:
        """The size labels in the order the pieces come."""
        return tuple(dict.fromkeys(piece.size for piece in self.pieces))

    def size(self, label: str) -> tuple[PatternPiece, ...]:
        """Return the pieces of one garment in size ``label``; pieces without size are in all."""
        if label not in self.sizes:
            valid = [size for size in self.sizes if size]
            if valid:
                raise SpecError(
                    f"there is no size '{label}'",
                    where=f"pattern '{self.name}'",
                    advice=nearest(label, valid),
                )
        return tuple(piece for piece in self.pieces if piece.size in (label, ""))

    def area(self, size: str) -> float:
        """Return the cloth that one garment of ``size`` is made of, in mm²."""
        return sum(piece.area * piece.quantity for piece in self.size(size))

    def perimeter(self, size: str) -> float:
        """Return the cut length of one garment of ``size``, in mm."""
        return sum(piece.perimeter * piece.quantity for piece in self.size(size))

    def notches(self, size: str) -> int:
        """Return the number of notches of one garment of ``size``."""
        return sum(len(p.unfolded().notches) * p.quantity for p in self.size(size))


@noun
class Cloth:
    """A roll of cloth as the marker sees it.

    Parameters
    ----------
    name : str
        What it is called.
    width : float
        From selvedge to selvedge. [mm]
    gap : float
        Least distance between two pieces. [mm]
    edge : float
        Least distance from a piece to each selvedge. [mm]
    nap : "one-way", "either-way", "two-way" or "free"
        One-way: all pieces point the same way. Either-way: all pieces of a garment do, and every
        other garment points the other way. Two-way: each piece may be turned by 180°. Free:
        quarter turns too, for cloth without a grain.
    spread : "open", "folded" or "tubular"
        Folded in half, or a flat tube: pieces are cut in mirrored pairs or with an edge on the
        fold, and ``width`` is that of the doubled cloth.
    repeat_x, repeat_y : float
        Repeat of stripes or checks along the warp and across; 0 when there is none. [mm]
    """

    name: str
    width: float
    gap: float = 0.0
    edge: float = 0.0
    nap: Nap = "two-way"
    spread: Spread = "open"
    repeat_x: float = 0.0
    repeat_y: float = 0.0

    def __post_init__(self) -> None:
        """Refuse cloth that nothing fits on."""
        where = f"cloth '{self.name}'"
        if self.gap < 0 or self.edge < 0:
            raise SpecError("gap and edge cannot be negative", where=where, advice="give 0 or more")
        if not (0 <= self.repeat_x < math.inf and 0 <= self.repeat_y < math.inf):
            raise SpecError(
                f"a repeat of {self.repeat_x:g} × {self.repeat_y:g} mm",
                where=where,
                advice="give lengths in mm, 0 for none",
            )
        if self.width - 2 * self.edge <= 0:
            raise SpecError(
                f"no width is left: {self.width:g} mm less an edge of {self.edge:g} mm each side",
                where=where,
                advice="give the width from selvedge to selvedge in mm and a smaller edge",
            )

    @property
    def angles(self) -> tuple[float, ...]:
        """Angles that the grain of a piece may make with the warp, in degrees."""
        turns: dict[Nap, tuple[float, ...]] = {
            "one-way": (0.0,),
            "either-way": (0.0, 180.0),
            "two-way": (0.0, 180.0),
            "free": (0.0, 90.0, 180.0, 270.0),
        }
        return turns[self.nap]


def _open_ring(value: Any) -> Any:
    """Drop repeated neighbours and the closing point; anything else is pydantic's to refuse."""
    try:
        points = [(float(x), float(y)) for x, y in value]
    except (TypeError, ValueError):
        return value
    kept: list[Point] = []
    for point in points:
        if not kept or not math.dist(point, kept[-1]) <= SAME_POINT:
            kept.append(point)
    while len(kept) > 1 and math.dist(kept[0], kept[-1]) <= SAME_POINT:
        kept.pop()
    return tuple(kept)


def _checked_ring(ring: tuple[Point, ...], label: str, what: str) -> tuple[Point, ...]:
    from shapely.geometry import Polygon
    from shapely.validation import explain_validity

    if len(ring) < 3:
        raise SpecError(
            f"the {what} has {len(ring)} distinct points, a polygon needs at least 3",
            where=label,
            advice="draw the whole cut line",
        )
    if not all(math.isfinite(number) for point in ring for number in point):
        raise SpecError(
            f"the {what} has a coordinate that is not a number", where=label, advice="redraw it"
        )
    area = ring_area(ring)
    if abs(area) <= SAME_POINT * ring_length(ring):
        raise SpecError(
            f"the {what} encloses no area", where=label, advice="draw the cut line round the piece"
        )
    polygon = Polygon(ring)
    if not polygon.is_valid:
        raise SpecError(
            f"the {what} crosses or touches itself ({explain_validity(polygon)})",
            where=label,
            advice="redraw the outline there so that it meets itself nowhere",
        )
    return ring if area > 0 else ring[::-1]


def _check_holes(outline: tuple[Point, ...], holes: tuple[Any, ...], label: str) -> None:
    from shapely.geometry import Polygon

    polygon = Polygon(outline, holes)
    if not polygon.is_valid or not all(Polygon(outline).contains(Polygon(h)) for h in holes):
        raise SpecError(
            "a hole lies outside the piece, on its edge or over another hole",
            where=label,
            advice="move the cut-out inside the outline",
        )


def _check_fold(outline: tuple[Point, ...], fold: tuple[Point, Point], label: str) -> None:
    reach = 1e-3 * max(1.0, math.dist(*fold))
    if math.dist(*fold) <= SAME_POINT:
        raise SpecError("the fold line has no length", where=label, advice="give two points of it")
    sides = [_side(fold, point) for point in outline]
    on_line = sum(abs(side) <= reach for side in sides)
    if on_line < 2 or (max(sides) > reach and min(sides) < -reach):
        raise SpecError(
            "the fold line is not an edge of the outline",
            where=label,
            advice="draw one half of the piece with the fold as one of its edges",
        )


def _side(line: tuple[Point, Point], point: Point) -> float:
    """Return the signed distance of ``point`` from the line, positive on its left, in mm."""
    (ax, ay), (bx, by) = line
    cross = (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)
    return cross / math.dist(*line)


def _reflection(line: tuple[Point, Point]) -> Any:
    (ax, ay), (bx, by) = line
    length = math.dist(*line)
    nx, ny = -(by - ay) / length, (bx - ax) / length

    def reflect(point: Point) -> Point:
        away = (point[0] - ax) * nx + (point[1] - ay) * ny
        return (point[0] - 2 * away * nx, point[1] - 2 * away * ny)

    return reflect


def _unfold_ring(ring: tuple[Point, ...], fold: tuple[Point, Point]) -> tuple[Point, ...]:
    """Return the ring joined with its reflection across the run of points on the fold."""
    reach = 1e-3 * max(1.0, math.dist(*fold))
    on_line = [abs(_side(fold, point)) <= reach for point in ring]
    if sum(on_line) < 2:
        return ring
    # Walk from where the ring leaves the fold to where it comes back to it.
    start = next(
        index
        for index in range(len(ring))
        if on_line[index] and not on_line[(index + 1) % len(ring)]
    )
    turned = ring[start:] + ring[:start]
    flags = on_line[start:] + on_line[:start]
    back = next(index for index in range(1, len(turned)) if flags[index])
    half = turned[: back + 1]
    reflect = _reflection(fold)
    return (*half, *(reflect(point) for point in reversed(half[1:-1])))


def _once(points: tuple[Point, ...]) -> tuple[Point, ...]:
    kept: list[Point] = []
    for point in points:
        if all(math.dist(point, other) > SAME_POINT for other in kept):
            kept.append(point)
    return tuple(kept)
