"""Play a specification: the one verb of this package."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError, nearest
from workbench.sim.log import EventLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.sim.spec import SimSpec

ENGINES = ("simpy",)


def play(
    spec: SimSpec,
    *,
    seed: int = 0,
    replications: int = 1,
    first: int = 0,
    engine: str = "simpy",
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> EventLog:
    """Play replications of a specification into one event log.

    Parameters
    ----------
    spec : SimSpec
        What to play; it is validated first.
    seed : int
        First part of the address of every draw.
    replications : int
        How many times to play it.
    first : int
        Number of the first replication, so that blocks can be played apart and joined.
    engine : str
        ``"simpy"``.
    listener : callable, optional
        Called after each replication with (replications played, replications wanted).
    stop : callable, optional
        Asked before each replication; ``True`` ends the play with the replications so far.

    Returns
    -------
    EventLog
        Rows in the order of events, replication after replication.
    """
    from workbench.sim.simpy_engine import Engine, rows_of
    from workbench.sim.tables import Tables

    if engine not in ENGINES:
        raise SpecError(f"no engine '{engine}'", where="engine", advice=nearest(engine, ENGINES))
    if replications < 0:
        raise SpecError("must not be negative", where="replications")
    spec.validate()
    tables = Tables(spec)
    buffer = array("d")
    for i in range(replications):
        if stop is not None and stop():
            break
        Engine(tables, seed, first + i, buffer).finish()
        if listener is not None:
            listener(i + 1, replications)
    rows = rows_of(buffer) if buffer else np.zeros(0)
    return EventLog.from_rows(rows, spec.names)
