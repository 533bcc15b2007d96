"""A floor on a sheet of paper, to scale with a title block: what SVG and PDF both draw."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.model.pattern import Point

#: Scales that a reader can measure with, and sheets of paper in landscape. [mm]
SCALES: Final = (20, 25, 50, 75, 100, 125, 150, 200, 250, 500, 1000)
SHEETS: Final = {"A4": (297.0, 210.0), "A3": (420.0, 297.0), "A2": (594.0, 420.0)}
_MARGIN, _BLOCK = 10.0, 16.0  # round the drawing, height of the title block [mm]

INK, SOFT, WAY, STATION, ROOM, EXIT = (
    "#1d2530", "#8a95a3", "#d98324", "#0f6b5c", "#f4f2ec", "#5f9e3e",
)  # fmt: skip
BAD = "#a3262a"


@dataclass(frozen=True)
class Line:
    """A line or a filled shape on the paper [mm]."""

    points: tuple[Point, ...]
    colour: str = INK
    width: float = 0.25
    fill: str = ""
    closed: bool = False
    dashed: bool = False
    name: str = ""


@dataclass(frozen=True)
class Words:
    """A text on the paper: its middle, or its left end; size in mm."""

    text: str
    at: Point
    size: float = 2.6
    colour: str = INK
    middle: bool = True
    bold: bool = False


@dataclass(frozen=True)
class Sheet:
    """A page: its size [mm], the scale 1:n, and what is drawn on it, y upwards."""

    width: float
    height: float
    scale: int
    title: str
    parts: tuple[Line | Words, ...]


def sheet_of(state: Mapping[str, Any], title: str = "", note: str = "", paper: str = "") -> Sheet:
    """Return a floor's state on paper, at the largest usual scale that fits.

    Parameters
    ----------
    state : mapping
        What `FloorState.to_json` returns.
    title, note : str
        For the title block.
    paper : str
        A4, A3 or A2; by default the smallest one on which it is at least 1:100.
    """
    plan = state["plan"]
    ring = [tuple(point) for point in plan["outline"]]
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    names = [paper] if paper else list(SHEETS)
    width = height = 0.0
    scale = SCALES[-1]
    for name in names:
        width, height = SHEETS[name]
        room = width - 2 * _MARGIN - 6, height - 2 * _MARGIN - _BLOCK - 6
        scale = next((s for s in SCALES if wide / s <= room[0] and high / s <= room[1]), SCALES[-1])
        if scale <= 100:
            break
    left = (width - wide / scale) / 2
    low = _MARGIN + _BLOCK + (height - 2 * _MARGIN - _BLOCK - high / scale) / 2

    def at(points: Iterable[Any]) -> tuple[Point, ...]:
        return tuple((left + (x - min(xs)) / scale, low + (y - min(ys)) / scale) for x, y in points)

    parts = [
        *_building(plan, at),
        *_ways(state, at),
        *_stations(state, at),
        *_block(state, title, note, scale, width),
    ]
    return Sheet(width, height, scale, title or "Floor plan", tuple(parts))


def _building(plan: Mapping[str, Any], at: Any) -> list[Line | Words]:
    parts: list[Line | Words] = [Line(at(plan["outline"]), INK, 0.6, ROOM, closed=True)]
    for name, kind, ring in plan.get("zones", ()):
        parts.append(Line(at(ring), SOFT, 0.15, "#e8edf6", closed=True, name=name))
        x, y = at(ring)[0]
        parts.append(Words(kind or name, (x + 1.5, y + 1.5), 2.2, SOFT, middle=False))
    parts += [Line(at(ring), SOFT, 0.15, "#ffffff", closed=True) for _, ring in plan["swings"]]
    parts += [Line(at(ring), INK, 0.15, "#55606e", closed=True) for ring in plan["walls"]]
    parts += [Line(at(ring), INK, 0.15, "#55606e", closed=True) for ring in plan["columns"]]
    parts += [Line(at(ends), SOFT, 0.25, dashed=True) for ends in plan["doors"]]
    for index, (x, y) in enumerate(plan["exits"]):
        names = plan.get("exit_names", ())
        ((px, py),) = at([(x, y)])
        parts.append(Line(((px - 1.5, py), (px + 1.5, py)), EXIT, 1.2))
        label = str(names[index]).replace("_", " ") if index < len(names) else "exit"
        parts.append(Words(f"exit {label}", (px, py + 2.0), 2.2, EXIT))
    for _, kind, line in plan.get("utilities", ()):
        if len(line) > 1:
            parts.append(Line(at(line), SOFT, 0.4))
        parts.append(Words(kind[:1].upper(), at(line)[0], 2.6, "#4666b0", bold=True))
    return parts


def _ways(state: Mapping[str, Any], at: Any) -> list[Line | Words]:
    flows = state.get("flows", ())
    most = max((flow["trips"] for flow in flows), default=1.0) or 1.0
    return [
        Line(at(flow["path"]), WAY, 0.25 + 0.9 * math.sqrt(flow["trips"] / most))
        for flow in flows
        if len(flow["path"]) > 1
    ]


def _stations(state: Mapping[str, Any], at: Any) -> list[Line | Words]:
    hit = {name for each in state.get("collisions", ()) for name in (each["a"], each["b"])}
    parts: list[Line | Words] = [
        Line(at(station["clearance"]), SOFT, 0.12, closed=True, dashed=True)
        for station in state["stations"]
        if station["clearance"]
    ]
    for station in state["stations"]:
        body = at(station["polygon"])
        colour = BAD if station["name"] in hit else STATION
        parts.append(Line(body, colour, 0.4, "#ffffff", closed=True, name=station["name"]))
        wide = max(x for x, _ in body) - min(x for x, _ in body)
        size = max(1.4, min(2.8, 1.7 * wide / max(len(station["label"]), 1)))
        parts.append(Words(station["label"], at([(station["x"], station["y"])])[0], size))
    return parts


def _block(
    state: Mapping[str, Any], title: str, note: str, scale: int, width: float
) -> list[Line | Words]:
    frame = _rectangle(_MARGIN, _MARGIN, width - _MARGIN, _MARGIN + _BLOCK - 3)
    high = _MARGIN + _BLOCK - 8.2
    hours = float(state.get("walking_hours") or 0.0)
    told = f"{hours:.2f} h" if hours >= 1 else f"{60 * hours:.1f} min"
    said = f"Walking {told} a week · {len(state['stations'])} stations"
    bar = 1000.0 * (5 if scale >= 100 else 2 if scale >= 50 else 1)
    right = width - _MARGIN - 4
    parts: list[Line | Words] = [
        Line(frame, INK, 0.3, "#ffffff", closed=True),
        Words(title or "Floor plan", (_MARGIN + 4, high), 4.2, middle=False, bold=True),
        Words(" · ".join(filter(None, (said, note))), (_MARGIN + 4, _MARGIN + 2.2), 2.6,
              SOFT, middle=False),
        Words(f"Scale 1:{scale}", (right - bar / scale / 2, high + 0.4), 3.2, bold=True),
        Words(f"{bar / 1000:g} m", (right - bar / scale / 2, _MARGIN + 1.2), 2.2, SOFT),
    ]  # fmt: skip
    for k in range(2):
        start = right - bar / scale + k * bar / scale / 2
        fill = INK if k == 0 else "#ffffff"
        box = _rectangle(start, _MARGIN + 3.8, start + bar / scale / 2, _MARGIN + 4.8)
        parts.append(Line(box, INK, 0.15, fill, closed=True))
    return parts


def _rectangle(x0: float, y0: float, x1: float, y1: float) -> tuple[Point, ...]:
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)
