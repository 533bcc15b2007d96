"""Real ware on real shelves: layers on posts, what a kiln holds, what a piece takes of a load."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shapely import affinity
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from workbench.errors import InfeasibleError, SpecError
from workbench.model.firing import Kiln, Shelf, Ware
from workbench.model.pattern import PatternPiece
from workbench.nesting.instance import Instance
from workbench.nesting.item import Item
from workbench.nesting.kiln import nest_kiln
from workbench.nesting.sheet import Sheet
from workbench.processes.placing import Laid, place, polygon, spread, without

# A kiln full of the smallest ware holds fewer than this.
MOST_PIECES = 400
# Places weighed for a load, and the turns of ware that is not round. [degrees]
EVALUATIONS = 20_000
TURNS = tuple(45.0 * step for step in range(8))


@dataclass(frozen=True)
class Standing:
    """A piece on a shelf.

    Parameters
    ----------
    name : str
        Which ware.
    outline : tuple of (x, y)
        Where it stands, the shelf's centre at (0, 0). [mm]
    height : float
        [mm]
    """

    name: str
    outline: tuple[tuple[float, float], ...]
    height: float


@dataclass(frozen=True)
class Layer:
    """A shelf with what stands on it.

    Parameters
    ----------
    bottom : float
        Height of the shelf's upper side above the floor of the chamber. [mm]
    height : float
        Free height above it, up to the next shelf. [mm]
    pieces : tuple of Standing
        What stands there.
    """

    bottom: float
    height: float
    pieces: tuple[Standing, ...]


@dataclass(frozen=True)
class KilnLoad:
    """A loaded kiln.

    Parameters
    ----------
    layers : tuple of Layer
        From the bottom up.
    left : tuple of (name, count)
        What found no place.
    fill : float
        Share of the shelves' area that is covered.
    height : float
        That is used. [mm]
    """

    layers: tuple[Layer, ...]
    left: tuple[tuple[str, int], ...]
    fill: float
    height: float

    @property
    def counts(self) -> dict[str, int]:
        """How many of each ware are in it."""
        found: dict[str, int] = {}
        for layer in self.layers:
            for piece in layer.pieces:
                found[piece.name] = found.get(piece.name, 0) + 1
        return found


def shelf_outline(shelf: Shelf) -> Polygon:
    """Return the outline of a shelf round (0, 0) [mm]."""
    if shelf.diameter is not None:
        return Point(0.0, 0.0).buffer(float(shelf.diameter) / 2, quad_segs=16)
    assert shelf.shape is not None
    x, y = float(shelf.shape[0]) / 2, float(shelf.shape[1]) / 2
    return box(-x, -y, x, y)


def posts(shelf: Shelf) -> tuple[Polygon, ...]:
    """Return the posts of a shelf, at its rim and evenly round it [mm]."""
    edge = float(shelf.post)
    if not shelf.posts or edge <= 0.0:
        return ()
    square = box(-edge / 2, -edge / 2, edge / 2, edge / 2)
    if shelf.diameter is not None:
        reach = float(shelf.diameter) / 2 - edge / 2 * math.sqrt(2.0)
        places = spread(shelf.posts, reach)
    else:
        assert shelf.shape is not None
        x, y = float(shelf.shape[0]) / 2 - edge / 2, float(shelf.shape[1]) / 2 - edge / 2
        corners = [(-x, -y), (x, -y), (x, y), (-x, y)]
        # three posts: two corners and the middle of the side across, as potters set them
        places = (
            ((-x, -y), (x, -y), (0.0, y))
            if shelf.posts == 3
            else (*corners, *spread(max(0, shelf.posts - 4), min(x, y)))[: shelf.posts]
        )
    return tuple(affinity.translate(square, px, py) for px, py in places)


def surface(shelf: Shelf) -> BaseGeometry:
    """Return where ware may stand on a shelf: all of it but the posts and their clearance."""
    return without(shelf_outline(shelf), posts(shelf), float(shelf.clearance))


def load_kiln(kiln: Kiln, wares: Sequence[tuple[str, Ware, int]]) -> KilnLoad:
    """Return a kiln loaded with as much ware as this puts in: tallest first, layer by layer.

    Parameters
    ----------
    kiln : Kiln
        With a shelf and a height.
    wares : sequence of (name, Ware, count)
        What is to be fired.

    Raises
    ------
    SpecError
        When the kiln's shelf or height is not known.
    InfeasibleError
        When a ware fits at no place of the empty kiln: it is named.
    """
    shelf, _ = _known(kiln)
    area = surface(shelf)
    ordered = sorted(wares, key=lambda entry: (-float(entry[1].height), entry[0]))
    shapes = {}
    for name, ware, count in ordered:
        if not 0 <= count <= MOST_PIECES:
            raise SpecError(
                f"{count} pieces of '{name}'", where="wares", advice=f"give 0 to {MOST_PIECES}"
            )
        shapes[name] = _checked(name, ware, kiln, area)
    wanted = [entry for entry in ordered if entry[2]]
    if not wanted:
        return KilnLoad((), (), 0.0, 0.0)
    loads = (_stacked(kiln, wanted, shapes), _nested(kiln, wanted, shapes))
    return max(loads, key=lambda load: _standing(load, shapes))


def _standing(load: KilnLoad, shapes: Mapping[str, Polygon]) -> float:
    """Return how much of what was asked for stands, by its ground [mm2]."""
    return round(math.fsum(shapes[name].area * n for name, n in load.counts.items()), 3)


def _nested(
    kiln: Kiln, wares: Sequence[tuple[str, Ware, int]], shapes: Mapping[str, Polygon]
) -> KilnLoad:
    """Return the load that the nesting search finds."""
    shelf, room = _known(kiln)
    items = tuple(
        Item(
            name,
            PatternPiece(name, "", tuple(shapes[name].exterior.coords[:-1])),
            demand=count,
            angles=(0.0,) if ware.diameter is not None else TURNS,
            height=float(ware.height),
        )
        for name, ware, count in wares
    )
    clearance = float(shelf.clearance)
    holes = tuple(
        tuple(post.buffer(clearance, join_style="mitre").exterior.coords[:-1])
        for post in posts(shelf)
    )
    most = int(room // (float(shelf.thickness) + min(float(w.height) for _, w, _ in wares))) + 1
    sheet = Sheet(
        "shelf",
        tuple(shelf_outline(shelf).exterior.coords[:-1]),
        holes=holes,
        stock=most,
        kind="shelf",
    )
    # a layer is as high as its tallest piece and the clearance above it
    layers = (room, float(shelf.thickness) + clearance)
    instance = Instance("kiln", items, width=1000.0, gap=clearance, sheets=(sheet,), layers=layers)
    marker = nest_kiln(instance, evaluations=EVALUATIONS)
    heights = {name: float(ware.height) for name, ware, _ in wares}
    made, bottom, covered = [], float(shelf.thickness), 0.0
    for number in dict.fromkeys(lying.sheet for lying in marker.placements):
        pieces = tuple(
            Standing(
                str(lying.id),
                tuple(
                    (float(x), float(y))
                    for x, y in lying.apply(instance.item(lying.id).piece.outline)
                ),
                heights[str(lying.id)],
            )
            for lying in marker.placements
            if lying.sheet == number
        )
        height = max(piece.height for piece in pieces)
        made.append(Layer(bottom, height, pieces))
        covered += math.fsum(shapes[piece.name].area for piece in pieces)
        bottom += height + clearance + float(shelf.thickness)
    asked = {name: count for name, _, count in wares}
    for layer in made:
        for piece in layer.pieces:
            asked[piece.name] -= 1
    left = tuple((name, count) for name, count in asked.items() if count)
    whole = shelf_outline(shelf).area * max(1, len(made))
    used = made[-1].bottom + made[-1].height if made else 0.0
    return KilnLoad(tuple(made), left, covered / whole, used)


def _stacked(
    kiln: Kiln, wares: Sequence[tuple[str, Ware, int]], shapes: Mapping[str, Polygon]
) -> KilnLoad:
    """Return the load of `place`, layer by layer."""
    shelf, room = _known(kiln)
    area = surface(shelf)
    pending: list[tuple[str, Ware, Polygon]] = []
    for name, ware, count in wares:
        pending += [(name, ware, shapes[name])] * count
    layers: list[Layer] = []
    bottom = float(shelf.thickness)
    covered = 0.0
    while pending:
        # what still fits under the roof; the tallest of it sets the layer
        fits = [k for k, entry in enumerate(pending) if bottom + float(entry[1].height) <= room]
        if not fits:
            break
        fits.sort(key=lambda k: (-float(pending[k][1].height), -pending[k][2].area))
        laid = place(area, [pending[k][2] for k in fits], gap=float(shelf.clearance))
        if not laid:
            break
        chosen = [fits[entry.number] for entry in laid]
        height = max(float(pending[k][1].height) for k in chosen)
        layers.append(_layer(bottom, height, pending, chosen, laid))
        covered += math.fsum(pending[k][2].area for k in chosen)
        taken = set(chosen)
        pending = [entry for k, entry in enumerate(pending) if k not in taken]
        bottom += height + float(shelf.clearance) + float(shelf.thickness)
    left: dict[str, int] = {}
    for name, _, _ in pending:
        left[name] = left.get(name, 0) + 1
    used = layers[-1].bottom + layers[-1].height if layers else 0.0
    whole = shelf_outline(shelf).area * max(1, len(layers))
    return KilnLoad(tuple(layers), tuple(left.items()), covered / whole, used)


def _layer(
    bottom: float,
    height: float,
    pending: Sequence[tuple[str, Ware, Polygon]],
    chosen: Sequence[int],
    laid: Sequence[Laid],
) -> Layer:
    pieces = tuple(
        Standing(
            pending[k][0],
            entry.outline(pending[k][2].exterior.coords[:-1]),
            float(pending[k][1].height),
        )
        for k, entry in zip(chosen, laid, strict=True)
    )
    return Layer(bottom, height, pieces)


def _known(kiln: Kiln) -> tuple[Shelf, float]:
    if kiln.shelf is None or kiln.height is None:
        raise SpecError(
            "what the kiln holds is not known",
            where="kiln.shelf",
            advice="give shelf, e.g. {diameter: 54 cm}, and height of the chamber",
        )
    return kiln.shelf, float(kiln.height)


def _checked(name: str, ware: Ware, kiln: Kiln, area: BaseGeometry) -> Polygon:
    shelf, room = _known(kiln)
    free = room - float(shelf.thickness)
    if float(ware.height) > free:
        raise InfeasibleError(
            f"'{name}' is {float(ware.height):.0f} mm tall, the kiln leaves {free:.0f} mm",
            where="ware.height",
            advice="fire it in a taller kiln, or make it in parts",
        )
    shape = polygon(ware.points, f"ware '{name}'")
    if not place(area, [shape]):
        raise InfeasibleError(
            f"'{name}' finds no place on an empty shelf",
            where="ware",
            advice="use a larger shelf or fewer posts, or fire it in a larger kiln",
        )
    return shape


@lru_cache(maxsize=256)
def capacity(kiln: Kiln, ware: Ware, name: str = "ware") -> int:
    """Return how many pieces of one ware fill a kiln."""
    shelf, _ = _known(kiln)
    ground = polygon(ware.points, f"ware '{name}'").area
    most = min(MOST_PIECES, int(shelf_outline(shelf).area / ground * _layers(kiln, ware)) + 1)
    return sum(load_kiln(kiln, [(name, ware, most)]).counts.values())


def _layers(kiln: Kiln, ware: Ware) -> int:
    shelf, room = _known(kiln)
    thickness, clearance = float(shelf.thickness), float(shelf.clearance)
    step = float(ware.height) + clearance + thickness
    return max(1, int((room - thickness - float(ware.height)) // step) + 1)


def share_of_load(kiln: Kiln, ware: Ware, name: str = "ware") -> float:
    """Return what one piece takes of a load: 1 over how many of it fill the kiln."""
    return 1.0 / capacity(kiln, ware, name)


def check_shares(kiln: Kiln, wares: Sequence[tuple[str, Ware, int]]) -> Mapping[str, float]:
    """Return, for a load that shares say fits, their sum and the sum that really stands.

    The simulation adds shares of loads of one ware each; a real load mixes them. The difference is
    what the kiln board shows beside a plan.
    """
    planned = math.fsum(count * share_of_load(kiln, ware, name) for name, ware, count in wares)
    real = load_kiln(kiln, wares).counts
    standing = math.fsum(
        real.get(name, 0) * share_of_load(kiln, ware, name) for name, ware, _ in wares
    )
    return {"planned": planned, "standing": standing}
