"""A run of a twin as a film on its floor: who is played, where all stand, which ways they take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from workbench import plan
from workbench.analysis.costing import suppliers
from workbench.analysis.film import Film, film
from workbench.errors import InfeasibleError, SpecError, nearest
from workbench.studies.played import play, tally
from workbench.studies.prepare import prepare
from workbench.studies.run import finished

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.layout import FloorState
    from workbench.model import Factory, Scenario
    from workbench.plan.walking import Ways
    from workbench.sim import SimSpec
    from workbench.studies.prepare import Setup

# Which replication: by its share of shorter makespans.
RUNS: Final = {"typical": 0.5, "quick": 0.1, "slow": 0.9}
# Of a plan drawn for a twin without a floor [mm].
_WIDE, _DEEP, _AISLE, _ROW = 2400.0, 1500.0, 2200.0, 4


@dataclass(frozen=True)
class Filmed:
    """A film and what it is played on.

    Parameters
    ----------
    film : Film
        What happens.
    scene : dict
        Plain data for a page: ``plan`` (outline, walls, doors, columns, exits), ``stations`` (name,
        label, x, y, rotation, polygon, machines), ``ways`` (origin, to, path), ``people`` (label,
        pool), ``carts`` (label, home), ``families``, ``piece`` (what one piece is called),
        ``drawn`` (whether the floor is the twin's own). Lengths in mm.
    replication : int
        Which one was played.
    lead_time, makespan : float
        Of that replication. [min]
    """

    film: Film
    scene: dict[str, Any]
    replication: int
    lead_time: float
    makespan: float


def filmed(
    scenario: Scenario, run: str | int = "typical", *, stop: Callable[[], bool] | None = None
) -> Filmed:
    """Return a replication of a scenario as a film on its floor.

    Parameters
    ----------
    scenario : Scenario
        Twin, drop, variant, settings, placements, seed; among how many replications to choose.
    run : str or int
        ``"typical"`` (the median makespan), ``"quick"`` or ``"slow"`` (one in ten is quicker,
        slower), or the number of a replication.
    stop : callable, optional
        Ends the work when it returns true.

    Raises
    ------
    SpecError
        There is no such run.
    InfeasibleError
        Nothing was finished, or it was stopped.
    """
    if isinstance(run, str) and run not in RUNS:
        raise SpecError(f"there is no run '{run}'", where="run", advice=nearest(run, RUNS))
    factory = scenario.factory()
    setup: Setup | None = None
    ways: Ways | None
    if scenario.drop or factory.drops:
        setup = prepare(factory, scenario.drop, stop=stop)
        factory, spec, ways = setup.factory, setup.spec(), setup.paths
    else:
        spec, ways = plan.lower(factory), plan.paths_of(factory)
    number = _chosen(scenario, factory, spec, run, stop)
    log = play(spec, seed=scenario.seed, replications=1, first=number)
    times = finished(log, factory, spec)
    made = film(log, spec, number, suppliers=suppliers(factory, spec))
    floor = None if setup is None else setup.floor
    scene = _scene(factory, spec, made, floor, ways)
    scene["piece"] = _piece(setup)
    return Filmed(made, scene, number, float(times.time.mean()), float(times.makespan().mean()))


def _chosen(
    scenario: Scenario,
    factory: Factory,
    spec: SimSpec,
    run: str | int,
    stop: Callable[[], bool] | None,
) -> int:
    if not isinstance(run, str):
        return int(run)
    sums = tally(spec, seed=scenario.seed, replications=scenario.replications, stop=stop)
    if stop is not None and stop():
        raise InfeasibleError("the run was stopped")
    times = finished(sums, factory, spec)
    numbers = np.unique(times.replication)
    order = np.argsort(times.makespan(), kind="stable")
    return int(numbers[order[round(RUNS[run] * (len(order) - 1))]])


def _piece(setup: Setup | None) -> str:
    if setup is None:
        return "order"
    name = (setup.product.label or setup.product.name.split("_")[0]).partition(",")[0].strip()
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _scene(
    factory: Factory, spec: SimSpec, made: Film, floor: FloorState | None, ways: Ways | None
) -> dict[str, Any]:
    names = spec.names.stations
    labels = {each.name: each.label or _spoken(each.name) for each in factory.stations}
    placed = {each.name: each for each in floor.stations} if floor is not None else {}
    used = _visited(made)
    drawn = bool(placed) and all(names[number] in placed for number in used)
    stations: list[dict[str, Any]] = []
    for number, name in enumerate(names):
        here = {
            "name": name,
            "label": labels.get(name, _spoken(name)),
            "machines": int(spec.station_machines[number]),
            "used": number in used,
        }
        if drawn and name in placed:
            at = placed[name]
            here |= {"x": at.x, "y": at.y, "rotation": at.rotation}
            here["polygon"] = [list(point) for point in at.polygon]
        stations.append(here)
    building: dict[str, Any]
    if drawn and floor is not None:
        own = floor.plan
        building = {
            "outline": _points(own.outline),
            "walls": [_points(ring) for ring in own.walls],
            "doors": [_points(line) for line in own.doors],
            "columns": [_points(ring) for ring in own.columns],
            "exits": _points(own.exits),
        }
    else:
        building = _lay_out(stations)
    return {
        "plan": building,
        "stations": stations,
        "ways": _ways(made, names, stations, ways if drawn else None),
        "people": [
            {"label": _person(spec, number), "pool": int(pool)}
            for number, pool in enumerate(spec.person_pool)
        ],
        "carts": _fleets(spec),
        "families": [_spoken(name) for name in spec.names.families],
        "drawn": drawn,
    }


def _visited(made: Film) -> set[int]:
    places = np.concatenate(
        (made.pieces[:, 3], made.people[:, 3], made.machines[:, 3], made.carts[:, 3:5].ravel())
    )
    return {int(place) for place in places if place >= 0}


def _lay_out(stations: list[dict[str, Any]]) -> dict[str, Any]:
    """Place the stations of a twin without a floor in rows, there and back, and return a plan."""
    shown = [each for each in stations if each["used"]] or stations
    wide = min(_ROW, len(shown))
    deep = math.ceil(len(shown) / wide)
    for number, station in enumerate(shown):
        row, column = divmod(number, wide)
        if row % 2:
            column = wide - 1 - column
        x = _AISLE + _WIDE / 2 + column * (_WIDE + _AISLE)
        y = _AISLE + _DEEP / 2 + (deep - 1 - row) * (_DEEP + _AISLE)
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        station |= {"x": x, "y": y, "rotation": 0.0}
        station["polygon"] = [[x + a * _WIDE / 2, y + b * _DEEP / 2] for a, b in corners]
    right = _AISLE + wide * (_WIDE + _AISLE)
    top = _AISLE + deep * (_DEEP + _AISLE)
    outline = [[0.0, 0.0], [right, 0.0], [right, top], [0.0, top]]
    return {"outline": outline, "walls": [], "doors": [], "columns": [], "exits": []}


def _ways(
    made: Film, names: tuple[str, ...], stations: list[dict[str, Any]], ways: Ways | None
) -> list[dict[str, Any]]:
    """Return the way between every two stations that somebody or something takes."""
    pairs: dict[tuple[int, int], None] = {}
    for table, origin, to in ((made.pieces, 4, 3), (made.people, 4, 3), (made.carts, 4, 3)):
        for a, b in np.unique(table[:, (origin, to)], axis=0).astype(int).tolist():
            if a >= 0 and b >= 0 and a != b:
                pairs[a, b] = None
    walked: Mapping[str, Any] = {}
    line: Any = getattr(ways, "polyline", None)
    if line is not None and ways is not None:
        walked = dict.fromkeys(ways.names)
    found = []
    for a, b in pairs:
        known = names[a] in walked and names[b] in walked
        path = _points(line(names[a], names[b])) if known else []
        if not path and all("x" in stations[end] for end in (a, b)):
            path = [[stations[end]["x"], stations[end]["y"]] for end in (a, b)]
        if path:
            found.append({"origin": a, "to": b, "path": path})
    return found


def _person(spec: SimSpec, number: int) -> str:
    pool = int(spec.person_pool[number])
    name = _spoken(spec.names.pools[pool])
    many = int(spec.pool_people[pool])
    own = number - int(spec.pool_people[:pool].sum())
    return f"{name} {own + 1}" if many > 1 else name


def _fleets(spec: SimSpec) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for fleet, many in enumerate(spec.fleet_carts.tolist()):
        name, home = _spoken(spec.names.fleets[fleet]), int(spec.fleet_home[fleet])
        labels = [f"{name} {number + 1}" for number in range(many)] if many > 1 else [name]
        found += [{"label": label, "home": home} for label in labels]
    return found


def _points(ring: Any) -> list[list[float]]:
    return [[float(x), float(y)] for x, y in ring]


def _spoken(name: str) -> str:
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
