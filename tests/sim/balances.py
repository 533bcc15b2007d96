"""Laws of the complete semantics that hold on every event log; each tells what it finds wrong."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from workbench.sim.log import (
    BLOCKED,
    CHANGEOVER,
    DELIVERY,
    DONE,
    DOWN,
    INTERRUPTED,
    ISSUE,
    MOVE,
    OPERATION,
    RELEASE,
    REMADE,
    SCRAP,
    SCRAPPED,
    TRIP,
    UNLOAD,
)

SLACK = 1e-6


def broken_balances(spec, log):
    """Return the laws of one replication that ``log`` breaks."""
    laws = (jobs, time_inside, moments, places, people, carts, batches, energy, material)
    return [f"{law.__name__}: {fault}" for law in laws for fault in law(spec, log)]


def jobs(spec, log):
    """Who came in is inside or went out, once; nobody does anything while he is outside."""
    inside, gone, remade = set(), {}, 0
    columns = (log[name] for name in ("kind", "outcome", "job", "time"))
    for kind, outcome, job, time in zip(*columns, strict=True):
        if kind == RELEASE and outcome == REMADE:
            remade += 1
            inside.add(job)
        elif kind == RELEASE:
            if job in inside:
                yield f"job {job} enters twice"
            inside.add(job)
        elif kind in (DONE, SCRAP):
            if job not in inside:
                yield f"job {job} leaves twice"
            inside.discard(job)
            gone[job] = time
        elif kind == BLOCKED and gone.get(job) == time:
            continue  # what held a machine up to this moment may have gone all its way since
        elif job >= 0 and job not in inside:
            yield f"job {job} is outside and has a row of kind {kind}"
    entered = np.count_nonzero(log["kind"] == RELEASE)
    left = np.count_nonzero((log["kind"] == DONE) | (log["kind"] == SCRAP))
    if entered != left + len(inside):
        yield f"{entered} came, {left} left, {len(inside)} are inside"
    if inside and log["time"].max() < spec.horizon * 0.5:
        yield f"{len(inside)} jobs are forgotten"


def time_inside(spec, log):
    """The area under the number of jobs inside is the sum of the times they spent inside."""
    step = (log["kind"] == RELEASE) * 1.0 - ((log["kind"] == DONE) | (log["kind"] == SCRAP)) * 1.0
    end = float(log["time"].max())
    area = float(np.cumsum(step)[:-1] @ np.diff(log["time"]))
    spent, came = 0.0, {}
    for kind, job, time in zip(log["kind"], log["job"], log["time"], strict=True):
        if kind == RELEASE:
            came[job] = time
        elif kind in (DONE, SCRAP):
            spent += time - came.pop(job)
    spent += sum(end - time for time in came.values())
    if abs(area - spent) > 1e-9 * max(1.0, area):
        yield f"{area!r} minutes under the curve, {spent!r} of jobs"
    if spec.wip and np.cumsum(step).max() > spec.wip:
        yield "more jobs inside than allowed"


def moments(spec, log):
    """Time never falls; asked before begun before ended, and ended when written."""
    if (np.diff(log["time"]) < 0).any():
        yield "time falls"
    wrong = ~((log["enqueued"] <= log["start"]) & (log["start"] <= log["end"]))
    planned = log["kind"] == DELIVERY  # comes early never, late with its supplier
    if (wrong & ~planned).any():
        yield f"row {np.flatnonzero(wrong)[0]} begins before it is asked for, or ends before it"
    if not (log["end"] == log["time"]).all():
        yield "a row was not written at its end"


def _apart(spans, what):
    """Yield where two of ``spans`` (begin, end) overlap."""
    for (_, end), (begin, _) in pairwise(sorted(spans)):
        if begin < end - SLACK:
            yield f"{what} is in two places at {begin}"
            return


def places(spec, log):
    """No machine does two things at once, and none works while it is down."""
    spans: dict = {}
    seen = set()
    unloads = log.only(kind=UNLOAD)
    over: dict = {}
    for i in range(len(unloads)):
        key = tuple(int(unloads[name][i]) for name in ("station", "machine", "batch"))
        over.setdefault(key, []).append(float(unloads["enqueued"][i]))
    for kind in (OPERATION, CHANGEOVER, UNLOAD, BLOCKED, DOWN):
        part = log.only(kind=kind)
        for i in range(len(part)):
            station, machine = int(part["station"][i]), int(part["machine"][i])
            batch, begin, end = int(part["batch"][i]), float(part["start"][i]), part["end"][i]
            if machine < 0 or (batch, begin, end, kind) in seen:
                continue
            if batch >= 0:
                seen.add((batch, begin, end, kind))
            if kind == OPERATION:
                # From then on the machine only holds what somebody comes to unload.
                waits = over.get((station, machine, batch), [])
                end = min((moment for moment in waits if begin <= moment <= end), default=end)
            if kind == DOWN:
                begin = float(part["enqueued"][i])
                key = ("down", station, machine, int(part["outcome"][i]))
                spans.setdefault(key, []).append((begin, float(end)))
            else:
                spans.setdefault((station, machine), []).append((begin, float(end)))
    for resource, list_ in spans.items():
        yield from _apart(list_, resource)
        if len(resource) == 2:
            for (_, station, machine, _), down in (
                (k, v) for k, v in spans.items() if k[0] == "down" and k[1:3] == resource
            ):
                for begin, end in down:
                    inner = [s for s in list_ if s[0] < end - SLACK and s[1] > begin + SLACK]
                    if inner and not _only_blocked(log, station, machine, begin, end):
                        yield f"{resource} works while it is down at {begin}"


def _only_blocked(log, station, machine, begin, end):
    """Tell whether what overlaps a time down is a blocked machine, which is no work."""
    part = log.only(kind=BLOCKED, station=station, machine=machine)
    return bool(((part["start"] < end) & (part["end"] > begin)).any())


def people(spec, log):
    """Nobody attends to two things at once."""
    total = np.zeros(int(spec.pool_people.sum()))
    first, last = np.full(len(total), np.inf), np.zeros(len(total))
    spans: dict = {}
    for kind in (OPERATION, CHANGEOVER, UNLOAD, DOWN, TRIP):
        part = log.only(kind=kind)
        for i in range(len(part)):
            person = int(part["person"][i])
            if person < 0:
                continue
            attended = float(part["attended"][i])
            total[person] += attended
            begin, end = float(part["start"][i]), float(part["end"][i])
            begin = float(part["enqueued"][i]) if kind == TRIP else begin
            first[person], last[person] = min(first[person], begin), max(last[person], end)
            # Of work he attends in part it is known when he begins; he stays at least so long.
            if attended == 0.0 or (kind == OPERATION and int(part["batch"][i]) >= 0):
                continue
            spans.setdefault(person, []).append((begin, min(end, begin + attended)))
    for person, list_ in spans.items():
        yield from _apart(list_, f"person {person}")
    busy = total > 0.0
    if (total[busy] > (last - first)[busy] + SLACK).any():
        yield "somebody works more minutes than there are"


def carts(spec, log):
    """No cart is on two trips, and all that is carried arrives on a trip."""
    trips = log.only(kind=TRIP)
    for cart in np.unique(trips["machine"]):
        mine = trips.only(machine=int(cart))
        yield from _apart(
            list(zip(mine["enqueued"].tolist(), mine["end"].tolist(), strict=True)), f"cart {cart}"
        )
    rides = log.where((log["kind"] == MOVE) & (log["machine"] >= 0))
    if trips["quantity"].sum() > len(rides):
        yield "a trip carries more than arrives"


def batches(spec, log):
    """No batch is too large or too many, or holds two families where it must not."""
    work = log.where((log["kind"] == OPERATION) & (log["batch"] >= 0))
    for batch in np.unique(work["batch"]):
        mine = work.only(batch=int(batch))
        whole = mine.where(mine["end"] == mine["end"][-1])
        station = int(mine["station"][0])
        if whole["quantity"].sum() > spec.batch_max[station] * (1 + 1e-6):
            yield f"batch {batch} is too large"
        if spec.batch_most[station] and len(whole) > spec.batch_most[station]:
            yield f"batch {batch} has too many members"
        if spec.batch_by_family[station] and len(np.unique(whole["family"])) > 1:
            yield f"batch {batch} holds two families"


def energy(spec, log):
    """Energy is power times minutes, and that of each execution that was finished."""
    work, sets = log.only(kind=OPERATION), log.only(kind=CHANGEOVER)
    power = np.append(spec.station_power, 0.0)
    expected = float(work["work"] @ power[work["station"]]) / 60.0
    finished = work.where(work["outcome"] != INTERRUPTED)
    own = spec.operation_energy[finished["operation"]]
    if not spec.operation_energy.any():
        own = own * 0.0
    batch = (finished["batch"] >= 0) & (spec.operation_per_batch[finished["operation"]] == 1)
    fail = np.append((spec.fail_kind > 0) & (spec.fail_work == 2), False)
    if batch.any() and own.any():
        return  # the first member decides, which the rows do not tell
    if fail.any() and own.any() and (finished["outcome"] == SCRAPPED).any():
        return  # a row does not tell what was spoilt from what was judged
    expected += float(own.sum())
    if abs(expected - work["energy"].sum()) > 1e-9 * max(1.0, expected):
        yield f"{work['energy'].sum()!r} kWh of work, not {expected!r}"
    setup = np.append(spec.station_setup_power, 0.0)
    expected = float(sets["work"] @ setup[sets["station"]]) / 60.0
    if abs(expected - sets["energy"].sum()) > 1e-9 * max(1.0, expected):
        yield "energy of changeovers is not power times minutes"


def material(spec, log):
    """What is taken was there."""
    for u in range(spec.materials):
        stock = float(spec.material_stock[u])
        for kind, family, quantity in zip(log["kind"], log["family"], log["quantity"], strict=True):
            if family == u and kind == DELIVERY:
                stock += quantity
            elif family == u and kind == ISSUE:
                stock -= quantity
                if stock < -1e-6:
                    yield f"more of material {u} is taken than there is"
                    return
