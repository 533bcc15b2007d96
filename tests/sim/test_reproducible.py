"""The same seed gives the same log: in fresh processes, for any processor, on any thread."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sim.specs import drop50, rug
from workbench.sim import EventLog, play

SCRIPT = """
from tests.sim.specs import drop50, rug
from workbench.sim import play
print(play(rug(), seed=11, replications=3).sha256(), play(drop50(), seed=11).sha256())
"""


@pytest.fixture(scope="module")
def here():
    first = play(rug(), seed=11, replications=3).sha256()
    return f"{first} {play(drop50(), seed=11).sha256()}"


@pytest.mark.parametrize(
    "settings",
    [
        {"NUMBA_NUM_THREADS": "1", "PYTHONHASHSEED": "1"},
        {"NUMBA_NUM_THREADS": "2", "PYTHONHASHSEED": "2"},
        {"NUMBA_CPU_NAME": "generic"},
    ],
)
def test_fresh_processes(here, root, settings):
    environment = {**os.environ, **settings, "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=root, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == here


def test_two_threads(here):
    with ThreadPoolExecutor(2) as threads:
        parts = threads.map(lambda r: play(rug(), seed=11, first=r), range(3))
        joined = EventLog.join(parts)
    assert here.startswith(joined.sha256())
