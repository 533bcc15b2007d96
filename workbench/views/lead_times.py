"""When each piece is ready: the distribution of lead times against the promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import holoviews as hv
import numpy as np
from numpy.typing import NDArray

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish


def bins(days: NDArray[np.float64], *, most: int = 24) -> NDArray[np.float64]:
    """Return bin edges at readable numbers.

    Parameters
    ----------
    days : float[n]
        Lead times. [days]
    most : int
        The greatest number of bins.

    Returns
    -------
    float[m]
        Edges: multiples of 1, 2, 2.5 or 5 times a power of ten, at most ``most`` bins. [days]
    """
    low, high = float(days.min()), float(days.max())
    span = max(high - low, 1e-6 * max(high, 1.0), 1e-3)
    power = 10.0 ** np.floor(np.log10(span / most))
    width = next(w * power for w in (1, 2, 2.5, 5, 10, 20) if span / (w * power) <= most - 1)
    first = np.floor(low / width)
    count = int(np.floor(high / width) - first) + 1
    edges: NDArray[np.float64] = (first + np.arange(count + 1)) * width
    return edges


def lead_times(
    days: Sequence[float] | NDArray[np.float64],
    promise: float | None = None,
    *,
    palette: Palette = LIGHT,
    height: int = 200,
    piece: str = "piece",
) -> Any:
    """Return the histogram of lead times; what is late stands in another colour.

    Parameters
    ----------
    days : float[n]
        Lead time of each piece over all replications. [days]
    promise : float, optional
        The promised lead time. [days]
    palette : Palette
        The colours of the page.
    height : int
        Height of the figure. [px]
    piece : str
        What one piece is called.

    Returns
    -------
    holoviews.Overlay
    """
    values = np.asarray(days, dtype=np.float64)
    values = values[np.isfinite(values)]
    if values.size == 0:
        return empty("No finished piece to show yet", palette, height=height)
    # What is ready within two days is told in hours.
    unit, scale = ("hours", 24.0) if float(values.max()) < 2.0 else ("days", 1.0)
    values = values * scale
    told = "" if promise is None else f"promise {promise:.3g} d"
    promise = None if promise is None else promise * scale
    edges = bins(values)
    counts, _ = np.histogram(values, edges)
    share = 100.0 * counts / values.size
    top = float(share.max()) * 1.22
    good, late = palette.series[0], palette.series[1]
    gap = 0.08 * (edges[1] - edges[0])
    rows = []
    for low, high, height_ in zip(edges[:-1], edges[1:], share, strict=True):
        color = late if promise is not None and low >= promise - 1e-9 else good
        # A bin that the promise cuts is split there, so that the colours tell the truth.
        if promise is not None and low < promise < high:
            inside = 100.0 * np.mean((values >= low) & (values <= promise))
            parts = [(low, promise, inside, good), (promise, high, height_ - inside, late)]
        else:
            parts = [(low, high, height_, color)]
        for left, right, amount, paint in parts:
            scaled = amount * (high - low) / (right - left) if right > left else 0.0
            top = max(top, scaled * 1.22)
            rows.append((left + gap / 2, 0.0, right - gap / 2, scaled, paint, left, right, amount))
    rows = [row for row in rows if row[2] > row[0] and row[7] > 0]
    tips = [
        ("Ready after", f"@from_{{0.0}} – @to_{{0.0}} {unit}"),
        (f"Share of {piece}s", "@share{0.0} %"),
    ]
    overlay = hv.Overlay([boxes(rows, ("paint", "from_", "to_", "share"), "paint", tips)])
    left, right = float(edges[0]), float(edges[-1])
    if promise is not None and promise > right + 1.5 * (right - left):
        # So far ahead of its promise that the line would squeeze the bars: say it instead.
        overlay *= hv.Text(right, top * 0.985, f"{told} →", halign="right", valign="top").opts(
            color=palette.ink_2, text_font_size="11px"
        )
    elif promise is not None:
        right = max(right, promise + (right - left) * 0.04)
        near_end = promise > left + 0.7 * (right - left)
        overlay *= hv.VLine(promise).opts(color=palette.ink, line_dash=[4, 3], line_width=1)
        overlay *= hv.Text(
            promise + (right - left) * (-0.012 if near_end else 0.012),
            top * 0.985,
            told,
            halign="right" if near_end else "left",
            valign="top",
        ).opts(color=palette.ink_2, text_font_size="11px")
    return finish(
        overlay,
        palette,
        label=f"Distribution of lead time in {unit}, with the promise",
        height=height,
        grid="y",
        round_corners=3,
        xlabel=f"{unit} from release to ready",
        ylabel=f"% of {piece}s",
        yticks=4,
        xlim=(left - gap, right + gap),
        ylim=(0, top),
    )
