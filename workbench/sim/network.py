"""Nodes and lanes: where a job is made, and where it goes when its node fails."""

from __future__ import annotations

import itertools
import math
from collections import deque
from typing import TYPE_CHECKING

from workbench import streams
from workbench.sim.clock import LANDED, NODE_FAILS, OUTAGE, RETURNED

if TYPE_CHECKING:
    from workbench.sim.simpy_engine import Engine


class Network:
    """The nodes of a replication.

    Attributes
    ----------
    options : list of list of (node, product)
        Where the jobs of each source can be made, nearest first.
    outages, failures : list of int
        Outages that last, and random failures so far, by node.
    since : list of float
        When a node failed. [min]
    floor, lanes : list of int
        Jobs on the floor of a node, and on lanes to it.
    backlog : list of deque of int
        Jobs that wait for a node.
    origin, came, left : dict
        By job: node it came from, when it was let in or came to its backlog, when it left.
    """

    def __init__(self, engine: Engine) -> None:
        spec = engine.tables.spec
        self.engine = engine
        starts = spec.option_start.tolist()
        pairs = list(zip(spec.option_node.tolist(), spec.option_product.tolist(), strict=True))
        self.options = [pairs[a:b] for a, b in itertools.pairwise(starts)]
        nodes = spec.nodes
        self.capacity: list[int] = spec.node_capacity.tolist()
        self.minutes: list[list[float]] = spec.lane.tolist()
        self.outages = [0] * nodes
        self.failures = [0] * nodes
        self.since = [math.nan] * nodes
        self.floor = [0] * nodes
        self.lanes = [0] * nodes
        self.backlog: list[deque[int]] = [deque() for _ in range(nodes)]
        self.origin: dict[int, int] = {}
        self.came: dict[int, float] = {}
        self.left: dict[int, float] = {}

    def start(self) -> None:
        """Enter the listed outages and the first random failures."""
        spec, clock = self.engine.tables.spec, self.engine.clock
        for i, begin in enumerate(spec.outage_begin.tolist()):
            clock.at(begin, OUTAGE, i)
        for node in range(spec.nodes):
            if spec.node_fails[node]:
                clock.at(self._draw(node, streams.OUTAGE), NODE_FAILS, node)

    def _draw(self, node: int, stream: int) -> float:
        """Return the minutes to the next random failure, or of the outage after it."""
        engine = self.engine
        spec = engine.tables.spec
        code, parameters = spec.node_repair_code[node], spec.node_repair_parameters[node]
        if stream == streams.OUTAGE:
            code, parameters = spec.node_fail_code[node], spec.node_fail_parameters[node]
        p0, p1, p2, p3 = parameters.tolist()
        if code == streams.CONSTANT:
            return float(p0)
        return streams.sample(
            int(code), p0, p1, p2, p3, engine.tables.table, engine.seed, engine.replication,
            stream, int(spec.node_key[node]), self.failures[node],
        )  # fmt: skip

    # ----------------------------------------------------------------------------------- routing
    def _choose(self, job: int, origin: int) -> tuple[int, int]:
        """Return the first node that is up and has capacity, else the first that is up.

        From ``origin`` only those with a lane count; (-1, -1) if no node is up.
        """
        first = (-1, -1)
        for node, product in self.options[self.engine.tables.job_source[job]]:
            if self.outages[node]:
                continue
            if origin >= 0 and (node == origin or self.minutes[origin][node] == math.inf):
                continue
            if first[0] < 0:
                first = node, product
            taken = self.floor[node] + self.lanes[node] + len(self.backlog[node])
            if self.capacity[node] == 0 or taken < self.capacity[node]:
                return node, product
        return first

    def let_in(self, job: int) -> None:
        """Let a job choose its node."""
        node, product = self._choose(job, -1)
        if node < 0:
            node, product = self.options[self.engine.tables.job_source[job]][0]
        self._assign(job, node, product, -1)
        taken = self.floor[node] + self.lanes[node] + len(self.backlog[node])
        if not self.outages[node] and (self.capacity[node] == 0 or taken < self.capacity[node]):
            self._on_floor(job)
        else:
            self.backlog[node].append(job)

    def _assign(self, job: int, node: int, product: int, origin: int) -> None:
        jobs = self.engine.jobs
        jobs.node[job], jobs.product[job] = node, product
        self.origin[job] = origin
        self.came[job] = self.engine.clock._now

    def _on_floor(self, job: int) -> None:
        """Let a job come on the floor of its node."""
        jobs = self.engine.jobs
        self.floor[jobs.node[job]] += 1
        self.engine.journal.route(job, self.origin[job])
        jobs.enter(job)

    def admit(self, node: int) -> None:
        """Let the first of a backlog come in while they may."""
        backlog = self.backlog[node]
        while (
            backlog
            and not self.outages[node]
            and (self.capacity[node] == 0 or self.floor[node] < self.capacity[node])
        ):
            self._on_floor(backlog.popleft())

    def leave_floor(self, job: int) -> None:
        """Note that a job has left the floor of its node for good."""
        self.floor[self.engine.jobs.node[job]] -= 1
        for known in (self.origin, self.came, self.left):
            known.pop(job, None)

    # --------------------------------------------------------------------------------- rerouting
    def _reroute(self, job: int) -> bool:
        """Send a job over a lane to another node, if one is up; tell whether it goes."""
        engine = self.engine
        here = engine.jobs.node[job]
        node, product = self._choose(job, here)
        if node < 0:
            return False
        engine.jobs.node[job], engine.jobs.product[job] = node, product
        self.origin[job] = here
        self.left[job] = engine.clock._now
        self.lanes[node] += 1
        engine.clock.at(self.left[job] + self.minutes[here][node], LANDED, job)
        return True

    def landed(self, number: int) -> None:
        """Let a job arrive from another node."""
        engine = self.engine
        job = number
        node = engine.jobs.node[job]
        self.lanes[node] -= 1
        self.came[job] = engine.clock._now
        engine.journal.lane(job, self.origin[job])
        if self.outages[node] and self._reroute(job):
            return
        self.left.pop(job)
        self.backlog[node].append(job)
        engine.jobs.open_backlog(node)
        engine.jobs.serve_doors()

    # ---------------------------------------------------------------------------------- outages
    def outage(self, number: int) -> None:
        """Begin a listed outage."""
        spec = self.engine.tables.spec
        node = next(d for d in range(spec.nodes) if number < spec.outage_start[d + 1])
        self._fail(node, float(spec.outage_end[number]), 2 * node)

    def fails(self, number: int) -> None:
        """Begin an outage at random."""
        node = number
        minutes = self._draw(node, streams.RETURN)
        self._fail(node, self.engine.clock._now + minutes, 2 * node + 1)

    def _fail(self, node: int, back: float, number: int) -> None:
        engine = self.engine
        engine.clock.at(back, RETURNED, number)
        self.outages[node] += 1
        if self.outages[node] > 1:
            return
        self.since[node] = engine.clock._now
        for station in engine.stations:
            if engine.tables.node[station.number] == node:
                for machine in range(len(station.machines)):
                    engine.failures.take_down(station, machine)
        self._empty_backlog(node)
        jobs = engine.jobs
        for job in sorted(jobs.present):
            if jobs.node[job] == node and jobs.active[job] and not jobs.begun[job]:
                self._leave_for_another(job)

    def _leave_for_another(self, job: int) -> None:
        """Let a job that has begun nothing leave the floor of a failed node, if it can."""
        jobs = self.engine.jobs
        here = jobs.node[job]
        if self._choose(job, here)[0] < 0:
            return
        jobs.withdraw(job)
        jobs.active[job] = 0
        self.floor[here] -= 1
        self._reroute(job)

    def _empty_backlog(self, node: int) -> None:
        """Let those of the backlog of a failed node choose again."""
        staying = [job for job in self.backlog[node] if not self._reroute(job)]
        self.backlog[node] = deque(staying)

    def returned(self, number: int) -> None:
        """End an outage; the last one that lasts brings the node back."""
        engine = self.engine
        node, random = divmod(number, 2)
        if random:
            self.failures[node] += 1
            minutes = self._draw(node, streams.OUTAGE)
            engine.clock.at(engine.clock._now + minutes, NODE_FAILS, node)
        self.outages[node] -= 1
        if self.outages[node]:
            return
        engine.journal.outage(node, self.since[node])
        self.since[node] = math.nan
        for station in engine.stations:
            if engine.tables.node[station.number] == node:
                for machine in range(len(station.machines)):
                    engine.failures.bring_up(station, machine)
        self.admit(node)
        engine.jobs.serve_doors()
        for other in range(len(self.outages)):
            if self.outages[other]:
                self._empty_backlog(other)
