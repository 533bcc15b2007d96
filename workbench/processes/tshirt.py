"""Draft a T-shirt block from body measurements: front, back, sleeve and neckband, size by size.

Everything is drawn on the seam line first, because seams that are sewn together must be equally
long there; the cut line follows by adding the allowances. Pieces stand upright, the grain along y.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from workbench.errors import SpecError
from workbench.model.pattern import Pattern, PatternPiece

Point: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[Point, ...]

# Chords of a curve: at 32 a sleeve cap leaves its Bézier curve by less than 0.1 mm.
_CHORDS = 32
_EXACT = 1e-9  # how near seams are brought to their due length [mm]
_SLOPE = math.radians(20.0)  # of the shoulder


@dataclass(frozen=True)
class Measurements:
    """A body in one size [mm].

    Parameters
    ----------
    size : str
        The size label.
    chest : float
        Girth of the chest.
    neck : float
        Girth of the neck at its base.
    shoulder : float
        From the neck point to the shoulder tip.
    scye : float
        From the nape down to the level of the armpits.
    length : float
        From the nape to the hem of the shirt.
    biceps : float
        Girth of the upper arm.
    sleeve : float
        From the shoulder tip to the hem of the sleeve.
    """

    size: str
    chest: float
    neck: float
    shoulder: float
    scye: float
    length: float
    biceps: float
    sleeve: float


# Chest: middle of the letter-code intervals of EN 13402-3 (men: XS 78–86, S 86–94, M 94–102,
# L 102–110, XL 110–118 cm), recalled from the standard's public tables, mark: estimate.
# All other columns: estimates, graded in even steps from a regular fit in M.
BODIES: tuple[Measurements, ...] = (
    Measurements("XS", 820.0, 354.0, 142.0, 215.0, 660.0, 293.0, 200.0),
    Measurements("S", 900.0, 370.0, 146.0, 225.0, 685.0, 309.0, 208.0),
    Measurements("M", 980.0, 386.0, 150.0, 235.0, 710.0, 325.0, 216.0),
    Measurements("L", 1060.0, 402.0, 154.0, 245.0, 735.0, 341.0, 224.0),
    Measurements("XL", 1140.0, 418.0, 158.0, 255.0, 760.0, 357.0, 232.0),
)


@dataclass(frozen=True)
class Fit:
    """How far the shirt stands off the body, and how it is sewn [mm].

    Parameters
    ----------
    chest : float
        Added to the girth of the chest.
    scye : float
        Added to the depth of the armhole.
    biceps : float
        Added to the girth of the upper arm.
    cap : float
        How much longer the sleeve cap is than the armhole it is eased into.
    seam, hem, sleeve_hem : float
        Allowances: seams, the hem of the body, the hem of the sleeve.
    band : float
        Finished height of the neckband, which is cut double.
    band_share : float
        Length of the neckband as a share of the neckline it is stretched onto.
    """

    chest: float = 100.0
    scye: float = 10.0
    biceps: float = 70.0
    cap: float = 6.0
    seam: float = 10.0
    hem: float = 25.0
    sleeve_hem: float = 20.0
    band: float = 20.0
    band_share: float = 0.85


@dataclass(frozen=True)
class Seams:
    """The seam lines of one size, right halves of front and back [mm].

    Parameters
    ----------
    neck_front, neck_back : Line
        Necklines from the centre to the neck point.
    armhole_front, armhole_back : Line
        From the shoulder tip to the underarm point.
    cap_front, cap_back : Line
        Sleeve cap from its crown (0, h) to the underarm points; front to +x, back to −x.
    length : float
        From the nape to the hem.
    width : float
        Half the width of the body at the hem.
    sleeve_hem : ((x, y), (x, y))
        Ends of the sleeve's hem, front and back.
    """

    neck_front: Line
    neck_back: Line
    armhole_front: Line
    armhole_back: Line
    cap_front: Line
    cap_back: Line
    length: float
    width: float
    sleeve_hem: tuple[Point, Point]

    @property
    def shoulder(self) -> float:
        """Length of the shoulder seam. [mm]."""
        return math.dist(self.neck_back[-1], self.armhole_back[0])

    @property
    def neckline(self) -> float:
        """Length of the whole neckline. [mm]."""
        return 2.0 * (run(self.neck_front) + run(self.neck_back))


def tee_block(
    bodies: Sequence[Measurements] = BODIES, fit: Fit | None = None, name: str = "tee"
) -> Pattern:
    """Return the pattern of a T-shirt, one set of pieces for each body.

    Parameters
    ----------
    bodies : sequence of Measurements
        The sizes to draft.
    fit : Fit, optional
        Ease and allowances.
    name : str
        What the pattern is called.

    Returns
    -------
    Pattern
        Front, back, sleeve (two, one of them mirrored) and neckband of each size, unfolded, with
        seam lines, grainlines and notches.
    """
    chosen = fit or Fit()
    return Pattern(name, tuple(piece for body in bodies for piece in _pieces(body, chosen)))


def seams(body: Measurements, fit: Fit | None = None) -> Seams:
    """Return the seam lines of one size.

    The crown of the sleeve is as high as the armhole asks for: the front half of the cap is as
    long as the front armhole and the back half as the back armhole, each with half of the ease,
    at the width that the upper arm needs.
    """
    fit = fit or Fit()
    _check(body, fit)
    neck = body.neck / 5.0 + 12.0
    neck_point = (neck, body.length + 20.0)
    down, out = math.sin(_SLOPE), math.cos(_SLOPE)
    tip = (neck + body.shoulder * out, neck_point[1] - body.shoulder * down)
    width = (body.chest + fit.chest) / 4.0
    underarm = (width, body.length - body.scye - fit.scye)
    deep = tip[1] - underarm[1]
    if width <= tip[0] - 0.3 * deep or deep <= 0:
        raise SpecError(
            f"size {body.size}: the shoulders are wider than the chest",
            where="measurements",
            advice="check chest, shoulder and scye: all are in mm",
        )
    armholes = [
        curve(
            tip,
            (tip[0] - hollow * deep * down, tip[1] - hollow * deep * out),
            (tip[0] - 0.1 * deep, underarm[1]),
            underarm,
        )
        for hollow in (0.42, 0.30)
    ]
    caps, wide = _cap([run(each) + fit.cap / 2.0 for each in armholes], body.biceps + fit.biceps)
    drop = body.sleeve - caps[0][0][1]
    taper = 0.04 * (body.biceps + fit.biceps)
    centre = neck_point[1] - neck - 12.0
    return Seams(
        neck_front=curve(
            (0.0, centre), (0.6 * neck, centre), (neck, centre + 0.45 * (neck + 12.0)), neck_point
        ),
        neck_back=curve(
            (0.0, body.length), (0.55 * neck, body.length), (0.82 * neck, body.length), neck_point
        ),
        armhole_front=armholes[0],
        armhole_back=armholes[1],
        cap_front=caps[0],
        cap_back=tuple((-x, y) for x, y in caps[1]),
        length=body.length,
        width=width,
        sleeve_hem=((wide[0] - taper, -drop), (taper - wide[1], -drop)),
    )


def run(line: Sequence[Point]) -> float:
    """Return the length of a line. [mm]."""
    return math.fsum(math.dist(a, b) for a, b in pairwise(line))


def curve(a: Point, b: Point, c: Point, d: Point) -> Line:
    """Return the cubic Bézier curve from ``a`` to ``d`` as chords."""
    points = []
    for step in range(_CHORDS + 1):
        t = step / _CHORDS
        w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        points.append(
            (
                w[0] * a[0] + w[1] * b[0] + w[2] * c[0] + w[3] * d[0],
                w[0] * a[1] + w[1] * b[1] + w[2] * c[1] + w[3] * d[1],
            )
        )
    return tuple(points)


def _cap(lengths: list[float], girth: float) -> tuple[list[Line], list[float]]:
    """Return the two halves of a sleeve cap and their widths, for a sleeve ``girth`` wide."""

    def half(width: float, height: float) -> Line:
        return curve((0.0, height), (0.5 * width, height), (0.55 * width, 0.0), (width, 0.0))

    def widths(height: float) -> list[float]:
        return [
            _root(lambda w, due=due: run(half(w, height)) - due, 0.0, due)  # type: ignore[misc]
            for due in lengths
        ]

    if girth >= sum(lengths):
        raise SpecError(
            f"a sleeve {girth:.0f} mm wide does not go into an armhole of {sum(lengths):.0f} mm",
            where="measurements",
            advice="give a deeper scye or a smaller biceps",
        )
    height = _root(lambda h: girth - sum(widths(h)), 0.0, 0.95 * min(lengths))
    wide = widths(height)
    return [half(width, height) for width in wide], wide


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function is zero, by false position in Illinois' way."""
    below, above = rising(low), rising(high)
    side = 0
    for _ in range(100):
        middle = (low * above - high * below) / (above - below)
        value = rising(middle)
        if abs(value) < _EXACT or not low < middle < high:
            return middle
        if value < 0.0:
            low, below = middle, value
            above = above / 2.0 if side < 0 else above
            side = -1
        else:
            high, above = middle, value
            below = below / 2.0 if side > 0 else below
            side = 1
    return middle


def _pieces(body: Measurements, fit: Fit) -> Iterable[PatternPiece]:
    lines = seams(body, fit)
    yield _half(body.size, "front", lines.neck_front, lines.armhole_front, lines, fit)
    yield _half(body.size, "back", lines.neck_back, lines.armhole_back, lines, fit)
    yield _sleeve(body.size, lines, fit)
    yield _band(body.size, lines, fit)


def _half(size: str, name: str, neck: Line, armhole: Line, lines: Seams, fit: Fit) -> PatternPiece:
    """Return a front or back, both halves of it."""
    hem = (lines.width, 0.0)
    turned = (lines.width, -fit.hem)
    right = (*neck, *armhole, hem)
    seam = _mirrored(right)
    cut = _offset(
        [*_mirrored((*neck, *armhole, hem, turned))],
        # The hem is turned up on its own line, so no more is added below it.
        lambda a, b: 0.0 if a[1] == b[1] == -fit.hem else fit.seam,
    )
    notches = [neck[0], *_marks(armhole, name), hem]
    return PatternPiece(
        name,
        size,
        cut,
        grain=90.0,
        notches=_on(cut, [*notches, *((-x, y) for x, y in notches[1:])]),
        seam=seam,
        quantity=1,
        grainline=((0.0, 0.15 * lines.length), (0.0, 0.75 * lines.length)),
    )


def _sleeve(size: str, lines: Seams, fit: Fit) -> PatternPiece:
    front, back = lines.sleeve_hem
    drop = front[1]
    # The hem is turned up inside, so below its line the sleeve widens as it narrowed above.
    lean = (lines.cap_front[-1][0] - front[0]) / -drop * fit.sleeve_hem
    turned = ((front[0] + lean, drop - fit.sleeve_hem), (back[0] - lean, drop - fit.sleeve_hem))
    seam = (*lines.cap_back[::-1], *lines.cap_front[1:], front, back)
    cut = _offset(
        [*lines.cap_back[::-1], *lines.cap_front[1:], front, *turned, back],
        lambda a, b: 0.0 if a[1] == b[1] == turned[0][1] else fit.seam,
    )
    crown = lines.cap_front[0]
    notches = [
        crown,
        *_marks(lines.cap_front, "front"),
        *_marks(lines.cap_back, "back"),
        front,
        back,
    ]
    return PatternPiece(
        "sleeve",
        size,
        cut,
        grain=90.0,
        notches=_on(cut, notches),
        seam=seam,
        quantity=2,
        mirrored=1,
        grainline=((0.0, 0.7 * drop), (0.0, 0.7 * crown[1])),
    )


def _band(size: str, lines: Seams, fit: Fit) -> PatternPiece:
    """Return the neckband, folded lengthwise when it is sewn on; quarters are notched."""
    length, height = fit.band_share * lines.neckline, 2.0 * fit.band
    seam = ((0.0, 0.0), (length, 0.0), (length, height), (0.0, height))
    cut = _offset(list(seam), lambda a, b: fit.seam)  # one allowance all round
    quarters = [(length * share, y) for share in (0.25, 0.5, 0.75) for y in (0.0, height)]
    return PatternPiece(
        "neckband",
        size,
        cut,
        grain=90.0,
        notches=_on(cut, quarters),
        seam=seam,
        quantity=1,
        grainline=((length / 2, 0.2 * height), (length / 2, 0.8 * height)),
    )


def _marks(line: Line, name: str) -> list[Point]:
    """Return the notches of an armhole or of its half of the cap: one in front, two in the back.

    They lie at the same distance from the underarm on both, so that all ease goes to the crown.
    """
    distances = (95.0,) if name == "front" else (88.0, 100.0)
    return [_along(line[::-1], distance) for distance in distances]


def _along(line: Line, distance: float) -> Point:
    """Return the point of a line at ``distance`` [mm] from its start."""
    for a, b in pairwise(line):
        step = math.dist(a, b)
        if distance <= step:
            share = distance / step
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        distance -= step
    return line[-1]


def _mirrored(right: Line) -> Line:
    """Return a right half, drawn from its first point on the y axis, with its left half."""
    return (*right, *((-x, y) for x, y in reversed(right) if x != 0.0))


def _offset(ring: list[Point], allowance: Callable[[Point, Point], float]) -> Line:
    """Return a ring moved outwards, each side by its own allowance, with pointed corners."""
    if sum(a[0] * b[1] - b[0] * a[1] for a, b in _sides(ring)) < 0:
        ring = ring[::-1]
    moved = []
    for a, b in _sides(ring):
        size = math.dist(a, b)
        nx, ny = (b[1] - a[1]) / size, (a[0] - b[0]) / size
        by = allowance(a, b)
        moved.append(((a[0] + by * nx, a[1] + by * ny), (b[0] - a[0], b[1] - a[1])))
    corners = []
    for ((px, py), (ux, uy)), ((qx, qy), (vx, vy)) in zip(
        [moved[-1], *moved[:-1]], moved, strict=True
    ):
        cross = ux * vy - uy * vx
        if abs(cross) < 1e-9 * math.hypot(ux, uy) * math.hypot(vx, vy):
            corners.append((qx, qy))
            continue
        share = ((qx - px) * vy - (qy - py) * vx) / cross
        corners.append((px + share * ux, py + share * uy))
    return tuple(corners)


def _on(ring: Line, points: Iterable[Point]) -> Line:
    """Return the points of a ring that are nearest to the given ones."""
    return tuple(
        min((_nearest(a, b, point) for a, b in _sides(ring)), key=lambda q: math.dist(q, point))
        for point in points
    )


def _nearest(a: Point, b: Point, point: Point) -> Point:
    ux, uy = b[0] - a[0], b[1] - a[1]
    share = ((point[0] - a[0]) * ux + (point[1] - a[1]) * uy) / (ux * ux + uy * uy)
    share = min(1.0, max(0.0, share))
    return a[0] + share * ux, a[1] + share * uy


def _sides(ring: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _check(body: Measurements, fit: Fit) -> None:
    for owner, values in (("measurements", body), ("fit", fit)):
        for key, value in vars(values).items():
            if key != "size" and not (math.isfinite(value) and value > 0.0):
                raise SpecError(
                    f"size {body.size}: {key} is {value}",
                    where=owner,
                    advice="give a length above zero, in mm",
                )
