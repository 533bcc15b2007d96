"""A specification as Python lists, and its moments of release, for the readable engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench import streams
from workbench.sim.calendars import Calendars
from workbench.sim.codes import EDD, LISTED, PRIORITY, RENEWAL, SPT

if TYPE_CHECKING:
    from workbench.sim.spec import IntArray, SimSpec

# A list lookup takes a third of the time of an array lookup from Python.


class Tables:
    """Lists of the arrays of ``spec``, by the same names without their prefix where it is clear."""

    def __init__(self, spec: SimSpec) -> None:
        self.spec = spec
        self.calendars = Calendars(spec)
        self.operations = spec.operations
        self.product_start: list[int] = spec.product_start.tolist()
        self.product: list[int] = spec.operation_product.tolist()
        self.station: list[int] = spec.operation_station.tolist()
        self.pool: list[int] = [
            pool if attend > 0.0 else -1
            for pool, attend in zip(
                spec.operation_pool.tolist(), spec.operation_attend.tolist(), strict=True
            )
        ]
        self.attend: list[float] = spec.operation_attend.tolist()
        self.code: list[int] = spec.operation_code.tolist()
        self.table = streams.table_of(spec.table)
        self.parameters: list[list[float]] = spec.operation_parameters.tolist()
        self.expected: list[float] = spec.operation_expected.tolist()
        self.per_batch: list[int] = spec.operation_per_batch.tolist()
        self.size: list[float] = spec.operation_size.tolist()
        self.family: list[int] = spec.operation_family.tolist()
        self.scrap: list[float] = spec.operation_scrap.tolist()
        self.bad: list[float] = (spec.operation_scrap + spec.operation_redo).tolist()
        # Operations that a job may do more than once: those of products with losses.
        risky = {p for p, bad in zip(self.product, self.bad, strict=True) if bad > 0.0}
        self.repeats: list[bool] = [p in risky for p in self.product]
        self.lot: list[int] = spec.operation_lot.tolist()
        self.energy: list[float] = spec.operation_energy.tolist()
        # The visit stands in the lowest 20 bits of a step.
        self.step: list[int] = [key << 20 for key in spec.operation_key.tolist()]
        self.roots: list[list[int]] = [[] for _ in self.product_start[1:]]
        self.successors: list[list[int]] = [[] for _ in range(self.operations)]
        self.joins: list[int] = np.diff(spec.predecessor_start).tolist()
        for n in range(self.operations):
            if self.joins[n] == 0:
                self.roots[self.product[n]].append(n)
            for m in spec.predecessor[spec.predecessor_start[n] : spec.predecessor_start[n + 1]]:
                self.successors[int(m)].append(n)
        self.station_key: list[int] = spec.station_key.tolist()
        self.walk: list[list[float]] = spec.walk.tolist()
        self.power: list[float] = (spec.station_power / 60.0).tolist()
        self.changeover_time: list[list[list[float]]] = spec.changeover_time.tolist()
        self.changeover_first: list[list[float]] = spec.changeover_first.tolist()
        self.remake: list[int] = spec.product_remake.tolist()
        self.pair: list[list[int]] = self.calendars.pair.tolist()
        self.person_first: list[int] = [0, *np.cumsum(spec.pool_people).tolist()]
        self._jobs(spec)

    def _jobs(self, spec: SimSpec) -> None:
        counts = spec.source_count
        self.job_source: list[int] = np.repeat(np.arange(len(counts)), counts).tolist()
        self.job_piece: list[int] = [i for count in counts.tolist() for i in range(count)]
        self.job_product: list[int] = np.repeat(spec.source_product, counts).tolist()
        self.job_priority: list[float] = np.repeat(spec.source_priority, counts).tolist()
        self.job_allowance: list[float] = np.repeat(spec.source_due, counts).tolist()
        self.job_entity: list[int] = [
            (key << 32) + i
            for key, count in zip(spec.source_key.tolist(), counts.tolist(), strict=True)
            for i in range(count)
        ]

    def key(self, rule: int, job: int, operation: int, due: list[float]) -> float:
        """Return what a rule orders by, before the moment and the number of the job."""
        if rule == EDD:
            return due[job]
        if rule == SPT:
            return self.expected[operation]
        if rule == PRIORITY:
            return self.job_priority[job]
        return 0.0

    def releases(self, seed: int, replication: int) -> tuple[list[float], list[int]]:
        """Return the moments of all releases in order, and the job of each.

        Releases of one moment go by source, then by number in the source. A renewal source stops at
        its end, and after its first release beyond the horizon, which is never played.
        """
        spec = self.spec
        moments: list[float] = []
        jobs: list[int] = []
        first = 0
        for r, count in enumerate(spec.source_count.tolist()):
            kind = spec.source_kind[r]
            begin, end = float(spec.source_begin[r]), float(spec.source_end[r])
            entity = int(spec.source_key[r])
            if kind == LISTED:
                start = int(spec.release_start[r])
                moments += spec.release_time[start : start + count].tolist()
                jobs += range(first, first + count)
            elif kind == RENEWAL:
                code = int(spec.source_code[r])
                p0, p1, p2, p3 = spec.source_parameters[r].tolist()
                moment = begin
                for i in range(count):
                    moment += streams.sample(
                        code, p0, p1, p2, p3, self.table, seed, replication, streams.ARRIVAL,
                        entity, i,
                    )  # fmt: skip
                    if moment > end:
                        break
                    moments.append(moment)
                    jobs.append(first + i)
                    if moment > spec.horizon:
                        break
            else:
                for i in range(count):
                    u = streams.u01(seed, replication, streams.ARRIVAL, entity, i)
                    moments.append(begin + (end - begin) * u)
                    jobs.append(first + i)
            first += count
        order: IntArray = np.lexsort((jobs, moments))
        return [moments[i] for i in order], [jobs[i] for i in order]

    def changeover(self, matrix: int, before: int, family: int) -> float:
        """Return the minutes to set a machine for ``family``; none for work without a family."""
        if matrix < 0 or family < 0:
            return 0.0
        if before < 0:
            return self.changeover_first[matrix][family]
        return self.changeover_time[matrix][before][family]
