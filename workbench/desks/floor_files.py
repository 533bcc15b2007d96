"""Files of a floor desk: a plan as DXF in, and DXF, SVG and PDF out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from workbench.desks.floor_places import FloorPlaces
from workbench.desks.text import Words
from workbench.errors import WorkbenchError
from workbench.widgets import Action, Choice, File, Toolbar, Upload

# What a drawing does not hold stays as the twin says it.
_KEPT = ("outer_wall", "agents", "carried", "relations", "rules")


Pose = tuple[float, float, float]

# A file rounds; what differs by less has not been moved. [mm]
_SAME = 0.5


class FloorFiles:
    """The upload of a plan with the question for its unit, and the buttons that save one.

    Parameters
    ----------
    words : Words
        The desk's language.
    places : callable
        Returns the arrangement.
    on_drawing : callable
        Called with a label and the commands that take the drawing over; may raise.
    state : callable
        Returns the last full state.
    title : callable
        Returns what the title block says.
    """

    def __init__(
        self,
        words: Words,
        places: Callable[[], FloorPlaces],
        on_drawing: Callable[[str, list[dict[str, Any]]], None],
        state: Callable[[], Mapping[str, Any]],
        title: Callable[[], str],
    ) -> None:
        self._words, self._places, self._on_drawing = words, places, on_drawing
        self._state, self._title = state, title
        self._waiting: tuple[str, bytes] | None = None
        w = words
        self.upload = Upload(
            on_file=self.take, label=w("dxf_label"), hint=w("dxf_hint"),
            accept=".dxf,image/vnd.dxf",
        )  # fmt: skip
        units = ["", "mm", "cm", "m", "in", "ft"]
        self.unit = Choice(
            label=w("unit"), options=[{"value": u, "label": u or "?", "hint": ""} for u in units]
        )
        self.unit.layout.display = "none"
        self.unit.observe(lambda change: self._retry(change["new"]), "value")
        self.pdf = Action("pdf", w("download_pdf"), self.as_pdf, "download", w("download_pdf_hint"))
        self._buttons = Toolbar(
            Action("dxf", w("download_dxf"), self.as_dxf, "download", w("download_dxf_hint")),
            Action("svg", w("download_svg"), self.as_svg, "download", w("download_svg_hint")),
        )
        self.widgets = (self.upload, self.unit, self._buttons)

    def take(self, name: str, data: bytes, unit: str = "") -> None:
        """Read a drawing and take it over, or show what is wrong with it."""
        from workbench.formats import UnitError, read_floor_dxf

        w = self._words
        self.upload.error = self.upload.note = ""
        if not name:
            self.upload.filled = False
            return
        places = self._places()
        try:
            drawing = read_floor_dxf(
                data, name=name[:60], unit=unit, stations=places.now.footprints
            )
            own = places.floor_document()
            document = {**{k: own[k] for k in _KEPT if k in own}, **drawing.floor}
            commands: list[dict[str, Any]] = [{"do": "building", "floor": document}]
            commands += [
                {"do": "station", "station": station, "footprint": self._fitted(station, print_)}
                for station, print_ in drawing.footprints.items()
            ]
            # What stands where it stood stays to the last bit, locked or not.
            now = places.now.placements
            placed = {
                n: list(pose)
                for n, pose in drawing.placements.items()
                if n not in now or not _same(now[n], pose)
            }
            if placed:
                commands.append({"do": "place", "placements": placed})
            self._on_drawing(w("drawn_label", name=name[:40]), commands)
        except UnitError as error:
            self._waiting = (name, data)
            self.unit.layout.display = ""
            self.upload.error = f"{w('unit_ask')} ({error.where})"
            return
        except WorkbenchError as error:
            self.upload.error = f"{w('draw_failed')} {_sentence(error)}"[:2000]
            return
        self._waiting = None
        self.unit.layout.display = "none"
        notes = " ".join(f"{note[:1].upper()}{note[1:]}." for note in drawing.notes[:4])
        counts = {
            "walls": len(drawing.floor.get("walls", ())),
            "doors": len(drawing.floor.get("doors", ())),
            "stations": len(drawing.placements),
        }
        self.upload.note = f"{w('drawn', name=name[:60], **counts)} {notes}".strip()[:2000]

    def _fitted(self, station: str, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """Return a station's footprint with another shape; what it needs stays."""
        from workbench.model.documents import write_noun

        own = self._places().now.footprints.get(station)
        kept = {} if own is None else dict(write_noun(own))
        for key in ("shape", "outline", "envelope"):
            kept.pop(key, None)
        return {**kept, **drawn}

    def _retry(self, unit: str) -> None:
        if unit and self._waiting is not None:
            name, data = self._waiting
            self.take(name, data, unit)

    def as_dxf(self) -> File:
        """Return the floor as a DXF file."""
        from workbench.formats import floor_to_dxf

        now = self._places().now
        text = floor_to_dxf(now.floor, now.footprints, now.placements)
        return File(self._name("dxf"), text.replace("\n", "\r\n"), "image/vnd.dxf")

    def as_svg(self) -> File | None:
        """Return the floor as an SVG file to scale."""
        from workbench.formats import floor_to_svg

        state = self._state()
        if not state:
            return None
        return File(self._name("svg"), floor_to_svg(state, self._title()), "image/svg+xml")

    def as_pdf(self) -> File | None:
        """Return the floor as a PDF file to scale."""
        from workbench.formats import floor_to_pdf

        state = self._state()
        if not state:
            return None
        return File(self._name("pdf"), floor_to_pdf(state, self._title()), "application/pdf")

    def _name(self, kind: str) -> str:
        base = self._places().plain.twin.rstrip("/").split("/")[-1]
        return f"{base}-floor.{kind}"


def _same(one: Pose, two: Pose) -> bool:
    turn = abs((one[2] - two[2] + 180.0) % 360.0 - 180.0)
    return math.dist(one[:2], two[:2]) <= _SAME and turn <= 0.01


def _sentence(error: WorkbenchError) -> str:
    text = f"{error.what[:1].upper()}{error.what[1:]}"
    return f"{text}: {error.advice}." if error.advice else f"{text}."
