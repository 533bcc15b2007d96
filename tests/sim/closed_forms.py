"""What queueing theory says, computed; ``test_cases`` compares it with published numbers too."""

from __future__ import annotations

import math

import numpy as np


def erlang_b(load, servers):
    """Share of calls that find all servers busy."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(load, servers):
    """Chance to wait."""
    blocked = erlang_b(load, servers)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def mmc_wait(arrivals, service, servers):
    """Mean wait in M/M/c."""
    load = arrivals / service
    return erlang_c(load, servers) / (servers * service - arrivals)


def birth_death(births, deaths):
    """Stationary chances of a birth-and-death process."""
    weights = np.cumprod([1.0, *(b / d for b, d in zip(births, deaths, strict=True))])
    return weights / weights.sum()


def mmck(arrivals, service, servers, room):
    """(chance to be turned away, mean number, mean time in the system) of M/M/c/K."""
    chances = birth_death([arrivals] * room, [service * min(n + 1, servers) for n in range(room)])
    number = float(chances @ np.arange(room + 1))
    return float(chances[-1]), number, number / (arrivals * (1.0 - chances[-1]))


def mg1_wait(arrivals, mean, variance):
    """Mean wait in M/G/1 (Pollaczek and Khinchine)."""
    return arrivals * (mean**2 + variance) / (2.0 * (1.0 - arrivals * mean))


def cobham(urgent, usual, service):
    """Times in system of two classes without preemption, exponential service."""
    first, both = urgent / service, (urgent + usual) / service
    residual = both / service
    return (
        residual / (1 - first) + 1 / service,
        residual / ((1 - first) * (1 - both)) + 1 / service,
    )


def preemptive(urgent, usual, service):
    """Times in system of two classes with preemption and resumption, exponential service."""
    first, both = urgent / service, (urgent + usual) / service
    return (
        1 / service / (1 - first),
        1 / service / (1 - first) + both / service / ((1 - first) * (1 - both)),
    )


def jackson(arrivals, service, routing):
    """(flow, mean number) of each station, and the mean time in the network."""
    flow = np.linalg.solve(np.eye(len(service)) - np.array(routing).T, np.array(arrivals))
    load = flow / np.array(service)
    number = load / (1.0 - load)
    return flow, number, number.sum() / np.sum(arrivals)


def machine_repair(machines, to_failure, to_repair):
    """(machines up, busy share of the one mechanic, mean time down) of M/M/1//N."""
    births = [(machines - n) / to_failure for n in range(machines)]
    chances = birth_death(births, [1 / to_repair] * machines)
    down = float(chances @ np.arange(machines + 1))
    busy = 1.0 - float(chances[0])
    return machines - down, busy, down * to_repair / busy


def bulk(arrivals, service, least, most, states=400):
    """(mean wait, busy share) of M/M(a,b)/1, from its Markov chain cut off at ``states``."""
    idle = least  # states 0 … a-1: nothing in service; then a + n: n wait while it is busy
    size = idle + states
    rates = np.zeros((size, size))
    for n in range(idle):
        rates[n, n + 1 if n + 1 < least else idle] += arrivals
    for n in range(states):
        if n + 1 < states:
            rates[idle + n, idle + n + 1] += arrivals
        rates[idle + n, n if n < least else idle + n - min(n, most)] += service
    rates -= np.diag(rates.sum(axis=1))
    system = rates.T.copy()
    system[-1] = 1.0
    chances = np.linalg.solve(system, np.r_[np.zeros(size - 1), 1.0])
    waiting = np.r_[np.arange(idle), np.arange(states)]
    return float(chances @ waiting) / arrivals, float(chances[idle:].sum())


def line_of_two(first, second, places):
    """Throughput of two stations, never short of work, blocking after service."""
    room = places + 2
    rho = first / second
    full = rho**room * (1 - rho) / (1 - rho ** (room + 1)) if rho != 1 else 1 / (room + 1)
    return first * (1 - full)


def kingman(utilisation, servers, mean, arrivals_cv2, service_cv2):
    """The approximation of the wait by variability, utilisation and time (VUT)."""
    wait = utilisation ** (math.sqrt(2 * (servers + 1)) - 1) / (servers * (1 - utilisation))
    return (arrivals_cv2 + service_cv2) / 2 * wait * mean


def practical_worst_case(jobs, stations, mean):
    """(throughput, cycle time) of a balanced line of exponential stations, by mean values."""
    cycle = mean * (stations + jobs - 1)
    return jobs / cycle, cycle
