"""Fixtures that every suite may use."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# The two shared cores may be busy: a slow example is no failure, and a failure must repeat.
settings.register_profile(
    "workbench", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "workbench"))


@pytest.fixture(autouse=True)
def _own_store(tmp_path_factory, monkeypatch):
    """Keep every test away from the user's own store."""
    folder = tmp_path_factory.getbasetemp() / "store"
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("WORKBENCH_STORE", f"sqlite:///{folder}/store.sqlite")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the clone."""
    return ROOT


@pytest.fixture(scope="session")
def bench_data() -> Path:
    """Return the folder of benchmark data, or skip: the project carries none of it."""
    named = os.environ.get("WORKBENCH_BENCH_DATA", "")
    folder = Path(named) if named else None
    if folder is None or not folder.is_dir():
        pytest.skip("WORKBENCH_BENCH_DATA names no folder of benchmark data")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str | None:
    """Return the system's Chromium, or None for the one that Playwright installed."""
    named = os.environ.get("WORKBENCH_CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
