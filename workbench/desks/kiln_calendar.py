"""The booked week of a kiln as a picture: a line for each day, a block for each firing."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from workbench.analysis.words import moment
from workbench.desks.text import Words, spoken

DAY = 1440.0
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = (0, 6, 12, 18, 24)


def calendar(board: Mapping[str, Any], words: Words) -> str:
    """Return the booked firings of a week as HTML.

    Parameters
    ----------
    board : mapping
        Of `workbench.desks.kiln_work.kiln_board`.
    words : Words
        The desk's.
    """
    kilns, booked = board["kilns"], board["booked"]
    paint = {name: k % 12 + 1 for k, name in enumerate(board["names"]["members"])}
    hours = "".join(f'<i style="left:{100 * h / 24:.4g}%">{h:02d}</i>' for h in _HOURS)
    rows = [
        f'<div class="row hours" aria-hidden="true"><b></b><div class="track">{hours}</div></div>'
    ]
    for day, kiln in ((day, kiln) for day in range(len(_DAYS)) for kiln in range(kilns)):
        slot = _DAYS[day] if kilns == 1 else f"{_DAYS[day]}, kiln {kiln + 1}"
        owner = board["slots"].get(slot)
        whose = escape(_called(board, owner)) if owner else escape(words("day_free"))
        name = _DAYS[day] if kilns == 1 else f"{_DAYS[day]} · {kiln + 1}"
        own = [firing for firing in booked if firing["kiln"] == kiln]
        blocks = "".join(_block(firing, day, board, paint, words) for firing in own)
        rows.append(
            f'<div class="row" role="listitem"><b>{name}<small>{whose}</small></b>'
            f'<div class="track">{blocks}</div></div>'
        )
    body = f'<div class="wb-week" role="list" aria-label="{escape(words("booked_card"))}">'
    some = {part["member"] for firing in booked for part in firing["parts"]}
    legend = "".join(
        f'<li><i style="background:var(--wb-s{number})"></i>{escape(_called(board, name))}</li>'
        for name, number in paint.items()
        if name in some
    )
    return body + "".join(rows) + f'</div><ul class="wb-legend">{legend}</ul>'


def _block(
    firing: Mapping[str, Any],
    day: int,
    board: Mapping[str, Any],
    paint: Mapping[str, int],
    words: Words,
) -> str:
    """Return what of a firing lies on a day: heating in colour, cooling pale."""
    begin, end = day * DAY, (day + 1) * DAY
    program = board["names"]["programs"].get(firing["program"]) or spoken(firing["program"])
    who = " + ".join(
        _called(board, part["member"])
        + (
            f" {100 * part['share']:.0f} %"
            if firing["taken"] < 0.995 or len(firing["parts"]) > 1
            else ""
        )
        for part in firing["parts"]
    )
    told = words(
        "booked_block", who=who, program=program, start=moment(firing["start"]),
        hot=moment(firing["hot"]), end=moment(firing["end"]),
    )  # fmt: skip
    color = f"var(--wb-s{paint[firing['parts'][0]['member']]})"
    found = []
    for kind, since, until in (
        ("heat", firing["start"], firing["hot"]),
        ("cool", firing["hot"], firing["end"]),
    ):
        low, high = max(since, begin), min(until, end)
        if high <= low:
            continue
        label = escape(f"{who}, {program}") if begin <= firing["start"] and kind == "heat" else ""
        place = f"left:{100 * (low - begin) / DAY:.3f}%;width:{100 * (high - low) / DAY:.3f}%"
        # read out once, where it begins
        read = f'role="img" aria-label="{escape(told)}"' if label else 'aria-hidden="true"'
        found.append(
            f'<span class="{kind}" style="{place};--c:{color}" title="{escape(told)}" {read}>'
            f"{label}</span>"
        )
    return "".join(found)


def _called(board: Mapping[str, Any], member: str) -> str:
    return board["names"]["members"].get(member) or spoken(member)
