"""Laws that hold on every event log; each returns what it finds wrong."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from workbench.sim.calendars import Calendars
from workbench.sim.log import (
    CHANGEOVER,
    DONE,
    GOOD,
    MOVE,
    OPERATION,
    REDO,
    RELEASE,
    REMADE,
    SCRAP,
    WASTED,
)

SLACK = 1e-6


def broken_laws(spec, log):
    """Return the laws of one replication that ``log`` breaks."""
    laws = (jobs_conserved, causality, precedence, capacity, inside_calendars, batches, sums)
    return [f"{law.__name__}: {fault}" for law in laws for fault in law(spec, log)]


def jobs_conserved(spec, log):
    """What came in went out, once."""
    entered = log.where((log["kind"] == RELEASE) & (log["outcome"] != REMADE))
    done, scrapped = log.only(kind=DONE), log.only(kind=SCRAP)
    remade = log.only(kind=RELEASE, outcome=REMADE)
    if len(set(entered["job"])) != len(entered):
        yield "a job entered twice"
    if sorted([*done["job"], *scrapped["job"]]) != sorted([*entered["job"], *remade["job"]]):
        yield "jobs in are not jobs out"
    if len(remade) and not spec.product_remake[remade["product"]].all():
        yield "a job was remade that should not be"
    expected = np.bincount(spec.operation_product, minlength=len(spec.product_start) - 1)
    good = log.only(kind=OPERATION, outcome=GOOD)
    for job, product in zip(done["job"], done["product"], strict=True):
        again = np.count_nonzero(remade["job"] == job)
        count = np.count_nonzero(good["job"] == job)
        if count < expected[product] or (not again and count != expected[product]):
            yield f"job {job} is done with {count} good operations"


def causality(spec, log):
    """Time never falls; asked before begun before ended."""
    if (np.diff(log["time"]) < 0).any():
        yield "time falls"
    if not ((log["enqueued"] <= log["start"]) & (log["start"] <= log["end"])).all():
        yield "a row begins before it is asked for, or ends before it begins"
    if not (log["end"] == log["time"]).all():
        yield "a row was not written at its end"
    work = log.only(kind=OPERATION)
    if (work["end"] - work["start"] < work["attended"] - SLACK).any():
        yield "more attention than time"


def precedence(spec, log):
    """An operation is asked for when all that go before it are done and carried over."""
    for job in np.unique(log["job"]):
        mine = log.only(job=int(job))
        if (mine["outcome"] == REMADE).any() or (mine["outcome"] == WASTED).any():
            continue
        work = mine.only(kind=OPERATION)
        good = work.only(outcome=GOOD)
        ready = dict(zip(good["operation"], good["end"], strict=True))
        for n, outcome, asked in zip(
            work["operation"], work["outcome"], work["enqueued"], strict=True
        ):
            moments = []
            part = slice(spec.predecessor_start[n], spec.predecessor_start[n + 1])
            for m in spec.predecessor[part]:
                a, b = spec.operation_station[m], spec.operation_station[n]
                moments.append(ready[m] + (spec.walk[a, b] if a >= 0 and b >= 0 else 0.0))
            first = max(moments, default=asked)
            redone = np.count_nonzero((work["operation"] == n) & (work["outcome"] == REDO))
            if asked < first or (not redone and outcome == GOOD and asked != first):
                yield f"job {job} asks for operation {n} at {asked}, not at {first}"


def busy(log):
    """Yield (resource, from, to) of machines and people."""
    work = log.where((log["kind"] == OPERATION) | (log["kind"] == CHANGEOVER))
    seen = set()
    for i in range(len(work)):
        station, machine, batch = (int(work[name][i]) for name in ("station", "machine", "batch"))
        key = (station, machine, batch, float(work["end"][i]), int(work["kind"][i]))
        if batch >= 0 and key in seen:
            continue
        seen.add(key)
        span = float(work["start"][i]), float(work["end"][i])
        if machine >= 0:
            yield ("machine", station, machine), *span
        if work["person"][i] >= 0:
            # He may leave before the end, after his minutes at the earliest.
            attended = float(work["attended"][i])
            yield ("person", int(work["person"][i])), span[0], min(span[1], span[0] + attended)


def capacity(spec, log):
    """No machine and no person is in two places."""
    spans = {}
    for resource, begin, end in busy(log):
        spans.setdefault(resource, []).append((begin, end))
    for resource, list_ in spans.items():
        list_.sort()
        for (_, end), (begin, _) in pairwise(list_):
            if begin < end - SLACK:
                yield f"{resource} is in two places at {begin}"


def inside_calendars(spec, log):
    """Work fits into the open time between its begin and its end, and fills it."""
    calendars = Calendars(spec)
    work = log.where((log["kind"] == OPERATION) | (log["kind"] == CHANGEOVER))
    batch_work = {}
    for i in range(len(work)):
        key = (int(work["kind"][i]), int(work["batch"][i]))
        batch_work[key] = batch_work.get(key, 0.0) + float(work["work"][i])
    for i in range(len(work)):
        station, n = int(work["station"][i]), int(work["operation"][i])
        if work["batch"][i] >= 0:
            # The first member decides who attends, and for how long.
            n = int(work.only(batch=int(work["batch"][i]))["operation"][0])
        attended = work["person"][i] >= 0
        pool = int(spec.operation_pool[n]) if attended else -1
        full = attended and (work["kind"][i] == CHANGEOVER or spec.operation_attend[n] >= 1.0)
        calendar = calendars.together(station, pool if full else -1)
        span = float(work["start"][i]), float(work["end"][i])
        opened = sum(b - a for a, b in calendars.open_between(calendar, *span))
        minutes = float(work["work"][i])
        if work["batch"][i] >= 0 and work["kind"][i] == OPERATION:
            minutes = batch_work[OPERATION, int(work["batch"][i])]
        if minutes > opened + SLACK:
            yield f"{minutes} minutes of work in {opened} open minutes"
        if (full or not attended) and minutes < opened - SLACK:
            yield f"{opened} open minutes for {minutes} minutes of work"


def batches(spec, log):
    """A batch is not too large, holds one family, and was large enough or overdue."""
    work = log.only(kind=OPERATION)
    for batch in np.unique(work["batch"][work["batch"] >= 0]):
        members = work.only(batch=int(batch))
        station = int(members["station"][0])
        size = members["quantity"].sum()
        if size > spec.batch_max[station] * (1 + 1e-9):
            yield f"batch {batch} of size {size}"
        if spec.batch_by_family[station] and len(set(members["family"])) > 1:
            yield f"batch {batch} mixes families"
        if len({*zip(members["machine"], members["start"], members["end"], strict=True)}) != 1:
            yield f"batch {batch} is not together"


def sums(spec, log):
    """Minutes in the factory are the minutes of its jobs (Little's law on the path)."""
    done = log.where((log["kind"] == DONE) | (log["kind"] == SCRAP))
    entered = log.only(kind=RELEASE)
    moments = np.concatenate((entered["time"], done["time"]))
    steps = np.concatenate((np.ones(len(entered)), -np.ones(len(done))))
    order = np.argsort(moments, kind="stable")
    area = np.cumsum(steps[order])[:-1] @ np.diff(moments[order]) if len(moments) else 0.0
    spent = done["time"].sum() - entered["time"].sum()
    if not np.isclose(area, spent, rtol=1e-9, atol=1e-6):
        yield f"{area} minutes inside, {spent} minutes of jobs"
    step = (log["kind"] == RELEASE) * 1 - ((log["kind"] == DONE) | (log["kind"] == SCRAP)) * 1
    if spec.wip and (np.cumsum(step) > spec.wip).any():
        yield "more jobs inside than allowed"
    if (log.only(kind=MOVE)["end"] <= log.only(kind=MOVE)["start"]).any():
        yield "a walk takes no time"
