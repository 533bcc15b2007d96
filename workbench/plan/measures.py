"""What one piece of a product measures: cloth, cut length, print area, notches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from workbench.errors import SpecError
from workbench.model.defaults import default
from workbench.model.factory import Factory
from workbench.model.pattern import Cloth, Pattern
from workbench.model.product import Product
from workbench.processes.cutting import cut_garment


class Strip(Protocol):
    """What is needed of a marker."""

    @property
    def length(self) -> float:
        """Length of cloth it takes [mm]."""

    @property
    def width(self) -> float:
        """Usable width of the cloth [mm]."""


@dataclass(frozen=True)
class Measures:
    """What is worked off for one piece of a product, the mean over the sizes of a drop.

    Parameters
    ----------
    cloth_length : float, optional
        Its share of the marker's length, end allowance included. [mm]
    cloth_area : float, optional
        Its share of the cloth, over the whole width. [m2]
    cut_length : float, optional
        Round all its pieces. [mm]
    piece_area : float, optional
        Of its pieces. [m2]
    print_area : float, optional
        That is printed. [m2]
    notches : float, optional
        How many.
    pieces : float, optional
        How many pattern pieces are cut for it.
    corners : float, optional
        Sharp corners of its cut lines.
    area, weight : float, optional
        Of the finished piece. [m2, kg]
    """

    cloth_length: float | None = None
    cloth_area: float | None = None
    cut_length: float | None = None
    piece_area: float | None = None
    print_area: float | None = None
    notches: float | None = None
    pieces: float | None = None
    corners: float | None = None
    area: float | None = None
    weight: float | None = None

    @property
    def efficiency(self) -> float | None:
        """Share of the cloth that ends up in the piece."""
        if not self.cloth_area or self.piece_area is None:
            return None
        return self.piece_area / self.cloth_area

    def over(self, product: Product) -> Measures:
        """Return the same measures with what the product itself states filled in."""
        filled = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        for name in ("area", "weight"):
            stated = getattr(product, name)
            if filled[name] is None and stated is not None:
                filled[name] = float(stated)
        if filled["pieces"] is None:
            filled["pieces"] = 1.0
        return Measures(**filled)


def measure(
    marker: Strip,
    pattern: Pattern,
    quantities: Mapping[str, int],
    *,
    product: Product | None = None,
    cloth: Cloth | None = None,
) -> Measures:
    """Return what one garment takes on average when ``quantities`` are cut from ``marker``.

    Parameters
    ----------
    marker : Marker
        Holds all pieces of all garments.
    pattern : Pattern
        The garments' pattern.
    quantities : mapping of size to int
        How many garments of each size.
    product : Product, optional
        Says which share of the pieces is printed; all of it by default.
    cloth : Cloth, optional
        Gives the whole width that is paid for; the marker's own by default.
    """
    garments = _garments(pattern, quantities)
    length = marker.length + float(default("marker.end_allowance"))
    width = cloth.width if cloth is not None else marker.width
    return _measures(pattern, quantities, garments, length, length * width / 1e6, product)


def estimate(
    pattern: Pattern,
    cloth: Cloth,
    quantities: Mapping[str, int] | None = None,
    *,
    product: Product | None = None,
) -> Measures:
    """Return what one garment takes when no marker was made: at a usual marker efficiency."""
    counts = quantities or dict.fromkeys(pattern.sizes, 1)
    garments = _garments(pattern, counts)
    net = sum(pattern.area(size) * count for size, count in counts.items()) / 1e6
    area = net / float(default("marker.efficiency"))
    return _measures(pattern, counts, garments, area * 1e6 / cloth.width, area, product)


def _garments(pattern: Pattern, quantities: Mapping[str, int]) -> int:
    garments = sum(quantities.values())
    if garments < 1 or min(quantities.values()) < 0:
        raise SpecError(
            "no garment is to be cut",
            where=f"pattern '{pattern.name}'",
            advice="give how many of each size, at least one in all",
        )
    return garments


def _measures(
    pattern: Pattern,
    quantities: Mapping[str, int],
    garments: int,
    length: float,
    area: float,
    product: Product | None,
) -> Measures:
    def mean(value: Any) -> float:
        total: float = sum(value(size) * count for size, count in quantities.items())
        return total / garments

    net = mean(pattern.area) / 1e6
    printed = 1.0 if product is None or product.print_share is None else float(product.print_share)
    return Measures(
        cloth_length=length / garments,
        cloth_area=area / garments,
        cut_length=mean(pattern.perimeter),
        piece_area=net,
        # What is printed is printed on the roll before cutting, pieces and gaps alike.
        print_area=area / garments * printed,
        notches=mean(pattern.notches),
        pieces=mean(lambda size: sum(piece.quantity for piece in pattern.size(size))),
        corners=mean(lambda size: cut_garment(pattern, size).corners),
    )


def pattern_of(factory: Factory, product: Product) -> Pattern | None:
    """Return the pattern in the DXF file beside the twin, or None when the product has none."""
    if not product.pattern:
        return None
    path = factory.beside(product.pattern, f"products.{product.name}.pattern")
    return _read_pattern(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _read_pattern(path: Path, _changed: int) -> Pattern:
    """Read a pattern once for each state of its file: a slider lowers the same twin many times."""
    from workbench.formats import read_dxf

    return read_dxf(path)


def cloth_of(factory: Factory, product: Product) -> Cloth | None:
    """Return the cloth that a product's pattern is cut from, or None when it has none."""
    return factory.material(product.cloth).cloth if product.cloth else None


def measures_of(
    factory: Factory, product: Product, quantities: Mapping[str, int] | None = None
) -> Measures:
    """Return what is known of one piece without a marker: from its pattern, or only stated."""
    pattern, cloth = pattern_of(factory, product), cloth_of(factory, product)
    if pattern is None or cloth is None:
        return Measures()
    known = {size: n for size, n in (quantities or {}).items() if size in pattern.sizes}
    return estimate(pattern, cloth, known or None, product=product)
