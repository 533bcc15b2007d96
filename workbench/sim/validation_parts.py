"""What several checks of a specification need: names of things, ranges, distributions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.sim.spec import SimSpec


def label(names: tuple[str, ...], kind: str, number: int) -> str:
    """Return what to call a thing: its name, or its number."""
    return f"{kind} {names[number]}" if number < len(names) else f"{kind} number {number}"


def operation_label(spec: SimSpec, number: int) -> str:
    """Return what to call an operation."""
    product = label(spec.names.products, "product", int(spec.operation_product[number]))
    return f"{product}, {label(spec.names.operations, 'operation', number)}"


def first_wrong(wrong: Any) -> int:
    """Return the first index that is wrong, -1 if none."""
    if not wrong.size:
        return -1
    found = np.flatnonzero(wrong.reshape(len(wrong), -1).any(axis=1))
    return int(found[0]) if found.size else -1


def distribution(code: int, p: NDArray[np.float64], spec: SimSpec, where: str) -> None:
    """Refuse parameters that could give a negative or undefined time."""
    wrong = ""
    if np.isnan(p).any():
        wrong = "has an undefined parameter"
    elif code in (0, 1, 2, 3, 5, 6) and not (p[0] >= 0.0 and math.isfinite(p[0])):
        wrong = "has a negative or infinite time"
    elif code == 2 and not p[0] <= p[1] < math.inf:
        wrong = "has a uniform time whose low exceeds its high"
    elif code == 3 and not p[0] <= p[1] <= p[2] < math.inf:
        wrong = "has a triangular time that is not low <= mode <= high"
    elif code == 4 and not (p[1] >= 0.0 and math.isfinite(p[0]) and p[2] >= 0.0):
        wrong = "has a normal time that can be negative; give it a min of 0 or more"
    elif code in (5, 6) and not (p[0] > 0.0 and 0.0 <= p[1] < math.inf):
        wrong = "needs a mean above 0 and a standard deviation of 0 or more"
    elif code == 7:
        start, count = int(p[0]), int(p[1])
        values = spec.table[start : start + count]
        cumulative = spec.table[start + count : start + 2 * count]
        if count < 1 or start < 0 or start + 2 * count > len(spec.table):
            wrong = "has a discrete time outside the table"
        elif not (values >= 0.0).all():
            wrong = "has a negative time"
        elif not ((np.diff(cumulative, prepend=0.0) >= 0.0).all() and cumulative[-1] > 0.0):
            wrong = "has a discrete time whose weights do not add up to a positive number"
    if wrong:
        raise SpecError(wrong, where=where)


def within(spec: SimSpec, name: str, low: int, high: int) -> None:
    """Refuse an array that holds a number outside ``low … high - 1``."""
    array = getattr(spec, name)
    flat = array.reshape(-1)
    number = first_wrong((flat < low) | (flat >= high))
    if number >= 0:
        where = ", ".join(str(int(i)) for i in np.unravel_index(number, array.shape))
        raise SpecError(
            f"holds {flat[number]} at [{where}], which is not in {low} … {high - 1}",
            where=f"SimSpec.{name}",
        )


def starts(spec: SimSpec, name: str, items: int) -> None:
    """Refuse an array of starts that does not rise from 0 to the number of its items."""
    array = getattr(spec, name)
    if array[0] != 0 or array[-1] != items or (np.diff(array) < 0).any():
        raise SpecError(
            f"must rise from 0 to {items}, the number of its items", where=f"SimSpec.{name}"
        )
