"""Fair shares among members: of time, of several things at once, and of a bill.

::

    max_min(capacity, demands)        water filling: nobody can have more without one who has less
    dominant_shares(capacities, …)    the same when a task takes several things (DRF)
    airport(needs)                    Shapley's split of a bill that the largest need decides
    shapley(members, cost)            Shapley's split of any bill, for a dozen members
    volume_fee(volumes, fee)          what studios usually ask, beside it
    jain(shares)                      one figure for how even shares are
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import SpecError

# 2^n coalitions: more members take seconds.
MOST_PLAYERS = 16
CUBIC_INCH = 0.016387064  # [L]


def max_min(
    capacity: float, demands: Mapping[str, float], weights: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return the max-min fair shares of something divisible (water filling).

    Keshav, An Engineering Approach to Computer Networking, 1997.

    Parameters
    ----------
    capacity : float
        What there is.
    demands : mapping of member to float
        What each asks for; nobody gets more.
    weights : mapping of member to float, optional
        Shares each is entitled to; equal by default.
    """
    _check(capacity, demands)
    weight = dict.fromkeys(demands, 1.0) if weights is None else dict(weights)
    for name in demands:
        if not weight.get(name, 0.0) > 0.0:
            raise SpecError(f"'{name}' has no weight", where="weights", advice="give more than 0")
    shares: dict[str, float] = {}
    left = capacity
    waiting = sorted(demands, key=lambda name: demands[name] / weight[name])
    total = math.fsum(weight[name] for name in waiting)
    for name in waiting:
        share = min(demands[name], left * weight[name] / total)
        shares[name] = share
        left -= share
        total -= weight[name]
    return {name: shares[name] for name in demands}


def max_min_slots(
    capacity: int, requests: Mapping[str, float], order: Sequence[str] | None = None
) -> dict[str, int]:
    """Return max-min fair whole slots: one each in turn, until nobody wants more.

    Parameters
    ----------
    capacity : int
        Slots there are.
    requests : mapping of member to float
        Slots asked for; a fraction of a slot is none.
    order : sequence of str, optional
        Who comes first when slots run out within a turn; as listed by default.
    """
    _check(capacity, requests)
    turn = list(requests) if order is None else list(order)
    if set(turn) != set(requests):
        raise SpecError(
            "the order does not name each member once", where="order", advice="list all members"
        )
    given = dict.fromkeys(requests, 0)
    left = capacity
    while left:
        wanting = [name for name in turn if given[name] + 1 <= requests[name]]
        if not wanting:
            break
        for name in wanting[:left]:
            given[name] += 1
        left -= len(wanting[:left])
    return given


@dataclass(frozen=True)
class Dominant:
    """What dominant resource fairness gives.

    Parameters
    ----------
    tasks : mapping of member to float
        How many tasks each may run.
    shares : mapping of member to float
        Each member's dominant share.
    used : mapping of resource to float
        What all tasks take together.
    """

    tasks: Mapping[str, float]
    shares: Mapping[str, float]
    used: Mapping[str, float]


def dominant_shares(
    capacities: Mapping[str, float],
    needs: Mapping[str, Mapping[str, float]],
    demands: Mapping[str, float] | None = None,
) -> Dominant:
    """Return dominant-resource-fair tasks (Ghodsi et al., NSDI 2011), divisible ones.

    Everybody's share of the thing he needs most of grows evenly; who needs a thing that has run
    out, or has all he asked for, stops, and the others go on.

    Parameters
    ----------
    capacities : mapping of resource to float
        Kiln hours, glaze hours, …
    needs : mapping of member to (mapping of resource to float)
        What one task of a member takes.
    demands : mapping of member to float, optional
        Tasks asked for at most.
    """
    _check(0.0, capacities)
    dominant = {}
    for name, need in needs.items():
        for thing, amount in need.items():
            if thing not in capacities or not capacities[thing] > 0.0 or amount < 0.0:
                raise SpecError(
                    f"'{name}' needs {amount:g} of '{thing}', of which there is none",
                    where=f"needs.{name}",
                    advice="give a capacity above 0 and a need of 0 or more",
                )
        dominant[name] = max((need[thing] / capacities[thing] for thing in need), default=0.0)
        if not dominant[name] > 0.0:
            raise SpecError(f"'{name}' needs nothing", where="needs", advice="leave it out")
    wanted = {name: math.inf if demands is None else demands.get(name, math.inf) for name in needs}
    level = dict.fromkeys(needs, 0.0)  # dominant share
    left = dict(capacities)
    growing = {name for name in needs if wanted[name] > 0.0}
    while growing:
        # how far all growing shares can rise together
        pull = {
            thing: math.fsum(needs[n].get(thing, 0.0) / dominant[n] for n in sorted(growing))
            for thing in capacities
        }
        steps = [left[thing] / rate for thing, rate in pull.items() if rate > 0.0]
        steps += [wanted[n] * dominant[n] - level[n] for n in growing]
        step = max(0.0, min(steps))
        for name in growing:
            level[name] += step
        for thing, rate in pull.items():
            left[thing] = max(0.0, left[thing] - step * rate)
        spent = {t for t in capacities if left[t] <= 1e-12 * capacities[t]}
        growing = {
            name
            for name in growing
            if level[name] < wanted[name] * dominant[name] - 1e-12
            and not any(needs[name].get(thing, 0.0) > 0.0 for thing in spent)
        }
    tasks = {name: level[name] / dominant[name] for name in needs}
    used = {
        thing: math.fsum(tasks[n] * needs[n].get(thing, 0.0) for n in needs) for thing in capacities
    }
    return Dominant(tasks, level, used)


def airport(needs: Mapping[str, float]) -> dict[str, float]:
    """Return Shapley's split of the cost of the largest need (the airport game).

    Each step from one need to the next is shared by those who need at least so much: Littlechild
    and Owen 1973.

    Parameters
    ----------
    needs : mapping of member to float
        What the thing would cost each alone. [money]
    """
    _check(0.0, needs)
    ordered = sorted(needs, key=lambda name: needs[name])
    shares, before, share = {}, 0.0, 0.0
    for place, name in enumerate(ordered):
        share += (needs[name] - before) / (len(ordered) - place)
        before = needs[name]
        shares[name] = share
    return {name: shares[name] for name in needs}


def shapley(members: Sequence[str], cost: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Return Shapley's split of a bill: the mean of what each adds, over all orders of joining.

    Parameters
    ----------
    members : sequence of str
        At most 16.
    cost : callable
        What a coalition alone would pay; nothing for the empty one. [money]
    """
    if len(members) > MOST_PLAYERS or len(set(members)) < len(members):
        raise SpecError(
            f"{len(members)} members",
            where="members",
            advice=f"give at most {MOST_PLAYERS}, each once",
        )
    count = len(members)
    known = {
        frozenset(group): float(cost(frozenset(group)))
        for size in range(count + 1)
        for group in itertools.combinations(members, size)
    }
    shares = {}
    for name in members:
        others = [other for other in members if other != name]
        parts = []
        for size in range(count):
            weight = 1.0 / (count * math.comb(count - 1, size))
            for group in itertools.combinations(others, size):
                alone = frozenset(group)
                parts.append(weight * (known[alone | {name}] - known[alone]))
        shares[name] = math.fsum(parts)
    return shares


def volume_fee(volumes: Mapping[str, float], fee: float) -> dict[str, float]:
    """Return what each member pays by the volume of the ware.

    Parameters
    ----------
    volumes : mapping of member to float
        Of the boxes round the pieces. [L]
    fee : float
        [money/L]; 0.06 a cubic inch is ``0.06 / CUBIC_INCH``.
    """
    _check(fee, volumes)
    return {name: volume * fee for name, volume in volumes.items()}


@dataclass(frozen=True)
class Bill:
    """A bill shared, and the usual fee beside it.

    Parameters
    ----------
    total : float
        What is to be paid. [money]
    shares : mapping of member to float
        By Shapley; they add up to the total. [money]
    fees : mapping of member to float
        By volume. [money]
    """

    total: float
    shares: Mapping[str, float]
    fees: Mapping[str, float]

    @property
    def surplus(self) -> float:
        """What the fees bring beyond the bill, below 0 when they do not cover it [money]."""
        return math.fsum(self.fees.values()) - self.total


def share_bill(
    needs: Mapping[str, float], volumes: Mapping[str, float] | None = None, fee: float = 0.0
) -> Bill:
    """Return a kiln's bill by the airport rule, with the fee by volume beside it."""
    shares = airport(needs)
    fees = volume_fee(volumes, fee) if volumes else dict.fromkeys(needs, 0.0)
    return Bill(max(needs.values(), default=0.0), shares, fees)


def jain(shares: Sequence[float]) -> float:
    """Return Jain's index of shares: 1 when all are equal, 1/n when one has everything."""
    if not shares or min(shares) < 0.0:
        raise SpecError("shares are of 0 or more", where="shares", advice="give at least one")
    squares = math.fsum(share * share for share in shares)
    if squares == 0.0:
        return 1.0
    return math.fsum(shares) ** 2 / (len(shares) * squares)


def _check(capacity: float, demands: Mapping[str, float]) -> None:
    if not (math.isfinite(capacity) and capacity >= 0.0):
        raise SpecError(f"{capacity:g} to share", where="capacity", advice="give 0 or more")
    for name, demand in demands.items():
        if not (math.isfinite(demand) and demand >= 0.0):
            raise SpecError(
                f"'{name}' asks for {demand:g}", where=f"demands.{name}", advice="give 0 or more"
            )
