"""Where the money goes: two stacked bars, here and offshore."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import holoviews as hv

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish

Parts = Sequence[tuple[str, float]]
# A category keeps its colour from drop to drop, on both sides; as far apart as the palette allows.
_PAINTS = {
    "Material": 0,
    "Labour": 1,
    "Machines": 2,
    "Energy": 6,
    "Overhead": 4,
    "Delivery and returns": 7,
    "Bought offshore": 8,
    "Freight": 5,
    "Unsold": 3,
}


def categories(here: Parts, offshore: Parts) -> list[str]:
    """Return the categories of both sides in the order in which they first appear."""
    return list(dict.fromkeys(name for name, _ in (*here, *offshore)))


def paints(names: Sequence[str]) -> dict[str, int]:
    """Return the number of each category's series; what is not known takes what is left over."""
    own = {name: _PAINTS[name] for name in names if name in _PAINTS}
    left = [index for index in range(12) if index not in own.values()] or [11]
    others = [name for name in names if name not in _PAINTS]
    return own | {name: left[at % len(left)] for at, name in enumerate(others)}


def _amount(total: float, currency: str) -> str:
    """Return an amount as the cards write it: cents only below 100."""
    digits = 0 if abs(total) >= 100 else 2
    return f"{currency}{total:,.{digits}f}".replace(",", "\u202f")


def cost_split(
    here: Parts,
    offshore: Parts = (),
    *,
    currency: str = "€",
    palette: Palette = LIGHT,
    names: tuple[str, str] = ("Here", "Offshore"),
) -> Any:
    """Return the cost of a piece as stacked bars.

    Parameters
    ----------
    here, offshore : sequence of (str, float)
        Category and amount per piece, in the twin's currency.
    currency : str
        The sign in front of amounts.
    palette : Palette
        The colours of the page; a category has the same colour on both sides.
    names : tuple of str
        What the two sides are called.

    Returns
    -------
    holoviews.Overlay
    """
    sides = [(name, parts) for name, parts in zip(names, (here, offshore), strict=True) if parts]
    if not sides:
        return empty("No costs are known for this drop", palette, height=150)
    order = categories(here, offshore)
    paint = paints(order)
    longest = max(sum(max(amount, 0.0) for _, amount in parts) for _, parts in sides) or 1.0
    drawn, labels = [], []
    for row, (name, parts) in enumerate(sides):
        y = -1.0 * row
        x = 0.0
        total = sum(amount for _, amount in parts)
        for category in order:
            amount = sum(value for key, value in parts if key == category)
            if amount <= 0:
                continue
            gap = min(0.004 * longest, 0.3 * amount)
            share = 100.0 * amount / total if total else 0.0
            color = palette.color(paint[category])
            drawn.append((x, y - 0.24, x + amount - gap, y + 0.24, color, category, amount, share))
            x += amount
        labels.append((0.0, y + 0.30, f"{name} {_amount(total, currency)}"))
    tips = [
        ("", "@category"),
        ("Per piece", f"{currency}@amount{{0,0.00}}"),
        ("Share", "@share{0} %"),
    ]
    texts = [
        hv.Text(x, y, text, halign="left", valign="bottom").opts(
            color=palette.ink, text_font_size="12px"
        )
        for x, y, text in labels
    ]
    overlay = hv.Overlay(
        [boxes(drawn, ("paint", "category", "amount", "share"), "paint", tips), *texts]
    )
    return finish(
        overlay,
        palette,
        label="Cost per piece by category, here and offshore",
        height=62 * len(sides) + 12,
        left=False,
        xaxis=None,
        xlim=(0, longest * 1.002),
        ylim=(-len(sides) + 1 - 0.34, 0.72),
    )
