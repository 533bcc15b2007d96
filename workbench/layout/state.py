"""One arrangement of a floor, with everything an editor shows of it."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from workbench.layout.findings import Collision, Finding, RuleMargin, Sealed

if TYPE_CHECKING:
    from workbench.layout.relations import ChartRow
    from workbench.layout.scores import Scores
    from workbench.layout.shapes import Ring

_FIELDS: dict[type, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Plan:
    """The building, to be drawn; it does not change while stations move [mm].

    Parameters
    ----------
    outline : Ring
        Corners of the floor.
    walls : tuple of Ring
        What is left of the walls between their doors.
    doors : tuple of ((x, y), (x, y))
        Ends of each opening on its wall's centre line.
    columns : tuple of Ring
        Corners of each column.
    exits : tuple of (x, y)
        Middle of each way out.
    zones : tuple of (name, kind, Ring)
        Parts of the floor with a use of their own.
    wall_names, wall_materials : tuple of str
        Of ``walls``, section by section; the material is empty when nobody says.
    outer_wall : str
        Material along the outline.
    door_names, column_names, exit_names : tuple of str
        In the order of doors, columns and exits.
    exit_widths : tuple of float
        Clear widths. [mm]
    swings : tuple of (name, Ring)
        Floor that doors need: openings, and what leaves sweep over.
    utilities : tuple of (name, kind, Ring)
        Points and lines.
    """

    outline: Ring
    walls: tuple[Ring, ...] = ()
    doors: tuple[Ring, ...] = ()
    columns: tuple[Ring, ...] = ()
    exits: Ring = ()
    zones: tuple[tuple[str, str, Ring], ...] = ()
    wall_names: tuple[str, ...] = ()
    wall_materials: tuple[str, ...] = ()
    outer_wall: str = ""
    door_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    exit_names: tuple[str, ...] = ()
    exit_widths: tuple[float, ...] = ()
    swings: tuple[tuple[str, Ring], ...] = ()
    utilities: tuple[tuple[str, str, Ring], ...] = ()


@dataclass(frozen=True)
class PlacedStation:
    """A station where it stands.

    Parameters
    ----------
    name, label : str
        Its name and how apps call it.
    x, y : float
        Middle of its footprint. [mm]
    rotation : float
        Counter-clockwise turn. [degrees]
    polygon, clearance : Ring
        Outline of the body and of the floor it needs free (empty when it needs none). [mm]
    stands : Ring
        Where people stand to work at it. [mm]
    envelope : Ring
        Floor that the work sweeps over; empty when it is none. [mm]
    needs, traits : tuple of str
        Utilities it needs, and what it is to its neighbours.
    locked : bool
        Whether it stays where it is.
    """

    name: str
    label: str
    x: float
    y: float
    rotation: float
    polygon: Ring
    clearance: Ring
    stands: Ring
    envelope: Ring = ()
    needs: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    locked: bool = False


@dataclass(frozen=True)
class FlowPath:
    """What is carried between two stations, and along which way.

    Parameters
    ----------
    origin, to : str
        Stations.
    trips : float
        How often. [per week]
    distance : float
        Length of one trip, inf when there is no way. [mm]
    path : Ring
        Corners of the way, empty when there is none. [mm]
    time : float
        Walking, loaded, for all trips. [min per week]
    cost : float
        Of that time. [money per week]
    agent : str
        Who carries.
    products : tuple of str
        What is carried.
    width : float, optional
        Of the way where it is narrowest; None while it is dragged or when there is no way. [mm]
    narrow : Ring
        Both ends of that place; empty when none is narrow. [mm]
    """

    origin: str
    to: str
    trips: float
    distance: float
    path: Ring
    time: float
    cost: float
    agent: str = "person"
    products: tuple[str, ...] = ()
    width: float | None = None
    narrow: Ring = ()


@dataclass(frozen=True)
class FloorState:
    """A floor as it stands: figures, ways and faults.

    Parameters
    ----------
    plan : Plan
        The building.
    stations : tuple of PlacedStation
        Where everything stands.
    names : tuple of str
        The stations in the order of ``distances``.
    distances : tuple of tuple of float
        Walking distance between each two stations, inf without a way. [mm]
    flows : tuple of FlowPath
        What is carried, and along which ways.
    collisions : tuple of Collision
        What stands in what.
    unreachable : tuple of Sealed
        Pairs of stations without a way, and what seals it.
    walking : float
        Length of all trips for which there is a way. [mm per week]
    walking_hours : float
        Time of these trips. [h per week]
    walking_cost : float
        Its cost. [money per week]
    blocked : int
        How many flows have no way; their trips are in none of the three figures above.
    reference_hours, reference_cost : float
        The same of the arrangement that this one is compared with.
    currency : str
        Of the costs.
    can_undo, can_redo : bool
        Whether there is a step to take back, or to take again.
    findings : tuple of Finding
        What to see to, worst first, with what to draw.
    rules : tuple of RuleMargin
        Every rule with its margin.
    scores, reference_scores : Scores, optional
        All figures, and those of the arrangement compared with.
    chart : tuple of ChartRow
        What should be near what.
    locked, unplaced : tuple of str
        Stations that stay where they are, and those that do not stand on the floor.
    agent : str
        Whose ways ``distances`` are.
    agents : tuple of str
        Who there is.
    is_quick : bool
        Whether a station is being dragged: then ``rules``, ``scores`` and ``chart`` are empty, ways
        have no width, and nothing says yet what seals a way.
    """

    plan: Plan
    stations: tuple[PlacedStation, ...]
    names: tuple[str, ...]
    distances: tuple[tuple[float, ...], ...]
    flows: tuple[FlowPath, ...]
    collisions: tuple[Collision, ...]
    unreachable: tuple[Sealed, ...]
    walking: float
    walking_hours: float
    walking_cost: float
    blocked: int
    reference_hours: float
    reference_cost: float
    currency: str = "EUR"
    can_undo: bool = False
    can_redo: bool = False
    findings: tuple[Finding, ...] = ()
    rules: tuple[RuleMargin, ...] = ()
    scores: Scores | None = None
    reference_scores: Scores | None = None
    chart: tuple[ChartRow, ...] = ()
    locked: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    agent: str = "person"
    agents: tuple[str, ...] = ("person",)
    is_quick: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether nothing collides and every flow has a way."""
        return not self.collisions and not self.blocked

    @property
    def breaks_rules(self) -> bool:
        """Whether anything is wrong that must not be."""
        return any(finding.severity == "error" for finding in self.findings)

    def station(self, name: str) -> PlacedStation:
        """Return a station of the floor."""
        return self.stations[self.names.index(name)]

    def distance(self, origin: str, to: str) -> float:
        """Return the walking distance between two stations, inf without a way [mm]."""
        return self.distances[self.names.index(origin)][self.names.index(to)]

    def to_json(self, *, without: Collection[str] = ()) -> dict[str, Any]:
        """Return the state as dicts, lists, numbers and texts; null where there is no way.

        Parameters
        ----------
        without : collection of str
            Fields to leave out: while something is dragged, each costs time and bytes.
        """
        document = {
            name: _plain(getattr(self, name)) for name in _names(type(self)) if name not in without
        }
        for name in ("unreachable", "collisions"):
            for entry, each in zip(document.get(name, ()), getattr(self, name), strict=False):
                entry["text"] = str(each)
        if self.scores and self.reference_scores:
            document["difference"] = _plain(self.scores.minus(self.reference_scores))
        document["is_clean"] = self.is_clean
        document["breaks_rules"] = self.breaks_rules
        return dict(document)


def _plain(value: Any) -> Any:
    # Not dataclasses.asdict: it copies each number deeply, which takes longer than the geometry.
    # What is most frequent is asked first.
    kind = type(value)
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is tuple or kind is list:
        return [_plain(each) for each in value]
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is dict:
        return {key: _plain(each) for key, each in value.items()}
    if is_dataclass(kind):
        return {name: _plain(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def _names(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass."""
    found = _FIELDS.get(kind)
    if found is None:
        made: Any = kind
        found = _FIELDS[kind] = tuple(field.name for field in fields(made))
    return found
