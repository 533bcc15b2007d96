"""The reference models in salabim and Ciw, where they can express them."""

from __future__ import annotations

import random
from importlib import import_module
from typing import Any

from workbench.benchmarks import models


def salabim_mm1(customers: int, replication: int) -> float:
    """Return the mean time in one queue, by salabim."""
    salabim: Any = import_module("salabim")

    salabim.yieldless(False)
    env = salabim.Environment(trace=False, random_seed=replication + 1)
    total = [0.0]
    service = random.Random(f"service {replication}")  # a simulation, no secret
    gaps = random.Random(f"gaps {replication}")
    server = salabim.Resource("server", 1, env=env)

    class Customer(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            came = env.now()
            yield self.request(server)
            yield self.hold(service.expovariate(1.0))
            self.release(server)
            total[0] += env.now() - came

    class Source(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            for _ in range(customers):
                yield self.hold(gaps.expovariate(0.8))
                Customer(env=env)

    Source(env=env)
    env.run()
    return total[0] / customers


def ciw_mm1(customers: int, replication: int) -> float:
    """Return the mean time in one queue, by Ciw."""
    ciw: Any = import_module("ciw")

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(0.8)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[1],
    )
    return _ciw(network, customers, replication)


def ciw_jackson(customers: int, replication: int) -> float:
    """Return the mean time in the network of queues, by Ciw."""
    ciw: Any = import_module("ciw")

    network = ciw.create_network(
        arrival_distributions=[
            ciw.dists.Exponential(rate) if rate else None for rate in models.ARRIVALS
        ],
        service_distributions=[ciw.dists.Exponential(rate) for rate in models.SERVICE],
        routing=[list(row) for row in models.NEXT],
        number_of_servers=[1, 1, 1],
    )
    return _ciw(network, customers, replication)


def _ciw(network: Any, customers: int, replication: int) -> float:
    ciw: Any = import_module("ciw")

    ciw.seed(replication + 1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Finish")
    first: dict[Any, float] = {}
    last: dict[Any, float] = {}
    for record in simulation.get_all_records():
        who = record.id_number
        first[who] = min(first.get(who, record.arrival_date), record.arrival_date)
        last[who] = max(last.get(who, 0.0), record.exit_date)
    return sum(last[who] - first[who] for who in first) / len(first)
