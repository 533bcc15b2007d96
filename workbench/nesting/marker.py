"""The answer: where each piece lies on the strip, and how it was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import SpecError
from workbench.nesting.instance import Instance
from workbench.nesting.placement import Placement, Points, pose_points

__all__ = ["Marker", "Placement", "Points", "pose_points"]


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
    sheets : tuple of dict
        One for each sheet used: id (what placements say), length [mm], value, and on stock of
        several sheets also stock (the id of the sheet in the instance), area [mm²], cost, and the
        height of a layer in a kiln [mm].
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
        area = sum(instance.laid_area(instance.item(placement.id)) for placement in placed)
        return cls(
            length,
            instance.width,
            area / (length * instance.width),
            placed,
            sheets=({"id": 0, "length": length, "value": None},),
            **facts,
        )

    @classmethod
    def on_sheets(
        cls,
        instance: Instance,
        placements: Iterable[Placement],
        sheets: Iterable[Mapping[str, Any]],
        **facts: Any,
    ) -> Marker:
        """Return the marker of several sheets: density over the area of all that were used."""
        placed, used = tuple(placements), tuple(sheets)
        area = sum(instance.laid_area(instance.item(placement.id)) for placement in placed)
        whole = sum(float(sheet["area"]) for sheet in used)
        length = sum(float(sheet["length"]) for sheet in used)
        density = area / whole if whole else 0.0
        return cls(length, instance.width, density, placed, sheets=used, **facts)

    def stock_of(self, sheet: int | str) -> int | str:
        """Return the id in the instance of a sheet that placements name."""
        for used in self.sheets:
            if used["id"] == sheet:
                stock: int | str = used.get("stock", sheet)
                return stock
        return sheet

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
            "placements": [placement.to_document() for placement in self.placements],
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
                placements=tuple(map(Placement.from_document, document["placements"])),
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
