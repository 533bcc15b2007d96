"""Runs that were played are kept: what a slider does not touch is not simulated again.

An event log is a function of specification, seed and replications, so changing a price, a wage or
the offshore terms finds it ready.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from workbench import sim

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.sim import EventLog, SimSpec

_Key = tuple[str, object, int, int, int, str]

# About 130 bytes a row: 90 MB at most.
MOST_ROWS = 700_000

_logs: OrderedDict[_Key, EventLog] = OrderedDict()
_lock = threading.Lock()


def play(
    spec: SimSpec,
    *,
    seed: int,
    replications: int,
    first: int = 0,
    engine: str = "simpy",
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> EventLog:
    """Return the event log of a run, played now or kept from before.

    The parameters are those of `workbench.sim.play`.
    """
    key: _Key = (spec.sha256(), spec.names, seed, replications, first, engine)
    with _lock:
        kept = _logs.get(key)
        if kept is not None:
            _logs.move_to_end(key)
    if kept is not None:
        if listener is not None:
            listener(replications, replications)
        return kept
    log = sim.play(
        spec,
        seed=seed,
        replications=replications,
        first=first,
        engine=engine,
        listener=listener,
        stop=stop,
    )
    if log.replications == replications and len(log) <= MOST_ROWS:
        with _lock:
            _logs[key] = log
            while sum(len(entry) for entry in _logs.values()) > MOST_ROWS:
                _logs.popitem(last=False)
    return log
