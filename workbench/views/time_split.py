"""Where the lead time goes: work, queue, batch, carrying, blocked, closed hours; step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews as hv

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish
from workbench.views.timeline import fit

# A kind of time keeps its colour whatever else is shown.
PAINTS = {
    "work": 0,
    "queue": 1,
    "wait for the batch": 2,
    "closed hours": 4,
    "carrying": 5,
    "blocked": 10,
    "supplier": 3,
}


def paint(part: str) -> int:
    """Return the number of the series of a kind of time."""
    return PAINTS.get(part, 8)


def time_split(
    breakdown: Any,
    labels: Mapping[str, str] | None = None,
    *,
    palette: Palette = LIGHT,
    narrow: bool = False,
) -> Any:
    """Return the mean lead time as one bar by kind of time, and below it bars of the steps.

    Parameters
    ----------
    breakdown : Breakdown
        parts and steps [days], lead_time [days].
    labels : mapping of operation to label, optional
        How steps are called.
    palette : Palette
        The colours of the page.
    narrow : bool
        True on a small screen: shorter names.

    Returns
    -------
    holoviews.Overlay
    """
    if breakdown is None or not breakdown.lead_time > 0.0:
        return empty("No finished piece to show yet", palette, height=150)
    unit, scale = ("hours", 24.0) if breakdown.lead_time < 2.0 else ("days", 1.0)
    called = labels or {}
    steps = [
        (called.get(name, name.replace("_", " ")).capitalize(), days * scale)
        for name, days in breakdown.steps.items()
        if days * scale > 0.002 * breakdown.lead_time * scale
    ]
    steps.sort(key=lambda entry: entry[1])
    total = breakdown.lead_time * scale
    top = len(steps) + 0.35
    drawn, x = [], 0.0
    for part, days in breakdown.parts.items():
        amount = days * scale
        if amount <= 0.0:
            continue
        gap = min(0.004 * total, 0.3 * amount)
        color = palette.color(paint(part))
        share = 100.0 * amount / total
        drawn.append((x, top - 0.36, x + amount - gap, top + 0.36, color, part, amount, share))
        x += amount
    for y, (name, amount) in enumerate(steps):
        share = 100.0 * amount / total
        drawn.append(
            (
                0.0,
                y - 0.3,
                max(amount, 0.003 * total),
                y + 0.3,
                palette.color(7),
                name,
                amount,
                share,
            )
        )
    texts = [
        hv.Text(amount + 0.012 * total, y, f"{amount:.3g}", halign="left", valign="center").opts(
            color=palette.ink, text_font_size="11px"
        )
        for y, (_, amount) in enumerate(steps)
    ]
    tips = [("", "@part"), ("On average", f"@amount{{0.00}} {unit}"), ("Share", "@share{0} %")]
    limit = 14 if narrow else 24
    ticks = [(y, fit(name, limit)) for y, (name, _) in enumerate(steps)]
    return finish(
        hv.Overlay([boxes(drawn, ("paint", "part", "amount", "share"), "paint", tips), *texts]),
        palette,
        label="Where the lead time goes: kinds of time, and steps",
        height=72 + 25 * (len(steps) + 1),
        grid="x",
        round_corners=3,
        yticks=[*ticks, (top, "All steps")],
        xticks=4 if narrow else 8,
        xlabel=f"{unit} of a piece, on average",
        ylabel="",
        xlim=(0, total * (1.1 if narrow else 1.04)),
        ylim=(-0.6, top + 0.55),
    )
