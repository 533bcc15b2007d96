"""The figures of a kiln board as cards, sentences and table rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.analysis import words as said
from workbench.desks.floor_figures import money
from workbench.desks.text import Words, spoken

Answer = Mapping[str, Any]


def lasting(minutes: float) -> str:
    """Return a length of time in words: hours up to two days, then days."""
    hours = minutes / 60.0
    return f"{hours:.1f} h" if hours < 48.0 else f"{hours / 24.0:.1f} days"


def named(answer: Answer, kind: str, name: str) -> str:
    """Return what a program, product or member is called."""
    return str(answer["names"][kind].get(name) or spoken(name))


def cards(answer: Answer, words: Words) -> list[dict[str, str]]:
    """Return the cards of a week."""
    f, currency = answer["figures"], answer["currency"]
    saved = f["cost"] - f["cheap"]
    hours, unit = lasting(f["makespan"]).split()
    found = [
        {"name": "count", "value": f"{f['count']:.0f}", "interval": f"{f['pieces']:.0f} pieces"},
        {"name": "makespan", "value": hours, "unit": unit,
         "interval": f"{f['kiln_time'] / 60:.0f} h of kilns"},
        {"name": "fill", "value": f"{100 * f['fill']:.0f}", "unit": "%",
         "interval": f"{f['left']:.0f} left over" if f["left"] else "all stand",
         "tone": "bad" if f["left"] else "", "delta": ""},
        {"name": "late", "value": f"{f['late']:.0f}", "unit": "pieces",
         "interval": f"of {f['pieces']:.0f}"},
        {"name": "energy", "value": said.number(f["energy"]), "unit": "kWh",
         "interval": f"{f['energy'] / f['count']:.0f} a firing" if f["count"] else ""},
        {"name": "cost", "value": money(f["cost"], currency),
         "interval": f"{money(f['cheap'], currency)} in cheap hours" if saved > 0.005 else "",
         "delta": f"−{money(saved, currency)}" if saved > 0.005 else "",
         "tone": "good" if saved > 0.005 else ""},
        {"name": "losses", "value": said.number(f["losses"], 1), "unit": "pieces"},
        {"name": "evenness", "value": f"{f['evenness']:.2f}", "interval": "1 is even"},
    ]  # fmt: skip
    for card in found:
        card["label"] = words(card["name"])
        card["definition"] = words(f"{card['name']}_definition")
    return found


MONEY = frozenset({"cost"})
"""Cards that tell what something costs."""


def headline(answer: Answer, words: Words, *, costs: bool) -> tuple[str, str, str]:
    """Return the week in a sentence, what it rests on, and its tone."""
    f, currency = answer["figures"], answer["currency"]
    if not f["count"]:
        return words("headline_none"), "", "warn"
    saved = f["cost"] - f["cheap"]
    text = words("text_flat", energy=said.number(f["energy"]), cost=money(f["cost"], currency))
    if saved > 0.005:
        share = f"{100 * saved / f['cost']:.0f}"
        text += " " + words("text_cheap", saved=money(saved, currency), share=share)
    text = text if costs else ""
    if f["left"]:
        return words("headline_left", left=f"{f['left']:.0f}"), text, "bad"
    if f["late"]:
        told = words("headline_late", late=f"{f['late']:.0f}", pieces=f"{f['pieces']:.0f}")
        return told, f"{words('text_late')} {text}".strip(), "warn"
    done = words("headline_week", count=f"{f['count']:.0f}", time=lasting(f["makespan"]))
    return done, text, "good"


def compared(answer: Answer, words: Words, *, costs: bool) -> tuple[list[str], list[list[str]]]:
    """Return the rules side by side: columns, and one row for each figure."""
    rules = answer["compared"]
    rows = [
        [words("makespan"), *(lasting(r["makespan"]) for r in rules)],
        [words("late"), *(f"{r['late']:.0f}" for r in rules)],
        [words("count"), *(f"{r['count']:.0f}" for r in rules)],
    ]
    if costs:
        rows += [
            [words("cost"), *(money(r["cost"], answer["currency"]) for r in rules)],
            [words("plan_cheap"), *(money(r["cheap"], answer["currency"]) for r in rules)],
        ]
    return ["", *(words(f"rule_{r['rule']}") for r in rules)], rows


def slots(answer: Answer) -> list[list[str]]:
    """Return who asked for how many slots and who has which."""
    rows = []
    for member, asked in answer["asked"].items():
        given = [slot for slot, who in answer["slots"].items() if who == member]
        rows.append(
            [
                named(answer, "members", member),
                f"{asked:g}",
                f"{len(given)}: {' · '.join(given)}" if given else "–",
                f"{answer['fair'].get(member, 0.0):.2g}",
            ]
        )
    return rows
