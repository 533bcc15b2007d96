"""Runs that were played are kept: what a slider does not touch is not simulated again.

An event log is a function of specification, seed and replications, so changing a price, a wage or
the offshore terms finds it ready.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from workbench import sim
from workbench.sim import tallies

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.sim import EventLog, SimSpec
    from workbench.sim.tallies import Tallies

_Key = tuple[str, object, int, int, int, str]

# About 130 bytes a row: 90 MB at most.
MOST_ROWS = 700_000

# Figures of as many runs: a few MB each at most.
MOST_SUMS = 64

_sums: OrderedDict[_Key, Tallies] = OrderedDict()
_logs: OrderedDict[_Key, EventLog] = OrderedDict()
_lock = threading.Lock()


def play(
    spec: SimSpec,
    *,
    seed: int,
    replications: int,
    first: int = 0,
    engine: str = "compiled",
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


def tally(
    spec: SimSpec,
    *,
    seed: int,
    replications: int,
    first: int = 0,
    engine: str = "compiled",
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Tallies:
    """Return the figures of a run without its event log, played now or kept from before.

    The parameters are those of `workbench.sim.play`. The readable engine plays a log and adds up
    its rows; the figures are the same.
    """
    key: _Key = (spec.sha256(), spec.names, seed, replications, first, engine)
    with _lock:
        kept = _sums.get(key)
        if kept is not None:
            _sums.move_to_end(key)
    if kept is not None:
        if listener is not None:
            listener(replications, replications)
        return kept
    if engine == "compiled":
        sums = tallies.tally(
            spec, seed=seed, replications=replications, first=first, listener=listener, stop=stop
        )
    else:
        log = play(
            spec,
            seed=seed,
            replications=replications,
            first=first,
            engine=engine,
            listener=listener,
            stop=stop,
        )
        sums = tallies.of_log(log, spec)
    if len(sums) == replications:
        with _lock:
            _sums[key] = sums
            while len(_sums) > MOST_SUMS:
                _sums.popitem(last=False)
    return sums
