"""One worker process: takes a question from a socket, answers it, takes the next."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import resource
import socket
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from typing import TYPE_CHECKING, Any, Final

from workbench.errors import InfeasibleError, WorkbenchError
from workbench.studies.executors import ask, throttled

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG: Final = logging.getLogger("workbench.worker")
_LONGEST: Final = 180.0  # no question may hold a worker longer [s]
_QUESTIONS: Final = 2000  # then a fresh process takes over, whatever may have leaked
_MEMORY: Final = 1500 * 2**10  # likewise, at this peak of resident memory [kB]
_ROOM: Final = 4 * 2**30  # a question that wants more fails instead of taking the machine down [B]
_LOOK: Final = 0.02  # between two looks at the caller [s]


def main(arguments: list[str]) -> None:
    """Serve the sockets named in ``arguments`` until the owner is gone."""
    logging.basicConfig(level=logging.WARNING, format="[worker %(process)d] %(message)s")
    given = dict(argument.split("=", 1) for argument in arguments)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (_ROOM, _ROOM))
    key = bytes.fromhex(sys.stdin.readline().strip())
    threading.Thread(target=_die_with_owner, daemon=True).start()
    for module in filter(None, given["preload"].split(",")):
        with suppress(ImportError):
            import_module(module)
    if given["warm"]:
        try:
            ask(given["warm"], (), {}, lambda _done, _total: None, lambda: False)
        except Exception:
            _LOG.exception("Warming up failed; the first answers will be slower")
    gc.collect()
    gc.freeze()  # what was imported stays: later collections need not walk it
    doors = {lane: socket.socket(fileno=int(given[lane])) for lane in ("work", "quick")}
    threading.Thread(target=_serve, args=(doors["quick"], key, 10**9), daemon=True).start()
    _serve(doors["work"], key, _QUESTIONS)


def _die_with_owner() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


def _serve(door: socket.socket, key: bytes, questions: int) -> None:
    for _ in range(questions):
        caller, _address = door.accept()
        caller.setblocking(True)  # an accepted socket may inherit the door's mode
        with Connection(caller.detach()) as connection:
            try:
                deliver_challenge(connection, key)
                answer_challenge(connection, key)
                question = connection.recv()
            except (EOFError, OSError, AuthenticationError, pickle.UnpicklingError):
                continue  # the caller has given up while waiting
            guard = threading.Timer(_LONGEST, os._exit, (3,))
            guard.daemon = True
            guard.start()
            try:
                _answer(connection, *question)
            finally:
                guard.cancel()
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _MEMORY:
            break
    os._exit(0)


def _answer(
    connection: Connection, function: str, arguments: tuple[Any, ...], options: dict[str, Any]
) -> None:
    def listener(done: int, total: int, *news: Any) -> None:
        with suppress(OSError):
            connection.send(("progress", done, total, *news))

    try:
        answer = ask(function, arguments, options, throttled(listener), _stop(connection))
        reply = pickle.dumps(("done", answer))
    except WorkbenchError as error:
        reply = pickle.dumps(("failed", error))
    except Exception as error:
        _LOG.exception("%s failed", function)
        reply = _dumped(error)
    with suppress(OSError):  # the caller may have gone
        connection.send_bytes(reply)


def _dumped(error: Exception) -> bytes:
    """Return the error ready to be sent, or its text when it cannot be rebuilt over there."""
    try:
        reply = pickle.dumps(("failed", error))
        pickle.loads(reply)  # noqa: S301  # our own bytes
    except Exception:
        text = f"{type(error).__name__}: {error}"
        return pickle.dumps(("failed", InfeasibleError(text, advice="see the server's log")))
    return reply


def _stop(connection: Connection) -> Callable[[], bool]:
    """Return a function that tells, cheaply, whether the caller has cancelled or gone."""
    state = [False, 0.0]

    def stop() -> bool:
        now = time.monotonic()
        if not state[0] and now - state[1] >= _LOOK:
            state[1] = now
            try:
                state[0] = connection.poll(0)  # a second message, or the end, both mean stop
            except OSError:
                state[0] = True
        return bool(state[0])

    return stop


if __name__ == "__main__":
    main(sys.argv[1:])
