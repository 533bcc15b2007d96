"""Desks: composed user interfaces, one per task; the whole state of each is one scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.desks.drop_desk import DropDesk
    from workbench.desks.floor_desk import FloorDesk

__all__ = ["DropDesk", "FloorDesk"]


# Late, because the process that computes imports `workbench.desks.floor` and needs no widgets.
def __getattr__(name: str) -> Any:
    if name == "DropDesk":
        from workbench.desks.drop_desk import DropDesk

        return DropDesk
    if name == "FloorDesk":
        from workbench.desks.floor_desk import FloorDesk

        return FloorDesk
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
