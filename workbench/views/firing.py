"""A firing over time: what the controller asks for, how the kiln cools, when it may be opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import holoviews as hv
import numpy as np
from numpy.typing import NDArray

from workbench.views.theme import LIGHT, Palette, empty, finish

_MOST_TICKS = 7


def hour_ticks(last: float, most: int = _MOST_TICKS) -> list[tuple[float, str]]:
    """Return ticks of an axis in hours at round numbers, at most ``most``."""
    step = next(s for s in (1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 168) if last / s <= most)
    return [(float(at), f"{at:g}") for at in np.arange(0.0, last + 1e-9, step)]


def firing_curve(
    times: Sequence[float] | NDArray[np.float64],
    temperatures: Sequence[float] | NDArray[np.float64],
    heating: float,
    *,
    open_at: float = 100.0,
    palette: Palette = LIGHT,
    narrow: bool = False,
) -> Any:
    """Return the temperature of a kiln over a firing.

    Parameters
    ----------
    times, temperatures : float[n]
        From the start until the kiln may be opened. [min], [degC]
    heating : float
        When the program ends and the kiln begins to cool. [min]
    open_at : float
        Below which it may be opened. [degC]
    palette : Palette
        The colours of the page.
    narrow : bool
        True on a small screen: fewer ticks.

    Returns
    -------
    holoviews.Overlay
    """
    hours = np.asarray(times, np.float64) / 60.0
    heat = np.asarray(temperatures, np.float64)
    if hours.size < 2:
        return empty("No program is chosen", palette, height=200)
    end, top = heating / 60.0, float(heat.max())
    warm, cool = hours <= end + 1e-9, hours >= end - 1e-9
    fired = hv.Curve((hours[warm], heat[warm])).opts(color=palette.series[1], line_width=2)
    cooled = hv.Curve((hours[cool], heat[cool])).opts(color=palette.series[2], line_width=2)
    layers = [
        hv.HLine(open_at).opts(color=palette.ink_3, line_dash=[2, 3], line_width=1),
        fired,
        cooled,
        hv.VLine(end).opts(color=palette.line, line_width=1),
        hv.Text(end, top * 1.14, f"program ends, {top:.0f} °C ", halign="right").opts(
            color=palette.ink_2, text_font_size="11px"
        ),
        hv.Text(0.97 * end, open_at - top * 0.055, "may be opened", halign="right").opts(
            color=palette.ink_3, text_font_size="11px"
        ),
    ]
    return finish(
        hv.Overlay(layers),
        palette,
        label="Temperature of the kiln over a firing",
        height=220,
        grid="y",
        xlabel="hours from the start",
        ylabel="°C",
        xticks=hour_ticks(float(hours[-1]), 5 if narrow else 12),
        yticks=4,
        xlim=(0.0, float(hours[-1]) * 1.01),
        ylim=(0.0, top * 1.24),
    )
