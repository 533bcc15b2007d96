"""A first proposal for a new site: rooms for stations as a block layout, then places in them.

The block layout says what belongs beside what; the search on the floor with true ways and rules
makes it a layout that can be built.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import InfeasibleError, SpecError
from workbench.layout.blocks import Blocks, Departments, block_layout
from workbench.layout.found import Found
from workbench.layout.search import GRID, improve
from workbench.model.documents import read_noun
from workbench.model.floor import Floor, Footprint

if TYPE_CHECKING:
    from workbench.layout.problem import FloorProblem
    from workbench.layout.scene import Pose

ALLOWANCE = 0.4
"""Aisles and walls, on top of stations with their free sides: an estimate."""
SLENDER = 4.0
"""Greatest ratio of the sides of a block that is square enough to be a department."""
_DOOR, _JAMB = 1200.0, 150.0  # [mm]
_BLOCKS = 0.25  # of the time goes into the blocks, the rest into places


@dataclass(frozen=True)
class Site:
    """A proposal for a site.

    Parameters
    ----------
    blocks : Blocks
        The room of each station. [mm]
    found : Found
        Layouts that keep all rules, found from the blocks; cheapest walking first.
    problem : FloorProblem
        The floor they stand on.
    need, room : float
        Area that the stations ask for with the allowance, and that there is. [m2]
    """

    blocks: Blocks
    found: Found
    problem: FloorProblem
    need: float
    room: float


def plain_room(width: float, depth: float) -> dict[str, Any]:
    """Return a rectangular floor with an exit in its south wall, as twin.yaml holds it.

    Parameters
    ----------
    width, depth : float
        [mm]
    """
    if not (math.isfinite(width) and math.isfinite(depth) and min(width, depth) >= 2 * _DOOR):
        raise SpecError(
            f"a room of {width / 1000:g} by {depth / 1000:g} m", where="site",
            advice=f"give at least {2 * _DOOR / 1000:g} m each way",
        )  # fmt: skip
    at = max(_DOOR / 2 + _JAMB, width / 8)
    return {
        "size": [f"{width:g} mm", f"{depth:g} mm"],
        "exits": {"door": {"at": [f"{at:g} mm", "0 mm"], "width": f"{_DOOR:g} mm"}},
    }


def sides_of(footprint: Footprint) -> tuple[float, float]:
    """Return width and depth of a station with its free sides [mm]."""
    xs, ys = zip(*footprint.polygon, strict=True)
    free = footprint.clearance
    return (
        max(xs) - min(xs) + free.at("left") + free.at("right"),
        max(ys) - min(ys) + free.at("front") + free.at("back"),
    )


def propose_site(
    problem: FloorProblem,
    *,
    room: tuple[float, float] | None = None,
    allowance: float = ALLOWANCE,
    seconds: float = 6.0,
    steps: int | None = None,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Site:
    """Propose where all stations of a factory may stand on a site they have never stood on.

    Parameters
    ----------
    problem : FloorProblem
        Stations, flows and rules; its floor is the site unless ``room`` is given.
    room : (width, depth), optional
        A plain rectangular room in place of the floor. [mm]
    allowance : float
        Share of area for aisles, on top of stations with their free sides.
    seconds : float
        How long to look. [s]
    steps : int, optional
        In place of seconds: layouts tried, the same answer on every machine.
    seed : int
        Of chance.
    stop : callable, optional
        Ends the search when it returns true.

    Raises
    ------
    SpecError
        When no station has a footprint, or the room is none.
    InfeasibleError
        When the stations with their allowance do not fit into the area.

    Notes
    -----
    Where the floor is no rectangle, blocks are laid out in the box round it; the search that
    follows knows the true outline.
    """
    if not problem.footprints:
        raise SpecError("no station has a footprint", where="stations", advice="give one to each")
    if not (math.isfinite(allowance) and allowance >= 0.0):
        raise SpecError(
            f"an allowance of {allowance:g}", where="allowance", advice="give 0 or more"
        )
    if room is not None:
        problem = problem.changed(floor=read_noun(Floor, plain_room(*room), "site"))
    xs, ys = zip(*problem.floor.boundary, strict=True)
    left, low = min(xs), min(ys)
    width, depth = max(xs) - left, max(ys) - low
    names = tuple(problem.footprints)
    sides = np.array([sides_of(problem.footprints[name]) for name in names])
    need = float(sides.prod(axis=1).sum()) * (1.0 + allowance)
    area = float(problem.floor.area)
    if need > area:
        raise InfeasibleError(
            f"the stations need {need / 1e6:.0f} m² with {100 * allowance:.0f} % for aisles, and "
            f"the site has {area / 1e6:.0f} m²",
            where="site",
            advice="take a larger room, a smaller allowance, or fewer stations",
        )
    blocks = block_layout(
        _departments(problem, names, sides, width, depth),
        seconds=None if steps is not None else _BLOCKS * seconds,
        steps=steps,
        seed=seed,
        stop=stop,
    )
    blocks = replace(blocks, rects=blocks.rects + np.array([left, low, 0.0, 0.0]))
    found = improve(
        problem,
        _places(blocks, sides),
        seconds=None if steps is not None else (1.0 - _BLOCKS) * seconds,
        evaluations=steps,
        seed=seed,
        stop=stop,
    )
    return Site(blocks, found, problem, need / 1e6, area / 1e6)


def _departments(
    problem: FloorProblem, names: tuple[str, ...], sides: Any, width: float, depth: float
) -> Departments:
    index = {name: number for number, name in enumerate(names)}
    flow = np.zeros((len(names), len(names)))
    for each in problem.flows:
        if each.origin in index and each.to in index:
            flow[index[each.origin], index[each.to]] += each.trips
    return Departments(
        names, sides.prod(axis=1), flow, width, depth,
        np.maximum(SLENDER, sides.max(axis=1) / sides.min(axis=1)), 0.8 * sides.min(axis=1),
    )  # fmt: skip


def _places(blocks: Blocks, sides: Any) -> dict[str, Pose]:
    """Return each station in the middle of its block, its longer side along the longer one."""
    found: dict[str, Pose] = {}
    for name, (x, y, w, d), (own, deep) in zip(blocks.names, blocks.rects, sides, strict=True):
        turn = 90.0 if (w >= d) != (own >= deep) else 0.0
        middle = (round(float(v) / GRID) * GRID for v in (x + w / 2, y + d / 2))
        found[name] = (*middle, turn)  # type: ignore[assignment]
    return found
