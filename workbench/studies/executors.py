"""Where a long question is answered: in a shared worker, a private one, or a thread.

A desk asks with `Executor.submit` and goes on; the answer comes back on its own event loop. A
published app finds the server's workers by an environment variable, so its session imports no
compiled code and its page never freezes; a notebook starts one worker for itself; where neither
works (no Unix sockets), a thread answers. The call and the answer are the same in all three.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import socket
import threading
import time
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from inspect import signature
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.errors import InfeasibleError, SpecError
from workbench.studies.addresses import ADDRESS, KEY, THREADS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PATIENCE: Final = 120.0  # for a free worker [s]
_REPORTS: Final = 0.05  # between two reports of progress, and between two looks at `stop` [s]


class WorkerLostError(InfeasibleError):
    """The computation ended without an answer, twice."""


class Job:
    """One question on its way; `cancel` makes sure that its answer never arrives.

    Attributes
    ----------
    state : str
        ``"running"``, ``"done"``, ``"failed"`` or ``"cancelled"``.
    """

    def __init__(self, deliver: Callable[[Callable[[], None]], None]) -> None:
        self.state = "running"
        self._deliver = deliver
        self._stop = threading.Event()
        self._finished = threading.Event()
        self._abort: Callable[[], None] = lambda: None

    def __repr__(self) -> str:
        """Return the state."""
        return f"Job({self.state})"

    def cancel(self) -> None:
        """Stop the computation as soon as it looks, and drop its answer."""
        if self.state == "running":
            self.state = "cancelled"
            self._stop.set()
            with suppress(OSError):
                self._abort()

    def stopped(self) -> bool:
        """Tell whether `cancel` was called."""
        return self._stop.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the computation has ended, and tell whether it has."""
        return self._finished.wait(seconds)

    def _settle(self, state: str, callback: Callable[..., None] | None, *values: Any) -> None:
        def tell() -> None:
            if self.state != "running":
                return
            self.state = state
            if callback is not None:
                callback(*values)

        self._finished.set()
        self._deliver(tell)

    def _report(self, callback: Callable[..., None] | None, *values: Any) -> None:
        if callback is not None:
            self._deliver(lambda: callback(*values) if self.state == "running" else None)


class Executor:
    """Answers questions in threads of this process; the base of the one that uses workers.

    A question is the name of a function, ``"workbench.studies:decide"``, and its arguments. A
    function that takes ``listener`` or ``stop`` gets them: ``listener(done, total)``, which may
    carry what was found so far as a third value, and ``stop() -> bool``.
    """

    kind = "thread"

    def submit(
        self,
        function: str,
        *arguments: Any,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_progress: Callable[..., None] | None = None,
        quick: bool = False,
        options: Mapping[str, Any] | None = None,
    ) -> Job:
        """Ask ``function`` and return at once.

        Parameters
        ----------
        function : str
            ``"module:name"`` inside the package.
        *arguments
            What it is called with; must survive pickling.
        on_done, on_error : callable, optional
            Get the answer or the exception, on the event loop that called `submit` if there is
            one, else in a thread.
        on_progress : callable, optional
            Gets ``(done, total)``, and what was found so far where the function tells it, at most
            20 times per second.
        quick : bool
            Use the lane for answers of a few milliseconds, which never waits behind a long one.
        options : mapping, optional
            Keyword arguments.

        Returns
        -------
        Job
        """
        resolve_name(function)
        job = Job(_deliverer())
        threading.Thread(
            target=self._run,
            args=(
                job,
                function,
                arguments,
                dict(options or {}),
                quick,
                on_done,
                on_error,
                on_progress,
            ),
            name=f"ask {function}",
            daemon=True,
        ).start()
        return job

    def call(self, function: str, *arguments: Any, quick: bool = False, **options: Any) -> Any:
        """Ask ``function`` and wait for its answer; its exception is raised here."""
        resolve_name(function)
        return self._answer(Job(_at_once), function, arguments, options, quick, None)

    def close(self) -> None:
        """Free what the executor holds."""

    def _run(
        self,
        job: Job,
        function: str,
        arguments: tuple[Any, ...],
        options: dict[str, Any],
        quick: bool,
        on_done: Callable[[Any], None] | None,
        on_error: Callable[[Exception], None] | None,
        on_progress: Callable[..., None] | None,
    ) -> None:
        try:
            answer = self._answer(job, function, arguments, options, quick, on_progress)
        except Exception as error:  # whatever it is, the asker must hear of it
            job._settle("failed", on_error, error)
        else:
            job._settle("done", on_done, answer)

    def _answer(
        self,
        job: Job,
        function: str,
        arguments: tuple[Any, ...],
        options: dict[str, Any],
        quick: bool,
        on_progress: Callable[..., None] | None,
    ) -> Any:
        def listener(done: int, total: int, *news: Any) -> None:
            job._report(on_progress, done, total, *news)

        return ask(function, arguments, options, throttled(listener), job.stopped)


class WorkerExecutor(Executor):
    """Answers questions in worker processes, reached by the sockets in ``folder``.

    One connection carries one question, so a worker that is busy does not take the next one and
    the operating system's own queue serves them in order.

    Parameters
    ----------
    folder : path
        Holds the sockets ``work`` and ``quick``; only this user may enter it.
    key : bytes
        Shared secret of the two ends.
    close : callable, optional
        Ends the workers when they belong to this executor.
    """

    kind = "worker"

    def __init__(self, folder: Path, key: bytes, close: Callable[[], None] | None = None) -> None:
        self.folder = folder
        self._key = key
        self._close = close

    def __repr__(self) -> str:
        """Return what is used."""
        return f"WorkerExecutor({'private' if self._close else 'shared'})"

    def close(self) -> None:
        """End the workers if they are ours."""
        if self._close is not None:
            self._close()

    def _answer(
        self,
        job: Job,
        function: str,
        arguments: tuple[Any, ...],
        options: dict[str, Any],
        quick: bool,
        on_progress: Callable[..., None] | None,
    ) -> Any:
        for _ in range(2):  # a worker that died is replaced, and the question asked once more
            try:
                return self._ask_once(job, function, arguments, options, quick, on_progress)
            except (EOFError, ConnectionError, AuthenticationError, TimeoutError):
                if job.stopped():
                    return None
                time.sleep(0.1)
        raise WorkerLostError(
            "the computation ended without an answer", where=function, advice="try again"
        )

    def _ask_once(
        self,
        job: Job,
        function: str,
        arguments: tuple[Any, ...],
        options: dict[str, Any],
        quick: bool,
        on_progress: Callable[..., None] | None,
    ) -> Any:
        with self._connect("quick" if quick else "work") as connection:
            job._abort = lambda: connection.send(("cancel",))
            if job.stopped():
                return None
            connection.send((function, arguments, options))
            while True:
                kind, *values = connection.recv()
                if kind == "progress":
                    job._report(on_progress, *values)
                elif kind == "done":
                    return values[0]
                else:
                    raise values[0]

    def _connect(self, lane: str) -> Connection:
        caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            caller.connect(str(self.folder / lane))
        except OSError:
            caller.close()
            raise
        connection = Connection(caller.detach())
        try:
            if not connection.poll(_PATIENCE):
                raise TimeoutError("no worker was free")
            answer_challenge(connection, self._key)
            deliver_challenge(connection, self._key)
        except BaseException:
            connection.close()
            raise
        return connection


class Latest:
    """Keeps one question at a time: a new one cancels the one before, whose answer never comes.

    Parameters
    ----------
    executor : Executor
        Answers the questions.
    """

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.job: Job | None = None

    def submit(self, function: str, *arguments: Any, **callbacks: Any) -> Job:
        """Cancel the running question and ask this one; see `Executor.submit`."""
        self.cancel()
        self.job = self.executor.submit(function, *arguments, **callbacks)
        return self.job

    def cancel(self) -> None:
        """Cancel the running question, if any."""
        if self.job is not None:
            self.job.cancel()
            self.job = None


@lru_cache(maxsize=1)
def executor() -> Executor:
    """Return this process's executor: the server's workers, a private worker, or threads.

    ``WORKBENCH_COMPUTE=threads`` asks for threads, for a debugger or for a comparison.
    """
    folder = os.environ.get(ADDRESS)
    if folder == THREADS:
        return Executor()
    if folder and (Path(folder) / "work").exists():
        return WorkerExecutor(Path(folder), bytes.fromhex(os.environ[KEY]))
    try:
        from workbench.studies.workers import Workers

        workers = Workers(1)
        workers.start()
    except (OSError, AttributeError, ValueError):
        return Executor()
    atexit.register(workers.close)
    return WorkerExecutor(workers.folder, workers.key, workers.close)


def ask(
    function: str,
    arguments: tuple[Any, ...],
    options: dict[str, Any],
    listener: Callable[..., None],
    stop: Callable[[], bool],
) -> Any:
    """Call ``function`` here, with ``listener`` and ``stop`` if it takes them."""
    called = resolve_name(function)
    takes = signature(called).parameters
    extra = {"listener": listener, "stop": stop}
    return called(*arguments, **options, **{name: extra[name] for name in extra if name in takes})


def resolve_name(function: str) -> Callable[..., Any]:
    """Return the function that ``"module:name"`` means; it must belong to the package."""
    module, _, name = function.partition(":")
    if not name or not (module == "workbench" or module.startswith("workbench.")):
        raise SpecError(
            f"'{function}' cannot be asked",
            where="function",
            advice="write 'workbench.module:name'",
        )
    return _Lazy(module, name)


class _Lazy:
    """A function by name, imported only where it is called: a session must not import Numba."""

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    @property
    def __signature__(self) -> Any:
        return signature(self._function())

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._function()(*arguments, **options)

    def _function(self) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(self.module), self.name)
        return found


def throttled(listener: Callable[..., None]) -> Callable[..., None]:
    """Return ``listener`` called at most every 50 ms, and for the last report."""
    last = [0.0]

    def report(done: int, total: int, *news: Any) -> None:
        now = time.monotonic()
        if done >= total or now - last[0] >= _REPORTS:
            last[0] = now
            listener(done, total, *news)

    return report


def _deliverer() -> Callable[[Callable[[], None]], None]:
    """Return how callbacks reach the asker: through its event loop, or directly."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return _at_once

    def deliver(callback: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has closed: nobody is left to hear it
            loop.call_soon_threadsafe(callback)

    return deliver


def _at_once(callback: Callable[[], None]) -> None:
    callback()
