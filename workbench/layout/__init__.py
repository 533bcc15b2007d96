"""Where stations stand: walking distances, collisions, and rearranging a floor.

::

    walk(floor, footprints, …)   Paths: exact walking distances and ways between stations
    flows(factory, drop)         what is carried from where to where in a week
    FloorSession(factory)        move stations, undo, see figures, ways and faults: FloorState

The names load on first use, so that a twin can be read without compiling anything.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.layout.collision import collisions
    from workbench.layout.findings import Collision, Sealed
    from workbench.layout.flow import Flow, flows
    from workbench.layout.paths import Paths, walk
    from workbench.layout.session import FloorSession
    from workbench.layout.state import FloorState, FlowPath, PlacedStation, Plan

_HOME = {
    "Collision": "findings",
    "collisions": "collision",
    "Flow": "flow",
    "flows": "flow",
    "Paths": "paths",
    "walk": "paths",
    "Sealed": "findings",
    "FloorSession": "session",
    "FloorState": "state",
    "FlowPath": "state",
    "PlacedStation": "state",
    "Plan": "state",
}

__all__ = [
    "Collision",
    "Flow",
    "FloorSession",
    "FloorState",
    "FlowPath",
    "Paths",
    "PlacedStation",
    "Plan",
    "Sealed",
    "collisions",
    "flows",
    "walk",
]


def __getattr__(name: str) -> Any:
    """Load a name of the package from the module it lives in."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
