"""The power a run draws over time, station upon station."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews as hv
import numpy as np

from workbench.views.theme import LIGHT, Palette, empty, finish
from workbench.views.timeline import day_ticks


def energy(
    power: Any,
    labels: Mapping[str, str] | None = None,
    *,
    palette: Palette = LIGHT,
    height: int = 230,
    narrow: bool = False,
) -> Any:
    """Return mean power by station over time, stacked; the greatest consumer lies lowest.

    Parameters
    ----------
    power : Power
        begin and span [min], names, load [kW].
    labels : mapping of name to label, optional
        How stations are called.
    palette : Palette
        The colours of the page.
    height : int
        Height of the figure. [px]
    narrow : bool
        True on a small screen: fewer ticks.

    Returns
    -------
    holoviews.Overlay
    """
    if power is None or not len(power.names):
        return empty("No station takes energy in this twin", palette, height=150)
    called = labels or {}
    load = np.asarray(power.load, dtype=np.float64)
    edges = power.begin + power.span * np.arange(load.shape[1] + 1)
    # a step: each value at both ends of its span
    moments = np.repeat(edges, 2)[1:-1]
    below = np.zeros(len(moments))
    layers = []
    for number, row in enumerate(order(power)):
        above = below + np.repeat(load[row], 2)
        name = called.get(power.names[row], power.names[row].replace("_", " ").capitalize())
        layers.append(
            hv.Area((moments, below, above), "moment", ["below", "above"], label=name).opts(
                color=palette.color(number), fill_alpha=0.85, line_alpha=0, default_tools=[]
            )
        )
        below = above
    top = max(power.peak, 1e-9)
    peak = f"peak {power.peak:.3g} kW, {float(power.energy.sum()):.3g} kWh in all"
    layers.append(
        hv.Text(float(edges[-1]), top * 1.13, peak, halign="right", valign="top").opts(
            color=palette.ink_2, text_font_size="11px"
        )
    )
    return finish(
        hv.Overlay(layers),
        palette,
        label="Power of the stations over time, stacked",
        height=height,
        grid="y",
        xticks=day_ticks(float(edges[0]), float(edges[-1]), 6 if narrow else 14),
        yticks=4,
        xlabel="",
        ylabel=f"kW, mean of {_long(power.span)}",
        xlim=(float(edges[0]), float(edges[-1])),
        ylim=(0, top * 1.16),
    )


def order(power: Any) -> list[int]:
    """Return the stations by energy, the greatest first: the order of colours and layers."""
    spent = power.energy
    return sorted(range(len(power.names)), key=lambda row: -float(spent[row]))


def _long(span: float) -> str:
    return f"{span:.0f} min" if span < 60 else f"{span / 60:.0f} h"
