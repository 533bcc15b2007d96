"""Where stations stand: walking distances, collisions, rules, and rearranging a floor.

::

    walk(floor, footprints, …)   Paths: exact walking distances and ways between stations
    flows(factory, drop)         what is carried from where to where in a week
    FloorSession(factory)        move stations, undo, see figures, ways and faults: FloorState
    FloorProblem(factory)        the same without a history: .standing(placements) -> Arrangement,
                                 with .ways(), .collisions, .report, .scores, .is_clean
    improve(problem, …)          a search for better layouts: Found
    assign(flow, distance, …)    which station goes to which slot: Assigned
    block_layout(departments, …) departments of given areas in a rectangle: Blocks
    propose_site(problem, …)     a first proposal for a new site: Site
    explain(before, after)       a change of layout, flow by flow and product by product

The names load on first use, so that a twin can be read without compiling anything.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.layout.blocks import Blocks, Departments, block_layout
    from workbench.layout.blocks_resizing import resize_blocks
    from workbench.layout.changes import Change, Changes, explain
    from workbench.layout.collision import collisions
    from workbench.layout.drawing import DrawingError, drawing_faults
    from workbench.layout.findings import Collision, Finding, RuleMargin, RuleReport, Sealed
    from workbench.layout.flow import Flow, flows, flows_by_product
    from workbench.layout.found import Found, Layout
    from workbench.layout.paths import Paths, walk
    from workbench.layout.problem import Arrangement, FloorProblem
    from workbench.layout.relations import ChartRow
    from workbench.layout.rules import rule_book
    from workbench.layout.scores import Scores
    from workbench.layout.search import improve
    from workbench.layout.session import FloorSession
    from workbench.layout.site import Site, plain_room, propose_site
    from workbench.layout.slots import Assigned, assign
    from workbench.layout.state import FloorState, FlowPath, PlacedStation, Plan
    from workbench.layout.tables import Intensity, Strand, intensities, spaghetti

_HOME = {
    "improve": "search",
    "Layout": "found",
    "Found": "found",
    "Departments": "blocks",
    "block_layout": "blocks",
    "Blocks": "blocks",
    "propose_site": "site",
    "plain_room": "site",
    "Site": "site",
    "resize_blocks": "blocks_resizing",
    "assign": "slots",
    "Assigned": "slots",
    "Arrangement": "problem",
    "Change": "changes",
    "Changes": "changes",
    "ChartRow": "relations",
    "Collision": "findings",
    "collisions": "collision",
    "DrawingError": "drawing",
    "drawing_faults": "drawing",
    "explain": "changes",
    "Finding": "findings",
    "Flow": "flow",
    "flows": "flow",
    "flows_by_product": "flow",
    "FloorProblem": "problem",
    "FloorSession": "session",
    "FloorState": "state",
    "FlowPath": "state",
    "Intensity": "tables",
    "intensities": "tables",
    "Paths": "paths",
    "PlacedStation": "state",
    "Plan": "state",
    "RuleMargin": "findings",
    "RuleReport": "findings",
    "rule_book": "rules",
    "Scores": "scores",
    "Sealed": "findings",
    "spaghetti": "tables",
    "Strand": "tables",
    "walk": "paths",
}

__all__ = [
    "improve",
    "propose_site",
    "plain_room",
    "Site",
    "Layout",
    "Found",
    "Departments",
    "block_layout",
    "Blocks",
    "assign",
    "Assigned",
    "Arrangement",
    "Change",
    "Changes",
    "ChartRow",
    "Collision",
    "DrawingError",
    "Finding",
    "FloorProblem",
    "FloorSession",
    "FloorState",
    "Flow",
    "FlowPath",
    "Intensity",
    "Paths",
    "PlacedStation",
    "Plan",
    "RuleMargin",
    "RuleReport",
    "Scores",
    "Sealed",
    "Strand",
    "collisions",
    "drawing_faults",
    "explain",
    "flows",
    "flows_by_product",
    "intensities",
    "resize_blocks",
    "rule_book",
    "spaghetti",
    "walk",
]


def __getattr__(name: str) -> Any:
    """Load a name of the package from the module it lives in."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
