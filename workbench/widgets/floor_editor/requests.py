"""What a page may ask of a floor: each message becomes a request, or nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

FARTHEST = 1e6
"""No floor is larger than a kilometre. [mm]"""
MOST = 200
"""More stations than any floor has."""
EDGES = ("left", "right", "top", "bottom", "middle_x", "middle_y")

Request = tuple[str, Any]


def request_of(content: Mapping[str, Any], known: frozenset[str]) -> Request | None:
    """Return what a message asks for, or None when it is nonsense.

    Parameters
    ----------
    content : mapping
        As the page sent it.
    known : frozenset of str
        Names of the stations that it may speak of.

    Returns
    -------
    (kind, command)
        ``("undo", None)``, ``("redo", None)``, ``("reference", None)``, or ``("apply", command)``
        with a command of `workbench.layout.commands`. A page can neither take a station off the
        floor nor draw a building: that is for the desk.
    """
    for kind in ("undo", "redo", "reference"):
        if content.get(kind) is True:
            return kind, None
    command = content.get("command")
    if not isinstance(command, Mapping):
        return None
    read = _READERS.get(str(command.get("do")))
    made = None if read is None else read(command, known)
    return None if made is None else ("apply", {"do": command["do"], **made})


def _names(command: Mapping[str, Any], known: frozenset[str]) -> list[str] | None:
    names = command.get("stations")
    if not isinstance(names, list) or not 0 < len(names) <= MOST:
        return None
    return names if all(isinstance(name, str) and name in known for name in names) else None


def _move(command: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any] | None:
    station = command.get("station")
    numbers = [command.get(key) for key in ("x", "y", "rotation")]
    if not isinstance(station, str) or station not in known or not all(map(sound, numbers)):
        return None
    x, y, rotation = (float(value) for value in numbers if value is not None)
    return {"station": station, "x": x, "y": y, "rotation": rotation % 360.0}


def _place(command: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any] | None:
    places = command.get("placements")
    if not isinstance(places, Mapping) or not 0 < len(places) <= MOST:
        return None
    for name, pose in places.items():
        if name not in known or not isinstance(pose, list) or len(pose) != 3:
            return None
        if not all(map(sound, pose)):
            return None
    return {"placements": {name: [float(v) for v in pose] for name, pose in places.items()}}


def _rotate(command: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any] | None:
    names, by = _names(command, known), command.get("by")
    return {"stations": names, "by": float(by or 0)} if names and sound(by) else None


def _align(command: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any] | None:
    names, edge = _names(command, known), command.get("edge")
    return {"stations": names, "edge": edge} if names and edge in EDGES else None


def _distribute(command: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any] | None:
    names, axis = _names(command, known), command.get("axis")
    return {"stations": names, "axis": axis} if names and axis in ("x", "y") else None


def _lock(command: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any] | None:
    names, locked = _names(command, known), command.get("locked")
    return {"stations": names, "locked": locked} if names and isinstance(locked, bool) else None


_READERS = {
    "move": _move,
    "place": _place,
    "rotate": _rotate,
    "align": _align,
    "distribute": _distribute,
    "lock": _lock,
}


def sound(value: Any) -> bool:
    """Tell whether a value is a number that can be a place or an angle."""
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) <= FARTHEST
    )
