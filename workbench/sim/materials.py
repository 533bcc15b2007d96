"""Materials: stock, deliveries with the supplier's delay, what is ordered, and who waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from workbench import streams
from workbench.sim.clock import DELIVERED
from workbench.sim.runs import Supply

if TYPE_CHECKING:
    from workbench.sim.simpy_engine import Engine

#: Quantities are taken off in binary: ten times 0.1 are in a stock of 1.
_SLACK: Final = 1e-9


class Waiter(NamedTuple):
    """A part that waits for material; ``freely``: it joins without asking for room."""

    job: int
    operation: int
    freely: bool
    asked: float


class Materials:
    """The stock of a factory.

    Attributes
    ----------
    stock, ordered : list of float
        What is there, and what is ordered at a level and under way.
    orders : list of int
        Listed deliveries and orders made so far, by material: the address of the next delay.
    supplies : dict of Supply
        What is under way.
    shelf : list of Waiter
        Who waits, in their order.
    """

    def __init__(self, engine: Engine) -> None:
        spec = engine.tables.spec
        self.engine = engine
        self.stock: list[float] = spec.material_stock.tolist()
        self.ordered = [0.0] * spec.materials
        self.orders = [0] * spec.materials
        self.supplies: dict[int, Supply] = {}
        self.next_supply = 0
        self.shelf: list[Waiter] = []

    def start(self) -> None:
        """Enter the listed deliveries, and order what is low already."""
        spec = self.engine.tables.spec
        for u in range(spec.materials):
            for i in range(int(spec.delivery_start[u]), int(spec.delivery_start[u + 1])):
                promised = float(spec.delivery_time[i])
                self._enter(u, False, float(spec.delivery_quantity[i]), promised)
        for u in range(spec.materials):
            self._reorder(u)

    def _enter(self, material: int, ordered: bool, quantity: float, promised: float) -> None:
        """Enter a supply, which comes after its supplier's delay."""
        engine = self.engine
        spec = engine.tables.spec
        number = self.orders[material]
        self.orders[material] += 1
        code = int(spec.delay_code[material])
        p0, p1, p2, p3 = spec.delay_parameters[material].tolist()
        delay = p0
        if code != streams.CONSTANT:
            delay = streams.sample(
                code, p0, p1, p2, p3, engine.tables.table, engine.seed, engine.replication,
                streams.SUPPLY, int(spec.material_key[material]), number,
            )  # fmt: skip
        self.supplies[self.next_supply] = Supply(material, ordered, quantity, promised)
        engine.clock.at(promised + delay, DELIVERED, self.next_supply)
        self.next_supply += 1

    def _reorder(self, material: int) -> None:
        spec = self.engine.tables.spec
        level, quantity = spec.reorder_level[material], float(spec.reorder_quantity[material])
        while level >= 0.0 and self.stock[material] + self.ordered[material] <= level:
            self.ordered[material] += quantity
            self._enter(material, True, quantity, self.engine.clock._now)

    def ask(self, job: int, operation: int, *, freely: bool = False) -> None:
        """Let a part ask for its station when all it needs is in stock."""
        if self.engine.tables.needs[operation]:
            waiter = Waiter(job, operation, freely, self.engine.clock._now)
            if not self._take(waiter):
                self.shelf.append(waiter)
                return
        self.engine.rooms.ask(job, operation, freely=freely)

    def _take(self, waiter: Waiter) -> bool:
        """Take all that an operation needs, or nothing."""
        needs = self.engine.tables.needs[waiter.operation]
        if any(self.stock[u] < quantity * (1.0 - _SLACK) for u, quantity in needs):
            return False
        for u, quantity in needs:
            self.stock[u] -= quantity
            self.engine.journal.issue(waiter.job, waiter.operation, u, quantity, waiter.asked)
        for u, _ in needs:
            self._reorder(u)
        return True

    def delivered(self, number: int) -> None:
        """Take a supply into stock, and serve those who wait, in their order."""
        engine = self.engine
        supply = self.supplies.pop(number)
        self.stock[supply.material] += supply.quantity
        if supply.ordered:
            self.ordered[supply.material] -= supply.quantity
        engine.journal.delivery(supply)
        for waiter in list(self.shelf):
            if waiter in self.shelf and self._take(waiter):
                self.shelf.remove(waiter)
                engine.rooms.ask(waiter.job, waiter.operation, freely=waiter.freely)
                engine.jobs.settle(waiter.job)

    def withdraw(self, job: int) -> int:
        """Take a job off the shelf; return how many parts of it waited there."""
        kept = [waiter for waiter in self.shelf if waiter.job != job]
        gone = len(self.shelf) - len(kept)
        self.shelf = kept
        return gone
