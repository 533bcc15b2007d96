"""The playback: a run on its floor, with play, pause, speed and scrub."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from workbench.errors import SpecError
from workbench.widgets._part import Part, bundled, style

if TYPE_CHECKING:
    from workbench.studies.filmed import Filmed

MOST = 150_000
"""Stays of pieces that are sent to the page; a longer film is cut there."""


class Playback(Part):
    """A run as it went: pieces on their ways, people, stations by state, queues.

    The page plays the film by itself; Python hears where it was paused.

    Parameters
    ----------
    filmed : Filmed, optional
        What is played; None shows that there is nothing yet.

    Examples
    --------
    >>> from workbench.studies.filmed import filmed
    >>> Playback(filmed(Scenario("rug_studio")))                        # doctest: +SKIP
    Playback(12 × rug, 15.2 days)
    """

    _esm = bundled("playback")
    _css = style("playback", "playback")
    writable = ("moment",)

    scene = traitlets.Dict(default_value={}).tag(sync=True)
    """The floor: see `workbench.studies.filmed.Filmed`."""
    film = traitlets.Dict(default_value={}).tag(sync=True)
    """begin, end, quiet, shifts [min]; the number of rows of each table; whether it was cut."""
    pieces = traitlets.Bytes(b"").tag(sync=True)
    """float32[n, 10], moments in minutes after the begin."""
    machines = traitlets.Bytes(b"").tag(sync=True)
    """float32[n, 5]."""
    people = traitlets.Bytes(b"").tag(sync=True)
    """float32[n, 5]."""
    carts = traitlets.Bytes(b"").tag(sync=True)
    """float32[n, 6]."""
    counts = traitlets.Bytes(b"").tag(sync=True)
    """float32: moments at which pieces came in, then those at which they were done."""
    moment = traitlets.Float(0.0).tag(sync=True)
    """Where it stands while it is paused; setting it goes there. [min after Monday 00:00]"""

    def __init__(self, filmed: Filmed | None = None, **keywords: Any) -> None:
        super().__init__(**keywords)
        if filmed is not None:
            self.show(filmed)

    def show(self, filmed: Filmed | None) -> None:
        """Show another film, or none."""
        if filmed is None:
            with self.hold_sync():
                self.scene, self.film = {}, {}
                self.pieces = self.machines = self.people = self.carts = self.counts = b""
            return
        film = filmed.film
        if not film.end > film.begin:
            raise SpecError(
                "the film has no length", advice="give the drop a piece that takes time"
            )
        pieces, end = film.pieces, film.end
        if len(pieces) > MOST:
            end = float(pieces[MOST, 0])
            pieces = pieces[:MOST]
        with self.hold_sync():
            self.scene = filmed.scene
            self.pieces = _packed(pieces, (0, 1, 5), film.begin)
            self.machines = _packed(film.machines, (0, 1), film.begin)
            self.people = _packed(film.people, (0, 1), film.begin)
            self.carts = _packed(film.carts, (0, 1), film.begin)
            counts = np.concatenate((film.came, film.done)) - film.begin
            self.counts = counts.astype(np.float32).tobytes()
            self.film = {
                "begin": film.begin,
                "end": end,
                "cut": end < film.end,
                "quiet": (film.quiet - film.begin).round(4).tolist(),
                "shifts": [(each - film.begin).round(4).tolist() for each in film.shifts],
                "came": len(film.came),
                "done": len(film.done),
                "events": film.events,
            }
            self.moment = film.begin

    @traitlets.validate("moment")
    def _validate_moment(self, proposal: Any) -> float:
        moment = float(proposal["value"])
        if not math.isfinite(moment):
            raise traitlets.TraitError("moment must be a number")
        if not self.film:
            return moment
        return min(max(moment, self.film["begin"]), self.film["end"])

    def __repr__(self) -> str:
        """Return the number of pieces and how long they took."""
        if not self.film:
            return "Playback(no film)"
        count = self.film["came"]
        days = (self.film["end"] - self.film["begin"]) / 1440.0
        return f"Playback({count} × {self.scene.get('piece', 'piece')}, {days:.1f} days)"


def _packed(table: Any, moments: tuple[int, ...], begin: float) -> bytes:
    """Return a table as float32, its moments counted from the begin."""
    moved = np.array(table, dtype=np.float64)
    moved[:, moments] -= begin
    return moved.astype(np.float32).tobytes()
