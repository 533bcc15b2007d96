"""From an order file to the settings of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.errors import SpecError, nearest

if TYPE_CHECKING:
    from workbench.model import Drop, Factory


def settings_from(
    name: str, data: bytes, factory: Factory, drop: Drop
) -> tuple[dict[str, Any], int, int]:
    """Return the settings that an order file asks for, the pieces and the number of orders.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    data : bytes
        CSV or XLSX with order, date, product, size and quantity.
    factory, drop : nouns
        What is ordered from.

    Raises
    ------
    SpecError
        With the line of the file and what to do.
    """
    from workbench.formats import read_orders

    lines = [line for line in read_orders(data, name=name) if line.quantity]
    product = factory.product_of(drop).name
    names = {line.product for line in lines}
    if names and product not in names:
        wanted = ", ".join(sorted(names))
        raise SpecError(
            f"none of the orders is for '{product}'",
            where=name,
            advice=f"the file orders {wanted}; {nearest(product, names)}",
        )
    own = [line for line in lines if line.product == product]
    pieces = sum(line.quantity for line in own)
    if not pieces:
        raise SpecError("the file orders nothing", where=name, advice="give a quantity above 0")
    settings: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    for line in own:
        if line.size:
            sizes[line.size] = sizes.get(line.size, 0) + line.quantity
    known = [size for size, _ in drop.sizes]
    if known:
        for size in sizes:
            if size not in known:
                raise SpecError(
                    f"the drop has no size '{size}'", where=name, advice=nearest(size, known)
                )
        settings[f"drops.{drop.name}.sizes"] = {size: sizes.get(size, 0) for size in known}
    if drop.orders:
        settings[f"drops.{drop.name}.orders"] = ""  # this file instead of the twin's own
    if drop.pieces or not known:
        settings[f"drops.{drop.name}.pieces"] = pieces
    return settings, pieces, len({line.order for line in own})
