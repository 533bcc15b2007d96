"""The tables, in terms that SQLite and PostgreSQL share."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Integer, MetaData, String, Table, Text

# Raised when a column changes its meaning; an older workbench then refuses a newer store.
VERSION = 1

METADATA = MetaData()

ABOUT = Table(
    "about",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", String(80), nullable=False),
)

SCENARIOS = Table(
    "scenarios",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("twin", Text, nullable=False, index=True),
    Column("document", JSON, nullable=False),
    Column("saved", Float, nullable=False),  # seconds since 1970, UTC
)

RUNS = Table(
    "runs",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("scenario", String(64), nullable=False, index=True),
    Column("kpis", JSON, nullable=False),
    Column("log_sha256", String(64), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("replications", Integer, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("engine", String(20), nullable=False),
    Column("version", String(40), nullable=False),
    Column("started", Float, nullable=False),  # seconds since 1970, UTC
    Column("results", Text),  # where the large tables lie as Parquet; empty while there are none
)

CACHE = Table(
    "cache",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("kind", String(40), nullable=False, index=True),
    Column("value", JSON, nullable=False),
    Column("saved", Float, nullable=False),
)
