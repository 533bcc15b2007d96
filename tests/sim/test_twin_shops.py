"""Deterministic shops written as twins: published results exactly, event order included."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.cases import FOLDER
from tests.sim.test_job_shops import expected, instance
from workbench.model import Factory
from workbench.plan import lower
from workbench.sim import play
from workbench.sim.log import CHANGEOVER, DONE, OPERATION

# Names of the rules in the published results.
RULES = {
    "FCFS": "fcfs",
    "SPT": "spt",
    "EDD": "edd",
    "FASFS": "fasfs",
    "SLK": "slack",
    "WSPT": "wspt",
    "INV_FCFS": "lifo",
    "INV_SPT": "lpt",
    "WINQ": "winq",
    "PTPlusWINQPlusNPT": "pt_winq_npt",
    "ATC(k=1.0)": "atc",
}


def twin(name, settings=None):
    return Factory.from_yaml(FOLDER / f"{name}.yaml").with_settings(settings or {})


def both(factory):
    """Play a twin in both engines and return the log, which must be the same."""
    spec = lower(factory)
    logs = [play(spec, engine=engine) for engine in ("compiled", "simpy")]
    assert logs[0].sha256() == logs[1].sha256()
    return logs[0]


def ruled(factory, rule):
    names = [station.name for station in factory.stations]
    return factory.with_settings(
        {f"stations.{name}.rule": rule for name in names}
        | {f"stations.{name}.look_ahead": 1.0 for name in names}
    )


@pytest.mark.parametrize(("rule", "makespan", "flow"), [("fcfs", 65, 329), ("spt", 88, 316)])
def test_ft06(rule, makespan, flow):
    done = both(ruled(twin("ft06"), rule)).only(kind=DONE)["time"]
    assert (done.max(), done.sum()) == (makespan, flow)


def shop(folder, name):
    """Return a static instance of the benchmark as a twin."""
    products, due = instance(folder / "simulation", name)
    machines = 1 + max(machine for route in products for machine, _ in route)
    routings = {
        f"j{job}": {
            "routing": [
                {f"op{step}": {"station": f"m{machine}", "time": f"{minutes!r} min"}}
                for step, (machine, minutes) in enumerate(route)
            ]
        }
        for job, route in enumerate(products)
    }
    document = {
        "twin": name,
        "stations": {f"m{machine}": {} for machine in range(machines)},
        "products": routings,
        "orders": {
            f"j{job}": {"product": f"j{job}", "at": ["0 min"], "due": f"{when!r} min"}
            for job, when in enumerate(due)
        },
    }
    return Factory.from_document(document), products


@pytest.mark.parametrize("name", ["js06x06.txt", "js20x05.txt"])
@pytest.mark.parametrize("title", RULES)
def test_results_of_the_benchmark(bench_data, name, title):
    factory, _ = shop(bench_data, name)
    done = both(ruled(factory, RULES[title])).only(kind=DONE)["time"]
    makespan, flow = expected(bench_data / "simulation", name)[f"IGF[{title}]"]
    assert done.max() == makespan
    assert done.mean() == pytest.approx(flow, abs=0.005)


@pytest.mark.parametrize(
    ("name", "title"), [("js06x06.txt", "SPT"), ("js20x05.txt", "FCFS"), ("js20x05.txt", "EDD")]
)
def test_event_order_of_the_benchmark(bench_data, name, title):
    factory, products = shop(bench_data, name)
    work = both(ruled(factory, RULES[title])).only(kind=OPERATION)
    finished, started = [], []
    path = bench_data / "simulation" / f"log_IGF[{title}]_{name}"
    for line in path.read_text().splitlines():
        moment, event, *rest = line.split("\t")
        if event.endswith("_processing"):
            machine, job = int(rest[0][1:]), rest[1]
            entry = (float(moment), machine, int(job.split(".")[1]), int(job.split("#")[1]))
            (finished if event.startswith("finished") else started).append(entry)
    first = np.cumsum([0, *map(len, products)])
    step = work["operation"] - first[work["job"]]
    assert finished == list(zip(work["end"], work["station"], work["job"], step, strict=True))
    ours = zip(work["start"], work["station"], work["job"], step, strict=True)
    assert sorted(started) == sorted(ours)


@pytest.mark.parametrize(
    ("rule", "makespan", "flow", "late"),
    [
        ("spt", 51, 118, 55),
        ("fcfs", 54, 136, 54),
        ("least_changeover", 49, 130, 38),
        # ties by the shortest: s2 1+9, s4 0+10, s3 1+13, s1 1+13
        ("least_changeover, spt", 48, 112, 49),
    ],
)
def test_setups(rule, makespan, flow, late):
    log = both(twin("setups", {"stations.machine.rule": rule}))
    done = log.only(kind=DONE)
    assert (done["time"].max(), done["time"].sum()) == (makespan, flow)
    assert np.maximum(done["time"] - done["due"], 0.0).sum() == late
    assert log.only(kind=CHANGEOVER)["work"].sum() == makespan - 45


def test_batches_of_families_that_do_not_mix():
    log = both(twin("families"))
    assert log.only(kind=DONE)["time"].max() == 4
    pair = log.only(kind=OPERATION, batch=1)
    assert sorted(pair["job"]) == [1, 2]
    assert (pair["start"] == 3).all()
    more = {
        "products.alone.routing.fire": {
            "station": "second", "family": "b", "size": "2 pieces", "time": "3 min",
        },
        "orders.alone.count": 2,
        "stations.second.rule": "fcfs",
    }  # fmt: skip
    assert both(twin("families", more)).only(kind=DONE)["time"].max() == 7
    # the fullest batch first: the lone one is full, and so is the pair when it is there
    assert both(twin("families", {"stations.second.rule": "most_complete"})).only(kind=DONE)[
        "time"
    ].max() in (4, 6)


@pytest.mark.parametrize(("jobs", "rate", "cycle"), [(4, 0.5, 8.0), (10, 0.5, 20.0)])
def test_penny_fab_best_case(jobs, rate, cycle):
    done = both(twin("penny_fab", {"wip": jobs})).only(kind=DONE)
    later = slice(200, None)
    assert (done["time"] - done["start"])[later] / 60.0 == pytest.approx(cycle)
    assert 60.0 / np.diff(done["time"])[later] == pytest.approx(rate)


def test_penny_fab_worst_case():
    names = ("head", "rim", "deburr", "stamp")
    times = dict(zip(names, ("8 h", "0 h", "0 h", "0 h"), strict=True))
    settings = {f"products.penny.routing.{name}.time": time for name, time in times.items()}
    done = both(twin("penny_fab", settings)).only(kind=DONE)
    assert (done["time"] - done["start"])[200:] / 60.0 == pytest.approx(32.0)
    assert 60.0 * 100 / (done["time"][300] - done["time"][200]) == pytest.approx(0.125)
