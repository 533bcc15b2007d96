"""Items as JSON: sparrow's and jagua's format, extended and never broken.

An item may also carry ``name``, ``size``, ``mirrored`` (false, true, "either", "pairs"), ``tilt``,
``gap``, ``match``, ``fixed``, ``min_quality``, ``fold``, ``on_fold``, ``height``, an outline with
holes, and what is drawn on it: ``grain``, ``grainline``, ``notches``, ``drills``, ``internals``,
``seam``. What is absent means what it means there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from workbench.errors import SpecError, nearest
from workbench.model.pattern import PatternPiece
from workbench.nesting.item import Item, Mirror
from workbench.nesting.placement import Placement
from workbench.nesting.rules import Match, read_points, read_shape, write_shape

# A null list of angles is rotation at will: these, each with a tilt half way to the next, so that
# none is left out. [degrees]
FREE_TURNS = tuple(360.0 * step / 16 for step in range(16))
FREE_TILT = 360.0 / 32

_MIRRORS: dict[object, Mirror] = {
    None: "never",
    False: "never",
    True: "always",
    "never": "never",
    "always": "always",
    "either": "either",
    "pairs": "pairs",
}


def parse_document(text: str | bytes | Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """Return parsed JSON as it is, or the object that JSON text holds."""
    if isinstance(text, Mapping):
        return text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SpecError(
            f"this is not JSON{place}", where=where or "instance", advice="check the file"
        ) from error
    if not isinstance(document, dict):
        raise SpecError(
            "the JSON is not an object", where=where or "instance", advice="give items and width"
        )
    return document


def read_number(
    document: Mapping[str, Any], key: str, where: str, default: float | None = None
) -> float:
    """Return a number of a record in mm; refuse what is none."""
    value = document.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SpecError(f"{key} is {value!r}, not a number", where=where, advice="give it in mm")
    return float(value)


def read_item(entry: Any, number: int) -> Item:
    """Return the item of a record; ``number`` is its id when it has none."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("shape"), Mapping):
        raise SpecError(
            "an item needs a shape", where=f"item {number}", advice="give shape.type and .data"
        )
    id = entry.get("id", number)
    name = str(entry.get("name", id))
    where = f"item '{name}'"
    outline, holes = read_shape(entry["shape"], where)
    turns = entry.get("allowed_orientations")
    try:
        angles = FREE_TURNS if turns is None else tuple(float(turn) for turn in turns) or (0.0,)
        demand = int(entry.get("demand", 1))
    except (TypeError, ValueError) as error:
        raise SpecError(
            "demand or allowed_orientations is not made of numbers",
            where=where,
            advice="give a whole number and a list of degrees",
        ) from error
    mirror = entry.get("mirrored")
    if not isinstance(mirror, str | bool | None) or mirror not in _MIRRORS:
        known = "false, true, either, pairs"
        advice = nearest(mirror, known.split(", ")) if isinstance(mirror, str) else ""
        raise SpecError(
            f"mirrored is {mirror!r}", where=where, advice=advice or f"choose one of: {known}"
        )
    least = entry.get("min_quality")
    if isinstance(least, bool) or not isinstance(least, int | None):
        raise SpecError(
            f"min_quality is {least!r}", where=where, advice="give a whole number, or null"
        )
    fold = entry.get("fold")
    piece = PatternPiece.mended(
        name=name,
        size=str(entry.get("size", "")),
        outline=outline,
        holes=holes,
        fold=None if fold is None else read_points(fold, where, "the fold"),
        **_read_marks(entry, where),
    )
    on_fold = entry.get("on_fold") is True
    tilt = read_number(entry, "tilt", where, 0.0)
    return Item(
        id,
        piece if on_fold else piece.unfolded(),
        demand,
        angles,
        _MIRRORS[mirror],
        # Every angle is allowed already where rotation is at will.
        tilt=tilt if turns is not None else FREE_TILT,
        gap=read_number(entry, "gap", where, 0.0),
        match=tuple(_read_match(each, where) for each in _listed(entry, "match", where)),
        fixed=tuple(_read_fixed(each, id, where) for each in _listed(entry, "fixed", where)),
        min_quality=least,
        on_fold=on_fold,
        height=read_number(entry, "height", where, 0.0),
        garment=str(entry.get("garment", "")),
        per_garment=_per_garment(entry, where),
    )


def _per_garment(entry: Mapping[str, Any], where: str) -> int:
    value = entry.get("per_garment", 1)
    if isinstance(value, bool) or not isinstance(value, int):
        raise SpecError(f"per_garment is {value!r}", where=where, advice="give a whole number")
    return value


def _read_marks(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return what is drawn on a piece beside its outline."""
    marks: dict[str, Any] = {"grain": read_number(entry, "grain", where, 0.0)}
    for key in ("notches", "drills", "seam", "grainline"):
        if entry.get(key):
            marks[key] = read_points(entry[key], where, key)
    marks["internals"] = tuple(
        read_points(line, where, "an internal line") for line in _listed(entry, "internals", where)
    )
    return marks


def _listed(entry: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = entry.get(key) or []
    if not isinstance(value, list):
        raise SpecError(f"{key} is not a list", where=where, advice="give a list of records")
    return value


def _read_match(entry: Any, where: str) -> Match:
    if not isinstance(entry, Mapping):
        raise SpecError("a match point is not a record", where=where, advice="give point and phase")
    given = [entry.get("point"), entry.get("phase", [0.0, 0.0])]
    point, phase = read_points(given, where, "a match point")
    return Match(point, phase)


def _read_fixed(entry: Any, id: int | str, where: str) -> Placement:
    try:
        return Placement.from_document({"rotation": 0.0, "mirrored": False, **entry, "id": id})
    except (KeyError, TypeError, ValueError) as error:
        raise SpecError(
            f"a fixed place is not complete ({error})",
            where=where,
            advice="give rotation, mirrored, x and y",
        ) from error


def write_item(item: Item) -> dict[str, Any]:
    """Return an item as plain data, in the format ``read_item`` reads."""
    piece = item.piece
    at_will = item.angles == FREE_TURNS and item.tilt == FREE_TILT
    entry: dict[str, Any] = {
        "id": item.id,
        "name": piece.name,
        "demand": item.demand,
        "allowed_orientations": None if at_will else list(item.angles),
        "shape": write_shape(piece.outline, piece.holes),
    }
    if piece.size:
        entry["size"] = piece.size
    if item.mirror != "never":
        entry["mirrored"] = True if item.mirror == "always" else item.mirror
    if piece.fold is not None:
        entry["fold"] = [list(point) for point in piece.fold]
    for key in ("notches", "drills", "seam", "grainline"):
        points = getattr(piece, key)
        if points:
            entry[key] = [list(point) for point in points]
    if piece.internals:
        entry["internals"] = [[list(point) for point in line] for line in piece.internals]
    if piece.grain:
        entry["grain"] = piece.grain
    if item.match:
        entry["match"] = [{"point": list(m.point), "phase": list(m.phase)} for m in item.match]
    if item.fixed:
        entry["fixed"] = [place.to_document() for place in item.fixed]
    rules = (
        ("tilt", 0.0 if at_will else item.tilt, 0.0),
        ("gap", item.gap, 0.0),
        ("min_quality", item.min_quality, None),
        ("on_fold", item.on_fold, False),
        ("height", item.height, 0.0),
        ("garment", item.garment, ""),
        ("per_garment", item.per_garment, 1),
    )
    entry.update({key: value for key, value, absent in rules if value != absent})
    return entry
