"""The state of a replication as arrays: what an engine writes down and any engine reads back."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError
from workbench.sim.runs import ASKS, BLOCKED, SETTER, SETTING, UNLOADER, UNLOADS, WORKS

if TYPE_CHECKING:
    from collections.abc import Iterator

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_MAGIC = b"workbench snapshot 3\n"


# What is known of a run in each of its stages; the rest is undefined.
RUN_MOMENTS: Final = (
    "change", "begin", "start", "loaded", "apart", "over", "end", "load", "first", "rest", "work",
    "attended", "unload", "drawn", "since",
)  # fmt: skip
_TO_DO: Final = frozenset(("change", "load", "first", "rest", "unload", "drawn"))
_DONE: Final = frozenset(("start", "over", "load", "work", "attended", "unload"))
#: By stage, and whether it is a repair.
MOMENTS: Final = {
    (SETTER, False): _TO_DO,
    (SETTING, False): _TO_DO | {"begin"},
    (ASKS, False): _TO_DO,
    (WORKS, False): frozenset(RUN_MOMENTS) - {"since"},
    (UNLOADER, False): _DONE,
    (UNLOADS, False): _DONE | {"begin", "end"},
    (BLOCKED, False): frozenset(("since",)),
    (ASKS, True): frozenset(("work", "since")),
    (WORKS, True): frozenset(("begin", "work", "since")),
}

# Where a job is.
AT_GATE: Final = 0
INSIDE: Final = 1
IN_BACKLOG: Final = 2
ON_LANE: Final = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """A replication between two moments, all decisions taken; see ``semantics.md`` for the words.

    Integers are ``int64``, moments and keys ``float64``, undefined numbers NaN. A *task* is
    ``job * operations + operation``. What is under way is referred to by its position here: runs
    in the order of their grants, walks, trips and supplies in the order in which they began.
    ``keys`` are four, those of the rule and of up to three further ones, 0 for what there is none
    of and at stations with a rule that changes while somebody waits.
    """

    position: IntArray
    """[8] seed, replication, operations, jobs, releases played, jobs inside, next batch, rows
    written."""
    moment: FloatArray
    """[1] Moment of the last event [min]."""

    calendar_moment: FloatArray
    """[E] Entries of the calendar in their order [min]."""
    calendar_entry: IntArray
    """[E, 2] Kind and number, see ``clock``."""

    job: IntArray
    """[J, 8] Jobs that have come to the gate and have not left: number, place (``AT_GATE``,
    ``INSIDE``, ``IN_BACKLOG``, ``ON_LANE``), active parts, lost (0; 1 scrapped; 2 rejected), 1 if
    begun, product, node (of a lane: where it leads; -1), node it came from (-1)."""
    job_moment: FloatArray
    """[J, 5] Due date, arrival at the gate, admission, coming to the backlog (or else admission),
    begin of the lane [min]; the last two of jobs of a network only."""
    gate: IntArray
    """[*] Jobs at the gate in their order."""
    backlog: IntArray
    """[*, 2] Node and job, nodes ascending, in the order of the backlog."""
    missing: IntArray
    """[*, 2] Task of a join that waits for predecessors, and how many are missing; ascending. Of
    jobs that began half made (and were not remade) all joins that miss fewer than the graph
    says."""
    visits: IntArray
    """[*, 2] Task of a present job, and how often it has been completed; ascending."""
    followed: IntArray
    """[R] Jobs of each saturated source that have come, or have their entry; 0 of the others."""
    lesson: FloatArray
    """[G] Executions of each lesson."""

    machine: IntArray
    """[M, 6] Family it is set for, executions since that changed, failures, 1 if failed, 1 if
    under maintenance, plan that is due (-1)."""
    machine_use: FloatArray
    """[M] Minutes of work left to its failure by use [min]."""
    plan_next: IntArray
    """[*] Of each plan: k of its next entry."""
    person_free: IntArray
    """[people] 1: does nothing, pools one after the other."""
    begun: IntArray
    """[S] Batches begun at each station."""
    looks: FloatArray
    """[S + Q] Moment for which a station or pool was last entered to look again; -inf: never."""

    queue: IntArray
    """[W, 2] Station (ascending) and task, in the order of its queue."""
    queue_key: FloatArray
    """[W, 9] Four keys, moment of joining; of a task that was preempted after its time was drawn:
    load, attended work and other work left, time drawn [min]."""

    run: IntArray
    """[R, 12] Stage (``runs``), 1 if interrupted, station, machine (both -1 at no station), batch
    (-1), family before, pool and person (in the pool) that it holds (-1), person for the row
    (over all pools; -1, and before it works), 0 or the outcome of its repair (``FAILED``,
    ``PLANNED``), 1 if begun anew at the end of a shift, maintenance plan (-1)."""
    run_moment: FloatArray
    """[R, 15] The numbers of ``RUN_MOMENTS`` (``runs.Run``) that ``MOMENTS`` names for its stage,
    NaN for the others; ``first``, ``rest`` and ``drawn`` also before its time is drawn. [min]"""
    member_start: IntArray
    """[R+1] Members of run r are ``member_task[member_start[r] : …[r + 1]]``."""
    member_task: IntArray
    """[*] Task."""
    member_key: FloatArray
    """[*, 5] Four keys, moment of joining."""

    waiting: IntArray
    """[V, 4] Pool (ascending), task (-1 - machine of a repair), 0 for a run and 1 for a trip, its
    position; in the order of the pool."""
    waiting_key: FloatArray
    """[V, 5] Four keys, moment of asking."""

    move: IntArray
    """[*, 5] Walks: job, operation behind, operation ahead, 1 if a place is reserved, 1 if sent by
    a branch."""
    move_start: FloatArray
    """[*] Begin of the walk [min]."""

    line: IntArray
    """[*, 6] Parts that wait for room, stations ascending, in the order of the line: station, job,
    operation behind (-1: it stands there already), operation ahead, run it blocks (-1), 1 if sent
    by a branch."""

    stock: FloatArray
    """[U, 2] In stock; ordered."""
    orders: IntArray
    """[U] Listed deliveries and orders made so far."""
    supply: IntArray
    """[*, 2] Supplies under way: material, 1 if ordered by level."""
    supply_moment: FloatArray
    """[*, 2] Quantity; moment promised, or ordered [min]."""
    shelf: IntArray
    """[*, 3] Parts that wait for material, in their order: job, operation, 1 if it joins without
    asking for room."""
    shelf_asked: FloatArray
    """[*] When they asked [min]."""

    cart: IntArray
    """[carts, 2] Station where it stands or will be free, 1 if free; fleets one after the other."""
    ride: IntArray
    """[*, 6] Parts that wait for a cart, in their order: fleet (ascending), and as ``move``."""
    ride_asked: FloatArray
    """[*] When they asked [min]."""
    trip: IntArray
    """[T, 7] Fleet, cart (in it), station from, station to, pool and person that go with it (-1),
    parts it carries or carried."""
    trip_moment: FloatArray
    """[T, 4] Left, picked up, arrives, minutes on the way so far; undefined while it asks."""
    load_start: IntArray
    """[T+1] Parts of trip t are ``load[load_start[t] : …[t + 1]]``; none after it arrived."""
    load: IntArray
    """[*, 5] As ``move``."""
    load_asked: FloatArray
    """[*] When they asked [min]."""

    node: IntArray
    """[D, 2] Outages that last, random failures so far."""
    node_since: FloatArray
    """[D] Moment it failed; undefined while it is up."""

    def arrays(self) -> Iterator[tuple[str, NDArray[np.generic]]]:
        """Yield names and arrays in their fixed order."""
        for entry in fields(self):
            yield entry.name, getattr(self, entry.name)

    def to_bytes(self) -> bytes:
        """Return the snapshot as one block: a line of JSON with the shapes, then the arrays."""
        shapes = [[name, array.dtype.str, list(array.shape)] for name, array in self.arrays()]
        header = json.dumps(shapes, separators=(",", ":")).encode() + b"\n"
        return b"".join([_MAGIC, header, *(array.tobytes() for _, array in self.arrays())])

    @classmethod
    def from_bytes(cls, block: bytes) -> Snapshot:
        """Read what ``to_bytes`` wrote; numbers only, nothing in it is ever executed."""
        try:
            if not block.startswith(_MAGIC):
                raise ValueError("another format")
            end = block.index(b"\n", len(_MAGIC)) + 1
            arrays: dict[str, NDArray[np.generic]] = {}
            for name, kind, shape in json.loads(block[len(_MAGIC) : end]):
                if kind not in ("<i8", "<f8"):
                    raise ValueError("another type")
                count = int(np.prod(shape, dtype=np.int64))
                arrays[name] = np.frombuffer(block, kind, count, end).reshape(shape)
                end += 8 * count
            if end != len(block):
                raise ValueError("another length")
            return cls(**arrays)  # type: ignore[arg-type]
        except (ValueError, TypeError, KeyError) as error:
            raise SpecError(
                f"is not a snapshot of this version ({error})",
                where="snapshot",
                advice="take it again",
            ) from error

    def same_as(self, other: Snapshot) -> bool:
        """Tell whether two snapshots hold the same state, bit for bit."""
        return self.to_bytes() == other.to_bytes()
