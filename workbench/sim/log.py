"""The event log: what happened, one row each, in fixed columns; every figure is made from it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from workbench.errors import SpecError, nearest
from workbench.sim.spec import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

# Kinds of rows.
RELEASE: Final = 0  #: a job enters (``enqueued``: when it came to the gate of a limited WIP)
OPERATION: Final = (
    1  #: an operation was executed; written at its end, one row per member of a batch
)
CHANGEOVER: Final = 2  #: a machine was set from family ``origin`` to ``family``
MOVE: Final = 3  #: a job was carried from station ``origin`` to ``station``
DONE: Final = 4  #: a job is complete
SCRAP: Final = 5  #: a job is lost, or was turned away
DOWN: Final = 6  #: a machine was repaired or maintained; without a station: a node was down
UNLOAD: Final = 7  #: a person came to unload a machine
BLOCKED: Final = 8  #: a machine held what had no room to go to
TRIP: Final = 9  #: a cart went from station ``origin`` to ``station``, and home
DELIVERY: Final = 10  #: material (its number in ``family``) came into stock
ISSUE: Final = 11  #: material (its number in ``family``) was taken for an operation
ROUTE: Final = 12  #: a job came on the floor of a node
LANE: Final = 13  #: a job came from node ``origin`` to ``node``
KINDS: Final = (
    "release",
    "operation",
    "changeover",
    "move",
    "done",
    "scrap",
    "down",
    "unload",
    "blocked",
    "trip",
    "delivery",
    "issue",
    "route",
    "lane",
)

# Outcomes.
GOOD: Final = 0
REDO: Final = 1  #: an operation must be done again
SCRAPPED: Final = 2  #: the job was lost in this operation
WASTED: Final = 3  #: the operation was done for a job already lost (another lot of it)
REMADE: Final = 4  #: this release starts a lost job again
INTERRUPTED: Final = 5  #: this much was done of it; it goes on, or begins anew, later
REJECTED: Final = 6  #: the job found a station full and was turned away
FAILED: Final = 7  #: the repair after a failure
PLANNED: Final = 8  #: planned maintenance
OUTCOMES: Final = (
    "good",
    "redo",
    "scrapped",
    "wasted",
    "remade",
    "interrupted",
    "rejected",
    "failed",
    "planned",
)

COLUMNS: Final[dict[str, str]] = {
    "kind": "<i1",
    "outcome": "<i1",
    "replication": "<i4",
    "job": "<i4",
    "source": "<i4",
    "piece": "<i4",
    "product": "<i4",
    "lot": "<i4",
    "batch": "<i4",
    "operation": "<i4",
    "station": "<i4",
    "machine": "<i4",
    "node": "<i4",
    "person": "<i4",
    "family": "<i4",
    "origin": "<i4",
    "time": "<f8",
    "enqueued": "<f8",
    "start": "<f8",
    "end": "<f8",
    "due": "<f8",
    "quantity": "<f8",
    "work": "<f8",
    "attended": "<f8",
    "energy": "<f8",
}
WIDTH: Final = len(COLUMNS)

_LABELS: Final = {
    "source": "sources",
    "product": "products",
    "operation": "operations",
    "station": "stations",
    "family": "families",
}


class EventLog:
    """Rows in the order in which they happened, replication after replication.

    Columns (``-1`` where a number does not apply; moments and durations in minutes):

    ``kind``, ``outcome``
        What happened, and how it ended (constants of this module).
    ``replication``, ``job``, ``source``, ``piece``, ``product``, ``lot``
        Whose row it is: job number in the replication, its number in its source, lot of the job.
    ``batch``
        Number of the batch in the replication.
    ``operation``, ``station``, ``machine``, ``node``, ``person``
        Operation and station of the specification, machine of the station, node of the network
        (0 without one), person of the factory (``SimSpec.person_pool`` tells the pool). ``machine``
        of a ride or trip is the cart.
    ``family``, ``origin``
        Family worked on, or number of the material; station (move, trip), family (changeover) or
        node (route, lane) before.
    ``time``
        When the row was written; never falls within a replication.
    ``enqueued``, ``start``, ``end``
        Asked for, begun, ended. Between ``start`` and ``end`` lie ``work`` and pauses.
    ``due``
        Due date of the job (inf: none).
    ``quantity``
        What the job takes of a batch (operation); 1 otherwise.
    ``work``, ``attended``
        Machine minutes and person minutes without pauses. Members of a batch share them in
        proportion to their size, so that sums over rows are minutes of machines and people.
    ``energy``
        Energy of the machine for this row [kWh], shared like ``work``.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any]], names: Names | None = None) -> None:
        if list(columns) != list(COLUMNS):
            raise SpecError("an event log has other columns", where="EventLog")
        self._columns = {
            name: np.ascontiguousarray(columns[name], kind) for name, kind in COLUMNS.items()
        }
        self.names = names or Names()

    @classmethod
    def from_rows(cls, rows: NDArray[np.float64], names: Names | None = None) -> EventLog:
        """Make a log from float64[n, columns], as the engines write it."""
        columns = np.ascontiguousarray(rows.reshape(-1, WIDTH).T)
        return cls(
            {name: columns[i].astype(kind) for i, (name, kind) in enumerate(COLUMNS.items())}, names
        )

    @classmethod
    def join(cls, logs: Iterable[EventLog]) -> EventLog:
        """Return the rows of several logs one after the other (all made from one specification)."""
        parts = list(logs)
        if not parts:
            return cls.from_rows(np.zeros((0, WIDTH)))
        return cls(
            {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS},
            parts[0].names,
        )

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._columns["kind"])

    def __getitem__(self, column: str) -> NDArray[Any]:
        """Return a column."""
        try:
            return self._columns[column]
        except KeyError:
            raise SpecError(
                f"has no column '{column}'", where="EventLog", advice=nearest(column, COLUMNS)
            ) from None

    def __repr__(self) -> str:
        """Return the size of the log, the same on every run."""
        return f"EventLog({len(self)} rows, {self.replications} replications)"

    @property
    def replications(self) -> int:
        """Number of replications that left a row."""
        return len(np.unique(self._columns["replication"]))

    def where(self, mask: NDArray[Any]) -> EventLog:
        """Return the rows chosen by a boolean mask or by numbers, in their order."""
        return EventLog({name: column[mask] for name, column in self._columns.items()}, self.names)

    def only(self, **values: int) -> EventLog:
        """Return the rows whose columns hold these values: ``log.only(kind=OPERATION)``."""
        mask = np.ones(len(self), np.bool_)
        for name, value in values.items():
            mask &= self[name] == value
        return self.where(mask)

    def sha256(self) -> str:
        """Return the hash of names, types and bytes of all columns.

        Negative zeros count as zeros and all undefined numbers as one, so that equal logs have
        equal hashes.
        """
        digest = hashlib.sha256()
        for name, kind in COLUMNS.items():
            column = self._columns[name]
            if kind == "<f8":
                column = column + 0.0
                column[np.isnan(column)] = np.nan
            digest.update(f"{name}{kind}{len(column)}\0".encode())
            digest.update(column.tobytes())
        return digest.hexdigest()

    def to_frame(self, *, labels: bool = True) -> pd.DataFrame:
        """Return a table; with ``labels`` the numbers of named things become their names."""
        import pandas as pd

        frame = pd.DataFrame(self._columns)
        if not labels:
            return frame
        frame["kind"] = _labelled(self["kind"], KINDS)
        frame["outcome"] = _labelled(self["outcome"], OUTCOMES)
        for column, plural in _LABELS.items():
            known: tuple[str, ...] = getattr(self.names, plural)
            if known:
                table = np.array([*known, ""], dtype=object)
                frame[column] = table[np.clip(self[column], -1, len(known) - 1)]
        return frame


def _labelled(codes: NDArray[Any], labels: tuple[str, ...]) -> pd.Categorical[str]:
    import pandas as pd

    categories: Any = list(labels)
    return pd.Categorical.from_codes(codes.astype(np.int64), categories=categories)
