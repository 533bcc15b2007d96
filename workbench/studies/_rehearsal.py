"""Questions with a known course, to rehearse what an executor does with long and fatal ones."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def nap(
    seconds: float, listener: Callable[[int, int], None], stop: Callable[[], bool]
) -> str | None:
    """Sleep in small steps, report them, and stop when told to."""
    steps = max(1, round(seconds / 0.01))
    for step in range(steps):
        if stop():
            return None
        time.sleep(seconds / steps)
        listener(step + 1, steps)
    return "slept"


def count(upto: int, listener: Callable[..., None]) -> int:
    """Count, and tell the numbers so far with each report."""
    found: list[int] = []
    for number in range(upto):
        found.append(number)
        listener(number + 1, upto, tuple(found))
    return len(found)


def die() -> None:
    """End the process that asks."""
    os._exit(9)
