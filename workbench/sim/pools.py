"""People: whom a free one serves first, and when a closed pool looks again."""

from __future__ import annotations

import math
from bisect import insort


class Pool:
    """A pool of interchangeable people that grants synchronously.

    Attributes
    ----------
    free : list of int
        People who do nothing, ascending; the lowest number goes first.
    waiting : list of (key, asked, task, run)
        Runs that hold their machine and wait for a person, in the order of the rule.
    due : float
        Moment at which the pool is already entered to look again; -inf: none. [min]
    pending : bool
        A decision of this pool is already on the agenda.
    """

    __slots__ = ("due", "free", "number", "pending", "rule", "waiting")

    def __init__(self, number: int, people: int, rule: int) -> None:
        self.number = number
        self.rule = rule
        self.free = list(range(people))
        self.waiting: list[tuple[float, float, int, int]] = []
        self.due = -math.inf
        self.pending = False

    def ask(self, key: float, asked: float, task: int, run: int) -> None:
        """Enter a run into the waiting list."""
        insort(self.waiting, (key, asked, task, run))

    def give_back(self, person: int) -> None:
        """Take a person back."""
        insort(self.free, person)
