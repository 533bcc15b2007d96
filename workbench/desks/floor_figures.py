"""The figures of a floor as cards, each with its difference from the reference."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.analysis import words as said
from workbench.desks.text import Words

_MINUS = "−"
State = Mapping[str, Any]


def time_text(hours: float) -> tuple[str, str]:
    """Return a time of a week as number and unit: minutes below an hour."""
    if abs(hours) < 1.0:
        return f"{60 * hours:.1f}", "min a week"
    return f"{hours:.2f}", "h a week"


def spent(hours: float) -> str:
    """Return a length of time in words."""
    number, unit = time_text(abs(hours))
    return f"{number} {unit.split()[0]}"


def money(value: float, currency: str) -> str:
    """Return an amount; cents below 100."""
    sign = said.SIGNS.get(currency, f"{currency} ")
    text = said.number(abs(value), 0 if abs(value) >= 100 or value == 0 else 2)
    return f"{_MINUS if value < 0 else ''}{sign}{text}"


def signed(text: str, value: float) -> str:
    """Return a text without a sign with the one of ``value``."""
    return f"{'+' if value > 0 else _MINUS}{text.lstrip('-+' + _MINUS)}"


def _delta(change: float, text: str, *, less: bool = True, least: float = 1e-9) -> dict[str, str]:
    if abs(change) < least or not any(figure in "123456789" for figure in text):
        return {"delta": "", "tone": ""}
    return {"delta": signed(text, change), "tone": "good" if (change < 0) == less else "warn"}


def cards(state: State, words: Words, lead: Mapping[str, float] | None) -> list[dict[str, str]]:
    """Return the cards of a floor.

    Parameters
    ----------
    state : mapping
        A full state of the floor as JSON.
    words : Words
        The desk's.
    lead : mapping, optional
        What `workbench.desks.floor_work.lead_times` returns; None while it is worked out.
    """
    scores, change = state["scores"], state.get("difference") or {}
    currency = state["currency"]

    def by(key: str) -> float:
        value = change.get(key)
        return float(value) if value is not None and math.isfinite(value) else 0.0

    number, unit = time_text(scores["hours"])
    found = [
        {
            "name": "walking",
            "value": number,
            "unit": unit,
            "interval": f"{scores['walking'] / 1000:,.0f} m".replace(",", "\u202f"),
            **_delta(by("hours"), spent(by("hours"))),
        },
        {
            "name": "lead",
            **_lead(lead, words),
        },
        {
            "name": "cost",
            "value": money(scores["cost"], currency),
            "unit": "a week",
            **_delta(by("cost"), money(by("cost"), currency)),
        },
        {"name": "margin", **_margin(state, words, by("margin"))},
        {"name": "way_out", **_way_out(state, words)},
        {
            "name": "area",
            "value": f"{scores['area_used'] / 1e6:.1f}",
            "unit": "m²",
            "interval": f"{100 * scores['area_share']:.0f} % of the floor",
            **_delta(by("area_used"), f"{abs(by('area_used')) / 1e6:.1f} m²"),
        },
        {
            "name": "utilities",
            **_runs(scores),
            "interval": words("utilities_missing", count=scores["missing"])
            if scores["missing"]
            else money(scores["utility_cost"], currency),
            **_delta(by("utility_length"), f"{abs(by('utility_length')) / 1000:.1f} m", least=50),
        },
        {
            "name": "moving",
            "value": money(scores["moving_cost"], currency),
            "unit": "once",
            "interval": f"{len(scores['moves'])} moved",
        },
    ]
    for card in found:
        card["label"] = words(card["name"])
        count = f"{int(lead['replications'])}" if lead else "…"
        card["definition"] = words(f"{card['name']}_definition", count=count)
    return found


def _runs(scores: Mapping[str, Any]) -> dict[str, str]:
    if not scores["runs"] or scores["missing"] == len(scores["runs"]):
        return {"value": "–"}
    return {"value": f"{scores['utility_length'] / 1000:.1f}", "unit": "m"}


def _lead(lead: Mapping[str, float] | None, words: Words) -> dict[str, str]:
    if lead is None:
        return {"value": "…", "unit": "days"}
    if not lead:
        return {"value": "–"}
    change, half = lead["difference"], (lead["high"] - lead["low"]) / 2
    hours = 24.0 * change
    shown = {"value": f"{lead['mean']:.2f}", "unit": "days"}
    if lead["low"] <= 0.0 <= lead["high"]:
        sure = f"± {24 * 60 * half:.0f} min" if half else ""
        told = "no clear difference" if half else ""
        return {**shown, "interval": sure, "delta": told, "tone": "flat" if half else ""}
    text = f"{abs(hours):.1f} h" if abs(hours) >= 1 else f"{60 * abs(hours):.0f} min"
    tone = "good" if change < 0 else "warn"
    return {**shown, "interval": f"± {60 * 24 * half:.0f} min", "delta": signed(text, change),
            "tone": tone}  # fmt: skip


def _margin(state: State, words: Words, change: float) -> dict[str, str]:
    margin = state["scores"]["margin"]
    broken = sum(1 for rule in state["rules"] if rule["broken"] and rule["severity"] == "error")
    if margin is None:
        return {"value": "–", "interval": words("margin_none")}
    shown = {
        "value": f"{margin / 10:.0f}".replace("-", _MINUS),
        "unit": "cm",
        "interval": f"{broken} broken" if broken else "all kept",
    }
    if margin < 0 or broken:
        return {**shown, "tone": "bad", "delta": "rule broken"}
    return {**shown, **_delta(change, f"{abs(change) / 10:.0f} cm", less=False, least=5)}


def _way_out(state: State, words: Words) -> dict[str, str]:
    rule = next((r for r in state["rules"] if r["name"] == "egress_length"), None)
    if rule is None or rule["margin"] is None:
        return {"value": "–", "interval": words("margin_none")}
    tone = "bad" if rule["broken"] else ""
    worst = rule["worst"][0] if rule["worst"] else ""
    label = next((s["label"] for s in state["stations"] if s["name"] == worst), worst)
    return {
        "value": f"{rule['margin'] / 1000:.1f}".replace("-", _MINUS),
        "unit": "m to spare",
        "interval": f"from {label}" if label else "",
        "tone": tone,
        "delta": "rule broken" if rule["broken"] else "",
    }


def headline(state: State, words: Words) -> tuple[str, str, str]:
    """Return the answer in a sentence, what it rests on, and its tone."""
    if state["blocked"]:
        key = "blocked_one" if state["blocked"] == 1 else "blocked_headline"
        return words(key, count=state["blocked"]), words("blocked_text"), "bad"
    broken = sum(1 for f in state["findings"] if f["severity"] == "error")
    if broken:
        key = "broken_one" if broken == 1 else "broken_headline"
        return words(key, count=broken), words("broken_text"), "bad"
    change = float((state.get("difference") or {}).get("hours") or 0.0)
    tail = words("clean_headline") + "."
    if abs(change) < 1 / 3600:
        return words("clean_headline"), _today(state), "good"
    key = "faster_headline" if change < 0 else "slower_headline"
    return words(key, time=spent(change)), tail, "good" if change < 0 else "warn"


def _today(state: State) -> str:
    number, unit = time_text(state["scores"]["hours"])
    counts = f"{len(state['stations'])} stations, {len(state['flows'])} ways"
    return f"{counts}, {number} {unit} on foot."
