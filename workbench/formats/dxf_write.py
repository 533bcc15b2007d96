"""Write patterns and markers as the plainest DXF that cutting-room programs read: R12, AAMA layers.

Written by hand because general libraries add layout blocks, which some of those programs take for
pieces and refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from workbench.formats import aama
from workbench.formats.marker_scene import Laid, spreads
from workbench.model.pattern import Pattern, PatternPiece, Point
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker

# Beyond the layers of AAMA: what is wrong with the cloth.
FLAW = 16
_LAYERS = (1, 4, 6, 7, 8, 9, 11, 13, 14, 15, FLAW)


def write_dxf(pattern: Pattern, path: str | Path | None = None) -> str:
    """Return a pattern as AAMA DXF in mm, and write it to ``path`` when one is given."""
    blocks: list[str] = []
    inserts: list[str] = []
    names: set[str] = set()
    for piece in pattern.pieces:
        block = _block_name(piece, names)
        blocks += _block(block, _piece_entities(piece))
        inserts += _group(0, "INSERT", 8, 1, 2, block, 10, "0.0", 20, "0.0", 30, "0.0")
    style = [
        *_text(f"Style Name: {pattern.name}", (0.0, 0.0)),
        *_text("Units: METRIC", (0.0, -10.0)),
    ]
    return _save(_document(blocks, inserts + style), path)


def marker_to_dxf(marker: Marker, instance: Instance, path: str | Path | None = None) -> str:
    """Return a marker as DXF in mm: cut lines on layer 1, the cloth on layer 15, flaws on 16."""
    entities: list[str] = []
    drawn, length, width = spreads(marker, instance)
    for spread in drawn:
        entities += _polyline(15, spread.outline, True)
        for hole in spread.holes:
            entities += _polyline(15, hole, True)
        for _, outline in spread.flaws:
            entities += _polyline(FLAW, outline, True)
        for laid in spread.pieces:
            entities += _laid_entities(laid)
    title = f"{instance.name}: {length:.0f} x {width:.0f} mm, {100 * marker.density:.1f} %"
    entities += _text(title, (0.0, -20.0))
    return _save(_document([], entities), path)


def _laid_entities(laid: Laid) -> list[str]:
    piece = laid.piece
    entities = _polyline(aama.BOUNDARY, laid.put(piece.outline), True)
    for hole in piece.holes:
        entities += _polyline(aama.CUT_OUT, laid.put(hole), True)
    for line in piece.internals:
        entities += _polyline(aama.INTERNAL, laid.put(line), False)
    for notch in laid.put(piece.notches):
        entities += _point(aama.NOTCH, notch)
    for drill in laid.put(piece.drills):
        entities += _point(aama.DRILL, drill)
    for spot in laid.put(piece.match):
        entities += _point(aama.STRIPE, spot)
    if piece.seam:
        entities += _polyline(aama.SEW, laid.put(piece.seam), True)
    entities += _line(aama.GRAIN, *laid.grainline)
    return entities + _text(laid.label, laid.middle)


def _piece_entities(piece: PatternPiece) -> list[str]:
    quantity = str(piece.quantity)
    if piece.mirrored:
        quantity = f"{piece.quantity - piece.mirrored},{piece.mirrored}"
    said = [f"Piece Name: {piece.name}", f"Quantity: {quantity}"]
    if piece.size:
        said.append(f"Size: {piece.size}")
    entities = _polyline(aama.BOUNDARY, piece.outline, True)
    for point in piece.notches:
        entities += _point(aama.NOTCH, point)
    if piece.fold:
        entities += _line(aama.MIRROR, *piece.fold)
    grainline = piece.grainline or _arrow(piece)
    entities += _line(aama.GRAIN, *grainline)
    for line in piece.internals:
        entities += _polyline(aama.INTERNAL, line, False)
    for hole in piece.holes:
        entities += _polyline(aama.CUT_OUT, hole, True)
    for point in piece.drills:
        entities += _point(aama.DRILL, point)
    for point in piece.match:
        entities += _point(aama.STRIPE, point)
    if piece.seam:
        entities += _polyline(aama.SEW, piece.seam, True)
    x, y = piece.outline[0]
    for row, text in enumerate(said):
        entities += _text(text, (x, y - 10.0 * row), layer=1)
    return entities


def _arrow(piece: PatternPiece) -> tuple[Point, Point]:
    """Return a grainline through the middle of a piece that was given an angle only."""
    import math

    from shapely.geometry import Polygon

    middle = Polygon(piece.outline).representative_point()
    reach = 0.2 * math.sqrt(piece.area)
    dx = reach * math.cos(math.radians(piece.grain))
    dy = reach * math.sin(math.radians(piece.grain))
    return (middle.x - dx, middle.y - dy), (middle.x + dx, middle.y + dy)


def _block_name(piece: PatternPiece, names: set[str]) -> str:
    # R12 names: capitals, digits, _ $ -, at most 31 characters.
    text = f"{piece.name}-{piece.size}" if piece.size else piece.name
    base = re.sub(r"[^A-Z0-9_$-]", "_", text.upper())[:27] or "PIECE"
    name, number = base, 1
    while name in names:
        number += 1
        name = f"{base}_{number}"
    names.add(name)
    return name


def _group(*pairs: object) -> list[str]:
    return [f"{code}\n{value}" for code, value in zip(pairs[::2], pairs[1::2], strict=True)]


def _number(value: float) -> str:
    return f"{value:.6f}"


def _at(point: Point) -> tuple[object, ...]:
    return 10, _number(point[0]), 20, _number(point[1]), 30, "0.0"


def _polyline(layer: int, points: Iterable[Point], closed: bool) -> list[str]:
    rows = _group(0, "POLYLINE", 8, layer, 66, 1, 70, int(closed), 10, "0.0", 20, "0.0", 30, "0.0")
    for point in points:
        rows += _group(0, "VERTEX", 8, layer, *_at(point))
    return rows + _group(0, "SEQEND", 8, layer)


def _point(layer: int, point: Point) -> list[str]:
    return _group(0, "POINT", 8, layer, *_at(point))


def _line(layer: int, start: Point, end: Point) -> list[str]:
    return _group(
        0, "LINE", 8, layer, *_at(start), 11, _number(end[0]), 21, _number(end[1]), 31, "0.0"
    )


def _text(text: str, point: Point, *, layer: int = 15) -> list[str]:
    return _group(0, "TEXT", 8, layer, *_at(point), 40, "6.0", 1, _plain(text))


def _plain(text: str) -> str:
    """Return text in ASCII on one line, other characters by number as DXF writes them."""
    line = " ".join(text.split())
    return "".join(
        character if 32 <= ord(character) < 127 else f"\\U+{min(ord(character), 0xFFFF):04X}"
        for character in line
    )


def _block(name: str, entities: list[str]) -> list[str]:
    head = _group(0, "BLOCK", 8, 1, 2, name, 70, 64, 10, "0.0", 20, "0.0", 30, "0.0", 3, name)
    return head + entities + _group(0, "ENDBLK", 8, 1)


def _section(name: str, rows: list[str]) -> list[str]:
    return [*_group(0, "SECTION", 2, name), *rows, *_group(0, "ENDSEC")]


def _document(blocks: list[str], entities: list[str]) -> str:
    header = _group(9, "$ACADVER", 1, "AC1009", 9, "$INSUNITS", 70, 4)
    layers = _group(0, "TABLE", 2, "LAYER", 70, len(_LAYERS))
    for layer in _LAYERS:
        layers += _group(0, "LAYER", 2, layer, 70, 0, 62, 7, 6, "CONTINUOUS")
    layers += _group(0, "ENDTAB")
    rows = [
        *_section("HEADER", header),
        *_section("TABLES", layers),
        *_section("BLOCKS", blocks),
        *_section("ENTITIES", entities),
        "0\nEOF",
    ]
    return "\n".join(rows) + "\n"


def _save(text: str, path: str | Path | None) -> str:
    if path is not None:
        Path(path).write_text(text, encoding="ascii", newline="\r\n")
    return text
