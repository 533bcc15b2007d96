"""Grade-rule tables (RUL) of ASTM D6673: one drawn size becomes all sizes.

The DXF numbers its turn points ("# 7"), the table says how far the points of each rule move from
the sample size to every other one. Between two numbered points an outline moves in proportion to
the distance along it, as pattern programs do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.errors import SpecError
from workbench.formats import aama
from workbench.formats.source import Source, decode, read_bytes
from workbench.model.pattern import PatternPiece, Point
from workbench.model.rings import ring_area

# A number stands at the point it belongs to; a notch stands on the line it belongs to. [mm]
AT_POINT = 0.5
ON_LINE = 1.0
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"


@dataclass(frozen=True)
class GradeRules:
    """A grade-rule table.

    Parameters
    ----------
    sizes : tuple of str
    sample : str
        The size that is drawn.
    rules : mapping of int to tuple of (x, y)
        For each rule how far its points move, one entry for each size. [mm]
    """

    sizes: tuple[str, ...]
    sample: str
    rules: Mapping[int, tuple[Point, ...]]


def read_rules(source: Source, *, name: str = "", unit: float | None = None) -> GradeRules:
    """Return the grade-rule table of an RUL file.

    Parameters
    ----------
    source : path or bytes
    name : str
        How messages name the file.
    unit : float, optional
        Millimetres to one unit, when the file's UNITS are not to be believed.
    """
    data, label = read_bytes(source, name)
    said: dict[str, str] = {}
    rules: dict[int, list[float]] = {}
    current: list[float] | None = None
    for line in decode(data).splitlines():
        found = re.match(r"\s*RULE\s*:\s*DELTA\s+(\d+)\s*$", line, re.IGNORECASE)
        if found:
            current = rules.setdefault(int(found.group(1)), [])
            continue
        told = aama.statement(line)
        if told:
            said.setdefault(*told)
            current = None
        elif current is not None:
            current += [float(number) for number in re.findall(_NUMBER, line)]
    sizes = tuple(said.get("SIZE LIST", "").replace(",", " ").split())
    sample = said.get("SAMPLE SIZE", "").strip()
    if not sizes or sample not in sizes or not rules:
        raise SpecError(
            "the table lacks its SIZE LIST, its SAMPLE SIZE or its rules",
            where=label,
            advice="export the grade-rule table (RUL) with the DXF",
        )
    word = said.get("UNITS", "").upper().split(" ")[0]
    scale = unit or aama.UNIT_WORDS.get(word, 1.0)
    return GradeRules(
        sizes,
        sample,
        {number: _moves(number, deltas, sizes, sample, scale, label)
         for number, deltas in rules.items()},
    )  # fmt: skip


def _moves(
    number: int,
    deltas: Sequence[float],
    sizes: tuple[str, ...],
    sample: str,
    scale: float,
    label: str,
) -> tuple[Point, ...]:
    if len(deltas) != 2 * len(sizes):
        raise SpecError(
            f"rule {number} has {len(deltas)} numbers for {len(sizes)} sizes",
            where=label,
            advice="give x and y for every size",
        )
    moves = [(x * scale, y * scale) for x, y in zip(deltas[::2], deltas[1::2], strict=True)]
    if math.hypot(*moves[sizes.index(sample)]) > 1e-6:
        raise SpecError(
            f"rule {number} moves the sample size {sample}",
            where=label,
            advice="give the rules as distances from the sample size, which stays at 0, 0",
        )
    return tuple(moves)


def graded(
    piece: PatternPiece, numbered: Sequence[tuple[Point, int]], rules: GradeRules, label: str
) -> list[PatternPiece]:
    """Return a piece in every size of the table.

    Parameters
    ----------
    piece : PatternPiece
        As drawn, in the sample size.
    numbered : sequence of ((x, y), rule)
        Points and the number that stands there. [mm]
    rules : GradeRules
    label : str
        How messages name the file.
    """
    for _, number in numbered:
        if number not in rules.rules:
            raise SpecError(
                f"a point has rule {number}, which the table does not hold",
                where=f"{label}, {piece.label}",
                advice="give the table that belongs to the drawing",
            )
    made = []
    for index, size in enumerate(rules.sizes):
        fixed = [(point, rules.rules[number][index]) for point, number in numbered]
        try:
            made.append(_moved(piece, fixed, size))
        except SpecError as error:
            raise SpecError(
                f"graded to size {size}, {error.what}",
                where=f"{label}, piece '{piece.name}'",
                advice="check the rule numbers of its points",
            ) from error
    return made


Fixed = list[tuple[Point, Point]]


def _moved(piece: PatternPiece, fixed: Fixed, size: str) -> PatternPiece:
    ring = list(piece.outline)
    shifts = _along(ring, fixed)

    def move(point: Point) -> Point:
        dx, dy = _own(point, fixed) or _on_ring(point, ring, shifts) or _between(point, fixed)
        return (point[0] + dx, point[1] + dy)

    def line(points: Sequence[Point]) -> tuple[Point, ...]:
        return tuple(map(move, points))

    def closed(points: tuple[Point, ...]) -> tuple[Point, ...]:
        if not any(_own(point, fixed) for point in points):
            return line(points)
        own = _along(list(points), fixed)
        return tuple((x + dx, y + dy) for (x, y), (dx, dy) in zip(points, own, strict=True))

    outline = tuple((x + dx, y + dy) for (x, y), (dx, dy) in zip(ring, shifts, strict=True))
    if ring_area(outline) <= 0:
        raise SpecError("the outline is turned inside out", where=piece.label, advice="")
    return replace(
        piece,
        size=size,
        outline=outline,
        notches=line(piece.notches),
        drills=line(piece.drills),
        match=line(piece.match),
        internals=tuple(map(line, piece.internals)),
        holes=tuple(map(closed, piece.holes)),
        seam=closed(piece.seam) if piece.seam else (),
        fold=None if piece.fold is None else (move(piece.fold[0]), move(piece.fold[1])),
        # The arrow moves with the piece and keeps its direction, which is the grain.
        grainline=_carried(piece.grainline, move),
    )


def _carried(
    line: tuple[Point, Point] | None, move: Callable[[Point], Point]
) -> tuple[Point, Point] | None:
    if line is None:
        return None
    (ax, ay), (bx, by) = line
    middle = ((ax + bx) / 2, (ay + by) / 2)
    x, y = move(middle)
    dx, dy = x - middle[0], y - middle[1]
    return (ax + dx, ay + dy), (bx + dx, by + dy)


def _own(point: Point, fixed: Fixed) -> Point | None:
    for at, shift in fixed:
        if math.dist(at, point) <= AT_POINT:
            return shift
    return None


def _along(ring: list[Point], fixed: Fixed) -> list[Point]:
    """Return how far each vertex of a ring moves: numbered ones by rule, others in proportion."""
    own = [_own(point, fixed) for point in ring]
    marks = [index for index, shift in enumerate(own) if shift is not None]
    if not marks:
        return [_between(point, fixed) for point in ring]
    count = len(ring)
    lengths = [math.dist(ring[k], ring[(k + 1) % count]) for k in range(count)]
    shifts: list[Point] = [(0.0, 0.0)] * count
    for start, end in zip(marks, [*marks[1:], marks[0] + count], strict=True):
        first, last = own[start], own[end % count]
        if first is None or last is None:
            continue
        whole = sum(lengths[k % count] for k in range(start, end)) or 1.0
        done = 0.0
        for k in range(start, end):
            share = done / whole
            shifts[k % count] = (
                first[0] + share * (last[0] - first[0]),
                first[1] + share * (last[1] - first[1]),
            )
            done += lengths[k % count]
    return shifts


def _on_ring(point: Point, ring: list[Point], shifts: list[Point]) -> Point | None:
    """Return how far a point on the outline moves with it, None when it is not on it."""
    best: tuple[float, Point] | None = None
    for k, (ax, ay) in enumerate(ring):
        bx, by = ring[(k + 1) % len(ring)]
        length = (bx - ax) ** 2 + (by - ay) ** 2 or 1.0
        share = ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / length
        share = min(1.0, max(0.0, share))
        away = math.dist(point, (ax + share * (bx - ax), ay + share * (by - ay)))
        if away <= ON_LINE and (best is None or away < best[0]):
            (px, py), (qx, qy) = shifts[k], shifts[(k + 1) % len(ring)]
            best = away, (px + share * (qx - px), py + share * (qy - py))
    return best[1] if best else None


def _between(point: Point, fixed: Fixed) -> Point:
    """Return the mean of all moves, nearer points weighing more: for what lies inside a piece."""
    if not fixed:
        return (0.0, 0.0)
    weights = [1.0 / max(math.dist(at, point), 1e-9) ** 2 for at, _ in fixed]
    total = sum(weights)
    return (
        sum(weight * shift[0] for weight, (_, shift) in zip(weights, fixed, strict=True)) / total,
        sum(weight * shift[1] for weight, (_, shift) in zip(weights, fixed, strict=True)) / total,
    )
