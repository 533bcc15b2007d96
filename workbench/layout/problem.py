"""A floor as a question: what stands on it, what is carried, which rules hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.layout.agents import PERSON, agent_named, agents_of
from workbench.layout.collision import collisions
from workbench.layout.egress import WayOut, ways_out
from workbench.layout.findings import Collision
from workbench.layout.flow import Flow, flows_by_product
from workbench.layout.paths import Paths, paths
from workbench.layout.rules import rule_book
from workbench.layout.scene import AGENT_RADIUS, Body, Pose, Scene, scene
from workbench.layout.shapes import Floats, Ring
from workbench.layout.utilities import UtilityRun, runs
from workbench.layout.widths import Narrows, Width
from workbench.model.defaults import default
from workbench.model.drop import Drop
from workbench.model.factory import Factory
from workbench.model.floor import Floor, Footprint

if TYPE_CHECKING:
    from workbench.layout.findings import RuleReport
    from workbench.layout.scores import Scores


class FloorProblem:
    """What does not change while stations move: floor, footprints, flows, rules, agents.

    Parameters
    ----------
    factory : Factory
        The twin; it must have a floor, or one must be given.
    drop : str or Drop, optional
        Whose routings make the flows; all drops and orders by default.
    floor : Floor, optional
        In place of the twin's.
    footprints : mapping, optional
        Station → footprint, in place of the twin's.
    radius : float
        Radius of a person. [mm]
    """

    def __init__(
        self,
        factory: Factory,
        drop: str | Drop | None = None,
        *,
        floor: Floor | None = None,
        footprints: Mapping[str, Footprint] | None = None,
        radius: float = AGENT_RADIUS,
    ) -> None:
        chosen = floor or factory.floor
        if chosen is None:
            raise SpecError(
                f"the twin '{factory.name}' has no floor",
                where="floor",
                advice="give 'floor: {size: [12 m, 8 m], placements: …}'",
            )
        self.factory = factory
        self.drop = drop
        self.floor: Floor = chosen
        self.footprints: dict[str, Footprint] = dict(
            {s.name: s.footprint for s in factory.stations if s.footprint}
            if footprints is None
            else footprints
        )
        self.radius = radius
        self.agents = agents_of(chosen)
        self.flows: tuple[Flow, ...] = flows_by_product(factory, drop, chosen)
        self.rules = rule_book(chosen)
        self._scenes: dict[tuple[tuple[str, ...], float], Scene] = {}

    def changed(
        self, *, floor: Floor | None = None, footprints: Mapping[str, Footprint] | None = None
    ) -> FloorProblem:
        """Return the problem with another floor or other footprints."""
        return FloorProblem(
            self.factory,
            self.drop,
            floor=floor or self.floor,
            footprints=self.footprints if footprints is None else footprints,
            radius=self.radius,
        )

    def radius_of(self, agent: str = PERSON) -> float:
        """Return the radius of the disc that an agent is [mm]."""
        known = agent_named(self.agents, agent)
        shipped = agent == PERSON and not any(each.name == PERSON for each in self.floor.agents)
        return self.radius if shipped else known.radius

    def speed_of(self, agent: str = PERSON) -> float:
        """Return how fast an agent goes with work in hand [mm/min]."""
        known = agent_named(self.agents, agent)
        own = known.speed or self.factory.transport.speed
        return float(own or default("transport.speed"))

    def scene(self, names: tuple[str, ...], radius: float | None = None) -> Scene:
        """Return the scene of some stations for a disc of a radius, the person's by default."""
        key = (names, self.radius_of() if radius is None else radius)
        if key not in self._scenes:
            if len(self._scenes) > 64:
                self._scenes.clear()
            standing = {name: self.footprints[name] for name in names}
            self._scenes[key] = scene(self.floor, standing, key[1])
        return self._scenes[key]

    def ordered(self, placements: Mapping[str, Pose]) -> dict[str, Pose]:
        """Return placements in the order of the footprints."""
        return {name: placements[name] for name in self.footprints if name in placements}

    def standing(self, placements: Mapping[str, Pose]) -> Arrangement:
        """Return the floor with its stations at some places."""
        return Arrangement(self, self.ordered(placements))

    @property
    def placements(self) -> dict[str, Pose]:
        """Where the twin's own floor puts the stations."""
        return self.ordered({p.name: (p.x, p.y, p.rotation) for p in self.floor.placements})

    def move_cost(self, station: str, before: Pose, after: Pose) -> float:
        """Return what moving one station costs [money]; see `workbench.layout.moving`."""
        from workbench.layout.moving import move_of

        return move_of(self, station, before, after).cost


class Arrangement:
    """A problem with its stations at some places; what follows is worked out when it is asked for.

    Parameters
    ----------
    problem : FloorProblem
        The floor.
    placements : dict
        Station → (x, y [mm], rotation [degrees]).
    """

    def __init__(self, problem: FloorProblem, placements: dict[str, Pose]) -> None:
        self.problem = problem
        self.placements = placements
        self.names = tuple(placements)
        self._ways: dict[str, Paths] = {}
        self._out: dict[float, tuple[WayOut, ...]] = {}
        self._narrows: dict[float, Narrows] = {}

    @cached_property
    def poses(self) -> Floats:
        """Poses of all owners [O, 4]; the same for every agent."""
        return self.problem.scene(self.names).poses(list(self.placements.values()))

    def scene(self, radius: float | None = None) -> Scene:
        """Return the scene for a disc of a radius, the person's by default."""
        return self.problem.scene(self.names, radius)

    def ways(self, agent: str = PERSON) -> Paths:
        """Return the ways of an agent."""
        if agent not in self._ways:
            self._ways[agent] = paths(self.scene(self.problem.radius_of(agent)), self.poses)
        return self._ways[agent]

    def ways_out(self, radius: float) -> tuple[WayOut, ...]:
        """Return the ways out for a disc of a radius [mm]."""
        if radius not in self._out:
            self._out[radius] = ways_out(self.scene(radius), self.poses)
        return self._out[radius]

    def narrows(self, radius: float) -> Narrows:
        """Return the narrow places; the radius says where people stand [mm]."""
        if radius not in self._narrows:
            others = next(iter(self._narrows.values()), None)
            self._narrows[radius] = Narrows(
                self.scene(radius), self.poses, others.gates if others else None
            )
        return self._narrows[radius]

    @cached_property
    def widths(self) -> dict[tuple[str, str, str], Width]:
        """Width of the way of each pair between which something is carried, by agent."""
        wanted: dict[str, list[tuple[str, str]]] = {}
        for flow in self.problem.flows:
            if flow.origin in self.placements and flow.to in self.placements:
                wanted.setdefault(flow.agent, []).append((flow.origin, flow.to))
        found = {}
        for agent, several in wanted.items():
            pairs = list(dict.fromkeys(several))
            ways = self.ways(agent)
            open_pairs = [pair for pair in pairs if math.isfinite(ways.between(*pair))]
            narrows = self.narrows(self.problem.radius_of(agent))
            widths = narrows.widths(
                [ways.polyline(*pair) for pair in open_pairs],
                [(ways.stand(*pair), ways.stand(*pair[::-1])) for pair in open_pairs],
            )
            for pair, width in zip(open_pairs, widths, strict=True):
                found[(*pair, agent)] = width
        return found

    @cached_property
    def collisions(self) -> tuple[Collision, ...]:
        """What stands in what."""
        return collisions(self.scene(), self.poses)

    @cached_property
    def bodies(self) -> dict[str, Ring]:
        """Outline of each station's body where it stands [mm]."""
        return {name: self.at(name, self.problem.footprints[name].polygon) for name in self.names}

    @cached_property
    def solids(self) -> np.ndarray[Any, Any]:
        """The bodies as shapely polygons, in the order of the names."""
        made = np.empty(len(self.names), object)
        made[:] = [Polygon(ring) for ring in self.bodies.values()]
        shapely.prepare(made)
        return made

    @cached_property
    def runs(self) -> tuple[UtilityRun, ...]:
        """What connects the stations to utilities."""
        return runs(self.problem.floor.utilities, self.problem.footprints, self.bodies)

    @cached_property
    def report(self) -> RuleReport:
        """The rules, with margins and what breaks them."""
        from workbench.layout.report import judge

        return judge(self)

    @cached_property
    def scores(self) -> Scores:
        """Its figures; moving is counted from the twin's own places."""
        from workbench.layout.scores import score

        return score(self)

    @property
    def blocked(self) -> tuple[Flow, ...]:
        """The flows without a way."""
        return tuple(
            flow
            for flow in self.problem.flows
            if flow.origin in self.placements
            and flow.to in self.placements
            and not math.isfinite(self.ways(flow.agent).between(flow.origin, flow.to))
        )

    @property
    def is_clean(self) -> bool:
        """Whether nothing collides, every flow has a way and no rule that is an error is broken."""
        return not self.collisions and not self.blocked and self.report.is_clean

    def at(self, name: str, ring: Ring) -> Ring:
        """Return a ring in a station's frame where the station stands [mm]."""
        x, y, c, s = self.poses[self.scene().fixed + self.names.index(name)].tolist()
        return tuple((x + c * p - s * q, y + s * p + c * q) for p, q in ring)

    def body(self, name: str) -> Body:
        """Return what a station is to a person who walks round it, in its own frame."""
        return Body.of(self.problem.footprints[name], self.problem.radius_of())
