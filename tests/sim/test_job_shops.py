"""Deterministic shops against published results, event order included."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.specs import INF, routing
from workbench.sim import codes, play
from workbench.sim.log import CHANGEOVER, DONE, OPERATION
from workbench.sim.spec import EDD, FCFS, LEAST_CHANGEOVER, SPT

# Instance ft06 of H. Fisher and G. L. Thompson (1963), "Probabilistic learning combinations of
# local job-shop scheduling rules", in Muth and Thompson (eds.), Industrial Scheduling.
FT06_MACHINES = ("312465", "235614", "346125", "213456", "325614", "246153")
FT06_MINUTES = (
    (1, 3, 6, 7, 3, 6),
    (8, 5, 10, 10, 10, 4),
    (5, 4, 8, 9, 1, 7),
    (5, 5, 5, 3, 8, 9),
    (9, 3, 5, 4, 3, 1),
    (3, 3, 9, 10, 4, 1),
)


def ft06(rule):
    products = [
        [(int(machine) - 1, minutes) for machine, minutes in zip(row, times, strict=True)]
        for row, times in zip(FT06_MACHINES, FT06_MINUTES, strict=True)
    ]
    return routing(*products, station_rule=[rule] * 6)


@pytest.mark.parametrize(("rule", "makespan", "flow"), [(FCFS, 65, 54.83), (SPT, 88, 52.67)])
def test_ft06(rule, makespan, flow):
    done = play(ft06(rule)).only(kind=DONE)["time"]
    assert done.max() == makespan
    assert round(done.mean(), 2) == flow


# ------------------------------------------------------------------- instances of the benchmark
def instance(folder, name):
    """Return (products, due dates) of a static instance of the benchmark."""
    lines = [line.strip() for line in (folder / name).read_text().splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    routes = int(lines[1])
    machines = [line.split() for line in lines[2 : 2 + routes]]
    minutes = [line.split() for line in lines[2 + routes : 2 + 2 * routes]]
    jobs = [line.split() for line in lines[lines.index("jobs") + 2 :]]
    products = []
    for route, _, _, _ in jobs:
        pairs = zip(machines[int(route) - 1], minutes[int(route) - 1], strict=False)
        products.append([(int(machine) - 1, float(time)) for machine, time in pairs])
    return products, [float(due) for _, _, due, _ in jobs]


def machines(products):
    return 1 + max(machine for product in products for machine, _ in product)


def expected(folder, name):
    """Return {rule: (makespan, mean flow time)} of the published results."""
    found = {}
    for line in (folder / f"{name}.expected").read_text().splitlines():
        title, measure, *values = line.split("\t")
        rule = title.split()[1]
        if measure in ("cMax", "flowtimes"):
            found.setdefault(rule, {})[measure] = float(values[0])
    return {rule: (entry["cMax"], entry["flowtimes"]) for rule, entry in found.items()}


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize("name", ["js06x06.txt", "js20x05.txt"])
@pytest.mark.parametrize(
    ("rule", "title"),
    [
        (FCFS, "FCFS"),
        (codes.LIFO, "INV_FCFS"),
        (codes.FASFS, "FASFS"),
        (SPT, "SPT"),
        (codes.LPT, "INV_SPT"),
        (codes.WSPT, "WSPT"),
        (EDD, "EDD"),
        (codes.SLACK, "SLK"),
        (codes.ATC, "ATC(k=1.0)"),
        (codes.WINQ, "WINQ"),
        (codes.PT_WINQ_NPT, "PTPlusWINQPlusNPT"),
    ],
)
def test_results_of_the_benchmark(bench_data, name, rule, title, engine):
    products, due = instance(bench_data / "simulation", name)
    count = machines(products)
    spec = routing(
        *products, source_due=due, station_rule=[rule] * count, station_look=[1.0] * count
    )
    done = play(spec, engine=engine).only(kind=DONE)["time"]
    makespan, flow = expected(bench_data / "simulation", name)[f"IGF[{title}]"]
    assert done.max() == makespan
    assert done.mean() == pytest.approx(flow, abs=0.005)


@pytest.mark.parametrize(
    ("name", "rule", "title"),
    [("js06x06.txt", SPT, "SPT"), ("js20x05.txt", FCFS, "FCFS"), ("js20x05.txt", EDD, "EDD")],
)
def test_event_order_of_the_benchmark(bench_data, name, rule, title):
    folder = bench_data / "simulation"
    products, due = instance(folder, name)
    spec = routing(*products, source_due=due, station_rule=[rule] * machines(products))
    work = play(spec).only(kind=OPERATION)
    finished, started = [], []
    for line in (folder / f"log_IGF[{title}]_{name}").read_text().splitlines():
        moment, event, *rest = line.split("\t")
        if event.endswith("_processing"):
            machine, job = int(rest[0][1:]), rest[1]
            entry = (float(moment), machine, int(job.split(".")[1]), int(job.split("#")[1]))
            (finished if event.startswith("finished") else started).append(entry)
    first = np.cumsum([0, *map(len, products)])
    step = work["operation"] - first[work["job"]]
    ours = list(zip(work["end"], work["station"], work["job"], step, strict=True))
    assert ours == finished
    ours = list(zip(work["start"], work["station"], work["job"], step, strict=True))
    assert sorted(ours) == sorted(started)


# ----------------------------------------------------------------------------------- changeovers
def setups(rule):
    """Return Pinedo's example 14.2.1: one machine, four families."""
    return routing(
        *[[(0, minutes)] for minutes in (13, 9, 13, 10)],
        operation_family=[0, 1, 2, 3],
        station_rule=[rule],
        station_changeover=[0],
        changeover_first=[(1, 1, 3, 4)],
        changeover_time=[[(0, 4, 1, 3), (0, 0, 1, 0), (1, 2, 0, 3), (4, 3, 1, 0)]],
    )


@pytest.mark.parametrize(
    ("rule", "makespan", "flow"), [(SPT, 51, 118), (FCFS, 54, 136), (LEAST_CHANGEOVER, 49, 130)]
)
def test_changeovers(rule, makespan, flow):
    log = play(setups(rule))
    done = log.only(kind=DONE)["time"]
    assert (done.max(), done.sum()) == (makespan, flow)
    change = log.only(kind=CHANGEOVER)
    assert change["work"].sum() == makespan - 45
    assert (change["end"] - change["start"] == change["work"]).all()
    assert change["origin"][0] == -1
    families = log.only(kind=OPERATION)["family"].tolist()
    pairs = zip([-1, *families], families, strict=False)
    assert set(zip(change["origin"], change["family"], strict=True)) <= set(pairs)


# ---------------------------------------------------------------------------------------- batches
def incompatible(*more):
    """Return a machine on which one job works alone and two others only as a pair."""
    products = [[(1, 3)], [(0, 2), (1, 1)], [(1, 1)], *more]
    family, size, per_batch = [1, 0, 0, 0], [2, 1, 1, 1], [1, 1, 1, 1]
    return routing(
        *products,
        operation_family=family + [2] * len(more),
        operation_size=size + [2] * len(more),
        operation_per_batch=per_batch + [1] * len(more),
        station_batch=[0, 1],
        batch_max=[INF, 2],
        batch_by_family=[0, 1],
    )


def test_batch_with_incompatible_families():
    log = play(incompatible())
    assert log.only(kind=DONE)["time"].max() == 4
    pair = log.only(kind=OPERATION, batch=1)
    assert sorted(pair["job"]) == [1, 2]
    assert (pair["start"] == 3).all()
    assert pair["work"].sum() == 1
    assert play(incompatible([(1, 2)])).only(kind=DONE)["time"].max() == 6
