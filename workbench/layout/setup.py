"""All that a session can change, as one value; the difference of two of them is plain JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workbench.errors import SpecError, nearest
from workbench.layout.agents import PERSON, agent_named, agents_of
from workbench.layout.scene import Pose
from workbench.model.documents import read_noun, write_noun
from workbench.model.floor import Floor, Footprint


@dataclass(frozen=True)
class Setup:
    """A floor as somebody has arranged it so far.

    Parameters
    ----------
    floor : Floor
        The building; its own placements do not count.
    footprints : dict
        Station → the room it takes, in the twin's order.
    placements : dict
        Station → (x, y [mm], rotation [degrees]), in the same order.
    locked : frozenset of str
        Stations that stay where they are.
    agent : str
        Whose ways are shown.
    """

    floor: Floor
    footprints: dict[str, Footprint]
    placements: dict[str, Pose]
    locked: frozenset[str] = frozenset()
    agent: str = PERSON

    def placed(self, changes: Mapping[str, Pose | None]) -> Setup:
        """Return the setup with stations elsewhere; None takes one off the floor.

        Raises
        ------
        SpecError
            For a station that is not there or has no footprint, or a place that is no number.
        """
        where: dict[str, Pose] = dict(self.placements)
        for name, pose in changes.items():
            self.check_station(name)
            if pose is None:
                where.pop(name, None)
            else:
                where[name] = sound(name, *pose)
        # The twin's order, whatever was moved first.
        ordered = {name: where[name] for name in self.footprints if name in where}
        return replace(self, placements=ordered)

    def check_station(self, name: str) -> None:
        """Refuse a station without a footprint."""
        if name not in self.footprints:
            raise SpecError(
                f"station '{name}' is not in the twin, or has no footprint",
                where="placements",
                advice=nearest(name, self.footprints),
            )

    def check_free(self, names: Mapping[str, Any] | tuple[str, ...]) -> None:
        """Refuse to move a station that is locked."""
        for name in names:
            if name in self.locked:
                raise SpecError(
                    f"station '{name}' is locked", where="placements", advice="unlock it first"
                )

    def seen_by(self, agent: str) -> Setup:
        """Return the setup with the ways of another agent shown."""
        agent_named(agents_of(self.floor), agent)
        return replace(self, agent=agent)

    def fitted(self, name: str, footprint: Footprint) -> Setup:
        """Return the setup with another footprint of a station, or with one more station."""
        return replace(self, footprints={**self.footprints, name: footprint})

    def difference(self, other: Setup) -> dict[str, Any]:
        """Return what must change to get from this setup to another one, as JSON holds it."""
        patch: dict[str, Any] = {}
        places = {
            name: other.placements.get(name)
            for name in {**self.placements, **other.placements}
            if self.placements.get(name) != other.placements.get(name)
        }
        if places:
            patch["placements"] = {k: None if v is None else list(v) for k, v in places.items()}
        if self.locked != other.locked:
            patch["locked"] = sorted(other.locked)
        if self.agent != other.agent:
            patch["agent"] = other.agent
        if self.floor != other.floor:
            patch["floor"] = write_noun(other.floor)
        prints = {
            name: other.footprints.get(name)
            for name in {**self.footprints, **other.footprints}
            if self.footprints.get(name) != other.footprints.get(name)
        }
        if prints:
            patch["footprints"] = {k: v and write_noun(v) for k, v in prints.items()}
        return patch

    def patched(self, patch: Mapping[str, Any]) -> Setup:
        """Return the setup that a difference leads to."""
        made = self
        if "floor" in patch:
            made = replace(made, floor=read_noun(Floor, patch["floor"], "floor"))
        if "footprints" in patch:
            prints = dict(made.footprints)
            for name, document in patch["footprints"].items():
                if document is None:
                    prints.pop(str(name), None)
                else:
                    prints[str(name)] = read_noun(Footprint, document, "footprint")
            made = replace(made, footprints=prints)
        if "placements" in patch:
            made = made.placed(
                {str(k): None if v is None else triple(v) for k, v in patch["placements"].items()}
            )
        made = replace(
            made,
            locked=frozenset(map(str, patch.get("locked", made.locked))),
            agent=str(patch.get("agent", made.agent)),
        )
        # A station that is gone takes its place and its lock along.
        kept = {name: pose for name, pose in made.placements.items() if name in made.footprints}
        return replace(made, placements=kept, locked=made.locked & set(made.footprints))


def sound(station: str, x: float, y: float, rotation: float) -> Pose:
    """Return a pose of finite numbers with its rotation within a turn."""
    if not all(math.isfinite(value) for value in (x, y, rotation)):
        raise SpecError(
            f"station '{station}' cannot stand at ({x}, {y}, {rotation})",
            where="placements",
            advice="give finite numbers",
        )
    return float(x), float(y), float(rotation) % 360.0


def triple(value: Any) -> Pose:
    """Return three numbers from a list of three."""
    x, y, rotation = value
    return float(x), float(y), float(rotation)
