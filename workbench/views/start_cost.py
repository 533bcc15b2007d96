"""What a firing costs by the hour at which it starts, under a tariff that changes over the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import holoviews as hv

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish


def start_cost(
    starts: Sequence[tuple[float, float]],
    *,
    currency: str = "€",
    palette: Palette = LIGHT,
    narrow: bool = False,
) -> Any:
    """Return the cost of a firing at each start; the cheapest is marked.

    Parameters
    ----------
    starts : sequence of (float, float)
        Start after midnight [min], and cost [money], on an even grid over the day.
    currency : str
        Written before amounts.
    palette : Palette
        The colours of the page.
    narrow : bool
        True on a small screen: fewer ticks.

    Returns
    -------
    holoviews.Overlay
    """
    if len(starts) < 2:
        return empty("No tariff is known", palette, height=200)
    best = min(range(len(starts)), key=lambda k: (round(starts[k][1], 9), starts[k][0]))
    step = (starts[1][0] - starts[0][0]) / 60.0
    top = max(cost for _, cost in starts)
    rows = []
    for place, (time, cost) in enumerate(starts):
        left = time / 60.0
        paint = palette.series[0] if place == best else palette.series[6]
        clock = f"{int(left):02d}:{round(60 * (left % 1)):02d}"
        edge = 0.04 * step
        rows.append(
            (left + edge, 0.0, left + step - edge, cost, paint, clock, f"{currency}{cost:.2f}")
        )
    at, cost = starts[best][0] / 60.0, starts[best][1]
    late = at > 16.0
    told = f"{int(at):02d}:{round(60 * (at % 1)):02d}, {currency}{cost:.2f}"
    mark = hv.Text(
        at + (step if late else 0.0), top * 1.09, told, halign="right" if late else "left"
    ).opts(color=palette.ink, text_font_size="11px", text_font_style="bold")
    tips = [("Start", "@clock"), ("Electricity", "@told")]
    return finish(
        hv.Overlay([boxes(rows, ("paint", "clock", "told"), "paint", tips), mark]),
        palette,
        label="Cost of the electricity of a firing by the hour at which it starts",
        height=220,
        grid="y",
        round_corners=1,
        xlabel="start, hour of the day",
        ylabel=f"electricity, {currency.strip()}",
        xticks=[(h, f"{h:02d}") for h in range(0, 25, 6 if narrow else 3)],
        yticks=4,
        xlim=(0.0, 24.0),
        ylim=(0.0, top * 1.18),
    )
