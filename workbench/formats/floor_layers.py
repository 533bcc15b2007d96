"""Which layer of a drawing holds what, and how a name carries what lines cannot say."""

from __future__ import annotations

import re
from typing import Final

# What we write; what we read may be spelt otherwise, see `kind_of`.
OUTLINE: Final = "OUTLINE"
WALLS: Final = "WALLS"
DOORS: Final = "DOORS"
COLUMNS: Final = "COLUMNS"
EXITS: Final = "EXITS"
ZONES: Final = "ZONES"
UTILITIES: Final = "UTILITIES"
STATIONS: Final = "STATIONS"
LAYERS: Final = (OUTLINE, WALLS, DOORS, COLUMNS, EXITS, ZONES, UTILITIES, STATIONS)

_SPELT: Final = {
    OUTLINE: ("OUTLINE", "BOUNDARY", "FLOOR", "ROOM", "PERIMETER"),
    WALLS: ("WALL", "A-WALL", "PARTITION"),
    DOORS: ("DOOR", "A-DOOR", "OPENING"),
    COLUMNS: ("COLUMN", "S-COL", "PILLAR"),
    EXITS: ("EXIT", "EGRESS"),
    ZONES: ("ZONE", "AREA"),
    UTILITIES: ("UTILIT", "SERVICE"),
    STATIONS: ("STATION", "MACHINE", "EQUIPMENT", "FURNITURE"),
}

#: Millimetres to a unit of the drawing by $INSUNITS, and the names people choose from.
UNIT_CODES: Final = {1: 25.4, 2: 304.8, 4: 1.0, 5: 10.0, 6: 1000.0, 14: 100.0}
UNITS: Final = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4, "ft": 304.8}


def kind_of(layer: str) -> str:
    """Return which of `LAYERS` a layer of a drawing is, "" for none."""
    name = layer.strip().upper().replace(" ", "-")
    for kind, spelt in _SPELT.items():
        if any(name.startswith(each) for each in spelt):
            return kind
    return ""


def labelled(name: str, **said: object) -> str:
    """Return a text that carries a name and more: ``vat; turn=90``."""
    more = [f"{key}={value}" for key, value in said.items() if value not in ("", None)]
    return "; ".join([name, *more])


def understood(text: str) -> tuple[str, dict[str, str]]:
    """Return the name and what more a text says; the name as a key of a twin."""
    name, *rest = (part.strip() for part in text.split(";"))
    said = dict(part.split("=", 1) for part in rest if "=" in part)
    return key_of(name), {key.strip(): value.strip() for key, value in said.items()}


def key_of(name: str) -> str:
    """Return a name as a twin writes it: ``Dye vat`` → ``dye_vat``."""
    key = re.sub(r"[^a-z0-9_]+", "_", name.strip().lower()).strip("_")
    return key if not key[:1].isdigit() else f"n{key}"
