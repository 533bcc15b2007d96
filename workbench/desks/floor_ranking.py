"""Proposals beside each other: walking, moving, margin, and the lead time that was played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from workbench.analysis.words import lasting, number, signed
from workbench.desks.floor_figures import money, spent
from workbench.desks.floor_figures import signed as turned
from workbench.desks.text import Words


def ranking(
    ranked: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
    words: Words,
    *,
    costs: bool = True,
) -> str:
    """Return a table as HTML, quickest first; the layout at hand is one of its rows.

    Parameters
    ----------
    ranked : sequence of mapping
        Of `workbench.desks.floor_search.rank`.
    found : sequence of mapping
        Of `workbench.desks.floor_search.search`.
    words : Words
        The desk's.
    costs : bool
        False leaves out what moving costs.
    """
    heads = words("rank_columns").split(",")
    head = "".join(
        f'<th scope="col"{" class=num" if k else ""}>{escape(text)}</th>'
        for k, text in enumerate(heads)
    )
    rows = []
    for row in ranked:
        lead = " ".join(lasting(row["days"]))
        if row["number"] < 0:
            name, small, gain, tone = words("rank_here"), "", "", ""
        else:
            name = words("alternative", number=row["number"] + 1)
            small = _figures(found[row["number"]], words, costs=costs)
            gain = _gain(row)
            tone = "good" if row["high"] < 0.0 else "bad" if row["low"] > 0.0 else ""
        rows.append(
            f'<tr><th scope="row">{escape(name)}<small>{escape(small)}</small></th>'
            f'<td class="num">{escape(lead)}</td><td class="num {tone}">{escape(gain)}</td></tr>'
        )
    surely = any(row["number"] >= 0 and row["high"] < 0.0 for row in ranked)
    note = words("rank_sure" if surely else "rank_unsure")
    return (
        f'<table class="wb-rows wb-ranking"><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table><p class="wb-note">{escape(note)}</p>'
    )


def _figures(found: Mapping[str, Any], words: Words, *, costs: bool) -> str:
    told = [words("rank_walking", walking=turned(spent(found["hours"]), found["hours"]))]
    if costs:
        told.append(words("rank_moving", moving=money(found["moving"], found["currency"])))
    if found["margin"] is not None:
        told.append(words("rank_margin", margin=number(found["margin"] / 10.0)))
    return ", ".join(told)


def _gain(row: Mapping[str, Any]) -> str:
    """Return the difference to the layout at hand with its interval, in the unit that fits."""
    size = max(abs(row[key]) for key in ("gain", "low", "high"))
    factor, unit = (1.0, "d") if size >= 1.0 else (24.0, "h") if size >= 1 / 24 else (1440.0, "min")
    gain, low, high = (
        signed(number(factor * row[key], 1), factor * row[key]) for key in ("gain", "low", "high")
    )
    return f"{gain} {unit} ({low} to {high})"
