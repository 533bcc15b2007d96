"""What goes into a piece: yarn, cloth, ink, thread, with price, certificates and footprint."""

from __future__ import annotations

from typing import Literal

from workbench.errors import SpecError
from workbench.model._measures import Length, MaterialPrice, SurfaceMass
from workbench.model._noun import noun
from workbench.model.pattern import Cloth
from workbench.model.sources import Mark


@noun
class Material:
    """Something that is bought and used up.

    Parameters
    ----------
    name : str
        How products refer to it.
    unit : str
        What it is bought by: ``kg``, ``m2``, ``m``, ``L``, ``piece``.
    price : Quantity, optional
        What one unit costs. [money per unit]
    footprint : str
        Name of its emission factor.
    certificates : tuple of str
        ``GOTS``, ``OEKO-TEX``, …
    width : Quantity, optional
        Of cloth, from selvedge to selvedge. [length]
    weight : Quantity, optional
        Of cloth. [mass/area]
    gap, edge : Quantity, optional
        Least distances between pieces and to the selvedge on the marker. [length]
    nap : str
        ``one-way``, ``two-way`` or ``free``.
    """

    name: str
    unit: str = "kg"
    price: MaterialPrice | None = None
    footprint: str = ""
    certificates: tuple[str, ...] = ()
    width: Length | None = None
    weight: SurfaceMass | None = None
    gap: Length | None = None
    edge: Length | None = None
    nap: Literal["one-way", "two-way", "free"] = "two-way"
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    @property
    def cloth(self) -> Cloth:
        """The cloth as a marker sees it."""
        if self.width is None:
            raise SpecError(
                f"material '{self.name}' has no width, so nothing can be cut from it",
                where=f"materials.{self.name}",
                advice="give its width, e.g. 'width: 1600 mm'",
            )
        return Cloth(
            self.name,
            float(self.width),
            gap=float(self.gap or 0.0),
            edge=float(self.edge or 0.0),
            nap=self.nap,
        )
