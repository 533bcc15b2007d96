"""Move stations about a floor and see what it does: an editor without a user interface."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Self, TypeAlias

import numpy as np

from workbench.errors import SpecError, nearest
from workbench.layout.collision import collisions
from workbench.layout.flow import Flow, flows
from workbench.layout.paths import Paths, paths
from workbench.layout.scene import AGENT_RADIUS, Body, Pose, Scene, scene, wall_sections
from workbench.layout.state import FloorState, FlowPath, PlacedStation, Plan
from workbench.model.defaults import default
from workbench.model.drop import Drop
from workbench.model.factory import Factory
from workbench.model.floor import Floor
from workbench.model.rings import vertex, vertices

Step: TypeAlias = tuple[str, Pose | None, Pose | None]


class FloorSession:
    """The floor of a factory, to be rearranged step by step.

    Parameters
    ----------
    factory : Factory
        The twin; it must have a floor.
    drop : str or Drop, optional
        Whose routings make the flows; all drops and orders by default.
    placements : mapping, optional
        Station → (x [mm], y [mm], rotation [degrees]), in place of the twin's own.
    radius : float
        Radius of who walks. [mm]

    Examples
    --------
    >>> session = FloorSession(factory)                      # doctest: +SKIP
    >>> session.move("vat", 2000, 1500, 90).walking_hours    # doctest: +SKIP
    1.7
    """

    def __init__(
        self,
        factory: Factory,
        drop: str | Drop | None = None,
        *,
        placements: Mapping[str, Pose] | None = None,
        radius: float = AGENT_RADIUS,
    ) -> None:
        if factory.floor is None:
            raise SpecError(
                f"the twin '{factory.name}' has no floor",
                where="floor",
                advice="give 'floor: {size: [12 m, 8 m], placements: …}'",
            )
        self._factory = factory
        self._floor: Floor = factory.floor
        self._radius = radius
        self._footprints = {s.name: s.footprint for s in factory.stations if s.footprint}
        self._labels = {s.name: s.label or s.name for s in factory.stations}
        self._speed = float(factory.transport.speed or default("transport.speed"))
        self._flows = flows(factory, drop)
        self._plan = _plan(self._floor)
        where = {p.name: (p.x, p.y, p.rotation) for p in self._floor.placements}
        where |= {name: self._pose(name, *pose) for name, pose in (placements or {}).items()}
        self._placements: dict[str, Pose] = self._ordered(where)
        self._committed = dict(self._placements)
        self._steps: list[Step] = []
        self._taken = 0
        self._scenes: dict[tuple[str, ...], Scene] = {}
        self._reference = self._figures()

    @property
    def factory(self) -> Factory:
        """The twin it was opened on, unchanged."""
        return self._factory

    @property
    def flows(self) -> tuple[Flow, ...]:
        """What is carried from where to where."""
        return self._flows

    @property
    def placements(self) -> dict[str, Pose]:
        """Where each station stands: x [mm], y [mm], rotation [degrees]."""
        return dict(self._placements)

    @property
    def unplaced(self) -> tuple[str, ...]:
        """Stations with a footprint that do not stand on the floor."""
        return tuple(name for name in self._footprints if name not in self._placements)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._taken > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self._taken < len(self._steps)

    def paths(self) -> Paths:
        """Return the walking distances and ways of the arrangement as it is."""
        drawn = self._scene()
        return paths(drawn, drawn.poses(list(self._placements.values())))

    def move(
        self,
        station: str,
        x: float,
        y: float,
        rotation: float | None = None,
        *,
        commit: bool = True,
    ) -> FloorState:
        """Put a station somewhere and return what that makes of the floor.

        Parameters
        ----------
        station : str
            Its name; a station that is not on the floor yet is put there.
        x, y : float
            Middle of its footprint. [mm]
        rotation : float, optional
            Counter-clockwise turn, as it is by default. [degrees]
        commit : bool
            False while it is being dragged: the move is no step to undo until one is committed.
        """
        if rotation is None:
            rotation = self._placements.get(station, (0.0, 0.0, 0.0))[2]
        pose = self._pose(station, x, y, rotation)
        self._put(station, pose)
        if commit:
            before = self._committed.get(station)
            if before != pose:
                self._steps[self._taken :] = [(station, before, pose)]
                self._taken += 1
                self._committed = dict(self._placements)
        return self.state()

    def undo(self) -> FloorState:
        """Take the last step back; without one, nothing changes but an unfinished drag ends."""
        self._placements = dict(self._committed)
        if self.can_undo:
            self._taken -= 1
            station, before, _ = self._steps[self._taken]
            self._put(station, before)
            self._committed = dict(self._placements)
        return self.state()

    def redo(self) -> FloorState:
        """Take the step again that was taken back last."""
        self._placements = dict(self._committed)
        if self.can_redo:
            station, _, after = self._steps[self._taken]
            self._taken += 1
            self._put(station, after)
            self._committed = dict(self._placements)
        return self.state()

    def mark_reference(self) -> FloorState:
        """Compare with the arrangement as it is now from here on."""
        self._reference = self._figures()
        return self.state()

    def state(self) -> FloorState:
        """Return the arrangement as it is, with its figures, ways and faults."""
        drawn = self._scene()
        poses = drawn.poses(list(self._placements.values()))
        ways = paths(drawn, poses)
        carried = self._carried(ways)
        walking, hours, cost = _sums(carried)
        return FloorState(
            plan=self._plan,
            stations=self._drawn(drawn, poses),
            names=ways.names,
            distances=tuple(tuple(row) for row in ways.distance.tolist()),
            flows=carried,
            collisions=collisions(drawn, poses),
            unreachable=ways.unreachable,
            walking=walking,
            walking_hours=hours,
            walking_cost=cost,
            blocked=sum(not math.isfinite(flow.distance) for flow in carried),
            reference_hours=self._reference[0],
            reference_cost=self._reference[1],
            currency=self._factory.currency,
            can_undo=self.can_undo,
            can_redo=self.can_redo,
        )

    def to_json(self) -> str:
        """Return the arrangement and its history as JSON."""
        return json.dumps(
            {
                "placements": self._committed,
                "steps": self._steps,
                "taken": self._taken,
                "reference": self._reference,
            }
        )

    @classmethod
    def from_json(cls, factory: Factory, text: str, drop: str | Drop | None = None) -> Self:
        """Return the session that `to_json` wrote, on the same twin."""
        try:
            document = json.loads(text)
            placements = {name: _triple(pose) for name, pose in document["placements"].items()}
            steps: list[Step] = [
                (str(name), before and _triple(before), after and _triple(after))
                for name, before, after in document["steps"]
            ]
            taken, reference = int(document["taken"]), document["reference"]
            known = (float(reference[0]), float(reference[1]))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise SpecError(
                "the text is not a saved floor session",
                where=error.__class__.__name__,
                advice="give what FloorSession.to_json returned",
            ) from None
        session = cls(factory, drop, placements=placements)
        for name, *_ in steps:
            session._check_station(name)
        session._steps, session._taken = steps, min(max(taken, 0), len(steps))
        session._reference = known
        return session

    def _check_station(self, station: str) -> None:
        if station not in self._footprints:
            fault = "has no footprint" if station in self._labels else "is not in the twin"
            raise SpecError(
                f"station '{station}' {fault}",
                where="placements",
                advice=nearest(station, self._footprints),
            )

    def _pose(self, station: str, x: float, y: float, rotation: float) -> Pose:
        self._check_station(station)
        if not all(math.isfinite(value) for value in (x, y, rotation)):
            raise SpecError(
                f"station '{station}' cannot stand at ({x}, {y}, {rotation})",
                where="placements",
                advice="give finite numbers",
            )
        return float(x), float(y), float(rotation) % 360.0

    def _put(self, station: str, pose: Pose | None) -> None:
        placements = dict(self._placements)
        if pose is None:
            placements.pop(station, None)
        else:
            placements[station] = pose
        self._placements = self._ordered(placements)

    def _ordered(self, placements: Mapping[str, Pose]) -> dict[str, Pose]:
        """Return placements in the twin's order of stations, whatever was moved first."""
        return {name: placements[name] for name in self._footprints if name in placements}

    def _scene(self) -> Scene:
        names = tuple(self._placements)
        if names not in self._scenes:
            standing = {name: self._footprints[name] for name in names}
            self._scenes[names] = scene(self._floor, standing, self._radius)
        return self._scenes[names]

    def _carried(self, ways: Paths) -> tuple[FlowPath, ...]:
        carried = []
        for flow in self._flows:
            if flow.origin in self._placements and flow.to in self._placements:
                distance = ways.between(flow.origin, flow.to)
                time = flow.trips * distance / self._speed
                line = ways.polyline(flow.origin, flow.to)
                carried.append(
                    FlowPath(
                        flow.origin, flow.to, flow.trips, distance, line, time, time * flow.wage
                    )
                )
        return tuple(carried)

    def _figures(self) -> tuple[float, float]:
        return _sums(self._carried(self.paths()))[1:]

    def _drawn(self, drawn: Scene, poses: np.ndarray[Any, Any]) -> tuple[PlacedStation, ...]:
        out = []
        for number, (name, (x, y, rotation)) in enumerate(self._placements.items()):
            _, _, c, s = poses[drawn.fixed + number]
            body = Body.of(self._footprints[name], self._radius)
            rings = (
                tuple((x + c * p - s * q, y + s * p + c * q) for p, q in ring)
                for ring in (body.ring, body.cleared, body.stands)
            )
            out.append(PlacedStation(name, self._labels[name], x, y, rotation, *rings))
        return tuple(out)


def _sums(carried: tuple[FlowPath, ...]) -> tuple[float, float, float]:
    """Return length [mm], time [h] and cost [money] per week of the flows that have a way."""
    open_ways = [flow for flow in carried if math.isfinite(flow.distance)]
    return (
        math.fsum(flow.trips * flow.distance for flow in open_ways),
        math.fsum(flow.time for flow in open_ways) / 60.0,
        math.fsum(flow.cost for flow in open_ways),
    )


def _plan(floor: Floor) -> Plan:
    return Plan(
        outline=floor.boundary,
        walls=tuple(section for wall in floor.walls for section in wall_sections(floor, wall)),
        doors=tuple(floor.opening(door) for door in floor.doors),
        columns=tuple(column.polygon for column in floor.columns),
        exits=tuple(vertex(each.at) for each in floor.exits),
        zones=tuple((zone.name, zone.kind, vertices(zone.outline)) for zone in floor.zones),
    )


def _triple(value: Any) -> Pose:
    x, y, rotation = value
    return float(x), float(y), float(rotation)
