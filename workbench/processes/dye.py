"""Dye lots in a vat: how many batches, in which order, and what the changeovers cost.

A vat is washed between two shades, longer from dark to light than from light to dark. The order
of the batches is a shortest (or longest) Hamiltonian path with repeated nodes, solved exactly by
dynamic programming over how many batches of each colour are left (Held and Karp 1962).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.errors import SpecError, nearest
from workbench.model.station import Changeover

# Counts left × last colour: more than this takes seconds, not milliseconds.
_MOST_STATES = 200_000


@dataclass(frozen=True)
class DyeLot:
    """Yarn that is to have one colour.

    Parameters
    ----------
    colour : str
        The shade.
    mass : float
        How much. [kg]
    """

    colour: str
    mass: float


@dataclass(frozen=True)
class DyeBatch:
    """One filling of the vat.

    Parameters
    ----------
    colour : str
        The shade.
    mass : float
        How much. [kg]
    """

    colour: str
    mass: float


@dataclass(frozen=True)
class DyeRun:
    """Batches in an order, and how long they take.

    Parameters
    ----------
    batches : tuple of DyeBatch
        In the order in which they are dyed.
    changeovers : tuple of float
        Before each batch but the first. [min]
    time : float
        From the first batch's start to the last one's end. [min]
    """

    batches: tuple[DyeBatch, ...]
    changeovers: tuple[float, ...]
    time: float

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours in the order in which the vat meets them, each run of one named once."""
        return tuple(colour for colour, _ in itertools.groupby(b.colour for b in self.batches))


def split(lots: Sequence[DyeLot], capacity: float) -> tuple[DyeBatch, ...]:
    """Return the fewest batches for some lots; lots of one colour share batches.

    Parameters
    ----------
    lots : sequence of DyeLot
        What is to be dyed.
    capacity : float
        What the vat holds. [kg]

    Returns
    -------
    tuple of DyeBatch
        Full vats and one rest for each colour, in the order in which the colours first come.
    """
    if not (math.isfinite(capacity) and capacity > 0.0):
        raise SpecError(
            f"a vat of {capacity} kg holds nothing", where="capacity", advice="give more than 0 kg"
        )
    if not lots:
        raise SpecError("there is nothing to dye", where="lots", advice="give at least one lot")
    masses: dict[str, float] = {}
    for lot in lots:
        if not (math.isfinite(lot.mass) and lot.mass > 0.0):
            raise SpecError(
                f"a lot of {lot.mass} kg", where=f"lot '{lot.colour}'", advice="give more than 0 kg"
            )
        masses[lot.colour] = masses.get(lot.colour, 0.0) + lot.mass
    batches = []
    for colour, mass in masses.items():
        # A sum of lots that fills vats exactly must not leave a batch of rounding.
        count = max(1, math.ceil(mass / capacity - 1e-9))
        rest = mass - (count - 1) * capacity
        batches += [DyeBatch(colour, capacity)] * (count - 1) + [DyeBatch(colour, rest)]
    return tuple(batches)


def dye(
    batches: Sequence[DyeBatch], time: float, changeover: Changeover, shades: Sequence[str]
) -> DyeRun:
    """Return how long batches take in the given order.

    Parameters
    ----------
    batches : sequence of DyeBatch
        In the order in which they are dyed.
    time : float
        Of one batch. [min]
    changeover : Changeover
        What lies between two shades.
    shades : sequence of str
        The colours from light to dark.
    """
    _check(batches, time, shades)
    order = tuple(shades)
    gaps = tuple(
        changeover.between(a.colour, b.colour, order) for a, b in itertools.pairwise(batches)
    )
    return DyeRun(tuple(batches), gaps, len(batches) * float(time) + math.fsum(gaps))


def best_order(
    batches: Sequence[DyeBatch], time: float, changeover: Changeover, shades: Sequence[str]
) -> DyeRun:
    """Return the batches in the order that takes the least time; arguments as for `dye`."""
    return _extreme(batches, time, changeover, shades, grouped=False, better=min)


def worst_order(
    batches: Sequence[DyeBatch],
    time: float,
    changeover: Changeover,
    shades: Sequence[str],
    *,
    grouped: bool = False,
) -> DyeRun:
    """Return the batches in the order that takes the most time; arguments as for `dye`.

    Parameters
    ----------
    grouped : bool
        Whether batches of one colour stay together, as any dyer would have it.
    """
    return _extreme(batches, time, changeover, shades, grouped=grouped, better=max)


def _extreme(
    batches: Sequence[DyeBatch],
    time: float,
    changeover: Changeover,
    shades: Sequence[str],
    *,
    grouped: bool,
    better: Callable[..., tuple[float, int]],
) -> DyeRun:
    _check(batches, time, shades)
    order = tuple(shades)
    colours = [shade for shade in order if any(batch.colour == shade for batch in batches)]
    kept = [[batch for batch in batches if batch.colour == colour] for colour in colours]
    counts = [1 if grouped else len(each) for each in kept]
    gap = [[changeover.between(a, b, order) for b in colours] for a in colours]
    sequence = _sequence(counts, gap, better)
    if grouped:
        return dye([batch for k in sequence for batch in kept[k]], time, changeover, order)
    left = [iter(each) for each in kept]
    return dye([next(left[k]) for k in sequence], time, changeover, order)


def _sequence(
    counts: list[int], gap: list[list[float]], better: Callable[..., tuple[float, int]]
) -> list[int]:
    """Return the colours in the order whose changeovers add up to the least or the most.

    Parameters
    ----------
    counts : list of int
        How many batches each colour has.
    gap : list of list of float
        Changeover from each colour to each other. [min]
    better : min or max
        Ties go to the first (min) or the last (max) colour, so the answer is always the same.
    """
    states = math.prod(count + 1 for count in counts) * len(counts)
    if states > _MOST_STATES:
        raise SpecError(
            f"{sum(counts)} batches of {len(counts)} colours are too many to order exactly",
            where="batches",
            advice="plan fewer colours at a time",
        )
    # after[left, last]: changeovers still to come, and the colour to go on with.
    after: dict[tuple[tuple[int, ...], int], tuple[float, int]] = {}
    for left in itertools.product(*(range(count + 1) for count in counts)):
        for last in range(len(counts)):
            after[left, last] = (
                better(
                    (gap[last][k] + after[_less(left, k), k][0], k)
                    for k in range(len(counts))
                    if left[k]
                )
                if any(left)
                else (0.0, -1)
            )
    full = tuple(counts)
    _, first = better((after[_less(full, k), k][0], k) for k in range(len(counts)))
    sequence, left = [first], _less(full, first)
    while any(left):
        sequence.append(after[left, sequence[-1]][1])
        left = _less(left, sequence[-1])
    return sequence


def _less(left: tuple[int, ...], k: int) -> tuple[int, ...]:
    return (*left[:k], left[k] - 1, *left[k + 1 :])


def _check(batches: Sequence[DyeBatch], time: float, shades: Sequence[str]) -> None:
    if not batches:
        raise SpecError(
            "there is nothing to dye", where="batches", advice="give at least one batch"
        )
    if not (math.isfinite(time) and time >= 0.0):
        raise SpecError(
            f"a batch cannot take {time} min", where="time", advice="give 0 min or more"
        )
    for shade in shades:
        if list(shades).count(shade) > 1:
            raise SpecError(
                f"shade '{shade}' is given twice", where="shades", advice="list each shade once"
            )
    for batch in batches:
        if batch.colour not in shades:
            raise SpecError(
                f"colour '{batch.colour}' is not one of the shades",
                where="batches",
                advice=nearest(batch.colour, shades),
            )
