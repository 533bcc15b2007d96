"""Read patterns from DXF in the AAMA and ASTM dialects: a block for each piece and size."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import pairwise
from typing import Any

from workbench.errors import SpecError
from workbench.formats import aama
from workbench.formats.grade_rules import GradeRules, graded
from workbench.formats.source import Source, read_bytes
from workbench.model.pattern import Pattern, PatternPiece, Point

# Curves become chords no further off than this: 0.005 % of the area of a disc of 100 mm. [mm]
FLATNESS = 0.002
# Ends of lines closer than this meet. [mm]
JOINT = 0.05
# An outline whose ends are closer than this share of its length is meant to be closed.
NEARLY = 0.01
# The largest piece of a garment lies between these; outside the unit is doubted. [mm]
SMALL, LARGE = 80.0, 5000.0
# More vertices than any garment has. (A guard against files made to exhaust memory.)
MOST_POINTS = 200_000


def read_dxf(
    source: Source,
    *,
    name: str = "",
    unit: float | None = None,
    rules: GradeRules | None = None,
) -> Pattern:
    """Return the pattern of a DXF file.

    Parameters
    ----------
    source : path or bytes
    name : str
        How messages name the file, and the pattern when the file has no style name.
    unit : float, optional
        Millimetres to one unit of the drawing; by default the file's UNITS text or header says,
        and millimetres are taken when it says nothing.
    rules : GradeRules, optional
        The grade-rule table that belongs to a drawing of the sample size: every piece with
        numbered points comes back in all sizes.

    Returns
    -------
    Pattern
        Outlines (layer 1), notches (4, 80-83), fold (6), grain (7), internals (8), cut-outs (11),
        drill holes (13) and sew lines (14) of every block, in mm.
    """
    data, label = read_bytes(source, name)
    document = _load(data, label)
    style: dict[str, str] = {}
    for entity in document.modelspace():
        said = aama.statement(_text(entity))
        if said:
            style.setdefault(*said)
    stated = _unit(document, style)
    scale = unit or stated or 1.0
    pieces: list[PatternPiece] = []
    for block, drawing in _drawings(document, label, scale):
        piece = _piece(block, drawing, label)
        if rules is not None and drawing.rules:
            pieces += graded(piece, drawing.rules, rules, label)
        else:
            pieces.append(piece)
    if not pieces:
        raise SpecError(
            "there is no closed cut line on layer 1",
            where=label,
            advice="export as AAMA or ASTM DXF, with a block for each piece",
        )
    if unit is None and stated is None:
        pieces = _doubted(pieces)
    title = style.get("STYLE NAME") or style.get("STYLE") or label.rsplit(".", 1)[0]
    return Pattern(title, tuple(_distinct(pieces)))


def _load(data: bytes, label: str) -> Any:
    from ezdxf import recover
    from ezdxf.lldxf.const import DXFError

    # A binary file is recognised by its sentinel; everything else must name a section early.
    if not data.startswith(b"AutoCAD Binary DXF") and b"SECTION" not in data[:4096].upper():
        raise SpecError(
            "this is not a DXF file", where=label, advice="export the pattern as DXF (AAMA or ASTM)"
        )
    try:
        document, _ = recover.read(BytesIO(data))
    except (
        DXFError,
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
    ) as error:
        raise SpecError(
            f"the DXF file is broken ({_first_line(error)})",
            where=label,
            advice="export it again; a cut-off file ends without EOF",
        ) from error
    return document


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:120] if lines else type(error).__name__


def _unit(document: Any, style: dict[str, str]) -> float | None:
    """Return millimetres to a unit of the drawing, None when the file does not say."""
    word = style.get("UNITS", "").upper().split(" ")[0]
    if word in aama.UNIT_WORDS:
        return aama.UNIT_WORDS[word]
    return aama.UNIT_CODES.get(int(document.header.get("$INSUNITS", 0)))


def _doubted(pieces: list[PatternPiece]) -> list[PatternPiece]:
    """Return the pieces with a note when their size says that the unit may be another one."""
    wide, high = max((_sides(piece) for piece in pieces), key=max)
    if SMALL <= max(wide, high) <= LARGE:
        return pieces
    note = (
        f"the largest piece measures {wide:.4g} × {high:.4g} mm and the file names no unit: "
        "give the unit if that is wrong"
    )
    return [replace(pieces[0], notes=(*pieces[0].notes, note)), *pieces[1:]]


def _sides(piece: PatternPiece) -> tuple[float, float]:
    xs, ys = [x for x, _ in piece.outline], [y for _, y in piece.outline]
    return max(xs) - min(xs), max(ys) - min(ys)


@dataclass
class _Drawing:
    """What one block holds, by layer number; lengths in mm."""

    rings: dict[int, list[list[Point]]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[int, list[list[Point]]] = field(default_factory=lambda: defaultdict(list))
    points: dict[int, list[Point]] = field(default_factory=lambda: defaultdict(list))
    said: dict[str, str] = field(default_factory=dict)
    rules: list[tuple[Point, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _drawings(document: Any, label: str, scale: float) -> Iterator[tuple[str, _Drawing]]:
    inserts = {
        insert.dxf.name: insert for insert in document.modelspace() if insert.dxftype() == "INSERT"
    }
    found = False
    for block in document.blocks:
        if block.name.startswith("*"):
            continue
        factor = scale
        if block.name in inserts:
            factor *= abs(float(inserts[block.name].dxf.get("xscale", 1.0))) or 1.0
        drawing = _draw(block, factor, label)
        if drawing.rings[aama.BOUNDARY]:
            found = True
            yield block.name, drawing
        elif drawing.lines[aama.BOUNDARY]:
            _close(drawing, f"{label}, block '{block.name}'")
            found = True
            yield block.name, drawing
    if found:
        return
    # Some programs draw without blocks: each closed outline on layer 1 is then a piece.
    drawing = _draw(document.modelspace(), scale, label)
    for number, ring in enumerate(drawing.rings[aama.BOUNDARY], start=1):
        single = _Drawing()
        single.rings[aama.BOUNDARY].append(ring)
        yield f"piece {number}", single


def _close(drawing: _Drawing, where: str) -> None:
    """Close an outline whose ends nearly meet, and note it; refuse one that is open."""
    line = max(drawing.lines[aama.BOUNDARY], key=_extent)
    gap = math.dist(line[0], line[-1])
    length = sum(math.dist(a, b) for a, b in pairwise(line))
    if len(line) < 3 or gap > NEARLY * length or len(drawing.lines[aama.BOUNDARY]) > 1:
        raise SpecError(
            f"the cut line on layer 1 is open by {gap:.1f} mm",
            where=where,
            advice="close the outline of the piece and export again",
        )
    drawing.lines[aama.BOUNDARY] = []
    drawing.rings[aama.BOUNDARY].append(line)
    drawing.notes.append(f"its outline was open by {gap:.1f} mm and was closed by a straight line")


def _draw(entities: Iterable[Any], scale: float, label: str) -> _Drawing:
    from ezdxf.lldxf.const import DXFError

    drawing = _Drawing()
    total = 0
    for entity in entities:
        try:
            total += _add(drawing, entity, scale)
        except (DXFError, TypeError, ValueError, AttributeError, ZeroDivisionError):
            continue  # an entity without geometry draws nothing
        if total > MOST_POINTS:
            raise SpecError(
                f"a block has more than {MOST_POINTS} points",
                where=label,
                advice="export the pattern again, with fewer points on its curves",
            )
    _join_boundary(drawing)
    return drawing


def _add(drawing: _Drawing, entity: Any, scale: float) -> int:
    """Add one entity to a drawing and return its number of points."""
    layer = aama.layer_number(entity.dxf.get("layer", "0"))
    kind = entity.dxftype()
    if kind in {"TEXT", "MTEXT", "ATTRIB", "ATTDEF"}:
        text = _text(entity)
        said, number = aama.statement(text), aama.rule_number(text)
        if said:
            drawing.said.setdefault(*said)
        elif number is not None:
            spot = entity.dxf.get("insert")
            drawing.rules.append((_finite((spot.x * scale, spot.y * scale)), number))
        return 0
    if kind in {"POINT", "INSERT"} or (kind == "CIRCLE" and layer == aama.DRILL):
        name = {"POINT": "location", "INSERT": "insert", "CIRCLE": "center"}[kind]
        spot = entity.dxf.get(name)
        drawing.points[layer].append(_finite((spot.x * scale, spot.y * scale)))
        return 1
    if kind not in {"POLYLINE", "LWPOLYLINE", "LINE", "ARC", "CIRCLE", "SPLINE", "ELLIPSE"}:
        return 0
    vertices = _vertices(entity, FLATNESS / scale)
    line = [_finite((x * scale, y * scale)) for x, y in vertices]
    if len(line) < 2:
        return 0
    closed = bool(getattr(entity, "is_closed", False))
    closed |= math.dist(line[0], line[-1]) < min(JOINT, 1e-3 * _reach(line))
    (drawing.rings if closed and len(line) > 2 else drawing.lines)[layer].append(line)
    return len(line)


def _vertices(entity: Any, flatness: float) -> list[Point]:
    """Return the points of an entity; arcs by their own radius, which Bézier curves only near."""
    kind = entity.dxftype()
    if kind == "LINE":
        return [(v.x, v.y) for v in (entity.dxf.start, entity.dxf.end)]
    if kind in {"ARC", "CIRCLE", "SPLINE", "ELLIPSE"}:
        return [(v.x, v.y) for v in entity.flattening(flatness)]
    if not entity.has_arc:
        if kind == "LWPOLYLINE":
            return [(x, y) for x, y in entity.get_points("xy")]
        # Flag 16 marks the frame of a spline, which is not on the curve.
        vertices = [v for v in entity.vertices if not v.dxf.flags & 16]
        return [(v.dxf.location.x, v.dxf.location.y) for v in vertices]
    points: list[Point] = []
    for part in entity.virtual_entities():
        run = _vertices(part, flatness)
        if not points:
            points = run
            continue
        ends = (math.dist(points[-1], run[0]), math.dist(points[-1], run[-1]))
        starts = (math.dist(points[0], run[0]), math.dist(points[0], run[-1]))
        # Arcs always run counter-clockwise: turn them, or the first one, to go on from there.
        if min(starts) < min(ends):
            points.reverse()
            ends = starts
        points += run[1:] if ends[0] <= ends[1] else run[-2::-1]
    return points


def _finite(point: Point) -> Point:
    if not (math.isfinite(point[0]) and math.isfinite(point[1])):
        raise ValueError("a coordinate is not a number")
    return point


def _reach(line: list[Point]) -> float:
    return max(math.dist(line[0], point) for point in line)


def _join_boundary(drawing: _Drawing) -> None:
    """Join loose lines of the cut line end to end into rings."""
    for layer in (aama.BOUNDARY, aama.CUT_OUT, aama.SEW):
        loose = drawing.lines[layer]
        if len(loose) < 2:
            continue
        open_lines = [list(line) for line in loose]
        drawing.lines[layer] = []
        while open_lines:
            chain = open_lines.pop(0)
            grown = True
            while grown and math.dist(chain[0], chain[-1]) > JOINT:
                grown = False
                for k, line in enumerate(open_lines):
                    if math.dist(chain[-1], line[0]) <= JOINT:
                        chain += line[1:]
                    elif math.dist(chain[-1], line[-1]) <= JOINT:
                        chain += line[-2::-1]
                    else:
                        continue
                    del open_lines[k]
                    grown = True
                    break
            closed = len(chain) > 3 and math.dist(chain[0], chain[-1]) <= JOINT
            (drawing.rings if closed else drawing.lines)[layer].append(chain)


def _piece(block: str, drawing: _Drawing, label: str) -> PatternPiece:
    said = drawing.said
    block_name, block_size = aama.split_size(block)
    where = f"{label}, block '{block}'"
    rings = sorted(drawing.rings[aama.BOUNDARY], key=_extent, reverse=True)
    outline = rings[0]
    count = aama.quantities(said.get("QUANTITY", "1"))
    if count is None:
        raise SpecError(
            f"the quantity reads '{said['QUANTITY']}'", where=where, advice="write 'Quantity: 2'"
        )
    quantity, mirrored = count
    grains = drawing.lines[aama.GRAIN] or drawing.rings[aama.GRAIN]
    grainline = (grains[0][0], grains[0][-1]) if grains else None
    grain = 0.0
    if grainline and math.dist(*grainline) > JOINT:
        (ax, ay), (bx, by) = grainline
        grain = math.degrees(math.atan2(by - ay, bx - ax)) % 360.0
    else:
        grainline = None
    fold, creases = _fold(drawing.lines[aama.MIRROR], outline)
    internals = [
        line
        for layer in (aama.INTERNAL, aama.STRIPE, aama.PLAID, aama.CUT_OUT)
        for line in drawing.lines[layer]
    ]
    internals += drawing.rings[aama.INTERNAL] + creases
    seams = sorted(drawing.rings[aama.SEW], key=_extent, reverse=True)
    # A second outline on layer 1 inside the first is cut out, as is all of layer 11.
    holes = rings[1:] + drawing.rings[aama.CUT_OUT]
    notches = [point for layer in aama.NOTCHES for point in drawing.points[layer]]
    notches += [line[0] for layer in aama.NOTCHES for line in drawing.lines[layer]]
    try:
        return PatternPiece.mended(
            name=said.get("PIECE NAME") or block_name,
            size=said.get("SIZE", block_size),
            outline=tuple(outline),
            grain=grain,
            notches=tuple(notches),
            internals=tuple(map(tuple, internals)),
            drills=tuple(drawing.points[aama.DRILL]),
            match=(*drawing.points[aama.STRIPE], *drawing.points[aama.PLAID]),
            holes=tuple(map(tuple, holes)),
            seam=tuple(seams[0]) if seams else (),
            quantity=quantity,
            mirrored=mirrored,
            fold=fold,
            grainline=grainline,
            notes=tuple(drawing.notes),
        )
    except SpecError as error:
        raise SpecError(error.what, where=f"{label}, {error.where}", advice=error.advice) from error


def _extent(ring: list[Point]) -> float:
    xs = [x for x, _ in ring]
    ys = [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def _fold(
    lines: list[list[Point]], outline: list[Point]
) -> tuple[tuple[Point, Point] | None, list[list[Point]]]:
    """Return the fold and the mirror lines that are none because cloth lies on both sides."""
    for line in lines:
        (ax, ay), (bx, by) = line[0], line[-1]
        length = math.dist(line[0], line[-1])
        if length <= JOINT:
            continue
        sides = [((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length for x, y in outline]
        reach = 1e-3 * max(1.0, length)
        on_line = sum(abs(side) <= reach for side in sides)
        if on_line >= 2 and (max(sides) <= reach or min(sides) >= -reach):
            return (line[0], line[-1]), [other for other in lines if other is not line]
    return None, lines


def _distinct(pieces: list[PatternPiece]) -> Iterator[PatternPiece]:
    """Yield the pieces; a name that comes again in a size gets a number."""
    seen: set[tuple[str, str]] = set()
    for piece in pieces:
        name, number = piece.name, 1
        while (name, piece.size) in seen:
            number += 1
            name = f"{piece.name} {number}"
        seen.add((name, piece.size))
        yield piece if name == piece.name else replace(piece, name=name)


def _text(entity: Any) -> str:
    kind = entity.dxftype()
    if kind in {"TEXT", "ATTRIB", "ATTDEF"}:
        return str(entity.dxf.get("text", ""))
    if kind == "MTEXT":
        return str(entity.plain_text())
    return ""
