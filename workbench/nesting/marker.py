"""The answer: where each piece lies on the strip, and how it was found."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError
from workbench.nesting.instance import Instance

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Placement:
    """One placed piece: mirrored (x → −x) first, turned about the origin, then moved.

    Parameters
    ----------
    id : int or str        Its item.
    rotation : float       Counter-clockwise. [degrees]
    mirrored : bool
    x, y : float           [mm]
    sheet : int or str     Which sheet it lies on.
    """

    id: int | str
    rotation: float
    mirrored: bool
    x: float
    y: float
    sheet: int | str = 0

    def apply(self, points: Iterable[tuple[float, float]] | Points) -> Points:
        """Return the points of a piece where this placement puts them, in mm."""
        moved = pose_points(np.asarray(points, np.float64), self.rotation, self.mirrored)
        moved[:, 0] += self.x
        moved[:, 1] += self.y
        return moved


def pose_points(points: Points, rotation: float, mirrored: bool) -> Points:
    """Return points mirrored, then turned about the origin; quarter turns are exact.

    Parameters
    ----------
    points : float64[n, 2]   [mm]
    rotation : float         Counter-clockwise. [degrees]
    mirrored : bool          Whether x → −x comes first.
    """
    turned = np.array(points, np.float64).reshape(-1, 2)
    if mirrored:
        turned[:, 0] = -turned[:, 0]
    quarters, rest = divmod(rotation % 360.0, 90.0)
    if rest == 0.0:
        cosine, sine = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarters) % 4]
    else:
        cosine, sine = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    x = cosine * turned[:, 0] - sine * turned[:, 1]
    y = sine * turned[:, 0] + cosine * turned[:, 1]
    return np.ascontiguousarray(np.stack([x, y], axis=1))


@dataclass(frozen=True)
class Marker:
    """A marker: the strip is 0 ≤ x ≤ length, 0 ≤ y ≤ width.

    Parameters
    ----------
    length, width : float            [mm]
    density : float                  Area of the pieces over that of the strip, 0 … 1.
    placements : tuple of Placement
    unplaced : tuple of ids
    evaluations : int                Places weighed by the search.
    seconds, cpu_seconds : float     Time taken. [s]
    sheets : tuple of dict           One for each sheet: id, length [mm], value.
    trace : tuple of (seconds, length, density)   Each improvement.
    """

    length: float
    width: float
    density: float
    placements: tuple[Placement, ...]
    unplaced: tuple[int | str, ...] = ()
    evaluations: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    sheets: tuple[Mapping[str, Any], ...] = ()
    trace: tuple[tuple[float, float, float], ...] = ()

    @classmethod
    def of(
        cls, instance: Instance, placements: Iterable[Placement], length: float, **facts: Any
    ) -> Marker:
        """Return the marker of a finished layout; the density follows from the pieces."""
        placed = tuple(placements)
        area = sum(instance.item(placement.id).piece.area for placement in placed)
        return cls(
            length,
            instance.width,
            area / (length * instance.width),
            placed,
            sheets=({"id": 0, "length": length, "value": None},),
            **facts,
        )

    def polygons(self, instance: Instance) -> list[Points]:
        """Return the outline of each placed piece, in the order of the placements, in mm."""
        return [
            placement.apply(instance.item(placement.id).piece.outline)
            for placement in self.placements
        ]

    def digest(self) -> str:
        """Return a hash of the layout alone, equal when every coordinate is equal bit for bit."""
        from hashlib import sha256

        rows = [
            (str(p.id), p.rotation.hex(), p.mirrored, p.x.hex(), p.y.hex()) for p in self.placements
        ]
        return sha256(repr((self.length.hex(), rows)).encode()).hexdigest()

    def to_document(self) -> dict[str, Any]:
        """Return the marker as plain data."""
        return {
            "length": self.length,
            "width": self.width,
            "density": self.density,
            "placements": [
                {
                    "id": p.id,
                    "rotation": p.rotation,
                    "mirrored": p.mirrored,
                    "x": p.x,
                    "y": p.y,
                    "sheet": p.sheet,
                }
                for p in self.placements
            ],
            "unplaced": list(self.unplaced),
            "evaluations": self.evaluations,
            "seconds": self.seconds,
            "cpu_seconds": self.cpu_seconds,
            "sheets": [dict(sheet) for sheet in self.sheets],
            "trace": [list(step) for step in self.trace],
        }

    def to_json(self) -> str:
        """Return the marker as JSON text; floats keep all their digits."""
        return json.dumps(self.to_document())

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Marker:
        """Return the marker that ``to_document`` wrote."""
        try:
            return cls(
                length=float(document["length"]),
                width=float(document["width"]),
                density=float(document["density"]),
                placements=tuple(
                    Placement(
                        p["id"],
                        float(p["rotation"]),
                        bool(p["mirrored"]),
                        float(p["x"]),
                        float(p["y"]),
                        p.get("sheet", 0),
                    )
                    for p in document["placements"]
                ),
                unplaced=tuple(document.get("unplaced", ())),
                evaluations=int(document.get("evaluations", 0)),
                seconds=float(document.get("seconds", 0.0)),
                cpu_seconds=float(document.get("cpu_seconds", 0.0)),
                sheets=tuple(document.get("sheets", ())),
                trace=tuple(
                    (float(a), float(b), float(c)) for a, b, c in document.get("trace", ())
                ),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise SpecError(
                f"this is not a marker ({error})",
                where="marker",
                advice="give the JSON that nest wrote",
            ) from error

    @classmethod
    def from_json(cls, text: str | bytes) -> Marker:
        """Return the marker that ``to_json`` wrote."""
        try:
            document = json.loads(text)
        except ValueError as error:
            raise SpecError(
                f"this is not JSON ({error})", where="marker", advice="check the file"
            ) from error
        return cls.from_document(document if isinstance(document, dict) else {})
