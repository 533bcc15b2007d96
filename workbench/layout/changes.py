"""What a change of layout does: the difference explained flow by flow and product by product."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.layout.problem import Arrangement
from workbench.layout.scores import Carry, carries


@dataclass(frozen=True)
class Change:
    """What changes for one product between two stations.

    Parameters
    ----------
    origin, to, product, agent : str
        What is carried, from where to where, by whom.
    trips : float
        Afterwards. [per week]
    before, after : float
        Length of one trip; inf without a way, nan where a station does not stand. [mm]
    metres, hours, cost : float
        Difference in a week; only trips with a way count. [m, h, money]
    """

    origin: str
    to: str
    product: str
    agent: str
    trips: float
    before: float
    after: float
    metres: float
    hours: float
    cost: float

    @property
    def opened(self) -> bool:
        """Whether there is a way now and was none."""
        return math.isinf(self.before) and math.isfinite(self.after)

    @property
    def closed(self) -> bool:
        """Whether there was a way and is none now."""
        return math.isfinite(self.before) and math.isinf(self.after)


@dataclass(frozen=True)
class Changes:
    """The difference between two arrangements, row by row; the rows sum to the whole.

    Parameters
    ----------
    rows : tuple of Change
        Greatest difference in cost first.
    metres, hours, cost : float
        Of the whole, from the figures of the two arrangements. [m, h, money per week]
    """

    rows: tuple[Change, ...]
    metres: float
    hours: float
    cost: float

    def by_product(self) -> dict[str, float]:
        """Return the difference in cost of each product [money per week]."""
        return self._by("product")

    def by_pair(self) -> dict[tuple[str, str], float]:
        """Return the difference in cost between each two stations [money per week]."""
        sums: dict[tuple[str, str], list[float]] = {}
        for row in self.rows:
            sums.setdefault((row.origin, row.to), []).append(row.cost)
        return {pair: math.fsum(parts) for pair, parts in sums.items()}

    def by_agent(self) -> dict[str, float]:
        """Return the difference in cost of each agent [money per week]."""
        return self._by("agent")

    def _by(self, key: str) -> dict[str, float]:
        sums: dict[str, list[float]] = {}
        for row in self.rows:
            sums.setdefault(getattr(row, key), []).append(row.cost)
        return {name: math.fsum(parts) for name, parts in sums.items()}


def explain(before: Arrangement, after: Arrangement) -> Changes:
    """Explain what going from one arrangement to another does to the walking.

    Parameters
    ----------
    before, after : Arrangement
        Of the same floor, or of a floor that was drawn anew.

    Returns
    -------
    Changes
        Its rows sum to the difference of the wholes within rounding (1e-9).
    """
    old, new = (
        {(c.flow.origin, c.flow.to, c.flow.product, c.flow.agent): c
         for c in carries(each, widths=False)}
        for each in (before, after)
    )  # fmt: skip
    rows = []
    for key in dict.fromkeys([*old, *new]):
        one, two = _figures(old.get(key)), _figures(new.get(key))
        rows.append(
            Change(
                *key,
                (new.get(key) or old[key]).flow.trips,
                old[key].distance if key in old else math.nan,
                new[key].distance if key in new else math.nan,
                *(b - a for a, b in zip(one, two, strict=True)),
            )
        )
    rows.sort(key=lambda row: -abs(row.cost))
    whole = [
        math.fsum(_figures(c)[k] for c in new.values())
        - math.fsum(_figures(c)[k] for c in old.values())
        for k in range(3)
    ]
    return Changes(tuple(rows), *whole)


def _figures(carry: Carry | None) -> tuple[float, float, float]:
    """Return metres, hours and cost of a week; nothing without a way."""
    if carry is None or not carry.is_open:
        return 0.0, 0.0, 0.0
    return carry.flow.trips * carry.distance / 1000.0, carry.time / 60.0, carry.cost
