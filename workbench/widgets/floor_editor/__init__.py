"""The floor plan: stations that can be moved, and the walking that follows from where they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

import traitlets

from workbench.errors import WorkbenchError
from workbench.widgets._part import Part, bundled, style

FARTHEST = 1e6
"""No floor is larger than a kilometre. [mm]"""


class Session(Protocol):
    """What the editor asks: `workbench.layout.FloorSession` is one."""

    def move(
        self, station: str, x: float, y: float, rotation: float, *, commit: bool = True
    ) -> Any:
        """Place a station and return the new state."""

    def state(self) -> Any:
        """Return the state."""

    def undo(self) -> Any:
        """Take the last move back and return the state."""

    def redo(self) -> Any:
        """Do again what was taken back and return the state."""


class LaterSession(Protocol):
    """A session that works elsewhere: what was asked is answered through a call."""

    def state(self) -> Any:
        """Return the last state that arrived."""

    def ask(
        self,
        request: tuple[str, Any],
        commit: bool,
        on_state: Callable[[Any], None],
        on_error: Callable[[Any], None],
    ) -> None:
        """Do ``("move", (station, x, y, rotation))``, ``("undo", None)`` or ``("redo", None)``."""


class FloorEditor(Part):
    """A floor plan whose stations can be dragged, nudged with the arrow keys and turned with R.

    While a station is dragged one message is in flight and the latest place wins; the traits
    change when it is dropped.

    Parameters
    ----------
    session : Session or LaterSession
        Knows the floor and works out distances, cost and collisions.
    on_change : callable, optional
        Called with the state after each move that was completed, undone or redone.
    """

    _esm = bundled("floor_editor")
    _css = style("floor_editor", "floor_editor")

    plan = traitlets.Dict(default_value={}).tag(sync=True)
    """Floor, stations, flows, collisions, unreachable pairs and walking hours, set by Python."""
    locked = traitlets.Bool(False).tag(sync=True)
    """True when stations must stay where they are."""

    def __init__(
        self,
        session: Session | LaterSession,
        on_change: Callable[[Any], None] | None = None,
        **keywords: Any,
    ) -> None:
        self._session = session
        self._on_change = on_change
        super().__init__(plan=document(session.state()), **keywords)
        self.on_msg(self._receive)

    def replace_session(self, session: Session | LaterSession) -> None:
        """Ask another session from now on."""
        self._session = session
        self.refresh()

    def refresh(self) -> None:
        """Show the session's state."""
        self.plan = document(self._session.state())

    def _receive(self, _: Any, content: Any, __: Any = None) -> None:
        if not isinstance(content, dict):
            return
        number = content.get("seq")
        if not isinstance(number, int):
            return
        request = self._request(content)
        if request is None or self.locked:
            self.send({"seq": number, "state": _without_plan(self.plan)})
            return
        commit = request[0] != "move" or content.get("commit") is True

        def arrived(state: Any) -> None:
            record = document(state)
            self.send({"seq": number, "state": _without_plan(record)})
            if commit:
                self.plan = record
                if self._on_change is not None:
                    self._on_change(state)

        def failed(error: Any) -> None:
            self.send({"seq": number, "state": _without_plan(self.plan), "text": str(error)})

        # A session that works elsewhere answers later; one at hand answers now.
        session = self._session
        if hasattr(session, "ask"):
            session.ask(request, commit, arrived, failed)
            return
        try:
            arrived(_now(session, request, commit))
        except WorkbenchError as error:
            failed(error)

    def _request(self, content: dict[str, Any]) -> tuple[str, Any] | None:
        """Return what is asked for, or None when it is nonsense."""
        for kind in ("undo", "redo"):
            if content.get(kind) is True:
                return kind, None
        move = content.get("move")
        if not isinstance(move, dict):
            return None
        known = {station["name"] for station in self.plan.get("stations", ())}
        station = move.get("station")
        numbers = [move.get(key) for key in ("x", "y", "rotation")]
        if station not in known or not all(_sound(value) for value in numbers):
            return None
        x, y, rotation = (float(value) for value in numbers if value is not None)
        return "move", (station, x, y, rotation % 360.0)

    def __repr__(self) -> str:
        """Return the number of stations and the walking hours."""
        stations = len(self.plan.get("stations", ()))
        hours = float(self.plan.get("walking_hours") or 0.0)
        return f"FloorEditor({stations} stations, {hours:.2f} h walking per week)"


def document(state: Any) -> dict[str, Any]:
    """Return a session's state as a record that JSON can carry."""
    record = state.to_json() if hasattr(state, "to_json") else state
    if isinstance(record, str):
        import json

        record = json.loads(record)
    # The matrix of distances is for planners; the plan draws the ways of the flows.
    return {key: value for key, value in record.items() if key != "distances"}


def _now(session: Session, request: tuple[str, Any], commit: bool) -> Any:
    kind, move = request
    if kind == "undo":
        return session.undo()
    if kind == "redo":
        return session.redo()
    return session.move(*move, commit=commit)


def _without_plan(record: dict[str, Any]) -> dict[str, Any]:
    """Return what changes when a station moves; walls and doors stay in the browser."""
    return {key: value for key, value in record.items() if key != "plan"}


def _sound(value: Any) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) <= FARTHEST
    )
