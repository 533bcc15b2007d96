"""What is to be nested: items with their demand and rules, and the width of the cloth.

The rules of cloth and stock are data on the item or on the instance. The JSON is sparrow's and
jagua's, extended: an instance may also carry ``gap``, ``edge``, ``repeat``, ``zones``, ``defects``,
``spread``, ``bins`` (or ``sheets``) and ``kiln``; for items see `item_json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from workbench.errors import SpecError
from workbench.model.pattern import Cloth, Pattern
from workbench.nesting.garments import garment_items
from workbench.nesting.item import Item
from workbench.nesting.item_json import parse_document, read_item, read_number, write_item
from workbench.nesting.rules import Repeat, Zone, read_points, read_zones, write_zones
from workbench.nesting.shade import check_garments
from workbench.nesting.sheet import Sheet

Spread = Literal["open", "folded", "tubular"]
_SPREADS: dict[object, Spread] = {"open": "open", "folded": "folded", "tubular": "tubular"}

# More than any order has. (Guards against files made to exhaust memory.)
MOST_ITEMS = 20_000
MOST_PIECES = 100_000
MOST_POINTS = 1_000_000

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
    repeat : Repeat, optional
        Of stripes or checks; the length of the marker is then whole repeats.
    zones : tuple of Zone
        Defects and parts of lower quality on the strip.
    spread : "open", "folded" or "tubular"
        Folded cloth has a fold along y = 0, tubular cloth another along y = width.
    sheets : tuple of Sheet
        The stock, when it is not one endless strip; ``width`` is then the widest of them.
    layers : tuple of (height, thickness)
        Of a kiln: how high it is inside and how thick a shelf; empty when there is no kiln. [mm]
    """

    name: str
    items: tuple[Item, ...]
    width: float
    gap: float = 0.0
    edge: float = 0.0
    repeat: Repeat | None = None
    zones: tuple[Zone, ...] = ()
    spread: Spread = "open"
    sheets: tuple[Sheet, ...] = ()
    layers: tuple[float, float] | tuple[()] = ()
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
        if self.layers and not self.sheets:
            raise SpecError("a kiln has no shelves", where=where, advice="give them as bins")
        if len({sheet.id for sheet in self.sheets}) < len(self.sheets):
            raise SpecError("two sheets share an id", where=where, advice="give each its own id")
        for item in self.items:
            if item.on_fold and self.spread == "open":
                raise SpecError(
                    "it is to lie on the fold of cloth that is not folded",
                    where=item.label,
                    advice='spread the cloth "folded" or "tubular", or give the whole piece',
                )
            if item.match and self.repeat is None:
                raise SpecError(
                    "it has match points and the cloth no repeat",
                    where=item.label,
                    advice="give the repeat of the cloth in mm",
                )
        if any(sheet.shade for sheet in self.sheets):
            check_garments(self.items)
        object.__setattr__(self, "_by_id", table)

    @property
    def pieces(self) -> int:
        """Number of pieces to place, copies counted."""
        return sum(item.demand for item in self.items)

    @property
    def area(self) -> float:
        """Area of all pieces without their holes, in mm²."""
        return sum(self.laid_area(item) * item.demand for item in self.items)

    def laid_area(self, item: Item) -> float:
        """Return what one of an item takes of the strip: half a piece when it lies on a fold."""
        return item.piece.area / (2.0 if item.on_fold else 1.0)

    def pair_gap(self, one: Item, other: Item) -> float:
        """Return the least distance between pieces of two items, in mm."""
        return max(self.gap, one.gap, other.gap)

    @property
    def has_folds(self) -> tuple[bool, bool]:
        """Whether the cloth is folded along y = 0, and along y = width."""
        return self.spread != "open", self.spread == "tubular"

    @property
    def clear(self) -> tuple[float, float]:
        """Between which y pieces lie: selvedges keep the edge, a fold keeps nothing, in mm."""
        low, high = self.has_folds
        return (0.0 if low else self.edge), self.width - (0.0 if high else self.edge)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was mended when the pieces were read, each with the piece's name."""
        return tuple(
            dict.fromkeys(f"{item.label}: {n}" for item in self.items for n in item.piece.notes)
        )

    def sheet(self, id: int | str) -> Sheet:
        """Return the sheet a placement lies on."""
        for sheet in self.sheets:
            if sheet.id == id:
                return sheet
        raise SpecError(
            f"there is no sheet with id {id!r}",
            where=f"instance '{self.name}'",
            advice="use a marker together with the instance it was made for",
        )

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
        repeat = (cloth.repeat_x, cloth.repeat_y)
        return cls(
            name or patterns[0].name,
            garment_items(patterns, cloth, quantities),
            cloth.width,
            gap=cloth.gap,
            edge=cloth.edge,
            repeat=Repeat(*repeat) if any(repeat) else None,
            spread=cloth.spread,
        )

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any], *, where: str = "") -> Instance:
        """Read an instance from JSON text or a parsed document."""
        document = parse_document(text, where)
        where = where or "instance"
        sheets = _read_sheets(document, where)
        if "strip_height" not in document and not sheets:
            raise SpecError(
                "strip_height is missing",
                where=where,
                advice="give strip_height, the width of the strip, or bins, the stock",
            )
        entries = document.get("items")
        if not isinstance(entries, list):
            raise SpecError("items is not a list", where=where, advice="give a list")
        if len(entries) > MOST_ITEMS:
            raise SpecError(
                f"there are {len(entries)} items",
                where=where,
                advice=f"give at most {MOST_ITEMS}; equal pieces share one item with a demand",
            )
        items = tuple(read_item(entry, number) for number, entry in enumerate(entries))
        _check_size(items, where)
        widest = max((sheet.extent[1] for sheet in sheets), default=0.0)
        spread = document.get("spread", "open")
        if spread not in _SPREADS:
            raise SpecError(
                f"the spread is {spread!r}", where=where, advice="one of: open, folded, tubular"
            )
        zones = read_zones(document.get("zones"), where)
        zones += read_zones(document.get("defects"), where, quality=0)
        return cls(
            str(document.get("name", "")),
            items,
            read_number(document, "strip_height", where, widest or None),
            gap=read_number(document, "gap", where, 0.0),
            edge=read_number(document, "edge", where, 0.0),
            repeat=_read_repeat(document.get("repeat"), where),
            zones=zones,
            spread=_SPREADS[spread],
            sheets=sheets,
            layers=_read_kiln(document.get("kiln"), where),
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
        document: dict[str, Any] = {
            "name": self.name,
            "items": [write_item(item) for item in self.items],
            "strip_height": self.width,
            "gap": self.gap,
            "edge": self.edge,
        }
        if self.repeat is not None:
            document["repeat"] = [self.repeat.x, self.repeat.y]
        if self.zones:
            document["zones"] = write_zones(self.zones)
        if self.spread != "open":
            document["spread"] = self.spread
        if self.sheets:
            document["bins"] = [sheet.to_document() for sheet in self.sheets]
        if self.layers:
            height, thickness = self.layers
            document["kiln"] = {"height": height, "shelf_thickness": thickness}
        return document

    def to_json(self) -> str:
        """Return the instance as JSON text; floats keep all their digits."""
        return json.dumps(self.to_document())


def _check_size(items: tuple[Item, ...], where: str) -> None:
    pieces = sum(item.demand for item in items)
    if pieces > MOST_PIECES:
        raise SpecError(
            f"{pieces} pieces are demanded", where=where, advice=f"ask for at most {MOST_PIECES}"
        )
    points = sum(len(item.piece.outline) for item in items)
    if points > MOST_POINTS:
        raise SpecError(
            f"the outlines have {points} points in all",
            where=where,
            advice=f"give at most {MOST_POINTS}",
        )


def _read_sheets(document: Mapping[str, Any], where: str) -> tuple[Sheet, ...]:
    entries = document.get("bins", document.get("sheets", []))
    if not isinstance(entries, list):
        raise SpecError("bins is not a list", where=where, advice="give a list of sheets")
    return tuple(Sheet.from_document(entry, number) for number, entry in enumerate(entries))


def _read_repeat(value: Any, where: str) -> Repeat | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return Repeat(read_number(value, "x", where, 0.0), read_number(value, "y", where, 0.0))
    ((x, y),) = read_points([value], where, "the repeat")
    return Repeat(x, y)


def _read_kiln(value: Any, where: str) -> tuple[float, float] | tuple[()]:
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise SpecError("kiln is not a record", where=where, advice="give height, in mm")
    height = read_number(value, "height", where)
    thickness = read_number(value, "shelf_thickness", where, 0.0)
    if not (height > 0 and thickness >= 0):
        raise SpecError(
            f"a kiln {height:g} mm high with shelves of {thickness:g} mm",
            where=where,
            advice="give a height above 0 and a thickness of 0 or more",
        )
    return height, thickness
