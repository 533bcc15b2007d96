"""The reference models as a SimPy user writes them: processes and ``simpy.Resource``.

Times come from the sampler of our own engines, so that only the event loop is compared.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from workbench import streams
from workbench.benchmarks import models

Process = Generator[simpy.Event, Any, None]


def _time(step: models.Step, replication: int, job: int, number: int) -> float:
    address = (0, replication, streams.TIME, job, number)
    return float(streams.sample(step.code, *step.parameters, streams.EMPTY_TABLE, *address))


def mm1(customers: int, replication: int) -> float:
    """Return the mean time in one queue."""
    env = simpy.Environment()
    server = simpy.Resource(env, 1)
    service = models.Step(0, -1, models.EXPONENTIAL, (1.0, 0.0, 0.0, 0.0))
    gap = models.Step(0, -1, models.EXPONENTIAL, (1.25, 0.0, 0.0, 0.0))
    total = 0.0

    def customer(i: int) -> Process:
        nonlocal total
        came = env.now
        with server.request() as request:
            yield request
            yield env.timeout(_time(service, replication, i, 0))
        total += env.now - came

    def source() -> Process:
        for i in range(customers):
            yield env.timeout(_time(gap, replication, i, 1))
            env.process(customer(i))

    env.process(source())
    env.run()
    return total / customers


def drop50(replication: int) -> float:
    """Return the makespan of the drop [min]."""
    env = simpy.Environment()
    stations = [simpy.Resource(env, many) for many in models.MACHINES]
    pools = [simpy.Resource(env, many) for many in models.PEOPLE]
    waiting: list[tuple[float, simpy.Event]] = []
    news = [env.event()]
    came: list[float] = []
    last = 0.0

    def work(job: int, number: int, step: models.Step) -> Process:
        with stations[step.station].request() as machine:
            yield machine
            if step.pool < 0:
                yield env.timeout(_time(step, replication, job, number))
                return
            with pools[step.pool].request() as person:
                yield person
                yield env.timeout(_time(step, replication, job, number))

    def kiln(time: float) -> Process:
        while True:
            if not waiting:
                news[0] = env.event()
                yield news[0]
            while len(waiting) < models.BATCH:
                left = waiting[0][0] + models.WAIT - env.now
                if left <= 0.0:
                    break
                news[0] = env.event()
                yield news[0] | env.timeout(left)
            load = waiting[: models.BATCH]
            del waiting[: models.BATCH]
            yield env.timeout(time)
            for _, fired in load:
                fired.succeed()

    def order(job: int, route: tuple[models.Step, ...]) -> Process:
        nonlocal last
        came.append(env.now)
        for number, step in enumerate(route):
            if step.station != models.KILN:
                yield from work(job, number, step)
                continue
            fired = env.event()
            waiting.append((env.now, fired))
            if not news[0].triggered:
                news[0].succeed()
            yield fired
        last = env.now

    def source(number: int, route: tuple[models.Step, ...]) -> Process:
        gap = models.Step(0, -1, models.EXPONENTIAL, (2.0 * models.GAP, 0.0, 0.0, 0.0))
        for i in range(models.ORDERS // 2):
            job = number * (models.ORDERS // 2) + i
            yield env.timeout(_time(gap, replication, job, 99))
            env.process(order(job, route))

    for number, route in enumerate(models.ROUTES):
        env.process(source(number, route))
    env.process(kiln(models.ROUTES[0][3].parameters[0]))
    env.run()
    return last - came[0]


def jackson(customers: int, replication: int) -> float:
    """Return the mean time in the network."""
    env = simpy.Environment()
    servers = [simpy.Resource(env, 1) for _ in models.SERVICE]
    horizon = customers / sum(models.ARRIVALS)
    total, done, jobs = 0.0, 0, 0

    def customer(job: int, station: int) -> Process:
        nonlocal total, done
        came, visit = env.now, 0
        while station >= 0:
            law = (1.0 / models.SERVICE[station], 0.0, 0.0, 0.0)
            step = models.Step(station, -1, models.EXPONENTIAL, law)
            with servers[station].request() as request:
                yield request
                yield env.timeout(_time(step, replication, job, 2 * visit))
            station = models.onward(station, streams.u01(0, replication, streams.YIELD, job, visit))
            visit += 1
        total += env.now - came
        done += 1

    def source(station: int, rate: float) -> Process:
        nonlocal jobs
        gap = models.Step(0, -1, models.EXPONENTIAL, (1.0 / rate, 0.0, 0.0, 0.0))
        while True:
            jobs += 1
            job = jobs
            yield env.timeout(_time(gap, replication, job, 99))
            env.process(customer(job, station))

    for station, rate in enumerate(models.ARRIVALS):
        if rate:
            env.process(source(station, rate))
    env.run(until=horizon)
    return total / done
