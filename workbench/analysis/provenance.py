"""Where a piece comes from: a record of its lots, steps, people, energy and footprint.

The record is a function of the event log and, where there is one, of the stock ledger. It is JSON;
its digest stands on the printed card, so that card and record can be told to belong together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import SpecError
from workbench.processes.certification import inputs
from workbench.sim.log import CHANGEOVER, DONE, GOOD, OPERATION, OUTCOMES, RELEASE

if TYPE_CHECKING:
    from workbench.analysis.ledger import Ledger
    from workbench.model.factory import Factory
    from workbench.model.product import Product
    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

FORMAT = "workbench.provenance/1"


@dataclass(frozen=True)
class Passed:
    """A step that a piece went through.

    Parameters
    ----------
    operation, station : str
        What, where.
    lot : int
        Which lot of the piece; 0 for the whole.
    batch : int
        Number of the batch it shared, -1 for none.
    machine : int
        Of the station, from 1.
    operator : str
        Pool and number of the person, empty when nobody stood by.
    start, end : float
        [min] from the start of the run
    energy : float
        Its share. [kWh]
    outcome : str
        ``good``, ``redo``, …
    label : str
        How the twin calls the operation.
    """

    operation: str
    station: str
    lot: int
    batch: int
    machine: int
    operator: str
    start: float
    end: float
    energy: float
    outcome: str
    label: str = ""


@dataclass(frozen=True)
class Record:
    """The provenance of one piece.

    Parameters
    ----------
    piece : str
        Drop or stream, and number.
    product, made_at : str
        What, and the place.
    title, run : str
        How the twin calls the product, and the drop it is of.
    released, done : float
        [min] from the start of the run
    steps : tuple of Passed
        In the order in which they ended.
    materials : tuple of (lot, material, mass)
        From the ledger. [kg]
    inputs : tuple of (material, certificates)
        All that goes into the product, with what each is certified for.
    certificates : tuple of str
        That the place holds.
    energy : float
        Of all steps. [kWh]
    footprint : float or None
        Of a piece made, None when it was not worked out. [kg CO2e]
    """

    piece: str
    product: str
    made_at: str
    title: str
    run: str
    released: float
    done: float
    steps: tuple[Passed, ...]
    materials: tuple[tuple[str, str, float], ...]
    inputs: tuple[tuple[str, tuple[str, ...]], ...]
    certificates: tuple[str, ...]
    energy: float
    footprint: float | None

    @property
    def operators(self) -> tuple[str, ...]:
        """Everybody who had a hand in it, in order."""
        return tuple(dict.fromkeys(step.operator for step in self.steps if step.operator))

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON holds it, with its digest."""
        body = {"format": FORMAT, **asdict(self)}
        return {**body, "digest": _digest(body)}

    def to_json(self) -> str:
        """Return the record as JSON."""
        return json.dumps(self.to_dict(), sort_keys=True, indent=2, ensure_ascii=False) + "\n"

    @property
    def digest(self) -> str:
        """Hash of the record: 16 hexadecimal digits."""
        return str(self.to_dict()["digest"])


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_record(text: str) -> dict[str, Any]:
    """Return a record read from JSON, or say that somebody changed it."""
    try:
        body: dict[str, Any] = json.loads(text)
        digest = body.pop("digest")
    except (json.JSONDecodeError, KeyError, AttributeError, TypeError):
        raise SpecError(
            "this is not a provenance record", where="record", advice="write one with to_json"
        ) from None
    if body.get("format") != FORMAT or digest != _digest(body):
        raise SpecError(
            "the record does not match its digest",
            where="record",
            advice="it was changed after it was written; ask the maker for another",
        )
    return {**body, "digest": digest}


def records(
    factory: Factory,
    spec: SimSpec,
    log: EventLog,
    *,
    replication: int = 0,
    ledger: Ledger | None = None,
    footprint: float | None = None,
) -> tuple[Record, ...]:
    """Return the record of each finished piece of a replication.

    Parameters
    ----------
    factory : Factory
        The place.
    spec, log : SimSpec, EventLog
        What was played.
    replication : int
        Which.
    ledger : Ledger, optional
        Whose garments are named like the pieces: ``C1 7``.
    footprint : float, optional
        Of a piece made. [kg CO2e]
    """
    own = log.only(replication=replication)
    if not len(own):
        raise SpecError(
            f"there is no replication {replication} in the log",
            where="replication",
            advice="play it first",
        )
    jobs = {int(job) for job in own.only(kind=DONE)["job"]}
    released = _first(own, RELEASE)
    made = []
    for job in sorted(jobs):
        rows = own.only(job=job)
        name = _piece(spec, rows)
        product = factory.product(spec.names.products[int(rows["product"][0])])
        labels = {operation.name: operation.label for operation in product.routing}
        steps = _steps(spec, rows.only(kind=OPERATION), labels)
        source = spec.names.sources[int(rows["source"][0])]
        runs = {drop.name: drop.label for drop in factory.drops}
        material = () if ledger is None else _materials(ledger, name)
        made.append(
            Record(
                name,
                product.name,
                f"{factory.name}, {factory.place}" if str(factory.place) else factory.name,
                product.label or product.name,
                runs.get(source) or source,
                released[job],
                float(rows.only(kind=DONE)["time"][0]),
                steps,
                material,
                _inputs(factory, product),
                factory.place.certificates,
                float(rows["energy"][rows["kind"] != CHANGEOVER].sum()),
                footprint,
            )
        )
    return tuple(made)


def _first(log: EventLog, kind: int) -> dict[int, float]:
    rows = log.only(kind=kind)
    return {
        int(job): float(time)
        for job, time in zip(rows["job"][::-1], rows["time"][::-1], strict=True)
    }


def _piece(spec: SimSpec, rows: EventLog) -> str:
    source = int(rows["source"][0])
    return f"{spec.names.sources[source]} {int(rows['piece'][0]) + 1}"


def _inputs(factory: Factory, product: Product) -> tuple[tuple[str, tuple[str, ...]], ...]:
    names = dict.fromkeys(name for name, _ in inputs(factory, product))
    return tuple((name, factory.material(name).certificates) for name in names)


def _steps(spec: SimSpec, rows: EventLog, labels: Mapping[str, str]) -> tuple[Passed, ...]:
    pools = np.asarray(spec.person_pool)
    steps = []
    for k in range(len(rows)):
        person = int(rows["person"][k])
        who = ""
        if person >= 0:
            pool = int(pools[person])
            first = int(np.flatnonzero(pools == pool)[0])
            who = f"{spec.names.pools[pool]} {person - first + 1}"
        steps.append(
            Passed(
                spec.names.operations[int(rows["operation"][k])],
                spec.names.stations[int(rows["station"][k])] if rows["station"][k] >= 0 else "",
                int(rows["lot"][k]),
                int(rows["batch"][k]),
                int(rows["machine"][k]) + 1,
                who,
                float(rows["start"][k]),
                float(rows["end"][k]),
                float(rows["energy"][k]),
                OUTCOMES[int(rows["outcome"][k])],
                labels.get(spec.names.operations[int(rows["operation"][k])], ""),
            )
        )
    return tuple(steps)


def _materials(ledger: Ledger, name: str) -> tuple[tuple[str, str, float], ...]:
    return tuple(
        (ledger.origin(lot), ledger.material.get(lot, ""), mass)
        for lot, mass in ledger.pieces.get(name, ())
    )


def is_good(record: Record) -> bool:
    """Whether the last execution of each of its steps was good."""
    last = {(step.operation, step.lot): step.outcome for step in record.steps}
    return all(outcome == OUTCOMES[GOOD] for outcome in last.values())
