"""What machines and people did all the time: working, set up, blocked, down, idle, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import holoviews as hv

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish
from workbench.views.timeline import fit

# Closed hours are drawn in the ground's colour: they are nobody's loss.
PAINTS = {"working": 0, "set up": 1, "blocked": 10, "down": 3, "idle": 6}


def states(
    shares: Sequence[Any],
    labels: Mapping[str, str] | None = None,
    *,
    palette: Palette = LIGHT,
    narrow: bool = False,
) -> Any:
    """Return a bar of all time for each station and pool, the busiest on top and marked.

    Parameters
    ----------
    shares : sequence of StateShares
        name, shares by state, busy share of the open hours, whether it is the bottleneck.
    labels : mapping of name to label, optional
        How stations and pools are called.
    palette : Palette
        The colours of the page.
    narrow : bool
        True on a small screen: shorter names.

    Returns
    -------
    holoviews.Overlay
    """
    shown = [entry for entry in shares if entry.busy > 0.0]
    if not shown:
        return empty("Nothing was worked on in this run", palette, height=150)
    called, limit = labels or {}, 14 if narrow else 24
    shown.sort(key=lambda entry: (entry.is_bottleneck, entry.busy, entry.name))
    drawn, texts, ticks = [], [], []
    for y, entry in enumerate(shown):
        name = called.get(entry.name, entry.name.replace("_", " ").capitalize())
        x = 0.0
        for state, share in entry.shares.items():
            amount = 100.0 * share
            if amount <= 0.05:
                continue
            color = palette.color(PAINTS[state]) if state in PAINTS else palette.sunk
            drawn.append((x, y - 0.3, x + amount, y + 0.3, color, name, state, amount))
            x += amount
        said = f"{100 * entry.busy:.0f} %"
        if entry.is_bottleneck:
            said += "" if narrow else "  bottleneck"
        texts.append(
            hv.Text(101.5, y, said, halign="left", valign="center").opts(
                color=palette.ink,
                text_font_size="11px",
                text_font_style="bold" if entry.is_bottleneck else "normal",
            )
        )
        ticks.append((y, fit(name, limit)))
    tips = [("", "@name"), ("@state", "@amount{0.0} % of all time")]
    return finish(
        hv.Overlay([boxes(drawn, ("paint", "name", "state", "amount"), "paint", tips), *texts]),
        palette,
        label="Share of all time by state, of each station and pool, with the bottleneck",
        height=52 + 25 * len(shown),
        round_corners=2,
        yticks=ticks,
        xticks=[(0, "0"), (25, "25"), (50, "50"), (75, "75"), (100, "100 %")],
        xlabel="share of all time; right: busy share of open hours",
        ylabel="",
        xlim=(0, 118 if narrow else 124),
        ylim=(-0.6, len(shown) - 0.4),
    )
