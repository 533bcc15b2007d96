"""An amount for each of a few things, such as the water or the heat of each dye lot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import holoviews as hv

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish
from workbench.views.timeline import fold


def amounts(
    values: Sequence[tuple[str, float, str]],
    unit: str,
    *,
    label: str,
    palette: Palette = LIGHT,
    narrow: bool = False,
) -> Any:
    """Return one bar for each entry, in the order given, with its number.

    Parameters
    ----------
    values : sequence of (str, float, str)
        Name, amount, and its colour; an empty colour takes the first of the page.
    unit : str
        Of the amounts.
    label : str
        What the chart shows, for those who cannot see it.
    palette : Palette
        The colours of the page.
    narrow : bool
        True on a small screen: shorter names.

    Returns
    -------
    holoviews.Overlay
    """
    if not values:
        return empty("Nothing to show yet", palette, height=150)
    top = max(amount for _, amount, _ in values) or 1.0
    rows, texts = [], []
    for place, (name, amount, color) in enumerate(reversed(values)):
        told = f"{amount:,.4g}" if amount < 1000 else f"{amount:,.0f}".replace(",", "\u202f")
        paint = color or palette.series[0]
        rows.append((0.0, place - 0.32, max(amount, 0.004 * top), place + 0.32, paint, name, told))
        texts.append(
            hv.Text(amount + 0.012 * top, place, told, halign="left").opts(
                color=palette.ink, text_font_size="11px"
            )
        )
    tips = [("", "@name"), ("", f"@told {unit}")]
    limit = 16 if narrow else 24
    return finish(
        hv.Overlay([boxes(rows, ("paint", "name", "told"), "paint", tips), *texts]),
        palette,
        label=label,
        height=44 + (32 if narrow else 26) * len(values),
        round_corners=3,
        xticks=4,
        yticks=[(k, fold(name, limit)) for k, (name, *_) in enumerate(reversed(values))],
        xlabel=unit,
        ylabel="",
        xlim=(0.0, top * (1.4 if narrow else 1.22)),
        ylim=(-0.6, len(values) - 0.4),
    )
