"""Irregular, defective input: garments and offcuts as polygons, sorted, then cut from on demand.

Every piece is cut where the cloth is sound, small offcuts first, and all pieces of one garment from
one kind of cloth. What is left of an offcut is a remnant when it is large enough to keep.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from workbench.errors import SpecError
from workbench.processes.placing import Laid, apart, place, polygon, without

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Offcut:
    """A garment opened up, or an offcut, as it comes in.

    Parameters
    ----------
    name : str
        The lot.
    outline : tuple of (x, y)
        [mm]
    weight : float
        [kg/m2]
    cloth : str
        Fibre, colour or shade: pieces of one garment are cut from one cloth.
    defects : tuple of outlines
        Holes, stains, seams. [mm]
    """

    name: str
    outline: Points
    weight: float
    cloth: str = ""
    defects: tuple[Points, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no shape or weighs nothing."""
        polygon(self.outline, f"offcut '{self.name}'")
        for defect in self.defects:
            polygon(defect, f"defect of offcut '{self.name}'")
        if not (math.isfinite(self.weight) and self.weight > 0.0):
            raise SpecError(
                f"offcut '{self.name}' weighs {self.weight:g} kg/m2",
                where=self.name,
                advice="give more than 0, e.g. 0.2 for 200 g/m2",
            )

    @property
    def area(self) -> float:
        """Of the whole [m2]."""
        return float(Polygon(self.outline).area) / 1e6

    @property
    def mass(self) -> float:
        """Of the whole [kg]."""
        return self.area * self.weight

    def sound(self, clearance: float = 0.0) -> BaseGeometry:
        """Return what is free of defects [mm]."""
        holes = [Polygon(defect) for defect in self.defects]
        return without(Polygon(self.outline), holes, clearance)


def read_offcuts(path: str | Path) -> tuple[Offcut, ...]:
    """Return the offcuts of a JSON file: name, cloth, weight [kg/m2], outline and defects [mm]."""
    where = Path(path).name
    try:
        rows = json.loads(Path(path).read_text(encoding="utf-8"))["offcuts"]
        return tuple(
            Offcut(
                str(row["name"]),
                _ring(row["outline"]),
                float(row["weight"]),
                str(row.get("cloth", "")),
                tuple(_ring(defect) for defect in row.get("defects", ())),
            )
            for row in rows
        )
    except FileNotFoundError:
        raise SpecError("there is no such file", where=where, advice="check the path") from None
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise SpecError(
            f"this is not a list of offcuts: {error}",
            where=where,
            advice="write {offcuts: [{name, cloth, weight, outline, defects}]}",
        ) from None


def _ring(points: Sequence[Sequence[float]]) -> Points:
    return tuple((float(x), float(y)) for x, y in points)


@dataclass(frozen=True)
class Sorted:
    """What sorting made of a delivery.

    Parameters
    ----------
    kept, refused : tuple of Offcut
        Each with its reason in ``reasons`` when refused.
    reasons : mapping of name to str
        Why.
    received, usable : float
        Mass that came in, and mass that is free of defects in what is kept. [kg]
    """

    kept: tuple[Offcut, ...]
    refused: tuple[Offcut, ...]
    reasons: Mapping[str, str]
    received: float
    usable: float

    @property
    def sorting_yield(self) -> float:
        """Usable share of what came in."""
        return self.usable / self.received if self.received else 0.0


def sort_lots(
    lots: Sequence[Offcut],
    *,
    least_area: float,
    most_defects: float = 0.3,
    cloths: Sequence[str] | None = None,
) -> Sorted:
    """Return which offcuts are worth cutting from.

    Parameters
    ----------
    lots : sequence of Offcut
        The delivery.
    least_area : float
        Sound cloth below this is refused. [m2]
    most_defects : float
        Share of the area that may be defective.
    cloths : sequence of str, optional
        What can be used; anything by default.
    """
    if not 0.0 <= most_defects <= 1.0 or least_area < 0.0:
        what = "is negative" if most_defects < 0.0 else "is above one"
        raise SpecError(
            f"the defective share {what}: {most_defects:g}"
            if least_area >= 0.0
            else f"a least area of {least_area:g} m2",
            where="sort_lots",
            advice="give an area of 0 m2 or more and a share from 0 to 1",
        )
    if len({lot.name for lot in lots}) < len(lots):
        raise SpecError("two offcuts share a name", where="lots", advice="number them")
    kept, refused, reasons, usable = [], [], {}, 0.0
    for lot in lots:
        sound = float(lot.sound().area) / 1e6
        defective = 1.0 - sound / lot.area
        if cloths is not None and lot.cloth not in cloths:
            reasons[lot.name] = f"cloth '{lot.cloth}' is not used here"
        elif sound < least_area:
            reasons[lot.name] = f"{sound:.3f} m2 of sound cloth, at least {least_area:g} are due"
        elif defective > most_defects + 1e-12:
            reasons[lot.name] = f"{defective:.0%} defective, at most {most_defects:.0%} may be"
        if lot.name in reasons:
            refused.append(lot)
        else:
            kept.append(lot)
            usable += sound * lot.weight
    received = math.fsum(lot.mass for lot in lots)
    return Sorted(tuple(kept), tuple(refused), reasons, received, usable)


@dataclass(frozen=True)
class Cut:
    """A pattern piece cut from an offcut.

    Parameters
    ----------
    garment : int
        Which garment, from 0.
    piece : str
        Its name in the pattern.
    offcut : str
        From which.
    outline : tuple of (x, y)
        Where it lay. [mm]
    mass : float
        [kg]
    """

    garment: int
    piece: str
    offcut: str
    outline: Points
    mass: float


@dataclass(frozen=True)
class CutPlan:
    """What was cut from stock, and what is left.

    Parameters
    ----------
    cuts : tuple of Cut
        Pieces of finished garments only.
    garments : int
        How many could be cut whole.
    missing : int
        How many could not.
    untouched : tuple of Offcut
        Offcuts that nothing was cut from.
    remnants : tuple of Offcut
        What is left and worth keeping.
    used, remnant, defects, waste : float
        Mass of the offcuts cut from: in garments, in remnants, defective, and waste. [kg]
    """

    cuts: tuple[Cut, ...]
    garments: int
    missing: int
    untouched: tuple[Offcut, ...]
    remnants: tuple[Offcut, ...]
    used: float
    remnant: float
    defects: float
    waste: float

    @property
    def mass(self) -> float:
        """Of the offcuts cut from [kg]."""
        return self.used + self.remnant + self.defects + self.waste


def cut_from_stock(
    pieces: Mapping[str, tuple[Points, int]],
    garments: int,
    stock: Sequence[Offcut],
    *,
    gap: float = 3.0,
    keep: float = 0.02,
    angles: Sequence[float] = (0.0, 90.0, 180.0, 270.0),
) -> CutPlan:
    """Return garments cut on demand from irregular stock.

    Parameters
    ----------
    pieces : mapping of piece to (outline, count)
        Of one garment. [mm]
    garments : int
        How many are wanted.
    stock : sequence of Offcut
        Sorted; small ones are used first.
    gap : float
        Between two pieces, and round a defect. [mm]
    keep : float
        A connected rest of at least this area is a remnant. [m2]
    angles : sequence of float
        Turns that are allowed; two opposite ones when the cloth has a grain. [degrees]
    """
    if garments < 0 or keep < 0.0:
        raise SpecError(
            f"{garments} garments", where="garments", advice="give 0 or more, and keep ≥ 0"
        )
    wanted = [
        (name, polygon(outline, f"piece '{name}'"))
        for name, (outline, count) in pieces.items()
        for _ in range(count)
    ]
    wanted.sort(key=lambda entry: -entry[1].area)
    state = {lot.name: lot.sound(gap) for lot in stock}
    small = sorted(stock, key=lambda lot: (lot.area, lot.name))
    cuts: list[Cut] = []
    made = 0
    for garment in range(garments):
        for cloth in dict.fromkeys(lot.cloth for lot in small):
            own = [lot for lot in small if lot.cloth == cloth]
            found = _one(garment, wanted, own, state, gap, angles)
            if found is not None:
                new, state = found
                cuts += new
                made += 1
                break
        else:
            break  # what did not fit once does not fit later: stock only shrinks
    return _accounted(cuts, made, garments - made, stock, state, keep)


def _one(
    garment: int,
    wanted: Sequence[tuple[str, Polygon]],
    lots: Sequence[Offcut],
    state: dict[str, BaseGeometry],
    gap: float,
    angles: Sequence[float],
) -> tuple[list[Cut], dict[str, BaseGeometry]] | None:
    """Return one garment's cuts and what is left of the stock, None when a piece finds no place."""
    free = dict(state)
    cuts = []
    for name, shape in wanted:
        for lot in lots:
            laid: tuple[Laid, ...] = ()
            if free[lot.name].area >= shape.area:
                laid = place(free[lot.name], [shape], angles=angles)
            if laid:
                outline = laid[0].outline(shape.exterior.coords[:-1])
                taken = Polygon(outline)
                blocked = taken.buffer(apart(gap), join_style="mitre") if gap else taken
                free[lot.name] = free[lot.name].difference(blocked)
                cuts.append(Cut(garment, name, lot.name, outline, taken.area / 1e6 * lot.weight))
                break
        else:
            return None
    return cuts, free


def _accounted(
    cuts: Sequence[Cut],
    made: int,
    missing: int,
    stock: Sequence[Offcut],
    state: Mapping[str, BaseGeometry],
    keep: float,
) -> CutPlan:
    touched = {cut.offcut for cut in cuts}
    remnants: list[Offcut] = []
    used = math.fsum(cut.mass for cut in cuts)
    kept, bad, whole = 0.0, 0.0, 0.0
    for lot in stock:
        if lot.name not in touched:
            continue
        whole += lot.mass
        bad += lot.mass - float(lot.sound().area) / 1e6 * lot.weight
        parts = getattr(state[lot.name], "geoms", [state[lot.name]])
        for part in parts:
            if part.area / 1e6 >= keep and not part.is_empty:
                ring = tuple((float(x), float(y)) for x, y in part.exterior.coords[:-1])
                holes = tuple(
                    tuple((float(x), float(y)) for x, y in hole.coords[:-1])
                    for hole in part.interiors
                )
                name = f"{lot.name}/{len(remnants) + 1}"
                remnants.append(replace(lot, name=name, outline=ring, defects=holes))
                kept += part.area / 1e6 * lot.weight
    untouched = tuple(lot for lot in stock if lot.name not in touched)
    waste = whole - used - kept - bad
    return CutPlan(tuple(cuts), made, missing, untouched, tuple(remnants), used, kept, bad, waste)
