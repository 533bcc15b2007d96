"""What goes into a piece: yarn, cloth, ink, thread, with price, certificates and footprint."""

from __future__ import annotations

from typing import Literal

from workbench.errors import SpecError
from workbench.model._measures import Length, MaterialPrice, Share, SurfaceMass
from workbench.model._noun import noun
from workbench.model.distribution import Chance
from workbench.model.pattern import Cloth, Nap, Spread
from workbench.model.sources import Mark
from workbench.model.stock import Delivery, Reorder, Stock
from workbench.units import kind_of


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
        ``one-way``, ``either-way``, ``two-way`` or ``free``.
    spread : str
        ``open``, ``folded`` or ``tubular``.
    repeat_x, repeat_y : Quantity, optional
        Repeat of stripes or checks along the cloth and across. [length]
    role : str
        What certificates see in it: ``fibre``, ``chemical``, ``trim`` or ``packaging``.
    content : mapping of kind to share
        How much of it is ``organic``, ``recycled`` or ``agro_waste``.
    stock : Quantity, optional
        In the store at the start. A material with stock, deliveries or reorder is counted in a
        run, and work waits for it; any other is always at hand.
    deliveries : tuple of Delivery
        What is promised.
    reorder : Reorder, optional
        When more is ordered.
    delay : Distribution, optional
        Of the supplier: from the promised moment, or from the order, until it comes. [time]
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
    nap: Nap = "two-way"
    spread: Spread = "open"
    repeat_x: Length | None = None
    repeat_y: Length | None = None
    role: Literal["", "fibre", "chemical", "trim", "packaging"] = ""
    content: tuple[tuple[str, Share], ...] = ()
    stock: Stock | None = None
    deliveries: tuple[Delivery, ...] = ()
    reorder: Reorder | None = None
    delay: Chance | None = None
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse amounts in another measure than the material is bought by."""
        amounts = [("stock", self.stock)] if self.stock is not None else []
        amounts += [(f"deliveries.{i}.amount", d.amount) for i, d in enumerate(self.deliveries)]
        if self.reorder is not None:
            amounts += [("reorder.at", self.reorder.at), ("reorder.amount", self.reorder.amount)]
        for where, amount in amounts:
            if amount.kind != kind_of(self.unit):
                raise SpecError(
                    f"'{amount.text}' does not measure a material bought by {self.unit}",
                    where=where,
                    advice=f"write it like '20 {self.unit}'",
                )
        if any(a.at > b.at for a, b in zip(self.deliveries, self.deliveries[1:], strict=False)):
            raise SpecError(
                "the deliveries go back in time",
                where="deliveries",
                advice="list them in the order in which they are promised",
            )

    @property
    def is_counted(self) -> bool:
        """Whether a run counts it, so that work may have to wait for it."""
        return self.stock is not None or bool(self.deliveries) or self.reorder is not None

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
            spread=self.spread,
            repeat_x=float(self.repeat_x or 0.0),
            repeat_y=float(self.repeat_y or 0.0),
        )
