"""A specification packed into the flat arrays of the compiled engine, and room for its world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench import streams
from workbench.sim import _kernels_layout as at
from workbench.sim.calendars import Calendars

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
        self._places()
        self._sources()
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
        pool = np.where(spec.operation_attend > 0.0, spec.operation_pool, -1)
        bad = spec.operation_scrap + spec.operation_redo
        repeats = np.isin(product, product[bad > 0.0])
        joins = np.diff(spec.predecessor_start)
        here = station >= 0
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
        ints[:, at.O_ALONE] = self.calendars.pair[station, -1]
        ints[:, at.O_BOTH] = self.calendars.pair[station, pool]
        # Successors in the order of their numbers: of operation m, all n that name it.
        to = np.repeat(np.arange(count), joins)
        order = np.argsort(spec.predecessor, kind="stable")
        afters = np.bincount(spec.predecessor, minlength=count)
        begin = self._next_int + ints.size
        ints[:, at.O_AFTER] = begin + np.cumsum(afters) - afters
        ints[:, at.O_AFTERS] = afters
        self._add_ints(at.I_OPERATION, ints)
        self._ints.append(to[order].astype(np.int64))
        self._next_int += len(to)
        floats = np.zeros((count, at.OF_WIDTH))
        floats[:, at.OF_0 : at.OF_3 + 1] = spec.operation_parameters
        floats[:, at.OF_EXPECTED] = spec.operation_expected
        floats[:, at.OF_ATTEND] = spec.operation_attend
        floats[:, at.OF_SIZE] = spec.operation_size
        floats[:, at.OF_SCRAP] = spec.operation_scrap
        floats[:, at.OF_BAD] = bad
        floats[:, at.OF_ENERGY] = spec.operation_energy
        self._add_floats(at.F_OPERATION, floats)
        products = np.zeros((len(first), at.D_WIDTH), np.int64)
        roots = np.flatnonzero(joins == 0)
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

    def _places(self) -> None:
        spec = self.spec
        ints = np.zeros((spec.stations, at.S_WIDTH), np.int64)
        ints[:, at.S_MACHINES] = spec.station_machines
        ints[:, at.S_FIRST] = np.cumsum(spec.station_machines) - spec.station_machines
        ints[:, at.S_CALENDAR] = spec.station_calendar
        ints[:, at.S_RULE] = spec.station_rule
        ints[:, at.S_BATCH] = spec.station_batch
        ints[:, at.S_MATRIX] = spec.station_changeover
        ints[:, at.S_KEY] = spec.station_key
        ints[:, at.S_FAMILY] = spec.station_family
        ints[:, at.S_BY_FAMILY] = spec.batch_by_family
        self._add_ints(at.I_STATION, ints)
        floats = np.zeros((spec.stations, at.SF_WIDTH))
        floats[:, at.SF_MIN] = spec.batch_min
        floats[:, at.SF_MAX] = spec.batch_max
        floats[:, at.SF_WAIT] = spec.batch_wait
        floats[:, at.SF_POWER] = spec.station_power / 60.0
        self._add_floats(at.F_STATION, floats)
        ints = np.zeros((spec.pools, at.P_WIDTH), np.int64)
        ints[:, at.P_PEOPLE] = spec.pool_people
        ints[:, at.P_FIRST] = np.cumsum(spec.pool_people) - spec.pool_people
        ints[:, at.P_RULE] = spec.pool_rule
        self._add_ints(at.I_POOL, ints)
        self._add_ints(at.I_CALENDAR, self.calendars.start)
        self._add_floats(at.F_OPENED, self.calendars.opened)
        self._add_floats(at.F_CLOSED, self.calendars.closed)
        self._add_floats(at.F_CHANGE, spec.changeover_time)
        self._add_floats(at.F_FIRST, spec.changeover_first)
        self._add_floats(at.F_WALK, spec.walk)

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
        self._add_ints(at.I_SOURCE, ints)
        self.job_source: IntArray = np.repeat(np.arange(count), spec.source_count)
        self._add_ints(at.I_JOB_SOURCE, self.job_source)
        floats = np.zeros((count, at.RF_WIDTH))
        floats[:, at.RF_BEGIN] = spec.source_begin
        floats[:, at.RF_END] = spec.source_end
        floats[:, at.RF_0 : at.RF_3 + 1] = spec.source_parameters
        floats[:, at.RF_DUE] = spec.source_due
        floats[:, at.RF_PRIORITY] = spec.source_priority
        self._add_floats(at.F_SOURCE, floats)
        self._add_floats(at.F_RELEASE, spec.release_time)


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
            (at.F_TALLY, tally_size(si)),
        ):
            head[where] = place
            place += int(size)
        self.wi: IntArray = np.zeros(total, np.int64)
        self.wi[: at.W_HEAD] = head
        self.wf: FloatArray = np.zeros(place)


NOTHING = (np.zeros(0, np.int64), np.zeros(0))  #: stands for a state that is not copied
NO_TALLY = (np.zeros((0, 0)), np.zeros((0, 0, 2)))  #: no figures are added up
