"""A bill shared among members, beside what the usual fee would ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import holoviews as hv

from workbench.views.theme import LIGHT, Palette, boxes, empty, finish
from workbench.views.timeline import fit


def shared_bill(
    shares: Sequence[tuple[str, float, float]],
    *,
    names: tuple[str, str] = ("fair share", "fee"),
    currency: str = "€",
    palette: Palette = LIGHT,
    narrow: bool = False,
) -> Any:
    """Return two bars for each member: a fair share, and the usual fee.

    Parameters
    ----------
    shares : sequence of (str, float, float)
        Member, fair share and fee. [money]
    names : (str, str)
        What the two are called.
    currency : str
        Written before amounts.
    palette : Palette
        The colours of the page.
    narrow : bool
        True on a small screen: shorter names.

    Returns
    -------
    holoviews.Overlay
    """
    if not shares:
        return empty("Nobody brings anything", palette, height=150)
    top = max(max(share, fee) for _, share, fee in shares) or 1.0
    rows, texts = [], []
    for place, (member, *amounts) in enumerate(reversed(shares)):
        for bar, (name, amount) in enumerate(zip(names, amounts, strict=True)):
            high = place + 0.36 - 0.36 * bar
            told = f"{currency}{amount:,.2f}".replace(",", "\u202f")
            paint = palette.series[0] if bar == 0 else palette.series[6]
            rows.append(
                (0.0, high - 0.3, max(amount, 0.004 * top), high, paint, member, name, told)
            )
            texts.append(
                hv.Text(amount + 0.012 * top, high - 0.15, told, halign="left").opts(
                    color=palette.ink if bar == 0 else palette.ink_3, text_font_size="11px"
                )
            )
    limit = 14 if narrow else 22
    return finish(
        hv.Overlay(
            [
                boxes(
                    rows,
                    ("paint", "member", "kind", "told"),
                    "paint",
                    [("", "@member"), ("", "@kind"), ("Pays", "@told")],
                ),
                *texts,
            ]
        ),
        palette,
        label=f"What each member pays: {names[0]} and {names[1]}",
        height=44 + 46 * len(shares),
        round_corners=3,
        xticks=4,
        yticks=[(k, fit(member, limit)) for k, (member, *_) in enumerate(reversed(shares))],
        xlabel=f"for the week, {currency.strip()}",
        ylabel="",
        xlim=(0.0, top * (1.4 if narrow else 1.24)),
        ylim=(-0.6, len(shares) - 0.4),
    )
