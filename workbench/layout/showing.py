"""An arrangement as an editor shows it: the parts of a `FloorState`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from workbench.layout.building import swings
from workbench.layout.problem import Arrangement
from workbench.layout.scene import wall_sections
from workbench.layout.scores import Carry, carries
from workbench.layout.state import FlowPath, PlacedStation, Plan
from workbench.model.floor import Floor
from workbench.model.rings import vertex, vertices


@lru_cache(maxsize=16)
def plan_of(floor: Floor) -> Plan:
    """Return the building, to be drawn."""
    sections = [(wall, ring) for wall in floor.walls for ring in wall_sections(floor, wall)]
    return Plan(
        outline=floor.boundary,
        walls=tuple(ring for _, ring in sections),
        doors=tuple(floor.opening(door) for door in floor.doors),
        columns=tuple(column.polygon for column in floor.columns),
        exits=tuple(vertex(each.at) for each in floor.exits),
        zones=tuple((zone.name, zone.kind, vertices(zone.outline)) for zone in floor.zones),
        wall_names=tuple(wall.name for wall, _ in sections),
        wall_materials=tuple(wall.material for wall, _ in sections),
        outer_wall=floor.outer_wall,
        door_names=tuple(door.name for door in floor.doors),
        column_names=tuple(column.name for column in floor.columns),
        exit_names=tuple(each.name for each in floor.exits),
        exit_widths=tuple(float(each.width) for each in floor.exits),
        swings=tuple((swing.name, swing.ring) for swing in swings(floor)),
        utilities=tuple((each.name, each.kind, each.line) for each in floor.utilities),
    )


def stations_of(
    here: Arrangement, labels: Mapping[str, str], locked: frozenset[str]
) -> tuple[PlacedStation, ...]:
    """Return the stations where they stand.

    Parameters
    ----------
    here : Arrangement
        The floor with its stations at their places.
    labels : mapping
        Station → how apps call it.
    locked : frozenset of str
        Those that stay.
    """
    out = []
    for name, (x, y, rotation) in here.placements.items():
        body, footprint = here.body(name), here.problem.footprints[name]
        out.append(
            PlacedStation(
                name,
                labels.get(name, name),
                x,
                y,
                rotation,
                here.at(name, body.ring),
                here.at(name, body.cleared),
                here.at(name, body.stands),
                here.at(name, body.swept),
                needs=footprint.needs,
                traits=footprint.traits,
                locked=name in locked,
            )
        )
    return tuple(out)


def flow_paths(here: Arrangement, *, widths: bool) -> tuple[FlowPath, ...]:
    """Return what is carried between each two stations, all products together.

    Parameters
    ----------
    here : Arrangement
        The floor with its stations at their places.
    widths : bool
        Whether to measure how wide the ways are.
    """
    pairs: dict[tuple[str, str], list[Carry]] = {}
    for each in carries(here, widths=widths):
        pairs.setdefault((each.flow.origin, each.flow.to), []).append(each)
    return tuple(_together(several) for several in pairs.values())


def _together(several: list[Carry]) -> FlowPath:
    first = several[0]
    width = first.width
    return FlowPath(
        first.flow.origin,
        first.flow.to,
        math.fsum(each.flow.trips for each in several),
        first.distance,
        first.path,
        math.fsum(each.time for each in several) if first.is_open else math.inf,
        math.fsum(each.cost for each in several) if first.is_open else math.inf,
        first.flow.agent,
        tuple(each.flow.product for each in several),
        width.width if width else None,
        width.at if width else (),
    )
