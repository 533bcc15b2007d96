"""The power a run draws over time, station upon station, what nobody uses on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews as hv
import numpy as np

from workbench.views.theme import LIGHT, Palette, empty, finish
from workbench.views.timeline import day_ticks, family_paint

GREY = 4
"""The series in which machines that wait are drawn; `family_paint` leaves it to the last."""


def energy(
    power: Any,
    labels: Mapping[str, str] | None = None,
    *,
    palette: Palette = LIGHT,
    height: int = 230,
    narrow: bool = False,
) -> Any:
    """Return mean power by station over time, stacked; the greatest consumer lies lowest.

    What machines draw without working lies on top in grey; hours at the dearest price of a tariff
    are shaded.

    Parameters
    ----------
    power : Power
        begin and span [min], names, load and waiting [kW], price [money/kWh].
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
    if power is None or power.used <= 0.0:
        return empty("No station takes energy in this twin", palette, height=150)
    called = labels or {}
    edges = power.begin + power.span * np.arange(len(power.waiting) + 1)
    # a step: each value at both ends of its span
    moments = np.repeat(edges, 2)[1:-1]
    below = np.zeros(len(moments))
    top = max(power.peak, 1e-9)
    layers = [_dear(power, edges, top * 1.16, palette)]
    for name, paint, height_of in bands(power, called):
        above = below + np.repeat(height_of, 2)
        layers.append(
            hv.Area((moments, below, above), "moment", ["below", "above"], label=name).opts(
                color=palette.color(paint), fill_alpha=0.85, line_alpha=0, default_tools=[]
            )
        )
        below = above
    peak = f"peak {power.peak:.3g} kW, {power.used:.3g} kWh in all"
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


def bands(power: Any, labels: Mapping[str, str]) -> list[tuple[str, int, Any]]:
    """Return name, series and power [kW] of each layer from the bottom: legend and chart agree."""
    spent = power.energy
    order = sorted(range(len(power.names)), key=lambda row: -float(spent[row]))
    layers = []
    for number, row in enumerate(order):
        name = power.names[row]
        label = labels.get(name, name.replace("_", " ").capitalize())
        layers.append((label, family_paint(number), np.asarray(power.load[row], dtype=np.float64)))
    if power.waited > 0.0:
        layers.append(("Standing by", GREY, np.asarray(power.waiting, dtype=np.float64)))
    return layers


def _dear(power: Any, edges: Any, top: float, palette: Palette) -> Any:
    """Return the hours at the dearest price, shaded; none where there is one price."""
    price = np.asarray(power.price, dtype=np.float64)
    dear = np.zeros(len(price) + 2, dtype=np.int64)
    dear[1:-1] = price > price.min(initial=np.inf) + 1e-12
    dear[1:-1] &= price >= price.max(initial=0.0) - 1e-12
    turns = np.diff(dear)
    begins, ends = np.flatnonzero(turns == 1), np.flatnonzero(turns == -1)
    spans = [
        (float(edges[b]), 0.0, float(edges[e]), top) for b, e in zip(begins, ends, strict=True)
    ]
    return hv.Rectangles(spans, label="dear hours").opts(
        color=palette.sunk, line_alpha=0, default_tools=[]
    )


def _long(span: float) -> str:
    return f"{span:.0f} min" if span < 60 else f"{span / 60:.0f} h"
