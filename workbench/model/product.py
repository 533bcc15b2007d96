"""What is made and how: products, their materials and the operations of their routing."""

from __future__ import annotations

from typing import Any, ClassVar

from workbench.errors import SpecError, nearest
from workbench.model._measures import (
    MOST_LOTS,
    Amount,
    Area,
    EnergyOf,
    Load,
    Mass,
    MaterialPrice,
    Part,
    Share,
    Time,
)
from workbench.model._noun import noun
from workbench.model.distribution import Chance
from workbench.model.firing import Ware
from workbench.model.practice import Practice
from workbench.model.sources import Mark
from workbench.model.work_time import WorkTime

# What ``then`` says when nothing comes next.
DONE = "done"


@noun
class Use:
    """How much of a material one piece takes.

    Parameters
    ----------
    material : str
        Its name.
    amount : Quantity
        Of the material for one piece, or for each m2 or kg of it.
    """

    material: str
    amount: Amount

    SHORT: ClassVar[str] = "amount"


@noun
class Operation:
    """One step of a routing.

    Parameters
    ----------
    name : str
        What is done.
    station : str
        Where; empty when a supplier does it, a person does it anywhere, or it is only waited for.
    pool : str
        Who attends.
    also : tuple of str
        Further pools able to do it, in order of preference.
    skill : str
        What who attends must be trained for; without a pool, anybody who is, in the order in which
        the pools are listed.
    time : Distribution or Rate or ByProgram or ByRecipe or BySam or ByMarker
        How long it takes for one piece or lot; ``4 h per batch`` for the whole batch;
        ``{rate: 30 m/min, of: cut_length}`` when it follows from the work; ``{program: …}``,
        ``{recipe: …}``, ``{sam: 10 min}`` or ``{marker: 30 m/min}`` when it follows from how a
        kiln is fired, yarn dyed, a garment sewn or cut.
    wait : Distribution, optional
        In place of a time: how long passes with nobody and no machine, such as drying on a rack.
    attend : Quantity, optional
        Leading share of the time a person stays; all of it by default when a pool is named.
    load, unload : Quantity, optional
        Before and after the work, attended; of the whole batch if its time is. [time]
    per : str
        Splits the piece: one lot for each ``colour`` (or name in the product's ``lots``).
    join : str
        Waits until all lots of that name are there.
    after : tuple of str, optional
        The operations it follows; by default the one before it in the list.
    then : tuple of (operation, Quantity)
        Chances of what comes next, earlier operations too, adding up to 100 %; ``done``: nothing.
    size : Quantity, optional
        What one piece or lot takes of a batch.
    family : str
        What it shares with others in a batch, when it is not the colour.
    efficiency : Quantity, optional
        The time is divided by it (a standard minute at 60 % takes 1.67 min).
    redo, scrap : Quantity, optional
        Chance that it must be done again, or that the piece is lost.
    practice : Practice, optional
        How it gets faster with practice.
    takes : tuple of str
        Which of the product's materials are taken from stock here; by default all of them by its
        first operation.
    supplier : str
        Who does it elsewhere.
    lead_time : Distribution, optional
        How long the supplier takes; the pieces of one drop travel as one order.
    price : Quantity, optional
        What the supplier asks, for a piece or for each kg or m2 of it. [money]
    consumables : tuple of Use
        Used up by each piece.
    energy : Quantity, optional
        For each piece, beside the machine's power.
    certificates : tuple of str
        What the supplier is certified for.
    """

    name: str
    station: str = ""
    pool: str = ""
    also: tuple[str, ...] = ()
    skill: str = ""
    time: WorkTime | None = None
    wait: Chance | None = None
    attend: Share | None = None
    load: Time | None = None
    unload: Time | None = None
    per: str = ""
    join: str = ""
    after: tuple[str, ...] | None = None
    then: tuple[tuple[str, Share], ...] = ()
    size: Load | None = None
    family: str = ""
    efficiency: Part | None = None
    redo: Share | None = None
    scrap: Share | None = None
    practice: Practice | None = None
    takes: tuple[str, ...] = ()
    supplier: str = ""
    lead_time: Chance | None = None
    price: MaterialPrice | None = None
    consumables: tuple[Use, ...] = ()
    energy: EnergyOf | None = None
    certificates: tuple[str, ...] = ()
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    LISTED: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Check that it says where it is done and how long that takes."""
        if self.supplier:
            if self.lead_time is None:
                raise SpecError(
                    f"supplier '{self.supplier}' has no lead time",
                    where=self.name,
                    advice="give lead_time, e.g. '5 weeks'",
                )
            if self.station or self.pool:
                raise SpecError(
                    "an operation is done at a supplier or at a station, not both",
                    where=self.name,
                    advice="leave out supplier, or station and pool",
                )
        elif self.wait is not None:
            if self.time is not None or self.station or self.pool or self.skill:
                raise SpecError(
                    "what is only waited for has no station, pool or time",
                    where=self.name,
                    advice="leave out wait, or the others",
                )
        elif self.time is None:
            raise SpecError(
                "the operation has no time", where=self.name, advice="give time, e.g. '18 min'"
            )
        self._check_chances()

    def _check_chances(self) -> None:
        if self.redo is not None and self.redo >= 1:
            raise SpecError("a redo of 100 % never ends", where=self.name, advice="give less")
        lost = float(self.redo or 0.0) + float(self.scrap or 0.0)
        if lost > 1.0 + 1e-9:
            raise SpecError(
                f"redo and scrap add up to {100 * lost:g} %",
                where=self.name,
                advice="give at most 100 % together",
            )
        total = sum(float(share) for _, share in self.then)
        if self.then and abs(total - 1.0) > 1e-9:
            raise SpecError(
                f"the chances of what comes next add up to {100 * total:g} %",
                where="then",
                advice="let them add up to 100 %, 'done' for what is complete",
            )


@noun
class Product:
    """Something that is made in pieces.

    Parameters
    ----------
    name : str
        How drops and orders refer to it.
    routing : tuple of Operation
        A sequence, or a precedence graph where operations say ``after``.
    area, weight : Quantity, optional
        Of one piece. [m2, kg]
    colours : int or tuple of str
        How many, or their names from light to dark.
    lots : tuple of (name, count)
        Other ways in which ``per`` splits a piece.
    materials : tuple of Use
        What one piece is made of.
    pattern : str
        The DXF file beside the twin that it is cut from.
    cloth : str
        The material that the pattern is cut from.
    print_share : Quantity, optional
        Share of the pieces' area that is printed.
    sizes : tuple of str
        Its sizes; taken from the pattern by default.
    ware : Ware, optional
        What one piece takes of a kiln's shelves; its share of a load follows from it.
    remake : bool, optional
        Whether a lost piece is begun anew at once, with its due date; by default the pieces of a
        drop that somebody has paid for are.
    """

    name: str
    routing: tuple[Operation, ...] = ()
    area: Area | None = None
    weight: Mass | None = None
    colours: int | tuple[str, ...] = 1
    lots: tuple[tuple[str, int], ...] = ()
    materials: tuple[Use, ...] = ()
    pattern: str = ""
    cloth: str = ""
    print_share: Share | None = None
    sizes: tuple[str, ...] = ()
    ware: Ware | None = None
    remake: bool | None = None
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Check the counts."""
        counts = [("colours", self.colour_count), *self.lots]
        for name, count in counts:
            if count < 1:
                raise SpecError(f"{name}: {count} is too few", where=self.name, advice="give ≥ 1")
            if count > MOST_LOTS:
                most = f"give at most {MOST_LOTS}"
                raise SpecError(f"{name}: {count} is too many", where=self.name, advice=most)

    @property
    def colour_count(self) -> int:
        """How many colours a piece has."""
        return self.colours if isinstance(self.colours, int) else len(self.colours)

    @property
    def shades(self) -> tuple[str, ...]:
        """Names of the colours from light to dark."""
        if isinstance(self.colours, int):
            return tuple(f"colour {number}" for number in range(1, self.colours + 1))
        return self.colours

    def lot_count(self, per: str) -> int:
        """Return in how many lots ``per`` splits a piece; 0 when it is not known."""
        if per in ("colour", "shade"):
            return self.colour_count
        return dict(self.lots).get(per, 0)

    def operation(self, name: str) -> Operation:
        """Return the operation of that name."""
        for operation in self.routing:
            if operation.name == name:
                return operation
        raise SpecError(
            f"there is no operation '{name}'",
            where=f"products.{self.name}.routing",
            advice=nearest(name, [operation.name for operation in self.routing]),
        )

    def before(self, operation: Operation) -> tuple[str, ...]:
        """Return the names of the operations that ``operation`` follows."""
        if operation.after is not None:
            return operation.after
        place = self.routing.index(operation)
        # an operation that branches says itself what comes next
        if not place or self.routing[place - 1].then:
            return ()
        return (self.routing[place - 1].name,)

    def begins(self, operation: Operation) -> bool:
        """Whether a piece starts at ``operation``."""
        if operation.after is not None:
            return not operation.after
        return operation is self.routing[0]


def amount_per_piece(use: Use, product: Product, where: str) -> float:
    """Return how much of a material one piece takes [kg, m2, mm, L or pieces]."""
    per = use.amount.kind.partition("/")[2]
    measures: dict[str, Any] = {"area": product.area, "mass": product.weight}
    if not per:
        return float(use.amount)
    if measures.get(per) is None:
        key = {"area": "area", "mass": "weight"}.get(per, per)
        raise SpecError(
            f"'{use.amount.text}' needs the {key} of product '{product.name}'",
            where=where,
            advice=f"give {key}, or the amount for one piece",
        )
    return float(use.amount) * float(measures[per])
