"""Which ware is fired together, when, and in which kiln: batches of incompatible families.

Ware of one program shares a firing up to what the kiln holds; ware of two programs never does. For
equal pieces the fewest firings are Σ⌈n_f/B⌉ (Uzsoy 1995), and on one kiln their order does not
change when the last is done. Due dates need a search: exact for small cases, and for the rest the
dispatching index ATC-BATC (Mehta and Uzsoy 1998, Balasubramanian et al. 2004).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from workbench.errors import SpecError, nearest

# Above these the exact searches take seconds, not milliseconds.
MOST_FIRINGS = 14
MOST_JOBS = 9
LOOK_AHEAD = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)


@dataclass(frozen=True)
class Job:
    """Ware that is fired in one go: a piece, or what a member brings.

    Parameters
    ----------
    name : str
        Which.
    family : str
        The program it is fired by.
    size : float
        What it takes of the kiln, in the unit of its capacity: pieces, or shares of a load.
    due : float
        When it is wanted. [min]
    weight : float
        What a minute of lateness counts.
    ready : float
        Before it cannot be loaded. [min]
    member : str
        Whose it is.
    """

    name: str
    family: str
    size: float = 1.0
    due: float = math.inf
    weight: float = 1.0
    ready: float = 0.0
    member: str = ""


@dataclass(frozen=True)
class PlannedFiring:
    """A firing in a plan.

    Parameters
    ----------
    family : str
        The program.
    jobs : tuple of Job
        What is in it.
    start, end : float
        [min]
    kiln : int
        In which kiln, from 0.
    """

    family: str
    jobs: tuple[Job, ...]
    start: float
    end: float
    kiln: int = 0

    @property
    def size(self) -> float:
        """What it takes of the kiln."""
        return math.fsum(job.size for job in self.jobs)


@dataclass(frozen=True)
class FiringPlan:
    """Firings in the order of their starts."""

    firings: tuple[PlannedFiring, ...]

    @property
    def makespan(self) -> float:
        """When the last is cold [min]."""
        return max((firing.end for firing in self.firings), default=0.0)

    @property
    def kiln_time(self) -> float:
        """How long kilns are taken, all together [min]."""
        return math.fsum(firing.end - firing.start for firing in self.firings)

    @property
    def tardiness(self) -> float:
        """Weighted lateness of all jobs, Σ w T."""
        return math.fsum(
            job.weight * max(0.0, firing.end - job.due)
            for firing in self.firings
            for job in firing.jobs
        )


def fewest_firings(counts: Mapping[str, float], capacity: float) -> int:
    """Return the fewest firings for so much of each family, Σ⌈n_f/B⌉."""
    _check_capacity(capacity)
    return sum(math.ceil(count / capacity - 1e-9) for count in counts.values() if count > 0.0)


def batches(jobs: Iterable[Job], capacity: float) -> tuple[tuple[str, tuple[Job, ...]], ...]:
    """Return jobs put together by family, earliest due first, each load as full as it gets.

    Equal sizes give the fewest loads; unequal ones are put by first fit, largest first.
    """
    _check_capacity(capacity)
    loads: list[tuple[str, list[Job]]] = []
    listed = list(jobs)
    _check_jobs(listed, capacity)
    for family in dict.fromkeys(job.family for job in listed):
        own = [job for job in listed if job.family == family]
        if len({job.size for job in own}) > 1:
            own.sort(key=lambda job: -job.size)
        else:
            own.sort(key=lambda job: job.due)
        mine: list[list[Job]] = []
        for job in own:
            for load in mine:
                if math.fsum(j.size for j in load) + job.size <= capacity * (1 + 1e-9):
                    load.append(job)
                    break
            else:
                mine.append([job])
        loads += [(family, load) for load in mine]
    return tuple((family, tuple(load)) for family, load in loads)


def plan_makespan(
    jobs: Iterable[Job], capacity: float, times: Mapping[str, float], *, kilns: int = 1
) -> FiringPlan:
    """Return the plan whose last firing is done first.

    Exact (up to 14 firings) for the loads of `batches`, by branch and bound over kilns; beyond
    that longest firing first, at most a third longer than the best (Graham 1969).

    Parameters
    ----------
    jobs : iterable of Job
        All ready at 0; due dates only order the loads of a family.
    capacity : float
        What a kiln holds, in the unit of the jobs' sizes.
    times : mapping of family to float
        How long a kiln is taken, cooling included. [min]
    kilns : int
        How many equal kilns there are.
    """
    _check_kilns(kilns)
    loads = batches(jobs, capacity)
    _check_times({family for family, _ in loads}, times)
    order = sorted(range(len(loads)), key=lambda k: (-times[loads[k][0]], k))
    lengths = [times[loads[k][0]] for k in order]
    where = _longest_first(lengths, kilns)
    if len(loads) <= MOST_FIRINGS:
        where = _assign(lengths, kilns, where)
    firings, free = [], [0.0] * kilns
    for k, kiln in zip(order, where, strict=True):
        family, load = loads[k]
        firings.append(PlannedFiring(family, load, free[kiln], free[kiln] + times[family], kiln))
        free[kiln] += times[family]
    return FiringPlan(tuple(sorted(firings, key=lambda f: (f.start, f.kiln))))


def _longest_first(lengths: Sequence[float], kilns: int) -> list[int]:
    free, where = [0.0] * kilns, []
    for length in lengths:
        kiln = free.index(min(free))
        free[kiln] += length
        where.append(kiln)
    return where


def _assign(lengths: Sequence[float], kilns: int, start: list[int]) -> list[int]:
    """Return the kiln of each firing that makes the longest kiln shortest."""
    loads = [0.0] * kilns
    for length, kiln in zip(lengths, start, strict=True):
        loads[kiln] += length
    best, bound = list(start), max(loads, default=0.0)
    least = max(math.fsum(lengths) / kilns, max(lengths, default=0.0))
    chosen: list[int] = []
    free = [0.0] * kilns

    def place(number: int) -> None:
        nonlocal best, bound
        if bound <= least + 1e-9:
            return
        if number == len(lengths):
            best, bound = list(chosen), max(free)
            return
        for kiln in range(kilns):
            if free[kiln] in free[:kiln] or free[kiln] + lengths[number] >= bound - 1e-9:
                continue
            free[kiln] += lengths[number]
            chosen.append(kiln)
            place(number + 1)
            chosen.pop()
            free[kiln] -= lengths[number]

    place(0)
    return best


def plan_exact(jobs: Iterable[Job], capacity: float, times: Mapping[str, float]) -> FiringPlan:
    """Return the plan of one kiln with the least weighted tardiness, trying all (up to 9 jobs)."""
    listed = tuple(jobs)
    _check_capacity(capacity)
    _check_jobs(listed, capacity)
    _check_times({job.family for job in listed}, times)
    if len(listed) > MOST_JOBS:
        raise SpecError(
            f"{len(listed)} jobs are too many to plan exactly",
            where="jobs",
            advice=f"give at most {MOST_JOBS}, or use plan_by_index",
        )
    loads = list(_loads(listed, capacity))

    @cache
    def best(left: int, time: float) -> tuple[float, float, int]:
        """Return the tardiness still to come, the end of the last firing, and the next load."""
        if not left:
            return 0.0, time, -1
        found = (math.inf, math.inf, -1)
        for place, (mask, family, ready) in enumerate(loads):
            if mask & ~left:
                continue
            end = max(time, ready) + times[family]
            own = math.fsum(
                job.weight * max(0.0, end - job.due)
                for k, job in enumerate(listed)
                if mask >> k & 1
            )
            if own <= found[0]:
                later, last, _ = best(left & ~mask, end)
                if (own + later, last) < found[:2]:
                    found = (own + later, last, place)
        return found

    left, time, firings = (1 << len(listed)) - 1, 0.0, []
    while left:
        mask, family, ready = loads[best(left, time)[2]]
        start = max(time, ready)
        load = tuple(job for k, job in enumerate(listed) if mask >> k & 1)
        firings.append(PlannedFiring(family, load, start, start + times[family]))
        left, time = left & ~mask, start + times[family]
    return FiringPlan(tuple(firings))


def _loads(jobs: tuple[Job, ...], capacity: float) -> Iterator[tuple[int, str, float]]:
    """Yield every load that fits: its jobs as bits, its family, when it is ready."""
    for family in dict.fromkeys(job.family for job in jobs):
        own = [k for k, job in enumerate(jobs) if job.family == family]
        for count in range(1, len(own) + 1):
            for chosen in itertools.combinations(own, count):
                if math.fsum(jobs[k].size for k in chosen) <= capacity * (1 + 1e-9):
                    mask = sum(1 << k for k in chosen)
                    yield mask, family, max(jobs[k].ready for k in chosen)


def plan_fifo(
    jobs: Iterable[Job], capacity: float, times: Mapping[str, float], *, kilns: int = 1
) -> FiringPlan:
    """Return the plan that fires the family of the oldest job, filled with the next of it."""
    return _dispatch(jobs, capacity, times, lambda job, _: 0.0, kilns=kilns, by_batch=False)


def plan_edd(
    jobs: Iterable[Job], capacity: float, times: Mapping[str, float], *, kilns: int = 1
) -> FiringPlan:
    """Return the plan that fires the family of the job due first."""
    return _dispatch(jobs, capacity, times, lambda job, _: -job.due, kilns=kilns, by_batch=False)


def plan_by_index(
    jobs: Iterable[Job],
    capacity: float,
    times: Mapping[str, float],
    *,
    look_ahead: float | None = None,
    kilns: int = 1,
) -> FiringPlan:
    """Return the plan of the index ATC-BATC, for any number of jobs.

    A load counts ``Σ (w/p) exp(−(d − p − t)⁺ / (k p̄)) · min(n/B, 1)`` at time t.

    Parameters
    ----------
    jobs, capacity, times
        As for `plan_exact`.
    look_ahead : float, optional
        The k of the index; several are tried and the best plan is kept when it is left out, never
        worse than first in, first out.
    kilns : int
        How many equal kilns there are; the one that is free first takes the next load.
    """
    listed = tuple(jobs)
    if look_ahead is not None and not look_ahead > 0.0:
        raise SpecError(f"a look-ahead of {look_ahead}", where="look_ahead", advice="give > 0")
    _check_times({job.family for job in listed}, times)
    used = [times[job.family] for job in listed]
    mean = math.fsum(used) / len(used) if used else 1.0

    def played(k: float) -> FiringPlan:
        def index(job: Job, time: float) -> float:
            p = times[job.family]
            slack = max(job.due - p - time, 0.0)
            return job.weight / p * math.exp(-slack / (k * mean)) if slack < math.inf else 0.0

        return _dispatch(listed, capacity, times, index, kilns=kilns, by_batch=True)

    if look_ahead is not None:
        return played(look_ahead)
    plans = [*map(played, LOOK_AHEAD), plan_fifo(listed, capacity, times, kilns=kilns)]
    return min(plans, key=lambda plan: plan.tardiness)


def _dispatch(
    jobs: Iterable[Job],
    capacity: float,
    times: Mapping[str, float],
    index: object,
    *,
    kilns: int,
    by_batch: bool,
) -> FiringPlan:
    listed = list(jobs)
    _check_capacity(capacity)
    _check_kilns(kilns)
    _check_jobs(listed, capacity)
    _check_times({job.family for job in listed}, times)
    assert callable(index)
    free, firings = [0.0] * kilns, []
    while listed:
        kiln = free.index(min(free))
        time = max(free[kiln], min(job.ready for job in listed))
        here = [job for job in listed if job.ready <= time]
        offers = []
        for family in dict.fromkeys(job.family for job in here):
            ranked = sorted(
                (job for job in here if job.family == family),
                key=lambda job: -index(job, time),
            )
            load, size = [], 0.0
            for job in ranked:
                if size + job.size <= capacity * (1 + 1e-9):
                    load.append(job)
                    size += job.size
            value = max(index(job, time) for job in load)
            if by_batch:
                value = math.fsum(index(job, time) for job in load) * min(size / capacity, 1.0)
            offers.append((value, family, load))
        _, family, load = max(offers, key=lambda offer: offer[0])
        free[kiln] = time + times[family]
        firings.append(PlannedFiring(family, tuple(load), time, free[kiln], kiln))
        listed = [job for job in listed if job not in load]
    return FiringPlan(tuple(firings))


def _check_capacity(capacity: float) -> None:
    if not (math.isfinite(capacity) and capacity > 0.0):
        raise SpecError(
            f"a kiln that holds {capacity:g}", where="capacity", advice="give more than 0"
        )


def _check_kilns(kilns: int) -> None:
    if kilns < 1:
        raise SpecError(f"{kilns} kilns", where="kilns", advice="give 1 or more")


def _check_jobs(jobs: Sequence[Job], capacity: float) -> None:
    for job in jobs:
        if not 0.0 < job.size <= capacity * (1 + 1e-9):
            raise SpecError(
                f"'{job.name}' takes {job.size:g} of a kiln that holds {capacity:g}",
                where="jobs",
                advice="split it, or give a size above 0",
            )
    if len(set(jobs)) < len(jobs):
        raise SpecError("two jobs are the same", where="jobs", advice="give each its own name")


def _check_times(families: Iterable[str], times: Mapping[str, float]) -> None:
    for family in families:
        if family not in times:
            raise SpecError(
                f"how long '{family}' takes is not known",
                where="times",
                advice=nearest(family, times),
            )
        if not times[family] > 0.0:
            raise SpecError(
                f"'{family}' takes {times[family]:g} min", where="times", advice="give more than 0"
            )
