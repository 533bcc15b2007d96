"""How pieces lie: instances, markers and the search for short ones; nothing here draws.

Nothing is compiled or imported from Numba before the first search.
"""

from __future__ import annotations

from workbench.nesting.instance import Instance, Item
from workbench.nesting.invariants import check_marker
from workbench.nesting.marker import Marker, Placement
from workbench.nesting.search import Progress, nest, prepare
from workbench.nesting.session import MarkerSession, Nudge

__all__ = [
    "Instance",
    "Item",
    "Marker",
    "MarkerSession",
    "Nudge",
    "Placement",
    "Progress",
    "check_marker",
    "nest",
    "prepare",
]
