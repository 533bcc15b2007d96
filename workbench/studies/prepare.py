"""What is worked out before a run: how the pieces lie, how people walk, what a piece measures."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench import plan
from workbench.studies.markers import marker_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.layout import FloorState, Paths
    from workbench.model import Drop, Factory, Product
    from workbench.nesting import Instance, Marker
    from workbench.plan import Measures
    from workbench.sim import SimSpec


@dataclass(frozen=True)
class Setup:
    """A drop on a twin, ready to be played.

    Parameters
    ----------
    factory, drop, product : nouns
        Variant, settings and placements applied.
    quantities : mapping of size to pieces
        Of the whole drop.
    measures : Measures
        Of one piece in the drop's mix of sizes.
    marker, instance : Marker and Instance, or None
        One garment of each size.
    floor : FloorState or None
        The floor as it stands.
    paths : Paths or None
        The walking paths on it.
    """

    factory: Factory
    drop: Drop
    product: Product
    quantities: Mapping[str, int]
    measures: Measures
    marker: Marker | None
    instance: Instance | None
    floor: FloorState | None
    paths: Paths | None

    @property
    def pieces(self) -> int:
        """Pieces offered in the drop."""
        return sum(self.quantities.values())

    @property
    def wasted(self) -> float:
        """Cloth cut away for a piece [m2]."""
        cloth, net = self.measures.cloth_area, self.measures.piece_area
        return 0.0 if cloth is None or net is None else max(0.0, cloth - net)

    def spec(self, pieces: int | None = None) -> SimSpec:
        """Return the specification of a run of the drop, or of another number of pieces."""
        return plan.lower(
            self.factory, self.drop, measures=self.measures, paths=self.paths, pieces=pieces
        )


def prepare(
    factory: Factory,
    drop: Drop | str | None = None,
    *,
    stop: Callable[[], bool] | None = None,
    floor: bool = True,
) -> Setup:
    """Return a drop ready to be played.

    Parameters
    ----------
    factory : Factory
        The twin.
    drop : Drop or str, optional
        Which drop; the first by default.
    stop : callable, optional
        Ends the search for a marker early when it returns true.
    floor : bool
        Whether the state of the floor is wanted beside the paths.
    """
    chosen = factory.drop(drop or "") if drop is None or isinstance(drop, str) else drop
    product = factory.product_of(chosen)
    quantities = plan.quantities(factory, chosen)
    marker, instance, measures = None, None, plan.measures_of(factory, product, quantities)
    pattern, cloth = plan.pattern_of(factory, product), plan.cloth_of(factory, product)
    if pattern is not None and cloth is not None:
        sizes = tuple(size for size in pattern.sizes if quantities.get(size))
        if sizes:
            instance, marker = marker_of(pattern, cloth, sizes, stop=stop)
            one_each = dict.fromkeys(sizes, 1)
            cut = plan.measure(marker, pattern, one_each, product=product, cloth=cloth)
            mean = plan.estimate(pattern, cloth, one_each, product=product)
            measures = _mixed(measures, cut, mean)
    state, paths = _standing(factory, chosen, wanted=floor)
    return Setup(factory, chosen, product, quantities, measures, marker, instance, state, paths)


def _mixed(drop: Measures, cut: Measures, one_each: Measures) -> Measures:
    """Return the measures of a piece in the drop's mix, with the cloth a real marker takes.

    The marker holds one garment of each size; a drop with more large ones takes more cloth in
    proportion to the area of its pieces.
    """
    assert drop.piece_area is not None
    assert one_each.piece_area is not None
    larger = drop.piece_area / one_each.piece_area

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * larger

    return dataclasses.replace(
        drop,
        cloth_length=scaled(cut.cloth_length),
        cloth_area=scaled(cut.cloth_area),
        print_area=scaled(cut.print_area),
    )


def _standing(
    factory: Factory, drop: Drop, *, wanted: bool
) -> tuple[FloorState | None, Paths | None]:
    if factory.floor is None or not factory.floor.placements:
        return None, None
    from workbench.layout import FloorSession

    session = FloorSession(factory, drop)
    return session.state() if wanted else None, session.paths()
