"""What is to be nested: items with their demand and rules, and the width of the cloth.

The JSON is sparrow's, extended: an item may also carry ``name``, ``size``, ``mirrored`` and an
outline with holes; an instance ``gap`` and ``edge``. What is absent means what it means there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from workbench.errors import SpecError
from workbench.model.pattern import Cloth, Pattern, PatternPiece, Point

Mirror = Literal["never", "always", "either"]

# What a null list of angles, rotation at will, is searched with. [degrees]
FREE_TURNS = tuple(360.0 * step / 16 for step in range(16))

_MIRRORS: dict[object, Mirror] = {
    None: "never",
    False: "never",
    True: "always",
    "never": "never",
    "always": "always",
    "either": "either",
}


@dataclass(frozen=True)
class Item:
    """A shape and how often and in which poses it is to be placed.

    Parameters
    ----------
    id : int or str
        What placements refer to.
    piece : PatternPiece
        The shape, checked; ``piece.name`` and ``piece.size`` are for people.
    demand : int
        How many are placed.
    angles : tuple of float
        Allowed turns after mirroring, counter-clockwise. [degrees]
    mirror : "never", "always" or "either"
        Whether x → −x comes first.
    """

    id: int | str
    piece: PatternPiece
    demand: int = 1
    angles: tuple[float, ...] = (0.0,)
    mirror: Mirror = "never"

    def __post_init__(self) -> None:
        """Refuse a demand or a set of angles that cannot be met."""
        if self.demand < 1:
            raise SpecError(
                f"a demand of {self.demand}", where=self.label, advice="ask for 1 or more"
            )
        if not self.angles or not all(math.isfinite(angle) for angle in self.angles):
            raise SpecError(
                "the allowed angles are empty or not numbers",
                where=self.label,
                advice="give a list of degrees, or null for rotation at will",
            )

    @property
    def label(self) -> str:
        """How messages name the item."""
        return self.piece.label

    @property
    def poses(self) -> tuple[tuple[float, bool], ...]:
        """The allowed (angle in degrees, mirrored) pairs."""
        mirrors = {"never": (False,), "always": (True,), "either": (False, True)}[self.mirror]
        return tuple((angle, mirrored) for mirrored in mirrors for angle in self.angles)


# The search walks along the width: a number beyond this is a slip of the unit, not cloth.
MOST_WIDTH = 100_000.0  # mm


@dataclass(frozen=True)
class Instance:
    """A nesting question: items on a strip of a given width and least length.

    Parameters
    ----------
    name : str
    items : tuple of Item
    width : float      Width of the strip, along y. [mm]
    gap : float        Least distance between two pieces. [mm]
    edge : float       Least distance of a piece to both long sides. [mm]
    """

    name: str
    items: tuple[Item, ...]
    width: float
    gap: float = 0.0
    edge: float = 0.0
    _by_id: dict[int | str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse an empty instance, unusable dimensions and repeated ids."""
        where = f"instance '{self.name}'"
        if not self.items:
            raise SpecError("there is nothing to nest", where=where, advice="give at least 1 item")
        if not (math.isfinite(self.width) and self.width - 2 * self.edge > 0):
            raise SpecError(
                f"the width {self.width:g} mm leaves nothing beside the edges",
                where=where,
                advice="give a width above twice the edge",
            )
        if self.width > MOST_WIDTH:
            raise SpecError(
                f"cloth {self.width:g} mm wide is too wide to search",
                where=where,
                advice=f"give the width in mm, at most {MOST_WIDTH:g}",
            )
        if not (self.gap >= 0 and self.edge >= 0):
            raise SpecError("gap and edge cannot be negative", where=where, advice="give 0 or more")
        table = {item.id: item for item in self.items}
        if len(table) < len(self.items):
            raise SpecError("two items share an id", where=where, advice="give each its own id")
        object.__setattr__(self, "_by_id", table)

    @property
    def pieces(self) -> int:
        """Number of pieces to place, copies counted."""
        return sum(item.demand for item in self.items)

    @property
    def area(self) -> float:
        """Area of all pieces without their holes, in mm²."""
        return sum(item.piece.area * item.demand for item in self.items)

    def item(self, id: int | str) -> Item:
        """Return the item a placement refers to."""
        try:
            return self._by_id[id]
        except KeyError:
            raise SpecError(
                f"there is no item with id {id!r}",
                where=f"instance '{self.name}'",
                advice="use a marker together with the instance it was made for",
            ) from None

    @classmethod
    def from_pattern(
        cls,
        pattern: Pattern | Iterable[Pattern],
        cloth: Cloth,
        quantities: Mapping[str, int] | None = None,
        *,
        name: str = "",
    ) -> Instance:
        """Return the question of an order: so many garments of each size on one cloth.

        Parameters
        ----------
        pattern : Pattern or several
            With several, the quantities hold for each.
        cloth : Cloth
            Its nap gives the angles the grain may make with the warp.
        quantities : mapping of size to int, optional
            Garments of each size; one of each when left out.
        """
        patterns = [pattern] if isinstance(pattern, Pattern) else list(pattern)
        items: list[Item] = []
        for one in patterns:
            order = dict(quantities) if quantities is not None else dict.fromkeys(one.sizes, 1)
            counts: dict[tuple[str, str], list[Any]] = {}
            for size, quantity in order.items():
                if quantity < 0:
                    raise SpecError(
                        f"{quantity} garments of size '{size}'",
                        where=f"pattern '{one.name}'",
                        advice="give a quantity of 0 or more",
                    )
                for piece in one.size(size):
                    entry = counts.setdefault((piece.name, piece.size), [piece, 0])
                    entry[1] += quantity
            prefix = f"{one.name}/" if len(patterns) > 1 else ""
            for piece, garments in counts.values():
                items.extend(_pattern_items(piece, garments, cloth, prefix))
        return cls(
            name or patterns[0].name, tuple(items), cloth.width, gap=cloth.gap, edge=cloth.edge
        )

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any], *, where: str = "") -> Instance:
        """Read an instance from JSON text or a parsed document."""
        document = parse_document(text, where)
        if "strip_height" not in document:
            what = (
                "the stock is a set of sheets" if "bins" in document else "strip_height is missing"
            )
            raise SpecError(
                what, where=where or "instance", advice="give strip_height, the width of the strip"
            )
        entries = document.get("items")
        if not isinstance(entries, list):
            raise SpecError("items is not a list", where=where or "instance", advice="give a list")
        items = tuple(_read_item(entry, number) for number, entry in enumerate(entries))
        return cls(
            str(document.get("name", "")),
            items,
            _number(document, "strip_height", where or "instance"),
            gap=_number(document, "gap", where or "instance", 0.0),
            edge=_number(document, "edge", where or "instance", 0.0),
        )

    @classmethod
    def from_file(cls, path: str | Path) -> Instance:
        """Read an instance from a JSON file."""
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise SpecError(
                f"cannot be read ({error.strerror})", where=str(path), advice="check the path"
            ) from error
        return cls.from_json(data, where=str(path))

    def to_document(self) -> dict[str, Any]:
        """Return the instance as plain data, in the format ``from_json`` reads."""
        return {
            "name": self.name,
            "items": [_write_item(item) for item in self.items],
            "strip_height": self.width,
            "gap": self.gap,
            "edge": self.edge,
        }

    def to_json(self) -> str:
        """Return the instance as JSON text; floats keep all their digits."""
        return json.dumps(self.to_document())


def _pattern_items(piece: PatternPiece, garments: int, cloth: Cloth, prefix: str) -> list[Item]:
    whole = piece.unfolded()
    tilts = (0.0, -piece.tilt, piece.tilt) if piece.tilt else (0.0,)
    label = f"{prefix}{piece.name}" + (f"/{piece.size}" if piece.size else "")
    items = []
    for mirrored, count in ((False, piece.quantity - piece.mirrored), (True, piece.mirrored)):
        if count * garments == 0:
            continue
        grain = 180.0 - piece.grain if mirrored else piece.grain
        angles = tuple(
            dict.fromkeys((turn + tilt - grain) % 360.0 for turn in cloth.angles for tilt in tilts)
        )
        items.append(
            Item(
                f"{label}/mirrored" if mirrored else label,
                whole,
                count * garments,
                angles,
                "always" if mirrored else "never",
            )
        )
    return items


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


def _number(
    document: Mapping[str, Any], key: str, where: str, default: float | None = None
) -> float:
    value = document.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SpecError(f"{key} is {value!r}, not a number", where=where, advice="give it in mm")
    return float(value)


def _read_item(entry: Any, number: int) -> Item:
    where = f"item {number}"
    if not isinstance(entry, Mapping) or not isinstance(entry.get("shape"), Mapping):
        raise SpecError("an item needs a shape", where=where, advice="give shape.type and .data")
    id = entry.get("id", number)
    name = str(entry.get("name", id))
    outline, holes = _read_shape(entry["shape"], f"item '{name}'")
    turns = entry.get("allowed_orientations")
    try:
        angles = FREE_TURNS if turns is None else tuple(float(turn) for turn in turns) or (0.0,)
        demand = int(entry.get("demand", 1))
    except (TypeError, ValueError) as error:
        raise SpecError(
            "demand or allowed_orientations is not made of numbers",
            where=f"item '{name}'",
            advice="give a whole number and a list of degrees",
        ) from error
    mirror = entry.get("mirrored")
    if not isinstance(mirror, str | bool | None) or mirror not in _MIRRORS:
        raise SpecError(
            f"mirrored is {mirror!r}",
            where=f"item '{name}'",
            advice="choose one of: false, true, either",
        )
    piece = PatternPiece(name, str(entry.get("size", "")), outline, holes=holes)
    return Item(id, piece, demand, angles, _MIRRORS[mirror])


def _read_shape(
    shape: Mapping[str, Any], where: str
) -> tuple[tuple[Point, ...], tuple[tuple[Point, ...], ...]]:
    kind = shape.get("type", "simple_polygon")
    data = shape.get("data")
    if kind == "polygon" and isinstance(data, Mapping):
        rings = [data.get("outer"), *(data.get("inner") or [])]
    elif kind == "simple_polygon":
        rings = [data]
    else:
        raise SpecError(
            f"the shape is of type {kind!r}",
            where=where,
            advice="choose one of: simple_polygon, polygon",
        )
    try:
        read = [tuple((float(x), float(y)) for x, y in ring) for ring in rings]  # type: ignore[union-attr]
    except (TypeError, ValueError) as error:
        raise SpecError(
            "an outline is not a list of [x, y]", where=where, advice="give numbers in mm"
        ) from error
    return read[0], tuple(read[1:])


def _write_item(item: Item) -> dict[str, Any]:
    piece = item.piece
    shape: dict[str, Any] = {
        "type": "simple_polygon",
        "data": [list(point) for point in piece.outline],
    }
    if piece.holes:
        holes = [[list(point) for point in hole] for hole in piece.holes]
        shape = {"type": "polygon", "data": {"outer": shape["data"], "inner": holes}}
    entry: dict[str, Any] = {
        "id": item.id,
        "name": piece.name,
        "demand": item.demand,
        "allowed_orientations": list(item.angles),
        "shape": shape,
    }
    if piece.size:
        entry["size"] = piece.size
    if item.mirror != "never":
        entry["mirrored"] = True if item.mirror == "always" else "either"
    return entry
