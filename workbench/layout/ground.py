"""A floor as the arrays that the compiled search reads: what fits, who walks, what is carried."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Polygon

from workbench.layout._kernels_cost import Work
from workbench.layout._kernels_fits import Fits
from workbench.layout._kernels_ways import Graphs
from workbench.layout.building import swings, wall_parts, zone_shapes
from workbench.layout.checks import separated
from workbench.layout.costs import COSTS
from workbench.layout.moving import move_of
from workbench.layout.scene import Pieces, Pose, Scene
from workbench.layout.shapes import Floats, Hulls, Ring, join, solid
from workbench.model.floor import FloorRule, Moving

if TYPE_CHECKING:
    from workbench.layout.problem import Arrangement, FloorProblem


@dataclass(frozen=True)
class Ground:
    """What a search needs of a floor and the stations that stand on it.

    Parameters
    ----------
    names : tuple of str
        The stations.
    fits, graphs, work
        Arrays for the kernels.
    given_up : frozenset of str
        Rules that no place of a station can keep: the building breaks them.
    """

    names: tuple[str, ...]
    fits: Fits
    graphs: Graphs
    work: Work
    given_up: frozenset[str]


def ground(
    here: Arrangement, *, weeks: float = math.inf, slack: float = 0.0, strict: bool = False
) -> Ground:
    """Return the arrays of a floor.

    Parameters
    ----------
    here : Arrangement
        The stations at the places from which moving counts.
    weeks : float
        In which the cost of moving shall pay; inf when moving costs nothing. [weeks]
    slack : float
        How much more than its due every rule is given. [mm]
    strict : bool
        Whether rules that only warn are kept too.
    """
    problem = here.problem
    kept = ("error", "warning") if strict else ("error",)
    rules = [rule for rule in problem.rules if rule.severity in kept]
    given_up = frozenset(rule.name for rule in rules if _is_hopeless(problem, rule))
    rules = [rule for rule in rules if rule.name not in given_up]
    radii, flow_graphs, out_graph, out_most = _discs(problem, rules, slack)
    scenes = [problem.scene(here.names, radius) for radius in radii]
    return Ground(
        here.names,
        _fits(here, rules, scenes[0], slack),
        _graphs(scenes),
        _work(here, rules, radii, flow_graphs, (out_graph, out_most), weeks, slack),
        given_up,
    )


def _is_hopeless(problem: FloorProblem, rule: FloorRule) -> bool:
    """Whether the building alone breaks a rule."""
    exits = problem.floor.exits
    if rule.kind == "egress_width":
        widest = max((float(each.width) for each in exits), default=0.0)
        return widest < float(rule.distance or 0.0)
    if rule.kind == "utility_reach":
        there = {each.kind for each in problem.floor.utilities}
        needed = {need for each in problem.footprints.values() for need in each.needs}
        wanted = needed & {rule.utility} if rule.utility else needed
        return bool(there) and not wanted <= there
    return rule.kind == "egress_length" and not exits


def _discs(
    problem: FloorProblem, rules: Sequence[FloorRule], slack: float
) -> tuple[list[float], int, int, float]:
    """Return the radii of all graphs, how many carry, and the graph and length of the way out."""
    carriers = dict.fromkeys(problem.radius_of(flow.agent) for flow in problem.flows)
    radii = list(carriers) or [problem.radius_of()]
    flow_graphs = len(radii)
    wide = [float(rule.distance or 0.0) / 2 for rule in rules if rule.kind == "egress_width"]
    far = [float(rule.distance or 0.0) for rule in rules if rule.kind == "egress_length"]
    out_graph = -1
    if wide or far:
        # Who is wider has the longer way: so the length may be taken on the wide way.
        radius = max([*wide, problem.radius_of()]) if far else max(wide)
        if radius not in radii:
            radii.append(radius)
        out_graph = radii.index(radius)
    grown = [radius + slack / 2 for radius in radii]
    return grown, flow_graphs, out_graph, min(far, default=math.inf) - slack


def _first(owner: Any, owners: int) -> Any:
    return np.searchsorted(owner, np.arange(owners + 1)).astype(np.int64)


def _fits(here: Arrangement, rules: Sequence[FloorRule], scene: Scene, slack: float) -> Fits:
    owners, fixed, many = len(scene.names), scene.fixed, len(here.names)
    body = scene.bodies
    free, free_of = _free(here, rules, fixed, owners, slack)
    walls = wall_parts(here.problem.floor)
    hulls = [_hulls(part.shape) for part in walls]
    counts = [len(each.start) - 1 for each in hulls]
    burns = np.repeat([part.may_burn for part in walls], counts)
    least = np.zeros((many, int(sum(counts))))
    for s, name in enumerate(here.names):
        gap = here.problem.footprints[name].clearance
        for asked, which in ((gap.combustible, burns), (gap.noncombustible, ~burns)):
            if asked is not None:
                least[s, which] = np.maximum(least[s, which], float(asked) + slack)
    for rule in rules:
        if rule.kind == "wall_distance" and not rule.side:
            which = np.ones(len(burns), bool)
            if rule.wall:
                which = burns if rule.wall == "combustible" else ~burns
            for s in _having(here, rule.of):
                due = float(rule.distance or 0.0) + slack
                least[s, which] = np.maximum(least[s, which], due)
    areas, barred = _areas(here, rules, slack)
    apart, unless = np.zeros((many, many)), np.zeros((many, many))
    for rule in rules:
        if rule.kind == "separation" and not rule.side:
            matrix = unless if rule.unless == "wall" else apart
            for a, b, due in separated(here, rule):
                matrix[a, b] = matrix[b, a] = max(matrix[a, b], due + slack)
    wall = join(hulls)
    station, lines, most, line = _reaches(here, rules, slack)
    return Fits(
        fixed,
        body.hulls.points, body.hulls.start, body.owner, _first(body.owner, owners),
        free.hulls.points, free.hulls.start, free.owner, _first(free.owner, owners), free_of,
        wall.points, wall.start, least,
        areas.points, areas.start, barred,
        apart, unless,
        station, lines, most, line,
    )  # fmt: skip


def _having(here: Arrangement, traits: tuple[str, ...]) -> list[int]:
    prints = here.problem.footprints
    return [
        s
        for s, name in enumerate(here.names)
        if not traits or set(traits) & set(prints[name].traits)
    ]


def _free(
    here: Arrangement, rules: Sequence[FloorRule], fixed: int, owners: int, slack: float
) -> tuple[Pieces, Any]:
    """Return the floor that stations need free, and of which owners."""
    hulls: list[Hulls] = []
    owner: list[int] = []
    of: list[Any] = []

    def add(number: int, ring: Ring, against: Iterable[int], more: float = 0.0) -> None:
        which = np.zeros(owners, bool)
        which[list(against)] = True
        made = solid(ring, more).hulls
        hulls.append(made)
        owner.extend([fixed + number] * (len(made.start) - 1))
        of.extend([which] * (len(made.start) - 1))

    everybody = range(owners)
    for number, name in enumerate(here.names):
        body = here.body(name)
        for ring in (body.cleared, body.swept):
            if ring:
                add(number, ring, everybody, slack)
        for rule in rules:
            if rule.side != "control" or not here.problem.footprints[name].control:
                continue
            if number not in _having(here, rule.of):
                continue
            strip = _strip(here, name, float(rule.distance or 0.0) + slack)
            if rule.kind == "wall_distance":
                add(number, strip, everybody)
            elif rule.kind == "separation":
                add(number, strip, [fixed + b for a, b, _ in separated(here, rule) if a == number])
    together = join(hulls)
    points = np.repeat(owner, np.diff(together.start)).astype(np.int64)
    pieces = Pieces(together, points, np.array(owner, np.int64))
    return pieces, np.array(of, np.bool_).reshape(-1, owners)


def _strip(here: Arrangement, name: str, depth: float) -> Ring:
    """Return the floor before the controls of a station, in its own frame [mm]."""
    footprint = here.problem.footprints[name]
    w, d = (each / 2 for each in footprint.size)
    return {
        "front": ((-w, -d - depth), (w, -d - depth), (w, -d), (-w, -d)),
        "back": ((-w, d), (w, d), (w, d + depth), (-w, d + depth)),
        "left": ((-w - depth, -d), (-w, -d), (-w, d), (-w - depth, d)),
        "right": ((w, -d), (w + depth, -d), (w + depth, d), (w, d)),
    }[footprint.control]


def _hulls(shape: Any) -> Hulls:
    """Return the convex pieces of polygons and lines; a line is a piece with two corners."""
    found = []
    for part in shapely.get_parts(shape):
        points = shapely.get_coordinates(part)
        if part.geom_type == "Polygon":
            found.append(solid(tuple((float(x), float(y)) for x, y in points[:-1])).hulls)
            continue
        for a, b in pairwise(points):
            found.append(Hulls(np.array([a, b]), np.zeros(2, np.bool_), np.array([0, 2])))
    return join(found)


def _areas(here: Arrangement, rules: Sequence[FloorRule], slack: float) -> tuple[Hulls, Any]:
    """Return the areas on the floor where stations may not stand, and which stations."""
    floor = here.problem.floor
    hulls: list[Hulls] = []
    rows: list[Any] = []

    def add(shape: Any, stations: Iterable[int]) -> None:
        which = np.zeros(len(here.names), bool)
        which[list(stations)] = True
        made = _hulls(shape.buffer(slack, join_style="mitre") if slack else shape)
        hulls.append(made)
        rows.extend([which] * (len(made.start) - 1))

    for rule in rules:
        if rule.kind == "zone":
            for _, kind, shape in zone_shapes(floor):
                if kind in rule.against:
                    add(shape, _having(here, rule.of))
        elif rule.kind == "door_swing":
            for swing in swings(floor):
                add(Polygon(swing.ring), range(len(here.names)))
    barred = np.array(rows, np.bool_).reshape(-1, len(here.names))
    return join(hulls), np.ascontiguousarray(barred.T)


def _reaches(
    here: Arrangement, rules: Sequence[FloorRule], slack: float
) -> tuple[Any, Any, Any, Any]:
    """Return who needs a utility within which distance, and its lines."""
    floor, prints = here.problem.floor, here.problem.footprints
    station: list[int] = []
    lines: list[tuple[int, int]] = []
    most: list[float] = []
    segments: list[tuple[float, ...]] = []
    for rule in rules:
        if rule.kind != "utility_reach" or not floor.utilities:
            continue
        for s, name in enumerate(here.names):
            for need in prints[name].needs:
                if rule.utility and need != rule.utility:
                    continue
                begin = len(segments)
                for each in floor.utilities:
                    if each.kind == need:
                        points = each.line if len(each.line) > 1 else each.line * 2
                        segments += [(*a, *b) for a, b in pairwise(points)]
                station.append(s)
                lines.append((begin, len(segments)))
                most.append(float(rule.distance or 0.0) - slack)
    return (
        np.array(station, np.int64),
        np.array(lines, np.int64).reshape(-1, 2),
        np.array(most, np.float64),
        np.array(segments, np.float64).reshape(-1, 4),
    )


def _graphs(scenes: Sequence[Scene]) -> Graphs:
    ends = [np.concatenate([each.stands, each.exits]) for each in scenes]
    owners = [
        np.concatenate([each.stand_station + each.fixed, np.zeros(len(each.exits), np.int64)])
        for each in scenes
    ]
    nodes = [len(end) + len(each.corners) for end, each in zip(ends, scenes, strict=True)]

    def first(counts: Iterable[int]) -> Any:
        return np.cumsum([0, *counts]).astype(np.int64)

    return Graphs(
        np.concatenate([each.grown.hulls.points for each in scenes]),
        np.concatenate([each.grown.hulls.closed for each in scenes]),
        np.concatenate([each.grown.hulls.start for each in scenes]),
        np.concatenate([each.grown.owner for each in scenes]),
        np.concatenate(ends),
        np.concatenate(owners).astype(np.int64),
        np.concatenate([each.corners for each in scenes]),
        np.concatenate([each.corner_owner for each in scenes]),
        first(len(each.grown.hulls.points) for each in scenes),
        first(len(each.grown.owner) for each in scenes),
        first(map(len, ends)),
        first(len(each.corners) for each in scenes),
        first(nodes),
        first(count * count for count in nodes),
        np.array([each.radius for each in scenes]),
    )


def _work(
    here: Arrangement,
    rules: Sequence[FloorRule],
    radii: Sequence[float],
    flow_graphs: int,
    out: tuple[int, float],
    weeks: float,
    slack: float,
) -> Work:
    problem = here.problem
    rows: dict[tuple[int, int, int], float] = {}
    index = {name: s for s, name in enumerate(here.names)}
    graph_of = {
        agent: list(dict.fromkeys(problem.radius_of(f.agent) for f in problem.flows)).index(
            problem.radius_of(agent)
        )
        for agent in dict.fromkeys(flow.agent for flow in problem.flows)
    }
    narrow = []
    for flow in problem.flows:
        if flow.origin not in index or flow.to not in index:
            continue
        key = (graph_of[flow.agent], index[flow.origin], index[flow.to])
        price = flow.trips * flow.wage / problem.speed_of(flow.agent)
        rows[key] = rows.get(key, 0.0) + price
        for rule in rules:
            ends = set(_having(here, rule.of)) if rule.of else set(index.values())
            if (
                rule.kind == "aisle"
                and (rule.distance is not None)
                and ends & {key[1], key[2]}
                and rule.agent in ("", flow.agent)
            ):
                narrow.append((*key, float(rule.distance) + slack))
    keys = sorted(rows)
    narrow = sorted(set(narrow))
    fixed, rate = _moving(problem, here.placements)
    return Work(
        np.array([key[0] for key in keys], np.int64),
        np.array([key[1] for key in keys], np.int64),
        np.array([key[2] for key in keys], np.int64),
        np.array([rows[key] for key in keys], np.float64),
        flow_graphs,
        *out,
        np.array([row[0] for row in narrow], np.int64),
        np.array([row[1] for row in narrow], np.int64),
        np.array([row[2] for row in narrow], np.int64),
        np.array([row[3] for row in narrow], np.float64),
        np.array(list(here.placements.values()), np.float64).reshape(-1, 3),
        fixed / weeks,
        rate / weeks,
    )


def _moving(problem: FloorProblem, placements: Mapping[str, Pose]) -> tuple[Floats, Floats]:
    """Return what moving each station costs, once and by the mm [money, money/mm]."""
    fixed, rate = [], []
    for name, (x, y, turn) in placements.items():
        own = problem.footprints[name].moving or Moving()
        price = own.per_metre if own.per_metre is not None else COSTS["move.per_metre"]
        far = move_of(problem, name, (x, y, turn), (x + 1.0, y, turn)).cost
        rate.append(float(price))
        fixed.append(far - float(price))
    return np.array(fixed), np.array(rate)
