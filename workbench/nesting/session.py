"""A marker being worked on: search in the background, nudge pieces, undo; nothing here draws."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.nesting.instance import Instance
from workbench.nesting.invariants import judge_placement
from workbench.nesting.marker import Marker, Placement
from workbench.nesting.search import Progress, nest

# How many nudges can be taken back.
UNDO_DEPTH = 200
# No piece is slid further. [mm]
MOST_SLIDE = 100_000.0


@dataclass(frozen=True)
class Nudge:
    """What a move of one piece does.

    Parameters
    ----------
    index : int              The placement in the marker.
    placement : Placement    Where the piece would lie.
    legal : bool             Nothing is hit, the gap is kept, the piece is on the cloth.
    hits : tuple of int      Placements that are overlapped, or closer than the gap.
    outside : bool           The piece reaches over an edge of the cloth or before its start.
    length : float           Length of the marker then. [mm]
    density : float          Its density then, 0 … 1.
    reasons : tuple of str   What speaks against it, in sentences.
    """

    index: int
    placement: Placement
    legal: bool
    hits: tuple[int, ...]
    outside: bool
    length: float
    density: float
    reasons: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return the move as plain data for a widget."""
        return {
            "index": self.index,
            "x": self.placement.x,
            "y": self.placement.y,
            "rotation": self.placement.rotation,
            "mirrored": self.placement.mirrored,
            "legal": self.legal,
            "hits": list(self.hits),
            "outside": self.outside,
            "length": self.length,
            "density": self.density,
            "reasons": list(self.reasons),
        }


class MarkerSession:
    """The work on one marker: its best layout so far, a search that can be stopped, moves by hand.

    Parameters
    ----------
    instance : Instance
    marker : Marker, optional
        A marker to go on from.

    Examples
    --------
    >>> session = MarkerSession(instance)                          # doctest: +SKIP
    >>> session.start(seconds=10, listener=print)                  # doctest: +SKIP
    >>> session.stop().density                                     # doctest: +SKIP
    0.87
    """

    def __init__(self, instance: Instance, marker: Marker | None = None) -> None:
        self.instance = instance
        self.progress: Progress | None = None
        self.error: Exception | None = None
        self._lock = threading.RLock()
        self._marker = marker
        self._history: list[Marker] = []
        self._undone: list[Marker] = []
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def __repr__(self) -> str:
        """Return pieces and density, the same on every run."""
        density = f", {100 * self._marker.density:.1f} %" if self._marker else ""
        return f"MarkerSession({self.instance.pieces} pieces{density})"

    @property
    def marker(self) -> Marker | None:
        """The current marker; during a search the best so far."""
        with self._lock:
            return self._marker

    @property
    def running(self) -> bool:
        """Whether a search is under way."""
        return self._thread is not None and self._thread.is_alive()

    def start(
        self,
        *,
        seconds: float | None = None,
        evaluations: int | None = None,
        seed: int = 0,
        chains: int = 1,
        threads: int = 1,
        listener: Callable[[Progress], None] | None = None,
        resume: bool = False,
    ) -> None:
        """Begin a search in a thread of its own; ``resume`` starts it from the current marker.

        The listener is called in that thread at least five times a second. A fault of the search
        is kept in ``error`` and raised by ``wait`` and ``stop``.
        """
        if self.running:
            raise SpecError(
                "a search is already running", where="MarkerSession", advice="stop it first"
            )
        self._stop.clear()
        self.error = None
        first = self.marker if resume else None

        def hear(progress: Progress) -> None:
            with self._lock:
                self.progress = progress
                self._marker = progress.marker
            if listener is not None:
                listener(progress)

        def work() -> None:
            try:
                found = nest(
                    self.instance,
                    seconds=seconds,
                    evaluations=evaluations,
                    seed=seed,
                    chains=chains,
                    threads=threads,
                    listener=hear,
                    stop=self._stop,
                    start=first,
                )
                with self._lock:
                    self._marker = found
            except Exception as error:
                self.error = error

        with self._lock:
            if self._marker is not None:
                self._remember(self._marker)
        self._thread = threading.Thread(target=work, name="marker-search", daemon=True)
        self._thread.start()

    def wait(self, timeout: float | None = None) -> Marker | None:
        """Wait for the search to end and return the current marker."""
        if self._thread is not None:
            self._thread.join(timeout)
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return self.marker

    def stop(self) -> Marker | None:
        """End the search, keep the best marker and return it."""
        self._stop.set()
        return self.wait()

    def try_move(
        self,
        index: int,
        *,
        x: float | None = None,
        y: float | None = None,
        rotation: float | None = None,
        mirrored: bool | None = None,
    ) -> Nudge:
        """Return what it would do to put placement ``index`` elsewhere; nothing is changed."""
        marker = self._idle_marker()
        if not 0 <= index < len(marker.placements):
            raise SpecError(
                f"there is no placement {index}",
                where="MarkerSession",
                advice=f"choose 0 … {len(marker.placements) - 1}",
            )
        old = marker.placements[index]
        new = replace(
            old,
            x=old.x if x is None else float(x),
            y=old.y if y is None else float(y),
            rotation=old.rotation if rotation is None else float(rotation),
            mirrored=old.mirrored if mirrored is None else bool(mirrored),
        )
        self._check_pose(new)
        return self._judge(marker, index, new)

    def move(self, index: int, **to: Any) -> Nudge:
        """Put placement ``index`` elsewhere when that is legal; say what happened either way."""
        nudge = self.try_move(index, **to)
        if nudge.legal:
            with self._lock:
                marker = self._idle_marker()
                self._remember(marker)
                placements = list(marker.placements)
                placements[index] = nudge.placement
                self._marker = replace(
                    marker,
                    placements=tuple(placements),
                    length=nudge.length,
                    density=nudge.density,
                    sheets=marker.sheets
                    if self.instance.sheets
                    else ({"id": 0, "length": nudge.length, "value": None},),
                )
        return nudge

    def nudge(self, index: int, dx: float, dy: float) -> Nudge:
        """Move placement ``index`` by (dx, dy) mm when that is legal."""
        old = self._idle_marker().placements[index]
        return self.move(index, x=old.x + dx, y=old.y + dy)

    def turn(self, index: int) -> Nudge:
        """Turn placement ``index`` about its middle to its next allowed angle, if legal."""
        old = self._idle_marker().placements[index]
        item = self.instance.item(old.id)
        angles = [angle for angle, mirrored in item.poses if mirrored == old.mirrored]
        here = min(
            range(len(angles)),
            key=lambda k: abs((angles[k] - old.rotation + 180.0) % 360.0 - 180.0),
        )
        new = replace(old, rotation=angles[(here + 1) % len(angles)])
        middle = _middle(old.apply(item.piece.outline)) - _middle(new.apply(item.piece.outline))
        return self.move(
            index, x=old.x + float(middle[0]), y=old.y + float(middle[1]), rotation=new.rotation
        )

    def undo(self) -> Marker | None:
        """Take the last change back."""
        return self._swap(self._history, self._undone)

    def redo(self) -> Marker | None:
        """Make the change again that was taken back."""
        return self._swap(self._undone, self._history)

    def _swap(self, source: list[Marker], target: list[Marker]) -> Marker | None:
        with self._lock:
            if source and self._marker is not None and not self.running:
                target.append(self._marker)
                self._marker = source.pop()
            return self._marker

    def _remember(self, marker: Marker) -> None:
        self._history.append(marker)
        del self._history[:-UNDO_DEPTH]
        self._undone.clear()

    def _idle_marker(self) -> Marker:
        marker = self.marker
        if self.running or marker is None:
            raise SpecError(
                "pieces can be moved when a marker is there and no search is running",
                where="MarkerSession",
                advice="stop the search first",
            )
        return marker

    def adopt(self, marker: Marker) -> None:
        """Take another marker of the same instance over; it can be undone."""
        with self._lock:
            if self._marker is not None:
                self._remember(self._marker)
            self._marker = marker

    def slide(self, index: int, dx: float, dy: float) -> Nudge:
        """Move placement ``index`` along (dx, dy) until it touches something.

        The way ahead is tried in steps no longer than the piece is wide, so that nothing is
        jumped over; the last step is halved until it is shorter than 0.01 mm.
        """
        marker = self._idle_marker()
        old = marker.placements[index]
        reach = math.hypot(dx, dy)
        if not reach:
            return self.try_move(index)
        way = (dx / reach, dy / reach)
        outline = old.apply(self.instance.item(old.id).piece.outline)
        step = max(0.5, 0.25 * float(np.ptp(outline, axis=0).min()))
        done, best = 0.0, self.try_move(index)
        while step >= 0.01 and done < MOST_SLIDE:
            ahead = done + step
            nudge = self.try_move(index, x=old.x + ahead * way[0], y=old.y + ahead * way[1])
            if nudge.legal:
                done, best = ahead, nudge
            else:
                step /= 2
        return self.move(index, x=best.placement.x, y=best.placement.y)

    def _check_pose(self, placement: Placement) -> None:
        item = self.instance.item(placement.id)
        if not item.allows(placement.rotation, placement.mirrored):
            choices = ", ".join(
                f"{angle:g}" for angle, mirrored in item.poses if mirrored == placement.mirrored
            )
            lean = f" ± {item.tilt:g}" if item.tilt else ""
            raise SpecError(
                f"an angle of {placement.rotation:g}° is not allowed",
                where=item.label,
                advice=f"choose one of: {choices or 'none this way up'}{lean}",
            )

    def _judge(self, marker: Marker, index: int, new: Placement) -> Nudge:
        """Judge a move by the rule that judges markers (``invariants.check_marker``)."""
        instance = self.instance
        placements = list(marker.placements)
        old, placements[index] = placements[index], new
        length = marker.length
        if not instance.sheets:
            length = max(self._reach(place) for place in placements)
            if instance.repeat is not None:
                length = instance.repeat.ceiling(length)
        moved = replace(marker, placements=tuple(placements), length=max(length, 1e-9))
        hits, outside, reasons = judge_placement(instance, moved, index)
        if any(_is_at(old, place) for place in instance.item(old.id).fixed):
            reasons = (*reasons, "it is fixed where it lies")
        return Nudge(
            index,
            new,
            not hits and not outside and not reasons,
            hits,
            outside,
            moved.length,
            marker.density * marker.length / moved.length,
            reasons,
        )

    def _reach(self, placement: Placement) -> float:
        outline = self.instance.item(placement.id).piece.outline
        return float(placement.apply(outline)[:, 0].max())


def _is_at(one: Placement, other: Placement) -> bool:
    return math.dist((one.x, one.y), (other.x, other.y)) < 1e-6 and one.sheet == other.sheet


def _middle(points: Any) -> Any:
    return (points.min(axis=0) + points.max(axis=0)) / 2
