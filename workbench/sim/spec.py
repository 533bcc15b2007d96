"""The one specification both engines play: plain arrays, nothing of Python's objects.

Who lowers a model into it (``workbench.plan``) writes only what differs from the defaults: an array
left out is filled with its default in the right shape. Index ``-1`` means "none" everywhere. Units
are minutes, kg, kW, kWh; a moment is minutes after the start of the run.

A *job* is one travelling piece. Its product is a precedence graph of *operations*: an operation
done once per colour stands here once per colour (its ``lot`` counts them), and a join is an
operation with several predecessors.
"""

# ruff: noqa: RUF009 -- ``_array`` declares a field; it is no default value

from __future__ import annotations

import dataclasses
import hashlib
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError
from workbench.sim.codes import (  # noqa: F401 - part of the specification's vocabulary
    DISTRIBUTION_COUNT,
    EDD,
    FCFS,
    LEAST_CHANGEOVER,
    LISTED,
    OWN_PERSON,
    PRIORITY,
    RENEWAL,
    RULES,
    SATURATED,
    SPT,
    WINDOW,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Labels of the indices, for people; an engine never looks at them.

    ``operations`` holds one label per operation of the specification (the same label for each of
    its lots); the others one per station, pool, product, family, source, calendar, material, fleet
    of carts, node of the network.
    """

    stations: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    fleets: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()


def _array(shape: str, kind: str, default: float) -> Any:
    """Declare an array: its dimensions, ``f`` or ``i``, and the value that fills it if left out."""
    empty = np.zeros(0, np.float64 if kind == "f" else np.int64)
    return field(
        default_factory=empty.copy,
        metadata={"shape": tuple(shape.split()), "kind": kind, "default": default},
    )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SimSpec:
    """A factory and its orders as arrays.

    Dimensions: N operations, P products, S stations, M machines (those of station 0, then those of
    station 1 …), Q pools, K calendars, C changeover matrices, F families, R sources, U materials, V
    fleets of carts, D nodes, G lessons. Every array is C-contiguous, read-only, ``int64`` or
    ``float64``. What a field does is defined in ``semantics.md``.
    """

    names: Names = field(default_factory=Names)

    # ------------------------------------------------------------------ products and operations
    product_start: IntArray = _array("P+1", "i", 0)
    """[P+1] Operations of product p are ``product_start[p] : product_start[p + 1]``."""
    product_remake: IntArray = _array("P", "i", 0)
    """[P] 1: a scrapped job starts again at once from its first operations, same due date."""

    predecessor_start: IntArray = _array("N+1", "i", 0)
    """[N+1] Predecessors of operation n are ``predecessor[predecessor_start[n] : …[n + 1]]``."""
    predecessor: IntArray = _array("*", "i", 0)
    """[*] Operation numbers (of the same product). An operation without any starts at release."""

    operation_entry: IntArray = _array("N", "i", -1)
    """[N] 1: asked for when the job enters; -1 (default): if it has no predecessor and no branch
    leads to it."""
    branch_start: IntArray = _array("N+1", "i", 0)
    """[N+1] Branches of operation n are ``branch_start[n] : …[n + 1]``. With branches, what is good
    goes to one of them instead of to the operations that name n as predecessor."""
    branch_to: IntArray = _array("*", "i", 0)
    """[*] Operation of the same product, earlier ones too; -1: this part of the job is complete."""
    branch_share: FloatArray = _array("*", "f", 0.0)
    """[*] Probability; those of an operation add up to 1."""

    operation_station: IntArray = _array("N", "i", -1)
    """[N] Station; -1 for a pure delay (a supplier) or work a person does at no station."""
    operation_pool: IntArray = _array("N", "i", -1)
    """[N] Pool of the person who attends; -1: nobody."""
    also_start: IntArray = _array("N+1", "i", 0)
    """[N+1] Further pools able to do operation n are ``also_pool[also_start[n] : …[n + 1]]``."""
    also_pool: IntArray = _array("*", "i", 0)
    """[*] In order of preference, after ``operation_pool``."""
    operation_attend: FloatArray = _array("N", "f", 1.0)
    """[N] Leading share 0..1 of the time that the person attends (of no effect without pool)."""
    operation_load: FloatArray = _array("N", "f", 0.0)
    """[N] Minutes to load before the work; attended if the operation has a pool."""
    operation_unload: FloatArray = _array("N", "f", 0.0)
    """[N] Minutes to unload after it; attended if the operation has a pool. Load and unload are of
    the batch if ``operation_per_batch``, else they add up over its members."""
    operation_code: IntArray = _array("N", "i", 0)
    """[N] Distribution of the time, a code of ``workbench.streams``."""
    operation_parameters: FloatArray = _array("N 4", "f", 0.0)
    """[N, 4] Its parameters [min]."""
    operation_expected: FloatArray = _array("N", "f", math.nan)
    """[N] Expected time [min], for the rule ``SPT``; computed from the distribution if left out."""
    operation_remaining: FloatArray = _array("N", "f", math.nan)
    """[N] Expected work from here to the end of the job, this operation included [min]; by default
    the longest way through the graph, branches back not counted."""
    operation_progress: FloatArray = _array("N", "f", math.nan)
    """[N] Share of the time allowed that may have passed when it ends, for ``ODD``; by default in
    proportion to expected work."""
    operation_rate: FloatArray = _array("N", "f", 1.0)
    """[N] Learning: each doubling of its lesson's count multiplies the time by it; 1: none."""
    operation_plateau: FloatArray = _array("N", "f", 0.0)
    """[N] Learning never brings the factor below this."""
    operation_lesson: IntArray = _array("N", "i", -1)
    """[N] What its executions are counted in; by default each operation of its own."""
    lesson_done: FloatArray = _array("G", "f", 0.0)
    """[G] Executions before the run."""
    need_start: IntArray = _array("N+1", "i", 0)
    """[N+1] Operation n needs ``need_material[need_start[n] : …[n + 1]]``."""
    need_material: IntArray = _array("*", "i", 0)
    """[*] Material, each once per operation."""
    need_quantity: FloatArray = _array("*", "f", 0.0)
    """[*] How much of it, taken when the operation is asked for."""
    operation_per_batch: IntArray = _array("N", "i", 0)
    """[N] At a batch station, 1: the time is drawn once for the batch; 0: the members' times add
    up. Without meaning elsewhere."""
    operation_size: FloatArray = _array("N", "f", 1.0)
    """[N] What the job takes of a batch, in the measure of ``batch_max`` (pieces, kg, share …)."""
    operation_family: IntArray = _array("N", "i", -1)
    """[N] Family for batches and changeovers; -1: the family of all that have none."""
    operation_redo: FloatArray = _array("N", "f", 0.0)
    """[N] Probability that the operation must be done again (it queues again at its station)."""
    operation_scrap: FloatArray = _array("N", "f", 0.0)
    """[N] Probability that the job is lost at this operation."""
    operation_lot: IntArray = _array("N", "i", 0)
    """[N] Lot of the job: 0 for the job as a whole, 0..k-1 for an operation done k times."""
    operation_energy: FloatArray = _array("N", "f", 0.0)
    """[N] Energy per execution beyond the station's power [kWh]; of a batch: per batch if
    ``operation_per_batch``, else per member."""
    operation_key: IntArray = _array("N", "i", -1)
    """[N] Address of its draws, 0..2**40-1; defaults to its number. Keys that stay the same when
    an operation is added (a hash of product, name and lot) keep all other draws the same."""

    # ------------------------------------------------------------------------------- stations
    station_machines: IntArray = _array("S", "i", 1)
    """[S] Interchangeable machines."""
    machine_family: IntArray = _array("M", "i", -2)
    """[M] Family each machine is set for at the start; -2: ``station_family``."""
    station_calendar: IntArray = _array("S", "i", -1)
    """[S] Calendar; -1: always open."""
    station_rule: IntArray = _array("S", "i", FCFS)
    """[S] Dispatching rule."""
    station_then: IntArray = _array("S 3", "i", -1)
    """[S, 3] Rules that break ties of the one before, -1 after the last."""
    station_look: FloatArray = _array("S", "f", 2.0)
    """[S] How many mean processing times ``ATC`` and ``BATC`` look ahead."""
    station_closing: IntArray = _array("S", "i", 0)
    """[S] What becomes of work at the end of a shift: PAUSE, FINISH, FIT, RESTART."""
    station_capacity: IntArray = _array("S", "i", -1)
    """[S] Places in front of its machines; -1: no limit."""
    station_full: IntArray = _array("S", "i", 0)
    """[S] What it does with arrivals when full: BLOCK or REJECT."""
    station_keeps: IntArray = _array("S", "i", 0)
    """[S] 1: the person stays with a machine that is blocked."""
    station_preempt: IntArray = _array("S", "i", 0)
    """[S] 1: a job of a lower priority number interrupts one of a higher; it resumes later."""
    station_node: IntArray = _array("S", "i", 0)
    """[S] Node of the network it stands in."""
    station_batch: IntArray = _array("S", "i", 0)
    """[S] 1: works in batches."""
    batch_min: FloatArray = _array("S", "f", 0.0)
    """[S] A batch of this size may start at once; 0: any. For "wait until full" write
    ``batch_max`` here: a batch that nothing waiting fits into any more counts as full."""
    batch_max: FloatArray = _array("S", "f", math.inf)
    """[S] Greatest size of a batch."""
    batch_most: IntArray = _array("S", "i", 0)
    """[S] Greatest number of members; 0: no limit beside ``batch_max``."""
    batch_wait: FloatArray = _array("S", "f", math.inf)
    """[S] A job that has waited this long starts with what is there [min]."""
    batch_by_family: IntArray = _array("S", "i", 0)
    """[S] 1: a batch holds one family only."""
    station_changeover: IntArray = _array("S", "i", -1)
    """[S] Changeover matrix; -1: none."""
    station_setup_pool: IntArray = _array("S", "i", -2)
    """[S] Who changes over: -2 the person of the operation, -1 nobody, else a person of a pool, who
    is asked before the person of the operation is."""
    style_pieces: IntArray = _array("S", "i", 0)
    """[S] Executions until a machine is at full speed after a change of family."""
    style_factor: FloatArray = _array("S", "f", 1.0)
    """[S] Factor on the time of the first of them, falling evenly to 1."""
    station_family: IntArray = _array("S", "i", -1)
    """[S] Family its machines are set for at the start; -1: not set (see ``changeover_first``)."""
    station_key: IntArray = _array("S", "i", -1)
    """[S] Address of the draws of its batches, 0..2**31-1; defaults to its number. Keys that stay
    the same when a station is added (a hash of its name) keep all other draws the same."""
    station_power: FloatArray = _array("S", "f", 0.0)
    """[S] Power of one running machine [kW]; gives the energy of an operation."""
    station_setup_power: FloatArray = _array("S", "f", math.nan)
    """[S] While it is changed over [kW]; ``station_power`` if left out."""
    station_idle_power: FloatArray = _array("S", "f", 0.0)
    """[S] While it is open and does nothing, is blocked or fails [kW]; see ``analysis.energy``."""
    station_off_power: FloatArray = _array("S", "f", 0.0)
    """[S] While it is closed and does nothing [kW]."""
    tariff_start: FloatArray = _array("*", "f", 0.0)
    """[*] Moments of the cycle at which the price of energy changes, ascending from 0 [min]."""
    tariff_price: FloatArray = _array("*", "f", 0.0)
    """[*] Price from there on [money/kWh]."""

    # ------------------------------------------------------------------ failures, maintenance
    fail_kind: IntArray = _array("S", "i", 0)
    """[S] NEVER_FAILS, BY_CLOCK or BY_USE; each machine on its own."""
    fail_code: IntArray = _array("S", "i", 0)
    """[S] Distribution of the minutes to a failure."""
    fail_parameters: FloatArray = _array("S 4", "f", 0.0)
    """[S, 4] Its parameters [min]."""
    fail_work: IntArray = _array("S", "i", 0)
    """[S] What becomes of the work: RESUME, AGAIN or SPOIL."""
    repair_code: IntArray = _array("S", "i", 0)
    """[S] Distribution of the minutes of a repair."""
    repair_parameters: FloatArray = _array("S 4", "f", 0.0)
    """[S, 4] Its parameters [min]."""
    repair_pool: IntArray = _array("S", "i", -1)
    """[S] Who repairs; -1: nobody is needed."""
    plan_start: IntArray = _array("S+1", "i", 0)
    """[S+1] Maintenance plans of station s are ``plan_start[s] : plan_start[s + 1]``."""
    plan_first: FloatArray = _array("*", "f", 0.0)
    """[*] First moment at which it is due [min]."""
    plan_every: FloatArray = _array("*", "f", 0.0)
    """[*] Then every so many minutes; inf: once."""
    plan_minutes: FloatArray = _array("*", "f", 0.0)
    """[*] How long it takes [min]."""
    plan_machine: IntArray = _array("*", "i", 0)
    """[*] Machine of the station; -1: each of them."""
    plan_pool: IntArray = _array("*", "i", 0)
    """[*] Who does it; -1: nobody is needed."""

    changeover_time: FloatArray = _array("C F F", "f", 0.0)
    """[C, F, F] Minutes from family (row) to family (column)."""
    changeover_first: FloatArray = _array("C F", "f", 0.0)
    """[C, F] Minutes from a machine that is not set."""

    # ---------------------------------------------------------------------------------- people
    pool_people: IntArray = _array("Q", "i", 1)
    """[Q] Interchangeable people."""
    pool_calendar: IntArray = _array("Q", "i", -1)
    """[Q] Calendar; -1: always there."""
    pool_rule: IntArray = _array("Q", "i", FCFS)
    """[Q] Whom a free person serves first; none of ``codes.DYNAMIC``."""
    pool_then: IntArray = _array("Q 3", "i", -1)
    """[Q, 3] Rules that break ties of the one before, -1 after the last."""
    pool_closing: IntArray = _array("Q", "i", 0)
    """[Q] What becomes of attended work at the end of their shift: PAUSE, FINISH or FIT."""

    # ------------------------------------------------------------------------------- calendars
    calendar_start: IntArray = _array("K+1", "i", 0)
    """[K+1] Intervals of calendar k are ``calendar_start[k] : calendar_start[k + 1]``."""
    calendar_open: FloatArray = _array("*", "f", 0.0)
    """[*] Opening, ascending, in minutes from the start of the cycle."""
    calendar_close: FloatArray = _array("*", "f", 0.0)
    """[*] Closing, after the opening and not after the next one, at most ``cycle``."""
    calendar_break: IntArray = _array("*", "i", 0)
    """[*] 1: the closing of this interval is only a break, not the end of a shift."""
    cycle: float = 10080.0
    """Length of the cycle [min]; a week from Monday 00:00."""
    phase: float = 0.0
    """Place in the cycle at which the run starts [min], 0 <= phase < cycle."""

    # ------------------------------------------------------------------------------- transport
    walk: FloatArray = _array("S S", "f", 0.0)
    """[S, S] Minutes to carry a job from station (row) to station (column)."""
    walk_fleet: IntArray = _array("S S", "i", -1)
    """[S, S] Fleet of carts that carries it; -1: it is carried by hand, in ``walk`` minutes."""
    fleet_carts: IntArray = _array("V", "i", 1)
    """[V] Carts."""
    fleet_capacity: IntArray = _array("V", "i", 1)
    """[V] Parts that one carries."""
    fleet_home: IntArray = _array("V", "i", 0)
    """[V] Station at which its carts stand at the start."""
    fleet_returns: IntArray = _array("V", "i", 0)
    """[V] 1: a cart goes home after each trip before it is free again."""
    fleet_pool: IntArray = _array("V", "i", -1)
    """[V] Who goes with it; -1: nobody."""
    fleet_minutes: FloatArray = _array("V S S", "f", 0.0)
    """[V, S, S] Minutes of a cart from station (row) to station (column)."""

    # ------------------------------------------------------------------------------- materials
    material_stock: FloatArray = _array("U", "f", 0.0)
    """[U] In stock at the start."""
    delivery_start: IntArray = _array("U+1", "i", 0)
    """[U+1] Deliveries of material u are ``delivery_start[u] : delivery_start[u + 1]``."""
    delivery_time: FloatArray = _array("*", "f", 0.0)
    """[*] Promised moments, ascending within a material; the delay comes on top [min]."""
    delivery_quantity: FloatArray = _array("*", "f", 0.0)
    """[*] How much comes."""
    delay_code: IntArray = _array("U", "i", 0)
    """[U] Distribution of the supplier's delay, of deliveries and of what is ordered."""
    delay_parameters: FloatArray = _array("U 4", "f", 0.0)
    """[U, 4] Its parameters [min]."""
    reorder_level: FloatArray = _array("U", "f", -1.0)
    """[U] When stock and what is ordered fall to this or below, more is ordered; -1: never."""
    reorder_quantity: FloatArray = _array("U", "f", 0.0)
    """[U] How much is ordered at a time."""
    material_key: IntArray = _array("U", "i", -1)
    """[U] Address of its draws, 0..2**31-1; defaults to its number."""

    # ---------------------------------------------------------------------------------- nodes
    node_capacity: IntArray = _array("D", "i", 0)
    """[D] Jobs on its floor at the same time; 0: no limit."""
    lane: FloatArray = _array("D D", "f", 0.0)
    """[D, D] Minutes from node (row) to node (column); inf: no lane."""
    outage_start: IntArray = _array("D+1", "i", 0)
    """[D+1] Listed failures of node d are ``outage_start[d] : outage_start[d + 1]``."""
    outage_begin: FloatArray = _array("*", "f", 0.0)
    """[*] When it fails, ascending within a node [min]."""
    outage_end: FloatArray = _array("*", "f", 0.0)
    """[*] When it is back, not after the next begin [min]."""
    node_fails: IntArray = _array("D", "i", 0)
    """[D] 1: it also fails at random."""
    node_fail_code: IntArray = _array("D", "i", 0)
    """[D] Distribution of the minutes from a return to the next failure."""
    node_fail_parameters: FloatArray = _array("D 4", "f", 0.0)
    """[D, 4] Its parameters [min]."""
    node_repair_code: IntArray = _array("D", "i", 0)
    """[D] Distribution of the minutes until it is back."""
    node_repair_parameters: FloatArray = _array("D 4", "f", 0.0)
    """[D, 4] Its parameters [min]."""
    node_key: IntArray = _array("D", "i", -1)
    """[D] Address of its draws, 0..2**31-1; defaults to its number."""
    option_start: IntArray = _array("R+1", "i", 0)
    """[R+1] Nodes able to make the orders of source r are ``option_start[r] : …[r + 1]``, nearest
    first; without any its jobs belong to no node."""
    option_node: IntArray = _array("*", "i", 0)
    """[*] Node."""
    option_product: IntArray = _array("*", "i", 0)
    """[*] Product as made there."""

    # --------------------------------------------------------------------------------- sources
    source_product: IntArray = _array("R", "i", 0)
    """[R] Product of its jobs."""
    source_kind: IntArray = _array("R", "i", LISTED)
    """[R] ``LISTED``, ``RENEWAL``, ``WINDOW`` or ``SATURATED``."""
    source_count: IntArray = _array("R", "i", 0)
    """[R] Number of jobs; filled from ``release_start`` for listed sources."""
    source_begin: FloatArray = _array("R", "f", 0.0)
    """[R] Renewal: the first gap starts here. Window: its begin [min]."""
    source_end: FloatArray = _array("R", "f", math.inf)
    """[R] Renewal: nothing is released after it. Window: its end [min]."""
    source_code: IntArray = _array("R", "i", 0)
    """[R] Renewal: distribution of the gap."""
    source_parameters: FloatArray = _array("R 4", "f", 0.0)
    """[R, 4] Its parameters [min]."""
    source_due: FloatArray = _array("R", "f", math.inf)
    """[R] Due date after the release [min]; inf: none."""
    source_due_code: IntArray = _array("R", "i", 0)
    """[R] Distribution of what is added to ``source_due`` for each job."""
    source_due_parameters: FloatArray = _array("R 4", "f", 0.0)
    """[R, 4] Its parameters [min]."""
    source_weight: FloatArray = _array("R", "f", 1.0)
    """[R] Weight of its jobs, for ``WEIGHT``, ``WSPT``, ``ATC`` and ``BATC``."""
    source_priority: FloatArray = _array("R", "f", 0.0)
    """[R] Priority number of its jobs; the lowest goes first."""
    source_key: IntArray = _array("R", "i", -1)
    """[R] Address of its draws and of its jobs', 0..2**31-1; defaults to its number. A key that
    stays the same when an order is added (a hash of the order's id) keeps all other draws."""
    release_start: IntArray = _array("R+1", "i", 0)
    """[R+1] Moments of listed source r are ``release_time[release_start[r] : …[r + 1]]``."""
    release_time: FloatArray = _array("*", "f", 0.0)
    """[*] Moments of release [min], ascending within a source."""

    initial_job: IntArray = _array("*", "i", 0)
    """[*] Jobs that are half made when they enter, one entry for each of their parts."""
    initial_operation: IntArray = _array("*", "i", 0)
    """[*] Operation this part asks for first, instead of those of ``operation_entry``."""

    # ------------------------------------------------------------------------------------- run
    table: FloatArray = _array("*", "f", 0.0)
    """[*] Values and cumulative weights of discrete distributions (``streams.DISCRETE``: its
    first parameter is where its values start here, the second how many they are)."""
    wip: int = 0
    """Constant work in progress: at most so many jobs inside, the others wait at the gate; 0: no
    limit."""
    horizon: float = math.inf
    """The run ends here even if jobs are inside [min]."""

    def __post_init__(self) -> None:
        """Cast, fill and freeze the arrays."""
        declared = [entry for entry in dataclasses.fields(self) if "shape" in entry.metadata]
        kinds = {"f": np.float64, "i": np.int64}
        for entry in declared:
            kind = kinds[entry.metadata["kind"]]
            self._set(entry.name, np.array(getattr(self, entry.name), kind, order="C"))
        size = self._dimensions()
        for entry in declared:
            array = getattr(self, entry.name)
            shape = tuple(size.get(axis, -1) for axis in entry.metadata["shape"])
            if array.size == 0 and -1 not in shape:
                array = np.full(shape, entry.metadata["default"], array.dtype)
            if array.ndim != len(shape) or any(
                want not in (-1, have) for want, have in zip(shape, array.shape, strict=True)
            ):
                raise SpecError(
                    f"has shape {array.shape}, not {shape}",
                    where=f"SimSpec.{entry.name}",
                    advice=f"its dimensions are [{', '.join(entry.metadata['shape'])}]",
                )
            self._set(entry.name, array)
        self._fill(size)
        for entry in declared:
            getattr(self, entry.name).setflags(write=False)

    def __repr__(self) -> str:
        """Return the size of the specification, the same on every run."""
        return (
            f"SimSpec({self.operations} operations, {self.stations} stations, "
            f"{self.pools} pools, {self.jobs} jobs)"
        )

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _dimensions(self) -> dict[str, int]:
        """Return the length of each axis, from the arrays and names that fix it."""

        def longest(prefix: tuple[str, ...], labels: tuple[str, ...], less: int = 0) -> int:
            lengths = [len(labels)]
            lengths += [len(getattr(self, name)) for name in prefix]
            return max(*lengths, 0) - less

        operations = longest(("operation_station", "operation_code"), self.names.operations)
        products = max(len(self.product_start) - 1, len(self.names.products))
        families = len(self.names.families)
        if self.changeover_first.size:
            families = np.shape(self.changeover_first)[-1]
        if self.changeover_time.size:
            families = np.shape(self.changeover_time)[-1]
        if len(self.operation_family):
            families = max(families, int(np.max(self.operation_family)) + 1)
        size = {
            "N": operations,
            "P": products,
            "S": longest(("station_machines", "station_calendar"), self.names.stations),
            "Q": longest(("pool_people", "pool_calendar"), self.names.pools),
            "K": max(len(self.calendar_start) - 1, 0),
            "C": len(self.changeover_time) or len(self.changeover_first),
            "F": families,
            "R": longest(("source_product", "source_kind"), self.names.sources),
            "U": longest(("material_stock",), self.names.materials),
            "V": longest(("fleet_carts",), self.names.fleets),
            "D": longest(("node_capacity",), self.names.nodes),
        }
        machines = self.station_machines
        size["M"] = int(machines.sum()) if len(machines) else size["S"]
        size["G"] = max(size["N"], len(self.lesson_done))
        if self.operation_lesson.size:
            size["G"] = max(int(np.max(self.operation_lesson)) + 1, len(self.lesson_done), 0)
            if np.min(self.operation_lesson) < 0:
                size["G"] = max(size["G"], size["N"])
        size |= {f"{axis}+1": size[axis] + 1 for axis in "NPSKRUD"} | {"3": 3, "4": 4}
        return size

    def _fill(self, size: dict[str, int]) -> None:
        """Compute what follows from the rest: keys, expected times, counts."""
        from workbench.sim import derived

        for name, axis in (
            ("operation_key", "N"),
            ("station_key", "S"),
            ("source_key", "R"),
            ("material_key", "U"),
            ("node_key", "D"),
        ):
            if np.all(getattr(self, name) == -1):
                self._set(name, np.arange(size[axis]))
        listed = self.source_kind == LISTED
        counts = np.where(listed, np.diff(self.release_start), self.source_count)
        self._set("source_count", np.ascontiguousarray(counts, np.int64))
        if not len(self.calendar_break):
            self._set("calendar_break", np.zeros(len(self.calendar_open), np.int64))
        for name, values in derived.defaults(self):
            self._set(name, values)

    # ----------------------------------------------------------------------------- conveniences
    @property
    def operations(self) -> int:
        """Number of operations N."""
        return len(self.operation_station)

    @property
    def stations(self) -> int:
        """Number of stations S."""
        return len(self.station_machines)

    @property
    def pools(self) -> int:
        """Number of pools Q."""
        return len(self.pool_people)

    @property
    def jobs(self) -> int:
        """Greatest number of jobs of one replication."""
        return int(self.source_count.sum())

    @property
    def materials(self) -> int:
        """Number of materials U."""
        return len(self.material_stock)

    @property
    def fleets(self) -> int:
        """Number of fleets V."""
        return len(self.fleet_carts)

    @property
    def nodes(self) -> int:
        """Number of nodes D; 0 without a network."""
        return len(self.node_capacity)

    @property
    def operation_product(self) -> IntArray:
        """[N] Product of each operation."""
        counts = np.diff(self.product_start)
        return np.repeat(np.arange(len(counts)), counts)

    @property
    def person_pool(self) -> IntArray:
        """[people] Pool of each person, by the person's number in the event log."""
        return np.repeat(np.arange(self.pools), self.pool_people)

    def replace(self, **changes: Any) -> SimSpec:
        """Return a copy with some fields changed; what was computed from them is computed anew."""
        from workbench.sim import derived

        for name in derived.outdated(self, changes):
            changes.setdefault(name, np.zeros(0))
        return dataclasses.replace(self, **changes)

    def sha256(self) -> str:
        """Return the hash of everything an engine looks at; names do not count."""
        digest = hashlib.sha256()
        for entry in dataclasses.fields(self):
            if entry.name == "names":
                continue
            value = np.asarray(getattr(self, entry.name))
            digest.update(f"{entry.name}{value.dtype.str}{value.shape}\0".encode())
            digest.update(np.ascontiguousarray(value).tobytes())
        return digest.hexdigest()

    def validate(self) -> SimSpec:
        """Return the specification itself, or raise ``SpecError`` that names what is wrong."""
        from workbench.sim.validation import validate

        validate(self)
        return self
