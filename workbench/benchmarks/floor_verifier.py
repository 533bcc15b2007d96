"""Judge a layout without the optimiser: outlines, rules and ways worked out anew with shapely.

Nothing here calls a compiled kernel or the report on a floor. Ways are shortest paths through a
visibility graph whose straight lines shapely finds within the free floor, by SciPy's Dijkstra.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.polygon import orient

from workbench.layout.building import swings, wall_parts, zone_shapes

if TYPE_CHECKING:
    from workbench.layout import FloorProblem
    from workbench.model.floor import FloorRule, Footprint

Pose = tuple[float, float, float]
# Bodies that overlap by less than this much area only touch. [mm²]
_AREA = 1.0
# What is due may fall short by rounding. [mm]
_SLACK = 2e-3
# A disc passes where things are just apart by its width: it is made smaller by this. [mm]
_THIN = 5e-3
_SIDES = {"front": (0.0, -1.0), "back": (0.0, 1.0), "left": (-1.0, 0.0), "right": (1.0, 0.0)}


@dataclass(frozen=True)
class Judgement:
    """What the verifier found.

    Parameters
    ----------
    faults : tuple of str
        What is broken; empty for a layout that is clean.
    blocked : int
        Flows without a way.
    cost : float
        Of a week's walking, along ways that are open. [money per week]
    """

    faults: tuple[str, ...]
    blocked: int
    cost: float

    @property
    def is_clean(self) -> bool:
        """Whether nothing is broken and no flow is blocked."""
        return not self.faults and not self.blocked


def verify(problem: FloorProblem, placements: Mapping[str, Pose]) -> Judgement:
    """Return what is wrong with a layout, and what its walking costs."""
    return _Verifier(problem, placements).judge()


class _Verifier:
    def __init__(self, problem: FloorProblem, placements: Mapping[str, Pose]) -> None:
        self.problem, self.placements = problem, dict(placements)
        self.floor = problem.floor
        self.outline = Polygon(self.floor.boundary)
        self.walls = wall_parts(self.floor)
        self.columns = [Polygon(each.polygon) for each in self.floor.columns]
        self.prints: dict[str, Footprint] = {n: problem.footprints[n] for n in self.placements}
        self.bodies = {n: self._at(n, f.polygon) for n, f in self.prints.items()}
        solid = [each.shape for each in self.walls if each.shape.geom_type.endswith("Polygon")]
        self.fixed = [*solid, *self.columns]
        self._grown: dict[float, Any] = {}

    def _at(self, name: str, ring: Any) -> Any:
        x, y, turn = self.placements[name]
        return affinity.translate(affinity.rotate(Polygon(ring), turn, origin=(0, 0)), x, y)

    def judge(self) -> Judgement:
        faults = [*self._standing()]
        for rule in self.problem.rules:
            if rule.severity == "error":
                faults += [f"{rule.name}: {text}" for text in self._rule(rule)]
        cost, blocked = self._walking()
        return Judgement(tuple(faults), blocked, cost)

    def _standing(self) -> list[str]:
        found = []
        names = list(self.bodies)
        for k, name in enumerate(names):
            body = self.bodies[name]
            if body.difference(self.outline).area > _AREA:
                found.append(f"{name} stands off the floor")
            found += [
                f"{name} stands in {other}"
                for other in names[k + 1 :]
                if body.intersection(self.bodies[other]).area > _AREA
            ]
            found += [
                f"{name} stands in the building"
                for each in self.fixed
                if body.intersection(each).area > _AREA
            ]
            for ring in self._asked(name):
                free = self._at(name, ring)
                if free.difference(self.outline).area > _AREA:
                    found.append(f"the floor that {name} needs reaches outside")
                rest = [b for n, b in self.bodies.items() if n != name]
                if any(free.intersection(each).area > _AREA for each in [*rest, *self.fixed]):
                    found.append(f"something stands in the floor that {name} needs")
        return found

    def _asked(self, name: str) -> list[Any]:
        footprint = self.prints[name]
        gap = footprint.clearance
        some = any(gap.at(side) > 0.0 for side in _SIDES)  # type: ignore[arg-type]
        rings = [footprint.cleared] if some else []
        return [*rings, footprint.swept] if footprint.swept else rings

    def _having(self, traits: tuple[str, ...]) -> list[str]:
        return [n for n, f in self.prints.items() if not traits or set(traits) & set(f.traits)]

    def _rule(self, rule: FloorRule) -> list[str]:
        judge = getattr(self, f"_judge_{rule.kind}", None)
        return list(judge(rule)) if judge else []

    def _judge_wall_distance(self, rule: FloorRule) -> list[str]:
        due, found = float(rule.distance or 0.0), []
        for name in self._having(rule.of):
            if rule.side:
                found += self._before(name, due, [n for n in self.bodies if n != name], True)
                continue
            for part in self.walls:
                burns = part.material != "noncombustible"
                if rule.wall and burns != (rule.wall == "combustible"):
                    continue
                if self.bodies[name].distance(part.shape) < due - _SLACK:
                    found.append(f"{name} is too near {part.name}")
        return found

    def _before(self, name: str, due: float, others: list[str], building: bool) -> list[str]:
        """Return what stands before the controls of a station."""
        footprint = self.prints[name]
        if not footprint.control:
            return []
        w, d = footprint.size
        nx, ny = _SIDES[footprint.control]
        half = (w / 2 if nx else 0.0, d / 2 if ny else 0.0)
        x, y = nx * half[0], ny * half[1]
        across = (0.0, d / 2) if nx else (w / 2, 0.0)
        strip = self._at(
            name,
            (
                (x - across[0], y - across[1]),
                (x + across[0], y + across[1]),
                (x + across[0] + nx * due, y + across[1] + ny * due),
                (x - across[0] + nx * due, y - across[1] + ny * due),
            ),
        )
        shapes = [self.bodies[n] for n in others]
        if building:
            shapes += self.fixed
        bad = any(strip.intersection(each).area > _AREA for each in shapes)
        if building and strip.difference(self.outline).area > _AREA:
            bad = True
        return [f"something stands before the controls of {name}"] if bad else []

    def _judge_separation(self, rule: FloorRule) -> list[str]:
        found = []
        if rule.of or rule.against:
            pairs = [
                (a, b, float(rule.distance or 0.0))
                for a in self._having(rule.of)
                for b in self._having(rule.against)
                if a != b
            ]
        else:
            pairs = [
                (*each.between, float(each.distance or rule.distance or 0.0))
                for each in self.floor.relations
                if each.rating == "X" and set(each.between) <= set(self.bodies)
            ]
        for a, b, due in pairs:
            if rule.side:
                found += self._before(a, due, [b], False)
                continue
            if self.bodies[a].distance(self.bodies[b]) >= due - _SLACK:
                continue
            line = LineString(
                shapely.get_coordinates(shapely.shortest_line(self.bodies[a], self.bodies[b]))
            )
            if rule.unless == "wall" and any(each.shape.intersects(line) for each in self.walls):
                continue
            found.append(f"{a} is too near {b}")
        return found

    def _judge_zone(self, rule: FloorRule) -> list[str]:
        return [
            f"{name} stands in the zone {label}"
            for name in self._having(rule.of)
            for label, kind, shape in zone_shapes(self.floor)
            if kind in rule.against and self.bodies[name].intersection(shape).area > _AREA
        ]

    def _judge_door_swing(self, _: FloorRule) -> list[str]:
        return [
            f"{name} stands where {swing.name} opens"
            for swing in swings(self.floor)
            for name, body in self.bodies.items()
            if body.intersection(Polygon(swing.ring)).area > _AREA
        ]

    def _judge_clearance(self, _: FloorRule) -> list[str]:
        found = []
        for name, footprint in self.prints.items():
            gap = footprint.clearance
            for part in self.walls:
                burns = part.material != "noncombustible"
                due = gap.combustible if burns else gap.noncombustible
                if due is not None and self.bodies[name].distance(part.shape) < due - _SLACK:
                    found.append(f"{name} is too near {part.name}")
        return found

    def _judge_aisle(self, rule: FloorRule) -> list[str]:
        found = []
        special = set(self._having(rule.of))
        for flow in self.problem.flows:
            if rule.distance is None or not special & {flow.origin, flow.to}:
                continue
            if not self._is_joined(flow.origin, flow.to, float(rule.distance) / 2):
                found.append(f"no aisle of that width from {flow.origin} to {flow.to}")
        return found

    def _judge_egress_width(self, rule: FloorRule) -> list[str]:
        due = float(rule.distance or 0.0)
        free = shapely.get_parts(self.free(due / 2))
        doors = []
        for each in self.floor.exits:
            if each.width >= due:
                at = Point(*(float(v) for v in each.at))
                doors += [k for k, part in enumerate(free) if part.distance(at) <= due / 2 + 1.0]
        return [
            f"no way out from {name}"
            for name in self.bodies
            if not any(
                free[k].distance(Point(stand)) <= _SLACK
                for stand in self.stands(name, due / 2)
                for k in doors
            )
        ]

    def free(self, radius: float) -> Any:
        """Return where the middle of a disc may be."""
        if radius not in self._grown:
            thin = radius - _THIN
            grown = [
                each.buffer(thin, join_style="mitre", mitre_limit=2.0)
                for each in [*self.bodies.values(), *self.fixed]
            ]
            inner = self.outline.buffer(-thin, join_style="mitre", mitre_limit=2.0)
            self._grown[radius] = inner.difference(shapely.union_all(grown))
        return self._grown[radius]

    def stands(self, name: str, radius: float) -> list[tuple[float, float]]:
        footprint = self.prints[name]
        w, d = footprint.size
        x, y, turn = self.placements[name]
        c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        found = []
        for side in footprint.access:
            nx, ny = _SIDES[side]
            px, py = nx * (w / 2 + radius), ny * (d / 2 + radius)
            found.append((x + c * px - s * py, y + s * px + c * py))
        return found

    def _is_joined(self, a: str, b: str, radius: float) -> bool:
        parts = shapely.get_parts(self.free(radius))
        ends = [
            {
                k
                for k, part in enumerate(parts)
                for stand in self.stands(name, radius)
                if part.distance(Point(stand)) <= _SLACK
            }
            for name in (a, b)
        ]
        return bool(ends[0] & ends[1])

    def _walking(self) -> tuple[float, int]:
        costs, blocked = [], 0
        ways: dict[float, dict[tuple[str, str], float]] = {}
        for flow in self.problem.flows:
            radius = self.problem.radius_of(flow.agent)
            if radius not in ways:
                ways[radius] = self._ways(radius)
            length = ways[radius][flow.origin, flow.to]
            if math.isfinite(length):
                minutes = flow.trips * length / self.problem.speed_of(flow.agent)
                costs.append(minutes * flow.wage)
            else:
                blocked += 1
        return math.fsum(costs), blocked

    def _ways(self, radius: float) -> dict[tuple[str, str], float]:
        """Return the lengths of all ways, by a visibility graph that shapely sees."""
        free = self.free(radius)
        ends = [(n, p) for n in self.bodies for p in self.stands(n, radius)]
        corners = []
        for part in map(orient, shapely.get_parts(free)):
            for ring in (part.exterior, *part.interiors):
                p = np.array(ring.coords[:-1])
                before, after = p - np.roll(p, 1, axis=0), np.roll(p, -1, axis=0) - p
                turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
                corners.append(p[turn < 0.0])  # free floor lies on the left: it bends into it
        nodes = np.concatenate([np.array([p for _, p in ends]), *corners])
        i, j = np.triu_indices(len(nodes), 1)
        lines = shapely.linestrings(np.stack([nodes[i], nodes[j]], axis=1))
        roomy = free.buffer(1e-3, join_style="mitre")
        shapely.prepare(roomy)
        clear = shapely.covers(roomy, lines)
        length = np.linalg.norm(nodes[i] - nodes[j], axis=1)
        # Nobody passes through the stand of another, so ways lead on from corners only; a stand
        # reaches all that it sees, and from other stands only corners are reached.
        here = len(ends)
        rows, columns, weights = i[clear], j[clear], np.maximum(length[clear], 1e-9)
        inner = rows >= here
        graph = csr_array(
            (weights[inner], (rows[inner] - here, columns[inner] - here)),
            shape=(len(nodes) - here, len(nodes) - here),
        )
        between = dijkstra(graph, directed=False) if len(nodes) > here else np.empty((0, 0))
        direct = np.full((here, len(nodes)), np.inf)
        direct[rows[~inner], columns[~inner]] = weights[~inner]
        both = ~inner & (columns < here)
        direct[columns[both], rows[both]] = weights[both]
        found: dict[tuple[str, str], float] = {}
        for a, (name, _) in enumerate(ends):
            onward = np.min(direct[a, here:, None] + between, axis=0, initial=np.inf)
            for b, (other, _) in enumerate(ends):
                if a == b:
                    continue
                way = min(
                    float(direct[a, b]), float(np.min(onward + direct[b, here:], initial=np.inf))
                )
                key = (name, other)
                found[key] = min(found.get(key, math.inf), way)
        return found


def free_floor(problem: FloorProblem, placements: Mapping[str, Pose], radius: float) -> Any:
    """Return where the middle of a disc may be, as a shapely polygon."""
    return _Verifier(problem, placements).free(radius)


def stands_of(
    problem: FloorProblem, placements: Mapping[str, Pose], name: str, radius: float
) -> list[tuple[float, float]]:
    """Return where people stand at a station [mm]."""
    return _Verifier(problem, placements).stands(name, radius)
