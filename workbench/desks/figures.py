"""From a decision to what the widgets show: cards, table rows, CSV."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from workbench.analysis import words as said

_UNITS = {"kg CO2e": "kg CO₂e", "CO2e": "CO₂e"}
_MINUS = "−"
# Words of a key path that tell what something costs, whatever its unit.
_COSTLY = frozenset(
    {"baseline", "capex", "cost", "costs", "interest", "overhead", "price", "salvage", "wage"}
)
_LESS_IS_BETTER = frozenset({"lead_time_p90", "cost", "footprint"})


def amount(
    value: Any, unit: str, *, signed: bool = False, like: float | None = None
) -> tuple[str, str]:
    """Return a figure and its unit as they are shown.

    Parameters
    ----------
    value : float or str
        A text is shown as it is.
    unit : str
        "days", "%", a currency's code, "kg CO2e" or "" for a plain count.
    signed : bool
        Whether a plus stands before what is above zero.
    like : float, optional
        The figure it stands beside, which decides decimals and unit in its place.
    """
    if isinstance(value, str):
        return value, ""
    number = float(value)
    if not math.isfinite(number):
        return "–", ""
    size = number if like is None else like
    if _is_currency(unit):
        text, shown = _money(number, size, unit), ""
    elif unit == "days":
        text, shown = _lasting(number, size)
    else:
        text, shown = said.number(number, _digits(size, unit)), _UNITS.get(unit, unit)
    return (said.signed(text, number) if signed else text), shown


def card(kpi: Any) -> dict[str, str]:
    """Return the record of a KPI card."""
    value, unit = (kpi.text, "") if kpi.text else amount(kpi.mean, kpi.unit)
    interval = ""
    if kpi.text and math.isfinite(kpi.mean):
        busy, per = amount(kpi.mean, kpi.unit)
        interval = f"busy {busy} {per}".strip()
    elif math.isfinite(kpi.low) and math.isfinite(kpi.high) and kpi.high > kpi.low:
        low, high = (amount(end, kpi.unit, like=kpi.mean)[0] for end in (kpi.low, kpi.high))
        # Ends that read the same would only repeat the figure.
        interval = f"{low} – {high}" if low != high else _half_width(kpi)
    return {
        "name": kpi.name,
        "label": kpi.label.replace("CO2e", "CO₂e"),
        "value": value,
        "unit": unit,
        "interval": interval,
        "delta": kpi.delta.replace("CO2e", "CO₂e"),
        "tone": kpi.tone,
        "definition": kpi.definition,
    }


def _half_width(kpi: Any) -> str:
    """Return half of the interval, in the unit the figure is shown in."""
    hours = kpi.unit == "days" and said.lasting(kpi.mean)[1] == "h"
    width = (24.0 if hours else 1.0) * (kpi.high - kpi.low) / 2
    return f"± {width:.1g}" if width >= 0.001 else "± < 0.001"


def against(kpi: Any, kept: Any) -> dict[str, str]:
    """Return difference and tone of a figure against the one that was kept.

    Parameters
    ----------
    kpi, kept : Kpi
        The same figure now and kept.
    """
    if kpi.text or kept.text:
        same = kpi.text == kept.text
        return {"delta": "as kept" if same else f"was {kept.text}", "tone": ""}
    change = kpi.mean - kept.mean
    unit = "pts" if kpi.unit == "%" else kpi.unit
    text = _change(change, max(abs(kpi.mean), abs(kept.mean)), unit)
    if not any(figure in "123456789" for figure in text):
        return {"delta": "as kept", "tone": ""}
    welcome = (change < 0) == (kpi.name in _LESS_IS_BETTER)
    return {"delta": text, "tone": "good" if welcome else "warn"}


def is_money(kpi_or_row: Any, currency: str) -> bool:
    """Return True for what a brand does not get to see when costs are hidden."""
    return bool(kpi_or_row.unit == currency) or getattr(kpi_or_row, "name", "") in {
        "margin",
        "cost",
    }


def tells_costs(estimate: Any, currency: str) -> bool:
    """Return True for an input that a brand does not get to see when costs are hidden."""
    value = getattr(estimate.value, "text", "") or str(estimate.value)
    return currency in value or bool(_COSTLY & set(str(estimate.path).split(".")))


def table(rows: Any) -> tuple[list[list[str]], list[str]]:
    """Return the texts and the tones of a comparison."""
    texts, tones = [], []
    for row in rows:
        unit = "kg" if row.unit.startswith("kg CO2") and "CO2" in row.label else row.unit
        label = row.label.replace("CO2e", "CO₂e")
        if unit == "pieces":  # said once, so that a narrow table need not break its cells
            unit, label = "", f"{label}, pieces"
        here = " ".join(amount(row.here, unit)).strip()
        offshore = " ".join(amount(row.offshore, unit)).strip()
        relative = getattr(row, "relative", None)
        if relative is not None and math.isfinite(relative):
            difference = _share(float(relative))
        else:
            unit = "pts" if unit == "%" else unit
            difference = _change(row.difference, max(abs(row.here), abs(row.offshore)), unit)
        texts.append([label, here, offshore, difference])
        tones.append({"here": "good", "offshore": "warn"}.get(row.better, ""))
    return texts, tones


def _share(relative: float) -> str:
    """Return a relative difference: as on the cards, only nothing itself is 100 % less."""
    digits = 1 if 0.985 < abs(relative) < 1.0 else 0
    return said.signed(said.percent(relative, digits), relative)


def _change(change: float, largest: float, unit: str) -> str:
    """Return a signed difference with the decimals of what it is the difference of."""
    text = " ".join(amount(change, unit, signed=True, like=largest)).strip()
    return text if any(figure in "123456789" for figure in text) else text.lstrip("+−")


def to_csv(decision: Any, *, costs: bool = True) -> str:
    """Return the figures of a decision as CSV, one line each, for a spreadsheet."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write(["figure", "value", "low", "high", "p50", "p90", "unit", "definition"])
    for kpi in decision.kpis:
        if costs or not is_money(kpi, decision.currency):
            value = kpi.text or kpi.mean
            write([kpi.label, value, kpi.low, kpi.high, kpi.p50, kpi.p90, kpi.unit, kpi.definition])
    write([])
    write(["comparison", "here", "offshore", "difference", "unit"])
    for row in decision.comparison:
        if costs or not is_money(row, decision.currency):
            write([row.label, row.here, row.offshore, row.difference, row.unit])
    write([])
    write(["replications", decision.replications])
    write(["event log", decision.log_sha256])
    return text.getvalue()


def _is_currency(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def _money(value: float, like: float, currency: str) -> str:
    """Return an amount with the decimals of another: cents only where that is below 100."""
    digits = 0 if abs(like) >= 100 or value == 0 else 2
    sign = said.SIGNS.get(currency, f"{currency} ")
    text = said.number(abs(value), digits)
    return f"{_MINUS if value < 0 and any(f in '123456789' for f in text) else ''}{sign}{text}"


def _lasting(days: float, like: float) -> tuple[str, str]:
    """Return a time in the unit and with the decimals of another."""
    pattern, unit = said.lasting(like)
    digits = len(pattern.partition(".")[2])
    return said.number(24.0 * days if unit == "h" else days, digits), unit


def _digits(value: float, unit: str) -> int:
    """Return as many decimals as a reader can use."""
    if unit in {"", "%", "pts", "pieces"}:
        return 0 if abs(value) >= 10 or value == round(value) else 1
    return 0 if abs(value) >= 100 else 1
