"""The correctness cases: twins in ``cases/``, what is measured on them, and what it must be.

A statistical case has measures: functions of one block of replications that return an array
[replications, measures], next to their exact values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tests.sim import closed_forms as exact
from workbench.model import Factory
from workbench.plan import lower
from workbench.sim import play
from workbench.sim.log import DONE, DOWN
from workbench.sim.tallies import tally

FOLDER = Path(__file__).parent / "cases"
WARM = 0.1  # share of the jobs left out at the start


@dataclass(frozen=True)
class Case:
    """A twin with settings, what is measured, and the exact values.

    ``short`` are the settings of a quick run of a unit test, and how many replications it takes;
    ``tiny`` those of a run that the readable engine plays too.
    """

    twin: str
    measure: Callable[..., Any]
    values: tuple[float, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    short: tuple[dict[str, Any], int] = ({}, 40)
    tiny: dict[str, Any] = field(default_factory=dict)
    block: int = 20

    def factory(self, more=None):
        """Return the twin with its settings."""
        return Factory.from_yaml(FOLDER / f"{self.twin}.yaml").with_settings(
            {**self.settings, **(more or {})}
        )

    def spec(self, more=None):
        """Return what is played."""
        return lower(self.factory(more))


# ------------------------------------------------------------------------------------ measures
def waits(spec, first, count):
    """Mean wait at the first station."""
    sums = tally(spec, seed=7, first=first, replications=count)
    return sums.waited[:, :1] / sums.executions[:, :1]


def leads(spec, first, count):
    """Mean time in the system."""
    sums = tally(spec, seed=7, first=first, replications=count)
    warm = int(WARM * spec.jobs)
    return np.nanmean(sums.lead_time[:, warm:], axis=1, keepdims=True)


def lead_of_each(spec, first, count):
    """Mean time in the system of each source."""
    times = tally(spec, seed=7, first=first, replications=count).lead_time
    parts, begin = [], 0
    for jobs in spec.source_count.tolist():
        warm = begin + int(WARM * jobs)
        parts.append(np.nanmean(times[:, warm : begin + jobs], axis=1))
        begin += jobs
    return np.stack(parts, axis=1)


def turned_away(spec, first, count):
    """Share of the jobs turned away, mean number and mean time in the system."""
    sums = tally(spec, seed=7, first=first, replications=count)
    span = sums.last - sums.begin
    return np.stack(
        (sums.scrapped / sums.released, sums.lead / span, sums.lead / sums.done), axis=1
    )


def blocked_calls(spec, first, count):
    """Share of the jobs turned away."""
    return turned_away(spec, first, count)[:, :1]


def network(spec, first, count):
    """Mean number at each station, mean time in the network."""
    sums = tally(spec, seed=7, first=first, replications=count)
    number = (sums.waited + sums.busy) / (sums.last - sums.begin)[:, None]
    return np.column_stack((number, sums.lead / sums.done))


def utilisation(spec, first, count):
    """Busy share of the machines of the last station."""
    sums = tally(spec, seed=7, first=first, replications=count)
    times = np.sort(sums.finished, axis=1)
    # minutes of work that each job brings, over the mean time between two jobs
    each = (sums.busy[:, -1] / sums.executions[:, -1]) * (sums.executions[:, -1] / sums.done)
    between = (times[:, -1] - times[:, 0]) / (spec.jobs - 1)
    return (each / between / spec.station_machines[-1])[:, None]


def firings(spec, first, count):
    """Mean wait for the kiln, busy share of the kiln."""
    sums = tally(spec, seed=7, first=first, replications=count)
    wait = sums.waited[:, 0] / sums.executions[:, 0]
    return np.stack((wait, sums.busy[:, 0] / (sums.end - sums.begin)), axis=1)


def repairs(spec, first, count):
    """Machines up, busy share of the mechanic, mean time down."""
    log = play(spec, seed=7, first=first, replications=count)
    begin, end = 0.05 * spec.horizon, 0.95 * spec.horizon
    found = []
    for r in range(first, first + count):
        down = log.only(replication=r, kind=DOWN)

        def within(low, high):
            return np.maximum(0.0, np.minimum(high, end) - np.maximum(low, begin)).sum()

        gone = within(down["enqueued"], down["end"]) / (end - begin)
        busy = within(down["start"], down["end"]) / (end - begin)
        inside = (down["enqueued"] >= begin) & (down["enqueued"] < end)
        lost = (down["end"] - down["enqueued"])[inside].mean()
        found.append((spec.station_machines[0] - gone, busy, lost))
    return np.array(found)


def throughput(spec, first, count):
    """Jobs done a minute."""
    times = np.sort(tally(spec, seed=7, first=first, replications=count).finished, axis=1)
    warm = int(WARM * spec.jobs)
    return ((spec.jobs - 1 - warm) / (times[:, -1] - times[:, warm]))[:, None]


def line(spec, first, count):
    """Jobs done an hour, cycle time from the gate to done [h]."""
    log = play(spec, seed=7, first=first, replications=count)
    done = log.only(kind=DONE)
    # the last ones leave a line that no longer fills up
    middle = slice(int(WARM * spec.jobs), spec.jobs - spec.wip)
    found = []
    for r in range(first, first + count):
        mine = done.only(replication=r)
        moments = mine["time"][middle] / 60.0
        cycle = (mine["time"] - mine["start"])[middle].mean() / 60.0
        found.append(((len(moments) - 1) / (moments[-1] - moments[0]), cycle))
    return np.array(found)


# --------------------------------------------------------------------------------------- cases
def _served(law, variance):
    return Case(
        "mg1",
        waits,
        (exact.mg1_wait(0.8, 1.0, variance),),
        {"products.customer.routing.serve.time": law},
        ({"orders.stream.count": 4000}, 40),
        {"orders.stream.count": 200},
    )


def _calls(load, lines, mean):
    return Case(
        "erlang_b",
        blocked_calls,
        (exact.erlang_b(load, lines),),
        {"stations.lines.machines": lines, "orders.stream.every": {"exponential": mean}},
        ({"orders.stream.count": 5000}, 40),
        {"orders.stream.count": 300},
    )


def _kiln(least, most):
    return Case(
        "kiln",
        firings,
        exact.bulk(3.0, 1.0, least, most),
        {
            "stations.kiln.batch.min": f"{least} pieces",
            "stations.kiln.batch.max": f"{most} pieces",
        },
        ({"report.until": "1300 min", "orders.stream.count": 8000}, 40),
        {"report.until": "60 min", "orders.stream.count": 400},
    )


def _pennies(jobs):
    stations = ("head", "rim", "deburr", "stamp")
    law = {"exponential": "2 h"}
    return Case(
        "penny_fab",
        line,
        exact.practical_worst_case(jobs, 4, 2.0),
        {
            "wip": jobs,
            "orders.line.count": 20_000,
            **{f"products.penny.routing.{name}.time": law for name in stations},
        },
        ({"orders.line.count": 1200}, 16),
        {"orders.line.count": 60},
    )


def _line(places, mean="1 min"):
    second = 1.0 if mean == "1 min" else 0.8
    return Case(
        "two_stations",
        throughput,
        (exact.line_of_two(1.0, second, places),),
        {
            "stations.second.buffer.capacity": places,
            "products.piece.routing.second.time": {"exponential": mean},
        },
        ({"orders.line.count": 3000}, 20),
        {"orders.line.count": 150},
    )


def _wafers(mean, load):
    return Case(
        "minifab",
        utilisation,
        (load,),
        {"orders.wafers.every": {"exponential": mean}},
        ({"orders.wafers.count": 2000}, 30),
        {"orders.wafers.count": 60},
    )


_CUSTOMERS = ({"orders.stream.count": 4000}, 40), {"orders.stream.count": 200}
_CLASSES = (
    ({"orders.urgent.count": 1500, "orders.usual.count": 4500}, 40),
    {"orders.urgent.count": 50, "orders.usual.count": 150},
)

CASES = {
    "1 M/M/1": Case("mm1", leads, (5.0,), {}, *_CUSTOMERS),
    "2 M/M/3": Case("mm3", waits, (exact.mmc_wait(2.0, 1.0, 3),), {}, *_CUSTOMERS),
    "4 M/M/2/5": Case("mm2_5", turned_away, exact.mmck(3.0, 2.0, 2, 5), {}, *_CUSTOMERS),
    "6 Erlang B, 5 on 10": _calls(5.0, 10, "0.2 min"),
    "6 Erlang B, 4.461 on 10": _calls(4.461, 10, f"{1 / 4.461!r} min"),
    "6 Erlang B, 20 on 30": _calls(20.0, 30, "0.05 min"),
    "7 M/D/1": _served("1 min", 0.0),
    "7 M/E4/1": _served({"gamma": ["1 min", "0.5 min"]}, 0.25),
    "7 M/M/1": _served({"exponential": "1 min"}, 1.0),
    # of all laws with this spread, one of two values settles soonest
    "7 M/G/1, cs2 2": _served({"discrete": [0, 3], "shares": ["2", "1"], "unit": "min"}, 2.0),
    "7 M/G/1, cs2 4": _served({"discrete": [0, 5], "shares": ["4", "1"], "unit": "min"}, 4.0),
    "8 Cobham": Case("cobham", lead_of_each, exact.cobham(0.2, 0.6, 1.0), {}, *_CLASSES),
    "10 preemptive-resume": Case(
        "preemptive", lead_of_each, exact.preemptive(0.2, 0.6, 1.0), {}, *_CLASSES
    ),
    "11 Jackson": Case(
        "jackson",
        network,
        (
            *exact.jackson(
                (0.5, 0.25, 0), (1, 0.8, 1.5), [[0, 0.6, 0.4], [0, 0, 0.7], [0.1, 0, 0]]
            )[1],
            6.411398630499753,
        ),
        {},
        ({"orders.at_one.count": 2667, "orders.at_two.count": 1333}, 40),
        {"orders.at_one.count": 100, "orders.at_two.count": 50},
    ),
    "12 machine repair": Case(
        "machine_repair",
        repairs,
        exact.machine_repair(10, 300.0, 30.0),
        {},
        ({"report.until": "20000 min"}, 20),
        {"report.until": "2000 min"},
    ),
    "14 kiln (1, 4)": _kiln(1, 4),
    "14 kiln (4, 8)": _kiln(4, 8),
    "17 Penny Fab, practical worst case, w 4": _pennies(4),
    "17 Penny Fab, practical worst case, w 10": _pennies(10),
    "20 two stations, no place": _line(0),
    "20 two stations, 1 place": _line(1),
    "20 two stations, 4 places": _line(4),
    "20 two stations, 2 places, unequal": _line(2, "1.25 min"),
    "21 M/M/3 at 90 %": Case(
        "mm3",
        waits,
        (exact.mmc_wait(2.7, 1.0, 3),),
        {"orders.stream.every": {"exponential": f"{1 / 2.7!r} min"}},
        *_CUSTOMERS,
    ),
    "28 Mini-Fab at 70 %": _wafers("149.99 min", 105 / 149.99),
    "28 Mini-Fab at 80 %": _wafers("131.25 min", 0.8),
    "28 Mini-Fab at 90 %": _wafers("116.63 min", 105 / 116.63),
}
