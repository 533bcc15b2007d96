"""What can be done to a floor, as JSON: each command makes one setup from another."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from workbench.errors import SpecError, nearest
from workbench.layout.drawing import DrawingError, drawing_faults
from workbench.layout.scene import Pose
from workbench.layout.setup import Setup, triple
from workbench.model.documents import read_noun
from workbench.model.floor import Floor, Footprint
from workbench.model.rings import Vertex

Command = Mapping[str, Any]


def perform(command: Command, setup: Setup) -> tuple[str, Setup]:
    """Return what a command is called in the history, and the setup it leads to.

    Parameters
    ----------
    command : mapping
        ``{"do": "move", "station": "vat", "x": 2000, "y": 1500, "rotation": 90}`` and the like;
        see `COMMANDS`. Lengths in mm, angles in degrees.
    setup : Setup
        The floor as it is.

    Raises
    ------
    SpecError
        When the command is not one, or cannot be done; the setup is as it was.
    """
    kind = command.get("do") if isinstance(command, Mapping) else None
    if kind not in COMMANDS:
        raise SpecError(
            f"'{kind}' is not something to do on a floor",
            where="do",
            advice=nearest(str(kind), COMMANDS),
        )
    try:
        return COMMANDS[str(kind)](command, setup)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        missing = str(error) if isinstance(error, KeyError) else error.__class__.__name__
        raise SpecError(
            f"the command '{kind}' lacks {missing} or has it wrong",
            where="do",
            advice="see workbench.layout.commands",
        ) from None


def _names(command: Command, setup: Setup) -> tuple[str, ...]:
    """Return the stations of a command that stand on the floor."""
    names = tuple(dict.fromkeys(str(name) for name in command["stations"]))
    for name in names:
        setup.check_station(name)
        if name not in setup.placements:
            raise SpecError(f"station '{name}' does not stand on the floor", where="stations")
    return names


def _several(verb: str, names: tuple[str, ...]) -> str:
    return f"{verb} {names[0] if len(names) == 1 else f'{len(names)} stations'}"


def _move(command: Command, setup: Setup) -> tuple[str, Setup]:
    name = str(command["station"])
    turn = command.get("rotation")
    if turn is None:
        turn = setup.placements.get(name, (0.0, 0.0, 0.0))[2]
    setup.check_free((name,))
    verb = "move" if name in setup.placements else "add"
    pose = (float(command["x"]), float(command["y"]), float(turn))
    return f"{verb} {name}", setup.placed({name: pose})


def _place(command: Command, setup: Setup) -> tuple[str, Setup]:
    wanted = {str(name): triple(pose) for name, pose in command["placements"].items()}
    moved = {n: p for n, p in wanted.items() if setup.placements.get(n) != p}
    setup.check_free(moved)
    return _several("move", tuple(moved) or ("nothing",)), setup.placed(moved)


def _shift(command: Command, setup: Setup) -> tuple[str, Setup]:
    names = _names(command, setup)
    setup.check_free(names)
    dx, dy = float(command["dx"]), float(command["dy"])
    there = setup.placements
    return _several("move", names), setup.placed(
        {name: (there[name][0] + dx, there[name][1] + dy, there[name][2]) for name in names}
    )


def _rotate(command: Command, setup: Setup) -> tuple[str, Setup]:
    names = _names(command, setup)
    setup.check_free(names)
    turn = float(command["by"])
    about = command.get("about")
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    made: dict[str, Pose] = {}
    for name in names:
        x, y, rotation = setup.placements[name]
        if about is not None:
            px, py = x - float(about[0]), y - float(about[1])
            x, y = float(about[0]) + c * px - s * py, float(about[1]) + s * px + c * py
        made[name] = (x, y, rotation + turn)
    return _several("turn", names), setup.placed(made)


def _bounds(setup: Setup, name: str) -> tuple[float, float, float, float]:
    """Return the bounding box of a body where it stands: left, bottom, right, top [mm]."""
    x, y, rotation = setup.placements[name]
    c, s = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    ring: list[Vertex] = [
        (x + c * p - s * q, y + s * p + c * q) for p, q in setup.footprints[name].polygon
    ]
    xs, ys = [p for p, _ in ring], [q for _, q in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _align(command: Command, setup: Setup) -> tuple[str, Setup]:
    """Line several up with an edge of them all: the outermost one stays."""
    names, edge = _names(command, setup), str(command["edge"])
    setup.check_free(names)
    boxes = {name: _bounds(setup, name) for name in names}
    columns = list(zip(*boxes.values(), strict=True))
    left, bottom, right, top = min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3])
    shifts: dict[str, Callable[[tuple[float, float, float, float]], Vertex]] = {
        "left": lambda b: (left - b[0], 0.0),
        "right": lambda b: (right - b[2], 0.0),
        "bottom": lambda b: (0.0, bottom - b[1]),
        "top": lambda b: (0.0, top - b[3]),
        "middle_x": lambda b: ((left + right) / 2 - (b[0] + b[2]) / 2, 0.0),
        "middle_y": lambda b: (0.0, (bottom + top) / 2 - (b[1] + b[3]) / 2),
    }
    if edge not in shifts:
        raise SpecError(f"there is no edge '{edge}'", where="edge", advice=nearest(edge, shifts))
    made: dict[str, Pose] = {}
    for name in names:
        x, y, rotation = setup.placements[name]
        dx, dy = shifts[edge](boxes[name])
        made[name] = (x + dx, y + dy, rotation)
    return _several("align", names), setup.placed(made)


def _distribute(command: Command, setup: Setup) -> tuple[str, Setup]:
    """Leave the same gap between neighbours; the two outermost stay."""
    names, axis = _names(command, setup), {"x": 0, "y": 1}[str(command["axis"])]
    setup.check_free(names)
    boxes = {name: _bounds(setup, name) for name in names}
    order = sorted(names, key=lambda name: boxes[name][axis] + boxes[name][axis + 2])
    taken = sum(boxes[name][axis + 2] - boxes[name][axis] for name in order)
    span = boxes[order[-1]][axis + 2] - boxes[order[0]][axis]
    gap = (span - taken) / max(len(order) - 1, 1)
    at = boxes[order[0]][axis]
    made: dict[str, Pose] = {}
    for name in order:
        x, y, rotation = setup.placements[name]
        by = at - boxes[name][axis]
        made[name] = (x + by, y, rotation) if axis == 0 else (x, y + by, rotation)
        at += boxes[name][axis + 2] - boxes[name][axis] + gap
    return _several("distribute", names), setup.placed(made)


def _lock(command: Command, setup: Setup) -> tuple[str, Setup]:
    names = frozenset(_names(command, setup))
    locked = bool(command.get("locked", True))
    kept = setup.locked | names if locked else setup.locked - names
    label = _several("lock" if locked else "unlock", tuple(sorted(names)))
    return label, replace(setup, locked=kept)


def _remove(command: Command, setup: Setup) -> tuple[str, Setup]:
    name = str(command["station"])
    setup.check_free((name,))
    return f"take {name} off", setup.placed({name: None})


def _station(command: Command, setup: Setup) -> tuple[str, Setup]:
    name = str(command["station"])
    setup.check_free((name,))
    footprint = read_noun(Footprint, command["footprint"], f"stations.{name}.footprint")
    return f"draw {name}", setup.fitted(name, footprint)


def _building(command: Command, setup: Setup) -> tuple[str, Setup]:
    document = dict(command["floor"])
    document.pop("placements", None)
    faults = drawing_faults(document)
    if any(fault.severity == "error" for fault in faults):
        raise DrawingError(faults)
    return "draw the building", replace(setup, floor=read_noun(Floor, document, "floor"))


def _agent(command: Command, setup: Setup) -> tuple[str, Setup]:
    made = setup.seen_by(str(command["agent"]))
    return f"show the ways of a {made.agent.replace('_', ' ')}", made


COMMANDS: dict[str, Callable[[Command, Setup], tuple[str, Setup]]] = {
    "move": _move,
    "place": _place,
    "shift": _shift,
    "rotate": _rotate,
    "align": _align,
    "distribute": _distribute,
    "lock": _lock,
    "remove": _remove,
    "station": _station,
    "building": _building,
    "agent": _agent,
}
"""Everything that can be done, by the word that asks for it."""
