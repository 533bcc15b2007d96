"""The workshop at work: who works on what, on a time axis with its shifts."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import holoviews as hv
import numpy as np

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish

DAY = 1440.0
"""Minutes of a day."""
BREAK = 180.0
"""Closed times up to this length are not shaded: a lunch is no news. [min]"""
NIGHT = 1200.0
"""The same for runs of more than three weeks, where nights would only flicker. [min]"""
# Grey last: work in grey looks switched off.
_PAINTS = (0, 1, 2, 3, 5, 7, 9, 10, 6, 8, 11, 4)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def family_paint(index: int) -> int:
    """Return which series of the palette the ``index``-th family of a timeline is drawn in."""
    return _PAINTS[index % len(_PAINTS)]


def rows_of(bars: Sequence[Any]) -> list[tuple[str, int]]:
    """Return (station, machine) in the order in which the stations first work."""
    first: dict[str, float] = {}
    machines: dict[str, set[int]] = {}
    for bar in bars:
        first[bar.station] = min(first.get(bar.station, np.inf), float(bar.start))
        machines.setdefault(bar.station, set()).add(int(bar.machine))
    order = sorted(first, key=lambda station: (first[station], station))
    return [(station, machine) for station in order for machine in sorted(machines[station])]


def day_ticks(first: float, last: float, most: int) -> list[tuple[float, str]]:
    """Return at most ``most`` ticks: hours, weekdays, or weeks when the run is long.

    Parameters
    ----------
    first, last : float
        Ends of the axis. [min after a Monday, 00:00]
    most : int
        The greatest number of ticks.
    """
    if last - first < 2 * DAY:
        hours = next(h for h in (1, 2, 3, 6, 12) if (last - first) / (60 * h) < most)
        ticks = np.arange(np.ceil(first / (60 * hours)) * 60 * hours, last, 60 * hours)
        return [(float(at), f"{int(at % DAY) // 60:02d}:00") for at in ticks]
    days = range(int(np.floor(first / DAY)), int(np.ceil(last / DAY)) + 1)
    for shown in (range(7), (0, 2, 4), (0, 3)):
        chosen = [day for day in days if day % 7 in shown]
        if len(chosen) <= most:
            return [(day * DAY, _WEEKDAYS[day % 7]) for day in chosen]
    mondays = [day for day in days if day % 7 == 0]
    step = -(-len(mondays) // most)
    return [(day * DAY, f"week {day // 7 + 1}") for day in mondays[::step]]


def fit(name: str, limit: int) -> str:
    """Return a name that is cut, visibly, when it is too long for the axis."""
    return name if len(name) <= limit else f"{name[: limit - 1].rstrip()}…"


def fold(name: str, limit: int) -> str:
    """Return a name in two lines where one is too short for it, cut where both are."""
    if len(name) <= limit:
        return name
    first, *rest = textwrap.wrap(name, limit)
    return "\n".join([first, fit(" ".join(rest), limit)]) if rest else fit(name, limit)


def timeline(
    bars: Sequence[Any],
    shifts: Sequence[tuple[float, float]] = (),
    *,
    palette: Palette = LIGHT,
    narrow: bool = False,
    by: str = "station",
) -> Any:
    """Return the timeline of one run.

    Parameters
    ----------
    bars : sequence of Bar
        What was done: station, machine, start, end [min], label, family.
    shifts : sequence of (float, float)
        Open intervals; the time outside is shaded. [min after a Monday, 00:00]
    palette : Palette
        The colours of the page.
    narrow : bool
        True on a small screen: fewer ticks, shorter names.
    by : str
        Whose rows they are: "station", or "person" for bars of people.

    Returns
    -------
    holoviews.Overlay
    """
    if not bars:
        return empty("Nothing was worked on in this run", palette, height=150)
    rows = rows_of(bars)
    place = {row: len(rows) - 1 - index for index, row in enumerate(rows)}
    several = {station for station, machine in rows if sum(s == station for s, _ in rows) > 1}
    families = list(dict.fromkeys(str(bar.family) for bar in bars))
    last = max(float(bar.end) for bar in bars)
    first = min(float(bar.start) for bar in bars)
    # A run of hours begins at its hour, one of days at its midnight.
    short = last - first < 2 * DAY - 60
    first = float(np.floor(first / 60) * 60 if short else np.floor(first / DAY) * DAY)
    last += 0.005 * (last - first)
    drawn = []
    for bar in bars:
        y = place[bar.station, int(bar.machine)]
        paint = palette.color(family_paint(families.index(str(bar.family))))
        hours = (float(bar.end) - float(bar.start)) / 60.0
        since = float(bar.start) % DAY
        day = _WEEKDAYS[int(bar.start // DAY) % 7]
        when = f"{day} {int(since // 60):02d}:{int(since % 60):02d}"
        drawn.append(
            (
                *(float(bar.start), y - 0.31, float(bar.end), y + 0.31),
                *(paint, str(bar.label), str(bar.station), hours, when),
            )
        )
    tips = [
        ("", "@label"),
        (by.capitalize(), "@station"),
        ("Takes", "@hours{0.0} h"),
        ("Begins", "@when"),
    ]
    layers = []
    if shifts:
        least = NIGHT if last - first > 21 * DAY else BREAK
        inside = sorted((float(a), float(b)) for a, b in shifts if a < last and b > first)
        closed, cursor = [], float(first)
        for start, end in inside:
            if start > cursor + least:
                closed.append((cursor, -0.5, start, len(rows) - 0.5))
            cursor = max(cursor, end)
        if cursor + least < last:
            closed.append((cursor, -0.5, last, len(rows) - 0.5))
        if 0 < len(closed) <= 400:
            layers.append(boxes(closed, (), palette.sunk, ()))
    lines = [hv.HLine(y - 0.5).opts(color=palette.line, line_width=1) for y in range(len(rows))]
    layers += lines
    layers.append(boxes(drawn, ("paint", "label", "station", "hours", "when"), "paint", tips))
    limit = 16 if narrow else 24
    ticks = []
    for station, machine in rows:
        name = station.replace("_", " ").capitalize()
        if station in several:
            name = f"{fit(name, limit - 2)} {machine + 1}"
        ticks.append((place[station, machine], fit(name, limit)))
    return finish(
        hv.Overlay(layers),
        palette,
        label=f"Timeline of one run by {by}",
        height=44 + 22 * len(rows),
        round_corners=3,
        xticks=day_ticks(first, last, 6 if narrow else 14),
        yticks=ticks,
        xlabel="",
        ylabel="",
        xlim=(first, last),
        ylim=(-0.5, len(rows) - 0.5),
    )
