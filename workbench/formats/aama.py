"""The vocabulary of AAMA-292 and ASTM D6673: what lies on which layer, which text says what."""

from __future__ import annotations

import re
from typing import Final

BOUNDARY: Final = 1
TURN_POINTS: Final = 2
CURVE_POINTS: Final = 3
NOTCH: Final = 4
MIRROR: Final = 6
GRAIN: Final = 7
INTERNAL: Final = 8
STRIPE: Final = 9
PLAID: Final = 10
CUT_OUT: Final = 11
DRILL: Final = 13
SEW: Final = 14
TEXT: Final = 15
NOTCHES: Final = (NOTCH, 80, 81, 82, 83)

# Millimetres to a unit of the drawing, by the word after "UNITS:" and by $INSUNITS.
UNIT_WORDS: Final = {
    "METRIC": 1.0,
    "MM": 1.0,
    "MILLIMETERS": 1.0,
    "CM": 10.0,
    "CENTIMETERS": 10.0,
    "M": 1000.0,
    "ENGLISH": 25.4,
    "IMPERIAL": 25.4,
    "INCH": 25.4,
    "INCHES": 25.4,
}
UNIT_CODES: Final = {1: 25.4, 2: 304.8, 4: 1.0, 5: 10.0, 6: 1000.0}

_SIZE_SUFFIX = re.compile(r"^(?P<name>.+?)[-_ ](?P<size>X{0,4}[SL]|\dX[SL]|M)$", re.IGNORECASE)


def layer_number(name: str) -> int:
    """Return the number a layer's name begins with, -1 without one."""
    found = re.match(r"\s*(\d+)", name)
    return int(found.group(1)) if found else -1


def statement(text: str) -> tuple[str, str] | None:
    """Return ("QUANTITY", "2") for "Quantity: 2"; None for a text that states nothing."""
    key, colon, value = text.partition(":")
    return (" ".join(key.upper().split()), value.strip()) if colon else None


def rule_number(text: str) -> int | None:
    """Return the grade rule that "# 7" names; None for any other text."""
    found = re.fullmatch(r"\s*#\s*(\d+)\s*", text)
    return int(found.group(1)) if found else None


def split_size(block: str) -> tuple[str, str]:
    """Return name and size of a block called like "FRONT-XL"; the size is "" without one."""
    found = _SIZE_SUFFIX.match(block)
    return (found["name"], found["size"].upper()) if found else (block, "")


def quantities(text: str) -> tuple[int, int] | None:
    """Return (quantity, mirrored) from "2", or from "1,1": as drawn, mirrored; else None."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if not numbers or sum(numbers) == 0:
        return None
    mirrored = numbers[1] if len(numbers) > 1 else 0
    return numbers[0] + mirrored, mirrored
