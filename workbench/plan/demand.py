"""How many of which size, and when: from a drop and its order file to releases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from workbench.errors import SpecError, nearest
from workbench.model._measures import MOST_PIECES
from workbench.model.calendar import WEEK
from workbench.model.drop import Drop
from workbench.model.factory import Factory
from workbench.model.product import Product
from workbench.plan.people import able


def quantities(
    factory: Factory, drop: Drop | str = "", pieces: int | None = None
) -> dict[str, int]:
    """Return how many pieces of each size a drop makes.

    Parameters
    ----------
    factory : Factory
        The twin.
    drop : Drop or str
        Which drop; the first by default.
    pieces : int, optional
        How many in all, in the same mix; as many as the drop says by default.

    Returns
    -------
    dict
        Size → pieces; one entry with the size ``""`` when the product has no sizes.

    Raises
    ------
    SpecError
        When the drop is empty.
    """
    chosen = factory.drop(drop) if isinstance(drop, str) else drop
    product = factory.product_of(chosen)
    counted = _counted(order_lines(factory, chosen), product)
    # What the drop states goes before its file: a slider, or an upload, changes the drop.
    mix: Mapping[str, int] = dict(chosen.sizes) or counted
    total = pieces if pieces is not None else chosen.count or sum(mix.values())
    if total < 1:
        raise SpecError(
            f"drop '{chosen.name}' is empty",
            where=f"drops.{chosen.name}.pieces",
            advice="give pieces ≥ 1, sizes, or a file of orders",
        )
    if total > MOST_PIECES:
        raise SpecError(
            f"{total} pieces are too many for one drop",
            where=f"drops.{chosen.name}.pieces",
            advice=f"give at most {MOST_PIECES}",
        )
    if not mix:
        sizes = product.sizes or ("",)
        mix = dict.fromkeys(sizes, 1)
    return apportion(mix, total)


def order_lines(factory: Factory, drop: Drop) -> list[Any]:
    """Return the lines of a drop's order file that are of its product; empty without a file."""
    if not drop.orders:
        return []
    from workbench.formats import read_orders

    where = f"drops.{drop.name}.orders"
    lines = read_orders(factory.beside(drop.orders, where))
    product = factory.product_of(drop).name
    own = [line for line in lines if line.product in ("", product)]
    if not own:
        raise SpecError(
            f"'{drop.orders}' holds no order of product '{product}'",
            where=where,
            advice="check the column 'product'",
        )
    return own


def _counted(lines: list[Any], product: Product) -> dict[str, int]:
    """Return the pieces of each size, sizes in the product's own order."""
    counted: Counter[str] = Counter()
    for line in lines:
        if product.sizes and line.size not in product.sizes:
            raise SpecError(
                f"order '{line.order}' asks for size '{line.size}'",
                where=f"products.{product.name}.sizes",
                advice=nearest(line.size, product.sizes),
            )
        counted[line.size] += line.quantity
    order = product.sizes or tuple(counted)
    return {size: counted[size] for size in order if counted[size]}


def apportion(mix: Mapping[str, int], total: int) -> dict[str, int]:
    """Return ``total`` shared out in the proportions of ``mix``: largest remainders first."""
    whole = sum(mix.values())
    if whole < 1:
        raise SpecError("the mix of sizes is empty", advice="give at least one piece")
    if whole == total:
        return dict(mix)
    exact = {size: count * total / whole for size, count in mix.items()}
    shared = {size: int(share) for size, share in exact.items()}
    missing = total - sum(shared.values())
    order = sorted(exact, key=lambda size: shared[size] - exact[size])
    for size in order[:missing]:
        shared[size] += 1
    return {size: count for size, count in shared.items() if count}


def opening(factory: Factory, product: Product) -> float:
    """Return when in the week, which begins on Monday at 00:00, work on a product can begin [min].

    The first moment at which the first operations' stations and people are there.
    """
    names: set[str] = set()
    for operation in product.routing:
        if not product.begins(operation):
            continue
        people = able(factory, operation)
        if people:
            names.add(factory.pool(people[0]).calendar)
        elif operation.station:
            names.add(factory.station(operation.station).calendar)
    starts = [factory.calendar(name).intervals[0][0] for name in names]
    return max(starts, default=0.0) % WEEK


def release_times(factory: Factory, drop: Drop, pieces: int) -> list[float]:
    """Return when the pieces of a drop are released, counted from Monday at 00:00 [min].

    With a preorder gate, or made to stock, all at once when work can begin. Made to order, each
    when it is ordered, as its order file says; without a file the run draws the moments itself.
    """
    start = opening(factory, factory.product_of(drop))
    lines = order_lines(factory, drop) if drop.gate == "make to order" else []
    if not lines:
        return [start] * pieces
    first = min(line.date for line in lines)
    times: list[float] = []
    for line in sorted(lines, key=lambda line: line.date):
        days = (line.date - first).total_seconds() / 86_400
        times.extend([start + days * 1440.0] * line.quantity)
    if len(times) == pieces:
        return times
    # another number of pieces than the file holds: the same rhythm, thinned or repeated
    return [times[place * len(times) // pieces] for place in range(pieces)]
