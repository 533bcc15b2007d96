"""Play a specification: the one verb of this package."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError, nearest
from workbench.sim.log import EventLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.sim.hooks import Hooks
    from workbench.sim.spec import SimSpec

ENGINES = ("compiled", "simpy")


def play(
    spec: SimSpec,
    *,
    seed: int = 0,
    replications: int = 1,
    first: int = 0,
    engine: str | None = None,
    threads: int | None = None,
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    hooks: Hooks | None = None,
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
    engine : str, optional
        ``"compiled"``, for speed, or ``"simpy"``, to be read, stepped and extended. Both give the
        same log. If left out: compiled, unless there are hooks.
    threads : int, optional
        On how many threads the compiled engine plays; the number of processors if left out. The
        log is the same for any number.
    listener : callable, optional
        Called after each block of replications with (replications played, replications wanted).
    stop : callable, optional
        Asked before each block of replications; ``True`` ends the play with the replications so
        far. A block is one replication of the readable engine, about 50 ms of the compiled one.
    hooks : Hooks, optional
        Own dispatching rules and own behaviour of operations (``workbench.sim.hooks``), in Python,
        so for the readable engine only.

    Returns
    -------
    EventLog
        Rows in the order of events, replication after replication.
    """
    if engine is None:
        engine = "compiled" if hooks is None else "simpy"
    if engine not in ENGINES:
        raise SpecError(f"no engine '{engine}'", where="engine", advice=nearest(engine, ENGINES))
    if hooks is not None and engine == "compiled":
        raise SpecError(
            "hooks are Python, which the compiled engine cannot call",
            where="engine",
            advice="leave the engine out or choose simpy",
        )
    if replications < 0:
        raise SpecError("must not be negative", where="replications")
    spec.validate()
    if engine == "compiled":
        from workbench.sim import compiled

        return compiled.play(
            spec,
            seed=seed,
            replications=replications,
            first=first,
            threads=threads or compiled.processors(),
            listener=listener,
            stop=stop,
        )
    return _play_simpy(spec, seed, replications, first, listener, stop, hooks)


def _play_simpy(
    spec: SimSpec,
    seed: int,
    replications: int,
    first: int,
    listener: Callable[[int, int], None] | None,
    stop: Callable[[], bool] | None,
    hooks: Hooks | None,
) -> EventLog:
    from workbench.sim.simpy_engine import Engine, rows_of
    from workbench.sim.tables import Tables

    tables = Tables(spec)
    buffer = array("d")
    for i in range(replications):
        if stop is not None and stop():
            break
        Engine(tables, seed, first + i, buffer, hooks).finish()
        if listener is not None:
            listener(i + 1, replications)
    rows = rows_of(buffer) if buffer else np.zeros(0)
    return EventLog.from_rows(rows, spec.names)
