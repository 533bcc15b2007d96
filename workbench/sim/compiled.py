"""The fast engine: a block of replications is one call of a compiled event loop.

It plays the same semantics as the readable engine and writes the same rows, byte for byte. The
loop releases the interpreter's lock, so blocks run on several threads and a listener can be told
between them how far the play is.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from workbench.errors import InfeasibleError
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_engine import play_block
from workbench.sim.compiled_spec import NO_TALLY, NOTHING, Packed, World, tally_size
from workbench.sim.log import COLUMNS, EventLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from workbench.sim.spec import Names, SimSpec

    FloatArray = NDArray[np.float64]

# A block takes about this long, so that a stop is heard soon and a listener has news. [s]
_BLOCK: Final = 0.05
_MOST_ROWS: Final = 2_000_000  # of a block: 270 MB
_INTEGERS: Final = tuple(name for name, kind in COLUMNS.items() if kind != "<f8")


@dataclass(frozen=True)
class Block:
    """Rows of some replications, as the kernels write them.

    Parameters
    ----------
    first : int
        Number of the first replication.
    ends : int64[replications]
        Rows after each replication.
    ints : int32[n, 16]
        The whole-numbered columns of the event log, in their order.
    floats : float64[n, 9]
        The others.
    """

    first: int
    ends: NDArray[np.int64]
    ints: NDArray[np.int32]
    floats: NDArray[np.float64]


class Player:
    """Plays replications of one specification; may be used from several threads.

    Parameters
    ----------
    spec : SimSpec
        A valid one.
    seed : int
        First part of the address of every draw.
    """

    def __init__(self, spec: SimSpec, seed: int) -> None:
        self.packed = Packed(spec)
        self.seed = seed
        self.rows = 2 * spec.jobs + 64  # of a replication, learnt as they are played
        self.room = 64
        self._worlds: list[World] = []
        self._lock = threading.Lock()

    def _borrow(self) -> World:
        with self._lock:
            while self._worlds:
                world = self._worlds.pop()
                if world.room >= self.room:
                    return world
            room = self.room
        return World(self.packed, room)

    def _return(self, world: World) -> None:
        with self._lock:
            self._worlds.append(world)

    def block(self, first: int, count: int) -> Block:
        """Play replications ``first`` to ``first + count - 1``.

        Raises
        ------
        InfeasibleError
            Jobs are stuck, or something goes on for ever within one moment.
        """
        ends = np.zeros(count, np.int64)
        world = self._borrow()
        packed = self.packed
        done = 0
        parts: list[Block] = []
        while done < count:
            size = min(max(self.rows, 1) * (count - done), _MOST_ROWS)
            size = max(size, self.rows)
            ints = np.empty((size, at.ROW_INTEGERS), np.int32)
            floats = np.empty((size, at.ROW_FLOATS))
            try:
                played = play_block(
                    packed.si, packed.sf, world.wi, world.wf, packed.table, ints, floats,
                    at.FRESH, *NOTHING, self.seed, first + done, count - done,
                    packed.spec.horizon, ends[done:], *NO_TALLY,
                )  # fmt: skip
            except MemoryError:
                world = World(packed, 2 * world.room)
                self.room = max(self.room, world.room)
                continue
            if played:
                mine = ends[done : done + played].copy()
                rows = int(mine[-1])
                parts.append(Block(first + done, mine, ints[:rows], floats[:rows]))
                done += played
            if done < count:
                status = int(world.wi[at.W_STATUS])
                if status != at.DONE:
                    explain(packed.spec, self.seed, first + done, status)
                self.rows = max(self.rows, int(1.25 * world.wi[at.W_ROWS]) + 16)
        self._return(world)
        if len(parts) == 1:
            return parts[0]
        return joined(parts)

    def figures(self, first: int, count: int) -> tuple[FloatArray, FloatArray]:
        """Play replications without a log and return the figures added up.

        Returns
        -------
        float64[count, figures], float64[count, jobs, 2]
            As ``_kernels_layout`` numbers them; when each job came and was done.
        """
        packed = self.packed
        sums = np.empty((count, tally_size(packed.si)))
        jobs = np.empty((count, packed.spec.jobs, 2))
        ends = np.zeros(count, np.int64)
        none = np.empty((0, at.ROW_INTEGERS), np.int32), np.empty((0, at.ROW_FLOATS))
        world = self._borrow()
        done = 0
        while done < count:
            try:
                played = play_block(
                    packed.si, packed.sf, world.wi, world.wf, packed.table, *none, at.FRESH,
                    *NOTHING, self.seed, first + done, count - done, packed.spec.horizon,
                    ends[done:], sums[done:], jobs[done:],
                )  # fmt: skip
            except MemoryError:
                # What was played before this replication is played again: once per growth.
                world = World(packed, 2 * world.room)
                self.room = max(self.room, world.room)
                continue
            done += played
            if done < count:
                explain(packed.spec, self.seed, first + done, int(world.wi[at.W_STATUS]))
        self._return(world)
        return sums, jobs


def explain(spec: SimSpec, seed: int, replication: int, status: int) -> None:
    """Raise the error that the readable engine gives for a replication that fails."""
    from workbench.sim.simpy_engine import Engine
    from workbench.sim.tables import Tables

    Engine(Tables(spec), seed, replication).finish()
    raise InfeasibleError(
        "the engines disagree: only the compiled one finds that nothing can happen any more",
        where=f"replication {replication}, status {status}",
        advice="please report it with the specification",
    )


def joined(parts: list[Block]) -> Block:
    """Return one block with the replications of several, which follow each other."""
    if not parts:
        return Block(
            0,
            np.zeros(0, np.int64),
            np.zeros((0, at.ROW_INTEGERS), np.int32),
            np.zeros((0, at.ROW_FLOATS)),
        )
    offsets = np.cumsum([0, *(len(part.ints) for part in parts)])
    return Block(
        parts[0].first,
        np.concatenate([part.ends + offset for part, offset in zip(parts, offsets, strict=False)]),
        np.concatenate([part.ints for part in parts]),
        np.concatenate([part.floats for part in parts]),
    )


def log_of(block: Block, names: Names) -> EventLog:
    """Return the rows of a block as an event log."""
    columns: dict[str, NDArray[Any]] = {}
    for i, (name, kind) in enumerate(COLUMNS.items()):
        if i < len(_INTEGERS):
            columns[name] = block.ints[:, i].astype(kind)
        else:
            columns[name] = np.ascontiguousarray(block.floats[:, i - len(_INTEGERS)])
    return EventLog(columns, names)


def blocks(
    play: Callable[[int, int], Any],
    first: int,
    replications: int,
    *,
    threads: int,
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[Any]:
    """Cut replications into blocks, play them on threads, and return their results in order.

    The first replication is a block of its own and tells how long one takes. A stop lets the
    blocks that are being played finish; those that were never begun are missing at the end.
    """
    if replications <= 0 or (stop is not None and stop()):
        return []
    begun = perf_counter()
    found: dict[int, Any] = {first: play(first, 1)}
    each = max(perf_counter() - begun, 1e-6)
    played = 1
    if listener is not None:
        listener(played, replications)
    following, last = first + 1, first + replications
    stopped = False
    failed: dict[int, BaseException] = {}
    if following == last:
        return list(found.values())
    with ThreadPoolExecutor(max(1, threads)) as pool:
        running: dict[Future[Any], tuple[int, int, float]] = {}
        while running or (following < last and not stopped):
            while len(running) < threads and following < last and not stopped:
                stopped = stop is not None and stop()
                if stopped:
                    break
                share = -(-(last - following) // threads)
                count = max(1, min(share, int(_BLOCK / each)))
                running[pool.submit(play, following, count)] = (following, count, perf_counter())
                following += count
            if not running:
                break
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                place, count, when = running.pop(future)
                error = future.exception()
                if error is not None:
                    # Let the blocks before it speak first, so that any number of threads names
                    # the same replication.
                    failed[place] = error
                    stopped = True
                    continue
                found[place] = future.result()
                each = max((perf_counter() - when) / count, 1e-6)
                played += count
                if listener is not None:
                    listener(played, replications)
    if failed:
        raise failed[min(failed)]
    return [found[place] for place in sorted(found)]


def play(
    spec: SimSpec,
    *,
    seed: int,
    replications: int,
    first: int,
    threads: int,
    listener: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> EventLog:
    """Play replications of a valid specification; the parameters are those of ``sim.play``."""
    player = Player(spec, seed)
    parts = blocks(player.block, first, replications, threads=threads, listener=listener, stop=stop)
    return log_of(joined(parts), spec.names)


def processors() -> int:
    """Return how many threads play at the same time if nobody says so."""
    return os.cpu_count() or 1


def warm() -> None:
    """Compile the event loop, once per installation (about 20 s); afterwards it is read back."""
    from workbench.sim.spec import SimSpec

    once = np.array([0, 1])
    spec = SimSpec(
        product_start=once,
        operation_station=once[:1],
        station_machines=once[1:],
        source_product=once[:1],
        release_start=once,
        release_time=np.zeros(1),
    )
    Player(spec, 0).block(0, 1)
