"""The pictures of the gallery: a twin's floor, or its routing, as SVG in the theme's colours."""

from __future__ import annotations

from html import escape
from math import cos, radians, sin
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from workbench.model import Factory, Floor

    Way = Sequence[tuple[float, float]]

_WIDTH: Final = 480.0  # of every picture; 16:9 [px]
_HEIGHT: Final = 270.0
_MARGIN: Final = 22.0
_SERIES: Final = 6
_WALL: Final = 'stroke="var(--wb-ink-3)" stroke-width="3"'


def picture(factory: Factory, ways: Sequence[Way] = ()) -> str:
    """Return the picture of a twin: its floor if stations stand on it, else its routing.

    Parameters
    ----------
    factory : Factory
        The twin.
    ways : sequence of way
        Corners of the ways that work is carried, round walls and stations. [mm]
    """
    floor = factory.floor
    label = (
        f"Floor of {factory.name}" if floor and floor.placements else f"Routing of {factory.name}"
    )
    body = _floor(factory, floor, ways) if floor and floor.placements else _routing(factory)
    return (
        f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{escape(label)}" '
        f'preserveAspectRatio="xMidYMid meet">{body}</svg>'
    )


def blank() -> str:
    """Return the picture of a twin that could not be read."""
    return (
        f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}"><path d="M40 230L180 90l70 70 60-60 130 130z" '
        'fill="none" stroke="var(--wb-line-2)" stroke-width="3" stroke-dasharray="6 8"/></svg>'
    )


def _floor(factory: Factory, floor: Floor, ways: Sequence[Way]) -> str:
    ring = floor.boundary
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    scale = min(
        (_WIDTH - 2 * _MARGIN) / (max(xs) - min(xs)), (_HEIGHT - 2 * _MARGIN) / (max(ys) - min(ys))
    )
    left = (_WIDTH - scale * (max(xs) - min(xs))) / 2
    low = (_HEIGHT + scale * (max(ys) - min(ys))) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return left + scale * (x - min(xs)), low - scale * (y - min(ys))

    def line(points: Iterable[tuple[float, float]]) -> str:
        return "L".join(f"{x:.1f} {y:.1f}" for x, y in (at(*point) for point in points))

    parts = [f'<path d="M{line(ring)}z" fill="var(--wb-card)" {_WALL}/>']
    parts += [
        f'<path d="M{line((wall.along(0.0), wall.along(wall.length)))}" {_WALL}/>'
        for wall in floor.walls
    ]
    parts += [
        f'<path d="M{line(floor.opening(door))}" stroke="var(--wb-card)" stroke-width="5"/>'
        for door in floor.doors
    ]
    for index, placement in enumerate(floor.placements):
        footprint = factory.station(placement.name).footprint
        if footprint is None:
            continue
        c, s = cos(radians(placement.rotation)), sin(radians(placement.rotation))
        corners = [
            (placement.x + c * x - s * y, placement.y + s * x + c * y) for x, y in footprint.polygon
        ]
        series = index % _SERIES + 1
        parts.append(
            f'<path d="M{line(corners)}z" fill="var(--wb-s{series})" fill-opacity=".22" '
            f'stroke="var(--wb-s{series})" stroke-width="1.5" stroke-linejoin="round"/>'
        )
    return "".join(parts + _ways(ways, line))


def _ways(ways: Sequence[Way], line: Callable[[Way], str]) -> list[str]:
    return [
        f'<path class="wb-way" d="M{line(way)}" fill="none" stroke="var(--wb-s2)" '
        'stroke-width="2.5" opacity=".6" stroke-linecap="round" stroke-linejoin="round" '
        'stroke-dasharray="1 6"/>'
        for way in ways
        if len(way) > 1
    ]


def _routing(factory: Factory) -> str:
    names = [op.name for op in factory.products[0].routing][:8] if factory.products else []
    names = names or [station.name for station in factory.stations][:8]
    if not names:
        return ""
    pitch = (_WIDTH - 2 * _MARGIN) / len(names)
    middle = _HEIGHT / 2
    parts = [
        f'<path d="M{_MARGIN:g} {middle:g}H{_WIDTH - _MARGIN:g}" stroke="var(--wb-s2)" '
        'stroke-width="3" stroke-dasharray="1 7" stroke-linecap="round"/>'
    ]
    for index, name in enumerate(names):
        x = _MARGIN + pitch * (index + 0.5)
        lift = (index % 2 * 2 - 1) * 26
        width = min(pitch * 1.5, 92)
        series = index % _SERIES + 1
        parts.append(
            f'<g transform="translate({x:.1f} {middle + lift:.1f})">'
            f'<rect x="{-width / 2:.1f}" y="-15" width="{width:.1f}" height="30" rx="7" '
            f'fill="var(--wb-card)" stroke="var(--wb-s{series})" stroke-width="1.5"/>'
            '<text text-anchor="middle" y="4" font-size="11" '
            f'fill="var(--wb-ink-2)">{escape(name[:14])}</text></g>'
        )
    return "".join(parts)
