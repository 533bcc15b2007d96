"""Balancing a line: the fewest stations for a cycle time (SALBP-1), exactly where that is possible.

States are sets of finished tasks that respect the order; for each the fewest stations and the least
load of the last one are kept (Held, Karp and Shareshian 1963). A line with very many such sets is
balanced by ranked positional weight instead, and the answer says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import InfeasibleError, SpecError, nearest

MOST_STATES = 50_000
_EPS = 1e-9


@dataclass(frozen=True)
class Balance:
    """Tasks on stations.

    Parameters
    ----------
    stations : tuple of (tuple of str)
        The tasks of each, in the order in which they are done.
    cycle : float
        The cycle time that was asked for. [min]
    work : float
        All tasks together. [min]
    exact : bool
        Whether no line of fewer stations exists.
    """

    stations: tuple[tuple[str, ...], ...]
    cycle: float
    work: float
    exact: bool

    @property
    def efficiency(self) -> float:
        """Share of the stations' time that is work."""
        return self.work / (len(self.stations) * self.cycle)


def balance(
    times: Mapping[str, float], before: Mapping[str, Sequence[str]], cycle: float
) -> Balance:
    """Return the line with the fewest stations.

    Parameters
    ----------
    times : mapping of task to float
        [min]
    before : mapping of task to tasks
        What must be done before each; a task without an entry has none.
    cycle : float
        Longest time of a station. [min]

    Raises
    ------
    InfeasibleError
        When a task is longer than the cycle: it is named.
    """
    names = _ordered(times, before)
    for name in names:
        if times[name] > cycle + _EPS:
            raise InfeasibleError(
                f"task '{name}' takes {times[name]:g} min, the cycle is {cycle:g} min",
                where="cycle",
                advice="give a longer cycle, split the task, or double its station",
            )
    work = math.fsum(times.values())
    if not names:
        return Balance((), cycle, 0.0, True)
    order = _exact(names, times, before, cycle)
    exact = order is not None
    if order is None:
        order = _by_weight(names, times, before, cycle)
    return Balance(_stations(order, times, cycle), cycle, work, exact)


def _stations(
    order: Sequence[str], times: Mapping[str, float], cycle: float
) -> tuple[tuple[str, ...], ...]:
    stations: list[list[str]] = [[]]
    load = 0.0
    for name in order:
        if load + times[name] > cycle + _EPS and stations[-1]:
            stations.append([])
            load = 0.0
        stations[-1].append(name)
        load += times[name]
    return tuple(map(tuple, stations))


def _exact(
    names: Sequence[str],
    times: Mapping[str, float],
    before: Mapping[str, Sequence[str]],
    cycle: float,
) -> list[str] | None:
    """Return the tasks in the best order for filling stations, None when sets are too many."""
    place = {name: k for k, name in enumerate(names)}
    needs = [sum(1 << place[n] for n in before.get(name, ())) for name in names]
    length = [times[name] for name in names]
    # set of done tasks -> (stations opened, load of the last, last task, set before)
    level: dict[int, tuple[int, float, int, int]] = {0: (1, 0.0, -1, 0)}
    kept = dict(level)
    for _ in names:
        found: dict[int, tuple[int, float, int, int]] = {}
        for done, (count, load, _, _) in level.items():
            if len(kept) + len(found) > MOST_STATES:
                return None
            for k, need in enumerate(needs):
                if done >> k & 1 or need & ~done:
                    continue
                if load + length[k] <= cycle + _EPS:
                    value = (count, load + length[k], k, done)
                else:
                    value = (count + 1, length[k], k, done)
                key = done | 1 << k
                if key not in found or value[:2] < found[key][:2]:
                    found[key] = value
        level = found
        kept.update(level)
    order, done = [], (1 << len(names)) - 1
    while done:
        _, _, task, done = kept[done]
        order.append(names[task])
    return order[::-1]


def _by_weight(
    names: Sequence[str],
    times: Mapping[str, float],
    before: Mapping[str, Sequence[str]],
    cycle: float,
) -> list[str]:
    """Return the tasks by ranked positional weight (Helgeson and Birnie 1961)."""
    after: dict[str, set[str]] = {name: set() for name in names}
    for name in reversed(names):
        for earlier in before.get(name, ()):
            after[earlier] |= {name} | after[name]
    weight = {name: times[name] + math.fsum(times[n] for n in after[name]) for name in names}
    order: list[str] = []
    load, left = 0.0, set(names)
    while left:
        ready = [n for n in names if n in left and not left & set(before.get(n, ()))]
        fitting = [n for n in ready if load + times[n] <= cycle + _EPS]
        chosen = max(fitting or ready, key=lambda n: weight[n])
        load = load + times[chosen] if fitting else times[chosen]
        order.append(chosen)
        left.discard(chosen)
    return order


def _ordered(times: Mapping[str, float], before: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the tasks so that each comes after those before it; refuse a circle."""
    for name, earlier in before.items():
        for other in (name, *earlier):
            if other not in times:
                raise SpecError(
                    f"there is no task '{other}'", where="before", advice=nearest(other, times)
                )
    for name, time in times.items():
        if not (math.isfinite(time) and time >= 0.0):
            raise SpecError(f"task '{name}' takes {time:g} min", where="times", advice="give ≥ 0")
    done: list[str] = []
    waiting = list(times)
    while waiting:
        ready = [n for n in waiting if all(b in done for b in before.get(n, ()))]
        if not ready:
            raise SpecError(
                f"tasks wait for each other: {', '.join(sorted(waiting))}",
                where="before",
                advice="leave one of the links out",
            )
        done += ready
        waiting = [n for n in waiting if n not in ready]
    return done
