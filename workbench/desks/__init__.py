"""Desks: composed user interfaces, one per task; the whole state of each is one scenario."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.desks.drop_desk import DropDesk
    from workbench.desks.dye_desk import DyeDesk
    from workbench.desks.floor_desk import FloorDesk
    from workbench.desks.kiln_desk import KilnDesk
    from workbench.desks.marker_desk import MarkerDesk
    from workbench.desks.playback_desk import PlaybackDesk

_HOME = {
    "DropDesk": "drop_desk",
    "DyeDesk": "dye_desk",
    "FloorDesk": "floor_desk",
    "KilnDesk": "kiln_desk",
    "MarkerDesk": "marker_desk",
    "PlaybackDesk": "playback_desk",
}

__all__ = ["DropDesk", "DyeDesk", "FloorDesk", "KilnDesk", "MarkerDesk", "PlaybackDesk"]


# Late, because the process that computes imports `workbench.desks.floor` and needs no widgets.
def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
