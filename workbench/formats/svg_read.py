"""Read patterns from SVG: every closed outline that lies in no other is a piece."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.formats.source import Source, decode, read_bytes
from workbench.model.pattern import Pattern, PatternPiece, Point
from workbench.model.rings import ring_area

# Curves become chords no further off than this. [mm]
FLATNESS = 0.005
# Ends closer than this close an outline. [mm]
JOINT = 0.05
# Closed shapes below this share of the largest are marks, not pieces.
MARK = 5e-4
_PHYSICAL = re.compile(r"[\d.]\s*(mm|cm|in|pt|pc|q)\s*$", re.IGNORECASE)
# Classes of what is marked on a piece; everything else is an outline or an internal line.
_MARKS = ("notch", "drill", "grain", "fold", "match")
_LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"


@dataclass
class _Shape:
    """A closed outline with what lies inside it, in mm with y upwards."""

    name: str
    ring: tuple[Point, ...]
    values: dict[str, Any]
    element: int
    holes: list[tuple[Point, ...]] = field(default_factory=list)
    internals: list[tuple[Point, ...]] = field(default_factory=list)
    marks: dict[str, list[tuple[Point, ...]]] = field(
        default_factory=lambda: {kind: [] for kind in _MARKS}
    )


_Mark = tuple[str, tuple[Point, ...]]


def read_svg(source: Source, *, name: str = "", user_unit: float = 1.0) -> Pattern:
    """Return the pattern drawn in an SVG file.

    Parameters
    ----------
    source : path or bytes
    name : str
        How messages name the file; the pattern is called like it.
    user_unit : float
        Millimetres to one user unit when the drawing gives no physical size. [mm]

    Returns
    -------
    Pattern
        Names come from ``inkscape:label``, ``id`` or ``aria-label``; ``data-size``,
        ``data-quantity``, ``data-mirrored`` and ``data-grain`` (degrees) are understood. An
        outline within the same path is a hole, one of another path inside a piece is an internal
        line; open lines inside a piece are internal lines too. An element whose class is
        ``notch``, ``drill``, ``grain``, ``fold`` or ``match`` marks the piece it lies on.
    """
    data, label = read_bytes(source, name)
    document = _parse(data, label)
    scale = 1.0 if _is_physical(document) else user_unit
    shapes, lines, marks = _collect(document, scale, label)
    if not shapes:
        raise SpecError(
            "there is no closed outline in the drawing",
            where=label,
            advice="draw each piece as one closed path, and convert text to paths or leave it out",
        )
    largest = max(abs(ring_area(shape.ring)) for shape in shapes)
    shapes = [shape for shape in shapes if abs(ring_area(shape.ring)) > MARK * largest]
    pieces = [
        _piece(shape, number, label)
        for number, shape in enumerate(_nest(shapes, lines, marks), start=1)
    ]
    return Pattern(label.rsplit(".", 1)[0], tuple(_numbered(pieces)))


def _parse(data: bytes, label: str) -> Any:
    import svgelements

    text = decode(data)
    if "<svg" not in text:
        raise SpecError("this is not an SVG drawing", where=label, advice="export it as SVG")
    if "<!ENTITY" in text:
        raise SpecError(
            "the drawing defines entities", where=label, advice="export it as plain SVG"
        )
    try:
        # At 25.4 pixels to the inch a pixel is a millimetre.
        return svgelements.SVG.parse(io.StringIO(text), ppi=25.4, reify=True)
    except Exception as error:
        # The parser has no error of its own: broken XML and broken paths raise what they hit.
        raise SpecError(
            f"the SVG is broken ({str(error)[:120] or type(error).__name__})",
            where=label,
            advice="open it in a drawing program and export it again",
        ) from error


def _is_physical(document: Any) -> bool:
    return bool(_PHYSICAL.search(str(document.values.get("width", ""))))


def _collect(
    document: Any, scale: float, label: str
) -> tuple[list[_Shape], list[tuple[Point, ...]], list[_Mark]]:
    import svgelements

    shapes: list[_Shape] = []
    lines: list[tuple[Point, ...]] = []
    marks: list[_Mark] = []
    for number, element in enumerate(document.elements()):
        if not isinstance(element, svgelements.Shape):
            continue
        if str(element.values.get("display", "")) == "none":
            continue
        rings: list[tuple[Point, ...]] = []
        kind = _kind(element)
        try:
            # Copies of one size and another through a matrix that ``reify`` left in place.
            path = abs(svgelements.Path(element))
            for part in path.as_subpaths():
                points = _flatten(svgelements.Path(part), scale)
                if len(points) < 2:
                    continue
                if kind:
                    marks.append((kind, points))
                elif len(points) > 3 and math.dist(points[0], points[-1]) <= JOINT:
                    rings.append(points[:-1])
                else:
                    lines.append(points)
        except (ValueError, TypeError, ZeroDivisionError, IndexError, AttributeError) as error:
            raise SpecError(
                f"an outline is broken ({error})",
                where=f"{label}, {_name(element) or f'element {number}'}",
                advice="redraw it",
            ) from error
        rings = [ring for ring in rings if abs(ring_area(ring)) > JOINT * JOINT]
        rings.sort(key=lambda ring: -abs(ring_area(ring)))
        for ring in rings:
            outer = next((s for s in shapes if s.element == number and _within(ring, s.ring)), None)
            if outer is not None:
                outer.holes.append(ring)
            else:
                shapes.append(_Shape(_name(element), ring, dict(element.values), number))
    return shapes, lines, marks


def _kind(element: Any) -> str:
    """Return what an element marks, "" when it is an outline or a line."""
    own = element.values.get("attributes") or element.values
    classes = str(own.get("class") or "").split()
    return next((kind for kind in _MARKS if kind in classes), "")


def _flatten(path: Any, scale: float) -> tuple[Point, ...]:
    """Return a subpath as chords; y is turned upwards, so that nothing is mirrored."""
    import svgelements

    points: list[Point] = []

    def add(point: Any) -> None:
        x, y = float(point.x) * scale, -float(point.y) * scale
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError("a coordinate is not a number")
        if not points or math.dist(points[-1], (x, y)) > 1e-9:
            points.append((x, y))

    for segment in path:
        if isinstance(segment, svgelements.Move | svgelements.Line | svgelements.Close):
            if segment.end is not None:
                add(segment.end)
        else:
            # 160 chords leave out 7e-5 of the area within a half turn, however small the curve.
            length = float(segment.length(error=1e-3)) * scale
            count = min(2000, max(160, math.ceil(math.sqrt(length / FLATNESS))))
            for step in range(1, count + 1):
                add(segment.point(step / count))
    return tuple(points)


def _name(element: Any) -> str:
    values = element.values
    own = values.get("attributes", values)
    for key in (_LABEL, "inkscape:label", "data-name", "id", "aria-label"):
        found = own.get(key) or values.get(key)
        if found:
            return str(found)
    return ""


def _within(ring: tuple[Point, ...], outer: tuple[Point, ...]) -> bool:
    inside, outside = Polygon(ring), Polygon(outer)
    if not (inside.is_valid and outside.is_valid):
        return False
    return bool(outside.buffer(JOINT).contains(inside))


def _nest(shapes: list[_Shape], lines: list[tuple[Point, ...]], marks: list[_Mark]) -> list[_Shape]:
    """Return the outermost shapes with what lies inside them as internal lines."""
    order = sorted(shapes, key=lambda shape: -abs(ring_area(shape.ring)))
    outer: list[_Shape] = []
    for shape in order:
        around = next((other for other in outer if _within(shape.ring, other.ring)), None)
        if around is None:
            outer.append(shape)
        else:
            around.internals.append((*shape.ring, shape.ring[0]))
    for line in lines:
        middle = line[len(line) // 2]
        for shape in outer:
            polygon = Polygon(shape.ring)
            if polygon.is_valid and polygon.buffer(JOINT).covers(_point(middle)):
                shape.internals.append(line)
                break
    for kind, points in marks:
        for shape in outer:
            polygon = Polygon(shape.ring)
            if polygon.is_valid and polygon.buffer(JOINT).covers(_point(points[0])):
                shape.marks[kind].append(points)
                break
    kept = {id(shape) for shape in outer}
    return [shape for shape in shapes if id(shape) in kept]


def _point(point: Point) -> Any:
    from shapely.geometry import Point as Spot

    return Spot(point)


def _piece(shape: _Shape, number: int, label: str) -> PatternPiece:
    name = shape.name or f"piece {number}"
    own = {**shape.values, **dict(shape.values.get("attributes") or {})}

    def number_of(key: str, default: float) -> float:
        text = own.get(key)
        if text is None:
            return default
        try:
            return float(str(text))
        except ValueError as error:
            raise SpecError(
                f"{key} reads '{text}'", where=f"{label}, piece '{name}'", advice="give a number"
            ) from error

    arrows = [(line[0], line[-1]) for line in shape.marks["grain"]]
    grain = number_of("data-grain", _angle(arrows[0]) if arrows else 0.0)
    folds = [(line[0], line[-1]) for line in shape.marks["fold"]]
    try:
        return PatternPiece.mended(
            name=name,
            size=str(own.get("data-size") or ""),
            outline=shape.ring,
            grain=grain,
            grainline=arrows[0] if arrows else None,
            fold=folds[0] if folds else None,
            # A notch is drawn from the cut line inwards; holes and match points round their middle.
            notches=tuple(line[0] for line in shape.marks["notch"]),
            drills=tuple(map(_centre, shape.marks["drill"])),
            match=tuple(map(_centre, shape.marks["match"])),
            internals=tuple(shape.internals),
            holes=tuple(shape.holes),
            quantity=int(number_of("data-quantity", 1)),
            mirrored=int(number_of("data-mirrored", 0)),
        )
    except SpecError as error:
        where = error.where if error.where.startswith(label) else f"{label}, {error.where}"
        raise SpecError(error.what, where=where, advice=error.advice) from error


def _angle(line: tuple[Point, Point]) -> float:
    (ax, ay), (bx, by) = line
    return math.degrees(math.atan2(by - ay, bx - ax)) % 360.0


def _centre(points: tuple[Point, ...]) -> Point:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _numbered(pieces: list[PatternPiece]) -> list[PatternPiece]:
    from dataclasses import replace

    seen: set[tuple[str, str]] = set()
    out: list[PatternPiece] = []
    for piece in pieces:
        name, number = piece.name, 1
        while (name, piece.size) in seen:
            number += 1
            name = f"{piece.name} {number}"
        seen.add((name, piece.size))
        out.append(piece if name == piece.name else replace(piece, name=name))
    return out
