"""The floor plan: stations that can be moved, and the walking that follows from where they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

import traitlets

from workbench.errors import SpecError, WorkbenchError
from workbench.widgets._part import Part, bundled, style
from workbench.widgets.floor_editor.background import calibrated, checked, picture
from workbench.widgets.floor_editor.requests import Request, request_of

# What the page does not draw: the matrix of distances is for planners, tables are the desk's.
_NOT_DRAWN = {"distances", "chart", "scores", "reference_scores", "difference", "rules"}

# While a station is dragged the page itself knows where its stations are.
_KNOWN = ("plan", "stations", "names")


class Session(Protocol):
    """What the editor asks: `workbench.layout.FloorSession` is one."""

    def apply(self, command: Mapping[str, Any], *, commit: bool = True) -> Any:
        """Do what a command says and return the new state."""

    def state(self) -> Any:
        """Return the state."""

    def undo(self) -> Any:
        """Take the last step back and return the state."""

    def redo(self) -> Any:
        """Do again what was taken back and return the state."""

    def mark_reference(self) -> Any:
        """Compare with the arrangement as it is now and return the state."""


class LaterSession(Protocol):
    """A session that works elsewhere: what was asked is answered through a call."""

    def state(self) -> Any:
        """Return the last state that arrived."""

    def ask(
        self,
        request: Request,
        commit: bool,
        on_state: Callable[[Any], None],
        on_error: Callable[[Any], None],
        *,
        full: bool = False,
    ) -> None:
        """Do ``("apply", command)``, or ``(kind, None)`` with undo, redo or reference."""


class FloorEditor(Part):
    """A floor plan whose stations can be dragged, turned, aligned and locked; ways follow live.

    While a station is dragged one message is in flight and the latest place wins; the traits
    change when it is dropped. Every change is a command of the session, which can take it back.

    Parameters
    ----------
    session : Session or LaterSession
        Knows the floor and works out distances, cost and collisions.
    on_change : callable, optional
        Called with the state after each command that was completed, undone or redone.

    Examples
    --------
    >>> FloorEditor(FloorSession(load_twin("rug_studio")))              # doctest: +SKIP
    FloorEditor(5 stations, 0.09 h walking per week)
    """

    _esm = bundled("floor_editor")
    _css = style("floor_editor", "floor_editor")

    plan = traitlets.Dict(default_value={}).tag(sync=True)
    """Floor, stations, flows, findings and walking hours, set by Python."""
    locked = traitlets.Bool(False).tag(sync=True)
    """True when everything must stay where it is."""
    tools = traitlets.Enum(["all", "few"], default_value="all").tag(sync=True)
    """``few`` leaves undo and zoom, for a small card."""
    ghost = traitlets.Dict(default_value={}).tag(sync=True)
    """A proposed layout to show over this one: ``stations`` as in a plan."""
    marks = traitlets.List(default_value=[]).tag(sync=True)
    """Findings to draw beside the state's own, such as faults of a drawing that was refused."""
    background = traitlets.Dict(default_value={}).tag(sync=True)
    """A picture below the plan: url (data), x, y, width, height [mm] and opacity."""

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

    @traitlets.validate("background")
    def _validate_background(self, proposal: Any) -> dict[str, Any]:
        try:
            return checked(proposal["value"])
        except SpecError as error:
            raise traitlets.TraitError(str(error)) from None

    @traitlets.validate("ghost")
    def _validate_ghost(self, proposal: Any) -> dict[str, Any]:
        ghost = proposal["value"]
        stations = ghost.get("stations", []) if isinstance(ghost, dict) else None
        keys = {"name", "x", "y", "rotation", "polygon"}
        if not isinstance(stations, list) or not all(keys <= set(s) for s in stations):
            raise traitlets.TraitError(f"the stations of a ghost need {', '.join(sorted(keys))}")
        return ghost

    @traitlets.validate("marks")
    def _validate_marks(self, proposal: Any) -> list[dict[str, Any]]:
        if not all(isinstance(mark, dict) and "text" in mark for mark in proposal["value"]):
            raise traitlets.TraitError("marks must be findings: records with a text")
        return list(proposal["value"])

    @property
    def session(self) -> Session | LaterSession:
        """What is asked."""
        return self._session

    def replace_session(self, session: Session | LaterSession) -> None:
        """Ask another session from now on."""
        self._session = session
        self.refresh()

    def refresh(self) -> None:
        """Show the session's state."""
        self.plan = document(self._session.state())

    def show(self, state: Any) -> None:
        """Show a state that has arrived."""
        self.plan = document(state)

    def _receive(self, _: Any, content: Any, buffers: Any = None) -> None:
        if not isinstance(content, dict):
            return
        if "image" in content or "calibrate" in content:
            self._lay(content, buffers)
            return
        number = content.get("seq")
        if not isinstance(number, int) or isinstance(number, bool):
            return
        request = request_of(content, self._known())
        if request is None or self.locked:
            self.send({"seq": number, "state": _without_plan(self.plan)})
            return
        commit = request[0] != "apply" or content.get("commit") is True
        full = content.get("full") is True

        def arrived(state: Any) -> None:
            record = document(state, () if commit else _KNOWN)
            self.send({"seq": number, "state": _without_plan(record)})
            if commit:
                self.plan = record
                if self._on_change is not None:
                    self._on_change(state)

        def failed(error: Any) -> None:
            self.send({"seq": number, "state": _without_plan(self.plan), "text": _told(error)})

        # A session that works elsewhere answers later; one at hand answers now.
        session: Any = self._session
        if hasattr(session, "ask"):
            session.ask(request, commit, arrived, failed, full=full)
            return
        try:
            arrived(_now(session, request, commit, full))
        except WorkbenchError as error:
            failed(error)

    def _known(self) -> frozenset[str]:
        spare = self.plan.get("unplaced") or ()
        names = [each["name"] if isinstance(each, dict) else each for each in spare]
        return frozenset([*names, *(s["name"] for s in self.plan.get("stations", ()))])

    def _lay(self, content: dict[str, Any], buffers: Any) -> None:
        """Take a picture below the plan, scale it, or take it away."""
        try:
            if isinstance(content.get("calibrate"), dict) and self.background:
                self.background = calibrated(self.background, content["calibrate"])
            elif content.get("image") == "":
                self.background = {}
            elif buffers:
                pixels = (content.get("width", 0), content.get("height", 0))
                self.background = picture(bytes(buffers[0]), pixels, self._box())
        except WorkbenchError as error:
            self.send({"text": _told(error)})

    def _box(self) -> tuple[float, float, float, float]:
        ring = (self.plan.get("plan") or {}).get("outline") or [[0, 0], [10000, 10000]]
        xs, ys = [p[0] for p in ring], [p[1] for p in ring]
        return min(xs), min(ys), max(xs), max(ys)

    def __repr__(self) -> str:
        """Return the number of stations and the walking hours."""
        stations = len(self.plan.get("stations", ()))
        hours = float(self.plan.get("walking_hours") or 0.0)
        return f"FloorEditor({stations} stations, {hours:.2f} h walking per week)"


def document(state: Any, without: Collection[str] = ()) -> dict[str, Any]:
    """Return what the page draws of a session's state, as a record that JSON can carry.

    Parameters
    ----------
    state : FloorState, mapping or str
        A session's own, or as JSON.
    without : collection of str
        What to leave out beside what no page draws.
    """
    left_out = {"distances", *without}
    record = state.to_json(without=left_out) if hasattr(state, "to_json") else state
    if isinstance(record, str):
        import json

        record = json.loads(record)
    drawn = {
        key: value for key, value in record.items() if key not in _NOT_DRAWN and key not in left_out
    }
    if record.get("scores"):
        drawn["runs"] = record["scores"]["runs"]
    if record.get("rules"):
        drawn["rules"] = {rule["name"]: rule["text"] for rule in record["rules"]}
    if "findings" in record:  # they tell what seals a way; the page only marks who is cut off
        drawn["unreachable"] = [
            {"origin": each["origin"], "to": each["to"]} for each in record.get("unreachable", ())
        ]
    return drawn


def _now(session: Session, request: Request, commit: bool, full: bool) -> Any:
    kind, command = request
    if kind == "undo":
        return session.undo()
    if kind == "redo":
        return session.redo()
    if kind == "reference":
        return session.mark_reference()
    state = session.apply(command, commit=commit)
    return session.state() if full and not commit else state


def _told(error: Any) -> str:
    what = getattr(error, "what", "") or "That did not work; try again."
    advice = getattr(error, "advice", "")
    return f"{what[:1].upper()}{what[1:]}{': ' if advice else ''}{advice}"[:400]


def _without_plan(record: dict[str, Any]) -> dict[str, Any]:
    """Return what changes when a station moves; walls and doors stay in the browser."""
    return {key: value for key, value in record.items() if key != "plan"}
