"""How pieces lie: instances, markers and the search for short ones; nothing here draws.

Nothing is compiled or imported from Numba before the first search.
"""

from __future__ import annotations

from workbench.nesting.cut_order import CutPlan, on_demand, plan_cut
from workbench.nesting.cutting import CutWork, cut_work
from workbench.nesting.instance import Instance
from workbench.nesting.invariants import check_marker
from workbench.nesting.item import Item
from workbench.nesting.leftovers import leftovers
from workbench.nesting.marker import Marker, Placement
from workbench.nesting.memory import MarkerMemory
from workbench.nesting.search import Progress, nest, prepare
from workbench.nesting.session import MarkerSession, Nudge
from workbench.nesting.sheet import Sheet
from workbench.nesting.waste import ClothUse, cloth_use

__all__ = [
    "plan_cut",
    "on_demand",
    "leftovers",
    "cut_work",
    "cloth_use",
    "Sheet",
    "CutWork",
    "CutPlan",
    "ClothUse",
    "Instance",
    "Item",
    "Marker",
    "MarkerMemory",
    "MarkerSession",
    "Nudge",
    "Placement",
    "Progress",
    "check_marker",
    "nest",
    "prepare",
]
