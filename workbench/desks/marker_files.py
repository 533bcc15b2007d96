"""Patterns into the marker desk, and its marker out in every format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.desks.text import Words
from workbench.errors import WorkbenchError
from workbench.widgets import Action, Choice, File, Toolbar, Upload

if TYPE_CHECKING:
    from workbench.formats import GradeRules
    from workbench.model.pattern import Pattern
    from workbench.nesting.instance import Instance
    from workbench.nesting.marker import Marker

_UNITS = {"": None, "mm": 1.0, "cm": 10.0, "in": 25.4}
_KINDS = ("svg", "dxf", "plt", "pdf", "cut", "json")


class MarkerFiles:
    """A place to drop a pattern, and buttons that hand the marker out.

    Parameters
    ----------
    words : Words
    shown : callable
        Returns the instance and the marker on the page, or None.
    on_pattern : callable
        Called with a pattern that was read.
    on_instance : callable
        Called with a whole question that was read, and the marker that lay beside it.
    """

    def __init__(
        self,
        words: Words,
        shown: Callable[[], tuple[Instance, Marker] | None],
        on_pattern: Callable[[Pattern], None],
        on_instance: Callable[[Instance, Marker | None], None],
    ) -> None:
        self._words, self._shown = words, shown
        self._on_pattern, self._on_instance = on_pattern, on_instance
        self._rules: GradeRules | None = None
        self._last: tuple[str, bytes] | None = None
        self.upload = Upload(
            self.take,
            label=words("pattern_label"),
            hint=words("pattern_hint"),
            accept=".dxf,.svg,.json,.rul",
        )
        self.unit = Choice(
            label=words("unit"),
            options=[
                {"value": name, "label": name or words("unit_file"), "hint": ""} for name in _UNITS
            ],
            value="",
        )
        self.unit.layout.display = "none"
        self.unit.observe(lambda _: self._again(), "value")
        self.downloads = Toolbar(
            *(
                Action(
                    kind,
                    words(f"download_{kind}"),
                    getattr(self, f"as_{kind}"),
                    "download",
                    words(f"download_{kind}_hint"),
                )
                for kind in _KINDS
            )
        )

    def take(self, name: str, data: bytes) -> None:
        """Read a file that was dropped; an empty name forgets the last one."""
        self.upload.error = self.upload.note = ""
        if not name:
            self._last = self._rules = None
            self.upload.filled, self.unit.layout.display = False, "none"
            return
        try:
            self._read(name, data)
        except WorkbenchError as error:
            advice = f": {error.advice}" if error.advice else ""
            place = f" ({error.where})" if error.where else ""
            self.upload.error = f"{error.what[:1].upper()}{error.what[1:]}{place}{advice}."[:2000]

    def _read(self, name: str, data: bytes) -> None:
        from workbench.formats import read_instance, read_pattern, read_rules

        w, kind = self._words, PurePath(name).suffix.lower()
        if kind == ".rul":
            self._rules = read_rules(data, name=name, unit=_UNITS[self.unit.value])
            self.upload.note = w("rules_given", sizes=", ".join(self._rules.sizes))[:2000]
            self.upload.filled = True
            return
        if kind == ".json":
            instance = read_instance(data, name=name)
            self._last = None
            self._on_instance(instance, _marker_in(instance, data))
            self.upload.note = w(
                "pattern_given", name=instance.name or name, pieces=instance.pieces, sizes="–"
            )[:2000]
        else:
            pattern = read_pattern(data, name=name, rules=self._rules, unit=_UNITS[self.unit.value])
            self._last = (name, data)
            self._on_pattern(pattern)
            sizes = ", ".join(filter(None, pattern.sizes)) or "–"
            count = len({piece.name for piece in pattern.pieces})
            self.upload.note = w("pattern_given", name=pattern.name, pieces=count, sizes=sizes)[
                :2000
            ]
        self.upload.filled = True
        self.unit.layout.display = "" if self._last else "none"

    def _again(self) -> None:
        if self._last is not None:
            self.take(*self._last)

    # what goes out -----------------------------------------------------------------------------

    def as_svg(self) -> File | None:
        """Return the marker as SVG."""
        from workbench.formats import marker_to_svg

        return self._file("svg", "image/svg+xml", lambda i, m: marker_to_svg(m, i))

    def as_dxf(self) -> File | None:
        """Return the marker as DXF."""
        from workbench.formats import marker_to_dxf

        return self._file(
            "dxf", "image/vnd.dxf", lambda i, m: marker_to_dxf(m, i).replace("\n", "\r\n")
        )

    def as_plt(self) -> File | None:
        """Return the marker as HPGL."""
        from workbench.formats import marker_to_hpgl

        return self._file("plt", "application/vnd.hp-hpgl", lambda i, m: marker_to_hpgl(m, i))

    def as_pdf(self) -> File | None:
        """Return the marker as PDF."""
        from workbench.formats import marker_to_pdf

        return self._file("pdf", "application/pdf", lambda i, m: marker_to_pdf(m, i))

    def as_cut(self) -> File | None:
        """Return the marker as a cut file."""
        from workbench.formats import marker_to_cut

        return self._file("cut", "text/plain", lambda i, m: marker_to_cut(m, i))

    def as_json(self) -> File | None:
        """Return question and marker as JSON: it can be dropped here again."""
        return self._file(
            "json",
            "application/json",
            lambda i, m: json.dumps({**i.to_document(), "marker": m.to_document()}),
        )

    def _file(
        self, kind: str, media: str, write: Callable[[Instance, Marker], str | bytes]
    ) -> File | None:
        shown = self._shown()
        if shown is None:
            return None
        instance, marker = shown
        name = "".join(c if c.isalnum() else "-" for c in instance.name.lower()).strip("-")
        return File(f"{name or 'marker'}-marker.{kind}", write(instance, marker), media)


def _marker_in(instance: Instance, data: bytes) -> Marker | None:
    """Return the marker that a file of the desk carries; one that does not fit is left out."""
    from workbench.nesting import Marker, check_marker

    given = json.loads(data).get("marker")
    if not isinstance(given, dict):
        return None
    marker = Marker.from_document(given)
    return None if check_marker(instance, marker) else marker
