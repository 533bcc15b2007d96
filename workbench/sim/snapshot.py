"""The state of a replication as arrays: what an engine writes down and any engine reads back."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_MAGIC = b"workbench snapshot 2\n"


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """A replication between two moments; see ``semantics.md`` for the words.

    Integers are ``int64``, moments and keys ``float64``. A *task* is
    ``job * operations + operation``. Runs and moves are referred to by their position here.
    """

    position: IntArray
    """[9] seed, replication, operations, jobs, releases played, jobs inside, next batch,
    rows written, 1 if the agenda was empty."""
    moment: FloatArray
    """[1] Moment of the last event [min]."""

    calendar_moment: FloatArray
    """[E] Entries of the calendar in their order [min]."""
    calendar_entry: IntArray
    """[E, 2] Kind (``clock``) and number: a run, a move, a station or a pool."""

    job_number: IntArray
    """[J] Jobs that have come to the gate and have not left."""
    job_state: IntArray
    """[J, 2] Active parts; 1 if lost."""
    job_moment: FloatArray
    """[J, 3] Due date, arrival at the gate, admission (undefined at the gate) [min]."""
    gate: IntArray
    """[*] Jobs at the gate in their order."""
    missing: IntArray
    """[*, 2] Task of a join that waits for predecessors, and how many are missing."""
    visits: IntArray
    """[*, 2] Task, and how often it has been completed."""

    machine_family: IntArray
    """[machines] Family each machine is set for, stations one after the other."""
    machine_free: IntArray
    """[machines] 1: does nothing."""
    person_free: IntArray
    """[people] 1: does nothing, pools one after the other."""
    begun: IntArray
    """[S] Batches begun at each station."""
    due: FloatArray
    """[S + Q] Moment at which a station or pool is entered to look again; -inf: never was."""

    queue_station: IntArray
    """[W] Station of each waiting task, ascending, in the order of its queue."""
    queue_task: IntArray
    """[W] Task."""
    queue_key: FloatArray
    """[W, 2] Key of the rule, moment of joining."""

    run: IntArray
    """[R, 6] Station, machine, person (in the pool), batch, family before, 1 if the person left."""
    run_moment: FloatArray
    """[R, 6] Changeover minutes, begin, start, end, work, attended; undefined if not begun."""
    member_start: IntArray
    """[R+1] Members of run r are ``member_task[member_start[r] : …[r + 1]]``."""
    member_task: IntArray
    """[M] Task."""
    member_key: FloatArray
    """[M, 2] Key of the rule, moment of joining."""

    waiting: IntArray
    """[V, 3] Pool, task and run that waits for a person, in the order of its pool."""
    waiting_key: FloatArray
    """[V, 2] Key of the rule, moment of asking."""

    move: IntArray
    """[*, 3] Job, operation behind, operation ahead."""
    move_start: FloatArray
    """[*] Begin of the walk [min]."""

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
