"""A specification packed into the flat arrays of the compiled engine, and room for its world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench import streams
from workbench.sim import _kernels_layout as at
from workbench.sim.calendars import Calendars
from workbench.sim.codes import BLOCK, DYNAMIC, REJECT, RESTART, SPOIL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int64]


class Packed:
    """A specification as the kernels read it (``_kernels_layout`` names the places).

    Attributes
    ----------
    si : int64[*]
    sf : float64[*]
    table : float64[T]
        Values and cumulative weights of discrete distributions.
    """

    def __init__(self, spec: SimSpec) -> None:
        self.spec = spec
        self.calendars = Calendars(spec)
        self.table = streams.table_of(spec.table)
        self._head = [0] * at.SI_HEAD
        self._ints: list[IntArray] = []
        self._floats: list[FloatArray] = []
        self._next_int = at.SI_HEAD
        self._next_float = at.SF_HEAD
        self._sizes()
        self._operations()
        self._ways()
        self._places()
        self._failures()
        self._sources()
        self._half_made()
        self._extras()
        self.si: IntArray = np.concatenate([np.array(self._head, np.int64), *self._ints])
        begin = np.zeros(at.SF_HEAD)
        begin[at.SF_CYCLE] = spec.cycle
        begin[at.SF_PHASE] = spec.phase
        begin[at.SF_HORIZON] = spec.horizon
        self.sf: FloatArray = np.concatenate([begin, *self._floats])

    def _sizes(self) -> None:
        spec, head = self.spec, self._head
        head[at.SI_OPERATIONS] = spec.operations
        head[at.SI_STATIONS] = spec.stations
        head[at.SI_POOLS] = spec.pools
        head[at.SI_SOURCES] = len(spec.source_product)
        head[at.SI_JOBS] = spec.jobs
        head[at.SI_MATRICES], head[at.SI_FAMILIES] = spec.changeover_first.shape
        head[at.SI_WIP] = spec.wip
        head[at.SI_PEOPLE] = int(spec.pool_people.sum())
        head[at.SI_MACHINES] = int(spec.station_machines.sum())
        head[at.SI_LESSONS] = len(spec.lesson_done)
        head[at.SI_MATERIALS] = spec.materials
        head[at.SI_FLEETS] = spec.fleets
        head[at.SI_CARTS] = int(spec.fleet_carts.sum())
        head[at.SI_NODES] = spec.nodes
        head[at.SI_PLANS] = len(spec.plan_first)
        head[at.SI_OUTAGES] = len(spec.outage_begin)
        head[at.SI_DELIVERIES] = len(spec.delivery_time)
        head[at.SI_ROOMS] = int((spec.station_capacity >= 0).any())
        head[at.SI_INITIAL] = len(spec.initial_job)
        head[at.SI_CALENDARS] = len(self.calendars.start) - 1
        head[at.SI_EARLY] = int(
            (spec.fail_kind > 0).any()
            or len(spec.plan_first) > 0
            or len(spec.outage_begin) > 0
            or spec.node_fails.any()
            or spec.materials > 0
        )

    def _add_ints(self, where: int, values: NDArray[np.int64]) -> None:
        """Append a table of integers and note where it begins."""
        self._head[where] = self._next_int
        flat = np.ascontiguousarray(values, np.int64).reshape(-1)
        self._ints.append(flat)
        self._next_int += len(flat)

    def _add_floats(self, where: int, values: NDArray[np.float64]) -> None:
        """Append a table of floats and note where it begins."""
        self._head[where] = self._next_float
        flat = np.ascontiguousarray(values, np.float64).reshape(-1)
        self._floats.append(flat)
        self._next_float += len(flat)

    def _operations(self) -> None:
        spec = self.spec
        count = spec.operations
        ints = np.zeros((count, at.O_WIDTH), np.int64)
        station, product = spec.operation_station, spec.operation_product
        here = station >= 0
        needed = (spec.operation_attend > 0.0) | (spec.operation_load > 0.0)
        pool = np.where(needed, spec.operation_pool, -1)
        bad = spec.operation_scrap + spec.operation_redo
        spoils = np.append((spec.fail_kind > 0) & (spec.fail_work == SPOIL), False)[station]
        repeats = np.isin(
            product, product[(bad > 0.0) | (np.diff(spec.branch_start) > 0) | (spoils & here)]
        )
        joins = np.diff(spec.predecessor_start)
        family = np.zeros(count, np.int64)
        by_family = np.zeros(count, np.bool_)
        by_family[here] = spec.batch_by_family[station[here]] == 1
        if by_family.any():
            known, dense = np.unique(spec.operation_family, return_inverse=True)
            family[by_family] = dense[by_family]
            self._head[at.SI_DENSE] = len(known)
        else:
            self._head[at.SI_DENSE] = 1
        ints[:, at.O_STATION] = station
        ints[:, at.O_POOL] = pool
        ints[:, at.O_CODE] = spec.operation_code
        ints[:, at.O_PER_BATCH] = spec.operation_per_batch
        ints[:, at.O_FAMILY] = spec.operation_family
        ints[:, at.O_DENSE] = family
        ints[:, at.O_LOT] = spec.operation_lot
        ints[:, at.O_REPEATS] = repeats
        ints[:, at.O_JOINS] = joins
        ints[:, at.O_STEP] = spec.operation_key << 20
        ints[:, at.O_PRODUCT] = product
        # A job has room for the most that any product needs.
        first = spec.product_start[:-1]
        flags: NDArray[np.bool_]
        for flags, place, size in (
            (repeats, at.O_VISIT, at.SI_VISIT_COUNT),
            (joins > 1, at.O_JOIN, at.SI_JOIN_COUNT),
        ):
            before: IntArray = np.cumsum(flags) - flags
            within: IntArray = before - before[first[product]]
            ints[:, place] = within
            self._head[size] = int((within[flags] + 1).max(initial=0))
        self._join = ints[:, at.O_JOIN].copy()
        ints[:, at.O_ALONE] = self.calendars.working[station, -1]
        ints[:, at.O_BOTH] = self.calendars.working[station, pool]
        ints[:, at.O_ABLE] = spec.operation_pool
        ints[:, at.O_FULL] = self._full()
        ints[:, at.O_LESSON] = spec.operation_lesson
        blocks = np.append((spec.station_capacity >= 0) & (spec.station_full == BLOCK), False)
        ints[:, at.O_ROOM] = blocks[station] & here & (np.diff(spec.need_start) == 0)
        # Successors in the order of their numbers: of operation m, all n that name it.
        to = np.repeat(np.arange(count), joins)
        order = np.argsort(spec.predecessor, kind="stable")
        afters = np.bincount(spec.predecessor, minlength=count)
        begin = self._next_int + ints.size
        ints[:, at.O_AFTER] = begin + np.cumsum(afters) - afters
        ints[:, at.O_AFTERS] = afters
        after = to[order].astype(np.int64)
        ints[:, at.O_NEXT] = -1
        leads = np.flatnonzero(afters)
        ints[leads, at.O_NEXT] = after[(np.cumsum(afters) - afters)[leads]]
        branches = np.diff(spec.branch_start)
        leads = np.flatnonzero(branches)
        ints[leads, at.O_NEXT] = spec.branch_to[spec.branch_start[leads]]
        begin += len(after)
        for field, how_many, starts, values in (
            (at.O_POOLS, at.O_POOL_COUNT, spec.also_start, spec.also_pool),
            (at.O_BRANCH, at.O_BRANCHES, spec.branch_start, spec.branch_to),
            (at.O_NEED, at.O_NEEDS, spec.need_start, spec.need_material),
        ):
            ints[:, field] = begin + starts[:-1]
            ints[:, how_many] = np.diff(starts)
            begin += len(values)
        # Cumulative shares and quantities stand before the facts of the operations.
        ints[:, at.O_SHARE] = self._next_float + spec.branch_start[:-1]
        ints[:, at.O_AMOUNT] = self._next_float + len(spec.branch_to) + spec.need_start[:-1]
        shares = spec.branch_share.copy()
        for n in leads:
            part = slice(spec.branch_start[n], spec.branch_start[n + 1])
            shares[part] = np.cumsum(shares[part])
        self._floats += [shares, spec.need_quantity]
        self._next_float += len(shares) + len(spec.need_quantity)
        self._add_ints(at.I_OPERATION, ints)
        for values in (after, spec.also_pool, spec.branch_to, spec.need_material):
            self._ints.append(values.astype(np.int64))
            self._next_int += len(values)
        floats = np.zeros((count, at.OF_WIDTH))
        floats[:, at.OF_0 : at.OF_3 + 1] = spec.operation_parameters
        floats[:, at.OF_EXPECTED] = spec.operation_expected
        floats[:, at.OF_ATTEND] = spec.operation_attend
        floats[:, at.OF_SIZE] = spec.operation_size
        floats[:, at.OF_SCRAP] = spec.operation_scrap
        floats[:, at.OF_BAD] = bad
        floats[:, at.OF_ENERGY] = spec.operation_energy
        floats[:, at.OF_LOAD] = spec.operation_load
        floats[:, at.OF_UNLOAD] = spec.operation_unload
        floats[:, at.OF_REMAINING] = spec.operation_remaining
        floats[:, at.OF_PROGRESS] = spec.operation_progress
        floats[:, at.OF_RATE] = spec.operation_rate
        floats[:, at.OF_PLATEAU] = spec.operation_plateau
        self._add_floats(at.F_OPERATION, floats)
        products = np.zeros((len(first), at.D_WIDTH), np.int64)
        roots = np.flatnonzero(spec.operation_entry == 1)
        many = np.bincount(product[roots], minlength=len(first))
        begin = self._next_int + products.size
        products[:, at.D_REMAKE] = spec.product_remake
        products[:, at.D_FIRST] = first
        products[:, at.D_LAST] = spec.product_start[1:]
        products[:, at.D_ROOT] = begin + np.cumsum(many) - many
        products[:, at.D_ROOTS] = many
        self._add_ints(at.I_PRODUCT, products)
        self._ints.append(roots.astype(np.int64))
        self._next_int += len(roots)

    def _full(self) -> NDArray[np.bool_]:
        """Tell for which operations a run has more stages than one, or may be interrupted."""
        spec = self.spec
        station = spec.operation_station
        stopped = (
            (spec.fail_kind > 0)
            | (spec.station_closing == RESTART)
            | (spec.station_preempt == 1)
            | (np.append(np.diff(spec.outage_start) > 0, False)[spec.station_node])
            | np.append(spec.node_fails == 1, False)[spec.station_node]
        )
        own = (
            (spec.operation_load > 0.0)
            | (spec.operation_unload > 0.0)
            | (np.diff(spec.also_start) > 0)
        )
        # A batch takes the loads of all its members: what one operation of a station has, all have.
        here = station >= 0
        stopped[station[here & own]] = True
        return own | (np.append(stopped, False)[station] & here)

    def _ways(self) -> None:
        """Pack the calendars of stations and pools, alone and together."""
        self._add_ints(at.I_PAIR, self.calendars.pair)
        self._add_ints(at.I_STAGE, self.calendars.working)
        self._add_ints(at.I_CALENDAR, self.calendars.start)
        self._add_floats(at.F_OPENED, self.calendars.opened)
        self._add_floats(at.F_CLOSED, self.calendars.closed)
        self._add_floats(at.F_UNTIL, self.calendars.until)
        self._add_floats(at.F_FITTING, self.calendars.fitting)

    def _places(self) -> None:
        spec = self.spec
        ints = np.zeros((spec.stations, at.S_WIDTH), np.int64)
        first = np.cumsum(spec.station_machines) - spec.station_machines
        rules = np.concatenate((spec.station_rule[:, None], spec.station_then), axis=1)
        ints[:, at.S_MACHINES] = spec.station_machines
        ints[:, at.S_FIRST] = first
        ints[:, at.S_CALENDAR] = spec.station_calendar
        ints[:, at.S_RULE] = spec.station_rule
        ints[:, at.S_THEN : at.S_THEN_3 + 1] = spec.station_then
        ints[:, at.S_DYNAMIC] = np.isin(rules, sorted(DYNAMIC)).any(axis=1)
        ints[:, at.S_BATCH] = spec.station_batch
        ints[:, at.S_MATRIX] = spec.station_changeover
        ints[:, at.S_KEY] = spec.station_key
        ints[:, at.S_NODE] = spec.station_node
        ints[:, at.S_BY_FAMILY] = spec.batch_by_family
        ints[:, at.S_CLOSING] = spec.station_closing
        ints[:, at.S_CAPACITY] = spec.station_capacity
        ints[:, at.S_REJECTS] = spec.station_full == REJECT
        ints[:, at.S_KEEPS] = spec.station_keeps
        ints[:, at.S_PREEMPTS] = spec.station_preempt
        ints[:, at.S_MOST] = spec.batch_most
        ints[:, at.S_SETTERS] = spec.station_setup_pool
        ints[:, at.S_PIECES] = spec.style_pieces
        ints[:, at.S_FAILS] = spec.fail_kind
        ints[:, at.S_FAIL_CODE] = spec.fail_code
        ints[:, at.S_SPOILS] = spec.fail_work
        ints[:, at.S_REPAIR_CODE] = spec.repair_code
        ints[:, at.S_REPAIRERS] = spec.repair_pool
        self._add_ints(at.I_STATION, ints)
        self._add_ints(at.I_MACHINE_FAMILY, spec.machine_family)
        self._add_ints(
            at.I_MACHINE_STATION, np.repeat(np.arange(spec.stations), spec.station_machines)
        )
        floats = np.zeros((spec.stations, at.SF_WIDTH))
        floats[:, at.SF_MIN] = spec.batch_min
        floats[:, at.SF_MAX] = spec.batch_max
        floats[:, at.SF_WAIT] = spec.batch_wait
        floats[:, at.SF_POWER] = spec.station_power / 60.0
        floats[:, at.SF_SETUP_POWER] = spec.station_setup_power / 60.0
        floats[:, at.SF_LOOK] = spec.station_look
        floats[:, at.SF_STYLE] = spec.style_factor
        floats[:, at.SF_FAIL_0 : at.SF_FAIL_3 + 1] = spec.fail_parameters
        floats[:, at.SF_REPAIR_0 : at.SF_REPAIR_3 + 1] = spec.repair_parameters
        self._add_floats(at.F_STATION, floats)
        ints = np.zeros((spec.pools, at.P_WIDTH), np.int64)
        ints[:, at.P_PEOPLE] = spec.pool_people
        ints[:, at.P_FIRST] = np.cumsum(spec.pool_people) - spec.pool_people
        ints[:, at.P_RULE] = spec.pool_rule
        ints[:, at.P_THEN : at.P_THEN_3 + 1] = spec.pool_then
        ints[:, at.P_CLOSING] = spec.pool_closing
        ints[:, at.P_CALENDAR] = spec.pool_calendar
        self._add_ints(at.I_POOL, ints)
        self._add_floats(at.F_CHANGE, spec.changeover_time)
        self._add_floats(at.F_FIRST, spec.changeover_first)
        self._add_floats(at.F_WALK, spec.walk)
        self._add_ints(at.I_WALK_FLEET, spec.walk_fleet)
        self._add_floats(at.F_LESSON, spec.lesson_done)

    def _failures(self) -> None:
        """Pack plans of maintenance."""
        spec = self.spec
        ints = np.zeros((len(spec.plan_first), at.A_WIDTH), np.int64)
        ints[:, at.A_STATION] = np.repeat(np.arange(spec.stations), np.diff(spec.plan_start))
        ints[:, at.A_MACHINE] = spec.plan_machine
        ints[:, at.A_POOL] = spec.plan_pool
        self._add_ints(at.I_PLAN, ints)
        floats = np.zeros((len(spec.plan_first), at.AF_WIDTH))
        floats[:, at.AF_FIRST] = spec.plan_first
        floats[:, at.AF_EVERY] = spec.plan_every
        floats[:, at.AF_MINUTES] = spec.plan_minutes
        self._add_floats(at.F_PLAN, floats)

    def _sources(self) -> None:
        spec = self.spec
        count = len(spec.source_product)
        ints = np.zeros((count, at.R_WIDTH), np.int64)
        ints[:, at.R_PRODUCT] = spec.source_product
        ints[:, at.R_KIND] = spec.source_kind
        ints[:, at.R_COUNT] = spec.source_count
        ints[:, at.R_FIRST] = np.cumsum(spec.source_count) - spec.source_count
        ints[:, at.R_CODE] = spec.source_code
        ints[:, at.R_KEY] = spec.source_key
        ints[:, at.R_RELEASE] = spec.release_start[:-1]
        ints[:, at.R_DUE_CODE] = spec.source_due_code
        ints[:, at.R_DUE_DRAWN] = (spec.source_due_code != 0) | (
            spec.source_due_parameters != 0.0
        ).any(axis=1)
        ints[:, at.R_OPTION] = self._next_int + ints.size + 2 * spec.option_start[:-1]
        ints[:, at.R_OPTIONS] = np.diff(spec.option_start)
        self._add_ints(at.I_SOURCE, ints)
        options = np.stack((spec.option_node, spec.option_product), axis=1)
        self._ints.append(options.reshape(-1))
        self._next_int += options.size
        self.job_source: IntArray = np.repeat(np.arange(count), spec.source_count)
        self._add_ints(at.I_JOB_SOURCE, self.job_source)
        floats = np.zeros((count, at.RF_WIDTH))
        floats[:, at.RF_BEGIN] = spec.source_begin
        floats[:, at.RF_END] = spec.source_end
        floats[:, at.RF_0 : at.RF_3 + 1] = spec.source_parameters
        floats[:, at.RF_DUE] = spec.source_due
        floats[:, at.RF_PRIORITY] = spec.source_priority
        floats[:, at.RF_WEIGHT] = spec.source_weight
        floats[:, at.RF_DUE_0 : at.RF_DUE_3 + 1] = spec.source_due_parameters
        self._add_floats(at.F_SOURCE, floats)
        self._add_floats(at.F_RELEASE, spec.release_time)

    def _half_made(self) -> None:
        """Pack where half-made jobs stand, and how many predecessors their joins wait for."""
        tables = initial_parts(self.spec)
        waited = np.diff(self.spec.predecessor_start)
        jobs = self.spec.jobs
        starts, joins = [0], [0]
        stand: list[int] = []
        missing: list[int] = []
        for job in range(jobs if tables else 0):
            begins, waits = tables.get(job, ([], {}))
            stand += begins
            for operation, count in waits.items():
                if waited[operation] > 1:
                    missing += [int(self._join[operation]), count]
            starts.append(len(stand))
            joins.append(len(missing) // 2)
        self._add_ints(at.I_HALF, np.array(starts, np.int64))
        self._add_ints(at.I_HALF_OPERATION, np.array(stand, np.int64))
        self._add_ints(at.I_HALF_JOINS, np.array(joins, np.int64))
        self._add_ints(at.I_HALF_JOIN, np.array(missing, np.int64))

    def _extras(self) -> None:
        """Pack materials, carts and nodes."""
        spec = self.spec
        ints = np.zeros((spec.materials, at.B_WIDTH), np.int64)
        ints[:, at.B_CODE] = spec.delay_code
        ints[:, at.B_KEY] = spec.material_key
        ints[:, at.B_FIRST] = spec.delivery_start[:-1]
        ints[:, at.B_COUNT] = np.diff(spec.delivery_start)
        self._add_ints(at.I_MATERIAL, ints)
        floats = np.zeros((spec.materials, at.BF_WIDTH))
        floats[:, at.BF_STOCK] = spec.material_stock
        floats[:, at.BF_0 : at.BF_3 + 1] = spec.delay_parameters
        floats[:, at.BF_LEVEL] = spec.reorder_level
        floats[:, at.BF_QUANTITY] = spec.reorder_quantity
        self._add_floats(at.F_MATERIAL, floats)
        self._add_floats(
            at.F_DELIVERY, np.stack((spec.delivery_time, spec.delivery_quantity), axis=1)
        )
        ints = np.zeros((spec.fleets, at.C_WIDTH), np.int64)
        ints[:, at.C_CARTS] = spec.fleet_carts
        ints[:, at.C_FIRST] = np.cumsum(spec.fleet_carts) - spec.fleet_carts
        ints[:, at.C_CAPACITY] = spec.fleet_capacity
        ints[:, at.C_HOME] = spec.fleet_home
        ints[:, at.C_RETURNS] = spec.fleet_returns
        ints[:, at.C_POOL] = spec.fleet_pool
        self._add_ints(at.I_FLEET, ints)
        self._add_floats(at.F_CART, spec.fleet_minutes)
        ints = np.zeros((spec.nodes, at.K_WIDTH), np.int64)
        ints[:, at.K_CAPACITY] = spec.node_capacity
        ints[:, at.K_KEY] = spec.node_key
        ints[:, at.K_FAILS] = spec.node_fails
        ints[:, at.K_CODE] = spec.node_fail_code
        ints[:, at.K_BACK_CODE] = spec.node_repair_code
        self._add_ints(at.I_NODE_OF, ints)
        floats = np.concatenate((spec.node_fail_parameters, spec.node_repair_parameters), axis=1)
        self._add_floats(at.F_NODE_OF, floats)
        self._add_ints(at.I_OUTAGE, np.repeat(np.arange(spec.nodes), np.diff(spec.outage_start)))
        self._add_floats(at.F_OUTAGE, np.stack((spec.outage_begin, spec.outage_end), axis=1))
        self._add_floats(at.F_LANE, spec.lane)


def initial_parts(spec: SimSpec) -> dict[int, tuple[list[int], dict[int, int]]]:
    """Return where each half-made job stands, and what its joins still wait for if it is less."""
    stands: dict[int, list[int]] = {}
    for job, n in zip(spec.initial_job.tolist(), spec.initial_operation.tolist(), strict=True):
        stands.setdefault(job, []).append(n)
    if not stands:
        return {}
    after: list[list[int]] = [[] for _ in range(spec.operations)]
    branches = np.diff(spec.branch_start)
    joins = np.diff(spec.predecessor_start)
    for n in range(spec.operations):
        for m in spec.predecessor[spec.predecessor_start[n] : spec.predecessor_start[n + 1]]:
            if branches[m] == 0:
                after[int(m)].append(n)
    found: dict[int, tuple[list[int], dict[int, int]]] = {}
    for job, begins in stands.items():
        reached: set[int] = set()
        ahead = list(begins)
        while ahead:
            n = ahead.pop()
            if n not in reached:
                reached.add(n)
                ahead += after[n]
        waits: dict[int, int] = {}
        for n in reached:
            for m in after[n]:
                waits[m] = waits.get(m, 0) + 1
        found[job] = begins, {m: count for m, count in waits.items() if count < joins[m]}
    return found


def tally_size(si: IntArray) -> int:
    """Return how many figures of a replication are added up."""
    return int(
        at.T_HEAD
        + si[at.SI_STATIONS] * at.TS_WIDTH
        + si[at.SI_POOLS] * at.TQ_WIDTH
        + si[at.SI_OPERATIONS]
    )


class World:
    """Room for the state of one replication, used again for the next one.

    Attributes
    ----------
    wi, wf : int64[*], float64[*]
    entries, nodes, runs, moves : int
        How much there is room for; a kernel that needs more raises ``MemoryError``, and the
        replication is played again with more.
    """

    def __init__(self, packed: Packed, room: int = 64) -> None:
        si = packed.si
        jobs, stations, pools = si[at.SI_JOBS], si[at.SI_STATIONS], si[at.SI_POOLS]
        self.room = room
        head = np.zeros(at.W_HEAD, np.int64)
        head[at.W_MOST_ENTRIES] = 2 * room
        head[at.W_MOST_NODES] = 2 * room
        head[at.W_MOST_RUNS] = room
        head[at.W_MOST_MOVES] = room
        supplies = int(si[at.SI_DELIVERIES]) + room if si[at.SI_MATERIALS] else 0
        head[at.W_MOST_SUPPLIES] = supplies
        place = at.W_HEAD
        for where, size in (
            (at.I_HEAP, 2 * room * at.E_WIDTH),
            (at.I_NODE, 2 * room * at.N_WIDTH),
            (at.I_RUN, room * at.U_WIDTH),
            (at.I_MOVE, room * at.V_WIDTH),
            (at.I_PLACE, stations * at.L_WIDTH),
            (at.I_CREW, pools * at.L_WIDTH),
            (at.I_MACHINE, si[at.SI_MACHINES] * at.M_WIDTH),
            (at.I_PERSON, si[at.SI_PEOPLE]),
            (at.I_AGENDA, stations),
            (at.I_ROSTER, pools),
            (at.I_GROUP, si[at.SI_DENSE] * at.G_WIDTH),
            (at.I_JOB, jobs * at.J_WIDTH),
            (at.I_MISSING, jobs * si[at.SI_JOIN_COUNT]),
            (at.I_VISITS, jobs * si[at.SI_VISIT_COUNT]),
            (at.I_ORDER, jobs),
            (at.I_ROOMS, stations),
            (at.I_CONVOY, si[at.SI_FLEETS]),
            (at.I_FLEETS, si[at.SI_FLEETS] * at.H_WIDTH),
            (at.I_CART, si[at.SI_CARTS] * at.CART_WIDTH),
            (at.I_FLOOR, si[at.SI_NODES] * at.FL_WIDTH),
            (at.I_ORDERED, si[at.SI_MATERIALS]),
            (at.I_FOLLOWED, si[at.SI_SOURCES]),
            (at.I_TURNS, si[at.SI_PLANS]),
            (at.I_TODO, 3 * jobs + 16),
            (at.I_SUPPLY, supplies * at.Y_WIDTH),
            (at.I_SPARE, jobs),
        ):
            head[where] = place
            place += int(size)
        total = place
        place = at.WF_HEAD
        for where, size in (
            (at.F_HEAP, 2 * room),
            (at.F_NODE, 2 * room * at.NF_WIDTH),
            (at.F_RUN, room * at.UF_WIDTH),
            (at.F_MOVE, room),
            (at.F_PLACE, stations + pools),
            (at.F_GROUP, si[at.SI_DENSE]),
            (at.F_JOB, jobs * at.JF_WIDTH),
            (at.F_MOMENT, jobs),
            (at.F_MACHINE, si[at.SI_MACHINES] * at.MF_WIDTH),
            (at.F_LEARNT, si[at.SI_LESSONS]),
            (at.F_STOCK, 2 * si[at.SI_MATERIALS]),
            (at.F_FLOOR, si[at.SI_NODES]),
            (at.F_SUPPLY, supplies * at.YF_WIDTH),
            (at.F_TALLY, tally_size(si)),
            (at.F_SPARE, jobs),
        ):
            head[where] = place
            place += int(size)
        self.wi: IntArray = np.zeros(total, np.int64)
        self.wi[: at.W_HEAD] = head
        self.wf: FloatArray = np.zeros(place)


NOTHING = (np.zeros(0, np.int64), np.zeros(0))  #: stands for a state that is not copied
NO_TALLY = (np.zeros((0, 0)), np.zeros((0, 0, 2)))  #: no figures are added up
