"""The figures of a dye house as cards, sentences and table rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.analysis import words as said
from workbench.desks.floor_figures import money
from workbench.desks.kiln_figures import lasting
from workbench.desks.text import Words, spoken

Answer = Mapping[str, Any]
MONEY = frozenset({"cost_dye"})
"""Cards that tell what something costs."""


def litres(amount: float) -> str:
    """Return an amount of water in words."""
    return f"{said.number(amount)} L" if amount < 10_000 else f"{amount / 1000:.1f} m³"


def washes(count: int) -> str:
    """Return a number of washes in words."""
    return {0: "no wash", 1: "one wash"}.get(count, f"{count} washes")


def _unbroken(row: list[str]) -> list[str]:
    # A narrow table breaks its cells between figures, not between a figure and its unit.
    return [", ".join(part.replace(" ", "\u00a0") for part in cell.split(", ")) for cell in row]


def cards(answer: Answer, order: str, words: Words) -> list[dict[str, str]]:
    """Return the cards of one order."""
    f, best, mass = answer["orders"][order], answer["orders"]["best"], answer["mass"]
    hours, unit = lasting(f["time"]).split()
    longer = f["time"] - best["time"]
    wetter = f["water"] - best["water"]
    dyestuff = sum(f["chemicals"].values())
    total = sum(f["cost"].values())
    dearer = total - sum(best["cost"].values())
    found = [
        {"name": "lots", "value": f"{len(f['lots'])}", "interval": f"{mass:.0f} kg"},
        {"name": "time", "value": hours, "unit": unit,
         "interval": f"{lasting(f['expected'])} with re-dyeing",
         **_more(longer, lasting(longer))},
        {"name": "changeovers", "value": lasting(f["changeovers"]).split()[0],
         "unit": lasting(f["changeovers"]).split()[1], "interval": washes(f["washes"])},
        {"name": "water", "value": said.number(f["water"]), "unit": "L",
         "interval": f"{f['water'] / mass:.0f} L/kg", **_more(wetter, litres(wetter))},
        {"name": "heat", "value": said.number(f["heat"]), "unit": "kWh",
         "interval": f"{f['heat'] / mass:.1f} kWh/kg"},
        {"name": "drained", "value": said.number(f["drained"] + f["wash_water"]), "unit": "L"},
        {"name": "chemicals", "value": said.number(dyestuff, 1), "unit": "kg",
         "interval": f"{1000 * dyestuff / mass:.0f} g/kg"},
        {"name": "cost_dye", "value": money(total, answer["currency"]),
         "interval": f"{money(total / mass, answer['currency'])} a kg",
         **_more(dearer, money(dearer, answer["currency"]), least=0.005)},
    ]  # fmt: skip
    for card in found:
        card["label"] = words(card["name"])
        card["definition"] = words(f"{card['name']}_definition")
    return found


def _more(change: float, text: str, *, least: float = 0.5) -> dict[str, str]:
    if change < least:
        return {"delta": "", "tone": ""}
    return {"delta": f"+{text}", "tone": "warn"}


def headline(answer: Answer, order: str, words: Words) -> tuple[str, str, str]:
    """Return an order in a sentence, what it rests on, and its tone."""
    if not answer["orders"]:
        return words("headline_none"), "", "warn"
    f, best = answer["orders"][order], answer["orders"]["best"]
    text = words(
        "text_best", changeovers=lasting(f["changeovers"]), washes=washes(f["washes"]),
        water=litres(f["water"]), heat=f"{said.number(f['heat'])} kWh",
    )  # fmt: skip
    facts = {"count": len(f["lots"]), "time": lasting(f["time"])}
    more = f["time"] - best["time"]
    if more < 0.5:
        return words("headline_best", **facts), text, "good"
    return words("headline_other", **facts, more=lasting(more)), text, "warn"


def compared(answer: Answer, words: Words, *, costs: bool) -> tuple[list[str], list[list[str]]]:
    """Return the orders below each other: columns, and one row for each."""
    columns = ["", words("time"), words("changeovers"), words("water")]
    rows = []
    for name, f in answer["orders"].items():
        changed = f"{lasting(f['changeovers'])}, {washes(f['washes'])}"
        cells = _unbroken([lasting(f["time"]), changed, litres(f["water"])])
        cost = [money(sum(f["cost"].values()), answer["currency"])] if costs else []
        rows.append([words(f"order_{name}"), *cells, *cost])
    return [*columns, words("cost_column")] if costs else columns, rows


def baths(recipe: Mapping[str, Any]) -> list[list[str]]:
    """Return the baths of a recipe, one row each."""
    return [
        [
            spoken(bath["name"]),
            "–" if bath["temperature"] is None else f"{bath['temperature']:.0f}",
            f"{bath['liquor']:g}",
            *_unbroken([litres(bath["water"]), f"{bath['heat']:.1f} kWh", lasting(bath["time"])]),
            ", ".join(
                f"{1000 * amount:.0f} g {spoken(name).lower()}"
                for name, amount in bath["chemicals"].items()
            )
            or "–",
        ]
        for bath in recipe["baths"]
    ]


def water_split(answer: Answer, order: str, words: Words) -> list[tuple[str, float]]:
    """Return where the fresh water goes [L]; the parts add up to it."""
    f = answer["orders"][order]
    parts = [(words(f"water_{name}"), f[name]) for name in ("drained", "carried", "evaporated")]
    return [*parts, (words("water_wash"), f["wash_water"])]
