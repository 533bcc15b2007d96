"""The store: what was asked and what came out, kept between sessions and shared by processes."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import Connection, Engine, Table, create_engine, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from workbench.errors import SpecError, nearest
from workbench.model import Scenario
from workbench.store.schema import ABOUT, CACHE, METADATA, RUNS, SCENARIOS, VERSION

BUSY = 30.0  # seconds a writer waits for another one before it gives up
_AGAIN = 0.005  # seconds between two tries at what SQLite does not wait for
_WRITTEN_SHORTEST = 6  # a key may be given by its first digits, as on a forge


@dataclass(frozen=True)
class ScenarioRecord:
    """A scenario as it was saved."""

    key: str
    title: str
    scenario: Scenario
    saved: float


@dataclass(frozen=True)
class RunRecord:
    """A finished run: its figures, and everything needed to repeat it.

    Parameters
    ----------
    key : str
        Hash of specification, seeds, engine and version.
    scenario : str
        Key of the scenario that was run.
    kpis : dict
        ``{name: {"mean", "ci95", "p50", "p90", "unit"}}``.
    log_sha256 : str
        Hash of the event log.
    seconds : float
        Wall-clock time of the run. [s]
    replications, seed, engine, version
        How it was run.
    started : float
        Seconds since 1970, UTC. [s]
    results : str, optional
        Where large tables of the run lie.
    """

    key: str
    scenario: str
    kpis: Mapping[str, Any]
    log_sha256: str
    seconds: float
    replications: int
    seed: int
    engine: str
    version: str
    started: float
    results: str | None = None


class Store:
    """Scenarios, runs and a cache, in SQLite (one file) or another database by URL.

    Parameters
    ----------
    url : str or Path, optional
        A database URL, or the path of an SQLite file. Default: the environment variable
        ``WORKBENCH_STORE``, else ``store.sqlite`` in the user's data folder.

    Examples
    --------
    >>> store = Store("sqlite://")                      # in memory
    >>> store.remember("a1", {"length": 4210.0}, kind="marker")
    >>> store.cached("a1")
    {'length': 4210.0}
    """

    def __init__(self, url: str | Path | None = None) -> None:
        self.url = _url(url)
        self._engine = _engine(self.url)
        self._prepare()

    def __repr__(self) -> str:
        """Return the address without a password."""
        return f"Store({make_url(self.url).render_as_string(hide_password=True)!r})"

    def __enter__(self) -> Store:
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Give back the database's connections."""
        self._engine.dispose()

    # -- scenarios -----------------------------------------------------------------------------

    def save_scenario(self, scenario: Scenario, title: str = "") -> str:
        """Keep ``scenario`` and return its key; saving it again only changes the title."""
        key = scenario.key()
        row = {
            "key": key,
            "title": title or str(scenario.twin),
            "twin": str(scenario.twin),
            "document": scenario.to_json(),
            "saved": time.time(),
        }
        self._put(SCENARIOS, row, update=("title", "saved"))
        return key

    def scenario(self, key: str) -> Scenario:
        """Return the scenario with that key; its first six digits are enough."""
        return Scenario.from_json(self._one(SCENARIOS, key, "scenario")["document"])

    def scenarios(self) -> tuple[ScenarioRecord, ...]:
        """Return all scenarios, the latest first."""
        query = select(SCENARIOS).order_by(SCENARIOS.c.saved.desc(), SCENARIOS.c.key)
        with self._open() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            ScenarioRecord(
                row["key"], row["title"], Scenario.from_json(row["document"]), row["saved"]
            )
            for row in rows
        )

    # -- runs ----------------------------------------------------------------------------------

    def save_run(
        self,
        key: str,
        scenario: str,
        kpis: Mapping[str, Any],
        log_sha256: str,
        *,
        seconds: float,
        replications: int,
        seed: int,
        engine: str,
        version: str,
        started: float,
        results: str | None = None,
    ) -> RunRecord:
        """Keep a run; one already stored under its key stays, since equal keys are equal runs."""
        record = RunRecord(
            key,
            scenario,
            dict(kpis),
            log_sha256,
            float(seconds),
            int(replications),
            int(seed),
            engine,
            version,
            float(started),
            results,
        )
        self._put(RUNS, dict(vars(record)), update=())
        return record

    def run(self, key: str) -> RunRecord:
        """Return the run with that key; its first six digits are enough."""
        return RunRecord(**self._one(RUNS, key, "run"))

    def find_run(self, key: str) -> RunRecord | None:
        """Return the run with exactly that key, or None: then it has to be computed."""
        with self._open() as connection:
            row = connection.execute(select(RUNS).where(RUNS.c.key == key)).mappings().first()
        return None if row is None else RunRecord(**row)

    def runs(self, scenario: str | None = None) -> tuple[RunRecord, ...]:
        """Return all runs, or those of one scenario, the latest first."""
        query = select(RUNS).order_by(RUNS.c.started.desc(), RUNS.c.key)
        if scenario is not None:
            query = query.where(RUNS.c.scenario == scenario)
        with self._open() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(RunRecord(**row) for row in rows)

    def forget_run(self, key: str) -> None:
        """Remove one run."""
        found = self._one(RUNS, key, "run")["key"]
        with self._open() as connection:
            connection.execute(delete(RUNS).where(RUNS.c.key == found))

    # -- cache ---------------------------------------------------------------------------------

    def remember(self, key: str, value: Any, *, kind: str = "marker") -> None:
        """Keep ``value`` (plain JSON data) under ``key``."""
        row = {"key": key, "kind": kind, "value": value, "saved": time.time()}
        self._put(CACHE, row, update=("kind", "value", "saved"))

    def cached(self, key: str) -> Any | None:
        """Return what was remembered under ``key``, or None."""
        with self._open() as connection:
            return connection.execute(select(CACHE.c.value).where(CACHE.c.key == key)).scalar()

    # -- the database --------------------------------------------------------------------------

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (ProgrammingError, IntegrityError, DataError):
            raise  # a fault of ours, not of the file
        except DatabaseError as error:
            raise _unusable(self.url, error) from error

    def _prepare(self) -> None:
        with self._open() as connection:
            # One statement each, not create_all's look and then create: two processes may start.
            for table in METADATA.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(CreateIndex(index, if_not_exists=True))
        self._put(ABOUT, {"name": "version", "value": str(VERSION)}, update=())
        with self._open() as connection:
            query = select(ABOUT.c.value).where(ABOUT.c.name == "version")
            version = int(connection.execute(query).scalar_one())
        if version > VERSION:
            raise SpecError(
                f"the store was written by a newer workbench (format {version}, this one knows "
                f"{VERSION})",
                where=_place(self.url),
                advice="update the workbench, or name another store with WORKBENCH_STORE",
            )

    def _put(self, table: Table, row: dict[str, Any], *, update: tuple[str, ...]) -> None:
        """Insert in one statement, so that two processes writing the same key do not clash."""
        insert: Any = (
            postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        )
        statement = insert(table).values(**row)
        key = list(table.primary_key)
        if update:
            changes = {name: statement.excluded[name] for name in update}
            statement = statement.on_conflict_do_update(index_elements=key, set_=changes)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=key)
        with self._open() as connection:
            connection.execute(statement)

    def _one(self, table: Table, key: str, noun: str) -> dict[str, Any]:
        column = table.c.key
        with self._open() as connection:
            exact = connection.execute(select(table).where(column == key)).mappings().first()
            if exact is not None:
                return dict(exact)
            keys = list(connection.execute(select(column)).scalars())
            starting = [name for name in keys if name.startswith(key)]
            if len(key) >= _WRITTEN_SHORTEST and len(starting) == 1:
                query = select(table).where(column == starting[0])
                return dict(connection.execute(query).mappings().one())
        if len(starting) > 1 and key:
            raise SpecError(
                f"{len(starting)} {noun}s begin with '{key}'",
                where=_place(self.url),
                advice="give more digits of the key",
            )
        raise SpecError(
            f"no {noun} has the key '{key}'",
            where=_place(self.url),
            advice=nearest(key, (entry[:12] for entry in keys)),
        )


def _url(url: str | Path | None) -> str:
    named = url if url is not None else os.environ.get("WORKBENCH_STORE") or None
    if named is None:
        named = user_data_path("workbench", appauthor=False) / "store.sqlite"
    if isinstance(named, str) and "://" in named:
        return named
    return f"sqlite:///{Path(named).expanduser().absolute()}"


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        file = parsed.database if parsed.get_backend_name() == "sqlite" else None
        if file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        # A connection per use: a file needs no pool, and a kernel forked later inherits none.
        options: dict[str, Any] = {"poolclass": NullPool} if file else {}
        engine = create_engine(parsed, **options)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SpecError(
            f"'{url}' is not the address of a store",
            where="WORKBENCH_STORE",
            advice="give the path of a file, or a URL such as sqlite:///runs.sqlite",
        ) from error
    except OSError as error:
        raise SpecError(
            f"the folder of the store cannot be made ({error.strerror})",
            where=_place(url),
            advice="name another one with WORKBENCH_STORE",
        ) from error
    if file:
        event.listen(engine, "connect", _tune)
    return engine


def _tune(connection: Any, _: object) -> None:
    """Let readers go on while one process writes, and let a second writer wait."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(BUSY * 1000)}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch to write-ahead logging, which SQLite refuses at once while another process does so.

    The switch needs the file for itself and does not wait for ``busy_timeout``.
    """
    last = time.monotonic() + BUSY
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
            time.sleep(_AGAIN)


def _place(url: str) -> str:
    return url.removeprefix("sqlite:///") or "store"


def _unusable(url: str, error: DatabaseError) -> SpecError:
    reason = str(error.orig).strip().splitlines()[0] if error.orig else "unknown reason"
    return SpecError(
        f"the store cannot be used ({reason})",
        where=_place(url),
        advice="move the file away to begin a new one, or name another with WORKBENCH_STORE",
    )
