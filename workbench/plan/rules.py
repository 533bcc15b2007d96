"""Rules of dispatching as the numbers of a specification."""

from __future__ import annotations

from workbench.sim.codes import RULES


def numbers(rules: tuple[str, ...]) -> tuple[int, tuple[int, int, int]]:
    """Return the number of the first rule and of those that break its ties, -1 after the last."""
    first, *rest = (RULES.index(name) for name in rules)
    padded = [*rest, -1, -1, -1]
    return first, (padded[0], padded[1], padded[2])
