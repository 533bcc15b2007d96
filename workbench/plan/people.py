"""Who is able to do an operation, and the pools as the arrays of a specification."""

from __future__ import annotations

from typing import Any

from workbench.model.factory import Factory
from workbench.model.product import Operation
from workbench.plan.rules import numbers
from workbench.sim.codes import CLOSINGS


def able(factory: Factory, operation: Operation) -> tuple[str, ...]:
    """Return the pools that can do an operation, the preferred first.

    Those it names; else, when it names a skill, all that have it, in the order of the twin.
    """
    if operation.pool:
        return (operation.pool, *operation.also)
    if operation.skill:
        return tuple(pool.name for pool in factory.pools if operation.skill in pool.skills)
    return ()


def pool_columns(factory: Factory, calendars: dict[str, int]) -> dict[str, list[Any]]:
    """Return the columns of the pools of a factory; ``calendars`` numbers those that close."""
    pools = factory.pools
    rules = [numbers(pool.rules) for pool in pools]
    return {
        "pool_people": [pool.size for pool in pools],
        "pool_calendar": [calendars.get(pool.calendar, -1) for pool in pools],
        "pool_rule": [first for first, _ in rules],
        "pool_then": [then for _, then in rules],
        "pool_closing": [CLOSINGS.index(pool.closing) for pool in pools],
    }
