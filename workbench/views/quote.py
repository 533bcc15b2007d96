"""How many? Cost and price of a piece against the quantity, here and offshore."""

from __future__ import annotations

from typing import Any

import holoviews as hv
import numpy as np

from workbench.views.theme import LIGHT, Palette, empty, finish


def _ticks(low: float, high: float, heads: tuple[int, ...]) -> list[tuple[float, str]]:
    """Return ticks at some multiples of the powers of ten within the limits."""
    ticks = []
    for power in range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1):
        for head in heads:
            value = head * 10.0**power
            if low * 0.999 <= value <= high * 1.001:
                ticks.append((value, f"{value:,.0f}".replace(",", "\u202f")))
    return ticks


def quote_curve(
    curve: Any,
    *,
    pieces: float | None = None,
    currency: str = "€",
    palette: Palette = LIGHT,
    height: int = 220,
    narrow: bool = False,
) -> Any:
    """Return unit cost against quantity, with the price and where the better side turns.

    Parameters
    ----------
    curve : QuoteCurve
        Has quantity, here, offshore [currency per piece], price and crossover [pieces].
    pieces : float, optional
        The quantity that is being planned; marked on the curves.
    currency : str
        The sign in front of amounts.
    palette : Palette
        The colours of the page.
    height : int
        Height of the figure. [px]
    narrow : bool
        True on a small screen: more room for the names at the right end.

    Returns
    -------
    holoviews.Overlay
    """
    if curve is None or len(curve.quantity) < 2:
        return empty("No quote curve for this drop", palette, height=height)
    quantity = np.asarray(curve.quantity, dtype=np.float64)
    here = np.asarray(curve.here, dtype=np.float64)
    offshore = np.asarray(curve.offshore, dtype=np.float64)
    price = getattr(curve, "price", None)
    price = None if price is None else float(np.ravel(price)[0])
    finite = np.concatenate([here[np.isfinite(here)], offshore[np.isfinite(offshore)]])
    if finite.size == 0:
        return empty("No quote curve for this drop", palette, height=height)
    # Offshore at a handful of pieces may cost a hundred times as much: the axis stays readable.
    top = min(float(finite.max()), 2.6 * float(np.median(finite)))
    top = 1.12 * max(top, float(np.nanmax(np.where(np.isfinite(here), here, 0.0))), price or 0.0)
    tips = [("Pieces", "@pieces{0,0}"), ("Cost per piece", f"{currency}@cost{{0,0}}")]
    layers: list[Any] = []
    ends = []
    for index, (name, cost) in enumerate((("Here", here), ("Offshore", offshore))):
        keep = np.isfinite(cost)
        if not keep.any():
            continue
        color = palette.series[index]
        layers.append(
            hv.Curve((quantity[keep], cost[keep]), "pieces", "cost").opts(
                color=color,
                line_width=2.5,
                tools=["hover"],
                hover_tooltips=[("", name), *tips],
                default_tools=[],
            )
        )
        ends.append((min(float(cost[keep][-1]), top), name, color))
    right = float(quantity[-1])
    # The two names at the right end keep a distance, whichever curve ends above.
    ends.sort()
    if len(ends) == 2 and ends[1][0] - ends[0][0] < 0.10 * top:
        middle = (ends[0][0] + ends[1][0]) / 2
        ends = [
            (middle - 0.05 * top, *ends[0][1:]),
            (middle + 0.05 * top, *ends[1][1:]),
        ]
    for y, name, color in ends:
        layers.append(
            hv.Text(right, y, f" {name}", halign="left", valign="center").opts(
                color=color, text_font_size="12px", text_font_style="bold"
            )
        )
    left = float(quantity[0])
    if price is not None:
        layers.append(hv.HLine(price).opts(color=palette.ink_3, line_dash=[4, 3], line_width=1))
        layers.append(
            hv.Text(
                right, price, f"price {currency}{price:,.0f}", halign="right", valign="bottom"
            ).opts(color=palette.ink_2, text_font_size="11px")
        )
    crossover = getattr(curve, "crossover", None)
    if crossover is not None and np.isfinite(crossover) and left <= crossover <= right:
        crossed = float(np.interp(crossover, quantity, here))
        layers.append(
            hv.Points([(float(crossover), crossed)]).opts(
                color=palette.card, line_color=palette.ink, size=9, line_width=1.5
            )
        )
        layers.append(
            hv.Text(
                float(crossover) * 0.96,  # below left of the crossing no curve can be
                crossed - 0.04 * top,
                f"turns at {crossover:,.0f}",
                halign="right",
                valign="top",
            ).opts(color=palette.ink, text_font_size="11px")
        )
    if pieces is not None and left <= pieces <= right:
        layers.append(hv.VLine(float(pieces)).opts(color=palette.ink_3, line_width=1))
        planned = float(np.interp(pieces, quantity, here))
        layers.append(hv.Points([(float(pieces), planned)]).opts(color=palette.series[0], size=9))
    return finish(
        hv.Overlay(layers),
        palette,
        label="Cost per piece against quantity, here and offshore",
        height=height,
        grid="y",
        logx=True,
        xlabel="pieces in the drop",
        ylabel=f"cost per piece, {currency}",
        xticks=_ticks(left, right, (1, 3) if narrow else (1, 2, 5)),
        yticks=5,
        xlim=(left * 0.93, right * (right / left) ** (0.40 if narrow else 0.27)),
        ylim=(0, top),
    )
