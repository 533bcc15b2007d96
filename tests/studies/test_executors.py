"""Questions answered elsewhere: the answer, its failure, its cancelling, and the end of workers."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from workbench.errors import SpecError
from workbench.studies import executors
from workbench.studies.addresses import ADDRESS, THREADS
from workbench.studies.executors import Executor, Latest, WorkerExecutor, WorkerLostError, throttled
from workbench.studies.workers import Workers

NAP = "workbench.studies._rehearsal:nap"
DIE = "workbench.studies._rehearsal:die"
WAIT = 60.0  # of a busy machine [s]


def _until(condition):
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # A child that nobody has waited for yet has ended too.
    state = Path(f"/proc/{pid}/stat").read_text()
    return state.rsplit(")", 1)[1].split()[0] == "Z"


@pytest.fixture(scope="module")
def workers():
    with Workers(2, preload=()) as started:
        yield started


@pytest.fixture(params=["thread", "worker"])
def executor(request, workers):
    return Executor() if request.param == "thread" else WorkerExecutor(workers.folder, workers.key)


def test_the_answer_is_the_functions(executor):
    assert executor.call("workbench.errors:nearest", "vta", ["vat"]) == "did you mean 'vat'?"


def test_errors_keep_what_where_and_advice(executor):
    with pytest.raises(SpecError, match="there is no twin") as raised:
        executor.call("workbench.model:find_twin", "rug_studoi")
    assert "rug_studio" in raised.value.advice


def test_only_the_packages_functions_are_asked(executor):
    for name in ("os:system", "workbench", "workbenchx.y:z"):
        with pytest.raises(SpecError):
            executor.call(name)


def test_progress_and_answer_arrive_on_the_askers_loop(executor):
    heard = []

    async def asks():
        done = asyncio.Event()
        executor.submit(
            NAP,
            0.3,
            on_progress=lambda *each: heard.append((each, threading.current_thread())),
            on_done=lambda answer: (heard.append((answer, threading.current_thread())), done.set()),
        )
        await asyncio.wait_for(done.wait(), WAIT)

    asyncio.run(asks())
    assert {thread for _, thread in heard} == {threading.main_thread()}
    *progress, (answer, _) = heard
    assert answer == "slept"
    assert [each for each, _ in progress] == sorted(each for each, _ in progress)


def test_what_was_found_so_far_comes_with_the_progress(executor):
    heard = []

    async def asks():
        done = asyncio.Event()
        executor.submit(
            "workbench.studies._rehearsal:count",
            5,
            on_progress=lambda *each: heard.append(each),
            on_done=lambda _: done.set(),
        )
        await asyncio.wait_for(done.wait(), WAIT)

    asyncio.run(asks())
    # The last report is never held back.
    assert heard[-1] == (5, 5, (0, 1, 2, 3, 4))


def test_a_cancelled_question_stops_and_stays_silent(executor):
    heard = []
    job = executor.submit(NAP, WAIT, on_done=heard.append, on_error=heard.append)
    time.sleep(0.2)
    job.cancel()
    assert job.wait(5), "the computation went on"
    assert heard == []
    assert job.state == "cancelled"


def test_the_latest_question_wins(executor):
    heard = []
    latest = Latest(executor)
    for nap in (WAIT, WAIT, 0.0):
        job = latest.submit(NAP, nap, on_done=lambda answer, nap=nap: heard.append(nap))
    assert job.wait(WAIT)
    assert heard == [0.0]


def test_a_quick_question_does_not_wait_behind_long_ones(workers):
    executor = WorkerExecutor(workers.folder, workers.key)
    long = [executor.submit(NAP, WAIT) for _ in range(3)]
    time.sleep(0.3)
    began = time.monotonic()
    assert executor.call(NAP, 0.0, quick=True) == "slept"
    assert time.monotonic() - began < WAIT / 4
    for job in long:
        job.cancel()
    assert all(job.wait(5) for job in long)


def test_a_worker_that_dies_is_replaced(workers):
    executor = WorkerExecutor(workers.folder, workers.key)
    before = set(workers.pids)
    with pytest.raises(WorkerLostError):
        executor.call(DIE)
    assert executor.call(NAP, 0.0) == "slept"
    _until(lambda: len(workers.pids) == 2)
    assert before - set(workers.pids)


def test_a_wrong_key_is_refused(workers):
    with pytest.raises(WorkerLostError):
        WorkerExecutor(workers.folder, b"another key").call(NAP, 0.0)
    assert WorkerExecutor(workers.folder, workers.key).call(NAP, 0.0) == "slept"


def test_only_this_user_may_enter(workers):
    assert workers.folder.stat().st_mode & 0o077 == 0


def test_workers_end_with_their_owner(tmp_path):
    code = (
        "from workbench.studies.workers import Workers; import time\n"
        "w = Workers(1, preload=()); w.start()\n"
        "while not w.pids: time.sleep(0.01)\n"
        "print(w.pids[0], w.folder, flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path.cwd())
    pid, _folder = owner.stdout.readline().decode().split()
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    _until(lambda: _gone(int(pid)))


def test_closing_ends_the_processes_and_removes_the_sockets():
    workers = Workers(1, preload=())
    workers.start()
    _until(lambda: workers.pids)
    pid = workers.pids[0]
    workers.close()
    assert _gone(pid)
    assert not workers.folder.exists()


def test_a_session_finds_the_servers_workers(workers, monkeypatch):
    for name, value in workers.environment.items():
        monkeypatch.setenv(name, value)
    executors.executor.cache_clear()
    try:
        found = executors.executor()
        assert repr(found) == "WorkerExecutor(shared)"
        assert found.call(NAP, 0.0) == "slept"
    finally:
        executors.executor.cache_clear()


def test_asking_imports_no_compiled_code():
    code = (
        "import sys; from workbench.studies.executors import executor; "
        "sys.exit(any(name in sys.modules for name in ('numba', 'simpy', 'panel', 'IPython')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reports_are_thinned_but_the_last_one_is_kept():
    heard = []
    report = throttled(lambda done, total: heard.append(done))
    for done in range(1, 1001):
        report(done, 1000)
    assert heard[-1] == 1000
    assert len(heard) < 100


def test_threads_can_be_asked_for(monkeypatch):
    monkeypatch.setenv(ADDRESS, THREADS)
    executors.executor.cache_clear()
    try:
        assert executors.executor().kind == "thread"
    finally:
        executors.executor.cache_clear()
