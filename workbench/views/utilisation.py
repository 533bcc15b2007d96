"""How busy: the share of open time that each station and each pool works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import holoviews as hv

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish
from workbench.views.timeline import fit


def utilisation(
    shares: Sequence[tuple[str, float]], *, palette: Palette = LIGHT, narrow: bool = False
) -> Any:
    """Return bars of the busy share, the busiest on top and marked.

    Parameters
    ----------
    shares : sequence of (str, float)
        Name and busy share of the open time, 0 to 1.
    palette : Palette
        The colours of the page.
    narrow : bool
        True on a small screen: shorter names.

    Returns
    -------
    holoviews.Overlay
    """
    if not shares:
        return empty("Nothing was worked on in this run", palette, height=150)
    ordered = sorted(shares, key=lambda entry: (entry[1], entry[0]))
    limit = 16 if narrow else 26
    rows, texts, tracks = [], [], []
    for y, (name, share) in enumerate(ordered):
        busiest = y == len(ordered) - 1
        color = palette.series[1] if busiest and share > 0.6 else palette.series[0]
        tracks.append((0.0, y - 0.3, 100.0, y + 0.3))
        rows.append((0.0, y - 0.3, max(100 * share, 0.4), y + 0.3, color, name, 100 * share))
        texts.append(
            hv.Text(101.5, y, f"{100 * share:.0f} %", halign="left", valign="center").opts(
                color=palette.ink, text_font_size="11px"
            )
        )
    tips = [("", "@name"), ("Busy", "@busy{0.0} % of open time")]
    overlay = hv.Overlay(
        [
            boxes(tracks, (), palette.sunk, ()),
            boxes(rows, ("paint", "name", "busy"), "paint", tips),
            *texts,
        ]
    )
    ticks = [
        (y, fit(name.replace("_", " ").capitalize(), limit)) for y, (name, _) in enumerate(ordered)
    ]
    return finish(
        overlay,
        palette,
        label="Busy share of each station and pool",
        height=40 + 24 * len(ordered),
        round_corners=3,
        yticks=ticks,
        xticks=[(0, "0"), (50, "50"), (100, "100 %")],
        xlabel="share of open time",
        ylabel="",
        xlim=(0, 126 if narrow else 112),
        ylim=(-0.6, len(ordered) - 0.4),
    )
