"""A specification as Python lists, and its moments of release, for the readable engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from workbench import streams
from workbench.sim._kernels_releases import renewals
from workbench.sim.calendars import Calendars
from workbench.sim.codes import LISTED, RENEWAL, SATURATED, SPOIL

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
        # Operations that a job may do more than once: those of products in which work can be lost
        # or goes by chance.
        here = spec.operation_station
        spoils = (here >= 0) & np.append((spec.fail_kind > 0) & (spec.fail_work == SPOIL), False)[
            here
        ]
        chancy = (np.diff(spec.branch_start) > 0) | spoils
        risky = {
            p
            for p, bad, by_chance in zip(self.product, self.bad, chancy.tolist(), strict=True)
            if bad > 0.0 or by_chance
        }
        self.repeats: list[bool] = [p in risky for p in self.product]
        self.lot: list[int] = spec.operation_lot.tolist()
        self.energy: list[float] = spec.operation_energy.tolist()
        # The visit stands in the lowest 20 bits of a step.
        self.step: list[int] = [key << 20 for key in spec.operation_key.tolist()]
        self.roots: list[list[int]] = [[] for _ in self.product_start[1:]]
        self.successors: list[list[int]] = [[] for _ in range(self.operations)]
        self.joins: list[int] = np.diff(spec.predecessor_start).tolist()
        entry = spec.operation_entry.tolist()
        for n in range(self.operations):
            if entry[n] == 1:
                self.roots[self.product[n]].append(n)
            for m in spec.predecessor[spec.predecessor_start[n] : spec.predecessor_start[n + 1]]:
                self.successors[int(m)].append(n)
        self._people(spec)
        self._branches(spec)
        self.station_key: list[int] = spec.station_key.tolist()
        self.walk: list[list[float]] = spec.walk.tolist()
        self.walk_fleet: list[list[int]] = spec.walk_fleet.tolist()
        self.power: list[float] = (spec.station_power / 60.0).tolist()
        self.setup_power: list[float] = (spec.station_setup_power / 60.0).tolist()
        self.changeover_time: list[list[list[float]]] = spec.changeover_time.tolist()
        self.changeover_first: list[list[float]] = spec.changeover_first.tolist()
        self.remake: list[int] = spec.product_remake.tolist()
        self.node: list[int] = spec.station_node.tolist()
        #: No calendar at all: all moments are plain sums.
        self.always_open = bool(
            (spec.station_calendar < 0).all() and (spec.pool_calendar < 0).all()
        )
        self.pair: list[list[int]] = self.calendars.pair.tolist()
        self.working: list[list[int]] = self.calendars.working.tolist()
        # The only operation that follows, if it is asked for at once: no choice, no way, no limit.
        self.straight: list[int] = [
            after[0] if len(after) == 1 and not ways and self._next_door(n, after[0]) else -1
            for n, (after, ways) in enumerate(zip(self.successors, self.branches, strict=True))
        ]
        #: Law and its four parameters, lesson, rate and plateau of each operation.
        self.times: list[tuple[Any, ...]] = [
            (code, *parameters, *others)
            for code, parameters, *others in zip(
                self.code, self.parameters, self.lesson, self.rate, self.plateau, strict=True
            )
        ]
        self.person_first: list[int] = [0, *np.cumsum(spec.pool_people).tolist()]
        self.person_pool: list[int] = spec.person_pool.tolist()
        self.machine_first: list[int] = [0, *np.cumsum(spec.station_machines).tolist()]
        self.machine_station: list[int] = np.repeat(
            np.arange(spec.stations), spec.station_machines
        ).tolist()
        self._jobs(spec)
        self._rows()
        self._initial(spec)

    def _next_door(self, behind: int, ahead: int) -> bool:
        """Tell whether a part goes on at once."""
        here, there = self.station[behind], self.station[ahead]
        return self.unlimited[ahead] and (
            here < 0
            or (
                self.walk[here][there] <= 0.0
                and (here == there or self.walk_fleet[here][there] < 0)
            )
        )

    def _people(self, spec: SimSpec) -> None:
        """List who can do what, with loads and learning."""
        starts, also = spec.also_start.tolist(), spec.also_pool.tolist()
        self.able: list[list[int]] = [
            [pool, *also[starts[n] : starts[n + 1]]] if pool >= 0 else []
            for n, pool in enumerate(spec.operation_pool.tolist())
        ]
        self.load: list[float] = spec.operation_load.tolist()
        self.unload: list[float] = spec.operation_unload.tolist()
        self.handles = any(self.load) or any(self.unload)
        self.rate: list[float] = spec.operation_rate.tolist()
        self.plateau: list[float] = spec.operation_plateau.tolist()
        self.lesson: list[int] = spec.operation_lesson.tolist()

    def _branches(self, spec: SimSpec) -> None:
        """List ways by chance with cumulative shares, materials, and work that remains."""
        starts = spec.branch_start.tolist()
        self.branches: list[list[tuple[int, float]]] = []
        for n in range(self.operations):
            part = slice(starts[n], starts[n + 1])
            shares = np.cumsum(spec.branch_share[part]).tolist()
            self.branches.append(list(zip(spec.branch_to[part].tolist(), shares, strict=True)))
        starts = spec.need_start.tolist()
        self.needs: list[list[tuple[int, float]]] = [
            list(
                zip(
                    spec.need_material[starts[n] : starts[n + 1]].tolist(),
                    spec.need_quantity[starts[n] : starts[n + 1]].tolist(),
                    strict=True,
                )
            )
            for n in range(self.operations)
        ]
        # Operations that anybody may ask for at once: no join, no material, no limit of places.
        self.unlimited: list[bool] = [
            station >= 0 and joins <= 1 and not needs and int(spec.station_capacity[station]) < 0
            for station, joins, needs in zip(self.station, self.joins, self.needs, strict=True)
        ]
        self.remaining: list[float] = spec.operation_remaining.tolist()
        self.progress: list[float] = spec.operation_progress.tolist()
        # What follows, as far as rules look ahead.
        self.following: list[int] = [
            ways[0][0] if ways else min(after, default=-1)
            for ways, after in zip(self.branches, self.successors, strict=True)
        ]

    def _jobs(self, spec: SimSpec) -> None:
        counts = spec.source_count
        self.job_source: list[int] = np.repeat(np.arange(len(counts)), counts).tolist()
        self.job_piece: list[int] = [i for count in counts.tolist() for i in range(count)]
        self.job_product: list[int] = np.repeat(spec.source_product, counts).tolist()
        self.job_weight: list[float] = np.repeat(spec.source_weight, counts).tolist()
        self.job_priority: list[float] = np.repeat(spec.source_priority, counts).tolist()
        self.job_allowance: list[float] = np.repeat(spec.source_due, counts).tolist()
        self._due: list[tuple[Any, ...]] = [
            (code, *parameters, key)
            for code, parameters, key in zip(
                spec.source_due_code.tolist(),
                spec.source_due_parameters.tolist(),
                spec.source_key.tolist(),
                strict=True,
            )
        ]
        self.job_entity: list[int] = [
            (key << 32) + i
            for key, count in zip(spec.source_key.tolist(), counts.tolist(), strict=True)
            for i in range(count)
        ]

    def _rows(self) -> None:
        """Keep what rows say of each job and operation, as the numbers that are written."""
        self.row_of_job: list[tuple[float, float, float]] = [
            (float(job), float(source), float(piece))
            for job, (source, piece) in enumerate(zip(self.job_source, self.job_piece, strict=True))
        ]
        #: Number, station, its node (-1: that of the job), lot, family, size.
        self.row_of_operation: list[tuple[float, ...]] = [
            (
                float(n), float(station), float(self.node[station]) if station >= 0 else -1.0,
                float(self.lot[n]), float(self.family[n]), self.size[n],
            )
            for n, station in enumerate(self.station)
        ]  # fmt: skip

    def _initial(self, spec: SimSpec) -> None:
        """List where half-made jobs stand, and how many predecessors their joins still wait for."""
        self.initial: dict[int, list[int]] = {}
        for job, n in zip(spec.initial_job.tolist(), spec.initial_operation.tolist(), strict=True):
            self.initial.setdefault(job, []).append(n)
        self.initial_missing: dict[int, dict[int, int]] = {}
        for job, begins in self.initial.items():
            reached: set[int] = set()
            ahead = list(begins)
            while ahead:
                n = ahead.pop()
                if n not in reached:
                    reached.add(n)
                    ahead += [] if self.branches[n] else self.successors[n]
            waits: dict[int, int] = {}
            for n in reached:
                for m in [] if self.branches[n] else self.successors[n]:
                    waits[m] = waits.get(m, 0) + 1
            self.initial_missing[job] = {
                m: count for m, count in waits.items() if count < self.joins[m]
            }

    def due(self, job: int, release: float, seed: int, replication: int) -> float:
        """Return the due date of a job released now."""
        r = self.job_source[job]
        code, p0, p1, p2, p3, key = self._due[r]
        more = p0
        if code != streams.CONSTANT:
            more = streams.sample(
                code, p0, p1, p2, p3, self.table, seed, replication, streams.DUE, key,
                self.job_piece[job],
            )  # fmt: skip
        return release + self.job_allowance[job] + more

    def releases(self, seed: int, replication: int) -> tuple[list[float], list[int]]:
        """Return the moments of all releases in order, and the job of each.

        Releases of one moment go by source, then by number in the source. A renewal source stops at
        its end, and after its first release beyond the horizon, which is never played. Those of a
        saturated source follow from what happens.
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
                found = np.empty(count)
                come = renewals(
                    code, p0, p1, p2, p3, self.table, seed, replication, streams.ARRIVAL, entity,
                    begin, end, spec.horizon, found,
                )  # fmt: skip
                moments += found[:come].tolist()
                jobs += range(first, first + come)
            elif kind != SATURATED:
                for i in range(count):
                    u = streams.u01(seed, replication, streams.ARRIVAL, entity, i)
                    moments.append(begin + (end - begin) * u)
                    jobs.append(first + i)
            first += count
        order: IntArray = np.lexsort((jobs, moments))
        return np.array(moments)[order].tolist(), np.array(jobs, np.int64)[order].tolist()

    def changeover(self, matrix: int, before: int, family: int) -> float:
        """Return the minutes to set a machine for ``family``; none for work without a family."""
        if matrix < 0 or family < 0:
            return 0.0
        if before < 0:
            return self.changeover_first[matrix][family]
        return self.changeover_time[matrix][before][family]
