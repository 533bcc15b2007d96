"""Numbers as a person writes them: money, days, shares and signed differences."""

from __future__ import annotations

import math

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}
_MINUS = "−"
_GROUP = "\u202f"  # narrow no-break space


def number(value: float, digits: int = 0) -> str:
    """Return ``value`` with grouped thousands and a real minus sign."""
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{_MINUS}∞" if value < 0 else "?"
    text = f"{abs(value):,.{digits}f}".replace(",", _GROUP)
    return f"{_MINUS}{text}" if value < 0 and float(f"{value:.{digits}f}") != 0 else text


def money(value: float, currency: str = "EUR", *, whole: bool = False) -> str:
    """Return an amount with its currency, cents only below 100 and unless ``whole`` is wanted."""
    digits = 0 if whole or abs(value) >= 100 else 2
    sign = SIGNS.get(currency, f"{currency} ")
    negative = value < 0 and round(value, digits) != 0
    return f"{_MINUS if negative else ''}{sign}{number(abs(value), digits)}"


def signed(text: str, value: float) -> str:
    """Return ``text`` with a plus sign when ``value`` is positive."""
    return f"+{text}" if value > 0 else text


def percent(share: float, digits: int = 0) -> str:
    """Return a share as a percentage."""
    return f"{number(100.0 * share, digits)} %"


def span(days: float) -> str:
    """Return a length of time in the unit a shop would use: hours, days or weeks."""
    size = abs(days)
    if size < 1.0:
        return counted(round(size * 24.0), "hour")
    if size < 21.0:
        return counted(round(size), "day")
    return counted(round(size / 7.0), "week")


def counted(count: int, noun: str) -> str:
    """Return a number of things: ``1 piece``, ``1 000 pieces``."""
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {noun}s"


def lasting(days: float, like: float | None = None) -> tuple[str, str]:
    """Return a length of time and its unit: hours below one day, days from there on.

    Parameters
    ----------
    days : float
        The time.
    like : float, optional
        Days of the figure it stands beside (the ends of an interval): decides the unit in its
        place.

    Returns
    -------
    tuple of str
        ``("6.8", "h")``, ``("15.1", "days")``, ``("139", "days")``.
    """
    if not math.isfinite(days):
        return number(days), "days"
    if abs(days if like is None else like) < 1.0:
        hours = 24.0 * days
        return number(hours, 0 if round(hours, 1) == round(hours) else 1), "h"
    digits = 0 if abs(days) >= 100.0 or round(days, 1) == round(days) else 1
    text = number(days, digits)
    return text, "day" if text == "1" else "days"


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def moment(minutes: float) -> str:
    """Return a moment of a plan that begins on Monday at midnight: ``Tue 13:30``."""
    day, rest = divmod(minutes, 1440.0)
    week = int(day) // 7
    name = _WEEKDAYS[int(day) % 7]
    clock = f"{int(rest // 60):02d}:{int(rest % 60):02d}"
    return f"{name} {clock}" if not week else f"{name} of week {week + 1}, {clock}"
