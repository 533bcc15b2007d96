"""How often a piece comes to each operation when what comes next is chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.errors import SpecError
from workbench.model.product import DONE, Operation, Product


def visits(product: Product) -> dict[str, float]:
    """Return how often a piece comes to each operation on average, repetitions there not counted.

    One each without branches; with them the solution of ``v = entry + v P``. An operation that
    waits for several others is visited as often as the first of them.
    """
    names = [operation.name for operation in product.routing]
    place = {name: number for number, name in enumerate(names)}
    into = np.zeros((len(names), len(names)))
    entry = np.zeros(len(names))
    for operation in product.routing:
        row = place[operation.name]
        before = product.before(operation)
        if before:
            into[row, place[before[0]]] += 1.0
        elif product.begins(operation):
            entry[row] += 1.0
        for name, share in operation.then:
            if name != DONE:
                into[place[name], row] += float(share)
    try:
        found = np.linalg.solve(np.eye(len(names)) - into, entry)
    except np.linalg.LinAlgError:
        raise SpecError(
            f"a piece of '{product.name}' goes round for ever",
            where=f"products.{product.name}.routing",
            advice="let a 'then' lead out of the circle",
        ) from None
    return dict(zip(names, map(float, found), strict=True))


def ways(product: Product) -> Iterator[tuple[Operation, Operation, float]]:
    """Yield (from, to, times a piece goes there) for each way that a routing knows."""
    often = visits(product)
    for operation in product.routing:
        for name in product.before(operation):
            yield product.operation(name), operation, often[operation.name]
        for name, share in operation.then:
            if name != DONE:
                yield operation, product.operation(name), often[operation.name] * float(share)
