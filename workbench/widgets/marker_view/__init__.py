"""The marker: how the pieces lie on the cloth, and where one may be moved by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import traitlets

from workbench.errors import SpecError, WorkbenchError
from workbench.widgets._part import Part, bundled, style
from workbench.widgets.marker_view.drawing import cloths_of, places_of, shapes_of

if TYPE_CHECKING:
    from workbench.nesting.instance import Instance
    from workbench.nesting.marker import Marker

_FARTHEST = 1e6
"""No piece lies further from the start of the cloth. [mm]"""


class Nudged(Protocol):
    """What a session tells about a move."""

    def to_document(self) -> dict[str, Any]:
        """Return it as plain data."""


class Session(Protocol):
    """What the view asks when a piece is moved: `workbench.nesting.MarkerSession`."""

    @property
    def marker(self) -> Any:
        """The marker as it is."""

    def try_move(self, index: int, *, x: float | None = None, y: float | None = None) -> Nudged:
        """Say what a move would do."""

    def move(self, index: int, **to: Any) -> Nudged:
        """Make a move when it is legal."""

    def slide(self, index: int, dx: float, dy: float) -> Nudged:
        """Move a piece until it touches something."""

    def turn(self, index: int) -> Nudged:
        """Turn a piece to its next allowed angle."""

    def undo(self) -> Any:
        """Take the last change back."""

    def redo(self) -> Any:
        """Make it again."""


class MarkerView(Part):
    """A marker with its pieces, their names, sizes, grain and notches, to zoom and pan.

    With a session a piece can be dragged, moved by the arrow keys, slid until it touches and
    turned; while it is held every rule is checked and what it hits is marked.

    Parameters
    ----------
    marker : Marker, optional
        Where each piece lies; None shows that there is no marker yet.
    instance : Instance, optional
        The pieces that were asked for; needed with a marker.
    session : Session, optional
        Judges and makes moves.
    on_change : callable, optional
        Called with the marker after a move, an undo or a redo.
    on_flaw : callable, optional
        Called with (x, y, length, width) in mm when a flaw is marked on the cloth.

    Examples
    --------
    >>> MarkerView(marker, instance)                         # doctest: +SKIP
    MarkerView(35 pieces, 83.1 %)
    """

    _esm = bundled("marker_view")
    _css = style("marker_view", "marker_view")

    shapes = traitlets.List(default_value=[]).tag(sync=True)
    """One record for each item: name, size, rings of corners, marks, grain and demand. [mm]"""
    places = traitlets.Bytes(b"").tag(sync=True)
    """Rows of six float64 for each piece: shape, x, y [mm], angle [degrees], mirrored, cloth."""
    cloths = traitlets.List(default_value=[]).tag(sync=True)
    """What the pieces lie on: label, outline, holes, flaws, and where it is drawn. [mm]"""
    strip = traitlets.Dict(default_value={}).tag(sync=True)
    """length, width [mm], density [0…1], unplaced (count)."""
    editable = traitlets.Bool(False).tag(sync=True)
    """Whether pieces can be moved."""
    can_flaw = traitlets.Bool(False).tag(sync=True)
    """Whether flaws can be marked on the cloth."""

    def __init__(
        self,
        marker: Marker | None = None,
        instance: Instance | None = None,
        session: Session | None = None,
        *,
        on_change: Callable[[Any], None] | None = None,
        on_flaw: Callable[[tuple[float, float, float, float]], None] | None = None,
        **keywords: Any,
    ) -> None:
        self._session, self._on_change, self._on_flaw = session, on_change, on_flaw
        self._instance: Instance | None = None
        super().__init__(**keywords)
        self.on_msg(self._receive)
        self.can_flaw = on_flaw is not None
        if marker is not None:
            self.show(marker, instance)
        self.editable = session is not None

    def show(self, marker: Marker | None, instance: Instance | None) -> None:
        """Show another marker, or none."""
        if marker is None:
            with self.hold_sync():
                self.shapes, self.places, self.cloths, self.strip = [], b"", [], {}
            self._instance = None
            return
        if instance is None:
            raise SpecError(
                "a marker cannot be drawn without its pieces", advice="give its instance"
            )
        with self.hold_sync():
            if instance is not self._instance:
                self._instance = instance
                self.shapes = shapes_of(instance)
            self.cloths = cloths_of(marker, instance)
            self.places = places_of(marker, instance).tobytes()
            self.strip = {
                "length": float(marker.length),
                "width": float(marker.width),
                "density": float(marker.density),
                "unplaced": len(marker.unplaced),
            }

    def attend(self, session: Session | None) -> None:
        """Ask another session about moves from now on; None makes the drawing read-only."""
        self._session = session
        self.editable = session is not None

    @property
    def pieces(self) -> int:
        """How many pieces are drawn."""
        return len(self.places) // (6 * 8)

    def _receive(self, _: Any, content: Any, __: Any = None) -> None:
        if not isinstance(content, dict):
            return
        flaw = content.get("flaw")
        if isinstance(flaw, list) and self._on_flaw is not None:
            if len(flaw) == 4 and all(map(_sound, flaw)) and min(flaw[2:]) > 0:
                x, y, length, width = map(float, flaw)
                self._on_flaw((x, y, length, width))
            return
        number = content.get("seq")
        if isinstance(number, bool) or not isinstance(number, int):
            return
        try:
            answer = self._asked(content)
        except WorkbenchError as error:
            answer = {"text": f"{error.what[:1].upper()}{error.what[1:]}."}
        self.send({"seq": number, **(answer or {})})

    def _asked(self, content: Mapping[str, Any]) -> dict[str, Any] | None:
        session = self._session
        if session is None or session.marker is None:
            return None
        for kind in ("undo", "redo"):
            if content.get(kind) is True:
                self._follow(getattr(session, kind)())
                return {}
        index = content.get("index")
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < self.pieces:
            return None
        if content.get("turn") is True:
            return self._done(session.turn(index))
        slide, to = content.get("slide"), content.get("to")
        if isinstance(slide, list) and len(slide) == 2 and all(map(_sound, slide)):
            return self._done(session.slide(index, float(slide[0]), float(slide[1])))
        if isinstance(to, list) and len(to) == 2 and all(map(_sound, to)):
            place = {"x": float(to[0]), "y": float(to[1])}
            if content.get("commit") is True:
                return self._done(session.move(index, **place))
            return {"nudge": session.try_move(index, **place).to_document()}
        return None

    def _done(self, nudge: Nudged) -> dict[str, Any]:
        told = nudge.to_document()
        if told["legal"] and self._session is not None:
            self._follow(self._session.marker)
        return {"nudge": told, "done": True}

    def _follow(self, marker: Any) -> None:
        self.show(marker, self._instance)
        if self._on_change is not None:
            self._on_change(marker)

    def __repr__(self) -> str:
        """Return the number of pieces and how much of the cloth they take."""
        if not self.strip:
            return "MarkerView(no marker)"
        return f"MarkerView({self.pieces} pieces, {100 * self.strip['density']:.1f} %)"


def _sound(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) <= _FARTHEST
    )
