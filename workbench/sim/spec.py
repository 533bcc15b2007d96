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
    PRIORITY,
    RENEWAL,
    RULES,
    SPT,
    WINDOW,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Labels of the indices, for people; an engine never looks at them.

    ``operations`` holds one label per operation of the specification (the same label for each of
    its lots); the others one per station, pool, product, family, source, calendar.
    """

    stations: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()


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

    Dimensions: N operations, P products, S stations, Q pools, K calendars, C changeover matrices,
    F families, R sources. Every array is C-contiguous, read-only, ``int64`` or ``float64``.
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

    operation_station: IntArray = _array("N", "i", -1)
    """[N] Station; -1 for a pure delay (a supplier) or work a person does at no station."""
    operation_pool: IntArray = _array("N", "i", -1)
    """[N] Pool of the person who attends; -1: nobody."""
    operation_attend: FloatArray = _array("N", "f", 1.0)
    """[N] Leading share 0..1 of the time that the person attends (of no effect without pool)."""
    operation_code: IntArray = _array("N", "i", 0)
    """[N] Distribution of the time, a code of ``workbench.streams``."""
    operation_parameters: FloatArray = _array("N 4", "f", 0.0)
    """[N, 4] Its parameters [min]."""
    operation_expected: FloatArray = _array("N", "f", math.nan)
    """[N] Expected time [min], for the rule ``SPT``; computed from the distribution if left out."""
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
    station_calendar: IntArray = _array("S", "i", -1)
    """[S] Calendar; -1: always open."""
    station_rule: IntArray = _array("S", "i", FCFS)
    """[S] Dispatching rule."""
    station_batch: IntArray = _array("S", "i", 0)
    """[S] 1: works in batches."""
    batch_min: FloatArray = _array("S", "f", 0.0)
    """[S] A batch of this size may start at once; 0: any. For "wait until full" write
    ``batch_max`` here: a batch that nothing waiting fits into any more counts as full."""
    batch_max: FloatArray = _array("S", "f", math.inf)
    """[S] Greatest size of a batch."""
    batch_wait: FloatArray = _array("S", "f", math.inf)
    """[S] A job that has waited this long starts with what is there [min]."""
    batch_by_family: IntArray = _array("S", "i", 0)
    """[S] 1: a batch holds one family only."""
    station_changeover: IntArray = _array("S", "i", -1)
    """[S] Changeover matrix; -1: none."""
    station_family: IntArray = _array("S", "i", -1)
    """[S] Family its machines are set for at the start; -1: not set (see ``changeover_first``)."""
    station_key: IntArray = _array("S", "i", -1)
    """[S] Address of the draws of its batches, 0..2**31-1; defaults to its number. Keys that stay
    the same when a station is added (a hash of its name) keep all other draws the same."""
    station_power: FloatArray = _array("S", "f", 0.0)
    """[S] Power of one running machine [kW]; gives the energy of an operation."""

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
    """[Q] Whom a free person serves first; not ``LEAST_CHANGEOVER``."""

    # ------------------------------------------------------------------------------- calendars
    calendar_start: IntArray = _array("K+1", "i", 0)
    """[K+1] Intervals of calendar k are ``calendar_start[k] : calendar_start[k + 1]``."""
    calendar_open: FloatArray = _array("*", "f", 0.0)
    """[*] Opening, ascending, in minutes from the start of the cycle."""
    calendar_close: FloatArray = _array("*", "f", 0.0)
    """[*] Closing, after the opening and not after the next one, at most ``cycle``."""
    cycle: float = 10080.0
    """Length of the cycle [min]; a week from Monday 00:00."""
    phase: float = 0.0
    """Place in the cycle at which the run starts [min], 0 <= phase < cycle."""

    # ------------------------------------------------------------------------------- transport
    walk: FloatArray = _array("S S", "f", 0.0)
    """[S, S] Minutes to carry a job from station (row) to station (column)."""

    # --------------------------------------------------------------------------------- sources
    source_product: IntArray = _array("R", "i", 0)
    """[R] Product of its jobs."""
    source_kind: IntArray = _array("R", "i", LISTED)
    """[R] ``LISTED``, ``RENEWAL`` or ``WINDOW``."""
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
    source_priority: FloatArray = _array("R", "f", 0.0)
    """[R] Priority number of its jobs; the lowest goes first."""
    source_key: IntArray = _array("R", "i", -1)
    """[R] Address of its draws and of its jobs', 0..2**31-1; defaults to its number. A key that
    stays the same when an order is added (a hash of the order's id) keeps all other draws."""
    release_start: IntArray = _array("R+1", "i", 0)
    """[R+1] Moments of listed source r are ``release_time[release_start[r] : …[r + 1]]``."""
    release_time: FloatArray = _array("*", "f", 0.0)
    """[*] Moments of release [min], ascending within a source."""

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
        }
        size |= {f"{axis}+1": size[axis] + 1 for axis in "NPKR"} | {"4": 4}
        return size

    def _fill(self, size: dict[str, int]) -> None:
        """Compute what follows from the rest: keys, expected times, counts."""
        if np.all(self.operation_key == -1):
            self._set("operation_key", np.arange(size["N"]))
        if np.all(self.station_key == -1):
            self._set("station_key", np.arange(size["S"]))
        if np.all(self.source_key == -1):
            self._set("source_key", np.arange(size["R"]))
        listed = self.source_kind == LISTED
        counts = np.where(listed, np.diff(self.release_start), self.source_count)
        self._set("source_count", np.ascontiguousarray(counts, np.int64))
        expected = self.operation_expected.copy()
        for n in np.flatnonzero(np.isnan(expected)):
            expected[n] = expected_time(
                int(self.operation_code[n]), self.operation_parameters[n], self.table
            )
        self._set("operation_expected", expected)

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
    def operation_product(self) -> IntArray:
        """[N] Product of each operation."""
        counts = np.diff(self.product_start)
        return np.repeat(np.arange(len(counts)), counts)

    @property
    def person_pool(self) -> IntArray:
        """[people] Pool of each person, by the person's number in the event log."""
        return np.repeat(np.arange(self.pools), self.pool_people)

    def replace(self, **changes: Any) -> SimSpec:
        """Return a copy with some fields changed; expected times follow changed distributions."""
        if {"operation_code", "operation_parameters", "table"} & changes.keys():
            changes.setdefault("operation_expected", np.zeros(0))
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


def expected_time(code: int, parameters: FloatArray, table: FloatArray) -> float:
    """Return the mean of a distribution.

    Parameters
    ----------
    code : int
        A code of ``workbench.streams``.
    parameters : float64[4]
        Its parameters [min].
    table : float64[T]
        The table of the specification.

    Returns
    -------
    float
        The mean [min].
    """
    p0, p1, p2, _ = (float(value) for value in parameters)
    if code == 2:
        return (p0 + p1) / 2.0
    if code == 3:
        return (p0 + p1 + p2) / 3.0
    if code == 4 and p1 > 0.0 and p2 > -math.inf:
        low = (p2 - p0) / p1
        density = math.exp(-0.5 * low * low) / math.sqrt(2.0 * math.pi)
        rest = 0.5 * math.erfc(low / math.sqrt(2.0))
        return p0 + p1 * density / rest if rest > 0.0 else p2
    if code == 7:
        start, count = int(p0), int(p1)
        if not 0 <= start < start + 2 * count <= len(table):
            return math.nan
        cumulative = table[start + count : start + 2 * count]
        weights = np.diff(cumulative, prepend=0.0)
        return float(table[start : start + count] @ weights / cumulative[-1])
    return p0
