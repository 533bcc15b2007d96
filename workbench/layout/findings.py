"""What can be wrong with an arrangement; plain data that is read without the compiled code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fault = Literal["overlap", "outside", "clearance"]


@dataclass(frozen=True)
class Collision:
    """Two things that take the same floor.

    Parameters
    ----------
    a : str
        The station.
    b : str
        The other: a station, a wall or a column.
    kind : Fault
        ``overlap`` of the bodies; ``outside`` when the station reaches over the outline;
        ``clearance`` when ``b`` stands in the floor that ``a`` needs free.
    depth : float
        How far one would have to move for the fault to end, at most. [mm]
    """

    a: str
    b: str
    kind: Fault
    depth: float

    def __str__(self) -> str:
        """Return the finding as a sentence without a full stop."""
        if self.kind == "outside":
            return f"{self.a} stands {self.depth:.0f} mm off the floor"
        if self.kind == "clearance":
            return f"{self.b} stands {self.depth:.0f} mm in the floor that {self.a} needs free"
        return f"{self.a} and {self.b} overlap by {self.depth:.0f} mm"


@dataclass(frozen=True)
class Sealed:
    """Two stations without a way between them.

    Parameters
    ----------
    origin, to : str
        The stations.
    by : tuple of str
        What seals the way. When ``together`` is false, taking away any one of these opens a way;
        when it is true, all of them must go.
    together : bool
        See ``by``.
    at : tuple of str
        Those of the two stations at which there is no room to stand.
    """

    origin: str
    to: str
    by: tuple[str, ...]
    together: bool = False
    at: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the finding as a sentence without a full stop."""
        what = (" and " if self.together else " or ").join(self.by)
        if self.at:
            verb = "are" if self.together else "is"
            return f"no room to stand at {' and '.join(self.at)}: {what} {verb} in the way"
        verb = "seal" if self.together else "seals"
        return f"no way between {self.origin} and {self.to}: {what} {verb} it"
