"""Work in progress: how many pieces are inside, from the first release to the last completion."""

from __future__ import annotations

from typing import Any

import holoviews as hv
import numpy as np

from workbench.views.theme import LIGHT, Palette, empty, finish
from workbench.views.timeline import day_ticks


def wip(
    profile: Any,
    *,
    palette: Palette = LIGHT,
    height: int = 220,
    piece: str = "piece",
    narrow: bool = False,
) -> Any:
    """Return the mean number of pieces inside over time, with the band of eight runs in ten.

    Parameters
    ----------
    profile : Wip
        moments [min after a Monday, 00:00], mean, low and high [pieces].
    palette : Palette
        The colours of the page.
    height : int
        Height of the figure. [px]
    piece : str
        What one piece is called.
    narrow : bool
        True on a small screen: fewer ticks.

    Returns
    -------
    holoviews.Overlay
    """
    if profile is None or not len(profile.moments):
        return empty("Nothing was inside", palette, height=height)
    moments = np.asarray(profile.moments, dtype=np.float64)
    color = palette.series[0]
    band = hv.Area((moments, profile.low, profile.high), "moment", ["low", "high"]).opts(
        color=color, fill_alpha=0.16, line_alpha=0, default_tools=[]
    )
    curve = hv.Curve((moments, profile.mean), "moment", "inside").opts(
        color=color,
        line_width=2.2,
        default_tools=[],
        tools=["hover"],
        hover_tooltips=[("Inside, mean", f"@inside{{0.0}} {piece}s")],
    )
    first, last = float(moments[0]), float(moments[-1])
    top = max(1.0, float(np.max(profile.high))) * 1.08
    return finish(
        hv.Overlay([band, curve]),
        palette,
        label=f"Number of {piece}s in progress over time, mean and band of eight runs in ten",
        height=height,
        grid="y",
        xticks=day_ticks(first, last, 6 if narrow else 14),
        yticks=5,
        xlabel="",
        ylabel=f"{piece}s in progress",
        xlim=(first, last),
        ylim=(0, top),
    )
